package auth

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/staff"
)

const good, other = "vier paarden in de regen", "drie koeien onder de brug"

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// site is a small application as the lead's, with a clock of its own.
type site struct {
	*httptest.Server
	auth   *Auth
	staff  *staff.Store
	person staff.Person
	log    *strings.Builder
	dir    string

	mu    sync.Mutex
	now   time.Time
	roles []RoleChoice
}

func (s *site) clock() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now }

func (s *site) pass(d time.Duration) { s.mu.Lock(); s.now = s.now.Add(d); s.mu.Unlock() }

func (s *site) held(string) []RoleChoice { s.mu.Lock(); defer s.mu.Unlock(); return s.roles }

func (s *site) hold(r ...RoleChoice) { s.mu.Lock(); s.roles = r; s.mu.Unlock() }

var fg, pb, deputy = RoleChoice{Role: domain.FG, NL: "FG"}, RoleChoice{Role: domain.PB, NL: "Privacybeheerder"},
	RoleChoice{Role: domain.OWN, Mandate: "m-1", NL: "Proceseigenaar, namens Burgerzaken"}

var cheap = &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

func newSite(t *testing.T, options ...func(*Options)) *site {
	t.Helper()
	dir := t.TempDir()
	st, err := staff.Open(t.Context(), filepath.Join(dir, "staff.db"), cheap)
	check(t, err)
	t.Cleanup(func() { st.Close() })
	s := newSiteOn(t, st, options...)
	s.dir = dir
	return s
}

// newSiteOn is a site with a directory that is open already.
func newSiteOn(t *testing.T, st *staff.Store, options ...func(*Options)) *site {
	t.Helper()
	p, err := st.AddPerson(t.Context(), staff.Person{Name: "Saskia Wintergroen", Email: "s.wintergroen@gemeente.example", Created: noon})
	check(t, err)
	check(t, st.SetPassword(t.Context(), p.ID, good))
	s := &site{staff: st, person: p, now: noon, roles: []RoleChoice{fg}, log: &strings.Builder{}}
	o := Options{Roles: s.held, Now: s.clock, Log: slog.New(slog.NewTextHandler(s.log, nil))}
	for _, f := range options {
		f(&o)
	}
	s.auth, err = New(st, o)
	check(t, err)
	handler := s.auth.SecurityHeaders(s.auth.Middleware(s.routes()))
	if o.HTTPS {
		s.Server = httptest.NewTLSServer(handler)
	} else {
		s.Server = httptest.NewServer(handler)
	}
	t.Cleanup(s.Close)
	return s
}

