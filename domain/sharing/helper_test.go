package sharing_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
)

const document = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// given is a record in the town.
func given(t domaintest.T, rec domain.Record, events []any, more ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, rec, slices.Concat(events, more)...).Knowing(town())
}

// town is the town with three DPIAs: two completed, one not.
func town() domaintest.Facts {
	f := domaintest.Town()
	for id, day := range map[string]calendar.Date{"dpia-1": "2026-11-20", "dpia-2": "2026-11-24", "dpia-open": ""} {
		f.Others = append(f.Others, domaintest.Other{Stream: "dpia/" + id, Versions: []any{domain.DPIAFacts{Completed: day}}})
	}
	return f
}

// deviating fails unless the rules or the texts of the open deviations hold these words, one each, in order.
func deviating(t *testing.T, d domain.Deviations, words ...string) {
	t.Helper()
	open := d.Open()
	if len(open) != len(words) {
		t.Fatalf("deviations %v, want %d", open, len(words))
	}
	for i, w := range words {
		if !strings.Contains(open[i].NL, w) {
			t.Errorf("deviation %q does not say %q", open[i].NL, w)
		}
	}
}

// onlyFor: whoever holds another role is refused the command.
func onlyFor(t *testing.T, roles []domain.Role, c func(t *testing.T) *domaintest.Case, command any) {
	t.Helper()
	for _, r := range domain.Roles {
		if slices.Contains(roles, r.Role) {
			continue
		}
		c(t).As(r.Role).When(command).ThenRefused(domain.Forbidden)
	}
}

// deviations shows that any deviation of a record can be recorded and remedied.
func deviations(t *testing.T, rec domain.Record, events []any, find, found, remedy, remedied any, wrong any) {
	t.Run("R-LED-19 een afwijking kan altijd worden vastgelegd door FG, privacybeheerder, eigenaar en CISO", func(t *testing.T) {
		for _, r := range []domain.Role{domain.FG, domain.PB, domain.OWN, domain.CISO} {
			given(t, rec, events).As(r).When(find).Then(found)
		}
	})
	t.Run("R-LED-19 een afwijking zonder regel of tekst, of met een dag die niet bestaat: geweigerd", func(t *testing.T) {
		given(t, rec, events).As(domain.FG).When(wrong).ThenRefused(domain.Invalid, "rule", "what", "since")
	})
	t.Run("R-LED-19 zij blijft staan tot FG of privacybeheerder zegt hoe zij is hersteld, en twee keer is één keer", func(t *testing.T) {
		given(t, rec, events, found).As(domain.OWN).When(remedy).ThenRefused(domain.Forbidden)
		given(t, rec, events, found).As(domain.FG).When(remedy).Then(remedied)
		given(t, rec, events, found, remedied).As(domain.PB).When(remedy).Then()
	})
	t.Run("R-LED-19 een afwijking die er niet is, kan niet worden hersteld", func(t *testing.T) {
		given(t, rec, events).As(domain.FG).When(remedy).ThenRefused(domain.Invalid, "deviation")
	})
}

// What the tests of all four records find and remedy.
var (
	aFind    = domain.FindDeviation{Rule: " §2.3 ", What: "Gedeeld zonder afspraak.", Since: "2026-11-01"}
	aFinding = domain.DeviationFound{Deviation: domaintest.Command, Rule: "§2.3", What: "Gedeeld zonder afspraak.", Since: "2026-11-01"}
	aRemedy  = domain.RemedyDeviation{Deviation: domaintest.Command, How: "Afspraak gemaakt."}
	remedied = domain.DeviationRemedied{Deviation: domaintest.Command, How: "Afspraak gemaakt."}
	wrong    = domain.FindDeviation{Rule: " ", Since: "2026-02-30"}
)
