package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/projections"
	"github.com/heemstede/grootboek/projections/demo"
)

var uuids = regexp.MustCompile(`[0-9a-f-]{36}`)

// largeTown is a server of a municipality after ten years ([demo.Large]), and a session of its FG.
func largeTown(b *testing.B) (*server, []*http.Cookie) {
	b.Helper()
	s := newEmptyServer(b).at(demo.DefaultUntil.Add(time.Hour))
	m, err := demo.Build(b.Context(), s.store, demo.Large)
	ok(b, err)
	for _, p := range m.Persons {
		_, err := s.api.Staff.AddPerson(b.Context(), staff.Person{ID: p.ID, Name: p.Name, Email: p.Email, Created: s.clock()})
		ok(b, err)
	}
	ok(b, s.api.Live.Wait(b.Context(), events.Position(m.Events)))
	n := slices.IndexFunc(m.Persons, func(p demo.Person) bool { return slices.Contains(p.Roles, domain.FG) })
	ok(b, s.api.Staff.SetPassword(b.Context(), m.Persons[n].ID, password))
	fg := s.visitor()
	fg.signIn(m.Persons[n].Email)
	fg.post("/rol", url.Values{"rol": {"FG/"}})
	at, err := url.Parse(s.web.URL)
	ok(b, err)
	return s, fg.http.Jar.Cookies(at)
}

// BenchmarkRegisters measures each register page ([server.measure]). Issue C aims at less than 50 ms each.
func BenchmarkRegisters(b *testing.B) {
	s, cookies := largeTown(b)
	paths := []string{"/subverwerkers", "/jaarcontrole", "/registers"}
	for _, rec := range s.api.Exec.Records {
		paths = append(paths, "/"+rec.Info().Path)
	}
	slices.Sort(paths)
	s.measure(b, cookies, paths)
}

// BenchmarkRecordPages measures the start conditions of an activity, what hangs on a processor, a process and a model, and
// the page of a DPIA: of each the record with the longest history. Issue C aims at less than 50 ms each.
func BenchmarkRecordPages(b *testing.B) {
	s, cookies := largeTown(b)
	longest := func(kind string) string {
		list := s.api.Records.OfType(kind)
		v := slices.MaxFunc(list, func(x, y *projections.Versions) int { return len(x.List) - len(y.List) })
		return "/" + v.Record.Info().Path + "/" + v.ID
	}
	widest := func(kind string) string {
		list := s.api.Records.OfType(kind)
		hang := func(v *projections.Versions) int { return len(s.api.Gov.Links().To(v.Stream, projections.AsOf{})) }
		v := slices.MaxFunc(list, func(x, y *projections.Versions) int { return hang(x) - hang(y) })
		return "/" + v.Record.Info().Path + "/" + v.ID + "/gevolgen"
	}
	s.measure(b, cookies, []string{longest("activity") + "/startvoorwaarden", widest("processor"), widest("process"), widest("model"), longest("dpia")})
}

// measure asks each page at the handler: now, and as of a day five years ago on either axis.
func (s *server) measure(b *testing.B, cookies []*http.Cookie, paths []string) {
	ago := demo.DefaultUntil.AddDate(-5, 0, 0).Format("02-01-2006")
	for _, path := range paths {
		for _, when := range []moment{{"nu", ""}, {"bekend", "?bekend=" + ago}, {"was", "?was=" + ago}} {
			s.ask(b, cookies, path, when)
		}
	}
}

type moment struct{ name, query string }

// measureNow asks each page at the handler, as it is now.
func (s *server) measureNow(b *testing.B, cookies []*http.Cookie, paths []string) {
	for _, path := range paths {
		s.ask(b, cookies, path, moment{"nu", ""})
	}
}

func (s *server) ask(b *testing.B, cookies []*http.Cookie, path string, when moment) {
	b.Run(uuids.ReplaceAllString(path[1:], "id")+"/"+when.name, func(b *testing.B) {
		for b.Loop() {
			r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, path+when.query, nil)
			for _, c := range cookies {
				r.AddCookie(c)
			}
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				b.Fatalf("%s: %d", path, w.Code)
			}
		}
	})
}
