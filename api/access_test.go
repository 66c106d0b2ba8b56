package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/auth/oidctest"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/events/staff"
)

var (
	welcomeLink = regexp.MustCompile(`/welkom/[A-Za-z0-9_-]{43}`)
	ownPassword = "zes kraaien op het dak"
)

// linkIn returns the one-time link on a page.
func (s *server) linkIn(a answer) string {
	s.t.Helper()
	link := welcomeLink.FindString(a.text())
	if link == "" {
		s.t.Fatalf("no link: %d %s", a.status, a.short())
	}
	s.secrets = append(s.secrets, strings.TrimPrefix(link, "/welkom/"))
	return link
}

// newcomer is somebody in the directory without an account, appointed to a role from a day on; "" is none.
func (s *server) newcomer(role domain.Role, from calendar.Date) string {
	s.t.Helper()
	p, err := s.api.Staff.AddPerson(s.t.Context(), staff.Person{Name: "Nieuwe Collega", Email: uuid.NewString() + "@heemstede.example", Created: s.clock()})
	ok(s.t, err)
	if role != "" {
		by := domain.SEC
		if role == domain.FG || role == domain.CISO {
			by = domain.COL
		}
		s.do("role", uuid.NewString(), governance.AppointRole{Person: p.ID, Role: governance.OfficeRole(role), From: from, Email: "f@heemstede.example"}, by)
	}
	return p.ID
}

func TestWieEenRolHeeftKrijgtZijnAccountVanDeSecretaris(t *testing.T) {
	s := newTestServer(t)
	for name, person := range map[string]string{"gemeentesecretaris": s.newcomer(domain.SEC, "2026-01-01"), "FG, over een half jaar": s.newcomer(domain.FG, "2027-05-01"), "accountant": s.newcomer(domain.ACC, "2026-01-01")} {
		t.Run("de privacybeheerder nodigt niet uit: "+name, func(t *testing.T) {
			before := s.head()
			for _, role := range []domain.Role{domain.PB, domain.COL} {
				a := s.as(role).post("/personen/"+person+"/uitnodigen", nil)
				if a.status != http.StatusForbidden || welcomeLink.MatchString(a.text()) {
					t.Errorf("%s: %d %s", role, a.status, a.short())
				}
				if strings.Contains(s.as(role).page("/personen").body, person+"/uitnodigen") {
					t.Errorf("%s is offered it", role)
				}
			}
			if s.head() != before {
				t.Error("it left an event")
			}
			s.linkIn(s.as(domain.SEC).post("/personen/"+person+"/uitnodigen", nil))
		})
	}
	t.Run("wie alleen medewerker is nodigt de privacybeheerder wel uit", func(t *testing.T) {
		person := s.newcomer("", "")
		if !strings.Contains(s.as(domain.PB).page("/personen").body, person+"/uitnodigen") {
			t.Error("it is not offered")
		}
		s.linkIn(s.as(domain.PB).post("/personen/"+person+"/uitnodigen", nil))
	})
	t.Run("een link die er al was geeft geen wachtwoord meer op een account dat via de aanbieder is ontstaan", func(t *testing.T) {
		s, p := withProvider(t, "")
		person := s.newcomer("", "")
		link := s.linkIn(s.as(domain.PB).post("/personen/"+person+"/uitnodigen", nil))
		of, err := s.api.Staff.Person(t.Context(), person)
		ok(t, err)
		p.Set(func(p *oidctest.Provider) { p.Who.Email = of.Email })
		s.visitor().viaProvider("/inloggen").to(t)
		if a := s.visitor().post(link, url.Values{"password": {ownPassword}}); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
	})
}

func TestDeTweedeStapVanWieBewaakt(t *testing.T) {
	s := newTestServer(t)
	for _, role := range []domain.Role{domain.FG, domain.SEC, domain.COL} {
		t.Run("wist de privacybeheerder niet: "+string(role), func(t *testing.T) {
			before := s.head()
			if a := s.as(domain.PB).post("/personen/"+s.person[role]+"/tweede-stap", nil); a.status != http.StatusForbidden || s.head() != before {
				t.Errorf("%d", a.status)
			}
		})
	}
	t.Run("wist de gemeentesecretaris, behalve de eigen", func(t *testing.T) {
		s.as(domain.SEC).post("/personen/"+s.person[domain.FG]+"/tweede-stap", nil).to(t)
		if a := s.as(domain.SEC).post("/personen/"+s.person[domain.SEC]+"/tweede-stap", nil); a.status != http.StatusConflict {
			t.Errorf("%d", a.status)
		}
	})
}

