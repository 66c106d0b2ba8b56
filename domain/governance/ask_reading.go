package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Reading asks people to read a version and sign for it.
type Reading struct {
	Number   uint64        `json:"number" nl:"Nummer van de versie"`
	Audience []Audience    `json:"audience" nl:"Voor wie"`
	Due      calendar.Date `json:"due" nl:"Getekend vóór of op"`
}

// AskReading starts a campaign to read and sign the version in force (B1.8-1: internal communication; [added]).
type AskReading struct {
	Audience []Audience    `json:"audience" nl:"Voor wie"`
	Due      calendar.Date `json:"due" nl:"Getekend vóór of op"`
}

// DocumentReadingAsked is the campaign. It ends when another version comes into force.
type DocumentReadingAsked struct{ Reading }

// Decide implements [domain.Command].
func (c AskReading) Decide(d Document, by domain.Stamp) ([]documentEvent, error) {
	var p domain.Problems
	if len(c.Audience) == 0 {
		p.Add("audience", "Kies wie het document moet lezen.")
	}
	for _, a := range c.Audience {
		p.Choose(a, string(a), "audience", "Kies wie het document moet lezen.")
	}
	if !c.Due.Valid() || c.Due < calendar.On(by.Happened) {
		p.Add("due", "Kies een dag die nog komt.")
	}
	if err := p.Refuse("document.ask-reading"); err != nil {
		return nil, err
	}
	current, _ := d.Current()
	return []documentEvent{DocumentReadingAsked{Reading{current.Number, c.Audience, c.Due}}}, nil
}

// Evolve implements [domain.Event].
func (e DocumentReadingAsked) Evolve(d Document, _ domain.Stamp) Document {
	d.Asked = append(slices.Clone(d.Asked), e.Reading)
	return d
}

// ToSign returns what somebody of the audience is asked to sign now: the version in force, by the latest day that was set.
// ok is false if nothing is asked.
func (d Document) ToSign(a Audience) (r Reading, ok bool) {
	current, inForce := d.Current()
	for _, x := range d.Asked {
		if inForce && x.Number == current.Number && slices.Contains(x.Audience, a) {
			r, ok = x, true
		}
	}
	return r, ok
}
