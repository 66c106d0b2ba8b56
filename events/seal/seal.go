// Package seal makes the log tamper-evident: a Merkle tree over its lines, and signed checkpoints.
//
// # What it is
//
// The tree is that of RFC 6962: leaf i is the event at position i+1, its hash that of the bytes of the line. A
// checkpoint is a signed note (C2SP tlog-checkpoint) that names the log, how many events it holds and the root. All
// computing is done by golang.org/x/mod/sumdb/tlog and note; there is no Merkle code of our own. Tiles are those of C2SP
// tlog-tiles, receipts those of C2SP tlog-proof.
//
// # What it promises
//
//   - When [Seal.Wait] returns nil for a position, the event is a leaf under a signed checkpoint.
//   - The same log and key always give the same tree and the same checkpoints. Everything in the seal directory is
//     derived and can be made again.
//   - [Open] refuses a log that does not match its last checkpoint, and names the first event that differs. After a
//     clean stop it reads only what is new, and [Seal.Run] checks the rest in the background; harm found then stops
//     every Wait.
//   - A checkpoint that is inconsistent with the last one is never signed.
//   - Whoever holds one old checkpoint can hold any later export or running log against it, with [VerifyExport] and
//     [VerifyTiles], without trusting the ledger.
//
// # What it does not do
//
// Who holds the database, the seal directory and the signing key can write another history that is consistent in
// itself. Only a checkpoint that has left the building shows that. The same holds for the end of the log: if the last
// events and the checkpoint that names them are both replaced by older ones, nothing inside tells.
//
// # The export
//
// One file, every line JSON, every line ending in a line feed. For a log of n events: n lines that are the events, byte
// for byte and in order; then the leaf hashes as they were sealed, at most 256 a line, in base64; then one line that
// names the log, its verifier key and the signed checkpoint:
//
//	{"specversion":"1.0","id":…}
//	{"tile":0,"hashes":"…"}
//	{"grootboek":"export/1","size":1,"origin":"grootboek.heemstede.nl/log","key":"…","checkpoint":"…"}
//
// The leaf hashes are there so that a change can be pinned to an event: the root alone tells only that something differs.
package seal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

// Options say what is sealed, with what and where.
type Options struct {
	Dir   string       // for the derived files; made if it is not there. One process at a time
	Store events.Store // the log
	Key   *Key         // signs the checkpoints

	Poll time.Duration    // how often the log is looked at without being poked; 0 is a second
	Log  *slog.Logger     // nil is the default logger
	Now  func() time.Time // nil is time.Now
	// Progress is told how far a full check at the start is. May be nil.
	Progress Progress
}

// Seal follows one log. Its methods may be called concurrently.
type Seal struct {
	o        Options
	verifier note.Verifier
	file     hashFile
	poke     chan struct{}
	dirty    chan struct{} // there is a checkpoint to be written to disk

	sealing  sync.Mutex // held while leaves are added; guards edge
	edge     edge
	writing  sync.Mutex // held while a checkpoint is written to disk
	checking sync.Mutex // held during a full check

	mu      sync.Mutex // guards the rest
	last    Checkpoint
	changed chan struct{} // closed when last or broken changes
	broken  error
	status  Status
}

// CheckState says how far the present run has verified the whole log.
type CheckState string

// The states of the full check.
const (
	Partly   CheckState = "partly"  // after a clean stop only what is new was read
	Checking CheckState = "running" // the full check runs
	Whole    CheckState = "whole"   // every event was held against the checkpoint
	Broken   CheckState = "broken"  // the log does not match; nothing is acknowledged any more
)

