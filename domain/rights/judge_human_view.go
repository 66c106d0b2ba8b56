package rights

import "github.com/heemstede/grootboek/domain"

// JudgeHumanView decides on a request that a human looks at a decision (Annex 1.7 right 7, article 22 AVG [added]).
type JudgeHumanView struct {
	Judging
	Automated domain.YesNo `json:"automated" nl:"Is het besluit genomen zonder dat een mens heeft meegekeken?"`
	Excepting
}

// Decide implements [domain.Command].
func (c JudgeHumanView) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if err := s.of(HumanView); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.Choose(c.Automated, string(c.Automated), "automated", "Zeg of het besluit zonder mens is genomen.")
	j := Judged{Judging: c.Judging, Excepting: c.Excepting}
	if c.Automated == domain.Yes {
		j.Grounds = []Ground{NoHuman}
	}
	return s.judged(j, p, by)
}
