package register_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func TestConfidentialityCondition(t *testing.T) {
	check := func(a Content, files ...domain.ConfidentialityFacts) Finding {
		f := ready()
		for i, x := range files {
			f.Others = append(f.Others, domaintest.Other{Stream: "confidentiality/" + string(rune('1'+i)), Links: []string{domain.TeamStream(" iasz")}, Versions: []any{x}})
		}
		for _, c := range Conditions {
			if c.Letter == "i" {
				return c.Check(Activity{ID: domaintest.ID, Content: a}, domain.Stamp{Facts: f, Happened: domaintest.Now, Recorded: domaintest.Now})
			}
		}
		t.Fatal("no condition i")
		return Finding{}
	}
	bound := domain.ConfidentialityFacts{From: "2026-01-01"}
	gap := domain.ConfidentialityFacts{From: "2026-01-01", Missing: []string{"eed of belofte"}}
	gone, later := gap, gap
	gone.Until, later.From = calendar.Date("2026-11-23"), "2026-11-25"
	ended := gap
	ended.Ended = true

	t.Run("R-6.1-01 R-6.1-03 startvoorwaarde i: wie op de afdeling werkt zonder alles van §6.1, houdt de start tegen", func(t *testing.T) {
		if f := check(complete(), bound, gap); f.Verdict != NotMet || len(f.On) != 1 || f.On[0].Stream != "confidentiality/2" || len(f.Do) != 1 {
			t.Errorf("%+v", f)
		}
	})
	t.Run("R-6.1-01 startvoorwaarde i is vervuld als bij niemand iets ontbreekt; wie weg is of nog komt, telt niet", func(t *testing.T) {
		if f := check(complete(), bound, gone, later, ended); f.Verdict != Met || len(f.On) != 1 {
			t.Errorf("%+v", f)
		}
		if f := check(complete(), ended); f.Verdict != Met { // what was approved with files does not become a question when somebody leaves
			t.Errorf("%+v", f)
		}
	})
	t.Run("R-6.1-01 zonder dossiers van de afdeling motiveert de eigenaar", func(t *testing.T) {
		other := complete()
		other.Department = "Belastingen"
		if f := check(complete()); f.Verdict != CannotTell {
			t.Errorf("%+v", f)
		}
		if f := check(other, gap); f.Verdict != CannotTell {
			t.Errorf("%+v", f)
		}
	})
}
