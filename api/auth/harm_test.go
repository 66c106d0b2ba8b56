package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth/oidctest"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/journal"
	"github.com/heemstede/grootboek/events/staff"
)

// steals takes the cookies of somebody.
func (b *browser) steals(s *site, from *browser) {
	b.t.Helper()
	u, err := url.Parse(s.URL)
	check(b.t, err)
	b.c.Jar.SetCookies(u, from.c.Jar.Cookies(u))
}

func TestEenVoorstelHoortBijEenSessie(t *testing.T) {
	t.Run("wie later een sessie steelt ziet geen tweede stap die daarvóór is begonnen, en zet hem niet aan", func(t *testing.T) {
		s := newSite(t)
		victim := s.browser(t)
		victim.signIn(s.person.Email, good)
		victim.post("/tweede/aan", url.Values{"password": {good}})
		code := victim.scan(s).code(0)
		later, thief := s.browser(t), s.browser(t)
		later.signIn(s.person.Email, good)
		thief.steals(s, later)
		wantCode(t, thief.get("/inloggen/instellen"), "second.none")
		wantCode(t, thief.post("/inloggen/instellen", url.Values{"code": {code}}), "signin.again")
		later.want("/", s.as(fg))
	})
	t.Run("wie het wachtwoord kent ziet niet de sleutel die de eigenaar na hem scant", func(t *testing.T) {
		s := newSite(t, func(o *Options) { o.RequireSecond = true })
		thief, victim := s.browser(t), s.browser(t)
		thief.signIn(s.person.Email, good)
		victim.signIn(s.person.Email, good)
		wantCode(t, thief.get("/inloggen/instellen"), "signin.again")
		if got := victim.post("/inloggen/instellen", url.Values{"code": {victim.scan(s).code(0)}}); len(strings.Fields(got)) != staff.RecoveryCodes {
			t.Errorf("the owner: %q", got)
		}
	})
}

