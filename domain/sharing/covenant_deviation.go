package sharing

import "github.com/heemstede/grootboek/domain"

// FindCovenantDeviation records that a rule was not met (G13).
type FindCovenantDeviation struct{ domain.FindDeviation }

// CovenantNonComplianceFound is a rule not met.
type CovenantNonComplianceFound struct{ domain.DeviationFound }

// RemedyCovenantDeviation says how a deviation was remedied.
type RemedyCovenantDeviation struct{ domain.RemedyDeviation }

// CovenantNonComplianceRemedied ends the deviation.
type CovenantNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindCovenantDeviation) Decide(_ Covenant, by domain.Stamp) ([]covenantEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []covenantEvent{CovenantNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyCovenantDeviation) Decide(s Covenant, _ domain.Stamp) ([]covenantEvent, error) {
	r, news, err := c.Remedied(s.Found)
	if err != nil || !news {
		return nil, err
	}
	return []covenantEvent{CovenantNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e CovenantNonComplianceFound) Evolve(c Covenant, by domain.Stamp) Covenant {
	c.Found = c.Found.With(e.DeviationFound, by)
	return c.counted()
}

// Evolve implements [domain.Event].
func (e CovenantNonComplianceRemedied) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.Found = c.Found.Settled(e.DeviationRemedied)
	return c.counted()
}
