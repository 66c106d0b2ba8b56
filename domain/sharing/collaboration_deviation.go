package sharing

import "github.com/heemstede/grootboek/domain"

// FindCollaborationDeviation records that a rule was not met (G13).
type FindCollaborationDeviation struct{ domain.FindDeviation }

// CollaborationNonComplianceFound is a rule not met.
type CollaborationNonComplianceFound struct{ domain.DeviationFound }

// RemedyCollaborationDeviation says how a deviation was remedied.
type RemedyCollaborationDeviation struct{ domain.RemedyDeviation }

// CollaborationNonComplianceRemedied ends the deviation.
type CollaborationNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindCollaborationDeviation) Decide(_ Collaboration, by domain.Stamp) ([]collaborationEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []collaborationEvent{CollaborationNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyCollaborationDeviation) Decide(s Collaboration, _ domain.Stamp) ([]collaborationEvent, error) {
	r, news, err := c.Remedied(s.Found)
	if err != nil || !news {
		return nil, err
	}
	return []collaborationEvent{CollaborationNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e CollaborationNonComplianceFound) Evolve(c Collaboration, by domain.Stamp) Collaboration {
	c.Found = c.Found.With(e.DeviationFound, by)
	return c.counted()
}

// Evolve implements [domain.Event].
func (e CollaborationNonComplianceRemedied) Evolve(c Collaboration, _ domain.Stamp) Collaboration {
	c.Found = c.Found.Settled(e.DeviationRemedied)
	return c.counted()
}
