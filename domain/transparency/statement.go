package transparency

import "github.com/heemstede/grootboek/domain"

// LinkPrivacyStatement says which privacy statement stands on the website.
type LinkPrivacyStatement struct {
	Statement string       `json:"statement" nl:"Privacyverklaring" form:"record:notice"`
	Provision domain.YesNo `json:"cookie_provision" nl:"Staat er een bepaling over cookies in?"`
}

// PrivacyStatementLinked links it.
type PrivacyStatementLinked struct {
	Statement string       `json:"statement" nl:"Privacyverklaring"`
	Provision domain.YesNo `json:"cookie_provision" nl:"Met bepaling over cookies"`
}

// Decide implements [domain.Command]. A statement without a provision on cookies is linked and flagged (R-4.2-12).
func (c LinkPrivacyStatement) Decide(s Website, by domain.Stamp) ([]websiteEvent, error) {
	var p domain.Problems
	if !isRef(c.Statement, "notice") {
		p.Add("statement", "Kies de privacyverklaring.")
	}
	p.Choose(c.Provision, string(c.Provision), "cookie_provision", "Geef aan of er een bepaling over cookies in staat.")
	if err := p.Refuse("website.statement"); err != nil {
		return nil, err
	}
	if c.Statement == s.Statement && c.Provision == s.Provision {
		return nil, nil // saying it twice changes nothing
	}
	return with(s, by, PrivacyStatementLinked(c)), nil
}

// Evolve implements [domain.Event].
func (e PrivacyStatementLinked) Evolve(s Website, _ domain.Stamp) Website {
	s.Statement, s.Provision = e.Statement, e.Provision
	return s
}
