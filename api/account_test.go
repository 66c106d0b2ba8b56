package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/auth/oidctest"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/events/staff"
)

// requireSecond is a town where local accounts must have a second step.
func requireSecond(_ *server, o *auth.Options) { o.RequireSecond = true }

var secretText = regexp.MustCompile(`<p class="gb-mono[^"]*">([A-Z2-7 ]{39})</p>`)

// secret is the text that stands beside the square for the app.
func (a answer) secret(t testing.TB) string {
	t.Helper()
	m := secretText.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("%s shows no secret: %s", a.path, a.short())
	}
	return strings.ReplaceAll(m[1], " ", "")
}

// codeOf is what the app shows now.
func (s *server) codeOf(secret string) string {
	s.t.Helper()
	s.secrets = append(s.secrets, secret)
	c, err := totp.GenerateCode(secret, s.clock())
	ok(s.t, err)
	return c
}

// enrol signs in for the first time where a second step is required, and returns the secret and the recovery codes.
func (b *browser) enrol(email string) (secret string, recovery []string) {
	t := b.s.t
	t.Helper()
	to := b.post("/inloggen", url.Values{"email": {email}, "password": {password}}).to(t)
	secret = b.page(to).secret(t)
	a := b.post("/inloggen/instellen", url.Values{"code": {b.s.codeOf(secret)}, "naar": {"/werk"}})
	recovery = regexp.MustCompile(`[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}`).FindAllString(a.body, -1)
	if a.status != http.StatusOK || len(recovery) != staff.RecoveryCodes {
		t.Fatalf("%d, %d recovery codes: %s", a.status, len(recovery), a.short())
	}
	b.s.secrets = append(b.s.secrets, recovery...)
	b.s.at(b.s.clock().Add(time.Minute)) // that code is used up
	return secret, recovery
}

