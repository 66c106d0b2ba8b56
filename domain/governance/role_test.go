package governance_test

import (
	"slices"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/governance"
)

// newcomer is an employee without any role.
const newcomer = "emp"

func appointment(t *testing.T, events ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, RoleRecord, events...).Knowing(domaintest.Town())
}

// appoint is a complete appointment of the newcomer.
func appoint(role domain.Role) AppointRole {
	c := AppointRole{Person: newcomer, Role: OfficeRole(role), From: today}
	switch role {
	case domain.FG:
		c.Email = "fg@heemstede.nl"
	case domain.MAYOR:
		c.Portfolio = domain.Yes
	}
	return c
}

// appointedBy says who appoints to each role: the college the FG and the CISO, the secretary all others (RT-02).
var appointedBy = map[domain.Role]domain.Role{
	domain.FG: domain.COL, domain.CISO: domain.COL,
	domain.PB: domain.SEC, domain.JUR: domain.SEC, domain.SEC: domain.SEC, domain.DOM: domain.SEC, domain.TM: domain.SEC,
	domain.OPL: domain.SEC, domain.COL: domain.SEC, domain.MAYOR: domain.SEC, domain.CTRL: domain.SEC, domain.ACC: domain.SEC,
}

func TestWhoAppointsWhom(t *testing.T) {
	for role, by := range appointedBy {
		t.Run("RT-02 "+domain.RoleNL(role)+" wordt aangewezen en beëindigd door "+domain.RoleNL(by)+", en door niemand anders", func(t *testing.T) {
			in := []any{RoleAppointed{Person: newcomer, Role: role, From: yesterday}, DeputyAppointed{"jur", yesterday}}
			end := EndRole{Until: today, Reason: "Andere functie."}
			for _, r := range domain.Roles {
				if r.Role == by || role == domain.SEC && r.Role == domain.COL { // the college appoints the secretary too (Gemeentewet art. 102)
					appointment(t).As(r.Role).When(appoint(role)).ThenEvents("RoleAppointed")
					appointment(t, in...).As(r.Role).When(end).ThenEvents("RoleEnded")
					continue
				}
				appointment(t).As(r.Role).When(appoint(role)).ThenRefused(domain.Forbidden)
				appointment(t, in...).As(r.Role).When(end).ThenRefused(domain.Forbidden)
			}
		})
	}
	for _, role := range []OfficeRole{"", "OWN", "EMP", "SYS", "XYZ"} {
		t.Run("in de rol ‘"+string(role)+"’ wordt niemand aangewezen", func(t *testing.T) {
			c := appoint(domain.PB)
			c.Role = role
			appointment(t).As(domain.SEC).When(c).ThenRefused(domain.Invalid, "role")
		})
	}
	t.Run("bij het inrichten wijst het systeem de eerste gemeentesecretaris aan, en daarna niet meer", func(t *testing.T) {
		empty := domaintest.Facts{}
		appointment(t).As(domain.SYS).Knowing(empty).When(appoint(domain.SEC)).ThenEvents("RoleAppointed")
		appointment(t).As(domain.SYS).When(appoint(domain.SEC)).ThenRefused(domain.Forbidden)
		appointment(t).As(domain.SYS).Knowing(empty).When(appoint(domain.FG)).ThenRefused(domain.Forbidden)
	})
	t.Run("het systeem wijst de opdrachtregel aan als privacybeheerder, en niemand anders", func(t *testing.T) {
		c := appoint(domain.PB)
		c.Person = CommandLine
		appointment(t).As(domain.SYS).When(c).ThenEvents("RoleAppointed")
		appointment(t).As(domain.SYS).When(appoint(domain.PB)).ThenRefused(domain.Forbidden)
	})
}

