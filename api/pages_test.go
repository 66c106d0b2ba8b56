package api_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
)

// lived is a town in which a good deal happened, so that every page has something to show. It returns an activity.
func lived(s *server) string {
	s.t.Helper()
	id := s.registered(complete("Wmo-aanvragen"))
	s.submitted(register.Content{Name: "Half af", Process: wmo})
	s.do("activity", id, register.RecordRunning{Reason: "Bestond al."}, domain.OWN)
	s.do("activity", id, register.SubmitChange{What: "Nieuwe aanbieder.", Why: "Contract."}, domain.OWN)
	s.do("process", wmo, governance.MandateSubprocessOwner{Person: s.person[domain.EMP], Commands: []string{"activity/confirm"}, From: "2026-11-24", Reason: "Drukte."}, domain.OWN)
	s.do("round", uuid.NewString(), register.StartRound{Name: "Jaarronde", Due: "2026-12-31"}, domain.PB)
	s.do("matrix", governance.MatrixID, governance.ChangeRow{Row: "B1.1-4", Roles: []governance.Column{"PB", "FG"}, Reason: "Besluit 12."}, domain.SEC)
	s.do("import", uuid.NewString(), register.RecordImport{ImportSummary: register.ImportSummary{File: "sha256:0", Name: "oud.csv", Kind: "csv", Rows: 1, Taken: 1}}, domain.PB)
	return id
}

var (
	hrefs     = regexp.MustCompile(`(?:href|action)="([^"]*)"`)
	skipLinks = regexp.MustCompile(`^(#|/static/|/export$|/uitloggen|/tlog/)|\.(csv|json)|/bewijs/|/bestanden/`)
)

// crawl visits every page that can be reached, as somebody in a role, and returns them. Of links with the
// same shape it follows as many as most says. Its pages are not checked yet.
func (b *browser) crawl(most int, start ...string) (pages []answer) {
	b.s.t.Helper()
	b.checking = true
	defer func() { b.checking = false }()
	seen, shapes := map[string]bool{}, map[string]int{}
	for queue := slices.Clone(start); len(queue) > 0 && len(pages) < 400; queue = queue[1:] {
		path, _, _ := strings.Cut(strings.TrimPrefix(queue[0], b.s.web.URL), "#")
		shape := sameShape.ReplaceAllString(path, "*")
		if !strings.HasPrefix(path, "/") || skipLinks.MatchString(path) || seen[path] || shapes[shape] >= most {
			continue
		}
		seen[path] = true
		shapes[shape]++
		a := b.get(path)
		if a.status/100 == 3 || a.status == http.StatusMethodNotAllowed || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			continue
		}
		pages = append(pages, a)
		for _, m := range hrefs.FindAllStringSubmatch(a.body, -1) {
			queue = append(queue, answer{body: m[1]}.text())
		}
	}
	return pages
}

func TestDeToetsVanEenPaginaZietWatErNietGoedIs(t *testing.T) {
	good := `<html lang="nl"><head><title>Register</title></head><body><p>Twee woorden <span class="gb-mono">record.not-found</span></p><p class="gb-mono gb-copy">AND2 THIS 7YES</p><pre class="gb-panel gb-mono">+and=</pre></body></html>`
	if list := pageProblems(answer{body: good}); len(list) > 0 {
		t.Errorf("a good page: %v", list)
	}
	for _, bad := range []string{strings.Replace(good, `lang="nl"`, `lang="en"`, 1), strings.Replace(good, "Twee woorden", "Please wait", 1), strings.Replace(good, "Twee woorden", "<button>Submit</button>", 1),
		strings.Replace(good, "<p>", `<p style="color:red">`, 1), strings.Replace(good, "Twee woorden", `<input type="text" id="x" name="x">`, 1)} {
		if len(pageProblems(answer{body: bad})) == 0 {
			t.Errorf("nothing is wrong with %s", bad)
		}
	}
}

