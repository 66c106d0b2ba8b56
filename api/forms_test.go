package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// record returns a record under the lock of the models.
func (s *server) record(kind, id string) (v *projections.Versions) {
	s.api.Live.View(func() { v = s.api.Records.Get(kind, id) })
	return v
}

func (s *server) content(id string) register.Content {
	return s.record("activity", id).Last().State.(register.Activity).Content
}

func TestFormulieren(t *testing.T) {
	s := newTestServer(t)
	owner, pb := s.as(domain.OWN), s.as(domain.PB)

	t.Run("R-3.2-10 bij een nieuwe verwerking staat het college als verantwoordelijke voorgevuld, en een ander orgaan kan ook", func(t *testing.T) {
		f := owner.form("/verwerkingen/_submit")
		if got := f.Get("controller"); got != "College van burgemeester en wethouders van Heemstede" {
			t.Errorf("suggested: %q", got)
		}
		f.Set("name", "Stembureaus")
		f.Set("controller", "Burgemeester van Heemstede")
		f.Set("process", wmo)
		to := owner.post("/verwerkingen/_submit", f).to(t)
		owner.page(to).shows(t, "Verwerkingsverantwoordelijke Burgemeester van Heemstede")
	})

	t.Run("een volledig formulier wordt vastgelegd zoals het is ingevuld", func(t *testing.T) {
		f := owner.form("/verwerkingen/_submit")
		f.Set("name", " Wmo-aanvragen <Heemstede> & omstreken ")
		f.Set("process", wmo)
		f.Set("purpose-0", "Beoordelen\r\nen besluiten")
		f["grounds-0"] = []string{"legal-obligation", "public-task"}
		f.Set("data_subjects", "Cliënten\r\n\r\n  Mantelzorgers \r\nCliënten\r\n")
		f.Set("category-ordinary", "Naam")
		f.Set("category-bsn", "BSN")
		f["operations"] = []string{"collect", "store"}
		f.Set("start_date", "1-2-2020")
		to := owner.post("/verwerkingen/_submit", f).to(t)
		got := s.content(strings.TrimPrefix(to, "/verwerkingen/"))
		want := register.Content{Name: "Wmo-aanvragen <Heemstede> & omstreken", Controller: "College van burgemeester en wethouders van Heemstede", Process: wmo,
			Purposes:     []register.Purpose{{Text: "Beoordelen\nen besluiten", Grounds: []register.Ground{"legal-obligation", "public-task"}}},
			DataSubjects: []string{"Cliënten", "Mantelzorgers"}, DataCategories: []register.DataCategory{{Name: "Naam", Kind: register.Ordinary}, {Name: "BSN", Kind: register.BSN}},
			Operations: []register.Operation{"collect", "store"}, StartDate: "2020-02-01"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(+ recorded):\n%s", diff)
		}
		owner.page(to).shows(t, "Wmo-aanvragen <Heemstede> & omstreken", "Vastgelegd en verzegeld: Aanleveren.", "Dit ontbreekt nog")
	})

	t.Run("het formulier van een bestaand record, onveranderd verstuurd, verandert niets", func(t *testing.T) {
		c := complete("Onveranderd")
		c.DataCategories = []register.DataCategory{{Name: "BSN", Kind: register.BSN}, {Name: "Naam", Kind: register.Ordinary}}
		c.BSNBasis = "Wabb"
		c.Purposes = append(c.Purposes, register.Purpose{Text: "Tweede doel\nop twee regels", Grounds: []register.Ground{"vital-interest"}})
		c.Systems = []register.System{{Name: "Suite", Kind: "warehouse-direct"}, {Name: "Lijst"}, {Name: "Zaak", Kind: "own"}}
		id := s.registered(c)
		before := s.head()
		f := pb.form("/verwerkingen/" + id + "/_amend")
		f.Set("reason", "Niets.")
		to := pb.post("/verwerkingen/"+id+"/_amend", f).to(t)
		if s.head() != before {
			t.Errorf("%d new events: %s", s.head()-before, cmp.Diff(c.Clean(), s.content(id)))
		}
		pb.page(to).shows(t, "Er is niets gewijzigd: dit stond al zo vast.")
	})

	for name, c := range map[string]struct {
		change url.Values
		says   []string
	}{
		"zonder naam":                                            {url.Values{"name": {" "}}, []string{"Geef de verwerking een naam."}},
		"met een datum die niet bestaat":                         {url.Values{"start_date": {"31-02-2026"}}, []string{"De startdatum bestaat niet."}},
		"R-LED-06 met een moment dat nog moet komen":             {url.Values{"gebeurd": {"25-11-2026 10:00"}}, []string{"Vul een moment in dat voorbij is"}},
		"met een moment dat geen moment is":                      {url.Values{"gebeurd": {"gisteren"}}, []string{"Schrijf de datum als dd-mm-jjjj"}},
		"met ontvangers en geen ontvangers":                      {url.Values{"recipients": {"Politie"}, "no_recipients": {"ja"}}, []string{"Kies één van beide."}},
		"R-4.1-12 met meer dan één fout worden ze samen genoemd": {url.Values{"name": {""}, "start_date": {"x"}}, []string{"Er zijn 2 fouten", "Geef de verwerking een naam.", "De startdatum bestaat niet."}},
		"met te veel tekst":                                      {url.Values{"security": {strings.Repeat("lang verhaal ", 6000)}}, []string{"te veel tekst voor één vastlegging"}},
		"met een proces dat van een ander is":                    {url.Values{"process": {"33333333-3333-4333-8333-3333333333ff"}}, []string{"Kies een proces."}},
	} {
		t.Run("een formulier "+name+" wordt geweigerd, en alles wat was ingevuld blijft staan", func(t *testing.T) {
			f := owner.form("/verwerkingen/_submit")
			for k, v := range map[string]string{"name": "Blijft staan", "process": wmo, "purpose-0": "Doel met <b>tekens</b> & \"aanhalingstekens\"", "data_subjects": "Een\r\nTwee",
				"security": "regel 1\r\n\r\nregel 3 ", "category-special": "Gezondheid", "outside_eu": "yes", "gebeurd": "", "rule-0": sevenYear} {
				f.Set(k, v)
			}
			f["grounds-0"], f["operations"] = []string{"consent", "contract"}, []string{"collect", "erase"}
			for k, v := range c.change {
				f[k] = v
			}
			before := s.head()
			a := owner.post("/verwerkingen/_submit", f)
			if a.status != http.StatusUnprocessableEntity && a.status != http.StatusConflict || s.head() != before {
				t.Fatalf("%d, %d new events: %s", a.status, s.head()-before, a.short())
			}
			a.shows(t, c.says...)
			kept := a.form()
			for k := range f {
				if k == "process" && len(c.change["process"]) > 0 {
					continue // a choice that does not exist cannot be shown as chosen
				}
				if want, got := tidy(f[k]), tidy(kept[k]); !cmp.Equal(want, got) {
					t.Errorf("%s: sent %q, kept %q", k, want, got)
				}
			}
		})
	}

	t.Run("de knop die een doel toevoegt legt niets vast en bewaart wat er stond", func(t *testing.T) {
		f := owner.form("/verwerkingen/_submit")
		f.Set("name", "Nog niet")
		f.Set("purpose-0", "Eerste doel")
		f.Set("meer", "purposes")
		before := s.head()
		a := owner.post("/verwerkingen/_submit", f)
		if a.status != http.StatusOK || s.head() != before {
			t.Fatalf("%d, %d new events", a.status, s.head()-before)
		}
		if kept := a.form(); kept.Get("name") != "Nog niet" || kept.Get("purpose-0") != "Eerste doel" || !kept.Has("purpose-1") {
			t.Errorf("kept %v", kept)
		}
	})
	t.Run("wat vandaag of in deze minuut is gebeurd, is nu", func(t *testing.T) {
		s.at(s.clock().Add(30 * time.Second))
		for _, when := range []string{"24-11-2026", "24-11-2026 12:00", "2026-11-24"} {
			f := owner.form("/verwerkingen/_submit")
			f.Set("name", "Vandaag")
			f.Set("process", wmo)
			f.Set("gebeurd", when)
			v := s.record("activity", strings.TrimPrefix(owner.post("/verwerkingen/_submit", f).to(t), "/verwerkingen/"))
			if v.Last().Origin != domain.Direct || !v.Last().Happened.Equal(v.Last().Recorded) {
				t.Errorf("%s: happened %s, recorded %s, origin %q", when, v.Last().Happened, v.Last().Recorded, v.Last().Origin)
			}
		}
	})
	t.Run("R-LED-18 wat eerder gebeurde is als achteraf vastgelegd te zien", func(t *testing.T) {
		f := owner.form("/verwerkingen/_submit")
		f.Set("name", "Vorige week")
		f.Set("process", wmo)
		f.Set("gebeurd", "17-11-2026 09:00")
		to := owner.post("/verwerkingen/_submit", f).to(t)
		owner.page(to).shows(t, "Aangeleverd achteraf vastgelegd", "Vastgelegd op 24-11-2026")
		s.as(domain.FG).page("/geschiedenis?achteraf=ja").shows(t, "Vorige week", "achteraf vastgelegd")
	})
	t.Run("wie een opdracht, record of soort verzint krijgt een gewone pagina", func(t *testing.T) {
		for _, path := range []string{"/verwerkingen/_onzin", "/verwerkingen/onzin", "/verwerkingen/" + wmo, "/verwerkingen/" + wmo + "/_amend", "/onzin", "/verwerkingen/_amend", "/verwerkingen/_take-over", "/processen/" + wmo + "/_expire-mandate"} {
			a := pb.get(path)
			if a.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.status)
			}
			a.shows(t, "Deze pagina bestaat niet")
		}
		for _, path := range []string{"/verwerkingen/_onzin", "/verwerkingen/_take-over", "/processen/" + wmo + "/_expire-mandate"} {
			if a := pb.post(path, nil); a.status != http.StatusNotFound {
				t.Errorf("posting to %s: %d", path, a.status)
			}
		}
	})
	t.Run("een verzoek dat te groot is wordt geweigerd in gewone woorden", func(t *testing.T) {
		a := owner.post("/verwerkingen/_submit", url.Values{"name": {strings.Repeat("x", 3<<20)}})
		if a.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%d", a.status)
		}
		a.shows(t, "Wat u verstuurt is te groot: hoogstens 2 MB.")
	})
}

