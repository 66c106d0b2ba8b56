package governance

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// DrawUpPlan draws up the plan of a year (B1.5-2).
type DrawUpPlan struct {
	Year string `json:"year" nl:"Jaar" hint:"Bijvoorbeeld: 2027."`
	PlanContent
}

// AwarenessPlanDrawnUp is the first event of a plan.
type AwarenessPlanDrawnUp struct {
	Year uint64 `json:"year" nl:"Jaar"`
	PlanContent
}

// RevisePlan changes what the plan holds: activities come in during the year.
type RevisePlan struct{ PlanContent }

// AwarenessPlanRevised replaces what it holds.
type AwarenessPlanRevised struct{ PlanContent }

// AdoptPlan adopts the plan.
type AdoptPlan struct {
	BuildsOn string `json:"builds_on,omitempty" nl:"Bouwt voort op de evaluatie van" form:"awareness-plan" opt:"1" hint:"Verplicht als er vorig jaar een plan was (§8.1)."`
}

// AwarenessPlanAdopted is the adoption.
type AwarenessPlanAdopted struct {
	BuildsOn string `json:"builds_on,omitempty" nl:"Bouwt voort op de evaluatie van" form:"awareness-plan"`
}

// EvaluatePlan says what the programme of the year yielded (§8.1).
type EvaluatePlan struct {
	Yield   string `json:"yield" nl:"Wat bracht het programma op?" form:"long" hint:"Noem geen personen."`
	Lessons string `json:"lessons" nl:"Lessen voor het volgende plan" form:"long" hint:"Noem geen personen."`
}

// AwarenessProgrammeEvaluated is the evaluation.
type AwarenessProgrammeEvaluated struct {
	Yield   string `json:"yield" nl:"Opbrengst"`
	Lessons string `json:"lessons" nl:"Lessen"`
}

// ClosePlan is the clock, after the year.
type ClosePlan struct{}

// AwarenessPlanClosed ends the plan.
type AwarenessPlanClosed struct{}

func (c PlanContent) clean(p *domain.Problems) PlanContent {
	c.Points, c.CombinedHow, c.Activities = domain.Lines(c.Points), trim(c.CombinedHow), domain.Lines(c.Activities)
	if len(c.Points) == 0 {
		p.Add("points", "Noem ten minste één aandachtspunt (§8).")
	}
	p.Choose(c.Combined, string(c.Combined), "combined", "Zeg of het plan is gecombineerd met informatiebeveiliging (§8).")
	p.Need(c.CombinedHow, "combined_how", "Zeg hoe, of waarom niet.")
	return c
}

// Decide implements [domain.Command].
func (c DrawUpPlan) Decide(_ AwarenessPlan, by domain.Stamp) ([]planEvent, error) {
	var p domain.Problems
	year, err := strconv.ParseUint(trim(c.Year), 10, 64)
	switch {
	case err != nil || year < 2000 || year > 2999:
		p.Add("year", "Vul het jaar in, met vier cijfers.")
	case len(by.Facts.Linked(yearStream(year), "awareness-plan")) > 0: // R-8.0-01
		p.Add("year", "Voor dit jaar is er al een plan. Werk dat bij.")
	}
	content := c.PlanContent.clean(&p)
	if err := p.Refuse("awareness-plan.incomplete"); err != nil {
		return nil, err
	}
	return []planEvent{AwarenessPlanDrawnUp{year, content}}, nil
}

// Decide implements [domain.Command].
func (c RevisePlan) Decide(s AwarenessPlan, _ domain.Stamp) ([]planEvent, error) {
	var p domain.Problems
	content := c.PlanContent.clean(&p)
	if s.State == PlanStatusRunning {
		content.adoptable(&p)
	}
	if err := p.Refuse("awareness-plan.incomplete"); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(content, s.PlanContent) {
		return nil, nil // saying it twice changes nothing
	}
	return []planEvent{AwarenessPlanRevised{content}}, nil
}

