package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// StartEngagement says that somebody comes to work here (§6.1).
type StartEngagement struct {
	EngagementTerms
	Other []string `json:"other_functions,omitempty" nl:"Andere functies met een aparte wijzing" opt:"1" hint:"Eén per regel. Noem geen personen."`
}

// EngagementStarted is the first event of a file.
type EngagementStarted struct {
	EngagementTerms
	Other []string `json:"other_functions,omitempty" nl:"Andere aparte functies"`
}

// AssignFunction gives the person a special function after he began (§6.1).
type AssignFunction struct {
	Special SpecialFunction `json:"special_function,omitempty" nl:"Functie" opt:"1"`
	Other   string          `json:"other,omitempty" nl:"Of een andere functie met een aparte wijzing" opt:"1" hint:"Noem geen personen."`
}

// SpecialFunctionAssigned is that function.
type SpecialFunctionAssigned struct {
	Function string `json:"function" nl:"Functie"`
}

// EndEngagement says that the person works here no more.
type EndEngagement struct{}

// EngagementEnded is that. The day is that on which it happened.
type EngagementEnded struct{}

// Decide implements [domain.Command]. Who already works here is recorded as well, on the day it began: a fact is never refused.
func (c StartEngagement) Decide(e Engagement, by domain.Stamp) ([]engagementEvent, error) {
	t := c.EngagementTerms
	t.Team, t.Contract = trim(t.Team), trim(t.Contract)
	var p domain.Problems
	p.NeedPerson(t.Person, "person", "Kies de persoon.", by)
	p.Choose(t.Relation, string(t.Relation), "relation", "Kies het verband.")
	p.Need(t.Team, "team", "Noem de afdeling of het team.")
	if !t.From.Valid() {
		p.Add("start_date", "Vul in vanaf welke dag.")
	}
	if t.Until != "" && (!t.Until.Valid() || t.Until < t.From) {
		p.Add("end_date", "De laatste dag ligt niet vóór de eerste.")
	}
	for _, f := range t.Special {
		p.Choose(f, string(f), "special_functions", "Kies de aparte functies.")
	}
	if err := p.Refuse("confidentiality.incomplete"); err != nil {
		return nil, err
	}
	return e.judged(by, EngagementStarted{t, domain.Lines(c.Other)}), nil
}

// Decide implements [domain.Command].
func (c AssignFunction) Decide(e Engagement, _ domain.Stamp) ([]engagementEvent, error) {
	name := trim(c.Other)
	if c.Special != "" {
		name = domain.ChoiceNL(c.Special.Choices(), string(c.Special))
	}
	switch {
	case name == "":
		return nil, refused(domain.Invalid, "confidentiality.function", "special_function", "Kies of noem de functie.")
	case slices.ContainsFunc(e.Functions, func(f AssignedFunction) bool { return f.Name == name }):
		return nil, nil // saying it twice changes nothing
	}
	return []engagementEvent{SpecialFunctionAssigned{name}}, nil
}

// Evolve implements [domain.Event].
func (x SpecialFunctionAssigned) Evolve(e Engagement, _ domain.Stamp) Engagement {
	return e.assigned(x.Function, "")
}

// Decide implements [domain.Command].
func (EndEngagement) Decide(_ Engagement, _ domain.Stamp) ([]engagementEvent, error) {
	return []engagementEvent{EngagementEnded{}}, nil
}

// Evolve implements [domain.Event].
func (e EngagementStarted) Evolve(_ Engagement, _ domain.Stamp) Engagement {
	s := Engagement{EngagementTerms: e.EngagementTerms, State: EngagementStatusEngaged}
	for _, f := range e.Special {
		s = s.assigned(domain.ChoiceNL(f.Choices(), string(f)), "")
	}
	for _, name := range e.Other {
		s = s.assigned(name, "")
	}
	return s
}

// assigned gives the person a special function, or notes the notice of one, sharing nothing.
func (e Engagement) assigned(name string, on calendar.Date) Engagement {
	e.Functions = slices.Clone(e.Functions)
	i := slices.IndexFunc(e.Functions, func(f AssignedFunction) bool { return f.Name == name })
	if i < 0 {
		e.Functions = append(e.Functions, AssignedFunction{name, on})
	} else if on != "" {
		e.Functions[i].NoticeOn = on
	}
	return e
}

// Evolve implements [domain.Event].
func (EngagementEnded) Evolve(e Engagement, by domain.Stamp) Engagement {
	e.State, e.EndedOn = EngagementStatusEnded, calendar.On(by.Happened)
	return e
}
