package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/transparency"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// textOf is a text out of the register about activities, with what the register does not know filled in.
func (s *server) textOf(kind transparency.Kind, activities ...string) (t transparency.Text) {
	s.t.Helper()
	var streams []string
	for _, id := range activities {
		streams = append(streams, "activity/"+id)
	}
	s.api.Live.View(func() {
		t = projections.NewInformation(s.api.Register).Draft(kind, "Inwoners die hulp aanvragen", streams)
	})
	t.Obligatory, t.Channel, t.Address = "Ja. Anders kan de gemeente niet helpen.", "Bij het aanvraagformulier", "www.heemstede.nl/hulp"
	return t
}

// published is a text that people can read.
func (s *server) published(t transparency.Text) string {
	s.t.Helper()
	id := uuid.NewString()
	s.do("notice", id, transparency.DraftNotice{Text: t}, domain.PB)
	s.publishNext(id)
	return id
}

func (s *server) publishNext(id string) {
	s.t.Helper()
	s.do("notice", id, transparency.ApproveNotice{}, domain.OWN)
	s.do("notice", id, transparency.PublishNotice{From: calendar.On(s.clock())}, domain.PB)
}

// marked lets the clock do what is due for texts, and tells how much that was.
func (s *server) marked() (n int) {
	s.t.Helper()
	for _, d := range projections.NewInformation(s.api.Register).Due(s.api.Live) {
		_, err := s.api.Do(s.t.Context(), events.Request{Record: d.Record, ID: d.ID, Command: d.Command, By: domain.Stamp{Actor: domain.System, Role: domain.SYS}})
		ok(s.t, err)
		n++
	}
	return n
}