func TestAppointment(t *testing.T) {
	t.Run("een aanwijzing legt vast wie, in welke rol, wanneer, en hoe bereikbaar", func(t *testing.T) {
		c := appoint(domain.CISO)
		c.Until, c.Email, c.Phone, c.Post, c.RegisteredAP, c.Decision = newYear, " fg@heemstede.nl ", "14 023", "Raadhuisplein 1", today, "B26-1"
		appointment(t).As(domain.COL).When(c).Then(RoleAppointed{Person: newcomer, Role: domain.CISO, From: today, Until: newYear,
			Contact: Contact{"fg@heemstede.nl", "14 023", "Raadhuisplein 1"}, RegisteredAP: today, Decision: "B26-1"})
	})
	t.Run("zonder persoon, rol of ingangsdatum: geweigerd", func(t *testing.T) {
		appointment(t).As(domain.SEC).When(AppointRole{}).ThenRefused(domain.Invalid, "person", "role", "from")
	})
	t.Run("een einddatum vóór de ingangsdatum: geweigerd", func(t *testing.T) {
		c := appoint(domain.PB)
		c.Until = yesterday
		appointment(t).As(domain.SEC).When(c).ThenRefused(domain.Invalid, "until")
	})
	t.Run("R-4.1-11 een FG zonder contactgegevens: geweigerd, want die staan in het register", func(t *testing.T) {
		c := appoint(domain.FG)
		c.Email = " "
		appointment(t).As(domain.COL).When(c).ThenRefused(domain.Invalid, "email")
		c.Phone = "14 023"
		appointment(t).As(domain.COL).When(c).ThenEvents("RoleAppointed")
	})
	t.Run("een FG met een einddatum: geweigerd, want er is altijd een FG (RT-02)", func(t *testing.T) {
		c := appoint(domain.FG)
		c.Until = newYear
		appointment(t).As(domain.COL).When(c).ThenRefused(domain.Invalid, "until")
	})
	t.Run("wie onder mandaat van een eigenaar handelt, wordt geen FG (RT-02)", func(t *testing.T) {
		f := domaintest.Town()
		f.Mandates = map[string]domain.Mandate{"m": {ID: "m", Person: newcomer, From: domaintest.Now.AddDate(0, 0, -1)}}
		appointment(t).As(domain.COL).Knowing(f).When(appoint(domain.FG)).ThenRefused(domain.Invalid, "role")
	})
	t.Run("beëindigen na de einddatum die al vaststaat: geweigerd", func(t *testing.T) {
		a := appointment(t, RoleAppointed{Person: newcomer, Role: domain.PB, From: yesterday, Until: today})
		a.As(domain.SEC).When(EndRole{Until: newYear, Reason: "verlengd"}).ThenRefused(domain.Invalid, "until")
	})
	t.Run("een vervanging eindigt na haar laatste dag; die van de FG alleen als er dan een andere FG is (RT-02)", func(t *testing.T) {
		in := []any{RoleAppointed{Person: newcomer, Role: domain.CISO, From: yesterday}, DeputyAppointed{"jur", yesterday}}
		c := appointment(t, in...).As(domain.COL).When(EndDeputy{Person: "jur", Until: today, Reason: "Terug."}).ThenEvents("DeputyEnded")
		if got := domaintest.State[Appointment](c).InOffice(newYear); len(got) != 1 || got[0] != newcomer {
			t.Errorf("in office: %v", got)
		}
		in[0] = RoleAppointed{Person: newcomer, Role: domain.FG, From: yesterday}
		alone := domaintest.Town()
		alone.Offices = map[string][]domain.Role{"col": {domain.COL}, "jur": {domain.FG}}
		appointment(t, in...).Knowing(alone).By("col", domain.COL).When(EndDeputy{Person: "jur", Until: today, Reason: "Terug."}).ThenRefused(domain.Unmet)
	})
	t.Run("een vervanger van een ander dan de FG handelt niet meer als de functionaris weg is", func(t *testing.T) {
		c := appointment(t, RoleAppointed{Person: newcomer, Role: domain.PB, From: yesterday}, DeputyAppointed{"jur", yesterday}, RoleEnded{Until: yesterday, Reason: "Weg."})
		if got := domaintest.State[Appointment](c).InOffice(today); len(got) != 0 {
			t.Errorf("in office: %v", got)
		}
	})
	t.Run("R-3.1-02 bij de burgemeester staat of hij portefeuillehouder privacy is", func(t *testing.T) {
		c := appoint(domain.MAYOR)
		c.Portfolio = ""
		appointment(t).As(domain.SEC).When(c).ThenRefused(domain.Invalid, "portfolio")
		for answer, want := range map[domain.YesNo]bool{domain.Yes: true, domain.No: false} {
			c.Portfolio = answer
			done := appointment(t).As(domain.SEC).When(c)
			if got := domaintest.State[Appointment](done).Portfolio; got != want {
				t.Errorf("answer %s: portfolio %v", answer, got)
			}
		}
	})
	t.Run("een aanwijzing telt op haar eerste en laatste dag, en niet daarbuiten", func(t *testing.T) {
		a := Appointment{Person: newcomer, From: today, Until: newYear}
		for d, want := range map[calendar.Date]bool{yesterday: false, today: true, newYear: true, "2027-01-02": false} {
			if got := a.On(d); got != want {
				t.Errorf("%s: %v", d, got)
			}
		}
		if !(Appointment{Person: newcomer, From: today}).On("2099-01-01") {
			t.Error("an open appointment goes on")
		}
	})
}

