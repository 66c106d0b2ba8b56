package governance

import (
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a confidentiality file.
const (
	EngagementStatusEngaged  domain.Status = "engaged"
	EngagementStatusComplete domain.Status = "complete"
	EngagementStatusGap      domain.Status = "gap"
	EngagementStatusEnded    domain.Status = "ended"
)

// Engagement is the state of RT-26: what binds one person who works under the authority of the college, for one engagement.
// It names the person by id; signed papers stand in the personnel file, and the ledger holds where.
type Engagement struct {
	EngagementTerms
	State     domain.Status
	OathOn    calendar.Date      `nl:"Eed of belofte afgelegd op"`
	OathBy    string             `nl:"Afgenomen door" form:"person"`
	Affirmed  bool               // an affirmation, not an oath: shown in the timeline only (it can say something of a belief)
	Oath      OathDecision       `nl:"Eed of belofte bij inhuur"`
	DecidedOn calendar.Date      `nl:"Daarover besloten op"`
	SignedOn  calendar.Date      `nl:"Geheimhoudingsverklaring getekend op"`
	IssuedOn  calendar.Date      `nl:"Document over geheimhouding gegeven op"`
	Issued    string             `nl:"Welk document" form:"record:document"`
	Functions []AssignedFunction `nl:"Aparte functies"`
	Found     []ConfidentialDuty // what lacked when the clock looked last
	EndedOn   calendar.Date      `nl:"Geëindigd op"`
}

// EngagementTerms are who works here, in what relation and since when.
type EngagementTerms struct {
	Person   string            `json:"person" nl:"Persoon" form:"person"`
	Relation Relation          `json:"relation" nl:"Verband"`
	Team     string            `json:"team" nl:"Afdeling of team" hint:"Zoals het in het register van verwerkingen staat."`
	From     calendar.Date     `json:"start_date" nl:"Vanaf"`
	Until    calendar.Date     `json:"end_date,omitempty" nl:"Tot en met" opt:"1"`
	Contract string            `json:"contract,omitempty" nl:"Contract of verwerkersovereenkomst met de bepaling" form:"record:contract,agreement" opt:"1" hint:"Verplicht bij een externe of een verwerker (§6.1)."`
	Special  []SpecialFunction `json:"special_functions,omitempty" nl:"Gebruikt deze persoon"`
}

// Relation is how somebody works here.
type Relation string

// Relations.
const (
	Permanent Relation = "permanent"
	Hired     Relation = "hired"
	External  Relation = "external"
)

// Choices implements [domain.Chooser].
func (Relation) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Permanent), NL: "vaste dienst"}, {Value: string(Hired), NL: "inhuur"}, {Value: string(External), NL: "externe, of van een verwerker"}}
}

// SpecialFunction is a function with a notice of its own (§6.1). Others can be added by name.
type SpecialFunction string

// Special functions.
const (
	Suwinet SpecialFunction = "suwinet"
	BRP     SpecialFunction = "brp"
)

// Choices implements [domain.Chooser].
func (SpecialFunction) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Suwinet), NL: "Suwinet"}, {Value: string(BRP), NL: "Basisregistratie personen"}}
}

// AssignedFunction is a special function of the person, with when he was told of his duty.
type AssignedFunction struct {
	Name     string        `nl:"Functie"` // in Dutch
	NoticeOn calendar.Date `nl:"gewezen op de geheimhouding op"`
}

// ConfidentialDuty is one of the duties of §6.1.
type ConfidentialDuty string

// Duties.
const (
	OathDuty        ConfidentialDuty = "oath"
	DecideOathDuty  ConfidentialDuty = "oath-decision"
	DeclarationDuty ConfidentialDuty = "declaration"
	DocumentDuty    ConfidentialDuty = "document"
	NoticeDuty      ConfidentialDuty = "notice"
	ContractDuty    ConfidentialDuty = "contract"
)

// Choices implements [domain.Chooser].
func (ConfidentialDuty) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(OathDuty), NL: "eed of belofte"}, {Value: string(DecideOathDuty), NL: "besluit over eed of belofte bij inhuur"},
		{Value: string(DeclarationDuty), NL: "getekende geheimhoudingsverklaring"}, {Value: string(DocumentDuty), NL: "document over geheimhouding en zorgvuldige omgang"},
		{Value: string(NoticeDuty), NL: "aparte wijzing bij een functie (Suwinet, BRP of andere)"}, {Value: string(ContractDuty), NL: "contract met bepaling over geheimhouding"}}
}

var (
	serving = []domain.Status{EngagementStatusEngaged, EngagementStatusComplete, EngagementStatusGap}
	// personnel keeps the files. The personnel department is no role of the policy (§3.1): the municipal secretary heads the
	// staff, and a team manager takes people on.
	personnel = []domain.Role{domain.SEC, domain.TM}
)

const personnelSource = "[added] RT-26: personeelszaken; §3.1 kent die rol niet"

