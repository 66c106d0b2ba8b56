package obligations

import "github.com/heemstede/grootboek/domain"

// RemindObligation warns whoever must do it (R-TIM-03).
type RemindObligation struct{}

// ObligationReminderSent is the warning.
type ObligationReminderSent struct{}

// Decide implements [domain.Command].
func (RemindObligation) Decide(o Obligation, by domain.Stamp) ([]event, error) {
	if !o.Reminded.IsZero() {
		return nil, nil // one reminder for one end
	}
	if o.Still() || by.Happened.Before(o.Warn()) {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "obligation.early", NL: "Het is nog te vroeg om te herinneren."}
	}
	return []event{ObligationReminderSent{}}, nil
}

// Evolve implements [domain.Event].
func (ObligationReminderSent) Evolve(o Obligation, by domain.Stamp) Obligation {
	o.Reminded = by.Happened
	return o
}
