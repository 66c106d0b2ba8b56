package esdb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/heemstede/grootboek/events"
)

// maxRefusals is how often in a row the store may break off an append without saying why. It does that when it refuses
// before it has read all events: the client then loses the reason.
const maxRefusals = 4

// Append implements [events.Store]. It returns when the events have their number. Whatever becomes of an answer, the same
// events are offered again at the same revision until their fate is known or ctx ends.
func (s *Store) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	if err := events.CheckAppend(stream, version, list); err != nil {
		return 0, err
	}
	if strings.ContainsFunc(stream, unicode.IsControl) {
		return 0, fmt.Errorf("%w: stream %q", events.ErrInvalid, stream)
	}
	data, size := s.encode(list)
	if size > MaxAppendBytes {
		return 0, fmt.Errorf("%w: %d bytes in one append to %s, hoogstens %d", events.ErrTooLong, size, stream, MaxAppendBytes)
	}
	if err := errors.Join(ctx.Err(), s.index.halted()); err != nil {
		return 0, err
	}
	s.index.expect(list)
	defer s.index.forget(list)
	if err := s.write(ctx, s.prefix+stream, version, data); err != nil {
		return 0, fmt.Errorf("append to %s@%d: %w", stream, version, err)
	}
	last := version + uint64(len(list))
	pos, err := s.index.numbered(ctx, stream, last)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", events.ErrUncertain, err)
	}
	if err := s.same(ctx, list); err != nil {
		return 0, err
	}
	return pos, nil
}

func (s *Store) encode(list []events.Event) (data []client.EventData, size int) {
	data = make([]client.EventData, len(list))
	for i := range list {
		e := &list[i]
		data[i] = client.EventData{EventID: e.ID, EventType: events.TypePrefix + e.Name, ContentType: client.ContentTypeJson, Data: e.Line}
		size += len(e.Line) + 2*len(data[i].EventType) + eventOverhead
	}
	return data, size
}

// eventOverhead is what an event takes in a message beside its content, at most: id, metadata and their tags.
const eventOverhead = 128

// write appends at an exact revision until it is known whether that was done. It returns nil, [events.ErrConflict],
// [events.ErrUncertain] or a refusal.
func (s *Store) write(ctx context.Context, stream string, version uint64, data []client.EventData) error {
	options := client.AppendToStreamOptions{ExpectedRevision: client.NoStream{}}
	if version > 0 {
		options.ExpectedRevision = client.Revision(version - 1)
	}
	var doubt error // an attempt whose fate is not known
	for attempt, breaks := 0, 0; ; attempt++ {
		_, err := call(ctx, s.conn, func(ctx context.Context, c *client.Client) (*client.WriteResult, error) {
			return c.AppendToStream(ctx, stream, options, data...)
		})
		switch {
		case err == nil:
			return nil
		case code(err) == client.ErrorCodeWrongExpectedVersion:
			return events.ErrConflict
		case refused(err): // which says nothing about an earlier attempt
			return errors.Join(fmt.Errorf("%w: %w", ErrRefused, err), doubt)
		case errors.Is(err, io.EOF):
			breaks++
		default:
			breaks = 0
		}
		doubt = events.ErrUncertain
		if breaks == maxRefusals {
			return fmt.Errorf("%w: %w: %w", events.ErrUncertain, ErrRefused, err)
		}
		if wait := errors.Join(pause(ctx, attempt), s.life.Err()); wait != nil {
			return fmt.Errorf("%w: %w: %w", events.ErrUncertain, wait, err)
		}
	}
}

// same tells whether the events that have their numbers now are the ones that were offered. The store knows events by
// their id, and takes an append with known ids for a repeat, whatever it says.
func (s *Store) same(ctx context.Context, list []events.Event) error {
	stream, first := list[0].Stream, list[0].Version
	kept := s.index.lines(stream, first, len(list))
	if kept == nil { // long ago: no longer in memory
		for r, err := range s.readStream(ctx, s.prefix+stream, first-1, uint64(len(list))) {
			if err != nil {
				return fmt.Errorf("%w: %w", events.ErrUncertain, err)
			}
			kept = append(kept, r.Data)
		}
	}
	if len(kept) < len(list) {
		return fmt.Errorf("%w: %s@%d is not there to be read", events.ErrUncertain, stream, first)
	}
	for i := range list {
		if !bytes.Equal(kept[i], list[i].Line) {
			return fmt.Errorf("%s@%d: %w", stream, list[i].Version, events.ErrConflict)
		}
	}
	return nil
}
