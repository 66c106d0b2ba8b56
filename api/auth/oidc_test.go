package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/heemstede/grootboek/api/auth/oidctest"
	"github.com/heemstede/grootboek/events/staff"
)

// town is a site with a provider of identities. Its person has a local account; "nieuw@gemeente.example" is somebody
// in the directory without an account.
type town struct {
	*site
	provider *oidctest.Provider
	newcomer staff.Person

	linking sync.Mutex
	linked  []string
	refuse  error // what Link answers
}

func newTown(t *testing.T, options ...func(*Options)) *town {
	t.Helper()
	w := &town{}
	w.provider = oidctest.Start(func() time.Time { return w.clock() }, oidctest.Person{Subject: "sub-1", Email: "s.wintergroen@gemeente.example", Verified: true})
	t.Cleanup(w.provider.Close)
	w.site = newSite(t, func(o *Options) {
		o.OIDC = &OIDC{Issuer: w.provider.URL, ClientID: oidctest.ClientID, Secret: oidctest.Secret, RedirectURL: "https://ledger.example" + OIDCReturnPath}
		o.Link = w.link
		for _, f := range options {
			f(o)
		}
	})
	p, err := w.staff.AddPerson(t.Context(), staff.Person{Name: "Nina Nieuwland", Email: "nieuw@gemeente.example", Created: noon})
	check(t, err)
	w.newcomer = p
	return w
}

func (w *town) link(_ context.Context, person string) error {
	w.linking.Lock()
	defer w.linking.Unlock()
	w.linked = append(w.linked, person)
	return w.refuse
}

// leave goes to the provider, signs in there, and returns the address that leads back.
func (b *browser) leave(w *town, to string) string {
	b.t.Helper()
	return b.leaveFor(w, url.Values{ToParam: {to}})
}

func (b *browser) leaveFor(w *town, q url.Values) string {
	b.t.Helper()
	resp, body := b.do("GET", OIDCPath+"?"+q.Encode(), nil)
	if resp.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("not on to the provider: %d %s", resp.StatusCode, body)
	}
	back, err := b.c.Get(resp.Header.Get("Location"))
	check(b.t, err)
	defer back.Body.Close()
	text, err := io.ReadAll(back.Body)
	check(b.t, err)
	u, err := url.Parse(back.Header.Get("Location"))
	if err != nil || back.StatusCode != http.StatusFound {
		b.t.Fatalf("the provider refused: %d %s", back.StatusCode, text)
	}
	return u.RequestURI()
}

// via signs in through the provider, and returns where that led, or the refusal.
func (b *browser) via(w *town, to string) string {
	b.t.Helper()
	return b.back(b.leave(w, to))
}

// viaAgain signs in through the provider, which asks him again who he is.
func (b *browser) viaAgain(w *town) string {
	b.t.Helper()
	return b.back(b.leaveFor(w, url.Values{ToParam: {"/"}, AgainParam: {"ja"}}))
}

func (b *browser) back(path string) string {
	b.t.Helper()
	resp, body := b.do("GET", path, nil)
	if resp.StatusCode == http.StatusSeeOther {
		return resp.Header.Get("Location")
	}
	return body
}

func (b *browser) refused(got, code string) {
	b.t.Helper()
	if !strings.HasPrefix(got, code+": ") {
		b.t.Errorf("got %q, want %s", got, code)
	}
	b.want("/", nobody)
}

