package governance

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a meeting.
const (
	MeetingStatusPlanned   domain.Status = "planned"
	MeetingStatusHeld      domain.Status = "held"
	MeetingStatusCancelled domain.Status = "cancelled"
)

// Meeting is the state of RT-28: a privacy consultation, or another meeting with privacy questions.
type Meeting struct {
	Kind MeetingKind `nl:"Soort overleg"`
	MeetingTerms
	Process     string `nl:"Proces" form:"process"`
	State       domain.Status
	InvitedBy   string          `nl:"Uitgenodigd door" form:"person"`
	Invited     []Specialist    `nl:"Uitgenodigde specialisten"`
	HeldOn      calendar.Date   `nl:"Gehouden op"`
	Chair       string          `nl:"Voorzitter" form:"person"`
	ChairReason string          `nl:"Reden van een andere voorzitter"`
	Present     []Attendee      `nl:"Deelnemers"`
	Discussed   []string        `nl:"Besproken privacyvragen"`
	Decisions   []string        `nl:"Besluiten"`
	Minutes     string          `nl:"Verslag"`
	Actions     []MeetingAction `nl:"Acties"`
	Cancelled   string          `nl:"Reden van afgelasten"`
}

// MeetingTerms are what is planned.
type MeetingTerms struct {
	Subject string        `json:"subject" nl:"Onderwerp" hint:"Noem geen personen."`
	Date    calendar.Date `json:"date" nl:"Datum"`
	Agenda  []string      `json:"agenda" nl:"Agenda: de privacyvragen" hint:"Eén per regel. Noem geen personen."`
}

// Attendee is who took part, in which role.
type Attendee struct {
	Person string      `nl:"Persoon" form:"person"`
	Role   domain.Role `nl:"als"`
}

// MeetingAction is something that somebody does after the meeting. It stands in the one list of actions (RT-20).
type MeetingAction struct {
	ID   string        `nl:"Kenmerk"`
	Text string        `nl:"Wat"`
	Who  string        `nl:"Persoon" form:"person"`
	Due  calendar.Date `nl:"vóór"`
	Done calendar.Date `nl:"gedaan op"`
}

// MeetingKind is the kind of a meeting (B1.3).
type MeetingKind string

// Kinds of meetings.
const (
	Consultation MeetingKind = "privacy-consultation"
	Department   MeetingKind = "department"
	Project      MeetingKind = "project-group"
	WorkingGroup MeetingKind = "working-group"
	ThemeMeeting MeetingKind = "theme"
)

// Choices implements [domain.Chooser].
func (MeetingKind) Choices() []domain.Choice {
	return append([]domain.Choice{{Value: string(Consultation), NL: "Privacyoverleg"}}, OtherMeeting("").Choices()...)
}

// OtherMeeting is a kind of meeting that is no privacy consultation.
type OtherMeeting string

// Choices implements [domain.Chooser].
func (OtherMeeting) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Department), NL: "Afdelingsoverleg"}, {Value: string(Project), NL: "Projectgroep"},
		{Value: string(WorkingGroup), NL: "Werkgroep"}, {Value: string(ThemeMeeting), NL: "Themaoverleg"}}
}

// Specialist is a privacy specialist by his role (B1.3-2, B1.3-3): who holds it, is invited.
type Specialist string

// Specialists are who take part in the privacy consultation (B1.3-2).
var Specialists = []Specialist{Specialist(domain.PB), Specialist(domain.CISO), Specialist(domain.FG)}

// Choices implements [domain.Chooser].
func (Specialist) Choices() (list []domain.Choice) {
	for _, s := range Specialists {
		list = append(list, domain.Choice{Value: string(s), NL: domain.RoleNL(domain.Role(s))})
	}
	return list
}

var heldMeeting = []domain.Status{MeetingStatusHeld}

