// Package projections holds the read models: folds of the log for readers. They live in memory and are rebuilt from the
// log at start; nothing in them is ever the only place of anything.
//
// The promise: every record keeps all its versions, so that any page, list or report can be asked as of any moment, on
// both axes of time; and a reader that meets an event it does not know stops and says so.
package projections

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
)

// Entry is one event as readers see it: what the line says, decoded.
type Entry struct {
	Position    events.Position
	ID          uuid.UUID
	Name        string // event name
	Stream      string
	Version     uint64
	Recorded    time.Time
	Happened    time.Time
	Actor       string
	Role        domain.Role
	OnBehalfOf  string
	Mandate     string
	Command     string
	Correlation string
	Cause       string
	Policy      string
	Origin      domain.Origin
	Fact        any // the event value
}

// Lag is how much later than it happened the event was recorded.
func (e *Entry) Lag() time.Duration { return e.Recorded.Sub(e.Happened) }

// Stamp returns who, when and how.
func (e *Entry) Stamp() domain.Stamp {
	_, id := events.Record(e.Stream)
	return domain.Stamp{Record: id, Actor: e.Actor, Role: e.Role, OnBehalfOf: e.OnBehalfOf, Mandate: e.Mandate,
		Happened: e.Happened, Recorded: e.Recorded, Origin: e.Origin, Command: e.Command}
}

// AsOf is a moment on the two axes of time. A zero time means: no limit on that axis.
type AsOf struct {
	Recorded time.Time // as the ledger knew it then
	Happened time.Time // as it was in the world then
}

// Now tells whether no past moment is asked.
func (a AsOf) Now() bool { return a.Recorded.IsZero() && a.Happened.IsZero() }

// Version is a record just after one of its events.
type Version struct {
	*Entry
	State any
}

// Versions is a record with everything it ever was.
type Versions struct {
	Record domain.Record
	Stream string
	ID     string
	List   []Version
}

// Last returns the newest version.
func (v *Versions) Last() Version { return v.List[len(v.List)-1] }

// corrector is implemented by events that set right an earlier one.
type corrector interface{ CorrectedVersion() uint64 }

// effective is when what the event says began to hold: a correction holds from the event that it sets right.
func (v *Versions) effective(e *Entry) time.Time {
	if c, ok := e.Fact.(corrector); ok {
		if n := c.CorrectedVersion(); n >= 1 && n <= uint64(len(v.List)) {
			return v.List[n-1].Happened
		}
	}
	return e.Happened
}

// At returns the record as of a moment; ok is false if it did not exist then. On the axis of recording this is a look-up.
// On the axis of happening the events that had happened by then are folded in the order in which they were recorded: of two
// statements about the same moment, the later one is the better one.
func (v *Versions) At(a AsOf) (at Version, ok bool) {
	n := len(v.List)
	if !a.Recorded.IsZero() {
		n = sort.Search(n, func(i int) bool { return v.List[i].Recorded.After(a.Recorded) })
	}
	if n == 0 {
		return Version{}, false
	}
	if a.Happened.IsZero() {
		return v.List[n-1], true
	}
	if v.effective(v.List[0].Entry).After(a.Happened) {
		return Version{}, false // what is said to have happened before its first event does not make it exist
	}
	k := v.began(n, a.Happened)
	at = v.List[k-1]
	for _, x := range v.List[k:n] {
		if !v.effective(x.Entry).After(a.Happened) {
			at = Version{x.Entry, v.Record.Evolve(at.State, x.Fact, x.Stamp())}
		}
	}
	return at, true
}

// began returns how many of the first n events had happened by a moment without one among them that had not: nearly always all
// that had, since what is recorded later mostly happened later. The version after them is the fold of just those events, so
// that only what was recorded afterwards is folded anew. It is at least 1: the caller has seen that the first had happened.
func (v *Versions) began(n int, at time.Time) int {
	for i := range n {
		if v.effective(v.List[i].Entry).After(at) {
			return i
		}
	}
	return n
}

// Records keeps every record with all its versions, and every event in the order of the log.
// It is written by [Live] only; reading goes through [Live.View].
type Records struct {
	types   map[string]domain.Record
	byName  map[string]*Versions   // by stream
	ofType  map[string][]*Versions // by record type, in the order of the log
	entries []*Entry               // by position - 1
	times   []int64                // when they were recorded, Unix milliseconds, by position - 1: read whole sooner than entries
	posted  map[posting][]*Entry   // by what the history can be filtered on: see post
	intern  map[string]string
	clock   clock

	// Leads says per row of table 4.2 how long before the end of a term whoever must act is warned, as an ISO 8601 period
	// of days, weeks or hours (R-TIM-03). What is not in it is warned of as package obligations has it. It is set once, before
	// the first event, and holds for terms that begin from then on.
	Leads map[int]string
}

