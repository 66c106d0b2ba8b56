// Package domaintest is given/when/then for the rules, and the samples of every event schema ever written.
package domaintest

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
)

// Now is the moment at which tests happen unless they say otherwise: a Tuesday at noon in Amsterdam.
var Now = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)

// ID is the id of the record under test.
const ID = "11111111-1111-4111-8111-111111111111"

// Command is the id of the command under test.
const Command = "22222222-2222-4222-8222-222222222222"

// Facts answers for other records from plain tables. The zero value knows nobody and nothing.
type Facts struct {
	Offices   map[string][]domain.Role // person → roles in office; everybody named here is an employee too
	Processes map[string]domain.ProcessFacts
	Mandates  map[string]domain.Mandate
	Rows      map[string][]domain.Role // rows set otherwise than Annex 1
	Open      map[string]int           // process → open activities
	Rules     []string                 // retention rules
	Since     map[string]time.Time     // person → when the offices begin; not in it: always in office
	Others    []Other                  // other records
}

// Other is another record as rules see it: versions[i] is what it told at version i+1.
type Other struct {
	Stream   string
	Links    []string
	Versions []any
}

// Holds implements [domain.Facts].
func (f Facts) Holds(person string, role domain.Role, at time.Time) bool {
	roles, known := f.Offices[person]
	if role == domain.EMP {
		return known
	}
	if role == domain.OWN {
		for _, p := range f.Processes {
			if p.Owner == person || p.Coordinating == person {
				return true
			}
		}
	}
	return slices.Contains(roles, role) && !at.Before(f.Since[person])
}

// RolesFrom implements [domain.Facts].
func (f Facts) RolesFrom(person string, at time.Time) []domain.Role {
	list := slices.Clone(f.Offices[person])
	if f.Holds(person, domain.OWN, at) || f.Mandated(person, at) {
		list = append(list, domain.OWN)
	}
	return list
}

// Holders implements [domain.Facts].
func (f Facts) Holders(role domain.Role, at time.Time) []string {
	var list []string
	for person, roles := range f.Offices {
		if slices.Contains(roles, role) && !at.Before(f.Since[person]) {
			list = append(list, person)
		}
	}
	slices.Sort(list)
	return list
}

// Process implements [domain.Facts].
func (f Facts) Process(id string, _ time.Time) (domain.ProcessFacts, bool) {
	p, ok := f.Processes[id]
	return p, ok
}

// Mandate implements [domain.Facts].
func (f Facts) Mandate(id string) (domain.Mandate, bool) { m, ok := f.Mandates[id]; return m, ok }

// Mandated implements [domain.Facts].
func (f Facts) Mandated(person string, at time.Time) bool {
	for _, m := range f.Mandates {
		if m.Person == person && !m.Withdrawn && !at.Before(m.From) && (m.Until.IsZero() || at.Before(m.Until)) {
			return true
		}
	}
	return false
}

// RowRoles implements [domain.Facts].
func (f Facts) RowRoles(row string) []domain.Role {
	if r, ok := f.Rows[row]; ok {
		return r
	}
	if r := domain.AnnexRow(row); r != nil {
		return r.Roles
	}
	return nil
}

// OpenActivities implements [domain.Facts].
func (f Facts) OpenActivities(process string) int { return f.Open[process] }

// RetentionRule implements [domain.Facts].
func (f Facts) RetentionRule(id string) bool { return slices.Contains(f.Rules, id) }

// Tell implements [domain.Facts].
func (f Facts) Tell(stream string, version uint64) (domain.Told, bool) {
	for _, o := range f.Others {
		if n := uint64(len(o.Versions)); o.Stream == stream && version <= n {
			if version == 0 {
				version = n
			}
			return domain.Told{Stream: stream, Version: version, Title: stream, Says: o.Versions[version-1]}, true
		}
	}
	return domain.Told{}, false
}

// Linked implements [domain.Facts].
func (f Facts) Linked(stream, kind string) []domain.Told {
	var list []domain.Told
	for _, o := range f.Others {
		if strings.HasPrefix(o.Stream, kind+"/") && slices.Contains(o.Links, stream) {
			t, _ := f.Tell(o.Stream, 0)
			list = append(list, t)
		}
	}
	return list
}

// T is a test, or one try of a property.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Fatal(args ...any)
}

// Case is one record in one situation.
type Case struct {
	t      T
	rec    domain.Record
	state  any
	by     domain.Stamp
	events []any
	err    error
	done   bool
}

// Given makes the record with [ID] out of events that happened a day before [Now], or a new one out of none.
func Given(t T, rec domain.Record, events ...any) *Case {
	t.Helper()
	return GivenAs(t, ID, rec, events...)
}

// GivenAs is [Given] for a record with an id of its own.
func GivenAs(t T, id string, rec domain.Record, events ...any) *Case {
	t.Helper()
	c := &Case{t: t, rec: rec, state: rec.New(), by: domain.Stamp{Actor: "tester", Role: domain.SYS, Record: id, Command: Command,
		Happened: Now, Recorded: Now, Facts: Facts{}}}
	before := c.by
	before.Happened, before.Recorded = Now.AddDate(0, 0, -1), Now.AddDate(0, 0, -1)
	for _, e := range events {
		if rec.Info().Event(e) == nil {
			t.Fatalf("%s has no event %T", rec.Info().Name, e)
		}
		c.state = rec.Evolve(c.state, e, before)
	}
	return c
}

