package sharing_test

import (
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/sharing"
)

// vault is a reference to something in the vault.
func vault(n string) VaultRef {
	return VaultRef("kluis:7d7a0001-0000-4000-8000-00000000000" + n + "/hmac-sha256:" + strings.Repeat("0123456789abcdef", 4))
}

func assess() AssessSharing {
	return AssessSharing{Residents: []VaultRef{vault("1")}, Case: "Z-2026-001", Process: domaintest.Process, Interest: vault("2"),
		Parts: []string{"Hulpvraag", "Adres"}, Inside: []string{"Team schuldhulp"}, Outside: []string{"Woonstichting"}, Needed: domain.Yes, Assessment: vault("3")}
}

func assessedSharing() []any {
	return []any{SharingAssessed{Resident: vault("1"), Case: "Z-2026-001", Process: domaintest.Process, Interest: vault("2"), Parts: []string{"Hulpvraag", "Adres"},
		Inside: []string{"Team schuldhulp"}, Outside: []string{"Woonstichting"}, Needed: domain.Yes, Assessment: vault("3")}}
}

func approvedSharing() []any {
	return append(assessedSharing(), SharingApproved{vault("4"), "public-task"})
}
func shared() []any { return append(approvedSharing(), DataShared{}) }

func sharing(t *testing.T, c *domaintest.Case) SharingDecision {
	t.Helper()
	return domaintest.State[SharingDecision](c)
}

func TestAssessSharing(t *testing.T) {
	for name, x := range map[string]struct {
		lack  func(*AssessSharing)
		field string
	}{
		"R-2.3-13 zonder inwoner":                                    {func(c *AssessSharing) { c.Residents = nil }, "residents"},
		"R-2.3-13 over twee inwoners":                                {func(c *AssessSharing) { c.Residents = append(c.Residents, vault("9")) }, "residents"},
		"R-LED-11 met de naam van de inwoner in plaats van de kluis": {func(c *AssessSharing) { c.Residents = []VaultRef{"Jansen"} }, "residents"},
		"RT-10 zonder zaaknummer":                                    {func(c *AssessSharing) { c.Case = "" }, "case"},
		"RT-10 zonder belang van de inwoner":                         {func(c *AssessSharing) { c.Interest = "" }, "interest"},
		"R-LED-11 met het belang in woorden in plaats van de kluis":  {func(c *AssessSharing) { c.Interest = "Zij heeft schulden." }, "interest"},
		"RT-10 zonder te zeggen welke delen":                         {func(c *AssessSharing) { c.Parts = []string{" "} }, "parts"},
		"R-2.3-15 zonder ontvangers":                                 {func(c *AssessSharing) { c.Inside, c.Outside = nil, nil }, "outside"},
		"R-2.3-14 zonder antwoord of delen nodig is":                 {func(c *AssessSharing) { c.Needed = "" }, "needed"},
		"R-2.3-14 zonder individuele beoordeling":                    {func(c *AssessSharing) { c.Assessment = "" }, "assessment"},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			c := assess()
			x.lack(&c)
			given(t, SharingRecord, nil).As(domain.OWN).When(c).ThenRefused(domain.Invalid, x.field)
		})
	}
	t.Run("R-2.3-13 bij meer inwoners zegt de weigering dat er geen besluit voor allen is", func(t *testing.T) {
		c := assess()
		c.Residents = append(c.Residents, vault("8"), vault("9"))
		if r := given(t, SharingRecord, nil).As(domain.OWN).When(c).ThenRefused(domain.Invalid, "residents"); !strings.Contains(r.Error(), "3 inwoners") {
			t.Error(r)
		}
	})
	t.Run("R-2.3-15 ontvangers binnen en buiten de organisatie worden apart vastgelegd", func(t *testing.T) {
		c := given(t, SharingRecord, nil).As(domain.OWN).When(assess()).Then(assessedSharing()...).ThenStatus(SharingIsAssessed)
		if s := sharing(t, c); len(s.Inside) != 1 || len(s.Outside) != 1 {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RT-10 een medewerker met mandaat beoordeelt, anderen dan de eigenaar niet", func(t *testing.T) {
		town := domaintest.Town()
		town.Mandates["m"] = domain.Mandate{ID: "m", Process: domaintest.Process, Owner: "own", Person: "emp", Commands: []string{"sharing-decision/assess"}}
		given(t, SharingRecord, nil).Knowing(town).By("emp", domain.OWN).Under("m").When(assess()).ThenStatus(SharingIsAssessed)
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, SharingRecord, nil) }, assess())
	})
}

