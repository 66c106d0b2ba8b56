// Package domain is the kernel of the rules: what an event, a command, a stamp, a refusal and a record type are.
//
// The chapters of the privacy policy are the packages below it (governance, register, …). They hold the rules of the
// law and nothing else: no clock, no files, no network, no randomness. Time and actor come in the [Stamp]; what other
// records say comes in its [Facts]. One record type does not import another: records know each other by id.
//
// A record type is one table, an [Aggregate]: its commands (who may, in which state, by which row of Annex 1) and its
// events. Code, forms, API, documentation and timeline all read that table.
package domain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"
)

// An Event is something that happened to a record with state S. It is named in the past participle.
// Evolve cannot fail and does not share: it clones maps and slices before changing them. It sees the stamp, so that a
// date that is simply "when this happened" does not stand in the payload a second time.
type Event[S any] interface {
	Evolve(S, Stamp) S
}

// A Command is a wish, in the imperative. Decide is pure: the same state and stamp give the same events or the same
// [*Refusal]. Permission is refused; facts that already happened are recorded, with the deviation (promise 7).
type Command[S any] interface {
	Decide(S, Stamp) ([]Event[S], error)
}

// Origin tells how an event came to the ledger (R-LED-18).
type Origin string

const (
	Direct     Origin = ""           // recorded while it happened
	Afterwards Origin = "afterwards" // recorded later by a person, about an earlier fact
	Imported   Origin = "import"     // taken over from a file of another register
)

// A Stamp says who did something, in which role, under which mandate, when it happened and when it was recorded.
type Stamp struct {
	Actor      string    // person id; [System] for the clock
	Role       Role      // the one role chosen for this act (R-LED-21)
	OnBehalfOf string    // the owner, when acting under a mandate
	Mandate    string    // the mandate id, when acting under one
	Happened   time.Time // when it was true in the world
	Recorded   time.Time // when the ledger learned it
	Origin     Origin
	Command    string // id of the command; an id that a command gives out is this one
	Record     string // id of the record it is about

	// Facts is what other records say at this moment. It is not stored with the event.
	Facts Facts
}

// System is the actor of acts that no person does: the clock, the first set-up.
const System = "systeem"

// A Status is a state in the life of a record: a word for programs. Its Dutch label stands in the record's table.
type Status string

// CommandType is the table entry of a command.
type CommandType[S any] struct {
	Name string // last part of its address, kebab-case: "register"
	NL   string // what the button says: "Registreren"
	Help string // what it means, one or two plain sentences
	Row  string // the row of Annex 1 that says who may; "" if Annex 1 is silent
	// Roles may issue it where Annex 1 is silent; with a Row, the roles that may besides it (each with its source).
	Roles  []Role
	Source string   // where Roles come from: a paragraph, or "[added]" for a default of ours (T-32)
	In     []Status // the states it is allowed in; nil means: it makes the record
	Any    bool     // allowed in every state of an existing record
	Own    bool     // role OWN only for processes of its own, or under a mandate
	// Elsewhere: role OWN acts here for another process than that of the record (a department that was asked something), also under a
	// mandate for that one. Decide checks which.
	Elsewhere bool
	Zero      Command[S]
}

// EventType is the table entry of an event. Name never changes; a changed meaning is a new event type.
type EventType[S any] struct {
	Name string // "ProcessingActivitySubmitted": in the log, for ever
	NL   string // its line in the timeline: "Aangeleverd"
	Zero Event[S]
	Up   []Upcaster // Up[i] brings schema i+1 to i+2; the current schema is 1+len(Up)
}

// An Upcaster changes the decoded JSON of an old schema into the next one. It is mechanical, and works on numbers as
// json.Number. Stored bytes are never rewritten.
type Upcaster func(map[string]any)

// An Aggregate is one kind of record with a life of its own. S is its state.
type Aggregate[S any] struct {
	Name     string // in stream names, for ever: "activity"
	Path     string // in addresses: "verwerkingen"
	NL       string // "Verwerkingsactiviteit"
	Plural   string // "Verwerkingsactiviteiten"
	Source   string // record type and paragraphs: "RT-03, §4.1"
	Status   func(S) Status
	Statuses []StatusLabel
	Title    func(S) string // what people call this one
	// Process returns the process a record belongs to, for what role OWN may do. Nil: none.
	Process  func(S) string
	Commands []CommandType[S]
	Events   []EventType[S]

	info *RecordInfo
}