// tidy is what is the same to a person: line ends, and spaces around a line.
func tidy(list []string) []string {
	var out []string
	for _, v := range list {
		var lines []string
		for l := range strings.Lines(strings.ReplaceAll(v, "\r\n", "\n")) {
			lines = append(lines, strings.TrimSpace(l))
		}
		out = append(out, strings.Trim(strings.Join(lines, "\n"), "\n"))
	}
	return out
}

func TestTegelijkWijzigen(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	path := "/verwerkingen/" + id + "/_amend"
	first, second := s.as(domain.PB), s.visitor()
	second.signIn(emailOf(domain.PB))
	second.post("/rol", url.Values{"rol": {"PB/"}})

	mine := first.form(path)
	theirs := second.form(path)
	theirs.Set("department", "Publiekszaken")
	theirs.Set("reason", "Reorganisatie.")
	second.post(path, theirs).to(t)
	mine.Set("security", "Toegang op naam, met twee factoren.")
	mine.Set("reason", "Nieuwe eisen.")
	before := s.head()
	a := first.post(path, mine)

	t.Run("R-LED-08 de tweede hoort dat het record intussen is gewijzigd, door wie en hoe; er wordt niets vastgelegd", func(t *testing.T) {
		if a.status != http.StatusPreconditionFailed || s.head() != before {
			t.Fatalf("%d, %d new events", a.status, s.head()-before)
		}
		a.shows(t, "Intussen heeft Petra Bloemen dit record gewijzigd", "Uw invoer staat hieronder nog", "Dit is intussen veranderd", "Afdeling", "IASZ", "Publiekszaken")
	})
	t.Run("R-LED-08 zijn invoer staat er nog", func(t *testing.T) {
		if f := a.form(); f.Get("security") != "Toegang op naam, met twee factoren." || f.Get("reason") != "Nieuwe eisen." {
			t.Errorf("kept %q, %q", f.Get("security"), f.Get("reason"))
		}
	})
	t.Run("R-LED-08 opnieuw versturen voegt beide wijzigingen samen: wat hij niet aanraakte wordt niet teruggedraaid", func(t *testing.T) {
		first.post(path, a.form()).to(t)
		c := s.content(id)
		if c.Security != "Toegang op naam, met twee factoren." || c.Department != "Publiekszaken" {
			t.Errorf("security %q, department %q", c.Security, c.Department)
		}
	})
	t.Run("R-LED-08 wie hetzelfde veld wijzigde ziet zijn eigen tekst, en beslist", func(t *testing.T) {
		mine, theirs := first.form(path), second.form(path)
		theirs.Set("department", "Zorg")
		theirs.Set("reason", "x")
		second.post(path, theirs).to(t)
		mine.Set("department", "Welzijn")
		mine.Set("reason", "y")
		a := first.post(path, mine)
		if a.status != http.StatusPreconditionFailed || a.form().Get("department") != "Welzijn" {
			t.Errorf("%d, kept %q", a.status, a.form().Get("department"))
		}
		a.shows(t, "Zorg")
	})
	t.Run("R-LED-08 wie registreert wat al geregistreerd is ziet de nieuwe status", func(t *testing.T) {
		id := s.submitted(complete("Twee privacybeheerders"))
		path := "/verwerkingen/" + id + "/_register"
		one, two := first.form(path), second.form(path)
		first.post(path, one).to(t)
		a := second.post(path, two)
		if a.status != http.StatusPreconditionFailed {
			t.Errorf("%d", a.status)
		}
		a.shows(t, "Status", "aangeleverd", "geregistreerd")
		if again := second.post(path, a.form()); again.status != http.StatusConflict {
			t.Errorf("again: %d", again.status)
		} else {
			again.shows(t, "‘Registreren’ kan alleen in de status ‘aangeleverd’. De status is nu ‘geregistreerd’.")
		}
	})
}

