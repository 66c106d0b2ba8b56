package processors

import (
	"github.com/heemstede/grootboek/domain"
)

// SuperviseAgreement records supervision by the FG (B1.2-5).
type SuperviseAgreement struct{ Supervision }

// AgreementRegistrationSupervised is the supervision.
type AgreementRegistrationSupervised struct{ Supervision }

// Decide implements [domain.Command].
func (c SuperviseAgreement) Decide(_ Agreement, _ domain.Stamp) ([]agreementEvent, error) {
	x, err := c.clean()
	if err != nil {
		return nil, err
	}
	return []agreementEvent{AgreementRegistrationSupervised{x}}, nil
}

// Evolve implements [domain.Event].
func (e AgreementRegistrationSupervised) Evolve(s Agreement, by domain.Stamp) Agreement {
	if by.Happened.After(s.Supervised) {
		s.Supervised = by.Happened
	}
	return s
}
