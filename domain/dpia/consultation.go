package dpia

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a prior consultation.
const (
	ConsultationOpen    domain.Status = "open"
	ConsultationAdvised domain.Status = "advised"
	ConsultationClosed  domain.Status = "closed"
)

// Consultation is the state of RT-19: the AP is asked before a processing with a high residual risk starts. The policy
// names it only as a duty to divide (§7.1) and to assist with (§7.2); the rest is article 36 AVG.
type Consultation struct {
	State     domain.Status
	Title     string        `nl:"Naam"`
	DPIA      string        `nl:"DPIA"`
	Process   string        // whose owner processes the advice
	Party     string        `nl:"Verantwoordelijke volgens convenant of overeenkomst"`
	Received  calendar.Date `nl:"Ontvangen door de AP"`
	Due       calendar.Date `nl:"Antwoord van de AP uiterlijk"`
	Extended  bool          `nl:"Verlengd"`
	Longer    time.Time     // when the AP told that it takes longer
	Why       string        // it does
	Waiting   calendar.Date `nl:"Opgeschort sinds"` // the AP waits for information
	Suspended int           // days in all
	Pauses    []domain.Pause
	Answered  time.Time // when the first advice came
	View      ApView    `nl:"Oordeel van de AP"`
	Late      bool      `nl:"Advies na de termijn"`
	Processed bool      `nl:"Advies verwerkt"`
}

// BlocksStart tells whether the processing may not start: while the consultation is open, and after it if the AP says no.
func (c Consultation) BlocksStart() bool {
	return c.State == ConsultationOpen || c.State == ConsultationAdvised || c.State == ConsultationClosed && c.View == ApProhibits
}

// ConsultationRecord is RT-19.
var ConsultationRecord = domain.Define(domain.Aggregate[Consultation]{
	Name: "consultation", Path: "raadplegingen", NL: "Voorafgaande raadpleging", Plural: "Voorafgaande raadplegingen", Source: "RT-19, §7.1, §7.2, AVG art. 36",
	Status: func(c Consultation) domain.Status { return c.State },
	Statuses: []domain.StatusLabel{{Status: ConsultationOpen, NL: "ligt bij de AP"}, {Status: ConsultationAdvised, NL: "advies ontvangen"},
		{Status: ConsultationClosed, NL: "afgesloten"}},
	Title:   func(c Consultation) string { return c.Title },
	Process: func(c Consultation) string { return c.Process },
	Commands: []domain.CommandType[Consultation]{
		{Name: "request", NL: "Raadpleging aanvragen", Roles: []domain.Role{domain.FG}, Source: "[added] AVG art. 36", Zero: RequestConsultation{},
			Help: "Leg vast dat de FG namens het college de AP heeft geraadpleegd. De verwerking start niet zolang dit loopt."},
		{Name: "extend", NL: "Verlenging door de AP", Roles: []domain.Role{domain.FG}, Source: "[added] AVG art. 36", Zero: ExtendTerm{}, In: []domain.Status{ConsultationOpen},
			Help: "De AP neemt zes weken langer de tijd."},
		{Name: "ask-information", NL: "AP vraagt om gegevens", Roles: []domain.Role{domain.FG}, Source: "[added] AVG art. 36", Zero: AskInformation{}, In: []domain.Status{ConsultationOpen},
			Help: "De termijn staat stil tot de AP de gegevens heeft."},
		{Name: "give-information", NL: "Gegevens gegeven aan de AP", Roles: []domain.Role{domain.FG}, Source: "[added] AVG art. 36", Zero: GiveInformation{}, In: []domain.Status{ConsultationOpen},
			Help: "De termijn loopt weer."},
		{Name: "receive-advice", NL: "Advies van de AP ontvangen", Roles: []domain.Role{domain.FG}, Source: "[added] AVG art. 36", Zero: ReceiveAdvice{}, In: []domain.Status{ConsultationOpen, ConsultationAdvised},
			Help: "Leg het schriftelijke advies van de AP vast. Komt er nog een advies, dan wordt ook dat verwerkt."},
		{Name: "process-advice", NL: "Advies van de AP verwerken", Roles: []domain.Role{domain.OWN}, Source: "[added] AVG art. 36", Own: true, Zero: ProcessAdvice{}, In: []domain.Status{ConsultationAdvised},
			Help: "Leg vast welke maatregelen uit het advies volgen."},
		{Name: "close", NL: "Raadpleging afsluiten", Roles: []domain.Role{domain.COL}, Source: "[added] AVG art. 36", Zero: CloseConsultation{}, In: []domain.Status{ConsultationAdvised, ConsultationOpen},
			Help: "Het college sluit de raadpleging af nadat het advies is verwerkt, of als de AP na de termijn niets heeft laten weten."},
	},
	Events: []domain.EventType[Consultation]{
		{Name: "PriorConsultationRequested", NL: "Raadpleging aangevraagd", Zero: PriorConsultationRequested{}},
		{Name: "ApTermExtended", NL: "Termijn verlengd door de AP", Zero: ApTermExtended{}},
		{Name: "ApInformationRequested", NL: "AP vroeg om gegevens", Zero: ApInformationRequested{}},
		{Name: "ApInformationProvided", NL: "Gegevens gegeven aan de AP", Zero: ApInformationProvided{}},
		{Name: "ApAdviceReceived", NL: "Advies van de AP ontvangen", Zero: ApAdviceReceived{}},
		{Name: "ApAdviceProcessed", NL: "Advies van de AP verwerkt", Zero: ApAdviceProcessed{}},
		{Name: "PriorConsultationClosed", NL: "Raadpleging afgesloten", Zero: PriorConsultationClosed{}},
	},
})

