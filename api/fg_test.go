package api_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
)

// startBy starts an audit as accountant.
func startBy(person string) events.Request {
	return events.Request{Record: "audit", ID: uuid.NewString(), By: domain.Stamp{Actor: person, Role: domain.ACC},
		Command: control.StartAudit{AuditScope: control.AuditScope{Control: control.TermsMet, From: "2026-01-01", Until: "2026-06-30", Question: "?", Seed: "z"}}}
}

func TestHetToezichtVanDeFG(t *testing.T) {
	s := newTestServer(t)
	s.on("2026-11-24")
	old := s.registered(complete("Van vorig jaar"))
	s.on("2027-02-01")
	s.registered(complete("Van februari"))
	s.do("activity", old, register.RecordRunning{Reason: "Bestond al."}, domain.OWN)
	s.do("activity", old, register.End{Reason: "Gestopt.", Data: "Vernietigd."}, domain.OWN)
	s.on("2027-05-01")
	s.registered(complete("Van mei"))
	fg := s.as(domain.FG)
	t.Run("R-LED-05 wat is gewijzigd tussen 1 januari en 31 maart: nieuw, gewijzigd en geëindigd, per soort", func(t *testing.T) {
		a := fg.page("/fg/verschil?van=01-01-2027&tot=31-03-2027")
		a.shows(t, "Verwerkingsactiviteiten 1 0 1")
		a.hides(t, "Procesregister", "Van mei")
		b := fg.page("/fg/verschil?van=01-01-2027&tot=31-03-2027&record=activity")
		b.shows(t, "Van februari bestond nog niet", "Van vorig jaar geregistreerd beëindigd", "Vergelijk")
		b.hides(t, "Van mei")
	})
	t.Run("R-LED-05 een vergelijking leidt naar de twee versies", func(t *testing.T) {
		if a := fg.get("/verwerkingen/" + old + "/vergelijken?van=2&naar=4"); a.status != http.StatusOK {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("een lege periode, een verkeerde datum en een onbekende soort geven een pagina", func(t *testing.T) {
		fg.page("/fg/verschil?van=01-01-2020&tot=31-12-2020").shows(t, "niets vastgelegd")
		fg.page("/fg/verschil?van=x").shows(t, "dd-mm-jjjj")
		fg.page("/fg/verschil?record=onzin&pagina=9")
	})
	t.Run("R-LED-14 de FG zoekt op woorden in de gebeurtenis zelf", func(t *testing.T) {
		fg.page("/geschiedenis?zoek=gestopt").shows(t, "Beëindigd")
		fg.page("/geschiedenis?zoek=gestopt").hides(t, "Aangeleverd door")
		fg.page("/geschiedenis?zoek=nergensteVinden").shows(t, "Er zijn geen gebeurtenissen")
		fg.page("/geschiedenis?zoek=gestopt&rol=PB").shows(t, "Er zijn geen gebeurtenissen")
	})
	t.Run("P23 lezen van persoonsgegevens, handelingen van beheerders en weigeringen staan bij elkaar, alleen voor de FG", func(t *testing.T) {
		fg.page("/fg").shows(t, "Niemand heeft persoonsgegevens gelezen.", "Wat deden beheerders?", "Aangewezen", "Wat is geweigerd?")
		for _, role := range []domain.Role{domain.PB, domain.ACC, domain.SEC} {
			if a := s.as(role).get("/fg"); a.status != http.StatusForbidden {
				t.Errorf("%s: %d", role, a.status)
			}
		}
	})
	t.Run("de achterstand staat per afdeling, met de verbeteringen", func(t *testing.T) {
		fg.page("/achterstand").shows(t, "Per afdeling", "IASZ", "Hoort bij geen proces", "Vlak voor een rapportage", "Verbeteringen")
	})
}
