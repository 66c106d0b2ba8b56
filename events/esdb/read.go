package esdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/heemstede/grootboek/events"
)

const (
	ahead     = 512 // events read ahead of who wants them: of at most 60 kB each, and mostly of one
	few       = 4   // entries of a journal, which may be large
	lot       = 256 // events taken from memory at once
	maxBreaks = 8   // a reading that broke off is taken up again so often without getting further
	window    = 500 // events the store looks at before it tells how far it is
)

// Head implements [events.Store], for all nodes: it asks the store, and returns when this node has seen every event that
// any node had acknowledged before.
func (s *Store) Head(ctx context.Context) (events.Position, error) {
	last, err := s.last(ctx, s.indexStream())
	if err != nil {
		return 0, fmt.Errorf("end of the log: %w", err)
	}
	if last != nil {
		if err := s.index.reach(ctx, last.EventNumber); err != nil {
			return 0, err
		}
	}
	return events.Position(s.index.size()), ctx.Err()
}

// last reads the last event of a stream; nil if there is none.
func (s *Store) last(ctx context.Context, stream string) (*client.RecordedEvent, error) {
	for r, err := range s.read(ctx, stream, client.ReadStreamOptions{Direction: client.Backwards, From: client.End{}}, 1, few) {
		return r, err
	}
	return nil, ctx.Err()
}

// All implements [events.Store].
func (s *Store) All(ctx context.Context, after events.Position) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		for raw, err := range s.Lines(ctx, after) {
			var e events.Event
			if err == nil {
				if e, err = events.Parse(raw.Line); err != nil {
					err = fmt.Errorf("event %d: %w", raw.Position, err)
				}
				e.Position = raw.Position
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Lines implements [events.LineReader]. The newest lines come from memory. Others are read in the store's own order, and
// held against the index: what was changed, removed or moved since it got its number is a [*Harm].
func (s *Store) Lines(ctx context.Context, after events.Position) iter.Seq2[events.Raw, error] {
	return func(yield func(events.Raw, error) bool) {
		next, target := uint64(after), s.index.size()
		for next < target {
			list := s.index.recent(next, lot)
			for _, raw := range list {
				if err := ctx.Err(); err != nil {
					yield(events.Raw{}, err)
					return
				}
				if !yield(raw, nil) {
					return
				}
				next++
			}
			if len(list) > 0 {
				continue
			}
			for raw, err := range s.ordered(ctx, next, target) {
				if !yield(raw, err) || err != nil {
					return
				}
				next++
			}
		}
		if err := ctx.Err(); err != nil {
			yield(events.Raw{}, err)
		}
	}
}

// ordered reads the lines after a position up to target, and takes a reading that breaks off up again.
func (s *Store) ordered(ctx context.Context, after, target uint64) iter.Seq2[events.Raw, error] {
	return func(yield func(events.Raw, error) bool) {
		for breaks := 0; after < target; breaks++ {
			var failed error
			for raw, err := range s.match(ctx, after, target) {
				if failed = err; err != nil {
					break
				}
				if !yield(raw, nil) {
					return
				}
				after, breaks = uint64(raw.Position), 0
			}
			if after == target {
				return
			}
			if failed == nil {
				failed = io.ErrUnexpectedEOF
			}
			if _, isHarm := errors.AsType[*Harm](failed); isHarm || breaks == maxBreaks || pause(ctx, breaks) != nil {
				yield(events.Raw{}, fmt.Errorf("read the log after %d: %w", after, errors.Join(failed, ctx.Err())))
				return
			}
		}
	}
}

// match reads in the store's own order: events come first, then the entry that gives them their numbers.
func (s *Store) match(ctx context.Context, after, target uint64) iter.Seq2[events.Raw, error] {
	return func(yield func(events.Raw, error) bool) {
		revision, position, ok := s.index.find(after)
		number := s.index.begin(revision)
		var held []arrival
		for r, err := range s.subscribe(ctx, position, ok, func() bool { return true }) {
			if err == nil && r.StreamID == s.indexStream() {
				var e entry
				if r.EventNumber < uint64(revision) {
					continue
				}
				if e, err = parseEntry(r.Data); err == nil {
					err = follows(r.EventNumber, e, revision, number, held)
				}
				if err == nil {
					for i := range e.leaves {
						if number++; number > after && !yield(events.Raw{Position: events.Position(number), Line: held[i].line}, nil) {
							return
						}
						if number == target {
							return
						}
					}
					held, revision = append(held[:0:0], held[len(e.leaves):]...), revision+1
					continue
				}
			}
			if err != nil {
				yield(events.Raw{}, err)
				return
			}
			if a, ok := s.arrivalOf(r); ok {
				held = append(held, a)
			}
		}
	}
}

// follows tells whether an entry is the one that comes now, and agrees with the events read before it.
func follows(found uint64, e entry, revision int, number uint64, held []arrival) error {
	if found != uint64(revision) || e.first != number {
		return harm(Order, events.Position(number+1), "", 0, "De volgorde is niet aaneengesloten: na regel %d komt regel %d.", revision-1, found)
	}
	return agrees(e, held)
}

// Stream implements [events.Store]. An event that has no number yet is waited for.
func (s *Store) Stream(ctx context.Context, stream string) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		known, n := s.index.versions(stream), uint64(0)
		for breaks := 0; ; breaks++ {
			var failed error
			for r, err := range s.readStream(ctx, s.prefix+stream, n, 1<<62) {
				if failed = err; err != nil {
					break
				}
				e, err := s.event(ctx, stream, r)
				if !yield(e, err) || err != nil {
					return
				}
				n, breaks = r.EventNumber+1, 0
			}
			if failed == nil && n < known { // what this node has seen must be there, unless the answering node is behind
				failed = fmt.Errorf("the store gives %d events of %s, which has %d", n, stream, known)
			}
			if failed == nil {
				return
			}
			if refused(failed) || breaks == maxBreaks || pause(ctx, breaks) != nil {
				yield(events.Event{}, errors.Join(failed, ctx.Err()))
				return
			}
		}
	}
}

