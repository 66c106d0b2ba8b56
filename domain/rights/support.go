package rights

import "github.com/heemstede/grootboek/domain"

// SupportProcedure records support on procedure and content (B1.7-4, R-B7-05).
type SupportProcedure struct {
	What string `json:"what" nl:"Welke ondersteuning?" form:"long" hint:"Noem geen personen."`
}

// ProceduralSupportGiven says so.
type ProceduralSupportGiven struct {
	What string `json:"what" nl:"Ondersteuning"`
}

// Decide implements [domain.Command].
func (c SupportProcedure) Decide(_ Request, _ domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	needText(&p, c.What, "what", "Beschrijf de ondersteuning.")
	if err := p.Refuse("request.support"); err != nil {
		return nil, err
	}
	return []requestEvent{ProceduralSupportGiven{trim(c.What)}}, nil
}

// Evolve implements [domain.Event]: no rule rests on it.
func (ProceduralSupportGiven) Evolve(r Request, _ domain.Stamp) Request { return r }
