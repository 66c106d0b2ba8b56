package sharing

import "github.com/heemstede/grootboek/domain"

// FindExchangeDeviation records that a rule was not met (G13).
type FindExchangeDeviation struct{ domain.FindDeviation }

// ExchangeArrangementNonComplianceFound is a rule not met.
type ExchangeArrangementNonComplianceFound struct{ domain.DeviationFound }

// RemedyExchangeDeviation says how a deviation was remedied.
type RemedyExchangeDeviation struct{ domain.RemedyDeviation }

// ExchangeArrangementNonComplianceRemedied ends the deviation.
type ExchangeArrangementNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindExchangeDeviation) Decide(_ ExchangeArrangement, by domain.Stamp) ([]exchangeEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []exchangeEvent{ExchangeArrangementNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyExchangeDeviation) Decide(s ExchangeArrangement, _ domain.Stamp) ([]exchangeEvent, error) {
	r, news, err := c.Remedied(s.Found)
	if err != nil || !news {
		return nil, err
	}
	return []exchangeEvent{ExchangeArrangementNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e ExchangeArrangementNonComplianceFound) Evolve(x ExchangeArrangement, by domain.Stamp) ExchangeArrangement {
	x.Found = x.Found.With(e.DeviationFound, by)
	return x
}

// Evolve implements [domain.Event].
func (e ExchangeArrangementNonComplianceRemedied) Evolve(x ExchangeArrangement, _ domain.Stamp) ExchangeArrangement {
	x.Found = x.Found.Settled(e.DeviationRemedied)
	return x
}
