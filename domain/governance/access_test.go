package governance

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
)

func TestAccess(t *testing.T) {
	given := func(events ...any) *domaintest.Case {
		return domaintest.Given(t, AccessRecord, events...).Knowing(domaintest.Town())
	}
	t.Run("uitnodigen mag de gemeentesecretaris, het college en de privacybeheerder, en het is een gebeurtenis", func(t *testing.T) {
		for _, r := range []domain.Role{domain.SEC, domain.COL, domain.PB} {
			given().As(r).When(ChangeAccess{AccessSetup}).Then(AccessChanged{AccessSetup})
		}
		given().As(domain.CISO).When(ChangeAccess{AccessSetup}).ThenRefused(domain.Forbidden)
	})
	t.Run("een nieuw wachtwoord of een blokkade gaat alleen via de gemeentesecretaris: wie de FG kan zijn, kan als FG handelen", func(t *testing.T) {
		for _, c := range []AccessChange{AccessReset, AccessBlock} {
			given().As(domain.PB).When(ChangeAccess{c}).ThenRefused(domain.Forbidden)
			given().As(domain.COL).When(ChangeAccess{c}).ThenRefused(domain.Forbidden)
			given().As(domain.SEC).When(ChangeAccess{c}).Then(AccessChanged{c})
		}
	})
	t.Run("nog eens blokkeren verandert niets; een blokkade kan worden opgeheven", func(t *testing.T) {
		given(AccessChanged{AccessBlock}).As(domain.SEC).When(ChangeAccess{AccessBlock}).Then()
		c := given(AccessChanged{AccessBlock}).As(domain.SEC).When(ChangeAccess{AccessUnblock}).Then(AccessChanged{AccessUnblock})
		if domaintest.State[Access](c).Blocked {
			t.Error("still blocked")
		}
	})
	t.Run("overal uitloggen en een tweede stap wissen mag ook de privacybeheerder: daarmee komt niemand binnen", func(t *testing.T) {
		for _, c := range []AccessChange{AccessSessions, AccessSecond} {
			for _, r := range []domain.Role{domain.SEC, domain.COL, domain.PB} {
				given().As(r).When(ChangeAccess{c}).Then(AccessChanged{c})
			}
			given().As(domain.FG).When(ChangeAccess{c}).ThenRefused(domain.Forbidden)
		}
	})
	t.Run("een koppeling verbreken gaat alleen via de gemeentesecretaris, en een koppeling legt alleen het systeem vast", func(t *testing.T) {
		given().As(domain.PB).When(ChangeAccess{AccessUnlink}).ThenRefused(domain.Forbidden)
		given().As(domain.SEC).When(ChangeAccess{AccessUnlink}).Then(AccessChanged{AccessUnlink})
		given().As(domain.SEC).When(ChangeAccess{AccessLink}).ThenRefused(domain.Forbidden)
		given().As(domain.SYS).When(ChangeAccess{AccessLink}).Then(AccessChanged{AccessLink})
		given().As(domain.SYS).When(ChangeAccess{AccessBlock}).ThenRefused(domain.Forbidden)
	})
	t.Run("iets anders: geweigerd", func(t *testing.T) {
		given().As(domain.SEC).When(ChangeAccess{"open"}).ThenRefused(domain.Invalid, "change")
	})
}
