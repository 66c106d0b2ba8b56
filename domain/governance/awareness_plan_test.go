package governance_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/governance"
)

func TestAwarenessPlan(t *testing.T) {
	content := PlanContent{Points: []string{"Datalekken herkennen"}, Combined: domain.Yes, CombinedHow: "Eén programma met de CISO.", Activities: []string{"training"}}
	drawn := AwarenessPlanDrawnUp{2026, content}
	plan := func(t *testing.T, role domain.Role, others []domaintest.Other, life ...any) *domaintest.Case {
		t.Helper()
		f := domaintest.Town()
		f.Others = others
		return domaintest.Given(t, YearPlanRecord, life...).Knowing(f).As(role)
	}
	of := func(year string, p AwarenessPlan) []domaintest.Other {
		return []domaintest.Other{{Stream: "awareness-plan/oud", Links: []string{"awareness-year/" + year}, Versions: []any{p}}}
	}
	t.Run("R-8.0-01 voor elk jaar is er één plan; een tweede wordt geweigerd", func(t *testing.T) {
		for _, r := range domain.Roles {
			x := plan(t, r.Role, of("2025", AwarenessPlan{})).When(DrawUpPlan{"2026", content})
			if r.Role == domain.PB || r.Role == domain.CISO || r.Role == domain.FG {
				x.Then(drawn).ThenStatus(PlanStatusDraft)
			} else {
				x.ThenRefused(domain.Forbidden)
			}
		}
		plan(t, domain.PB, of("2026", AwarenessPlan{})).When(DrawUpPlan{"2026", content}).ThenRefused(domain.Invalid, "year")
		plan(t, domain.PB, nil).When(DrawUpPlan{"26", PlanContent{}}).ThenRefused(domain.Invalid, "year", "points", "combined", "combined_how")
	})
	t.Run("R-8.0-02 R-8.0-03 zonder activiteit, of los van informatiebeveiliging, wordt het niet vastgesteld", func(t *testing.T) {
		bare := AwarenessPlanDrawnUp{2026, PlanContent{Points: content.Points, Combined: domain.No, CombinedHow: "Los"}}
		plan(t, domain.SEC, nil, bare).When(AdoptPlan{}).ThenRefused(domain.Unmet, "activities", "combined")
		plan(t, domain.PB, nil, bare).When(RevisePlan{content}).Then(AwarenessPlanRevised{content})
		plan(t, domain.PB, nil, drawn, AwarenessPlanAdopted{}).When(RevisePlan{bare.PlanContent}).ThenRefused(domain.Invalid, "activities", "combined")
		plan(t, domain.PB, nil, drawn).When(RevisePlan{content}).Then()
		plan(t, domain.SEC, nil, drawn).When(AdoptPlan{}).ThenStatus(PlanStatusRunning)
		plan(t, domain.PB, nil, drawn).When(AdoptPlan{}).ThenRefused(domain.Forbidden)
	})
	t.Run("R-8.1-02 zonder verwijzing naar de evaluatie van vorig jaar wordt het plan niet vastgesteld", func(t *testing.T) {
		plan(t, domain.SEC, of("2025", AwarenessPlan{EvaluatedOn: "2025-12-10"}), drawn).When(AdoptPlan{}).ThenRefused(domain.Unmet, "builds_on")
		plan(t, domain.SEC, of("2025", AwarenessPlan{}), drawn).When(AdoptPlan{"oud"}).ThenRefused(domain.Unmet, "builds_on")
		plan(t, domain.SEC, of("2025", AwarenessPlan{EvaluatedOn: "2025-12-10"}), drawn).When(AdoptPlan{"oud"}).Then(AwarenessPlanAdopted{"oud"})
		plan(t, domain.SEC, nil, drawn).When(AdoptPlan{"oud"}).ThenRefused(domain.Unmet, "builds_on")
	})
	t.Run("R-8.1-01 zonder evaluatie aan het eind van het jaar is het plan te laat", func(t *testing.T) {
		p := domaintest.State[AwarenessPlan](plan(t, domain.SEC, nil, drawn, AwarenessPlanAdopted{}))
		if p.EvaluationOverdue("2026-12-31") || !p.EvaluationOverdue(newYear) {
			t.Errorf("%+v", p)
		}
		o := p.Obligations()
		if len(o) != 2 || o[0].Row != 47 || o[1].Row != 48 || o[0].On != "2026-01-01" || o[0].Met.IsZero() || !o[1].Met.IsZero() {
			t.Errorf("%+v", o)
		}
		x := plan(t, domain.FG, nil, drawn, AwarenessPlanAdopted{}).When(EvaluatePlan{"Minder datalekken.", "Korter en vaker."}).ThenStatus(PlanStatusEvaluated)
		if p = domaintest.State[AwarenessPlan](x); p.EvaluationOverdue(newYear) || p.Obligations()[1].Met.IsZero() || p.Yield != "Minder datalekken." {
			t.Errorf("%+v", p)
		}
		plan(t, domain.FG, nil, drawn, AwarenessPlanAdopted{}).When(EvaluatePlan{}).ThenRefused(domain.Invalid, "yield", "lessons")
	})
	t.Run("RT-30 de klok sluit een geëvalueerd plan als het jaar voorbij is, en niet eerder", func(t *testing.T) {
		life := []any{drawn, AwarenessPlanAdopted{}, AwarenessProgrammeEvaluated{"x", "y"}}
		p := domaintest.State[AwarenessPlan](plan(t, domain.SYS, nil, life...))
		if p.ByClock(calendar.Date("2026-12-31").Start()) != nil || p.ByClock(newYear.Start()) != (ClosePlan{}) {
			t.Error("clock")
		}
		plan(t, domain.SYS, nil, life...).When(ClosePlan{}).ThenRefused(domain.Conflict)
		plan(t, domain.SYS, nil, life...).At(newYear.Start()).When(ClosePlan{}).ThenStatus(PlanStatusClosed)
	})
}