func TestTweedeStapVerplicht(t *testing.T) {
	s := newTestServer(t, requireSecond)
	t.Run("wie er nog geen heeft stelt hem na zijn wachtwoord in, en kan daarvoor niets anders", func(t *testing.T) {
		b := s.visitor()
		to := b.post("/inloggen", url.Values{"email": {emailOf(domain.ACC)}, "password": {password}, "naar": {"/geschiedenis"}}).to(t)
		if to != "/inloggen/instellen?naar=%2Fgeschiedenis" {
			t.Fatalf("on to %s", to)
		}
		for _, path := range []string{"/werk", "/account", "/rol", "/geschiedenis", "/export"} {
			if to := b.get(path).to(t); !strings.HasPrefix(to, "/inloggen?") {
				t.Errorf("%s on to %s", path, to)
			}
		}
		if a := b.get("/v1/gebeurtenissen"); a.status != http.StatusUnauthorized {
			t.Errorf("%d", a.status)
		}
		page := b.page(to)
		page.shows(t, "Tweede stap instellen", "Voeg dit account toe in uw app")
		if page.header.Get("Cache-Control") != "no-store" || !strings.Contains(page.body, `autocomplete="one-time-code"`) || !strings.Contains(page.body, `role="img" aria-label="QR-code`) {
			t.Errorf("%v", page.header)
		}
		wrong := b.post("/inloggen/instellen", url.Values{"code": {"000000"}, "naar": {"/geschiedenis"}})
		if wrong.status != http.StatusUnprocessableEntity || wrong.secret(t) != page.secret(t) {
			t.Errorf("%d", wrong.status)
		}
		wrong.shows(t, "Er is een fout", "Deze code klopt niet")
		a := b.post("/inloggen/instellen", url.Values{"code": {s.codeOf(page.secret(t))}, "naar": {"/geschiedenis"}})
		a.shows(t, "Uw herstelcodes", "U ziet deze codes één keer")
		if !strings.Contains(a.body, `href="/geschiedenis"`) || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s", a.short())
		}
		b.page("/account")
		if a := b.post("/inloggen/instellen", url.Values{"code": {"000000"}}); a.status == http.StatusOK || a.status == http.StatusInternalServerError {
			t.Errorf("again: %d", a.status)
		}
	})
	t.Run("een tweede keer vraagt het een code, en leidt dan waar hij wilde zijn", func(t *testing.T) {
		b := s.visitor()
		secret, recovery := b.enrol(emailOf(domain.CTRL))
		b = s.visitor()
		to := b.post("/inloggen", url.Values{"email": {emailOf(domain.CTRL)}, "password": {password}, "naar": {"/geschiedenis?x=1"}}).to(t)
		page := b.page(to)
		page.shows(t, "Tweede stap", "Code uit uw app")
		if !strings.Contains(page.body, `autocomplete="one-time-code"`) || !strings.Contains(page.body, `inputmode="numeric"`) {
			t.Error("a browser cannot fill the code in")
		}
		f := page.form()
		f.Set("code", "123")
		wrong := b.post("/inloggen/code", f)
		if wrong.status != http.StatusUnprocessableEntity || !strings.Contains(wrong.body, `href="#code"`) {
			t.Errorf("%d", wrong.status)
		}
		f = wrong.form()
		f.Set("code", s.codeOf(secret)[:3]+" "+s.codeOf(secret)[3:]) // as the app shows it
		if to := b.post("/inloggen/code", f).to(t); to != "/geschiedenis?x=1" {
			t.Errorf("on to %s", to)
		}
		b.page("/account")

		b = s.visitor()
		b.post("/inloggen", url.Values{"email": {emailOf(domain.CTRL)}, "password": {password}})
		page = b.page("/inloggen/code?herstel=ja&naar=%2Fwerk")
		page.shows(t, "Herstelcode", "Gebruik de code uit mijn app")
		f = page.form()
		f.Set("code", recovery[0])
		b.post("/inloggen/code", f).to(t)
		b.page("/account").shows(t, "aan", "nog 9 herstelcodes")
	})
	t.Run("te vaak een verkeerde code wordt geremd, met het wachtwoord samen", func(t *testing.T) {
		s := newTestServer(t, requireSecond)
		s.visitor().enrol(emailOf(domain.CTRL))
		b := s.visitor()
		last := 0
		for range 6 {
			b.post("/inloggen", url.Values{"email": {emailOf(domain.CTRL)}, "password": {password}})
			last = b.post("/inloggen/code", url.Values{"code": {"000000"}}).status
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("the sixth got %d", last)
		}
	})
	t.Run("wie niet onderweg is, begint bij het begin", func(t *testing.T) {
		for _, path := range []string{"/inloggen/code", "/inloggen/instellen"} {
			if a := s.visitor().post(path, url.Values{"code": {"000000"}}); a.status != http.StatusForbidden || !a.has("Begin opnieuw") {
				t.Errorf("%s: %d %s", path, a.status, a.short())
			}
		}
	})
	t.Run("een naar-adres leidt ook hier niet naar elders", func(t *testing.T) {
		b := s.visitor()
		to := b.post("/inloggen", url.Values{"email": {emailOf(domain.FG)}, "password": {password}, "naar": {"//elders.example/"}}).to(t)
		if a := b.page(to + "&naar=%2F%2Felders.example"); strings.Contains(a.body, "elders") {
			t.Errorf("%s", a.short())
		}
	})
}

func TestEersteInrichtingMetTweedeStap(t *testing.T) {
	s := newEmptyServer(t, requireSecond)
	token, _, err := s.api.Staff.FirstLink(t.Context(), time.Hour, s.clock())
	ok(t, err)
	s.secrets = append(s.secrets, token)
	b := s.visitor()
	to := b.post("/welkom/"+token, url.Values{"name": {"Saskia Verhulst"}, "email": {"sv@heemstede.example"}, "password": {password}}).to(t)
	if to != "/inloggen/instellen?naar=%2Frol" {
		t.Fatalf("on to %s", to)
	}
	b.post("/inloggen/instellen", url.Values{"code": {s.codeOf(b.page(to).secret(t))}, "naar": {"/rol"}}).shows(t, "Uw herstelcodes")
	b.page("/rol").shows(t, "Gemeentesecretaris", "Privacybeheerder")
}