func TestTweeKeerVersturen(t *testing.T) {
	s := newTestServer(t)
	owner := s.as(domain.OWN)
	t.Run("R-LED-09 een formulier dat twee keer wordt verstuurd heeft één gevolg, en leidt naar hetzelfde record", func(t *testing.T) {
		f := owner.form("/verwerkingen/_submit")
		f.Set("name", "Twee keer")
		f.Set("process", wmo)
		before := s.head()
		first, second := owner.post("/verwerkingen/_submit", f).to(t), owner.post("/verwerkingen/_submit", f).to(t)
		if first != second || s.head() != before+1 {
			t.Errorf("%s and %s, %d new events", first, second, s.head()-before)
		}
	})
	t.Run("R-LED-09 ook als het record intussen verder is", func(t *testing.T) {
		id := s.submitted(complete("Verder"))
		pb := s.as(domain.PB)
		f := pb.form("/verwerkingen/" + id + "/_register")
		pb.post("/verwerkingen/"+id+"/_register", f).to(t)
		s.do("activity", id, register.Confirm{}, domain.OWN)
		before := s.head()
		pb.post("/verwerkingen/"+id+"/_register", f).to(t)
		if s.head() != before {
			t.Errorf("%d new events", s.head()-before)
		}
	})
	t.Run("R-LED-09 ook van een vinger die beeft: acht keer tegelijk", func(t *testing.T) {
		f := owner.form("/verwerkingen/_submit")
		f.Set("name", "Acht keer")
		f.Set("process", wmo)
		before := s.head()
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if a := owner.post("/verwerkingen/_submit", f); a.status != http.StatusSeeOther {
					t.Errorf("%d %s", a.status, a.short())
				}
			})
		}
		wg.Wait()
		if s.head() != before+1 {
			t.Errorf("%d new events", s.head()-before)
		}
	})
}

