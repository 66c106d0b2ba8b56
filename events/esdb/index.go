package esdb

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

// arrival is an event of the ledger as the store's own order brought it.
type arrival struct {
	stream   string
	version  uint64
	id       uuid.UUID
	line     []byte
	hash     tlog.Hash
	position uint64
	at       time.Time
}

func (a *arrival) is(l leaf) bool {
	return a.id == l.id && a.version == l.version && a.stream == l.stream && a.hash == l.hash
}

// mark is what is remembered of an entry.
type mark struct{ first, position uint64 }

// index is the order of the log as this node knows it. It holds some 10 bytes for each event and 100 for each record,
// and the newest lines. All methods may be called concurrently.
type index struct {
	mu      sync.Mutex
	entries []mark    // by revision
	lastID  uuid.UUID // of the last entry
	head    uint64
	streams map[string][]uint64 // positions of the events of a record
	pending []arrival           // in the store's own order, after the last entry
	tail    []events.Raw        // the newest lines, the last at head
	weight  int                 // bytes of the tail
	harm    error
	changed chan struct{} // closed when head or harm changes

	own     map[uuid.UUID][]byte // lines that this node is appending: the caller has made sure that they are events
	barred  error                // why this node may not write the order, as the last attempt said
	bars    int                  // how often an attempt said so
	waiting int                  // who waits for the order to go on
	since   time.Time            // when it went on last, or the first of them began to wait
	due     chan struct{}        // poked when there may be something to number
}

const (
	tailEvents = 8192
	tailBytes  = 32 << 20
)

func newIndex() *index {
	return &index{streams: map[string][]uint64{}, own: map[uuid.UUID][]byte{}, changed: make(chan struct{}), due: make(chan struct{}, 1)}
}

// wake is called with mu held.
func (x *index) wake() {
	close(x.changed)
	x.changed = make(chan struct{})
}

func (x *index) poke() {
	select {
	case x.due <- struct{}{}:
	default:
	}
}

// load adds an entry read from the index itself, when nothing is pending yet.
func (x *index) load(revision uint64, id uuid.UUID, e entry) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.fits(revision, e); err != nil {
		return err
	}
	x.add(id, e)
	x.tail, x.weight = nil, 0
	return nil
}

// fits is called with mu held.
func (x *index) fits(revision uint64, e entry) error {
	if revision != uint64(len(x.entries)) || e.first != x.head {
		return harm(Order, events.Position(x.head+1), "", 0,
			"Regel %d van de volgorde sluit niet aan: er zijn %d regels en %d gebeurtenissen bekend, de regel begint na %d.", revision, len(x.entries), x.head, e.first)
	}
	return nil
}

// add is called with mu held.
func (x *index) add(id uuid.UUID, e entry) {
	for _, l := range e.leaves {
		x.head++
		x.streams[l.stream] = append(x.streams[l.stream], x.head)
	}
	x.entries, x.lastID = append(x.entries, mark{e.first, e.position}), id
	x.wake()
}

// knows tells whether the entry with a revision was added already.
func (x *index) knows(revision uint64) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return revision < uint64(len(x.entries))
}

// agree adds an entry that the store's own order brought, after the events it speaks of. One that does not agree with
// those events is harm.
func (x *index) agree(revision uint64, id uuid.UUID, e entry) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if revision < uint64(len(x.entries)) { // meanwhile
		return nil
	}
	if err := x.fits(revision, e); err != nil {
		return err
	}
	if err := agrees(e, x.pending); err != nil {
		return err
	}
	x.take(id, e)
	return nil
}

// offered adds the entry that this node wrote, as soon as the store has acknowledged it. If the reading of the store
// began anew meanwhile, it comes back that way.
func (x *index) offered(revision uint64, id uuid.UUID, e entry) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.fits(revision, e) == nil && agrees(e, x.pending) == nil {
		x.take(id, e)
	}
}

