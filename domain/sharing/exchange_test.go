package sharing_test

import (
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/sharing"
)

func exchangeTerms() ExchangeTerms {
	return ExchangeTerms{Party: "Waterschap", Process: domaintest.Process, Activities: []string{"activity-1"}, Requirements: "Versleuteld, alleen adressen.",
		Ground: "legal-obligation", WhyLawful: "Waterschapswet art. 1", From: "2026-01-01", Document: document}
}

const exchangeRule = "§2.3: elk jaar, 12 maanden na de vorige keer (T-33)"

func made() []any {
	return []any{ExchangeArrangementMade{exchangeTerms(), "2027-01-01", exchangeRule}}
}

func exchange(t *testing.T, c *domaintest.Case) ExchangeArrangement {
	t.Helper()
	return domaintest.State[ExchangeArrangement](c)
}

func TestExchangeArrangement(t *testing.T) {
	for name, x := range map[string]struct {
		lack  func(*ExchangeTerms)
		field string
	}{
		"RT-16 zonder externe partij":                       {func(c *ExchangeTerms) { c.Party = " " }, "party"},
		"RT-16 zonder verwerkingen":                         {func(c *ExchangeTerms) { c.Activities = nil }, "activities"},
		"RT-16 zonder eisen aan de uitwisseling":            {func(c *ExchangeTerms) { c.Requirements = "" }, "requirements"},
		"RT-16 zonder grondslag":                            {func(c *ExchangeTerms) { c.Ground = "" }, "ground"},
		"R-2.3-01 met een grondslag die niet van de zes is": {func(c *ExchangeTerms) { c.Ground = "handig" }, "ground"},
		"R-2.3-11 zonder waarom zij aan de wet voldoet":     {func(c *ExchangeTerms) { c.WhyLawful = "" }, "why_lawful"},
		"RT-16 zonder begindatum":                           {func(c *ExchangeTerms) { c.From = "2026-02-30" }, "from"},
		"RT-16 met een einde vóór het begin":                {func(c *ExchangeTerms) { c.Until = "2025-12-31" }, "until"},
		"RT-16 zonder document":                             {func(c *ExchangeTerms) { c.Document = "afspraken.pdf" }, "document"},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			c := exchangeTerms()
			x.lack(&c)
			given(t, ExchangeRecord, nil).As(domain.OWN).When(MakeExchangeArrangement{c}).ThenRefused(domain.Invalid, x.field)
			given(t, ExchangeRecord, made()).As(domain.OWN).When(AmendExchange{c, "Anders."}).ThenRefused(domain.Invalid, x.field)
		})
	}
	t.Run("R-2.2-04, R-2.3-11 een aparte afspraak zegt waarom zij aan de wet voldoet, en wanneer zij wordt gecontroleerd", func(t *testing.T) {
		given(t, ExchangeRecord, nil).As(domain.OWN).When(MakeExchangeArrangement{exchangeTerms()}).Then(made()...).ThenStatus(ExchangeIsInForce)
	})
	t.Run("RT-16 alleen de eigenaar van het proces maakt, controleert, wijzigt en beëindigt", func(t *testing.T) {
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, ExchangeRecord, nil) }, MakeExchangeArrangement{exchangeTerms()})
		for _, c := range []any{CheckExchange{YearlyCheck{Result: "current"}}, AmendExchange{exchangeTerms(), "x"}, EndExchange{"x"}} {
			onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, ExchangeRecord, made()) }, c)
		}
	})
	on := func(d calendar.Date) time.Time { return d.Start().Add(9 * time.Hour) }
	check := CheckExchange{YearlyCheck{Result: "current"}}
	t.Run("R-2.3-12 een jaar na de start is de controle nog op tijd, de dag erna te laat", func(t *testing.T) {
		s := exchange(t, given(t, ExchangeRecord, made()))
		if s.CheckOverdue("2027-01-01") || !s.CheckOverdue("2027-01-02") {
			t.Errorf("next check %s", s.NextCheck)
		}
		given(t, ExchangeRecord, made()).At(on("2027-01-01")).As(domain.OWN).When(check).
			Then(ExchangeArrangementCheckedYearly{YearlyCheckDone{Result: "current", NextCheck: "2028-01-01", Rule: exchangeRule}})
	})
	t.Run("R-2.3-12 te laat is een feit, en een afwijking", func(t *testing.T) {
		c := given(t, ExchangeRecord, made()).At(on("2027-01-02")).As(domain.OWN).When(check).ThenEvents("ExchangeArrangementCheckedYearly", "ExchangeArrangementNonComplianceFound")
		deviating(t, exchange(t, c).Found, "01-01-2027")
	})
	t.Run("RT-16 ‘moet worden aangepast’ blijft open tot de afspraak is gewijzigd", func(t *testing.T) {
		c := given(t, ExchangeRecord, made()).As(domain.OWN).When(CheckExchange{YearlyCheck{"to-be-adapted", "Eisen aanvullen."}})
		if exchange(t, c).ToAdapt == "" {
			t.Error("not open")
		}
		wider := exchangeTerms()
		wider.Requirements = "Versleuteld, alleen adressen, elk kwartaal."
		c.When(AmendExchange{wider, "Na controle."}).Then(ExchangeArrangementAmended{wider, "Na controle."}).When(AmendExchange{wider, "Nog eens."}).Then()
		if exchange(t, c).ToAdapt != "" {
			t.Error("still open")
		}
	})
	t.Run("RT-16 wijzigen of beëindigen zonder reden, of controleren zonder uitkomst: geweigerd", func(t *testing.T) {
		given(t, ExchangeRecord, made()).As(domain.OWN).When(AmendExchange{exchangeTerms(), " "}).ThenRefused(domain.Invalid, "reason")
		given(t, ExchangeRecord, made()).As(domain.OWN).When(EndExchange{}).ThenRefused(domain.Invalid, "reason")
		given(t, ExchangeRecord, made()).As(domain.OWN).When(CheckExchange{YearlyCheck{Result: "to-be-adapted"}}).ThenRefused(domain.Invalid, "action")
	})
	t.Run("RT-16 na het einde is er niets meer te controleren", func(t *testing.T) {
		c := given(t, ExchangeRecord, made()).As(domain.OWN).When(EndExchange{"Gestopt."}).Then(ExchangeArrangementEnded{"Gestopt."}).ThenStatus(ExchangeIsEnded)
		if exchange(t, c).CheckOverdue("2030-01-01") {
			t.Error("overdue")
		}
		c.When(check).ThenRefused(domain.Conflict)
	})
	t.Run("R-LED-19 een andere afwijking blijft staan", func(t *testing.T) {
		other := aFinding
		other.Deviation, other.What = "other", "Te veel gegevens."
		c := given(t, ExchangeRecord, made(), ExchangeArrangementNonComplianceFound{aFinding}, ExchangeArrangementNonComplianceFound{other}).As(domain.FG).When(RemedyExchangeDeviation{aRemedy})
		deviating(t, exchange(t, c).Found, "Te veel gegevens.")
	})
	deviations(t, ExchangeRecord, made(), FindExchangeDeviation{aFind}, ExchangeArrangementNonComplianceFound{aFinding},
		RemedyExchangeDeviation{aRemedy}, ExchangeArrangementNonComplianceRemedied{remedied}, FindExchangeDeviation{wrong})
}