func TestProviderSignsIn(t *testing.T) {
	t.Run("whoever has an account, by his verified address the first time and by his subject afterwards", func(t *testing.T) {
		w := newTown(t)
		b := w.browser(t)
		if to := b.via(w, "/mijn/lijst?zoek=a&pagina=2"); to != "/mijn/lijst?zoek=a&pagina=2" {
			t.Fatalf("on to %q", to)
		}
		b.want("/mijn/lijst", w.as(fg))
		w.provider.Set(func(p *oidctest.Provider) { p.Who.Email, p.Who.Verified = "heel.anders@gemeente.example", false })
		again := w.browser(t)
		again.via(w, "/")
		again.want("/", w.as(fg))
		if len(w.linked) != 1 || w.linked[0] != w.person.ID {
			t.Errorf("recorded as linked: %v", w.linked)
		}
	})
	t.Run("whoever is in the directory and has no account: he gets one, without a password", func(t *testing.T) {
		w := newTown(t)
		w.provider.Set(func(p *oidctest.Provider) {
			p.Who = oidctest.Person{Subject: "sub-2", Email: "NIEUW@Gemeente.Example", Verified: true}
		})
		b := w.browser(t)
		b.via(w, "/")
		if got := b.get("/"); !strings.Contains(got, w.newcomer.ID) {
			t.Fatalf("got %q", got)
		}
		for _, password := range []string{"", good} {
			w.browser(t).refused(w.browser(t).signIn(w.newcomer.Email, password), "signin.wrong")
		}
		list, err := w.staff.Accounts(t.Context())
		check(t, err)
		for _, a := range list {
			if a.Person.ID == w.newcomer.ID && (a.Password || !a.Identity || !a.LastSignIn.Equal(noon)) {
				t.Errorf("%+v", a)
			}
		}
	})
	for name, set := range map[string]func(*oidctest.Provider, *OIDC){
		"that writes email_verified as text":               func(p *oidctest.Provider, _ *OIDC) { p.Who.Verified = "true" },
		"that gives the address to userinfo only":          func(p *oidctest.Provider, _ *OIDC) { p.InfoOnly = true },
		"that says nothing of verifying, if it is trusted": func(p *oidctest.Provider, o *OIDC) { p.Who.Verified, o.TrustEmail = nil, true },
		"that wants the secret in the form":                func(p *oidctest.Provider, _ *OIDC) { p.Post = true },
		"without a secret, with PKCE alone":                func(p *oidctest.Provider, o *OIDC) { p.Public, o.Secret = true, "" },
		"that names the ledger among others, and as the party": func(p *oidctest.Provider, _ *OIDC) {
			p.Claims = func(c map[string]any) { c["aud"], c["azp"] = []string{oidctest.ClientID, "ander"}, oidctest.ClientID }
		},
	} {
		t.Run("through a provider "+name, func(t *testing.T) {
			var o *OIDC
			w := newTown(t, func(all *Options) { o = all.OIDC })
			w.provider.Set(func(p *oidctest.Provider) { set(p, o) })
			w.auth.oidc.TrustEmail, w.auth.oidc.Secret = o.TrustEmail, o.Secret
			b := w.browser(t)
			if got := b.via(w, "/"); got != "/" {
				t.Errorf("got %q", got)
			}
			b.want("/", w.as(fg))
		})
	}
	t.Run("R-LED-21 in the roles of the ledger, whatever roles the token names", func(t *testing.T) {
		w := newTown(t)
		w.hold() // the token says FG, PB and SEC
		b := w.browser(t)
		b.via(w, "/")
		b.want("/", w.as(RoleChoice{}))
		for _, role := range []string{"FG", "PB", "SEC"} {
			if got := b.post("/rol", url.Values{"role": {role}}); !strings.HasPrefix(got, "role.not-held") {
				t.Errorf("%s: %q", role, got)
			}
		}
	})
	t.Run("without a second step here, also where local accounts must have one", func(t *testing.T) {
		w := newTown(t, func(o *Options) { o.RequireSecond = true })
		b := w.browser(t)
		b.via(w, "/")
		b.want("/", w.as(fg))
	})
	t.Run("with a new token, so that nobody signs in into a session planted before", func(t *testing.T) {
		w := newTown(t)
		b, thief := w.browser(t), w.browser(t)
		b.post("/bericht", url.Values{"nl": {"x"}})
		u, err := url.Parse(w.URL)
		check(t, err)
		thief.c.Jar.SetCookies(u, b.c.Jar.Cookies(u))
		b.via(w, "/")
		b.want("/", w.as(fg))
		thief.want("/", nobody)
	})
	for _, evil := range []string{"//kwaad.example", "https://kwaad.example/", `/\kwaad.example`, "/inloggen", ""} {
		t.Run("and leads nowhere else: "+evil, func(t *testing.T) {
			w := newTown(t)
			if to := w.browser(t).via(w, evil); to != "/" {
				t.Errorf("on to %q", to)
			}
		})
	}
}

