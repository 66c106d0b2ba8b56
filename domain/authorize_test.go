package domain_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
)

// acting is the stamp of whoever holds the role in the town.
func acting(role domain.Role) domain.Stamp {
	return domain.Stamp{Actor: domaintest.Person(role), Role: role, Happened: domaintest.Now, Recorded: domaintest.Now,
		Facts: domaintest.Town()}
}

func wantRefusal(t *testing.T, err error, kind domain.Kind, code string) {
	t.Helper()
	r, ok := errors.AsType[*domain.Refusal](err)
	if !ok {
		t.Fatalf("not refused: %v", err)
	}
	if r.Kind != kind || r.Code != code {
		t.Errorf("refused as %s %s (%v), want %s %s", r.Kind, r.Code, r, kind, code)
	}
	if strings.TrimSpace(r.NL) == "" {
		t.Error("a refusal is a Dutch sentence for a person")
	}
}

// roleNames is the RASCI table of R-3.1-04, with the mayor and the process owner of §3.1–3.2.
var roleNames = map[domain.Role]string{
	domain.SEC: "Gemeentesecretaris", domain.DOM: "Domeinmanager", domain.TM: "Teammanager",
	domain.OPL: "Operationeel leidinggevende", domain.EMP: "Medewerker", domain.COL: "College van burgemeester en wethouders",
	domain.PB: "Privacybeheerder", domain.JUR: "Jurist", domain.FG: "Functionaris gegevensbescherming", domain.CISO: "CISO",
	domain.CTRL: "Controller (financieel)", domain.ACC: "Accountant",
	domain.MAYOR: "Burgemeester (portefeuillehouder)", domain.OWN: "Proceseigenaar",
}

func TestRoles(t *testing.T) {
	for role, nl := range roleNames {
		t.Run("R-3.1-04 de rol "+nl+" bestaat", func(t *testing.T) {
			i := slices.IndexFunc(domain.Roles, func(r domain.RoleInfo) bool { return r.Role == role })
			if i < 0 || domain.Roles[i].RASCI == "" || domain.Roles[i].Line == "" {
				t.Fatalf("%s is not in the RASCI table: %+v", role, domain.Roles)
			}
			if got := domain.RoleNL(role); got != nl {
				t.Errorf("%s is called %q", role, got)
			}
		})
	}
	t.Run("R-3.1-04 elke rol staat er één keer in", func(t *testing.T) {
		seen := map[domain.Role]bool{}
		for _, r := range domain.Roles {
			if seen[r.Role] {
				t.Errorf("%s twice", r.Role)
			}
			seen[r.Role] = true
		}
	})
	t.Run("een onbekende rol heet zoals zij in het log staat", func(t *testing.T) {
		if got := domain.RoleNL("XYZ"); got != "XYZ" {
			t.Errorf("got %q", got)
		}
	})
}

// owner is a command of the owner where bijlage 1 is silent.
var owner = &domain.CommandInfo{Record: "activity", Name: "start", NL: "Starten", Roles: []domain.Role{domain.OWN}, Own: true}

func TestAuthorize(t *testing.T) {
	t.Run("G5 wie de rol niet heeft, mag niet, ook al is de rol aangekruist", func(t *testing.T) {
		by := acting(domain.FG)
		by.Actor = domaintest.Person(domain.PB)
		c := &domain.CommandInfo{NL: "Toetsen", Row: "B1.1-5"}
		wantRefusal(t, domain.Authorize(c, "", by), domain.Forbidden, "role.not-held")
	})
	t.Run("G5 wie nog niet in functie is, mag nog niet", func(t *testing.T) {
		by, town := acting(domain.PB), domaintest.Town()
		town.Since = map[string]time.Time{by.Actor: domaintest.Now.Add(time.Second)}
		by.Facts = town
		c := &domain.CommandInfo{NL: "Beheren", Row: "B1.1-4"}
		wantRefusal(t, domain.Authorize(c, "", by), domain.Forbidden, "role.not-held")
	})
	t.Run("R-3.2-01 een eigenaar beslist niet over het proces van een ander", func(t *testing.T) {
		by, town := acting(domain.OWN), domaintest.Town()
		town.Processes["ander"] = domain.ProcessFacts{Owner: "tm"}
		by.Facts = town
		wantRefusal(t, domain.Authorize(owner, "ander", by), domain.Forbidden, "process.not-owner")
	})
	t.Run("R-3.2-01 zonder bekend proces is er geen eigenaar die mag beslissen", func(t *testing.T) {
		wantRefusal(t, domain.Authorize(owner, "", acting(domain.OWN)), domain.Unmet, "process.unknown")
	})
	t.Run("R-3.2-02 de coördinerend eigenaar mag ook beslissen", func(t *testing.T) {
		by, town := acting(domain.OWN), domaintest.Town()
		town.Processes["ander"] = domain.ProcessFacts{Owner: "tm", Coordinating: by.Actor}
		by.Facts = town
		if err := domain.Authorize(owner, "ander", by); err != nil {
			t.Error(err)
		}
	})
	t.Run("de klok handelt zonder aanwijzing; een mens niet in haar rol", func(t *testing.T) {
		c := &domain.CommandInfo{NL: "Laten verlopen", Roles: []domain.Role{domain.SYS}}
		if err := domain.Authorize(c, "", acting(domain.SYS)); err != nil {
			t.Error(err)
		}
		by := acting(domain.SYS)
		by.Actor = "emp"
		wantRefusal(t, domain.Authorize(c, "", by), domain.Forbidden, "role.not-held")
	})
	t.Run("T-32 een rij die anders is vastgesteld, geldt zoals vastgesteld", func(t *testing.T) {
		town := domaintest.Town()
		town.Rows["B1.1-4"] = []domain.Role{domain.CISO}
		c := &domain.CommandInfo{NL: "Beheren", Row: "B1.1-4"}
		pb, ciso := acting(domain.PB), acting(domain.CISO)
		pb.Facts, ciso.Facts = town, town
		wantRefusal(t, domain.Authorize(c, "", pb), domain.Forbidden, "role.not-marked")
		if err := domain.Authorize(c, "", ciso); err != nil {
			t.Error(err)
		}
	})
	t.Run("rollen van de opdracht zelf komen bij die van de rij", func(t *testing.T) {
		c := &domain.CommandInfo{NL: "Beheren", Row: "B1.1-4", Roles: []domain.Role{domain.JUR}}
		for _, r := range []domain.Role{domain.PB, domain.JUR} {
			if err := domain.Authorize(c, "", acting(r)); err != nil {
				t.Errorf("%s: %v", r, err)
			}
		}
		wantRefusal(t, domain.Authorize(c, "", acting(domain.FG)), domain.Forbidden, "role.not-marked")
	})
}