// StatusLabel gives a status its Dutch word.
type StatusLabel struct {
	Status Status
	NL     string
}

// A Record is an Aggregate with its state type hidden, for whoever handles all record types alike.
// A state handed to it must come from the same record; anything else is a programming error and panics.
type Record interface {
	Info() *RecordInfo
	// New returns the state of a record that does not exist yet.
	New() any
	// Decide refuses, or returns the events (values whose types stand in the table). It checks the status; it does
	// not check the role: see [Authorize].
	Decide(state, command any, by Stamp) ([]any, error)
	// Evolve applies one event.
	Evolve(state, event any, by Stamp) any
	// Decode reads a payload written by any schema ever. Unknown events, newer schemas and unknown fields are errors.
	Decode(event string, schema int, data []byte) (any, error)
	StatusOf(state any) Status
	TitleOf(state any) string
	ProcessOf(state any) string
}

// RecordInfo describes a record type to screens, API and documentation.
type RecordInfo struct {
	Name, Path, NL, Plural, Source string
	Statuses                       []StatusLabel
	Commands                       []CommandInfo
	Events                         []EventInfo
}

// CommandInfo is a [CommandType] with its type hidden.
type CommandInfo struct {
	Record                 string
	Name, NL, Help, Source string
	Row                    string
	Roles                  []Role
	In                     []Status
	New, Any, Own          bool
	Elsewhere              bool
	Type                   reflect.Type
}

// EventInfo is an [EventType] with its type hidden.
type EventInfo struct {
	Name, NL string
	Schema   int
	Type     reflect.Type
}

// ErrUnknownEvent is returned for an event type, schema or field that this program does not know. A reader that meets
// it stops and says so; nothing is ever skipped (promise 9).
var ErrUnknownEvent = errors.New("onbekende gebeurtenis")

// Define completes the table. It panics on a table that cannot be right: it runs once, when the program starts.
func Define[S any](a Aggregate[S]) *Aggregate[S] {
	info := &RecordInfo{Name: a.Name, Path: a.Path, NL: a.NL, Plural: a.Plural, Source: a.Source, Statuses: a.Statuses}
	for _, c := range a.Commands {
		if c.Row != "" && rows[c.Row] == nil {
			panic(a.Name + "/" + c.Name + ": no such row of Annex 1: " + c.Row)
		}
		if c.Row == "" && len(c.Roles) == 0 {
			panic(a.Name + "/" + c.Name + ": nobody may do this")
		}
		info.Commands = append(info.Commands, CommandInfo{Record: a.Name, Name: c.Name, NL: c.NL, Help: c.Help, Row: c.Row,
			Roles: c.Roles, Source: c.Source, In: c.In, New: c.In == nil && !c.Any, Any: c.Any, Own: c.Own, Elsewhere: c.Elsewhere, Type: reflect.TypeOf(c.Zero)})
	}
	for _, e := range a.Events {
		info.Events = append(info.Events, EventInfo{Name: e.Name, NL: e.NL, Schema: 1 + len(e.Up), Type: reflect.TypeOf(e.Zero)})
	}
	a.info = info
	return &a
}

// Info implements [Record].
func (a *Aggregate[S]) Info() *RecordInfo { return a.info }

// New implements [Record].
func (a *Aggregate[S]) New() any { var s S; return s }

// Evolve implements [Record].
func (a *Aggregate[S]) Evolve(state, event any, by Stamp) any {
	return event.(Event[S]).Evolve(state.(S), by)
}

// StatusOf implements [Record].
func (a *Aggregate[S]) StatusOf(state any) Status { return a.Status(state.(S)) }

// TitleOf implements [Record].
func (a *Aggregate[S]) TitleOf(state any) string { return a.Title(state.(S)) }

// ProcessOf implements [Record].
func (a *Aggregate[S]) ProcessOf(state any) string {
	if a.Process == nil {
		return ""
	}
	return a.Process(state.(S))
}

// Decide implements [Record].
func (a *Aggregate[S]) Decide(state, command any, by Stamp) ([]any, error) {
	s, c := state.(S), command.(Command[S])
	info := a.info.Command(c)
	if info == nil {
		return nil, fmt.Errorf("%s has no command %T", a.Name, command)
	}
	if err := info.allowed(a.info, a.Status(s)); err != nil {
		return nil, err
	}
	events, err := c.Decide(s, by)
	if err != nil {
		return nil, err
	}
	out := make([]any, len(events))
	for i, e := range events {
		out[i] = e
	}
	return out, nil
}

