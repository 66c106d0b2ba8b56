package sharing

import "github.com/heemstede/grootboek/domain"

// FindCovenantDeviation records that a rule was not met (G13).
type FindCovenantDeviation struct{ Find }

// CovenantNonComplianceFound is a rule not met.
type CovenantNonComplianceFound struct{ Finding }

// RemedyCovenantDeviation says how a deviation was remedied.
type RemedyCovenantDeviation struct{ Remedy }

// CovenantNonComplianceRemedied ends the deviation.
type CovenantNonComplianceRemedied struct{ Remedy }

// Decide implements [domain.Command].
func (c FindCovenantDeviation) Decide(_ Covenant, by domain.Stamp) ([]covenantEvent, error) {
	f, err := c.finding("covenant.deviation", by)
	if err != nil {
		return nil, err
	}
	return []covenantEvent{CovenantNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyCovenantDeviation) Decide(s Covenant, _ domain.Stamp) ([]covenantEvent, error) {
	r, done, err := s.Found.remedy(c.Remedy, "covenant.remedy")
	if err != nil || done {
		return nil, err
	}
	return []covenantEvent{CovenantNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e CovenantNonComplianceFound) Evolve(c Covenant, by domain.Stamp) Covenant {
	c.Found = c.Found.found(e.Finding, by)
	return c.counted()
}

// Evolve implements [domain.Event].
func (e CovenantNonComplianceRemedied) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.Found = c.Found.remedied(e.Remedy)
	return c.counted()
}
