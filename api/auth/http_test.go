package auth

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
)

func prefixes(list ...string) (p []netip.Prefix) {
	for _, s := range list {
		p = append(p, netip.MustParsePrefix(s))
	}
	return p
}

func TestCrossSiteRequestsAreRefused(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Origins = []string{"https://intranet.gemeente.example"} })
	b := s.browser(t)
	b.signIn(s.person.Email, good)
	for _, c := range []struct {
		name   string
		status int
		header []string
	}{
		{"from another site", 403, []string{"Sec-Fetch-Site", "cross-site"}},
		{"from a neighbouring site", 403, []string{"Sec-Fetch-Site", "same-site"}},
		{"from another origin, by an old browser", 403, []string{"Origin", "https://kwaad.example"}},
		{"from a page without an origin", 403, []string{"Origin", "null"}},
		{"from another site, with a password", 403, append(basic(s.person.Email, good), "Sec-Fetch-Site", "cross-site")},
		{"from our own page", 200, []string{"Sec-Fetch-Site", "same-origin", "Origin", s.URL}},
		{"from our own page, by an old browser", 200, []string{"Origin", s.URL}},
		{"typed in the address bar", 200, []string{"Sec-Fetch-Site", "none"}},
		{"from an origin that was named", 200, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://intranet.gemeente.example"}},
		{"by a program", 200, nil},
	} {
		t.Run("a POST "+c.name, func(t *testing.T) {
			b.t = t
			for _, path := range []string{"/mijn/x", "/v1/x"} {
				resp, body := b.do("POST", path, url.Values{}, c.header...)
				if resp.StatusCode != c.status || c.status == 403 && !strings.Contains(body, "andere website") {
					t.Errorf("%s: %d %q, want %d", path, resp.StatusCode, body, c.status)
				}
			}
		})
	}
	t.Run("signing in from another site is refused too", func(t *testing.T) {
		b := s.browser(t)
		resp, _ := b.do("POST", "/inloggen", url.Values{"email": {s.person.Email}, "password": {good}}, "Sec-Fetch-Site", "cross-site")
		if b.want("/", nobody); resp.StatusCode != 403 {
			t.Errorf("got %d", resp.StatusCode)
		}
	})
	t.Run("a link from another site works", func(t *testing.T) {
		b.t = t
		if resp, body := b.do("GET", "/mijn/x", nil, "Sec-Fetch-Site", "cross-site"); resp.StatusCode != 200 || body != s.as(fg) {
			t.Errorf("got %d %q", resp.StatusCode, body)
		}
	})
}

func TestRequireUser(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	for _, c := range []struct{ method, path, to string }{
		{"GET", "/mijn/lijst?zoek=a%26b&pagina=2", "/inloggen?naar=%2Fmijn%2Flijst%3Fzoek%3Da%2526b%26pagina%3D2"},
		{"POST", "/mijn/lijst", "/inloggen"}, // cannot be asked for again
	} {
		resp, _ := b.do(c.method, c.path, nil)
		if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != c.to || resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s: %d %q", c.method, c.path, resp.StatusCode, resp.Header.Get("Location"))
		}
	}
	b.signIn(s.person.Email, good)
	b.want("/mijn/lijst", s.as(fg))
}

func TestSafePathStaysOnThisSite(t *testing.T) {
	for _, to := range []string{"/", "/verwerkingen?status=geregistreerd&op=2026-01-01#x", "/a//b", "/zoek?q=https://x.nl", "/é"} {
		if got := SafePath(to); got != to {
			t.Errorf("%q became %q", to, got)
		}
	}
	for _, to := range []string{"", "verwerkingen", "//kwaad.example", "///kwaad.example", `/\kwaad.example`, `\\kwaad.example`, "https://kwaad.example/",
		"https:/kwaad.example", "javascript:alert(1)", "/\t/kwaad.example", "/\n/kwaad.example", " /x", "/%zz", "/inloggen?naar=/inloggen", "@kwaad.example",
		"/" + strings.Repeat("x", maxPath)} {
		if got := SafePath(to); got != "/" {
			t.Errorf("%.40q became %.40q", to, got)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/", "/geen-pagina"} {
		resp, _ := s.browser(t).do("GET", path, nil)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
			"X-Content-Type-Options":  "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		} {
			if got := resp.Header.Get(name); got != want {
				t.Errorf("%s: %s: %q", path, name, got)
			}
		}
	}
}

