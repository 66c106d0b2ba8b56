package rights

import "github.com/heemstede/grootboek/domain"

// JudgeRestriction decides on a request to restrict the use of data (§5.3).
type JudgeRestriction struct {
	Judging
	Grounds []Case `json:"grounds,omitempty" nl:"Welke gevallen van §5.3?" opt:"1"`
	Excepting
}

// Decide implements [domain.Command].
func (c JudgeRestriction) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if err := s.of(Restricting); err != nil {
		return nil, err
	}
	var p domain.Problems
	chooseAll(&p, c.Grounds, "grounds", "Kies uit de vier gevallen van §5.3.")
	return s.judged(Judged{Judging: c.Judging, Excepting: c.Excepting, Grounds: as[Ground](c.Grounds)}, p, by)
}
