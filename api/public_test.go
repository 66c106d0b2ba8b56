package api_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// publicJSON is what the register gives to programs.
type publicJSON struct {
	Municipality string                    `json:"gemeente"`
	Source       string                    `json:"bron"`
	Known        *time.Time                `json:"zoalsBekendOp"`
	Position     int                       `json:"positie"`
	Count        int                       `json:"aantal"`
	Entries      []projections.PublicEntry `json:"verwerkingen"`
}

func (b *browser) register(path string) publicJSON {
	b.s.t.Helper()
	return decodeAs[publicJSON](b.s.t, b.page(path))
}

var rowLink = regexp.MustCompile(`<a href="(/register/[^"]+)">([^<]*)</a>`)

// listed is the register as its pages show it: the names, over all pages.
func (b *browser) listed(path string) (names, links []string) {
	b.s.t.Helper()
	for range 20 {
		a := b.page(path)
		for _, m := range rowLink.FindAllStringSubmatch(a.body, -1) {
			links, names = append(links, m[1]), append(names, strings.TrimSpace(answer{body: m[2]}.text()))
		}
		next := regexp.MustCompile(`rel="next" href="([^"]*)"`).FindStringSubmatch(a.body)
		if next == nil {
			return names, links
		}
		path = answer{body: next[1]}.text()
	}
	b.s.t.Fatal("more pages than there can be")
	return nil, nil
}

