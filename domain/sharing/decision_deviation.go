package sharing

import "github.com/heemstede/grootboek/domain"

// FindSharingDeviation records that a rule was not met (G13).
type FindSharingDeviation struct{ domain.FindDeviation }

// SharingDecisionNonComplianceFound is a rule not met.
type SharingDecisionNonComplianceFound struct{ domain.DeviationFound }

// RemedySharingDeviation says how a deviation was remedied.
type RemedySharingDeviation struct{ domain.RemedyDeviation }

// SharingDecisionNonComplianceRemedied ends the deviation.
type SharingDecisionNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindSharingDeviation) Decide(_ SharingDecision, by domain.Stamp) ([]decisionEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []decisionEvent{SharingDecisionNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedySharingDeviation) Decide(s SharingDecision, _ domain.Stamp) ([]decisionEvent, error) {
	r, news, err := c.Remedied(s.Deviations)
	if err != nil || !news {
		return nil, err
	}
	return []decisionEvent{SharingDecisionNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e SharingDecisionNonComplianceFound) Evolve(s SharingDecision, by domain.Stamp) SharingDecision {
	s.Deviations = s.Deviations.With(e.DeviationFound, by)
	return s
}

// Evolve implements [domain.Event].
func (e SharingDecisionNonComplianceRemedied) Evolve(s SharingDecision, _ domain.Stamp) SharingDecision {
	s.Deviations = s.Deviations.Settled(e.DeviationRemedied)
	return s
}
