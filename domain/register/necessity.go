package register

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a necessity assessment.
const (
	NecessityStarted   domain.Status = "started"
	NecessityConcluded domain.Status = "concluded"
)

// Necessity is the state of RT-04: are the data, the means and the intrusion justified, and is careful handling
// enforced by design and by default (§2.3, §4.4, §4.5, §4.6)? It is concluded before the data are collected.
type Necessity struct {
	State        domain.Status
	Name         string            `nl:"Naam"`
	Activity     string            `nl:"Verwerking"`
	Process      string            // whose owner assesses
	Purposes     []string          `nl:"Doelen"`
	Categories   []string          `nl:"Te beoordelen gegevens"`
	Assessor     string            `nl:"Beoordelaar" form:"person"`
	Judged       []CategoryVerdict `nl:"Beoordeelde gegevens"`
	Alternatives bool              // data minimisation and subsidiarity are assessed
	Proportion   Proportion        `nl:"Proportionaliteit"`
	Designed     bool              // design measures are determined
	Defaults     bool              // default settings are confirmed
	Outcome      NecessityOutcome  `nl:"Uitkomst"`
	Conditions   string            `nl:"Voorwaarden"`
	AssessedOn   calendar.Date     `nl:"Beoordeeld op"`
	Late         bool              `nl:"Beoordeeld nadat het verzamelen begon"`
	Covers       []domain.Approved `nl:"Beoordeeld is"` // the activity, at the version that was assessed
}

// CategoryVerdict is the judgement of one category of data.
type CategoryVerdict struct {
	Category string       `nl:"Gegevens"`
	Purpose  string       `nl:"Doel"`
	Needed   domain.YesNo `nl:"Nodig"`
}

// Proportion is the outcome of weighing the interference against the purpose.
type Proportion string

// Disproportionate blocks the start (R-2.3-20).
const Disproportionate Proportion = "disproportionate"

// Choices implements [domain.Chooser].
func (Proportion) Choices() []domain.Choice {
	return []domain.Choice{{Value: "proportionate", NL: "in verhouding"}, {Value: string(Disproportionate), NL: "niet in verhouding"}}
}

// NecessityOutcome is the outcome of the assessment.
type NecessityOutcome string

// Outcomes.
const (
	NecessityPositive    NecessityOutcome = "positive"
	NecessityNegative    NecessityOutcome = "negative"
	NecessityConditional NecessityOutcome = "positive-with-conditions"
)

// Choices implements [domain.Chooser].
func (NecessityOutcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(NecessityPositive), NL: "positief"}, {Value: string(NecessityNegative), NL: "negatief"},
		{Value: string(NecessityConditional), NL: "positief, met voorwaarden"}}
}

// AllowsStart tells whether the assessment allows the processing to start: concluded, positive, in proportion (start
// conditions c and d; rules 1 and 3).
func (n Necessity) AllowsStart() bool {
	return n.State == NecessityConcluded && n.Outcome != NecessityNegative && n.Proportion != Disproportionate
}

// Rejected names the categories that were judged not necessary, for no purpose at all: they may not stay in the register
// entry (R-4.6-01).
func (n Necessity) Rejected() []string {
	var list []string
	for _, v := range n.Judged {
		needed := slices.ContainsFunc(n.Judged, func(x CategoryVerdict) bool { return x.Category == v.Category && x.Needed == domain.Yes })
		if !needed && !slices.Contains(list, v.Category) {
			list = append(list, v.Category)
		}
	}
	return list
}

// unjudged names the categories without a judgement.
func (n Necessity) unjudged() []string {
	return slices.DeleteFunc(slices.Clone(n.Categories), func(c string) bool {
		return slices.ContainsFunc(n.Judged, func(v CategoryVerdict) bool { return v.Category == c })
	})
}

// unserved names the purposes for which no data were judged: a purpose that came later is judged too.
func (n Necessity) unserved() []string {
	return slices.DeleteFunc(slices.Clone(n.Purposes), func(p string) bool {
		return slices.ContainsFunc(n.Judged, func(v CategoryVerdict) bool { return v.Purpose == p })
	})
}

