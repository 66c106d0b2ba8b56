package governance_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/governance"
)

func TestMatrix(t *testing.T) {
	change := ChangeRow{Row: "B1.4-3", Roles: []Column{"FG", "PB", "CISO"}, Reason: "Besluit van het college."}
	changed := MatrixRowChanged{Row: "B1.4-3", Old: []domain.Role{domain.CISO, domain.FG}, New: []domain.Role{domain.PB, domain.CISO, domain.FG},
		Reason: "Besluit van het college."}
	matrix := func(t *testing.T, events ...any) *domaintest.Case {
		return domaintest.GivenAs(t, MatrixID, MatrixRecord, events...).Knowing(domaintest.Town()).As(domain.SEC)
	}
	t.Run("R-3.3-02 een wijziging van de bevoegdheden is een gebeurtenis, met de oude en de nieuwe rollen", func(t *testing.T) {
		matrix(t).When(change).Then(changed)
	})
	t.Run("R-3.3-02 na de wijziging geldt de nieuwe rij; de andere rijen blijven zoals gedrukt", func(t *testing.T) {
		m := domaintest.State[Matrix](matrix(t).When(change))
		if got := m.RolesOf("B1.4-3"); !slices.Equal(got, changed.New) {
			t.Errorf("row now %v", got)
		}
		if got := m.RolesOf("B1.4-4"); !slices.Equal(got, []domain.Role{domain.CISO, domain.FG}) {
			t.Errorf("other row %v", got)
		}
		if got := m.RolesOf("B1.9-1"); got != nil {
			t.Errorf("no such row: %v", got)
		}
	})
	t.Run("R-3.3-02 de volgende wijziging noemt de vorige als oude stand", func(t *testing.T) {
		matrix(t, changed).When(ChangeRow{"B1.4-3", []Column{"PB"}, "Anders."}).
			Then(MatrixRowChanged{"B1.4-3", changed.New, []domain.Role{domain.PB}, "Anders."})
	})
	t.Run("dezelfde rollen nog eens veranderen niets", func(t *testing.T) {
		matrix(t, changed).When(change).Then()
	})
	t.Run("zonder rij, rollen of reden: geweigerd", func(t *testing.T) {
		matrix(t).When(ChangeRow{}).ThenRefused(domain.Invalid, "row", "roles", "reason")
	})
	t.Run("een rol zonder kolom in bijlage 1: geweigerd", func(t *testing.T) {
		matrix(t).When(ChangeRow{"B1.4-3", []Column{"PB", "JUR"}, "Anders."}).ThenRefused(domain.Invalid, "roles")
	})
	t.Run("T-32 alleen de gemeentesecretaris wijzigt de bevoegdheden", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role != domain.SEC {
				matrix(t).As(r.Role).When(change).ThenRefused(domain.Forbidden)
			}
		}
	})
}
