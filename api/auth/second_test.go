package auth

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp/totp"

	"github.com/heemstede/grootboek/api/auth/oidctest"
	"github.com/heemstede/grootboek/events/staff"
)

// phone is the app on somebody's telephone.
type phone struct {
	t      *testing.T
	s      *site
	secret string
}

// code is what the app shows after so long.
func (p phone) code(after time.Duration) string {
	p.t.Helper()
	c, err := totp.GenerateCode(p.secret, p.s.clock().Add(after))
	check(p.t, err)
	return c
}

// scan reads the page to set up a second step.
func (b *browser) scan(s *site) phone {
	b.t.Helper()
	u, err := url.Parse(b.get("/inloggen/instellen"))
	check(b.t, err)
	if u.Scheme != "otpauth" || u.Host != "totp" {
		b.t.Fatalf("got %q", u)
	}
	return phone{b.t, s, u.Query().Get("secret")}
}

func (b *browser) give(code string) string {
	b.t.Helper()
	return b.post("/inloggen/code", url.Values{"code": {code}})
}

// enrolled turns a second step on for the person of the site, and returns his telephone and recovery codes.
func (s *site) enrolled(t *testing.T) (phone, []string) {
	t.Helper()
	b := s.browser(t)
	if got := b.signIn(s.person.Email, good); got == string(Enrol) {
		p := b.scan(s)
		return p, strings.Fields(b.post("/inloggen/instellen", url.Values{"code": {p.code(0)}}))
	}
	if got := b.post("/tweede/aan", url.Values{"password": {good}}); got != "" {
		t.Fatal(got)
	}
	p := b.scan(s)
	list := strings.Fields(b.post("/inloggen/instellen", url.Values{"code": {p.code(0)}}))
	s.pass(time.Minute) // that code is used up
	return p, list
}

func wantCode(t *testing.T, got, code string) {
	t.Helper()
	if !strings.HasPrefix(got, code+": ") {
		t.Errorf("got %q, want %s", got, code)
	}
}

