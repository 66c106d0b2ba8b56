package register_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

const aboutActivity = "activity/" + domaintest.ID

func necessity(t domaintest.T, events ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, NecessityRecord, events...).Knowing(domaintest.Town()).As(domain.OWN)
}

// begun is an assessment of two categories for one purpose.
func begun() []any {
	return []any{NecessityAssessmentStarted{Name: "Wmo", Activity: aboutActivity, Process: domaintest.Process, Purposes: []string{"Beslissen"},
		Categories: []string{"Adres", "Geloof"}, Assessor: "own"}}
}

// assessedAll is an assessment in which only the conclusion lacks.
func assessedAll(p Proportion) []any {
	return append(begun(), DataCategoryJustified{"Adres", "Beslissen", "Nodig."}, DataCategoryRejected{"Geloof", "Beslissen", "Niet nodig."},
		AlternativesAssessed{Fewer: domain.No}, ProportionalityAssessed{Outcome: p}, DesignMeasuresDetermined{}, DefaultSettingsConfirmed{})
}

func necessityOf(t domaintest.T, c *domaintest.Case) Necessity {
	t.Helper()
	return domaintest.State[Necessity](c)
}

// onlyRoles checks who may issue a command; the others are refused as forbidden.
func onlyRoles(t *testing.T, rec domain.Record, events []any, command any, may ...domain.Role) {
	t.Helper()
	for _, r := range domain.Roles {
		c := domaintest.Given(t, rec, events...).Knowing(domaintest.Town()).As(r.Role).When(command)
		if !slices.Contains(may, r.Role) {
			c.ThenRefused(domain.Forbidden)
			continue
		}
		c.ThenStatus(rec.StatusOf(domaintest.State[any](c))) // not refused
	}
}

var (
	alternatives = AssessAlternatives{Fewer: domain.No, FewerWhy: "Het adres is nodig.", Alternatives: []string{"Bellen: te duur."}, Least: "Alleen het adres."}
	proportional = AssessProportionality{Interference: "Klein.", Purpose: "Beslissen.", Weighing: "In orde.", Outcome: "proportionate"}
	design       = DetermineDesign{Technical: []string{"Versleuteling."}, Organisational: []string{"Rechten."}, Security: "BBN2.", Surplus: "Terugsturen."}
	defaults     = ConfirmDefaults{Settings: []string{"Delen staat uit."}, Why: "Niets wordt gedeeld zonder besluit."}
	conclusion   = ConcludeNecessity{Outcome: NecessityPositive, Collection: "2026-12-01"}
)

