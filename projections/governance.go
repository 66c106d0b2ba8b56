package projections

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
)

// Governance answers who holds which role, who owns what, and under which mandate. It implements [domain.Facts] for
// whoever holds the lock of the models; [Live.Facts] is the same for everybody else.
type Governance struct {
	records  *Records
	links    *Links
	Employee func(person string) bool // who stands in the staff directory; set once, before use
	byPerson map[string][]*Versions   // appointments and deputies
	mandates map[string]string        // mandate id → process id
	open     map[string]int           // process → open activities
}

// NewGovernance returns the model over the records.
func NewGovernance(r *Records) *Governance {
	return &Governance{records: r, links: NewLinks(r), byPerson: map[string][]*Versions{}, mandates: map[string]string{}, open: map[string]int{}}
}

// Apply implements [Model].
func (g *Governance) Apply(c Change) {
	g.links.Apply(c)
	switch f := c.Fact.(type) {
	case governance.RoleAppointed:
		g.byPerson[f.Person] = append(g.byPerson[f.Person], c.Record)
	case governance.DeputyAppointed:
		g.byPerson[f.Person] = append(g.byPerson[f.Person], c.Record)
	case governance.SubprocessOwnerMandated:
		g.mandates[f.Mandate] = c.Record.ID
	}
	if after, ok := c.After.(register.Activity); ok {
		if before, ok := c.Before.(register.Activity); ok && before.State != register.StatusEnded {
			g.open[before.Process]--
		}
		if after.State != register.StatusEnded {
			g.open[after.Process]++
		}
	}
}

// Holders returns who holds a role at a moment, as far as is known now.
func (g *Governance) Holders(role domain.Role, at time.Time) []string {
	return g.HoldersAsOf(role, at, AsOf{})
}