func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	who := func(w http.ResponseWriter, r *http.Request) {
		u, ok := From(r.Context())
		fmt.Fprintf(w, "%v %s %s %s", ok, u.Person, u.Role, u.Mandate)
	}
	mux.HandleFunc("GET /{$}", who)
	mux.Handle("/mijn/", s.auth.RequireUser(http.HandlerFunc(who)))
	mux.Handle("/v1/", s.auth.RequireUser(http.HandlerFunc(who)))
	mux.HandleFunc("POST /inloggen", func(w http.ResponseWriter, r *http.Request) {
		step, err := s.auth.SignIn(r.Context(), r.FormValue("email"), r.FormValue("password"), s.clock())
		if err == nil && step != Done {
			err = errors.New(string(step))
		}
		answer(w, err)
	})
	mux.HandleFunc("POST /inloggen/code", func(w http.ResponseWriter, r *http.Request) {
		answer(w, s.auth.SecondStep(r.Context(), r.FormValue("code"), s.clock()))
	})
	mux.HandleFunc("GET /inloggen/instellen", func(w http.ResponseWriter, r *http.Request) {
		e, err := s.auth.Enrolment(r.Context())
		answerText(w, e.URI, err)
	})
	mux.HandleFunc("POST /inloggen/instellen", func(w http.ResponseWriter, r *http.Request) {
		answerList(w)(s.auth.Confirm(r.Context(), r.FormValue("code"), s.clock()))
	})
	mux.HandleFunc("POST /tweede/aan", func(w http.ResponseWriter, r *http.Request) {
		answer(w, s.auth.StartSecond(r.Context(), r.FormValue("password"), s.clock()))
	})
	mux.HandleFunc("POST /tweede/uit", func(w http.ResponseWriter, r *http.Request) {
		answer(w, s.auth.RemoveSecond(r.Context(), r.FormValue("password"), s.clock()))
	})
	mux.HandleFunc("POST /tweede/codes", func(w http.ResponseWriter, r *http.Request) {
		answerList(w)(s.auth.RenewRecovery(r.Context(), r.FormValue("password"), s.clock()))
	})
	mux.HandleFunc("POST /overal", func(w http.ResponseWriter, r *http.Request) { answer(w, s.auth.SignOutEverywhere(r.Context())) })
	mux.HandleFunc("GET /sessies", func(w http.ResponseWriter, r *http.Request) {
		list, err := s.auth.Sessions(r.Context())
		for _, o := range list {
			fmt.Fprintln(w, o.Began.Unix(), o.Seen.Unix(), o.This)
		}
		answer(w, err)
	})
	mux.HandleFunc("POST /codes", func(w http.ResponseWriter, r *http.Request) {
		token, err := s.auth.NewToken(r.Context(), r.FormValue("password"), r.FormValue("name"), s.clock().Add(30*24*time.Hour), s.clock())
		answerText(w, token, err)
	})
	mux.HandleFunc("GET "+OIDCPath, func(w http.ResponseWriter, r *http.Request) {
		to, err := s.auth.StartOIDC(w, r)
		if answer(w, err); err == nil {
			http.Redirect(w, r, to, http.StatusSeeOther)
		}
	})
	mux.HandleFunc("GET "+OIDCReturnPath, func(w http.ResponseWriter, r *http.Request) {
		to, err := s.auth.FinishOIDC(w, r)
		if answer(w, err); err == nil {
			http.Redirect(w, r, to, http.StatusSeeOther)
		}
	})
	mux.HandleFunc("GET /uit", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, s.auth.ProviderSignOut(r.Context(), "https://ledger.example/"))
	})
	mux.HandleFunc("POST /uitloggen", func(w http.ResponseWriter, r *http.Request) { answer(w, s.auth.SignOut(r.Context())) })
	mux.HandleFunc("POST /rol", func(w http.ResponseWriter, r *http.Request) {
		answer(w, s.auth.SetRole(r.Context(), domain.Role(r.FormValue("role")), r.FormValue("mandate")))
	})
	mux.HandleFunc("POST /als", func(w http.ResponseWriter, r *http.Request) {
		u, err := s.auth.As(r.Context(), domain.Role(r.FormValue("role")), "")
		if err == nil {
			err = errors.New(string(u.Role))
		}
		answer(w, err)
	})
	mux.HandleFunc("POST /bericht", func(w http.ResponseWriter, r *http.Request) { s.auth.Flash(r.Context(), r.FormValue("nl")) })
	mux.HandleFunc("GET /bericht", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, s.auth.PopFlash(r.Context())) })
	return mux
}

func answer(w http.ResponseWriter, err error) {
	if r, ok := errors.AsType[*domain.Refusal](err); ok {
		http.Error(w, r.Code+": "+r.NL, http.StatusUnprocessableEntity)
	} else if err != nil {
		io.WriteString(w, err.Error())
	}
}

func answerList(w http.ResponseWriter) func([]string, error) {
	return func(list []string, err error) {
		answerText(w, strings.Join(list, "\n"), err)
	}
}

func answerText(w http.ResponseWriter, text string, err error) {
	if answer(w, err); err == nil {
		io.WriteString(w, text)
	}
}

// browser is a client with cookies that does not follow redirects.
type browser struct {
	t    *testing.T
	c    *http.Client
	base string
}