func TestIncompatibleRoles(t *testing.T) {
	// RT-02 rule 2: the FG is not also process owner, top management or college.
	for _, other := range []domain.Role{domain.OWN, domain.SEC, domain.DOM, domain.COL, domain.MAYOR} {
		holder := domaintest.Person(other)
		t.Run("RT-02 wie "+domain.RoleNL(other)+" is, wordt geen FG en ook geen vervanger van de FG", func(t *testing.T) {
			c := appoint(domain.FG)
			c.Person = holder
			appointment(t).As(domain.COL).When(c).ThenRefused(domain.Invalid, "role")
			appointment(t, RoleAppointed{Person: "fg", Role: domain.FG, From: yesterday}).As(domain.COL).
				When(AppointDeputy{holder, today}).ThenRefused(domain.Invalid, "person")
		})
		if other == domain.OWN {
			continue // nobody is appointed owner: see TestRegisterProcess and TestAssignOwner
		}
		t.Run("RT-02 wie FG is, wordt geen "+domain.RoleNL(other)+" en ook geen vervanger daarvan", func(t *testing.T) {
			c := appoint(other)
			c.Person = "fg"
			appointment(t).As(appointedBy[other]).When(c).ThenRefused(domain.Invalid, "role")
			appointment(t, RoleAppointed{Person: holder, Role: other, From: yesterday}).As(domain.COL).
				When(AppointDeputy{"fg", today}).ThenRefused(domain.Invalid, "person")
		})
	}
	for _, other := range []domain.Role{domain.PB, domain.CISO, domain.JUR, domain.TM, domain.OPL, domain.CTRL, domain.ACC} {
		t.Run("RT-02 FG en "+domain.RoleNL(other)+" gaan samen", func(t *testing.T) {
			c := appoint(other)
			c.Person = "fg"
			appointment(t).As(appointedBy[other]).When(c).ThenEvents("RoleAppointed")
		})
	}
}

func TestRoleContact(t *testing.T) {
	fg := RoleAppointed{Person: "fg", Role: domain.FG, From: yesterday, Contact: Contact{Email: "fg@heemstede.nl"}}
	t.Run("R-4.1-11 nieuwe contactgegevens van de FG zijn één gebeurtenis, zonder dat er verwerkingen wijzigen", func(t *testing.T) {
		c := appointment(t, fg).As(domain.PB).When(ChangeRoleContact{Email: " privacy@heemstede.nl ", Phone: "14 023"})
		c.Then(RoleContactChanged{Contact{Email: "privacy@heemstede.nl", Phone: "14 023"}})
		if got := domaintest.State[Appointment](c).Contact.Email; got != "privacy@heemstede.nl" {
			t.Errorf("contact %q", got)
		}
	})
	t.Run("R-4.1-11 de FG kan niet onbereikbaar worden gemaakt", func(t *testing.T) {
		appointment(t, fg).As(domain.PB).When(ChangeRoleContact{Post: "Raadhuisplein 1"}).ThenRefused(domain.Invalid, "email")
	})
	t.Run("wie geen FG is, hoeft geen contactgegevens te hebben", func(t *testing.T) {
		appointment(t, RoleAppointed{Person: "jur", Role: domain.JUR, From: yesterday, Contact: Contact{Phone: "14 023"}}).As(domain.PB).
			When(ChangeRoleContact{}).Then(RoleContactChanged{})
	})
	t.Run("dezelfde gegevens nog eens veranderen niets", func(t *testing.T) {
		appointment(t, fg).As(domain.PB).When(ChangeRoleContact{Email: "fg@heemstede.nl"}).Then()
	})
}

