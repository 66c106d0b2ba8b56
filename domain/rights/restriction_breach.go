package rights

import "github.com/heemstede/grootboek/domain"

// RecordBreach records that data were used or destroyed while they were restricted: a fact, never refused (G13).
type RecordBreach struct{ domain.FindDeviation }

// RestrictionBreached is that deviation.
type RestrictionBreached struct{ domain.DeviationFound }

// RemedyRestrictionDeviation says how it was remedied.
type RemedyRestrictionDeviation struct{ domain.RemedyDeviation }

// RestrictionNonComplianceRemedied ends the deviation.
type RestrictionNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c RecordBreach) Decide(_ Restriction, by domain.Stamp) ([]restrictionEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []restrictionEvent{RestrictionBreached{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyRestrictionDeviation) Decide(x Restriction, _ domain.Stamp) ([]restrictionEvent, error) {
	r, news, err := c.Remedied(x.Deviations)
	if err != nil || !news { // saying it twice changes nothing
		return nil, err
	}
	return []restrictionEvent{RestrictionNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e RestrictionBreached) Evolve(x Restriction, by domain.Stamp) Restriction {
	x.Deviations = x.Deviations.With(e.DeviationFound, by)
	return x
}

// Evolve implements [domain.Event].
func (e RestrictionNonComplianceRemedied) Evolve(x Restriction, _ domain.Stamp) Restriction {
	x.Deviations = x.Deviations.Settled(e.DeviationRemedied)
	return x
}
