package obligations

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an obligation.
const (
	StatusOpen    domain.Status = "open"
	StatusMet     domain.Status = "met"
	StatusLate    domain.Status = "late"
	StatusMetLate domain.Status = "met-late"
	StatusWaived  domain.Status = "waived"
)

// Obligation is the state of RT-35: something that must be done for one record, by a day or a moment.
type Obligation struct {
	Terms
	Count
	State    domain.Status
	Starts   time.Time `nl:"Begint"`
	Extended bool      `nl:"Verlengd"`
	Reason   string    `nl:"Reden van verlengen, opschorten, opnieuw tellen of vervallen"`
	Reminded time.Time `nl:"Herinnerd"`
	PassedOn time.Time `nl:"Termijn voorbij"` // never taken back (R-TIM-06)
	MetOn    time.Time `nl:"Voldaan"`

	StillFrom calendar.Date `nl:"Staat stil na"` // "" while it runs
	Pauses    int           // how often it stood still
	Days      int           `nl:"Dagen opgeschort"`
	Unstopped calendar.Date `nl:"Zonder opschorting uiterlijk op"` // "": it never stood still
}

// Terms say which obligation it is.
type Terms struct {
	Row     int    `json:"row" nl:"Rij van de tabel met termijnen"`
	Limit   string `json:"limit" nl:"Termijn binnen die rij"`
	Subject string `json:"subject" nl:"Voor welk record"`
	Item    string `json:"item,omitempty" nl:"Onderdeel" opt:"1"` // tells apart what one record must do more than once
	Process string `json:"process,omitempty" nl:"Proces" form:"process" opt:"1"`
	Lead    string `json:"warn_before,omitempty" nl:"Hoe lang vooraf herinneren" opt:"1" hint:"Bijvoorbeeld P7D: zeven dagen."`
}

// Count is what was counted: it stands in the events.
type Count struct {
	Due    calendar.Date `json:"due" nl:"Uiterlijk op"`
	DueAt  string        `json:"due_at,omitempty" nl:"Uiterlijk om"` // of a term in hours: RFC 3339, in Amsterdam
	Rule   string        `json:"rule" nl:"Geteld als"`
	Unsure bool          `json:"unsure,omitempty" nl:"Feestdagen van dat jaar nog niet bekend"`
}

func count(d calendar.Deadline) Count {
	c := Count{Due: d.Day, Rule: d.Rule, Unsure: d.Unsure}
	if !d.Moment.IsZero() {
		c.DueAt = d.Moment.In(calendar.Amsterdam).Format(time.RFC3339Nano)
	}
	return c
}

// Deadline returns what was counted.
func (c Count) Deadline() calendar.Deadline {
	at, _ := time.Parse(time.RFC3339Nano, c.DueAt) // "" is a term in days
	return calendar.Deadline{Day: c.Due, Moment: at, Rule: c.Rule, Unsure: c.Unsure}
}