func TestMijnAccount(t *testing.T) {
	s := newTestServer(t)
	t.Run("toont wie hij is, hoe hij inlogt en waar hij is ingelogd", func(t *testing.T) {
		b := s.as(domain.ACC)
		b.page("/werk").shows(t, "Mijn account")
		b.page("/account").shows(t, "Anton Spaargaren", "acc@heemstede.example", "Accountant", "wachtwoord", "deze browser", "U heeft geen codes voor programma’s")
	})
	t.Run("ook wie nog geen rol koos kan er komen", func(t *testing.T) {
		b := s.visitor()
		b.signIn(emailOf(domain.TM))
		b.page("/account").shows(t, "Teun Kortekaas")
	})
	t.Run("een tweede stap instellen vraagt het wachtwoord; daarna is het wachtwoord alleen niet genoeg", func(t *testing.T) {
		s := newTestServer(t)
		b := s.as(domain.ACC)
		a := b.post("/account/tweede-stap", url.Values{"doe": {"instellen"}, "password": {"een ander wachtwoord"}})
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `href="#wachtwoord-tweede"`) {
			t.Errorf("%d %s", a.status, a.short())
		}
		to := b.post("/account/tweede-stap", url.Values{"doe": {"instellen"}, "password": {password}}).to(t)
		secret := b.page(to).secret(t)
		b.post("/inloggen/instellen", url.Values{"code": {s.codeOf(secret)}, "naar": {"/account"}}).shows(t, "Uw herstelcodes", "Anton Spaargaren")
		b.page("/account").shows(t, "aan", "nog 10 herstelcodes", "Tweede stap uitzetten")
		if to := s.visitor().post("/inloggen", url.Values{"email": {emailOf(domain.ACC)}, "password": {password}}).to(t); !strings.HasPrefix(to, "/inloggen/code") {
			t.Errorf("on to %s", to)
		}
		b.post("/account/tweede-stap", url.Values{"doe": {"herstelcodes"}, "password": {password}}).shows(t, "Uw herstelcodes")
		b.post("/account/tweede-stap", url.Values{"doe": {"uitzetten"}, "password": {password}}).to(t)
		b.page("/account").shows(t, "De tweede stap staat uit.", "Tweede stap instellen")
	})
	t.Run("overal uitloggen werkt meteen, op elk apparaat", func(t *testing.T) {
		b, elsewhere := s.visitor(), s.visitor()
		b.signIn(emailOf(domain.CTRL))
		elsewhere.signIn(emailOf(domain.CTRL))
		b.page("/account").shows(t, "deze browser", "een andere browser")
		if to := b.post("/account/uitloggen", nil).to(t); to != "/inloggen" {
			t.Errorf("on to %s", to)
		}
		for _, x := range []*browser{b, elsewhere} {
			x.get("/werk").to(t)
		}
	})
	t.Run("een code voor een programma wordt één keer getoond, werkt op /v1, en is in te trekken", func(t *testing.T) {
		b := s.as(domain.ACC)
		bad := b.post("/account/codes", url.Values{"name": {""}, "days": {"90"}, "password": {password}})
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.body, `href="#codenaam"`) {
			t.Errorf("%d %s", bad.status, bad.short())
		}
		a := b.post("/account/codes", url.Values{"name": {"Nachtelijke export"}, "days": {"90"}, "password": {password}})
		token := regexp.MustCompile(`gb_[A-Za-z0-9_-]{43}`).FindString(a.body)
		if token == "" {
			t.Fatalf("%d %s", a.status, a.short())
		}
		s.secrets = append(s.secrets, token)
		page := b.page("/account")
		page.shows(t, "Nachtelijke export", "nooit")
		page.hides(t, token)
		bearer := []string{"Authorization", "Bearer " + token, auth.RoleHeader, "ACC"}
		if a := s.visitor().get("/v1/gebeurtenissen", bearer...); a.status != http.StatusOK {
			t.Errorf("%d %s", a.status, a.body)
		}
		revoke := regexp.MustCompile(`/account/codes/[0-9a-f-]{36}/intrekken`).FindString(page.body)
		stranger := s.as(domain.FG)
		stranger.post(revoke, nil)
		if a := s.visitor().get("/v1/gebeurtenissen", bearer...); a.status != http.StatusOK {
			t.Errorf("somebody else took it away: %d", a.status)
		}
		b.post(revoke, nil).to(t)
		if a := s.visitor().get("/v1/gebeurtenissen", bearer...); a.status != http.StatusUnauthorized {
			t.Errorf("%d", a.status)
		}
	})
}

