package sharing

import "github.com/heemstede/grootboek/domain"

// FindExchangeDeviation records that a rule was not met (G13).
type FindExchangeDeviation struct{ Find }

// ExchangeArrangementNonComplianceFound is a rule not met.
type ExchangeArrangementNonComplianceFound struct{ Finding }

// RemedyExchangeDeviation says how a deviation was remedied.
type RemedyExchangeDeviation struct{ Remedy }

// ExchangeArrangementNonComplianceRemedied ends the deviation.
type ExchangeArrangementNonComplianceRemedied struct{ Remedy }

// Decide implements [domain.Command].
func (c FindExchangeDeviation) Decide(_ ExchangeArrangement, by domain.Stamp) ([]exchangeEvent, error) {
	f, err := c.finding("exchange.deviation", by)
	if err != nil {
		return nil, err
	}
	return []exchangeEvent{ExchangeArrangementNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyExchangeDeviation) Decide(s ExchangeArrangement, _ domain.Stamp) ([]exchangeEvent, error) {
	r, done, err := s.Found.remedy(c.Remedy, "exchange.remedy")
	if err != nil || done {
		return nil, err
	}
	return []exchangeEvent{ExchangeArrangementNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e ExchangeArrangementNonComplianceFound) Evolve(x ExchangeArrangement, by domain.Stamp) ExchangeArrangement {
	x.Found = x.Found.found(e.Finding, by)
	return x
}

// Evolve implements [domain.Event].
func (e ExchangeArrangementNonComplianceRemedied) Evolve(x ExchangeArrangement, _ domain.Stamp) ExchangeArrangement {
	x.Found = x.Found.remedied(e.Remedy)
	return x
}