func TestElkePagina(t *testing.T) {
	s := newTestServer(t)
	lived(s)
	begin := []string{"/", "/werk", "/onzin", "/verwerkingen?status=onzin&sorteer=onzin&pagina=x&bekend=x&was=y", "/geschiedenis?van=x&voor=x", "/achterstand", "/toetsen/_record?subject=process/" + wmo}
	for _, role := range []domain.Role{domain.PB, domain.FG, domain.OWN, domain.SEC, domain.EMP} {
		b := s.as(role)
		most := 1
		if role == domain.PB {
			most = 2
		}
		pages := b.crawl(most, begin...)
		if len(pages) < 12 {
			t.Errorf("%s reached only %d pages", role, len(pages))
		}
		t.Run("R-RPT-11 elke pagina die "+string(role)+" kan bereiken is in het Nederlands, R-RPT-10 en heeft een titel, één hoofdkop en labels bij elk veld", func(t *testing.T) {
			for _, a := range pages {
				checkPage(t, a)
				if n := strings.Count(a.body, "<h1"); n != 1 {
					t.Errorf("%s has %d first headings", a.path, n)
				}
				if !strings.Contains(a.body, " – grootboek gemeente Heemstede</title>") || !strings.Contains(a.body, `href="#inhoud"`) {
					t.Errorf("%s has no title or no way past the menu", a.path)
				}
			}
		})
		t.Run("geen link die "+string(role)+" krijgt loopt dood, en geen adres noemt een persoon", func(t *testing.T) {
			for _, a := range pages {
				if a.status >= 400 && !slices.Contains(begin, a.path) {
					t.Errorf("%s: %d %s", a.path, a.status, a.short())
				}
				for _, m := range hrefs.FindAllStringSubmatch(a.body, -1) {
					for _, name := range staffNames {
						if last := strings.Fields(name)[1]; strings.Contains(m[1], last) || strings.Contains(m[1], strings.ToLower(last)) {
							t.Errorf("%s leads to %s", a.path, m[1])
						}
					}
				}
			}
		})
	}
	t.Run("R-RPT-11 ook een weigering", func(t *testing.T) {
		for path, want := range map[string]int{"/geschiedenis": 403, "/register/onzin": 404} {
			if a := s.as(domain.EMP).get(path); a.status != want {
				t.Errorf("%s: %d", path, a.status)
			}
		}
		if a := s.as(domain.PB).send(http.MethodDelete, "/register", nil); a.status != http.StatusMethodNotAllowed {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("R-RPT-10 de verklaring over toegankelijkheid is te vinden", func(t *testing.T) {
		s.visitor().page("/toegankelijkheid").shows(t, "Toegankelijkheid", "WCAG")
	})
}

func TestTerugkijken(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvrgen"))
	s.on("2026-12-10")
	c := s.content(id)
	c.Department = "Zorg"
	s.do("activity", id, register.Amend{Content: c, Reason: "Reorganisatie."}, domain.PB)
	fg := s.as(domain.FG)
	path := "/verwerkingen/" + id
	t.Run("R-LED-05 de pagina van een record op een dag toont de stand, de tijdlijn en de versies van toen", func(t *testing.T) {
		fg.page(path).shows(t, "Afdeling Zorg", "Reorganisatie.")
		a := fg.page(path + "?bekend=30-11-2026")
		a.shows(t, "U kijkt terug.", "zoals bekend op 30-11-2026", "Afdeling IASZ")
		a.hides(t, "Reorganisatie.", "Wat kunt u doen", "Zorg en")
	})
	t.Run("R-LED-05 vóór het begin bestond het nog niet", func(t *testing.T) {
		fg.page(path+"?bekend=01-11-2026").shows(t, "Op dit moment in de tijd bestond dit record nog niet. De eerste vastlegging was op 24-11-2026.")
	})
	t.Run("R-LED-05 ook lijsten, zoeken, rollen en bevoegdheden", func(t *testing.T) {
		fg.page("/verwerkingen?bekend=30-11-2026").shows(t, "IASZ")
		fg.page("/verwerkingen").shows(t, "Zorg")
		fg.page("/zoeken?zoek=zorg+wmo").shows(t, "Wmo-aanvrgen")
		fg.page("/zoeken?zoek=reorganisatie&bekend=30-11-2026").hides(t, "Wmo-aanvrgen")
		fg.page("/rasci?bekend=01-11-2026").shows(t, "Niemand aangewezen")
	})
	t.Run("de gekozen dag gaat mee van pagina naar pagina", func(t *testing.T) {
		if a := fg.page("/verwerkingen?bekend=30-11-2026"); !strings.Contains(a.body, `href="`+path+`?bekend=30-11-2026"`) {
			t.Error("the link from the list loses the day")
		}
	})
	t.Run("een dag die niet bestaat wordt gemeld, en blijft staan", func(t *testing.T) {
		a := fg.page(path + "?bekend=31-02-2026")
		a.shows(t, "Schrijf de datum als dd-mm-jjjj")
		if !strings.Contains(a.body, `value="31-02-2026"`) {
			t.Error("what was typed is gone")
		}
	})
	t.Run("R-4.1-18 twee versies naast elkaar tonen per veld wat er veranderde", func(t *testing.T) {
		fg.page(path+"/vergelijken?van=1&naar=5").shows(t, "Afdeling", "IASZ", "Zorg", "Status", "aangeleverd", "geregistreerd")
		fg.page(path + "/vergelijken?van=99&naar=x") // what is no version is the last two
	})
}

func TestBevoegdheden(t *testing.T) {
	s := newTestServer(t)
	sec, fg := s.as(domain.SEC), s.as(domain.FG)
	t.Run("R-3.3-02 de tabel toont alle 46 rijen, met de versie", func(t *testing.T) {
		a := fg.page("/matrix")
		a.shows(t, "Bijlage 1 bij het privacybeleid van de gemeente Heemstede, zoals gedrukt.")
		n := 0
		for _, row := range domain.Annex {
			n++
			a.shows(t, row.ID+" "+row.NL)
		}
		if n != 46 {
			t.Errorf("%d rows", n)
		}
	})
	t.Run("R-3.3-02 een wijziging is een gebeurtenis, en te zien met haar datum, wat het was, wat het wordt en waarom", func(t *testing.T) {
		path := "/bevoegdheden/" + governance.MatrixID + "/_change-row"
		f := sec.form(path)
		f.Set("row", "B1.1-4")
		f["roles"] = []string{"PB", "FG"}
		f.Set("reason", "Collegebesluit 2026/12.")
		before := s.head()
		sec.post(path, f).to(t)
		if s.head() != before+1 {
			t.Fatalf("%d new events", s.head()-before)
		}
		fg.page("/matrix").shows(t, "1 keer gewijzigd, laatst op 24-11-2026", "wijkt af van bijlage 1", "Bevoegdheid gewijzigd", "door Saskia Verhulst, Gemeentesecretaris", "Collegebesluit 2026/12.", "Functionaris gegevensbescherming")
	})
	t.Run("R-3.3-02 zoals bekend op een eerdere dag staat er de oude", func(t *testing.T) {
		fg.page("/matrix?bekend=23-11-2026").hides(t, "wijkt af van bijlage 1", "keer gewijzigd")
	})
	t.Run("de FG wordt erover gemeld", func(t *testing.T) {
		fg.page("/werk").shows(t, "Bevoegdheid gewijzigd")
	})
	t.Run("een ander dan de secretaris wordt geweigerd", func(t *testing.T) {
		path := "/bevoegdheden/" + governance.MatrixID + "/_change-row"
		f := s.as(domain.PB).form(path)
		f.Set("row", "B1.1-1")
		f["roles"] = []string{"PB"}
		f.Set("reason", "x")
		if a := s.as(domain.PB).post(path, f); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
}

func TestRollenOpDePagina(t *testing.T) {
	s := newTestServer(t)
	sec, fg := s.as(domain.SEC), s.as(domain.FG)
	t.Run("R-3.1-01 de RASCI-tabel toont wie welke rol heeft, nu en op een dag in het verleden", func(t *testing.T) {
		fg.page("/rasci").shows(t, "Gemeentesecretaris R 1e lijn Saskia Verhulst", "Accountant C 3e lijn Anton Spaargaren", "College van burgemeester en wethouders A 1e lijn Cor Dijkgraaf", "CISO C 3e lijn Niemand aangewezen")
		fg.page("/rasci?was=31-12-2025").hides(t, "Anton Spaargaren")
	})
	f := sec.form("/rollen/_appoint")
	f.Set("person", s.person[domain.MAYOR])
	f.Set("role", "MAYOR")
	f.Set("from", "01-01-2026")
	t.Run("R-3.1-02 van de burgemeester moet worden gezegd of hij portefeuillehouder is", func(t *testing.T) {
		f.Del("portfolio")
		a := sec.post("/rollen/_appoint", f)
		if a.status != http.StatusUnprocessableEntity {
			t.Fatalf("%d", a.status)
		}
		a.shows(t, "Geef aan of de burgemeester portefeuillehouder privacy is.")
	})
	t.Run("R-3.1-02 dat staat bij de aanwijzing, en blijft in de geschiedenis als het wijzigt", func(t *testing.T) {
		f.Set("portfolio", "yes")
		path := sec.post("/rollen/_appoint", f).to(t)
		fg.page(path).shows(t, "Portefeuille privacy ja", "Mia Roodenburg")
		fg.page("/rasci").shows(t, "Burgemeester (portefeuillehouder) A 1e lijn Mia Roodenburg")
		e := sec.form(path + "/_end")
		e.Set("until", "24-11-2026")
		e.Set("reason", "Herverdeling van portefeuilles.")
		sec.post(path+"/_end", e).to(t)
		fg.page(path).shows(t, "Portefeuille privacy ja", "Aanwijzing beëindigd", "Herverdeling van portefeuilles.")
	})
	t.Run("R-4.1-11 nieuwe gegevens van de FG staan meteen in het openbare register", func(t *testing.T) {
		id := s.registered(complete("Wmo-aanvragen"))
		var path string
		for _, v := range s.api.Records.OfType("role") {
			if v.Last().State.(governance.Appointment).Role == domain.FG {
				path = "/rollen/" + v.ID
			}
		}
		pb := s.as(domain.PB)
		f := pb.form(path + "/_change-contact")
		if f.Get("email") != "functie-fg@heemstede.example" {
			t.Errorf("the form begins with %v", f)
		}
		f.Set("email", "privacy@heemstede.example")
		pb.post(path+"/_change-contact", f).to(t)
		s.visitor().page("/register/"+id).shows(t, "Frits Zandvliet, privacy@heemstede.example")
		fg.page(path).shows(t, "Contactgegevens gewijzigd", "functie-fg@heemstede.example")
	})
}

func TestWerkEnMeldingen(t *testing.T) {
	s := newTestServer(t)
	owner := s.as(domain.OWN)
	f := owner.form("/verwerkingen/_submit")
	f.Set("name", "Straatinterviews")
	f.Set("process", wmo)
	path := owner.post("/verwerkingen/_submit", f).to(t)
	for _, role := range []domain.Role{domain.PB, domain.FG} {
		t.Run("R-B1-01 "+string(role)+" ziet de nieuwe verwerking bij de meldingen", func(t *testing.T) {
			s.as(role).page("/werk").shows(t, "Aangeleverd: Straatinterviews", "door Teun Kortekaas, Proceseigenaar")
		})
	}
	t.Run("wat er moet gebeuren staat bij wie het moet doen", func(t *testing.T) {
		owner.page("/werk").shows(t, "Aanvullen: er ontbreken nog", "Straatinterviews")
		owner.page(path).shows(t, "Wat moet er nu gebeuren", "Proceseigenaar", "Dit ontbreekt nog")
		s.as(domain.PB).page("/werk").shows(t, "1 aangeleverd, nog niet geregistreerd")
	})
	t.Run("R-B1-04 een ronde toont welke eigenaren nog niet hebben bevestigd", func(t *testing.T) {
		id := s.registered(complete("Wmo-aanvragen"))
		pb := s.as(domain.PB)
		f := pb.form("/actualisatierondes/_start")
		f.Set("name", "Jaarronde 2026")
		f.Set("due", "31-12-2026")
		round := pb.post("/actualisatierondes/_start", f).to(t)
		pb.page(round).shows(t, "Nog niet bevestigd", "Teun Kortekaas 1", "Wmo-aanvragen")
		owner.post("/verwerkingen/"+id+"/_confirm", owner.form("/verwerkingen/"+id+"/_confirm")).to(t)
		pb.page(round).shows(t, "Alle proceseigenaren hebben bevestigd.")
		if a := owner.post("/actualisatierondes/_start", owner.form("/actualisatierondes/_start")); a.status != http.StatusForbidden {
			t.Errorf("the owner starts a round: %d", a.status)
		}
	})
	t.Run("R-3.2-01 een proces zonder eigenaar staat in een lijst", func(t *testing.T) {
		s := newTestServer(t)
		s.registered(complete("Wmo-aanvragen"))
		for _, v := range s.api.Records.OfType("role") {
			if v.Last().State.(governance.Appointment).Role == domain.TM {
				s.do("role", v.ID, governance.EndRole{Until: "2026-11-23", Reason: "Vertrokken."}, domain.SEC)
			}
		}
		pb := s.as(domain.PB)
		pb.page("/werk").shows(t, "1 processen waar de eigenaar ontbreekt", "1 zonder proceseigenaar")
		pb.page("/processen?zonder-eigenaar=ja").shows(t, "de eigenaar ontbreekt", "Wmo")
		pb.page("/verwerkingen?zonder-eigenaar=ja").shows(t, "Wmo-aanvragen", "ontbreekt")
		pb.page("/processen/"+wmo).shows(t, "Eigenaar ontbreekt: de laatste eigenaar is geen teammanager meer")
	})
}

func TestGeschiedenisOpDePagina(t *testing.T) {
	s := newTestServer(t)
	id := lived(s)
	fg := s.as(domain.FG)
	for name, c := range map[string]struct {
		query       string
		shows, hide []string
	}{
		"record":              {"?id=" + id, []string{"Openbaar gemaakt"}, []string{"Proces geregistreerd door", "Bevoegdheid gewijzigd door"}},
		"soort record":        {"?record=matrix", []string{"Bevoegdheid gewijzigd door"}, []string{"Openbaar gemaakt door"}},
		"wie":                 {"?wie=" + s.person[domain.COL], []string{"Aangewezen door Cor Dijkgraaf"}, []string{"door Petra Bloemen, Privacybeheerder"}},
		"rol":                 {"?rol=SEC", []string{"door Saskia Verhulst, Gemeentesecretaris"}, []string{"door Petra Bloemen, Privacybeheerder"}},
		"soort gebeurtenis":   {"?soort=UpdateRoundStarted", []string{"Ronde gestart door"}, []string{"Openbaar gemaakt door"}},
		"periode die leeg is": {"?van=25-11-2026", []string{"Er zijn geen gebeurtenissen die hieraan voldoen."}, nil},
		"periode":             {"?van=24-11-2026&tot=24-11-2026", []string{"Openbaar gemaakt door"}, nil},
	} {
		t.Run("R-LED-14 de FG kiest op "+name, func(t *testing.T) {
			a := fg.page("/geschiedenis" + c.query)
			a.shows(t, c.shows...)
			a.hides(t, c.hide...)
		})
	}
	t.Run("R-LED-14 bladerend staat elke gebeurtenis er één keer", func(t *testing.T) {
		for range 30 {
			s.do("activity", id, register.FindDeviation{Rule: "§4.9", What: "Geen DPIA."}, domain.FG)
		}
		seen := map[string]int{}
		path := "/geschiedenis"
		for range 10 {
			a := fg.page(path)
			for _, m := range regexp.MustCompile(`<li class="gb-entry[^"]*" id="(e\d+)"`).FindAllStringSubmatch(a.body, -1) {
				seen[m[1]]++
			}
			next := regexp.MustCompile(`href="([^"]*)">Oudere gebeurtenissen`).FindStringSubmatch(a.body)
			if next == nil {
				break
			}
			path = answer{body: next[1]}.text()
		}
		if len(seen) != s.head() {
			t.Errorf("%d of %d events seen", len(seen), s.head())
		}
	})
	t.Run("de achterstand toont hoe laat is vastgelegd", func(t *testing.T) {
		fg.page("/achterstand").shows(t, "Afwijking vastgesteld", "meteen")
	})
}

func TestDeLijstOpDePagina(t *testing.T) {
	s := newTestServer(t)
	id := lived(s)
	pb := s.as(domain.PB)
	for query, want := range map[string][2]string{
		"?status=submitted": {"Half af", "Wmo-aanvragen"}, "?onvolledig=ja": {"Half af", "Wmo-aanvragen"}, "?afdeling=IASZ": {"Wmo-aanvragen", "Half af"},
		"?grondslag=legal-obligation": {"Wmo-aanvragen", "Half af"}, "?zoek=client": {"Wmo-aanvragen", "Half af"}, "?afwijking=ja": {"Wmo-aanvragen", "Half af"}, "?buiten-eu=no": {"Wmo-aanvragen", "Half af"},
	} {
		t.Run("het adres kiest, en de downloads doen mee: "+query, func(t *testing.T) {
			main := func(a answer) answer {
				_, rest, _ := strings.Cut(a.body, "<table")
				return answer{body: rest, path: a.path}
			}
			a := main(pb.page("/verwerkingen" + query))
			a.shows(t, want[0])
			a.hides(t, want[1])
			list := decodeAs[[]map[string]string](t, pb.page("/exporteren.json"+query))
			if len(list) != 1 || list[0]["Naam van de verwerking"] != want[0] {
				t.Errorf("JSON: %d", len(list))
			}
			if rows := csvRows(t, pb.page("/exporteren.csv"+query)); len(rows) != 2 {
				t.Errorf("CSV: %d lines", len(rows))
			}
		})
	}
	t.Run("een download die niet bestaat is er niet", func(t *testing.T) {
		if a := pb.get("/exporteren.exe"); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("wat nog niet nagegaan kan worden staat bij de voorwaarden, en als afwijking bij de FG", func(t *testing.T) {
		s.as(domain.FG).page("/verwerkingen/"+id).shows(t, "Afwijkingen", "startvoorwaarde c", "Bestond al.", "open")
		s.as(domain.FG).page("/werk").shows(t, "met een open afwijking", "Afwijking vastgesteld")
	})
	t.Run("het grootboek zegt dat het gezond is", func(t *testing.T) {
		if got := s.visitor().page("/gezond").body; got != "in orde\n" {
			t.Errorf("%q", got)
		}
	})
}

const sheet = "Naam verwerking;Afdeling;Doel;Contactpersoon\r\nWmo-aanvragen;IASZ;Beoordelen;Jan Jansen\r\nBijstand;IASZ;Uitkeren;Piet Pietersen\r\n;IASZ;Naamloos;\r\n"

// upload sends a file to the import page and waits for the preview.
func (b *browser) upload(name, content string) (job string, a answer) {
	b.s.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	w, err := m.CreateFormFile("bestand", name)
	ok(b.s.t, err)
	_, err = w.Write([]byte(content))
	ok(b.s.t, err)
	ok(b.s.t, m.Close())
	job = b.send(http.MethodPost, "/importeren", &body, "Content-Type", m.FormDataContentType()).to(b.s.t)
	return job, b.settled(job)
}

// settled is the page of the job once nothing is under way.
func (b *browser) settled(job string) answer {
	b.s.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		if a := b.page(job); !strings.Contains(a.body, "data-refresh") {
			return a
		}
	}
	b.s.t.Fatal("the import does not end")
	return answer{}
}

func TestInlezenOpDePagina(t *testing.T) {
	s := newTestServer(t)
	pb := s.as(domain.PB)
	before := s.head()
	job, a := pb.upload("register.csv", sheet)
	t.Run("eerst een voorbeeld: er wordt nog niets vastgelegd", func(t *testing.T) {
		a.shows(t, "Wmo-aanvragen", "Bijstand", "onvolledig", "Contactpersoon", "rij", "geweigerd")
		if s.head() != before {
			t.Errorf("%d new events", s.head()-before)
		}
	})
	t.Run("een ander ziet het voorbeeld niet", func(t *testing.T) {
		other := s.visitor()
		other.signIn(emailOf(domain.SEC))
		other.post("/rol", url.Values{"rol": {"SEC/"}})
		if a := other.get(job); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
	var id string
	t.Run("R-LED-18 na vastleggen zijn de verwerkingen aangeleverd, en als ingelezen gemerkt", func(t *testing.T) {
		pb.post(job, url.Values{"stap": {"vastleggen"}}).to(t)
		pb.settled(job).shows(t, "2 onvolledig", "1 geweigerd")
		list := decodeAs[struct {
			Totaal  int
			Records []v1Answer
		}](t, s.program(t, domain.PB).send(http.MethodGet, "/v1/verwerkingen", nil))
		if list.Totaal != 2 {
			t.Fatalf("%d activities", list.Totaal)
		}
		for _, r := range list.Records {
			if r.Title == "Wmo-aanvragen" {
				id = r.ID
			}
		}
		if o := s.record("activity", id).Last().Origin; o != domain.Imported {
			t.Errorf("origin %q", o)
		}
		pb.page("/verwerkingen/"+id).shows(t, "ingelezen uit bestand", "register.csv")
	})
	t.Run("R-LED-11 een naam uit het bestand staat bij wie ermee werkt, en niet in het log, de geschiedenis, het zoeken of het register", func(t *testing.T) {
		pb.page("/verwerkingen/"+id).shows(t, "Persoonsgegevens uit de bron", "Jan Jansen")
		s.as(domain.ACC).page("/verwerkingen/"+id).hides(t, "Jan Jansen")
		if bytes.Contains(s.lines(), []byte("Jansen")) {
			t.Error("the name stands in the log")
		}
		s.as(domain.FG).page("/geschiedenis").hides(t, "Jansen")
		pb.page("/zoeken?zoek=jansen").shows(t, "Niets gevonden.")
		s.secrets = append(s.secrets, "Jansen", "Pietersen")
	})
	t.Run("R-LED-16 het bestand zelf is bewaard en te halen", func(t *testing.T) {
		file := regexp.MustCompile(`/bestanden/sha256:[0-9a-f]{64}`).FindString(pb.page("/verwerkingen/" + id).body)
		if got := pb.page(file).body; got != sheet {
			t.Errorf("%q", got)
		}
	})
	t.Run("R-LED-09 hetzelfde bestand nog eens verandert niets", func(t *testing.T) {
		before := s.head()
		_, a := pb.upload("register.csv", sheet)
		a.shows(t, "2 ongewijzigd")
		if s.head() != before {
			t.Errorf("%d new events", s.head()-before)
		}
	})
	t.Run("een gewijzigde rij wordt een wijziging met haar verschil", func(t *testing.T) {
		job, a := pb.upload("register.csv", strings.Replace(sheet, "Beoordelen", "Beoordelen van aanvragen", 1))
		a.shows(t, "1 gewijzigd", "1 ongewijzigd", "Doelen en grondslagen: was ‘Beoordelen’, wordt ‘Beoordelen van aanvragen’")
		pb.post(job, url.Values{"stap": {"vastleggen"}}).to(t)
		pb.settled(job)
		pb.page("/verwerkingen/"+id).shows(t, "Doelen en grondslagen Beoordelen van aanvragen", "Was Beoordelen Wordt Beoordelen van aanvragen", "Gewijzigd in het bronbestand.")
	})
	t.Run("een kolom kan naar een ander veld", func(t *testing.T) {
		job, a := pb.upload("ander.csv", "Titel;Wie doet het\r\nParkeren;Publiekszaken\r\n")
		f := url.Values{"stap": {"opnieuw"}, "kolom-0": {"name"}, "kolom-1": {"department"}}
		pb.post(job, f).to(t)
		pb.settled(job).shows(t, "Parkeren", "door u gekozen")
		pb.post(job, url.Values{"stap": {"stoppen"}}).to(t)
		if a := pb.get(job); a.status != http.StatusNotFound {
			t.Errorf("after stopping: %d", a.status)
		}
		_ = a
	})
	t.Run("een bestand dat niets is krijgt een duidelijke zin", func(t *testing.T) {
		for name, content := range map[string]string{"leeg.csv": "", "plaatje.png": "\x89PNG\r\n\x1a\n\x00\x00", "stuk.xlsx": "PK\x03\x04kapot", "stuk.json": "{"} {
			var body bytes.Buffer
			m := multipart.NewWriter(&body)
			w, err := m.CreateFormFile("bestand", name)
			ok(t, err)
			_, err = w.Write([]byte(content))
			ok(t, err)
			ok(t, m.Close())
			a := pb.send(http.MethodPost, "/importeren", &body, "Content-Type", m.FormDataContentType())
			if a.status == http.StatusSeeOther {
				a = pb.settled(a.to(t))
			}
			if a.status >= 500 || a.has("Er ging iets mis") {
				t.Errorf("%s: %d %s", name, a.status, a.short())
			}
		}
		if a := pb.post("/importeren", nil); a.status != http.StatusUnprocessableEntity {
			t.Errorf("no file: %d", a.status)
		}
	})
	t.Run("wat volledig is kan in één keer worden geregistreerd", func(t *testing.T) {
		id := s.submitted(complete("Klaar om te registreren"))
		pb.post("/registreer-volledige", nil).to(t)
		if got := s.record("activity", id).Last().State.(register.Activity); !got.Public() {
			t.Errorf("status %s", got.State)
		}
		s.visitor().page("/register").shows(t, "Klaar om te registreren")
	})
}

func TestHetLogVanDeServer(t *testing.T) {
	s := newTestServer(t)
	s.as(domain.PB).page("/werk")
	s.visitor().post("/inloggen", url.Values{"email": {emailOf(domain.FG)}, "password": {"een ander wachtwoord"}})
	s.secrets = append(s.secrets, "een ander wachtwoord")
	n := 0
	for line := range strings.Lines(s.log.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("%v: %s", err, line)
		}
		n++
		if msg, _ := entry["msg"].(string); msg == "" || msg != strings.ToLower(msg[:1])+msg[1:] {
			t.Errorf("message %q", msg)
		}
	}
	if n < 3 || !strings.Contains(s.log.String(), s.person[domain.PB]) || !strings.Contains(s.log.String(), "sign-in refused") {
		t.Errorf("%d lines: who signed in is not there by id", n)
	}
}
