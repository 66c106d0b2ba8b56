package register_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

// terms are the complete terms of a retention rule.
func terms() RetentionTerms {
	return RetentionTerms{Name: "Wmo-dossier", Category: "Dossier", Period: "P15Y", Starts: "einde voorziening", Basis: "law",
		Citation: "Wmo 2015, art. 5.3.4", Destroyable: domain.Yes}
}

func rule(t domaintest.T, events ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, RetentionRecord, events...).Knowing(domaintest.Town()).As(domain.OWN)
}

func TestRetentionRule(t *testing.T) {
	t.Run("RT-09 een bewaarregel zegt hoe lang, vanaf wanneer en waarom", func(t *testing.T) {
		rule(t).When(SetRetentionRule{terms()}).Then(RetentionRuleSet{terms()})
	})
	t.Run("R-2.3-07 een termijn berust op een wet, de Archiefwet, de selectielijst of de taak", func(t *testing.T) {
		if diff := cmp.Diff([]string{"law", "archives-act", "selection-list", "task"}, values(RetentionBasis(""))); diff != "" {
			t.Errorf("basis (-want +got):\n%s", diff)
		}
	})
	refused := []struct {
		name, field string
		lack        func(*RetentionTerms)
	}{
		{"R-2.3-07 zonder grond", "basis", func(r *RetentionTerms) { r.Basis = "" }},
		{"R-2.3-07 met een grond die niet bestaat", "basis", func(r *RetentionTerms) { r.Basis = "altijd" }},
		{"R-4.8-01 zonder grond", "basis", func(r *RetentionTerms) { r.Basis, r.Citation = "", "" }},
		{"R-4.8-02 een wet zonder artikel", "citation", func(r *RetentionTerms) { r.Citation = " " }},
		{"R-4.8-02 de Archiefwet zonder vindplaats", "citation", func(r *RetentionTerms) { r.Basis, r.Citation = "archives-act", "" }},
		{"R-4.8-02 de selectielijst zonder categorie", "citation", func(r *RetentionTerms) { r.Basis, r.Citation = "selection-list", "" }},
		{"zonder naam", "name", func(r *RetentionTerms) { r.Name = "" }},
		{"zonder soort gegevens", "category", func(r *RetentionTerms) { r.Category = "" }},
		{"zonder termijn en zonder criteria", "period", func(r *RetentionTerms) { r.Period = "" }},
		{"met een termijn die geen termijn is", "period", func(r *RetentionTerms) { r.Period = "zeven jaar" }},
		{"met een lege termijn", "period", func(r *RetentionTerms) { r.Period = "P" }},
		{"met een termijn zonder begin", "starts", func(r *RetentionTerms) { r.Starts = "" }},
		{"zonder antwoord of vernietigen kan", "destroyable", func(r *RetentionTerms) { r.Destroyable = "" }},
		{"T-48 vernietigen kan niet, zonder te zeggen waarom", "not_because", func(r *RetentionTerms) { r.Destroyable = domain.No }},
		{"R-4.8-06 langer bewaren zonder de wet die dat verplicht", "keep_longer", func(r *RetentionTerms) { r.KeepUntil = "2046-01-01" }},
		{"een vermelding in de selectielijst bij een andere grond", "entry", func(r *RetentionTerms) { r.Entry = "2020/6.1" }},
		{"langer bewaren tot een dag die niet bestaat", "keep_until", func(r *RetentionTerms) { r.KeepUntil = "2026-02-30" }},
	}
	for _, r := range refused {
		t.Run(r.name+": geweigerd, ook als wijziging", func(t *testing.T) {
			bad := terms()
			r.lack(&bad)
			rule(t).When(SetRetentionRule{bad}).ThenRefused(domain.Invalid, r.field)
			rule(t, RetentionRuleSet{terms()}).When(ChangeRetentionRule{bad, "Anders."}).ThenRefused(domain.Invalid, r.field)
		})
	}
	allowed := map[string]func(*RetentionTerms){
		"R-2.3-07 nodig voor de taak, zonder vindplaats":  func(r *RetentionTerms) { r.Basis, r.Citation = "task", "" },
		"§5.1 criteria in plaats van een termijn":         func(r *RetentionTerms) { r.Period, r.Starts, r.Criteria = "", "", "Zolang de klacht loopt." },
		"§4.8 een wettelijke plicht om langer te bewaren": func(r *RetentionTerms) { r.KeepLonger, r.KeepUntil = "Archiefwet", "2046-01-01" },
		"T-48 vernietigen kan niet, met de reden":         func(r *RetentionTerms) { r.Destroyable, r.NotBecause = domain.No, "Het systeem kan het niet." },
		"een termijn in dagen":                            func(r *RetentionTerms) { r.Period = "P28D" },
		"een termijn in jaren en maanden":                 func(r *RetentionTerms) { r.Period = "P1Y6M" },
	}
	for name, change := range allowed {
		t.Run(name+": vastgesteld", func(t *testing.T) {
			good := terms()
			change(&good)
			rule(t).When(SetRetentionRule{good}).Then(RetentionRuleSet{good})
		})
	}
}

func TestChangeRetentionRule(t *testing.T) {
	longer := terms()
	longer.Period = "P20Y"
	t.Run("RT-09 een wijziging vervangt de regel, met de reden", func(t *testing.T) {
		c := rule(t, RetentionRuleSet{terms()}).When(ChangeRetentionRule{longer, " Nieuwe wet. "}).Then(RetentionRuleChanged{longer, "Nieuwe wet."})
		if got := domaintest.State[RetentionRule](c).Period; got != "P20Y" {
			t.Errorf("period %s", got)
		}
	})
	t.Run("RT-09 zonder reden: geweigerd", func(t *testing.T) {
		rule(t, RetentionRuleSet{terms()}).When(ChangeRetentionRule{longer, " "}).ThenRefused(domain.Invalid, "reason")
	})
	t.Run("dezelfde regel nog eens verandert niets", func(t *testing.T) {
		rule(t, RetentionRuleSet{terms()}).When(ChangeRetentionRule{terms(), "Nogmaals."}).Then()
	})
	t.Run("wat er nog niet is, wordt niet gewijzigd; wat er al is, niet nog eens vastgesteld", func(t *testing.T) {
		rule(t).When(ChangeRetentionRule{terms(), "Anders."}).ThenRefused(domain.NotFound)
		rule(t, RetentionRuleSet{terms()}).When(SetRetentionRule{terms()}).ThenRefused(domain.Conflict)
	})
}