func TestSecondStep(t *testing.T) {
	t.Run("there is no session after the password alone", func(t *testing.T) {
		s := newSite(t)
		p, _ := s.enrolled(t)
		b := s.browser(t)
		if got := b.signIn(s.person.Email, good); got != string(Code) {
			t.Fatalf("got %q", got)
		}
		b.want("/", nobody)
		if resp, _ := b.do("GET", "/mijn/x", nil); resp.StatusCode != http.StatusSeeOther {
			t.Errorf("got %d", resp.StatusCode)
		}
		for _, path := range []string{"/tweede/uit", "/tweede/aan", "/tweede/codes", "/codes", "/overal", "/rol"} {
			wantCode(t, b.post(path, url.Values{"password": {good}, "role": {"FG"}}), "signin.needed")
		}
		wantCode(t, b.get("/inloggen/instellen"), "signin.again")
		if got := b.give(p.code(0)); got != "" {
			t.Fatal(got)
		}
		b.want("/", s.as(fg))
	})
	t.Run("a code of the half minute before or after is accepted, an older or a later one is not", func(t *testing.T) {
		for after, want := range map[time.Duration]string{-60 * time.Second: "second.wrong", -30 * time.Second: "", 0: "", 30 * time.Second: "", 60 * time.Second: "second.wrong"} {
			s := newSite(t)
			p, _ := s.enrolled(t)
			s.pass(time.Hour)
			b := s.browser(t)
			b.signIn(s.person.Email, good)
			if got, _, _ := strings.Cut(b.give(p.code(after)), ":"); got != want {
				t.Errorf("%s: got %q, want %q", after, got, want)
			}
		}
	})
	t.Run("a code is accepted once, and none before it afterwards", func(t *testing.T) {
		s := newSite(t)
		p, _ := s.enrolled(t)
		b, eavesdropper := s.browser(t), s.browser(t)
		code, before := p.code(0), p.code(-30*time.Second)
		b.signIn(s.person.Email, good)
		b.give(code)
		eavesdropper.signIn(s.person.Email, good)
		for _, c := range []string{code, before} {
			wantCode(t, eavesdropper.give(c), "second.used")
		}
		eavesdropper.want("/", nobody)
		s.pass(30 * time.Second)
		if got := eavesdropper.give(p.code(0)); got != "" {
			t.Errorf("the next one: %q", got)
		}
	})
	t.Run("the code that proved the telephone is used up too", func(t *testing.T) {
		s := newSite(t)
		p, _ := s.enrolled(t)
		s.pass(-time.Minute)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		wantCode(t, b.give(p.code(0)), "second.used")
	})
	t.Run("guessing codes locks the account as guessing passwords does, and a right password in between forgives nothing", func(t *testing.T) {
		s := newSite(t)
		p, recovery := s.enrolled(t)
		b := s.browser(t)
		for i := range 5 {
			b.signIn(s.person.Email, good)
			wantCode(t, b.give([]string{"000000", "12345", "", "aaaa-bbbb-cccc-dddd", "999999"}[i]), "second.wrong")
		}
		for _, c := range []string{p.code(0), recovery[0]} {
			wantCode(t, b.give(c), "signin.locked")
		}
		wantCode(t, b.signIn(s.person.Email, good), "signin.locked")
		s.pass(30 * time.Second)
		b.signIn(s.person.Email, good)
		if got := b.give(p.code(0)); got != "" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("the password is good for ten minutes, and for this browser", func(t *testing.T) {
		s := newSite(t)
		p, _ := s.enrolled(t)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		wantCode(t, s.browser(t).give(p.code(0)), "signin.again")
		b.post("/bericht", url.Values{"nl": {"x"}}) // makes it no longer
		s.pass(HalfTime)
		wantCode(t, b.give(p.code(0)), "signin.again")
	})
	for name, change := range map[string]func(*site) error{
		"is blocked":               func(s *site) error { return s.staff.SetDisabled(t.Context(), s.person.ID, true) },
		"gets another password":    func(s *site) error { return s.staff.SetPassword(t.Context(), s.person.ID, other) },
		"is signed out everywhere": func(s *site) error { return s.staff.EndSessions(t.Context(), s.person.ID) },
	} {
		t.Run("an account that "+name+" between the steps does not come in", func(t *testing.T) {
			s := newSite(t)
			p, _ := s.enrolled(t)
			b := s.browser(t)
			b.signIn(s.person.Email, good)
			check(t, change(s))
			wantCode(t, b.give(p.code(0)), "signin.again")
			b.want("/", nobody)
		})
	}
	t.Run("a recovery code works once, however it is typed, and only for its owner", func(t *testing.T) {
		s := newSite(t)
		_, recovery := s.enrolled(t)
		if len(recovery) != staff.RecoveryCodes {
			t.Fatalf("%d codes", len(recovery))
		}
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		if got := b.give(" " + strings.ToUpper(strings.ReplaceAll(recovery[3], "-", " "))); got != "" {
			t.Fatal(got)
		}
		b.want("/", s.as(fg))
		again := s.browser(t)
		again.signIn(s.person.Email, good)
		wantCode(t, again.give(recovery[3]), "second.wrong")
		fresh := strings.Fields(b.post("/tweede/codes", url.Values{"password": {good}}))
		wantCode(t, again.give(recovery[4]), "second.wrong")
		if got := again.give(fresh[0]); got != "" {
			t.Errorf("a new one: %q", got)
		}
	})
	t.Run("turning it on ends the sessions that began without it, and keeps this one", func(t *testing.T) {
		s := newSite(t)
		s.hold(fg, pb)
		b, elsewhere := s.browser(t), s.browser(t)
		b.signIn(s.person.Email, good)
		elsewhere.signIn(s.person.Email, good)
		b.post("/rol", url.Values{"role": {"PB"}})
		b.post("/tweede/aan", url.Values{"password": {good}})
		b.post("/inloggen/instellen", url.Values{"code": {b.scan(s).code(0)}})
		b.want("/", s.as(pb))
		elsewhere.want("/", nobody)
	})
	t.Run("turning it on or off, and new recovery codes, ask for the password again", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		wantCode(t, b.post("/tweede/aan", url.Values{"password": {other}}), "signin.wrong")
		wantCode(t, b.get("/inloggen/instellen"), "second.none")
		b.post("/tweede/aan", url.Values{"password": {good}})
		b.post("/inloggen/instellen", url.Values{"code": {b.scan(s).code(0)}})
		for _, path := range []string{"/tweede/uit", "/tweede/codes", "/codes"} {
			wantCode(t, b.post(path, url.Values{"password": {other}, "name": {"x"}}), "signin.wrong")
		}
		wantCode(t, b.post("/tweede/aan", url.Values{"password": {good}}), "second.known")
		if got := b.post("/tweede/uit", url.Values{"password": {good}}); got != "" {
			t.Fatal(got)
		}
		b.want("/", s.as(fg))
		if got := s.browser(t).signIn(s.person.Email, good); got != "" {
			t.Errorf("afterwards: %q", got)
		}
	})
	t.Run("a wrong code does not turn it on", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		b.post("/tweede/aan", url.Values{"password": {good}})
		wantCode(t, b.post("/inloggen/instellen", url.Values{"code": {"000000"}}), "second.wrong")
		if got := s.browser(t).signIn(s.person.Email, good); got != "" {
			t.Errorf("got %q", got)
		}
	})
}