func (s *site) browser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	check(t, err)
	return &browser{t, &http.Client{Transport: s.Client().Transport, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, s.URL}
}

func (b *browser) do(method, path string, form url.Values, header ...string) (*http.Response, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(form.Encode()))
	check(b.t, err)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := b.c.Do(req)
	check(b.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	check(b.t, err)
	return resp, strings.TrimSpace(string(body))
}

func (b *browser) get(path string) string {
	b.t.Helper()
	_, body := b.do("GET", path, nil)
	return body
}

func (b *browser) post(path string, form url.Values) string {
	b.t.Helper()
	_, body := b.do("POST", path, form)
	return body
}

func (b *browser) signIn(email, password string) string {
	b.t.Helper()
	return b.post("/inloggen", url.Values{"email": {email}, "password": {password}})
}

func (b *browser) want(path, want string) {
	b.t.Helper()
	if got := b.get(path); got != want {
		b.t.Errorf("%s: got %q, want %q", path, got, want)
	}
}

func (s *site) as(c RoleChoice) string {
	return strings.TrimSpace(fmt.Sprintf("true %s %s %s", s.person.ID, c.Role, c.Mandate))
}

const nobody = "false"

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSession(t *testing.T) {
	t.Run("begins at sign-in and ends at sign-out, also for whoever kept the cookie", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		b.want("/", nobody)
		if got := b.signIn(s.person.Email, good); got != "" {
			t.Fatal(got)
		}
		b.want("/", s.as(fg))
		u, err := url.Parse(s.URL)
		check(t, err)
		kept := b.c.Jar.Cookies(u)
		b.post("/uitloggen", nil)
		b.want("/", nobody)
		b.c.Jar.SetCookies(u, kept)
		b.want("/", nobody)
	})
	t.Run("gets a new token at sign-in, so that nobody signs in into a session planted before", func(t *testing.T) {
		s := newSite(t)
		b, thief := s.browser(t), s.browser(t)
		b.post("/bericht", url.Values{"nl": {"x"}}) // a session of nobody
		u, err := url.Parse(s.URL)
		check(t, err)
		before := b.c.Jar.Cookies(u)
		if len(before) != 1 {
			t.Fatalf("cookies %v", before)
		}
		thief.c.Jar.SetCookies(u, before)
		b.signIn(s.person.Email, good)
		b.want("/", s.as(fg))
		thief.want("/", nobody)
	})
	t.Run("is over eight hours after sign-in, however much it is used", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		for range 15 {
			s.pass(30 * time.Minute)
			b.want("/", s.as(fg))
		}
		s.pass(30 * time.Minute)
		b.want("/", nobody)
	})
	t.Run("is over after an hour without use", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		s.pass(59 * time.Minute)
		b.want("/", s.as(fg))
		s.pass(time.Hour)
		b.want("/", nobody)
	})
	t.Run("ends at once when the account is blocked or the password changes", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		check(t, s.staff.SetPassword(t.Context(), s.person.ID, other))
		b.want("/", nobody)
		b.signIn(s.person.Email, other)
		b.want("/", s.as(fg))
		check(t, s.staff.SetDisabled(t.Context(), s.person.ID, true))
		b.want("/", nobody)
		check(t, s.staff.SetDisabled(t.Context(), s.person.ID, false))
		b.want("/", nobody)
	})
	t.Run("who reads the public pages gets no cookie", func(t *testing.T) {
		s := newSite(t)
		resp, _ := s.browser(t).do("GET", "/", nil)
		if c := resp.Cookies(); len(c) > 0 || resp.Header.Get("Cache-Control") != "" {
			t.Errorf("got %v, %q", c, resp.Header.Get("Cache-Control"))
		}
	})
	t.Run("what a signed-in user sees is not kept by the browser", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		if resp, _ := b.do("GET", "/", nil); resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("got %q", resp.Header.Values("Cache-Control"))
		}
	})
	for _, https := range []bool{false, true} {
		t.Run(fmt.Sprintf("its cookie is closed to scripts and other sites, and bound to the host on https (%v)", https), func(t *testing.T) {
			s := newSite(t, func(o *Options) { o.HTTPS = https })
			b := s.browser(t)
			resp, _ := b.do("POST", "/inloggen", url.Values{"email": {s.person.Email}, "password": {good}})
			name := map[bool]string{false: "grootboek", true: "__Host-grootboek"}[https]
			c := slices.DeleteFunc(resp.Cookies(), func(c *http.Cookie) bool { return c.Name == s.auth.deviceCookie() })
			if len(c) != 1 || c[0].Name != name || !c[0].HttpOnly || c[0].SameSite != http.SameSiteLaxMode || c[0].Secure != https || c[0].Path != "/" || c[0].Domain != "" {
				t.Fatalf("got %v", resp.Header.Values("Set-Cookie"))
			}
			b.want("/", s.as(fg))
			if hsts := resp.Header.Get("Strict-Transport-Security"); (hsts != "") != https {
				t.Errorf("HSTS %q", hsts)
			}
		})
	}
}

