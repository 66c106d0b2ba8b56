package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

// Limits of one append while copying: what every store takes.
const (
	maxRun      = 500     // events
	maxRunBytes = 700_000 // bytes of all lines together; a single line is at most [events.MaxLine]
)

// When a store does not know whether it kept an append, the same append is offered again this often, with a pause in
// between that doubles: six seconds in all.
const (
	appendTries = 8
	appendPause = 50 * time.Millisecond
)

// queued is how many appends a queuer is given before the answer to the first is awaited, and patience how long each may
// take. They are waited for also when the copy is broken off: one that was taken back from among those that follow it
// would leave a hole, and a target that cannot go on.
const (
	queued   = 256
	patience = time.Minute
)

// ErrGrew is returned by [Copy] when the log that is copied grew meanwhile: what came later is not in the copy.
var ErrGrew = errors.New("het logboek groeide tijdens het kopiëren: stop wat erin schrijft, en begin opnieuw; wat al is gekopieerd, blijft staan")

// Copied says what [Copy] did.
type Copied struct {
	Events   int64     // how many the copy holds
	Before   int64     // of these, how many it held already
	From, To tlog.Hash // roots of the RFC 6962 tree over the lines that either store gave back; they are equal
}

// Copy copies a whole log to another store, line for line and in order, and proves it: at the end both stores are read
// from the first event to the last, every line must be the same, and so must the tree heads computed from them.
//
// It may be broken off at any moment and started again. What the target already holds is held against the source line by
// line; a target that is anything but the beginning of the source is refused with a [*Mismatch] that names the first
// event that differs. Nothing is ever repaired, and the source is only read.
//
// The source must stand still. Copy follows it to the head seen at the start, and returns [ErrGrew] at the end if there
// is more by then: a second Copy takes the rest. The target must have no other writer. Events go one append after the
// other, in runs of one stream; a store that keeps appends in the order in which they were queued (events/sqlite) gets
// them queued. If such a store then loses one and keeps a later one, because its disk failed, the copy is refused, and is
// to be made anew. p is told how many events are copied, and may be nil.
func Copy(ctx context.Context, from, to events.Store, p Progress) (Copied, error) {
	head, err := from.Head(ctx)
	if err != nil {
		return Copied{}, fmt.Errorf("bron: %w", err)
	}
	c := &copier{from: from, to: to, total: int64(head), progress: p}
	held, err := c.hold(ctx)
	if err != nil {
		return Copied{}, err
	}
	before := held.to.size
	if err := c.fill(ctx, before); err != nil {
		return Copied{}, err
	}
	if held, err = c.hold(ctx); err != nil {
		return Copied{}, err
	}
	done, err := held.roots(c.total)
	done.Before = before
	if err != nil {
		return Copied{}, err
	}
	if now, err := from.Head(ctx); err != nil || now != head {
		return Copied{}, errors.Join(err, ErrGrew)
	}
	return done, nil
}

type copier struct {
	from, to events.Store
	total    int64
	progress Progress
}

// held is how far the target holds the source, by the trees over what either gave.
type held struct{ from, to edge }

// hold reads both logs side by side, as far as the target goes.
func (c *copier) hold(ctx context.Context) (*held, error) {
	h := &held{}
	next, stop := iter.Pull2(events.Lines(ctx, c.to, 0))
	defer stop()
	for raw, err := range events.Lines(ctx, c.from, 0) {
		if h.from.size == c.total {
			break
		}
		if err := inOrder(ctx, h.from.size, raw, err); err != nil {
			return nil, fmt.Errorf("bron: %w", err)
		}
		copied, err, ok := next()
		if !ok {
			return h, ctx.Err() // a target that was not read to its end is not a short target
		}
		if err := inOrder(ctx, h.to.size, copied, err); err != nil {
			return nil, fmt.Errorf("doel: %w", err)
		}
		if err := h.add(raw, copied); err != nil {
			return nil, err
		}
	}
	return h, h.ends(ctx, c.total, next)
}