func TestDecideSharing(t *testing.T) {
	t.Run("R-2.3-14 zonder motivatie geen besluit, welk ook", func(t *testing.T) {
		given(t, SharingRecord, assessedSharing()).As(domain.OWN).When(ApproveSharing{Ground: "public-task"}).ThenRefused(domain.Invalid, "motivation")
		given(t, SharingRecord, assessedSharing()).As(domain.OWN).When(RefuseSharing{}).ThenRefused(domain.Invalid, "motivation")
		given(t, SharingRecord, assessedSharing()).As(domain.OWN).When(RefuseSharing{"Geen zin."}).ThenRefused(domain.Invalid, "motivation")
	})
	t.Run("T-55 zonder grondslag wordt niet gedeeld: het belang van de inwoner is er geen", func(t *testing.T) {
		given(t, SharingRecord, assessedSharing()).As(domain.OWN).When(ApproveSharing{Motivation: vault("4")}).ThenRefused(domain.Invalid, "ground")
		given(t, SharingRecord, assessedSharing()).As(domain.OWN).When(ApproveSharing{vault("4"), "interest"}).ThenRefused(domain.Invalid, "ground")
	})
	t.Run("RT-10 met motivatie en grondslag wordt het goedgekeurd of geweigerd", func(t *testing.T) {
		given(t, SharingRecord, assessedSharing()).As(domain.OWN).When(ApproveSharing{vault("4"), "public-task"}).Then(SharingApproved{vault("4"), "public-task"}).ThenStatus(SharingIsApproved)
		given(t, SharingRecord, assessedSharing()).As(domain.OWN).When(RefuseSharing{vault("4")}).Then(SharingRefused{vault("4")}).ThenStatus(SharingIsRefused)
	})
	t.Run("R-2.3-14 zegt de beoordeling dat delen niet nodig is, dan wordt het niet goedgekeurd", func(t *testing.T) {
		no := assessedSharing()[0].(SharingAssessed)
		no.Needed = domain.No
		given(t, SharingRecord, []any{no}).As(domain.OWN).When(ApproveSharing{vault("4"), "public-task"}).ThenRefused(domain.Unmet, "needed")
		given(t, SharingRecord, []any{no}).As(domain.OWN).When(RefuseSharing{vault("4")}).ThenStatus(SharingIsRefused)
	})
	t.Run("RT-10 alleen de eigenaar besluit, deelt, informeert en sluit af", func(t *testing.T) {
		for _, x := range []struct {
			events []any
			c      any
		}{{assessedSharing(), ApproveSharing{vault("4"), "public-task"}}, {assessedSharing(), RefuseSharing{vault("4")}}, {approvedSharing(), ShareData{}},
			{shared(), InformResident{"Gesprek.", domain.Yes, domain.Yes}}, {shared(), CloseSharing{}}} {
			onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, SharingRecord, x.events) }, x.c)
		}
	})
	t.Run("R-LED-19 gedeeld zonder akkoord is een feit, en een afwijking", func(t *testing.T) {
		given(t, SharingRecord, approvedSharing()).As(domain.OWN).When(ShareData{}).Then(DataShared{}).ThenStatus(SharingIsShared)
		for _, events := range [][]any{assessedSharing(), append(assessedSharing(), SharingRefused{vault("4")})} {
			c := given(t, SharingRecord, events).As(domain.OWN).When(ShareData{}).ThenEvents("DataShared", "SharingNonComplianceFound").ThenStatus(SharingIsShared)
			deviating(t, sharing(t, c).Found, "zonder een besluit")
		}
	})
}

