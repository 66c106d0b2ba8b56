package incidents

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ByClock returns what the clock must record now: the 72 hours have passed with the AP not told and nothing decided. Nil if
// there is nothing.
func (i Incident) ByClock(at time.Time) any {
	if i.ApOverdue(at) && !i.ApPassed {
		return PassApPeriod{}
	}
	return nil
}

// PassApPeriod records that the term passed.
type PassApPeriod struct{}

// ApNotificationPeriodPassed says when the term ended. It stays, whatever comes later.
type ApNotificationPeriodPassed struct {
	Due calendar.Moment `json:"due" nl:"Uiterlijk melden bij de AP"`
}

// Decide implements [domain.Command].
func (PassApPeriod) Decide(i Incident, by domain.Stamp) ([]event, error) {
	if i.ApPassed {
		return nil, nil // it passes once
	}
	if !i.ApOverdue(by.Happened) {
		return nil, conflict("incident.ap-not-due", "De 72 uur zijn nog niet om, of de AP is al geïnformeerd.")
	}
	return []event{ApNotificationPeriodPassed{i.ApDue}}, nil
}

// Evolve implements [domain.Event].
func (e ApNotificationPeriodPassed) Evolve(i Incident, _ domain.Stamp) Incident {
	i.ApPassed = true
	return i
}
