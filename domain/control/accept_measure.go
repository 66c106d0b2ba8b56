package control

import "github.com/heemstede/grootboek/domain"

// AcceptMeasure takes the measure on.
type AcceptMeasure struct{}

// MeasureAccepted says that the owner takes it on.
type MeasureAccepted struct{}

// Decide implements [domain.Command].
func (AcceptMeasure) Decide(Measure, domain.Stamp) ([]measureEvent, error) {
	return []measureEvent{MeasureAccepted{}}, nil
}

// Evolve implements [domain.Event].
func (MeasureAccepted) Evolve(m Measure, _ domain.Stamp) Measure {
	m.State = MeasureStatusAccepted
	return m
}
