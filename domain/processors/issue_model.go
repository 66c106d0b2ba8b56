package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// IssueModel makes a version the current one of its kind. It names the one it replaces, which is withdrawn on its own
// page: one current version per kind.
type IssueModel struct {
	Replaces string `json:"replaces,omitempty" nl:"Vervangt" form:"model" opt:"1" hint:"De versie die tot nu toe gold. Leeg bij de eerste versie."`
}

// ModelAgreementVersionIssued makes it the current one.
type ModelAgreementVersionIssued struct {
	Replaces string `json:"replaces,omitempty" nl:"Vervangt"`
}

// Decide implements [domain.Command]. Without the clause on confidentiality (§6.1, R-6.1-08) or another element: refused.
func (c IssueModel) Decide(s Model, by domain.Stamp) ([]modelEvent, error) {
	if p := s.Missing(); len(p) > 0 {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "model.elements", NL: "Niet alle dertien elementen staan in het model:", Fields: p}
	}
	if on := calendar.On(by.Happened); on < s.ValidFrom || s.ValidTo != "" && on > s.ValidTo { // issued is: it is the current one
		return nil, refusal(domain.Unmet, "model.not-valid", "valid_from", "Op die dag geldt deze versie niet: zie vanaf en tot en met wanneer zij geldig is.")
	}
	if c.Replaces == by.Record && c.Replaces != "" {
		return nil, refusal(domain.Invalid, "model.itself", "replaces", "Een versie vervangt niet zichzelf.")
	}
	list := []modelEvent{ModelAgreementVersionIssued{c.Replaces}}
	if s.Kind == ModelVNG && calendar.On(by.Happened) >= VNGMandatory { // the clock's act, in the same append
		list = append(list, VngModelMadeMandatory{})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e ModelAgreementVersionIssued) Evolve(s Model, _ domain.Stamp) Model {
	s.State, s.Replaces = ModelStatusCurrent, e.Replaces
	return s
}
