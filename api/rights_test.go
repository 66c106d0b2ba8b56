package api_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events/files"
	"github.com/heemstede/grootboek/events/seal"
)

// route is one address of the server, as chi knows it.
type route struct{ method, pattern string }

// routes walks all addresses of the server.
func (s *server) routes(t *testing.T) (list []route) {
	t.Helper()
	tree, is := s.handler.(chi.Routes)
	if !is {
		t.Fatalf("the handler is %T, not a tree of addresses", s.handler)
	}
	ok(t, chi.Walk(tree, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		list = append(list, route{method, pattern})
		return nil
	}))
	if len(list) < 40 {
		t.Fatalf("only %d addresses: the test looks in the wrong place", len(list))
	}
	return list
}

// example is an address of the route, about the activity with that id.
func (r route) example(id string) string {
	pattern := r.pattern
	if i := strings.Index(pattern, "{path:"); i >= 0 {
		pattern = pattern[:i] + "verwerkingen" + pattern[i+strings.Index(pattern[i:], "}")+1:]
	}
	command := "submit"
	if strings.Contains(pattern, "{id}") {
		command = "amend"
	}
	return strings.NewReplacer("{id}", id, "{command}", command, "{version}", "1", "{hash}", "sha256:"+strings.Repeat("0", 64), "{job}", id, "{token}", "geen-link",
		"{form}", "csv", "{list}", "verwerkers", "static/*", "static/grootboek.css", "tlog/*", "tlog/checkpoint").Replace(pattern)
}

