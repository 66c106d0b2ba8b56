package events

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"
)

// Raw is one line of the log, not yet read: for whoever needs only the bytes (the seal, the verifier, the export).
type Raw struct {
	Position Position
	Line     []byte // the bytes in the log; the reader may keep them and must not change them
}

// A LineReader is a [Store] that can give the lines without reading them as events, which is several times faster.
type LineReader interface {
	// Lines yields the lines after a position in log order, to the end, under the same promises as [Store.All].
	Lines(ctx context.Context, after Position) iter.Seq2[Raw, error]
}

// Lines yields the lines of s after a position, to the end: by [LineReader] if s is one, by [Store.All] otherwise.
// An error is yielded and ends the sequence.
func Lines(ctx context.Context, s Store, after Position) iter.Seq2[Raw, error] {
	if r, ok := s.(LineReader); ok {
		return r.Lines(ctx, after)
	}
	return func(yield func(Raw, error) bool) {
		for e, err := range s.All(ctx, after) {
			if err != nil {
				yield(Raw{}, err)
				return
			}
			if !yield(Raw{Position: e.Position, Line: e.Line}, nil) {
				return
			}
		}
	}
}

// MaxStream is the greatest length of a stream name in bytes.
const MaxStream = 200

// ErrInvalid is returned by Append for events that no log may hold, whatever its state: see [CheckAppend].
var ErrInvalid = errors.New("gebeurtenissen passen niet in het logboek")

// CheckAppend tells whether a store may take these events at all, before it looks at the version: there is at least
// one, they name this stream and the versions version+1, version+2 …, and each has a line of valid UTF-8 without line
// breaks and of at most [MaxLine] bytes. It returns [ErrInvalid], or [ErrTooLong] for the length. Every store calls it first.
func CheckAppend(stream string, version uint64, list []Event) error {
	record, id, ok := strings.Cut(stream, "/")
	if !ok || record == "" || id == "" || len(stream) > MaxStream {
		return fmt.Errorf("%w: stream %q is not record/id of at most %d bytes", ErrInvalid, stream, MaxStream)
	}
	if len(list) == 0 {
		return fmt.Errorf("%w: no events for %s", ErrInvalid, stream)
	}
	for i := range list {
		e := &list[i]
		if want := version + uint64(i) + 1; e.Stream != stream || e.Version != want {
			return fmt.Errorf("%w: %s@%d offered at %s@%d", ErrInvalid, e.Stream, e.Version, stream, want)
		}
		if err := checkLine(e.Line); err != nil {
			return fmt.Errorf("%s@%d: %w", stream, e.Version, err)
		}
	}
	return nil
}

func checkLine(l []byte) error {
	switch {
	case len(l) == 0:
		return fmt.Errorf("%w: event has no line", ErrInvalid)
	case len(l) > MaxLine:
		return fmt.Errorf("%w: %d bytes, hoogstens %d", ErrTooLong, len(l), MaxLine)
	case bytes.IndexByte(l, '\n') >= 0 || bytes.IndexByte(l, '\r') >= 0:
		return fmt.Errorf("%w: line holds a line break", ErrInvalid)
	case !utf8.Valid(l):
		return fmt.Errorf("%w: line is not UTF-8", ErrInvalid)
	}
	return nil
}
