package transparency

import (
	"reflect"
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// RegisterWebsite registers a municipal website.
type RegisterWebsite struct{ WebsiteTerms }

// WebsiteRegistered is the first event of a website.
type WebsiteRegistered struct{ WebsiteTerms }

// AmendWebsite changes what is known of it.
type AmendWebsite struct{ WebsiteTerms }

// WebsiteAmended replaces what is known of it.
type WebsiteAmended struct{ WebsiteTerms }

// OwnedBy implements [domain.Owned].
func (c RegisterWebsite) OwnedBy() string { return c.WebsiteTerms.Process }

func (t WebsiteTerms) clean() WebsiteTerms {
	t.Address, t.GroundWhy, t.Grounds = trim(t.Address), trim(t.GroundWhy), slices.Clone(t.Grounds)
	return t
}

// usual are the grounds that §4.4 names for online activities.
var usual = []domain.Ground{"legal-obligation", "legitimate-interest", "consent"}

func (t WebsiteTerms) problems() domain.Problems {
	var p domain.Problems
	p.Need(t.Address, "address", "Vul het adres van de website in.")
	p.Need(t.Process, "process", "Kies het proces.")
	if len(t.Grounds) == 0 {
		p.Add("grounds", "Kies op grond waarvan gegevens van bezoekers worden verwerkt (§4.4).")
	}
	other := false
	for _, g := range t.Grounds {
		if !domain.Chosen(g.Choices(), string(g)) {
			p.Add("grounds", "Kies een grondslag uit de lijst.")
		}
		other = other || !slices.Contains(usual, g)
	}
	if other { // R-4.4-09
		p.Need(t.GroundWhy, "ground_why", "Leg uit waarom deze grondslag past: voor een website is dat ongewoon (§4.4).")
	}
	if t.RegisterHere != "" {
		p.Choose(t.RegisterHere, string(t.RegisterHere), "register_here", "Kies ja of nee.")
	}
	if t.PolicyHere != "" {
		p.Choose(t.PolicyHere, string(t.PolicyHere), "policy_here", "Kies ja of nee.")
	}
	return p
}

// Decide implements [domain.Command]. The statement is linked afterwards: until then, its absence is flagged (R-4.2-12).
func (c RegisterWebsite) Decide(s Website, by domain.Stamp) ([]websiteEvent, error) {
	t := c.WebsiteTerms.clean()
	if err := t.problems().Refuse("website.incomplete"); err != nil {
		return nil, err
	}
	return with(s, by, WebsiteRegistered{t}), nil
}

// Decide implements [domain.Command].
func (c AmendWebsite) Decide(s Website, _ domain.Stamp) ([]websiteEvent, error) {
	t := c.WebsiteTerms.clean()
	if err := t.problems().Refuse("website.incomplete"); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(t, s.WebsiteTerms.clean()) {
		return nil, nil // saying it twice changes nothing
	}
	return []websiteEvent{WebsiteAmended{t}}, nil
}

// Evolve implements [domain.Event].
func (e WebsiteRegistered) Evolve(_ Website, _ domain.Stamp) Website {
	return Website{WebsiteTerms: e.WebsiteTerms, State: WebsiteStatusRegistered}
}

// Evolve implements [domain.Event].
func (e WebsiteAmended) Evolve(s Website, _ domain.Stamp) Website {
	s.WebsiteTerms = e.WebsiteTerms
	return s
}
