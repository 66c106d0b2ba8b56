package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// TestSecurityMeasure says whether the measure works.
type TestSecurityMeasure struct {
	Outcome  Outcome      `json:"outcome" nl:"Uitkomst"`
	Findings string       `json:"findings" nl:"Bevindingen" form:"long" hint:"Noem geen personen."`
	OwnWork  domain.YesNo `json:"own_work" nl:"Toetst u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd."`
}

// SecurityMeasureTested is the outcome.
type SecurityMeasureTested struct {
	Outcome  Outcome `json:"outcome" nl:"Uitkomst"`
	Findings string  `json:"findings" nl:"Bevindingen"`
	OwnWork  bool    `json:"own_work,omitempty" nl:"Eigen werk getoetst"`
}

// Decide implements [domain.Command].
func (c TestSecurityMeasure) Decide(SecurityMeasure, domain.Stamp) ([]securityEvent, error) {
	var p domain.Problems
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	p.Choose(c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk toetst.") // T-11, T-13
	if err := p.Refuse("security.test"); err != nil {
		return nil, err
	}
	return []securityEvent{SecurityMeasureTested{c.Outcome, trim(c.Findings), c.OwnWork == domain.Yes}}, nil
}

// Evolve implements [domain.Event].
func (e SecurityMeasureTested) Evolve(s SecurityMeasure, by domain.Stamp) SecurityMeasure {
	s.Result, s.TestedOn = e.Outcome, calendar.On(by.Happened)
	return s
}