// Status is what a page or a monitor shows of the seal.
type Status struct {
	Checkpoint Checkpoint // the last one signed
	State      CheckState
	Done       int64     // events verified so far, while the full check runs
	Total      int64     // events to verify
	Checked    int64     // how many events the last full check found good
	CheckedAt  time.Time // when it ended; zero if there was none in this run
	Rebuilt    bool      // the stored hashes were damaged and were made again from the log
	Err        error     // why the state is Broken: a *Mismatch
	Trouble    error     // the last attempt to follow the log failed; it is tried again
	WriteError error     // the last attempt to write the checkpoint to disk failed; it is tried again
}

const (
	defaultPoll = time.Second
	maxBatch    = 4096                   // leaves under one signature at most
	persistGap  = 200 * time.Millisecond // the checkpoint on disk follows the one in memory at least this closely
)

// Open verifies the log against its last checkpoint, seals what is new, and returns a Seal that is up to date with the
// log. The error is a [*Mismatch] if the log is not what was sealed, and names the first event that differs.
func Open(ctx context.Context, o Options) (*Seal, error) {
	s, err := prepare(o)
	if err != nil {
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.file.f.Close())
	}
	return s, nil
}

func prepare(o Options) (*Seal, error) {
	if o.Poll <= 0 {
		o.Poll = defaultPoll
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	v, err := ParsePublic(o.Key.Public())
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("seal directory: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(o.Dir, hashesName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("stored hashes: %w", err)
	}
	return &Seal{o: o, verifier: v, file: hashFile{f}, poke: make(chan struct{}, 1), dirty: make(chan struct{}, 1),
		changed: make(chan struct{}), status: Status{State: Partly}}, nil
}

func (s *Seal) start(ctx context.Context) error {
	last, m, err := lastKnown(s.o.Dir, s.verifier)
	if err != nil {
		return err
	}
	target := anchor{last.Size, last.Root}
	if err := s.verify(ctx, target, m, last.Note != nil); err != nil {
		return err
	}
	if err := s.file.f.Truncate(tlog.StoredHashCount(last.Size) * tlog.HashSize); err != nil {
		return fmt.Errorf("stored hashes: %w", err)
	}
	s.last = last
	if err := (mark{Size: last.Size, Root: last.Root}).write(s.o.Dir); err != nil { // not clean until Close
		return err
	}
	if err := s.catchUp(ctx); err != nil {
		return err
	}
	if s.last.Note == nil { // an empty log has a checkpoint too
		if err := s.publish(s.last.Size, s.last.Root); err != nil {
			return err
		}
	}
	return s.persist()
}

// lastKnown returns what the log must lead to: the last checkpoint; without one, the mark; without any, nothing.
func lastKnown(dir string, v note.Verifier) (Checkpoint, *mark, error) {
	m := readMark(dir)
	signed, err := readCheckpoint(dir)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	if signed == nil {
		empty, err := new(edge).root()
		if m == nil || err != nil {
			return Checkpoint{Root: empty}, nil, err
		}
		return Checkpoint{Size: m.Size, Root: m.Root}, m, nil
	}
	c, err := ParseCheckpoint(signed, v)
	if err != nil {
		return Checkpoint{}, nil, fmt.Errorf("%s: %w", filepath.Join(dir, checkpointName), err)
	}
	if m != nil && m.Size > c.Size {
		return Checkpoint{}, nil, mismatch(OlderMark, "Het bewaarde controlepunt noemt %s, maar hier zijn er al %d gecontroleerd: het controlepunt is vervangen door een ouder.", count(c.Size), m.Size)
	}
	return c, m, nil
}

// verify holds the log against the target: in short after a clean stop, and in full otherwise.
func (s *Seal) verify(ctx context.Context, target anchor, m *mark, signed bool) error {
	clean := signed && m != nil && m.Clean && m.Size == target.size && m.Root == target.root
	if clean && s.verifyShort(ctx, target) {
		return nil
	}
	var anchors []anchor
	if m != nil {
		anchors = append(anchors, anchor{m.Size, m.Root})
	}
	c, err := s.verifyFull(ctx, target, s.o.Progress, anchors...)
	if err != nil {
		return err
	}
	s.edge = c.log.edge
	s.status.State, s.status.Checked, s.status.CheckedAt = Whole, target.size, s.o.Now()
	return nil
}

// verifyShort reads the last event and the edge of the tree. It is false if anything is not as it was left.
func (s *Seal) verifyShort(ctx context.Context, target anchor) bool {
	e, root, err := loadEdge(target.size, s.file)
	if err != nil || root != target.root {
		return false
	}
	s.edge = e
	if target.size == 0 {
		return true
	}
	leaf, err := s.file.ReadHashes([]int64{tlog.StoredHashIndex(0, target.size-1)})
	if err != nil {
		return false
	}
	for raw, err := range events.Lines(ctx, s.o.Store, events.Position(target.size-1)) {
		return err == nil && raw.Position == events.Position(target.size) && tlog.RecordHash(raw.Line) == leaf[0]
	}
	return false
}

// verifyFull reads the whole log up to the target, and makes damaged hashes again.
func (s *Seal) verifyFull(ctx context.Context, target anchor, p Progress, anchors ...anchor) (*comparison, error) {
	c := &comparison{store: s.o.Store, stored: s.file.reader(), target: target, progress: p}
	if err := c.compare(ctx, anchors...); err != nil {
		return nil, err
	}
	if c.sound() {
		return c, nil
	}
	s.o.Log.WarnContext(ctx, "stored hashes are damaged while log and checkpoint agree; made again from the log", "events", target.size)
	if err := rebuild(ctx, s.o.Store, s.file, target); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.status.Rebuilt = true
	s.mu.Unlock()
	return c, nil
}

// catchUp adds the leaves of all events that are not yet in the tree, and publishes a checkpoint for each batch.
func (s *Seal) catchUp(ctx context.Context) error {
	s.sealing.Lock()
	defer s.sealing.Unlock()
	b := batch{edge: s.edge}
	for raw, err := range events.Lines(ctx, s.o.Store, events.Position(s.edge.size)) {
		if err != nil {
			return errors.Join(s.commit(&b), fmt.Errorf("follow the log after %d: %w", b.edge.size, err))
		}
		if err := inOrder(ctx, b.edge.size, raw, nil); err != nil {
			return errors.Join(err, s.commit(&b))
		}
		if err := b.add(raw.Line); err != nil {
			return err
		}
		if b.edge.size-s.edge.size == maxBatch {
			if err := s.commit(&b); err != nil {
				return err
			}
		}
	}
	return s.commit(&b)
}

// batch is a number of leaves that get one signature.
type batch struct {
	edge   edge
	hashes []tlog.Hash
}

func (b *batch) add(line []byte) error {
	hashes, err := b.edge.add(tlog.RecordHash(line))
	b.hashes = append(b.hashes, hashes...)
	return err
}

// commit stores the hashes of a batch and publishes its checkpoint. If it fails the tree is as it was.
func (s *Seal) commit(b *batch) error {
	if b.edge.size == s.edge.size {
		return nil
	}
	if err := s.file.write(s.edge.size, b.hashes); err != nil {
		return err
	}
	root, err := b.edge.root()
	if err != nil {
		return err
	}
	if err := s.publish(b.edge.size, root); err != nil {
		return err
	}
	s.edge, b.hashes = b.edge, b.hashes[:0]
	return nil
}

// publish signs a checkpoint that is consistent with the last one, and wakes who waits for it.
func (s *Seal) publish(size int64, root tlog.Hash) error {
	last, err := s.current()
	if err != nil {
		return err
	}
	if err := extends(s.file, size, root, last.Size, last.Root); err != nil {
		return fmt.Errorf("will not sign: %w", err)
	}
	c, err := s.o.Key.sign(size, root)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.last = c
	s.wake()
	s.mu.Unlock()
	return nil
}

// wake is called with mu held.
func (s *Seal) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
	s.markDirty()
}

