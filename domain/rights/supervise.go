package rights

import "github.com/heemstede/grootboek/domain"

// Verdict is the judgement of the FG on the procedure followed.
type Verdict string

// Choices implements [domain.Chooser].
func (Verdict) Choices() []domain.Choice {
	return []domain.Choice{{Value: "sufficient", NL: "voldoende"}, {Value: "insufficient", NL: "onvoldoende"}}
}

// SuperviseProcedure records supervision of the procedure followed (B1.7-6, R-B7-07). The test itself, with follow-up, is RT-32.
type SuperviseProcedure struct {
	Result   Verdict      `json:"result" nl:"Oordeel over de procedure"`
	Findings string       `json:"findings" nl:"Bevindingen" form:"long" hint:"Schrijf ‘geen’ als er geen zijn. Noem geen personen."`
	OwnWork  domain.YesNo `json:"own_work" nl:"Beoordeelt u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd."` // T-11
	Test     string       `json:"test,omitempty" nl:"Toets" form:"test" opt:"1"`
}

// RequestProcedureSupervised is the supervision.
type RequestProcedureSupervised struct{ SuperviseProcedure }

// Decide implements [domain.Command].
func (c SuperviseProcedure) Decide(_ Request, _ domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.Choose(c.Result, string(c.Result), "result", "Kies het oordeel.")
	needText(&p, c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	p.Choose(c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk beoordeelt.")
	if err := p.Refuse("request.supervision"); err != nil {
		return nil, err
	}
	c.Findings, c.Test = trim(c.Findings), trim(c.Test)
	return []requestEvent{RequestProcedureSupervised{c}}, nil
}

// Evolve implements [domain.Event].
func (e RequestProcedureSupervised) Evolve(r Request, by domain.Stamp) Request {
	if by.Happened.After(r.Supervised) {
		r.Supervised = by.Happened
	}
	return r
}