// adoptable lists what a plan that is adopted holds besides: an activity ([added] R-8.0-02), and privacy and information
// security together (§8, R-8.0-03).
func (c PlanContent) adoptable(p *domain.Problems) {
	if len(c.Activities) == 0 {
		p.Add("activities", "Plan ten minste één activiteit.")
	}
	if c.Combined != domain.Yes {
		p.Add("combined", "Het plan gaat over privacy en informatiebeveiliging samen (§8).")
	}
}

// Decide implements [domain.Command]. The plan of year N+1 builds on the evaluation of year N (R-8.1-02); the first plan in the
// ledger has nothing to build on.
func (c AdoptPlan) Decide(s AwarenessPlan, by domain.Stamp) ([]planEvent, error) {
	var p domain.Problems
	s.adoptable(&p)
	before := by.Facts.Linked(yearStream(s.Year-1), "awareness-plan")
	i := slices.IndexFunc(before, func(t domain.Told) bool { return t.Stream == "awareness-plan/"+c.BuildsOn })
	switch {
	case len(before) == 0 && c.BuildsOn != "", len(before) > 0 && i < 0:
		p.Add("builds_on", "Kies het plan van het jaar ervoor (§8.1).")
	case i >= 0:
		if old, ok := before[i].Says.(AwarenessPlan); !ok || old.EvaluatedOn == "" {
			p.Add("builds_on", "Dat plan is nog niet geëvalueerd (§8.1). Doe dat eerst.")
		}
	}
	if len(p) > 0 {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "awareness-plan.adopt", NL: "Het plan kan nog niet worden vastgesteld:", Fields: p}
	}
	return []planEvent{AwarenessPlanAdopted{c.BuildsOn}}, nil
}

// Decide implements [domain.Command].
func (c EvaluatePlan) Decide(_ AwarenessPlan, _ domain.Stamp) ([]planEvent, error) {
	var p domain.Problems
	p.Need(c.Yield, "yield", "Zeg wat het programma opbracht.")
	p.Need(c.Lessons, "lessons", "Zeg wat u ervan leerde.")
	if err := p.Refuse("awareness-plan.evaluate"); err != nil {
		return nil, err
	}
	return []planEvent{AwarenessProgrammeEvaluated{trim(c.Yield), trim(c.Lessons)}}, nil
}

// Decide implements [domain.Command].
func (ClosePlan) Decide(s AwarenessPlan, by domain.Stamp) ([]planEvent, error) {
	if s.ByClock(by.Happened) == nil {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "awareness-plan.not-over", NL: "Het jaar van het plan is nog niet voorbij."}
	}
	return []planEvent{AwarenessPlanClosed{}}, nil
}

// Evolve implements [domain.Event].
func (e AwarenessPlanDrawnUp) Evolve(_ AwarenessPlan, _ domain.Stamp) AwarenessPlan {
	return AwarenessPlan{Year: e.Year, PlanContent: e.PlanContent, State: PlanStatusDraft}
}

// Evolve implements [domain.Event].
func (e AwarenessPlanRevised) Evolve(s AwarenessPlan, _ domain.Stamp) AwarenessPlan {
	s.PlanContent = e.PlanContent
	return s
}

// Evolve implements [domain.Event].
func (e AwarenessPlanAdopted) Evolve(s AwarenessPlan, by domain.Stamp) AwarenessPlan {
	s.State, s.BuildsOn, s.AdoptedOn = PlanStatusRunning, e.BuildsOn, calendar.On(by.Happened)
	return s
}

// Evolve implements [domain.Event].
func (e AwarenessProgrammeEvaluated) Evolve(s AwarenessPlan, by domain.Stamp) AwarenessPlan {
	s.State, s.EvaluatedOn, s.Yield, s.Lessons = PlanStatusEvaluated, calendar.On(by.Happened), e.Yield, e.Lessons
	return s
}

// Evolve implements [domain.Event].
func (AwarenessPlanClosed) Evolve(s AwarenessPlan, _ domain.Stamp) AwarenessPlan {
	s.State = PlanStatusClosed
	return s
}
