package rights_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/rights"
)

// appealed is an objection with these events of the day before [domaintest.Now], which is 24-11-2026.
func appealed(t domaintest.T, life []any, more ...any) *domaintest.Case {
	t.Helper()
	f := caseTown()
	f.Others = append(f.Others, domaintest.Other{Stream: someRequest, Versions: []any{nil}})
	return domaintest.Given(t, AppealRecord, slices.Concat(life, more)...).Knowing(f)
}

const someRequest = "request/99999999-9999-4999-8999-999999999999"

func objecting() ReceiveAdministrativeObjection {
	return ReceiveAdministrativeObjection{Request: someRequest, Against: " Z-1 ", Told: "2026-11-20", Objector: kept("contact"), Grounds: kept("grounds"), Committee: domain.No}
}

// The lives of an objection: to a decision of 20-11-2026, so the term to object ends on 04-01-2027 (1 January is a holiday, then
// a weekend), and the one to decide on 15-02-2027.
func aReceived() []any {
	return []any{AdministrativeObjectionReceived{"B-2026-11111111", someRequest, "Z-1", "2026-11-20", kept("contact"), kept("grounds"), domain.No, "2027-01-04", "x", "2027-02-15", "x"}}
}
func aDecided() []any {
	return append(aReceived(), AdministrativeObjectionDecided{"unfounded", kept("decision"), domain.Yes, "2027-01-04", "x"})
}
func aCourt() []any { return append(aDecided(), AppealLodged{"Rechtbank", "1"}) }
func aJudged() []any {
	return append(aCourt(), CourtJudgmentReceived{"founded", kept("judgment-0a1b2c3d"), ""})
}

func TestAppealReceived(t *testing.T) {
	atw := " (" + calendar.Atw.NL() + ")"
	t.Run("RT-24 een bezwaarschrift wordt vastgelegd met het verzoek, en de termijn telt vanaf het einde van de bezwaartermijn", func(t *testing.T) {
		c := appealed(t, nil).As(domain.JUR).When(objecting()).Then(AdministrativeObjectionReceived{"B-2026-11111111", someRequest, "Z-1", "2026-11-20", kept("contact"), kept("grounds"), domain.No,
			"2027-01-04", "6 weken na 20-11-2026" + atw, "2027-02-15", "6 weken na 04-01-2027" + atw}).ThenStatus(AppealIsReceived)
		s := domaintest.State[Appeal](c)
		same(t, s.Links(), []string{someRequest})
		if s.Late() || s.Received != calendar.At(domaintest.Now) {
			t.Errorf("late %v, received %s", s.Late(), s.Received)
		}
	})
	t.Run("RT-24 een besluit van voor het grootboek heeft een kenmerk, en een verzoek uit het grootboek heeft er geen nodig", func(t *testing.T) {
		c := objecting()
		c.Request = ""
		got := appealed(t, nil).As(domain.JUR).When(c).ThenStatus(AppealIsReceived)
		same(t, len(domaintest.State[Appeal](got).Links()), 0)
		c = objecting()
		c.Against = ""
		appealed(t, nil).As(domain.JUR).When(c).ThenStatus(AppealIsReceived)
	})
	t.Run("RT-24 alleen de jurist legt vast, en alleen het college beslist", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role != domain.JUR {
				appealed(t, nil).As(r.Role).When(objecting()).ThenRefused(domain.Forbidden)
			}
			if r.Role != domain.COL {
				appealed(t, aReceived()).As(r.Role).When(DecideAdministrativeObjection{"founded", kept("decision"), domain.Yes}).ThenRefused(domain.Forbidden)
			}
		}
	})
	for name, x := range map[string]struct {
		lack  func(*ReceiveAdministrativeObjection)
		field string
	}{
		"RT-24 tegen iets dat geen verzoek is":                  {func(c *ReceiveAdministrativeObjection) { c.Request = "measure/" + doneMeasure }, "request"},
		"RT-24 tegen een verzoek dat er niet is":                {func(c *ReceiveAdministrativeObjection) { c.Request = "request/" + otherRecord }, "request"},
		"RT-24 zonder verzoek of besluit":                       {func(c *ReceiveAdministrativeObjection) { c.Request, c.Against = "", " " }, "against"},
		"RT-24 zonder dag van het besluit":                      {func(c *ReceiveAdministrativeObjection) { c.Told = "" }, "told_on"},
		"RT-24 tegen een besluit dat er nog niet is":            {func(c *ReceiveAdministrativeObjection) { c.Told = "2026-11-25" }, "told_on"},
		"RT-24 zonder bezwaarmaker":                             {func(c *ReceiveAdministrativeObjection) { c.Objector = domain.VaultRef{} }, "objector"},
		"T-01 met gronden uit het dossier van een ander":        {func(c *ReceiveAdministrativeObjection) { c.Grounds = keptBy(otherRecord, "grounds") }, "grounds"},
		"tabel 4.2 rij 56 zonder of er een commissie adviseert": {func(c *ReceiveAdministrativeObjection) { c.Committee = "" }, "committee"},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			c := objecting()
			x.lack(&c)
			appealed(t, nil).As(domain.JUR).When(c).ThenRefused(domain.Invalid, x.field)
		})
	}
	t.Run("tabel 4.2 rij 56 een bezwaarschrift dat te laat kwam, wordt ook vastgelegd; de termijn telt dan vanaf ontvangst", func(t *testing.T) {
		c := objecting()
		c.Told = "2026-10-01" // until 12-11-2026
		s := domaintest.State[Appeal](appealed(t, nil).As(domain.JUR).When(c))
		if !s.Late() || s.LodgeBy != "2026-11-12" || s.Due != "2027-01-05" {
			t.Errorf("late %v, until %s, due %s", s.Late(), s.LodgeBy, s.Due)
		}
	})
	t.Run("tabel 4.2 rij 56 met een commissie is de termijn twaalf weken, met verdagen achttien", func(t *testing.T) {
		c := objecting()
		c.Committee = domain.Yes
		got := appealed(t, nil).As(domain.JUR).When(c)
		if s := domaintest.State[Appeal](got); s.Due != "2027-03-30" { // Monday 29 March 2027 is Easter Monday
			t.Errorf("due %s", s.Due)
		}
		if s := domaintest.State[Appeal](got.When(ExtendAdministrativeObjection{"Zitting."})); s.Due != "2027-05-10" {
			t.Errorf("extended to %s", s.Due)
		}
	})
	t.Run("tabel 4.2 rij 56 verdagen is zes weken, kan één keer, met een reden, voor de termijn voorbij is", func(t *testing.T) {
		c := appealed(t, aReceived()).As(domain.JUR).At(day("2027-02-15")).When(ExtendAdministrativeObjection{" Zitting. "}).
			Then(AdministrativeObjectionDeadlineExtended{"Zitting.", "2027-03-30", "12 weken na 04-01-2027" + atw})
		c.When(ExtendAdministrativeObjection{"Nog eens."}).ThenRefused(domain.Conflict)
		appealed(t, aReceived()).As(domain.JUR).When(ExtendAdministrativeObjection{" "}).ThenRefused(domain.Invalid, "reason")
		appealed(t, aReceived()).As(domain.JUR).At(day("2027-02-16")).When(ExtendAdministrativeObjection{"Te laat."}).ThenRefused(domain.Unmet)
	})
}

