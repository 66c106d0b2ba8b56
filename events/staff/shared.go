package staff

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"
	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/events/journal"
)

// Options says how a directory is opened. The zero value is right for one machine.
type Options struct {
	Params *argon2id.Params // what hashing a password costs; nil means [DefaultParams]

	// Journal is what the nodes of one ledger share the directory through: staff.db is then a replica of it, and every
	// process that opens the file must give the same journal. nil: one machine, and staff.db is the directory.
	Journal journal.Journal
	Log     *slog.Logger // what went wrong with sharing, in ids and numbers; nil: nowhere
}

const (
	freshWait  = time.Second      // how long reading waits for the journal
	pauseAfter = 2 * time.Second  // the journal failed: for so long nobody waits for it
	openWait   = 60 * time.Second // to read a whole journal, at the start

	// MaxStale is how old what a node shows may be while the journal cannot be reached: for so long after it was last
	// seen, reading goes on from the replica. After that it fails with [ErrStale]. Writing fails at once.
	MaxStale = time.Minute
)

var (
	// ErrStale is returned by reading when the journal has not been reached for [MaxStale].
	ErrStale = errors.New("staff directory: the shared journal cannot be reached")
	// ErrNoReplica is returned by Open for a file that holds what is not in the journal: made on one machine (see
	// [Publish]), or written to without the journal. It is refused because following the journal would throw that away.
	ErrNoReplica = errors.New("staff.db holds data that is not in the shared journal; publish it, or move it away to begin with what the nodes share")
	// ErrOtherJournal is returned for a journal that ends before what this node has read of it: an older backup was
	// restored, or it is another ledger. Nothing is repaired; moving staff.db away begins anew with what is there.
	ErrOtherJournal = errors.New("the shared journal ends before what this node knows of it: another ledger, or an older backup")
	// ErrNewer is returned for a journal that a newer program writes: this node must be upgraded.
	ErrNewer = errors.New("the shared journal was written by a newer program: use that")
)

// shared keeps the directory of this node equal to the journal.
type shared struct {
	s       *Store
	journal journal.Journal
	log     *slog.Logger
	clock   func() time.Time
	tables  []string // all that are replicated

	life    context.Context // ends with the store
	end     context.CancelFunc
	rounds  sync.WaitGroup
	turn    chan struct{} // one round of reading the journal at a time
	behind  atomic.Bool   // it is known that there is more than what is here
	trimmed bool          // what stands before the newest snapshot was trimmed; used by whoever has the writer only

	mu        sync.Mutex
	closed    bool
	next      *round    // not begun: whoever joins is served by it
	at        uint64    // applied here, as far as known: another process may be further
	good, bad time.Time // when the last round that worked began, and the last one failed
}

// round is one reading of the journal, for all who asked before it began.
type round struct {
	done chan struct{}
	err  error
}

func (s *Store) follow(o Options) *shared {
	h := &shared{s: s, journal: o.Journal, log: o.Log, clock: time.Now, turn: make(chan struct{}, 1)}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	h.life, h.end = context.WithCancel(context.Background())
	return h
}

// close ends what runs in the background.
func (h *shared) close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.end()
	h.rounds.Wait()
}

// fresh returns when this node has all that was in the journal when it was called; or when the journal cannot be
// reached, and what is here is not too old.
func (h *shared) fresh(ctx context.Context) error {
	err := h.tried()
	if err == nil {
		err = h.latest(ctx)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case h.recent() && !final(err) && !h.behind.Load():
		return nil
	}
	return fmt.Errorf("%w: %w", ErrStale, err)
}

// final tells whether waiting cannot help.
func final(err error) bool { return errors.Is(err, ErrNewer) || errors.Is(err, ErrOtherJournal) }

var (
	errPause = errors.New("it failed a moment ago")
	errSlow  = errors.New("no answer in time")
)

// tried keeps a page from waiting for a store that just failed to answer the one before it.
func (h *shared) tried() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.bad.After(h.good) && h.clock().Sub(h.bad) < pauseAfter {
		return errPause
	}
	return nil
}

func (h *shared) recent() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.clock().Sub(h.good) < MaxStale
}

// note keeps how a reading that began at that moment went.
func (h *shared) note(began time.Time, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err != nil:
		h.bad = h.clock()
	case began.After(h.good):
		h.good = began
	}
}

