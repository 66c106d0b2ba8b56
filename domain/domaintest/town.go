package domaintest

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// Process is the process of [Town]: its owner is Person(OWN).
const Process = "33333333-3333-4333-8333-333333333333"

// Rule is the retention rule of [Town].
const Rule = "44444444-4444-4444-8444-444444444444"

// Person returns who holds the role in [Town]: "pb" is the privacy administrator. The clock is [domain.System].
func Person(r domain.Role) string {
	if r == domain.SYS {
		return domain.System
	}
	return strings.ToLower(string(r))
}

// Town is a municipality in which every role is held by one person, who holds no other: see [Person]. The owner is a
// team manager, because only a team manager can own a process (R-3.2-02). It has one process and one retention rule.
// Each call returns tables of its own: change them freely.
func Town() Facts {
	f := Facts{Offices: map[string][]domain.Role{}, Mandates: map[string]domain.Mandate{}, Rows: map[string][]domain.Role{},
		Open: map[string]int{}, Rules: []string{Rule},
		Processes: map[string]domain.ProcessFacts{Process: {Owner: Person(domain.OWN)}}}
	for _, r := range domain.Roles {
		if r.Role != domain.SYS && r.Role != domain.OWN && r.Role != domain.EMP {
			f.Offices[Person(r.Role)] = []domain.Role{r.Role}
		}
	}
	f.Offices[Person(domain.OWN)] = []domain.Role{domain.TM}
	f.Offices[Person(domain.EMP)] = nil
	return f
}
