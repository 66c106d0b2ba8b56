package processors

import (
	"reflect"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// DraftAgreement drafts an agreement; its elements may still lack.
type DraftAgreement struct {
	AgreementTerms
	Clauses
}

// AgreementDrafted is the first event of an agreement.
type AgreementDrafted struct {
	AgreementTerms
	Clauses
}

// ReviseAgreement completes a draft.
type ReviseAgreement struct {
	AgreementTerms
	Clauses
	Reason string `json:"reason,omitempty" nl:"Toelichting" opt:"1" hint:"Noem geen personen."`
}

// AgreementDraftRevised replaces the draft.
type AgreementDraftRevised struct {
	AgreementTerms
	Clauses
	Reason string `json:"reason,omitempty" nl:"Toelichting"`
}

// OfferAgreement puts the draft before the processor (§7.2).
type OfferAgreement struct{}

// AgreementOfferedToProcessor puts it before the processor.
type AgreementOfferedToProcessor struct{}

// OwnedBy implements [domain.Owned].
func (c DraftAgreement) OwnedBy() string { return c.AgreementTerms.Process }

func (t AgreementTerms) clean() AgreementTerms {
	for _, s := range []*string{&t.Name, &t.MainAgreement, &t.NotIntegralBecause, &t.TemplateVersion} {
		*s = trim(*s)
	}
	t.Activities = domain.Lines(t.Activities)
	return t
}

// drafted lists what a draft lacks.
func (t AgreementTerms) drafted(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.Need(t.Name, "name", "Geef de overeenkomst een naam.")
	p.Need(t.Processor, "processor", "Kies de verwerker.")
	p.NeedProcess(t.Process, by)
	if len(t.Activities) == 0 {
		p.Add("activities", "Noem ten minste één verwerking.")
	}
	p.Choose(t.Template, string(t.Template), "template", "Kies op welk model de overeenkomst is.")
	if t.Integral != "" {
		p.Choose(t.Integral, string(t.Integral), "integral", "Antwoord met ja of nee.")
	}
	if t.MainConcludedOn != "" && !t.MainConcludedOn.Valid() {
		p.Add("main_concluded_on", "Deze datum bestaat niet.")
	}
	return p
}

// missing lists what an agreement lacks to be concluded, apart from its elements (R-7.2-15).
func (t AgreementTerms) missing() domain.Problems {
	var p domain.Problems
	p.Need(t.MainAgreement, "main_agreement", "Noem de hoofdovereenkomst (§7.2).")
	switch t.Integral {
	case "":
		p.Add("integral", "Geef aan of dit een onderdeel is van de hoofdovereenkomst (§7.2).")
	case domain.No:
		p.Need(t.NotIntegralBecause, "not_integral_because", "Zeg waarom dit geen onderdeel is van de hoofdovereenkomst (§7.2).")
	}
	if t.Template != OwnPaper && t.Model == "" && t.TemplateVersion == "" {
		p.Add("template_version", "Noem de versie van het model.")
	}
	return p
}

// Decide implements [domain.Command].
func (c DraftAgreement) Decide(_ Agreement, by domain.Stamp) ([]agreementEvent, error) {
	t, clauses := c.AgreementTerms.clean(), c.Clauses.Clean()
	if err := append(t.drafted(by), clauses.Invalid()...).Refuse("agreement.incomplete"); err != nil {
		return nil, err
	}
	return []agreementEvent{AgreementDrafted{t, clauses}}, nil
}

// Decide implements [domain.Command]. An approval holds for the version it approved (T-51).
func (c ReviseAgreement) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	t, clauses := c.AgreementTerms.clean(), c.Clauses.Clean()
	if err := append(t.drafted(by), clauses.Invalid()...).Refuse("agreement.incomplete"); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(t, s.AgreementTerms) && clauses == s.Clauses {
		return nil, nil // saying it twice changes nothing
	}
	list := []agreementEvent{AgreementDraftRevised{t, clauses, trim(c.Reason)}}
	return append(list, s.lapsed("Het concept is gewijzigd na de goedkeuring.")...), nil
}

// Decide implements [domain.Command].
func (OfferAgreement) Decide(_ Agreement, _ domain.Stamp) ([]agreementEvent, error) {
	return []agreementEvent{AgreementOfferedToProcessor{}}, nil
}

// Evolve implements [domain.Event].
func (e AgreementDrafted) Evolve(_ Agreement, by domain.Stamp) Agreement {
	return Agreement{AgreementTerms: e.AgreementTerms, Clauses: e.Clauses, State: AgreementStatusDraft, DraftedOn: calendar.On(by.Happened)}
}

// Evolve implements [domain.Event].
func (e AgreementDraftRevised) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.AgreementTerms, s.Clauses = e.AgreementTerms, e.Clauses
	return s
}

// Evolve implements [domain.Event].
func (e AgreementOfferedToProcessor) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.State = AgreementStatusOffered
	return s
}