// Record is RT-35.
var Record = domain.Define(domain.Aggregate[Obligation]{
	Name: "obligation", Path: "verplichtingen", NL: "Verplichting", Plural: "Verplichtingen", Source: "RT-35, [added]",
	Status: func(o Obligation) domain.Status { return o.State },
	Statuses: []domain.StatusLabel{{Status: StatusOpen, NL: "loopt"}, {Status: StatusMet, NL: "op tijd voldaan"},
		{Status: StatusLate, NL: "te laat"}, {Status: StatusMetLate, NL: "te laat voldaan"}, {Status: StatusWaived, NL: "vervallen"}},
	Title:   func(o Obligation) string { return o.NL() + ", uiterlijk " + o.Due.NL() },
	Process: func(o Obligation) string { return o.Terms.Process },
	Commands: []domain.CommandType[Obligation]{
		{Name: "create", NL: "Termijn laten ingaan", Roles: roles{domain.SYS}, Source: "RT-35", Zero: CreateObligation{},
			Help: "Het systeem telt de termijn en legt vast wanneer die eindigt."},
		{Name: "remind", NL: "Herinneren", Roles: roles{domain.SYS}, Source: "RT-35", Zero: RemindObligation{}, In: []domain.Status{StatusOpen},
			Help: "Het systeem herinnert wie het moet doen."},
		{Name: "extend", NL: "Termijn verlengen", Roles: roles{domain.SYS}, Source: "RT-35", Zero: ExtendObligation{}, In: []domain.Status{StatusOpen},
			Help: "Het systeem telt een verlenging die in het record zelf is besloten."},
		{Name: "suspend", NL: "Termijn opschorten", Roles: roles{domain.SYS}, Source: "[added] AVG art. 12 lid 6, 36 lid 2; Awb art. 7:10 lid 2", Zero: SuspendObligation{}, In: []domain.Status{StatusOpen},
			Help: "Het systeem legt vast dat de termijn stilstaat, om een reden die in het record zelf staat."},
		{Name: "resume", NL: "Termijn loopt weer", Roles: roles{domain.SYS}, Source: "[added] AVG art. 12 lid 6, 36 lid 2; Awb art. 7:10 lid 2", Zero: ResumeObligation{}, In: []domain.Status{StatusOpen},
			Help: "Het systeem telt de termijn opnieuw, met de dagen waarop die stilstond."},
		{Name: "recount", NL: "Termijn opnieuw tellen", Roles: roles{domain.SYS}, Source: "[added] T-70", Zero: RecountObligation{}, In: []domain.Status{StatusOpen},
			Help: "Het systeem telt de termijn vanaf een ander begin, om een reden die in het record zelf staat."},
		{Name: "meet", NL: "Voldaan", Roles: roles{domain.SYS}, Source: "RT-35", Zero: MeetObligation{}, In: []domain.Status{StatusOpen, StatusLate},
			Help: "Het systeem legt vast dat in het record is gedaan wat moest."},
		{Name: "pass", NL: "Termijn voorbij", Roles: roles{domain.SYS}, Source: "RT-35", Zero: PassObligation{}, In: []domain.Status{StatusOpen},
			Help: "Het systeem legt vast dat de termijn voorbij is."},
		{Name: "waive", NL: "Laten vervallen", Roles: roles{domain.SEC}, Source: "RT-35", Zero: WaiveObligation{}, In: []domain.Status{StatusOpen, StatusLate},
			Help: "Laat de verplichting vervallen, met de reden. De FG ziet dit."},
	},
	Events: []domain.EventType[Obligation]{
		{Name: "ObligationCreated", NL: "Termijn ingegaan", Zero: ObligationCreated{}},
		{Name: "ObligationReminderSent", NL: "Herinnerd", Zero: ObligationReminderSent{}},
		{Name: "ObligationExtended", NL: "Termijn verlengd", Zero: ObligationExtended{}},
		{Name: "ObligationSuspended", NL: "Termijn opgeschort", Zero: ObligationSuspended{}},
		{Name: "ObligationResumed", NL: "Termijn loopt weer", Zero: ObligationResumed{}},
		{Name: "ObligationRecounted", NL: "Termijn opnieuw geteld", Zero: ObligationRecounted{}},
		{Name: "ObligationMet", NL: "Voldaan", Zero: ObligationMet{}},
		{Name: "ObligationPassed", NL: "Termijn voorbij", Zero: ObligationPassed{}},
		{Name: "ObligationMetLate", NL: "Te laat voldaan", Zero: ObligationMetLate{}},
		{Name: "ObligationWaived", NL: "Vervallen", Zero: ObligationWaived{}},
	},
})

type event = domain.Event[Obligation]

// NL says what must be done.
func (o Obligation) NL() string {
	_, l, _ := Find(o.Row, o.Limit)
	return l.NL
}

// Duty returns its row of the table.
func (o Obligation) Duty() Duty {
	d, _, _ := Find(o.Row, o.Limit)
	return d
}

// WasLate tells whether the term passed before it was met; that never changes again (R-TIM-06).
func (o Obligation) WasLate() bool { return !o.PassedOn.IsZero() }

// Warn returns when the reminder is due; the zero time if there is no such day.
func (o Obligation) Warn() time.Time {
	before := o.Lead
	if before == "" {
		d, l, _ := Find(o.Row, o.Limit)
		before = lead(d.Kind, l)
	}
	at, _ := o.Deadline().Before(before)
	return at
}

// Links implements [domain.Linker].
func (o Obligation) Links() []string {
	if o.Subject == "" {
		return nil
	}
	return []string{o.Subject}
}

// ByClock returns what the clock must record now (R-TIM-03, R-TIM-04); nil if there is nothing.
func (o Obligation) ByClock(at time.Time) any {
	switch {
	case o.State != StatusOpen || o.Still():
		return nil
	case o.Deadline().Passed(at):
		return PassObligation{}
	case o.Reminded.IsZero() && !o.Warn().IsZero() && !at.Before(o.Warn()):
		return RemindObligation{}
	}
	return nil
}

// Wakes implements [domain.Waker]: the day of the reminder, or the end if that was given or there is none.
func (o Obligation) Wakes() time.Time {
	switch {
	case o.State != StatusOpen || o.Still():
		return time.Time{}
	case o.Reminded.IsZero():
		if warn, end := o.Warn(), o.ends(); !warn.IsZero() && warn.Before(end) {
			return warn
		}
	}
	return o.ends()
}

// ends is the moment from which the term has passed.
func (o Obligation) ends() time.Time {
	if d := o.Deadline(); !d.Moment.IsZero() {
		return d.Moment
	}
	return o.Due.End()
}
