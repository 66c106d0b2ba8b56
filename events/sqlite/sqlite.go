// Package sqlite is the embedded store of the log: one SQLite file, for a ledger on one machine.
//
// # What it promises
//
// It keeps the contract of [events.Store]: an append that returned nil was fsynced (WAL, synchronous=FULL, read back on
// every connection that writes). Positions are dense from 1, and position order is commit order is the order in which
// readers see events, because one goroutine hands them out. Lines come back byte for byte. Triggers refuse every UPDATE,
// DELETE and replacement of an event (R-LED-01); whoever removes the triggers is found by the seal, not here.
//
// # Layout (user_version 1)
//
//	streams(skey, name)             the name of a stream, once
//	events (pos, skey, version, body)   body is the line, exactly
//	sidx   (skey, version, pos)     where the events of a stream stand: derived, merged in sorted lots
//	idxmeta(upto)                   the position up to which sidx is complete
//
// Events after upto, at most a few thousand, are indexed in memory (the tail) and found again by reading them at Open.
// An index kept per insert would touch a random page for every event: measured 2.5 times slower on import.
//
// # Group commit
//
// The writer takes what waits (at most 512 requests) into one transaction: one fsync for all. There is no timer, so a
// lone append waits for nobody.
//
// # When the disk fails
//
// If COMMIT fails, nobody knows what reached the disk: everyone in the transaction gets [events.ErrUncertain]. An fsync
// that failed is never tried again (the kernel may have dropped the pages and say yes the second time). Instead the
// connection is opened anew, everything the WAL still holds is written once more into the database file and synced
// there, the log is read again, and only then are appends taken. As long as that fails, appends are refused and reading
// goes on at the last certain head.
//
// # What it does not do
//
// It does not keep the Merkle tree: the seal derives that from the lines. It is no store for two machines: that is
// events/esdb. Never open the database file by other means within this process: closing it would drop SQLite's locks.
// Rejected: an own append-only file (1.4 times faster, but an auditor can open SQLite with any tool) and database/sql
// (scans 2.6 times slower).
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/events"
)

// Limits of one Append.
const (
	MaxAppend      = 5000     // events
	MaxAppendBytes = 32 << 20 // bytes of all lines together
)

// patience is how long a connection waits for a lock that another program holds, and Close for readers.
const patience = 10 * time.Second

// Options are the settings of a store; the zero value is good for a server.
type Options struct {
	CacheKB int          // page cache of the writer in KiB; 0 means 65,536. 8,192 will do on a small machine
	Readers int          // connections that read; 0 means 4
	Log     *slog.Logger // nil means slog.Default()

	patience time.Duration // tests that need it shorter
	mergeAt  int           // tests that need it lower
}

// Store keeps events in one SQLite file. Make it with [Open].
type Store struct {
	path    string
	opt     Options
	lock    *os.File
	queue   chan *request
	stop    chan struct{} // closed by Close
	done    chan struct{} // closed when the writer has ended
	readers chan *sqlite.Conn
	tail    tail
	head    atomic.Uint64
	once    sync.Once
	closing error
}

var (
	_ events.Store      = (*Store)(nil)
	_ events.LineReader = (*Store)(nil)
)

// Open opens the ledger at path with the default [Options], and makes it if there is none; the folder must exist.
func Open(path string) (*Store, error) { return Options{}.Open(path) }

// Open opens the ledger at path, and makes it if there is none; the folder must exist. Beside the file stand path-wal
// and path-shm while it is open, and path.lock. It returns [ErrInUse] if another store has it open, [ErrForeign] if
// the file is something else, [ErrNewer] if a later version of the program made it, [ErrDamaged], [ErrFull] or
// [ErrReadOnly] for what these say.
func (o Options) Open(path string) (*Store, error) {
	o = o.complete()
	lock, err := Lock(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s := &Store{path: path, opt: o, lock: lock, queue: make(chan *request, maxRequests), stop: make(chan struct{}),
		done: make(chan struct{}), readers: make(chan *sqlite.Conn, o.Readers)}
	if err := s.start(); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(translate(err), lock.Close()))
	}
	return s, nil
}

