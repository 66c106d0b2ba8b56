package api_test

import (
	"bytes"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/register"
)

// preScan is a pre-scan in which two criteria are met.
func preScan(activity string) dpia.Screen {
	s := dpia.Screening{Scoring: domain.No, ScoringWhy: "Geen.", Automated: domain.No, AutomatedWhy: "Geen.", Monitoring: domain.No, MonitorWhy: "Geen.",
		Sensitive: domain.Yes, SensitiveWhy: "Zorg.", Large: domain.Yes, LargeWhy: "Veel.", Matching: domain.No, MatchingWhy: "Geen.",
		Vulnerable: domain.No, VulnerWhy: "Geen.", Innovative: domain.No, InnovWhy: "Geen.", Blocking: domain.No, BlockingWhy: "Geen.", OnList: domain.No, OnListWhy: "Geen."}
	return dpia.Screen{Title: "DPIA Wmo", Subject: "activity/" + activity, Process: wmo, Screening: s, Outcome: dpia.Obligatory}
}

// screenedDPIA is a DPIA of which only the pre-scan is done.
func (s *server) screenedDPIA(activity string) string {
	s.t.Helper()
	id := uuid.NewString()
	s.do("dpia", id, preScan(activity), domain.OWN)
	return id
}

// runningDPIA is a DPIA that is carried out.
func (s *server) runningDPIA(activity string, kind dpia.Kind) string {
	s.t.Helper()
	id := s.screenedDPIA(activity)
	s.do("dpia", id, dpia.Initiate{Beginning: dpia.Beginning{Kind: kind, Triggers: []dpia.Trigger{"never-assessed"}}}, domain.OWN)
	s.do("dpia", id, dpia.StartExecution{Model: "rijk-3.0"}, domain.OWN)
	return id
}

// laterOn sets the clock to a later day: everybody has been signed out since.
func (s *server) laterOn(d calendar.Date) {
	s.on(d)
	clear(s.browsers)
}

func (s *server) dpia(id string) dpia.DPIA { return s.record("dpia", id).Last().State.(dpia.DPIA) }

