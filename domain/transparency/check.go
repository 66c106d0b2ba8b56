package transparency

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// CheckWebsite records that PB looked at the website.
type CheckWebsite struct {
	Findings string `json:"findings" nl:"Wat hebt u gezien?" form:"long" hint:"Schrijf ‘geen bijzonderheden’ als alles klopt. Noem geen personen."`
}

// WebsiteChecked is the check.
type WebsiteChecked struct {
	Findings string `json:"findings" nl:"Bevindingen"`
}

// Decide implements [domain.Command].
func (c CheckWebsite) Decide(_ Website, _ domain.Stamp) ([]websiteEvent, error) {
	var p domain.Problems
	p.Need(c.Findings, "findings", "Zeg wat u hebt gezien.")
	if err := p.Refuse("website.check"); err != nil {
		return nil, err
	}
	return []websiteEvent{WebsiteChecked{trim(c.Findings)}}, nil
}

// Evolve implements [domain.Event].
func (e WebsiteChecked) Evolve(s Website, by domain.Stamp) Website {
	s.LastChecked = calendar.On(by.Happened)
	return s
}
