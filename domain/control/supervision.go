package control

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a test.
const (
	TestStatusStarted   domain.Status = "started"
	TestStatusConcluded domain.Status = "concluded"
	TestStatusClosed    domain.Status = "closed"
)

// SupervisionTest is the state of RT-32: a test by the FG, or another check of the third line. It names what was tested, so
// that any record can be tested without knowing of tests.
type SupervisionTest struct {
	TestScope
	State    domain.Status
	Tester   string          `nl:"Toetser" form:"person"`
	Role     domain.Role     `nl:"In de rol van"`
	Outcome  Outcome         `nl:"Uitkomst"` // insufficient if any aspect is
	Aspects  []AspectOutcome `nl:"Uitkomst per onderdeel"`
	Findings []TestFinding   `nl:"Bevindingen"`
	Advised  []string        `nl:"Aanbevelingen" form:"measure"`
	OwnWork  bool            `nl:"Eigen werk getoetst"`
	Reaction string          `nl:"Reactie van de eigenaar"`
}

// TestScope is what is tested, over what period and against what.
type TestScope struct {
	Subject  TestSubject   `json:"subject" nl:"Onderwerp"`
	Records  []string      `json:"records" nl:"Getoetste records" form:"records" hint:"Namen, één per regel, zoals ze in het register staan. Vanaf de pagina van een record is dit al ingevuld."`
	From     calendar.Date `json:"period_from" nl:"Periode vanaf"`
	Until    calendar.Date `json:"period_until" nl:"Periode tot en met"`
	Criteria string        `json:"criteria" nl:"Waaraan wordt getoetst?"`
}

// TestFinding is one finding of a test.
type TestFinding struct {
	ID       string   `nl:"Bevinding"`
	Text     string   `nl:"Tekst"`
	Severity Severity `nl:"Ernst"`
	Followed bool     `nl:"Opgevolgd"`
}

// AspectOutcome is the outcome of one aspect.
type AspectOutcome struct {
	Aspect  Aspect        `json:"aspect" nl:"Onderdeel"`
	Outcome AspectVerdict `json:"outcome" nl:"Uitkomst"`
}

// Outcome of a test.
type Outcome string

// Outcomes.
const (
	Sufficient   Outcome = "sufficient"
	Insufficient Outcome = "insufficient"
)

// Choices implements [domain.Chooser].
func (Outcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Sufficient), NL: "voldoende"}, {Value: string(Insufficient), NL: "onvoldoende"}}
}

// AspectVerdict is the outcome of one aspect: it may also not have been tested.
type AspectVerdict string

// NotTested says that the test left the aspect out.
const NotTested AspectVerdict = "not-tested"

// Choices implements [domain.Chooser].
func (AspectVerdict) Choices() []domain.Choice {
	return append(Outcome("").Choices(), domain.Choice{Value: string(NotTested), NL: "niet getoetst"})
}

// Severity of a finding [added].
type Severity string

// Choices implements [domain.Chooser].
func (Severity) Choices() []domain.Choice {
	return []domain.Choice{{Value: "low", NL: "licht"}, {Value: "middle", NL: "gemiddeld"}, {Value: "high", NL: "ernstig"}}
}

// TestSubject is what sort of thing is tested.
type TestSubject string

// Subjects.
const (
	RegisterSubject  TestSubject = "register"
	ProcessorSubject TestSubject = "processors-and-agreements"
	IncidentReport   TestSubject = "incident-report"
	IncidentAdvice   TestSubject = "incident-advice"
	DPIAMeasures     TestSubject = "dpia-measures"
	DPIASubject      TestSubject = "dpia"
	RequestSubject   TestSubject = "request-procedures"
	DocumentSubject  TestSubject = "documents"
	OtherSubject     TestSubject = "other"
)

// Aspect is what a test judges apart.
type Aspect string

// Choices implements [domain.Chooser].
func (Aspect) Choices() []domain.Choice {
	return []domain.Choice{{Value: "quality", NL: "kwaliteit"}, {Value: "currency", NL: "actualiteit"}, {Value: "correctness", NL: "juistheid"},
		{Value: "completeness", NL: "volledigheid"}, {Value: "procedure", NL: "procedure"}, {Value: "results", NL: "resultaten"},
		{Value: "effectuation", NL: "effectuering"}, {Value: "compliance", NL: "naleving"}, {Value: "archiving", NL: "archivering"},
		{Value: "communication", NL: "communicatie"}, {Value: "application", NL: "toepassing"}, {Value: "whole", NL: "het geheel"}}
}

// subject is a kind of test: who may do it, and what it judges apart.
type subject struct {
	subject TestSubject
	nl      string
	row     string // of Annex 1; "": no row, the third line may (§3.1)
	aspects []Aspect
}

