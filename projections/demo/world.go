package demo

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
)

// A record is one record with its state, folded.
type record struct {
	rec      domain.Record
	kind, id string
	stream   string
	state    any
	version  uint64
	last     time.Time // when its last event happened
	kept     []version // what approvals may name, oldest first
}

// A version is a state that approvals may rest on.
type version struct {
	number uint64
	state  any
}

// world is the ledger in memory: the states, and the facts for the rules. It is what [events.Executor] with the read
// models is to a server, and follows the same steps.
type world struct {
	types    map[string]domain.Record
	seed     uuid.UUID
	commands int
	made     map[string]int // records per type: for their ids
	ofType   map[string][]*record
	total    int // events
	pipe     *pipe
	opt      Options
	trace    func(events.Request, time.Time)

	staff     map[string]bool
	byPerson  map[string][]*record // appointments and deputies
	byRole    map[domain.Role][]*record
	processes map[string]*record
	inOrder   []*record // processes
	mandates  map[string]*record
	matrix    *record
	open      map[string]int
	rules     map[string]bool
	byStream  map[string]*record   // every record that something happened to
	links     map[string][]*record // by the stream that is named
	dossiers  map[string]*record   // of the vault, by id of the record they belong to
}

func newWorld(o Options, p *pipe) *world {
	w := &world{types: chapters.ByName(), seed: uuid.NewSHA1(uuid.NameSpaceURL, []byte("grootboek-demo/"+strconv.FormatUint(o.Seed, 10))),
		made: map[string]int{}, ofType: map[string][]*record{}, pipe: p, opt: o, staff: map[string]bool{}, byPerson: map[string][]*record{},
		byRole: map[domain.Role][]*record{}, processes: map[string]*record{}, mandates: map[string]*record{},
		open: map[string]int{}, rules: map[string]bool{}, byStream: map[string]*record{}, links: map[string][]*record{}, dossiers: map[string]*record{}}
	w.matrix = w.record("matrix", governance.MatrixID)
	return w
}

// record returns a record that does not exist yet; an empty id gets one from the seed.
func (w *world) record(kind, id string) *record {
	rec := w.types[kind]
	if id == "" {
		w.made[kind]++
		id = w.id(kind, w.made[kind]).String()
	}
	r := &record{rec: rec, kind: kind, id: id, stream: kind + "/" + id, state: rec.New()}
	w.ofType[kind] = append(w.ofType[kind], r)
	return r
}

func (w *world) id(kind string, n int) uuid.UUID {
	return uuid.NewSHA1(w.seed, strconv.AppendInt([]byte(kind+"/"), int64(n), 10))
}

// act is one command for one record.
type act struct {
	person   string
	role     domain.Role
	mandate  string
	happened time.Time // zero: now
	origin   domain.Origin
	on       *record
	command  any
}

