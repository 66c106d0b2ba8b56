package control

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a measure.
const (
	MeasureStatusProposed    domain.Status = "proposed"
	MeasureStatusAccepted    domain.Status = "accepted"
	MeasureStatusRejected    domain.Status = "rejected"
	MeasureStatusImplemented domain.Status = "implemented"
	MeasureStatusTested      domain.Status = "tested"
	MeasureStatusClosed      domain.Status = "closed"
)

// Measure is the state of RT-20: a measure or a recommendation that is followed until it has been tested.
type Measure struct {
	MeasureTerms
	State     domain.Status
	Reason    string        `nl:"Reden van afwijzing of uitstel"`
	Postponed int           // how many times
	Evidence  string        `nl:"Bewijs"`
	Doer      string        `nl:"Uitgevoerd door" form:"person"` // somebody else tests it
	DoneOn    calendar.Date `nl:"Uitgevoerd op"`
	Result    Outcome       `nl:"Uitkomst van de toets"`
	Tester    string        `nl:"Getoetst door" form:"person"`
	TestedOn  calendar.Date `nl:"Getoetst op"`
	OwnWork   bool          `nl:"Eigen werk getoetst"`
}

// MeasureTerms are what a measure is, where it comes from, whose it is and when it is due.
type MeasureTerms struct {
	Origin  MeasureOrigin `json:"origin" nl:"Herkomst"`
	Record  string        `json:"origin_record,omitempty" nl:"Komt uit record" form:"record:incident,dpia,consultation,test,advice,processor,agreement,contract,collaboration,covenant,exchange-arrangement,meeting,document" opt:"1" hint:"Verplicht, behalve bij een andere herkomst."`
	Item    string        `json:"item,omitempty" nl:"Onderdeel van dat record" opt:"1" hint:"Bijvoorbeeld maatregel M1 van een DPIA, of het kenmerk van een afwijking."`
	Text    string        `json:"text" nl:"Maatregel of aanbeveling" form:"long" hint:"Noem geen personen."`
	Kind    MeasureKind   `json:"kind,omitempty" nl:"Soort" opt:"1"`
	Process string        `json:"process" nl:"Proces" form:"process" hint:"De eigenaar van dit proces beslist over de maatregel."`
	Owner   string        `json:"owner" nl:"Wie voert de maatregel uit?" form:"person" hint:"Een proceseigenaar, of wie daarvoor een mandaat heeft."`
	Due     calendar.Date `json:"due" nl:"Uitgevoerd vóór"`
	Before  domain.YesNo  `json:"before_start" nl:"Nodig vóór de start van de verwerking?"`
}

// MeasureOrigin is what a measure comes from.
type MeasureOrigin string

// Origins.
const (
	FromDPIA      MeasureOrigin = "dpia"
	FromIncident  MeasureOrigin = "incident"
	FromTest      MeasureOrigin = "fg-test"
	FromComplaint MeasureOrigin = "complaint"
	FromCheck     MeasureOrigin = "yearly-check"
	FromAwareness MeasureOrigin = "awareness-evaluation"
	FromDeviation MeasureOrigin = "non-compliance"
	FromElsewhere MeasureOrigin = "other"
)

// Choices implements [domain.Chooser].
func (MeasureOrigin) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(FromDPIA), NL: "DPIA"}, {Value: string(FromIncident), NL: "Veiligheidsincident"},
		{Value: string(FromTest), NL: "Toets van de FG"}, {Value: string(FromComplaint), NL: "Klacht"},
		{Value: string(FromCheck), NL: "Jaarlijkse controle"}, {Value: string(FromAwareness), NL: "Evaluatie van de bewustwording"},
		{Value: string(FromDeviation), NL: "Afwijking"}, {Value: string(FromElsewhere), NL: "Anders"}}
}

// MeasureKind says what sort of measure it is (§4.9).
type MeasureKind string

// Choices implements [domain.Chooser].
func (MeasureKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "technical", NL: "technisch"}, {Value: "organisational", NL: "organisatorisch"}}
}