// TestProviderIsNotBelieved is the table of harm: whatever is wrong, nobody is signed in, and nobody is linked.
func TestProviderIsNotBelieved(t *testing.T) {
	claim := func(name string, v any) func(*oidctest.Provider) {
		return func(p *oidctest.Provider) { p.Claims = func(c map[string]any) { c[name] = v } }
	}
	without := func(name string) func(*oidctest.Provider) {
		return func(p *oidctest.Provider) { p.Claims = func(c map[string]any) { delete(c, name) } }
	}
	broken := func(path string, f http.HandlerFunc) func(*oidctest.Provider) {
		return func(p *oidctest.Provider) {
			p.Break = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == path {
					f(w, r)
				}
				return r.URL.Path == path
			}
		}
	}
	fail := func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "geheim: stuk", http.StatusInternalServerError)
	}
	for name, c := range map[string]struct {
		code string
		set  func(*oidctest.Provider)
	}{
		"another nonce":                       {"oidc.token", claim("nonce", "anders")},
		"no nonce":                            {"oidc.token", without("nonce")},
		"for another client":                  {"oidc.token", claim("aud", "ander")},
		"for several clients, party not said": {"oidc.token", claim("aud", []string{oidctest.ClientID, "ander"})},
		"given to another party":              {"oidc.token", claim("azp", "ander")},
		"another issuer":                      {"oidc.token", claim("iss", "https://kwaad.example")},
		"expired":                             {"oidc.token", claim("exp", noon.Add(-time.Second).Unix())},
		"not valid yet":                       {"oidc.token", claim("nbf", noon.Add(time.Hour).Unix())},
		"no subject":                          {"oidc.token", without("sub")},
		"claims of another kind":              {"oidc.token", claim("email", []int{1})},
		"not signed (alg none)":               {"oidc.token", func(p *oidctest.Provider) { p.Alg = "none" }},
		"signed with what the client knows":   {"oidc.token", func(p *oidctest.Provider) { p.Alg = jose.HS256 }},
		"signed with another key":             {"oidc.token", func(p *oidctest.Provider) { p.OtherKey = true }},
		"signature cut off":                   {"oidc.token", func(p *oidctest.Provider) { p.Token = func(s string) string { return s[:strings.LastIndex(s, ".")+1] } }},
		"signature changed": {"oidc.token", func(p *oidctest.Provider) {
			p.Token = func(s string) string { return s[:len(s)-5] + "AAAA" + s[len(s)-1:] }
		}},
		"no token":                  {"oidc.token", func(p *oidctest.Provider) { p.Token = func(string) string { return "" } }},
		"userinfo of somebody else": {"oidc.token", func(p *oidctest.Provider) { p.InfoOnly, p.InfoOf = true, "sub-9" }},
		"userinfo broken":           {"oidc.token", func(p *oidctest.Provider) { p.InfoOnly = true; broken("/userinfo", fail)(p) }},
		"keys broken":               {"oidc.token", broken("/keys", fail)},
		"client not known": {"oidc.token", func(p *oidctest.Provider) {
			p.Post = true
			p.Config = func(c map[string]any) { delete(c, "token_endpoint_auth_methods_supported") }
		}},
		"code leads elsewhere": {"oidc.token", broken("/token", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elders", http.StatusTemporaryRedirect)
		})},
		"code not answered":         {"oidc.down", broken("/token", fail)},
		"code answered with junk":   {"oidc.down", broken("/token", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{") })},
		"code answered without end": {"oidc.down", broken("/token", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat(" ", maxReply+1)) })},
		"person refused there":      {"oidc.refused", func(p *oidctest.Provider) { p.Error = "access_denied" }},
		"address not verified":      {"identity.unknown", func(p *oidctest.Provider) { p.Who.Verified = false }},
		"nothing said of verifying": {"identity.unknown", func(p *oidctest.Provider) { p.Who.Verified = nil }},
		"no address":                {"identity.unknown", func(p *oidctest.Provider) { p.Who.Email = "" }},
		"address of nobody":         {"identity.unknown", func(p *oidctest.Provider) { p.Who.Email = "vreemd@gemeente.example" }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.provider.Set(c.set)
			b := w.browser(t)
			b.refused(b.via(w, "/"), c.code)
			if len(w.linked) > 0 || w.provider.Asked("/elders") > 0 {
				t.Errorf("linked %v", w.linked)
			}
			w.Close()
			for _, secret := range []string{"geheim", "code-1", "toegang-", "gemeente.example"} {
				if strings.Contains(w.log.String(), secret) {
					t.Errorf("%q is in the log: %s", secret, w.log)
				}
			}
		})
	}
	for name, config := range map[string]map[string]any{
		"names another issuer":         {"issuer": "https://kwaad.example"},
		"leads over http":              {"token_endpoint": "http://login.gemeente.example/token"},
		"has no address to sign in on": {"authorization_endpoint": ""},
		"has no keys":                  {"jwks_uri": ""},
	} {
		t.Run("discovery that "+name, func(t *testing.T) {
			w := newTown(t)
			w.provider.Set(func(p *oidctest.Provider) { p.Config = func(c map[string]any) { maps.Copy(c, config) } })
			b := w.browser(t)
			b.refused(b.get(OIDCPath), "oidc.down")
		})
	}
}

