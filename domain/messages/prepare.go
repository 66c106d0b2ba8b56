package messages

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// PrepareMessage writes down what somebody is going to be told.
type PrepareMessage struct{ Letter }

// MessagePrepared is the mail as it will be sent, without the address.
type MessagePrepared struct{ Letter }

// Decide implements [domain.Command].
func (c PrepareMessage) Decide(_ Message, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.NeedPerson(c.Person, "person", "Kies een persoon uit de lijst.", by)
	p.Choose(c.Kind, string(c.Kind), "kind", "Kies een soort.")
	if !c.Day.Valid() {
		p.Add("day", "Geef de dag.")
	}
	p.Need(c.Text, "text", "Geef de tekst.")
	if strings.TrimSpace(c.Subject) == "" || strings.ContainsAny(c.Subject, "\r\n") { // one line: it becomes a header
		p.Add("subject", "Geef een onderwerp van één regel.")
	}
	if !strings.Contains(c.Mail, "@") || strings.ContainsAny(c.Mail, "<> \r\n") {
		p.Add("message_id", "Geef een Message-ID.")
	}
	if len(c.About) == 0 {
		p.Add("about", "Noem waar het bericht over gaat.")
	}
	if err := p.Refuse("message.incomplete"); err != nil {
		return nil, err
	}
	return []event{MessagePrepared(c)}, nil
}

// Evolve implements [domain.Event].
func (e MessagePrepared) Evolve(_ Message, by domain.Stamp) Message {
	return Message{Letter: e.Letter, State: StatusReady, Prepared: by.Recorded}
}
