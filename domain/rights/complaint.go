package rights

import (
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a complaint.
const (
	ComplaintIsReceived     domain.Status = "received"
	ComplaintIsInvestigated domain.Status = "investigated"
	ComplaintIsJudged       domain.Status = "judged"
	ComplaintIsClosed       domain.Status = "closed"
)

// Complaint is the state of RT-23: somebody finds that the municipality does not handle his data with care, and says so to the
// college (§5.2). Who complains and about what stands in the vault. A complaint to the AP is another right (T-22): the answer
// names it.
type Complaint struct {
	State      domain.Status
	Number     string           `nl:"Nummer"`
	Channel    ComplaintChannel `nl:"Hoe ingediend"`
	Department string           `nl:"Team of afdeling"`
	Contact    domain.VaultRef  `nl:"Klager"`
	Text       domain.VaultRef  `nl:"Klacht"`
	Received   calendar.Moment  `nl:"Ontvangen op"`
	ComplaintHandling
	Confirmed  bool
	Due        calendar.Date     `nl:"Uiterlijk afhandelen op"`
	DueRule    string            `nl:"Zo geteld"`
	Extended   calendar.Moment   `nl:"Uitstel verteld op"`
	Extension  string            `nl:"Reden van het uitstel"`
	HeardOn    calendar.Date     `nl:"Gehoord op"`
	Findings   domain.VaultRef   `nl:"Bevindingen"`
	Outcome    ComplaintOutcome  `nl:"Oordeel"`
	Measures   []string          `nl:"Maatregelen" form:"measure"`
	Adapted    bool              `nl:"Werkwijze aangepast"`
	Informed   calendar.Moment   `nl:"Klager geïnformeerd op"`
	Told       []ComplaintPart   `nl:"Verteld"`
	Ending     string            // how long the dossier is kept follows from it
	ClosedOn   calendar.Date     `nl:"Gesloten op"`
	Deviations domain.Deviations `nl:"Afwijkingen"`
}

// ComplaintRecord is RT-23.
var ComplaintRecord = domain.Define(domain.Aggregate[Complaint]{
	Name: "complaint", Path: "klachten", NL: "Klacht", Plural: "Klachten", Source: "RT-23, §5.2",
	Status: func(s Complaint) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: ComplaintIsReceived, NL: "ontvangen"}, {Status: ComplaintIsInvestigated, NL: "onderzocht"},
		{Status: ComplaintIsJudged, NL: "beoordeeld"}, {Status: ComplaintIsClosed, NL: "gesloten"}},
	Title:   func(s Complaint) string { return "Klacht " + s.Number },
	Process: func(s Complaint) string { return s.ComplaintHandling.Process },
	Commands: []domain.CommandType[Complaint]{
		{Name: "receive", NL: "Klacht ontvangen", Roles: []domain.Role{domain.EMP, domain.PB, domain.SYS}, Source: "[added]; het systeem neemt aan wat een inwoner op de openbare pagina invult", Zero: ReceiveComplaint{},
			Help: "Leg een klacht aan het college vast over hoe de gemeente met persoonsgegevens omgaat (§5.2). Naam en tekst komen in de kluis."},
		{Name: "confirm", NL: "Ontvangst bevestigen", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: ConfirmComplaint{}, In: []domain.Status{ComplaintIsReceived},
			Help: "Leg vast dat de klager een bevestiging kreeg, waar de klacht over gaat en wie haar behandelt. De behandelaar is niet iemand over wie wordt geklaagd (Awb art. 9:7)."},
		{Name: "extend", NL: "Uitstellen", Roles: []domain.Role{domain.PB, domain.JUR}, Source: "[added]", Zero: ExtendComplaint{}, In: []domain.Status{ComplaintIsReceived, ComplaintIsInvestigated},
			Help: "Stel de afhandeling één keer vier weken uit en vertel dat de klager, voordat de termijn voorbij is (Awb art. 9:11)."},
		{Name: "hear", NL: "Klager gehoord", Roles: []domain.Role{domain.JUR, domain.PB}, Source: "[added]", Zero: HearComplainant{}, In: []domain.Status{ComplaintIsReceived, ComplaintIsInvestigated},
			Help: "Leg het verslag vast van het gesprek met de klager (Awb art. 9:10)."},
		{Name: "investigate", NL: "Onderzoek afronden", Roles: []domain.Role{domain.JUR, domain.PB}, Source: "[added]", Zero: InvestigateComplaint{}, In: []domain.Status{ComplaintIsReceived, ComplaintIsInvestigated},
			Help: "Leg de bevindingen vast. Is de klager niet gehoord, zeg dan waarom."},
		{Name: "judge", NL: "Oordelen", Roles: []domain.Role{domain.COL}, Source: "§5.2", Zero: JudgeComplaint{}, In: []domain.Status{ComplaintIsInvestigated},
			Help: "Het college oordeelt of de klacht terecht is, met de redenen."},
		{Name: "adapt-handling", NL: "Werkwijze aangepast", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: AdaptHandling{}, In: []domain.Status{ComplaintIsJudged},
			Help: "Leg vast hoe de manier van omgaan met persoonsgegevens is aangepast, met de maatregelen die zijn uitgevoerd (§5.2)."},
		{Name: "inform", NL: "Klager informeren", Roles: []domain.Role{domain.COL, domain.PB}, Source: "[added]", Zero: InformComplainant{}, In: []domain.Status{ComplaintIsJudged},
			Help: "Leg de brief vast en wat daarin stond. De brief noemt de ombudsman en de Autoriteit Persoonsgegevens."},
		{Name: "close", NL: "Sluiten", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: CloseComplaint{}, In: []domain.Status{ComplaintIsJudged},
			Help: "Sluit de klacht. Dat kan als de klager is geïnformeerd en, bij een terechte klacht, als de werkwijze is aangepast (§5.2)."},
		{Name: "withdraw", NL: "Klacht ingetrokken", Roles: []domain.Role{domain.EMP, domain.PB}, Source: "[added]", Zero: WithdrawComplaint{}, In: []domain.Status{ComplaintIsReceived, ComplaintIsInvestigated},
			Help: "De klager trekt de klacht in, of is tevreden met wat is gedaan (Awb art. 9:5). Dat kan tot er een oordeel is."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindComplaintDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyComplaintDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Complaint]{
		{Name: "ComplaintReceived", NL: "Klacht ontvangen", Zero: ComplaintReceived{}},
		{Name: "ComplaintConfirmed", NL: "Ontvangst bevestigd", Zero: ComplaintConfirmed{}},
		{Name: "ComplaintDeadlineExtended", NL: "Uitgesteld", Zero: ComplaintDeadlineExtended{}},
		{Name: "ComplainantHeard", NL: "Klager gehoord", Zero: ComplainantHeard{}},
		{Name: "ComplaintInvestigated", NL: "Onderzocht", Zero: ComplaintInvestigated{}},
		{Name: "ComplaintJudged", NL: "Beoordeeld door het college", Zero: ComplaintJudged{}},
		{Name: "HandlingAdapted", NL: "Werkwijze aangepast", Zero: HandlingAdapted{}},
		{Name: "ComplainantInformed", NL: "Klager geïnformeerd", Zero: ComplainantInformed{}},
		{Name: "ComplaintClosed", NL: "Gesloten", Zero: ComplaintClosed{}},
		{Name: "ComplaintWithdrawn", NL: "Ingetrokken", Zero: ComplaintWithdrawn{}},
		{Name: "ComplaintNonComplianceFound", NL: "Afwijking vastgesteld", Zero: ComplaintNonComplianceFound{}},
		{Name: "ComplaintNonComplianceRemedied", NL: "Afwijking hersteld", Zero: ComplaintNonComplianceRemedied{}},
	},
})