// As lets the person of [Town] with that role act in it.
func (c *Case) As(role domain.Role) *Case { return c.By(Person(role), role) }

// By sets who acts, in which role.
func (c *Case) By(person string, role domain.Role) *Case {
	c.by.Actor, c.by.Role = person, role
	return c
}

// Under sets the mandate acted under.
func (c *Case) Under(mandate string) *Case { c.by.Mandate = mandate; return c }

// At sets when it happens and is recorded.
func (c *Case) At(at time.Time) *Case { c.by.Happened, c.by.Recorded = at, at; return c }

// Afterwards sets when it happened; it is recorded when it was to be.
func (c *Case) Afterwards(at time.Time) *Case { c.by.Happened = at; return c }

// Knowing sets what other records say.
func (c *Case) Knowing(f domain.Facts) *Case { c.by.Facts = f; return c }

// When issues a command: the role is checked as Execute checks it, then the rules.
func (c *Case) When(command any) *Case {
	c.t.Helper()
	info := c.rec.Info().Command(command)
	if info == nil {
		c.t.Fatalf("%s has no command %T", c.rec.Info().Name, command)
	}
	process := c.rec.ProcessOf(c.state)
	if o, ok := command.(domain.Owned); ok && process == "" {
		process = o.OwnedBy()
	}
	c.done = true
	if c.err = domain.Authorize(info, process, c.by); c.err != nil {
		return c
	}
	c.events, c.err = c.rec.Decide(c.state, command, c.by)
	for _, e := range c.events {
		c.state = c.rec.Evolve(c.state, e, c.by)
	}
	return c
}

// Rules issues a command without the check of the role: for tests of the rule alone.
func (c *Case) Rules(command any) *Case {
	c.t.Helper()
	c.done = true
	c.events, c.err = c.rec.Decide(c.state, command, c.by)
	for _, e := range c.events {
		c.state = c.rec.Evolve(c.state, e, c.by)
	}
	return c
}

// Then expects exactly these events.
func (c *Case) Then(want ...any) *Case {
	c.t.Helper()
	c.issued()
	if c.err != nil {
		c.t.Fatalf("refused: %v", c.err)
	}
	if diff := cmp.Diff(want, c.events); diff != "" && (len(want) > 0 || len(c.events) > 0) {
		c.t.Errorf("events (-want +got):\n%s", diff)
	}
	return c
}

// ThenEvents expects events of these types, in order, whatever they hold.
func (c *Case) ThenEvents(names ...string) *Case {
	c.t.Helper()
	c.issued()
	if c.err != nil {
		c.t.Fatalf("refused: %v", c.err)
	}
	var got []string
	for _, e := range c.events {
		got = append(got, c.rec.Info().Event(e).Name)
	}
	if !slices.Equal(got, names) {
		c.t.Errorf("events %v, want %v", got, names)
	}
	return c
}

// ThenStatus expects that the command was allowed, and the status after it.
func (c *Case) ThenStatus(want domain.Status) *Case {
	c.t.Helper()
	c.issued()
	if c.err != nil {
		c.t.Fatalf("refused: %v", c.err)
	}
	if got := c.rec.StatusOf(c.state); got != want {
		c.t.Errorf("status %q, want %q", got, want)
	}
	return c
}

// ThenRefused expects a refusal of a kind that names exactly these fields (any order); without fields, any refusal of the
// kind will do. It returns the refusal.
func (c *Case) ThenRefused(kind domain.Kind, fields ...string) *domain.Refusal {
	c.t.Helper()
	c.issued()
	r, ok := errors.AsType[*domain.Refusal](c.err)
	if !ok {
		c.t.Fatalf("not refused (error %v, events %v)", c.err, c.events)
	}
	if r.Kind != kind {
		c.t.Errorf("refused as %s (%v), want %s", r.Kind, r, kind)
	}
	if r.Code == "" || strings.TrimSpace(r.NL) == "" {
		c.t.Errorf("a refusal is for a person and for a program: %+v", r)
	}
	var got []string
	for _, f := range r.Fields {
		got = append(got, f.Field)
	}
	slices.Sort(got)
	slices.Sort(fields)
	if got = slices.Compact(got); len(fields) > 0 && !slices.Equal(got, fields) {
		c.t.Errorf("refusal names %v, want %v: %v", got, fields, r)
	}
	return r
}

// State returns the state after what was done, as its own type.
func State[S any](c *Case) S {
	c.t.Helper()
	s, ok := c.state.(S)
	if !ok {
		c.t.Fatalf("state is %v", reflect.TypeOf(c.state))
	}
	return s
}

func (c *Case) issued() {
	c.t.Helper()
	if !c.done {
		c.t.Fatal("no command was issued")
	}
}
