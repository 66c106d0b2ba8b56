package incidents_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/incidents"
)

func report() Report {
	return Report{Kind: "hack", Description: ref("description"), Discovered: "24-11-2026 09:00"}
}

func TestMelden(t *testing.T) {
	t.Run("R-B4-01 elke medewerker kan melden; alleen de accountant kiest daarvoor de rol medewerker", func(t *testing.T) {
		for _, r := range domain.Roles {
			c := incident(t, nil).As(r.Role).When(report())
			if r.Role == domain.ACC || r.Role == domain.SYS {
				c.ThenRefused(domain.Forbidden)
				continue
			}
			c.ThenEvents("SecurityIncidentReported")
		}
		incident(t, nil).By(domaintest.Person(domain.ACC), domain.EMP).When(report()).ThenEvents("SecurityIncidentReported")
	})
	t.Run("R-B4-01 de melder staat erin als persoon van de personenlijst, en de termijn loopt vanaf de ontdekking", func(t *testing.T) {
		incident(t, nil).As(domain.EMP).When(report()).Then(SecurityIncidentReported{Number: "INC-2026-11111111", Kind: "hack", Description: ref("description"),
			Discovered: "2026-11-24T08:00:00Z", Reporter: Employee, ReportedBy: "emp", ApDue: "2026-11-27T08:00:00Z", ApRule: APRule})
	})
	t.Run("G7 van een verwerker of iemand van buiten staat er geen persoon in", func(t *testing.T) {
		c := report()
		c.Reporter, c.Processor = Processor, "verwerker-1"
		if s := stateOf(t, incident(t, nil).When(c)); s.ReportedBy != "" || s.Links()[0] != "processor/verwerker-1" {
			t.Errorf("%+v", s)
		}
		c.Processor = ""
		incident(t, nil).When(c).ThenRefused(domain.Invalid, "processor")
		c.Reporter, c.ReportedBy = Outsider, "emp"
		incident(t, nil).When(c).ThenRefused(domain.Invalid, "reported_by")
	})
	t.Run("een melding zonder soort, tekst of ontdekking wordt geweigerd, en alles wat ontbreekt wordt genoemd", func(t *testing.T) {
		incident(t, nil).When(Report{}).ThenRefused(domain.Invalid, "kind", "description_ref", "discovered")
		c := report()
		c.Discovered = "24-11-2026 12:01"
		incident(t, nil).When(c).ThenRefused(domain.Invalid, "discovered")
	})
	t.Run("R-B4-02 de soorten zijn de voorbeelden van bijlage 1.4", func(t *testing.T) {
		for _, k := range []Kind{"hack", "fire", "lost-carrier", "wrong-letter", "other"} {
			c := report()
			c.Kind = k
			incident(t, nil).When(c).ThenEvents("SecurityIncidentReported")
		}
	})
}

func facts() InventoryFacts {
	return InventoryFacts{Circumstances: Circumstances{Process: domaintest.Process, How: "Telefoon."}, Inventory: "Feiten."}
}