func TestSecondStepRequired(t *testing.T) {
	required := func(o *Options) { o.RequireSecond = true }
	t.Run("whoever has none sets it up after his password, and can do nothing before", func(t *testing.T) {
		s := newSite(t, required)
		b := s.browser(t)
		if got := b.signIn(s.person.Email, good); got != string(Enrol) {
			t.Fatalf("got %q", got)
		}
		b.want("/", nobody)
		wantCode(t, b.give("000000"), "signin.again")
		p := b.scan(s)
		if again := b.scan(s); again.secret != p.secret {
			t.Error("looking again makes another secret")
		}
		if got := strings.Fields(b.post("/inloggen/instellen", url.Values{"code": {p.code(0)}})); len(got) != staff.RecoveryCodes {
			t.Fatalf("got %q", got)
		}
		b.want("/", s.as(fg))
	})
	t.Run("a secret that was shown at an earlier sign-in is not the one that counts", func(t *testing.T) {
		s := newSite(t, required)
		first, second := s.browser(t), s.browser(t)
		first.signIn(s.person.Email, good)
		seen := first.scan(s)
		second.signIn(s.person.Email, good)
		wantCode(t, second.post("/inloggen/instellen", url.Values{"code": {seen.code(0)}}), "second.wrong")
	})
	t.Run("turning it off signs out: the next sign-in sets up another", func(t *testing.T) {
		s := newSite(t, required)
		p, _ := s.enrolled(t)
		s.pass(time.Minute)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		b.give(p.code(0))
		b.post("/tweede/uit", url.Values{"password": {good}})
		b.want("/", nobody)
		if got := b.signIn(s.person.Email, good); got != string(Enrol) {
			t.Errorf("got %q", got)
		}
	})
}

func TestSecretsOfSecondSteps(t *testing.T) {
	key, err := DeriveKey([]byte("a secret of the ledger, long enough"))
	check(t, err)
	t.Run("stand in no file where there is a key, and recovery codes in none at all", func(t *testing.T) {
		s := newSite(t, func(o *Options) { o.Key = key })
		p, recovery := s.enrolled(t)
		check(t, s.staff.Close())
		for _, secret := range append(recovery, p.secret, strings.ReplaceAll(recovery[0], "-", "")) {
			if holds(t, s.dir, secret) {
				t.Errorf("%q stands in the directory", secret)
			}
		}
	})
	t.Run("stand in the file where there is none, as the package comment says", func(t *testing.T) {
		s := newSite(t)
		p, _ := s.enrolled(t)
		check(t, s.staff.Close())
		if !holds(t, s.dir, p.secret) {
			t.Error("it does not: the comment is wrong")
		}
	})
	t.Run("are read with the key they were sealed with, for their own person, and from before there was a key", func(t *testing.T) {
		sealed, plain := newSite(t, func(o *Options) { o.Key = key }).auth, newSite(t).auth
		otherKey := newSite(t, func(o *Options) { o.Key = bytes.Repeat([]byte{1}, keySize) }).auth
		kept := sealed.sealSecret("a", "GEHEIM")
		if got, err := sealed.openSecret("a", kept); err != nil || got != "GEHEIM" {
			t.Errorf("%q %v", got, err)
		}
		if got, err := sealed.openSecret("a", plain.sealSecret("a", "GEHEIM")); err != nil || got != "GEHEIM" {
			t.Errorf("%q %v", got, err)
		}
		changed := bytes.Clone(kept)
		changed[len(changed)-1] ^= 1
		for name, f := range map[string]func() (string, error){
			"of another person": func() (string, error) { return sealed.openSecret("b", kept) },
			"with another key":  func() (string, error) { return otherKey.openSecret("a", kept) },
			"without a key":     func() (string, error) { return plain.openSecret("a", kept) },
			"that was changed":  func() (string, error) { return sealed.openSecret("a", changed) },
			"that is not there": func() (string, error) { return sealed.openSecret("a", nil) },
		} {
			if got, err := f(); err == nil {
				t.Errorf("%s: %q", name, got)
			}
		}
	})
	t.Run("that cannot be read keep their owner out, with a sentence that says what to do", func(t *testing.T) {
		s := newSite(t, func(o *Options) { o.Key = key })
		p, _ := s.enrolled(t)
		s.auth.box, err = newBox(bytes.Repeat([]byte{1}, keySize))
		check(t, err)
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		wantCode(t, b.give(p.code(0)), "second.unreadable")
		b.want("/", nobody)
		if !strings.Contains(s.log.String(), "second step cannot be read") {
			t.Error("the log does not say so")
		}
	})
	t.Run("a key of the wrong length is no key", func(t *testing.T) {
		if _, err := New(nil, Options{Roles: func(string) []RoleChoice { return nil }, Key: []byte("kort")}); err == nil {
			t.Error("accepted")
		}
		if _, err := DeriveKey([]byte("kort")); err == nil {
			t.Error("derived")
		}
	})
}

