package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"

	"github.com/heemstede/grootboek/events"
)

// ErrInjected is the failure that [Faulty] makes up.
var ErrInjected = errors.New("injected failure")

// A Fault is what goes wrong with one append.
type Fault struct {
	// Before fails with ErrInjected and keeps nothing.
	Before bool
	// After keeps the events and fails all the same, with events.ErrUncertain, as when the connection breaks.
	After bool
	// Late holds the answer back, after the write, until it is closed. If ctx ends first: events.ErrUncertain.
	Late <-chan struct{}
}

// Faulty is a store that misbehaves on demand. The fields are set before the first call; a nil function means that
// nothing goes wrong. It is deliberately no [events.LineReader]: lines come through All, and break there too.
type Faulty struct {
	events.Store
	// OnAppend says what goes wrong with the n-th append, from 1.
	OnAppend func(n int) Fault
	// OnRead says after how many events the n-th Stream or All, from 1, yields ErrInjected; below 0: never.
	OnRead func(n int) int

	appends, reads atomic.Int64
}

// Append implements [events.Store], with the fault asked for.
func (f *Faulty) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	n := int(f.appends.Add(1))
	var fault Fault
	if f.OnAppend != nil {
		fault = f.OnAppend(n)
	}
	if fault.Before {
		return 0, fmt.Errorf("append %d: %w", n, ErrInjected)
	}
	pos, err := f.Store.Append(ctx, stream, version, list)
	if fault.Late != nil {
		select {
		case <-fault.Late:
		case <-ctx.Done():
			return 0, fmt.Errorf("append %d: %w: %w", n, events.ErrUncertain, ctx.Err())
		}
	}
	if err == nil && fault.After {
		return 0, fmt.Errorf("append %d: %w: %w", n, events.ErrUncertain, ErrInjected)
	}
	return pos, err
}

// Stream implements [events.Store], breaking where asked.
func (f *Faulty) Stream(ctx context.Context, stream string) iter.Seq2[events.Event, error] {
	return f.broken(f.Store.Stream(ctx, stream))
}

// All implements [events.Store], breaking where asked.
func (f *Faulty) All(ctx context.Context, after events.Position) iter.Seq2[events.Event, error] {
	return f.broken(f.Store.All(ctx, after))
}

func (f *Faulty) broken(seq iter.Seq2[events.Event, error]) iter.Seq2[events.Event, error] {
	if f.OnRead == nil {
		return seq
	}
	left := f.OnRead(int(f.reads.Add(1)))
	if left < 0 {
		return seq
	}
	return func(yield func(events.Event, error) bool) {
		given := 0
		for e, err := range seq {
			if given == left {
				break
			}
			if given++; !yield(e, err) || err != nil {
				return
			}
		}
		yield(events.Event{}, fmt.Errorf("after %d events: %w", given, ErrInjected))
	}
}