func TestAppealDecided(t *testing.T) {
	decide := DecideAdministrativeObjection{"unfounded", kept("decision"), domain.Yes}
	t.Run("RT-24 het college beslist met redenen, en dan telt de termijn voor beroep", func(t *testing.T) {
		appealed(t, aReceived()).As(domain.COL).When(decide).Then(AdministrativeObjectionDecided{"unfounded", kept("decision"), domain.Yes, "2027-01-05",
			"6 weken na 24-11-2026 (" + calendar.Atw.NL() + ")"}).ThenStatus(AppealIsDecided)
	})
	t.Run("RT-24 een beslissing zonder uitkomst, redenen of antwoord over de rechter: geweigerd", func(t *testing.T) {
		appealed(t, aReceived()).As(domain.COL).When(DecideAdministrativeObjection{}).ThenRefused(domain.Invalid, "outcome", "decision", "remedies")
	})
	t.Run("tabel 4.2 rij 56 op de laatste dag is op tijd; een dag later is een feit, en een afwijking", func(t *testing.T) {
		appealed(t, aReceived()).As(domain.COL).At(day("2027-02-15")).When(decide).ThenEvents("AdministrativeObjectionDecided")
		c := appealed(t, aReceived()).As(domain.COL).At(day("2027-02-16")).When(decide).ThenEvents("AdministrativeObjectionDecided", "AdministrativeObjectionNonComplianceFound")
		deviates(t, domaintest.State[Appeal](c).Deviations, "15-02-2027")
		if since := domaintest.State[Appeal](c).Deviations[0].Since; since != "2027-02-16" {
			t.Errorf("late since %s", since)
		}
	})
	t.Run("RT-24 een beslissing die de rechter niet noemt, is een feit met een afwijking", func(t *testing.T) {
		c := appealed(t, aReceived()).As(domain.COL).When(DecideAdministrativeObjection{"unfounded", kept("decision"), domain.No}).
			ThenEvents("AdministrativeObjectionDecided", "AdministrativeObjectionNonComplianceFound")
		deviates(t, domaintest.State[Appeal](c).Deviations, "3:45")
	})
	t.Run("tabel 4.2 rij 56 zonder beslissing is het de dag na de termijn te laat; erna niet meer", func(t *testing.T) {
		s := domaintest.State[Appeal](appealed(t, aReceived()))
		if s.Overdue("2027-02-15") || !s.Overdue("2027-02-16") || domaintest.State[Appeal](appealed(t, aDecided())).Overdue("2028-01-01") {
			t.Errorf("due %s", s.Due)
		}
	})
}

