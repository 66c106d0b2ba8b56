package processors

import (
	"github.com/heemstede/grootboek/domain"
)

// WithdrawModel withdraws a version; its successor is named.
type WithdrawModel struct {
	Successor string `json:"successor" nl:"Opvolger" form:"model"`
	Reason    string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// ModelAgreementVersionWithdrawn withdraws it.
type ModelAgreementVersionWithdrawn struct {
	Successor string `json:"successor" nl:"Opvolger"`
	Reason    string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c WithdrawModel) Decide(_ Model, by domain.Stamp) ([]modelEvent, error) {
	var p domain.Problems
	p.Need(c.Successor, "successor", "Noem de opvolger.")
	if c.Successor == by.Record && c.Successor != "" {
		p.Add("successor", "Een versie is niet haar eigen opvolger.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("model.withdraw"); err != nil {
		return nil, err
	}
	return []modelEvent{ModelAgreementVersionWithdrawn{trim(c.Successor), trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ModelAgreementVersionWithdrawn) Evolve(s Model, _ domain.Stamp) Model {
	s.State, s.Successor = ModelStatusWithdrawn, e.Successor
	return s
}