func TestTheWayBack(t *testing.T) {
	change := func(path, name, value string) string {
		u, _ := url.Parse(path)
		q := u.Query()
		if q.Set(name, value); value == "" {
			q.Del(name)
		}
		u.RawQuery = q.Encode()
		return u.String()
	}
	for name, c := range map[string]struct {
		code string
		back func(w *town, b *browser, path string) string
	}{
		"without state":                     {"oidc.state", func(_ *town, b *browser, path string) string { return b.back(change(path, "state", "")) }},
		"with another state":                {"oidc.state", func(_ *town, b *browser, path string) string { return b.back(change(path, "state", "anders")) }},
		"in a browser that did not leave":   {"oidc.state", func(w *town, b *browser, path string) string { return w.browser(b.t).back(path) }},
		"with the state of another browser": {"oidc.state", func(w *town, b *browser, _ string) string { return b.back(w.browser(b.t).leave(w, "/")) }},
		"too late":                          {"oidc.state", func(w *town, b *browser, path string) string { w.pass(HalfTime); return b.back(path) }},
		"from another issuer": {"oidc.state", func(_ *town, b *browser, path string) string {
			return b.back(path + "&iss=https%3A%2F%2Fkwaad.example")
		}},
		"without a code": {"oidc.token", func(_ *town, b *browser, path string) string { return b.back(change(path, "code", "")) }},
		"with a code that is too long": {"oidc.token", func(_ *town, b *browser, path string) string {
			return b.back(change(path, "code", strings.Repeat("x", maxOIDCCode+1)))
		}},
		"with a code stolen from another browser": {"oidc.token", func(w *town, b *browser, path string) string {
			stolen, _ := url.Parse(w.browser(b.t).leave(w, "/"))
			return b.back(change(path, "code", stolen.Query().Get("code"))) // PKCE: the verifier does not fit
		}},
	} {
		t.Run(name+": nobody is signed in", func(t *testing.T) {
			w := newTown(t)
			b := w.browser(t)
			b.refused(c.back(w, b, b.leave(w, "/")), c.code)
		})
	}
	t.Run("works once, also for whoever kept the cookie", func(t *testing.T) {
		w := newTown(t)
		b, thief := w.browser(t), w.browser(t)
		path := b.leave(w, "/")
		u, err := url.Parse(w.URL)
		check(t, err)
		thief.c.Jar.SetCookies(u, b.c.Jar.Cookies(u))
		b.back(path)
		b.want("/", w.as(fg))
		thief.refused(thief.back(path), "oidc.token") // the provider gives a code once
		b.post("/uitloggen", nil)
		b.refused(b.back(path), "oidc.state")
	})
	t.Run("leads nowhere else, whatever stands in the cookie, and the cookie stays small enough to be kept", func(t *testing.T) {
		w := newTown(t)
		b := w.browser(t)
		path := b.leave(w, "/"+strings.Repeat("x", 10_000))
		u, err := url.Parse(w.URL)
		check(t, err)
		c := b.c.Jar.Cookies(u)[0]
		raw, err := base64.RawURLEncoding.DecodeString(c.Value)
		if err != nil || len(c.Value) > 4000 {
			t.Fatalf("%d bytes, %v", len(c.Value), err)
		}
		c.Value = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(raw), `"to":"/"`, `"to":"//kwaad.example"`, 1)))
		b.c.Jar.SetCookies(u, []*http.Cookie{c})
		if to := b.back(path); to != "/" {
			t.Errorf("on to %q", to)
		}
	})
	for _, https := range []bool{false, true} {
		t.Run("its cookie is closed to scripts and to other sites, and gone afterwards", func(t *testing.T) {
			w := newTown(t, func(o *Options) { o.HTTPS = https })
			b := w.browser(t)
			resp, _ := b.do("GET", OIDCPath, nil)
			c := resp.Cookies()
			want := map[bool]string{false: "grootboek-oidc", true: "__Host-grootboek-oidc"}[https]
			if len(c) != 1 || c[0].Name != want || !c[0].HttpOnly || c[0].Secure != https || c[0].SameSite != http.SameSiteLaxMode || c[0].Path != "/" || c[0].MaxAge != 600 {
				t.Fatalf("got %v", resp.Header.Values("Set-Cookie"))
			}
			resp, _ = b.do("GET", b.leave(w, "/"), nil)
			gone := false
			for _, c := range resp.Cookies() {
				gone = gone || c.Name == want && c.MaxAge < 0
			}
			if !gone {
				t.Errorf("got %v", resp.Header.Values("Set-Cookie"))
			}
		})
	}
}

