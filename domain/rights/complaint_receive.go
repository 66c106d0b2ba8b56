package rights

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ComplaintChannel is how a complaint came in. One in writing must be handled by chapter 9 Awb; an oral one is taken as seriously.
type ComplaintChannel string

// Choices implements [domain.Chooser].
func (ComplaintChannel) Choices() []domain.Choice {
	return []domain.Choice{{Value: "letter", NL: "per brief"}, {Value: "email", NL: "per e-mail"}, {Value: "form", NL: "met het formulier op de website"}, {Value: "oral", NL: "mondeling"}}
}

// ReceiveComplaint records a complaint to the college; it happened when the municipality got it, at whatever counter.
type ReceiveComplaint struct {
	Channel    ComplaintChannel `json:"channel" nl:"Hoe is de klacht ingediend?"`
	Department string           `json:"department" nl:"Over welk team of welke afdeling?" hint:"Noem geen personen."`
	Contact    domain.VaultRef  `json:"contact" nl:"Naam en adres van de klager" form:"vault:contact"`
	Text       domain.VaultRef  `json:"text" nl:"De klacht" form:"vault:complaint" hint:"In de woorden van de klager."`
}

// ComplaintReceived is the first event of a complaint. The term runs from when it happened.
type ComplaintReceived struct {
	Number     string           `json:"number" nl:"Nummer"`
	Channel    ComplaintChannel `json:"channel" nl:"Hoe ingediend"`
	Department string           `json:"department" nl:"Team of afdeling"`
	Contact    domain.VaultRef  `json:"contact" nl:"Klager"`
	Text       domain.VaultRef  `json:"text" nl:"Klacht"`
	Due        calendar.Date    `json:"due" nl:"Uiterlijk afhandelen op"`
	DueRule    string           `json:"due_rule" nl:"Zo geteld"`
}

// Decide implements [domain.Command].
func (c ReceiveComplaint) Decide(_ Complaint, by domain.Stamp) ([]complaintEvent, error) {
	var p domain.Problems
	p.Choose(c.Channel, string(c.Channel), "channel", "Kies hoe de klacht is ingediend.")
	p.Need(c.Department, "department", "Noem het team of de afdeling.")
	p.NeedDossier(c.Contact, "contact", by)
	p.NeedDossier(c.Text, "text", by)
	if err := p.Refuse("complaint.incomplete"); err != nil {
		return nil, err
	}
	due, rule := ComplaintHandling{}.due(calendar.At(by.Happened), false)
	return []complaintEvent{ComplaintReceived{caseNumber("K", by), c.Channel, strings.TrimSpace(c.Department), c.Contact, c.Text, due, rule}}, nil
}

// Evolve implements [domain.Event].
func (e ComplaintReceived) Evolve(_ Complaint, by domain.Stamp) Complaint {
	return Complaint{State: ComplaintIsReceived, Number: e.Number, Channel: e.Channel, Department: e.Department, Contact: e.Contact, Text: e.Text,
		Received: calendar.At(by.Happened), Due: e.Due, DueRule: e.DueRule}
}
