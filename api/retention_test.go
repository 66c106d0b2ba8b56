package api_test

import (
	"bytes"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
)

// batch plans a destruction that is due on a day, fifteen years after its term began.
func (s *server) batch(scope string, due calendar.Date) string {
	s.t.Helper()
	id := uuid.NewString()
	s.do("destruction", id, register.PlanDestruction{DestructionTerms: register.DestructionTerms{Process: wmo, Why: register.PeriodEnded, Rule: sevenYear, Scope: scope,
		Starts: due.AddYears(-15), Period: "P15Y"}, Number: "12"}, domain.OWN)
	return id
}

// rows are the lines of the file that the page offers, without its head.
func (b *browser) rows(path string) [][]string {
	b.s.t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.page(path).body, "\ufeff")))
	r.Comma = ';'
	list, err := r.ReadAll()
	ok(b.s.t, err)
	return list[1:]
}

func TestBewaren(t *testing.T) {
	s := newTestServer(t)
	late, today := s.batch("Dossiers uit doos A", "2026-11-20"), s.batch("Dossiers uit doos B", "2026-11-24")
	s.batch("Dossiers uit doos C", "2027-03-01")
	gone := s.batch("Dossiers uit doos D", "2026-11-24")
	put := s.batch("Dossiers uit doos E", "2026-11-24")
	s.do("destruction", gone, register.PerformDestruction{Performed: register.Performed{By: s.person[domain.EMP], Method: "Versnipperd."}}, domain.OWN)
	s.do("destruction", put, register.PostponeDestruction{Why: register.LegalDuty, Text: "Nog een controle.", Until: "2027-01-01", Citation: "AWR, artikel 52"}, domain.OWN)
	s.do("destruction", uuid.NewString(), register.FindSurplus{Process: wmo, Scope: "Kopieën uit doos F", Number: "2"}, domain.OWN)
	for _, role := range []domain.Role{domain.OWN, domain.PB, domain.FG} {
		t.Run("P24, R-4.8-04 "+string(role)+" ziet wat te laat is, wat vandaag weg moet, wat uitgesteld is en waarom, en wat vernietigd is", func(t *testing.T) {
			s.as(role).page("/bewaren").shows(t, "doos A", "doos B", "doos C", "doos D", "doos E", "doos F", "te laat", "te vernietigen", "uitgesteld", "AWR, artikel 52",
				"wettelijke plicht om langer te bewaren", "Teun Kortekaas")
		})
		t.Run("R-4.8-04 "+string(role)+" ziet het ook bij zijn werk", func(t *testing.T) {
			a := s.as(role).page("/werk")
			if !strings.Contains(a.body, `href="/vernietigingen/`+late+`"`) {
				t.Error("the late one is not there")
			}
			if has := strings.Contains(a.body, `href="/vernietigingen/`+today+`"`); has != (role == domain.OWN) {
				t.Errorf("what is due today: %v", has)
			}
		})
	}
	t.Run("P24 elk filter staat in het adres en kiest", func(t *testing.T) {
		fg := s.as(domain.FG)
		for q, want := range map[string]string{"stand=te-laat": "A", "stand=te-vernietigen": "B", "stand=loopt": "C", "stand=vernietigd": "D", "stand=uitgesteld": "E", "stand=overtollig": "F",
			"reden=surplus": "F", "van=01-03-2027": "C", "tot=21-11-2026": "A", "ooit-laat=ja": "A", "proces=" + late: "", "eigenaar=" + s.person[domain.TM] + "&stand=te-laat": "A", "eigenaar=niemand": "", "afwijking=ja": ""} {
			a := fg.page("/bewaren?" + q)
			for _, box := range strings.Split("ABCDEF", "") {
				if has := a.has("doos " + box); has != (want == box) {
					t.Errorf("%s: doos %s on the page: %v", q, box, has)
				}
			}
		}
		fg.page("/bewaren?van=31-02-2026").shows(t, "Schrijf de datums als dd-mm-jjjj.")
	})
	t.Run("P24 het bestand bevat precies wat de pagina toont, ook met een filter en op een datum", func(t *testing.T) {
		fg := s.as(domain.FG)
		for _, q := range []string{"", "?stand=uitgesteld", "?stand=te-laat", "?bekend=24-11-2026&stand=loopt"} {
			page := fg.page("/bewaren" + q)
			list := fg.rows("/bewaren.csv" + q)
			if n := strings.Count(page.body, `<tr`) - 1; n != len(list) || len(list) == 0 {
				t.Errorf("%q: %d rows on the page, %d in the file", q, n, len(list))
			}
			for _, row := range list {
				page.shows(t, strings.Join(strings.Fields(row[0]), " "), row[6], row[7], strings.Join(strings.Fields(row[8]), " "))
			}
		}
		if a := fg.get("/bewaren.csv?bekend=onzin"); a.status != http.StatusBadRequest {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("P24 op een vroegere datum staat er wat er toen stond", func(t *testing.T) {
		s.on("2027-02-01")
		clear(s.browsers) // sessions have ended
		s.do("destruction", today, register.PerformDestruction{Performed: register.Performed{By: s.person[domain.EMP], Method: "Versnipperd."}}, domain.OWN)
		fg := s.as(domain.FG)
		fg.page("/bewaren?stand=vernietigd").shows(t, "doos B", "Is te laat geweest.")
		fg.page("/bewaren?stand=vernietigd&bekend=30-11-2026").hides(t, "doos B")
		fg.page("/bewaren?stand=te-laat&bekend=30-11-2026").shows(t, "doos B")
		fg.page("/bewaren?stand=te-laat&bekend=24-11-2026").hides(t, "doos B")
	})
	t.Run("R-4.8-08 de pagina van een vernietiging zegt wat, hoeveel, wanneer, door wie en hoe", func(t *testing.T) {
		s.as(domain.FG).page("/vernietigingen/"+gone).shows(t, "Dossiers uit doos D", "12", "24-11-2026", "Emma Noordam", "Versnipperd.")
	})
	t.Run("R-4.8-07 op het scherm: tijdens een beperking geweigerd, met de zin van de regel", func(t *testing.T) {
		own := s.as(domain.OWN)
		s.do("destruction", late, register.PlaceHold{Kind: register.HoldRestriction, Why: "Zaak 7"}, domain.OWN)
		f := own.form("/vernietigingen/" + late + "/_perform")
		f.Set("by", s.person[domain.EMP])
		f.Set("method", "Versnipperd.")
		before := s.head()
		a := own.post("/vernietigingen/"+late+"/_perform", f)
		a.shows(t, "De gegevens mogen nu niet worden vernietigd")
		if a.status/100 != 4 || s.head() != before {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("RT-09 vanuit een bewaarregel wordt een vernietiging gepland met de termijn van die regel", func(t *testing.T) {
		own := s.as(domain.OWN)
		m := regexpHref(t, own.page("/bewaarregels/"+sevenYear), "/vernietigingen/_plan?")
		f := own.form(m)
		if f.Get("rule") != sevenYear || f.Get("period") != "P15Y" || f.Get("reason") != "period-ended" {
			t.Errorf("%v", f)
		}
		f.Set("process", wmo)
		f.Set("scope", "Dossiers uit doos G")
		f.Set("number", "5")
		f.Set("starts_on", "01-06-2020")
		to := own.post("/vernietigingen/_plan", f).to(t)
		own.page(to).shows(t, "Dossiers uit doos G", "01-06-2035", "15 jaar na 01-06-2020")
	})
	t.Run("P24 een termijn die niet (meer) die van de regel is, is te zien", func(t *testing.T) {
		terms := register.RetentionTerms{Name: "Wmo-dossier, 20 jaar", Category: "Dossier", Period: "P20Y", Starts: "einde voorziening", Basis: "law", Citation: "Wmo 2015", Destroyable: domain.Yes}
		s.do("retention", sevenYear, register.ChangeRetentionRule{RetentionTerms: terms, Reason: "Nieuwe wet."}, domain.PB)
		s.as(domain.FG).page("/bewaren?stand=loopt").shows(t, "De bewaarregel zegt nu: 20 jaar.")
	})
}

// regexpHref is the first link on the page that begins so.
func regexpHref(t *testing.T, a answer, begin string) string {
	t.Helper()
	for _, m := range hrefs.FindAllStringSubmatch(a.body, -1) {
		if to := (answer{body: m[1]}).text(); strings.HasPrefix(to, begin) {
			return to
		}
	}
	t.Fatalf("%s has no link to %s", a.path, begin)
	return ""
}

const selectionTypes = `{"model":"selectielijst.procestype","pk":6,"fields":{"nummer":6,"naam":"Verzoeken behandelen","jaar":2020}}`

func selectionResult(number, name, period string) string {
	return `{"model":"selectielijst.resultaat","pk":` + number + `,"fields":{"proces_type":6,"generiek_resultaat":null,"nummer":` + number + `,"naam":"` + name +
		`","waardering":"vernietigen","procestermijn":"nihil","bewaartermijn":"` + period + `"}}`
}

// readList sends a file to the page that reads selection lists; do is what the button says.
func (b *browser) readList(do string, objects ...string) answer {
	b.s.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	ok(b.s.t, m.WriteField("doen", do))
	w, err := m.CreateFormFile("bestand", "lijst.json")
	ok(b.s.t, err)
	_, err = w.Write([]byte("[" + strings.Join(objects, ",") + "]"))
	ok(b.s.t, err)
	ok(b.s.t, m.Close())
	return b.send(http.MethodPost, "/bewaren/selectielijst", &body, "Content-Type", m.FormDataContentType())
}

func TestSelectielijst(t *testing.T) {
	s := newTestServer(t)
	pb := s.as(domain.PB)
	first := []string{selectionTypes, selectionResult("1", "Verleend", "P5Y"), selectionResult("2", "Afgewezen", "P1Y")}
	t.Run("RT-09 bekijken toont wat er verandert en legt niets vast", func(t *testing.T) {
		before := s.head()
		pb.readList("bekijken", first...).shows(t, "nieuw", "6.1", "5 jaar", "lijst.json")
		if s.head() != before {
			t.Error("something was recorded")
		}
	})
	var list string
	t.Run("RT-09 inlezen toont de vermeldingen, met hun termijn", func(t *testing.T) {
		list = pb.readList("inlezen", first...).to(t)
		pb.page(list).shows(t, "6.1", "Verzoeken behandelen: verleend", "5 jaar", "afronding van de zaak")
		pb.page(list+"?zoek=afgewezen").hides(t, "verleend")
	})
	t.Run("R-LED-09 hetzelfde bestand nog eens verandert niets", func(t *testing.T) {
		before := s.head()
		pb.readList("inlezen", first...).to(t)
		if s.head() != before {
			t.Error("something was recorded")
		}
	})
	t.Run("RT-09 een vermelding vult het formulier van een bewaarregel, en de regel verwijst ernaar", func(t *testing.T) {
		f := pb.form(regexpHref(t, pb.page(list), "/bewaarregels/_set?"))
		if f.Get("period") != "P5Y" || f.Get("basis") != "selection-list" || f.Get("entry") != "2020/6.1" || !strings.Contains(f.Get("citation"), "6.1") {
			t.Errorf("%v", f)
		}
		f.Set("category", "Verzoeken")
		f.Set("destroyable", "yes")
		pb.page(pb.post("/bewaarregels/_set", f).to(t)).shows(t, "2020/6.1", "resultaat 6.1")
	})
	t.Run("RT-09 een nieuwere versie toont wat er veranderde, en welke regel niet meer overeenkomt; de regel verandert niet", func(t *testing.T) {
		pb.readList("inlezen", selectionTypes, selectionResult("1", "Verleend", "P6Y"), selectionResult("3", "Afgebroken", "P1Y")).to(t)
		pb.page(list+"?verschil=ja").shows(t, "gewijzigd", "Termijn: 5 jaar", "Termijn: 6 jaar", "nieuw", "vervallen", "6.2")
		s.as(domain.FG).page("/bewaren").shows(t, "niet meer overeenkomen met de selectielijst", "De lijst zegt nu: 6 jaar.")
		pb.page(list+"?bekend=23-11-2026").shows(t, "was deze lijst nog niet ingelezen")
	})
	t.Run("een bestand dat geen selectielijst is: geweigerd, met wat te doen, en er wordt niets vastgelegd", func(t *testing.T) {
		before := s.head()
		for _, objects := range [][]string{{`{"model":"iets.anders"}`}, {"onzin"}, {}} {
			if a := pb.readList("inlezen", objects...); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.text(), "selectielijst") {
				t.Errorf("%d %s", a.status, a.short())
			}
		}
		if s.head() != before {
			t.Error("something was recorded")
		}
	})
	t.Run("alleen de privacybeheerder leest een selectielijst in", func(t *testing.T) {
		for _, role := range []domain.Role{domain.FG, domain.OWN} {
			if a := s.as(role).readList("inlezen", first...); a.status != http.StatusForbidden {
				t.Errorf("%s: %d", role, a.status)
			}
		}
		if a := s.as(domain.FG).page(list); strings.Contains(a.body, "/bewaarregels/_set?") {
			t.Error("the FG is offered to make a rule")
		}
	})
}

func TestBRPOpHetFormulier(t *testing.T) {
	t.Run("R-4.4-08 op het formulier zegt de eigenaar waarom er geen BRP-gegevens worden gebruikt, en dat blijft staan", func(t *testing.T) {
		s := newTestServer(t)
		c := complete("Wmo-toezicht")
		c.Purposes[0].Grounds, c.BRPLink = []register.Ground{"public-task"}, "none"
		id := s.submitted(c)
		own := s.as(domain.OWN)
		own.page("/verwerkingen/"+id).shows(t, "Beantwoord of voor deze publiekrechtelijke taak gegevens uit de BRP worden gebruikt.")
		f := own.form("/verwerkingen/" + id + "/_supplement")
		f.Set("brp_use", "no")
		f.Set("brp_not", "De betrokkenen zijn geen inwoners.")
		own.page(own.post("/verwerkingen/"+id+"/_supplement", f).to(t)).shows(t, "De betrokkenen zijn geen inwoners.")
	})
}
