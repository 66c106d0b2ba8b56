package processors

import (
	"github.com/heemstede/grootboek/domain"
)

// AmendAgreement changes an agreement in force; all elements stay covered.
type AmendAgreement struct {
	Clauses
	AgreementPeriod
	Reason string `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
}

// AgreementAmended replaces clauses and period.
type AgreementAmended struct {
	Clauses
	AgreementPeriod
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c AmendAgreement) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	clauses := c.Clauses.Clean()
	p := append(clauses.Missing(), c.period()...) // elements still covered
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	if err := p.Refuse("agreement.amend"); err != nil {
		return nil, err
	}
	if clauses == s.Clauses && c.AgreementPeriod == s.AgreementPeriod {
		return nil, nil // saying it twice changes nothing
	}
	list, err := s.arrived(by)
	if err != nil {
		return nil, err
	}
	return append(list, AgreementAmended{clauses, c.AgreementPeriod, trim(c.Reason)}), nil
}

// Evolve implements [domain.Event].
func (e AgreementAmended) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.Clauses, s.AgreementPeriod, s.ToAdapt = e.Clauses, e.AgreementPeriod, false
	return s
}
