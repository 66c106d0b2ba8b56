package governance_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/governance"
)

// Days around [domaintest.Now]; what is given happened yesterday.
const (
	yesterday calendar.Date = "2026-11-23"
	today     calendar.Date = "2026-11-24"
	newYear   calendar.Date = "2027-01-01"
)

// oneTeam and twoTeams are the first event of a process of Person(OWN).
var (
	oneTeam  = ProcessRegistered{Name: "Wmo", Task: "Maatschappelijke ondersteuning.", Teams: []string{"IASZ"}, Owner: "own"}
	twoTeams = ProcessRegistered{Name: "Evenementen", Task: "Vergunningen.", Teams: []string{"Publiekszaken", "Openbare ruimte"}, Owner: "own"}
)

// process is the process of the town, in the town.
func process(t *testing.T, events ...any) *domaintest.Case {
	t.Helper()
	return domaintest.GivenAs(t, domaintest.Process, ProcessRecord, events...).Knowing(processTown())
}

func processTown() domaintest.Facts {
	f := domaintest.Town()
	f.Offices["tm2"] = []domain.Role{domain.TM}
	return f
}

func TestRegisterProcess(t *testing.T) {
	full := RegisterProcess{Name: " Wmo ", Task: "Maatschappelijke ondersteuning.", Teams: []string{"IASZ", " ", "IASZ"}, Owner: "tm", Statute: "Wmo 2015"}
	t.Run("R-3.2-01 een proces begint met een eigenaar", func(t *testing.T) {
		c := process(t).As(domain.PB).When(full)
		c.Then(ProcessRegistered{Name: "Wmo", Task: "Maatschappelijke ondersteuning.", Teams: []string{"IASZ"}, Owner: "tm", Statute: "Wmo 2015"})
		if got := domaintest.State[Process](c).OwnerOn(today); got != "tm" {
			t.Errorf("owner %q", got)
		}
	})
	t.Run("R-3.2-01 zonder naam, taak, team of eigenaar is er geen proces; alles wordt in één keer genoemd", func(t *testing.T) {
		process(t).As(domain.PB).When(RegisterProcess{Teams: []string{" "}}).ThenRefused(domain.Invalid, "name", "task", "teams", "owner")
	})
	t.Run("R-1.2-01 ook een intergemeentelijke afdeling kan een team zijn", func(t *testing.T) {
		process(t).As(domain.PB).When(full).ThenEvents("ProcessRegistered")
	})
	for _, person := range []string{"emp", "dom", "sec", "pb", "onbekend"} {
		t.Run("R-3.2-02 "+person+" is geen teammanager en wordt geen eigenaar", func(t *testing.T) {
			c := full
			c.Owner = person
			process(t).As(domain.PB).When(c).ThenRefused(domain.Invalid, "owner")
		})
	}
	t.Run("RT-02 de FG wordt geen eigenaar, ook niet als teammanager", func(t *testing.T) {
		f := processTown()
		f.Offices["fg"] = []domain.Role{domain.FG, domain.TM}
		c := full
		c.Owner = "fg"
		process(t).As(domain.PB).Knowing(f).When(c).ThenRefused(domain.Invalid, "owner")
	})
}

func TestAssignOwner(t *testing.T) {
	t.Run("R-3.2-01 elke dag heeft precies één eigenaar: de oude tot de ingangsdatum, daarna de nieuwe", func(t *testing.T) {
		c := process(t, oneTeam).As(domain.SEC).When(AssignOwner{Person: "tm2", From: newYear, Reason: "Wisseling."})
		c.Then(ProcessOwnerAssigned{Person: "tm2", From: newYear, Reason: "Wisseling."})
		got := map[calendar.Date]string{}
		for _, d := range []calendar.Date{"2026-11-22", yesterday, "2026-12-31", newYear, "2030-01-01"} {
			got[d] = domaintest.State[Process](c).OwnerOn(d)
		}
		want := map[calendar.Date]string{"2026-11-22": "", yesterday: "own", "2026-12-31": "own", newYear: "tm2", "2030-01-01": "tm2"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("owners (-want +got):\n%s", diff)
		}
	})
	t.Run("R-3.2-01 een tweede aanwijzing op dezelfde dag vervangt de eerste", func(t *testing.T) {
		c := process(t, oneTeam, ProcessOwnerAssigned{Person: "tm2", From: newYear}).As(domain.SEC).When(AssignOwner{Person: "tm", From: newYear, Reason: "Vergissing."})
		if p := domaintest.State[Process](c); p.OwnerOn(newYear) != "tm" || len(p.Owners) != 2 {
			t.Errorf("owners %v", p.Owners)
		}
	})
	t.Run("R-3.2-01 vóór de eerste eigenaar komt geen andere: er is geen gat", func(t *testing.T) {
		process(t, oneTeam).As(domain.SEC).When(AssignOwner{Person: "tm2", From: "2026-01-01", Reason: "Eerder."}).ThenRefused(domain.Invalid, "from")
	})
	t.Run("R-3.2-02 alleen een teammanager kan eigenaar worden", func(t *testing.T) {
		process(t, oneTeam).As(domain.SEC).When(AssignOwner{Person: "dom", From: today, Reason: "Hoger."}).ThenRefused(domain.Invalid, "person")
	})
	t.Run("zonder persoon, dag of reden: geweigerd", func(t *testing.T) {
		process(t, oneTeam).As(domain.SEC).When(AssignOwner{}).ThenRefused(domain.Invalid, "person", "from", "reason")
	})
	t.Run("wie al eigenaar is, wordt het niet nog eens", func(t *testing.T) {
		process(t, oneTeam).As(domain.SEC).When(AssignOwner{Person: "tm", From: today, Reason: "Dubbel."}).
			When(AssignOwner{Person: "tm", From: newYear, Reason: "Dubbel."}).Then()
	})
}

