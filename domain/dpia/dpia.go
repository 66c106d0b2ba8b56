// Package dpia is the data protection impact assessment (DPIA, RT-18, §4.9, bijlage 1.6) and the prior consultation of
// the Autoriteit Persoonsgegevens that may follow from it (RT-19, article 36 AVG).
//
// One record is one DPIA: the pre-scan that says whether it is obligatory, then the prior, short (three-yearly), full or
// collaboration DPIA itself. A next one three years later is a record of its own; it names the one before it.
//
// The promise: the outcome of a pre-scan explains itself; each section of the model has a state of its own; four
// opinions are kept apart (data protection officer, CISO, privacy administrator, data subjects) and none replaces
// another; the advice of the FG must be there and be answered before the DPIA is completed; nothing is closed while a
// measure is neither tested nor reasoned not taken. Risks are numbered R1, R2 …, measures M1, M2 …, comments C1, C2 …
//
// What the package does not do: it does not stop a processing. It says what it knows (obligatory, completed, measures
// needed before the start, consultation open); the start conditions of the register read that.
package dpia

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a DPIA.
const (
	StatusScreened     domain.Status = "screened"
	StatusInitiated    domain.Status = "initiated"
	StatusExecuting    domain.Status = "executing"
	StatusAdvice       domain.Status = "advice"
	StatusReported     domain.Status = "reported"
	StatusCompleted    domain.Status = "completed"
	StatusConsultation domain.Status = "consultation"
	StatusArchived     domain.Status = "archived"
	StatusClosed       domain.Status = "closed"
	StatusCancelled    domain.Status = "cancelled"
)

var (
	working   = []domain.Status{StatusExecuting, StatusAdvice}
	unfinish  = []domain.Status{StatusExecuting, StatusAdvice, StatusReported}
	finished  = []domain.Status{StatusCompleted, StatusConsultation, StatusArchived}
	underway  = slices.Concat(unfinish, finished)
	reopening = []domain.Status{StatusCompleted, StatusConsultation, StatusArchived, StatusClosed}
)

// DPIA is the state of RT-18.
type DPIA struct {
	ID      string
	State   domain.Status
	Title   string `nl:"Naam"`
	Subject string `nl:"Onderwerp"`
	Process string // whose owner acts for it
	Screening
	Outcome   Outcome           `nl:"Uitkomst van de voortoets"`
	Kind      Kind              `nl:"Soort DPIA"`
	Triggers  []Trigger         `nl:"Aanleiding"`
	Follows   string            `nl:"Volgt op DPIA"`
	Model     Model             `nl:"Model"`
	Sections  []Section         `nl:"Onderdelen"`
	Agreed    []Paragraph       `nl:"Akkoord"`             // by the owner, with the text as it is now
	Files     []string          `nl:"Ingelezen bestanden"` // by their hash
	Comments  []Comment         `nl:"Opmerkingen"`
	Risks     []Risk            `nl:"Risico’s"`
	Measures  []Measure         `nl:"Maatregelen"`
	Opinions  []Opinion         `nl:"Meningen"`
	Advice    []Advice          `nl:"Adviezen van de FG"`
	Purpose   string            `nl:"Verenigbaar met het oorspronkelijke doel"`
	Short     bool              // the questions of the short DPIA are answered
	NeedsFull bool              `nl:"Volledige DPIA nodig"`
	Full      string            `nl:"Volledige DPIA"`
	Report    Report            `nl:"Verslag"`                   // the last one
	Changed   []string          `nl:"Gewijzigd na het advies"`   // after the last advice of the FG
	Asked     bool              `nl:"Wacht op advies van de FG"` // asked and not given yet
	Completed calendar.Date     `nl:"Afgerond op"`
	NextDue   calendar.Date     `nl:"Volgende korte DPIA uiterlijk"`
	Processed bool              // its results are processed
	Deviation string            `nl:"Afwijking"`     // what an earlier DPIA lacked
	Covers    []domain.Approved `nl:"Beoordeeld is"` // its subject, at the version that was screened or assessed
}

