package rights

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a request.
const (
	StatusReceived domain.Status = "received"
	StatusHandling domain.Status = "in-handling"
	StatusDecided  domain.Status = "decided"
	StatusInformed domain.Status = "informed"
	StatusExecuted domain.Status = "executed"
	StatusClosed   domain.Status = "closed"
)

var (
	undecided = []domain.Status{StatusReceived, StatusHandling}
	handling  = []domain.Status{StatusHandling}
	decided   = []domain.Status{StatusDecided}
	informed  = []domain.Status{StatusInformed}
	executed  = []domain.Status{StatusExecuted}
	notClosed = []domain.Status{StatusReceived, StatusHandling, StatusDecided, StatusInformed, StatusExecuted}

	desk     = []domain.Role{domain.PB, domain.OWN}
	judges   = []domain.Role{domain.OWN}
	counters = []domain.Role{domain.EMP, domain.OWN}
)

// Request is the state of RT-21: one request on one right. What only readers need is in the read models.
type Request struct {
	State  domain.Status
	ID     string
	Number string `nl:"Nummer"`
	Intake
	ReceivedBy string        `nl:"Ontvangen door" form:"person"`
	ReceivedAt time.Time     `nl:"Ontvangen op"`
	Due        calendar.Date `nl:"Antwoord uiterlijk op"`
	DueRule    string        `nl:"Zo geteld"`
	Extended   Extension     `nl:"Verlenging"`
	ExtendedAt time.Time     `nl:"Verlengd op"`
	Confirmed  time.Time     `nl:"Ontvangst bevestigd op"`
	Identity   Identity      `nl:"Wie het vraagt"`
	Handler    string        `nl:"Behandelaar" form:"person"`
	PreviousOn calendar.Date `nl:"Vorig verzoek ontvangen op"`
	Questions  []Question    `nl:"Vragen aan afdelingen"`
	Pending    []string      `nl:"Gebruik beperkt zolang het verzoek loopt" form:"activity"`
	PendingFor Case          `nl:"Beperkt omdat"`
	PendingAt  time.Time     `nl:"Beperkt sinds"`
	Others     domain.YesNo  `nl:"Gegevens van anderen"`
	Anonymised bool          `nl:"Gegevens van anderen onleesbaar gemaakt"`
	Judged
	AnsweredAt time.Time         `nl:"Antwoord gegeven op"` // the first answer: a reopened request keeps it
	InformedAt time.Time         // of this round
	Late       bool              `nl:"Te laat beantwoord"` // it stays so (R-5.1-27)
	Done       Executed          `nl:"Uitvoering"`
	DoneAt     time.Time         `nl:"Uitgevoerd op"`
	Notified   []string          `nl:"Ingelichte ontvangers"`
	NoneToTell string            `nl:"Waarom niemand hoefde te worden ingelicht"`
	ToldAt     time.Time         // recipients, or that there were none: of this round
	ListAsked  time.Time         `nl:"Om lijst van ontvangers gevraagd op"`
	ListGiven  time.Time         `nl:"Lijst van ontvangers gegeven op"`
	Withdrawn  bool              `nl:"Ingetrokken"`
	ClosedOn   calendar.Date     `nl:"Gesloten op"`
	Reopened   ReopenCause       `nl:"Heropend na"`
	Supervised time.Time         `nl:"Laatste toezicht door de FG"`
	ErasedOn   calendar.Date     `nl:"Persoonsgegevens gewist op"`
	Deviations domain.Deviations `nl:"Afwijkingen"`
}

