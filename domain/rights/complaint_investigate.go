package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// HearComplainant records that the complainant was heard, on the day it happened, with the report of it (Awb 9:10).
type HearComplainant struct {
	Report domain.VaultRef `json:"report" nl:"Verslag van het gesprek" form:"vault:hearing+"`
}

// ComplainantHeard says where the report stands.
type ComplainantHeard struct {
	Report domain.VaultRef `json:"report" nl:"Verslag"`
}

// Decide implements [domain.Command].
func (c HearComplainant) Decide(s Complaint, by domain.Stamp) ([]complaintEvent, error) {
	if err := s.notAbout(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.NeedDossier(c.Report, "report", by)
	if err := p.Refuse("complaint.hearing"); err != nil {
		return nil, err
	}
	return []complaintEvent{ComplainantHeard{c.Report}}, nil
}

// Evolve implements [domain.Event].
func (ComplainantHeard) Evolve(s Complaint, by domain.Stamp) Complaint {
	s.HeardOn = max(s.HeardOn, calendar.On(by.Happened))
	return s
}

// NotHeard is why a complainant was not heard (Awb 9:10(2)).
type NotHeard string

// Choices implements [domain.Chooser].
func (NotHeard) Choices() []domain.Choice {
	return []domain.Choice{{Value: "unfounded", NL: "De klacht is kennelijk ongegrond"}, {Value: "waived", NL: "De klager wilde niet worden gehoord"}, {Value: "no-answer", NL: "De klager antwoordde niet op tijd"}}
}

// InvestigateComplaint records what was found. It can be done again until the college judges.
type InvestigateComplaint struct {
	Findings domain.VaultRef `json:"findings" nl:"Bevindingen" form:"vault:findings"`
	NotHeard NotHeard        `json:"not_heard,omitempty" nl:"Waarom is de klager niet gehoord?" opt:"1" hint:"Leeg als de klager is gehoord."`
}

// ComplaintInvestigated is the end of the investigation.
type ComplaintInvestigated struct {
	Findings domain.VaultRef `json:"findings" nl:"Bevindingen"`
	NotHeard NotHeard        `json:"not_heard,omitempty" nl:"Niet gehoord omdat"`
}

// Decide implements [domain.Command].
func (c InvestigateComplaint) Decide(s Complaint, by domain.Stamp) ([]complaintEvent, error) {
	if err := s.notAbout(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.NeedDossier(c.Findings, "findings", by)
	switch {
	case s.HeardOn == "":
		p.Choose(c.NotHeard, string(c.NotHeard), "not_heard", "Hoor de klager, of zeg waarom dat niet nodig was.")
	case c.NotHeard != "":
		p.Add("not_heard", "De klager is gehoord. Laat dit leeg.")
	}
	if err := p.Refuse("complaint.findings"); err != nil {
		return nil, err
	}
	if !s.Confirmed {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "complaint.unconfirmed", NL: "Bevestig eerst de ontvangst, en zeg waar de klacht over gaat en wie haar behandelt."}
	}
	return []complaintEvent{ComplaintInvestigated(c)}, nil
}

// Evolve implements [domain.Event].
func (e ComplaintInvestigated) Evolve(s Complaint, _ domain.Stamp) Complaint {
	s.State, s.Findings = ComplaintIsInvestigated, e.Findings
	return s
}
