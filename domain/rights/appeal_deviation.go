package rights

import "github.com/heemstede/grootboek/domain"

// FindAppealDeviation records that a rule was not met (G13).
type FindAppealDeviation struct{ domain.FindDeviation }

// AdministrativeObjectionNonComplianceFound is a rule not met.
type AdministrativeObjectionNonComplianceFound struct{ domain.DeviationFound }

// RemedyAppealDeviation says how a deviation was remedied.
type RemedyAppealDeviation struct{ domain.RemedyDeviation }

// AdministrativeObjectionNonComplianceRemedied ends the deviation.
type AdministrativeObjectionNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindAppealDeviation) Decide(_ Appeal, by domain.Stamp) ([]appealEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []appealEvent{AdministrativeObjectionNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyAppealDeviation) Decide(s Appeal, _ domain.Stamp) ([]appealEvent, error) {
	r, news, err := c.Remedied(s.Deviations)
	if err != nil || !news {
		return nil, err
	}
	return []appealEvent{AdministrativeObjectionNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e AdministrativeObjectionNonComplianceFound) Evolve(s Appeal, by domain.Stamp) Appeal {
	s.Deviations = s.Deviations.With(e.DeviationFound, by)
	return s
}

// Evolve implements [domain.Event].
func (e AdministrativeObjectionNonComplianceRemedied) Evolve(s Appeal, _ domain.Stamp) Appeal {
	s.Deviations = s.Deviations.Settled(e.DeviationRemedied)
	return s
}
