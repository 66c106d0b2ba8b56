package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AdoptDocument adopts the draft. The day of adoption is that on which it happened.
type AdoptDocument struct {
	From     calendar.Date `json:"in_force_from" nl:"In werking vanaf"`
	Decision string        `json:"decision" nl:"Besluit (kenmerk)"`
}

// DocumentAdopted is the adoption of one version.
type DocumentAdopted struct {
	Number   uint64        `json:"number" nl:"Nummer van de versie"`
	Body     domain.Role   `json:"adopted_by" nl:"Vastgesteld door"`
	From     calendar.Date `json:"in_force_from" nl:"In werking vanaf"`
	Decision string        `json:"decision" nl:"Besluit"`
}

// Decide implements [domain.Command].
func (c AdoptDocument) Decide(d Document, by domain.Stamp) ([]documentEvent, error) {
	if d.Next != Drafting {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "document.no-draft", NL: "Er is geen concept om vast te stellen. Stel eerst een nieuwe tekst op."}
	}
	if body := d.Kind.Body(); by.Role != body { // §8.1 for the privacy policy; the others [added]
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "document.body", NL: "Dit document wordt vastgesteld door: " + domain.RoleNL(body) + "."}
	}
	var p domain.Problems
	switch current, ok := d.Current(); {
	case !c.From.Valid():
		p.Add("in_force_from", "Vul in vanaf welke dag het document geldt.")
	case c.From < calendar.On(by.Happened): // §8.1: it enters into force after adoption (R-8.1-05)
		p.Add("in_force_from", "Het document treedt pas na de vaststelling in werking (§8.1).")
	case ok && c.From <= current.From: // R-B8-05
		p.Add("in_force_from", "De vorige versie geldt pas vanaf "+current.From.NL()+". Kies een latere dag.")
	}
	p.Need(c.Decision, "decision", "Noem het besluit.")
	if err := p.Refuse("document.adopt"); err != nil {
		return nil, err
	}
	return []documentEvent{DocumentAdopted{d.latest(), by.Role, c.From, trim(c.Decision)}}, nil
}

// Evolve implements [domain.Event].
func (e DocumentAdopted) Evolve(d Document, by domain.Stamp) Document {
	d = d.version(e.Number, func(v *DocumentVersion) { v.AdoptedBy, v.AdoptedOn, v.From = e.Body, calendar.On(by.Happened), e.From })
	if e.Number == d.latest() {
		d.Next = Adopted
	}
	return d.settled()
}