// EngagementRecord is RT-26.
var EngagementRecord = domain.Define(domain.Aggregate[Engagement]{
	Name: "confidentiality", Path: "geheimhouding", NL: "Geheimhoudingsdossier", Plural: "Geheimhoudingsdossiers", Source: "RT-26, §6.1, §2.3",
	Status: func(e Engagement) domain.Status { return e.State },
	Statuses: []domain.StatusLabel{{Status: EngagementStatusEngaged, NL: "begonnen"}, {Status: EngagementStatusComplete, NL: "volledig"},
		{Status: EngagementStatusGap, NL: "er ontbreekt iets"}, {Status: EngagementStatusEnded, NL: "geëindigd"}},
	Title: func(e Engagement) string {
		return domain.ChoiceNL(e.Relation.Choices(), string(e.Relation)) + ", " + e.Team + ", vanaf " + e.From.NL()
	},
	Commands: []domain.CommandType[Engagement]{
		{Name: "start", NL: "Indiensttreding of inhuur vastleggen", Roles: append(slices.Clone(personnel), domain.OWN), Source: "[added] RT-26", Zero: StartEngagement{},
			Help: "Leg vast wie hier komt werken en in welk verband. Daaruit volgt wat nodig is voor de geheimhouding (§6.1)."},
		{Name: "take-oath", NL: "Eed of belofte vastleggen", Roles: personnel, Source: personnelSource, Zero: TakeOath{}, In: serving,
			Help: "Leg vast dat de eed of de belofte is afgelegd. Vul bij ‘gebeurd’ in op welke dag."},
		{Name: "decide-oath", NL: "Besluiten over eed of belofte bij inhuur", Roles: []domain.Role{domain.OWN}, Source: "[added] RT-26, §6.1", Zero: DecideOath{}, In: serving,
			Help: "Besluit op de duur en de aard van de inhuur of de eed of belofte nodig is."},
		{Name: "sign-declaration", NL: "Getekende verklaring vastleggen", Roles: personnel, Source: personnelSource, Zero: SignDeclaration{}, In: serving,
			Help: "Leg vast dat de geheimhoudingsverklaring is getekend, en waar die is opgeborgen."},
		{Name: "issue-document", NL: "Document over geheimhouding gegeven", Roles: append(slices.Clone(personnel), domain.OWN), Source: "[added] RT-26", Zero: IssueConfidentialityDocument{}, In: serving,
			Help: "Leg vast dat deze persoon het document over geheimhouding en zorgvuldige omgang heeft gekregen."},
		{Name: "assign-function", NL: "Aparte functie toekennen", Roles: []domain.Role{domain.OWN}, Source: "[added] RT-26, §6.1", Zero: AssignFunction{}, In: serving,
			Help: "Deze persoon gaat werken met Suwinet, de BRP of iets anders waarvoor een aparte wijzing nodig is."},
		{Name: "give-notice", NL: "Wijzing bij een aparte functie vastleggen", Roles: []domain.Role{domain.OWN}, Source: "[added] RT-26, §6.1", Zero: GiveFunctionNotice{}, In: serving,
			Help: "Leg vast dat u deze persoon apart hebt gewezen op de geheimhouding, zoals bij Suwinet of de BRP."},
		{Name: "find-gap", NL: "Ontbrekende geheimhouding vaststellen", Roles: []domain.Role{domain.SYS}, Source: "RT-26, §6.1", Zero: FindConfidentialityGap{}, In: serving,
			Help: "De klok meldt dat iemand werkt zonder alles wat §6.1 vraagt."},
		{Name: "end", NL: "Einde van het dienstverband", Roles: append(slices.Clone(personnel), domain.OWN), Source: "[added] RT-26", Zero: EndEngagement{}, In: serving,
			Help: "Deze persoon werkt hier niet meer."},
	},
	Events: []domain.EventType[Engagement]{
		{Name: "EngagementStarted", NL: "Begonnen", Zero: EngagementStarted{}},
		{Name: "OathTaken", NL: "Eed afgelegd", Zero: OathTaken{}},
		{Name: "AffirmationMade", NL: "Belofte afgelegd", Zero: AffirmationMade{}},
		{Name: "OathRequirementDecided", NL: "Besloten over eed of belofte", Zero: OathRequirementDecided{}},
		{Name: "ConfidentialityDeclarationSigned", NL: "Geheimhoudingsverklaring getekend", Zero: ConfidentialityDeclarationSigned{}},
		{Name: "ConfidentialityDocumentIssued", NL: "Document over geheimhouding gegeven", Zero: ConfidentialityDocumentIssued{}},
		{Name: "SpecialFunctionAssigned", NL: "Aparte functie toegekend", Zero: SpecialFunctionAssigned{}},
		{Name: "FunctionSpecificNoticeGiven", NL: "Apart op de geheimhouding gewezen", Zero: FunctionSpecificNoticeGiven{}},
		{Name: "ConfidentialityComplete", NL: "Volledig", Zero: ConfidentialityComplete{}},
		{Name: "ConfidentialityGapFound", NL: "Er ontbreekt iets", Zero: ConfidentialityGapFound{}},
		{Name: "EngagementEnded", NL: "Geëindigd", Zero: EngagementEnded{}},
	},
})

