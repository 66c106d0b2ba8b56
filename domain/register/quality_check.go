package register

import "github.com/heemstede/grootboek/domain"

// FailQualityCheck says that a check went wrong: a fact.
type FailQualityCheck struct {
	What   string `json:"what" nl:"Wat ging er mis?" form:"long" hint:"Noem geen personen."`
	Remedy string `json:"remedy" nl:"Hoe is het hersteld?" form:"long"`
}

// QualityCheckFailed says what went wrong.
type QualityCheckFailed struct {
	What   string `json:"what" nl:"Wat ging er mis"`
	Remedy string `json:"remedy" nl:"Herstel"`
}

// Decide implements [domain.Command].
func (c FailQualityCheck) Decide(_ Quality, _ domain.Stamp) ([]guarded, error) {
	var p domain.Problems
	p.Need(c.What, "what", "Beschrijf wat er misging.")
	p.Need(c.Remedy, "remedy", "Zeg hoe het is of wordt hersteld.")
	if err := p.Refuse("quality.failed"); err != nil {
		return nil, err
	}
	return []guarded{QualityCheckFailed{trim(c.What), trim(c.Remedy)}}, nil
}

// Evolve implements [domain.Event].
func (e QualityCheckFailed) Evolve(q Quality, _ domain.Stamp) Quality {
	q.Failed++
	return q
}

// QualityMark is the outcome of a test of a measure.
type QualityMark string

// Choices implements [domain.Chooser].
func (QualityMark) Choices() []domain.Choice {
	return []domain.Choice{{Value: "sufficient", NL: "voldoende"}, {Value: "insufficient", NL: "onvoldoende"}}
}

// TestQuality tests a measure (B1.1-5).
type TestQuality struct {
	Outcome  QualityMark  `json:"outcome" nl:"Uitkomst"`
	Findings string       `json:"findings" nl:"Bevindingen" form:"long" hint:"Schrijf ‘geen’ als er geen zijn. Noem geen personen."`
	OwnWork  domain.YesNo `json:"own_work" nl:"Toetst u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd (T-11)."`
}

// QualityMeasureTested is the outcome.
type QualityMeasureTested struct {
	Outcome  QualityMark `json:"outcome" nl:"Uitkomst"`
	Findings string      `json:"findings" nl:"Bevindingen"`
	OwnWork  bool        `json:"own_work,omitempty" nl:"Eigen werk getoetst"`
}

// Decide implements [domain.Command].
func (c TestQuality) Decide(_ Quality, _ domain.Stamp) ([]guarded, error) {
	var p domain.Problems
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	p.Choose(c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk toetst.")
	if err := p.Refuse("quality.test"); err != nil {
		return nil, err
	}
	return []guarded{QualityMeasureTested{c.Outcome, trim(c.Findings), c.OwnWork == domain.Yes}}, nil
}

// Evolve implements [domain.Event].
func (e QualityMeasureTested) Evolve(q Quality, _ domain.Stamp) Quality { return q }

// EndQuality ends a measure.
type EndQuality struct {
	Reason string `json:"reason" nl:"Reden" form:"long" hint:"Vervangen, of de verwerking is gestopt. Noem geen personen."`
}

// QualityMeasureEnded ends a measure.
type QualityMeasureEnded struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c EndQuality) Decide(_ Quality, _ domain.Stamp) ([]guarded, error) {
	if err := reasonFor(c.Reason, "quality.reason"); err != nil {
		return nil, err
	}
	return []guarded{QualityMeasureEnded{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e QualityMeasureEnded) Evolve(q Quality, _ domain.Stamp) Quality {
	q.State = QualityEnded
	return q
}