func TestDeputy(t *testing.T) {
	fg := RoleAppointed{Person: "fg", Role: domain.FG, From: yesterday}
	t.Run("RT-02 het college wijst een vervanger aan, die vanaf zijn dag meetelt", func(t *testing.T) {
		c := appointment(t, fg).As(domain.COL).When(AppointDeputy{"jur", newYear})
		c.Then(DeputyAppointed{"jur", newYear})
		a := domaintest.State[Appointment](c)
		if got := a.InOffice(today); !slices.Equal(got, []string{"fg"}) {
			t.Errorf("today %v", got)
		}
		if got := a.InOffice(newYear); !slices.Equal(got, []string{"fg", "jur"}) {
			t.Errorf("new year %v", got)
		}
	})
	t.Run("RT-02 een vervanger is een ander dan de functionaris, met een ingangsdatum", func(t *testing.T) {
		appointment(t, fg).As(domain.COL).When(AppointDeputy{Person: "fg"}).ThenRefused(domain.Invalid, "person", "from")
		appointment(t, fg).As(domain.COL).When(AppointDeputy{From: today}).ThenRefused(domain.Invalid, "person")
	})
	t.Run("dezelfde vervanger nog eens verandert niets", func(t *testing.T) {
		appointment(t, fg, DeputyAppointed{"jur", today}).As(domain.COL).When(AppointDeputy{"jur", today}).Then()
	})
}

func TestThereIsAlwaysAnFG(t *testing.T) {
	fg := RoleAppointed{Person: "fg", Role: domain.FG, From: yesterday}
	end := EndRole{Until: "2026-12-31", Reason: "Pensioen."}
	successor := func(from time.Time) domaintest.Facts {
		f := domaintest.Town()
		f.Offices["opvolger"] = []domain.Role{domain.FG}
		f.Since = map[string]time.Time{"opvolger": from}
		return f
	}
	t.Run("RT-02 zonder opvolger of vervanger eindigt de FG niet", func(t *testing.T) {
		appointment(t, fg).As(domain.COL).When(end).ThenRefused(domain.Unmet)
	})
	t.Run("RT-02 met een vervanger eindigt de FG wel", func(t *testing.T) {
		c := appointment(t, fg, DeputyAppointed{"jur", newYear}).As(domain.COL).When(end)
		c.Then(RoleEnded{"2026-12-31", "Pensioen."})
		if got := domaintest.State[Appointment](c).InOffice(newYear); !slices.Equal(got, []string{"jur"}) {
			t.Errorf("in office the day after: %v", got)
		}
	})
	t.Run("RT-02 een vervanger die pas later begint, is er de dag erna niet", func(t *testing.T) {
		appointment(t, fg, DeputyAppointed{"jur", "2027-01-02"}).As(domain.COL).When(end).ThenRefused(domain.Unmet)
	})
	t.Run("RT-02 een opvolger die de dag erna in functie is, volstaat", func(t *testing.T) {
		appointment(t, fg).As(domain.COL).Knowing(successor(newYear.Start())).When(end).ThenEvents("RoleEnded")
	})
	t.Run("RT-02 een opvolger die een dag te laat begint, volstaat niet", func(t *testing.T) {
		appointment(t, fg).As(domain.COL).Knowing(successor(newYear.End())).When(end).ThenRefused(domain.Unmet)
	})
	t.Run("RT-02 voor andere rollen is geen opvolger nodig", func(t *testing.T) {
		appointment(t, RoleAppointed{Person: "ciso", Role: domain.CISO, From: yesterday}).As(domain.COL).When(end).ThenEvents("RoleEnded")
	})
	t.Run("zonder laatste dag of reden, of vóór het begin: geweigerd", func(t *testing.T) {
		appointment(t, fg).As(domain.COL).When(EndRole{}).ThenRefused(domain.Invalid, "until", "reason")
		appointment(t, fg).As(domain.COL).When(EndRole{Until: "2026-11-22", Reason: "Terug."}).ThenRefused(domain.Invalid, "until")
	})
	t.Run("een beëindigde aanwijzing verandert niet meer", func(t *testing.T) {
		ended := []any{fg, DeputyAppointed{"jur", yesterday}, RoleEnded{today, "Weg."}}
		appointment(t, ended...).Rules(end).ThenRefused(domain.Conflict)
		appointment(t, ended...).Rules(ChangeRoleContact{Email: "x@heemstede.nl"}).ThenRefused(domain.Conflict)
		appointment(t, ended...).Rules(AppointDeputy{"ciso", today}).ThenRefused(domain.Conflict)
	})
}
