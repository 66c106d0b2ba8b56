package incidents

import "github.com/heemstede/grootboek/domain"

// FindIncidentDeviation records that a rule was not met (G13).
type FindIncidentDeviation struct{ domain.FindDeviation }

// IncidentNonComplianceFound is a rule not met.
type IncidentNonComplianceFound struct{ domain.DeviationFound }

// RemedyIncidentDeviation says how a deviation was remedied.
type RemedyIncidentDeviation struct{ domain.RemedyDeviation }

// IncidentNonComplianceRemedied ends the deviation.
type IncidentNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindIncidentDeviation) Decide(_ Incident, by domain.Stamp) ([]event, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []event{IncidentNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyIncidentDeviation) Decide(i Incident, _ domain.Stamp) ([]event, error) {
	r, news, err := c.Remedied(i.Deviations)
	if err != nil || !news {
		return nil, err
	}
	return []event{IncidentNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentNonComplianceFound) Evolve(i Incident, by domain.Stamp) Incident {
	i.Deviations = i.Deviations.With(e.DeviationFound, by)
	return i
}

// Evolve implements [domain.Event].
func (e IncidentNonComplianceRemedied) Evolve(i Incident, _ domain.Stamp) Incident {
	i.Deviations = i.Deviations.Settled(e.DeviationRemedied)
	return i
}
