package incidents_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	. "github.com/heemstede/grootboek/domain/incidents"
)

func TestBetrokkenen(t *testing.T) {
	inform := Inform{Lead: "own", On: "2026-11-24", Channel: "letter", Number: "12", Text: "Uw brief.", Document: "Z-B"}
	t.Run("R-B4-17 OWN, PB, CISO en FG kunnen het informeren vastleggen; één persoon trekt het", func(t *testing.T) {
		only(t, breach(reported(), HighRisk), inform, domain.OWN, domain.PB, domain.CISO, domain.FG)
		x := inform
		x.Lead = ""
		incident(t, breach(reported(), HighRisk)).When(x).ThenRefused(domain.Invalid, "lead")
		if s := stateOf(t, incident(t, breach(reported(), HighRisk)).When(inform)); s.Lead != "own" || s.MustInform() || s.Informing.Yes != domain.Yes {
			t.Errorf("%+v", s)
		}
	})
	t.Run("§6 AVG art. 34 bij een hoog risico is niet informeren alleen mogelijk met een uitzondering van de wet", func(t *testing.T) {
		c := DecideInforming{Inform: domain.No, Reason: "Te veel werk."}
		incident(t, breach(reported(), HighRisk)).When(c).ThenRefused(domain.Invalid, "exception")
		incident(t, breach(reported(), SomeRisk)).When(c).ThenEvents("DataSubjectNotificationDecided")
		c.Exception = "unintelligible"
		incident(t, breach(reported(), HighRisk)).When(c).ThenEvents("DataSubjectNotificationDecided")
		incident(t, reported()).When(c).ThenRefused(domain.Unmet)
	})
	t.Run("R-B4-17 wie besluit te informeren, noemt wie het trekt, en een reden", func(t *testing.T) {
		incident(t, breach(reported(), HighRisk)).When(DecideInforming{Inform: domain.Yes}).ThenRefused(domain.Invalid, "reason", "lead")
	})
	t.Run("R-B4-18 zonder besluit over de betrokkenen, of zonder het te doen, kan het niet dicht", func(t *testing.T) {
		life := without[DataSubjectNotificationDecided](closable())
		incident(t, life).When(closing).ThenRefused(domain.Unmet, "inform")
		incident(t, life, DataSubjectNotificationDecided{Inform: domain.Yes, Lead: "own"}).When(closing).ThenRefused(domain.Unmet, "inform")
		incident(t, closable()).When(closing).ThenStatus(StatusClosed)
	})
}

func TestAdviezen(t *testing.T) {
	done := IncidentAdviceImplemented{How: "Lijst.", Evidence: "Z-W"}
	implement := ImplementAdvice{How: "Lijst.", Evidence: "Z-W"}
	enough := TestAdvice{Outcome: Sufficient, Findings: "Gezien."}
	t.Run("R-B4-19 alleen de eigenaar legt de uitvoering van adviezen vast", func(t *testing.T) {
		only(t, closable(), implement, domain.OWN)
	})
	t.Run("R-B4-19 een maatregel uit het incident die nog open staat, is niet uitgevoerd", func(t *testing.T) {
		incident(t, closable()).As(domain.OWN).Knowing(withMeasures(domain.MeasureFacts{})).When(implement).ThenRefused(domain.Unmet)
		incident(t, closable()).As(domain.OWN).Knowing(withMeasures(domain.MeasureFacts{Done: true})).When(implement).ThenEvents("IncidentAdviceImplemented")
	})
	t.Run("R-B4-20 alleen de FG toetst, en pas na de uitvoering en de toets van elke maatregel", func(t *testing.T) {
		only(t, append(closable(), done), enough, domain.FG)
		incident(t, closable()).As(domain.FG).When(enough).ThenRefused(domain.Unmet)
		incident(t, closable(), done).As(domain.FG).Knowing(withMeasures(domain.MeasureFacts{Done: true})).When(enough).ThenRefused(domain.Unmet)
		incident(t, closable(), done).As(domain.FG).Knowing(withMeasures(domain.MeasureFacts{Done: true, Settled: true})).When(enough).ThenEvents("IncidentAdviceTested")
	})
	t.Run("R-B4-20 met een advies dat niet of onvoldoende is getoetst, kan het incident niet dicht", func(t *testing.T) {
		settled := withMeasures(domain.MeasureFacts{Done: true, Settled: true})
		incident(t, closable(), done).Knowing(settled).When(closing).ThenRefused(domain.Unmet, "advice_tested")
		incident(t, closable(), done, IncidentAdviceTested{Outcome: Insufficient}).Knowing(settled).When(closing).ThenRefused(domain.Unmet, "advice_tested")
		incident(t, closable(), done, IncidentAdviceTested{Outcome: Sufficient}).Knowing(settled).When(closing).ThenStatus(StatusClosed)
		incident(t, closable(), done, IncidentAdviceTested{Outcome: Sufficient}).Knowing(withMeasures(domain.MeasureFacts{Done: true})).When(closing).ThenRefused(domain.Unmet, "advice_tested")
	})
}