// holds tells whether a file in dir holds the text.
func holds(t *testing.T, dir, text string) (found bool) {
	t.Helper()
	list, err := os.ReadDir(dir)
	check(t, err)
	for _, e := range list {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		check(t, err)
		found = found || bytes.Contains(b, []byte(text))
	}
	return found
}

func TestTheSquareIsWhatTheAppReads(t *testing.T) {
	e := Enrolment{URI: "otpauth://totp/Grootboek:a@gemeente.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Grootboek"}
	size, path, err := e.QR()
	check(t, err)
	code, err := qr.Encode(e.URI, qr.M, qr.Auto)
	check(t, err)
	n := code.Bounds().Dx()
	if size != n+8 {
		t.Errorf("%d modules, want %d with a quiet zone of four on each side", size, n+8)
	}
	var dark strings.Builder
	for y := range n {
		for x := range n {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				dark.WriteString("M" + strconv.Itoa(x+4) + " " + strconv.Itoa(y+4) + "h1v1h-1z")
			}
		}
	}
	if path != dark.String() {
		t.Error("another square")
	}
}

func TestSessionsCanBeEnded(t *testing.T) {
	t.Run("their owner sees where he is signed in, since when, and which one this is", func(t *testing.T) {
		s := newSite(t)
		first, b := s.browser(t), s.browser(t)
		first.signIn(s.person.Email, good)
		s.pass(10 * time.Minute)
		b.signIn(s.person.Email, good)
		s.pass(5 * time.Minute)
		at := func(d time.Duration) string { return strconv.Itoa(int(noon.Add(d).Unix())) }
		b.want("/sessies", at(10*time.Minute)+" "+at(15*time.Minute)+" true\n"+at(0)+" "+at(0)+" false")
	})
	t.Run("signing out everywhere ends them all at once, and nobody else's", func(t *testing.T) {
		s := newSite(t)
		p, err := s.staff.AddPerson(t.Context(), staff.Person{Name: "Iemand Anders", Email: "ander@gemeente.example", Created: noon})
		check(t, err)
		check(t, s.staff.SetPassword(t.Context(), p.ID, other))
		first, b, stranger := s.browser(t), s.browser(t), s.browser(t)
		first.signIn(s.person.Email, good)
		b.signIn(s.person.Email, good)
		stranger.signIn(p.Email, other)
		if got := b.post("/overal", nil); got != "" {
			t.Fatal(got)
		}
		first.want("/", nobody)
		b.want("/", nobody)
		if got := stranger.get("/"); !strings.Contains(got, p.ID) {
			t.Errorf("somebody else: %q", got)
		}
	})
	t.Run("one of somebody who signed in through a provider too; he must show it again that it is he to make a token", func(t *testing.T) {
		w := newTown(t)
		w.provider.Set(func(p *oidctest.Provider) { p.Who.Email, p.Who.Subject = w.newcomer.Email, "sub-2" })
		b := w.browser(t)
		b.via(w, "/")
		wantCode(t, b.post("/codes", url.Values{"name": {"script"}}), "signin.fresh") // the provider may have known him by a cookie
		b.viaAgain(w)
		s := b.post("/codes", url.Values{"name": {"script"}})
		if !strings.HasPrefix(s, staff.TokenPrefix) {
			t.Errorf("got %q", s)
		}
		wantCode(t, b.post("/tweede/aan", nil), "second.local")
		w.pass(fresh + time.Second)
		wantCode(t, b.post("/codes", url.Values{"name": {"script"}}), "signin.fresh")
		check(t, w.staff.EndSessions(t.Context(), w.newcomer.ID))
		b.want("/", nobody)
	})
}