func TestCoordinatingOwner(t *testing.T) {
	for _, c := range []struct {
		person   string
		function Function
	}{{"tm2", "team-manager"}, {"dom", "domain-manager"}, {"jur", "other"}} {
		t.Run("R-3.2-02 coördinerend eigenaar kan zijn: "+string(c.function), func(t *testing.T) {
			process(t, twoTeams).As(domain.SEC).When(DesignateCoordinatingOwner{c.person, c.function, "Twee teams."}).
				Then(CoordinatingOwnerDesignated{c.person, c.function, "Twee teams."})
		})
	}
	t.Run("R-3.2-03 een proces van één team krijgt geen coördinerend eigenaar", func(t *testing.T) {
		process(t, oneTeam).As(domain.SEC).When(DesignateCoordinatingOwner{"dom", "domain-manager", "Toch."}).ThenRefused(domain.Unmet)
	})
	t.Run("R-3.2-03 wie het proces tot één team maakt, heeft daarna geen coördinerend eigenaar meer", func(t *testing.T) {
		c := process(t, twoTeams, CoordinatingOwnerDesignated{"dom", "domain-manager", "Twee teams."}).As(domain.PB).
			When(DescribeProcess{Name: "Evenementen", Task: "Vergunningen.", Teams: []string{"Publiekszaken"}, Reason: "Samengevoegd."})
		if p := domaintest.State[Process](c); p.Coord != "" || p.Function != "" {
			t.Errorf("coordinated by %q (%s)", p.Coord, p.Function)
		}
	})
	t.Run("R-3.2-02 wie de functie niet heeft, krijgt haar hier niet", func(t *testing.T) {
		process(t, twoTeams).As(domain.SEC).When(DesignateCoordinatingOwner{"emp", "domain-manager", "Twee teams."}).ThenRefused(domain.Invalid, "function")
		process(t, twoTeams).As(domain.SEC).When(DesignateCoordinatingOwner{"emp", "team-manager", "Twee teams."}).ThenRefused(domain.Invalid, "function")
	})
	t.Run("RT-02 de FG coördineert geen proces", func(t *testing.T) {
		process(t, twoTeams).As(domain.SEC).When(DesignateCoordinatingOwner{"fg", "other", "Twee teams."}).ThenRefused(domain.Invalid, "person")
	})
	t.Run("zonder persoon, functie of reden: geweigerd", func(t *testing.T) {
		process(t, twoTeams).As(domain.SEC).When(DesignateCoordinatingOwner{}).ThenRefused(domain.Invalid, "person", "function", "reason")
	})
}

func TestDescribeProcess(t *testing.T) {
	t.Run("een nieuwe beschrijving vervangt de oude, met de reden", func(t *testing.T) {
		process(t, oneTeam).As(domain.PB).When(DescribeProcess{Name: "Wmo en jeugd", Task: "Zorg.", Teams: []string{"IASZ", "Jeugd"}, Reason: "Uitgebreid."}).
			Then(ProcessDescribed{Name: "Wmo en jeugd", Task: "Zorg.", Teams: []string{"IASZ", "Jeugd"}, Reason: "Uitgebreid."})
	})
	t.Run("dezelfde beschrijving nog eens verandert niets", func(t *testing.T) {
		process(t, oneTeam).As(domain.PB).When(DescribeProcess{Name: oneTeam.Name, Task: oneTeam.Task, Teams: oneTeam.Teams, Reason: "Nogmaals."}).Then()
	})
	t.Run("zonder naam, taak, team of reden: geweigerd", func(t *testing.T) {
		process(t, oneTeam).As(domain.PB).When(DescribeProcess{}).ThenRefused(domain.Invalid, "name", "task", "teams", "reason")
	})
}

