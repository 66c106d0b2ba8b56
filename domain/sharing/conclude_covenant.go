package sharing

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ConcludeCovenant: the college concludes the covenant, today.
type ConcludeCovenant struct {
	Decision string        `json:"decision" nl:"Kenmerk van het besluit van het college"`
	From     calendar.Date `json:"from" nl:"Geldt vanaf"`
	Until    calendar.Date `json:"until" nl:"Geldt tot en met"`
	SignedBy string        `json:"signed_by" nl:"Namens de gemeente getekend door" form:"person"`
}

// CovenantConcluded names the version of the text that was concluded, and when it is checked first.
type CovenantConcluded struct {
	Decision  string        `json:"decision,omitempty" nl:"Besluit van het college"`
	From      calendar.Date `json:"from" nl:"Geldt vanaf"`
	Until     calendar.Date `json:"until" nl:"Geldt tot en met"`
	SignedBy  string        `json:"signed_by,omitempty" nl:"Namens de gemeente getekend door" form:"person"`
	On        calendar.Date `json:"on" nl:"Gesloten op"`
	Existing  bool          `json:"existing,omitempty" nl:"Het convenant was al gesloten"`
	Version   uint64        `json:"version" nl:"Over versie"`
	NextCheck calendar.Date `json:"next_check" nl:"Eerste controle vóór of op"`
	Rule      string        `json:"rule" nl:"Termijn volgens"`
}

// Decide implements [domain.Command]. Everything that lacks is named in one refusal.
func (c ConcludeCovenant) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	var p domain.Problems
	p.Need(c.Decision, "decision", "Noem het besluit van het college.")
	p.Need(c.SignedBy, "signed_by", "Kies wie namens de gemeente tekent.")
	if c.SignedBy != "" {
		p.NeedPerson(c.SignedBy, "signed_by", "Kies een persoon uit de lijst.", by)
	}
	needTerm(&p, c.From, c.Until)
	if lacks := s.lacksToConclude(); len(lacks) > 0 {
		return nil, append(lacks, p...).Unmet("covenant.elements", "Het convenant kan nog niet worden gesloten:")
	}
	if err := p.Refuse("covenant.conclude"); err != nil {
		return nil, err
	}
	day := calendar.On(by.Happened)
	return []covenantEvent{CovenantConcluded{Decision: trim(c.Decision), From: c.From, Until: c.Until, SignedBy: c.SignedBy, On: day, Version: s.Text,
		NextCheck: day.AddYears(1), Rule: yearly("§7.1")}}, nil
}

func needTerm(p *domain.Problems, from, until calendar.Date) {
	needDay(p, from, "from", "Vul de begindatum in.")
	if !until.Valid() || until < from {
		p.Add("until", "Vul de einddatum in; die ligt na de begindatum.")
	}
}

// lacksToConclude: with personal data all eleven elements (R-7.1-01 to -11), the activities, and a link to a
// collaboration or to a DPIA of its own (T-31). Without them nothing (R-7.1-12).
func (c Covenant) lacksToConclude() domain.Problems {
	if c.PersonalData == domain.No {
		return nil
	}
	p := c.MissingElements()
	needLines(&p, c.Activities, "activities", "Noem de verwerkingen die onder het convenant vallen.")
	if c.Collaboration == "" && c.DPIA.Ref == "" {
		p.Add("collaboration", "Koppel het convenant aan een samenwerkingsverband of aan een eigen DPIA.")
	}
	return p
}

// RecordConcludedCovenant records a covenant that was concluded before it came to the ledger: a fact (promise 7).
type RecordConcludedCovenant struct {
	On       calendar.Date `json:"on" nl:"Gesloten op"`
	Decision string        `json:"decision,omitempty" nl:"Kenmerk van het besluit van het college" opt:"1"`
	From     calendar.Date `json:"from" nl:"Geldt vanaf"`
	Until    calendar.Date `json:"until" nl:"Geldt tot en met"`
	SignedBy string        `json:"signed_by,omitempty" nl:"Namens de gemeente getekend door" form:"person" opt:"1"`
}

// Decide implements [domain.Command]. Whatever does not meet the rules is a deviation; what began, is in force.
func (c RecordConcludedCovenant) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	var p domain.Problems
	needPast(&p, c.On, "on", "Vul in wanneer het convenant is gesloten; die dag is voorbij of vandaag.", by)
	if c.SignedBy != "" {
		p.NeedPerson(c.SignedBy, "signed_by", "Kies een persoon uit de lijst, of laat dit leeg.", by)
	}
	needTerm(&p, c.From, c.Until)
	if err := p.Refuse("covenant.conclude"); err != nil {
		return nil, err
	}
	list := []covenantEvent{CovenantConcluded{Decision: trim(c.Decision), From: c.From, Until: c.Until, SignedBy: c.SignedBy, On: c.On, Existing: true,
		Version: s.Text, NextCheck: c.On.AddYears(1), Rule: yearly("§7.1")}}
	note := func(key, rule, what string, since calendar.Date) {
		list = append(list, CovenantNonComplianceFound{domain.Deviates(by, key, rule, what, since)})
	}
	if trim(c.Decision) == "" {
		note("decision", "§7.1, besluit om het convenant te sluiten", "Er is geen besluit bekend.", c.On)
	}
	if c.SignedBy == "" {
		note("signed_by", "§7.1, ondertekening", "Wie namens de gemeente tekende, is niet bekend.", c.On)
	}
	for _, x := range s.lacksToConclude() {
		note(x.Field, "§7.1, inhoud van het convenant", x.NL, c.On)
	}
	if c.From <= calendar.On(by.Happened) {
		list = append(list, CovenantTookEffect{})
		if s.needsDPIA() && (!s.DPIA.Counts() || s.DPIA.On > c.From) {
			note("dpia", "§4.10, DPIA vóór het ingaan", "Het convenant is ingegaan voordat een DPIA was afgerond.", c.From)
		}
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e CovenantConcluded) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.State, c.ConcludedOn, c.From, c.Until, c.SignedBy, c.NextCheck = CovenantIsConcluded, e.On, e.From, e.Until, e.SignedBy, e.NextCheck
	return c.counted()
}
