package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// FindDocumentDeviation records that a rule was not met.
type FindDocumentDeviation struct{ domain.FindDeviation }

// DocumentNonComplianceFound is a rule not met.
type DocumentNonComplianceFound struct{ domain.DeviationFound }

// RemedyDocumentDeviation says how it was remedied.
type RemedyDocumentDeviation struct{ domain.RemedyDeviation }

// DocumentNonComplianceRemedied ends the deviation; both stay in history.
type DocumentNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindDocumentDeviation) Decide(_ Document, by domain.Stamp) ([]documentEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []documentEvent{DocumentNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command]. A change that is not announced stays open until it is (R-8.1-08).
func (c RemedyDocumentDeviation) Decide(d Document, _ domain.Stamp) ([]documentEvent, error) {
	r, news, err := c.Remedied(d.Deviations)
	if err != nil || !news {
		return nil, err
	}
	i := slices.IndexFunc(d.Deviations, func(x domain.Deviation) bool { return x.ID == r.Deviation })
	if d.Deviations[i].Rule == announceRule && d.Unannounced() {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "document.not-remedied", NL: "Dit is nog niet hersteld.",
			Fields: []domain.Problem{{Field: "deviation", NL: "Kondig de wijziging eerst aan op de website (§8.1)."}}}
	}
	return []documentEvent{DocumentNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e DocumentNonComplianceFound) Evolve(d Document, by domain.Stamp) Document {
	d.Deviations = d.Deviations.With(e.DeviationFound, by)
	return d
}

// Evolve implements [domain.Event].
func (e DocumentNonComplianceRemedied) Evolve(d Document, _ domain.Stamp) Document {
	d.Deviations = d.Deviations.Settled(e.DeviationRemedied)
	return d
}