func TestDiscontinueProcess(t *testing.T) {
	busy := processTown()
	busy.Open[domaintest.Process] = 1
	t.Run("RT-01 een proces met lopende verwerkingen kan niet worden beëindigd", func(t *testing.T) {
		process(t, oneTeam).As(domain.OWN).Knowing(busy).When(DiscontinueProcess{Reason: "Klaar."}).ThenRefused(domain.Unmet)
	})
	t.Run("RT-01 een proces zonder lopende verwerkingen kan worden beëindigd, met een reden", func(t *testing.T) {
		process(t, oneTeam).As(domain.OWN).When(DiscontinueProcess{}).ThenRefused(domain.Invalid, "reason")
		process(t, oneTeam).As(domain.OWN).When(DiscontinueProcess{Reason: "Klaar."}).Then(ProcessDiscontinued{"Klaar."})
	})
	t.Run("RT-01 aan een beëindigd proces verandert niets meer", func(t *testing.T) {
		ended := []any{twoTeams, ProcessDiscontinued{"Klaar."}}
		process(t, ended...).Rules(AssignOwner{"tm2", newYear, "Weer."}).ThenRefused(domain.Conflict)
		process(t, ended...).Rules(DesignateCoordinatingOwner{"dom", "domain-manager", "Weer."}).ThenRefused(domain.Conflict)
		process(t, ended...).Rules(DiscontinueProcess{"Weer."}).ThenRefused(domain.Conflict)
		process(t, ended...).Rules(DescribeProcess{Name: "x", Task: "x", Teams: []string{"x"}, Reason: "x"}).ThenRefused(domain.Conflict)
		process(t, ended...).Rules(MandateSubprocessOwner{Person: "emp", Commands: []string{"activity/start"}, From: today, Reason: "Weer."}).ThenRefused(domain.Conflict)
	})
}

func TestMandate(t *testing.T) {
	give := MandateSubprocessOwner{Person: "emp", Commands: []string{"activity/submit", " activity/confirm ", "activity/submit"},
		From: today, Until: "2026-12-31", Reason: "Dagelijks werk."}
	given := SubprocessOwnerMandated{Mandate: "m", Owner: "own", Person: "emp", Commands: []string{"activity/submit"}, From: yesterday,
		Until: "2026-12-31", Reason: "Dagelijks werk."}

	t.Run("R-3.2-04 de eigenaar mandateert genoemde taken aan een medewerker", func(t *testing.T) {
		process(t, oneTeam).As(domain.OWN).When(give).Then(SubprocessOwnerMandated{Mandate: domaintest.Command, Owner: "own", Person: "emp",
			Commands: []string{"activity/submit", "activity/confirm"}, From: today, Until: "2026-12-31", Reason: "Dagelijks werk."})
	})
	t.Run("R-3.2-05 het mandaat telt van het begin van de eerste tot het eind van de laatste dag in Amsterdam", func(t *testing.T) {
		m := domaintest.State[Process](process(t, oneTeam).As(domain.OWN).When(give)).Mandates[domaintest.Command]
		start, end := today.Start(), newYear.Start()
		for at, want := range map[time.Time]bool{start.Add(-1): false, start: true, end.Add(-1): true, end: false} {
			if got := m.Covers("activity", "submit", at); got != want {
				t.Errorf("at %s: %v", at, got)
			}
		}
	})
	t.Run("R-3.2-08 wat gemandateerd is, blijft zichtbaar onder de eigenaar, ook na intrekking", func(t *testing.T) {
		c := process(t, oneTeam, given).As(domain.OWN).When(WithdrawMandate{"m", "Andere functie."})
		m := domaintest.State[Process](c).Mandates["m"]
		if m.Owner != "own" || m.Person != "emp" || m.Process != domaintest.Process || !m.Withdrawn {
			t.Errorf("mandate %+v", m)
		}
	})
	t.Run("zonder persoon, taak, begin of reden: geweigerd", func(t *testing.T) {
		process(t, oneTeam).As(domain.OWN).When(MandateSubprocessOwner{}).ThenRefused(domain.Invalid, "person", "commands", "from", "reason")
	})
	change := func(f func(*MandateSubprocessOwner)) MandateSubprocessOwner { c := give; f(&c); return c }
	refused := []struct {
		name  string
		c     MandateSubprocessOwner
		field string
	}{
		{"R-3.2-04 een mandaat gaat naar een medewerker", change(func(c *MandateSubprocessOwner) { c.Person = "onbekend" }), "person"},
		{"een mandaat aan uzelf bestaat niet", change(func(c *MandateSubprocessOwner) { c.Person = "own" }), "person"},
		{"RT-02 de FG handelt niet namens een eigenaar", change(func(c *MandateSubprocessOwner) { c.Person = "fg" }), "person"},
		{"RT-01 het recht om mandaten te geven gaat niet mee", change(func(c *MandateSubprocessOwner) { c.Commands = []string{"process/mandate"} }), "commands"},
		{"RT-01 het recht om mandaten in te trekken gaat niet mee", change(func(c *MandateSubprocessOwner) { c.Commands = []string{" process/withdraw-mandate "} }), "commands"},
		{"een taak is een record met een opdracht", change(func(c *MandateSubprocessOwner) { c.Commands = []string{"alles"} }), "commands"},
		{"het einde ligt niet vóór het begin", change(func(c *MandateSubprocessOwner) { c.Until = yesterday }), "until"},
	}
	for _, r := range refused {
		t.Run(r.name+": geweigerd", func(t *testing.T) {
			process(t, oneTeam).As(domain.OWN).When(r.c).ThenRefused(domain.Invalid, r.field)
		})
	}
	t.Run("RT-01 de subproceseigenaar geeft zijn mandaat niet door", func(t *testing.T) {
		process(t, oneTeam, given).By("emp", domain.OWN).Under("m").Rules(give).ThenRefused(domain.Forbidden)
	})
	t.Run("RT-01 zelfs een mandaat dat mandateren noemt, wordt niet doorgegeven", func(t *testing.T) {
		f := processTown()
		f.Mandates["m"] = domain.Mandate{ID: "m", Process: domaintest.Process, Person: "emp", Commands: []string{"process/mandate"}}
		process(t, oneTeam).By("emp", domain.OWN).Under("m").Knowing(f).When(give).ThenRefused(domain.Forbidden)
	})
}