type complaintEvent = domain.Event[Complaint]

// Options are the choices of a form about this complaint.
func (s Complaint) Options(form string) []domain.Choice {
	if form == "deviation" {
		return s.Deviations.Open()
	}
	return nil
}

// Overdue tells whether the complainant was not informed, and the term is over.
func (s Complaint) Overdue(d calendar.Date) bool {
	return s.Informed == "" && s.State != ComplaintIsClosed && s.Due != "" && d > s.Due
}

// notAbout refuses whom the complaint is about, also through whoever acts under a mandate of his: he neither hears, investigates, extends
// nor judges it, and does not say who does (Awb 9:7(1)).
func (s Complaint) notAbout(by domain.Stamp) error {
	if s.About == "" || by.Actor != s.About && by.OnBehalfOf != s.About {
		return nil
	}
	return &domain.Refusal{Kind: domain.Forbidden, Code: "complaint.own-conduct", NL: "De klacht gaat over u, of over degene namens wie u dit doet. Een ander behandelt haar (Awb art. 9:7)."}
}

// justified tells whether the complaint is, in whole or in part: of what is justified the handling is changed (§5.2).
func (s Complaint) justified() bool {
	return s.Outcome == ComplaintJustified || s.Outcome == ComplaintPartlyJustified
}

// term is that of Awb 9:11(1).
func (h ComplaintHandling) term() calendar.Term {
	if h.Committee == domain.Yes {
		return calendar.Term{Period: "P10W", By: calendar.Atw}
	}
	return calendar.Term{Period: "P6W", By: calendar.Atw}
}