type consulted = domain.Event[Consultation]

// RequestConsultation says that the AP was consulted. The request holds what article 36(3) AVG asks; (d), the contact of
// the FG, follows from the appointment, and (e) is the DPIA itself.
type RequestConsultation struct {
	Title      string `json:"title" nl:"Naam" hint:"Bijvoorbeeld: raadpleging cameratoezicht. Noem geen personen."`
	DPIA       string `json:"dpia" nl:"DPIA" form:"record:dpia"`
	Process    string `json:"process" nl:"Proces" form:"process" hint:"Het proces bepaalt wie de eigenaar is."`
	Risk       string `json:"risk" nl:"Welk hoog risico blijft over?" form:"long" hint:"Noem geen personen."`
	NotReduced string `json:"not_reduced" nl:"Waarom kan dit risico niet kleiner?" form:"long"`
	Roles      string `json:"responsibilities" nl:"Wie is waarvoor verantwoordelijk?" form:"long" hint:"Organisaties, geen personen."`
	Purposes   string `json:"purposes" nl:"Doelen en middelen van de verwerking" form:"long"`
	Measures   string `json:"measures" nl:"Maatregelen en waarborgen" form:"long"`
	Party      string `json:"party,omitempty" nl:"Verantwoordelijke volgens convenant of overeenkomst" form:"record" opt:"1"`
	Document   string `json:"document" nl:"Aanvraag" hint:"Het zaaknummer of de hash van het document."`
}

// PriorConsultationRequested is the request. The AP received it when it happened.
type PriorConsultationRequested struct {
	Title      string        `json:"title" nl:"Naam"`
	DPIA       string        `json:"dpia" nl:"DPIA"`
	Process    string        `json:"process" nl:"Proces"`
	Completed  calendar.Date `json:"dpia_completed" nl:"DPIA afgerond op"`
	Risk       string        `json:"risk" nl:"Hoog risico dat overblijft"`
	NotReduced string        `json:"not_reduced" nl:"Waarom niet kleiner"`
	Roles      string        `json:"responsibilities" nl:"Verantwoordelijkheden"`
	Purposes   string        `json:"purposes" nl:"Doelen en middelen"`
	Measures   string        `json:"measures" nl:"Maatregelen en waarborgen"`
	Party      string        `json:"party,omitempty" nl:"Verantwoordelijke volgens convenant of overeenkomst"`
	Document   string        `json:"document" nl:"Aanvraag"`
	Due        calendar.Date `json:"due" nl:"Antwoord van de AP uiterlijk"`
	Rule       string        `json:"rule" nl:"Zo geteld"`
}

