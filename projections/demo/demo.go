// Package demo builds a made-up but lifelike municipality, Duinrade, with five years of history in its ledger. It is
// what `grootboek demo` serves, and the fixture of tests and benchmarks.
//
// It promises:
//   - Nothing gets in by a side door. Every event was decided by the rules ([domain.Record] Decide) for an actor whom
//     Annex 1 allows it ([domain.Authorize]), on the facts of that moment, exactly as [events.Executor] would; a test
//     runs the same commands through the executor and compares the lines byte for byte.
//   - The same [Options] give the same lines in the same order: ids come from the seed, time from the history.
//   - Events are recorded on working days (no weekends, no Dutch holidays) in office hours in Amsterdam, in log order.
//   - No payload names a person: names are in [Municipality] only, for the staff directory.
//
// It does not use [events.Executor] itself: that folds the stream anew for each command, which is right for a server
// and ten times too slow for a million events. Instead states are kept folded in memory while building, and encoding
// and appending run beside deciding (see pipe).
//
// All names of persons, companies and places are invented. Laws and retention terms are real, as far as they go: a
// demo is no legal advice.
package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/events"
)

// Name of the municipality.
const Name = "Duinrade"

// Defaults for empty [Options].
const (
	DefaultEvents = 5_500
	DefaultSource = "urn:nld:gemeente:duinrade:systeem:grootboek"
	DefaultPolicy = "privacybeleid-duinrade/1"
)

// DefaultUntil is where history ends if nobody says: fixed, so that the same options are the same ledger.
var DefaultUntil = time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)

// Years is how long the history is if nobody says.
const Years = 5

// Options say which municipality. The zero value is a small one.
type Options struct {
	Events   int                   // at least this many events; 0 is [DefaultEvents]. The staff and its processes alone take a few hundred
	Seed     uint64                // another seed is another history
	Until    time.Time             // end of history; zero is [DefaultUntil]
	Years    int                   // how long the history is; 0 is [Years]
	Size     Size                  // how many records of some types there are; zero: as many as the events leave room for
	Source   string                // source attribute of every event; "" is [DefaultSource]
	Policy   string                // policy version of every event; "" is [DefaultPolicy]
	Vault    Keeper                // keeps the personal data; nil keeps none, and says so by no commitment that fits
	Progress func(done, total int) // told now and then how many events are in the store; from another goroutine; may be nil
}

// Person is somebody of the made-up staff: what a staff directory needs.
type Person struct {
	ID, Name, Email string
	Roles           []domain.Role // in office at the end of history, in the order of the RASCI table; owners follow from processes
}

// Municipality is what was built.
type Municipality struct {
	Name    string
	Persons []Person // everybody who ever acted, and some more; in a fixed order
	Events  int      // in the store now
}

// ErrNotEmpty is returned by [Build] for a store that holds events already.
var ErrNotEmpty = errors.New("demo: het logboek is niet leeg")

// Build fills an empty store with the history and returns who works there. When it fails the store may hold part of the
// history and must be thrown away; it cannot be resumed. It uses two cores and keeps the state of every record in
// memory, besides what the store takes: about 250 MB for a million events. A store that is a [Queuer] is filled several
// times faster.
func Build(ctx context.Context, store events.Store, o Options) (Municipality, error) {
	return build(ctx, store, o, nil)
}

// build also tells trace, if not nil, of each command with the moment at which it was recorded: for tests.
func build(ctx context.Context, store events.Store, o Options, trace func(events.Request, time.Time)) (Municipality, error) {
	o, err := o.complete()
	if err != nil {
		return Municipality{}, err
	}
	head, err := store.Head(ctx)
	if err != nil {
		return Municipality{}, fmt.Errorf("demo: %w", err)
	}
	if head != 0 {
		return Municipality{}, fmt.Errorf("%w (%d gebeurtenissen)", ErrNotEmpty, head)
	}
	p := newPipe(ctx, store, o)
	h := newHistory(o, p)
	h.trace, h.ctx = trace, ctx
	err = h.run()
	if e := p.close(); e != nil { // the store's own error says more than "the pipe is closed"
		err = e
	}
	if err != nil {
		return Municipality{}, fmt.Errorf("demo: %w", err)
	}
	return Municipality{Name: Name, Persons: h.persons(), Events: h.total}, nil
}

func (o Options) complete() (Options, error) {
	if o.Events < 0 {
		return o, fmt.Errorf("demo: %d events", o.Events)
	}
	if o.Years < 0 || o.Size.Activities < 0 || o.Size.Agreements < 0 || o.Size.DPIAs < 0 {
		return o, fmt.Errorf("demo: %d years, %+v", o.Years, o.Size)
	}
	if o.Events == 0 {
		o.Events = max(DefaultEvents, o.Size.events())
	}
	if o.Years == 0 {
		o.Years = Years
	}
	if o.Until.IsZero() {
		o.Until = DefaultUntil
	}
	if o.Source == "" {
		o.Source = DefaultSource
	}
	if o.Policy == "" {
		o.Policy = DefaultPolicy
	}
	o.Until = o.Until.In(calendar.Amsterdam)
	return o, nil
}
