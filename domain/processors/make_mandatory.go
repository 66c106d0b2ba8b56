package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// MakeVNGModelMandatory: the clock says that it is 1 January 2020.
type MakeVNGModelMandatory struct{}

// VngModelMadeMandatory: from now on new agreements are on the VNG model (§7.2).
type VngModelMadeMandatory struct{}

// Decide implements [domain.Command].
func (MakeVNGModelMandatory) Decide(s Model, by domain.Stamp) ([]modelEvent, error) {
	switch {
	case s.Kind != ModelVNG:
		return nil, refusal(domain.Unmet, "model.kind", "kind", "Alleen het model van de VNG is verplicht (§7.2).")
	case calendar.On(by.Happened) < VNGMandatory:
		return nil, refusal(domain.Unmet, "model.too-early", "happened", "Het model van de VNG is verplicht vanaf 1 januari 2020 (§7.2).")
	case s.Mandatory:
		return nil, nil
	}
	return []modelEvent{VngModelMadeMandatory{}}, nil
}

// Evolve implements [domain.Event].
func (e VngModelMadeMandatory) Evolve(s Model, _ domain.Stamp) Model {
	s.Mandatory = true
	return s
}
