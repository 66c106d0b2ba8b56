package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ScheduleConsultation plans a privacy consultation (B1.3-1).
type ScheduleConsultation struct{ MeetingTerms }

// PrivacyConsultationScheduled is the first event of a privacy consultation.
type PrivacyConsultationScheduled struct{ MeetingTerms }

// InviteSpecialists invites privacy specialists to a meeting with privacy questions (B1.3-3).
type InviteSpecialists struct {
	Kind OtherMeeting `json:"kind" nl:"Soort overleg"`
	MeetingTerms
	Process string       `json:"process" nl:"Proces" form:"process"`
	Invited []Specialist `json:"invited" nl:"Wie nodigt u uit?"`
}

// PrivacySpecialistsInvited is the first event of another meeting.
type PrivacySpecialistsInvited struct {
	Kind OtherMeeting `json:"kind" nl:"Soort overleg"`
	MeetingTerms
	Process string       `json:"process" nl:"Proces" form:"process"`
	Invited []Specialist `json:"invited" nl:"Uitgenodigd"`
}

// OwnedBy implements [domain.Owned].
func (c InviteSpecialists) OwnedBy() string { return c.Process }

// CancelMeeting says that a meeting will not be held.
type CancelMeeting struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// MeetingCancelled is that it will not be held.
type MeetingCancelled struct {
	Reason string `json:"reason" nl:"Reden"`
}

// clean trims what was typed and lists what lacks.
func (t MeetingTerms) clean(p *domain.Problems) MeetingTerms {
	t.Subject, t.Agenda = trim(t.Subject), domain.Lines(t.Agenda)
	p.Need(t.Subject, "subject", "Noem het onderwerp.")
	if !t.Date.Valid() {
		p.Add("date", "Vul de datum in.")
	}
	if len(t.Agenda) == 0 {
		p.Add("agenda", "Noem ten minste één privacyvraag.")
	}
	return t
}

// Decide implements [domain.Command].
func (c ScheduleConsultation) Decide(_ Meeting, _ domain.Stamp) ([]meetingEvent, error) {
	var p domain.Problems
	t := c.MeetingTerms.clean(&p)
	if err := p.Refuse("meeting.incomplete"); err != nil {
		return nil, err
	}
	return []meetingEvent{PrivacyConsultationScheduled{t}}, nil
}

// Decide implements [domain.Command].
func (c InviteSpecialists) Decide(_ Meeting, by domain.Stamp) ([]meetingEvent, error) {
	var p domain.Problems
	p.Choose(c.Kind, string(c.Kind), "kind", "Kies het soort overleg.")
	t := c.MeetingTerms.clean(&p)
	p.NeedProcess(c.Process, by)
	if len(c.Invited) == 0 {
		p.Add("invited", "Kies wie u uitnodigt.")
	}
	for _, s := range c.Invited {
		p.Choose(s, string(s), "invited", "Kies wie u uitnodigt.")
	}
	if err := p.Refuse("meeting.incomplete"); err != nil {
		return nil, err
	}
	return []meetingEvent{PrivacySpecialistsInvited{c.Kind, t, c.Process, c.Invited}}, nil
}

// Decide implements [domain.Command].
func (c CancelMeeting) Decide(m Meeting, by domain.Stamp) ([]meetingEvent, error) {
	if by.Role == domain.FG && m.Kind != Consultation {
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "meeting.cancel", NL: "Dit overleg is van de proceseigenaar. Alleen die last het af."}
	}
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("meeting.cancel"); err != nil {
		return nil, err
	}
	return []meetingEvent{MeetingCancelled{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e PrivacyConsultationScheduled) Evolve(_ Meeting, by domain.Stamp) Meeting {
	return Meeting{Kind: Consultation, MeetingTerms: e.MeetingTerms, State: MeetingStatusPlanned, InvitedBy: by.Actor, Invited: Specialists}
}

// Evolve implements [domain.Event].
func (e PrivacySpecialistsInvited) Evolve(_ Meeting, by domain.Stamp) Meeting {
	return Meeting{Kind: MeetingKind(e.Kind), MeetingTerms: e.MeetingTerms, Process: e.Process, State: MeetingStatusPlanned, InvitedBy: by.Actor, Invited: e.Invited}
}

// Evolve implements [domain.Event].
func (e MeetingCancelled) Evolve(m Meeting, _ domain.Stamp) Meeting {
	m.State, m.Cancelled = MeetingStatusCancelled, e.Reason
	return m
}

// heldOn notes that the meeting was held.
func (m Meeting) heldOn(by domain.Stamp) Meeting {
	if m.State != MeetingStatusHeld {
		m.State, m.HeldOn = MeetingStatusHeld, calendar.On(by.Happened)
	}
	return m
}