func TestHetOpenbareRegisterOpDePagina(t *testing.T) {
	s := newTestServer(t)
	visitor := s.visitor()
	id := s.registered(complete("Wmo-aanvragen <omstreken>"))
	s.submitted(complete("Nog niet geregistreerd"))
	for i := range 54 { // more than one page
		s.registered(complete(fmt.Sprintf("Verwerking %02d", i)))
	}
	odd := complete("=1+1")
	odd.Department = "Zorg"
	s.registered(odd)

	t.Run("R-4.1-13 een bezoeker ziet van elke verwerking de elf gegevens, zonder in te loggen", func(t *testing.T) {
		a := visitor.page("/register/" + id)
		for _, f := range projections.PublicFields() {
			if f.Key != "transfers" { // only when there are any
				a.shows(t, f.NL)
			}
		}
		a.shows(t, "Wmo-aanvragen <omstreken>", "Aanvragen beoordelen — grondslag: Wettelijke verplichting (Wmo 2015, artikel 2.3.2)", "Cliënten", "Zorgaanbieders", "Wmo-dossier, 15 jaar",
			"Toegang op naam.", "Frits Zandvliet, functie-fg@heemstede.example", "Verstrekking buiten de EU Nee", "Autoriteit Persoonsgegevens")
		a.hides(t, "Teun Kortekaas", "Proceseigenaar")
	})
	names, links := visitor.listed("/register")
	t.Run("R-4.1-15 de pagina's, JSON en CSV tonen hetzelfde: evenveel, en met dezelfde inhoud als het grootboek", func(t *testing.T) {
		j := visitor.register("/register.json")
		if j.Count != 56 || len(j.Entries) != 56 || len(names) != 56 || slices.Contains(names, "Nog niet geregistreerd") || j.Position != s.head() {
			t.Fatalf("%d and %d in JSON at position %d, %d on pages", j.Count, len(j.Entries), j.Position, len(names))
		}
		var want []projections.PublicEntry
		s.api.Live.View(func() { want = s.api.Register.Public(time.Time{}, s.clock(), "", nil) })
		if diff := cmp.Diff(want, j.Entries); diff != "" {
			t.Errorf("the ledger (-) and JSON (+):\n%s", diff)
		}
		rows := csvRows(t, visitor.page("/register.csv"))
		if len(rows) != 57 {
			t.Fatalf("%d lines of CSV", len(rows))
		}
		for i, e := range j.Entries {
			if names[i] != e.Name || links[i] != "/register/"+e.ID {
				t.Errorf("line %d: %q at %s on the page, %q in JSON", i, names[i], links[i], e.Name)
			}
			row := rows[i+1]
			if row[0] != e.ID || row[1] != strconv.FormatUint(e.Version, 10) {
				t.Errorf("line %d of CSV is %v", i, row[:3])
			}
			for k, f := range projections.PublicFields() {
				if got := strings.TrimPrefix(row[3+k], "'"); rows[0][3+k] != f.NL || got != e.Value(f.Key) {
					t.Errorf("%s of %s: %q in CSV, %q in JSON", rows[0][3+k], e.Name, got, e.Value(f.Key))
				}
			}
		}
		v1 := visitor.page("/v1/openbaar-register")
		if diff := cmp.Diff(j.Entries, decodeAs[publicJSON](t, v1).Entries); diff != "" {
			t.Errorf("/v1 differs:\n%s", diff)
		}
	})
	t.Run("CSV opent in een Nederlands rekenblad, en voert niets uit", func(t *testing.T) {
		a := visitor.page("/register.csv")
		if !strings.HasPrefix(a.body, "\ufeffId;Versie;") || !strings.Contains(a.body, "\r\n") || !strings.Contains(a.body, ";'=1+1;") || strings.Contains(a.body, ";=1+1") {
			t.Errorf("%q", a.body[:200])
		}
	})
	t.Run("zoeken en afdeling staan in het adres, en gelden ook voor de downloads", func(t *testing.T) {
		for query, want := range map[string]int{"?zoek=clienten": 56, "?zoek=omstreken": 1, "?afdeling=Zorg": 1, "?zoek=kortekaas": 0, "?zoek=bestaatniet": 0, "?afdeling=Zorg&zoek=wmo": 1} {
			names, _ := visitor.listed("/register" + query)
			if j := visitor.register("/register.json" + query); len(names) != want || j.Count != want || len(csvRows(t, visitor.page("/register.csv"+query))) != want+1 {
				t.Errorf("%s: %d on the page, %d in JSON, want %d", query, len(names), j.Count, want)
			}
		}
		visitor.page("/register?afdeling=Zorg").shows(t, "=1+1")
		if a := visitor.page("/register?zoek=wmo"); !strings.Contains(a.body, `href="/register.csv?zoek=wmo"`) {
			t.Error("the download does not keep the words")
		}
	})
	t.Run("R-4.1-15 zoals bekend op een dag, ook als download", func(t *testing.T) {
		s.on("2026-12-10").registered(complete("In december"))
		for query, want := range map[string]int{"": 57, "?bekend=30-11-2026": 56, "?bekend=23-11-2026": 0} {
			names, links := visitor.listed("/register" + query)
			j := visitor.register("/register.json" + query)
			if len(names) != want || j.Count != want || (query != "") != (j.Known != nil) {
				t.Errorf("%q: %d on the page, %d in JSON (known %v), want %d", query, len(names), j.Count, j.Known, want)
			}
			if query == "?bekend=30-11-2026" && !strings.HasSuffix(links[0], "/versie/3") {
				t.Errorf("looking back leads to %s", links[0])
			}
		}
		if a := visitor.get("/register.json?bekend=gisteren"); a.status != http.StatusBadRequest {
			t.Errorf("a day that is none: %d", a.status)
		}
		visitor.page("/register?bekend=gisteren").shows(t, "Schrijf de datum als dd-mm-jjjj")
	})
	t.Run("een bladzijde die er niet is, is de laatste", func(t *testing.T) {
		for _, n := range []string{"0", "-1", "999999999999999999999", "x"} {
			visitor.page("/register?pagina="+n).shows(t, "van 57 verwerkingen")
		}
	})
}

