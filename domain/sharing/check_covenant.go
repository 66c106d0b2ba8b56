package sharing

import "github.com/heemstede/grootboek/domain"

// CheckCovenant is the yearly check whether the covenant is still current (§7.1).
type CheckCovenant struct{ YearlyCheck }

// CovenantCheckedYearly is the outcome, with the next due date.
type CovenantCheckedYearly struct{ YearlyCheckDone }

// Decide implements [domain.Command]. A late check is a fact, and a deviation.
func (c CheckCovenant) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	done, err := c.done("covenant.check", "§7.1", by)
	if err != nil {
		return nil, err
	}
	list := []covenantEvent{CovenantCheckedYearly{done}}
	if f, late := s.late("§7.1", by); late {
		list = append(list, CovenantNonComplianceFound{f})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e CovenantCheckedYearly) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.Checks = c.checked(e.YearlyCheckDone)
	return c.counted()
}

// SuperviseCovenant is the FG's judgement on the covenant (RT-32).
type SuperviseCovenant struct {
	Outcome  SupervisionOutcome `json:"outcome" nl:"Uitkomst"`
	Findings string             `json:"findings" nl:"Bevindingen" form:"long" hint:"Schrijf ‘geen’ als er geen zijn. Noem geen personen."`
	OwnWork  domain.YesNo       `json:"own_work" nl:"Toetst u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd (T-11)."`
	Test     string             `json:"test,omitempty" nl:"Kenmerk van de toets" form:"test" opt:"1"`
}

// SupervisionOutcome is what the FG found.
type SupervisionOutcome string

// Choices implements [domain.Chooser].
func (SupervisionOutcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: "sufficient", NL: "voldoende"}, {Value: "insufficient", NL: "onvoldoende"}}
}

// CovenantSupervised is the judgement.
type CovenantSupervised struct {
	Outcome  SupervisionOutcome `json:"outcome" nl:"Uitkomst"`
	Findings string             `json:"findings" nl:"Bevindingen"`
	OwnWork  bool               `json:"own_work,omitempty" nl:"Eigen werk getoetst"`
	Test     string             `json:"test,omitempty" nl:"Toets"`
}

// Decide implements [domain.Command].
func (c SuperviseCovenant) Decide(_ Covenant, _ domain.Stamp) ([]covenantEvent, error) {
	var p domain.Problems
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	p.Choose(c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk toetst.")
	if err := p.Refuse("covenant.supervise"); err != nil {
		return nil, err
	}
	return []covenantEvent{CovenantSupervised{c.Outcome, trim(c.Findings), c.OwnWork == domain.Yes, trim(c.Test)}}, nil
}

// Evolve implements [domain.Event]. A test does not change the record.
func (e CovenantSupervised) Evolve(c Covenant, _ domain.Stamp) Covenant { return c.counted() }
