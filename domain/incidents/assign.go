package incidents

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// Assign gives a legal adviser the incident to read (requirements 1.5).
type Assign struct {
	Person string `json:"person" nl:"Welke jurist?" form:"person"`
}

// IncidentAssigned names the legal adviser.
type IncidentAssigned struct {
	Person string `json:"person" nl:"Jurist" form:"person"`
}

// Decide implements [domain.Command]. Who is no legal adviser learns nothing by being named.
func (c Assign) Decide(i Incident, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	if c.Person == "" || by.Facts == nil || !by.Facts.Holds(c.Person, domain.JUR, by.Recorded) {
		p.Add("person", "Kies iemand die nu jurist is.")
	}
	if err := p.Refuse("incident.assign"); err != nil {
		return nil, err
	}
	if slices.Contains(i.Jurists, c.Person) {
		return nil, nil // saying it twice changes nothing
	}
	return []event{IncidentAssigned{c.Person}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentAssigned) Evolve(i Incident, _ domain.Stamp) Incident {
	i.Jurists = append(slices.Clone(i.Jurists), e.Person)
	return i
}

// AssignedTo tells whether the incident was given to a legal adviser.
func (i Incident) AssignedTo(person string) bool { return slices.Contains(i.Jurists, person) }

// PutTo tells whether a dilemma was put to the role: its answer is next, or was given (B1.4-4). Secretary and executive read the
// incidents that were put to them, and no others (requirements 1.5).
func (i Incident) PutTo(r domain.Role) bool {
	return slices.ContainsFunc(i.Dilemmas, func(d Dilemma) bool {
		switch {
		case r == domain.SEC:
			return d.Owner != ""
		case executive(r):
			return d.Secretary != ""
		}
		return false
	})
}

// Keeping implements [domain.Kept]: the dossier of an incident is kept from the day it was closed (R-LED-20).
func (i Incident) Keeping() domain.Keeping {
	if i.State != StatusClosed {
		return domain.Keeping{}
	}
	return domain.Keeping{Outcome: "handled", Closed: i.ClosedOn}
}
