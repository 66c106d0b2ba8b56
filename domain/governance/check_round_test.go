package governance_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	"github.com/heemstede/grootboek/domain/governance"
)

var checkRoundStarted = governance.YearlyCheckRoundStarted{Name: "Jaarcontrole 2026", Due: "2026-12-31", Kinds: []governance.CheckedKind{"agreement", "covenant"}}

func checkRound(t *testing.T, events ...any) *domaintest.Case {
	return domaintest.Given(t, governance.CheckRoundRecord, events...).Knowing(domaintest.Town()).As(domain.PB).At(calendar.Date("2026-11-24").Start())
}

func TestControleronde(t *testing.T) {
	start := governance.StartCheckRound{Name: " Jaarcontrole 2026 ", Due: "2026-12-31", Kinds: []governance.CheckedKind{"covenant", "agreement", "covenant"}}
	t.Run("de privacybeheerder start een ronde over wat hij kiest, elk één keer", func(t *testing.T) {
		checkRound(t).When(start).Then(checkRoundStarted).ThenStatus("open")
	})
	for name, c := range map[string]struct {
		change func(*governance.StartCheckRound)
		field  string
	}{
		"zonder naam":                   {func(c *governance.StartCheckRound) { c.Name = " " }, "name"},
		"met een datum die voorbij is":  {func(c *governance.StartCheckRound) { c.Due = "2026-11-23" }, "due"},
		"die een jaar duurt":            {func(c *governance.StartCheckRound) { c.Due = "2027-11-24" }, "due"},
		"zonder datum":                  {func(c *governance.StartCheckRound) { c.Due = "" }, "due"},
		"zonder keuze":                  {func(c *governance.StartCheckRound) { c.Kinds = nil }, "kinds"},
		"over iets zonder jaarcontrole": {func(c *governance.StartCheckRound) { c.Kinds = append(c.Kinds, "contract") }, "kinds"},
	} {
		t.Run("een ronde "+name+": geweigerd", func(t *testing.T) {
			bad := start
			c.change(&bad)
			checkRound(t).When(bad).ThenRefused(domain.Invalid, c.field)
		})
	}
	t.Run("vandaag is nog op tijd", func(t *testing.T) {
		today := start
		today.Due = "2026-11-24"
		checkRound(t).When(today).ThenEvents("YearlyCheckRoundStarted")
	})
}

func TestControlerondeAfsluiten(t *testing.T) {
	left := governance.LeftOpen{Item: "covenant/7", Why: "De partner reageert niet."}
	closing := governance.CloseCheckRound{Conclusion: "Bijna alles is gecontroleerd.", Left: []governance.LeftOpen{left}}
	t.Run("wat open bleef staat er met naam en reden in", func(t *testing.T) {
		checkRound(t, checkRoundStarted).When(closing).Then(governance.YearlyCheckRoundClosed{Conclusion: closing.Conclusion, Left: closing.Left}).ThenStatus("closed")
	})
	t.Run("er hoeft niets open te blijven", func(t *testing.T) {
		checkRound(t, checkRoundStarted).When(governance.CloseCheckRound{Conclusion: "Alles is gecontroleerd."}).Then(governance.YearlyCheckRoundClosed{Conclusion: "Alles is gecontroleerd."})
	})
	for name, c := range map[string]struct {
		change func(*governance.CloseCheckRound)
		field  string
	}{
		"zonder uitkomst":                      {func(c *governance.CloseCheckRound) { c.Conclusion = "" }, "conclusion"},
		"zonder reden bij wat open bleef":      {func(c *governance.CloseCheckRound) { c.Left = []governance.LeftOpen{{Item: "covenant/7", Why: " "}} }, "left-covenant-7"},
		"met iets dat niet bij de ronde hoort": {func(c *governance.CloseCheckRound) { c.Left[0].Item = "exchange-arrangement/7" }, "left-exchange-arrangement-7"},
		"met een soort zonder kenmerk":         {func(c *governance.CloseCheckRound) { c.Left[0].Item = "covenant/" }, "left-covenant-"},
		"met twee keer hetzelfde":              {func(c *governance.CloseCheckRound) { c.Left = append(c.Left, left) }, "left-covenant-7"},
	} {
		t.Run("afsluiten "+name+": geweigerd", func(t *testing.T) {
			bad := closing
			bad.Left = []governance.LeftOpen{left}
			c.change(&bad)
			checkRound(t, checkRoundStarted).When(bad).ThenRefused(domain.Invalid, c.field)
		})
	}
	t.Run("een afgesloten ronde sluit niet nog een keer", func(t *testing.T) {
		checkRound(t, checkRoundStarted, governance.YearlyCheckRoundClosed{Conclusion: "Klaar."}).When(closing).ThenRefused(domain.Conflict)
	})
	t.Run("wie geen privacybeheerder is start of sluit geen ronde", func(t *testing.T) {
		for _, role := range []domain.Role{domain.OWN, domain.FG, domain.CISO} {
			checkRound(t, checkRoundStarted).As(role).When(closing).ThenRefused(domain.Forbidden)
		}
	})
}