type engagementEvent = domain.Event[Engagement]

// Missing lists the duties of §6.1 that are not met. A permanent employee takes an oath or affirmation and signs a
// declaration; who is hired signs at least the declaration, and takes the oath if so decided; who comes from outside is bound
// by contract. Employees, hired ones included, get the separate document; special functions have a notice of their own.
func (e Engagement) Missing() (list []ConfidentialDuty) {
	need := func(lacks bool, d ConfidentialDuty) {
		if lacks {
			list = append(list, d)
		}
	}
	switch e.Relation {
	case Permanent: // R-6.1-01
		need(e.OathOn == "", OathDuty)
	case Hired: // R-6.1-04
		need(e.Oath.Needed == "", DecideOathDuty)
		need(e.Oath.Needed == domain.Yes && e.OathOn == "", OathDuty)
	case External:
		need(e.Contract == "", ContractDuty)
	}
	if e.Relation != External { // R-6.1-02, -03, -05
		need(e.SignedOn == "", DeclarationDuty)
		need(e.IssuedOn == "", DocumentDuty)
	}
	need(len(e.WithoutNotice()) > 0, NoticeDuty) // R-6.1-06
	return list
}

// WithoutNotice are the special functions that the person was not told of his duty for.
func (e Engagement) WithoutNotice() (list []string) {
	for _, f := range e.Functions {
		if f.NoticeOn == "" {
			list = append(list, f.Name)
		}
	}
	return list
}

// Serves tells whether the person works here on that day.
func (e Engagement) Serves(d calendar.Date) bool {
	return e.State != EngagementStatusEnded && e.From <= d && (e.Until == "" || d <= e.Until)
}

// Gap lists what lacks on a day: a permanent employee does everything at entry, so from the day after it; for all others it
// is from the first day, since it goes before access ([added] table 4.2 row 42).
func (e Engagement) Gap(d calendar.Date) []ConfidentialDuty {
	if !e.Serves(d) || e.Relation == Permanent && d == e.From {
		return nil
	}
	return e.Missing()
}

// DutiesNL says the duties in words.
func DutiesNL(list []ConfidentialDuty) string {
	var nl []string
	for _, d := range list {
		nl = append(nl, domain.ChoiceNL(d.Choices(), string(d)))
	}
	return strings.Join(nl, ", ")
}

// judged adds that the file is complete, as soon as nothing lacks: the system's consequence, in the same append.
func (e Engagement) judged(by domain.Stamp, list ...engagementEvent) []engagementEvent {
	after := e
	for _, x := range list {
		after = x.Evolve(after, by)
	}
	if len(after.Missing()) == 0 && e.State != EngagementStatusComplete {
		list = append(list, ConfidentialityComplete{})
	}
	return list
}

// Options are the choices of a form about this file.
func (e Engagement) Options(form string) []domain.Choice {
	if form != "function" {
		return nil
	}
	list := []domain.Choice{}
	for _, f := range e.Functions {
		list = append(list, domain.Choice{Value: f.Name, NL: f.Name})
	}
	return list
}

// Useful tells whether a command can do anything here.
func (e Engagement) Useful(command string) bool {
	switch command {
	case "decide-oath":
		return e.Relation == Hired
	case "take-oath", "sign-declaration", "issue-document":
		return e.Relation != External
	}
	return true
}

// ByClock returns what the clock must record now.
func (e Engagement) ByClock(at time.Time) any {
	if gap := e.Gap(calendar.On(at)); len(gap) > 0 && (e.State != EngagementStatusGap || !slices.Equal(gap, e.Found)) && e.State != EngagementStatusEnded {
		return FindConfidentialityGap{}
	}
	return nil
}

// Wakes implements [domain.Waker]: a gap that is not found yet begins on a day, and ends only by an event.
func (e Engagement) Wakes() time.Time {
	missing := e.Missing()
	if len(missing) == 0 || e.State == EngagementStatusEnded || e.State == EngagementStatusGap && slices.Equal(missing, e.Found) || e.From == "" {
		return time.Time{}
	}
	if e.Relation == Permanent {
		return calendar.AddDays(e.From, 1).Start()
	}
	return e.From.Start()
}

// Links implements [domain.Linker]: what binds or informs the person, and the team, by which the rules find its people.
func (e Engagement) Links() []string {
	list := []string{domain.TeamStream(e.Team)}
	for _, s := range []string{e.Contract, e.Issued} {
		if s != "" {
			list = append(list, s)
		}
	}
	return list
}

// Tells implements [domain.Teller].
func (e Engagement) Tells() any {
	f := domain.ConfidentialityFacts{From: e.From, Until: e.Until, Ended: e.State == EngagementStatusEnded}
	for _, d := range e.Missing() {
		f.Missing = append(f.Missing, domain.ChoiceNL(d.Choices(), string(d)))
	}
	return f
}
