package rights_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/rights"
)

func TestPending(t *testing.T) {
	t.Run("R-5.2-02 een ontvankelijk bezwaar beperkt het gebruik meteen, met de ontvangst", func(t *testing.T) {
		c := given(t).As(domain.EMP).When(Receive{intake(Objection, care, permit)})
		c.ThenEvents("RequestReceived", "ProcessingRestrictedPending")
		s := domaintest.State[Request](c)
		f := s.Tells().(domain.RequestFacts)
		if !slices.Equal(f.Restricts, []string{"activity/" + care}) || f.Case != string(CaseObjection) || !f.Since.Equal(domaintest.Now) {
			t.Errorf("%+v", f)
		}
		given(t).As(domain.EMP).When(Receive{intake(Objection, permit)}).ThenEvents("RequestReceived")
	})
	t.Run("R-5.2-02 wordt pas later bekend om welke verwerking het gaat, dan beperkt het vanaf dat moment", func(t *testing.T) {
		scope := Assign{Scope: Scope{Process: domaintest.Process, Cross: domain.No, Activities: []string{care}}}
		owner(t, received(Objection, "2026-11-23")).When(scope).ThenEvents("RequestAssigned", "ProcessingRestrictedPending")
		owner(t, received(Objection, "2026-11-23", care), ProcessingRestrictedPending{[]string{care}, CaseObjection}).When(scope).ThenEvents("RequestAssigned")
	})
	t.Run("§5.3 een verzoek om beperking beperkt meteen, op het geval dat de verzoeker noemt", func(t *testing.T) {
		in := intake(Restricting, care)
		in.Case = CaseClaim
		given(t).As(domain.EMP).When(Receive{in}).ThenEvents("RequestReceived", "ProcessingRestrictedPending")
	})
	t.Run("§5.3 bij twijfel over de juistheid beperkt de eigenaar; alleen verwerkingen van het verzoek", func(t *testing.T) {
		owner(t, inHand(Rectification, care)...).When(RestrictPending{[]string{care}, CaseIncorrect}).ThenEvents("ProcessingRestrictedPending")
		owner(t, inHand(Rectification, care)...).When(RestrictPending{[]string{news}, CaseIncorrect}).ThenRefused(domain.Invalid, "activities")
		owner(t, inHand(Rectification, care)...).When(RestrictPending{[]string{care}, "zomaar"}).ThenRefused(domain.Invalid, "case")
	})
	t.Run("na het besluit beperkt het verzoek zelf niet meer", func(t *testing.T) {
		life := append(inHand(Objection, care), ProcessingRestrictedPending{[]string{care}, CaseObjection})
		c := owner(t, life...).When(JudgeObjection{Judging: judging(Granted), Weighing: ref("weighing")})
		if f := domaintest.State[Request](c).Tells().(domain.RequestFacts); len(f.Restricts) != 0 || !f.Granted {
			t.Errorf("%+v", f)
		}
	})
	t.Run("R-5.3-03 R-5.3-04 gegevens van een persoon wiens gegevens beperkt zijn, worden ook niet op een ander verzoek gewist", func(t *testing.T) {
		life := granted(Erasure, Judged{}, care)
		first := life[0].(RequestReceived)
		first.Together = []string{objected}
		life[0] = first
		owner(t, life...).When(EraseData{destroyed}).ThenStatus(StatusExecuted)
		for _, o := range []domaintest.Other{
			{Stream: "restriction/1", Links: []string{objected, "activity/" + care}, Versions: []any{domain.RestrictionFacts{Request: objected, Activity: "activity/" + care, Active: true}}},
			{Stream: "restriction/1", Links: []string{mine, "activity/" + care}, Versions: []any{domain.RestrictionFacts{Request: mine, Activity: "activity/" + care, Active: true}}},
		} {
			f := town()
			f.Others = append(f.Others, o)
			owner(t, life...).Knowing(f).When(EraseData{destroyed}).ThenRefused(domain.Unmet)
		}
	})
}

func restriction(c Case, more ...any) []any {
	return append([]any{RestrictionImposed{"BEP-1", domaintest.Process, RestrictionTerms{objected, "activity/" + care, "Brieven", c}}}, more...)
}

func limited(t *testing.T, role domain.Role, life ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, RestrictionRecord, life...).Knowing(town()).As(role)
}

