package chapters_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/domaintest"
)

type roles = []domain.Role

// An authority says who may issue a command, as the event tables of the requirements have it.
type authority struct {
	command string // record/command
	row     string // row of bijlage 1; "" if it is silent
	policy  roles  // by that row, a paragraph, or a default of the requirements
	own     bool   // OWN only for processes of its own
	ours    roles  // what we add to the requirements
	why     string // and why
}

// authorities are the event tables of RT-01, RT-02, RT-03, RT-09 and RT-32, by hand.
var authorities = []authority{
	{"process/register", "", roles{domain.PB}, false, nil, ""},
	{"process/assign-owner", "", roles{domain.SEC}, false, nil, ""},
	{"process/designate-coordinator", "", roles{domain.SEC}, false, nil, ""},
	{"process/mandate", "", roles{domain.OWN}, true, nil, ""},
	{"process/withdraw-mandate", "", roles{domain.OWN}, true, nil, ""},
	{"process/expire-mandate", "", roles{domain.SYS}, false, nil, ""},
	{"process/discontinue", "", roles{domain.OWN}, true, nil, ""},

	{"role/appoint", "", roles{domain.COL, domain.SEC}, false, roles{domain.SYS}, "the first secretary, and the command line: somebody must be first"},
	{"role/change-contact", "", roles{domain.PB}, false, nil, ""},
	{"role/appoint-deputy", "", roles{domain.COL}, false, nil, ""},
	{"role/end-deputy", "", roles{domain.COL}, false, nil, ""},
	{"access/change", "", nil, false, roles{domain.SEC, domain.COL, domain.PB, domain.SYS}, "accounts are not in the policy; of whoever holds a role by the secretary only, a link with a provider by the system only (the rule says so)"},
	{"role/end", "", roles{domain.COL, domain.SEC}, false, roles{domain.SYS}, "as role/appoint"},

	{"activity/submit", "B1.1-1", roles{domain.OWN}, true, nil, ""},
	{"activity/return", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/register", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/approve-start", "", roles{domain.OWN}, true, nil, ""},
	{"activity/start", "", roles{domain.OWN}, true, nil, ""},
	{"activity/submit-change", "B1.1-2", roles{domain.OWN}, true, nil, ""},
	{"activity/amend", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/correct", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/confirm", "B1.1-2", roles{domain.OWN}, true, nil, ""},
	{"activity/test", "B1.1-5", roles{domain.FG}, false, nil, ""},
	{"activity/publish", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/withdraw-publication", "B1.1-4", roles{domain.PB}, false, nil, ""},
	{"activity/suspend", "", roles{domain.OWN}, true, nil, ""},
	{"activity/resume", "", roles{domain.OWN}, true, nil, ""},
	{"activity/end", "", roles{domain.OWN}, true, nil, ""},

	{"round/start", "B1.1-3", roles{domain.PB}, false, nil, ""},
	{"round/close", "B1.1-3", roles{domain.PB}, false, nil, ""},

	{"retention/set", "", roles{domain.OWN}, false, roles{domain.PB}, "RT-09 says OWN, with PB advising; PB keeps the list of rules, which belong to no one process"},
	{"retention/change", "", roles{domain.OWN}, false, roles{domain.PB}, "as retention/set"},

	{"test/record", "", roles{domain.FG}, false, nil, ""},

	// The requirements name these without saying who.
	{"process/describe", "", nil, false, roles{domain.PB}, "as process/register"},
	{"matrix/change-row", "", nil, false, roles{domain.SEC}, "T-32: the matrix can be set; the secretary appoints too"},
	{"activity/supplement", "B1.1-1", nil, true, roles{domain.OWN}, "supplying includes completing what was returned"},
	{"activity/take-over", "B1.1-4", nil, false, roles{domain.PB}, "R-LED-18: an import is managing the register"},
	{"activity/take-over-again", "B1.1-4", nil, false, roles{domain.PB}, "R-LED-18"},
	{"activity/assess", "", nil, true, roles{domain.OWN, domain.DOM, domain.SEC}, "R-3.1-09: by management"},
	{"activity/find-deviation", "", nil, false, roles{domain.FG, domain.PB, domain.OWN, domain.CISO}, "R-LED-19: found by"},
	{"activity/remedy-deviation", "", nil, false, roles{domain.FG, domain.PB}, "R-LED-19: whoever did it wrong does not tick it off"},
	{"import/record", "B1.1-4", nil, false, roles{domain.PB}, "R-LED-18"},
}

// commands are all commands of all records, by record/command.
func commands() map[string]*domain.CommandInfo {
	m := map[string]*domain.CommandInfo{}
	for _, rec := range chapters.All {
		info := rec.Info()
		for i := range info.Commands {
			m[info.Name+"/"+info.Commands[i].Name] = &info.Commands[i]
		}
	}
	return m
}

// may tells whether whoever holds the role in the town may issue the command.
func may(t *testing.T, c *domain.CommandInfo, r domain.Role) bool {
	t.Helper()
	err := domain.Authorize(c, domaintest.Process, domain.Stamp{Actor: domaintest.Person(r), Role: r,
		Happened: domaintest.Now, Recorded: domaintest.Now, Facts: domaintest.Town()})
	if refusal, ok := errors.AsType[*domain.Refusal](err); err != nil && (!ok || refusal.Kind != domain.Forbidden) {
		t.Fatalf("%s as %s: %v", c.Name, r, err)
	}
	return err == nil
}

func TestWhoMayDoWhat(t *testing.T) {
	all := commands()
	for _, a := range authorities {
		c := all[a.command]
		if c == nil {
			t.Errorf("there is no command %s", a.command)
			continue
		}
		delete(all, a.command)
		want := slices.Concat(a.policy, a.ours)
		t.Run("R-3.3-01 "+a.command+": "+c.NL+" mogen alleen "+names(want), func(t *testing.T) {
			if c.Row != a.row || c.Own != a.own {
				t.Errorf("row %q, own %v; want %q, %v", c.Row, c.Own, a.row, a.own)
			}
			var got roles
			for _, r := range domain.Roles {
				if may(t, c, r.Role) {
					got = append(got, r.Role)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("roles (-requirements +code):\n%s", diff)
			}
		})
		t.Run("T-32 "+a.command+": wie het mag zonder rij in bijlage 1, heeft een bron", func(t *testing.T) {
			if c.Row == "" && c.Source == "" || len(a.ours) > 0 && a.why == "" {
				t.Errorf("no source: %+v", c)
			}
		})
	}
	for name := range all {
		t.Errorf("%s is not in the table of who may do what", name)
	}
}

func TestNobodyElse(t *testing.T) {
	t.Run("R-3.3-03 de FG wordt elke opdracht van de eigenaar geweigerd waar bijlage 1 de FG niet bij aankruist", func(t *testing.T) {
		n := 0
		for _, a := range authorities {
			if slices.Contains(a.policy, domain.OWN) && !slices.Contains(a.policy, domain.FG) {
				n++
				if may(t, commands()[a.command], domain.FG) {
					t.Errorf("the FG may %s", a.command)
				}
			}
		}
		if n < 10 {
			t.Errorf("only %d commands of the owner", n)
		}
	})
	for _, r := range []domain.Role{domain.ACC, domain.CTRL, domain.JUR, domain.EMP, domain.OPL, domain.TM, domain.MAYOR} {
		t.Run("R-LED-15 "+domain.RoleNL(r)+" geeft geen enkele opdracht", func(t *testing.T) {
			for name, c := range commands() {
				if may(t, c, r) {
					t.Errorf("may %s", name)
				}
			}
		})
	}
}

func names(list roles) string {
	s := ""
	for i, r := range list {
		if i > 0 {
			s += ", "
		}
		s += string(r)
	}
	return s
}
