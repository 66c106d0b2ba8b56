package governance

import "github.com/heemstede/grootboek/domain"

// CommunicateDocument records what was told about a document, inside or outside (B1.8-1, B1.7-5).
type CommunicateDocument struct {
	Reach Reach  `json:"reach" nl:"Intern of extern?"`
	What  string `json:"what" nl:"Wat is er verteld?" form:"long" hint:"Noem geen personen."`
	To    string `json:"to" nl:"Aan wie?" hint:"Teams of groepen. Noem geen personen."`
}

// DocumentCommunicated is the communication. The day is that on which it happened.
type DocumentCommunicated struct {
	Reach Reach  `json:"reach" nl:"Intern of extern"`
	What  string `json:"what" nl:"Wat"`
	To    string `json:"to" nl:"Aan wie"`
}

// Reach is whether something is told inside the organisation or outside.
type Reach string

// Choices implements [domain.Chooser].
func (Reach) Choices() []domain.Choice {
	return []domain.Choice{{Value: "internal", NL: "intern"}, {Value: "external", NL: "extern"}}
}

// Decide implements [domain.Command].
func (c CommunicateDocument) Decide(_ Document, _ domain.Stamp) ([]documentEvent, error) {
	var p domain.Problems
	p.Choose(c.Reach, string(c.Reach), "reach", "Kies intern of extern.")
	p.Need(c.What, "what", "Zeg wat er is verteld.")
	p.Need(c.To, "to", "Zeg aan wie.")
	if err := p.Refuse("document.communicate"); err != nil {
		return nil, err
	}
	return []documentEvent{DocumentCommunicated{c.Reach, trim(c.What), trim(c.To)}}, nil
}

// Evolve implements [domain.Event].
func (e DocumentCommunicated) Evolve(d Document, _ domain.Stamp) Document {
	d.Told++
	return d
}