func TestDPIA(t *testing.T) {
	s := newTestServer(t)
	owner, pb, fg := s.as(domain.OWN), s.as(domain.PB), s.as(domain.FG)
	activity := s.registered(complete("Wmo-aanvragen"))
	id := s.runningDPIA(activity, dpia.Full)
	at := "/dpias/" + id

	t.Run("RT-18 een DPIA heeft een eigen pagina met de 17 onderdelen, elk met een stand, en wat er moet gebeuren", func(t *testing.T) {
		page := owner.page(at)
		page.shows(t, "DPIA Wmo", "17 onderdelen open", "A1. Voorstel open", "D17. Maatregelen open", "Vul de onderdelen in", "Vraag advies van de FG", "Verwerkingsactiviteit: Wmo-aanvragen", "nog niet gegeven")
		if !strings.Contains(page.body, at+"/_ask-advice") {
			t.Error("the owner cannot act from the page")
		}
		if strings.Contains(fg.page(at).body, at+"/_ask-advice") {
			t.Error("the FG is offered what only the owner may do")
		}
	})
	t.Run("de pagina die elk record heeft, blijft als geschiedenis: tijdlijn, versies en bewijs", func(t *testing.T) {
		owner.page(at+"/geschiedenis").shows(t, "Tijdlijn", "Uitvoering begonnen", "Versies vergelijken", "Bewijs")
		if a := pb.page("/geschiedenis?record=dpia"); !strings.Contains(a.body, at+"/geschiedenis#v") {
			t.Error("an event does not lead to its line")
		}
	})
	t.Run("een onderdeel toont wat het register zegt, en neemt dat over met versie en veld", func(t *testing.T) {
		path := at + "/onderdelen/purposes"
		owner.page(path).shows(t, "A5. Verwerkingsdoeleinden", "nog niet ingevuld", "Wmo-aanvragen, versie 3", "Aanvragen beoordelen")
		f := owner.form(path + "?uit=register")
		if !strings.Contains(f.Get("text"), "Aanvragen beoordelen") {
			t.Fatalf("%q", f.Get("text"))
		}
		f.Set("state", "ready")
		if to := owner.post(at+"/_write-section", f).to(t); to != at {
			t.Errorf("on to %s", to)
		}
		section, _ := s.dpia(id).SectionOf("purposes")
		if want := "activity/" + activity + "@3 purposes"; section.From != want || section.State != dpia.Ready {
			t.Errorf("%+v", section)
		}
		owner.page(path).shows(t, "ingevuld", "Doelen en grondslagen", "Wmo-aanvragen, versie 3", "ongewijzigd")
	})
	t.Run("is het register daarna gewijzigd, dan staat dat bij het onderdeel, met het verschil; ook zoals bekend op een eerder moment", func(t *testing.T) {
		s.laterOn("2026-11-25")
		owner, pb, fg = s.as(domain.OWN), s.as(domain.PB), s.as(domain.FG)
		c := complete("Wmo-aanvragen")
		c.Purposes[0].Explanation = "Wmo 2015, artikel 2.3.5"
		s.do("activity", activity, register.Amend{Content: c, Reason: "Ander artikel."}, domain.PB)
		owner.page(at+"/onderdelen/purposes").shows(t, "register gewijzigd", "artikel 2.3.5")
		owner.page(at).shows(t, "Bij 1 van de onderdelen is het register gewijzigd")
		owner.page(at+"/onderdelen/purposes?bekend=24-11-2026").shows(t, "ongewijzigd")
		owner.page(at+"?bekend=24-11-2026").hides(t, "register gewijzigd")
	})
	t.Run("een opmerking van de FG staat bij het onderdeel, en wordt daar beantwoord", func(t *testing.T) {
		f := fg.form(at + "/_comment?paragraph=purposes")
		f.Set("text", "Is dit <b>nodig</b>?")
		fg.post(at+"/_comment", f).to(t)
		page := owner.page(at + "/onderdelen/purposes")
		page.shows(t, "C1, Functionaris gegevensbescherming", "Is dit <b>nodig</b>?", "nog geen antwoord", "Beantwoord C1")
		if strings.Contains(page.body, "<b>nodig</b>") {
			t.Error("text is rendered as HTML")
		}
		owner.page(at).shows(t, "1 onbeantwoord")
		fg.page(at+"/onderdelen/purposes").hides(t, "Beantwoord C1")
		owner.page(at+"/onderdelen/data").hides(t, "C1")
		g := owner.form(at + "/_answer-comment?comment=C1")
		g.Set("answer", "Ja, zie de wet.")
		owner.post(at+"/_answer-comment", g).to(t)
		owner.page(at+"/onderdelen/purposes").shows(t, "Antwoord: Ja, zie de wet.")
	})
	t.Run("het advies van de FG staat bij het onderdeel waar het over gaat", func(t *testing.T) {
		s.do("dpia", id, dpia.AskAdvice{}, domain.OWN)
		s.do("dpia", id, dpia.Advise{View: dpia.Conditional, Text: "Mits.", Sections: []string{"A5: noem de wet erbij."}}, domain.FG)
		pb.page(at+"/onderdelen/purposes").shows(t, "noem de wet erbij.")
		pb.page(at+"/onderdelen/ground").shows(t, "geen advies gegeven")
		pb.page(at).shows(t, "1 advies van de FG", "positief, met voorwaarden")
	})
	t.Run("de eigenaar gaat akkoord met een onderdeel, en een wijziging daarna neemt dat terug", func(t *testing.T) {
		if pb.page(at + "/onderdelen/purposes").has("Ga akkoord") {
			t.Error("PB is offered to agree")
		}
		owner.page(at+"/onderdelen/purposes").shows(t, "Ga akkoord met dit onderdeel")
		owner.post(at+"/_agree-section", owner.form(at+"/_agree-section?paragraph=purposes")).to(t)
		owner.page(at).shows(t, "1 onderdelen akkoord", "A5. Verwerkingsdoeleinden akkoord")
		s.do("dpia", id, dpia.WriteSection{Paragraph: "purposes", State: dpia.Ready, Text: "Anders."}, domain.PB)
		owner.page(at).shows(t, "0 onderdelen akkoord", "Gewijzigd na het advies van de FG")
	})
	t.Run("een verkeerd ingevuld onderdeel wordt geweigerd, met het veld genoemd en de invoer bewaard", func(t *testing.T) {
		f := owner.form(at + "/onderdelen/data")
		f.Set("text", " ")
		f.Set("from", "dossier 12")
		before := s.head()
		a := owner.post(at+"/_write-section", f)
		if a.status != http.StatusUnprocessableEntity || s.head() != before {
			t.Errorf("%d", a.status)
		}
		a.shows(t, "Vul de tekst in.")
		if a.form().Get("from") != "dossier 12" {
			t.Error("the input is gone")
		}
	})
	t.Run("twee versies zijn te vergelijken", func(t *testing.T) {
		owner.page(at+"/vergelijken?van=3&naar=4").shows(t, "Onderdelen", "Aanvragen beoordelen")
	})
	t.Run("RT-18 (6) het hele document is te lezen van elke versie, en als gegevens te downloaden", func(t *testing.T) {
		owner.page(at+"/document").shows(t, "B14. Noodzaak en evenredigheid", "Niet ingevuld.", "Anders.", "Ja, zie de wet.", "25-11-2026: noem de wet erbij.")
		old := owner.page(at + "/document?versie=4")
		old.shows(t, "Versie 4", "Aanvragen beoordelen", "Wmo-aanvragen, versie 3, Doelen en grondslagen")
		old.hides(t, "Anders.", "zie de wet", "daarna gewijzigd")
		for _, path := range []string{"/document?versie=99", "/document?versie=x", "/document.json?versie=0"} {
			if a := owner.get(at + path); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.status)
			}
		}
		type section struct{ Nummer, Stand, Tekst string }
		type document struct {
			Versie     int
			Onderdelen []section
		}
		now, then := decodeAs[document](t, owner.get(at+"/document.json")), decodeAs[document](t, owner.get(at+"/document.json?versie=4"))
		if len(now.Onderdelen) != 17 || now.Onderdelen[4] != (section{"A5", "ingevuld", "Anders."}) || then.Versie != 4 || !strings.Contains(then.Onderdelen[4].Tekst, "Aanvragen") {
			t.Errorf("%+v %+v", now, then)
		}
	})
	t.Run("een voortoets begint met het formulier in het register van DPIA’s", func(t *testing.T) {
		f := owner.form("/dpias/_screen")
		for i, field := range []string{"scoring", "automated", "monitoring", "sensitive", "large", "matching", "vulnerable", "innovative", "blocking", "on_list"} {
			f.Set(field, map[bool]string{true: "yes", false: "no"}[i < 2])
			f.Set(field+"_why", "Daarom.")
		}
		for k, v := range map[string]string{"title": "Nieuwe DPIA", "subject": "activity/" + activity, "process": wmo, "outcome": "obligatory"} {
			f.Set(k, v)
		}
		owner.page(owner.post("/dpias/_screen", f).to(t)).shows(t, "Nieuwe DPIA", "Start de DPIA: zij is verplicht")
		owner.page("/dpias").shows(t, "Nieuwe DPIA", "DPIA-kalender")
	})
	t.Run("vóór de voortoets bestond de DPIA niet, en dat staat er", func(t *testing.T) {
		owner.page(at+"?bekend=01-01-2020").shows(t, "bestond dit record nog niet")
	})
	t.Run("geen link op de pagina’s van een DPIA loopt dood, voor wie ze ook zien", func(t *testing.T) {
		for role, b := range map[domain.Role]*browser{domain.OWN: owner, domain.PB: pb, domain.FG: fg} {
			pages := b.crawl(1, at, at+"/onderdelen/data?uit=register", "/dpia-kalender?stand=nooit")
			if len(pages) < 20 {
				t.Errorf("%s reached only %d pages", role, len(pages))
			}
			for _, a := range pages {
				checkPage(t, a)
				if a.status >= 400 {
					t.Errorf("%s: %s: %d", role, a.path, a.status)
				}
			}
		}
	})
	t.Run("een onderdeel of DPIA die er niet is: 404", func(t *testing.T) {
		for _, path := range []string{at + "/onderdelen/onzin", "/dpias/" + uuid.NewString(), "/dpias/x/document", "/dpias/x/inlezen", "/dpias/x/inlezen/sha256:00"} {
			if a := owner.get(path); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.status)
			}
		}
	})
}

