package governance

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// BringDocumentIntoForce is the clock, on the day on which an adopted version begins to hold.
type BringDocumentIntoForce struct{}

// DocumentCameIntoForce puts one version in force.
type DocumentCameIntoForce struct {
	Number uint64        `json:"number" nl:"Nummer van de versie"`
	From   calendar.Date `json:"in_force_from" nl:"In werking vanaf"`
}

// DocumentSuperseded ends the version before: it stays readable, with its period (R-8.1-10, R-B8-05).
type DocumentSuperseded struct {
	Number uint64        `json:"number" nl:"Nummer van de versie"`
	By     uint64        `json:"by" nl:"Vervangen door versie"`
	Until  calendar.Date `json:"until" nl:"In werking tot en met"`
}

// announceRule is the deviation of a changed policy that was not announced when it came into force (table 4.2 row 45).
const announceRule = "§8.1, aankondiging op de website"

// Decide implements [domain.Command]. Nothing comes into force that was not adopted (R-8.1-05).
func (BringDocumentIntoForce) Decide(d Document, by domain.Stamp) ([]documentEvent, error) {
	if d.Next != Adopted {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "document.not-adopted", NL: "Het document is nog niet vastgesteld (§8.1)."}
	}
	next := d.Versions[d.latest()-1]
	if next.From > calendar.On(by.Happened) {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "document.not-yet", NL: "Het document geldt pas vanaf " + next.From.NL() + "."}
	}
	list := []documentEvent{DocumentCameIntoForce{next.Number, next.From}}
	if old, ok := d.Current(); ok {
		list = append(list, DocumentSuperseded{old.Number, next.Number, dayBefore(next.From)})
	}
	if d.Kind == PrivacyPolicy && next.Number > 1 && next.AnnouncedOn == "" {
		list = append(list, DocumentNonComplianceFound{domain.Deviates(by, "aankondiging", announceRule,
			"Het gewijzigde beleid geldt, en de wijziging is niet aangekondigd op de website.", next.From)})
	}
	return list, nil
}

func dayBefore(d calendar.Date) calendar.Date { return calendar.On(d.Start().Add(-time.Hour)) }

// Evolve implements [domain.Event].
func (e DocumentCameIntoForce) Evolve(d Document, _ domain.Stamp) Document {
	d = d.version(e.Number, func(v *DocumentVersion) { v.From = e.From })
	for i := range d.Versions { // cloned above
		d.Versions[i].InForce = d.Versions[i].Number == e.Number
	}
	d.Next = ""
	return d.settled()
}

// Evolve implements [domain.Event].
func (e DocumentSuperseded) Evolve(d Document, _ domain.Stamp) Document {
	return d.version(e.Number, func(v *DocumentVersion) { v.InForce, v.Until = false, e.Until }).settled()
}
