package sharing

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// DataAtEnd says what became of the data when it ended.
type DataAtEnd string

// Choices implements [domain.Chooser].
func (DataAtEnd) Choices() []domain.Choice {
	return []domain.Choice{{Value: "returned", NL: "Teruggegeven"}, {Value: "destroyed", NL: "Vernietigd"},
		{Value: "none", NL: "Er waren geen gegevens"}, {Value: "open", NL: "Nog niet teruggegeven of vernietigd"}}
}

// EndParticipation ends taking part, or gives up a proposal.
type EndParticipation struct {
	Reason string    `json:"reason" nl:"Reden" hint:"Noem geen personen."`
	Data   DataAtEnd `json:"data" nl:"Wat is er met de gegevens gebeurd?"`
}

// ParticipationEnded ends it, on the day it happened.
type ParticipationEnded struct {
	Reason string    `json:"reason" nl:"Reden"`
	Data   DataAtEnd `json:"data" nl:"Gegevens"`
}

// Decide implements [domain.Command]. That it ended is a fact; data that are still with the others are a deviation.
func (c EndParticipation) Decide(s Collaboration, by domain.Stamp) ([]collaborationEvent, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden.")
	p.Choose(c.Data, string(c.Data), "data", "Zeg wat er met de gegevens is gebeurd.")
	if c.Data == "none" && s.HadData {
		p.Add("data", "In deze samenwerking zijn persoonsgegevens verwerkt: zeg of ze zijn teruggegeven of vernietigd.")
	}
	if err := p.Refuse("collaboration.end"); err != nil {
		return nil, err
	}
	list := []collaborationEvent{ParticipationEnded{trim(c.Reason), c.Data}}
	if c.Data == "open" {
		list = append(list, CollaborationNonComplianceFound{domain.Deviates(by, "data", "§4.10, teruggave of vernietiging bij het einde",
			"De deelname is beëindigd en de gegevens zijn nog niet teruggegeven of vernietigd.", calendar.On(by.Happened))})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e ParticipationEnded) Evolve(c Collaboration, by domain.Stamp) Collaboration {
	c.Ended = true
	if c.From != "" {
		c.Until = calendar.On(by.Happened)
	}
	return c.counted()
}