func TestVanEenAndereWebsite(t *testing.T) {
	s := newTestServer(t)
	id := s.submitted(complete("Wmo-aanvragen"))
	pb := s.as(domain.PB)
	f := pb.form("/verwerkingen/" + id + "/_register")
	before := s.head()
	for name, header := range map[string][]string{
		"volgens de browser":     {"Sec-Fetch-Site", "cross-site"},
		"van een buurdomein":     {"Sec-Fetch-Site", "same-site"},
		"volgens de herkomst":    {"Origin", "https://elders.example"},
		"zonder herkomst (null)": {"Origin", "null"},
	} {
		t.Run("een verzoek van elders wordt geweigerd, "+name, func(t *testing.T) {
			a := pb.post("/verwerkingen/"+id+"/_register", f, header...)
			if a.status != http.StatusForbidden || s.head() != before {
				t.Errorf("%d, %d new events", a.status, s.head()-before)
			}
			a.shows(t, "Dit verzoek kwam van een andere website en is niet uitgevoerd.")
		})
	}
	t.Run("elk adres waarheen iets gestuurd kan worden weigert het", func(t *testing.T) {
		for _, r := range s.routes(t) {
			if r.method != http.MethodPost {
				continue
			}
			a := pb.post(r.example(id), nil, "Sec-Fetch-Site", "cross-site")
			if a.status != http.StatusForbidden {
				t.Errorf("%s: %d", r.pattern, a.status)
			}
		}
		if s.head() != before {
			t.Errorf("%d new events", s.head()-before)
		}
	})
	t.Run("van de eigen pagina's wordt het aangenomen", func(t *testing.T) {
		pb.post("/verwerkingen/"+id+"/_register", f, "Sec-Fetch-Site", "same-origin", "Origin", s.web.URL).to(t)
	})
	t.Run("een pagina kan niet in die van een ander worden getoond, en laadt niets van elders", func(t *testing.T) {
		h := s.visitor().page("/register").header
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%v", h)
		}
	})
}

