package auth

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/events/staff"
)

func basic(email, password string) []string {
	return []string{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(email+":"+password))}
}

func TestScript(t *testing.T) {
	t.Run("signs in with Basic, and gets no cookie", func(t *testing.T) {
		s := newSite(t)
		resp, body := s.browser(t).do("POST", "/v1/x", nil, basic(s.person.Email, good)...)
		if body != s.as(fg) || len(resp.Cookies()) > 0 || resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("got %q, %v", body, resp.Header)
		}
	})
	t.Run("a wrong password, an unknown account and another scheme get 401 and say how", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		for _, header := range [][]string{basic(s.person.Email, other), basic("niemand@gemeente.example", good), {"Authorization", "Bearer x"}, {}} {
			resp, body := b.do("GET", "/v1/x", nil, header...)
			if resp.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(resp.Header.Get("WWW-Authenticate"), "Basic ") || body == "" {
				t.Errorf("%v: %d %q", header, resp.StatusCode, body)
			}
		}
	})
	t.Run("is locked out as on the page, with the time to wait", func(t *testing.T) {
		s := newSite(t)
		b := s.browser(t)
		for range 5 {
			b.signIn(s.person.Email, other)
		}
		resp, body := b.do("GET", "/v1/x", nil, basic(s.person.Email, good)...)
		if resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") != "30" || !strings.Contains(body, "over 30 seconden") {
			t.Errorf("got %d %q %q", resp.StatusCode, resp.Header.Get("Retry-After"), body)
		}
	})
	t.Run("R-LED-21 acts in the role it names, and must name one of several in order to change anything", func(t *testing.T) {
		s := newSite(t)
		s.hold(fg, deputy)
		b := s.browser(t)
		for _, c := range []struct {
			method, role, mandate string
			status                int
			body                  string
		}{
			{"POST", "FG", "", 200, s.as(fg)},
			{"POST", "OWN", "m-1", 200, s.as(deputy)},
			{"GET", "", "", 200, s.as(RoleChoice{})},
			{"POST", "", "", 400, "U heeft meer dan één rol. Kies er een met de header Grootboek-Rol."},
			{"DELETE", "", "", 400, "U heeft meer dan één rol. Kies er een met de header Grootboek-Rol."},
			{"GET", "PB", "", 403, "U bent nu niet in functie als Privacybeheerder. Kies een van uw eigen rollen."},
			{"GET", "", "m-1", 403, "Kies een van uw eigen rollen."},
		} {
			header := append(basic(s.person.Email, good), RoleHeader, c.role, MandateHeader, c.mandate)
			resp, body := b.do(c.method, "/v1/x", nil, header...)
			if resp.StatusCode != c.status || body != c.body {
				t.Errorf("%+v: got %d %q", c, resp.StatusCode, body)
			}
		}
	})
}

func TestVerifiedIsRemembered(t *testing.T) {
	signIns := func(s *site) int { return strings.Count(s.log.String(), "signed in") }
	ask := func(t *testing.T, s *site, password string) int {
		t.Helper()
		resp, _ := s.browser(t).do("GET", "/v1/x", nil, basic(s.person.Email, password)...)
		return resp.StatusCode
	}
	t.Run("for five minutes, so that a script does not pay for each request", func(t *testing.T) {
		s := newSite(t)
		for range 3 {
			ask(t, s, good)
		}
		s.pass(remember - time.Second)
		if ask(t, s, good); signIns(s) != 1 {
			t.Errorf("verified %d times, want 1", signIns(s))
		}
		s.pass(time.Second)
		if ask(t, s, good); signIns(s) != 2 {
			t.Errorf("verified %d times, want 2", signIns(s))
		}
	})
	t.Run("not for another password, nor after the account changed", func(t *testing.T) {
		s := newSite(t)
		if a, b := ask(t, s, good), ask(t, s, other); a != 200 || b != 401 {
			t.Errorf("got %d, %d", a, b)
		}
		check(t, s.staff.SetDisabled(t.Context(), s.person.ID, true))
		if got := ask(t, s, good); got != 401 {
			t.Errorf("blocked: %d", got)
		}
		check(t, s.staff.SetDisabled(t.Context(), s.person.ID, false))
		check(t, s.staff.SetPassword(t.Context(), s.person.ID, other))
		if a, b := ask(t, s, good), ask(t, s, other); a != 401 || b != 200 {
			t.Errorf("new password: %d, %d", a, b)
		}
	})
	t.Run("for a bounded number of them, without the passwords", func(t *testing.T) {
		v := newVerified()
		for i := range maxVerified + 50 {
			v.put(fmt.Sprint(i), good, staff.SignedIn{Epoch: 1}, noon)
		}
		if _, ok := v.get(fmt.Sprint(maxVerified+49), good, noon); !ok || len(v.m) != maxVerified {
			t.Errorf("%d remembered, the last one %v", len(v.m), ok)
		}
		v.put("later", good, staff.SignedIn{}, noon.Add(remember))
		if len(v.m) != 1 {
			t.Errorf("%d remembered, want 1: the others are over", len(v.m))
		}
		if v.mac("ab", "c") == v.mac("a", "bc") {
			t.Error("two pairs are one")
		}
	})
}