func TestInformResident(t *testing.T) {
	both := InformResident{"In een gesprek.", domain.Yes, domain.Yes}
	told := ResidentInformedOfSharing{"In een gesprek.", true, true}
	t.Run("R-2.3-16 sluiten kan pas als de inwoner weet van het delen én van de motivering", func(t *testing.T) {
		given(t, SharingRecord, shared()).As(domain.OWN).When(CloseSharing{}).ThenRefused(domain.Unmet, "told_sharing", "told_motivation")
		given(t, SharingRecord, approvedSharing()).As(domain.OWN).When(CloseSharing{}).ThenRefused(domain.Unmet, "told_sharing", "told_motivation")
		given(t, SharingRecord, shared(), ResidentInformedOfSharing{How: "Brief.", ToldSharing: true}).As(domain.OWN).When(CloseSharing{}).ThenRefused(domain.Unmet, "told_motivation")
		given(t, SharingRecord, shared(), ResidentInformedOfSharing{How: "Brief.", ToldMotivation: true}).As(domain.OWN).When(CloseSharing{}).ThenRefused(domain.Unmet, "told_sharing")
		given(t, SharingRecord, approvedSharing(), told, DataShared{}).As(domain.OWN).When(CloseSharing{}).Then(SharingDecisionClosed{}).ThenStatus(SharingIsClosed)
	})
	t.Run("R-2.3-16 beide delen mogen op verschillende momenten worden verteld", func(t *testing.T) {
		c := given(t, SharingRecord, approvedSharing()).As(domain.OWN).When(InformResident{"Telefoon.", domain.Yes, domain.No}).
			Then(ResidentInformedOfSharing{How: "Telefoon.", ToldSharing: true})
		c.When(InformResident{"Brief.", domain.No, domain.Yes}).Then(ResidentInformedOfSharing{How: "Brief.", ToldMotivation: true}).When(CloseSharing{}).ThenStatus(SharingIsClosed)
	})
	t.Run("R-2.3-17 wie nog niet is geïnformeerd, staat in de lijst tot beide zijn verteld", func(t *testing.T) {
		for _, x := range []struct {
			events []any
			list   bool
		}{{assessedSharing(), false}, {approvedSharing(), true}, {shared(), true}, {append(shared(), ResidentInformedOfSharing{How: "Brief.", ToldSharing: true}), true},
			{append(shared(), told), false}, {append(assessedSharing(), SharingRefused{vault("4")}), false}} {
			if got := sharing(t, given(t, SharingRecord, x.events)).ToInform(); got != x.list {
				t.Errorf("after %T: in the list %v", x.events[len(x.events)-1], got)
			}
		}
	})
	t.Run("RT-10 na een weigering is er niets gedeeld en niets te vertellen: sluiten kan", func(t *testing.T) {
		given(t, SharingRecord, assessedSharing(), SharingRefused{vault("4")}).As(domain.OWN).When(CloseSharing{}).ThenStatus(SharingIsClosed)
	})
	t.Run("RT-10 de inwoner op de dag van delen of eerder vertellen is op tijd; later is een afwijking", func(t *testing.T) {
		given(t, SharingRecord, approvedSharing()).As(domain.OWN).When(ShareData{}).When(both).Then(told)
		given(t, SharingRecord, approvedSharing()).As(domain.OWN).When(both).Then(told)
		c := given(t, SharingRecord, shared()).As(domain.OWN).When(both).ThenEvents("ResidentInformedOfSharing", "SharingNonComplianceFound") // shared the day before
		deviating(t, sharing(t, c).Found, "23-11-2026")
		c.When(both).ThenEvents("ResidentInformedOfSharing") // once more is no new deviation
	})
	t.Run("RT-10 niets verteld, of niet gezegd hoe en wat: geweigerd", func(t *testing.T) {
		given(t, SharingRecord, shared()).As(domain.OWN).When(InformResident{"Gesprek.", domain.No, domain.No}).ThenRefused(domain.Invalid, "told_sharing")
		given(t, SharingRecord, shared()).As(domain.OWN).When(InformResident{}).ThenRefused(domain.Invalid, "how", "told_sharing", "told_motivation")
	})
	deviations(t, SharingRecord, shared(), FindSharingDeviation{aFind}, SharingNonComplianceFound{aFinding},
		RemedySharingDeviation{aRemedy}, SharingNonComplianceRemedied{aRemedy}, FindSharingDeviation{wrong})
}
