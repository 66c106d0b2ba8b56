package register_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func TestConfirm(t *testing.T) {
	t.Run("R-B1-02 de eigenaar bevestigt, en daarmee is bekend wanneer het nog klopte", func(t *testing.T) {
		c := activity(t, active(complete())).As(domain.OWN).When(Confirm{}).Then(ActualityConfirmed{})
		if got := stateOf(t, c).LastConfirmed; !got.Equal(domaintest.Now) {
			t.Errorf("confirmed %v", got)
		}
	})
	t.Run("R-LED-18 een bevestiging die later wordt vastgelegd over vroeger, maakt het laatste moment niet ouder", func(t *testing.T) {
		c := activity(t, active(complete())).As(domain.OWN).When(Confirm{}).At(domaintest.Now.AddDate(-1, 0, 0)).When(Confirm{})
		if got := stateOf(t, c).LastConfirmed; !got.Equal(domaintest.Now) {
			t.Errorf("confirmed %v", got)
		}
	})
}

func TestTest(t *testing.T) {
	test := Test{Quality: "sufficient", Currency: "insufficient", Correctness: "not-tested", Completeness: "sufficient", Findings: " Verouderd. ", OwnWork: domain.No}
	t.Run("R-B1-05 een toets heeft vier uitkomsten: kwaliteit, actualiteit, juistheid en volledigheid", func(t *testing.T) {
		c := activity(t, active(complete())).As(domain.FG).When(test).
			Then(RegisterEntryTested{Quality: "sufficient", Currency: "insufficient", Correctness: "not-tested", Completeness: "sufficient", Findings: "Verouderd."})
		if got := stateOf(t, c).LastTested; !got.Equal(domaintest.Now) {
			t.Errorf("tested %v", got)
		}
	})
	t.Run("R-B1-05 ontbreekt een uitkomst, dan is het geen toets: geweigerd", func(t *testing.T) {
		activity(t, active(complete())).As(domain.FG).When(Test{}).ThenRefused(domain.Invalid, "quality", "currency", "correctness", "completeness", "own_work")
	})
	t.Run("R-B1-05 een onvoldoende zonder bevindingen: geweigerd", func(t *testing.T) {
		c := test
		c.Findings = " "
		activity(t, active(complete())).As(domain.FG).When(c).ThenRefused(domain.Invalid, "findings")
	})
	t.Run("R-B1-05 niemand dan de FG toetst", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role != domain.FG {
				activity(t, active(complete())).As(r.Role).When(test).ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("T-11 een toets op eigen werk mag, en is gemarkeerd", func(t *testing.T) {
		c := test
		c.OwnWork, c.Currency, c.Findings = domain.Yes, "sufficient", ""
		activity(t, active(complete())).As(domain.FG).When(c).
			Then(RegisterEntryTested{Quality: "sufficient", Currency: "sufficient", Correctness: "not-tested", Completeness: "sufficient", OwnWork: true})
	})
}

func TestAssess(t *testing.T) {
	t.Run("R-3.1-09 het management legt de afweging van belangen en risico’s vast", func(t *testing.T) {
		for _, r := range []domain.Role{domain.OWN, domain.DOM, domain.SEC} {
			activity(t, registered(complete())).As(r).When(Assess{" Zorg snel leveren. ", "Te veel inzage.", "Doorgaan met logging."}).
				Then(ManagementAssessmentRecorded{"Zorg snel leveren.", "Te veel inzage.", "Doorgaan met logging."})
		}
	})
	t.Run("R-3.1-09 zonder belangen, risico’s of conclusie: geweigerd", func(t *testing.T) {
		activity(t, registered(complete())).As(domain.SEC).When(Assess{}).ThenRefused(domain.Invalid, "interests", "risks", "conclusion")
	})
}

func TestDeviations(t *testing.T) {
	find := FindDeviation{Rule: " §4.9 ", What: "Loopt zonder DPIA.", Since: "2026-01-01"}
	found := NonComplianceFound{Deviation: "a1", Rule: "§4.9", What: "Loopt zonder DPIA.", Since: "2026-01-01"}
	for _, s := range states {
		t.Run("R-LED-19 in de status ‘"+nl(s.status)+"’ wordt een feit nooit geweigerd, en blijft het zichtbaar tot het is hersteld", func(t *testing.T) {
			c := activity(t, s.events).As(domain.PB).When(find).
				Then(NonComplianceFound{Deviation: domaintest.Command, Rule: "§4.9", What: "Loopt zonder DPIA.", Since: "2026-01-01"}).ThenStatus(s.status)
			if d := stateOf(t, c).Deviations; len(d) != 1 || !d[0].Open() || !d[0].On.Equal(domaintest.Now) {
				t.Fatalf("deviations %+v", d)
			}
			c.As(domain.FG).When(RemedyDeviation{domaintest.Command, "DPIA gedaan."}).Then(NonComplianceRemedied{domaintest.Command, "DPIA gedaan."})
			if d := stateOf(t, c).Deviations; len(d) != 1 || d[0].Open() {
				t.Errorf("deviations %+v", d)
			}
		})
	}
	t.Run("R-LED-19 herstellen raakt alleen de afwijking die is genoemd", func(t *testing.T) {
		other := found
		other.Deviation = "a2"
		c := activity(t, active(complete()), found, other).As(domain.PB).When(RemedyDeviation{"a2", "Gedaan."})
		if d := stateOf(t, c).Deviations; !d[0].Open() || d[1].Open() {
			t.Errorf("deviations %+v", d)
		}
	})
	t.Run("R-LED-19 een afwijking noemt de regel en wat er is vastgesteld; een datum die niet bestaat is geen datum", func(t *testing.T) {
		activity(t, active(complete())).As(domain.PB).When(FindDeviation{Since: "2026-02-30"}).ThenRefused(domain.Invalid, "rule", "what", "since")
	})
	t.Run("R-LED-19 herstellen noemt welke afwijking en hoe", func(t *testing.T) {
		activity(t, active(complete()), found).As(domain.PB).When(RemedyDeviation{"a9", " "}).ThenRefused(domain.Invalid, "deviation", "how")
	})
	t.Run("R-LED-19 twee keer herstellen verandert niets", func(t *testing.T) {
		activity(t, active(complete()), found, NonComplianceRemedied{"a1", "Gedaan."}).As(domain.FG).When(RemedyDeviation{"a1", "Gedaan."}).Then()
	})
	t.Run("R-LED-19 de eigenaar kan zijn eigen afwijking vastleggen, maar niet wegstrepen", func(t *testing.T) {
		activity(t, active(complete())).As(domain.OWN).When(find).ThenEvents("NonComplianceFound")
		activity(t, active(complete()), found).As(domain.OWN).When(RemedyDeviation{"a1", "Gedaan."}).ThenRefused(domain.Forbidden)
	})
}
