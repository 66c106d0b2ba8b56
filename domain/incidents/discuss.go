package incidents

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// A Discussion is one talk with the municipal secretary (B1.4-6).
type Discussion struct {
	On     calendar.Date `nl:"Op"`
	Result string        `nl:"Uitkomst"`
}

// Discuss records that incident and results were discussed with the secretary.
type Discuss struct {
	On     calendar.Date `json:"on" nl:"Besproken op"`
	Result string        `json:"result" nl:"Uitkomst" form:"long" hint:"Noem geen personen."`
}

// IncidentDiscussedWithSecretary is a talk with the secretary.
type IncidentDiscussedWithSecretary struct {
	On     calendar.Date `json:"on" nl:"Besproken op"`
	Result string        `json:"result" nl:"Uitkomst"`
}

// Decide implements [domain.Command].
func (c Discuss) Decide(_ Incident, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	if !c.On.Valid() || c.On > calendar.On(by.Recorded) {
		p.Add("on", "Vul een dag in die niet in de toekomst ligt.")
	}
	p.Need(c.Result, "result", "Zeg wat er uit de bespreking kwam.")
	if err := p.Refuse("incident.discuss"); err != nil {
		return nil, err
	}
	return []event{IncidentDiscussedWithSecretary{c.On, trim(c.Result)}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentDiscussedWithSecretary) Evolve(i Incident, by domain.Stamp) Incident {
	i.Discussed = append(slices.Clone(i.Discussed), Discussion{e.On, e.Result})
	return i.took("B1.4-6", by)
}