// OwnedBy implements [domain.Owned].
func (c RequestConsultation) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c RequestConsultation) Decide(_ Consultation, by domain.Stamp) ([]consulted, error) {
	today := calendar.On(by.Happened)
	var p domain.Problems
	p.Need(c.Title, "title", "Geef de raadpleging een naam.")
	if _, ok := domain.Tell[domain.DPIAFacts](by.Facts, c.DPIA); !ok {
		p.Add("dpia", "Kies de DPIA.")
	}
	needProcess(&p, c.Process, by)
	d, ok := domain.Tell[domain.DPIAFacts](by.Facts, c.DPIA)
	if ok && (d.Completed == "" || d.Completed > today) { // article 36(1) AVG: the DPIA shows the high risk
		p.Add("dpia", "De DPIA moet eerst zijn afgerond.")
	}
	p.Need(c.Risk, "risk", "Beschrijf het hoge risico dat overblijft.")
	p.Need(c.NotReduced, "not_reduced", "Zeg waarom dit risico niet kleiner kan.")
	p.Need(c.Roles, "responsibilities", "Beschrijf wie waarvoor verantwoordelijk is (AVG art. 36 lid 3 a).")
	p.Need(c.Purposes, "purposes", "Beschrijf de doelen en de middelen (AVG art. 36 lid 3 b).")
	p.Need(c.Measures, "measures", "Beschrijf de maatregelen en waarborgen (AVG art. 36 lid 3 c).")
	p.Need(c.Document, "document", "Noem het zaaknummer of de hash van de aanvraag.")
	if err := p.Refuse("consultation.incomplete"); err != nil {
		return nil, err
	}
	return []consulted{PriorConsultationRequested{trim(c.Title), c.DPIA, c.Process, d.Completed, trim(c.Risk), trim(c.NotReduced), trim(c.Roles),
		trim(c.Purposes), trim(c.Measures), c.Party, trim(c.Document), answerDue(today, false, 0), TermRule}}, nil
}

// Evolve implements [domain.Event].
func (e PriorConsultationRequested) Evolve(_ Consultation, by domain.Stamp) Consultation {
	return Consultation{State: ConsultationOpen, Title: e.Title, DPIA: e.DPIA, Process: e.Process, Party: e.Party,
		Received: calendar.On(by.Happened), Due: e.Due}
}

// ExtendTerm says that the AP takes six weeks more (article 36(2) AVG).
type ExtendTerm struct {
	Reason string `json:"reason" nl:"Reden van de AP" form:"long" hint:"Noem geen personen."`
}

// ApTermExtended holds the new due date. The AP tells it within one month; later is a fact, and marked.
type ApTermExtended struct {
	Reason string        `json:"reason" nl:"Reden"`
	Due    calendar.Date `json:"due" nl:"Antwoord van de AP uiterlijk"`
	Rule   string        `json:"rule" nl:"Zo geteld"`
	Late   bool          `json:"late,omitempty" nl:"Later dan een maand na ontvangst gemeld"`
}

// Decide implements [domain.Command].
func (c ExtendTerm) Decide(s Consultation, by domain.Stamp) ([]consulted, error) {
	if err := need(c.Reason, "reason", "consultation.reason", "Noem de reden van de AP."); err != nil {
		return nil, err
	}
	if s.Extended {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "consultation.extended", NL: "De termijn is al verlengd. Dat kan één keer (AVG art. 36 lid 2)."}
	}
	return []consulted{ApTermExtended{trim(c.Reason), answerDue(s.Received, true, s.Suspended), TermRule, calendar.On(by.Happened) > extensionDue(s.Received)}}, nil
}

// Evolve implements [domain.Event].
func (e ApTermExtended) Evolve(c Consultation, by domain.Stamp) Consultation {
	c.Extended, c.Due, c.Longer, c.Why = true, e.Due, by.Happened, e.Reason
	return c
}

// AskInformation says that the AP asked for information: the term stands still.
type AskInformation struct {
	What string `json:"what" nl:"Welke gegevens vraagt de AP?" form:"long" hint:"Noem geen personen."`
}

// ApInformationRequested stops the term.
type ApInformationRequested struct {
	What string `json:"what" nl:"Gevraagd"`
}

