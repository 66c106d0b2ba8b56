package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
)

// lines are the lines of a log.
func lines(t *testing.T, log *saying) (list []object) {
	t.Helper()
	in := bufio.NewScanner(strings.NewReader(log.String()))
	for in.Scan() {
		list = append(list, parsed(t, in.Text()))
	}
	return list
}

func TestLogZonderPersoonsgegevens(t *testing.T) {
	log := &saying{}
	_, s := running(t, newLog(log), 0)
	c := s.setUp()
	c.form("/rol", url.Values{"rol": {"PB/"}})
	const name, mail, bsn, secret = "Jan Jansen", "j.jansen@heemstede.example", "123456782", "geheime-zin-van-jan"
	personal := []string{"Jansen", "jansen", bsn, secret, firstName, "Verhulst", firstEmail, password, "kikkers"}
	ask := func(method, path, body string, headers ...string) (int, http.Header) {
		r := c.request(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		status, _, h := c.send(r)
		return status, h
	}
	form := url.Values{"name": {name}, "email": {mail}, "password": {secret}, "bsn": {bsn}}.Encode()
	for _, x := range []struct{ method, path, body, route string }{
		{"GET", "/zoeken?q=" + url.QueryEscape(name+" "+bsn), "", "/zoeken"},
		{"GET", "/register/" + bsn + "?naam=" + url.QueryEscape(name), "", "/register/{id}"},
		{"GET", "/" + url.PathEscape(name), "", noRoute},
		{"GET", "/v1/" + url.PathEscape(mail), "", "/v1/*"},
		{"GET", "/welkom/" + secret, "", "/welkom/{token}"},
		{"POST", "/welkom/" + secret, form, "/welkom/{token}"},
		{"GET", "/processen/" + bsn, "", "/processen/{id}"},
		{"POST", "/processen/_" + "jansen", form, "/processen/_{command}"},
		{"POST", "/personen", form, "/personen"},
		{"POST", "/personen/" + bsn + "/uitnodigen", form, "/personen/{id}/uitnodigen"},
		{"POST", "/inloggen", form, "/inloggen"},
		{"GET", "/inloggen?naar=" + url.QueryEscape("/zoeken?q="+name), "", "/inloggen"},
		{"GET", "/tlog/tile/" + bsn, "", "/tlog/*"},
		{"JANSEN", "/werk", "", ""},
	} {
		t.Run("niets van wat iemand typt komt in het log: "+x.method+" "+x.route, func(t *testing.T) {
			before := len(lines(t, log))
			_, h := ask(x.method, x.path, x.body, "User-Agent", name, "Referer", "http://x/"+bsn, "Cookie-Extra", mail)
			id := h.Get(requestIDHeader)
			if !saneID.MatchString(id) {
				t.Fatalf("the answer has id %q", id)
			}
			found := ""
			for _, line := range lines(t, log)[before:] {
				if line["msg"] == "request" && line["request"] == id {
					found, _ = line["route"].(string)
				}
			}
			if x.route != "" && found != x.route {
				t.Errorf("route %q, want %q", found, x.route)
			}
		})
	}
	t.Run("een script met een verkeerd wachtwoord ook niet", func(t *testing.T) {
		r := c.request(http.MethodPost, "/v1/rollen/_appoint", strings.NewReader(`{"person":"`+name+`"}`))
		r.SetBasicAuth(mail, secret)
		if status, _, _ := newClient(t, s.url).send(r); status != http.StatusUnauthorized {
			t.Errorf("%d", status)
		}
	})
	t.Run("van wie is ingelogd staat de rol er, en geen naam", func(t *testing.T) {
		ask("GET", "/werk", "")
		if last := lines(t, log); !slices.ContainsFunc(last, func(l object) bool { return l["route"] == "/werk" && l["role"] == "PB" && l["status"] == 200.0 }) {
			t.Errorf("%v", last[len(last)-1])
		}
	})
	t.Run("wie naar de toestand vraagt komt niet in het log", func(t *testing.T) {
		before := len(lines(t, log))
		if ask("GET", "/health/live", ""); len(lines(t, log)) != before {
			t.Error(log)
		}
	})
	for _, text := range personal {
		if strings.Contains(strings.ToLower(log.String()), strings.ToLower(text)) {
			t.Errorf("the log holds %q:\n%s", text, log)
		}
	}
}

func TestLogVerzoek(t *testing.T) {
	t.Run("het nummer van een verzoek komt van onze proxy, of van ons", func(t *testing.T) {
		proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}
		for name, c := range map[string]struct {
			from, given string
			kept        bool
		}{
			"van de proxy":            {"10.0.0.7:1234", "abcdef12-3456", true},
			"van de proxy, als IPv6":  {"[::ffff:10.0.0.7]:1234", "abcdef12-3456", true},
			"van iemand anders":       {"10.0.1.7:1234", "abcdef12-3456", false},
			"te kort":                 {"10.0.0.7:1234", "abc", false},
			"te lang":                 {"10.0.0.7:1234", strings.Repeat("a", 65), false},
			"met een regeleinde":      {"10.0.0.7:1234", "abcdefgh\nijk", false},
			"met een aanhalingsteken": {"10.0.0.7:1234", `abcdefgh"`, false},
			"zonder adres":            {"", "abcdef12-3456", false},
		} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.from
			r.Header[requestIDHeader] = []string{c.given}
			if got := requestID(r, proxies); (got == c.given) != c.kept || !saneID.MatchString(got) {
				t.Errorf("%s: %q", name, got)
			}
		}
	})
	log := &saying{}
	router := chi.NewRouter()
	l := newLog(log)
	router.Get("/goed/{id}", func(w http.ResponseWriter, r *http.Request) {
		l.With("a", 1).WithGroup("g").InfoContext(r.Context(), "inside")
		_, _ = w.Write([]byte("twaalf bytes"))
	})
	router.Get("/fout", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "x", http.StatusTeapot) })
	router.Get("/stuk", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	router.Get("/stroom", func(w http.ResponseWriter, r *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
	})
	var mu sync.Mutex
	told := map[string]int{}
	s := httptest.NewServer(access{next: router, log: l, told: func(route string, status int, took time.Duration) {
		if took < 0 || took > time.Minute {
			t.Errorf("took %v", took)
		}
		mu.Lock()
		defer mu.Unlock()
		told[route] = status
	}})
	ids := map[string]string{}
	for _, path := range []string{"/goed/42", "/fout", "/stuk", "/stroom"} {
		res, err := http.Get(s.URL + path)
		if err != nil {
			continue // broken off, as it should be
		}
		ids[path] = res.Header.Get(requestIDHeader)
		res.Body.Close()
	}
	s.Close() // waits for the last line
	t.Run("elk verzoek is één regel, met hoe het afliep; ook een dat werd afgebroken", func(t *testing.T) {
		want := map[string]int{"/goed/{id}": 200, "/fout": 418, "/stuk": 499, "/stroom": 200}
		n := 0
		for _, line := range lines(t, log) {
			if line["msg"] != "request" {
				continue
			}
			n++
			route, _ := line["route"].(string)
			if int(line["status"].(float64)) != want[route] || told[route] != want[route] || line["method"] != "GET" {
				t.Errorf("%v", line)
			}
			if route == "/goed/{id}" && line["bytes"] != 12.0 {
				t.Errorf("%v", line)
			}
		}
		if n != len(want) {
			t.Errorf("%d lines", n)
		}
	})
	t.Run("elke regel die bij een verzoek hoort draagt zijn nummer", func(t *testing.T) {
		for _, line := range lines(t, log) {
			if line["msg"] == "inside" {
				if g, _ := line["g"].(object); g["request"] != ids["/goed/42"] || line["a"] != 1.0 {
					t.Errorf("%v", line)
				}
				return
			}
		}
		t.Error("no line from inside")
	})
	t.Run("een regel die nergens bij hoort heeft er geen", func(t *testing.T) {
		alone := &saying{}
		newLog(alone).Error("x", "error", errors.New("y"))
		var line object
		if err := json.Unmarshal([]byte(alone.String()), &line); err != nil || line["request"] != nil {
			t.Errorf("%v %v", line, err)
		}
	})
}
