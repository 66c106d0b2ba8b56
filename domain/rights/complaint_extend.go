package rights

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ExtendComplaint puts the answer off by four weeks, once (Awb 9:11(2)); it happened when the complainant was told in writing.
type ExtendComplaint struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// ComplaintDeadlineExtended is the term with its new end.
type ComplaintDeadlineExtended struct {
	Reason  string        `json:"reason" nl:"Reden"`
	Due     calendar.Date `json:"due" nl:"Uiterlijk afhandelen op"`
	DueRule string        `json:"due_rule" nl:"Zo geteld"`
}

// Decide implements [domain.Command].
func (c ExtendComplaint) Decide(s Complaint, by domain.Stamp) ([]complaintEvent, error) {
	if err := s.notAbout(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden van het uitstel.")
	if err := p.Refuse("complaint.extend"); err != nil {
		return nil, err
	}
	switch {
	case s.Extended != "":
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "complaint.extended", NL: "De afhandeling is al uitgesteld. Dat kan één keer, met vier weken (Awb art. 9:11 lid 2)."}
	case calendar.On(by.Happened) > s.Due:
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "complaint.too-late", NL: "De termijn is op " + s.Due.NL() + " verstreken. Uitstellen kan alleen daarvoor."}
	}
	due, rule := s.due(s.Received, true)
	return []complaintEvent{ComplaintDeadlineExtended{strings.TrimSpace(c.Reason), due, rule}}, nil
}

// Evolve implements [domain.Event].
func (e ComplaintDeadlineExtended) Evolve(s Complaint, by domain.Stamp) Complaint {
	s.Extended, s.Extension, s.Due, s.DueRule = calendar.At(by.Happened), e.Reason, e.Due, e.DueRule
	return s
}