// MeetingRecord is RT-28.
var MeetingRecord = domain.Define(domain.Aggregate[Meeting]{
	Name: "meeting", Path: "overleggen", NL: "Overleg", Plural: "Overleggen", Source: "RT-28, bijlage 1.3",
	Status: func(m Meeting) domain.Status { return m.State },
	Statuses: []domain.StatusLabel{{Status: MeetingStatusPlanned, NL: "gepland"}, {Status: MeetingStatusHeld, NL: "gehouden"},
		{Status: MeetingStatusCancelled, NL: "afgelast"}},
	Title:   func(m Meeting) string { return m.Subject },
	Process: func(m Meeting) string { return m.Process },
	Commands: []domain.CommandType[Meeting]{
		{Name: "schedule", NL: "Privacyoverleg plannen", Row: "B1.3-1", Zero: ScheduleConsultation{},
			Help: "Plan het privacyoverleg. Tenzij anders is ingesteld, is er elk kwartaal een."},
		{Name: "invite", NL: "Privacyspecialisten uitnodigen", Row: "B1.3-3", Own: true, Zero: InviteSpecialists{},
			Help: "Nodig specialisten uit voor een overleg van uw afdeling of project waarin privacyvragen spelen."},
		{Name: "record", NL: "Deelname aan overleg vastleggen", Row: "B1.3-4", Zero: RecordMeeting{},
			Help: "Leg vast dat u deelnam aan een overleg waarvoor geen uitnodiging is vastgelegd."},
		{Name: "hold", NL: "Privacyoverleg gehouden", Row: "B1.3-1", Zero: HoldConsultation{}, In: []domain.Status{MeetingStatusPlanned},
			Help: "Leg vast wie er waren en wat er is besproken en besloten."},
		{Name: "attend", NL: "Deelname vastleggen", Row: "B1.3-2", Zero: AttendMeeting{}, In: []domain.Status{MeetingStatusPlanned, MeetingStatusHeld}, // B1.3-4 has the same marks
			Help: "Leg vast dat u aan dit overleg deelnam."},
		{Name: "record-action", NL: "Actie vastleggen", Roles: []domain.Role{domain.PB, domain.CISO, domain.FG, domain.OWN}, Source: "[added] RT-28: deelnemers", Zero: RecordMeetingAction{}, In: heldMeeting,
			Help: "Leg een afspraak vast: wat, wie en vóór wanneer. De actie staat in de lijst met alle acties."},
		{Name: "finish-action", NL: "Actie gedaan", Roles: []domain.Role{domain.PB, domain.CISO, domain.FG, domain.OWN}, Source: "[added] RT-28: deelnemers", Zero: FinishMeetingAction{}, In: heldMeeting,
			Help: "Leg vast dat de actie is uitgevoerd."},
		{Name: "cancel", NL: "Afgelasten", Roles: []domain.Role{domain.FG, domain.OWN}, Source: "[added] RT-28", Own: true, Zero: CancelMeeting{}, In: []domain.Status{MeetingStatusPlanned},
			Help: "Het overleg gaat niet door. De FG last het privacyoverleg af, de eigenaar zijn eigen overleg."},
	},
	Events: []domain.EventType[Meeting]{
		{Name: "PrivacyConsultationScheduled", NL: "Privacyoverleg gepland", Zero: PrivacyConsultationScheduled{}},
		{Name: "PrivacySpecialistsInvited", NL: "Specialisten uitgenodigd", Zero: PrivacySpecialistsInvited{}},
		{Name: "MeetingRecorded", NL: "Overleg vastgelegd", Zero: MeetingRecorded{}},
		{Name: "PrivacyConsultationHeld", NL: "Privacyoverleg gehouden", Zero: PrivacyConsultationHeld{}},
		{Name: "MeetingAttended", NL: "Deelgenomen", Zero: MeetingAttended{}},
		{Name: "MeetingActionRecorded", NL: "Actie vastgelegd", Zero: MeetingActionRecorded{}},
		{Name: "MeetingActionDone", NL: "Actie gedaan", Zero: MeetingActionDone{}},
		{Name: "MeetingCancelled", NL: "Afgelast", Zero: MeetingCancelled{}},
	},
})

type meetingEvent = domain.Event[Meeting]

// Absent are the specialists whom the privacy consultation missed (R-B3-02); none while it was not held.
func (m Meeting) Absent() (list []Specialist) {
	if m.Kind != Consultation || m.State != MeetingStatusHeld {
		return nil
	}
	for _, s := range Specialists {
		if !slices.ContainsFunc(m.Present, func(a Attendee) bool { return a.Role == domain.Role(s) }) {
			list = append(list, s)
		}
	}
	return list
}

// took notes who took part, sharing nothing.
func (m Meeting) took(list ...Attendee) Meeting {
	for _, a := range list {
		if !slices.Contains(m.Present, a) {
			m.Present = append(slices.Clone(m.Present), a)
		}
	}
	return m
}

// participates tells whether somebody took part, invited, or holds the action; the FG chairs.
func (m Meeting) participates(by domain.Stamp) bool {
	return by.Role == domain.FG && m.Kind == Consultation || by.Actor == m.InvitedBy || by.Actor == m.Chair ||
		slices.ContainsFunc(m.Present, func(a Attendee) bool { return a.Person == by.Actor })
}

// Options are the choices of a form about this meeting.
func (m Meeting) Options(form string) []domain.Choice {
	if form != "meeting-action" {
		return nil
	}
	list := []domain.Choice{}
	for _, a := range m.Actions {
		if a.Done == "" {
			list = append(list, domain.Choice{Value: a.ID, NL: a.Text})
		}
	}
	return list
}

// Useful tells whether a command can do anything here.
func (m Meeting) Useful(command string) bool {
	switch command {
	case "hold":
		return m.Kind == Consultation
	case "finish-action":
		return len(m.Options("meeting-action")) > 0
	}
	return true
}

// Obligations implements [domain.Obliged]: after a privacy consultation comes the next one (table 4.2 row 54).
func (m Meeting) Obligations() []domain.Obligation {
	if m.Kind != Consultation || m.HeldOn == "" {
		return nil
	}
	return []domain.Obligation{{Row: 54, Limit: "meeting", Item: string(m.HeldOn), On: m.HeldOn, Next: true}}
}

// number names the next action of this meeting.
func (m Meeting) number() string { return "A" + strconv.Itoa(len(m.Actions)+1) }
