package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// OwnTemplate is the deviation from the model: the processor's own agreement, with why and who approved it (B1.2).
type OwnTemplate struct {
	Objections  string        `nl:"Onoverkomelijke bezwaren"`
	Motivation  string        `nl:"Motivering"`
	RequestedBy string        `nl:"Gevraagd door" form:"person"`
	Approved    bool          `nl:"Goedgekeurd"`
	ApprovedBy  string        `nl:"Goedgekeurd door" form:"person"`
	ApprovedOn  calendar.Date `nl:"Goedgekeurd op"`
}

// RequestOwnTemplate asks PB to approve the processor's own agreement (B1.2, text above the table).
type RequestOwnTemplate struct {
	Objections string `json:"objections" nl:"Welke onoverkomelijke bezwaren heeft de verwerker tegen het model?" form:"long" hint:"Noem geen personen."`
	Motivation string `json:"motivation" nl:"Waarom is de overeenkomst van de verwerker verantwoord?" form:"long" hint:"Noem geen personen."`
}

// OwnTemplateApprovalRequested asks.
type OwnTemplateApprovalRequested struct {
	Objections string `json:"objections" nl:"Onoverkomelijke bezwaren"`
	Motivation string `json:"motivation" nl:"Motivering"`
}

// ApproveOwnTemplate approves the agreement as it stands now.
type ApproveOwnTemplate struct {
	Motivation string `json:"motivation,omitempty" nl:"Toelichting" form:"long" opt:"1" hint:"Noem geen personen."`
}

// OwnTemplateApproved approves it.
type OwnTemplateApproved struct {
	Motivation string `json:"motivation,omitempty" nl:"Toelichting"`
}

// RejectOwnTemplate says no.
type RejectOwnTemplate struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// OwnTemplateRejected says no.
type OwnTemplateRejected struct {
	Reason string `json:"reason" nl:"Reden"`
}

// OwnTemplateApprovalLapsed: an approval holds for the version it approved, and for no other.
type OwnTemplateApprovalLapsed struct {
	Reason string `json:"reason" nl:"Reden"`
}

// lapsed adds the lapse of an approval that was given, when the agreement changes.
func (s Agreement) lapsed(reason string) []agreementEvent {
	if !s.Own.Approved {
		return nil
	}
	return []agreementEvent{OwnTemplateApprovalLapsed{reason}}
}

// Decide implements [domain.Command].
func (c RequestOwnTemplate) Decide(s Agreement, _ domain.Stamp) ([]agreementEvent, error) {
	var p domain.Problems
	if s.Template != OwnPaper {
		p.Add("template", "De overeenkomst staat op een model. Kies eerst bij het concept ‘overeenkomst van de verwerker zelf’.")
	}
	p.Need(c.Objections, "objections", "Noem de onoverkomelijke bezwaren (bijlage 1.2).") // R-B2-06
	p.Need(c.Motivation, "motivation", "Geef de motivering (bijlage 1.2).")
	if err := p.Refuse("agreement.own-template"); err != nil {
		return nil, err
	}
	return []agreementEvent{OwnTemplateApprovalRequested{trim(c.Objections), trim(c.Motivation)}}, nil
}

// asked refuses what nobody asked for.
func (s Agreement) asked() error {
	if s.Template != OwnPaper || s.Own.Objections == "" || s.Own.Motivation == "" { // R-B2-06
		return refusal(domain.Unmet, "agreement.own-template", "motivation", "Er is nog geen goedkeuring gevraagd met bezwaren en motivering (bijlage 1.2).")
	}
	return nil
}

// Decide implements [domain.Command].
func (c ApproveOwnTemplate) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	if err := s.asked(); err != nil {
		return nil, err
	}
	if by.Actor == s.Own.RequestedBy { // T-51: two persons
		return nil, refusal(domain.Forbidden, "agreement.same-person", "actor", "U vroeg dit zelf. Een andere privacybeheerder moet het goedkeuren.")
	}
	if p := s.Missing(); len(p) > 0 { // RT-12: all 13 elements
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "agreement.elements", NL: "Niet alle dertien elementen staan erin:", Fields: p}
	}
	if s.Own.Approved {
		return nil, nil
	}
	return []agreementEvent{OwnTemplateApproved{trim(c.Motivation)}}, nil
}

// Decide implements [domain.Command].
func (c RejectOwnTemplate) Decide(s Agreement, _ domain.Stamp) ([]agreementEvent, error) {
	if err := needReason(c.Reason, "agreement.reason"); err != nil {
		return nil, err
	}
	if err := s.asked(); err != nil {
		return nil, err
	}
	return []agreementEvent{OwnTemplateRejected{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e OwnTemplateApprovalRequested) Evolve(s Agreement, by domain.Stamp) Agreement {
	s.State = AgreementStatusNegotiation
	s.Own.Objections, s.Own.Motivation, s.Own.RequestedBy = e.Objections, e.Motivation, by.Actor
	s.Own.Approved, s.Own.ApprovedBy, s.Own.ApprovedOn = false, "", ""
	return s
}

// Evolve implements [domain.Event].
func (e OwnTemplateApproved) Evolve(s Agreement, by domain.Stamp) Agreement {
	s.Own.Approved, s.Own.ApprovedBy, s.Own.ApprovedOn = true, by.Actor, calendar.On(by.Happened)
	return s
}

// Evolve implements [domain.Event]. What was asked is answered: who tries again, asks again.
func (e OwnTemplateRejected) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.Own = OwnTemplate{}
	return s
}

// Evolve implements [domain.Event].
func (e OwnTemplateApprovalLapsed) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.Own.Approved, s.Own.ApprovedBy, s.Own.ApprovedOn = false, "", ""
	return s
}