// do executes a command at a moment: the steps are those of [events.Executor]. A refusal is an error of the history.
func (w *world) do(a act, now time.Time) error {
	if err := w.dossier(a, now); err != nil {
		return err
	}
	w.commands++
	command := w.id("command", w.commands)
	by := w.stamp(a, command.String(), now)
	if w.trace != nil {
		w.trace(events.Request{Record: a.on.kind, ID: a.on.id, Command: a.command, CommandID: command,
			By: domain.Stamp{Actor: a.person, Role: a.role, Mandate: a.mandate, Happened: a.happened, Origin: a.origin}}, now)
	}
	facts, err := w.decide(a, by)
	if err != nil {
		return fmt.Errorf("%T on %s as %s at %s: %w", a.command, a.on.stream, a.role, now.Format(time.RFC3339), err)
	}
	for i, fact := range facts {
		if err := w.keep(a.on, fact, by, command, i); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) stamp(a act, command string, now time.Time) domain.Stamp {
	by := domain.Stamp{Actor: a.person, Role: a.role, Mandate: a.mandate, Happened: a.happened, Recorded: now, Origin: a.origin,
		Command: command, Record: a.on.id, Facts: w}
	if by.Happened.IsZero() {
		by.Happened = now
	}
	by.Happened = by.Happened.UTC().Truncate(time.Millisecond)
	if by.Happened.Before(now) && by.Origin == domain.Direct {
		by.Origin = domain.Afterwards
	}
	if m, ok := w.Mandate(a.mandate); ok {
		by.OnBehalfOf = m.Owner
	}
	return by
}

func (w *world) decide(a act, by domain.Stamp) ([]any, error) {
	info := a.on.rec.Info().Command(a.command)
	if info == nil {
		return nil, fmt.Errorf("%s has no command %T", a.on.kind, a.command)
	}
	if by.Happened.After(by.Recorded) {
		return nil, fmt.Errorf("happens at %s, after it is recorded", by.Happened)
	}
	process := a.on.rec.ProcessOf(a.on.state)
	if o, ok := a.command.(domain.Owned); ok && info.New {
		process = o.OwnedBy()
	}
	if err := domain.Authorize(info, process, by); err != nil {
		return nil, err
	}
	return a.on.rec.Decide(a.on.state, a.command, by)
}

// keep folds one event into the state and hands it to the pipe.
func (w *world) keep(r *record, fact any, by domain.Stamp, command uuid.UUID, number int) error {
	t := r.rec.Info().Event(fact)
	if t == nil {
		return fmt.Errorf("%s: event %T is not in the table", r.kind, fact)
	}
	before, stored := r.state, by
	stored.Facts = nil // as a reader sees it
	r.state = r.rec.Evolve(r.state, fact, stored)
	r.version++
	r.last = by.Happened
	w.total++
	w.learn(r, before, fact)
	return w.pipe.add(decided{command: command, number: number, fact: fact, Event: events.Event{Source: w.opt.Source, Name: t.Name,
		Schema: t.Schema, Stream: r.stream, Version: r.version, Recorded: by.Recorded, Happened: by.Happened, Actor: by.Actor,
		Role: by.Role, OnBehalfOf: by.OnBehalfOf, Mandate: by.Mandate, Command: by.Command, Correlation: by.Command,
		Policy: w.opt.Policy, Origin: by.Origin}})
}

// learn keeps the facts for the rules up with the states.
func (w *world) learn(r *record, before, fact any) {
	switch f := fact.(type) {
	case governance.RoleAppointed:
		w.byPerson[f.Person] = append(w.byPerson[f.Person], r)
		w.byRole[f.Role] = append(w.byRole[f.Role], r)
	case governance.DeputyAppointed:
		w.byPerson[f.Person] = append(w.byPerson[f.Person], r)
	case governance.ProcessRegistered:
		w.processes[r.id] = r
		w.inOrder = append(w.inOrder, r)
	case governance.SubprocessOwnerMandated:
		w.mandates[f.Mandate] = r
	case register.RetentionRuleSet:
		w.rules[r.id] = true
	}
	if now, ok := r.state.(register.Activity); ok {
		w.count(before.(register.Activity), -1)
		w.count(now, 1)
	}
	w.connect(r, before, fact)
}

// connect keeps up who names whom, and the states that approvals may name. Of an activity only those whose content is
// another one: there may be hundreds of thousands of versions.
func (w *world) connect(r *record, before, fact any) {
	if x, ok := r.state.(domain.Linker); ok {
		old := before.(domain.Linker).Links()
		for _, stream := range x.Links() {
			if !slices.Contains(old, stream) && !slices.Contains(w.links[stream], r) {
				w.links[stream] = append(w.links[stream], r)
			}
		}
	}
	w.byStream[r.stream] = r
	switch fact.(type) {
	case register.ProcessingActivitySubmitted, register.ProcessingActivityAmended, register.ProcessingActivityCorrected, processors.ProcessorProposed, processors.ProcessorAmended:
		r.kept = append(r.kept, version{r.version, r.state})
	}
}

// Tell implements [domain.Facts]. Of an earlier version it tells what approvals rest on; nothing else of it is asked.
func (w *world) Tell(stream string, number uint64) (domain.Told, bool) {
	r := w.byStream[stream]
	if r == nil || number > r.version {
		return domain.Told{}, false
	}
	t := domain.Told{Stream: stream, Version: r.version, Title: r.rec.TitleOf(r.state)}
	if x, ok := r.state.(domain.Teller); ok {
		t.Says = x.Tells()
	}
	for _, v := range r.kept {
		if number > 0 && v.number <= number {
			t.Version, t.Says = number, v.state.(domain.Teller).Tells()
		}
	}
	return t, true
}

// Linked implements [domain.Facts].
func (w *world) Linked(stream, kind string) []domain.Told {
	var list []domain.Told
	for _, r := range w.links[stream] {
		if r.kind == kind && slices.Contains(r.state.(domain.Linker).Links(), stream) {
			t, _ := w.Tell(r.stream, 0)
			list = append(list, t)
		}
	}
	return list
}

func (w *world) count(a register.Activity, by int) {
	if a.State != "" && a.State != register.StatusEnded {
		w.open[a.Process] += by
	}
}

// Holds implements [domain.Facts].
func (w *world) Holds(person string, role domain.Role, at time.Time) bool {
	switch role {
	case domain.SYS:
		return person == domain.System
	case domain.EMP:
		return w.staff[person]
	case domain.OWN:
		return w.owns(person, calendar.On(at))
	}
	list := w.byPerson[person]
	if len(list) == 0 {
		return false
	}
	day := calendar.On(at)
	return slices.ContainsFunc(list, func(r *record) bool {
		a := r.state.(governance.Appointment)
		return a.Role == role && slices.Contains(a.InOffice(day), person)
	})
}

func (w *world) owns(person string, day calendar.Date) bool {
	return slices.ContainsFunc(w.inOrder, func(r *record) bool {
		p := r.state.(governance.Process)
		return !p.Ended && (p.OwnerOn(day) == person || p.Coord == person)
	})
}

// RolesFrom implements [domain.Facts].
func (w *world) RolesFrom(person string, at time.Time) []domain.Role {
	day := calendar.On(at)
	var list []domain.Role
	for _, r := range w.byPerson[person] {
		if a := r.state.(governance.Appointment); a.Engages(person, day) {
			list = append(list, a.Role)
		}
	}
	if slices.ContainsFunc(w.inOrder, func(r *record) bool { return r.state.(governance.Process).Engages(person, day, at) }) {
		list = append(list, domain.OWN)
	}
	return list
}

// Holders implements [domain.Facts].
func (w *world) Holders(role domain.Role, at time.Time) []string {
	day := calendar.On(at)
	var list []string
	for _, r := range w.byRole[role] {
		for _, p := range r.state.(governance.Appointment).InOffice(day) {
			if !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
}

// Process implements [domain.Facts]. An owner who is no longer a team manager leaves the process without one.
func (w *world) Process(id string, at time.Time) (domain.ProcessFacts, bool) {
	r := w.processes[id]
	if r == nil {
		return domain.ProcessFacts{}, false
	}
	p := r.state.(governance.Process)
	f := domain.ProcessFacts{Owner: p.OwnerOn(calendar.On(at)), Coordinating: p.Coord, Ended: p.Ended}
	if !w.Holds(f.Owner, domain.TM, at) {
		f.Owner = ""
	}
	return f, true
}

// Mandate implements [domain.Facts].
func (w *world) Mandate(id string) (domain.Mandate, bool) {
	r := w.mandates[id]
	if r == nil {
		return domain.Mandate{}, false
	}
	m, ok := r.state.(governance.Process).Mandates[id]
	return m, ok
}

// Mandated implements [domain.Facts].
func (w *world) Mandated(person string, at time.Time) bool {
	for _, r := range w.inOrder {
		for _, m := range r.state.(governance.Process).Mandates {
			if m.Person == person && !m.Withdrawn && !at.Before(m.From) && (m.Until.IsZero() || at.Before(m.Until)) {
				return true
			}
		}
	}
	return false
}

// RowRoles implements [domain.Facts].
func (w *world) RowRoles(row string) []domain.Role {
	return w.matrix.state.(governance.Matrix).RolesOf(row)
}

// OpenActivities implements [domain.Facts].
func (w *world) OpenActivities(process string) int { return w.open[process] }

// RetentionRule implements [domain.Facts].
func (w *world) RetentionRule(id string) bool { return w.rules[id] }
