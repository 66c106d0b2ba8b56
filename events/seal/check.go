package seal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

// Progress is told now and then how much is done; total is 0 if it is not known. It must return quickly.
type Progress func(done, total int64)

// every is how many events go by between two calls of a [Progress].
const every = 4096

func (p Progress) at(done, total int64) {
	if p != nil && (done%every == 0 || done == total) {
		p(done, total)
	}
}

// leaves is a stretch of leaf hashes of the log; err ends it.
type leaves struct {
	hashes []tlog.Hash
	err    error
}

// stretch is how many leaves go together from the goroutine that reads and hashes to the one that builds the tree.
const stretch = 512

// readLeaves yields the leaf hashes of the log in stretches, up to size events, and hashes on a second core. A gap or
// disorder in the positions is a *Mismatch.
func readLeaves(ctx context.Context, store events.Store, size int64) iter.Seq[leaves] {
	return func(yield func(leaves) bool) {
		inner, stop := context.WithCancel(ctx)
		defer stop()
		ch := make(chan leaves, 8)
		go func() {
			defer close(ch)
			sendLeaves(inner, store, size, ch)
		}()
		for l := range ch {
			if !yield(l) {
				return
			}
		}
		if err := ctx.Err(); err != nil { // the sender gave up: a log that was not read to its end is not a short log
			yield(leaves{err: err})
		}
	}
}

func sendLeaves(ctx context.Context, store events.Store, size int64, ch chan<- leaves) {
	send := func(l leaves) bool {
		select {
		case ch <- l:
			return l.err == nil
		case <-ctx.Done():
			return false
		}
	}
	cur, n := leaves{}, int64(0)
	for raw, err := range events.Lines(ctx, store, 0) {
		if n == size {
			break
		}
		if cur.err = inOrder(ctx, n, raw, err); cur.err != nil {
			send(cur)
			return
		}
		cur.hashes, n = append(cur.hashes, tlog.RecordHash(raw.Line)), n+1
		if len(cur.hashes) == stretch {
			if !send(cur) {
				return
			}
			cur = leaves{hashes: make([]tlog.Hash, 0, stretch)}
		}
	}
	cur.err = ctx.Err()
	send(cur)
}

// inOrder checks what the store gives after n events.
func inOrder(ctx context.Context, n int64, raw events.Raw, err error) error {
	next := events.Position(n + 1)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		m := event{at: next}.mismatch(Unreadable, "Het logboek is niet te lezen vanaf gebeurtenis %d.", next)
		return &unreadable{m, err}
	case raw.Position > next:
		return event{at: next}.mismatch(Removed, "Gebeurtenis %d ontbreekt: na plaats %d komt in het logboek plaats %d.", next, n, raw.Position)
	case raw.Position < next:
		return identify(raw.Position, raw.Line).mismatch(Added, "Plaats %d komt in het logboek twee keer voor.", raw.Position)
	}
	return nil
}

// unreadable is a Mismatch that keeps the error of the store.
type unreadable struct {
	*Mismatch
	err error
}

// Error implements error: the Dutch sentence, and the words of the store.
func (u *unreadable) Error() string { return u.NL + " (" + u.err.Error() + ")" }

// Unwrap lets errors.AsType find either.
func (u *unreadable) Unwrap() []error { return []error{u.Mismatch, u.err} }

// comparison holds the log against the stored hashes and the last checkpoint.
type comparison struct {
	store    events.Store
	stored   io.Reader // the stored hashes from the first; nil if there are none
	target   anchor    // the last checkpoint
	progress Progress

	log      anchored // the tree of the log as it is
	sealed   edge     // the tree of the stored leaves, from the first difference on
	short    bool     // the stored hashes end too early
	interior bool     // a stored hash above the leaves is wrong
	diff     int64    // the first leaf that differs; -1 if none does
	logTail  []tlog.Hash
	sealTail []tlog.Hash
	buf      [64]tlog.Hash
}

// compare reads the log up to the target. It returns nil if the log leads to the target and fits all anchors; what the
// stored hashes are worth then stands in the comparison. The error is a *Mismatch, or that of a reader.
func (c *comparison) compare(ctx context.Context, anchors ...anchor) error {
	c.log, c.diff = *newAnchored(anchors...), -1
	if c.stored != nil {
		c.stored = bufio.NewReaderSize(c.stored, 1<<18)
	}
	readErr := c.readAll(ctx)
	if readErr != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if readErr != nil && c.diff < 0 { // nothing before it differs: it is the first
		return readErr
	}
	return c.verdict(ctx)
}

func (c *comparison) readAll(ctx context.Context) error {
	if err := c.log.check(); err != nil {
		return err
	}
	for l := range readLeaves(ctx, c.store, c.target.size) {
		for _, leaf := range l.hashes {
			if err := c.add(leaf); err != nil {
				return err
			}
		}
		if l.err != nil {
			return l.err
		}
	}
	return nil
}