// Decode implements [Record].
func (a *Aggregate[S]) Decode(event string, schema int, data []byte) (any, error) {
	for i := range a.Events {
		t := &a.Events[i]
		if t.Name != event {
			continue
		}
		if schema < 1 || schema > 1+len(t.Up) {
			return nil, fmt.Errorf("%w: %s heeft schema %d; dit programma kent 1 tot en met %d: gebruik een nieuwere versie",
				ErrUnknownEvent, event, schema, 1+len(t.Up))
		}
		if ups := t.Up[schema-1:]; len(ups) > 0 {
			var m map[string]any
			if err := decodeStrict(data, &m); err != nil {
				return nil, fmt.Errorf("%w: %s: %w", ErrUnknownEvent, event, err)
			}
			for _, up := range ups {
				up(m)
			}
			var err error
			if data, err = json.Marshal(m); err != nil {
				return nil, fmt.Errorf("%s: %w", event, err)
			}
		}
		v := reflect.New(reflect.TypeOf(t.Zero))
		if err := decodeStrict(data, v.Interface()); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrUnknownEvent, event, err)
		}
		return v.Elem().Interface(), nil
	}
	return nil, fmt.Errorf("%w: %s", ErrUnknownEvent, event)
}

// decodeStrict reads one JSON object and nothing else.
func decodeStrict(data []byte, v any) error {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return errors.New("not a JSON object") // "null" would read as an event that says nothing
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF { // not More: it takes a stray bracket for an end
		return errors.New("something stands after the JSON object")
	}
	return nil
}

// Command returns the table entry of a command value, or nil.
func (r *RecordInfo) Command(c any) *CommandInfo {
	for i := range r.Commands {
		if r.Commands[i].Type == reflect.TypeOf(c) {
			return &r.Commands[i]
		}
	}
	return nil
}

// CommandNamed returns the table entry with that name, or nil.
func (r *RecordInfo) CommandNamed(name string) *CommandInfo {
	for i := range r.Commands {
		if r.Commands[i].Name == name {
			return &r.Commands[i]
		}
	}
	return nil
}

// Event returns the table entry of an event value, or nil.
func (r *RecordInfo) Event(e any) *EventInfo {
	for i := range r.Events {
		if r.Events[i].Type == reflect.TypeOf(e) {
			return &r.Events[i]
		}
	}
	return nil
}

// EventNamed returns the table entry with that name, or nil.
func (r *RecordInfo) EventNamed(name string) *EventInfo {
	for i := range r.Events {
		if r.Events[i].Name == name {
			return &r.Events[i]
		}
	}
	return nil
}

// StatusNL returns the Dutch word for a status.
func (r *RecordInfo) StatusNL(s Status) string {
	for _, l := range r.Statuses {
		if l.Status == s {
			return l.NL
		}
	}
	return string(s)
}

// AllowedIn tells whether the command may be issued on a record in that status; "" is a record that does not exist.
func (c *CommandInfo) AllowedIn(s Status) bool {
	if c.New || s == "" {
		return c.New && s == ""
	}
	if c.Any {
		return true
	}
	for _, in := range c.In {
		if in == s {
			return true
		}
	}
	return false
}

func (c *CommandInfo) allowed(r *RecordInfo, s Status) error {
	switch {
	case c.AllowedIn(s):
		return nil
	case c.New:
		return &Refusal{Kind: Conflict, Code: r.Name + ".exists", NL: r.NL + " bestaat al. Open het bestaande record."}
	case s == "":
		return &Refusal{Kind: NotFound, Code: r.Name + ".unknown", NL: r.NL + " bestaat niet."}
	}
	in := ""
	for i, st := range c.In {
		if i > 0 {
			in += ", "
		}
		in += "‘" + r.StatusNL(st) + "’"
	}
	return &Refusal{Kind: Conflict, Code: r.Name + "." + c.Name + ".status",
		NL: fmt.Sprintf("‘%s’ kan alleen in de status %s. De status is nu ‘%s’.", c.NL, in, r.StatusNL(s))}
}