// extends proves that the tree of size begins with the tree of old, by a consistency proof over the stored hashes.
func extends(r tlog.HashReader, size int64, root tlog.Hash, old int64, oldRoot tlog.Hash) error {
	if old == 0 || old > size {
		if old > size {
			return fmt.Errorf("tree of %d cannot follow tree of %d", size, old)
		}
		return nil // the empty tree is the beginning of every tree
	}
	proof, err := tlog.ProveTree(size, old, r)
	if err != nil {
		return fmt.Errorf("prove that tree of %d extends %d: %w", size, old, err)
	}
	if err := tlog.CheckTree(proof, size, root, old, oldRoot); err != nil {
		return fmt.Errorf("tree of %d does not extend tree of %d: %w", size, old, err)
	}
	return nil
}

func (s *Seal) current() (Checkpoint, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, s.broken
}

// Checkpoint returns the last signed checkpoint.
func (s *Seal) Checkpoint() Checkpoint {
	c, _ := s.current()
	return c
}

// Key returns the verifier key of the log, as text.
func (s *Seal) Key() string { return s.o.Key.Public() }

// Status tells how the seal is.
func (s *Seal) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.status
	st.Checkpoint = s.last
	return st
}

// Poke tells that the log has grown. It never blocks.
func (s *Seal) Poke() {
	select {
	case s.poke <- struct{}{}:
	default: // a look is already due
	}
}