// add adds a line of either side, which must be the same.
func (h *held) add(raw, copied events.Raw) error {
	if !bytes.Equal(raw.Line, copied.Line) {
		e := identify(copied.Position, copied.Line)
		return e.mismatch(Changed, "Het doel is geen kopie van de bron. De eerste die verschilt is in het doel %s. Er is niets gewijzigd; kies een leeg doel.", e)
	}
	_, err := h.from.add(tlog.RecordHash(raw.Line))
	_, err2 := h.to.add(tlog.RecordHash(copied.Line))
	return errors.Join(err, err2)
}

// ends refuses a source that is shorter than its head, and a target that goes on.
func (h *held) ends(ctx context.Context, total int64, next func() (events.Raw, error, bool)) error {
	if h.from.size < total {
		return errors.Join(ctx.Err(), missing("de bron", h.from.size, total))
	}
	more, err, ok := next()
	switch {
	case !ok:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("doel: %w", inOrder(ctx, total, more, err))
	}
	e := identify(more.Position, more.Line)
	return e.mismatch(Added, "Het doel heeft meer dan de bron: de bron heeft %s, en daarna komt in het doel %s. Er is niets gewijzigd; kies een leeg doel.", count(total), e)
}

// roots returns both tree heads, which must be those of the whole log.
func (h *held) roots(total int64) (Copied, error) {
	if h.to.size != total {
		return Copied{}, missing("het doel", h.to.size, total)
	}
	from, err := h.from.root()
	to, err2 := h.to.root()
	if err = errors.Join(err, err2); err != nil {
		return Copied{}, err
	}
	if from != to {
		return Copied{}, mismatch(Rewritten, "De wortelhash van de bron (%s) is niet die van het doel (%s).", from, to)
	}
	return Copied{Events: total, From: from, To: to}, nil
}

// errOrder is for an append that came to stand elsewhere than in the source.
var errOrder = errors.New("een ander schrijft in het doel")

// fill appends what the target does not hold. When something is in the way the target is read again: either it differs,
// and that says where, or somebody else copies the same log, and this goes on after him.
func (c *copier) fill(ctx context.Context, n int64) error {
	for {
		err := c.send(ctx, n)
		if !errors.Is(err, events.ErrConflict) && !errors.Is(err, errOrder) {
			return err
		}
		h, diff := c.hold(ctx)
		if diff != nil {
			return diff
		}
		if h.to.size <= n { // every turn gets further, or is the last
			return err
		}
		n = h.to.size
	}
}

// send appends the events after the first n, run by run.
func (c *copier) send(ctx context.Context, n int64) error {
	s := sender{copier: c}
	defer s.drain()
	var r run
	for e, err := range c.from.All(ctx, events.Position(n)) {
		if n == c.total {
			break
		}
		if err := inOrder(ctx, n, events.Raw{Position: e.Position, Line: e.Line}, err); err != nil {
			return fmt.Errorf("bron: %w", err)
		}
		if !r.fits(&e) {
			if err := s.append(ctx, r); err != nil {
				return err
			}
			r = run{}
		}
		r.list, r.bytes = append(r.list, e), r.bytes+len(e.Line)
		n++
	}
	if err := s.append(ctx, r); err != nil {
		return err
	}
	return s.settle(ctx, 0)
}

// run is a number of events of one stream that follow each other in the log: one append.
type run struct {
	list  []events.Event
	bytes int
}

func (r *run) fits(e *events.Event) bool {
	if len(r.list) == 0 {
		return true
	}
	last := r.list[len(r.list)-1]
	return last.Stream == e.Stream && last.Version+1 == e.Version && len(r.list) < maxRun && r.bytes+len(e.Line) <= maxRunBytes
}

func (r *run) stream() (name string, version uint64) {
	return r.list[0].Stream, r.list[0].Version - 1
}