func TestEenTekstUitHetRegister(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	pb, owner, visitor := s.as(domain.PB), s.as(domain.OWN), s.visitor()
	var at string // the address of the record

	t.Run("§4.2 wie een tekst opstelt, kiest eerst de verwerkingen uit het register", func(t *testing.T) {
		pb.page("/verklaringen/_draft").shows(t, "Tekst opstellen uit het register", "Cookiemelding", "Alle processen")
		pb.page("/verklaringen/_draft?soort=service&doelgroep=Inwoners&proces="+wmo).shows(t, "Wmo-aanvragen")
		if a := pb.page("/verklaringen/_draft?soort=service&proces=33333333-3333-4333-8333-3333333333ff"); a.has("Wmo-aanvragen") {
			t.Error("activities of another process")
		}
	})
	t.Run("§4.2 het voorstel zegt wat het register zegt, in gewone taal, met de versie waaruit het komt", func(t *testing.T) {
		f := pb.form("/verklaringen/_draft?soort=service&doelgroep=Inwoners&proces=" + wmo + "&verwerking=" + id)
		for field, want := range map[string]string{"covered": "activity/" + id + "@3", "purposes": "Aanvragen beoordelen", "recipients": "Zorgaanbieders", "kind": "service", "audience": "Inwoners",
			"process": wmo, "retention": "Wmo-dossier, 15 jaar: 15 jaar einde voorziening", "moment": "before-provision", "measures": "Toegang op naam.", "categories": "", "right_to_object": ""} {
			if got := f.Get(field); got != want {
				t.Errorf("%s: %q, want %q", field, got, want)
			}
		}
		for field, part := range map[string]string{"controller": "Raadhuisplein 1", "grounds": "de wet verplicht de gemeente dit te doen. (Wmo 2015, artikel 2.3.2)", "rights": "wissen", "access": "balie", "complaint": "Autoriteit Persoonsgegevens"} {
			if !strings.Contains(f.Get(field), part) {
				t.Errorf("%s: %q", field, f.Get(field))
			}
		}
		at = pb.post("/verklaringen/_draft", f).to(t)
		pb.page(at).shows(t, "concept", "Dit ontbreekt nog", "Zeg of iemand de gegevens moet geven", "Zeg hoe iemand deze informatie krijgt.")
	})
	t.Run("R-4.1-12 goedkeuren noemt alles wat ontbreekt", func(t *testing.T) {
		a := owner.post(at+"/_approve", owner.form(at+"/_approve"))
		if a.status != http.StatusConflict && a.status != http.StatusUnprocessableEntity {
			t.Errorf("%d", a.status)
		}
		a.shows(t, "Zeg of iemand de gegevens moet geven", "Zeg hoe iemand deze informatie krijgt.", "Zeg waar de informatie staat.")
	})
	t.Run("P2 aangevuld, goedgekeurd en gepubliceerd: iedereen leest de tekst, met de FG en zonder namen van anderen", func(t *testing.T) {
		f := pb.form(at + "/_redraft")
		f.Set("obligatory", "Ja.")
		f.Set("channel", "Bij het formulier")
		f.Set("address", "www.heemstede.nl/hulp")
		pb.post(at+"/_redraft", f).to(t)
		if a := visitor.get("/privacyverklaringen/" + strings.TrimPrefix(at, "/verklaringen/")); a.status != http.StatusNotFound {
			t.Errorf("a draft is public: %d", a.status)
		}
		owner.post(at+"/_approve", owner.form(at+"/_approve")).to(t)
		f = pb.form(at + "/_publish")
		f.Set("from", "24-11-2026")
		pb.post(at+"/_publish", f).to(t)
		pb.page(at).shows(t, "gepubliceerd", "Van deze tekst is 1 versie gepubliceerd.", "Gepubliceerde versies")
		visitor.page("/privacyverklaringen").shows(t, "Wmo-aanvragen", "Inwoners", "Extra informatie bij een dienst")
		a := visitor.page("/privacyverklaringen/" + strings.TrimPrefix(at, "/verklaringen/"))
		a.shows(t, "Waarvoor gebruikt de gemeente uw gegevens? Aanvragen beoordelen", "Wie krijgen uw gegevens nog meer? Zorgaanbieders", "Hoe kunt u uw gegevens inzien?",
			"Hoe gaat de gemeente zorgvuldig met uw gegevens om?", "Frits Zandvliet, functie-fg@heemstede.example", "versie 1, geldt vanaf 24-11-2026")
		a.hides(t, "Teun Kortekaas", "Petra Bloemen", "U kunt bezwaar maken", "oudere versie")
	})
	t.Run("R-4.2-14 het openbare register wijst naar de teksten en naar hoe iemand zijn gegevens inziet", func(t *testing.T) {
		if a := visitor.page("/register"); !strings.Contains(a.body, `href="/privacyverklaringen"`) {
			t.Error("no link on the list")
		}
		a := visitor.page("/register/" + id)
		if !strings.Contains(a.body, `href="/privacyverklaringen/`+strings.TrimPrefix(at, "/verklaringen/")) || !strings.Contains(a.body, `href="/privacyverklaringen"`) {
			t.Error("no links on the page of the activity")
		}
		visitor.page("/privacyverklaringen").shows(t, "Vraag het aan de balie")
	})
	t.Run("een tekst die er niet is, of een versie die nog niet geldt, heeft geen pagina", func(t *testing.T) {
		for _, path := range []string{uuid.NewString(), "onzin", strings.TrimPrefix(at, "/verklaringen/") + "/versie/2", strings.TrimPrefix(at, "/verklaringen/") + "/versie/0", strings.TrimPrefix(at, "/verklaringen/") + "/versie/x"} {
			if a := visitor.get("/privacyverklaringen/" + path); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.status)
			}
		}
	})
}

