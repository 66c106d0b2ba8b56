package rights

import "github.com/heemstede/grootboek/domain"

// FindComplaintDeviation records that a rule was not met (G13).
type FindComplaintDeviation struct{ domain.FindDeviation }

// ComplaintNonComplianceFound is a rule not met.
type ComplaintNonComplianceFound struct{ domain.DeviationFound }

// RemedyComplaintDeviation says how a deviation was remedied.
type RemedyComplaintDeviation struct{ domain.RemedyDeviation }

// ComplaintNonComplianceRemedied ends the deviation.
type ComplaintNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindComplaintDeviation) Decide(_ Complaint, by domain.Stamp) ([]complaintEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []complaintEvent{ComplaintNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyComplaintDeviation) Decide(s Complaint, _ domain.Stamp) ([]complaintEvent, error) {
	r, news, err := c.Remedied(s.Deviations)
	if err != nil || !news {
		return nil, err
	}
	return []complaintEvent{ComplaintNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e ComplaintNonComplianceFound) Evolve(s Complaint, by domain.Stamp) Complaint {
	s.Deviations = s.Deviations.With(e.DeviationFound, by)
	return s
}

// Evolve implements [domain.Event].
func (e ComplaintNonComplianceRemedied) Evolve(s Complaint, _ domain.Stamp) Complaint {
	s.Deviations = s.Deviations.Settled(e.DeviationRemedied)
	return s
}