// queuer is a store that takes appends without waiting for the disk, and keeps them in the order in which one goroutine
// queued them: events/sqlite. Wait returns what Append would have.
type queuer interface {
	Queue(ctx context.Context, stream string, version uint64, list []events.Event) (wait func() (events.Position, error), err error)
}

// sender appends runs, in order.
type sender struct {
	*copier
	waiting []sent // queued, oldest first
}

type sent struct {
	run
	wait func() (events.Position, error)
	end  context.CancelFunc // of its patience
}

func (s *sender) append(ctx context.Context, r run) error {
	if len(r.list) == 0 {
		return nil
	}
	stream, version := r.stream()
	q, ok := s.to.(queuer)
	if !ok {
		pos, err := s.to.Append(ctx, stream, version, r.list)
		return s.landed(ctx, r, pos, err)
	}
	own, end := context.WithTimeout(context.WithoutCancel(ctx), patience)
	wait, err := q.Queue(own, stream, version, r.list)
	if err != nil {
		end()
		return fmt.Errorf("doel: %w", err)
	}
	s.waiting = append(s.waiting, sent{r, wait, end})
	return s.settle(ctx, queued-1)
}

// drain awaits what is still under way when something went wrong; reading the target again tells what came of it.
func (s *sender) drain() {
	for _, w := range s.waiting {
		_, _ = w.wait()
		w.end()
	}
}

// settle awaits the answers to the oldest appends, until no more than max are under way.
func (s *sender) settle(ctx context.Context, max int) error {
	for len(s.waiting) > max {
		first := s.waiting[0]
		s.waiting = s.waiting[1:]
		pos, err := first.wait()
		first.end()
		if err := s.landed(ctx, first.run, pos, err); err != nil {
			return err
		}
	}
	return nil
}

// landed takes the answer to an append. The same append is offered again as long as nobody knows whether it was kept.
func (s *sender) landed(ctx context.Context, r run, pos events.Position, err error) error {
	stream, version := r.stream()
	for try, pause := 1, appendPause; errors.Is(err, events.ErrUncertain) && try < appendTries; try, pause = try+1, 2*pause {
		select {
		case <-ctx.Done():
			return fmt.Errorf("doel: %w", err)
		case <-time.After(pause):
		}
		pos, err = s.to.Append(ctx, stream, version, r.list)
	}
	last := r.list[len(r.list)-1].Position
	switch {
	case err != nil:
		return fmt.Errorf("doel, gebeurtenis %d: %w", r.list[0].Position, err)
	case pos != last:
		return fmt.Errorf("%w: gebeurtenis %d kwam op plaats %d", errOrder, last, pos)
	}
	if s.progress != nil {
		s.progress(int64(last), s.total)
	}
	return nil
}

// Adopt makes the seal directory of a log that came from elsewhere (moved, restored) and that is not in use: the hashes of
// its events, and the signed checkpoint it must lead to. It replaces what is in dir. The next [Open] then verifies the log
// against that checkpoint, and goes on from there. public is the verifier key of the log. A [*Mismatch] says that the log
// does not lead to the checkpoint, or that the checkpoint is not one of this key; then dir is as it was.
func Adopt(ctx context.Context, dir string, store events.Store, signed []byte, public string, p Progress) error {
	v, err := ParsePublic(public)
	if err != nil {
		return err
	}
	c, err := ParseCheckpoint(signed, v)
	if err != nil {
		return err
	}
	target := anchor{c.Size, c.Root}
	if err := (&comparison{store: store, target: target, progress: p}).compare(ctx); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("seal directory: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, hashesName), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("stored hashes: %w", err)
	}
	err = rebuild(ctx, store, hashFile{f}, target)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("stored hashes: %w", err)
	}
	return errors.Join(mark{Size: c.Size, Root: c.Root}.write(dir), replace(filepath.Join(dir, checkpointName), signed))
}
