package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/events"
)

// Limits of one transaction. The last request taken may pass the second and third by one Append.
const (
	maxRequests = 512
	maxEvents   = 4096
	maxBytes    = 4 << 20
	mergeAt     = 3000    // events in the tail; a merge of 50,000 would hold the writer up for 200 ms
	maxHeads    = 100_000 // streams whose version is remembered
)

// request is one Append on its way to the writer.
type request struct {
	stream   string
	version  uint64
	list     []events.Event
	bytes    int
	state    atomic.Int32
	answered chan struct{} // closed once pos and err are set
	pos      events.Position
	err      error
}

const (
	waiting int32 = iota
	taken
	withdrawn
)

func newRequest(stream string, version uint64, list []events.Event) (*request, error) {
	if err := events.CheckAppend(stream, version, list); err != nil {
		return nil, err
	}
	r := &request{stream: stream, version: version, list: list, answered: make(chan struct{})}
	for i := range list {
		r.bytes += len(list[i].Line)
	}
	if len(list) > MaxAppend || r.bytes > MaxAppendBytes {
		return nil, fmt.Errorf("%w: %d gebeurtenissen, %d bytes in één keer; hoogstens %d en %d",
			events.ErrTooLong, len(list), r.bytes, MaxAppend, MaxAppendBytes)
	}
	return r, nil
}

// take makes the request the writer's; false if its caller gave up first.
func (r *request) take() bool { return r.state.CompareAndSwap(waiting, taken) }

// withdraw takes the request back; false if the writer has it already.
func (r *request) withdraw() bool { return r.state.CompareAndSwap(waiting, withdrawn) }

func (r *request) answer() { close(r.answered) }

// writer is the one goroutine that changes the file.
type writer struct {
	*Store
	conn  *sqlite.Conn
	heads map[string]*streamHead // versions, including those of the open transaction
	next  events.Position        // of the next event in the open transaction
	added []entry                // in the open transaction

	broken    bool // the connection must be opened anew before anything is written
	uncertain bool // the WAL may hold what no fsync vouches for: rewrite it into the file first
}

type streamHead struct {
	skey    int64 // 0: the stream does not exist
	version uint64
}

func (w *writer) run() {
	defer close(w.done)
	for {
		select {
		case r := <-w.queue:
			w.commit(w.gather(r))
		case <-w.stop:
			w.closing = errors.Join(w.closeReaders(), w.disconnect())
			return
		}
	}
}

// gather takes what waits, without waiting for more: the longer a commit takes, the more share the next.
func (w *writer) gather(r *request) []*request {
	runtime.Gosched() // those just answered get to send their next one
	var batch []*request
	n, size := 0, 0
	for {
		if r.take() {
			batch, n, size = append(batch, r), n+len(r.list), size+r.bytes
		}
		if len(batch) >= maxRequests || n >= maxEvents || size >= maxBytes {
			return batch
		}
		select {
		case r = <-w.queue:
		default:
			return batch
		}
	}
}

// commit writes a batch and answers it.
func (w *writer) commit(batch []*request) {
	if len(batch) == 0 {
		return
	}
	err := w.ready()
	if err == nil {
		err = w.transact(batch)
	}
	for _, r := range batch {
		if err != nil {
			r.pos, r.err = 0, err
		}
		r.answer()
	}
	if err == nil && w.tail.size >= w.opt.mergeAt {
		w.mergeOrBreak() // after the answers: nobody waits for it
	}
}

// ready repairs what an earlier failure broke. If the log turns out to hold more than readers have seen, the batch was
// decided on an old view: it is told to look again.
func (w *writer) ready() error {
	if !w.broken {
		return nil
	}
	seen := w.head.Load()
	if err := w.reopen(); err != nil {
		return err
	}
	if w.head.Load() != seen {
		return fmt.Errorf("%w: het logboek is opnieuw gelezen", events.ErrUncertain)
	}
	return nil
}

// transact answers conflicts per request; its own error is for all of them.
func (w *writer) transact(batch []*request) error {
	w.next, w.added = events.Position(w.head.Load())+1, w.added[:0]
	if len(w.heads) > maxHeads {
		clear(w.heads)
	}
	if err := w.write(batch); err != nil { // COMMIT was not sent: certainly nothing was kept
		w.fail("append", err)
		return translate(err)
	}
	if err := w.exec("COMMIT"); err != nil {
		w.uncertain = true
		w.fail("commit", err)
		return fmt.Errorf("%w: %w", events.ErrUncertain, translate(err))
	}
	w.tail.add(w.added)
	w.head.Store(uint64(w.next) - 1)
	return nil
}

func (w *writer) write(batch []*request) error {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, r := range batch {
		r.pos, r.err = w.add(r)
		if r.err != nil && !errors.Is(r.err, events.ErrConflict) {
			return r.err
		}
	}
	return nil
}

