package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ImplementMeasure says that the measure was carried out (B1.6-6; out of an incident: B1.4-10).
type ImplementMeasure struct {
	Evidence string `json:"evidence" nl:"Bewijs" form:"long" hint:"Een zaaknummer of document. Noem geen personen."`
}

// MeasureImplemented says that it was carried out. Who did it stands in the stamp.
type MeasureImplemented struct {
	Evidence string `json:"evidence" nl:"Bewijs"`
}

// Decide implements [domain.Command].
func (c ImplementMeasure) Decide(m Measure, by domain.Stamp) ([]measureEvent, error) {
	if m.Origin == FromIncident {
		if err := marked(by, "B1.4-10", "measure.not-owner", "Een advies uit een incident wordt door een andere rol uitgevoerd"); err != nil {
			return nil, err
		}
	}
	var p domain.Problems
	p.Need(c.Evidence, "evidence", "Noem het bewijs.")
	if err := p.Refuse("measure.evidence"); err != nil {
		return nil, err
	}
	return []measureEvent{MeasureImplemented{trim(c.Evidence)}}, nil
}

// Evolve implements [domain.Event].
func (e MeasureImplemented) Evolve(m Measure, by domain.Stamp) Measure {
	m.State, m.Evidence, m.Doer, m.DoneOn = MeasureStatusImplemented, e.Evidence, by.Actor, calendar.On(by.Happened)
	return m
}