// HoldersAsOf returns who held a role at a moment, as the ledger knew it at another.
func (g *Governance) HoldersAsOf(role domain.Role, at time.Time, known AsOf) []string {
	var list []string
	day := calendar.On(at)
	for _, v := range g.records.OfType("role") {
		x, ok := v.At(AsOf{Recorded: known.Recorded})
		if !ok {
			continue
		}
		a := x.State.(governance.Appointment)
		if a.Role != role {
			continue
		}
		for _, p := range a.InOffice(day) {
			if !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
}

// Holds tells whether the person holds the role at a moment.
func (g *Governance) Holds(person string, role domain.Role, at time.Time) bool {
	switch role {
	case domain.SYS:
		return person == domain.System
	case domain.EMP:
		return g.Employee == nil || g.Employee(person)
	case domain.OWN:
		return g.owns(person, at)
	}
	day := calendar.On(at)
	for _, v := range g.byPerson[person] {
		a := v.Last().State.(governance.Appointment)
		if a.Role == role && slices.Contains(a.InOffice(day), person) {
			return true
		}
	}
	return false
}

func (g *Governance) owns(person string, at time.Time) bool {
	day := calendar.On(at)
	for _, v := range g.records.OfType("process") {
		p := v.Last().State.(governance.Process)
		if !p.Ended && (p.OwnerOn(day) == person || p.Coord == person) {
			return true
		}
	}
	return false
}

// Mandates returns the mandates a person can act under at a moment.
func (g *Governance) Mandates(person string, at time.Time) []domain.Mandate {
	var list []domain.Mandate
	for _, v := range g.records.OfType("process") {
		for _, m := range v.Last().State.(governance.Process).Mandates {
			if m.Person == person && !m.Withdrawn && !at.Before(m.From) && (m.Until.IsZero() || at.Before(m.Until)) {
				list = append(list, m)
			}
		}
	}
	slices.SortFunc(list, func(a, b domain.Mandate) int { return a.From.Compare(b.From) })
	return list
}

// RolesOf returns the roles a person can choose from now, in the order of the RASCI table.
func (g *Governance) RolesOf(person string, at time.Time) []domain.Role {
	var list []domain.Role
	for _, r := range domain.Roles {
		if r.Role != domain.SYS && g.Holds(person, r.Role, at) {
			list = append(list, r.Role)
		}
	}
	return list
}

// RolesFrom returns the roles that the person holds at a moment or will hold after it, as far as is known now, in the
// order of the RASCI table: see [domain.Facts].
func (g *Governance) RolesFrom(person string, at time.Time) []domain.Role {
	day := calendar.On(at)
	var list []domain.Role
	for _, r := range domain.Roles {
		if r.Role == domain.OWN && g.ownsFrom(person, day, at) ||
			slices.ContainsFunc(g.byPerson[person], func(v *Versions) bool {
				a := v.Last().State.(governance.Appointment)
				return a.Role == r.Role && a.Engages(person, day)
			}) {
			list = append(list, r.Role)
		}
	}
	return list
}

// ownsFrom tells whether a process is or will be the person's, or he acts or will act for the owner of one.
func (g *Governance) ownsFrom(person string, day calendar.Date, at time.Time) bool {
	return slices.ContainsFunc(g.records.OfType("process"), func(v *Versions) bool {
		p := v.Last().State.(governance.Process)
		return p.Engages(person, day, at)
	})
}

// Matrix returns the matrix as of a moment.
func (g *Governance) Matrix(a AsOf) governance.Matrix {
	if v := g.records.Get("matrix", governance.MatrixID); v != nil {
		if x, ok := v.At(a); ok {
			return x.State.(governance.Matrix)
		}
	}
	return governance.Matrix{}
}

// Process returns what rules need to know of a process at a moment. An owner who is no longer a team manager leaves the
// process without one ("eigenaar ontbreekt", RT-01 rule 4).
func (g *Governance) Process(id string, at time.Time) (domain.ProcessFacts, bool) {
	v := g.records.Get("process", id)
	if v == nil {
		return domain.ProcessFacts{}, false
	}
	p := v.Last().State.(governance.Process)
	f := domain.ProcessFacts{Owner: p.OwnerOn(calendar.On(at)), Coordinating: p.Coord, Ended: p.Ended}
	if !g.Holds(f.Owner, domain.TM, at) {
		f.Owner = ""
	}
	return f, true
}

// Mandate returns a mandate by its id.
func (g *Governance) Mandate(id string) (domain.Mandate, bool) {
	v := g.records.Get("process", g.mandates[id])
	if v == nil {
		return domain.Mandate{}, false
	}
	m, ok := v.Last().State.(governance.Process).Mandates[id]
	return m, ok
}

// Mandated tells whether the person has a mandate that counts at that time.
func (g *Governance) Mandated(person string, at time.Time) bool {
	return len(g.Mandates(person, at)) > 0
}

// RowRoles returns who may act by a row of Annex 1 now.
func (g *Governance) RowRoles(row string) []domain.Role { return g.Matrix(AsOf{}).RolesOf(row) }

// OpenActivities counts the activities of a process that have not ended.
func (g *Governance) OpenActivities(process string) int { return g.open[process] }

// Links returns which records name which others.
func (g *Governance) Links() *Links { return g.links }

// RetentionRule tells whether the rule exists.
func (g *Governance) RetentionRule(id string) bool { return g.records.Get("retention", id) != nil }

// locked is [domain.Facts] over the live models: each answer is read under their lock. [Governance] itself is the same
// for whoever holds the lock already.
type locked struct {
	live *Live
	g    *Governance
}

// Facts returns the facts for rules.
func (l *Live) Facts(g *Governance) domain.Facts { return locked{l, g} }

func (f locked) Holds(person string, role domain.Role, at time.Time) (ok bool) {
	f.live.View(func() { ok = f.g.Holds(person, role, at) })
	return ok
}

func (f locked) RolesFrom(person string, at time.Time) (list []domain.Role) {
	f.live.View(func() { list = f.g.RolesFrom(person, at) })
	return list
}

func (f locked) Holders(role domain.Role, at time.Time) (list []string) {
	f.live.View(func() { list = f.g.Holders(role, at) })
	return list
}

func (f locked) Process(id string, at time.Time) (p domain.ProcessFacts, ok bool) {
	f.live.View(func() { p, ok = f.g.Process(id, at) })
	return p, ok
}

func (f locked) Mandate(id string) (m domain.Mandate, ok bool) {
	f.live.View(func() { m, ok = f.g.Mandate(id) })
	return m, ok
}

func (f locked) Mandated(person string, at time.Time) (ok bool) {
	f.live.View(func() { ok = f.g.Mandated(person, at) })
	return ok
}

func (f locked) RowRoles(row string) (list []domain.Role) {
	f.live.View(func() { list = f.g.RowRoles(row) })
	return list
}

func (f locked) OpenActivities(process string) (n int) {
	f.live.View(func() { n = f.g.OpenActivities(process) })
	return n
}

func (f locked) RetentionRule(id string) (ok bool) {
	f.live.View(func() { ok = f.g.RetentionRule(id) })
	return ok
}

// Expired returns the mandates whose period has passed and that no event has ended yet: what the clock has to say.
func (g *Governance) Expired(l *Live, at time.Time) (list []domain.Mandate) {
	l.View(func() {
		for _, v := range g.records.OfType("process") {
			for _, m := range v.Last().State.(governance.Process).Mandates {
				if !m.Withdrawn && !m.Until.IsZero() && !at.Before(m.Until) {
					list = append(list, m)
				}
			}
		}
	})
	return list
}
