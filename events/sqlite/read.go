package sqlite

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/events"
)

// A read transaction ends after a lot of this many events or bytes: one that stays open would stop the WAL from being
// reused, and a connection is never held while the caller does something else.
const (
	lotEvents   = 4096
	lotBytes    = 1 << 20
	streamLot   = 256
	readerCache = 8192 // KiB
)

// lines is where a reader collects one lot. Lines share a block of memory, so that a scan does not allocate per event.
type lines struct {
	list  []events.Raw
	bytes int
	block []byte // what is left of it
	size  int    // of the block: a short stream gets a small one
}

func (l *lines) full() bool { return len(l.list) >= lotEvents || l.bytes >= lotBytes }

// add copies a column of the row as the line of position pos.
func (l *lines) add(pos events.Position, s *sqlite.Stmt, col int) {
	n := s.ColumnLen(col)
	if n > len(l.block) {
		l.size = min(max(2*l.size, 4<<10), 64<<10)
		l.block = make([]byte, max(n, l.size))
	}
	line := l.block[:n:n]
	l.block = l.block[n:]
	s.ColumnBytes(col, line)
	l.list, l.bytes = append(l.list, events.Raw{Position: pos, Line: line}), l.bytes+n
}

// Lines implements [events.LineReader]. It goes on to the head of the moment it was called. A line shares memory with
// some of its neighbours: keeping one keeps about 64 KB.
func (s *Store) Lines(ctx context.Context, after events.Position) iter.Seq2[events.Raw, error] {
	return func(yield func(events.Raw, error) bool) {
		head, err := s.Head(ctx)
		for err == nil && after < head {
			var lot []events.Raw
			lot, err = s.lot(ctx, after, head)
			for _, r := range lot {
				if !yield(r, nil) {
					return
				}
			}
			after += events.Position(len(lot))
		}
		if err != nil {
			yield(events.Raw{}, fmt.Errorf("read after %d: %w", after, err))
		}
	}
}

// lot reads at least one line after a position, at most up to head.
func (s *Store) lot(ctx context.Context, after, head events.Position) (list []events.Raw, err error) {
	err = s.read(ctx, func(c *sqlite.Conn) error {
		list, err = scan(c, after, head)
		return err
	})
	return list, err
}

func scan(c *sqlite.Conn, after, head events.Position) ([]events.Raw, error) {
	stmt, err := c.Prepare("SELECT pos, body FROM events WHERE pos > ? AND pos <= ? ORDER BY pos")
	if err != nil {
		return nil, err
	}
	stmt.BindInt64(1, int64(after))
	stmt.BindInt64(2, int64(head))
	l := lines{list: make([]events.Raw, 0, min(lotEvents, head-after))}
	for want := after + 1; want <= head && !l.full(); want++ {
		row, err := stmt.Step()
		if err != nil {
			return l.list, err
		}
		if !row || events.Position(stmt.ColumnInt64(0)) != want {
			return l.list, errors.Join(fmt.Errorf("%w: event %d is missing", ErrDamaged, want), stmt.Reset())
		}
		l.add(want, stmt, 1)
	}
	return l.list, stmt.Reset()
}

