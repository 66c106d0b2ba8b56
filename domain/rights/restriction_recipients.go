package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AskRecipients records which organisations that had the data were told and asked to restrict too (§5.3, R-5.3-06).
type AskRecipients struct {
	Parties []string `json:"parties,omitempty" nl:"Welke organisaties?" opt:"1" hint:"Eén per regel. Noem geen personen."`
	None    string   `json:"none_because,omitempty" nl:"Waarom hoefde niemand te worden gevraagd?" opt:"1" hint:"Bijvoorbeeld: aan niemand verstrekt."`
}

// RecipientsAskedToRestrict says so; or that there was nobody to ask.
type RecipientsAskedToRestrict struct {
	Parties []string `json:"parties,omitempty" nl:"Gevraagd"`
	None    string   `json:"none_because,omitempty" nl:"Waarom niemand"`
}

// Decide implements [domain.Command].
func (c AskRecipients) Decide(x Restriction, _ domain.Stamp) ([]restrictionEvent, error) {
	c.Parties, c.None = domain.Lines(c.Parties), trim(c.None)
	var p domain.Problems
	if len(c.Parties) == 0 && c.None == "" {
		p.Add("parties", "Noem de organisaties, of zeg waarom niemand hoefde te worden gevraagd.")
	}
	if c.None != "" && len(c.Parties)+len(x.Parties) > 0 {
		p.Add("none_because", "Er zijn organisaties gevraagd: dan hoeft hier niets te staan.")
	}
	for _, t := range append(slices.Clone(c.Parties), c.None) {
		p.Impersonal(t, "parties")
	}
	if err := p.Refuse("restriction.recipients"); err != nil {
		return nil, err
	}
	return []restrictionEvent{RecipientsAskedToRestrict(c)}, nil
}

// Evolve implements [domain.Event].
func (e RecipientsAskedToRestrict) Evolve(x Restriction, _ domain.Stamp) Restriction {
	x.Parties, x.NoParties = domain.Lines(slices.Concat(x.Parties, e.Parties)), e.None
	return x
}

// ProvideRestrictionList records that the person asked which organisations were told, and got the list (R-5.3-07).
type ProvideRestrictionList struct {
	AskedOn calendar.Date `json:"asked_on" nl:"Gevraagd op"`
}

// RestrictionRecipientListProvided holds the list as it was given.
type RestrictionRecipientListProvided struct {
	AskedOn calendar.Date `json:"asked_on" nl:"Gevraagd op"`
	Parties []string      `json:"parties,omitempty" nl:"Op de lijst"`
}

// Decide implements [domain.Command].
func (c ProvideRestrictionList) Decide(x Restriction, by domain.Stamp) ([]restrictionEvent, error) {
	var p domain.Problems
	if needDone(&p, c.AskedOn, "asked_on", "Vul in wanneer de betrokkene erom vroeg.", by); c.AskedOn > calendar.On(by.Happened) {
		p.Add("asked_on", "Het verzoek om de lijst komt vóór de lijst.")
	}
	if err := p.Refuse("restriction.list"); err != nil {
		return nil, err
	}
	return []restrictionEvent{RestrictionRecipientListProvided{c.AskedOn, slices.Clone(x.Parties)}}, nil
}

// Evolve implements [domain.Event].
func (e RestrictionRecipientListProvided) Evolve(x Restriction, by domain.Stamp) Restriction {
	x.ListAsked, x.ListGiven = e.AskedOn, by.Happened
	return x
}