// agrees compares an entry with the events that came before it in the store's own order.
func agrees(e entry, before []arrival) error {
	for i, l := range e.leaves {
		pos := events.Position(e.first + uint64(i) + 1)
		if i >= len(before) {
			return harm(Gone, pos, l.stream, l.version, "De gebeurtenis staat in de volgorde, maar niet in de opslag.")
		}
		if a := &before[i]; !a.is(l) {
			if a.id == l.id && a.stream == l.stream && a.version == l.version {
				return harm(Changed, pos, l.stream, l.version, "De inhoud van de gebeurtenis is veranderd nadat ze een nummer kreeg.")
			}
			return harm(Order, pos, l.stream, l.version, "Op deze plaats staat in de opslag een andere gebeurtenis: %s, versie %d.", a.stream, a.version)
		}
	}
	return nil
}

// take moves the events of an entry from pending to the tail. It is called with mu held.
func (x *index) take(id uuid.UUID, e entry) {
	n := len(e.leaves)
	for i := range x.pending[:n] {
		a := &x.pending[i]
		x.head++
		x.streams[a.stream] = append(x.streams[a.stream], x.head)
		x.tail = append(x.tail, events.Raw{Position: events.Position(x.head), Line: a.line})
		x.weight += len(a.line)
	}
	x.pending = append([]arrival(nil), x.pending[n:]...)
	x.trim()
	x.entries, x.lastID = append(x.entries, mark{e.first, e.position}), id
	x.wake()
}

// trim forgets the oldest lines of the tail, in large lots. It is called with mu held.
func (x *index) trim() {
	if len(x.tail) <= 2*tailEvents && x.weight <= 2*tailBytes {
		return
	}
	from, weight := len(x.tail), 0
	for from > 0 && len(x.tail)-from < tailEvents && weight < tailBytes {
		from--
		weight += len(x.tail[from].Line)
	}
	x.tail, x.weight = slices.Clone(x.tail[from:]), weight // a clone: the old lines can go
}

// expect says that this node is about to append these events; forget, that it no longer is.
func (x *index) expect(list []events.Event) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := range list {
		x.own[list[i].ID] = list[i].Line
	}
}

func (x *index) forget(list []events.Event) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := range list {
		delete(x.own, list[i].ID)
	}
}

// expected tells whether a line is one that this node is appending.
func (x *index) expected(id uuid.UUID, line []byte) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	own, ok := x.own[id]
	return ok && bytes.Equal(own, line)
}

// bar says that this node was not allowed to write the order, to those who wait for it now.
func (x *index) bar(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.barred = err
	x.bars++
	x.wake()
}

// await lets a test be made again whenever the index changed, until it says that it is done. who waits is counted: see stuck.
func (x *index) await(ctx context.Context, what string, done func() bool) error {
	x.mu.Lock()
	if done() {
		x.mu.Unlock()
		return nil
	}
	if x.waiting++; x.waiting == 1 {
		x.since = time.Now()
	}
	bars := x.bars
	x.mu.Unlock()
	x.poke()
	defer func() { x.mu.Lock(); x.waiting--; x.mu.Unlock() }()
	for {
		x.mu.Lock()
		is, err, changed := done(), x.harm, x.changed
		if x.bars > bars {
			err = cmp.Or(err, x.barred)
		}
		x.mu.Unlock()
		switch {
		case is:
			return nil
		case err != nil:
			return err
		}
		select {
		case <-changed:
			x.mu.Lock()
			x.since = time.Now()
			x.mu.Unlock()
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, ctx.Err())
		}
	}
}

// arrive notes an event that the store's own order brought.
func (x *index) arrive(a arrival) {
	x.mu.Lock()
	x.pending = append(x.pending, a)
	x.mu.Unlock()
	x.poke()
}

// restart forgets what is pending, and returns after which position of the store reading goes on; ok is false if from
// the beginning.
func (x *index) restart() (position uint64, ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.pending = nil
	if n := len(x.entries); n > 0 {
		return x.entries[n-1].position, true
	}
	return 0, false
}

