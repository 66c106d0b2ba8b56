package incidents

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Receiver is who gets the report (T-43).
type Receiver string

// Choices implements [domain.Chooser].
func (Receiver) Choices() []domain.Choice {
	return []domain.Choice{{Value: "owner", NL: "proceseigenaar"}, {Value: "secretary", NL: "gemeentesecretaris"}, {Value: "privacy-administrator", NL: "privacybeheerder"},
		{Value: "ciso", NL: "CISO"}, {Value: "fg", NL: "FG"}, {Value: "college", NL: "college"}}
}

// SendReport says to whom the checked report was sent (B1.4-5).
type SendReport struct {
	To []Receiver `json:"to" nl:"Verstuurd aan"`
}

// IncidentReportSent says to whom the report was sent.
type IncidentReportSent struct {
	To []Receiver `json:"to" nl:"Verstuurd aan"`
}

// Decide implements [domain.Command]. That it was checked, the status says (T-14).
func (c SendReport) Decide(_ Incident, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	if len(c.To) == 0 {
		p.Add("to", "Kies aan wie de rapportage is gestuurd.")
	}
	for _, r := range c.To {
		p.Choose(r, string(r), "to", "Kies uit de lijst.")
	}
	if err := p.Refuse("incident.send"); err != nil {
		return nil, err
	}
	return []event{IncidentReportSent{slices.Clone(c.To)}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentReportSent) Evolve(i Incident, by domain.Stamp) Incident {
	i.State, i.SentTo, i.SentOn = StatusSent, slices.Clone(e.To), calendar.At(by.Happened)
	return i.took("B1.4-5", by)
}
