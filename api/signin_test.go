package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

func TestEersteInrichting(t *testing.T) {
	s := newEmptyServer(t)
	token, first, err := s.api.Staff.FirstLink(t.Context(), 24*time.Hour, s.clock())
	if err != nil || !first {
		t.Fatalf("%v %v", first, err)
	}
	s.secrets = append(s.secrets, token)
	b := s.visitor()
	path := "/welkom/" + token

	t.Run("de pagina zegt wat er gebeurt, en herhaalt het geheim van de link niet", func(t *testing.T) {
		a := b.page(path)
		a.shows(t, "Grootboek inrichten", "U bent de eerste")
		if strings.Count(a.body, token) != 1 { // only where the form goes
			t.Errorf("the secret stands %d times on the page", strings.Count(a.body, token))
		}
	})
	t.Run("een te makkelijk wachtwoord wordt geweigerd, en wat er verder was getypt blijft staan", func(t *testing.T) {
		a := b.post(path, url.Values{"name": {"Saskia Verhulst"}, "email": {"sv@heemstede.example"}, "password": {"kort"}})
		if a.status != http.StatusUnprocessableEntity || s.head() != 0 {
			t.Fatalf("%d, %d events", a.status, s.head())
		}
		a.shows(t, "Er is een fout", "te kort")
		if f := a.form(); f.Get("name") != "Saskia Verhulst" || f.Get("email") != "sv@heemstede.example" || f.Get("password") != "" {
			t.Errorf("kept: %v", f)
		}
	})
	t.Run("daarna is de eerste ingelogd, en kiest een rol", func(t *testing.T) {
		if to := b.post(path, url.Values{"name": {"Saskia Verhulst"}, "email": {"sv@heemstede.example"}, "password": {password}}).to(t); to != "/rol" {
			t.Fatalf("on to %s", to)
		}
		b.page("/rol").shows(t, "In welke rol werkt u nu?", "Gemeentesecretaris", "Privacybeheerder")
		if to := b.get("/werk").to(t); to != "/rol" {
			t.Errorf("without a choice on to %s", to)
		}
		b.post("/rol", url.Values{"rol": {"SEC/"}})
		b.page("/werk").shows(t, "Saskia Verhulst", "Gemeentesecretaris", "Zo begint u")
	})
	t.Run("R-LED-04 wat de inrichting deed, staat in de geschiedenis met wie het deed", func(t *testing.T) {
		list, _ := s.api.Records.History(projections.HistoryFilter{Size: 10})
		if len(list) != 2 || list[1].Actor != domain.System || list[1].Role != domain.SYS || list[0].Role != domain.SEC {
			t.Fatalf("%d events", len(list))
		}
		if r := list[1].Fact.(governance.RoleAppointed); r.Role != domain.SEC || list[0].Fact.(governance.RoleAppointed).Role != domain.PB || list[0].Actor != r.Person {
			t.Errorf("%+v", r)
		}
	})
	t.Run("de link werkt één keer", func(t *testing.T) {
		for _, a := range []answer{s.visitor().get(path), s.visitor().post(path, url.Values{"name": {"Iemand Anders"}, "email": {"x@heemstede.example"}, "password": {password}})} {
			if a.status != http.StatusNotFound {
				t.Errorf("%d", a.status)
			}
			a.shows(t, "verlopen of al gebruikt")
		}
	})
	t.Run("een collega wordt uitgenodigd met een link, en kiest zelf een wachtwoord", func(t *testing.T) {
		b.post("/personen", url.Values{"name": {"Emma Noordam"}, "email": {"emma@heemstede.example"}})
		a := b.page("/personen")
		a.shows(t, "Emma Noordam", "nog geen account", "Toegevoegd aan de personenlijst")
		invite := regexp.MustCompile(`/personen/[0-9a-f-]+/uitnodigen`).FindString(a.body)
		a = b.post(invite, nil)
		link := regexp.MustCompile(`/welkom/([A-Za-z0-9_-]{43})`).FindStringSubmatch(a.text())
		if link == nil {
			t.Fatalf("no link: %s", a.short())
		}
		s.secrets = append(s.secrets, link[1])
		b.page("/personen").hides(t, link[1])
		guest := s.visitor()
		guest.page(link[0]).shows(t, "Welkom, Emma Noordam")
		guest.post(link[0], url.Values{"password": {"kikkers kwaken in de sloot"}})
		guest.page("/werk").shows(t, "Emma Noordam", "Medewerker")
	})
	t.Run("een persoon zonder naam of met een adres dat al bestaat wordt geweigerd, en blijft staan", func(t *testing.T) {
		a := b.post("/personen", url.Values{"name": {""}, "email": {"nieuw@heemstede.example"}})
		if a.status != http.StatusUnprocessableEntity || a.form().Get("email") != "nieuw@heemstede.example" {
			t.Errorf("%d, kept %v", a.status, a.form())
		}
		if a := b.post("/personen", url.Values{"name": {"Dubbel"}, "email": {"EMMA@heemstede.example"}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%d", a.status)
		}
	})
}

func TestInloggen(t *testing.T) {
	s := newTestServer(t)
	t.Run("wie nog niet is ingelogd gaat eerst inloggen, en komt dan waar hij wilde zijn", func(t *testing.T) {
		b := s.visitor()
		to := b.get("/verwerkingen?status=submitted").to(t)
		if to != "/inloggen?naar=%2Fverwerkingen%3Fstatus%3Dsubmitted" {
			t.Fatalf("on to %s", to)
		}
		f := b.form(to)
		f.Set("email", emailOf(domain.ACC))
		f.Set("password", password)
		if to := b.post("/inloggen", f).to(t); to != "/verwerkingen?status=submitted" {
			t.Errorf("on to %s", to)
		}
	})
	for _, evil := range []string{"//elders.example/", "https://elders.example/", `/\elders.example`, "/inloggen"} {
		t.Run("inloggen leidt niet naar elders: "+evil, func(t *testing.T) {
			b := s.visitor()
			if to := b.post("/inloggen", url.Values{"email": {emailOf(domain.ACC)}, "password": {password}, "naar": {evil}}).to(t); to != "/" {
				t.Errorf("on to %s", to)
			}
			if f := s.visitor().form("/inloggen?naar=" + url.QueryEscape(evil)); strings.Contains(f.Get("naar"), "elders") {
				t.Errorf("the form leads to %s", f.Get("naar"))
			}
		})
	}
	t.Run("een fout wachtwoord en een onbekend adres geven hetzelfde antwoord, en het adres blijft staan", func(t *testing.T) {
		a := s.visitor().post("/inloggen", url.Values{"email": {emailOf(domain.PB)}, "password": {"fout wachtwoord hier"}})
		b := s.visitor().post("/inloggen", url.Values{"email": {"niemand@heemstede.example"}, "password": {"fout wachtwoord hier"}})
		if a.status != http.StatusUnprocessableEntity || a.form().Get("email") != emailOf(domain.PB) || a.form().Get("password") != "" {
			t.Errorf("%d, kept %v", a.status, a.form())
		}
		if x, y := a.text(), b.text(); x != y || b.status != a.status {
			t.Errorf("%s\nand\n%s", x, y)
		}
	})
	t.Run("te vaak proberen wordt geremd", func(t *testing.T) {
		b := s.visitor()
		last := 0
		for range 30 {
			last = b.post("/inloggen", url.Values{"email": {"gok@heemstede.example"}, "password": {"fout wachtwoord hier"}}).status
			if last == http.StatusTooManyRequests {
				return
			}
		}
		t.Errorf("the last of 30 attempts got %d", last)
	})
	t.Run("uitloggen eindigt de sessie", func(t *testing.T) {
		b := s.visitor()
		b.signIn(emailOf(domain.ACC))
		b.post("/uitloggen", nil)
		b.get("/werk").to(t)
	})
	t.Run("een sessie eindigt na een uur zonder gebruik", func(t *testing.T) {
		s := newTestServer(t)
		b := s.as(domain.PB)
		b.page("/werk")
		s.at(s.clock().Add(61 * time.Minute))
		b.get("/werk").to(t)
	})
	t.Run("wat een ingelogde ziet wordt nergens bewaard", func(t *testing.T) {
		for _, path := range []string{"/werk", "/verwerkingen", "/geschiedenis"} {
			if got := s.as(domain.PB).page(path).header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("%s: %q", path, got)
			}
		}
	})
}