// NecessityRecord is RT-04.
var NecessityRecord = domain.Define(domain.Aggregate[Necessity]{
	Name: "necessity", Path: "noodzaakbeoordelingen", NL: "Noodzaakbeoordeling", Plural: "Noodzaakbeoordelingen", Source: "RT-04, §2.3, §4.5, §4.6",
	Status:   func(n Necessity) domain.Status { return n.State },
	Statuses: []domain.StatusLabel{{Status: NecessityStarted, NL: "loopt"}, {Status: NecessityConcluded, NL: "afgerond"}},
	Title:    func(n Necessity) string { return n.Name },
	Process:  func(n Necessity) string { return n.Process },
	Commands: []domain.CommandType[Necessity]{
		{Name: "start", NL: "Noodzaakbeoordeling beginnen", Roles: []domain.Role{domain.OWN}, Source: "§3.3", Own: true, Zero: StartNecessity{},
			Help: "Doe dit vóórdat u gegevens verzamelt. Neem de doelen en de gegevens over uit het register."},
		{Name: "justify", NL: "Gegevens nodig vinden", Roles: []domain.Role{domain.OWN}, Source: "§4.6", Own: true, Zero: JustifyCategory{}, In: []domain.Status{NecessityStarted},
			Help: "Zeg voor welk doel de gegevens nodig zijn, en waarom."},
		{Name: "reject", NL: "Gegevens niet nodig vinden", Roles: []domain.Role{domain.OWN}, Source: "§4.6", Own: true, Zero: RejectCategory{}, In: []domain.Status{NecessityStarted},
			Help: "Deze gegevens mogen dan niet in het register blijven staan."},
		{Name: "assess-alternatives", NL: "Alternatieven beoordelen", Roles: []domain.Role{domain.OWN}, Source: "§2.3, §4.6", Own: true, Zero: AssessAlternatives{}, In: []domain.Status{NecessityStarted},
			Help: "Zeg of het met minder of zonder persoonsgegevens kan, of op een minder ingrijpende manier."},
		{Name: "assess-proportionality", NL: "Proportionaliteit beoordelen", Roles: []domain.Role{domain.OWN}, Source: "§2.3, §4.6", Own: true, Zero: AssessProportionality{}, In: []domain.Status{NecessityStarted},
			Help: "Weeg de inbreuk op de privacy af tegen het doel. Bij het BSN altijd (§4.4)."},
		{Name: "determine-design", NL: "Ontwerpmaatregelen bepalen", Roles: []domain.Role{domain.OWN}, Source: "§4.5", Own: true, Zero: DetermineDesign{}, In: []domain.Status{NecessityStarted},
			Help: "Leg de technische en organisatorische maatregelen vast (privacy by design)."},
		{Name: "confirm-defaults", NL: "Standaardinstellingen bevestigen", Roles: []domain.Role{domain.OWN}, Source: "§3, §4.5", Own: true, Zero: ConfirmDefaults{}, In: []domain.Status{NecessityStarted},
			Help: "Leg vast waarom de standaardinstellingen zo privacyvriendelijk mogelijk zijn (privacy by default)."},
		{Name: "conclude", NL: "Noodzaakbeoordeling afronden", Roles: []domain.Role{domain.OWN}, Source: "§4.6", Own: true, Zero: ConcludeNecessity{}, In: []domain.Status{NecessityStarted},
			Help: "Geef de uitkomst. Wat nog ontbreekt, wordt genoemd."},
		{Name: "reopen", NL: "Heropenen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Own: true, Zero: ReopenNecessity{}, In: []domain.Status{NecessityConcluded},
			Help: "Er zijn nieuwe gegevens, een nieuw doel of nieuwe techniek."},
	},
	Events: []domain.EventType[Necessity]{
		{Name: "NecessityAssessmentStarted", NL: "Noodzaakbeoordeling begonnen", Zero: NecessityAssessmentStarted{}},
		{Name: "DataCategoryJustified", NL: "Gegevens nodig", Zero: DataCategoryJustified{}},
		{Name: "DataCategoryRejected", NL: "Gegevens niet nodig", Zero: DataCategoryRejected{}},
		{Name: "AlternativesAssessed", NL: "Alternatieven beoordeeld", Zero: AlternativesAssessed{}},
		{Name: "ProportionalityAssessed", NL: "Proportionaliteit beoordeeld", Zero: ProportionalityAssessed{}},
		{Name: "DesignMeasuresDetermined", NL: "Ontwerpmaatregelen bepaald", Zero: DesignMeasuresDetermined{}},
		{Name: "DefaultSettingsConfirmed", NL: "Standaardinstellingen bevestigd", Zero: DefaultSettingsConfirmed{}},
		{Name: "NecessityAssessmentConcluded", NL: "Noodzaakbeoordeling afgerond", Zero: NecessityAssessmentConcluded{}},
		{Name: "NecessityAssessmentReopened", NL: "Heropend", Zero: NecessityAssessmentReopened{}},
	},
})

type assessed = domain.Event[Necessity]

// needActivity: an assessment is about one activity, in a running process.
func needActivity(p *domain.Problems, activity, process string, by domain.Stamp) {
	if id, ok := strings.CutPrefix(activity, "activity/"); !ok || id == "" {
		p.Add("activity", "Kies de verwerking.")
	}
	p.NeedProcess(process, by)
}

func reasonFor(reason, code string) error {
	var p domain.Problems
	p.Need(reason, "reason", "Geef de reden.")
	return p.Refuse(code)
}