// Intake is what a request is about, as it was received and assigned.
type Intake struct {
	Right          Right           `json:"right" nl:"Welk recht?"`
	Channel        Channel         `json:"channel" nl:"Hoe kwam het verzoek binnen?"`
	Contact        domain.VaultRef `json:"contact" nl:"Naam en adres" form:"vault:contact"`
	Text           domain.VaultRef `json:"text" nl:"Tekst van het verzoek" form:"vault:text"`
	Representative domain.VaultRef `json:"representative,omitzero" nl:"Vertegenwoordiger" form:"vault:representative" opt:"1"`
	Department     string          `json:"department" nl:"Bij welke afdeling kwam het binnen?" form:"department"`
	Scope
	Case     Case     `json:"case,omitempty" nl:"Op welk geval van §5.3 beroept de verzoeker zich?" opt:"1" hint:"Alleen bij een verzoek om beperking."`
	Changes  []Change `json:"changes,omitempty" nl:"Wat wil de verzoeker?" opt:"1" hint:"Alleen bij rectificatie."`
	Together []string `json:"together,omitempty" nl:"Verzoeken uit dezelfde brief" form:"records:request" opt:"1" hint:"Eén verzoek per recht. Noem de nummers, één per regel."`
}

// Scope is what can be known better later.
type Scope struct {
	Process    string       `json:"process,omitempty" nl:"Proces" form:"process" opt:"1" hint:"De eigenaar van dit proces beslist."`
	Cross      domain.YesNo `json:"cross_department,omitempty" nl:"Is het verzoek afdelingsoverstijgend?" opt:"1" hint:"Dan behandelt de privacybeheerder het (bijlage 1.7)."`
	Activities []string     `json:"activities,omitempty" nl:"Verwerkingen" form:"activity" opt:"1" hint:"De naam zoals die in het register staat, of een deel daarvan. Eén per regel."`
	Previous   []string     `json:"previous,omitempty" nl:"Eerdere vergelijkbare verzoeken" form:"records:request" opt:"1" hint:"De nummers, één per regel."`
}