func TestNecessity(t *testing.T) {
	start := StartNecessity{Name: "Wmo", Activity: aboutActivity, Process: domaintest.Process, Purposes: []string{"Beslissen"}, Categories: []string{"Adres"}, Assessor: "own"}
	t.Run("RT-04 alleen de eigenaar beoordeelt; heropenen mag ook de privacybeheerder", func(t *testing.T) {
		onlyRoles(t, NecessityRecord, nil, start, domain.OWN)
		for _, c := range []any{JustifyCategory{"Adres", "Beslissen", "Nodig."}, RejectCategory{"Geloof", "Beslissen", "Niet nodig."}, alternatives, proportional, design, defaults} {
			onlyRoles(t, NecessityRecord, begun(), c, domain.OWN)
		}
		onlyRoles(t, NecessityRecord, assessedAll("proportionate"), conclusion, domain.OWN)
		onlyRoles(t, NecessityRecord, append(assessedAll("proportionate"), NecessityAssessmentConcluded{Outcome: NecessityPositive}), ReopenNecessity{Cause: "technology", Reason: "AI."}, domain.OWN, domain.PB)
	})
	t.Run("RT-04 beginnen zonder naam, verwerking, proces, doel, gegevens of beoordelaar: geweigerd", func(t *testing.T) {
		necessity(t).Rules(StartNecessity{Activity: "activity/", Purposes: []string{" "}}).ThenRefused(domain.Invalid, "name", "activity", "process", "purposes", "categories", "assessor")
	})
	t.Run("R-2.3-05 elke categorie verwijst naar een doel; zonder oordeel over elke categorie geen afronding", func(t *testing.T) {
		necessity(t, begun()...).When(JustifyCategory{"Adres", "Nieuwsbrief", "Nodig."}).ThenRefused(domain.Invalid, "purpose")
		necessity(t, begun()...).When(JustifyCategory{"Inkomen", "Beslissen", "Nodig."}).ThenRefused(domain.Invalid, "category")
		necessity(t, begun()...).When(RejectCategory{"Geloof", "", " "}).ThenRefused(domain.Invalid, "purpose", "why")
		list := slices.DeleteFunc(assessedAll("proportionate"), func(e any) bool { _, ok := e.(DataCategoryRejected); return ok })
		necessity(t, list...).When(conclusion).ThenRefused(domain.Unmet, "categories")
	})
	t.Run("R-4.6-01 wat niet nodig is, staat vast als afgewezen; het laatste oordeel telt", func(t *testing.T) {
		c := necessity(t, begun()...).When(RejectCategory{"Geloof", "Beslissen", "Niet nodig."}).Then(DataCategoryRejected{"Geloof", "Beslissen", "Niet nodig."})
		if got := necessityOf(t, c).Rejected(); !slices.Equal(got, []string{"Geloof"}) {
			t.Errorf("%v", got)
		}
		if got := necessityOf(t, c.When(JustifyCategory{"Geloof", "Beslissen", "Toch."})).Rejected(); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
	t.Run("R-2.3-06 zonder antwoord of het met minder of zonder persoonsgegevens kan: geweigerd", func(t *testing.T) {
		c := alternatives
		c.Fewer, c.FewerWhy = "", ""
		necessity(t, begun()...).When(c).ThenRefused(domain.Invalid, "fewer", "fewer_why")
		list := slices.DeleteFunc(assessedAll("proportionate"), func(e any) bool { _, ok := e.(AlternativesAssessed); return ok })
		necessity(t, list...).When(conclusion).ThenRefused(domain.Unmet, "alternatives")
	})
	t.Run("R-4.6-02 ten minste één alternatief, of waarom er geen is", func(t *testing.T) {
		c := alternatives
		c.Alternatives = []string{" "}
		necessity(t, begun()...).When(c).ThenRefused(domain.Invalid, "alternatives")
		c.None = "De wet schrijft het voor."
		necessity(t, begun()...).When(c).ThenEvents("AlternativesAssessed")
	})
	t.Run("R-2.3-19 de minst ingrijpende manier wordt vastgelegd", func(t *testing.T) {
		c := alternatives
		c.Least = " "
		necessity(t, begun()...).When(c).ThenRefused(domain.Invalid, "least_intrusive")
	})
	t.Run("RT-04 proportionaliteit: inbreuk, doel, afweging en uitkomst", func(t *testing.T) {
		necessity(t, begun()...).When(AssessProportionality{}).ThenRefused(domain.Invalid, "interference", "purpose", "weighing", "outcome")
		list := slices.DeleteFunc(assessedAll("proportionate"), func(e any) bool { _, ok := e.(ProportionalityAssessed); return ok })
		necessity(t, list...).When(conclusion).ThenRefused(domain.Unmet, "proportionality")
	})
	t.Run("R-2.3-20 niet in verhouding: geen positieve uitkomst, en geen start", func(t *testing.T) {
		necessity(t, assessedAll(Disproportionate)...).When(conclusion).ThenRefused(domain.Invalid, "outcome")
		no := conclusion
		no.Outcome = NecessityNegative
		if n := necessityOf(t, necessity(t, assessedAll(Disproportionate)...).When(no).ThenStatus(NecessityConcluded)); n.AllowsStart() {
			t.Error("may start")
		}
	})
	t.Run("R-4.5-01 technische én organisatorische ontwerpmaatregelen", func(t *testing.T) {
		c := design
		c.Technical, c.Organisational = nil, []string{" "}
		necessity(t, begun()...).When(c).ThenRefused(domain.Invalid, "technical", "organisational")
		list := slices.DeleteFunc(assessedAll("proportionate"), func(e any) bool { _, ok := e.(DesignMeasuresDetermined); return ok })
		necessity(t, list...).When(conclusion).ThenRefused(domain.Unmet, "design")
	})
	t.Run("R-4.5-02 zonder antwoord op de beveiliging die nodig is: geweigerd", func(t *testing.T) {
		c := design
		c.Security, c.Surplus = "", ""
		necessity(t, begun()...).When(c).ThenRefused(domain.Invalid, "security", "surplus")
	})
	t.Run("R-4.5-03, R-3.0-01 standaardinstellingen met de reden waarom zij zo privacyvriendelijk mogelijk zijn", func(t *testing.T) {
		necessity(t, begun()...).When(ConfirmDefaults{}).ThenRefused(domain.Invalid, "settings", "why")
		list := slices.DeleteFunc(assessedAll("proportionate"), func(e any) bool { _, ok := e.(DefaultSettingsConfirmed); return ok })
		necessity(t, list...).When(conclusion).ThenRefused(domain.Unmet, "defaults")
	})
	t.Run("R-4.6-03 afgerond vóór het verzamelen begint; later is een feit met de afwijking", func(t *testing.T) {
		for from, late := range map[string]bool{"2026-11-25": false, "2026-11-24": true, "2025-01-01": true} {
			c := conclusion
			c.Collection = day(from)
			necessity(t, assessedAll("proportionate")...).When(c).Then(NecessityAssessmentConcluded{Outcome: NecessityPositive, Collection: day(from), Late: late})
		}
		necessity(t, assessedAll("proportionate")...).When(ConcludeNecessity{Outcome: NecessityPositive}).ThenRefused(domain.Invalid, "collection_from")
	})
	t.Run("R-4.5-04 de datum van de beoordeling staat vast", func(t *testing.T) {
		if n := necessityOf(t, necessity(t, assessedAll("proportionate")...).When(conclusion)); n.AssessedOn != "2026-11-24" || !n.AllowsStart() {
			t.Errorf("%+v", n)
		}
	})
	t.Run("RT-04 wat nog ontbreekt, staat in één weigering", func(t *testing.T) {
		necessity(t, begun()...).When(conclusion).ThenRefused(domain.Unmet, "categories", "purposes", "alternatives", "proportionality", "design", "defaults")
	})
	t.Run("RT-04 positief met voorwaarden noemt de voorwaarden; negatief laat niet starten", func(t *testing.T) {
		c := conclusion
		c.Outcome = NecessityConditional
		necessity(t, assessedAll("proportionate")...).When(c).ThenRefused(domain.Invalid, "conditions")
		c.Conditions = "Alleen met logging."
		if !necessityOf(t, necessity(t, assessedAll("proportionate")...).When(c)).AllowsStart() {
			t.Error("may not start")
		}
		c.Outcome = NecessityNegative
		if necessityOf(t, necessity(t, assessedAll("proportionate")...).When(c)).AllowsStart() {
			t.Error("may start")
		}
		c.Outcome = "misschien"
		necessity(t, assessedAll("proportionate")...).When(c).ThenRefused(domain.Invalid, "outcome")
	})
	t.Run("RT-04 nieuwe gegevens, een nieuw doel of nieuwe techniek heropent de beoordeling, en er mag niet meer worden gestart", func(t *testing.T) {
		done := append(assessedAll("proportionate"), NecessityAssessmentConcluded{Outcome: NecessityPositive})
		c := necessity(t, done...).When(ReopenNecessity{Cause: "data-category", Reason: "Inkomen erbij.", Categories: []string{"Inkomen"}}).ThenStatus(NecessityStarted)
		if necessityOf(t, c).AllowsStart() {
			t.Error("may start")
		}
		c.When(conclusion).ThenRefused(domain.Unmet, "categories", "proportionality")
		necessity(t, done...).When(ReopenNecessity{Cause: "technology", Reason: "AI."}).When(conclusion).ThenRefused(domain.Unmet, "alternatives", "proportionality", "design", "defaults")
		necessity(t, done...).When(ReopenNecessity{Cause: "data-category"}).ThenRefused(domain.Invalid, "reason", "categories")
		necessity(t, done...).When(ReopenNecessity{Cause: "purpose", Reason: "x"}).ThenRefused(domain.Invalid, "purposes")
		necessity(t, done...).When(alternatives).ThenRefused(domain.Conflict)
	})
}