func TestAppealAtCourt(t *testing.T) {
	lodge := LodgeAppeal{" Rechtbank ", " 1 "}
	t.Run("RT-24 van beroep naar uitspraak naar uitvoering, en dan is de zaak gesloten", func(t *testing.T) {
		appealed(t, aDecided()).As(domain.JUR).When(lodge).Then(AppealLodged{"Rechtbank", "1"}).ThenStatus(AppealIsAtCourt).
			When(ReceiveJudgment{"founded", kept("judgment-0a1b2c3d"), " ECLI:NL:1 "}).Then(CourtJudgmentReceived{"founded", kept("judgment-0a1b2c3d"), "ECLI:NL:1"}).ThenStatus(AppealIsJudged).
			When(CarryOutJudgment{" Opnieuw besloten. ", "financial"}).Then(JudgmentCarriedOut{"Opnieuw besloten.", "financial"}).ThenStatus(AppealIsClosed)
	})
	t.Run("RT-24 beroep zonder rechter, uitspraak zonder tekst of uitvoering zonder wat er is gedaan: geweigerd", func(t *testing.T) {
		appealed(t, aDecided()).As(domain.JUR).When(LodgeAppeal{}).ThenRefused(domain.Invalid, "court")
		appealed(t, aCourt()).As(domain.JUR).When(ReceiveJudgment{}).ThenRefused(domain.Invalid, "judgment", "text")
		appealed(t, aJudged()).As(domain.JUR).When(CarryOutJudgment{}).ThenRefused(domain.Invalid, "how", "ending")
	})
	t.Run("RT-24 beroep zonder beslissing is een feit, ook als de termijn nog loopt; het college beslist dan nog, en de zaak blijft bij de rechter", func(t *testing.T) {
		appealed(t, aReceived()).As(domain.JUR).At(day("2027-02-15")).When(lodge).ThenStatus(AppealIsAtCourt) // whether it is too early, is for the court
		c := appealed(t, aReceived()).As(domain.JUR).At(day("2027-02-16")).When(lodge).ThenStatus(AppealIsAtCourt)
		c.As(domain.COL).When(DecideAdministrativeObjection{"founded", kept("decision"), domain.Yes}).ThenStatus(AppealIsAtCourt)
	})
	t.Run("RT-24 twee keer op hetzelfde bezwaarschrift beslissen: geweigerd", func(t *testing.T) {
		appealed(t, aCourt()).As(domain.COL).When(DecideAdministrativeObjection{"founded", kept("decision"), domain.Yes}).ThenRefused(domain.Conflict)
	})
	t.Run("RT-24 hoger beroep opent een zaak die al was gesloten", func(t *testing.T) {
		closed := append(aJudged(), JudgmentCarriedOut{"Gedaan.", "handled"})
		c := appealed(t, closed).As(domain.JUR).When(LodgeAppeal{Court: "Raad van State"}).ThenStatus(AppealIsAtCourt)
		same(t, domaintest.State[Appeal](c).Keeping(), domain.Keeping{})
		appealed(t, aJudged()).As(domain.JUR).When(LodgeAppeal{Court: "Raad van State"}).ThenStatus(AppealIsAtCourt)
	})
}

