package control

import "github.com/heemstede/grootboek/domain"

// CloseMeasure closes a measure that was found sufficient: the clock does it.
type CloseMeasure struct{}

// MeasureClosed ends it.
type MeasureClosed struct{}

// Decide implements [domain.Command].
func (CloseMeasure) Decide(m Measure, _ domain.Stamp) ([]measureEvent, error) {
	if m.Result != Sufficient {
		return nil, refusal(domain.Unmet, "measure.not-sufficient", "", "Een maatregel sluit pas als de toets voldoende was.")
	}
	return []measureEvent{MeasureClosed{}}, nil
}

// Evolve implements [domain.Event].
func (MeasureClosed) Evolve(m Measure, _ domain.Stamp) Measure {
	m.State = MeasureStatusClosed
	return m
}