// latest waits for a round that begins after now, but no longer than freshWait.
func (h *shared) latest(ctx context.Context) error {
	r, err := h.join()
	if err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, freshWait)
	defer cancel()
	select {
	case <-r.done:
		return r.err
	case <-wait.Done():
		if ctx.Err() == nil {
			h.note(time.Time{}, errSlow)
		}
		return errSlow
	}
}

func (h *shared) join() (*round, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, errors.New("staff directory is closed")
	}
	if h.next == nil {
		h.next = &round{done: make(chan struct{})}
		r := h.next
		h.rounds.Go(func() { h.run(r) })
	}
	return h.next, nil
}

func (h *shared) run(r *round) {
	defer close(r.done)
	ctx, cancel := context.WithTimeout(h.life, maxWait)
	defer cancel()
	leave, err := enter(ctx, h.turn)
	h.mu.Lock()
	h.next = nil // whoever comes from here on is not served by this one
	h.mu.Unlock()
	if err != nil {
		r.err = err
		return
	}
	defer leave()
	r.err = h.read(ctx)
}

// read takes in what is new in the journal.
func (h *shared) read(ctx context.Context) error {
	began := h.clock()
	list, err := h.news(ctx, h.position())
	if err == nil && len(list) > 0 {
		h.behind.Store(true) // and must not be forgiven for showing what is here
		if err = h.take(ctx, list); err == nil {
			h.behind.Store(false)
		}
	}
	h.note(began, err)
	return err
}

func (h *shared) take(ctx context.Context, list []journal.Entry) error {
	conn, err := h.s.writer.Take(ctx)
	if err != nil {
		return err
	}
	defer h.s.writer.Put(conn)
	_, err = h.apply(ctx, conn, list)
	return err
}

const maxNews = 200_000 // entries in a journal that is trimmed every [snapshotEvery]

// news returns what stands in the journal after a number.
func (h *shared) news(ctx context.Context, after uint64) (list []journal.Entry, err error) {
	for e, err := range h.journal.Read(ctx, after) {
		if err != nil {
			return nil, fmt.Errorf("read the shared journal after %d: %w", after, err)
		}
		if list = append(list, e); len(list) > maxNews {
			return nil, fmt.Errorf("the shared journal has more than %d entries after %d", maxNews, after)
		}
	}
	return list, nil
}

func (h *shared) position() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *shared) reached(n uint64) {
	h.mu.Lock()
	h.at = max(h.at, n)
	h.mu.Unlock()
}

// start makes the file a replica, or goes on with the replica that it is.
func (h *shared) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, openWait)
	defer cancel()
	conn, err := h.s.writer.Take(ctx)
	if err != nil {
		return err
	}
	defer h.s.writer.Put(conn)
	st, err := h.prepare(conn)
	if err != nil {
		return err
	}
	began := h.clock()
	list, err := h.news(ctx, max(st.applied, 1)-1) // with the last one known, to recognise it
	if err != nil {
		return err
	}
	if st.applied > 0 && len(list) == 0 {
		return ErrOtherJournal
	}
	if st.applied > 0 && list[0].Number == st.applied && list[0].ID != st.id {
		_, err = h.rebuild(ctx, conn) // numbers go on after a restored backup, with other entries under them
	} else {
		_, err = h.apply(ctx, conn, list)
	}
	h.note(began, err)
	return err
}

// prepare makes the tables of the replica itself, and refuses a file that following the journal would empty.
func (h *shared) prepare(conn *sqlite.Conn) (st state, err error) {
	err = inTransaction(conn, func() error {
		if err := makeMark(conn); err != nil {
			return err
		}
		if h.tables, err = replicated(conn); err != nil {
			return err
		}
		st, err = loadState(conn)
		if err != nil || st.replica {
			return err
		}
		if some, err := h.holdsSomething(conn); err != nil || some {
			return firstErr(err, ErrNoReplica)
		}
		return st.save(conn)
	})
	h.reached(st.applied)
	return st, err
}

func (h *shared) holdsSomething(conn *sqlite.Conn) (bool, error) {
	for _, t := range h.tables {
		if some, err := text(conn, `SELECT 1 FROM "`+t+`" LIMIT 1`); err != nil || some != "" {
			return some != "", err
		}
	}
	return false, nil
}
