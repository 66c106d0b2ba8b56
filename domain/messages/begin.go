package messages

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// BeginSending begins an attempt. Of nodes that begin at once, one may: the others find the attempt of that one.
type BeginSending struct{}

// MessageSendingBegun stands in the log before the mail goes out.
type MessageSendingBegun struct {
	Attempt int             `json:"attempt" nl:"Poging"`
	Until   calendar.Moment `json:"until" nl:"Niemand anders tot"`
}

// Decide implements [domain.Command].
func (BeginSending) Decide(m Message, by domain.Stamp) ([]event, error) {
	if !m.Waits(by.Recorded) {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "message.not-now", NL: "Er loopt al een poging, of het is nog te vroeg voor de volgende."}
	}
	if m.Attempts >= MaxAttempts { // the last attempt never told how it ended
		return []event{MessageAbandoned{m.Attempts, Unknown}}, nil
	}
	return []event{MessageSendingBegun{m.Attempts + 1, calendar.At(by.Recorded.Add(Lease))}}, nil
}

// Evolve implements [domain.Event].
func (e MessageSendingBegun) Evolve(m Message, _ domain.Stamp) Message {
	m.State, m.Attempts = StatusSending, e.Attempt
	m.Next, _ = e.Until.Time()
	return m
}