// due counts the term from receipt, with the extension of Awb 9:11(2) or without.
func (h ComplaintHandling) due(received calendar.Moment, extended bool) (calendar.Date, string) {
	t := h.term()
	if extended {
		t = t.Longer("P4W")
	}
	from, _ := received.Time()
	d, _ := t.Deadline(from)
	return d.Day, d.Rule
}

// Links implements [domain.Linker]: the activities it is about, and the measures that came out of it.
func (s Complaint) Links() []string {
	return append(domain.Streams("activity", s.Activities...), domain.Streams("measure", s.Measures...)...)
}

// Obligations implements [domain.Obliged]: the complainant hears within the term of Awb 9:11 (table 4.2 row 55).
func (s Complaint) Obligations() []domain.Obligation {
	limit, other := "answer", "committee"
	if s.Committee == domain.Yes {
		limit, other = other, limit
	}
	over := []domain.Obligation{{Row: 55, Limit: other, Over: true}}
	if s.State == ComplaintIsClosed && s.Informed == "" { // withdrawn
		return append(over, domain.Obligation{Row: 55, Limit: limit, Over: true})
	}
	return append(over, domain.Obligation{Row: 55, Limit: limit, From: complaintTime(s.Received), Longer: complaintTime(s.Extended),
		Reason: s.Extension, Met: complaintTime(s.Informed)})
}

// Keeping implements [domain.Kept].
func (s Complaint) Keeping() domain.Keeping {
	return domain.Keeping{Outcome: s.Ending, Closed: s.ClosedOn}
}

// complaintTime is the zero time for no moment.
func complaintTime(m calendar.Moment) time.Time {
	t, _ := m.Time()
	return t
}

// caseNumber is a number that nobody else has: the year and the begin of the id of the record.
func caseNumber(kind string, by domain.Stamp) string {
	id := by.Record
	if len(id) > 8 {
		id = id[:8]
	}
	return kind + "-" + string(calendar.On(by.Recorded))[:4] + "-" + strings.ToUpper(id)
}

// withPart returns the list with what it lacks, sharing nothing.
func withPart[T comparable](list []T, more ...T) []T {
	list = slices.Clone(list)
	for _, x := range more {
		if !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}
