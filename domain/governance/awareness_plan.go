package governance

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an awareness plan.
const (
	PlanStatusDraft     domain.Status = "draft"
	PlanStatusRunning   domain.Status = "running"
	PlanStatusEvaluated domain.Status = "evaluated"
	PlanStatusClosed    domain.Status = "closed"
)

// AwarenessPlan is the state of RT-30: the plan of one year for being and staying aware, with what came of it (§8, §8.1). Its
// activities are records of their own; it names them by id.
type AwarenessPlan struct {
	Year uint64 `nl:"Jaar"`
	PlanContent
	State       domain.Status
	BuildsOn    string        `nl:"Bouwt voort op de evaluatie van" form:"awareness-plan"`
	AdoptedOn   calendar.Date `nl:"Vastgesteld op"`
	EvaluatedOn calendar.Date `nl:"Geëvalueerd op"`
	Yield       string        `nl:"Opbrengst"`
	Lessons     string        `nl:"Lessen voor het volgende plan"`
}

// PlanContent is what a plan holds.
type PlanContent struct {
	Points      []string     `json:"points" nl:"Aandachtspunten voor bewust worden en blijven" hint:"Eén per regel. Noem geen personen."`
	Combined    domain.YesNo `json:"combined" nl:"Is het plan gecombineerd met informatiebeveiliging?"`
	CombinedHow string       `json:"combined_how" nl:"Hoe?" form:"long" hint:"Noem geen personen."`
	Activities  []string     `json:"activities" nl:"Activiteiten" form:"awareness" opt:"1" hint:"Onderwerpen, één per regel, zoals ze bij de bewustwordingsactiviteiten staan. Voor het vaststellen is er ten minste één."`
}

var specialists = []domain.Role{domain.PB, domain.CISO, domain.FG}

// YearPlanRecord is the yearly plan of RT-30.
var YearPlanRecord = domain.Define(domain.Aggregate[AwarenessPlan]{
	Name: "awareness-plan", Path: "awarenessplannen", NL: "Awarenessplan", Plural: "Awarenessplannen", Source: "RT-30, §8, §8.1, bijlage 1.5",
	Status: func(p AwarenessPlan) domain.Status { return p.State },
	Statuses: []domain.StatusLabel{{Status: PlanStatusDraft, NL: "concept"}, {Status: PlanStatusRunning, NL: "loopt"},
		{Status: PlanStatusEvaluated, NL: "geëvalueerd"}, {Status: PlanStatusClosed, NL: "afgesloten"}},
	Title: func(p AwarenessPlan) string { return fmt.Sprintf("Awarenessplan %d", p.Year) },
	Commands: []domain.CommandType[AwarenessPlan]{
		{Name: "draw-up", NL: "Awarenessplan opstellen", Row: "B1.5-2", Zero: DrawUpPlan{},
			Help: "Stel het plan voor een jaar op, samen met informatiebeveiliging. Voor elk jaar is er één plan."},
		{Name: "revise", NL: "Plan bijwerken", Row: "B1.5-2", Zero: RevisePlan{}, In: []domain.Status{PlanStatusDraft, PlanStatusRunning},
			Help: "Pas de aandachtspunten aan, of voeg activiteiten toe."},
		{Name: "adopt", NL: "Vaststellen", Roles: []domain.Role{domain.SEC}, Source: "[added] RT-30", Zero: AdoptPlan{}, In: []domain.Status{PlanStatusDraft},
			Help: "Stel het plan vast. Was er vorig jaar een plan, dan bouwt dit voort op de evaluatie daarvan."},
		{Name: "evaluate", NL: "Evalueren", Roles: specialists, Source: "[added] RT-30, §8.1", Zero: EvaluatePlan{}, In: []domain.Status{PlanStatusRunning},
			Help: "Leg aan het eind van het jaar vast wat het programma opbracht."},
		{Name: "close", NL: "Afsluiten", Roles: []domain.Role{domain.SYS}, Source: "[added] RT-30", Zero: ClosePlan{}, In: []domain.Status{PlanStatusEvaluated},
			Help: "De klok sluit een geëvalueerd plan af als het jaar voorbij is."},
	},
	Events: []domain.EventType[AwarenessPlan]{
		{Name: "AwarenessPlanDrawnUp", NL: "Opgesteld", Zero: AwarenessPlanDrawnUp{}},
		{Name: "AwarenessPlanRevised", NL: "Bijgewerkt", Zero: AwarenessPlanRevised{}},
		{Name: "AwarenessPlanAdopted", NL: "Vastgesteld", Zero: AwarenessPlanAdopted{}},
		{Name: "AwarenessProgrammeEvaluated", NL: "Geëvalueerd", Zero: AwarenessProgrammeEvaluated{}},
		{Name: "AwarenessPlanClosed", NL: "Afgesloten", Zero: AwarenessPlanClosed{}},
	},
})

type planEvent = domain.Event[AwarenessPlan]

// day returns a day of the year of the plan.
func (p AwarenessPlan) day(monthDay string) calendar.Date {
	return calendar.Date(fmt.Sprintf("%04d-%s", p.Year, monthDay))
}

// EvaluateBy is the last day to evaluate the programme; "" once it was.
func (p AwarenessPlan) EvaluateBy() calendar.Date {
	if p.EvaluatedOn != "" {
		return ""
	}
	return p.day("12-31")
}

// EvaluationOverdue tells whether the year is over without an evaluation (table 4.2 row 48, R-8.1-01).
func (p AwarenessPlan) EvaluationOverdue(on calendar.Date) bool {
	return p.EvaluatedOn == "" && on > p.day("12-31")
}

// Obligations implements [domain.Obliged]: table 4.2 rows 47 and 48.
func (p AwarenessPlan) Obligations() []domain.Obligation {
	item := strconv.FormatUint(p.Year, 10)
	return []domain.Obligation{{Row: 47, Limit: "plan", Item: item, On: p.day("01-01"), Met: p.AdoptedOn.Start()},
		{Row: 48, Limit: "evaluation", Item: item, On: p.day("01-01"), Met: p.EvaluatedOn.Start()}}
}

// ByClock returns what the clock must record now.
func (p AwarenessPlan) ByClock(at time.Time) any {
	if p.State == PlanStatusEvaluated && calendar.On(at) > p.day("12-31") {
		return ClosePlan{}
	}
	return nil
}

// yearStream is what the plans of a year link to: there is one (RT-30 rule 1).
func yearStream(year uint64) string { return "awareness-year/" + strconv.FormatUint(year, 10) }

// Links implements [domain.Linker].
func (p AwarenessPlan) Links() []string {
	return slices.Concat([]string{yearStream(p.Year)}, domain.Streams("awareness", p.Activities...), domain.Streams("awareness-plan", p.BuildsOn))
}

// Tells implements [domain.Teller].
func (p AwarenessPlan) Tells() any { return p }
