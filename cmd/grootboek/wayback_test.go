package main

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"
)

func TestWeerNaarBinnen(t *testing.T) {
	t.Setenv("GROOTBOEK_TWEEDE_STAP", "vrij")
	data := filepath.Join(t.TempDir(), "data")
	s := serving(t, "--data", data)
	c := s.setUp()
	const chosen = "zes kraaien op het dak"
	// enters uses the link that the command printed, and tells whether its owner is in.
	enters := func(t *testing.T, out, address string) {
		t.Helper()
		m := welcomeLine.FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("no link: %s", out)
		}
		u, err := url.Parse(m[1])
		if err != nil {
			t.Fatal(err)
		}
		guest := newClient(t, address)
		if status, body := guest.form(u.Path, url.Values{"password": {chosen}}); status != http.StatusOK || !strings.Contains(body, firstName) {
			t.Errorf("%d %s", status, body)
		}
	}
	t.Run("naast een draaiend grootboek geeft de opdrachtregel een link, en dat is een gebeurtenis van het systeem", func(t *testing.T) {
		before := c.size()
		out := mustRun(t, "toegang", "--data", data, "--nieuwe-link", strings.ToUpper(firstEmail))
		enters(t, out, s.url)
		if c.size() != before+1 {
			t.Errorf("%d events", c.size()-before)
		}
	})
	t.Run("wat niet kan wordt gezegd, en niet vastgelegd", func(t *testing.T) {
		before := c.size()
		for want, args := range map[string][]string{
			"niemand in de personenlijst":             {"--nieuwe-link", "vreemd@heemstede.example"},
			"heeft geen tweede stap":                  {"--wis-tweede-stap", firstEmail},
			"kies --wis-tweede-stap of --nieuwe-link": {firstEmail},
			"precies één e-mailadres":                 {"--nieuwe-link"},
		} {
			if out, status := grootboek(t, append([]string{"toegang", "--data", data}, args...)...); status == 0 || !strings.Contains(out, want) {
				t.Errorf("%v: %d %s", args, status, out)
			}
		}
		if c.size() != before {
			t.Error("it left an event")
		}
	})
	s.end()
	t.Run("zonder draaiend grootboek ook", func(t *testing.T) {
		out := mustRun(t, "toegang", "--data", data, "--nieuwe-link", firstEmail)
		enters(t, out, serving(t, "--data", data).url)
	})
}

func TestEenVerlorenTelefoon(t *testing.T) {
	t.Setenv("GROOTBOEK_TWEEDE_STAP", "verplicht")
	data := filepath.Join(t.TempDir(), "data")
	s := serving(t, "--data", data)
	link := strings.TrimPrefix(s.await(welcomeLine), s.url)
	sheIsAsked := func(t *testing.T, what string) *client {
		t.Helper()
		c := newClient(t, s.url)
		if _, body := c.form("/inloggen", url.Values{"email": {firstEmail}, "password": {password}}); !strings.Contains(body, what) {
			t.Fatalf("not asked for %q: %s", what, body)
		}
		return c
	}
	first := newClient(t, s.url)
	_, body := first.form(link, url.Values{"name": {firstName}, "email": {firstEmail}, "password": {password}})
	first.enrol(t, body)
	sheIsAsked(t, "Code uit uw app")
	mustRun(t, "toegang", "--data", data, "--wis-tweede-stap", firstEmail)
	t.Run("na het wissen vraagt inloggen om een nieuwe tweede stap, en het wachtwoord alleen is nog steeds niet genoeg", func(t *testing.T) {
		c := sheIsAsked(t, "Tweede stap instellen")
		if status, body, _ := c.send(c.request(http.MethodGet, "/werk", nil)); strings.Contains(body, firstName) {
			t.Errorf("%d: she is in", status)
		}
	})
}

var secretOnPage = regexp.MustCompile(`>([A-Z2-7]{4}(?: [A-Z2-7]{4}){7})<`)

// enrol sets up the second step that a page shows.
func (c *client) enrol(t *testing.T, body string) {
	t.Helper()
	m := secretOnPage.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no secret: %s", body)
	}
	code, err := totp.GenerateCode(strings.ReplaceAll(m[1], " ", ""), now())
	if err != nil {
		t.Fatal(err)
	}
	if status, body := c.form("/inloggen/instellen", url.Values{"code": {code}}); status != http.StatusOK || !strings.Contains(body, "herstelcodes") {
		t.Fatalf("%d %s", status, body)
	}
}