// MeasureRecord is RT-20.
var MeasureRecord = domain.Define(domain.Aggregate[Measure]{
	Name: "measure", Path: "maatregelen", NL: "Maatregel", Plural: "Maatregelen", Source: "RT-20, §4.9, §4.10, §5.2, bijlage 1.4 en 1.6",
	Status: func(m Measure) domain.Status { return m.State },
	Statuses: []domain.StatusLabel{{Status: MeasureStatusProposed, NL: "voorgesteld"}, {Status: MeasureStatusAccepted, NL: "aanvaard"},
		{Status: MeasureStatusRejected, NL: "afgewezen"}, {Status: MeasureStatusImplemented, NL: "uitgevoerd, nog te toetsen"},
		{Status: MeasureStatusTested, NL: "getoetst en voldoende"}, {Status: MeasureStatusClosed, NL: "gesloten"}},
	Title:   func(m Measure) string { return short(m.Text) },
	Process: func(m Measure) string { return m.MeasureTerms.Process },
	Commands: []domain.CommandType[Measure]{
		{Name: "propose", NL: "Maatregel voorstellen", Roles: []domain.Role{domain.OWN, domain.PB, domain.CISO, domain.FG, domain.COL, domain.JUR},
			Source: "RT-20: wie het record maakt waaruit de maatregel komt", Zero: ProposeMeasure{},
			Help: "Stel een maatregel of aanbeveling voor, met wie die uitvoert en vóór wanneer."},
		{Name: "accept", NL: "Aanvaarden", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: AcceptMeasure{}, In: []domain.Status{MeasureStatusProposed},
			Help: "U neemt de maatregel op u."},
		{Name: "reject", NL: "Afwijzen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RejectMeasure{}, In: []domain.Status{MeasureStatusProposed},
			Help: "De maatregel wordt niet genomen. De reden blijft staan en komt in de rapportage."},
		{Name: "postpone", NL: "Uitstellen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: PostponeMeasure{}, In: []domain.Status{MeasureStatusAccepted},
			Help: "Stel de uitvoering uit, met een nieuwe datum en de reden."},
		{Name: "implement", NL: "Uitvoering melden", Row: "B1.6-6", Own: true, Zero: ImplementMeasure{}, In: []domain.Status{MeasureStatusAccepted},
			Help: "De maatregel is uitgevoerd. De FG toetst hem daarna."},
		{Name: "test", NL: "Uitvoering toetsen", Row: "B1.6-7", Zero: TestMeasure{}, In: []domain.Status{MeasureStatusImplemented},
			Help: "Toets of de maatregel goed is uitgevoerd. Is dat onvoldoende, dan gaat hij terug naar de eigenaar."},
		{Name: "close", NL: "Sluiten", Roles: []domain.Role{domain.SYS}, Source: "[added]", Zero: CloseMeasure{}, In: []domain.Status{MeasureStatusTested},
			Help: "Het systeem sluit een maatregel die voldoende is getoetst."},
	},
	Events: []domain.EventType[Measure]{
		{Name: "MeasureProposed", NL: "Voorgesteld", Zero: MeasureProposed{}},
		{Name: "MeasureAccepted", NL: "Aanvaard", Zero: MeasureAccepted{}},
		{Name: "MeasureRejected", NL: "Afgewezen", Zero: MeasureRejected{}},
		{Name: "MeasurePostponed", NL: "Uitgesteld", Zero: MeasurePostponed{}},
		{Name: "MeasureImplemented", NL: "Uitgevoerd", Zero: MeasureImplemented{}},
		{Name: "MeasureTested", NL: "Getoetst", Zero: MeasureTested{}},
		{Name: "MeasureClosed", NL: "Gesloten", Zero: MeasureClosed{}},
	},
})

type measureEvent = domain.Event[Measure]

// Open tells whether somebody still has to do something: not rejected, not found sufficient.
func (m Measure) Open() bool {
	return m.State == MeasureStatusProposed || m.State == MeasureStatusAccepted || m.State == MeasureStatusImplemented
}

// BlocksStart tells whether the measure stands between a processing and its start: it is needed before, and neither
// carried out nor rejected with a reason. One that was found insufficient stands there again.
func (m Measure) BlocksStart() bool {
	return m.Before == domain.Yes && m.waits()
}

// waits tells whether the measure is neither carried out nor rejected.
func (m Measure) waits() bool {
	return m.State == MeasureStatusProposed || m.State == MeasureStatusAccepted
}

// Overdue tells whether the due date passed before the measure was carried out.
func (m Measure) Overdue(on calendar.Date) bool {
	return m.waits() && m.Due < on
}

// ByClock returns what the clock must record now: a measure that was found sufficient is closed.
func (m Measure) ByClock(time.Time) any {
	if m.State == MeasureStatusTested {
		return CloseMeasure{}
	}
	return nil
}

// Wakes implements [domain.Waker].
func (m Measure) Wakes() time.Time {
	if m.State == MeasureStatusTested {
		return time.Unix(0, 0) // at once
	}
	return time.Time{}
}