func (o Options) complete() Options {
	if o.CacheKB == 0 {
		o.CacheKB = 65536
	}
	if o.Readers == 0 {
		o.Readers = 4
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.patience == 0 {
		o.patience = patience
	}
	if o.mergeAt == 0 {
		o.mergeAt = mergeAt
	}
	return o
}

func (s *Store) start() error {
	if err := touch(s.path); err != nil {
		return err
	}
	w := &writer{Store: s, heads: map[string]*streamHead{}, uncertain: true}
	if err := w.open(); err != nil {
		return errors.Join(err, w.disconnect())
	}
	if err := s.openReaders(); err != nil {
		return errors.Join(err, s.closeReaders(), w.disconnect())
	}
	go w.run()
	return nil
}

// openReaders opens all of them at once: as long as one is open, reading goes on while the disk refuses to write (a
// new connection might have to make the WAL index).
func (s *Store) openReaders() error {
	var errs []error
	for range s.opt.Readers {
		c, err := s.reader()
		errs = append(errs, err)
		s.readers <- c
	}
	return errors.Join(errs...)
}

// touch makes the file readable for its owner only, and its name durable.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close ends the writer after the transaction it is in, and closes the file. Appends still waiting get [ErrClosed];
// so does whoever reads or appends later. It waits at most ten seconds for readers to finish the lot they are reading.
func (s *Store) Close() error {
	s.once.Do(func() { s.closing = s.shut() })
	return s.closing
}

func (s *Store) shut() error {
	close(s.stop)
	<-s.done
	return errors.Join(s.closing, s.lock.Close())
}

// closeReaders runs in the writer's goroutine, before it closes its own connection: the last one to close folds the
// WAL into the file.
func (s *Store) closeReaders() error {
	timer := time.NewTimer(s.opt.patience)
	defer timer.Stop()
	var errs []error
	for range s.opt.Readers {
		select {
		case c := <-s.readers:
			if c != nil {
				errs = append(errs, c.Close())
			}
		case <-timer.C:
			return errors.Join(append(errs, errors.New("a reader did not end in time"))...)
		}
	}
	return errors.Join(errs...)
}

// Append implements [events.Store]. Beyond its contract: at most [MaxAppend] events and [MaxAppendBytes] at once. If ctx
// ends while the events are being written the answer is [events.ErrUncertain]; if it ends before, nothing is kept.
func (s *Store) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	wait, err := s.Queue(ctx, stream, version, list)
	if err != nil {
		return 0, fmt.Errorf("append to %s@%d: %w", stream, version, err)
	}
	pos, err := wait()
	if err != nil {
		return 0, fmt.Errorf("append to %s@%d: %w", stream, version, err)
	}
	return pos, nil
}

// Queue hands an append to the writer without waiting for the disk; wait returns what Append would. Appends queued by
// one goroutine are kept in the order in which it queued them, many to a commit: for who builds a whole log.
func (s *Store) Queue(ctx context.Context, stream string, version uint64, list []events.Event) (wait func() (events.Position, error), err error) {
	r, err := newRequest(stream, version, list)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case s.queue <- r:
		return func() (events.Position, error) { return s.await(ctx, r) }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.stop:
		return nil, ErrClosed
	}
}

func (s *Store) await(ctx context.Context, r *request) (events.Position, error) {
	select {
	case <-r.answered:
		return r.pos, r.err
	case <-ctx.Done():
		if r.withdraw() {
			return 0, ctx.Err()
		}
		return 0, fmt.Errorf("%w: %w", events.ErrUncertain, ctx.Err())
	case <-s.done:
		if r.withdraw() {
			return 0, ErrClosed
		}
		<-r.answered // the writer answers all it took before it ends
		return r.pos, r.err
	}
}

// Head implements [events.Store]. It does not read the file.
func (s *Store) Head(ctx context.Context) (events.Position, error) {
	select {
	case <-s.stop:
		return 0, ErrClosed
	default:
		return events.Position(s.head.Load()), ctx.Err()
	}
}
