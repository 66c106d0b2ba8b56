package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ComplaintEnding is how a complaint ended: how long the dossier is kept follows from it.
type ComplaintEnding string

// Choices implements [domain.Chooser].
func (ComplaintEnding) Choices() []domain.Choice {
	return []domain.Choice{{Value: "handled", NL: "afgehandeld"}, {Value: "financial", NL: "afgehandeld, met gevolgen voor geld"}, {Value: "ombudsman", NL: "afgehandeld, via de ombudsman"}}
}

// CloseComplaint closes a complaint.
type CloseComplaint struct {
	Ending ComplaintEnding `json:"ending" nl:"Hoe is de klacht geëindigd?"`
}

// ComplaintClosed closes it, on the day it happened.
type ComplaintClosed struct {
	Ending ComplaintEnding `json:"ending" nl:"Geëindigd als"`
}

// Decide implements [domain.Command]. Of a justified complaint the handling is changed first, and the complainant told of it
// (§5.2, R-5.2-09, R-5.2-10).
func (c CloseComplaint) Decide(s Complaint, _ domain.Stamp) ([]complaintEvent, error) {
	var p domain.Problems
	p.Choose(c.Ending, string(c.Ending), "ending", "Kies hoe de klacht is geëindigd.")
	if err := p.Refuse("complaint.ending"); err != nil {
		return nil, err
	}
	if !slices.Contains(s.Told, ToldReasons) {
		p.Add("informed", "De klager heeft nog geen antwoord met redenen.")
	}
	if s.justified() && !s.Adapted {
		p.Add("handling", "De manier van omgaan met persoonsgegevens is nog niet aangepast.")
	}
	if s.justified() && s.Adapted && !slices.Contains(s.Told, ToldChange) {
		p.Add("informed", "De klager weet nog niet wat er is aangepast.")
	}
	if err := p.Unmet("complaint.open", "De klacht kan nog niet worden gesloten (§5.2):"); err != nil {
		return nil, err
	}
	return []complaintEvent{ComplaintClosed(c)}, nil
}

// Evolve implements [domain.Event].
func (e ComplaintClosed) Evolve(s Complaint, by domain.Stamp) Complaint {
	s.State, s.Ending, s.ClosedOn = ComplaintIsClosed, string(e.Ending), calendar.On(by.Happened)
	return s
}

// ComplaintWithdrawal is why a complaint needs no judgement any more.
type ComplaintWithdrawal string

// Choices implements [domain.Chooser].
func (ComplaintWithdrawal) Choices() []domain.Choice {
	return []domain.Choice{{Value: "withdrawn", NL: "De klager trekt de klacht in"}, {Value: "satisfied", NL: "De klager is tevreden met wat is gedaan"}} // Awb 9:5
}

// WithdrawComplaint records what the complainant said.
type WithdrawComplaint struct {
	Why ComplaintWithdrawal `json:"why" nl:"Waarom?"`
}

// ComplaintWithdrawn closes the complaint, on the day it happened.
type ComplaintWithdrawn struct {
	Why ComplaintWithdrawal `json:"why" nl:"Omdat"`
}

// Decide implements [domain.Command].
func (c WithdrawComplaint) Decide(_ Complaint, _ domain.Stamp) ([]complaintEvent, error) {
	var p domain.Problems
	p.Choose(c.Why, string(c.Why), "why", "Kies waarom de klacht stopt.")
	if err := p.Refuse("complaint.withdraw"); err != nil {
		return nil, err
	}
	return []complaintEvent{ComplaintWithdrawn(c)}, nil
}

// Evolve implements [domain.Event].
func (ComplaintWithdrawn) Evolve(s Complaint, by domain.Stamp) Complaint {
	s.State, s.Ending, s.ClosedOn = ComplaintIsClosed, "aborted", calendar.On(by.Happened)
	return s
}
