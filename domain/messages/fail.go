package messages

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RecordFailure says that an attempt did not work.
type RecordFailure struct {
	Attempt int    `json:"attempt" nl:"Poging"`
	Reason  Reason `json:"reason" nl:"Waarom"`
}

// MessagePostponed says when to try again.
type MessagePostponed struct {
	Attempt int             `json:"attempt" nl:"Poging"`
	Reason  Reason          `json:"reason" nl:"Waarom"`
	Next    calendar.Moment `json:"next" nl:"Volgende poging vanaf"`
}

// MessageAbandoned says that nobody tries again.
type MessageAbandoned struct {
	Attempt int    `json:"attempt" nl:"Poging"`
	Reason  Reason `json:"reason" nl:"Waarom"`
}

// Decide implements [domain.Command].
func (c RecordFailure) Decide(m Message, by domain.Stamp) ([]event, error) {
	if m.State != StatusSending || c.Attempt != m.Attempts {
		return nil, nil // somebody else went on after it
	}
	var p domain.Problems
	p.Choose(c.Reason, string(c.Reason), "reason", "Kies waarom het niet lukte.")
	if err := p.Refuse("message.failure"); err != nil {
		return nil, err
	}
	if c.Reason.final() || m.Attempts >= MaxAttempts {
		return []event{MessageAbandoned(c)}, nil
	}
	return []event{MessagePostponed{c.Attempt, c.Reason, calendar.At(by.Recorded.Add(pauses[m.Attempts-1]))}}, nil
}

// Evolve implements [domain.Event].
func (e MessagePostponed) Evolve(m Message, _ domain.Stamp) Message {
	m.State, m.Reason = StatusReady, e.Reason
	m.Next, _ = e.Next.Time()
	return m
}

// Evolve implements [domain.Event].
func (e MessageAbandoned) Evolve(m Message, _ domain.Stamp) Message {
	m.State, m.Reason = StatusAbandoned, e.Reason
	return m
}