// All implements [events.Store]. It goes on to the head of the moment it was called.
func (s *Store) All(ctx context.Context, after events.Position) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		for r, err := range s.Lines(ctx, after) {
			if err != nil {
				yield(events.Event{}, err)
				return
			}
			e, err := event(r)
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

func event(r events.Raw) (events.Event, error) {
	e, err := events.Parse(r.Line)
	if err != nil {
		return events.Event{}, fmt.Errorf("event %d: %w", r.Position, err)
	}
	e.Position = r.Position
	return e, nil
}

// Stream implements [events.Store].
func (s *Store) Stream(ctx context.Context, stream string) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		version := uint64(0)
		for r, err := range s.streamLines(ctx, stream) {
			var e events.Event
			if err == nil {
				version++
				e, err = member(r, stream, version)
			}
			if err != nil {
				yield(events.Event{}, fmt.Errorf("read %s@%d: %w", stream, version, err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// member reads a line that should be this version of this stream: the index may be wrong, the line is not.
func member(r events.Raw, stream string, version uint64) (events.Event, error) {
	e, err := event(r)
	if err == nil && (e.Stream != stream || e.Version != version) {
		return events.Event{}, fmt.Errorf("%w: event %d is %s@%d", ErrDamaged, r.Position, e.Stream, e.Version)
	}
	return e, err
}

// streamLines reads sidx and then the tail. The tail is looked at first: what a merge moves out of it meanwhile, sidx
// holds by the time it is read.
func (s *Store) streamLines(ctx context.Context, stream string) iter.Seq2[events.Raw, error] {
	return func(yield func(events.Raw, error) bool) {
		select {
		case <-s.stop:
			yield(events.Raw{}, ErrClosed)
			return
		default:
		}
		tail, version := s.tail.of(stream), uint64(0)
		for more := true; more; {
			lot, err := s.indexed(ctx, stream, version)
			if !yieldAll(lot, err, yield) {
				return
			}
			version += uint64(len(lot))
			more = len(lot) == streamLot
		}
		for rest := tail.after(version); len(rest) > 0; {
			n := min(len(rest), streamLot)
			lot, err := s.at(ctx, rest[:n])
			if !yieldAll(lot, err, yield) {
				return
			}
			rest = rest[n:]
		}
	}
}

func yieldAll(lot []events.Raw, err error, yield func(events.Raw, error) bool) bool {
	for _, r := range lot {
		if !yield(r, nil) {
			return false
		}
	}
	if err != nil {
		yield(events.Raw{}, err)
	}
	return err == nil
}

// indexed reads the next lot of a stream through sidx.
func (s *Store) indexed(ctx context.Context, stream string, after uint64) ([]events.Raw, error) {
	var l lines
	err := s.read(ctx, func(c *sqlite.Conn) error {
		stmt, err := c.Prepare(`SELECT e.pos, e.body FROM streams s CROSS JOIN sidx i ON i.skey = s.skey CROSS JOIN events e ON e.pos = i.pos
			WHERE s.name = ? AND i.version > ? ORDER BY i.version LIMIT ?`)
		if err != nil {
			return err
		}
		stmt.BindText(1, stream)
		stmt.BindInt64(2, int64(after))
		stmt.BindInt64(3, streamLot)
		for {
			row, err := stmt.Step()
			if err != nil || !row {
				return err
			}
			l.add(events.Position(stmt.ColumnInt64(0)), stmt, 1)
		}
	})
	return l.list, err
}

// at reads the lines at these positions.
func (s *Store) at(ctx context.Context, positions []events.Position) ([]events.Raw, error) {
	var l lines
	err := s.read(ctx, func(c *sqlite.Conn) error {
		for _, pos := range positions {
			if err := l.one(c, pos); err != nil {
				return err
			}
		}
		return nil
	})
	return l.list, err
}

func (l *lines) one(c *sqlite.Conn, pos events.Position) error {
	stmt, err := c.Prepare("SELECT body FROM events WHERE pos = ?")
	if err != nil {
		return err
	}
	stmt.BindInt64(1, int64(pos))
	row, err := stmt.Step()
	if err != nil {
		return err
	}
	if !row {
		return fmt.Errorf("%w: event %d is missing", ErrDamaged, pos)
	}
	l.add(pos, stmt, 0)
	return stmt.Reset()
}

// read lends a connection for one short read transaction.
func (s *Store) read(ctx context.Context, f func(*sqlite.Conn) error) error {
	c, err := s.borrow(ctx)
	if err != nil {
		return err
	}
	if c == nil {
		c, err = s.reader()
	}
	if err == nil {
		err = f(c)
	}
	if err != nil && c != nil {
		err = errors.Join(err, c.Close()) // the next borrower gets a new one
		c = nil
	}
	s.readers <- c
	return translate(err)
}

func (s *Store) borrow(ctx context.Context) (*sqlite.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case c := <-s.readers:
		return c, nil
	default:
	}
	timer := time.NewTimer(s.opt.patience)
	defer timer.Stop()
	select {
	case c := <-s.readers:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.stop:
		return nil, ErrClosed
	case <-timer.C:
		return nil, fmt.Errorf("no connection free for reading within %s", s.opt.patience)
	}
}

func (s *Store) reader() (*sqlite.Conn, error) {
	c, err := connect(s.path, readerCache, s.opt.patience)
	if err != nil {
		return nil, err
	}
	err = pragmas(c, "query_only=ON")
	if err == nil {
		_, err = number(c, "SELECT upto FROM idxmeta") // joins the WAL
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}
