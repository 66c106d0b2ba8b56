package register_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

func TestBRPUse(t *testing.T) {
	unlinked := func(use domain.YesNo, why string) Content {
		return with(func(c *Content) { c.BRPLink, c.BRPUse, c.BRPNot = "none", use, why })
	}
	submittedAs := func(t *testing.T, c Content) *domaintest.Case {
		return activity(t, submitted(c)).As(domain.PB).When(Register{})
	}
	t.Run("R-4.4-08 een publiekrechtelijke taak zonder koppeling zegt of gegevens uit de BRP worden gebruikt", func(t *testing.T) {
		submittedAs(t, unlinked("", "")).ThenRefused(domain.Invalid, "brp_use")
		submittedAs(t, unlinked(domain.Yes, "")).ThenStatus(StatusRegistered)
	})
	t.Run("R-4.4-08 geen gegevens uit de BRP: alleen met de reden", func(t *testing.T) {
		submittedAs(t, unlinked(domain.No, " ")).ThenRefused(domain.Invalid, "brp_not")
		submittedAs(t, unlinked(domain.No, "De betrokkenen zijn geen inwoners.")).ThenStatus(StatusRegistered)
	})
	t.Run("R-4.4-08 een koppeling met de BRP, of met het gegevensmagazijn, is gebruik", func(t *testing.T) {
		for _, link := range []BRPLink{"direct", "indirect"} {
			submittedAs(t, with(func(c *Content) { c.BRPLink = link })).ThenStatus(StatusRegistered)
		}
		fed := unlinked("", "")
		fed.Systems = []System{{Name: "Zaaksysteem", Kind: "warehouse-indirect"}}
		submittedAs(t, fed).ThenStatus(StatusRegistered)
	})
	t.Run("R-4.4-08 zonder publiekrechtelijke taak wordt er niet naar gevraagd", func(t *testing.T) {
		c := unlinked("", "")
		c.Purposes = []Purpose{{Text: "Nieuwsbrief", Grounds: []Ground{"consent"}}}
		submittedAs(t, c).ThenStatus(StatusRegistered)
	})
	t.Run("R-4.4-08 een koppeling en toch geen gebruik: geweigerd", func(t *testing.T) {
		activity(t, nil).As(domain.OWN).When(Submit{with(func(c *Content) { c.BRPUse = domain.No })}).ThenRefused(domain.Invalid, "brp_use")
	})
}