func TestProviderAccounts(t *testing.T) {
	t.Run("a blocked account does not come in, and is thrown out at once", func(t *testing.T) {
		w := newTown(t)
		b := w.browser(t)
		b.via(w, "/")
		b.want("/", w.as(fg))
		check(t, w.staff.SetDisabled(t.Context(), w.person.ID, true))
		b.want("/", nobody)
		b.refused(b.via(w, "/"), "account.disabled")
	})
	t.Run("whoever was blocked before he had an account does not get one, and is not recorded as linked", func(t *testing.T) {
		w := newTown(t)
		check(t, w.staff.SetDisabled(t.Context(), w.newcomer.ID, true))
		w.provider.Set(func(p *oidctest.Provider) { p.Who.Email = w.newcomer.Email })
		b := w.browser(t)
		b.refused(b.via(w, "/"), "account.disabled")
		if len(w.linked) > 0 {
			t.Errorf("recorded: %v", w.linked)
		}
	})
	t.Run("an address given to somebody else does not give him the account", func(t *testing.T) {
		w := newTown(t)
		w.browser(t).via(w, "/")
		w.provider.Set(func(p *oidctest.Provider) { p.Who.Subject = "sub-2" })
		b := w.browser(t)
		b.refused(b.via(w, "/"), "identity.other")
		check(t, w.staff.Unlink(t.Context(), w.person.ID))
		b.via(w, "/")
		b.want("/", w.as(fg))
	})
	t.Run("what cannot be recorded does not happen", func(t *testing.T) {
		w := newTown(t)
		w.refuse = errors.New("the log is full")
		b := w.browser(t)
		if got := b.via(w, "/"); strings.HasPrefix(got, "/") {
			t.Errorf("on to %q", got)
		}
		b.want("/", nobody)
		if _, linked, err := w.staff.Identify(t.Context(), staff.Identity{Issuer: w.provider.URL, Subject: "sub-1", Email: w.person.Email}); linked || err != nil {
			t.Errorf("linked %v, %v", linked, err)
		}
	})
	t.Run("R-LED-21 a role that ended in the ledger is not acted in any longer", func(t *testing.T) {
		w := newTown(t)
		w.hold(fg, pb)
		b := w.browser(t)
		b.via(w, "/")
		b.post("/rol", url.Values{"role": {"PB"}})
		b.want("/", w.as(pb))
		w.hold(fg)
		b.want("/", w.as(fg))
	})
	t.Run("signing out there too is offered to whoever came from there, and the address names nobody", func(t *testing.T) {
		w := newTown(t)
		local, b := w.browser(t), w.browser(t)
		local.signIn(w.person.Email, good)
		local.want("/uit", "")
		b.via(w, "/")
		if got, want := b.get("/uit"), w.provider.URL+"/logout?client_id=grootboek&post_logout_redirect_uri=https%3A%2F%2Fledger.example%2F"; got != want {
			t.Errorf("got %q", got)
		}
	})
}