func TestSignIn(t *testing.T) {
	t.Run("says the same to an unknown account and a wrong password", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		unknown, wrong := b.signIn("niemand@gemeente.example", good), b.signIn(s.person.Email, other)
		if unknown != wrong || !strings.HasPrefix(wrong, "signin.wrong: ") {
			t.Errorf("got %q and %q", unknown, wrong)
		}
		b.want("/", nobody)
	})
	t.Run("locks after five wrong passwords, and says for how long", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		for range 5 {
			b.signIn(s.person.Email, other)
		}
		if got := b.signIn(s.person.Email, good); !strings.HasPrefix(got, "signin.locked: ") || !strings.Contains(got, "over 30 seconden") {
			t.Errorf("got %q", got)
		}
		s.pass(30 * time.Second)
		if got := b.signIn(s.person.Email, good); got != "" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("one client that tries many accounts is stopped, another is not", func(t *testing.T) {
		s := newSite(t, func(o *Options) { o.Proxies = prefixes("127.0.0.1/32", "::1/128") })
		b := s.browser(t)
		try := func(client, email string) string {
			_, body := b.do("POST", "/inloggen", url.Values{"email": {email}, "password": {other}}, "X-Forwarded-For", "203.0.113.99, "+client)
			return body
		}
		for i := range maxPerClient {
			if got := try("192.0.2.1", fmt.Sprintf("p%d@gemeente.example", i)); !strings.HasPrefix(got, "signin.wrong") {
				t.Fatalf("attempt %d: %q", i, got)
			}
		}
		if got := try("192.0.2.1", "nog.een@gemeente.example"); !strings.HasPrefix(got, "signin.too-many: ") || !strings.Contains(got, "over 15 minuten") {
			t.Errorf("got %q", got)
		}
		if got := try("192.0.2.2", "nog.een@gemeente.example"); !strings.HasPrefix(got, "signin.wrong") {
			t.Errorf("the other client: %q", got)
		}
		s.pass(window)
		if got := try("192.0.2.1", "nog.een@gemeente.example"); !strings.HasPrefix(got, "signin.wrong") {
			t.Errorf("afterwards: %q", got)
		}
	})
	t.Run("the log has ids and codes, no names, addresses or passwords", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		b.signIn(s.person.Email, other)
		b.signIn(s.person.Email, good)
		s.Close()
		log := s.log.String()
		if !strings.Contains(log, s.person.ID) || !strings.Contains(log, "signin.wrong") {
			t.Errorf("too little: %s", log)
		}
		for _, secret := range []string{"intergroen", good, other, "127.0.0.1"} {
			if strings.Contains(log, secret) {
				t.Errorf("%q is in the log: %s", secret, log)
			}
		}
	})
	t.Run("a one-time link sets the password, and does not sign in", func(t *testing.T) {
		s := newSite(t)
		token, err := s.staff.Invite(t.Context(), s.person.ID, staff.Reset, time.Hour, noon)
		check(t, err)
		check(t, s.auth.SetPassword(t.Context(), token, other, noon))
		b := s.browser(t)
		b.want("/", nobody)
		b.signIn(s.person.Email, other)
		b.want("/", s.as(fg))
	})
	t.Run("outside Middleware is an error of ours, not a crash", func(t *testing.T) {
		s := newSite(t)
		ctx := t.Context()
		_, err := s.auth.SignIn(ctx, s.person.Email, good, noon)
		for _, err := range []error{err, s.auth.SignOut(ctx), s.auth.SetRole(ctx, domain.FG, "")} {
			if !errors.Is(err, errNoSession) {
				t.Errorf("got %v", err)
			}
		}
		s.auth.Flash(ctx, "x")
		if got := s.auth.PopFlash(ctx); got != "" {
			t.Errorf("got %q", got)
		}
	})
}