// Wait waits until the event at a position is sealed. It returns the error of ctx if that takes too long, and the
// [*Mismatch] if the log turned out not to be what was sealed. [Seal.Run] must be running.
func (s *Seal) Wait(ctx context.Context, pos events.Position) error {
	for {
		s.mu.Lock()
		size, broken, changed := s.last.Size, s.broken, s.changed
		s.mu.Unlock()
		switch {
		case broken != nil:
			return broken
		case events.Position(size) >= pos:
			return nil
		}
		s.Poke()
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("wait for the seal of %d: %w", pos, ctx.Err())
		}
	}
}

// Run follows the log until ctx ends, and then returns nil. If [Open] did not read the whole log, it checks the rest
// in the background. It returns a [*Mismatch] when the log turns out not to be what was sealed; from then on Wait
// refuses. Trouble that may pass (a full disk, a store that does not answer) stands in the status and is tried again.
func (s *Seal) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	wg.Go(func() { s.persistLoop(ctx) })
	if s.Status().State == Partly {
		wg.Go(func() { s.background(ctx) })
	}
	tick := time.NewTicker(s.o.Poll)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := s.follow(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-s.poke:
		case <-tick.C:
		}
	}
	return nil
}

// follow catches up once. It returns an error only if there is no going on.
func (s *Seal) follow(ctx context.Context) error {
	if _, err := s.current(); err != nil {
		return err
	}
	err := s.catchUp(ctx)
	if m, ok := errors.AsType[*Mismatch](err); ok {
		return s.breakUp(ctx, m)
	}
	if ctx.Err() != nil {
		return nil
	}
	s.trouble(ctx, &s.status.Trouble, err)
	return nil
}

// trouble notes the outcome of an attempt in a field of the status; nil clears it.
func (s *Seal) trouble(ctx context.Context, field *error, err error) {
	s.mu.Lock()
	known := *field != nil
	*field = err
	s.mu.Unlock()
	if err != nil && !known { // once is enough for the log; the status shows it for as long as it lasts
		s.o.Log.ErrorContext(ctx, "seal cannot go on; will try again", "error", err)
	}
}

// breakUp makes the harm known: nothing is acknowledged any more.
func (s *Seal) breakUp(ctx context.Context, m *Mismatch) error {
	s.o.Log.ErrorContext(ctx, "log does not match its seal", "kind", m.Kind, "position", m.Position)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken == nil {
		s.broken, s.status.State, s.status.Err = m, Broken, m
		s.wake()
	}
	s.Poke() // Run stops
	return s.broken
}

