package sharing

import "github.com/heemstede/grootboek/domain"

// FindSharingDeviation records that a rule was not met (G13).
type FindSharingDeviation struct{ Find }

// SharingNonComplianceFound is a rule not met.
type SharingNonComplianceFound struct{ Finding }

// RemedySharingDeviation says how a deviation was remedied.
type RemedySharingDeviation struct{ Remedy }

// SharingNonComplianceRemedied ends the deviation.
type SharingNonComplianceRemedied struct{ Remedy }

// Decide implements [domain.Command].
func (c FindSharingDeviation) Decide(_ SharingDecision, by domain.Stamp) ([]sharingEvent, error) {
	f, err := c.finding("sharing.deviation", by)
	if err != nil {
		return nil, err
	}
	return []sharingEvent{SharingNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedySharingDeviation) Decide(s SharingDecision, _ domain.Stamp) ([]sharingEvent, error) {
	r, done, err := s.Found.remedy(c.Remedy, "sharing.remedy")
	if err != nil || done {
		return nil, err
	}
	return []sharingEvent{SharingNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e SharingNonComplianceFound) Evolve(d SharingDecision, by domain.Stamp) SharingDecision {
	d.Found = d.Found.found(e.Finding, by)
	return d
}

// Evolve implements [domain.Event].
func (e SharingNonComplianceRemedied) Evolve(d SharingDecision, _ domain.Stamp) SharingDecision {
	d.Found = d.Found.remedied(e.Remedy)
	return d
}
