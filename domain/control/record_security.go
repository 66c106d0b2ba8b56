package control

import (
	"reflect"

	"github.com/heemstede/grootboek/domain"
)

// RecordSecurityMeasure plans a security measure.
type RecordSecurityMeasure struct{ SecurityTerms }

// SecurityMeasureRecorded is the first event of a security measure.
type SecurityMeasureRecorded struct{ SecurityTerms }

// ChangeSecurityMeasure changes it, for example to a new norm.
type ChangeSecurityMeasure struct {
	SecurityTerms
	Reason string `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
}

// SecurityMeasureChanged replaces what it is.
type SecurityMeasureChanged struct {
	SecurityTerms
	Reason string `json:"reason" nl:"Reden"`
}

func (s SecurityTerms) clean() SecurityTerms {
	s.Name, s.Description, s.Evidence = trim(s.Name), trim(s.Description), trim(s.Evidence)
	s.Controls, s.Records = domain.Lines(s.Controls), domain.Lines(s.Records)
	return s
}

// problems lists what lacks of the fields of RT-27, all at once. A reference to the BIG is flagged, not refused (R-6.2-01).
func (s SecurityTerms) problems() domain.Problems {
	var p domain.Problems
	p.Need(s.Name, "name", "Geef de maatregel een naam.")
	p.Need(s.Description, "description", "Beschrijf de maatregel.")
	p.Choose(s.Kind, string(s.Kind), "kind", "Kies technisch of organisatorisch.") // §4.1
	if len(s.Norms) == 0 {
		p.Add("norms", "Kies de norm.")
	}
	for _, n := range s.Norms {
		p.Choose(n, string(n), "norms", "Kies BIG of BIO.")
	}
	if len(s.Controls) == 0 {
		p.Add("controls", "Noem het nummer in de norm.")
	}
	if len(s.AppliesTo) == 0 {
		p.Add("applies_to", "Kies waarvoor de maatregel geldt.")
	}
	for _, a := range s.AppliesTo {
		p.Choose(a, string(a), "applies_to", "Kies waarvoor de maatregel geldt.")
	}
	p.Choose(s.Public, string(s.Public), "public", "Geef aan of het openbare register deze maatregel mag noemen.")
	return p
}

// Decide implements [domain.Command].
func (c RecordSecurityMeasure) Decide(_ SecurityMeasure, _ domain.Stamp) ([]securityEvent, error) {
	t := c.clean()
	if err := t.problems().Refuse("security.incomplete"); err != nil {
		return nil, err
	}
	return []securityEvent{SecurityMeasureRecorded{t}}, nil
}

// Decide implements [domain.Command].
func (c ChangeSecurityMeasure) Decide(s SecurityMeasure, _ domain.Stamp) ([]securityEvent, error) {
	t := c.clean()
	p := t.problems()
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	if err := p.Refuse("security.incomplete"); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(t, s.SecurityTerms) {
		return nil, nil // saying it twice changes nothing
	}
	return []securityEvent{SecurityMeasureChanged{t, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e SecurityMeasureRecorded) Evolve(_ SecurityMeasure, _ domain.Stamp) SecurityMeasure {
	return SecurityMeasure{SecurityTerms: e.SecurityTerms, State: SecurityStatusPlanned}
}

// Evolve implements [domain.Event].
func (e SecurityMeasureChanged) Evolve(s SecurityMeasure, _ domain.Stamp) SecurityMeasure {
	s.SecurityTerms = e.SecurityTerms
	s.Replaced = s.Replaced && !s.refersTo(BIO)
	return s
}