func TestVreemdenSluitenNiemandBuiten(t *testing.T) {
	guess := func(s *site, times int) {
		b := s.browser(t)
		for range times {
			b.signIn(s.person.Email, other)
		}
	}
	t.Run("de eigenaar komt erin waar hij eerder inlogde, hoe vaak een vreemde ook raadt", func(t *testing.T) {
		s := newSite(t)
		own := s.browser(t)
		own.signIn(s.person.Email, good)
		own.post("/uitloggen", nil)
		for range 12 {
			guess(s, 3)
			s.pass(15 * time.Minute)
		}
		guess(s, 10)
		wantCode(t, s.browser(t).signIn(s.person.Email, good), "signin.too-many")
		if got := own.signIn(s.person.Email, good); got != "" {
			t.Errorf("the owner: %q", got)
		}
		wantCode(t, s.browser(t).signIn(s.person.Email, good), "signin.too-many") // and nothing is forgiven
	})
	t.Run("ook met een tweede stap", func(t *testing.T) {
		s := newSite(t)
		own := s.browser(t)
		own.signIn(s.person.Email, good)
		own.post("/tweede/aan", url.Values{"password": {good}})
		p := own.scan(s)
		own.post("/inloggen/instellen", url.Values{"code": {p.code(0)}})
		own.post("/uitloggen", nil)
		s.pass(time.Minute)
		guess(s, 10)
		if got := own.signIn(s.person.Email, good); got != string(Code) {
			t.Fatalf("got %q", got)
		}
		if got := own.give(p.code(0)); got != "" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("in die browser wordt net zo streng geteld, wachtwoorden en codes samen", func(t *testing.T) {
		s := newSite(t)
		p, _ := s.enrolled(t)
		own := s.browser(t)
		own.signIn(s.person.Email, good)
		own.give(p.code(0))
		own.post("/uitloggen", nil)
		s.pass(time.Minute)
		own.signIn(s.person.Email, other)
		own.signIn(s.person.Email, other)
		own.signIn(s.person.Email, good)
		for range 3 {
			wantCode(t, own.give("000000"), "second.wrong")
		}
		wantCode(t, own.give(p.code(0)), "signin.locked")
		wantCode(t, own.signIn(s.person.Email, good), "signin.locked")
		fresh := s.browser(t)
		if got := fresh.signIn(s.person.Email, good); got != string(Code) { // counted apart
			t.Errorf("a strange browser: %q", got)
		}
	})
	t.Run("het koekje geldt voor één adres, een jaar lang, en alleen zoals het is uitgegeven", func(t *testing.T) {
		d, err := newDevices(make([]byte, keySize))
		check(t, err)
		foreign, err := newDevices(nil)
		check(t, err)
		c := d.issue("A@gemeente.example", noon)
		changed := "B" + c[1:]
		if c[0] == 'B' {
			changed = "C" + c[1:]
		}
		for name, got := range map[string]string{"another address": d.id(c, "b@gemeente.example", noon), "too old": d.id(c, "a@gemeente.example", noon.Add(deviceValid+time.Second)),
			"changed": d.id(changed, "a@gemeente.example", noon), "another key": foreign.id(c, "a@gemeente.example", noon), "none": d.id("", "a@gemeente.example", noon)} {
			if got != "" {
				t.Errorf("%s: %q", name, got)
			}
		}
		if d.id(c, " a@gemeente.example", noon.Add(deviceValid)) == "" {
			t.Error("not known")
		}
	})
	t.Run("het koekje is voor geen script te lezen, noemt niemand, en een half ingelogde krijgt het niet", func(t *testing.T) {
		s := newSite(t, func(o *Options) { o.HTTPS = true })
		s.enrolled(t)
		of := func(resp *http.Response) (list []*http.Cookie) {
			for _, c := range resp.Cookies() {
				if c.Name == "__Host-grootboek-toestel" {
					list = append(list, c)
				}
			}
			return list
		}
		b := s.browser(t)
		resp, _ := b.do("POST", "/inloggen", url.Values{"email": {s.person.Email}, "password": {good}})
		if got := of(resp); len(got) != 0 {
			t.Errorf("after the password alone: %v", got)
		}
		plain := newSite(t, func(o *Options) { o.HTTPS = true })
		resp, _ = plain.browser(t).do("POST", "/inloggen", url.Values{"email": {plain.person.Email}, "password": {good}})
		c := of(resp)
		if len(c) != 1 || !c[0].HttpOnly || !c[0].Secure || c[0].Path != "/" || c[0].MaxAge != int(deviceValid/time.Second) || strings.Contains(c[0].Value, plain.person.ID) {
			t.Fatalf("got %v", resp.Header.Values("Set-Cookie"))
		}
	})
	t.Run("wie veel tegelijk raadt, raadt niet meer dan wie het na elkaar doet", func(t *testing.T) {
		s := newSite(t)
		ctx := with(t.Context(), state{client: netip.MustParseAddr("192.0.2.1")})
		var all sync.WaitGroup
		var mu sync.Mutex
		tried := 0
		for i := range 3 * maxPerClient {
			all.Go(func() {
				_, err := s.auth.check(ctx, fmt.Sprintf("x%d@gemeente.example", i), other, s.clock())
				if r, ok := errors.AsType[*domain.Refusal](err); ok && r.Code == "signin.wrong" {
					mu.Lock()
					tried++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if tried > maxPerClient {
			t.Errorf("%d guesses at once, limit %d", tried, maxPerClient)
		}
	})
	t.Run("staat https aan zonder bekende proxy, dan zegt het log bij de start dat iedereen één bezoeker is", func(t *testing.T) {
		for _, proxies := range [][]netip.Prefix{nil, prefixes("127.0.0.1/32")} {
			s := newSite(t, func(o *Options) { o.HTTPS, o.Proxies = true, proxies })
			if got := strings.Contains(s.log.String(), "https without known proxies"); got != (proxies == nil) {
				t.Errorf("%v: %v", proxies, got)
			}
		}
	})
}

func TestEenHeaderTeltAlleenVoorProgrammas(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	b.signIn(s.person.Email, good)
	bearer := "Bearer " + b.post("/codes", url.Values{"password": {good}, "name": {"export"}})
	for path, want := range map[string]int{"/v1/x": http.StatusOK, "/mijn/x": http.StatusSeeOther} {
		if resp, _ := s.browser(t).do("GET", path, nil, "Authorization", bearer); resp.StatusCode != want {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	wantCode(t, s.postAs(t, bearer), "signin.needed")
}

// postAs asks to sign out everywhere, with a header.
func (s *site) postAs(t *testing.T, authorization string) string {
	t.Helper()
	_, body := s.browser(t).do("POST", "/overal", nil, "Authorization", authorization)
	return body
}

func TestAanbiedersVerbeterd(t *testing.T) {
	t.Run("wie ophangt terwijl de aanbieder wordt gevraagd, houdt niemand anders tegen", func(t *testing.T) {
		w := newTown(t)
		ctx, hangUp := context.WithCancel(t.Context())
		asked := make(chan struct{}, 9)
		w.auth.oidc.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			asked <- struct{}{}
			hangUp()
			if err := r.Context().Err(); err != nil {
				return nil, err
			}
			return http.DefaultTransport.RoundTrip(r)
		})
		if _, err := w.auth.oidc.discover(ctx); err != nil || len(asked) != 1 {
			t.Errorf("%v, asked %d times", err, len(asked))
		}
		if _, err := w.auth.oidc.discover(t.Context()); err != nil || len(asked) != 1 {
			t.Errorf("the next visitor: %v", err)
		}
	})
	for _, alias := range []string{"s.w\u0130ntergroen@gemeente.example", "s.wintergroen@gemeente.example\u00a0", "s.wintergroen\uff20gemeente.example"} {
		t.Run(fmt.Sprintf("een adres met tekens buiten ASCII is van niemand: %+q", alias), func(t *testing.T) {
			w := newTown(t)
			w.provider.Set(func(p *oidctest.Provider) {
				p.Who = oidctest.Person{Subject: "evil", Email: alias, Verified: true}
			})
			b := w.browser(t)
			b.refused(b.via(w, "/"), "identity.unknown")
		})
	}
	for _, said := range []any{false, "false"} {
		t.Run(fmt.Sprintf("een adres waarvan de aanbieder zegt dat het niet klopt telt niet, ook als hij wordt vertrouwd: %T", said), func(t *testing.T) {
			w := newTown(t, func(o *Options) { o.OIDC.TrustEmail = true })
			w.provider.Set(func(p *oidctest.Provider) { p.Who.Subject, p.Who.Verified = "evil", said })
			b := w.browser(t)
			b.refused(b.via(w, "/"), "identity.unknown")
		})
	}
	t.Run("een userinfo-adres zonder https wordt geweigerd", func(t *testing.T) {
		w := newTown(t)
		w.provider.Set(func(p *oidctest.Provider) {
			p.Config = func(c map[string]any) { c["userinfo_endpoint"] = "http://plain.example/userinfo" }
		})
		if _, err := w.auth.oidc.discover(t.Context()); err == nil {
			t.Error("accepted")
		}
	})
	t.Run("wie zich opnieuw moet laten zien, doet dat bij de aanbieder: die moet zeggen wanneer hij het vroeg", func(t *testing.T) {
		for name, c := range map[string]struct {
			set  func(*oidctest.Provider)
			want string
		}{
			"now":    {func(*oidctest.Provider) {}, "/"},
			"silent": {func(p *oidctest.Provider) { p.Silent = true }, "oidc.again"},
			"long ago": {func(p *oidctest.Provider) {
				p.Claims = func(c map[string]any) { c["auth_time"] = noon.Add(-time.Hour).Unix() }
			}, "oidc.again"},
		} {
			w := newTown(t)
			w.provider.Set(func(p *oidctest.Provider) { p.Who.Email, p.Who.Subject = w.newcomer.Email, "sub-2"; c.set(p) })
			b := w.browser(t)
			if got, _, _ := strings.Cut(b.viaAgain(w), ": "); got != c.want {
				t.Errorf("%s: %q", name, got)
			}
			if got := b.post("/codes", url.Values{"name": {"script"}}); strings.HasPrefix(got, staff.TokenPrefix) != (c.want == "/") {
				t.Errorf("%s: %q", name, got)
			}
		}
	})
}

// overtaken is a journal in which somebody else is first, once.
type overtaken struct {
	journal.Journal
	before func()
}

// Append implements [journal.Journal].
func (j *overtaken) Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error {
	if f := j.before; f != nil {
		j.before = nil
		f()
	}
	return j.Journal.Append(ctx, after, id, data)
}

type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestWatEindigtIsWeg(t *testing.T) {
	token := func(t *testing.T, w *town) (*browser, string) {
		t.Helper()
		w.provider.Set(func(p *oidctest.Provider) {
			p.Who = oidctest.Person{Subject: "sub-2", Email: w.newcomer.Email, Verified: true}
		})
		b := w.browser(t)
		b.viaAgain(w)
		return b, "Bearer " + b.post("/codes", url.Values{"name": {"export"}})
	}
	works := func(w *town, t *testing.T, bearer string) bool {
		resp, _ := w.browser(t).do("GET", "/v1/x", nil, "Authorization", bearer)
		return resp.StatusCode == http.StatusOK
	}
	for name, end := range map[string]func(*staff.Store, string) error{
		"een verbroken koppeling":         func(s *staff.Store, id string) error { return s.Unlink(t.Context(), id) },
		"overal uitloggen door een ander": func(s *staff.Store, id string) error { return s.ShutOut(t.Context(), id) },
		"een nieuw wachtwoord":            func(s *staff.Store, id string) error { return s.SetPassword(t.Context(), id, other) },
		"een blokkade, ook na opheffen": func(s *staff.Store, id string) error {
			return errors.Join(s.SetDisabled(t.Context(), id, true), s.SetDisabled(t.Context(), id, false))
		},
	} {
		t.Run("een code voor een programma en een sessie eindigen met "+name, func(t *testing.T) {
			w := newTown(t)
			b, bearer := token(t, w)
			if !works(w, t, bearer) {
				t.Fatal("it never worked")
			}
			check(t, end(w.staff, w.newcomer.ID))
			if works(w, t, bearer) {
				t.Error("the token still works")
			}
			b.want("/", nobody)
			list, err := w.auth.kept().Of(t.Context(), w.newcomer.ID)
			if err != nil || len(list) != 0 {
				t.Errorf("%d sessions are still listed as open, %v", len(list), err)
			}
		})
	}
	t.Run("een sessie die tussen wachtwoord en code is beëindigd, begint niet alsnog", func(t *testing.T) {
		j := &overtaken{Journal: &journal.Memory{}}
		node := func(of journal.Journal) *staff.Store {
			st, err := staff.Options{Params: cheap, Journal: of}.Open(t.Context(), filepath.Join(t.TempDir(), "staff.db"))
			check(t, err)
			t.Cleanup(func() { st.Close() })
			return st
		}
		s := newSiteOn(t, node(j))
		elsewhere := node(j.Journal)
		p, _ := s.enrolled(t)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		var ended error
		j.before = func() { ended = elsewhere.EndSessions(t.Context(), s.person.ID) } // another node, while the code is checked
		if got := b.give(p.code(0)); got != "" || ended != nil || j.before != nil {
			t.Fatalf("%q %v", got, ended)
		}
		b.want("/", nobody)
	})
	t.Run("een herstelcode werkt ook als de sleutel van de tweede stap niet te lezen is", func(t *testing.T) {
		s := newSite(t, func(o *Options) { o.Key = make([]byte, keySize) })
		_, recovery := s.enrolled(t)
		box, err := newBox([]byte(strings.Repeat("x", keySize)))
		check(t, err)
		s.auth.box = box
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		wantCode(t, b.give("000000"), "second.unreadable")
		if got := b.give(recovery[0]); got != "" {
			t.Errorf("got %q", got)
		}
	})
}
