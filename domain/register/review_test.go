package register_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func TestAssessmentsCannotBeWalkedRound(t *testing.T) {
	t.Run("R-LED-11 wie beoordeelt is een persoon uit de lijst, geen naam", func(t *testing.T) {
		c := StartNecessity{Name: "Wmo", Activity: aboutActivity, Process: domaintest.Process, Purposes: []string{"Beslissen"}, Categories: []string{"Adres"}, Assessor: "J. Jansen"}
		necessity(t).When(c).ThenRefused(domain.Invalid, "assessor")
	})
	two := []any{NecessityAssessmentStarted{Name: "Wmo", Activity: aboutActivity, Process: domaintest.Process, Purposes: []string{"Beslissen", "Betalen"},
		Categories: []string{"IBAN"}, Assessor: "own"}}
	t.Run("R-4.6-01 wat voor één doel nodig is en voor een ander niet, mag in het register blijven", func(t *testing.T) {
		for _, list := range [][]any{{JustifyCategory{"IBAN", "Betalen", "Nodig."}, RejectCategory{"IBAN", "Beslissen", "Niet nodig."}},
			{RejectCategory{"IBAN", "Beslissen", "Niet nodig."}, JustifyCategory{"IBAN", "Betalen", "Nodig."}}} {
			n := necessityOf(t, necessity(t, two...).When(list[0]).When(list[1]))
			if len(n.Rejected()) != 0 || len(n.Judged) != 2 {
				t.Errorf("%+v", n.Judged)
			}
		}
		c := necessity(t, two...).When(RejectCategory{"IBAN", "Betalen", "Nee."}).When(RejectCategory{"IBAN", "Beslissen", "Nee."})
		if got := necessityOf(t, c).Rejected(); !slices.Equal(got, []string{"IBAN"}) {
			t.Errorf("%v", got)
		}
	})
	t.Run("R-2.3-05 een doel waarvoor nog geen gegevens zijn beoordeeld, houdt de afronding tegen, ook na heropenen", func(t *testing.T) {
		done := append(assessedAll("proportionate"), NecessityAssessmentConcluded{Outcome: NecessityPositive}, NecessityAssessmentReopened{Cause: "purpose", Reason: "x", Purposes: []string{"Betalen"}},
			ProportionalityAssessed{Outcome: "proportionate"})
		c := necessity(t, done...).When(conclusion)
		c.ThenRefused(domain.Unmet, "purposes")
		c.When(JustifyCategory{"Adres", "Betalen", "Nodig."}).When(conclusion).ThenStatus(NecessityConcluded)
	})
	t.Run("RT-04 na heropenen staat er geen datum en geen te laat meer", func(t *testing.T) {
		n := necessityOf(t, necessity(t, append(assessedAll("proportionate"), NecessityAssessmentConcluded{Outcome: NecessityPositive, Late: true}, NecessityAssessmentReopened{Cause: "technology"})...))
		if n.AssessedOn != "" || n.Late {
			t.Errorf("%+v", n)
		}
	})
}

func TestPurposeIsSigned(t *testing.T) {
	approve := ApprovePurpose{}
	t.Run("T-30 ‘geen DPIA nodig’ keurt de eigenaar niet goed zonder de privacybeheerder", func(t *testing.T) {
		c := purpose(t, asked()...).When(judgement(nil))
		c.When(approve).ThenRefused(domain.Unmet, "no_dpia_reason")
		c.As(domain.PB).When(judgement(nil)).As(domain.OWN).When(approve).ThenStatus(PurposeApproved)
	})
	t.Run("T-30 een nieuwe beoordeling van de eigenaar vraagt opnieuw de privacybeheerder", func(t *testing.T) {
		purpose(t, asked()...).As(domain.PB).When(judgement(nil)).As(domain.OWN).When(judgement(func(c *AssessPurpose) { c.Outcome = "compatible"; c.Link = "Anders." })).
			When(approve).ThenRefused(domain.Unmet, "no_dpia_reason")
	})
	t.Run("T-30 eigenaar en privacybeheerder zijn twee personen", func(t *testing.T) {
		town := domaintest.Town()
		town.Offices["own"] = append(town.Offices["own"], domain.PB)
		purpose(t, asked()...).Knowing(town).By("own", domain.PB).When(judgement(nil)).By("own", domain.OWN).When(approve).ThenRefused(domain.Unmet, "no_dpia_reason")
	})
	t.Run("RT-05 ook als geen DPIA nodig is, staat er geen onzin-kenmerk in het besluit", func(t *testing.T) {
		purpose(t, asked()...).As(domain.PB).When(judgement(nil)).As(domain.OWN).When(ApprovePurpose{DPIA: "van Jan"}).ThenRefused(domain.Unmet, "dpia")
	})
}

func TestQualityPerSystem(t *testing.T) {
	all := func(link BRPLink, more ...Quality) []Quality {
		return append([]Quality{{State: QualityInPlace, Kind: QualityInput, System: "A", BRPLink: link}, {State: QualityInPlace, Kind: QualitySystem, System: "A", BRPLink: link},
			{State: QualityInPlace, Kind: QualityInspect, System: "A", BRPLink: link}}, more...)
	}
	t.Run("R-4.7-03 een koppeling die met reden ontbreekt, vraagt verificatie vóór gebruik", func(t *testing.T) {
		list := all("direct", Quality{State: QualityAbsent, Kind: QualityLink, System: "B", BRPLink: "none"})
		if got := QualityMissing(list); !slices.Equal(got, []QualityKind{QualityVerify}) {
			t.Errorf("%v", got)
		}
		if got := QualityMissing(append(list, Quality{State: QualityInPlace, Kind: QualityVerify, System: "b", BRPLink: "none"})); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
	t.Run("T-66 verificatie in het ene systeem dekt het andere niet", func(t *testing.T) {
		list := all("none", Quality{State: QualityInPlace, Kind: QualityVerify, System: "B", BRPLink: "none"})
		if got := QualityMissing(list); !slices.Equal(got, []QualityKind{QualityVerify}) {
			t.Errorf("%v", got)
		}
	})
	t.Run("RT-08 wijzigen zet een maatregel niet in de toekomst", func(t *testing.T) {
		quality(t, inPlace()...).When(ChangeQuality{guard(func(q *QualityTerms) { q.Since = "2026-11-25" }), "x"}).ThenRefused(domain.Invalid, "since")
	})
}
