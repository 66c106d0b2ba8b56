package register_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func TestDestructionWhileRestricted(t *testing.T) {
	const source = "activity/55555555-5555-4555-8555-555555555551"
	plan := func() []any {
		e := dueToday()
		first := e[0].(DestructionPlanned)
		first.Source = source
		e[0] = first
		return e
	}
	facts := func(active bool) domaintest.Facts {
		f := domaintest.Town()
		f.Others = []domaintest.Other{{Stream: "restriction/1", Links: []string{source, "request/1"}, Versions: []any{domain.RestrictionFacts{Request: "request/1", Activity: source, Active: active}}}}
		return f
	}
	t.Run("R-5.3-03 R-5.3-04 R-4.8-07 terwijl er gegevens in deze verwerking beperkt zijn, wordt vernietigen geweigerd", func(t *testing.T) {
		domaintest.Given(t, DestructionRecord, plan()...).Knowing(facts(true)).As(domain.OWN).When(shredded()).ThenRefused(domain.Unmet)
		domaintest.Given(t, DestructionRecord, plan()...).Knowing(facts(false)).As(domain.OWN).When(shredded()).ThenStatus(DestructionDone)
	})
	t.Run("R-5.3-03 R-5.3-04 wat op een verzoek wordt gewist, wacht ook op een bezwaar van dezelfde persoon waarover nog niet is besloten", func(t *testing.T) {
		e := dueToday()
		first := e[0].(DestructionPlanned)
		first.Source = "request/1"
		e[0] = first
		f := domaintest.Town()
		f.Others = []domaintest.Other{{Stream: "request/1", Versions: []any{domain.RequestFacts{Activities: []string{source}, Together: []string{"request/2"}}}},
			{Stream: "request/2", Versions: []any{domain.RequestFacts{Restricts: []string{source}}}}}
		domaintest.Given(t, DestructionRecord, e...).Knowing(f).As(domain.OWN).When(shredded()).ThenRefused(domain.Unmet)
	})
	t.Run("§4.8 §5.3 de rest mag weg als is vastgelegd hoe de beperkte gegevens bewaard blijven", func(t *testing.T) {
		c := shredded()
		c.Spared = "Het dossier is apart gezet."
		domaintest.Given(t, DestructionRecord, plan()...).Knowing(facts(true)).As(domain.OWN).When(c).ThenStatus(DestructionDone)
	})
	t.Run("R-LED-19 toch vernietigd tijdens een beperking is een feit, met de regel die is geschonden", func(t *testing.T) {
		c := domaintest.Given(t, DestructionRecord, plan()...).Knowing(facts(true)).As(domain.OWN).When(RecordDestroyed{Performed: shredded().Performed, What: "De beperking was niet gezien."})
		s := domaintest.State[Destruction](c)
		if !slices.ContainsFunc(s.Deviations, func(d Deviation) bool { return d.Rule == "§5.3, vernietigd tijdens een beperking of rechtsvordering" }) {
			t.Errorf("%+v", s.Deviations)
		}
	})
	t.Run("R-5.4-04 het einde van een bewaarregel is te vragen, met de plicht om langer te bewaren", func(t *testing.T) {
		r := RetentionRule{RetentionTerms: RetentionTerms{Period: "P5Y"}}
		if end, ok := r.EndOf("2020-02-29"); !ok || end != "2025-02-28" {
			t.Errorf("%s %v", end, ok)
		}
		r.KeepUntil = "2030-01-01"
		if end, _ := r.EndOf("2020-02-29"); end != "2030-01-01" {
			t.Error(end)
		}
		if _, ok := (RetentionRule{}).EndOf("2020-02-29"); ok {
			t.Error("a rule with criteria only has no end")
		}
	})
	t.Run("§5.1 een verwerking vertelt wat een antwoord op inzage nodig heeft", func(t *testing.T) {
		a := Activity{Content: Content{Process: "p", Purposes: []Purpose{{Text: "Hulp", Grounds: []Ground{"public-task", "consent"}}, {Text: "Nieuws", Grounds: []Ground{"consent"}}},
			DataCategories: []DataCategory{{Name: "Naam"}}, Recipients: []string{"Zorgkantoor"}, Retention: []Retention{{Rule: "r", Category: "Dossier", Text: "15 jaar"}}, Origin: []string{"Huisarts"}, ObtainedFrom: "both", Automated: domain.Yes}}
		f := a.Tells().(domain.ActivityFacts)
		if !slices.Equal(f.Purposes, []string{"Hulp", "Nieuws"}) || !slices.Equal(f.Grounds, []domain.Ground{"public-task", "consent"}) || !slices.Equal(f.Categories, []string{"Naam"}) ||
			!slices.Equal(f.Storage, []string{"Dossier: 15 jaar"}) || !slices.Equal(f.Rules, []string{"retention/r"}) || !slices.Equal(f.Sources, []string{"Huisarts"}) || !f.Elsewhere || !f.Automated || f.Process != "p" {
			t.Errorf("%+v", f)
		}
	})
}
