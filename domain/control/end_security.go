package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// EndSecurityMeasure ends it.
type EndSecurityMeasure struct {
	Reason string `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// SecurityMeasureEnded ends it.
type SecurityMeasureEnded struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c EndSecurityMeasure) Decide(SecurityMeasure, domain.Stamp) ([]securityEvent, error) {
	if err := needReason(c.Reason, "security.reason"); err != nil {
		return nil, err
	}
	return []securityEvent{SecurityMeasureEnded{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e SecurityMeasureEnded) Evolve(s SecurityMeasure, by domain.Stamp) SecurityMeasure {
	s.State, s.EndedOn = SecurityStatusEnded, calendar.On(by.Happened)
	return s
}
