package vaultrecord

import "github.com/heemstede/grootboek/domain"

// FindDeviation records that a rule about this dossier was not met (G13).
type FindDeviation struct{ domain.FindDeviation }

// PersonalDataNonComplianceFound is that deviation.
type PersonalDataNonComplianceFound struct{ domain.DeviationFound }

// RemedyDeviation says how a deviation was remedied.
type RemedyDeviation struct{ domain.RemedyDeviation }

// PersonalDataNonComplianceRemedied is how it was remedied.
type PersonalDataNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindDeviation) Decide(_ Dossier, by domain.Stamp) ([]event, error) {
	found, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []event{PersonalDataNonComplianceFound{found}}, nil
}

// Evolve implements [domain.Event].
func (e PersonalDataNonComplianceFound) Evolve(d Dossier, by domain.Stamp) Dossier {
	d.Deviations = d.Deviations.With(e.DeviationFound, by)
	return d
}

// Decide implements [domain.Command].
func (c RemedyDeviation) Decide(d Dossier, _ domain.Stamp) ([]event, error) {
	r, news, err := c.Remedied(d.Deviations)
	if err != nil || !news { // saying it twice changes nothing
		return nil, err
	}
	return []event{PersonalDataNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e PersonalDataNonComplianceRemedied) Evolve(d Dossier, _ domain.Stamp) Dossier {
	d.Deviations = d.Deviations.Settled(e.DeviationRemedied)
	return d
}
