package control

import "github.com/heemstede/grootboek/domain"

// RejectMeasure says why a measure is not taken.
type RejectMeasure struct {
	Reason string `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// MeasureRejected keeps the reason: it is reported.
type MeasureRejected struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c RejectMeasure) Decide(Measure, domain.Stamp) ([]measureEvent, error) {
	if err := needReason(c.Reason, "measure.reason"); err != nil {
		return nil, err
	}
	return []measureEvent{MeasureRejected{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e MeasureRejected) Evolve(m Measure, _ domain.Stamp) Measure {
	m.State, m.Reason = MeasureStatusRejected, e.Reason
	return m
}