// Record is RT-18.
var Record = domain.Define(domain.Aggregate[DPIA]{
	Name: "dpia", Path: "dpias", NL: "DPIA", Plural: "DPIA’s", Source: "RT-18, §4.9, bijlage 1.6",
	Status: func(d DPIA) domain.Status { return d.State },
	Statuses: []domain.StatusLabel{
		{Status: StatusScreened, NL: "voortoets gedaan"}, {Status: StatusInitiated, NL: "gestart"},
		{Status: StatusExecuting, NL: "in uitvoering"}, {Status: StatusAdvice, NL: "bij de FG voor advies"},
		{Status: StatusReported, NL: "verslag opgesteld"}, {Status: StatusCompleted, NL: "afgerond"},
		{Status: StatusConsultation, NL: "wacht op voorafgaande raadpleging"}, {Status: StatusArchived, NL: "gearchiveerd"},
		{Status: StatusClosed, NL: "gesloten"}, {Status: StatusCancelled, NL: "geannuleerd"}},
	Title:   func(d DPIA) string { return d.Title },
	Process: func(d DPIA) string { return d.Process },
	Commands: []domain.CommandType[DPIA]{
		{Name: "screen", NL: "Voortoets doen", Row: "B1.6-1", Own: true, Zero: Screen{},
			Help: "Beantwoord de negen criteria en de lijst van de AP. Het grootboek legt uit wat eruit volgt."},
		{Name: "take-over", NL: "Eerdere DPIA overnemen", Row: "B1.6-5", Zero: TakeOver{},
			Help: "Leg een DPIA vast die al was afgerond vóórdat zij in het grootboek stond."},
		{Name: "initiate", NL: "DPIA starten", Row: "B1.6-1", Own: true, Zero: Initiate{}, In: []domain.Status{StatusScreened},
			Help: "Kies de soort DPIA en de aanleiding."},
		{Name: "request", NL: "DPIA aanvragen", Row: "B1.6-1", Own: true, Zero: Request{}, In: []domain.Status{StatusScreened},
			Help: "Vraag een ander om de DPIA uit te voeren."},
		{Name: "start-execution", NL: "Uitvoering beginnen", Row: "B1.6-2", Own: true, Zero: StartExecution{}, In: []domain.Status{StatusInitiated},
			Help: "Kies het model. Daarna vult u de onderdelen één voor één in."},
		{Name: "write-section", NL: "Onderdeel invullen", Row: "B1.6-2", Own: true, Zero: WriteSection{}, In: working,
			Help: "Elk onderdeel heeft een eigen stand: concept, gereed of niet van toepassing."},
		{Name: "agree-section", NL: "Onderdeel akkoord", Roles: []domain.Role{domain.OWN}, Source: "[added] AVG art. 35 lid 1", Own: true, Zero: AgreeSection{}, In: unfinish,
			Help: "U bent het eens met het onderdeel zoals het er nu staat. Wordt het daarna gewijzigd, dan vervalt uw akkoord."},
		{Name: "import", NL: "DPIA inlezen uit bestand", Row: "B1.6-2", Own: true, Zero: ImportDocument{}, In: working,
			Help: "Neem een DPIA over uit het invulformulier van het Rijk of uit de PIA van de CNIL."},
		{Name: "comment", NL: "Opmerking plaatsen", Roles: []domain.Role{domain.OWN, domain.PB, domain.CISO, domain.FG}, Source: "[added]", Own: true, Zero: PlaceComment{}, In: unfinish,
			Help: "Plaats een opmerking bij een onderdeel."},
		{Name: "answer-comment", NL: "Opmerking beantwoorden", Row: "B1.6-2", Own: true, Zero: AnswerComment{}, In: unfinish,
			Help: "Zeg wat er met de opmerking is gedaan."},
		{Name: "identify-risk", NL: "Risico vastleggen", Row: "B1.6-2", Own: true, Zero: IdentifyRisk{}, In: working,
			Help: "Beschrijf een risico voor betrokkenen, met kans en gevolg. Het niveau volgt uit de tabel van het Rijk."},
		{Name: "propose-measure", NL: "Maatregel voorstellen", Row: "B1.6-2", Own: true, Zero: ProposeMeasure{}, In: working,
			Help: "Beschrijf een maatregel, wie die uitvoert, vóór wanneer en welk risico er overblijft."},
		{Name: "support", NL: "Ondersteuning vastleggen", Row: "B1.6-3", Zero: GiveSupport{}, In: unfinish,
			Help: "Leg vast hoe u de eigenaar hebt ondersteund, inhoudelijk of bij de procedure."},
		{Name: "give-opinion", NL: "Mening geven", Row: "B1.6-3", Zero: GiveOpinion{}, In: unfinish,
			Help: "Geef uw eigen mening, apart van het advies van de FG."},
		{Name: "record-views", NL: "Mening van betrokkenen vastleggen", Row: "B1.6-2", Own: true, Zero: RecordViews{}, In: unfinish,
			Help: "Leg vast wat betrokkenen of hun vertegenwoordigers vinden, of waarom het hun niet is gevraagd."},
		{Name: "answer-purpose", NL: "Vraag over het doel beantwoorden", Row: "B1.6-2", Own: true, Zero: AnswerPurpose{}, In: unfinish,
			Help: "Zeg of het nieuwe doel niet onverenigbaar is met het oorspronkelijke doel (§4.3)."},
		{Name: "answer-short", NL: "Vragen van de korte DPIA beantwoorden", Row: "B1.6-2", Own: true, Zero: AnswerShort{}, In: working,
			Help: "Zeg of nog aan alle voorwaarden is voldaan, en of er extra maatregelen nodig zijn (§4.9)."},
		{Name: "extend-short", NL: "Korte DPIA uitbreiden", Row: "B1.6-2", Own: true, Zero: ExtendShort{}, In: working,
			Help: "Doe dit als de verwerking een groter risico voor de privacy heeft gekregen (§4.9)."},
		{Name: "require-full", NL: "Volledige DPIA nodig vinden", Row: "B1.6-2", Own: true, Zero: RequireFull{}, In: slices.Concat(unfinish, []domain.Status{StatusCompleted, StatusArchived}),
			Help: "De korte DPIA laat zien dat een volledige nodig is (§4.9)."},
		{Name: "link-full", NL: "Volledige DPIA koppelen", Row: "B1.6-1", Own: true, Zero: LinkFull{}, In: slices.Concat(unfinish, []domain.Status{StatusCompleted, StatusArchived}),
			Help: "Noem de volledige DPIA die is gestart."},
		{Name: "ask-advice", NL: "Advies van de FG vragen", Row: "B1.6-2", Own: true, Zero: AskAdvice{}, In: unfinish,
			Help: "Leg de DPIA voor aan de FG."},
		{Name: "advise", NL: "Adviseren over de DPIA", Row: "B1.6-4", Zero: Advise{}, In: []domain.Status{StatusAdvice},
			Help: "Alleen de FG adviseert over de DPIA."},
		{Name: "answer-advice", NL: "Advies van de FG beantwoorden", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: AnswerAdvice{}, In: unfinish,
			Help: "Volg het advies, of leg uit waarom niet."},
		{Name: "report", NL: "Verslag opstellen", Row: "B1.6-5", Zero: DrawUpReport{}, In: unfinish,
			Help: "Stel het verslag op, met de aanbevelingen en het risico dat overblijft."},
		{Name: "complete", NL: "DPIA afronden", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: Complete{}, In: []domain.Status{StatusReported},
			Help: "Dit kan als de FG heeft geadviseerd en u op het advies hebt gereageerd."},
		{Name: "find-consultation", NL: "Voorafgaande raadpleging nodig vinden", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: FindConsultation{}, In: []domain.Status{StatusCompleted},
			Help: "Er blijft een hoog risico over: de AP moet worden geraadpleegd (AVG art. 36)."},
		{Name: "conclude-consultation", NL: "Uitkomst van de raadpleging vastleggen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: ConcludeConsultation{}, In: []domain.Status{StatusConsultation},
			Help: "Leg vast wat er uit de voorafgaande raadpleging is gekomen."},
		{Name: "process-results", NL: "Resultaten verwerken", Row: "B1.6-5", Zero: ProcessResults{}, In: []domain.Status{StatusCompleted},
			Help: "Leg vast waar de resultaten zijn verwerkt, bijvoorbeeld in het register."},
		{Name: "archive", NL: "Archiveren", Row: "B1.6-5", Zero: Archive{}, In: []domain.Status{StatusCompleted},
			Help: "Leg vast waar het verslag is gearchiveerd."},
		{Name: "implement-measure", NL: "Maatregel uitgevoerd", Row: "B1.6-6", Own: true, Zero: ImplementMeasure{}, In: underway,
			Help: "Leg vast dat de maatregel is uitgevoerd, met het bewijs."},
		{Name: "drop-measure", NL: "Maatregel niet nemen", Row: "B1.6-6", Own: true, Zero: DropMeasure{}, In: underway,
			Help: "Leg uit waarom de maatregel niet wordt genomen. De FG ziet dat."},
		{Name: "test-measure", NL: "Maatregel toetsen", Row: "B1.6-7", Zero: TestMeasure{}, In: finished,
			Help: "Toets een uitgevoerde maatregel."},
		{Name: "test", NL: "Procedure en effect toetsen", Row: "B1.6-8", Zero: TestDPIA{}, In: []domain.Status{StatusCompleted, StatusArchived},
			Help: "Toets procedure, resultaten, uitvoering en naleving. Daarna kan de DPIA worden gesloten."},
		{Name: "cancel", NL: "Annuleren", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: Cancel{}, In: slices.Concat([]domain.Status{StatusScreened, StatusInitiated}, unfinish),
			Help: "Alleen als de verwerking niet is gestart, met de reden."},
		{Name: "reopen", NL: "Heropenen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Own: true, Zero: Reopen{}, In: reopening,
			Help: "Er is iets veranderd: de verwerking, het risico of de omgeving."},
	},
	Events: []domain.EventType[DPIA]{
		{Name: "DpiaScreeningRecorded", NL: "Voortoets gedaan", Zero: DpiaScreeningRecorded{}},
		{Name: "DpiaTakenOver", NL: "Eerdere DPIA overgenomen", Zero: DpiaTakenOver{}},
		{Name: "DpiaInitiated", NL: "DPIA gestart", Zero: DpiaInitiated{}},
		{Name: "DpiaRequested", NL: "DPIA aangevraagd", Zero: DpiaRequested{}},
		{Name: "DpiaExecutionStarted", NL: "Uitvoering begonnen", Zero: DpiaExecutionStarted{}},
		{Name: "DpiaSectionWritten", NL: "Onderdeel ingevuld", Zero: DpiaSectionWritten{}},
		{Name: "DpiaSectionAgreed", NL: "Onderdeel akkoord", Zero: DpiaSectionAgreed{}},
		{Name: "DpiaDocumentImported", NL: "DPIA ingelezen uit bestand", Zero: DpiaDocumentImported{}},
		{Name: "DpiaCommentPlaced", NL: "Opmerking geplaatst", Zero: DpiaCommentPlaced{}},
		{Name: "DpiaCommentAnswered", NL: "Opmerking beantwoord", Zero: DpiaCommentAnswered{}},
		{Name: "DpiaRiskIdentified", NL: "Risico vastgelegd", Zero: DpiaRiskIdentified{}},
		{Name: "DpiaMeasureProposed", NL: "Maatregel voorgesteld", Zero: DpiaMeasureProposed{}},
		{Name: "DpiaSupportGiven", NL: "Ondersteuning gegeven", Zero: DpiaSupportGiven{}},
		{Name: "DpiaOpinionGiven", NL: "Mening gegeven", Zero: DpiaOpinionGiven{}},
		{Name: "DataSubjectViewsRecorded", NL: "Mening van betrokkenen vastgelegd", Zero: DataSubjectViewsRecorded{}},
		{Name: "DpiaPurposeQuestionAnswered", NL: "Vraag over het doel beantwoord", Zero: DpiaPurposeQuestionAnswered{}},
		{Name: "ShortDpiaAnswered", NL: "Vragen van de korte DPIA beantwoord", Zero: ShortDpiaAnswered{}},
		{Name: "ShortDpiaExtended", NL: "Korte DPIA uitgebreid", Zero: ShortDpiaExtended{}},
		{Name: "FullDpiaRequired", NL: "Volledige DPIA nodig", Zero: FullDpiaRequired{}},
		{Name: "FullDpiaLinked", NL: "Volledige DPIA gekoppeld", Zero: FullDpiaLinked{}},
		{Name: "FgAdviceRequested", NL: "Advies van de FG gevraagd", Zero: FgAdviceRequested{}},
		{Name: "FgDpiaAdviceGiven", NL: "Advies van de FG gegeven", Zero: FgDpiaAdviceGiven{}},
		{Name: "FgDpiaAdviceAnswered", NL: "Advies van de FG beantwoord", Zero: FgDpiaAdviceAnswered{}},
		{Name: "DpiaReportDrawnUp", NL: "Verslag opgesteld", Zero: DpiaReportDrawnUp{}},
		{Name: "DpiaCompleted", NL: "Afgerond", Zero: DpiaCompleted{}},
		{Name: "PriorConsultationFoundNecessary", NL: "Voorafgaande raadpleging nodig", Zero: PriorConsultationFoundNecessary{}},
		{Name: "DpiaConsultationConcluded", NL: "Uitkomst van de raadpleging vastgelegd", Zero: DpiaConsultationConcluded{}},
		{Name: "DpiaResultsProcessed", NL: "Resultaten verwerkt", Zero: DpiaResultsProcessed{}},
		{Name: "DpiaArchived", NL: "Gearchiveerd", Zero: DpiaArchived{}},
		{Name: "DpiaMeasureImplemented", NL: "Maatregel uitgevoerd", Zero: DpiaMeasureImplemented{}},
		{Name: "DpiaMeasureNotTaken", NL: "Maatregel niet genomen", Zero: DpiaMeasureNotTaken{}},
		{Name: "DpiaMeasureTested", NL: "Maatregel getoetst", Zero: DpiaMeasureTested{}},
		{Name: "DpiaProcedureAndEffectTested", NL: "Procedure en effect getoetst", Zero: DpiaProcedureAndEffectTested{}},
		{Name: "DpiaCancelled", NL: "Geannuleerd", Zero: DpiaCancelled{}},
		{Name: "DpiaReopened", NL: "Heropend", Zero: DpiaReopened{}},
	},
})