func TestRestriction(t *testing.T) {
	impose := func(c Case) ImposeRestriction {
		return ImposeRestriction{domaintest.Process, RestrictionTerms{objected, "activity/" + care, "Brieven", c}}
	}
	lift := LiftRestriction{ToldOn: "2026-11-24", Why: "Afgehandeld."}
	asked := RecipientsAskedToRestrict{None: "Aan niemand verstrekt."}
	t.Run("R-5.3-01 een beperking noemt een van de vier gevallen", func(t *testing.T) {
		list := Case("").Choices()
		if len(list) != 4 {
			t.Fatalf("%d cases", len(list))
		}
		for _, c := range list {
			limited(t, domain.OWN).When(impose(Case(c.Value))).ThenStatus(RestrictionActive)
		}
		limited(t, domain.OWN).When(impose("")).ThenRefused(domain.Invalid, "case")
		limited(t, domain.OWN).When(impose("anders")).ThenRefused(domain.Invalid, "case")
	})
	t.Run("R-5.2-02 de klok opent wat het verzoek beperkt, en niets anders", func(t *testing.T) {
		f := town()
		f.Others = append(f.Others, domaintest.Other{Stream: "request/b", Versions: []any{domain.RequestFacts{Right: "objection", Case: string(CaseObjection), Restricts: []string{"activity/" + care}}}})
		c := limited(t, domain.SYS).Knowing(f).When(OpenRestriction{"request/b", "activity/" + care}).ThenStatus(RestrictionActive)
		if x := domaintest.State[Restriction](c); x.Case != CaseObjection || x.Process != domaintest.Process {
			t.Errorf("%+v", x)
		}
		limited(t, domain.SYS).Knowing(f).When(OpenRestriction{"request/b", "activity/" + news}).ThenRefused(domain.Unmet)
		limited(t, domain.OWN).Knowing(f).When(OpenRestriction{"request/b", "activity/" + care}).ThenRefused(domain.Forbidden)
	})
	t.Run("R-5.3-02 ‘mogelijk onjuist’ wordt niet opgeheven zonder dat de juistheid is nagegaan", func(t *testing.T) {
		limited(t, domain.OWN, restriction(CaseIncorrect, asked)...).When(lift).ThenRefused(domain.Unmet, "accuracy")
		c := limited(t, domain.OWN, restriction(CaseIncorrect, asked)...).When(CheckAccuracy{"correct", ref("check")})
		c.When(lift).ThenStatus(RestrictionLiftedStatus)
		limited(t, domain.OWN, restriction(CaseClaim)...).When(CheckAccuracy{"correct", ref("check")}).ThenRefused(domain.Conflict)
	})
	t.Run("R-5.2-03 R-5.3-05 een beperking na bezwaar blijft tot de afweging is vastgelegd", func(t *testing.T) {
		limited(t, domain.OWN, restriction(CaseObjection, asked)...).When(lift).ThenRefused(domain.Unmet, "weighing")
		c := limited(t, domain.OWN, restriction(CaseObjection, asked)...).When(WeighInterests{"person", ref("weighing")})
		c.When(lift).ThenStatus(RestrictionLiftedStatus)
		limited(t, domain.OWN, restriction(CaseIncorrect)...).When(WeighInterests{"person", ref("weighing")}).ThenRefused(domain.Conflict)
	})
	t.Run("R-5.3-06 zonder de ontvangers te vragen ook te beperken, of te zeggen dat er geen zijn: niet opheffen", func(t *testing.T) {
		limited(t, domain.OWN, restriction(CaseClaim)...).When(lift).ThenRefused(domain.Unmet, "parties")
		c := limited(t, domain.OWN, restriction(CaseClaim)...).When(AskRecipients{Parties: []string{"Zorgkantoor"}})
		c.When(lift).ThenStatus(RestrictionLiftedStatus)
		limited(t, domain.OWN, restriction(CaseClaim)...).When(AskRecipients{}).ThenRefused(domain.Invalid, "parties")
	})
	t.Run("R-5.3-07 op verzoek wordt de lijst van ingelichte organisaties gegeven en vastgelegd", func(t *testing.T) {
		c := limited(t, domain.OWN, restriction(CaseClaim, RecipientsAskedToRestrict{Parties: []string{"Zorgkantoor"}})...).When(ProvideRestrictionList{"2026-11-20"})
		c.Then(RestrictionRecipientListProvided{"2026-11-20", []string{"Zorgkantoor"}})
		if x := domaintest.State[Restriction](c); x.ListAsked != "2026-11-20" || x.ListGiven.IsZero() {
			t.Errorf("%+v", x)
		}
		limited(t, domain.OWN, restriction(CaseClaim)...).When(ProvideRestrictionList{"2026-11-25"}).ThenRefused(domain.Invalid, "asked_on")
	})
	t.Run("R-5.3-09 de betrokkene hoort het voordat de beperking wordt opgeheven", func(t *testing.T) {
		for _, c := range []LiftRestriction{{Why: "x"}, {ToldOn: "2026-11-25", Why: "x"}, {ToldOn: "2026-11-22", Why: "x"}} {
			limited(t, domain.OWN, restriction(CaseClaim, asked)...).When(c).ThenRefused(domain.Invalid, "told_on")
		}
	})
	t.Run("R-LED-19 gebruik tijdens de beperking is een feit, met zijn afwijking", func(t *testing.T) {
		breach := RecordBreach{domain.FindDeviation{Rule: "§5.3", What: "Brief verstuurd."}}
		c := limited(t, domain.JUR, restriction(CaseClaim)...).When(breach).ThenEvents("RestrictionBreached")
		x := domaintest.State[Restriction](c)
		if len(x.Deviations.Open()) != 1 {
			t.Errorf("%+v", x)
		}
		c.As(domain.PB).When(RemedyRestrictionDeviation{domain.RemedyDeviation{Deviation: x.Deviations[0].ID, How: "Ingetrokken."}}).ThenEvents("RestrictionNonComplianceRemedied")
	})
	t.Run("een beperking hoort bij een verzoek en een verwerking die er zijn, en bij het proces daarvan", func(t *testing.T) {
		c := impose(CaseClaim)
		c.Request, c.Activity, c.Data = "request/onbekend", "activity/onbekend", ""
		limited(t, domain.OWN).When(c).ThenRefused(domain.Invalid, "request", "activity", "data")
		c = impose(CaseObjection)
		c.Request = earlier
		limited(t, domain.OWN).When(c).ThenRefused(domain.Invalid, "case")
	})
}