// add adds a leaf of the log to the tree and holds it against what was stored for it.
func (c *comparison) add(leaf tlog.Hash) error {
	stored := c.readStored(c.log.size)
	if stored != nil && c.diff < 0 && stored[0] != leaf {
		c.diff, c.sealed = c.log.size, c.log.edge
	}
	hashes, err := c.log.add(leaf)
	if err != nil {
		return err
	}
	c.progress.at(c.log.size, c.target.size)
	if err := c.log.check(); err != nil {
		return err
	}
	if stored != nil && c.diff >= 0 {
		return c.addSealed(stored[0], &leaf)
	}
	c.interior = c.interior || stored != nil && !slices.Equal(hashes, stored)
	return nil
}

// readStored reads the hashes that come with the n-th leaf; nil if they are not there. They are good until the next call.
func (c *comparison) readStored(n int64) []tlog.Hash {
	if c.stored == nil || c.short {
		c.short = true
		return nil
	}
	hashes := c.buf[:1+bits.TrailingZeros64(uint64(n+1))] // as many as [tlog.StoredHashes] gives
	for i := range hashes {
		if _, err := io.ReadFull(c.stored, hashes[i][:]); err != nil {
			c.short = true // a file that cannot be read is as good as one that is not there
			return nil
		}
	}
	return hashes
}

// addSealed follows the tree as it was sealed, after the first difference.
func (c *comparison) addSealed(sealed tlog.Hash, log *tlog.Hash) error {
	if len(c.sealTail) < window {
		c.sealTail = append(c.sealTail, sealed)
		if log != nil {
			c.logTail = append(c.logTail, *log)
		}
	}
	_, err := c.sealed.add(sealed)
	return err
}

// verdict says whether the log leads to the checkpoint, and if not, what differs first.
func (c *comparison) verdict(ctx context.Context) error {
	root, err := c.log.root()
	if err != nil {
		return err
	}
	fits := c.log.size == c.target.size && root == c.target.root
	if fits {
		return asError(c.log.verdict("Het logboek"))
	}
	if c.diff >= 0 {
		return c.firstDifference(ctx)
	}
	if c.log.size < c.target.size {
		return missing("het logboek", c.log.size, c.target.size)
	}
	return mismatch(Rewritten, "Het logboek past niet bij het laatste controlepunt van %s, en de bewaarde hashes wijzen geen gebeurtenis aan: het controlepunt, of het logboek en de hashes samen, zijn vervangen."+
		" Het verschil ligt ergens in gebeurtenis %d tot en met %d. Vergelijk met een export of een ouder controlepunt.", count(c.target.size), c.log.good+1, c.target.size)
}

// asError keeps a nil *Mismatch from becoming an error that is not nil.
func asError(m *Mismatch) error {
	if m == nil {
		return nil
	}
	return m
}

// firstDifference names the first event that is not what was sealed, after reading the rest of the stored leaves to
// see whether these are what the checkpoint says.
func (c *comparison) firstDifference(ctx context.Context) error {
	for n := c.sealed.size; n < c.target.size && !c.short; n++ {
		if stored := c.readStored(n); stored != nil {
			if err := c.addSealed(stored[0], nil); err != nil {
				return err
			}
		}
	}
	e := lineAt(ctx, c.store, c.diff)
	root, err := c.sealed.root()
	if err != nil {
		return err
	}
	if c.sealed.size != c.target.size || root != c.target.root {
		return e.mismatch(Rewritten, "Het logboek past niet bij het laatste controlepunt, en de bewaarde hashes ook niet: beide zijn gewijzigd of beschadigd."+
			" De eerste plaats waar zij van elkaar verschillen is %s. Vergelijk met een export om zeker te zijn.", e)
	}
	return differs(e, "het logboek", c.logTail, c.sealTail, c.log.size, c.target.size)
}

// lineAt identifies the event of a leaf, as it stands in the log now.
func lineAt(ctx context.Context, store events.Store, leaf int64) event {
	p := events.Position(leaf + 1)
	if line, err := lineOf(ctx, store, p); err == nil {
		return identify(p, line)
	}
	return event{at: p}
}

// sound reports whether the stored hashes are those of the log.
func (c *comparison) sound() bool { return !c.short && !c.interior && c.diff < 0 }

// rebuild writes the stored hashes of the first size events anew.
func rebuild(ctx context.Context, store events.Store, file hashFile, target anchor) error {
	var e edge
	var buf []tlog.Hash
	for l := range readLeaves(ctx, store, target.size) {
		if l.err != nil {
			return l.err
		}
		from := e.size
		buf = buf[:0]
		for _, leaf := range l.hashes {
			hashes, err := e.add(leaf)
			if err != nil {
				return err
			}
			buf = append(buf, hashes...)
		}
		if err := file.write(from, buf); err != nil {
			return err
		}
	}
	if root, err := e.root(); err != nil || e.size != target.size || root != target.root {
		return errors.Join(err, fmt.Errorf("rebuilt tree of %d is not the tree of %d that was verified", e.size, target.size))
	}
	return nil
}
