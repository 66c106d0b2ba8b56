package obligations

import "github.com/heemstede/grootboek/domain"

// PassObligation says that the end has passed (G8, R-TIM-04).
type PassObligation struct{}

// ObligationPassed is that nobody did it in time, as far as the ledger knew then.
type ObligationPassed struct{}

// Decide implements [domain.Command].
func (PassObligation) Decide(o Obligation, by domain.Stamp) ([]event, error) {
	if o.Still() || !o.Deadline().Passed(by.Happened) {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "obligation.runs", NL: "De termijn loopt nog."}
	}
	return []event{ObligationPassed{}}, nil
}

// Evolve implements [domain.Event].
func (ObligationPassed) Evolve(o Obligation, by domain.Stamp) Obligation {
	o.State, o.PassedOn = StatusLate, by.Happened
	return o
}