type event = domain.Event[DPIA]

// Overdue tells whether the next short DPIA is late on a day: the day after the due date is the first late one (R-4.9-05).
func (d DPIA) Overdue(on calendar.Date) bool { return d.NextDue != "" && on > d.NextDue }

// HighRisk tells whether the processing is likely to give a high risk: it may not start before the DPIA is completed
// (§4.9, R-4.9-04).
func (d DPIA) HighRisk() bool { return d.Outcome == Obligatory }

// IsCompleted tells whether the DPIA has been completed and not reopened since.
func (d DPIA) IsCompleted() bool { return d.Completed != "" }

// touched notes a change of the content after advice: whoever completes the DPIA says what changed.
func (d DPIA) touched(what string) DPIA {
	if d.advised() && d.Completed == "" {
		d.Changed = append(slices.Clone(d.Changed), what)
	}
	return d
}

// advised tells whether the FG gave advice since the DPIA was started or reopened.
func (d DPIA) advised() bool { return len(d.Advice) > 0 && !d.Advice[len(d.Advice)-1].Lapsed }

func trim(s string) string { return strings.TrimSpace(s) }

// numbered makes the name of the n-th risk, measure or comment.
func numbered(letter string, n int) string { return fmt.Sprintf("%s%d", letter, n) }

func chosen(p *domain.Problems, c domain.Chooser, value, field, nl string) {
	if !domain.Chosen(c.Choices(), value) {
		p.Add(field, nl)
	}
}

// need refuses without a reason.
func need(text, field, code, nl string) error {
	var p domain.Problems
	p.Need(text, field, nl)
	return p.Refuse(code)
}

func unmet(code, nl string, fields ...domain.Problem) error {
	return &domain.Refusal{Kind: domain.Unmet, Code: code, NL: nl, Fields: fields}
}
