package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RecordMeeting records a meeting that nobody was invited to by a record, with the participation of who records it (B1.3-4).
type RecordMeeting struct {
	Kind    OtherMeeting `json:"kind" nl:"Soort overleg"`
	Subject string       `json:"subject" nl:"Onderwerp" hint:"Noem geen personen."`
	Process string       `json:"process,omitempty" nl:"Proces" form:"process" opt:"1"`
	MeetingReport
}

// MeetingRecorded is the first event of such a meeting.
type MeetingRecorded struct {
	Kind    OtherMeeting `json:"kind" nl:"Soort overleg"`
	Subject string       `json:"subject" nl:"Onderwerp"`
	Process string       `json:"process,omitempty" nl:"Proces" form:"process"`
}

// AttendMeeting says that one took part (B1.3-2, B1.3-4). It is for oneself: nobody says it for somebody else.
type AttendMeeting struct{ MeetingReport }

// MeetingAttended is the participation of who stands in the stamp, in his role.
type MeetingAttended struct{ MeetingReport }

// Decide implements [domain.Command].
func (c RecordMeeting) Decide(_ Meeting, by domain.Stamp) ([]meetingEvent, error) {
	var p domain.Problems
	p.Choose(c.Kind, string(c.Kind), "kind", "Kies het soort overleg.")
	p.Need(c.Subject, "subject", "Noem het onderwerp.")
	if c.Process != "" {
		p.NeedProcess(c.Process, by)
	}
	r := c.MeetingReport.clean(&p)
	if err := p.Refuse("meeting.incomplete"); err != nil {
		return nil, err
	}
	return []meetingEvent{MeetingRecorded{c.Kind, trim(c.Subject), c.Process}, MeetingAttended{r}}, nil
}

// Decide implements [domain.Command].
func (c AttendMeeting) Decide(m Meeting, by domain.Stamp) ([]meetingEvent, error) {
	if m.Kind == Consultation && m.State == MeetingStatusPlanned {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "meeting.not-held", NL: "De FG legt eerst vast dat het privacyoverleg is gehouden (bijlage 1, rij B1.3-1)."}
	}
	var p domain.Problems
	r := c.MeetingReport.clean(&p)
	if err := p.Refuse("meeting.attend"); err != nil {
		return nil, err
	}
	return []meetingEvent{MeetingAttended{r}}, nil
}

// Evolve implements [domain.Event].
func (e MeetingRecorded) Evolve(_ Meeting, by domain.Stamp) Meeting {
	return Meeting{Kind: MeetingKind(e.Kind), MeetingTerms: MeetingTerms{Subject: e.Subject, Date: calendar.On(by.Happened)}, Process: e.Process, State: MeetingStatusPlanned}
}

// Evolve implements [domain.Event].
func (e MeetingAttended) Evolve(m Meeting, by domain.Stamp) Meeting {
	return m.heldOn(by).reported(e.MeetingReport).took(Attendee{by.Actor, by.Role})
}