// next returns the entry to offer and at which revision, as soon as one is due: at once if an append of this node waits,
// after patience otherwise.
func (x *index) next(ctx context.Context, patience time.Duration) (e entry, revision uint64, err error) {
	for {
		x.mu.Lock()
		wait := time.Hour
		if len(x.pending) > 0 && x.harm == nil {
			wait = patience - time.Since(x.pending[0].at)
			if x.waiting > 0 || wait <= 0 {
				defer x.mu.Unlock()
				return x.batch(), uint64(len(x.entries)), nil
			}
		}
		x.mu.Unlock()
		t := time.NewTimer(wait)
		select {
		case <-x.due:
		case <-t.C:
		case <-ctx.Done():
		}
		t.Stop()
		if ctx.Err() != nil {
			return entry{}, 0, ctx.Err()
		}
	}
}

// batch is called with mu held, when something is pending.
func (x *index) batch() entry {
	e := entry{first: x.head}
	held := 0
	for i := range x.pending[:min(len(x.pending), maxLeaves)] {
		a := &x.pending[i]
		if held += len(a.line); held > maxHeld && i > 0 {
			break
		}
		e.leaves = append(e.leaves, leaf{a.stream, a.version, a.id, a.hash})
		e.position = a.position
	}
	return e
}

// reach waits until the index holds the entry with a revision.
func (x *index) reach(ctx context.Context, revision uint64) error {
	return x.await(ctx, "the newest entry of the index", func() bool { return uint64(len(x.entries)) > revision })
}

// numbered waits until the event of a record has its number.
func (x *index) numbered(ctx context.Context, stream string, version uint64) (p events.Position, err error) {
	err = x.await(ctx, "the number of the event", func() (ok bool) {
		p, ok = x.place(stream, version)
		return ok
	})
	return p, err
}

// place is called with mu held.
func (x *index) place(stream string, version uint64) (events.Position, bool) {
	list := x.streams[stream]
	if version == 0 || version > uint64(len(list)) {
		return 0, false
	}
	return events.Position(list[version-1]), true
}

// stuck tells whether somebody has waited for d without the order going on.
func (x *index) stuck(d time.Duration) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.waiting > 0 && time.Since(x.since) >= d
}

// versions tells how many events of a record have a number.
func (x *index) versions(stream string) uint64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	return uint64(len(x.streams[stream]))
}

func (x *index) size() uint64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.head
}

// last returns how many entries there are, the id of the last, and where it ends.
func (x *index) last() (entries int, id uuid.UUID, m mark) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if entries = len(x.entries); entries > 0 {
		m = x.entries[entries-1]
	}
	return entries, x.lastID, m
}

// recent returns up to n lines after a position, if the tail has them.
func (x *index) recent(after uint64, n int) []events.Raw {
	x.mu.Lock()
	defer x.mu.Unlock()
	from := x.head - uint64(len(x.tail)) // the tail begins after it
	if after < from || after >= x.head {
		return nil
	}
	list := x.tail[after-from:]
	return list[:min(n, len(list)):min(n, len(list))] // elements are never changed
}

// lines returns n lines of a record from a version on, if the tail has them all.
func (x *index) lines(stream string, version uint64, n int) [][]byte {
	x.mu.Lock()
	defer x.mu.Unlock()
	list := make([][]byte, 0, n)
	from := x.head - uint64(len(x.tail))
	for v := version; v < version+uint64(n); v++ {
		p, ok := x.place(stream, v)
		if !ok || uint64(p) <= from {
			return nil
		}
		list = append(list, x.tail[uint64(p)-from-1].Line)
	}
	return list
}

// find returns the revision of the entry that holds the event after a position, and after which position of the store to
// read to get its events; ok is false if from the beginning.
func (x *index) find(after uint64) (revision int, position uint64, ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	revision = sort.Search(len(x.entries), func(i int) bool { return x.entries[i].first > after }) - 1
	if revision > 0 {
		return revision, x.entries[revision-1].position, true
	}
	return max(revision, 0), 0, false
}

// begin returns how many events stand before an entry.
func (x *index) begin(revision int) (number uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if revision < len(x.entries) {
		return x.entries[revision].first
	}
	return x.head
}

func (x *index) halted() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.harm
}

// halt refuses appends from now on. The first harm counts.
func (x *index) halt(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.harm == nil {
		x.harm = err
		x.wake()
	}
}