func TestTokens(t *testing.T) {
	token := func(t *testing.T, s *site, name string) string {
		t.Helper()
		b := s.browser(t)
		b.signIn(s.person.Email, good)
		return b.post("/codes", url.Values{"password": {good}, "name": {name}})
	}
	ask := func(t *testing.T, s *site, method string, header ...string) (int, string) {
		t.Helper()
		resp, body := s.browser(t).do(method, "/v1/x", nil, header...)
		if len(resp.Cookies()) > 0 {
			t.Error("a script gets a cookie")
		}
		return resp.StatusCode, body
	}
	t.Run("let a script in as its owner, in the role it names (R-LED-21)", func(t *testing.T) {
		s := newSite(t)
		bearer := "Bearer " + token(t, s, "Nachtelijke export")
		if status, body := ask(t, s, "POST", "Authorization", bearer); status != 200 || body != s.as(fg) {
			t.Errorf("%d %q", status, body)
		}
		s.hold(fg, pb)
		if status, _ := ask(t, s, "POST", "Authorization", bearer); status != 400 {
			t.Errorf("without a role: %d", status)
		}
		if status, body := ask(t, s, "POST", "Authorization", strings.ToLower(bearer[:6])+bearer[6:], RoleHeader, "PB"); status != 200 || body != s.as(pb) {
			t.Errorf("%d %q", status, body)
		}
		s.hold(fg)
		if status, _ := ask(t, s, "POST", "Authorization", bearer, RoleHeader, "PB"); status != 403 {
			t.Errorf("a role that ended: %d", status)
		}
	})
	t.Run("stop at once when they are over or taken away, the account is blocked, or the password changes", func(t *testing.T) {
		for name, end := range map[string]func(*site) error{
			"over":    func(s *site) error { s.pass(30 * 24 * time.Hour); return nil },
			"blocked": func(s *site) error { return s.staff.SetDisabled(t.Context(), s.person.ID, true) },
			"taken": func(s *site) error {
				list, err := s.staff.Tokens(t.Context(), s.person.ID, s.clock())
				if err != nil || len(list) != 1 || list[0].Name != "script" || !list[0].Used.Equal(noon) {
					t.Errorf("%+v %v", list, err)
				}
				return s.staff.RemoveToken(t.Context(), s.person.ID, list[0].ID)
			},
			"password": func(s *site) error { return s.staff.SetPassword(t.Context(), s.person.ID, other) },
		} {
			s := newSite(t)
			bearer := "Bearer " + token(t, s, "script")
			ask(t, s, "GET", "Authorization", bearer)
			check(t, end(s))
			if status, body := ask(t, s, "GET", "Authorization", bearer); status != 401 || !strings.Contains(body, "Mijn account") {
				t.Errorf("%s: %d %q", name, status, body)
			}
		}
	})
	t.Run("are the only way for a script of an account with a second step, or where everybody needs one", func(t *testing.T) {
		for name, s := range map[string]*site{"second step": newSite(t), "required": newSite(t, func(o *Options) { o.RequireSecond = true })} {
			if name == "second step" {
				s.enrolled(t)
			}
			for range 2 { // also not a moment later
				if status, body := ask(t, s, "GET", basic(s.person.Email, good)...); status != 401 || !strings.Contains(body, "code voor programma’s") {
					t.Errorf("%s: %d %q", name, status, body)
				}
			}
		}
	})
	t.Run("a password that was enough a moment ago is not when the second step is on", func(t *testing.T) {
		s := newSite(t)
		if status, _ := ask(t, s, "GET", basic(s.person.Email, good)...); status != 200 {
			t.Fatalf("got %d", status)
		}
		s.enrolled(t)
		if status, _ := ask(t, s, "GET", basic(s.person.Email, good)...); status != 401 {
			t.Errorf("got %d", status)
		}
	})
	t.Run("what nobody was given is none", func(t *testing.T) {
		s := newSite(t)
		for _, bad := range []string{"Bearer", "Bearer ", "Bearer gb_x", "Bearer " + strings.Repeat("A", 43), "Bearer gb_" + strings.Repeat("A", 100_000)} {
			if status, _ := ask(t, s, "GET", "Authorization", bad); status != 401 {
				t.Errorf("%.20s: %d", bad, status)
			}
		}
	})
}