// Decide implements [domain.Command].
func (c AskInformation) Decide(s Consultation, _ domain.Stamp) ([]consulted, error) {
	if err := need(c.What, "what", "consultation.information", "Zeg welke gegevens de AP vraagt."); err != nil {
		return nil, err
	}
	return []consulted{ApInformationRequested{trim(c.What)}}, nil
}

// Evolve implements [domain.Event]. A second question while the first is open stops nothing more.
func (e ApInformationRequested) Evolve(c Consultation, by domain.Stamp) Consultation {
	if c.Waiting == "" {
		c.Waiting = calendar.On(by.Happened)
		c.Pauses = append(slices.Clone(c.Pauses), domain.Pause{From: c.Waiting, Reason: e.What})
	}
	return c
}

// GiveInformation says that the AP has the information: the term goes on.
type GiveInformation struct {
	What     string `json:"what" nl:"Welke gegevens zijn gegeven?" form:"long" hint:"Noem geen personen."`
	Document string `json:"document" nl:"Brief" hint:"Het zaaknummer of de hash van het document."`
}

// ApInformationProvided holds the new due date.
type ApInformationProvided struct {
	What      string        `json:"what" nl:"Gegeven"`
	Document  string        `json:"document" nl:"Brief"`
	Suspended int           `json:"suspended" nl:"Dagen opgeschort, in totaal"`
	Due       calendar.Date `json:"due" nl:"Antwoord van de AP uiterlijk"`
	Rule      string        `json:"rule" nl:"Zo geteld"`
}

// Decide implements [domain.Command].
func (c GiveInformation) Decide(s Consultation, by domain.Stamp) ([]consulted, error) {
	var p domain.Problems
	p.Need(c.What, "what", "Zeg welke gegevens zijn gegeven.")
	p.Need(c.Document, "document", "Noem het zaaknummer of de hash van de brief.")
	if err := p.Refuse("consultation.information"); err != nil {
		return nil, err
	}
	if s.Waiting == "" {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "consultation.not-waiting", NL: "De AP heeft niet om gegevens gevraagd. Leg eerst die vraag vast."}
	}
	if calendar.On(by.Happened) < s.Waiting {
		return nil, &domain.Refusal{Kind: domain.Invalid, Code: "consultation.too-early", NL: "De AP kreeg de gegevens niet vóór " + s.Waiting.NL() + ", de dag waarop zij erom vroeg."}
	}
	days := s.Suspended + calendar.DaysBetween(s.Waiting, calendar.On(by.Happened))
	return []consulted{ApInformationProvided{trim(c.What), trim(c.Document), days, answerDue(s.Received, s.Extended, days), TermRule}}, nil
}

// Evolve implements [domain.Event].
func (e ApInformationProvided) Evolve(c Consultation, by domain.Stamp) Consultation {
	c.Waiting, c.Suspended, c.Due = "", e.Suspended, e.Due
	return c.goesOn(by)
}

// goesOn ends the pause that lasts, if there is one.
func (c Consultation) goesOn(by domain.Stamp) Consultation {
	if n := len(c.Pauses); n > 0 && c.Pauses[n-1].Until == "" {
		c.Pauses = slices.Clone(c.Pauses)
		c.Pauses[n-1].Until = calendar.On(by.Happened)
	}
	return c
}

// ApView is what the AP says.
type ApView string

// ApProhibits: the AP uses its powers under article 58 AVG.
const ApProhibits ApView = "prohibited"

// Choices implements [domain.Chooser].
func (ApView) Choices() []domain.Choice {
	return []domain.Choice{{Value: "no-objection", NL: "geen bezwaar"}, {Value: "with-measures", NL: "alleen met maatregelen"},
		{Value: string(ApProhibits), NL: "de verwerking mag niet"}}
}

// ReceiveAdvice records the written advice of the AP. It is a fact, also when it is late.
type ReceiveAdvice struct {
	View     ApView `json:"view" nl:"Oordeel van de AP"`
	Text     string `json:"text" nl:"Samenvatting van het advies" form:"long" hint:"Noem geen personen."`
	Document string `json:"document" nl:"Advies" hint:"Het zaaknummer of de hash van het document."`
}

// ApAdviceReceived is the advice.
type ApAdviceReceived struct {
	View     ApView `json:"view" nl:"Oordeel van de AP"`
	Text     string `json:"text" nl:"Samenvatting"`
	Document string `json:"document" nl:"Advies"`
	Late     bool   `json:"late,omitempty" nl:"Na de termijn"`
}