func TestAppealClosed(t *testing.T) {
	t.Run("RT-24 sluiten zonder beroep kan de dag nadat de termijn voor beroep voorbij is", func(t *testing.T) {
		cl := CloseAdministrativeObjection{"handled"}
		appealed(t, aDecided()).As(domain.JUR).At(day("2027-01-04")).When(cl).ThenRefused(domain.Unmet)
		c := appealed(t, aDecided()).As(domain.JUR).At(day("2027-01-05")).When(cl).Then(AdministrativeObjectionClosed{"handled"}).ThenStatus(AppealIsClosed)
		same(t, domaintest.State[Appeal](c).Keeping(), domain.Keeping{Outcome: "handled", Closed: "2027-01-05"})
		appealed(t, aDecided()).As(domain.JUR).At(day("2027-01-05")).When(CloseAdministrativeObjection{"ombudsman"}).ThenRefused(domain.Invalid, "ending")
	})
	t.Run("R-LED-20 hoe lang het dossier blijft, volgt uit hoe de zaak eindigde", func(t *testing.T) {
		for _, x := range []struct {
			life []any
			want string
		}{
			{append(aJudged(), JudgmentCarriedOut{"Gedaan.", "financial"}), "financial"},
			{append(aReceived(), AdministrativeObjectionWithdrawn{}), "aborted"},
			{append(aCourt(), AdministrativeObjectionWithdrawn{}), "handled"},
		} {
			same(t, domaintest.State[Appeal](appealed(t, x.life)).Keeping(), domain.Keeping{Outcome: x.want, Closed: "2026-11-23"})
		}
		same(t, domaintest.State[Appeal](appealed(t, aJudged())).Keeping(), domain.Keeping{})
	})
	t.Run("RT-24 wie het bezwaar of beroep intrekt, hoeft geen reden te geven", func(t *testing.T) {
		for _, life := range [][]any{aReceived(), aCourt()} {
			appealed(t, life).As(domain.JUR).When(WithdrawAdministrativeObjection{}).Then(AdministrativeObjectionWithdrawn{}).ThenStatus(AppealIsClosed)
		}
	})
}

func TestAppealObligations(t *testing.T) {
	yesterday := domaintest.Now.AddDate(0, 0, -1)
	committee := aReceived()[0].(AdministrativeObjectionReceived)
	committee.Committee = domain.Yes
	for name, x := range map[string]struct {
		life []any
		want domain.Obligation
	}{
		"loopt de termijn vanaf het einde van de bezwaartermijn": {aReceived(), domain.Obligation{Row: 56, Limit: "decide", On: "2027-01-04"}},
		"met een commissie loopt de andere termijn":              {[]any{committee}, domain.Obligation{Row: 56, Limit: "committee", On: "2027-01-04"}},
		"na verdagen is zij langer": {append(aReceived(), AdministrativeObjectionDeadlineExtended{"Zitting.", "2027-03-29", "x"}),
			domain.Obligation{Row: 56, Limit: "decide", On: "2027-01-04", Longer: yesterday, Reason: "Zitting."}},
		"met de beslissing is zij gehaald":      {aCourt(), domain.Obligation{Row: 56, Limit: "decide", On: "2027-01-04", Met: yesterday}},
		"na intrekken is er niets meer te doen": {append(aReceived(), AdministrativeObjectionWithdrawn{}), domain.Obligation{Row: 56, Limit: "decide", Over: true}},
	} {
		t.Run("R-TIM-01, tabel 4.2 rij 56 "+name, func(t *testing.T) {
			same(t, domaintest.State[Appeal](appealed(t, x.life)).Obligations(), []domain.Obligation{x.want})
		})
	}
}

func TestAppealDeviations(t *testing.T) {
	closed := append(aReceived(), AdministrativeObjectionWithdrawn{})
	t.Run("R-LED-19 een afwijking kan altijd worden vastgelegd, en blijft staan tot zij is hersteld", func(t *testing.T) {
		for _, r := range []domain.Role{domain.FG, domain.PB, domain.OWN, domain.CISO} {
			appealed(t, closed).As(r).When(FindAppealDeviation{caseFind}).Then(AdministrativeObjectionNonComplianceFound{caseFound})
		}
		c := appealed(t, closed, AdministrativeObjectionNonComplianceFound{caseFound})
		c.As(domain.OWN).When(RemedyAppealDeviation{caseRemedy}).ThenRefused(domain.Forbidden)
		c.As(domain.PB).When(RemedyAppealDeviation{caseRemedy}).Then(AdministrativeObjectionNonComplianceRemedied{caseMended}).When(RemedyAppealDeviation{caseRemedy}).Then()
		deviates(t, domaintest.State[Appeal](c).Deviations)
		appealed(t, closed).As(domain.FG).When(RemedyAppealDeviation{}).ThenRefused(domain.Invalid, "deviation", "how")
		appealed(t, closed).As(domain.FG).When(FindAppealDeviation{}).ThenRefused(domain.Invalid, "rule", "what")
	})
}

func TestAppealIsNoRequest(t *testing.T) {
	t.Run("R-5.2-13, T-23 een bezwaarschrift (Awb) heet zo op elk scherm, en is een eigen soort record", func(t *testing.T) {
		if i := AppealRecord.Info(); i.Name != "objection" || i.NL != "Bezwaarschrift (Awb)" || i.Plural != "Bezwaar en beroep (Awb)" {
			t.Errorf("%+v", i)
		}
	})
}
