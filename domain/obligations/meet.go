package obligations

import "github.com/heemstede/grootboek/domain"

// MeetObligation says that what had to be done was done, at the moment of the stamp.
type MeetObligation struct{}

// ObligationMet is done in time.
type ObligationMet struct{}

// ObligationMetLate is done after the end, or done in time and told to the ledger after the end had passed there.
type ObligationMetLate struct {
	InTime bool `json:"in_time,omitempty" nl:"Op tijd gedaan, te laat vastgelegd"`
}

// Decide implements [domain.Command]. What passed stays late, whatever is told later (R-TIM-06); that it was done in time
// stands beside it.
func (MeetObligation) Decide(o Obligation, by domain.Stamp) ([]event, error) {
	late := !o.Still() && o.Deadline().Passed(by.Happened)
	switch {
	case o.State == StatusLate:
		return []event{ObligationMetLate{InTime: !late}}, nil
	case late: // the clock had not come by yet
		return []event{ObligationPassed{}, ObligationMetLate{}}, nil
	}
	return []event{ObligationMet{}}, nil
}

// Evolve implements [domain.Event].
func (ObligationMet) Evolve(o Obligation, by domain.Stamp) Obligation {
	o.State, o.MetOn = StatusMet, by.Happened
	return o
}

// Evolve implements [domain.Event].
func (ObligationMetLate) Evolve(o Obligation, by domain.Stamp) Obligation {
	o.State, o.MetOn = StatusMetLate, by.Happened
	return o
}