// event reads one event of a record, and waits for its number.
func (s *Store) event(ctx context.Context, stream string, r *client.RecordedEvent) (events.Event, error) {
	e, err := events.Parse(r.Data)
	if err != nil {
		return e, fmt.Errorf("%s@%d: %w", stream, r.EventNumber+1, err)
	}
	if e.Stream != stream || e.Version != r.EventNumber+1 {
		return e, harm(Foreign, 0, stream, r.EventNumber+1, "De gebeurtenis die hier staat zegt dat ze bij %s versie %d hoort.", e.Stream, e.Version)
	}
	e.Position, err = s.index.numbered(ctx, stream, e.Version)
	return e, err
}

// readStream reads a stream from a revision, n events at most. A stream that does not exist yields nothing.
func (s *Store) readStream(ctx context.Context, stream string, from, n uint64) iter.Seq2[*client.RecordedEvent, error] {
	return s.read(ctx, stream, client.ReadStreamOptions{Direction: client.Forwards, From: client.Revision(from)}, n, ahead)
}

// read reads a stream. What could not even begin (the client had to find the leader first, say) is tried again.
func (s *Store) read(ctx context.Context, stream string, o client.ReadStreamOptions, n uint64, ahead int) iter.Seq2[*client.RecordedEvent, error] {
	return func(yield func(*client.RecordedEvent, error) bool) {
		for attempt := 0; ; attempt++ {
			begun := false
			var failed error
			for r, err := range s.readOnce(ctx, stream, o, n, ahead) {
				if failed = err; err != nil {
					break
				}
				if begun = true; !yield(r, nil) {
					return
				}
			}
			again := failed != nil && !begun && attempt < maxBreaks && ctx.Err() == nil && (broken(failed) || errors.Is(failed, errSilent))
			if again && pause(ctx, attempt) == nil {
				continue
			}
			if failed != nil {
				yield(nil, failed)
			}
			return
		}
	}
}

func (s *Store) readOnce(ctx context.Context, stream string, o client.ReadStreamOptions, n uint64, ahead int) iter.Seq2[*client.RecordedEvent, error] {
	return s.pump(ctx, ahead, func(ctx context.Context, c *client.Client) (source, error) {
		r, err := c.ReadStream(ctx, stream, o, n)
		if err != nil {
			return nil, err
		}
		return func() (*client.RecordedEvent, error) {
			e, err := r.Recv()
			if err != nil && code(err) == client.ErrorCodeResourceNotFound {
				return nil, io.EOF
			}
			return original(e), err
		}, nil
	}, func() bool { return true })
}

func original(e *client.ResolvedEvent) *client.RecordedEvent {
	if e == nil {
		return nil
	}
	return e.OriginalEvent()
}

// subscribe reads everything of this ledger in the store's own order, after a position (or from the beginning), and goes
// on with what is new until ctx ends. impatient tells whether silence means that something is wrong.
func (s *Store) subscribe(ctx context.Context, after uint64, hasAfter bool, impatient func() bool) iter.Seq2[*client.RecordedEvent, error] {
	o := client.SubscribeToAllOptions{From: client.Start{}, MaxSearchWindow: window, CheckpointInterval: 1,
		Filter: &client.SubscriptionFilter{Type: client.StreamFilterType, Prefixes: []string{s.prefix, "$$" + s.prefix}}}
	if hasAfter {
		o.From = client.Position{Commit: after, Prepare: after}
	}
	return s.pump(ctx, ahead, func(ctx context.Context, c *client.Client) (source, error) {
		sub, err := c.SubscribeToAll(ctx, o)
		if err != nil {
			return nil, err
		}
		return func() (*client.RecordedEvent, error) {
			for {
				e := sub.Recv()
				switch {
				case e.SubscriptionDropped != nil:
					return nil, dropped(e.SubscriptionDropped.Error)
				case e.EventAppeared != nil:
					return original(e.EventAppeared), nil
				case e.CheckPointReached != nil: // among events of others: a sign of life
					return nil, nil
				}
			}
		}, nil
	}, impatient)
}

// dropped is why a subscription ended; an end is never an end of the events.
func dropped(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return fmt.Errorf("subscription dropped: %w", err)
}