func TestHetRegisterHaaltEenTekstIn(t *testing.T) {
	s := newTestServer(t)
	first, other := complete("Wmo-aanvragen"), complete("Wmo-klachten")
	id, second := s.registered(first), s.registered(other)
	notice := s.published(s.textOf("service", id))
	s.published(s.textOf("service", second))
	amend := func(c register.Content) {
		s.do("activity", id, register.Amend{Content: c, Reason: "Nieuw."}, domain.PB)
	}
	t.Run("R-4.2-16 een wijziging die de tekst niet raakt, doet niets", func(t *testing.T) {
		first.Systems = []register.System{{Name: "Suite"}}
		amend(first)
		if n := s.marked(); n != 0 {
			t.Errorf("%d texts marked", n)
		}
	})
	t.Run("R-4.2-16 een nieuwe ontvanger maakt alleen de tekst over die verwerking ‘te herzien’, één keer", func(t *testing.T) {
		first.Recipients = append(first.Recipients, "Politie")
		amend(first)
		if n := s.marked(); n != 1 {
			t.Errorf("%d texts marked", n)
		}
		if n := s.marked(); n != 0 {
			t.Errorf("%d texts marked again", n)
		}
		pb := s.as(domain.PB)
		pb.page("/verklaringen/"+notice).shows(t, "te herzien", "Het register is gewijzigd.")
		pb.page("/werk").shows(t, "Herziening nodig")
	})
	t.Run("R-4.2-15 opnieuw opgesteld uit het register: de nieuwe tekst noemt de ontvanger, de oude blijft met haar periode", func(t *testing.T) {
		f := s.as(domain.PB).form("/verklaringen/" + notice + "/_redraft?opnieuw=ja")
		if f.Get("recipients") != "Zorgaanbieders\r\nPolitie" || f.Get("channel") != "Bij het aanvraagformulier" || f.Get("audience") != "Inwoners die hulp aanvragen" {
			t.Fatalf("form %v", f)
		}
		s.as(domain.PB).post("/verklaringen/"+notice+"/_redraft", f).to(t)
		s.on("2026-12-05").publishNext(notice)
		if n := s.marked(); n != 0 {
			t.Errorf("%d texts marked", n)
		}
		visitor := s.visitor()
		now := visitor.page("/privacyverklaringen/" + notice)
		now.shows(t, "Politie", "versie 2, geldt vanaf 05-12-2026", "Alle versies van deze tekst", "24-11-2026")
		old := visitor.page("/privacyverklaringen/" + notice + "/versie/1")
		old.shows(t, "Dit is een oudere versie", "versie 1, gold van 24-11-2026 tot en met 05-12-2026", "Bekijk de tekst van nu")
		old.hides(t, "Politie")
		visitor.page("/privacyverklaringen?bekend=30-11-2026").shows(t, "Wmo-aanvragen", "24-11-2026")
		visitor.page("/privacyverklaringen?bekend=23-11-2026").hides(t, "Wmo-aanvragen")
	})
	t.Run("R-4.2-16 ook een bewaarregel die wijzigt, raakt elke tekst die erop berust", func(t *testing.T) {
		s.on("2026-12-06").do("retention", sevenYear, register.ChangeRetentionRule{RetentionTerms: register.RetentionTerms{Name: "Wmo-dossier, 20 jaar", Category: "Dossier", Period: "P20Y",
			Starts: "einde voorziening", Basis: "law", Citation: "Wmo 2015 artikel 5.3.4", Destroyable: domain.Yes}, Reason: "Wet gewijzigd."}, domain.PB)
		if n := s.marked(); n != 2 {
			t.Errorf("%d texts marked", n)
		}
	})
	t.Run("RT-06 een ingetrokken tekst staat er niet meer bij, en op haar vaste adres met de waarschuwing", func(t *testing.T) {
		s.do("notice", notice, transparency.WithdrawNotice{Reason: "Beëindigd."}, domain.OWN)
		s.on("2026-12-06")
		if a := s.visitor().get("/privacyverklaringen/" + notice); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
		s.visitor().page("/privacyverklaringen/"+notice+"/versie/2").shows(t, "Deze tekst geldt niet meer.", "Politie")
	})
}

