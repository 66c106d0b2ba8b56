package rights

import "github.com/heemstede/grootboek/domain"

// FindRequestDeviation records that a rule was not met (G13).
type FindRequestDeviation struct{ domain.FindDeviation }

// RequestNonComplianceFound is a rule not met.
type RequestNonComplianceFound struct{ domain.DeviationFound }

// RemedyRequestDeviation says how a deviation was remedied.
type RemedyRequestDeviation struct{ domain.RemedyDeviation }

// RequestNonComplianceRemedied ends the deviation.
type RequestNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindRequestDeviation) Decide(_ Request, by domain.Stamp) ([]requestEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []requestEvent{RequestNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyRequestDeviation) Decide(r Request, _ domain.Stamp) ([]requestEvent, error) {
	x, news, err := c.Remedied(r.Deviations)
	if err != nil || !news { // saying it twice changes nothing
		return nil, err
	}
	return []requestEvent{RequestNonComplianceRemedied{x}}, nil
}

// Evolve implements [domain.Event].
func (e RequestNonComplianceFound) Evolve(r Request, by domain.Stamp) Request {
	r.Deviations = r.Deviations.With(e.DeviationFound, by)
	return r
}

// Evolve implements [domain.Event].
func (e RequestNonComplianceRemedied) Evolve(r Request, _ domain.Stamp) Request {
	r.Deviations = r.Deviations.Settled(e.DeviationRemedied)
	return r
}