// add puts one request into the open transaction. ErrConflict leaves the transaction as it was.
func (w *writer) add(r *request) (events.Position, error) {
	h, err := w.streamHead(r.stream)
	if err != nil {
		return 0, err
	}
	if h.version != r.version {
		return w.repeated(h, r)
	}
	if h.skey == 0 {
		if h.skey, err = w.newStream(r.stream); err != nil {
			return 0, err
		}
	}
	for i := range r.list {
		if err := w.insert(h, r.stream, r.list[i].Line); err != nil {
			return 0, err
		}
	}
	return w.next - 1, nil
}

func (w *writer) insert(h *streamHead, stream string, line []byte) error {
	s, err := w.conn.Prepare("INSERT INTO events(pos, skey, version, body) VALUES(?, ?, ?, ?)")
	if err != nil {
		return err
	}
	s.BindInt64(1, int64(w.next))
	s.BindInt64(2, h.skey)
	s.BindInt64(3, int64(h.version+1))
	s.BindBytes(4, line)
	if _, err := s.Step(); err != nil {
		return err
	}
	h.version++
	w.added = append(w.added, entry{stream: stream, skey: h.skey, version: h.version, pos: w.next})
	w.next++
	return nil
}

// repeated recognises an append that got through before: the stream holds these very lines after that version.
func (w *writer) repeated(h *streamHead, r *request) (events.Position, error) {
	conflict := fmt.Errorf("%w (reeks staat op %d)", events.ErrConflict, h.version)
	if r.version+uint64(len(r.list)) > h.version {
		return 0, conflict
	}
	var pos events.Position
	for i := range r.list {
		var line []byte
		var err error
		if pos, err = w.position(h, r.stream, r.list[i].Version); err != nil {
			return 0, err
		}
		if line, err = w.line(pos); err != nil {
			return 0, err
		}
		if !bytes.Equal(line, r.list[i].Line) {
			return 0, conflict
		}
	}
	return pos, nil
}

// streamHead finds where a stream is: remembered, in the tail, or in sidx.
func (w *writer) streamHead(stream string) (*streamHead, error) {
	if h := w.heads[stream]; h != nil {
		return h, nil
	}
	h := &streamHead{}
	if t := w.tail.of(stream); t.skey != 0 {
		h.skey, h.version = t.skey, t.last()
	} else if err := w.findHead(stream, h); err != nil {
		return nil, err
	}
	w.heads[stream] = h
	return h, nil
}

func (w *writer) findHead(stream string, h *streamHead) error {
	s, err := w.conn.Prepare("SELECT s.skey, coalesce((SELECT max(version) FROM sidx i WHERE i.skey = s.skey), 0) FROM streams s WHERE s.name = ?")
	if err != nil {
		return err
	}
	s.BindText(1, stream)
	row, err := s.Step()
	if err != nil || !row {
		return err
	}
	h.skey, h.version = s.ColumnInt64(0), uint64(s.ColumnInt64(1))
	return s.Reset()
}

func (w *writer) newStream(stream string) (int64, error) {
	s, err := w.conn.Prepare("INSERT INTO streams(name) VALUES(?)")
	if err != nil {
		return 0, err
	}
	s.BindText(1, stream)
	if _, err := s.Step(); err != nil {
		return 0, err
	}
	return w.conn.LastInsertRowID(), nil
}

// position finds a version of a stream that exists: in the open transaction, the tail, or sidx.
func (w *writer) position(h *streamHead, stream string, version uint64) (events.Position, error) {
	for _, e := range w.added {
		if e.skey == h.skey && e.version == version {
			return e.pos, nil
		}
	}
	if pos := w.tail.of(stream).at(version); pos != 0 {
		return pos, nil
	}
	s, err := w.conn.Prepare("SELECT pos FROM sidx WHERE skey = ? AND version = ?")
	if err != nil {
		return 0, err
	}
	s.BindInt64(1, h.skey)
	s.BindInt64(2, int64(version))
	row, err := s.Step()
	if err != nil {
		return 0, err
	}
	if !row {
		return 0, fmt.Errorf("%w: %s@%d is not in the index", ErrDamaged, stream, version)
	}
	pos := events.Position(s.ColumnInt64(0))
	return pos, s.Reset()
}

func (w *writer) line(pos events.Position) ([]byte, error) {
	s, err := w.conn.Prepare("SELECT body FROM events WHERE pos = ?")
	if err != nil {
		return nil, err
	}
	s.BindInt64(1, int64(pos))
	row, err := s.Step()
	if err != nil {
		return nil, err
	}
	if !row {
		return nil, fmt.Errorf("%w: event %d is missing", ErrDamaged, pos)
	}
	line := make([]byte, s.ColumnLen(0))
	s.ColumnBytes(0, line)
	return line, s.Reset()
}