// sendFile sends a file as a browser does.
func (b *browser) sendFile(path, name string, data []byte) answer {
	b.s.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("bestand", name)
	ok(b.s.t, err)
	_, err = part.Write(data)
	ok(b.s.t, err)
	ok(b.s.t, m.Close())
	return b.send(http.MethodPost, path, &body, "Content-Type", m.FormDataContentType())
}

const rijkFile = `{"metadata": {"urn": "urn:nl:dpia:3.0"}, "answers": {"0": {"value": "Een inleiding."}, "1.1": {"value": "Een <script>alert(1)</script> voorstel van jan@duin.example."},
	"2.3": {"value": "Alle gegevens."}, "20.1.4": {"value": "Jan Duin"}}}`

func TestDPIAInlezen(t *testing.T) {
	s := newTestServer(t)
	owner, pb, fg := s.as(domain.OWN), s.as(domain.PB), s.as(domain.FG)
	id := s.runningDPIA(s.registered(complete("Wmo-aanvragen")), dpia.Full)
	at := "/dpias/" + id
	s.do("dpia", id, dpia.WriteSection{Paragraph: "data", State: dpia.Ready, Text: "Onze eigen tekst."}, domain.OWN)
	var to string
	t.Run("een bestand wordt eerst getoond; er is dan nog niets vastgelegd, en niets ervan is opmaak", func(t *testing.T) {
		before := s.head()
		owner.page(at+"/inlezen").shows(t, "Hoogstens 8 MB")
		to = owner.sendFile(at+"/inlezen", "dpia.json", []byte(rijkFile)).to(t)
		page := owner.page(to)
		page.shows(t, "Er is nog niets vastgelegd", "<script>alert(1)</script> voorstel van [e-mailadres buiten het log]", "wordt overgenomen als concept", "niet overgenomen, of daarna gewijzigd", "Een inleiding.", "2 namen of e-mailadressen blijven buiten het logboek")
		page.hides(t, "Jan Duin", "jan@duin")
		if strings.Contains(page.body, "<script>alert") || s.head() != before {
			t.Error("markup of the file, or an event")
		}
		pb.page(to).shows(t, "Jan Duin", "jan@duin.example")
	})
	t.Run("R-B6-02 de FG leest geen DPIA in, en ziet een bestand pas als het is overgenomen", func(t *testing.T) {
		if a := fg.get(to); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
		if a := fg.sendFile(at+"/inlezen", "dpia.json", []byte(rijkFile)); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("overnemen vult wat leeg is, als concept; wat is ingevuld blijft, en wat geen plaats heeft is te lezen", func(t *testing.T) {
		f := owner.form(to)
		if next := owner.post(to, f).to(t); next != at {
			t.Errorf("on to %s", next)
		}
		d := s.dpia(id)
		mine, _ := d.SectionOf("data")
		read, _ := d.SectionOf("proposal")
		hash := to[strings.LastIndex(to, "/")+1:]
		if mine.Text != "Onze eigen tekst." || read.State != dpia.Draft || read.From != dpia.FileSource(hash) || len(d.Files) != 1 {
			t.Errorf("%+v %+v", mine, read)
		}
		fg.page(to).shows(t, "Een inleiding.", "Jan Duin", "overgenomen")
		fg.page(to).hides(t, "Neem over in de DPIA")
		owner.page(at).shows(t, "Bestand 1")
		if e := s.record("dpia", id).List[4]; e.Name != "DpiaDocumentImported" || e.Origin != domain.Imported {
			t.Errorf("%s %s", e.Name, e.Origin)
		}
		owner.page(at+"/geschiedenis").shows(t, "DPIA ingelezen uit bestand", "ingelezen uit bestand")
	})
	t.Run("twee keer versturen doet het één keer", func(t *testing.T) {
		before := s.head()
		f := url.Values{"versie": {"7"}, "opdracht": {uuid.NewString()}, "rol": {"OWN/"}}
		owner.post(to, f)
		if s.head() != before {
			t.Errorf("%d new events", s.head()-before)
		}
	})
	t.Run("namen uit het bestand staan nergens in het log", func(t *testing.T) {
		for e, err := range s.store.All(t.Context(), 0) {
			ok(t, err)
			if bytes.Contains(e.Line, []byte("Duin")) || bytes.Contains(e.Line, []byte("jan@")) {
				t.Errorf("%s", e.Line)
			}
		}
	})
	for name, x := range map[string]struct{ file, want string }{
		"geen DPIA is": {`{"verwerkingen": []}`, "geen export die hier kan worden gelezen"}, "stuk is": {`{"metadata": {`, "houdt middenin op"}, "leeg is": {"", "niet leeg"},
		"te diep is": {strings.Repeat("[", 5000), "te diep genest"}, "te groot is": {`{"a":"` + strings.Repeat("x", 9<<20) + `"}`, "te groot"},
	} {
		t.Run("een bestand dat "+name+", wordt geweigerd met de reden, en er gebeurt niets", func(t *testing.T) {
			before := s.head()
			a := owner.sendFile(at+"/inlezen", "x.json", []byte(x.file))
			if a.status < 400 || a.status >= 500 || s.head() != before {
				t.Errorf("%d", a.status)
			}
			a.shows(t, x.want)
		})
	}
	t.Run("inlezen kan alleen zolang de DPIA in uitvoering is", func(t *testing.T) {
		other := s.screenedDPIA(s.registered(complete("Anders")))
		a := owner.get("/dpias/" + other + "/inlezen")
		if a.status != http.StatusConflict {
			t.Errorf("%d", a.status)
		}
		a.shows(t, "zolang de DPIA in uitvoering is")
	})
	t.Run("een bestand dat er niet is: geweigerd", func(t *testing.T) {
		if a := owner.get(at + "/inlezen/sha256:" + strings.Repeat("0", 64)); a.status != http.StatusNotFound {
			t.Errorf("%d %s", a.status, a.short())
		}
	})
	for _, name := range []string{"minbzk_dpia_profielservice_export.json", "cnil_pia_captoo_fr.json"} {
		t.Run("het echte bestand "+name+" wordt in zijn geheel overgenomen", func(t *testing.T) {
			data, err := os.ReadFile("../../shared/data/dpia/" + name)
			if err != nil {
				t.Skipf("the sample data are not here: %s", name)
			}
			other := s.runningDPIA(s.registered(complete(name)), dpia.Full)
			pb.checking = true
			file := pb.sendFile("/dpias/"+other+"/inlezen", name, data).to(t)
			pb.post(file, pb.form(file)).to(t)
			pb.checking = false
			if n := len(s.dpia(other).Sections); n < 13 {
				t.Errorf("%d sections", n)
			}
			pb.checking = true // the file speaks another language
			pb.page("/dpias/" + other + "/document")
			pb.checking = false
		})
	}
}

func TestDPIAKalender(t *testing.T) {
	s := newTestServer(t)
	started := func(name string, start string) string {
		c := complete(name)
		c.StartDate = calendar.Date(start)
		return s.registered(c)
	}
	never := started("Nooit beoordeeld", "2015-03-01")
	young := started("Pas begonnen", "2026-06-01")
	done := started("Eerder beoordeeld", "2015-01-01")
	s.submitted(complete("Nog niet begonnen"))
	s.do("dpia", uuid.NewString(), dpia.TakeOver{Title: "Oud", Subject: "activity/" + done, Process: wmo, Kind: dpia.Prior, Completed: "2024-02-29", FGAdvised: domain.Yes, Document: "Z-1"}, domain.PB)
	s.screenedDPIA(young)

	s.laterOn("2026-11-25")
	pb := s.as(domain.PB)
	t.Run("R-4.9-06 de kalender toont van elke lopende verwerking wanneer de volgende korte DPIA uiterlijk klaar is", func(t *testing.T) {
		page := pb.page("/dpia-kalender")
		page.shows(t, "3 lopende verwerkingen", "Nooit beoordeeld IASZ te laat 24-11-2026 meteen", "28-02-2027", "01-06-2029", "1 tot en met 3 van 3 verwerkingen")
		page.hides(t, "Nog niet begonnen")
	})
	t.Run("R-B6-11 een lopende verwerking zonder DPIA of voortoets staat er als nooit beoordeeld", func(t *testing.T) {
		page := pb.page("/dpia-kalender?stand=nooit")
		page.shows(t, "Nooit beoordeeld", "1 tot en met 1 van 1 verwerking")
		page.hides(t, "Pas begonnen", "Eerder beoordeeld")
		if !strings.Contains(page.body, "/verwerkingen/"+never) {
			t.Error("no link")
		}
	})
	t.Run("R-4.9-12 korte, uitgebreide en volledige DPIA’s worden apart geteld", func(t *testing.T) {
		short := s.runningDPIA(young, dpia.Short)
		s.do("dpia", short, dpia.ExtendShort{Reason: "Meer risico."}, domain.OWN)
		s.runningDPIA(young, dpia.Short)
		s.runningDPIA(young, dpia.Full)
		pb.page("/dpia-kalender").shows(t, "Korte DPIA (elke drie jaar) 1 0", "Korte DPIA, uitgebreid 1 0", "Volledige DPIA 1 0", "DPIA vooraf 1 1")
	})
	t.Run("het bestand is precies wat er wordt getoond, met dezelfde filters", func(t *testing.T) {
		for path, want := range map[string]string{"": "Nooit beoordeeld,Eerder beoordeeld,Pas begonnen", "?stand=nooit": "Nooit beoordeeld", "?te-laat=ja": "Nooit beoordeeld", "?tot=01-03-2027": "Nooit beoordeeld,Eerder beoordeeld",
			"?proces=onzin": "", "?afdeling=IASZ&stand=beoordeeld": "Eerder beoordeeld", "?stand=loopt": "Pas begonnen", "?maatregelen=ja": ""} {
			rows, err := csv.NewReader(strings.NewReader(strings.ReplaceAll(strings.TrimPrefix(pb.get("/dpia-kalender.csv"+path).body, "\ufeff"), ";", ","))).ReadAll()
			ok(t, err)
			var names []string
			for _, r := range rows[1:] {
				names = append(names, r[0])
			}
			if got := strings.Join(names, ","); got != want {
				t.Errorf("%s: %q, want %q", path, got, want)
			}
			page := pb.page("/dpia-kalender" + path)
			for _, n := range names {
				page.shows(t, n)
			}
		}
	})
	t.Run("de kalender is te zien zoals bekend op elke dag, met te laat naar die dag", func(t *testing.T) {
		s.laterOn("2027-03-01")
		pb = s.as(domain.PB)
		s.do("dpia", uuid.NewString(), preScan(never), domain.OWN)
		pb.page("/dpia-kalender?te-laat=ja").shows(t, "Eerder beoordeeld", "1 tot en met 2 van 2")
		pb.page("/dpia-kalender?stand=nooit").hides(t, "1 tot en met")
		pb.page("/dpia-kalender?stand=nooit&bekend=24-11-2026").shows(t, "1 tot en met 1 van 1")
		pb.page("/dpia-kalender?te-laat=ja&bekend=24-11-2026").hides(t, "Eerder beoordeeld")
		pb.page("/dpia-kalender?bekend=01-01-2020").shows(t, "geen verwerkingen die hieraan voldoen")
	})
	t.Run("een datum die niet bestaat, wordt gemeld", func(t *testing.T) {
		pb.page("/dpia-kalender?tot=31-02-2027").shows(t, "Schrijf de datum als dd-mm-jjjj.")
		if a := pb.get("/dpia-kalender.csv?tot=x"); a.status != http.StatusBadRequest {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("wie het register niet inziet, ziet ook de kalender niet", func(t *testing.T) {
		if a := s.as(domain.EMP).get("/dpia-kalender"); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
}