func TestAndermansToegang(t *testing.T) {
	s := newTestServer(t)
	person := s.person[domain.CTRL]
	second := func() {
		ok(t, s.api.Staff.ProposeSecond(t.Context(), person, []byte("pGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")))
		_, err := s.api.Staff.ConfirmSecond(t.Context(), "", person, s.clock(), func([]byte) (int64, bool, error) { return 1, true, nil })
		ok(t, err)
	}
	t.Run("R-LED-04 de privacybeheerder wist de tweede stap van een ander, en dat is een gebeurtenis", func(t *testing.T) {
		second()
		pb := s.as(domain.PB)
		pb.page("/personen").shows(t, "tweede stap", "Tweede stap wissen")
		before := s.head()
		pb.post("/personen/"+person+"/tweede-stap", nil).to(t)
		if s.head() != before+1 {
			t.Errorf("%d events", s.head()-before)
		}
		b := s.visitor()
		b.signIn(emailOf(domain.CTRL))
		b.page("/account")
		v := s.api.Records.Get("access", person)
		if fact := v.Last().Fact.(governance.AccessChanged); fact.Change != governance.AccessSecond || v.Last().Actor != s.person[domain.PB] {
			t.Errorf("%+v", fact)
		}
	})
	t.Run("de privacybeheerder logt een ander overal uit, meteen", func(t *testing.T) {
		b := s.visitor()
		b.signIn(emailOf(domain.CTRL))
		b.page("/account")
		s.as(domain.PB).post("/personen/"+person+"/uitloggen", nil).to(t)
		b.get("/werk").to(t)
	})
	t.Run("zijn eigen tweede stap wist hij zo niet", func(t *testing.T) {
		if a := s.as(domain.PB).post("/personen/"+s.person[domain.PB]+"/tweede-stap", nil); a.status != http.StatusConflict {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("een koppeling verbreken gaat alleen via de gemeentesecretaris", func(t *testing.T) {
		if a := s.as(domain.PB).post("/personen/"+person+"/ontkoppelen", nil); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
		s.as(domain.SEC).post("/personen/"+person+"/ontkoppelen", nil).to(t)
	})
	for _, role := range []domain.Role{domain.ACC, domain.FG, domain.EMP} {
		t.Run("R-3.1-05 "+string(role)+" doet dit niet", func(t *testing.T) {
			before := s.head()
			for _, what := range []string{"tweede-stap", "uitloggen", "ontkoppelen"} {
				if a := s.as(role).post("/personen/"+person+"/"+what, nil); a.status != http.StatusForbidden {
					t.Errorf("%s: %d", what, a.status)
				}
			}
			if s.head() != before {
				t.Error("it left an event")
			}
		})
	}
	t.Run("wie er niet is, is er niet", func(t *testing.T) {
		if a := s.as(domain.SEC).post("/personen/99999999-9999-4999-8999-999999999999/uitloggen", nil); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
	})
}

// withProvider is a town with a provider of identities.
func withProvider(t *testing.T, email string) (*server, *oidctest.Provider) {
	t.Helper()
	var p *oidctest.Provider
	s := newTestServer(t, func(s *server, o *auth.Options) {
		p = oidctest.Start(s.clock, oidctest.Person{Subject: "sub-1", Email: email, Verified: true})
		t.Cleanup(p.Close)
		o.OIDC = &auth.OIDC{Issuer: p.URL, ClientID: oidctest.ClientID, Secret: oidctest.Secret, RedirectURL: "https://grootboek.example" + auth.OIDCReturnPath}
	})
	s.secrets = append(s.secrets, oidctest.Secret, "code-1", "toegang-")
	return s, p
}

// viaProvider presses the button on the page to sign in on, and comes back.
func (b *browser) viaProvider(page string) answer {
	t := b.s.t
	t.Helper()
	a := b.page(page)
	m := regexp.MustCompile(`href="(` + auth.OIDCPath + `[^"]*)"`).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no button: %s", a.short())
	}
	away, err := b.http.Get(b.get(strings.ReplaceAll(m[1], "&amp;", "&")).to(t))
	ok(t, err)
	defer away.Body.Close()
	u, err := url.Parse(away.Header.Get("Location"))
	ok(t, err)
	return b.get(u.RequestURI())
}

func TestInloggenMetGemeenteaccount(t *testing.T) {
	t.Run("wie erheen gaat komt terug waar hij wilde zijn, in de rollen van het grootboek", func(t *testing.T) {
		s, _ := withProvider(t, emailOf(domain.ACC))
		b := s.visitor()
		to := b.get("/geschiedenis?x=1").to(t)
		if to := b.viaProvider(to).to(t); to != "/geschiedenis?x=1" {
			t.Errorf("on to %s", to)
		}
		b.post("/rol", url.Values{"rol": {"ACC/"}})
		b.page("/geschiedenis").shows(t, "Anton Spaargaren", "Accountant")
		b.page("/account").shows(t, "gemeenteaccount")
		if a := b.post("/rol", url.Values{"rol": {"FG/"}}); a.status != http.StatusForbidden { // the token says FG
			t.Errorf("%d", a.status)
		}
	})
	t.Run("R-LED-04 dat iemand zo een toegang krijgt is een gebeurtenis, één keer, zonder naam", func(t *testing.T) {
		s, _ := withProvider(t, emailOf(domain.ACC))
		before := s.head()
		s.visitor().viaProvider("/inloggen").to(t)
		s.visitor().viaProvider("/inloggen").to(t)
		v := s.api.Records.Get("access", s.person[domain.ACC])
		if s.head() != before+1 || v.Last().Fact.(governance.AccessChanged).Change != governance.AccessLink || v.Last().Actor != domain.System {
			t.Errorf("%d events, %+v", s.head()-before, v.Last())
		}
		s.as(domain.FG).page("/geschiedenis").shows(t, "Toegang gewijzigd")
	})
	for name, c := range map[string]struct {
		status int
		says   string
		set    func(*oidctest.Provider)
	}{
		"niemand met dit adres":     {403, "Er is geen account voor u", func(p *oidctest.Provider) { p.Who.Email = "vreemd@heemstede.example" }},
		"een adres zonder waarborg": {403, "Er is geen account voor u", func(p *oidctest.Provider) { p.Who.Verified = false }},
		"geweigerd":                 {403, "afgebroken of geweigerd", func(p *oidctest.Provider) { p.Error = "access_denied" }},
		"een vreemde handtekening":  {403, "klopt niet", func(p *oidctest.Provider) { p.OtherKey = true }},
		"geen antwoord": {503, "antwoordt niet", func(p *oidctest.Provider) {
			p.Break = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == "/token" {
					w.WriteHeader(http.StatusBadGateway)
				}
				return r.URL.Path == "/token"
			}
		}},
	} {
		t.Run("wat er misgaat staat in het Nederlands op de pagina om in te loggen: "+name, func(t *testing.T) {
			s, p := withProvider(t, emailOf(domain.ACC))
			p.Set(c.set)
			b := s.visitor()
			a := b.viaProvider("/inloggen?naar=%2Fgeschiedenis")
			if a.status != c.status || a.form().Get("naar") != "/geschiedenis" {
				t.Errorf("%d, then on to %q", a.status, a.form().Get("naar"))
			}
			a.shows(t, "Er is een fout", c.says)
			if strings.Contains(a.body, "code-1") {
				t.Error("the page repeats the code")
			}
			b.get("/werk").to(t)
		})
	}
	t.Run("ligt het gemeenteaccount eruit, dan zegt de pagina dat, en werkt het wachtwoord", func(t *testing.T) {
		s, p := withProvider(t, emailOf(domain.ACC))
		p.Close()
		b := s.visitor()
		a := b.get(auth.OIDCPath + "?naar=%2Fwerk")
		if a.status != http.StatusServiceUnavailable {
			t.Errorf("%d", a.status)
		}
		a.shows(t, "antwoordt niet")
		b.signIn(emailOf(domain.ACC))
		b.page("/rol")
	})
	t.Run("uitloggen biedt aan om ook daar uit te loggen, met een link: een formulier mag de browser niet naar elders leiden", func(t *testing.T) {
		s, p := withProvider(t, emailOf(domain.ACC))
		b := s.visitor()
		b.viaProvider("/inloggen").to(t)
		a := b.post("/uitloggen", nil)
		if a.status != http.StatusOK || !strings.Contains(a.body, `href="`+p.URL+`/logout?client_id=grootboek&amp;post_logout_redirect_uri=`) {
			t.Errorf("%d %s", a.status, a.short())
		}
		a.hides(t, "Anton Spaargaren", "Mijn account")
		b.get("/werk").to(t)
		if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self'") {
			t.Error(csp)
		}
	})
	t.Run("zonder aanbieder is er geen knop en geen adres", func(t *testing.T) {
		s := newTestServer(t)
		s.visitor().page("/inloggen").hides(t, "gemeenteaccount")
		if a := s.visitor().get(auth.OIDCPath); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("wie nog geen account heeft is vooraf te blokkeren", func(t *testing.T) {
		s, _ := withProvider(t, "nieuw@heemstede.example")
		p, err := s.api.Staff.AddPerson(t.Context(), staff.Person{Name: "Nora Nieuw", Email: "nieuw@heemstede.example", Created: s.clock()})
		ok(t, err)
		s.as(domain.SEC).post("/personen/"+p.ID+"/blokkeren", nil).to(t)
		a := s.visitor().viaProvider("/inloggen")
		if a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
		a.shows(t, "geblokkeerd")
	})
}

func TestEenRolDieEindigtEindigtMeteen(t *testing.T) {
	end := func(s *server) {
		for _, v := range s.api.Records.OfType("role") {
			if v.Last().State.(governance.Appointment).Role == domain.ACC {
				s.do("role", v.ID, governance.EndRole{Until: "2026-11-23", Reason: "Klaar."}, domain.SEC)
			}
		}
	}
	check := func(t *testing.T, s *server, ask func() int) {
		t.Helper()
		if got := ask(); got != http.StatusOK {
			t.Fatalf("before: %d", got)
		}
		end(s)
		if got := ask(); got != http.StatusForbidden {
			t.Errorf("after: %d", got)
		}
	}
	t.Run("R-LED-21 voor wie met een wachtwoord is ingelogd", func(t *testing.T) {
		s := newTestServer(t)
		b := s.as(domain.ACC)
		check(t, s, func() int { return b.get("/geschiedenis").status })
	})
	t.Run("R-LED-21 voor wie met een gemeenteaccount is ingelogd, al noemt dat de rol nog", func(t *testing.T) {
		s, p := withProvider(t, emailOf(domain.ACC))
		p.Set(func(p *oidctest.Provider) { p.Claims = func(c map[string]any) { c["roles"] = []string{"ACC"} } })
		b := s.visitor()
		b.viaProvider("/inloggen").to(t)
		b.post("/rol", url.Values{"rol": {"ACC/"}})
		check(t, s, func() int { return b.get("/geschiedenis").status })
	})
	t.Run("R-LED-21 voor een programma", func(t *testing.T) {
		s := newTestServer(t)
		token, err := s.api.Staff.AddToken(t.Context(), s.person[domain.ACC], "export", s.clock().Add(time.Hour), s.clock())
		ok(t, err)
		check(t, s, func() int {
			return s.visitor().get("/v1/gebeurtenissen", "Authorization", "Bearer "+token, auth.RoleHeader, "ACC").status
		})
	})
}
