package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// OathKind is what was sworn (R-6.1-10).
type OathKind string

// Choices implements [domain.Chooser].
func (OathKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "oath", NL: "eed"}, {Value: "affirmation", NL: "belofte"}}
}

// TakeOath says that the oath was taken or the affirmation made (§6.1).
type TakeOath struct {
	Kind OathKind `json:"kind" nl:"Eed of belofte"`
	By   string   `json:"taken_by" nl:"Wie nam haar af?" form:"person"`
}

// OathTaken is the oath. The day is that on which it happened.
type OathTaken struct {
	By string `json:"taken_by" nl:"Afgenomen door" form:"person"`
}

// AffirmationMade is the affirmation.
type AffirmationMade struct {
	By string `json:"taken_by" nl:"Afgenomen door" form:"person"`
}

// DecideOath decides whether who is hired takes the oath, on duration and nature (§6.1).
type DecideOath struct{ OathDecision }

// OathDecision is that decision. The policy sets no limit on the duration (T-45).
type OathDecision struct {
	Duration string       `json:"duration" nl:"Duur van de inhuur" hint:"Bijvoorbeeld: zes maanden."`
	Nature   string       `json:"nature" nl:"Aard van de inhuur" hint:"Het werk, niet de persoon."`
	Needed   domain.YesNo `json:"needed" nl:"Is de eed of belofte nodig?"`
	Reason   string       `json:"reason" nl:"Waarom?" form:"long" hint:"Noem geen personen."`
}

// OathRequirementDecided is the decision.
type OathRequirementDecided struct{ OathDecision }

// Decide implements [domain.Command].
func (c TakeOath) Decide(e Engagement, by domain.Stamp) ([]engagementEvent, error) {
	var p domain.Problems
	p.Choose(c.Kind, string(c.Kind), "kind", "Kies eed of belofte.")
	p.NeedPerson(c.By, "taken_by", "Kies wie de eed of belofte afnam.", by)
	if err := p.Refuse("confidentiality.oath"); err != nil {
		return nil, err
	}
	if c.Kind == "oath" {
		return e.judged(by, OathTaken{c.By}), nil
	}
	return e.judged(by, AffirmationMade{c.By}), nil
}

// Decide implements [domain.Command].
func (c DecideOath) Decide(e Engagement, by domain.Stamp) ([]engagementEvent, error) {
	if e.Relation != Hired {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "confidentiality.not-hired", NL: "Dit besluit is er alleen bij inhuur: in vaste dienst is de eed of belofte altijd nodig (§6.1)."}
	}
	d := OathDecision{trim(c.Duration), trim(c.Nature), c.Needed, trim(c.Reason)}
	var p domain.Problems
	p.Need(d.Duration, "duration", "Noem de duur van de inhuur (§6.1).")
	p.Need(d.Nature, "nature", "Noem de aard van de inhuur (§6.1).")
	p.Choose(d.Needed, string(d.Needed), "needed", "Besluit of de eed of belofte nodig is.")
	p.Need(d.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("confidentiality.decision"); err != nil {
		return nil, err
	}
	return e.judged(by, OathRequirementDecided{d}), nil
}

// Evolve implements [domain.Event].
func (x OathTaken) Evolve(e Engagement, by domain.Stamp) Engagement {
	e.OathOn, e.OathBy, e.Affirmed = calendar.On(by.Happened), x.By, false
	return e
}

// Evolve implements [domain.Event].
func (x AffirmationMade) Evolve(e Engagement, by domain.Stamp) Engagement {
	e.OathOn, e.OathBy, e.Affirmed = calendar.On(by.Happened), x.By, true
	return e
}

// Evolve implements [domain.Event].
func (x OathRequirementDecided) Evolve(e Engagement, by domain.Stamp) Engagement {
	e.Oath, e.DecidedOn = x.OathDecision, calendar.On(by.Happened)
	return e
}
