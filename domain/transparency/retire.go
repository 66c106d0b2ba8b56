package transparency

import "github.com/heemstede/grootboek/domain"

// RetireWebsite records that the website is gone.
type RetireWebsite struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// WebsiteRetired ends it.
type WebsiteRetired struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c RetireWebsite) Decide(_ Website, _ domain.Stamp) ([]websiteEvent, error) {
	if err := needReason(c.Reason, "website.reason"); err != nil {
		return nil, err
	}
	return []websiteEvent{WebsiteRetired{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e WebsiteRetired) Evolve(s Website, _ domain.Stamp) Website {
	s.State = WebsiteStatusRetired
	return s
}