func TestRestricted(t *testing.T) {
	const activity = "activity/" + care
	f := func(list ...domaintest.Other) domaintest.Facts { return domaintest.Facts{Others: list} }
	pending := domaintest.Other{Stream: "request/b", Links: []string{activity}, Versions: []any{domain.RequestFacts{Restricts: []string{activity}}}}
	lifted := domaintest.Other{Stream: "restriction/1", Links: []string{"request/b", activity}, Versions: []any{domain.RestrictionFacts{Request: "request/b", Activity: activity}}}
	t.Run("R-5.2-02 een bezwaar beperkt ook voordat de klok is langs geweest; daarna geldt de beperking zelf", func(t *testing.T) {
		if got := domain.Restricted(f(pending), activity); !slices.Equal(got, []string{"request/b"}) {
			t.Errorf("%v", got)
		}
		if got := domain.Restricted(f(pending, lifted), activity); len(got) != 0 {
			t.Errorf("%v", got)
		}
		if got := domain.Restricted(f(pending), "activity/"+news); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
	t.Run("R-5.2-02 een beperking die is opgeheven vóór de heropening, verbergt niet dat het bezwaar weer beperkt", func(t *testing.T) {
		again, before, now := pending, lifted, lifted
		again.Versions = []any{domain.RequestFacts{Restricts: []string{activity}, Since: noon("2026-11-20")}}
		before.Versions = []any{domain.RestrictionFacts{Request: "request/b", Activity: activity, Since: noon("2026-10-01"), Ended: noon("2026-11-01")}}
		now.Versions = []any{domain.RestrictionFacts{Request: "request/b", Activity: activity, Since: noon("2026-10-01"), Ended: noon("2026-11-21")}}
		if got := domain.Restricted(f(again, before), activity); !slices.Equal(got, []string{"request/b"}) {
			t.Errorf("%v", got)
		}
		if got := domain.Restricted(f(again, now), activity); len(got) != 0 {
			t.Errorf("lifted in this round: %v", got)
		}
	})
	t.Run("R-5.3-03 R-5.3-04 wat een verzoek betreft, is ook beperkt door een bezwaar van dezelfde persoon, tot die beperking is opgeheven", func(t *testing.T) {
		asks := domaintest.Other{Stream: "request/a", Links: []string{activity}, Versions: []any{domain.RequestFacts{Activities: []string{activity}}}}
		later := pending // names it: they came in one letter
		later.Links = []string{activity, "request/a"}
		if got := domain.Restricted(f(asks, later), "request/a"); !slices.Equal(got, []string{"request/b"}) {
			t.Errorf("%v", got)
		}
		if got := domain.Restricted(f(asks, later, lifted), "request/a"); len(got) != 0 {
			t.Errorf("lifted: %v", got)
		}
		imposed := lifted
		imposed.Versions = []any{domain.RestrictionFacts{Request: "request/b", Activity: activity, Active: true}}
		if got := domain.Restricted(f(asks, later, imposed), "request/a"); !slices.Equal(got, []string{"restriction/1"}) {
			t.Errorf("%v", got)
		}
		if got := domain.Restricted(f(asks, pending), "request/a"); len(got) != 0 {
			t.Errorf("of somebody else: %v", got)
		}
	})
}