func TestWasEenInwonerGeinformeerd(t *testing.T) {
	s := newTestServer(t)
	id, exempt := s.registered(complete("Wmo-aanvragen")), s.registered(complete("Aanslagen"))
	text := s.textOf("service", id)
	text.Objection = "Bezwaar kan altijd."
	notice := s.published(text)
	s.do("notice", uuid.NewString(), transparency.RecordExemption{Name: "Basisregistratie", Process: wmo,
		Exemption: transparency.Exemption{Activity: "activity/" + exempt, Ground: "law", Reason: "De wet schrijft het voor."}}, domain.OWN)
	s.do("notice", notice, transparency.RecordInformationMoment{Activity: "activity/" + id, Moment: transparency.BeforeProvision, Channel: "Formulier op de website"}, domain.OWN)
	s.on("2026-12-05")
	text.Retention = "U leest in het register hoe lang."
	s.do("notice", notice, transparency.RedraftNotice{Text: text}, domain.PB)
	s.publishNext(notice)
	s.do("notice", notice, transparency.RecordInformationMoment{Activity: "activity/" + id, Moment: transparency.AtRecording, Channel: "Folder bij de brief"}, domain.OWN)
	fg := s.as(domain.FG)
	ask := func(activity, day string) answer {
		return fg.page("/geinformeerd?" + url.Values{"verwerking": {activity}, "dag": {day}}.Encode())
	}
	t.Run("§4.2 vóór de eerste tekst: nee", func(t *testing.T) {
		a := ask(id, "23-11-2026")
		a.shows(t, "Nee, er gold geen tekst", "Er is tot en met deze dag niet apart vastgelegd")
		a.hides(t, "15 jaar", "Formulier op de website")
	})
	t.Run("§4.2 toen de eerste versie gold: ja, met de tekst van die dag en wat er tot dan is vastgelegd", func(t *testing.T) {
		a := ask(id, "30-11-2026")
		a.shows(t, "Ja, er gold een tekst", "Wmo-dossier, 15 jaar", "versie 1, gold van 24-11-2026 tot en met 05-12-2026", "Formulier op de website", "Voordat iemand gegevens geeft", "Frits Zandvliet", "Bezwaar kan altijd.")
		a.hides(t, "U leest in het register hoe lang.", "Folder bij de brief")
	})
	t.Run("R-4.2-15 op de dag van de wijziging golden beide versies, daarna alleen de nieuwe", func(t *testing.T) {
		ask(id, "05-12-2026").shows(t, "Wmo-dossier, 15 jaar", "U leest in het register hoe lang.", "Folder bij de brief")
		ask(id, "06-12-2026").hides(t, "Wmo-dossier, 15 jaar")
	})
	t.Run("R-4.2-10 te laat geïnformeerd staat erbij als afwijking van de tekst", func(t *testing.T) {
		fg.page("/verklaringen/"+notice).shows(t, "Mensen zijn later geïnformeerd dan het beleid vraagt.")
	})
	t.Run("R-LED-05 zoals het grootboek het eerder wist", func(t *testing.T) {
		fg.page("/geinformeerd?bekend=30-11-2026&dag=05-12-2026&verwerking="+id).shows(t, "versie 1, geldt vanaf 24-11-2026")
		fg.page("/geinformeerd?bekend=23-11-2026&dag=05-12-2026&verwerking="+id).shows(t, "Nee, er gold geen tekst")
	})
	t.Run("AVG 14 lid 5 met een vrijstelling: nee, en dat hoefde niet; daarvoor niet", func(t *testing.T) {
		ask(exempt, "30-11-2026").shows(t, "Nee, en dat hoefde niet", "De wet schrijft het voor.")
		ask(exempt, "23-11-2026").shows(t, "Nee, er gold geen tekst")
	})
	t.Run("zonder verwerking vraagt de pagina er een, en een dag die er niet is wordt gezegd", func(t *testing.T) {
		fg.page("/geinformeerd").shows(t, "Kies een verwerking en een dag.", "Wmo-aanvragen")
		fg.page("/geinformeerd?dag=gisteren&verwerking="+id).shows(t, "Schrijf de datum als dd-mm-jjjj.")
		fg.page("/geinformeerd?verwerking=onzin").hides(t, "Nee, er gold geen tekst")
	})
}