// RequestRecord is RT-21.
var RequestRecord = domain.Define(domain.Aggregate[Request]{
	Name: "request", Path: "verzoeken", NL: "Verzoek van een betrokkene", Plural: "Verzoeken van betrokkenen",
	Source: "RT-21, §5.1, §5.2, §5.3, §5.4, §5.5, §5.6, bijlage 1.7",
	Status: func(r Request) domain.Status { return r.State },
	Statuses: []domain.StatusLabel{{Status: StatusReceived, NL: "ontvangen"}, {Status: StatusHandling, NL: "in behandeling"}, {Status: StatusDecided, NL: "besloten"},
		{Status: StatusInformed, NL: "verzoeker ingelicht"}, {Status: StatusExecuted, NL: "uitgevoerd"}, {Status: StatusClosed, NL: "gesloten"}},
	Title:   func(r Request) string { return r.Number },
	Process: func(r Request) string { return r.Process },
	Commands: slices.Concat([]domain.CommandType[Request]{
		{Name: "receive", NL: "Verzoek vastleggen", Row: "B1.7-2", Roles: append(slices.Clone(counters), domain.SYS), Source: "[added] T-59; het systeem neemt aan wat een inwoner op de openbare pagina invult", Own: true, Zero: Receive{},
			Help: "Leg een mondeling of schriftelijk verzoek vast. De termijn loopt vanaf de ontvangst. Naam, adres en tekst gaan naar de kluis."},
		{Name: "confirm", NL: "Ontvangst bevestigen", Roles: desk, Source: "[added] T-44", Own: true, Zero: ConfirmReceipt{}, In: undecided,
			Help: "Leg vast dat de verzoeker een bevestiging heeft gekregen."},
		{Name: "verify-identity", NL: "Identiteit vaststellen", Roles: desk, Source: "[added] AVG art. 12 lid 6", Own: true, Zero: VerifyIdentity{}, In: undecided,
			Help: "Leg vast hoe is nagegaan dat de verzoeker is wie hij zegt. Bewaar geen kopie van een identiteitsbewijs."},
		{Name: "doubt-identity", NL: "Twijfel over de identiteit", Roles: desk, Source: "[added] AVG art. 12 lid 6", Own: true, Zero: DoubtIdentity{}, In: undecided,
			Help: "Leg vast dat om extra informatie is gevraagd. De termijn loopt door."},
		{Name: "assign", NL: "In behandeling nemen", Row: "B1.7-2", Roles: judges, Source: "[added] R-B7-10", Own: true, Zero: Assign{}, In: undecided,
			Help: "Zeg over welke verwerkingen het gaat, wie het behandelt en of het afdelingsoverstijgend is."},
		{Name: "ask", NL: "Vraag aan een afdeling", Row: "B1.7-2", Zero: AskDepartment{}, In: handling,
			Help: "Vraag een afdeling welke gegevens zij van de verzoeker heeft. De vraag staat open tot zij antwoordt."},
		{Name: "answer", NL: "Antwoord van de afdeling", Roles: judges, Source: "bijlage 1.7 rij 2", Elsewhere: true, Zero: AnswerQuestion{}, In: handling,
			Help: "Antwoord als eigenaar van de afdeling waaraan de vraag is gesteld. De gegevens zelf gaan naar de kluis."},
		{Name: "support", NL: "Ondersteuning vastleggen", Row: "B1.7-4", Zero: SupportProcedure{}, In: notClosed,
			Help: "Leg vast welke ondersteuning bij de procedure of de inhoud is gegeven."},
		{Name: "anonymise", NL: "Gegevens van anderen onleesbaar gemaakt", Roles: desk, Source: "§5.1", Own: true, Zero: AnonymiseOthers{}, In: []domain.Status{StatusHandling, StatusDecided},
			Help: "Leg vast dat de gegevens van anderen onleesbaar zijn gemaakt. Zonder dit kan het antwoord niet weg."},
		{Name: "extend", NL: "Termijn verlengen", Roles: desk, Source: "§5.1 [added]", Own: true, Zero: Extend{}, In: undecided,
			Help: "Verleng één keer met twee maanden, met de reden. De verzoeker moet dit binnen de eerste termijn weten."},
		{Name: "restrict", NL: "Gebruik beperken zolang het verzoek loopt", Roles: judges, Source: "§5.2, §5.3", Own: true, Zero: RestrictPending{}, In: undecided,
			Help: "De gegevens van de verzoeker worden niet gebruikt en niet vernietigd tot er is besloten."},
	}, judging, []domain.CommandType[Request]{
		{Name: "inform", NL: "Verzoeker inlichten", Row: "B1.7-2", Roles: judges, Source: "§5.1 tot en met §5.6", Own: true, Zero: Inform{}, In: decided,
			Help: "Leg vast dat de verzoeker het besluit heeft gekregen. De brief gaat naar de kluis."},
		{Name: "answer-access", NL: "Antwoord op inzage geven", Row: "B1.7-2", Roles: judges, Source: "§5.1", Own: true, Zero: AnswerAccess{}, In: decided,
			Help: "Het antwoord noemt alle zeven onderdelen van §5.1. Het voorstel komt uit het register."},
	}, executing, []domain.CommandType[Request]{
		{Name: "notify-recipients", NL: "Ontvangers inlichten", Roles: judges, Source: "§5.1, §5.3", Own: true, Zero: NotifyRecipients{}, In: executed,
			Help: "Leg vast welke organisaties van de wijziging weten. Heeft niemand de gegevens gekregen? Zeg dat dan."},
		{Name: "request-list", NL: "Verzoeker vraagt wie is ingelicht", Roles: desk, Source: "§5.1, §5.3", Own: true, Zero: RequestList{}, Any: true,
			Help: "De verzoeker vraagt een opgave van de organisaties die zijn ingelicht. Die moet er binnen een maand zijn."},
		{Name: "provide-list", NL: "Lijst van ontvangers geven", Roles: desk, Source: "§5.1, §5.3", Own: true, Zero: ProvideList{}, Any: true,
			Help: "De verzoeker heeft de opgave gekregen. Wat erop staat, wordt vastgelegd."},
		{Name: "withdraw", NL: "Verzoek intrekken", Roles: []domain.Role{domain.EMP, domain.PB, domain.OWN}, Source: "RT-21", Own: true, Zero: Withdraw{}, In: undecided,
			Help: "De verzoeker trekt het verzoek in. Dat kan tot er is besloten."},
		{Name: "close", NL: "Sluiten", Roles: desk, Source: "RT-21", Own: true, Zero: Close{}, In: []domain.Status{StatusInformed, StatusExecuted},
			Help: "Sluit het verzoek. Dit kan als alles is gedaan wat uit het besluit volgt."},
		{Name: "reopen", NL: "Heropenen", Roles: desk, Source: "[added] RT-21", Own: true, Zero: Reopen{}, In: []domain.Status{StatusClosed},
			Help: "Na een bezwaarschrift, een uitspraak of een bericht van de AP wordt opnieuw besloten."},
		{Name: "supervise", NL: "Toezicht vastleggen", Row: "B1.7-6", Zero: SuperviseProcedure{}, Any: true,
			Help: "Leg het oordeel van de FG over de doorlopen procedure vast."},
		{Name: "record-forgotten", NL: "Persoonsgegevens gewist", Roles: []domain.Role{domain.SYS}, Source: "[added] T-01", Zero: RecordErased{}, In: []domain.Status{StatusClosed},
			Help: "Het systeem legt vast dat het dossier in de kluis is gewist."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added] G13", Zero: FindRequestDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added] G13", Zero: RemedyRequestDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	}),
	Events: []domain.EventType[Request]{
		{Name: "RequestReceived", NL: "Ontvangen", Zero: RequestReceived{}},
		{Name: "ReceiptConfirmed", NL: "Ontvangst bevestigd", Zero: ReceiptConfirmed{}},
		{Name: "IdentityVerified", NL: "Identiteit vastgesteld", Zero: IdentityVerified{}},
		{Name: "IdentityDoubted", NL: "Twijfel over de identiteit", Zero: IdentityDoubted{}},
		{Name: "RequestAssigned", NL: "In behandeling genomen", Zero: RequestAssigned{}},
		{Name: "QuestionPutToDepartment", NL: "Vraag gesteld aan een afdeling", Zero: QuestionPutToDepartment{}},
		{Name: "DepartmentAnswered", NL: "Afdeling heeft geantwoord", Zero: DepartmentAnswered{}},
		{Name: "ProceduralSupportGiven", NL: "Ondersteuning gegeven", Zero: ProceduralSupportGiven{}},
		{Name: "ThirdPartyDataAnonymised", NL: "Gegevens van anderen onleesbaar gemaakt", Zero: ThirdPartyDataAnonymised{}},
		{Name: "RequestDeadlineExtended", NL: "Termijn verlengd", Zero: RequestDeadlineExtended{}},
		{Name: "ProcessingRestrictedPending", NL: "Gebruik beperkt zolang het verzoek loopt", Zero: ProcessingRestrictedPending{}},
		{Name: "RequestJudgedWellFounded", NL: "Gegrond verklaard", Zero: RequestJudgedWellFounded{}},
		{Name: "RequestJudgedPartlyWellFounded", NL: "Deels gegrond verklaard", Zero: RequestJudgedPartlyWellFounded{}},
		{Name: "RequestJudgedUnfounded", NL: "Ongegrond verklaard of niet in behandeling genomen", Zero: RequestJudgedUnfounded{}},
		{Name: "RequesterInformedOfDecision", NL: "Verzoeker ingelicht over het besluit", Zero: RequesterInformedOfDecision{}},
		{Name: "RequestExecuted", NL: "Uitgevoerd", Zero: RequestExecuted{}},
		{Name: "RecipientsNotified", NL: "Ontvangers ingelicht", Zero: RecipientsNotified{}},
		{Name: "RecipientListRequested", NL: "Verzoeker vraagt wie is ingelicht", Zero: RecipientListRequested{}},
		{Name: "RecipientListProvided", NL: "Lijst van ontvangers gegeven", Zero: RecipientListProvided{}},
		{Name: "RequestWithdrawn", NL: "Ingetrokken", Zero: RequestWithdrawn{}},
		{Name: "RequestClosed", NL: "Gesloten", Zero: RequestClosed{}},
		{Name: "RequestReopened", NL: "Heropend", Zero: RequestReopened{}},
		{Name: "RequestProcedureSupervised", NL: "Toezicht door de FG", Zero: RequestProcedureSupervised{}},
		{Name: "RequesterDataErased", NL: "Persoonsgegevens van de verzoeker gewist", Zero: RequesterDataErased{}},
		{Name: "RequestNonComplianceFound", NL: "Afwijking vastgesteld", Zero: RequestNonComplianceFound{}},
		{Name: "RequestNonComplianceRemedied", NL: "Afwijking hersteld", Zero: RequestNonComplianceRemedied{}},
	},
})