func TestRolKiezen(t *testing.T) {
	s := newTestServer(t)
	t.Run("R-LED-21 wie meer rollen heeft kiest er eerst één", func(t *testing.T) {
		b := s.visitor()
		b.signIn(emailOf(domain.TM))
		if to := b.get("/verwerkingen").to(t); to != "/rol" {
			t.Errorf("on to %s", to)
		}
		b.page("/rol").shows(t, "Teammanager", "Proceseigenaar", "Medewerker")
	})
	t.Run("R-LED-21 een rol die hij niet heeft wordt geweigerd", func(t *testing.T) {
		b := s.visitor()
		b.signIn(emailOf(domain.TM))
		for _, role := range []string{"FG/", "SYS/", "", "OWN/een-mandaat", "PB"} {
			if a := b.post("/rol", url.Values{"rol": {role}}); a.status != http.StatusForbidden {
				t.Errorf("%q: %d", role, a.status)
			}
		}
	})
	t.Run("R-LED-21 de vastlegging toont de rol waarin het formulier is geopend, ook als een tweede tabblad van rol wisselt", func(t *testing.T) {
		b := s.visitor()
		b.signIn(emailOf(domain.TM))
		b.post("/rol", url.Values{"rol": {"OWN/"}})
		f := b.form("/verwerkingen/_submit")
		f.Set("name", "Twee tabbladen")
		f.Set("process", wmo)
		b.post("/rol", url.Values{"rol": {"TM/"}})
		to := b.post("/verwerkingen/_submit", f).to(t)
		v := s.api.Records.Get("activity", strings.TrimPrefix(to, "/verwerkingen/"))
		if v == nil || v.Last().Role != domain.OWN || v.Last().Actor != s.person[domain.TM] {
			t.Fatalf("recorded at %s: %+v", to, v)
		}
		s.as(domain.PB).page(to).shows(t, "door Teun Kortekaas, Proceseigenaar")
	})
	t.Run("R-LED-21 een formulier dat een vreemde rol noemt wordt geweigerd, met wat er was getypt", func(t *testing.T) {
		b := s.as(domain.OWN)
		f := b.form("/verwerkingen/_submit")
		f.Set("name", "Vreemde rol")
		f.Set("rol", "PB/")
		before := s.head()
		a := b.post("/verwerkingen/_submit", f)
		if a.status != http.StatusForbidden || s.head() != before || a.form().Get("name") != "Vreemde rol" {
			t.Errorf("%d, %d new events, kept %q", a.status, s.head()-before, a.form().Get("name"))
		}
	})
	t.Run("R-LED-21 wie zijn rol verliest, verliest haar bij het volgende verzoek", func(t *testing.T) {
		s := newTestServer(t)
		b := s.as(domain.ACC)
		b.page("/geschiedenis")
		for _, v := range s.api.Records.OfType("role") {
			if v.Last().State.(governance.Appointment).Role == domain.ACC {
				s.do("role", v.ID, governance.EndRole{Until: "2026-11-23", Reason: "Klaar."}, domain.SEC)
			}
		}
		if a := b.get("/geschiedenis"); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
}

func TestMandaatOpDePagina(t *testing.T) {
	s := newTestServer(t)
	id := s.submitted(register.Content{Name: "Wmo-aanvragen", Process: wmo})
	owner := s.as(domain.OWN)
	f := owner.form("/processen/" + wmo + "/_mandate")
	f.Set("person", s.person[domain.EMP])
	f["commands"] = []string{"activity/supplement"}
	f.Set("from", "24-11-2026")
	f.Set("reason", "Drukte.")
	owner.post("/processen/"+wmo+"/_mandate", f).to(t)
	var mandate string
	for _, m := range s.api.Gov.Mandates(s.person[domain.EMP], s.clock()) {
		mandate = m.ID
	}
	b := s.visitor()
	b.signIn(emailOf(domain.EMP))
	choice := url.Values{"rol": {"OWN/" + mandate}}

	t.Run("R-3.2-04 de medewerker kiest het mandaat als rol en doet wat erin staat", func(t *testing.T) {
		b.page("/rol").shows(t, "Subproceseigenaar van Wmo, namens Teun Kortekaas")
		b.post("/rol", choice)
		f := b.form("/verwerkingen/" + id + "/_supplement")
		f.Set("department", "IASZ")
		b.post("/verwerkingen/"+id+"/_supplement", f).to(t)
	})
	t.Run("R-3.2-06 de tijdlijn toont wie, namens wie, en dat het een mandaat was", func(t *testing.T) {
		for _, path := range []string{"/verwerkingen/" + id, "/geschiedenis"} {
			s.as(domain.FG).page(path).shows(t, "door Emma Noordam, namens Teun Kortekaas (mandaat), Proceseigenaar")
		}
	})
	t.Run("R-3.2-05 wat er niet in staat wordt geweigerd", func(t *testing.T) {
		before := s.head()
		f := b.form("/verwerkingen/_submit")
		f.Set("name", "Buiten mandaat")
		f.Set("process", wmo)
		a := b.post("/verwerkingen/_submit", f)
		if a.status != http.StatusForbidden || s.head() != before {
			t.Errorf("%d, %d new events", a.status, s.head()-before)
		}
		a.shows(t, "Uw mandaat dekt ‘Aanleveren’ nu niet")
	})
	t.Run("R-3.2-08 het mandaat staat bij het proces van de eigenaar, R-3.1-03 met het college als eindverantwoordelijke", func(t *testing.T) {
		s.as(domain.FG).page("/processen/"+wmo).shows(t, "Proceseigenaar nu Teun Kortekaas", "Eindverantwoordelijk College van burgemeester en wethouders",
			"Mandaat Emma Noordam, namens Teun Kortekaas", "Verwerkingsactiviteit: Aanvullen", "vanaf 24-11-2026 tot het wordt ingetrokken")
	})
	t.Run("R-3.1-03 ook bij elke verwerking, al is de taak gemandateerd", func(t *testing.T) {
		s.as(domain.FG).page("/verwerkingen/"+id).shows(t, "Eindverantwoordelijk College van burgemeester en wethouders", "Dat blijft zo, ook bij een mandaat (§3.2).")
	})
	t.Run("R-3.2-07 de eerste opdracht na het intrekken wordt geweigerd, al stond het formulier al open", func(t *testing.T) {
		f := b.form("/verwerkingen/" + id + "/_supplement")
		f.Set("security", "Toegang op naam.")
		w := owner.form("/processen/" + wmo + "/_withdraw-mandate")
		w.Set("mandate", mandate)
		w.Set("reason", "Klaar.")
		owner.post("/processen/"+wmo+"/_withdraw-mandate", w).to(t)
		before := s.head()
		a := b.post("/verwerkingen/"+id+"/_supplement", f)
		if a.status != http.StatusForbidden || s.head() != before {
			t.Errorf("%d, %d new events: %s", a.status, s.head()-before, a.short())
		}
		if a := b.post("/rol", choice); a.status != http.StatusForbidden {
			t.Errorf("choosing it again: %d", a.status)
		}
		s.as(domain.FG).page("/processen/"+wmo).shows(t, "Mandaat Emma Noordam, namens Teun Kortekaas", "beëindigd")
	})
}
