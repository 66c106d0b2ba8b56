package register_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

// row is where an imported activity came from.
func row() Source {
	return Source{File: "sha256:aa", Name: "register.xlsx", Row: 7, Key: "V-7", Rest: []Pair{{"Opmerking", "oud systeem"}},
		Persons: []string{"Contactpersoon"}, Notes: []string{"Datum onleesbaar."}}
}

// taken is an activity taken over with this content.
func taken(c Content) []any {
	s := row()
	return []any{ProcessingActivitySubmitted{Content: c, Source: &s}}
}

func TestTakeOver(t *testing.T) {
	t.Run("R-LED-18 een overgenomen verwerking zegt uit welk bestand en welke rij zij komt, met wat geen eigen veld heeft", func(t *testing.T) {
		c := activity(t, nil).As(domain.PB).When(TakeOver{complete(), row()}).Then(taken(complete())...)
		if diff := cmp.Diff(row(), *stateOf(t, c).Source); diff != "" {
			t.Errorf("source (-want +got):\n%s", diff)
		}
	})
	t.Run("een onvolledige rij wordt ook overgenomen; een rij zonder naam niet", func(t *testing.T) {
		activity(t, nil).As(domain.PB).When(TakeOver{Content{Name: "Alleen een naam"}, row()}).ThenStatus(StatusSubmitted)
		activity(t, nil).As(domain.PB).When(TakeOver{with(func(c *Content) { c.Name = " " }), row()}).ThenRefused(domain.Invalid, "name")
	})
	t.Run("R-2.3-01 een rij met een grondslag die niet bestaat: geweigerd", func(t *testing.T) {
		activity(t, nil).As(domain.PB).When(TakeOver{with(func(c *Content) { c.Purposes[0].Grounds = []Ground{"gewoonte"} }), row()}).ThenRefused(domain.Invalid, "purposes")
	})
	t.Run("B1.1-4 alleen de privacybeheerder neemt over", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role != domain.PB {
				activity(t, nil).As(r.Role).When(TakeOver{complete(), row()}).ThenRefused(domain.Forbidden)
			}
		}
	})
}

func TestTakeOverAgain(t *testing.T) {
	again := func(t *testing.T, c Content, s Source, events ...any) *domaintest.Case {
		return activity(t, events).As(domain.PB).When(TakeOverAgain{c, s})
	}
	inRegister := append(taken(complete()), ProcessingActivityRegistered{}, RegisterEntryPublished{})
	t.Run("dezelfde rij nog eens verandert niets, ook op een andere plaats in een ander bestand", func(t *testing.T) {
		elsewhere := row()
		elsewhere.File, elsewhere.Name, elsewhere.Row = "sha256:bb", "register-2.xlsx", 12
		again(t, complete(), elsewhere, taken(complete())...).Then()
	})
	t.Run("R-4.1-18 wat er in de bron wijzigde, is per veld een wijziging met oud, nieuw en reden", func(t *testing.T) {
		c := again(t, moved(), row(), taken(complete())...).
			Then(append([]any{ProcessingActivitySourceChanged{Content: moved(), Source: row()}}, amended("Gewijzigd in het bronbestand.", "")...)...)
		c.When(TakeOverAgain{moved(), row()}).Then() // and then it is the same row again
	})
	t.Run("R-4.1-14 wat openbaar is, wordt in dezelfde stap bijgewerkt", func(t *testing.T) {
		again(t, moved(), row(), inRegister...).
			ThenEvents("ProcessingActivitySourceChanged", "ProcessingActivityAmended", "ProcessingActivityAmended", "PublicationUpdated")
	})
	t.Run("R-4.1-14 wat er openbaar niet verandert, wordt niet bijgewerkt", func(t *testing.T) {
		s := row()
		s.Rest = []Pair{{"Opmerking", "nieuw systeem"}}
		again(t, complete(), s, inRegister...).ThenEvents("ProcessingActivitySourceChanged")
	})
	t.Run("wat mensen intussen in het record wijzigden, blijft staan", func(t *testing.T) {
		meanwhile := ProcessingActivityAmended{Field: "department", Old: raw(`"IASZ"`), New: raw(`"Publiekszaken"`), Reason: "Verhuisd."}
		changed := with(func(c *Content) { c.Security = "Tweestapsverificatie." })
		c := again(t, changed, row(), append(taken(complete()), meanwhile)...).ThenEvents("ProcessingActivitySourceChanged", "ProcessingActivityAmended")
		if got := stateOf(t, c); got.Department != "Publiekszaken" || got.Security != "Tweestapsverificatie." {
			t.Errorf("department %s, security %s", got.Department, got.Security)
		}
	})
	t.Run("dezelfde rij maakt niet ongedaan wat mensen wijzigden", func(t *testing.T) {
		meanwhile := ProcessingActivityAmended{Field: "department", Old: raw(`"IASZ"`), New: raw(`"Publiekszaken"`), Reason: "Verhuisd."}
		again(t, complete(), row(), append(taken(complete()), meanwhile)...).Then()
	})
	t.Run("R-4.3-01 een nieuw doel uit de bron komt na registratie niet in het record, en wordt genoemd", func(t *testing.T) {
		changed := moved()
		changed.Purposes = append(changed.Purposes, Purpose{Text: "Onderzoek", Grounds: []Ground{"consent"}})
		want := slices.Concat([]any{ProcessingActivitySourceChanged{Content: changed, Source: row(), NotTaken: []string{"purposes"}}},
			amended("Gewijzigd in het bronbestand.", ""), []any{PublicationUpdated{}})
		c := again(t, changed, row(), inRegister...).Then(want...)
		if got := stateOf(t, c).Purposes; len(got) != 2 {
			t.Errorf("purposes %v", got)
		}
	})
	t.Run("R-4.3-01 vóór registratie komt een nieuw doel uit de bron wel in het record", func(t *testing.T) {
		changed := with(func(c *Content) {
			c.Purposes = append(c.Purposes, Purpose{Text: "Onderzoek", Grounds: []Ground{"consent"}})
		})
		c := again(t, changed, row(), taken(complete())...).ThenEvents("ProcessingActivitySourceChanged", "ProcessingActivityAmended")
		if got := stateOf(t, c).Purposes; len(got) != 3 {
			t.Errorf("purposes %v", got)
		}
	})
	t.Run("na registratie maakt de bron het record niet onvolledig: geweigerd", func(t *testing.T) {
		again(t, with(func(c *Content) { c.Security = "" }), row(), inRegister...).ThenRefused(domain.Invalid, "security")
	})
	t.Run("een verwerking die niet uit een bestand kwam, krijgt de bron erbij", func(t *testing.T) {
		c := again(t, complete(), row(), submitted(complete())...).ThenEvents("ProcessingActivitySourceChanged")
		if got := stateOf(t, c).Source; got == nil || got.Key != "V-7" {
			t.Errorf("source %+v", got)
		}
	})
}
