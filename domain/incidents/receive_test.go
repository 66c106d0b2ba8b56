package incidents_test

import (
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/incidents"
)

func received() Receive {
	return Receive{Kind: "hack", Description: ref("description"), Contact: ref("contact"), ProcessorAt: "23-11-2026 08:00"}
}

func TestVerwerkerMeldt(t *testing.T) {
	t.Run("AVG 33(2) de 72 uur lopen vanaf de ontvangst; wanneer de verwerker het wist, staat ernaast", func(t *testing.T) {
		incident(t, nil).As(domain.SYS).When(received()).Then(SecurityIncidentReported{Number: "INC-2026-11111111", Kind: "hack", Description: ref("description"), Contact: ref("contact"),
			Discovered: "2026-11-24T11:00:00Z", Reporter: Processor, ProcessorAt: "2026-11-23T07:00:00Z", ApDue: "2026-11-27T11:00:00Z", ApRule: APRule})
	})
	t.Run("wat ontbreekt wordt in één keer genoemd; een moment in de toekomst wordt geweigerd", func(t *testing.T) {
		incident(t, nil).As(domain.SYS).When(Receive{}).ThenRefused(domain.Invalid, "kind", "description_ref", "contact", "processor_aware")
		c := received()
		c.ProcessorAt = "25-11-2026 08:00"
		incident(t, nil).As(domain.SYS).When(c).ThenRefused(domain.Invalid, "processor_aware")
	})
	t.Run("niemand met een account meldt zo: alleen de openbare pagina", func(t *testing.T) {
		only(t, nil, received(), domain.SYS)
	})
}

func TestKluis(t *testing.T) {
	t.Run("R-LED-11, T-56 wat er is gebeurd staat in de kluis: een tekst of een ander dossier wordt geweigerd", func(t *testing.T) {
		c := report()
		c.Description = domain.VaultRef{Vault: domaintest.ID, Part: "description", Version: 1, Commitment: "Jan de Vries liep langs"}
		incident(t, nil).When(c).ThenRefused(domain.Invalid, "description_ref")
		c.Description = ref("description")
		c.Description.Vault = strings.Replace(domaintest.ID, "1", "2", 1)
		incident(t, nil).When(c).ThenRefused(domain.Invalid, "description_ref")
	})
	t.Run("T-56 een medewerker staat in de personenlijst; alleen wie van buiten meldt, heeft een contact in de kluis", func(t *testing.T) {
		c := report()
		c.Contact = ref("contact")
		incident(t, nil).When(c).ThenRefused(domain.Invalid, "contact")
		c.Reporter = Outsider
		if s := stateOf(t, incident(t, nil).When(c)); s.Contact != ref("contact") {
			t.Errorf("%+v", s.Contact)
		}
	})
	t.Run("T-56 namen van geraakte personen staan in de kluis, en blijven staan als de feiten later worden aangevuld", func(t *testing.T) {
		c := InventoryFacts{Circumstances: Circumstances{Process: domaintest.Process, How: "Telefoon."}, Inventory: "Feiten.", Persons: ref("persons")}
		with := append(reported(), IncidentFactsInventoried{Circumstances: c.Circumstances, Inventory: c.Inventory, Persons: c.Persons})
		incident(t, reported()).When(c).Then(with[1])
		c.Persons = domain.VaultRef{}
		if s := stateOf(t, incident(t, with).When(c)); s.Persons != ref("persons") {
			t.Errorf("%+v", s.Persons)
		}
		c.Persons = domain.VaultRef{Vault: "Jan"}
		incident(t, reported()).When(c).ThenRefused(domain.Invalid, "persons_ref")
	})
	t.Run("R-LED-20 zolang het incident loopt is er geen einde aan het bewaren; gesloten is afgehandeld", func(t *testing.T) {
		if k := stateOf(t, incident(t, closable())).Keeping(); k != (domain.Keeping{}) {
			t.Errorf("still open: %+v", k)
		}
		if k := stateOf(t, incident(t, closable(), IncidentClosed{})).Keeping(); k.Outcome != "handled" || k.Closed == "" {
			t.Errorf("closed: %+v", k)
		}
		if k := stateOf(t, incident(t, closable(), IncidentClosed{}, IncidentReopened{})).Keeping(); k != (domain.Keeping{}) {
			t.Errorf("opened again: %+v", k)
		}
	})
}

func TestToewijzen(t *testing.T) {
	jurist := domaintest.Person(domain.JUR)
	t.Run("1.5 alleen wie nu jurist is, kan worden toegewezen; twee keer zeggen verandert niets", func(t *testing.T) {
		incident(t, reported()).When(Assign{jurist}).Then(IncidentAssigned{jurist})
		incident(t, reported(), IncidentAssigned{jurist}).When(Assign{jurist}).ThenEvents()
		incident(t, reported()).When(Assign{domaintest.Person(domain.EMP)}).ThenRefused(domain.Invalid, "person")
	})
	t.Run("1.5 privacybeheerder, CISO en FG wijzen toe", func(t *testing.T) {
		for _, r := range domain.Roles {
			c := incident(t, reported()).As(r.Role).When(Assign{jurist})
			switch r.Role {
			case domain.PB, domain.CISO, domain.FG:
				c.ThenEvents("IncidentAssigned")
			default:
				c.ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("1.5 secretaris en bestuurder lezen pas mee als een dilemma aan hen is voorgelegd", func(t *testing.T) {
		life := append(analysed(), DilemmaRaised{Dilemma: "D1", Subject: "Bellen?"})
		s := stateOf(t, incident(t, life))
		if s.PutTo(domain.SEC) || s.PutTo(domain.MAYOR) || s.PutTo(domain.COL) || s.PutTo(domain.DOM) {
			t.Error("the owner is first")
		}
		s.Dilemmas[0].Owner = "Ja."
		if !s.PutTo(domain.SEC) || s.PutTo(domain.MAYOR) {
			t.Error("now it is the secretary's")
		}
		s.Dilemmas[0].Secretary = "Ja."
		if !s.PutTo(domain.SEC) || !s.PutTo(domain.MAYOR) || !s.PutTo(domain.COL) || s.PutTo(domain.DOM) {
			t.Error("now it is the executive's; the secretary still knows")
		}
	})
}