var whole = []Aspect{"whole"}

// subjects are the rows of Annex 1 about supervision.
var subjects = []subject{
	{RegisterSubject, "Register van verwerkingen", "B1.1-5", []Aspect{"quality", "currency", "correctness", "completeness"}},
	{ProcessorSubject, "Verwerkers en overeenkomsten", "B1.2-5", whole},
	{IncidentReport, "Rapportage van een incident", "B1.4-7", whole},
	{IncidentAdvice, "Uitvoering van adviezen na een incident", "B1.4-11", whole},
	{DPIAMeasures, "Uitvoering van maatregelen uit een DPIA", "B1.6-7", whole},
	{DPIASubject, "DPIA: procedure, resultaten, effectuering en naleving", "B1.6-8", []Aspect{"procedure", "results", "effectuation", "compliance"}},
	{RequestSubject, "Procedures voor verzoeken van betrokkenen", "B1.7-6", whole},
	{DocumentSubject, "Procedures, formats en beleid", "B1.8-4", []Aspect{"quality", "archiving", "communication", "application"}},
	{OtherSubject, "Anders", "", whole},
}

// Choices implements [domain.Chooser].
func (TestSubject) Choices() []domain.Choice {
	var list []domain.Choice
	for _, s := range subjects {
		list = append(list, domain.Choice{Value: string(s.subject), NL: s.nl})
	}
	return list
}

// about returns what is known of a subject; what is no subject is treated as another one.
func (s TestSubject) about() subject {
	for _, x := range subjects {
		if x.subject == s {
			return x
		}
	}
	return subjects[len(subjects)-1]
}

// Aspects are what a test of the subject judges apart.
func (s TestSubject) Aspects() []Aspect { return slices.Clone(s.about().aspects) }

var (
	// thirdLine tests (§3.1), but for the accountant: he reads, and issues no command (R-LED-15).
	thirdLine = []domain.Role{domain.FG, domain.CISO, domain.CTRL}
	started   = []domain.Status{TestStatusStarted}
	concluded = []domain.Status{TestStatusConcluded}
)

// TestRecord is RT-32.
var TestRecord = domain.Define(domain.Aggregate[SupervisionTest]{
	Name: "test", Path: "toetsen", NL: "Toets", Plural: "Toetsen", Source: "RT-32, §3.1, §3.3",
	Status: func(t SupervisionTest) domain.Status { return t.State },
	Statuses: []domain.StatusLabel{{Status: TestStatusStarted, NL: "gestart"}, {Status: TestStatusConcluded, NL: "afgerond"},
		{Status: TestStatusClosed, NL: "gesloten"}},
	Title: func(t SupervisionTest) string { return t.Criteria },
	Commands: []domain.CommandType[SupervisionTest]{
		{Name: "record", NL: "Toets vastleggen", Roles: []domain.Role{domain.FG}, Source: "§3.3", Zero: RecordTest{},
			Help: "De FG kan elk record toetsen. De toets verandert het record niet."},
		{Name: "start", NL: "Toets starten", Roles: thirdLine, Source: "§3.1, §3.3, bijlage 1: het onderwerp bepaalt wie", Zero: StartTest{},
			Help: "Begin een toets met bevindingen, een uitkomst per onderdeel en opvolging."},
		{Name: "record-finding", NL: "Bevinding vastleggen", Roles: thirdLine, Source: "RT-32: de toetser", Zero: RecordFinding{}, In: started,
			Help: "Leg één bevinding vast, met de ernst."},
		{Name: "conclude", NL: "Toets afronden", Roles: thirdLine, Source: "RT-32: de toetser", Zero: ConcludeTest{}, In: started,
			Help: "Geef de uitkomst."},
		{Name: "conclude-register", NL: "Toets van het register afronden", Roles: thirdLine, Source: "RT-32: de toetser", Zero: ConcludeRegisterTest{}, In: started,
			Help: "Geef de uitkomst voor kwaliteit, actualiteit, juistheid en volledigheid."},
		{Name: "conclude-dpia", NL: "Toets van de DPIA afronden", Roles: thirdLine, Source: "RT-32: de toetser", Zero: ConcludeDPIATest{}, In: started,
			Help: "Geef de uitkomst voor procedure, resultaten, effectuering en naleving."},
		{Name: "conclude-documents", NL: "Toets van documenten afronden", Roles: thirdLine, Source: "RT-32: de toetser", Zero: ConcludeDocumentTest{}, In: started,
			Help: "Geef de uitkomst voor kwaliteit, archivering, communicatie en toepassing."},
		{Name: "react", NL: "Reageren als eigenaar", Roles: []domain.Role{domain.OWN}, Source: "[added]", Zero: ReactToTest{}, In: concluded,
			Help: "Geef uw reactie op de bevindingen."},
		{Name: "follow-up", NL: "Opvolging vastleggen", Roles: thirdLine, Source: "[added] RT-32: de toetser", Zero: FollowUpFinding{}, In: concluded,
			Help: "Zeg wat er met een bevinding is gedaan."},
		{Name: "close", NL: "Toets sluiten", Roles: thirdLine, Source: "[added] RT-32: de toetser", Zero: CloseTest{}, In: concluded,
			Help: "Sluit de toets. Dit kan als alle bevindingen zijn opgevolgd."},
	},
	Events: []domain.EventType[SupervisionTest]{
		{Name: "SupervisionTestConcluded", NL: "Toets afgerond", Zero: SupervisionTestConcluded{}},
		{Name: "TestStarted", NL: "Toets gestart", Zero: TestStarted{}},
		{Name: "FindingRecorded", NL: "Bevinding vastgelegd", Zero: FindingRecorded{}},
		{Name: "TestConcluded", NL: "Toets afgerond, met uitkomst per onderdeel", Zero: TestConcluded{}},
		{Name: "OwnerReacted", NL: "Reactie van de eigenaar", Zero: OwnerReacted{}},
		{Name: "FindingFollowedUp", NL: "Bevinding opgevolgd", Zero: FindingFollowedUp{}},
		{Name: "TestClosed", NL: "Toets gesloten", Zero: TestClosed{}},
	},
})