// Decide implements [domain.Command].
func (c ReceiveAdvice) Decide(s Consultation, by domain.Stamp) ([]consulted, error) {
	var p domain.Problems
	chosen(&p, c.View, string(c.View), "view", "Kies het oordeel van de AP.")
	p.Need(c.Text, "text", "Vat het advies samen.")
	p.Need(c.Document, "document", "Noem het zaaknummer of de hash van het advies.")
	if err := p.Refuse("consultation.advice"); err != nil {
		return nil, err
	}
	return []consulted{ApAdviceReceived{c.View, trim(c.Text), trim(c.Document), s.Overdue(calendar.On(by.Happened))}}, nil
}

// Overdue tells whether the AP is late on a day. While the AP waits for information, the term stands still.
func (c Consultation) Overdue(on calendar.Date) bool {
	return c.State == ConsultationOpen && c.Waiting == "" && on > c.Due
}

// Evolve implements [domain.Event].
func (e ApAdviceReceived) Evolve(c Consultation, by domain.Stamp) Consultation {
	c.State, c.View, c.Late, c.Waiting, c.Processed = ConsultationAdvised, e.View, e.Late, "", false
	if c.Answered.IsZero() {
		c.Answered = by.Happened
	}
	return c.goesOn(by)
}

// ProcessAdvice says what follows from the advice.
type ProcessAdvice struct {
	Measures []string `json:"measures,omitempty" nl:"Maatregelen" opt:"1" hint:"Eén per regel, bijvoorbeeld met het kenmerk van de actie (RT-20)."`
	Text     string   `json:"text" nl:"Hoe is het advies verwerkt?" form:"long" hint:"Noem geen personen."`
}

// ApAdviceProcessed says what follows from the advice.
type ApAdviceProcessed struct {
	Measures []string `json:"measures,omitempty" nl:"Maatregelen"`
	Text     string   `json:"text" nl:"Hoe verwerkt"`
}

// Decide implements [domain.Command].
func (c ProcessAdvice) Decide(s Consultation, _ domain.Stamp) ([]consulted, error) {
	measures := domain.Lines(c.Measures)
	var p domain.Problems
	p.Need(c.Text, "text", "Zeg hoe het advies is verwerkt.")
	if s.View == "with-measures" && len(measures) == 0 {
		p.Add("measures", "De AP vraagt maatregelen. Noem ze.")
	}
	if err := p.Refuse("consultation.process"); err != nil {
		return nil, err
	}
	return []consulted{ApAdviceProcessed{measures, trim(c.Text)}}, nil
}

// Evolve implements [domain.Event].
func (e ApAdviceProcessed) Evolve(c Consultation, _ domain.Stamp) Consultation {
	c.Processed = true
	return c
}

// CloseConsultation closes the consultation: the college.
type CloseConsultation struct {
	Decision string `json:"decision" nl:"Besluit van het college" form:"long" hint:"Noem geen personen."`
}

// PriorConsultationClosed closes it.
type PriorConsultationClosed struct {
	Decision string `json:"decision" nl:"Besluit"`
}

// Decide implements [domain.Command].
func (c CloseConsultation) Decide(s Consultation, by domain.Stamp) ([]consulted, error) {
	if err := need(c.Decision, "decision", "consultation.decision", "Beschrijf het besluit."); err != nil {
		return nil, err
	}
	switch silent := s.Overdue(calendar.On(by.Happened)); {
	case s.State == ConsultationOpen && !silent: // article 36(2) AVG: the AP has its term
		return nil, unmet("consultation.open", "De AP heeft nog niet geadviseerd en de termijn loopt nog.")
	case s.State == ConsultationAdvised && !s.Processed:
		return nil, unmet("consultation.not-processed", "Verwerk eerst het advies van de AP.")
	}
	return []consulted{PriorConsultationClosed{trim(c.Decision)}}, nil
}

// Evolve implements [domain.Event].
func (e PriorConsultationClosed) Evolve(c Consultation, _ domain.Stamp) Consultation {
	c.State = ConsultationClosed
	return c
}
