package rights

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
)

// RequestList records that the person asks who was told (§5.1, §5.3, R-5.1-25).
type RequestList struct {
	Channel Channel `json:"channel" nl:"Hoe vraagt de verzoeker het?"`
}

// RecipientListRequested says so: a month runs from now (table 4.2 row 12).
type RecipientListRequested struct {
	Channel Channel `json:"channel" nl:"Hoe gevraagd"`
}

// Decide implements [domain.Command].
func (c RequestList) Decide(s Request, _ domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.Choose(c.Channel, string(c.Channel), "channel", "Kies mondeling of schriftelijk.")
	if err := p.Refuse("request.list"); err != nil {
		return nil, err
	}
	if !s.ListAsked.IsZero() && s.ListGiven.IsZero() {
		return nil, nil // it runs already
	}
	return []requestEvent{RecipientListRequested(c)}, nil
}

// Evolve implements [domain.Event].
func (RecipientListRequested) Evolve(r Request, by domain.Stamp) Request {
	r.ListAsked, r.ListGiven = by.Happened.Truncate(time.Second), time.Time{}
	return r
}

// ProvideList records that the person got the list.
type ProvideList struct {
	Letter domain.VaultRef `json:"letter" nl:"Brief met de lijst" form:"vault:list"`
}

// RecipientListProvided holds the list as it was given: the organisations told until then.
type RecipientListProvided struct {
	Letter     domain.VaultRef `json:"letter" nl:"Brief"`
	Recipients []string        `json:"recipients,omitempty" nl:"Op de lijst"`
	None       string          `json:"none_because,omitempty" nl:"Waarom er niemand op staat"`
}

// Decide implements [domain.Command].
func (c ProvideList) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.NeedDossier(c.Letter, "letter", by)
	if err := p.Refuse("request.list"); err != nil {
		return nil, err
	}
	if s.ListAsked.IsZero() {
		return nil, refusal(domain.Unmet, "request.list-not-asked", "", "De verzoeker heeft niet om de lijst gevraagd. Leg dat eerst vast.")
	}
	none := s.NoneToTell
	if len(s.Notified) == 0 && none == "" {
		none = "Er is (nog) niemand ingelicht."
	}
	return []requestEvent{RecipientListProvided{c.Letter, slices.Clone(s.Notified), none}}, nil
}

// Evolve implements [domain.Event].
func (RecipientListProvided) Evolve(r Request, by domain.Stamp) Request {
	r.ListGiven = by.Happened
	return r
}