// NewRecords returns an empty model over the record types.
func NewRecords(types map[string]domain.Record) *Records {
	return &Records{types: types, byName: map[string]*Versions{}, ofType: map[string][]*Versions{}, posted: map[posting][]*Entry{}, intern: map[string]string{}, clock: newClock()}
}

// Change is one event with what it did, for the models that follow.
type Change struct {
	*Entry
	Record *Versions
	Before any // state before; nil if the record did not exist
	After  any
}

// Apply adds one event. An event it cannot read is an error: the reader stops.
func (r *Records) Apply(e *events.Event) (Change, error) {
	kind, id := events.Record(e.Stream)
	rec, ok := r.types[kind]
	if !ok {
		return Change{}, fmt.Errorf("%w: recordsoort %q in gebeurtenis %d", domain.ErrUnknownEvent, kind, e.Position)
	}
	fact, err := rec.Decode(e.Name, e.Schema, e.Data)
	if err != nil {
		return Change{}, fmt.Errorf("gebeurtenis %d (%s@%d): %w", e.Position, e.Stream, e.Version, err)
	}
	v := r.byName[e.Stream]
	if v == nil {
		v = &Versions{Record: rec, Stream: e.Stream, ID: id}
		r.byName[e.Stream] = v
		r.ofType[kind] = append(r.ofType[kind], v)
	}
	if e.Version != uint64(len(v.List))+1 || e.Position != events.Position(len(r.entries)+1) {
		return Change{}, fmt.Errorf("gebeurtenis %d: %s@%d volgt niet op versie %d", e.Position, e.Stream, e.Version, len(v.List))
	}
	c := Change{Entry: r.entry(e, rec, v.Stream, fact), Record: v}
	state := rec.New()
	if len(v.List) > 0 {
		state = v.Last().State
		c.Before = state
	}
	c.After = rec.Evolve(state, fact, e.Stamp())
	v.List = append(v.List, Version{c.Entry, c.After})
	r.entries = append(r.entries, c.Entry)
	r.tick(c)
	r.times = append(r.times, e.Recorded.UnixMilli())
	r.post(kind, c.Entry)
	return c, nil
}

// entry copies what readers need and shares the strings that repeat.
func (r *Records) entry(e *events.Event, rec domain.Record, stream string, fact any) *Entry {
	return &Entry{Position: e.Position, ID: e.ID, Name: rec.Info().EventNamed(e.Name).Name, Stream: stream, Version: e.Version,
		Recorded: e.Recorded, Happened: e.Happened, Actor: r.shared(e.Actor), Role: domain.Role(r.shared(string(e.Role))),
		OnBehalfOf: r.shared(e.OnBehalfOf), Mandate: r.shared(e.Mandate), Command: e.Command, Correlation: e.Correlation,
		Cause: e.Cause, Policy: r.shared(e.Policy), Origin: domain.Origin(r.shared(string(e.Origin))), Fact: fact}
}

func (r *Records) shared(s string) string {
	if s == "" {
		return ""
	}
	if t, ok := r.intern[s]; ok {
		return t
	}
	r.intern[s] = s
	return s
}

// Get returns a record by type and id, or nil.
func (r *Records) Get(kind, id string) *Versions { return r.byName[kind+"/"+id] }

// ByID returns a record by its id alone, or nil: ids are unique over all types (UUID).
func (r *Records) ByID(id string) *Versions {
	for kind := range r.types {
		if v := r.Get(kind, id); v != nil {
			return v
		}
	}
	return nil
}

// Title returns what people call a record. Without a type, the id alone says which record is meant. What is no record
// stays as it is.
func (r *Records) Title(kind, id string) string {
	v := r.Get(kind, id)
	if v == nil && kind == "" {
		v = r.ByID(id)
	}
	if v == nil {
		return id
	}
	return v.Record.TitleOf(v.Last().State)
}

// CommandNL returns the Dutch name of "record/command": "Verwerking: Wijzigen".
func (r *Records) CommandNL(name string) string {
	kind, cmd, _ := strings.Cut(name, "/")
	if rec := r.types[kind]; rec != nil {
		if c := rec.Info().CommandNamed(cmd); c != nil {
			return rec.Info().NL + ": " + c.NL
		}
	}
	return name
}

// Stream returns a record by its stream name, or nil.
func (r *Records) Stream(name string) *Versions { return r.byName[name] }

// OfType returns all records of a type, in the order in which they began.
func (r *Records) OfType(kind string) []*Versions { return r.ofType[kind] }

// Len returns how many events there are.
func (r *Records) Len() int { return len(r.entries) }

// Entry returns the event at a position, or nil.
func (r *Records) Entry(p events.Position) *Entry {
	if p < 1 || int(p) > len(r.entries) {
		return nil
	}
	return r.entries[p-1]
}

// Type returns the record type by name, or nil.
func (r *Records) Type(name string) domain.Record { return r.types[name] }