// mandated is the employee of the town under a mandate to start, from the first of November to the last of December.
func mandated(change func(*domain.Mandate)) domain.Stamp {
	by, town := acting(domain.EMP), domaintest.Town()
	m := domain.Mandate{ID: "m", Process: domaintest.Process, Owner: domaintest.Person(domain.OWN), Person: by.Actor,
		Commands: []string{"activity/start", "retention/set"}, From: domaintest.Now.AddDate(0, -1, 0), Until: domaintest.Now.AddDate(0, 1, 0)}
	if change != nil {
		change(&m)
	}
	town.Mandates["m"] = m
	by.Role, by.Mandate, by.Facts = domain.OWN, "m", town
	return by
}

func TestMandates(t *testing.T) {
	t.Run("R-3.2-04 de subproceseigenaar mag precies wat het mandaat noemt", func(t *testing.T) {
		if err := domain.Authorize(owner, domaintest.Process, mandated(nil)); err != nil {
			t.Error(err)
		}
	})
	t.Run("R-3.2-04 een taak die bij geen proces hoort, kan ook worden gemandateerd", func(t *testing.T) {
		c := &domain.CommandInfo{Record: "retention", Name: "set", NL: "Bewaarregel vaststellen", Roles: []domain.Role{domain.OWN}}
		if err := domain.Authorize(c, "", mandated(nil)); err != nil {
			t.Error(err)
		}
	})
	uncovered := map[string]func(*domain.Mandate){
		"R-3.2-05 een andere taak":                    func(m *domain.Mandate) { m.Commands = []string{"activity/end"} },
		"R-3.2-05 dezelfde taak van een ander record": func(m *domain.Mandate) { m.Commands = []string{"round/start"} },
		"R-3.2-05 een ander proces":                   func(m *domain.Mandate) { m.Process = "ander" },
		"R-3.2-05 vóór de periode":                    func(m *domain.Mandate) { m.From = domaintest.Now.Add(time.Millisecond) },
		"R-3.2-05 op het eerste moment na de periode": func(m *domain.Mandate) { m.Until = domaintest.Now },
		"R-3.2-07 ingetrokken":                        func(m *domain.Mandate) { m.Withdrawn = true },
	}
	for name, change := range uncovered {
		t.Run(name+": geweigerd", func(t *testing.T) {
			wantRefusal(t, domain.Authorize(owner, domaintest.Process, mandated(change)), domain.Forbidden, "mandate.not-covered")
		})
	}
	t.Run("R-3.2-05 op het eerste moment van de periode mag het", func(t *testing.T) {
		if err := domain.Authorize(owner, domaintest.Process, mandated(func(m *domain.Mandate) { m.From = domaintest.Now })); err != nil {
			t.Error(err)
		}
	})
	t.Run("R-3.2-05 zonder einddatum geldt een mandaat tot het wordt ingetrokken", func(t *testing.T) {
		by := mandated(func(m *domain.Mandate) { m.Until = time.Time{} })
		by.Recorded = by.Recorded.AddDate(10, 0, 0)
		if err := domain.Authorize(owner, domaintest.Process, by); err != nil {
			t.Error(err)
		}
	})
	t.Run("R-3.2-04 het mandaat van een ander geldt niet", func(t *testing.T) {
		by := mandated(func(m *domain.Mandate) { m.Person = "tm" })
		wantRefusal(t, domain.Authorize(owner, domaintest.Process, by), domain.Forbidden, "mandate.unknown")
	})
	t.Run("R-3.2-04 een mandaat dat niet bestaat, geldt niet", func(t *testing.T) {
		by := mandated(nil)
		by.Mandate = "onbekend"
		wantRefusal(t, domain.Authorize(owner, domaintest.Process, by), domain.Forbidden, "mandate.unknown")
	})
	t.Run("R-3.2-04 een mandaat geeft de rol van eigenaar, en geen andere", func(t *testing.T) {
		by := mandated(nil)
		by.Role = domain.PB
		c := &domain.CommandInfo{Record: "activity", Name: "start", NL: "Beheren", Row: "B1.1-4"}
		wantRefusal(t, domain.Authorize(c, domaintest.Process, by), domain.Forbidden, "mandate.unknown")
	})
	t.Run("R-3.2-04 zonder mandaat is een medewerker geen eigenaar", func(t *testing.T) {
		by := mandated(nil)
		by.Mandate = ""
		wantRefusal(t, domain.Authorize(owner, domaintest.Process, by), domain.Forbidden, "role.not-held")
	})
}
