package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// TestMeasure tests a measure that was carried out (B1.6-7; out of an incident: B1.4-11).
type TestMeasure struct {
	Outcome  Outcome      `json:"outcome" nl:"Uitkomst"`
	Findings string       `json:"findings" nl:"Bevindingen" form:"long" hint:"Noem geen personen."`
	OwnWork  domain.YesNo `json:"own_work" nl:"Toetst u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd."`
}

// MeasureTested is the outcome. An insufficient measure goes back to its owner.
type MeasureTested struct {
	Outcome  Outcome `json:"outcome" nl:"Uitkomst"`
	Findings string  `json:"findings" nl:"Bevindingen"`
	OwnWork  bool    `json:"own_work,omitempty" nl:"Eigen werk getoetst"`
}

// Decide implements [domain.Command].
func (c TestMeasure) Decide(m Measure, by domain.Stamp) ([]measureEvent, error) {
	if m.Origin == FromIncident {
		if err := marked(by, "B1.4-11", "measure.not-tester", "Een advies uit een incident wordt door een andere rol getoetst"); err != nil {
			return nil, err
		}
	}
	if m.Doer == by.Actor { // RT-20: tester ≠ implementer; G11
		return nil, refusal(domain.Forbidden, "measure.own-work", "", "U hebt deze maatregel zelf uitgevoerd. Laat een ander die toetsen.")
	}
	var p domain.Problems
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	p.Choose(c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk toetst.") // T-11
	if err := p.Refuse("measure.test"); err != nil {
		return nil, err
	}
	return []measureEvent{MeasureTested{c.Outcome, trim(c.Findings), c.OwnWork == domain.Yes}}, nil
}

// Evolve implements [domain.Event].
func (e MeasureTested) Evolve(m Measure, by domain.Stamp) Measure {
	m.State = MeasureStatusAccepted
	if e.Outcome == Sufficient {
		m.State = MeasureStatusTested
	}
	m.Result, m.Tester, m.TestedOn, m.OwnWork = e.Outcome, by.Actor, calendar.On(by.Happened), e.OwnWork
	return m
}