// lines is the log as it is kept.
func (s *server) lines() []byte {
	s.t.Helper()
	var b bytes.Buffer
	for e, err := range s.store.All(s.t.Context(), 0) {
		ok(s.t, err)
		b.Write(e.Line)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func TestNietsVerandertEenGebeurtenis(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	pb := s.as(domain.PB)
	before := s.lines()
	readOnly := []string{"/static/*", "/tlog/*"} // handlers of all methods, that answer reading only
	for _, r := range s.routes(t) {
		t.Run("R-LED-01 "+r.method+" "+r.pattern+" leest of voegt toe, en wist of wijzigt niets", func(t *testing.T) {
			if r.method != http.MethodGet && r.method != http.MethodPost && !slices.Contains(readOnly, r.pattern) {
				t.Fatalf("there is a handler for %s", r.method)
			}
			for _, method := range []string{http.MethodDelete, http.MethodPut, http.MethodPatch} {
				if a := pb.send(method, r.example(id), strings.NewReader("{}")); a.status != http.StatusMethodNotAllowed && a.status != http.StatusNotFound {
					t.Errorf("%s: %d", method, a.status)
				}
			}
			if slices.Contains(readOnly, r.pattern) {
				if a := pb.post(r.example(id), nil); a.status != http.StatusMethodNotAllowed {
					t.Errorf("POST: %d", a.status)
				}
			}
		})
	}
	t.Run("R-LED-01 na dit alles staat het log er nog precies zo", func(t *testing.T) {
		if got := s.lines(); !bytes.Equal(got, before) {
			t.Errorf("the log changed: %d bytes, was %d", len(got), len(before))
		}
	})
	t.Run("R-LED-01 wat de pagina's daarna doen komt erachter", func(t *testing.T) {
		s.do("activity", id, register.End{Reason: "Gestopt.", Data: "Vernietigd."}, domain.OWN)
		if got := s.lines(); !bytes.HasPrefix(got, before) || len(got) == len(before) {
			t.Error("the log does not begin with what it was")
		}
	})
	t.Run("R-LED-01 geen opdracht in de tabellen heet wissen, en elke gebeurtenis is er één erbij", func(t *testing.T) {
		for _, rec := range chapters.All {
			for _, c := range rec.Info().Commands {
				for _, word := range []string{"delete", "remove", "purge", "erase", "undo"} {
					if strings.Contains(c.Name, word) {
						t.Errorf("%s/%s", c.Record, c.Name)
					}
				}
			}
		}
	})
}

// readers is who may read what (requirements 1.5, R-3.1-05, R-LED-14, R-LED-15), typed out by hand, per address.
var readers = map[string][]domain.Role{
	"/werk": allRoles, "/balie": {domain.EMP, domain.PB, domain.OWN}, "/melden": allRoles, "/lezen": allRoles, "/datalekken-register": workers, "/rol": allRoles, "/account": allRoles,
	"/zoeken": workers, "/rasci": workers, "/registers": workers, "/acties": workers, "/acties.csv": workers, "/acties/adviezen": workers, "/acties/adviezen.csv": workers, "/acties/afdelingen": workers, "/acties/afdelingen.csv": workers,
	"/acties/geheimhouding": workers, "/acties/geheimhouding.csv": workers, "/acties/beleid": workers, "/acties/beleid.csv": workers, "/acties/privacyoverleg": workers, "/acties/privacyoverleg.csv": workers,
	"/matrix": workers, "/exporteren.{form}": workers, "/bewaren": workers, "/bewaren.csv": workers, "/bewaren/selectielijst/{id}": workers, "/exporteren/{list}.{form}": workers, "/subverwerkers": workers, "/jaarcontrole": workers, "/geinformeerd": workers,
	"/termijnen":              workers,
	"/wezenlijke-wijzigingen": workers, "/gevolgen": workers, "/personen/{id}/gevolgen": workers, "{path}/{id}/startvoorwaarden": workers, "{path}/{id}/gevolgen": workers,
	"{path}": workers, "{path}/_{command}": workers, "{path}/{id}": workers, "{path}/{id}/vergelijken": workers, "{path}/{id}/bewijs/{version}": workers, "{path}/{id}/_{command}": workers,
	"/dpia-kalender": workers, "/dpia-kalender.csv": workers, "/dpias/_{command}": workers, "/dpias/{id}": workers, "/dpias/{id}/geschiedenis": workers, "/dpias/{id}/onderdelen/{paragraph}": workers,
	"/dpias/{id}/document": workers, "/dpias/{id}/document.json": workers, "/dpias/{id}/inlezen": workers, "/dpias/{id}/inlezen/{hash}": workers, // taking over: B1.6-2, in the record table
	"/kluisdossiers/{id}/inzien": workers, "/kluisdossiers/{id}/verbeteren": workers, "/kluisdossiers/{id}/toevoegen": workers, // and then by RT-36: TestInzien
	"/incidenten/{id}/ap-meldingen": workers, "/datalekken-register/bewijs": checkers, "/datalekken-register/bewijs.jsonl": checkers,
	"/v1/{path}": workers, "/v1/{path}/{id}": workers,
	"/controles/{id}/populatie": checkers, "/controles/{id}/stuk/{n}": checkers, "/controles/{id}/bundel.zip": checkers, "/controles/{id}/trekken": {domain.ACC, domain.CTRL},
	"/fg": {domain.FG}, "/fg/verschil": checkers,
	"/geschiedenis": checkers, "/achterstand": checkers, "/export": checkers, "/v1/gebeurtenissen": checkers,
	"/personen":              {domain.SEC, domain.COL, domain.PB},
	"/bewaren/selectielijst": {domain.PB},
	"/importeren":            {domain.PB}, "/importeren/{job}": {domain.PB},
	"/bestanden/{hash}": {domain.PB, domain.FG},
}

var (
	allRoles = []domain.Role{domain.FG, domain.ACC, domain.CTRL, domain.PB, domain.OWN, domain.TM, domain.SEC, domain.COL, domain.EMP}
	workers  = []domain.Role{domain.FG, domain.ACC, domain.CTRL, domain.PB, domain.OWN, domain.TM, domain.SEC, domain.COL}
	checkers = []domain.Role{domain.FG, domain.ACC, domain.CTRL, domain.PB}
	everyone = []string{"/", "/register", "/register.json", "/register.csv", "/register/{id}", "/register/{id}/versie/{version}", "/privacyverklaringen", "/privacyverklaringen/{id}", "/privacyverklaringen/{id}/versie/{version}", "/beleid", "/controle", "/controle/sleutel", "/toegankelijkheid", "/privacy", "/melden/verwerker", "/verzoek", "/volgen", "/inloggen", "/inloggen/code", "/inloggen/instellen", "/welkom/{token}", "/agenda/{token}.ics", "/gezond", "/static/*", "/tlog/*", "/v1/openbaar-register"}
)

// short is the pattern without the list of record types.
func (r route) short() string {
	i := strings.Index(r.pattern, "{path:")
	if i < 0 {
		return r.pattern
	}
	rest := r.pattern[i+strings.Index(r.pattern[i:], "}")+1:]
	return strings.TrimSuffix(strings.TrimSuffix(r.pattern[:i], "/")+"/{path}"+rest, "/")
}

func TestWieMagWatLezen(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	visitor := s.visitor()
	for _, r := range s.routes(t) {
		if r.method != http.MethodGet {
			continue
		}
		path := r.example(id)
		if slices.Contains(everyone, r.pattern) {
			t.Run("R-4.1-13 iedereen kan "+r.pattern+" lezen", func(t *testing.T) {
				ofAnother := strings.HasPrefix(r.pattern, "/privacyverklaringen/{id}") // the id is that of an activity
				if a := visitor.get(path); a.status >= 300 && r.pattern != "/welkom/{token}" && r.pattern != "/agenda/{token}.ics" && r.pattern != "/register/{id}/versie/{version}" && (!ofAnother || a.status != http.StatusNotFound) {
					t.Errorf("%d", a.status)
				}
			})
			continue
		}
		short := strings.TrimPrefix(r.short(), "/")
		may, known := readers["/"+short]
		if !known {
			may, known = readers[short]
		}
		if !known {
			t.Errorf("%s stands in no list of who may read it: add it", r.pattern)
			continue
		}
		t.Run("R-3.1-05 wie niet is ingelogd leest "+r.short()+" niet", func(t *testing.T) {
			a := visitor.get(path)
			if strings.HasPrefix(path, "/v1/") && a.status == http.StatusUnauthorized {
				return
			}
			if to := a.to(t); !strings.HasPrefix(to, "/inloggen") {
				t.Errorf("on to %s", to)
			}
		})
		for _, role := range allRoles {
			t.Run("R-3.1-05 "+string(role)+" en "+r.short(), func(t *testing.T) {
				a := s.as(role).get(path)
				if want := slices.Contains(may, role); want != (a.status != http.StatusForbidden) {
					t.Errorf("%d; may read: %v", a.status, want)
				}
			})
		}
	}
	t.Run("R-3.1-05 een medewerker ziet in het menu alleen wat hij kan lezen", func(t *testing.T) {
		page := s.as(domain.EMP).page("/werk")
		page.hides(t, "Verwerkingen Processen", "Geschiedenis", "Inlezen", "Zoeken")
		page.shows(t, "Openbaar register", "Controle")
	})
	t.Run("R-3.1-05 ook geen meldingen en cijfers van records", func(t *testing.T) {
		s.as(domain.EMP).page("/werk").hides(t, "Wmo-aanvragen", "aangeleverd, nog niet geregistreerd")
	})
}

func TestDeAccountant(t *testing.T) {
	s := newTestServer(t)
	id := s.registered(complete("Wmo-aanvragen"))
	acc := s.as(domain.ACC)
	t.Run("R-LED-15 leest de geschiedenis, het record en de tijdlijn", func(t *testing.T) {
		acc.page("/geschiedenis").shows(t, "Openbaar gemaakt", "Aangewezen", "Proces geregistreerd")
		acc.page("/verwerkingen/"+id).shows(t, "Tijdlijn", "Geregistreerd", "door Petra Bloemen, Privacybeheerder")
	})
	t.Run("R-LED-15 downloadt het logboek, en rekent het na", func(t *testing.T) {
		a := acc.page("/export")
		report, err := seal.VerifyExport(t.Context(), strings.NewReader(a.body), seal.VerifyOptions{Key: s.api.Seal.Key(), Old: [][]byte{s.api.Seal.Checkpoint().Note}})
		if err != nil || report.Events != int64(s.head()) {
			t.Errorf("%+v, %v", report, err)
		}
		if got := acc.get("/tlog/tile/entries/000.p/1"); got.status != http.StatusOK {
			t.Errorf("entries: %d", got.status)
		}
	})
	for _, role := range []domain.Role{domain.ACC, domain.CTRL} {
		b := s.as(role)
		before := s.head()
		for _, rec := range chapters.All {
			for _, c := range rec.Info().Commands {
				if c.Record == "audit" && c.New {
					continue // the auditor's own file is no business record: it changes none
				}
				if name := c.Record + "/" + c.Name; role == domain.CTRL && (name == "test/start" || name == "advice/request" || name == "incident/report") {
					continue // RT-29, RT-32 and R-B4-01: the controller may check, ask and report; the brief keeps only the accountant from every command
				}
				t.Run("R-LED-15 "+string(role)+" wordt "+c.Record+"/"+c.Name+" geweigerd", func(t *testing.T) {
					path := "/v1/" + rec.Info().Path + "/_" + c.Name
					if !c.New {
						path = "/v1/" + rec.Info().Path + "/" + s.anyOf(rec, id) + "/_" + c.Name
					}
					if a := b.json(http.MethodPost, path, map[string]any{}); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
						t.Errorf("%d %s", a.status, a.body)
					}
					if role == domain.CTRL {
						return // the forms are the same
					}
					form := url.Values{"versie": {s.versionOf(rec, path)}}
					if a := b.post(strings.TrimPrefix(path, "/v1"), form); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
						t.Errorf("the form: %d %s", a.status, a.short())
					}
				})
			}
		}
		for _, path := range []string{"/personen", "/personen/" + s.person[domain.EMP] + "/uitnodigen", "/importeren", "/registreer-volledige"} {
			t.Run("R-LED-15 "+string(role)+" wordt "+path+" geweigerd", func(t *testing.T) {
				if a := b.post(path, nil); a.status != http.StatusForbidden {
					t.Errorf("%d", a.status)
				}
			})
		}
		if s.head() != before {
			t.Errorf("%s added %d events", role, s.head()-before)
		}
	}
	t.Run("R-LED-15 krijgt op geen pagina een knop om iets te wijzigen", func(t *testing.T) {
		for _, path := range []string{"/verwerkingen", "/verwerkingen/" + id, "/processen", "/processen/" + wmo, "/matrix", "/rasci"} {
			acc.page(path).hides(t, "Wat kunt u doen", "Wijzigen", "Aanleveren", "Proces registreren", "Rij wijzigen", "Aanwijzen ")
		}
	})
	t.Run("R-LED-15 leest geen persoonsgegevens uit ingelezen bestanden", func(t *testing.T) {
		if a := acc.get("/bestanden/sha256:" + strings.Repeat("0", 64)); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
}

// versionOf is the version of the record that the address of a command names.
func (s *server) versionOf(rec domain.Record, path string) string {
	if v := s.record(rec.Info().Name, strings.Split(path, "/")[3]); v != nil {
		return strconv.FormatUint(v.Last().Version, 10)
	}
	return "0"
}

// anyOf is the id of a record of that type: the activity, one that exists, or one that does not.
func (s *server) anyOf(rec domain.Record, activity string) (id string) {
	id = "99999999-9999-4999-8999-999999999999"
	s.api.Live.View(func() {
		if list := s.api.Records.OfType(rec.Info().Name); len(list) > 0 {
			id = list[0].ID
		}
	})
	if rec.Info().Name == "activity" {
		return activity
	}
	return id
}

func TestEenBewaardBestand(t *testing.T) {
	s := newTestServer(t)
	const text = "Naam;Doel\r\nWmo;Beoordelen\r\n"
	hash, _, err := s.api.Files.Put(t.Context(), strings.NewReader(text), 1<<20)
	ok(t, err)
	path := "/bestanden/" + hash
	t.Run("R-LED-16 wordt gegeven zoals het was, en niet in de browser getoond", func(t *testing.T) {
		for _, role := range []domain.Role{domain.PB, domain.FG} {
			a := s.as(role).page(path)
			if a.body != text || a.header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
				t.Errorf("%q %v", a.body, a.header)
			}
		}
	})
	t.Run("R-LED-16 is het niet meer wat zijn hash zegt, dan wordt het niet gegeven, met een duidelijke zin", func(t *testing.T) {
		harm(t, filepath.Join(s.dir, "bestanden"), hash)
		a := s.as(domain.PB).get(path)
		if a.status != http.StatusConflict || strings.Contains(a.body, "Beoordelen") {
			t.Errorf("%d %s", a.status, a.short())
		}
		a.shows(t, (&files.Harmed{Hash: hash}).Error()[:20])
	})
	t.Run("een adres dat geen hash is, is niets", func(t *testing.T) {
		for _, bad := range []string{"/bestanden/x", "/bestanden/sha256:x", "/bestanden/..%2f..%2fsleutel"} {
			if a := s.as(domain.PB).get(bad); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", bad, a.status)
			}
		}
	})
}

// harm changes one byte of the kept file.
func harm(t *testing.T, dir, hash string) {
	t.Helper()
	digest := strings.TrimPrefix(hash, "sha256:")
	n := 0
	ok(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(digest, filepath.Base(path)) && filepath.Base(path) != digest {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b[len(b)/2] ^= 1
		n++
		if err := os.Chmod(path, 0o600); err != nil {
			return err
		}
		return os.WriteFile(path, b, 0o600)
	}))
	if n != 1 {
		t.Fatalf("%d files are named %s", n, digest)
	}
}

func TestDeTabelVanLezersIsVolledig(t *testing.T) {
	s := newTestServer(t)
	var unused []string
	seen := map[string]bool{}
	for _, r := range s.routes(t) {
		seen[r.pattern], seen["/"+strings.TrimPrefix(r.short(), "/")], seen[strings.TrimPrefix(r.short(), "/")] = true, true, true
	}
	for path := range readers {
		if !seen[path] {
			unused = append(unused, path)
		}
	}
	if diff := cmp.Diff([]string(nil), unused); diff != "" {
		t.Errorf("addresses that do not exist:\n%s", diff)
	}
}
