package projections_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

func (w *town) found(t *testing.T, words string, a projections.AsOf) []string {
	t.Helper()
	list, err := w.search.Find(t.Context(), w.records, words, a)
	if err != nil {
		t.Fatalf("%q: %v", words, err)
	}
	return list
}

func TestZoeken(t *testing.T) {
	w := newTown(t).on("2026-02-01")
	id := w.registered(1, complete("Begeleiding van cliënten", wmo))
	w.registered(2, complete("Parkeervergunningen", parking))
	one := []string{"activity/" + id}
	for _, c := range []struct {
		name, words string
		want        []string
	}{
		{"op een heel woord", "begeleiding", one},
		{"hoofdletters maken niet uit", "BEGELEIDING", one},
		{"het begin van een woord is genoeg", "begel", one},
		{"het midden van een woord niet", "eleiding", nil},
		{"zonder accent vindt met accent", "begeleiding clienten", one},
		{"met accent vindt met accent", "begeleiding cliënten", one},
		{"met accent vindt zonder accent", "bégeleiding", one},
		{"met een los accent ook", "begeleiding clie\u0308nten", one},
		{"alle woorden moeten er staan", "begeleiding vergunningen", nil},
		{"in welke volgorde ook", "cliënten begeleiding", one},
		{"leestekens maken niet uit", "«begeleiding», (cliënten)!", one},
		{"tekens van de zoekmachine zijn gewone tekens", `begeleiding" OR "parkeer`, nil},
		{"ook deze", `NEAR(begeleiding) * - ^ : {body}`, nil},
		{"een nummer van een wet", "2.3.2 begeleiding", one},
		{"niets zoeken vindt niets", "  ", nil},
		{"alleen leestekens ook", "!?*\"", nil},
		{"wat er niet is", "zwembad", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, w.found(t, c.words, projections.AsOf{})); diff != "" {
				t.Errorf("(+ found):\n%s", diff)
			}
		})
	}
	t.Run("ook andere records", func(t *testing.T) {
		if diff := cmp.Diff([]string{"process/" + wmo}, w.found(t, "ondersteuning", projections.AsOf{})); diff != "" {
			t.Errorf("(+ found):\n%s", diff)
		}
	})
	t.Run("meer woorden dan tien tellen niet, en heel veel tekst is geen fout", func(t *testing.T) {
		if n := len(projections.Words(strings.Repeat("woord ", 10_000))); n != 10 {
			t.Errorf("%d words", n)
		}
		w.found(t, strings.Repeat("begeleiding ", 10_000), projections.AsOf{})
	})
	t.Run("R-LED-05 een woord dat is weggehaald vindt het record alleen nog in het verleden", func(t *testing.T) {
		w.on("2026-04-01").amend(id, func(c *register.Content) { c.Name = "Ondersteuning thuis" }, time.Time{})
		for _, c := range []struct {
			words string
			asked projections.AsOf
			want  []string
		}{
			{"begeleiding", projections.AsOf{}, nil}, {"begeleiding", known("2026-03-01"), one}, {"begeleiding", was("2026-03-01"), one},
			{"thuis", projections.AsOf{}, one}, {"thuis", known("2026-03-01"), nil}, {"begeleiding", known("2026-01-31"), nil},
		} {
			if diff := cmp.Diff(c.want, w.found(t, c.words, c.asked)); diff != "" {
				t.Errorf("%q as of %v (+ found):\n%s", c.words, c.asked, diff)
			}
		}
	})
	t.Run("R-LED-11 geen persoon is op naam te vinden", func(t *testing.T) {
		w.do("process", wmo, governance.MandateSubprocessOwner{Person: "emp", Commands: []string{"activity/confirm"}, From: "2026-04-01", Reason: "Drukte."}, as("tm", domain.OWN))
		for _, name := range people {
			for _, word := range strings.Fields(name) {
				if list := w.found(t, word, projections.AsOf{}); len(list) > 0 {
					t.Errorf("%q finds %v", word, list)
				}
			}
			if list := w.found(t, name, projections.AsOf{}); len(list) > 0 {
				t.Errorf("%q finds %v", name, list)
			}
		}
	})
	t.Run("wie weggaat houdt het zoeken niet bezig, en de volgende vindt gewoon", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := w.search.Find(ctx, w.records, "thuis", projections.AsOf{})
		if code := sqlite.ErrCode(errors.Unwrap(err)); err != nil && code != sqlite.ResultInterrupt {
			t.Errorf("got %v (%s)", err, code)
		}
		if diff := cmp.Diff(one, w.found(t, "thuis", projections.AsOf{})); diff != "" {
			t.Errorf("(+ found):\n%s", diff)
		}
	})
	t.Run("wie weggaat terwijl het register van woorden wordt bijgewerkt, laat geen record achter dat niet meer te vinden is", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		seen := 0
		s, err := projections.NewSearch(projections.Names{Record: func(_, id string) string {
			if seen++; seen == 3 { // each activity names its process and its rule: the second one is being written
				cancel()
			}
			return id
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for n := range byte(2) {
			v := w.get("activity", activity(n+1))
			s.Apply(projections.Change{Entry: v.Last().Entry, Record: v})
		}
		if _, err := s.Find(ctx, w.records, "burgers betrokkene", projections.AsOf{}); err == nil {
			t.Fatal("nobody went away")
		}
		list, err := s.Find(t.Context(), w.records, "betrokkene", projections.AsOf{})
		if err != nil || len(list) != 2 {
			t.Errorf("found %v (%v), want both", list, err)
		}
	})
}