type requestEvent = domain.Event[Request]

// Rule returns what holds for the right of the request.
func (r Request) Rule() Rule { return RuleOf(r.Right) }

// deadline is the end of the term, extended or not.
func (r Request) deadline() calendar.Deadline { return calendar.Deadline{Day: r.Due} }

// LateAt tells whether the answer is, or was, late at a moment, also if the clock has not said so yet.
func (r Request) LateAt(at time.Time) bool {
	return r.Late || r.State != "" && r.AnsweredAt.IsZero() && r.State != StatusClosed && r.deadline().Passed(at)
}

// Open are the questions that no department has answered yet (R-B7-03).
func (r Request) Open() []Question {
	return slices.DeleteFunc(slices.Clone(r.Questions), func(q Question) bool { return !q.AnsweredAt.IsZero() })
}

// Interval is how many days lie between the previous comparable request and this one; ok is false if there is none (R-5.1-19).
func (r Request) Interval() (days int, ok bool) {
	if r.PreviousOn == "" {
		return 0, false
	}
	from, to := r.PreviousOn.Start(), calendar.On(r.ReceivedAt).Start()
	return int(to.Sub(from).Hours()+1) / 24, true
}

// byDesk refuses an owner in a case of several departments, which is the privacy administrator's (B1.7-2), and the privacy administrator
// in one of a single department, which is the owner's (R-B7-10).
func (r Request) byDesk(by domain.Stamp) error {
	switch {
	case r.Cross == domain.Yes && by.Role == domain.OWN:
		return refusal(domain.Forbidden, "request.cross", "", "Dit verzoek gaat over meer dan één afdeling. Dat behandelt de privacybeheerder (bijlage 1, rij B1.7-2).")
	case r.Cross != domain.Yes && by.Role == domain.PB:
		return refusal(domain.Forbidden, "request.single", "", "Dit verzoek hoort bij één afdeling. De proceseigenaar licht de verzoeker in.")
	}
	return nil
}

// Useful tells whether a command that the status allows can do anything here: each right has its own decision and execution.
func (r Request) Useful(command string) bool {
	switch command {
	case "answer":
		return len(r.Open()) > 0
	case "anonymise":
		return r.Others == domain.Yes && !r.Anonymised
	case "extend":
		return r.Rule().Longer != "" && r.ExtendedAt.IsZero()
	case "inform":
		return r.Right != Access || !r.Decision.Gives()
	case "answer-access":
		return r.Right == Access && r.Decision.Gives()
	case "notify-recipients":
		return r.Rule().Tells != ""
	case "provide-list":
		return !r.ListAsked.IsZero() && r.ListGiven.IsZero()
	case "remedy-deviation":
		return len(r.Deviations.Open()) > 0
	}
	right, only := commandRight[command]
	return !only || right == r.Right && (r.State != StatusInformed || r.Decision.Gives())
}

// Options are the choices of a form about this request.
func (r Request) Options(form string) (list []domain.Choice) {
	switch form {
	case "deviation":
		return r.Deviations.Open()
	case "question":
		list = []domain.Choice{}
		for _, q := range r.Open() {
			list = append(list, domain.Choice{Value: q.ID, NL: q.ID + ": " + q.Text})
		}
	}
	return list
}
