package sharing

import "github.com/heemstede/grootboek/domain"

// FindCollaborationDeviation records that a rule was not met (G13).
type FindCollaborationDeviation struct{ Find }

// CollaborationNonComplianceFound is a rule not met.
type CollaborationNonComplianceFound struct{ Finding }

// RemedyCollaborationDeviation says how a deviation was remedied.
type RemedyCollaborationDeviation struct{ Remedy }

// CollaborationNonComplianceRemedied ends the deviation.
type CollaborationNonComplianceRemedied struct{ Remedy }

// Decide implements [domain.Command].
func (c FindCollaborationDeviation) Decide(_ Collaboration, by domain.Stamp) ([]collaborationEvent, error) {
	f, err := c.finding("collaboration.deviation", by)
	if err != nil {
		return nil, err
	}
	return []collaborationEvent{CollaborationNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyCollaborationDeviation) Decide(s Collaboration, _ domain.Stamp) ([]collaborationEvent, error) {
	r, done, err := s.Found.remedy(c.Remedy, "collaboration.remedy")
	if err != nil || done {
		return nil, err
	}
	return []collaborationEvent{CollaborationNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e CollaborationNonComplianceFound) Evolve(c Collaboration, by domain.Stamp) Collaboration {
	c.Found = c.Found.found(e.Finding, by)
	return c.counted()
}

// Evolve implements [domain.Event].
func (e CollaborationNonComplianceRemedied) Evolve(c Collaboration, _ domain.Stamp) Collaboration {
	c.Found = c.Found.remedied(e.Remedy)
	return c.counted()
}
