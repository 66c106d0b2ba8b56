package sharing

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// CompleteCollaborationDpia takes over what the DPIA on participation found (RT-18; §4.10).
type CompleteCollaborationDpia struct {
	Dpia        string        `json:"dpia" nl:"Kenmerk van de DPIA" form:"dpia"`
	CompletedOn calendar.Date `json:"completed_on" nl:"Afgerond op"`
	Risks       []string      `json:"risks" nl:"Risico’s van deelname" hint:"Eén per regel."`
	Measures    []string      `json:"measures,omitempty" nl:"Maatregelen" opt:"1" hint:"Eén per regel. Zijn er geen, geef dan hieronder de reden."`
	NoMeasures  string        `json:"no_measures,omitempty" nl:"Waarom zijn er geen maatregelen nodig?" opt:"1"`
}

// CollaborationDpiaCompleted names the version of the collaboration that the DPIA was about.
type CollaborationDpiaCompleted struct {
	Dpia        string        `json:"dpia" nl:"DPIA"`
	CompletedOn calendar.Date `json:"completed_on" nl:"Afgerond op"`
	Risks       []string      `json:"risks" nl:"Risico’s van deelname"`
	Measures    []string      `json:"measures,omitempty" nl:"Maatregelen"`
	NoMeasures  string        `json:"no_measures,omitempty" nl:"Geen maatregelen, omdat"`
	Version     uint64        `json:"version" nl:"Over versie"`
}

// Decide implements [domain.Command].
func (c CompleteCollaborationDpia) Decide(s Collaboration, by domain.Stamp) ([]collaborationEvent, error) {
	risks, measures := domain.Lines(c.Risks), domain.Lines(c.Measures)
	var p domain.Problems
	s.DPIA.needDPIA(&p, c.Dpia, c.CompletedOn, by)
	needLines(&p, risks, "risks", "Noem de risico’s van deelname (§4.10).") // R-4.10-02
	switch {
	case len(measures) == 0:
		p.Need(c.NoMeasures, "measures", "Noem de maatregelen, of geef de reden dat er geen nodig zijn (§4.10).")
	case trim(c.NoMeasures) != "":
		p.Add("no_measures", "Er zijn maatregelen ingevuld én een reden dat er geen nodig zijn. Kies één van beide.")
	}
	if err := p.Refuse("collaboration.dpia"); err != nil {
		return nil, err
	}
	return []collaborationEvent{CollaborationDpiaCompleted{trim(c.Dpia), c.CompletedOn, risks, measures, trim(c.NoMeasures), s.Events}}, nil
}

// Evolve implements [domain.Event]. A measure that an earlier DPIA asked for too stays taken.
func (e CollaborationDpiaCompleted) Evolve(c Collaboration, _ domain.Stamp) Collaboration {
	var list []Measure
	for _, m := range e.Measures {
		next := Measure{Text: m}
		if i := slices.IndexFunc(c.Measures, func(x Measure) bool { return x.Text == m }); i >= 0 {
			next = c.Measures[i]
		}
		list = append(list, next)
	}
	c.DPIA = c.DPIA.renewed(e.Dpia, e.CompletedOn, e.Version)
	c.Risks, c.Measures = e.Risks, list
	return c.counted()
}

// TakeCollaborationMeasures says which measures have been taken (B1.6-6).
type TakeCollaborationMeasures struct {
	Taken []string `json:"taken" nl:"Uitgevoerde maatregelen" ref:"measure" hint:"Eén per regel, zoals ze in de DPIA staan."`
	How   string   `json:"how" nl:"Hoe zijn ze uitgevoerd?" form:"long" hint:"Noem geen personen."`
}

// CollaborationMeasuresTaken says which measures have been taken.
type CollaborationMeasuresTaken struct {
	Taken []string `json:"taken" nl:"Uitgevoerde maatregelen"`
	How   string   `json:"how" nl:"Hoe"`
}

// Decide implements [domain.Command].
func (c TakeCollaborationMeasures) Decide(s Collaboration, _ domain.Stamp) ([]collaborationEvent, error) {
	taken := domain.Lines(c.Taken)
	var p domain.Problems
	needLines(&p, taken, "taken", "Noem ten minste één maatregel.")
	for _, m := range taken {
		if !slices.ContainsFunc(s.Measures, func(x Measure) bool { return x.Text == m }) {
			p.Add("taken", "‘"+m+"’ is geen maatregel uit de DPIA.")
		}
	}
	p.Need(c.How, "how", "Zeg hoe de maatregelen zijn uitgevoerd.")
	if err := p.Refuse("collaboration.measures"); err != nil {
		return nil, err
	}
	open := s.Unhandled()
	taken = slices.DeleteFunc(taken, func(m string) bool { return !slices.Contains(open, m) })
	if len(taken) == 0 {
		return nil, nil // saying it twice changes nothing
	}
	return []collaborationEvent{CollaborationMeasuresTaken{taken, trim(c.How)}}, nil
}

// Evolve implements [domain.Event].
func (e CollaborationMeasuresTaken) Evolve(c Collaboration, by domain.Stamp) Collaboration {
	c.Measures = slices.Clone(c.Measures)
	for i := range c.Measures {
		if slices.Contains(e.Taken, c.Measures[i].Text) {
			c.Measures[i].Taken, c.Measures[i].On = true, calendar.On(by.Happened)
		}
	}
	return c.counted()
}
