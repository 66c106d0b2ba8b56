package api_test

import (
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/incidents"
)

func TestIncidentpagina(t *testing.T) {
	s := newTestServer(t)
	id := s.incident()
	path := "/incidenten/" + id
	start := s.clock()
	later := func(d time.Duration) { s.at(start.Add(d)) }
	no := breach()
	no.Risk, no.Reason = incidents.NotPlausible, "De brieven waren dicht."
	s.do("incident", id, no, domain.PB)
	later(time.Hour)
	s.do("incident", id, incidents.DecideAp{Notify: domain.No, Reason: "De brieven waren dicht.", Mandate: "Z-1", Advice: "Niet melden."}, domain.FG)
	later(2 * time.Hour)
	worse := breach()
	worse.Consequences = "Een brief bleek toch gelezen."
	s.do("incident", id, worse, domain.PB)
	later(3 * time.Hour)
	first := incidents.ApContent{Reference: "AP-1", Nature: "Brieven.", Complete: domain.No, Document: "Z-2"}
	s.do("incident", id, incidents.NotifyAp{ApContent: first}, domain.FG)
	later(4 * time.Hour)
	whole := first
	whole.Persons, whole.Records, whole.Consequences, whole.Measures, whole.Complete, whole.Nature = "12", "12", "Schaamte.", "Opgehaald.", domain.Yes, "Brieven, één gelezen."
	s.do("incident", id, incidents.SupplementAp{Phase: "amendment", ApContent: whole, Reason: "Er is meer bekend."}, domain.FG)
	later(5 * time.Hour)
	s.do("incident", id, incidents.WithdrawAp{Reason: "Toch geen datalek.", Document: "Z-3"}, domain.FG)
	pb := s.as(domain.PB)
	page := pb.page(path)

	t.Run("AVG 33(4) elke melding aan de AP staat er zoals zij is verstuurd, met de uren na de kennisname", func(t *testing.T) {
		page.shows(t, "eerste melding 24-11-2026 15:00 30 uur", "aanpassing 24-11-2026 16:00 31 uur", "intrekking 24-11-2026 17:00 32 uur")
	})
	t.Run("AVG 33(4) twee meldingen aan de AP naast elkaar: wat is er veranderd", func(t *testing.T) {
		diff := pb.page(path + "/ap-meldingen?van=1&naar=2")
		diff.shows(t, "Aard van de inbreuk", "Brieven, één gelezen.", "Aantal betrokkenen", "Waarschijnlijke gevolgen", "1: eerste melding, 24-11-2026 15:00", "2: aanpassing, 24-11-2026 16:00")
		diff.hides(t, "Meldnummer van de AP AP-1")
		if a := pb.get("/incidenten/" + s.incident() + "/ap-meldingen"); a.status != http.StatusNotFound {
			t.Errorf("nothing was sent: %d", a.status)
		}
	})
	t.Run("issue D het besluit om niet te melden is terug te zien met wat toen bekend was, op een vast adres", func(t *testing.T) {
		link := regexp.MustCompile(`href="(`+path+`\?bekend=[^"]+)"`).FindAllStringSubmatch(page.body, -1)
		if len(link) != 3 { // no, yes with the notification, and the notification
			t.Fatalf("links: %v", link)
		}
		then := pb.page(link[0][1])
		then.shows(t, "De brieven waren dicht.", "Melden bij de AP: nee")
		then.hides(t, "Een brief bleek toch gelezen.", "eerste melding", "Gemeld bij de AP 24")
		later(5*time.Hour + 5*time.Minute)
		s.do("incident", id, incidents.InventoryFacts{Circumstances: incidents.Circumstances{Process: wmo, How: "Telefoon."}, Inventory: "Nog later bekend."}, domain.PB)
		again := pb.page(link[0][1])
		again.hides(t, "Nog later bekend.")
		again.shows(t, "De brieven waren dicht.")
	})
	t.Run("het formulier van de AP vraagt naar de verwerker, en wat bekend is staat ernaast", func(t *testing.T) {
		page.shows(t, "3.3 Betrokken verwerker nog niet bekend", "9.2 Gevolgen Een brief bleek toch gelezen.", "6 Persoonsgegevens Gezondheid")
	})
}
