package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/seal"
)

func TestBewijsOverEenPeriode(t *testing.T) {
	s := newTestServer(t)
	before := s.api.Seal.Checkpoint().Note
	first := s.incident()
	s.on("2026-11-26")
	second := s.incident()
	s.registered(complete("Wmo-aanvragen"))
	s.on("2026-11-28")
	after := s.api.Seal.Checkpoint().Note
	third := s.incident()
	s.on("2027-01-04")
	fourth := s.incident()
	fg := s.as(domain.FG)

	verify := func(t *testing.T, file string, old ...[]byte) seal.Excerpt {
		t.Helper()
		x, err := seal.VerifyExcerpt(t.Context(), strings.NewReader(file), seal.VerifyOptions{Key: s.api.Seal.Key(), Old: old})
		ok(t, err)
		return x
	}
	begun := func(x seal.Excerpt) (list []string) {
		for _, b := range x.Begun {
			if id, is := strings.CutPrefix(b.Stream, "incident/"); is {
				list = append(list, id)
			}
		}
		return list
	}
	t.Run("issue D de lijst over een periode noemt de incidenten daarvan met volgnummers zonder gat", func(t *testing.T) {
		a := fg.page("/datalekken-register/bewijs?van=24-11-2026&tot=27-11-2026")
		a.shows(t, "2 incidenten van 24-11-2026 tot en met 27-11-2026", "2026/1", "2026/2", first[:8], second[:8], "Niet bewezen. Geen logboek kan dat.")
		a.hides(t, "2026/3", third[:8])
		fg.page("/datalekken-register/bewijs?van=01-01-2027&tot=31-01-2027").shows(t, "1 incident ", "2027/1", fourth[:8])
		fg.page("/datalekken-register").shows(t, "2026/1", "2026/2", "2026/3", "2027/1")
	})
	t.Run("issue D een derde controleert met twee controlepunten dat er geen ander incident is geregistreerd", func(t *testing.T) {
		file := fg.get("/datalekken-register/bewijs.jsonl?van=24-11-2026&tot=27-11-2026")
		x := verify(t, file.body, before, after)
		if got := begun(x); fmt.Sprint(got) != fmt.Sprint([]string{first, second}) {
			t.Errorf("begun: %v", got)
		}
		if len(x.Old) != 2 || len(x.Beside) != 0 {
			t.Errorf("checkpoints within %v, beside %v", x.Old, x.Beside)
		}
		cut := strings.SplitAfter(file.body, "\n")
		for n := 1; n < len(cut)-2; n++ {
			if !strings.Contains(cut[n], second) {
				continue
			}
			without := strings.Join(append(append([]string{}, cut[:n]...), cut[n+1:]...), "")
			if _, err := seal.VerifyExcerpt(t.Context(), strings.NewReader(without), seal.VerifyOptions{Key: s.api.Seal.Key()}); err == nil {
				t.Error("an incident was left out, and the proof still holds")
			}
		}
	})
	t.Run("een periode zonder incident bewijst dat er geen is", func(t *testing.T) {
		fg.page("/datalekken-register/bewijs?van=01-12-2026&tot=31-12-2026").shows(t, "0 incidenten", "geen incident geregistreerd")
		if x := verify(t, fg.get("/datalekken-register/bewijs.jsonl?van=01-12-2026&tot=31-12-2026").body); len(begun(x)) != 0 || x.From != x.Until {
			t.Errorf("%+v", x)
		}
	})
	t.Run("een verkeerde datum wordt gezegd", func(t *testing.T) {
		fg.page("/datalekken-register/bewijs?van=gisteren").shows(t, "Schrijf de datums als dd-mm-jjjj.")
		fg.page("/datalekken-register/bewijs?van=02-01-2026&tot=01-01-2026").shows(t, "De laatste dag ligt vóór de eerste.")
		if a := fg.get("/datalekken-register/bewijs.jsonl?van=gisteren"); a.status != http.StatusBadRequest {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("1.5 alleen wie de hele geschiedenis leest, krijgt het bewijs", func(t *testing.T) {
		for _, role := range []domain.Role{domain.EMP, domain.OWN, domain.SEC} {
			for _, path := range []string{"/datalekken-register/bewijs", "/datalekken-register/bewijs.jsonl"} {
				if a := s.as(role).get(path); a.status != http.StatusForbidden {
					t.Errorf("%s %s: %d", role, path, a.status)
				}
			}
		}
	})
}