func TestEndOfMandate(t *testing.T) {
	given := SubprocessOwnerMandated{Mandate: "m", Owner: "own", Person: "emp", Commands: []string{"activity/submit"}, From: yesterday, Until: "2026-12-31"}
	open := given
	open.Until = ""
	t.Run("R-3.2-07 een ingetrokken mandaat dekt niets meer", func(t *testing.T) {
		c := process(t, oneTeam, given).As(domain.OWN).When(WithdrawMandate{"m", "Andere functie."})
		c.Then(MandateWithdrawn{"m", "Andere functie."})
		if m := domaintest.State[Process](c).Mandates["m"]; m.Covers("activity", "submit", domaintest.Now) {
			t.Errorf("still covers: %+v", m)
		}
	})
	t.Run("twee keer intrekken verandert niets", func(t *testing.T) {
		process(t, oneTeam, given, MandateWithdrawn{"m", "Weg."}).As(domain.OWN).When(WithdrawMandate{"m", "Weg."}).Then()
	})
	t.Run("een mandaat dat er niet is, of zonder reden: geweigerd", func(t *testing.T) {
		process(t, oneTeam).As(domain.OWN).When(WithdrawMandate{}).ThenRefused(domain.Invalid, "mandate", "reason")
	})
	t.Run("RT-01 een mandaat verloopt op het eerste moment na zijn laatste dag, en niet eerder", func(t *testing.T) {
		end := newYear.Start()
		process(t, oneTeam, given).As(domain.SYS).At(end.Add(-1)).When(ExpireMandate{"m"}).Then()
		process(t, oneTeam, given).As(domain.SYS).At(end).When(ExpireMandate{"m"}).Then(MandateExpired{"m"})
	})
	t.Run("RT-01 wat al voorbij is, verloopt niet nog eens", func(t *testing.T) {
		process(t, oneTeam, given, MandateWithdrawn{"m", "Weg."}).As(domain.SYS).At(newYear.Start()).When(ExpireMandate{"m"}).Then()
		process(t, oneTeam, given, MandateExpired{"m"}).As(domain.SYS).At(newYear.Start()).When(ExpireMandate{"m"}).Then()
	})
	t.Run("RT-01 een mandaat zonder einddatum verloopt niet", func(t *testing.T) {
		process(t, oneTeam, open).As(domain.SYS).At(newYear.Start().AddDate(50, 0, 0)).When(ExpireMandate{"m"}).Then()
	})
	t.Run("RT-01 alleen de klok laat een mandaat verlopen", func(t *testing.T) {
		process(t, oneTeam, given).As(domain.OWN).When(ExpireMandate{"m"}).ThenRefused(domain.Forbidden)
	})
	t.Run("RT-01 een mandaat verloopt ook als het proces al is beëindigd", func(t *testing.T) {
		process(t, oneTeam, given, ProcessDiscontinued{"Klaar."}).As(domain.SYS).At(newYear.Start()).When(ExpireMandate{"m"}).Then(MandateExpired{"m"})
	})
}
