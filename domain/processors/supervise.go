package processors

import (
	"github.com/heemstede/grootboek/domain"
)

// Supervision is the FG's judgement on the registration of processors and agreements (B1.2-5). The test itself, with
// follow-up, is RT-32.
type Supervision struct {
	Result   Judgement    `json:"result" nl:"Oordeel over de registratie"`
	Findings string       `json:"findings" nl:"Bevindingen" form:"long" hint:"Schrijf ‘geen’ als er geen zijn. Noem geen personen."`
	OwnWork  domain.YesNo `json:"own_work" nl:"Beoordeelt u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd (T-11)."`
	Test     string       `json:"test,omitempty" nl:"Toets" form:"test" opt:"1"`
}

func (c Supervision) clean() (Supervision, error) {
	var p domain.Problems
	p.Choose(c.Result, string(c.Result), "result", "Kies het oordeel.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	p.Choose(c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk beoordeelt.")
	c.Findings, c.Test = trim(c.Findings), trim(c.Test)
	return c, p.Refuse("supervision.incomplete")
}

// SuperviseProcessor records supervision by the FG.
type SuperviseProcessor struct{ Supervision }

// ProcessorRegistrationSupervised is the supervision.
type ProcessorRegistrationSupervised struct{ Supervision }

// Decide implements [domain.Command].
func (c SuperviseProcessor) Decide(_ Processor, _ domain.Stamp) ([]processorEvent, error) {
	x, err := c.clean()
	if err != nil {
		return nil, err
	}
	return []processorEvent{ProcessorRegistrationSupervised{x}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessorRegistrationSupervised) Evolve(s Processor, by domain.Stamp) Processor {
	if by.Happened.After(s.LastSupervise) {
		s.LastSupervise = by.Happened
	}
	return s
}
