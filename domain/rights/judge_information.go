package rights

import "github.com/heemstede/grootboek/domain"

// JudgeInformation decides on a request for clear information (Annex 1.7 right 8): everybody gets it, so it is granted or, for lack of a
// question, not handled.
type JudgeInformation struct{ Judging }

// Decide implements [domain.Command].
func (c JudgeInformation) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if err := s.of(Information); err != nil {
		return nil, err
	}
	return s.judged(Judged{Judging: c.Judging}, nil, by)
}
