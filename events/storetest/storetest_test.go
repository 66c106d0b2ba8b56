package storetest_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(*testing.T) events.Store { return &storetest.Memory{} })
}

// A store that fails now and then, behind callers who simply say the same again, is as good as one that does not.
func TestAFaultyStoreBehindCallersThatRepeatKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(*testing.T) events.Store {
		return &repeating{&storetest.Faulty{Store: &storetest.Memory{}, OnAppend: func(n int) storetest.Fault {
			return storetest.Fault{Before: n%5 == 0, After: n%3 == 0}
		}, OnRead: func(n int) int {
			if n%2 == 0 {
				return n % 7
			}
			return -1
		}}}
	})
}

// repeating says the same again when the answer is not certain, and reads on where a reading broke.
type repeating struct{ events.Store }

const maxTries = 20

func (r *repeating) Append(ctx context.Context, stream string, version uint64, list []events.Event) (pos events.Position, err error) {
	for range maxTries {
		pos, err = r.Store.Append(ctx, stream, version, list)
		if ctx.Err() != nil || !errors.Is(err, storetest.ErrInjected) && !errors.Is(err, events.ErrUncertain) {
			return pos, err
		}
	}
	return pos, err
}

func (r *repeating) Stream(ctx context.Context, stream string) iter.Seq2[events.Event, error] {
	return r.read(func(after int) iter.Seq2[events.Event, error] { return skip(r.Store.Stream(ctx, stream), after) })
}

func (r *repeating) All(ctx context.Context, after events.Position) iter.Seq2[events.Event, error] {
	return r.read(func(n int) iter.Seq2[events.Event, error] { return r.Store.All(ctx, after+events.Position(n)) })
}

func (r *repeating) read(from func(n int) iter.Seq2[events.Event, error]) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		n := 0
		for range maxTries {
			var failed error
			for e, err := range from(n) {
				if failed = err; errors.Is(err, storetest.ErrInjected) {
					break
				}
				if n++; !yield(e, err) || err != nil {
					return
				}
			}
			if failed == nil {
				return
			}
		}
		yield(events.Event{}, errors.New("reading breaks every time"))
	}
}

func skip(seq iter.Seq2[events.Event, error], n int) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		for e, err := range seq {
			if n--; n >= 0 && err == nil {
				continue
			}
			if !yield(e, err) {
				return
			}
		}
	}
}
