package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ImplementSecurityMeasure says that the measure works.
type ImplementSecurityMeasure struct {
	Evidence string `json:"evidence,omitempty" nl:"Bewijs" form:"long" opt:"1" hint:"Een zaaknummer of document. Noem geen personen."`
}

// SecurityMeasureImplemented puts it in place.
type SecurityMeasureImplemented struct {
	Evidence string `json:"evidence,omitempty" nl:"Bewijs"`
}

// Decide implements [domain.Command].
func (c ImplementSecurityMeasure) Decide(s SecurityMeasure, by domain.Stamp) ([]securityEvent, error) {
	// an owner acts for his own processes [added]; a measure for the whole municipality has none
	if p, ok := by.Facts.Process(s.SecurityTerms.Process, by.Recorded); ok && by.Role == domain.OWN && by.Mandate == "" && p.Owner != by.Actor && p.Coordinating != by.Actor {
		return nil, refusal(domain.Forbidden, "process.not-owner", "", "U bent geen eigenaar van het proces van deze maatregel (§3.2).")
	}
	return []securityEvent{SecurityMeasureImplemented{trim(c.Evidence)}}, nil
}

// Evolve implements [domain.Event].
func (e SecurityMeasureImplemented) Evolve(s SecurityMeasure, by domain.Stamp) SecurityMeasure {
	s.State, s.Since = SecurityStatusInPlace, calendar.On(by.Happened)
	if e.Evidence != "" {
		s.Evidence = e.Evidence
	}
	return s
}