func TestRapportage(t *testing.T) {
	t.Run("R-B4-03 OWN, PB en CISO leggen feiten en het verslag vast; de FG wordt geweigerd", func(t *testing.T) {
		only(t, reported(), facts(), domain.OWN, domain.PB, domain.CISO)
		only(t, reported(), DrawUpFacts{"Z-1"}, domain.OWN, domain.PB, domain.CISO)
		incident(t, reported()).When(facts()).ThenStatus(StatusInventoried)
	})
	t.Run("R-B4-03 feiten die later komen, brengen de rapportage niet terug", func(t *testing.T) {
		incident(t, sent(analysed())).When(facts()).ThenStatus(StatusSent)
	})
	t.Run("R-B4-04 zonder verslag van feiten en omstandigheden kan de analyse niet af", func(t *testing.T) {
		incident(t, inventoried()).When(Analyse{Analysis: "Oorzaak."}).ThenRefused(domain.Unmet)
		incident(t, reported()).When(Analyse{Analysis: "Oorzaak."}).ThenRefused(domain.Conflict)
		incident(t, factual()).When(Analyse{Analysis: "Oorzaak."}).ThenStatus(StatusAnalysed)
	})
	t.Run("R-B4-05 OWN, PB en CISO leggen de analyse vast; de FG wordt geweigerd", func(t *testing.T) {
		only(t, factual(), Analyse{Analysis: "Oorzaak."}, domain.OWN, domain.PB, domain.CISO)
	})
	t.Run("R-B4-06 CISO en FG geven advies; de eigenaar wordt geweigerd", func(t *testing.T) {
		only(t, analysed(), Advise{Text: "Meld."}, domain.CISO, domain.FG)
		if s := stateOf(t, incident(t, analysed()).As(domain.CISO).When(Advise{Text: "Meld."})); s.Advice[0].Role != domain.CISO {
			t.Errorf("%+v", s.Advice)
		}
	})
	t.Run("R-B4-08 PB en CISO stellen de rapportage op en versturen haar", func(t *testing.T) {
		draft := DraftReport{Document: "Z-R", Summary: "S."}
		only(t, analysed(), draft, domain.PB, domain.CISO)
		checked := append(analysed(), IncidentReportDrafted{Version: "1"}, IncidentReportChecked{})
		only(t, checked, SendReport{To: []Receiver{"owner"}}, domain.PB, domain.CISO)
		incident(t, checked).When(SendReport{}).ThenRefused(domain.Invalid, "to")
	})
	t.Run("R-B4-09 CISO en FG controleren; wie opstelde, controleert niet en geeft niet terug", func(t *testing.T) {
		drafted := func() *domaintest.Case {
			return incident(t, analysed()).As(domain.CISO).When(DraftReport{Document: "Z-R", Summary: "S."})
		}
		only(t, append(analysed(), IncidentReportDrafted{Version: "1"}), CheckReport{}, domain.CISO, domain.FG)
		drafted().When(CheckReport{}).ThenRefused(domain.Forbidden)
		drafted().When(ReturnReport{Reason: "Anders."}).ThenRefused(domain.Forbidden)
		drafted().As(domain.FG).When(CheckReport{}).ThenStatus(StatusChecked)
		c := drafted().As(domain.FG).When(ReturnReport{Reason: "Oorzaak ontbreekt."})
		c.ThenStatus(StatusAnalysed)
		if s := stateOf(t, c.As(domain.PB).When(DraftReport{Document: "Z-R2", Summary: "S."})); len(s.Drafts) != 2 || s.Drafts[0].Result != "teruggegeven" || s.Drafts[1].Version != 2 || s.Drafts[1].Drafter != "pb" {
			t.Errorf("%+v", s.Drafts)
		}
	})
	t.Run("R-B4-10 een rapportage die niet is gecontroleerd, kan niet worden verstuurd", func(t *testing.T) {
		incident(t, analysed(), IncidentReportDrafted{Version: "1"}).When(SendReport{To: []Receiver{"owner"}}).ThenRefused(domain.Conflict)
		incident(t, analysed(), IncidentReportDrafted{Version: "1"}, IncidentReportReturned{"Anders."}).When(SendReport{To: []Receiver{"owner"}}).ThenRefused(domain.Conflict)
	})
	t.Run("R-B4-11 PB of CISO legt de bespreking met de secretaris vast; zonder die kan het niet dicht", func(t *testing.T) {
		only(t, reported(), Discuss{On: "2026-11-24", Result: "Gezien."}, domain.PB, domain.CISO)
		incident(t, without[IncidentDiscussedWithSecretary](closable())).When(closing).ThenRefused(domain.Unmet, "discussed")
		incident(t, reported()).When(Discuss{On: "2026-11-25", Result: "Gezien."}).ThenRefused(domain.Invalid, "on")
	})
}

func TestDilemma(t *testing.T) {
	raised := append(analysed(), DilemmaRaised{"D1", "Bellen?"})
	answer := SettleDilemma{Dilemma: "D1", Answer: "Ja."}
	t.Run("R-B4-07 CISO en FG leggen een dilemma voor", func(t *testing.T) {
		only(t, analysed(), RaiseDilemma{"Bellen?"}, domain.CISO, domain.FG)
	})
	t.Run("R-B4-07 het gaat naar eigenaar, dan secretaris, dan bestuurder; elk antwoord blijft", func(t *testing.T) {
		c := incident(t, raised)
		c.As(domain.SEC).When(answer).ThenRefused(domain.Unmet)
		c.As(domain.MAYOR).When(answer).ThenRefused(domain.Unmet)
		c.As(domain.OWN).When(SettleDilemma{Dilemma: "D1", Answer: "Eigenaar."}).ThenEvents("DilemmaSettled")
		c.As(domain.OWN).When(answer).ThenRefused(domain.Unmet)
		c.As(domain.COL).When(answer).ThenRefused(domain.Unmet)
		c.As(domain.SEC).When(SettleDilemma{Dilemma: "D1", Answer: "Secretaris."}).ThenEvents("DilemmaSettled")
		c.As(domain.COL).When(SettleDilemma{Dilemma: "D1", Answer: "College."}).ThenEvents("DilemmaSettled")
		if d := stateOf(t, c).Dilemmas[0]; d.Owner != "Eigenaar." || d.Secretary != "Secretaris." || d.Executive != "College." {
			t.Errorf("%+v", d)
		}
		c.As(domain.MAYOR).When(answer).ThenRefused(domain.Invalid, "dilemma")
	})
	t.Run("een dilemma zonder alle antwoorden houdt het sluiten tegen", func(t *testing.T) {
		incident(t, closable(), DilemmaRaised{"D1", "Bellen?"}).When(closing).ThenRefused(domain.Unmet, "dilemma")
	})
}