// A store that does not answer is asked again before the log is called unreadable.
const (
	readTries = 3
	readPause = 10 * time.Second
)

// background is the full check that follows a start after a clean stop.
func (s *Seal) background(ctx context.Context) {
	for try := 1; ; try++ {
		err := s.FullCheck(ctx, nil)
		u, unread := errors.AsType[*unreadable](err)
		switch {
		case err == nil || ctx.Err() != nil:
			return
		case unread && try == readTries:
			s.breakUp(ctx, u.Mismatch)
			return
		case !unread:
			s.o.Log.ErrorContext(ctx, "full check in the background", "error", err)
			return
		}
		s.o.Log.WarnContext(ctx, "full check in the background; will try again", "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(readPause):
		}
	}
}

// ErrBusy is returned by FullCheck while another one runs.
var ErrBusy = errors.New("er loopt al een volledige controle")

// FullCheck reads the whole log up to the last checkpoint and holds every event against it. Its course and outcome
// stand in the [Status] as well. Harm is returned as a [*Mismatch], and from then on Wait refuses; not so for a store
// that fails to read, which may pass. Damaged hashes are made again from the log. ErrBusy if a check runs already.
func (s *Seal) FullCheck(ctx context.Context, p Progress) error {
	if !s.checking.TryLock() {
		return ErrBusy
	}
	defer s.checking.Unlock()
	c, err := s.current()
	if err != nil {
		return err
	}
	before := s.checkBegins(c.Size)
	_, err = s.verifyFull(ctx, anchor{c.Size, c.Root}, func(done, total int64) {
		s.checkAt(done)
		p.at(done, total)
	})
	_, unread := errors.AsType[*unreadable](err)
	if m, ok := errors.AsType[*Mismatch](err); ok && !unread {
		return s.breakUp(ctx, m)
	}
	s.checkEnds(before, c.Size, err)
	return err
}

func (s *Seal) checkBegins(total int64) (before CheckState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before = s.status.State
	if before != Broken {
		s.status.State, s.status.Done, s.status.Total = Checking, 0, total
	}
	return before
}

func (s *Seal) checkAt(done int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Done = done
}

func (s *Seal) checkEnds(before CheckState, size int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.status.State == Broken: // something else found harm meanwhile
	case err != nil:
		s.status.State = before
	default:
		s.status.State, s.status.Checked, s.status.CheckedAt = Whole, size, s.o.Now()
	}
}

// persistLoop keeps the checkpoint on disk close behind the one in memory, outside the path of an acknowledgement: all
// of it can be made again from the log, which is durable already.
func (s *Seal) persistLoop(ctx context.Context) {
	gap := time.NewTicker(persistGap)
	defer gap.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.dirty:
		}
		err := s.persist()
		s.trouble(ctx, &s.status.WriteError, err)
		if err != nil {
			s.markDirty()
		}
		select {
		case <-ctx.Done():
			return
		case <-gap.C:
		}
	}
}

func (s *Seal) markDirty() {
	select {
	case s.dirty <- struct{}{}:
	default: // it is already known
	}
}

// persist makes hashes and checkpoint durable, the hashes first.
func (s *Seal) persist() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	c := s.Checkpoint()
	if err := s.file.f.Sync(); err != nil {
		return fmt.Errorf("stored hashes: %w", err)
	}
	return replace(filepath.Join(s.o.Dir, checkpointName), c.Note)
}

// Close makes everything durable and notes that the stop was clean. It is to be called after Run has returned. A
// broken log gets no clean mark: the next start reads all of it again.
func (s *Seal) Close() error {
	c, broken := s.current()
	err := s.persist()
	if err == nil && broken == nil {
		err = mark{Size: c.Size, Root: c.Root, Clean: true}.write(s.o.Dir)
	}
	return errors.Join(err, s.file.f.Close())
}