func TestBlokkeren(t *testing.T) {
	s := newTestServer(t)
	id := s.person[domain.ACC]
	active := func(t *testing.T) bool {
		t.Helper()
		_, active, err := s.api.Staff.Standing(t.Context(), id)
		ok(t, err)
		return active
	}
	link := s.linkIn(s.as(domain.SEC).post("/personen/"+id+"/uitnodigen", nil))
	t.Run("twee keer blokkeren is één keer blokkeren, en één gebeurtenis; opheffen is een ander adres", func(t *testing.T) {
		sec, before := s.as(domain.SEC), s.head()
		for range 2 {
			sec.post("/personen/"+id+"/blokkeren", nil).to(t)
			if active(t) {
				t.Fatal("the account is open")
			}
		}
		if s.head() != before+1 {
			t.Errorf("%d events", s.head()-before)
		}
		page := sec.page("/personen")
		if !strings.Contains(page.body, id+"/deblokkeren") || strings.Contains(page.body, id+"/blokkeren") {
			t.Error("the page offers something else")
		}
	})
	t.Run("een link van daarvoor werkt niet meer, en een nieuwe komt er niet zolang de blokkade duurt", func(t *testing.T) {
		if a := s.visitor().post(link, url.Values{"password": {ownPassword}}); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
		before := s.head()
		if a := s.as(domain.SEC).post("/personen/"+id+"/uitnodigen", nil); a.status != http.StatusConflict || s.head() != before {
			t.Errorf("%d, %d events", a.status, s.head()-before)
		}
	})
	t.Run("twee keer opheffen ook", func(t *testing.T) {
		before := s.head()
		for range 2 {
			s.as(domain.SEC).post("/personen/"+id+"/deblokkeren", nil).to(t)
			if !active(t) || s.head() != before+1 {
				t.Errorf("active %v, %d events", active(t), s.head()-before)
			}
		}
	})
}

func TestEenProgrammaWijzigtGeenAccount(t *testing.T) {
	s := newTestServer(t)
	token, err := s.api.Staff.AddToken(t.Context(), s.person[domain.SEC], "export", s.clock().Add(time.Hour), s.clock())
	ok(t, err)
	s.secrets = append(s.secrets, token)
	header := []string{"Authorization", "Bearer " + token, auth.RoleHeader, "SEC"}
	before := s.head()
	for _, path := range []string{"/personen", "/personen/" + s.person[domain.FG] + "/uitnodigen", "/personen/" + s.person[domain.FG] + "/tweede-stap", "/account/uitloggen", "/account/codes", "/account/tweede-stap"} {
		t.Run("een code voor programma’s telt niet op "+path, func(t *testing.T) {
			a := s.visitor().post(path, url.Values{"name": {"x"}, "days": {"30"}}, header...)
			if a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/inloggen") {
				t.Errorf("%d %s", a.status, a.short())
			}
		})
	}
	for _, b := range []*browser{s.visitor(), s.as(domain.SEC)} {
		t.Run("toegang heeft geen eigen formulier en geen opdracht in /v1: alleen wat echt gebeurt wordt vastgelegd", func(t *testing.T) {
			h := header
			if b == s.browsers[domain.SEC] {
				h = nil
			}
			a := b.json("POST", "/v1/toegang/"+s.person[domain.ACC]+"/_change", map[string]any{"change": "block"}, append([]string{"Idempotency-Key", uuid.NewString()}, h...)...)
			if a.status != http.StatusNotFound {
				t.Errorf("/v1: %d", a.status)
			}
		})
	}
	for _, method := range []string{"GET", "POST"} {
		if a := s.as(domain.SEC).send(method, "/toegang/"+s.person[domain.ACC]+"/_change", nil); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", method, a.status)
		}
	}
	if s.head() != before {
		t.Errorf("%d events", s.head()-before)
	}
}

