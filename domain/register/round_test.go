package register_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func TestRound(t *testing.T) {
	round := func(t *testing.T, events ...any) *domaintest.Case {
		return domaintest.Given(t, RoundRecord, events...).Knowing(domaintest.Town()).As(domain.PB)
	}
	started := UpdateRoundStarted{"Jaarronde 2026", "2026-12-31"}
	t.Run("R-B1-04 de privacybeheerder start een ronde en sluit haar af", func(t *testing.T) {
		c := round(t).When(StartRound{" Jaarronde 2026 ", "2026-12-31"}).Then(started).ThenStatus("open")
		if got := domaintest.State[Round](c).Started; !got.Equal(domaintest.Now) {
			t.Errorf("started %v", got)
		}
		c.When(CloseRound{" Alles bevestigd. "}).Then(UpdateRoundClosed{"Alles bevestigd."}).ThenStatus("closed")
	})
	t.Run("R-B1-04 een ronde heeft een naam en een dag die nog komt", func(t *testing.T) {
		round(t).When(StartRound{}).ThenRefused(domain.Invalid, "name", "due")
		round(t).When(StartRound{"Te laat", "2026-11-23"}).ThenRefused(domain.Invalid, "due")
		round(t).When(StartRound{"Vandaag", "2026-11-24"}).ThenStatus("open")
	})
	t.Run("R-B1-04 een ronde sluit met een uitkomst, en maar één keer", func(t *testing.T) {
		round(t, started).When(CloseRound{" "}).ThenRefused(domain.Invalid, "conclusion")
		round(t, started, UpdateRoundClosed{"Klaar."}).When(CloseRound{"Weer."}).ThenRefused(domain.Conflict)
	})
	t.Run("R-B1-04 niemand dan de privacybeheerder start of sluit een ronde", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role != domain.PB {
				round(t).As(r.Role).When(StartRound{"Jaarronde", "2026-12-31"}).ThenRefused(domain.Forbidden)
				round(t, started).As(r.Role).When(CloseRound{"Klaar."}).ThenRefused(domain.Forbidden)
			}
		}
	})
}

func TestImport(t *testing.T) {
	imports := func(t *testing.T, events ...any) *domaintest.Case {
		return domaintest.Given(t, ImportRecord, events...).Knowing(domaintest.Town()).As(domain.PB)
	}
	summary := ImportSummary{File: "sha256:aa", Name: "register.xlsx", Kind: "xlsx", Rows: 3, Taken: 1, Incomplete: 1, Refused: 1,
		Refusals: []RowRefusal{{Row: 4, Reason: "De rij heeft geen naam van een verwerking."}}, Mapping: map[string]string{"Naam": "name"}}
	t.Run("R-LED-18 een import legt vast uit welk bestand, met welke kolommen en met welke uitkomst", func(t *testing.T) {
		imports(t).When(RecordImport{summary}).Then(RegisterImported{summary})
	})
	t.Run("R-LED-18 zonder kenmerk of naam van het bestand: geweigerd", func(t *testing.T) {
		imports(t).When(RecordImport{}).ThenRefused(domain.Invalid, "file", "name")
	})
	t.Run("van zeer veel geweigerde rijen staan de eerste honderd er met reden in, en het aantal van allemaal", func(t *testing.T) {
		many := summary
		many.Refusals, many.Refused = slices.Repeat(summary.Refusals, 101), 101
		want := many
		want.Refusals = many.Refusals[:100]
		imports(t).When(RecordImport{many}).Then(RegisterImported{want})
		if diff := cmp.Diff(101, len(many.Refusals)); diff != "" {
			t.Errorf("the command itself changed: %s", diff)
		}
	})
	t.Run("een import wordt één keer vastgelegd, door de privacybeheerder", func(t *testing.T) {
		imports(t, RegisterImported{summary}).When(RecordImport{summary}).ThenRefused(domain.Conflict)
		for _, r := range domain.Roles {
			if r.Role != domain.PB {
				imports(t).As(r.Role).When(RecordImport{summary}).ThenRefused(domain.Forbidden)
			}
		}
	})
}