// merge moves the tail into sidx, in the order of sidx. Its primary key proves once more that no version is there twice.
func (w *writer) merge() error {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, t := range w.tail.sorted() {
		for i, pos := range t.pos {
			if err := w.exec("INSERT INTO sidx(skey, version, pos) VALUES(?, ?, ?)", t.skey, int64(t.first)+int64(i), int64(pos)); err != nil {
				return err
			}
		}
	}
	if err := w.exec("UPDATE idxmeta SET upto = ?", int64(w.head.Load())); err != nil {
		return err
	}
	if err := w.exec("COMMIT"); err != nil {
		w.uncertain = true
		return err
	}
	w.tail.replace(nil)
	return nil
}

func (w *writer) mergeOrBreak() {
	if err := w.merge(); err != nil {
		w.fail("merge", err)
	}
}

// exec runs a statement that returns no rows.
func (w *writer) exec(query string, args ...int64) error {
	s, err := w.conn.Prepare(query)
	if err != nil {
		return err
	}
	for i, a := range args {
		s.BindInt64(i+1, a)
	}
	_, err = s.Step()
	return err
}

// fail drops everything remembered and tries at once to begin anew, so that whoever tries again reads what is true.
func (w *writer) fail(doing string, err error) {
	w.opt.Log.ErrorContext(context.Background(), "ledger write failed", "doing", doing, "err", err)
	if err := w.reopen(); err != nil {
		w.opt.Log.ErrorContext(context.Background(), "ledger not reopened; appends are refused until it is", "err", err)
	}
}

func (w *writer) reopen() error {
	w.broken = true
	if err := w.disconnect(); err != nil {
		w.opt.Log.WarnContext(context.Background(), "old connection not closed cleanly", "err", err)
	}
	if err := w.open(); err != nil {
		return translate(err)
	}
	w.broken = false
	return nil
}

// disconnect closes the connection; an open transaction is rolled back by that.
func (w *writer) disconnect() error {
	if w.conn == nil {
		return nil
	}
	c := w.conn
	w.conn = nil
	return c.Close()
}

// open connects, makes what the WAL holds certain, and reads head and tail.
func (w *writer) open() (err error) {
	if w.conn, err = connect(w.path, w.opt.CacheKB, w.opt.patience); err != nil {
		return err
	}
	if err := prepare(w.conn); err != nil {
		return err
	}
	if w.uncertain {
		if err := w.settle(); err != nil {
			return err
		}
	}
	if err := w.load(); err != nil {
		return err
	}
	if w.tail.size >= w.opt.mergeAt {
		return w.merge()
	}
	return nil
}

// settle writes everything in the WAL into the file and syncs it there. After an fsync that failed, or a start after a
// crash, the WAL may look whole in memory and not be so on the disk; what is copied is written, and synced, anew.
func (w *writer) settle() error {
	s, err := w.conn.Prepare("PRAGMA wal_checkpoint(TRUNCATE)")
	if err != nil {
		return err
	}
	if _, err := s.Step(); err != nil {
		return err
	}
	busy := s.ColumnInt64(0)
	if err := s.Reset(); err != nil {
		return err
	}
	if busy != 0 {
		return fmt.Errorf("%w: checkpoint not done", ErrBusy)
	}
	w.uncertain = false
	return nil
}

// load reads head and tail, and checks what it sees: positions are dense.
func (w *writer) load() error {
	clear(w.heads)
	upto, err := number(w.conn, "SELECT upto FROM idxmeta")
	if err != nil {
		return err
	}
	head, err := number(w.conn, "SELECT coalesce(max(pos), 0) FROM events")
	if err != nil {
		return err
	}
	list, err := w.unmerged(upto)
	if err != nil {
		return err
	}
	if upto+int64(len(list)) != head {
		return firstMissing(upto, list, head)
	}
	w.tail.replace(list)
	w.head.Store(uint64(head))
	return nil
}

// firstMissing names the first event that is not there (R-LED-02): before the end of what the index holds, or in what
// follows it.
func firstMissing(upto int64, list []entry, head int64) error {
	if head < upto {
		return fmt.Errorf("%w: vanaf gebeurtenis %d ontbreekt het einde van het logboek; er waren er ten minste %d", ErrDamaged, head+1, upto)
	}
	missing := events.Position(upto + 1)
	for _, e := range list {
		if e.pos != missing {
			break
		}
		missing++
	}
	return fmt.Errorf("%w: gebeurtenis %d ontbreekt; de laatste is %d", ErrDamaged, missing, head)
}

func (w *writer) unmerged(upto int64) ([]entry, error) {
	s, err := w.conn.Prepare("SELECT e.pos, e.skey, e.version, s.name FROM events e CROSS JOIN streams s ON s.skey = e.skey WHERE e.pos > ? ORDER BY e.pos")
	if err != nil {
		return nil, err
	}
	s.BindInt64(1, upto)
	var list []entry
	for {
		row, err := s.Step()
		if err != nil || !row {
			return list, err
		}
		list = append(list, entry{pos: events.Position(s.ColumnInt64(0)), skey: s.ColumnInt64(1),
			version: uint64(s.ColumnInt64(2)), stream: s.ColumnText(3)})
	}
}