func TestLimitBody(t *testing.T) {
	s := newSite(t)
	h := s.auth.LimitBody(func(r *http.Request) int64 {
		if r.URL.Path == "/importeren" {
			return 1000
		}
		return 10
	}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		if refusal, ok := TooLarge(err); ok {
			http.Error(w, "late: "+refusal.NL, http.StatusRequestEntityTooLarge)
		}
	}))
	send := func(path string, n int, known bool) (int, string) {
		req := httptest.NewRequest("POST", path, strings.NewReader(strings.Repeat("x", n)))
		if !known {
			req.ContentLength = -1
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		return w.Code, w.Body.String()
	}
	for _, c := range []struct {
		path   string
		n      int
		known  bool
		status int
		says   string
	}{
		{"/x", 10, true, 200, ""}, {"/x", 10, false, 200, ""}, {"/importeren", 1000, true, 200, ""},
		{"/x", 11, true, 413, "Wat u verstuurt is te groot: hoogstens 10 bytes."},
		{"/x", 11, false, 413, "late: Wat u verstuurt is te groot: hoogstens 10 bytes."},
		{"/importeren", 1001, true, 413, "Wat u verstuurt is te groot: hoogstens 1 kB."},
	} {
		if status, body := send(c.path, c.n, c.known); status != c.status || !strings.HasPrefix(body, c.says) {
			t.Errorf("%+v: got %d %q", c, status, body)
		}
	}
	if _, ok := TooLarge(errors.New("x")); ok {
		t.Error("any error is too large")
	}
}

func TestClient(t *testing.T) {
	a := &Auth{o: Options{Proxies: prefixes("10.0.0.0/8")}}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.1:1234", "", "192.0.2.1"},
		{"192.0.2.1:1234", "203.0.113.5", "192.0.2.1"}, // no proxy of ours: not believed
		{"10.0.0.1:1234", "203.0.113.5", "203.0.113.5"},
		{"10.0.0.1:1234", "203.0.113.9, 203.0.113.5, 10.2.3.4", "203.0.113.5"}, // what the client made up stands in front
		{"10.0.0.1:1234", "junk", "10.0.0.1"},
		{"10.0.0.1:1234", "203.0.113.5, junk", "10.0.0.1"},
		{"[::ffff:192.0.2.1]:1", "", "192.0.2.1"},
		{"", "", "invalid IP"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := a.client(r).String(); got != c.want {
			t.Errorf("%+v: got %s", c, got)
		}
	}
}

func TestLimiter(t *testing.T) {
	one, two := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::ffff")
	t.Run("one subscriber of IPv6 is one client, whatever the case of the address", func(t *testing.T) {
		l := newLimiter()
		for range maxPerAccount / 2 {
			l.reserve(one, "a@b.nl", noon)
			l.reserve(two, " A@B.nl", noon)
		}
		if got, _ := l.reserve(one, "a@b.nl", noon.Add(5*time.Minute)); got != 10*time.Minute {
			t.Errorf("wait %s", got)
		}
		if got, _ := l.reserve(one, "c@d.nl", noon); got != 0 {
			t.Errorf("another account waits %s", got)
		}
		if got, _ := l.reserve(one, "a@b.nl", noon.Add(window)); got != 0 {
			t.Errorf("after the window: %s", got)
		}
	})
	t.Run("what was no wrong guess is given back, and what is over the limit is not counted", func(t *testing.T) {
		l := newLimiter()
		for range 3 * maxPerAccount {
			wait, giveBack := l.reserve(one, "a@b.nl", noon)
			if giveBack(); wait != 0 {
				t.Fatalf("wait %s", wait)
			}
		}
		for range maxPerAccount {
			l.reserve(one, "a@b.nl", noon)
		}
		wait, giveBack := l.reserve(one, "a@b.nl", noon)
		giveBack()
		if again, _ := l.reserve(one, "a@b.nl", noon); wait != window || again != window {
			t.Errorf("wait %s, then %s", wait, again)
		}
	})
	t.Run("the memory is bounded, and what is over is forgotten", func(t *testing.T) {
		l := newLimiter()
		a := netip.MustParseAddr("10.0.0.0")
		for range maxKeys {
			a = a.Next()
			l.reserve(a, "a@b.nl", noon)
		}
		if len(l.byKey) != maxKeys || l.order.Len() != maxKeys {
			t.Errorf("%d kept", len(l.byKey))
		}
		l.reserve(a, "a@b.nl", noon.Add(window))
		if len(l.byKey) != 2 {
			t.Errorf("%d kept after the window, want 2", len(l.byKey))
		}
	})
}

func TestNewNeedsRoles(t *testing.T) {
	if _, err := New(nil, Options{}); err == nil {
		t.Error("accepted")
	}
	if _, err := New(nil, Options{Roles: func(string) []RoleChoice { return nil }, Origins: []string{"intranet"}}); err == nil {
		t.Error("accepted an origin without a scheme")
	}
}