func TestProviderIsDown(t *testing.T) {
	down := func(w *town, is bool) {
		w.provider.Set(func(p *oidctest.Provider) {
			p.Break = func(rw http.ResponseWriter, _ *http.Request) bool {
				if is {
					http.Error(rw, "stuk", http.StatusBadGateway)
				}
				return is
			}
		})
	}
	t.Run("the ledger starts, local accounts sign in, and it is asked again later but not at every click", func(t *testing.T) {
		w := newTown(t)
		down(w, true)
		b := w.browser(t)
		for range 3 {
			b.refused(b.get(OIDCPath), "oidc.down")
		}
		if n := w.provider.Asked("/.well-known/openid-configuration"); n != 1 {
			t.Errorf("asked %d times, want 1", n)
		}
		if got := b.signIn(w.person.Email, good); got != "" {
			t.Errorf("local: %q", got)
		}
		b.post("/uitloggen", nil)
		down(w, false)
		w.pass(askAgain)
		b.via(w, "/")
		b.want("/", w.as(fg))
	})
	t.Run("whoever signed in stays signed in", func(t *testing.T) {
		w := newTown(t)
		b := w.browser(t)
		b.via(w, "/")
		w.provider.Close()
		b.want("/", w.as(fg))
	})
	t.Run("a provider that does not answer costs eight seconds, once for all who wait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			hang := roundTripper(func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() })
			p, err := newProvider(Options{Now: time.Now, OIDC: &OIDC{Issuer: "https://login.example", ClientID: "x", RedirectURL: "https://l.example" + OIDCReturnPath, Transport: hang}})
			check(t, err)
			began := time.Now()
			var all sync.WaitGroup
			for range 5 {
				all.Go(func() {
					if _, err := p.discover(t.Context()); err == nil {
						t.Error("it answered")
					}
				})
			}
			all.Wait()
			if took := time.Since(began); took != askTimeout {
				t.Errorf("took %s", took)
			}
		})
	})
	t.Run("whoever asks gives up when he wants", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := &provider{gate: make(chan struct{}, 1)}
			p.gate <- struct{}{} // somebody else is asking
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if _, err := p.discover(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		})
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestProviderSettings(t *testing.T) {
	good := OIDC{Issuer: "https://login.gemeente.example", ClientID: "grootboek", RedirectURL: "https://grootboek.gemeente.example" + OIDCReturnPath}
	o := Options{Roles: func(string) []RoleChoice { return nil }, OIDC: &good}
	if a, err := New(nil, o); err != nil || a.OIDCName() != "Inloggen met uw gemeenteaccount" {
		t.Fatalf("%v", err)
	}
	for name, harm := range map[string]func(*OIDC){
		"an issuer over http":         func(o *OIDC) { o.Issuer = "http://login.gemeente.example" },
		"no issuer":                   func(o *OIDC) { o.Issuer = "" },
		"no client":                   func(o *OIDC) { o.ClientID = "" },
		"a way back that is not ours": func(o *OIDC) { o.RedirectURL = "https://grootboek.gemeente.example/" },
	} {
		bad := good
		harm(&bad)
		o.OIDC = &bad
		if _, err := New(nil, o); err == nil {
			t.Errorf("accepted %s", name)
		}
	}
}