func TestWatHetRegisterVraagtZegtHetRegister(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	text := s.textOf("service", id)
	text.Recipients, text.Covered = nil, []transparency.Covered{{Activity: "activity/" + id}}
	t.Run("R-4.2-04 een programma dat de ontvangers verzwijgt, krijgt ze uit het register, met de versie van nu", func(t *testing.T) {
		a := s.as(domain.PB).json(http.MethodPost, "/v1/verklaringen/_draft", text, "Origin", s.web.URL)
		if a.status != http.StatusCreated {
			t.Fatalf("%d %s", a.status, a.body)
		}
		list := s.records("notice")
		got := list[len(list)-1].Last().State.(transparency.Notice)
		if len(got.Covered) != 1 || got.Covered[0].Version != 3 || !got.Covered[0].Recipients || got.Covered[0].ObtainedFrom != transparency.FromPerson {
			t.Errorf("%+v", got.Covered)
		}
		if p := got.Text.Missing(); len(p) != 1 || p[0].Field != "recipients" {
			t.Errorf("missing %v", p)
		}
	})
	t.Run("RT-06 een verwerking die er niet is: geweigerd", func(t *testing.T) {
		f := s.as(domain.PB).form("/verklaringen/_draft?soort=service&doelgroep=x&proces=&verwerking=" + id)
		f.Set("covered", "activity/"+uuid.NewString()+"@1")
		a := s.as(domain.PB).post("/verklaringen/_draft", f)
		a.shows(t, "Kies elke verwerking één keer, uit het register.")
	})
}

// records are the records of a type.
func (s *server) records(kind string) (list []*projections.Versions) {
	s.api.Live.View(func() { list = s.api.Records.OfType(kind) })
	return list
}

func TestEenWebsiteMetCookies(t *testing.T) {
	s := newTestServer(t)
	owner := s.as(domain.OWN)
	f := owner.form("/websites/_register")
	f.Set("address", "www.heemstede.nl")
	f.Set("process", wmo)
	f["grounds"] = []string{"legal-obligation", "consent"}
	at := owner.post("/websites/_register", f).to(t)
	t.Run("R-4.2-12 een website zonder privacyverklaring staat als afwijking op de pagina", func(t *testing.T) {
		owner.page(at).shows(t, "Let op", "De website heeft geen privacyverklaring met een bepaling over cookies (§4.2).")
	})
	t.Run("R-4.4-05 het formulier voor cookies zegt bij welke cookie de grondslag niet klopt, en houdt vast wat er stond", func(t *testing.T) {
		f := owner.form(at + "/_record-cookies")
		f.Set("cookies-0-name", "taal")
		f.Set("cookies-0-purpose", "Onthoudt de taal.")
		f.Set("cookies-0-consent_required", "no")
		f.Set("cookies-0-ground", "legitimate-interest")
		f.Set("cookies-2-name", "video") // a row left open in between
		f.Set("cookies-2-purpose", "Toont filmpjes.")
		f.Set("cookies-2-consent_required", "yes")
		f.Set("cookies-2-ground", "contract")
		f.Set("notice_required", "yes")
		a := owner.post(at+"/_record-cookies", f)
		a.shows(t, "Cookie 2: als toestemming nodig is, is toestemming ook de grondslag (§4.4).")
		kept := a.form()
		if kept.Get("cookies-1-name") != "video" || kept.Get("cookies-0-name") != "taal" {
			t.Errorf("kept %v", kept)
		}
		kept.Set("cookies-1-ground", "consent")
		owner.post(at+"/_record-cookies", kept).to(t)
		owner.page(at).shows(t, "video", "De website plaatst cookies waarvoor toestemming nodig is, zonder cookiemelding (§4.2).")
		again := owner.form(at + "/_record-cookies")
		if again.Get("cookies-1-name") != "video" || again.Get("cookies-1-ground") != "consent" {
			t.Errorf("the form does not hold what is recorded: %v", again)
		}
	})
	t.Run("R-4.2-13 de cookiebepaling van een nieuwe privacyverklaring noemt de cookies van de website", func(t *testing.T) {
		id := s.registered(complete("Website"))
		text := s.textOf(transparency.PrivacyStatement, id)
		if !strings.Contains(text.Cookies, "www.heemstede.nl plaatst de cookie video: Toont filmpjes. De gemeente vraagt u daar eerst toestemming voor.") {
			t.Errorf("provision %q", text.Cookies)
		}
	})
}