func TestRoleChosen(t *testing.T) {
	t.Run("R-LED-21 whoever holds two roles acts in none until he chooses one, and can change it", func(t *testing.T) {
		s := newSite(t)
		s.hold(fg, pb, deputy)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		b.want("/", s.as(RoleChoice{}))
		b.post("/rol", url.Values{"role": {"PB"}})
		b.want("/", s.as(pb))
		b.post("/rol", url.Values{"role": {"OWN"}, "mandate": {"m-1"}})
		b.want("/", s.as(deputy))
	})
	t.Run("R-LED-21 a role he does not hold is refused, and the choice stays", func(t *testing.T) {
		s := newSite(t)
		s.hold(fg, deputy)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		b.post("/rol", url.Values{"role": {"FG"}})
		for _, form := range []url.Values{{"role": {"CISO"}}, {"role": {"OWN"}}, {"role": {"OWN"}, "mandate": {"m-2"}}, {"role": {"FG"}, "mandate": {"m-1"}}, {}} {
			if got := b.post("/rol", form); !strings.HasPrefix(got, "role.not-held") {
				t.Errorf("%v: %q", form, got)
			}
		}
		b.want("/", s.as(fg))
		if got := s.browser(t).post("/rol", url.Values{"role": {"FG"}}); !strings.HasPrefix(got, "signin.needed") {
			t.Errorf("nobody: %q", got)
		}
	})
	t.Run("R-LED-21 a role that was taken away is not acted in any longer", func(t *testing.T) {
		s := newSite(t)
		s.hold(fg, pb, deputy)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		b.post("/rol", url.Values{"role": {"PB"}})
		s.hold(fg, deputy)
		b.want("/", s.as(RoleChoice{}))
		s.hold(deputy)
		b.want("/", s.as(deputy))
		s.hold()
		b.want("/", s.as(RoleChoice{}))
	})
	t.Run("R-LED-21 a form that names its role keeps it, whatever another tab chose", func(t *testing.T) {
		s := newSite(t)
		s.hold(fg, pb)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		b.post("/rol", url.Values{"role": {"PB"}})
		if got := b.post("/als", url.Values{"role": {"FG"}}); got != "FG" {
			t.Errorf("got %q", got)
		}
		if got := b.post("/als", url.Values{"role": {"CISO"}}); !strings.HasPrefix(got, "role.not-held") {
			t.Errorf("got %q", got)
		}
	})
}

func TestFlashIsShownOnce(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	b.post("/bericht", url.Values{"nl": {"Vastgelegd: één."}})
	b.want("/bericht", "Vastgelegd: één.")
	b.want("/bericht", "")
	b.post("/bericht", url.Values{"nl": {strings.Repeat("é", maxFlash+1)}})
	b.want("/bericht", strings.Repeat("é", maxFlash))
}
