package control

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// FollowUpFinding says what was done with a finding.
type FollowUpFinding struct {
	Finding string `json:"finding" nl:"Bevinding" form:"finding"`
	How     string `json:"how" nl:"Wat is ermee gedaan?" form:"long" hint:"Noem geen personen."`
	Measure string `json:"measure,omitempty" nl:"Maatregel" form:"measure" opt:"1"`
}

// FindingFollowedUp is what was done.
type FindingFollowedUp struct {
	Finding string `json:"finding" nl:"Bevinding"`
	How     string `json:"how" nl:"Wat ermee is gedaan"`
	Measure string `json:"measure,omitempty" nl:"Maatregel" form:"measure"`
}

// Decide implements [domain.Command].
func (c FollowUpFinding) Decide(t SupervisionTest, by domain.Stamp) ([]testEvent, error) {
	if err := t.byTester(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	if !slices.ContainsFunc(t.Findings, func(f TestFinding) bool { return f.ID == c.Finding && !f.Followed }) {
		p.Add("finding", "Kies een bevinding die nog open staat.")
	}
	p.Need(c.How, "how", "Zeg wat er met de bevinding is gedaan.")
	if err := p.Refuse("test.follow-up"); err != nil {
		return nil, err
	}
	return []testEvent{FindingFollowedUp{c.Finding, trim(c.How), c.Measure}}, nil
}

// Evolve implements [domain.Event].
func (e FindingFollowedUp) Evolve(t SupervisionTest, _ domain.Stamp) SupervisionTest {
	t.Findings = slices.Clone(t.Findings)
	for i := range t.Findings {
		if t.Findings[i].ID == e.Finding {
			t.Findings[i].Followed = true
		}
	}
	return t
}
