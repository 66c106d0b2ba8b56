package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// FindConfidentialityGap is the clock: somebody works here without all that §6.1 asks (table 4.2 rows 41 and 42).
type FindConfidentialityGap struct{}

// ConfidentialityGapFound is what lacked.
type ConfidentialityGapFound struct {
	Missing []ConfidentialDuty `json:"missing" nl:"Er ontbreekt"`
}

// ConfidentialityComplete says that all duties of the relation are met.
type ConfidentialityComplete struct{}

// Decide implements [domain.Command].
func (FindConfidentialityGap) Decide(e Engagement, by domain.Stamp) ([]engagementEvent, error) {
	gap := e.Gap(calendar.On(by.Happened))
	if len(gap) == 0 {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "confidentiality.no-gap", NL: "Er ontbreekt nu niets."}
	}
	if e.State == EngagementStatusGap && slices.Equal(gap, e.Found) {
		return nil, nil // saying it twice changes nothing
	}
	return []engagementEvent{ConfidentialityGapFound{gap}}, nil
}

// Evolve implements [domain.Event].
func (x ConfidentialityGapFound) Evolve(e Engagement, _ domain.Stamp) Engagement {
	e.State, e.Found = EngagementStatusGap, slices.Clone(x.Missing)
	return e
}

// Evolve implements [domain.Event].
func (ConfidentialityComplete) Evolve(e Engagement, _ domain.Stamp) Engagement {
	e.State, e.Found = EngagementStatusComplete, nil
	return e
}
