package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// PostponeMeasure moves the due date, with the reason.
type PostponeMeasure struct {
	Until  calendar.Date `json:"due" nl:"Nieuwe datum"`
	Reason string        `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// MeasurePostponed is the new due date.
type MeasurePostponed struct {
	Due    calendar.Date `json:"due" nl:"Uitgevoerd vóór"`
	Reason string        `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c PostponeMeasure) Decide(m Measure, by domain.Stamp) ([]measureEvent, error) {
	var p domain.Problems
	ahead(&p, c.Until, by, "due")
	if c.Until.Valid() && c.Until <= m.Due {
		p.Add("due", "Kies een datum na "+m.Due.NL()+": anders is het geen uitstel.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("measure.postpone"); err != nil {
		return nil, err
	}
	return []measureEvent{MeasurePostponed{c.Until, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e MeasurePostponed) Evolve(m Measure, _ domain.Stamp) Measure {
	m.Due, m.Reason, m.Postponed = e.Due, e.Reason, m.Postponed+1
	return m
}
