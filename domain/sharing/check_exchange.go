package sharing

import "github.com/heemstede/grootboek/domain"

// CheckExchange is the yearly check of an arrangement (§2.3).
type CheckExchange struct{ YearlyCheck }

// ExchangeArrangementCheckedYearly is the outcome, with the next due date.
type ExchangeArrangementCheckedYearly struct{ YearlyCheckDone }

// Decide implements [domain.Command]. A late check is a fact, and a deviation.
func (c CheckExchange) Decide(s ExchangeArrangement, by domain.Stamp) ([]exchangeEvent, error) {
	done, err := c.done("exchange.check", "§2.3", by)
	if err != nil {
		return nil, err
	}
	list := []exchangeEvent{ExchangeArrangementCheckedYearly{done}}
	if f, late := s.late("§2.3", by); late {
		list = append(list, ExchangeArrangementNonComplianceFound{f})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e ExchangeArrangementCheckedYearly) Evolve(x ExchangeArrangement, _ domain.Stamp) ExchangeArrangement {
	x.Checks = x.checked(e.YearlyCheckDone)
	return x
}

// EndExchange ends an arrangement.
type EndExchange struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// ExchangeArrangementEnded ends it, on the day it happened.
type ExchangeArrangementEnded struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c EndExchange) Decide(_ ExchangeArrangement, _ domain.Stamp) ([]exchangeEvent, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("exchange.reason"); err != nil {
		return nil, err
	}
	return []exchangeEvent{ExchangeArrangementEnded{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ExchangeArrangementEnded) Evolve(x ExchangeArrangement, _ domain.Stamp) ExchangeArrangement {
	x.Ended, x.Checks = true, Checks{} // nothing is left to check or adapt
	return x
}
