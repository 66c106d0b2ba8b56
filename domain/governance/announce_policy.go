package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AnnouncePolicyChange says that a change of the privacy policy was announced on the website (§8.1). That can be done before
// the new version holds, and must be by then (table 4.2 row 45).
type AnnouncePolicyChange struct {
	Number  uint64 `json:"number" nl:"Welke versie?" form:"document-version"`
	Address string `json:"address" nl:"Waar op de website?"`
}

// PolicyChangeAnnounced is the announcement.
type PolicyChangeAnnounced struct {
	Number  uint64 `json:"number" nl:"Nummer van de versie"`
	Address string `json:"address" nl:"Adres"`
}

// Decide implements [domain.Command].
func (c AnnouncePolicyChange) Decide(d Document, _ domain.Stamp) ([]documentEvent, error) {
	var p domain.Problems
	switch {
	case d.Kind != PrivacyPolicy:
		p.Add("number", "Alleen een wijziging van het privacybeleid wordt zo aangekondigd (§8.1).")
	case c.Number == 0 || c.Number > d.latest() || d.Versions[c.Number-1].AdoptedOn == "":
		p.Add("number", "Kies een versie die is vastgesteld.")
	}
	p.Need(c.Address, "address", "Noem het adres van de aankondiging.")
	if err := p.Refuse("document.announce"); err != nil {
		return nil, err
	}
	list := []documentEvent{PolicyChangeAnnounced{c.Number, trim(c.Address)}}
	for _, x := range d.Deviations {
		if current, _ := d.Current(); x.Open() && x.Rule == announceRule && current.Number == c.Number {
			list = append(list, DocumentNonComplianceRemedied{domain.DeviationRemedied{Deviation: x.ID, How: "De wijziging is alsnog aangekondigd."}})
		}
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e PolicyChangeAnnounced) Evolve(d Document, by domain.Stamp) Document {
	return d.version(e.Number, func(v *DocumentVersion) {
		if v.AnnouncedOn == "" {
			v.AnnouncedOn, v.AnnouncedAt = calendar.On(by.Happened), e.Address
		}
	})
}