func csvRows(t *testing.T, a answer) [][]string {
	t.Helper()
	c := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff")))
	c.Comma = ';'
	rows, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestEenWijzigingInHetOpenbareRegister(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	visitor := s.visitor()
	s.as(domain.PB) // has an account from the start
	visitor.page("/register/"+id).shows(t, "Versie 3, laatst gewijzigd op 24-11-2026")
	s.on("2026-12-01")
	pb := s.visitor() // the session of a week ago has ended
	pb.signIn(emailOf(domain.PB))
	pb.post("/rol", url.Values{"rol": {"PB/"}})
	f := pb.form("/verwerkingen/" + id + "/_amend")
	f.Set("department", "Zorg en welzijn")
	f.Set("reason", "Reorganisatie.")
	pb.post("/verwerkingen/"+id+"/_amend", f).to(t)

	t.Run("R-4.1-14 een wijziging staat er meteen, met haar datum, in lijst, pagina en JSON", func(t *testing.T) {
		visitor.page("/register/"+id).shows(t, "Afdeling Zorg en welzijn", "Versie 5, laatst gewijzigd op 01-12-2026")
		visitor.page("/register").shows(t, "Zorg en welzijn", "01-12-2026")
		if e := visitor.register("/register.json").Entries[0]; e.Dept != "Zorg en welzijn" || !e.Changed.Equal(s.clock()) {
			t.Errorf("%+v", e)
		}
	})
	t.Run("R-4.1-17 het vaste adres van de oude versie blijft, met haar inhoud en een verwijzing naar nu", func(t *testing.T) {
		old := visitor.page("/register/" + id + "/versie/3")
		old.shows(t, "Afdeling IASZ", "Dit is een oudere versie", "Bekijk de tekst van nu", s.web.URL+"/register/"+id+"/versie/3")
		visitor.page("/register/"+id+"/versie/5").hides(t, "oudere versie")
	})
	t.Run("R-4.1-18 de tijdlijn toont de oude en de nieuwe waarde, wie, wanneer en waarom", func(t *testing.T) {
		pb.page("/verwerkingen/"+id).shows(t, "Gewijzigd door Petra Bloemen, Privacybeheerder", "Afdeling Was IASZ Wordt Zorg en welzijn", "Reorganisatie.", "01-12-2026")
	})
	t.Run("R-4.1-17 een beëindigde verwerking is weg uit het register en blijft in de geschiedenis en op haar vaste adres", func(t *testing.T) {
		s.do("activity", id, register.End{Reason: "Gestopt.", Data: "Vernietigd."}, domain.OWN)
		if a := visitor.get("/register/" + id); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
		visitor.page("/register").hides(t, "Wmo-aanvragen")
		if n := visitor.register("/register.json").Count; n != 0 {
			t.Errorf("%d in JSON", n)
		}
		visitor.page("/register/"+id+"/versie/5").shows(t, "Deze verwerking is beëindigd. U ziet wat er vroeger in het register stond.", "Zorg en welzijn")
		pb.page("/verwerkingen/"+id).shows(t, "beëindigd", "Gestopt.")
	})
	t.Run("een versie die er niet is, of nooit openbaar was, heeft geen pagina", func(t *testing.T) {
		for _, n := range []string{"1", "2", "4", "6", "99", "0", "-1", "x", "18446744073709551616"} {
			if a := visitor.get("/register/" + id + "/versie/" + n); a.status != http.StatusNotFound {
				t.Errorf("version %s: %d", n, a.status)
			}
		}
	})
}

func TestOpenbareBladzijdenNoemenGeenMedewerkers(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	s.do("process", wmo, governance.AssignOwner{Person: s.person[domain.TM], From: "2026-11-24", Reason: "x"}, domain.SEC)
	s.do("activity", id, register.FindDeviation{Rule: "§4.9", What: "Geen DPIA gedaan."}, domain.FG)
	s.do("activity", id, register.SubmitChange{What: "Nieuwe aanbieder.", Why: "Contract."}, domain.OWN)
	visitor := s.visitor()
	var pages []answer
	for _, path := range []string{"/", "/register", "/register.json", "/register.csv", "/register/" + id, "/register/" + id + "/versie/3", "/v1/openbaar-register", "/controle", "/controle/sleutel",
		"/toegankelijkheid", "/privacy", "/inloggen", "/gezond", "/tlog/checkpoint", "/tlog/key", "/register?zoek=wmo", "/register?bekend=24-11-2026"} {
		pages = append(pages, visitor.page(path))
	}
	for _, path := range []string{"/onzin", "/register/onzin", "/welkom/onzin", "/v1/verwerkingen", "/verwerkingen", "/tlog/tile/entries/000.p/1"} {
		pages = append(pages, visitor.get(path))
	}
	for _, a := range pages {
		t.Run("R-4.1-16 "+a.path, func(t *testing.T) {
			for role, name := range staffNames {
				if role != domain.FG && (a.has(name) || strings.Contains(a.body, name)) {
					t.Errorf("names %s", name)
				}
				if strings.Contains(a.body, s.person[role]) || role != domain.FG && strings.Contains(a.body, emailOf(role)) {
					t.Errorf("holds the id or address of the %s", role)
				}
			}
			a.hides(t, "Geen DPIA gedaan.", "Nieuwe aanbieder.", "Maatschappelijke ondersteuning.")
		})
	}
}