func TestGeweigerdeOpdrachten(t *testing.T) {
	s := newTestServer(t)
	id := s.submitted(register.Content{Name: "Half af", Process: wmo})
	pb := s.as(domain.PB)
	f := pb.form("/verwerkingen/" + id + "/_register")
	before := s.head()
	a := pb.post("/verwerkingen/"+id+"/_register", f)
	t.Run("R-4.1-12 registreren wat niet volledig is wordt geweigerd, en alles wat ontbreekt wordt in één keer genoemd", func(t *testing.T) {
		if a.status != http.StatusUnprocessableEntity || s.head() != before {
			t.Fatalf("%d, %d new events", a.status, s.head()-before)
		}
		for _, m := range register.Missing(s.content(id)) {
			a.shows(t, m.NL)
		}
	})
	t.Run("R-LED-10 de weigering staat voor de FG met wie, welke opdracht en welke regel, buiten het record", func(t *testing.T) {
		page := s.as(domain.FG).page("/geschiedenis")
		page.shows(t, "Geweigerde opdrachten (de laatste 50)", "Petra Bloemen Privacybeheerder Verwerkingsactiviteit: Registreren activity.incomplete")
		if v := s.record("activity", id); len(v.List) != 1 {
			t.Errorf("%d events", len(v.List))
		}
	})
	t.Run("R-LED-10 ook van wie het niet mag", func(t *testing.T) {
		acc := s.as(domain.ACC)
		acc.json(http.MethodPost, "/v1/verwerkingen/"+id+"/_register", map[string]any{})
		s.as(domain.FG).page("/geschiedenis").shows(t, "Anton Spaargaren Accountant Verwerkingsactiviteit: Registreren role.not-marked")
	})
	t.Run("R-LED-10 er wordt niets genoteerd van wat er was getypt", func(t *testing.T) {
		owner := s.as(domain.OWN)
		f := owner.form("/verwerkingen/_submit")
		f.Set("name", "")
		f.Set("security", "geheimeinhoud")
		owner.post("/verwerkingen/_submit", f)
		list, err := s.api.Refusals.Last(10)
		if err != nil || len(list) != 3 {
			t.Fatalf("%d refusals, %v", len(list), err)
		}
		s.secrets = append(s.secrets, "geheimeinhoud")
	})
	t.Run("de accountant ziet de lijst van geweigerde opdrachten niet", func(t *testing.T) {
		s.as(domain.ACC).page("/geschiedenis").hides(t, "Geweigerde opdrachten")
	})
}

func TestVerbeteren(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvrgen"))
	pb := s.as(domain.PB)
	path := "/verwerkingen/" + id + "/_correct"
	f := pb.form(path)
	f.Set("name", "Wmo-aanvragen")
	f.Set("corrects", "1")
	t.Run("R-LED-07 een verbetering zonder reden wordt geweigerd", func(t *testing.T) {
		a := pb.post(path, f)
		if a.status != http.StatusUnprocessableEntity {
			t.Fatalf("%d", a.status)
		}
		a.shows(t, "Geef de reden van de verbetering.")
	})
	t.Run("R-LED-07 de verbetering noemt de foute vastlegging en de reden, en beide blijven te zien", func(t *testing.T) {
		f.Set("reason", "Tikfout.")
		page := pb.page(pb.post(path, f).to(t))
		page.shows(t, "Verbeterd", "Was Wmo-aanvrgen", "Wordt Wmo-aanvragen", "Verbetert vastlegging 1", "Tikfout.")
		pb.page("/verwerkingen/"+id+"/vergelijken?van=1&naar=4").shows(t, "Wmo-aanvrgen", "Wmo-aanvragen")
	})
	t.Run("R-LED-09 hetzelfde formulier nog eens heeft geen tweede gevolg; met andere inhoud is het een andere opdracht, die de versie nagaat", func(t *testing.T) {
		before := s.head()
		pb.post(path, f).to(t)
		if s.head() != before {
			t.Fatal("the same form was recorded twice")
		}
		f.Set("reason", "Toch een andere reden.")
		f.Set("name", "Wmo-voorzieningen")
		if a := pb.post(path, f); a.status != http.StatusPreconditionFailed || s.head() != before {
			t.Errorf("another body under the same key: %d", a.status)
		}
	})
}
