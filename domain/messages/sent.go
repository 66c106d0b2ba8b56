package messages

import "github.com/heemstede/grootboek/domain"

// RecordSent says that the mail server took the mail. It is a fact, also when others believed that the attempt had failed.
type RecordSent struct {
	Attempt int `json:"attempt" nl:"Poging"`
}

// MessageSent is the proof of what was sent: see [Letter.Sum].
type MessageSent struct {
	Attempt int    `json:"attempt" nl:"Poging"`
	Hash    string `json:"hash" nl:"Hash van de tekst"`
}

// Decide implements [domain.Command].
func (c RecordSent) Decide(m Message, _ domain.Stamp) ([]event, error) {
	if m.State == StatusSent {
		return nil, nil // sent is sent
	}
	if c.Attempt < 1 || c.Attempt > m.Attempts {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "message.no-attempt", NL: "Deze poging is nooit begonnen."}
	}
	return []event{MessageSent{c.Attempt, m.Sum()}}, nil
}

// Evolve implements [domain.Event].
func (e MessageSent) Evolve(m Message, by domain.Stamp) Message {
	m.State, m.Hash, m.SentOn, m.Reason = StatusSent, e.Hash, by.Recorded, ""
	return m
}