func TestSluiten(t *testing.T) {
	t.Run("alleen de privacybeheerder sluit", func(t *testing.T) {
		only(t, closable(), closing, domain.PB)
	})
	t.Run("G12 T-16 deed een rol van bijlage 1 niet mee, dan vraagt sluiten een reden die de rollen noemt", func(t *testing.T) {
		incident(t, closable()).When(Close{}).ThenRefused(domain.Unmet, "absent_reason")
	})
	t.Run("alles wat ontbreekt, wordt in één keer genoemd", func(t *testing.T) {
		life := append(analysed(), IncidentReportDrafted{Version: "1"}, IncidentReportChecked{}, IncidentReportSent{})
		incident(t, life).When(Close{}).ThenRefused(domain.Unmet, "breach", "discussed", "advice", "recommendations", "absent_reason")
	})
	t.Run("een rapportage zonder aanbevelingen zegt waarom er geen zijn", func(t *testing.T) {
		incident(t, discussed(sent(noBreach(analysed())))).When(closing).ThenStatus(StatusClosed)
		life := append(discussed(noBreach(analysed())), IncidentAdviceGiven{Text: "A."}, IncidentReportDrafted{Version: "1"}, IncidentReportChecked{}, IncidentReportSent{})
		incident(t, life).When(closing).ThenRefused(domain.Unmet, "recommendations")
	})
	t.Run("nieuwe feiten heropenen een gesloten incident; wat vast lag blijft", func(t *testing.T) {
		c := incident(t, closable(), IncidentClosed{}).When(Reopen{Reason: "Gevonden."})
		c.ThenStatus(StatusSent)
		if s := stateOf(t, c); s.ApTold == "" || s.ClosedOn != "" {
			t.Errorf("%+v", s)
		}
		incident(t, closable(), IncidentClosed{}).When(Reopen{}).ThenRefused(domain.Invalid, "reason")
	})
}

func TestAfwijking(t *testing.T) {
	t.Run("R-LED-19 een afwijking wordt altijd vastgelegd, en wie haar deed vinkt haar niet af", func(t *testing.T) {
		c := incident(t, reported()).As(domain.CISO).When(FindIncidentDeviation{domain.FindDeviation{Rule: "bijlage 1.4", What: "Te laat gemeld."}})
		c.ThenEvents("IncidentNonComplianceFound")
		id := stateOf(t, c).Deviations.Open()[0].Value
		remedy := RemedyIncidentDeviation{domain.RemedyDeviation{Deviation: id, How: "Besproken."}}
		c.As(domain.OWN).When(remedy).ThenRefused(domain.Forbidden)
		c.As(domain.FG).When(remedy).ThenEvents("IncidentNonComplianceRemedied")
		c.As(domain.FG).When(remedy).Then()
	})
}
