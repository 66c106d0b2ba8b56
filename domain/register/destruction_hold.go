package register

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// PlaceHold states that a restriction or a claim keeps the data from being destroyed.
type PlaceHold struct {
	Kind HoldKind `json:"kind" nl:"Soort"`
	Why  string   `json:"why" nl:"Toelichting" form:"long" hint:"Bijvoorbeeld het zaaknummer. Noem geen personen."`
}

// DestructionHoldPlaced says that nothing may be destroyed. Its id is that of the command.
type DestructionHoldPlaced struct {
	Hold string   `json:"hold" nl:"Kenmerk"`
	Kind HoldKind `json:"kind" nl:"Soort"`
	Why  string   `json:"why" nl:"Toelichting"`
}

// LiftHold says that it is over.
type LiftHold struct {
	Hold   string `json:"hold" nl:"Beletsel" form:"hold"`
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// DestructionHoldLifted says that it is over.
type DestructionHoldLifted struct {
	Hold   string `json:"hold" nl:"Kenmerk"`
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c PlaceHold) Decide(_ Destruction, by domain.Stamp) ([]destructionEvent, error) {
	var p domain.Problems
	p.Choose(c.Kind, string(c.Kind), "kind", "Kies de soort.")
	p.Need(c.Why, "why", "Licht toe waarom er niet vernietigd mag worden.")
	p.Impersonal(c.Why, "why")
	if err := p.Refuse("destruction.hold"); err != nil {
		return nil, err
	}
	return []destructionEvent{DestructionHoldPlaced{by.Command, c.Kind, trim(c.Why)}}, nil
}

// Evolve implements [domain.Event].
func (e DestructionHoldPlaced) Evolve(d Destruction, by domain.Stamp) Destruction {
	d.Holds = append(slices.Clone(d.Holds), Hold{ID: e.Hold, Kind: e.Kind, Why: e.Why, Since: calendar.On(by.Happened)})
	return d
}

// Decide implements [domain.Command].
func (c LiftHold) Decide(s Destruction, _ domain.Stamp) ([]destructionEvent, error) {
	var p domain.Problems
	if !slices.ContainsFunc(s.Held(), func(h Hold) bool { return h.ID == c.Hold }) {
		p.Add("hold", "Kies een beletsel dat nog loopt.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("destruction.hold"); err != nil {
		return nil, err
	}
	return []destructionEvent{DestructionHoldLifted{c.Hold, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e DestructionHoldLifted) Evolve(d Destruction, by domain.Stamp) Destruction {
	d.Holds = slices.Clone(d.Holds)
	for i := range d.Holds {
		if d.Holds[i].ID == e.Hold && d.Holds[i].Ended == "" {
			d.Holds[i].Ended = calendar.On(by.Happened)
		}
	}
	return d
}
