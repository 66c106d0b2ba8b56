package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AgreementCameIntoForce says that the first day has come.
type AgreementCameIntoForce struct{}

// BringAgreementIntoForce: the clock says that the first day has come.
type BringAgreementIntoForce struct{}

// Decide implements [domain.Command].
func (BringAgreementIntoForce) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	if calendar.On(by.Happened) < s.InForceFrom {
		return nil, refusal(domain.Unmet, "agreement.too-early", "in_force_from", "De overeenkomst geldt pas vanaf "+s.InForceFrom.NL()+".")
	}
	return []agreementEvent{AgreementCameIntoForce{}}, nil
}

// arrived refuses what is for an agreement in force while its first day has not come. If that day has come and the clock
// has not said so yet, it is said now, in the same append.
func (s Agreement) arrived(by domain.Stamp) ([]agreementEvent, error) {
	if s.State != AgreementStatusConcluded {
		return nil, nil
	}
	return BringAgreementIntoForce{}.Decide(s, by)
}

// Evolve implements [domain.Event].
func (e AgreementCameIntoForce) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.State = AgreementStatusInForce
	return s
}