type testEvent = domain.Event[SupervisionTest]

// Tested tells whether the record with that stream was tested.
func (t SupervisionTest) Tested(stream string) bool { return slices.Contains(t.Records, stream) }

// OpenFindings counts the findings that were not followed up.
func (t SupervisionTest) OpenFindings() int {
	n := 0
	for _, f := range t.Findings {
		if !f.Followed {
			n++
		}
	}
	return n
}

// Options are the choices of a form about this test.
func (t SupervisionTest) Options(form string) []domain.Choice {
	if form != "finding" {
		return nil
	}
	list := []domain.Choice{}
	for _, f := range t.Findings {
		if !f.Followed {
			list = append(list, domain.Choice{Value: f.ID, NL: f.ID + ": " + short(f.Text)})
		}
	}
	return list
}

// Useful tells whether a command can do anything here: a test is concluded by the aspects of its subject.
func (t SupervisionTest) Useful(command string) bool {
	switch command {
	case "conclude", "conclude-register", "conclude-dpia", "conclude-documents":
		return command == t.Subject.concludedBy()
	case "follow-up":
		return t.OpenFindings() > 0
	}
	return true
}

func (s TestSubject) concludedBy() string {
	switch s {
	case RegisterSubject:
		return "conclude-register"
	case DPIASubject:
		return "conclude-dpia"
	case DocumentSubject:
		return "conclude-documents"
	}
	return "conclude"
}

// byTester refuses who is not the tester. A tester who left office is followed by whoever holds the role now.
func (t SupervisionTest) byTester(by domain.Stamp) error {
	if by.Actor == t.Tester || by.Role == t.Role && !by.Facts.Holds(t.Tester, t.Role, by.Recorded) {
		return nil
	}
	return refusal(domain.Forbidden, "test.not-tester", "", "Alleen wie de toets doet, legt hier iets vast.")
}

// supervisory are the events that are supervision or advice, not work on the record (T-11).
var supervisory = []string{"RegisterEntryTested", "QualityMeasureTested", "ProcessorRegistrationSupervised", "AgreementRegistrationSupervised",
	"CovenantSupervised", "FgDpiaAdviceGiven", "DpiaMeasureTested", "DpiaProcedureAndEffectTested", "MeasureTested", "IncidentAdviceGiven", "IncidentAdviceTested", "IncidentNonComplianceFound",
	"DocumentSupervised", "DocumentNonComplianceFound", "NonComplianceFound", "ProcessorNonComplianceFound", "AgreementNonComplianceFound", "CollaborationNonComplianceFound",
	"CovenantNonComplianceFound", "ExchangeArrangementNonComplianceFound", "ContractNonComplianceFound", "DestructionNonComplianceFound",
	"NoticeNonComplianceFound", "WebsiteNonComplianceFound", "RequestProcedureSupervised", "RequestNonComplianceFound", "RestrictionBreached"}

// Supervisory tells whether an event is supervision or advice of the FG. Whoever did anything else on a record tests his own
// work when he tests that record (T-11). Who reads the log can tell; the domain of one record cannot.
func Supervisory(event string) bool { return slices.Contains(supervisory, event) }

// SupervisoryEvents lists the events for which [Supervisory] is true.
func SupervisoryEvents() []string { return slices.Clone(supervisory) }
