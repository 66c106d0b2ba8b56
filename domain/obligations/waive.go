package obligations

import "github.com/heemstede/grootboek/domain"

// WaiveObligation lets it lapse: there is nothing left to do, for a reason. The secretary issues it, the FG is told (RT-35).
type WaiveObligation struct {
	Reason string `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// ObligationWaived is the reason. What had passed stays late.
type ObligationWaived struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c WaiveObligation) Decide(_ Obligation, _ domain.Stamp) ([]event, error) {
	if err := needReason(c.Reason, "obligation.waive", "Geef de reden."); err != nil {
		return nil, err
	}
	return []event{ObligationWaived{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ObligationWaived) Evolve(o Obligation, _ domain.Stamp) Obligation {
	o.State, o.Reason = StatusWaived, e.Reason
	return o
}