func TestDeBladzijdeVanEenLink(t *testing.T) {
	s := newTestServer(t)
	id := s.person[domain.ACC]
	secret := func(t *testing.T, a answer, path string) {
		t.Helper()
		if a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d may be kept: %q", a.status, a.header.Get("Cache-Control"))
		}
		if strings.Contains(a.body, s.api.Base+path) {
			t.Errorf("%d: the address is printed on the page", a.status)
		}
	}
	t.Run("wordt nergens bewaard en herhaalt haar adres niet, ook niet als er iets mis is", func(t *testing.T) {
		link := s.linkIn(s.as(domain.SEC).post("/personen/"+id+"/uitnodigen", nil))
		secret(t, s.visitor().get(link), link)
		secret(t, s.visitor().post(link, url.Values{"password": {"kort"}}), link)
		for _, path := range []string{"/welkom/" + strings.Repeat("x", 43), "/welkom/a/b"} {
			secret(t, s.visitor().get(path), path)
		}
	})
	t.Run("de terugweg van de aanbieder ook niet", func(t *testing.T) {
		s, _ := withProvider(t, emailOf(domain.ACC))
		path := auth.OIDCReturnPath + "?code=code-x&state=y"
		a := s.visitor().get(path)
		if a.status != http.StatusForbidden || a.header.Get("Cache-Control") != "no-store" || strings.Contains(a.body, "code-x") {
			t.Errorf("%d %q", a.status, a.header.Get("Cache-Control"))
		}
	})
	t.Run("is het wachtwoord vastgelegd en lukt het inloggen niet, dan zegt de pagina om in te loggen waarom", func(t *testing.T) {
		b := s.visitor()
		for range 12 {
			b.post("/inloggen", url.Values{"email": {emailOf(domain.ACC)}, "password": {"fout wachtwoord hier"}})
			s.at(s.clock().Add(20 * time.Second))
		}
		link := s.linkIn(s.as(domain.SEC).post("/personen/"+id+"/uitnodigen", nil))
		a := b.post(link, url.Values{"password": {ownPassword}})
		if a.status != http.StatusTooManyRequests || a.form().Get("email") != emailOf(domain.ACC) {
			t.Errorf("%d %s", a.status, a.short())
		}
	})
}

func TestZonderWachtwoordLaatDeAanbiederZienDatHijHetIs(t *testing.T) {
	s, p := withProvider(t, "")
	person, err := s.api.Staff.Person(t.Context(), s.newcomer("", ""))
	ok(t, err)
	p.Set(func(p *oidctest.Provider) { p.Who.Email = person.Email })
	b := s.visitor()
	b.viaProvider("/inloggen").to(t)
	form := url.Values{"name": {"export"}, "days": {"30"}}
	refused := b.post("/account/codes", form)
	refused.shows(t, "Log eerst opnieuw in met uw gemeenteaccount")
	if refused.status == http.StatusOK {
		t.Errorf("%d", refused.status)
	}
	if to := b.viaProvider("/account").to(t); to != "/account" {
		t.Errorf("on to %s", to)
	}
	a := b.post("/account/codes", form)
	token := regexp.MustCompile(`gb_[A-Za-z0-9_-]{43}`).FindString(a.body)
	if token == "" {
		t.Fatalf("%d %s", a.status, a.short())
	}
	s.secrets = append(s.secrets, token)
}

func TestEenFoutWachtwoordZegtNietDatHetIsGelukt(t *testing.T) {
	s := newTestServer(t)
	b := s.as(domain.ACC)
	b.post("/account/tweede-stap", url.Values{"doe": {"uitzetten"}, "password": {"fout wachtwoord hier"}}).hides(t, "De tweede stap staat uit.")
	b.page("/account").hides(t, "De tweede stap staat uit.")
}

func TestDeEersteInrichtingKomtNietTerug(t *testing.T) {
	s := newEmptyServer(t)
	token, _, err := s.api.Staff.FirstLink(t.Context(), 24*time.Hour, s.clock())
	ok(t, err)
	s.secrets = append(s.secrets, token)
	s.visitor().post("/welkom/"+token, url.Values{"name": {"Saskia Verhulst"}, "email": {"sv@heemstede.example"}, "password": {password}}).to(t)
	for _, v := range s.api.Records.OfType("role") {
		if a := v.Last().State.(governance.Appointment); a.Role == domain.SEC {
			s.person[domain.SEC] = a.Person
			s.at(s.clock().Add(48 * time.Hour))
			s.do("role", v.ID, governance.EndRole{Until: "2026-11-25", Reason: "Weg."}, domain.SEC)
		}
	}
	if n := len(s.api.Exec.Facts.Holders(domain.SEC, s.clock())); n != 0 {
		t.Fatalf("%d secretaries", n)
	}
	s.visitor().signIn("sv@heemstede.example")
	t.Run("wie zijn rol verloor krijgt hem niet terug door in te loggen, ook niet als er één account is", func(t *testing.T) {
		if n := len(s.api.Exec.Facts.Holders(domain.SEC, s.clock())); n != 0 {
			t.Errorf("%d secretaries", n)
		}
	})
}
