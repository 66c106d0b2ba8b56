package incidents

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Advice is one advice on the incident (B1.4-3).
type Advice struct {
	Role domain.Role     `nl:"Van"`
	At   calendar.Moment `nl:"Op"`
	Text string          `nl:"Advies"`
}

// Advise gives advice on the incident.
type Advise struct {
	Text string `json:"text" nl:"Advies" form:"long" hint:"Noem geen personen."`
	Ref  string `json:"ref,omitempty" nl:"Advies in de adviezenlijst" form:"record:advice" opt:"1"`
}

// IncidentAdviceGiven is the advice; of the CISO or the FG, as the stamp says.
type IncidentAdviceGiven struct {
	Text string `json:"text" nl:"Advies"`
	Ref  string `json:"ref,omitempty" nl:"Advies in de adviezenlijst"`
}

// Decide implements [domain.Command].
func (c Advise) Decide(_ Incident, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Text, "text", "Schrijf het advies.")
	if err := p.Refuse("incident.advice"); err != nil {
		return nil, err
	}
	return []event{IncidentAdviceGiven{trim(c.Text), trim(c.Ref)}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentAdviceGiven) Evolve(i Incident, by domain.Stamp) Incident {
	i.Advice = append(slices.Clone(i.Advice), Advice{by.Role, calendar.At(by.Happened), e.Text})
	return i.took("B1.4-3", by)
}
