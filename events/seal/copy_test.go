package seal_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/sqlite"
	"github.com/heemstede/grootboek/events/storetest"
)

// mixed is a log of n events of five records, in stretches of one to four. The same n gives the same log.
func mixed(t testing.TB, n int) *storetest.Memory {
	t.Helper()
	m, r := &storetest.Memory{}, rand.New(rand.NewPCG(1, 2))
	versions := map[string]uint64{}
	for done := 0; done < n; {
		stream := fmt.Sprintf("note/%d", r.IntN(5))
		for range min(1+r.IntN(4), n-done) {
			put(t, m, storetest.Event(stream, versions[stream]+1, fmt.Sprintf("tekst %d", done)))
			versions[stream]++
			done++
		}
	}
	return m
}

func put(t testing.TB, s events.Store, e events.Event) {
	t.Helper()
	if _, err := s.Append(context.Background(), e.Stream, e.Version-1, []events.Event{e}); err != nil {
		t.Fatal(err)
	}
}

func linesOf(t testing.TB, s events.Store) (list []string) {
	t.Helper()
	for raw, err := range events.Lines(context.Background(), s, 0) {
		must(t, err)
		list = append(list, string(raw.Line))
	}
	return list
}

func mustBeCopy(t testing.TB, from, to events.Store) {
	t.Helper()
	a, b := linesOf(t, from), linesOf(t, to)
	if len(a) != len(b) {
		t.Fatalf("%d events, the copy has %d", len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("event %d differs", i+1)
		}
	}
}

// rootOf computes the tree head by the book: all hashes stored.
func rootOf(t testing.TB, s events.Store) tlog.Hash {
	t.Helper()
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		list := make([]tlog.Hash, len(at))
		for i, x := range at {
			list[i] = stored[x]
		}
		return list, nil
	})
	lines := linesOf(t, s)
	for i, l := range lines {
		more, err := tlog.StoredHashes(int64(i), []byte(l), read)
		must(t, err)
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(int64(len(lines)), read)
	must(t, err)
	return root
}

func fileStore(t testing.TB) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "grootboek.db"))
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func TestCopyGivesTheSameLinesAndTheSameTreeHead(t *testing.T) {
	for _, n := range []int{0, 1, 2, 300, 1100} {
		from := mixed(t, n)
		for name, to := range map[string]events.Store{"memory": &storetest.Memory{}, "sqlite": fileStore(t)} {
			last := int64(-1)
			done, err := seal.Copy(t.Context(), from, to, func(d, total int64) {
				if d <= last || d > total || total != int64(n) {
					t.Errorf("progress %d after %d of %d", d, last, total)
				}
				last = d
			})
			must(t, err)
			mustBeCopy(t, from, to)
			if root := rootOf(t, to); done != (seal.Copied{Events: int64(n), From: root, To: root}) || n > 0 && last != int64(n) {
				t.Errorf("%s, %d events: %+v, want root %s; progress ended at %d", name, n, done, root, last)
			}
			back := &storetest.Memory{}
			_, err = seal.Copy(t.Context(), to, back, nil)
			must(t, err)
			mustBeCopy(t, from, back)
		}
	}
}

// runs notes how much each append held.
type runs struct {
	events.Store
	events, bytes []int
}

func (c *runs) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	n := 0
	for _, e := range list {
		n += len(e.Line)
	}
	c.events, c.bytes = append(c.events, len(list)), append(c.bytes, n)
	return c.Store.Append(ctx, stream, version, list)
}

func TestCopyAppendsInRunsThatEveryStoreTakes(t *testing.T) {
	from := &storetest.Memory{}
	for i := range 1200 {
		put(t, from, storetest.Event("note/kort", uint64(i+1), "x"))
	}
	for i := range 40 {
		put(t, from, storetest.Event("note/lang", uint64(i+1), strings.Repeat("x", 55_000)))
	}
	to := &runs{Store: &storetest.Memory{}}
	_, err := seal.Copy(t.Context(), from, to, nil)
	must(t, err)
	mustBeCopy(t, from, to)
	if len(to.events) != 3+4 { // 500, 500, 200; 12, 12, 12, 4
		t.Errorf("%v appends", to.events)
	}
	for i := range to.events {
		if to.events[i] > 500 || to.bytes[i] > 700_000 {
			t.Errorf("append %d: %d events, %d bytes", i+1, to.events[i], to.bytes[i])
		}
	}
}

func TestCopyThatBrokeOffGoesOnWhereItStopped(t *testing.T) {
	from := mixed(t, 60)
	for n := 1; n <= 12; n++ {
		to := &storetest.Memory{}
		_, err := seal.Copy(t.Context(), from, &storetest.Faulty{Store: to, OnAppend: func(i int) storetest.Fault { return storetest.Fault{Before: i == n} }}, nil)
		if !errors.Is(err, storetest.ErrInjected) {
			t.Fatal(err)
		}
		had := len(linesOf(t, to))
		done, err := seal.Copy(t.Context(), from, to, nil)
		must(t, err)
		mustBeCopy(t, from, to)
		if done.Before != int64(had) || done.Events != 60 {
			t.Errorf("broken at append %d, %d events were there: %+v", n, had, done)
		}
	}
	to := mixed(t, 60)
	if done, err := seal.Copy(t.Context(), from, &storetest.Faulty{Store: to, OnAppend: func(int) storetest.Fault { return storetest.Fault{Before: true} }}, nil); err != nil || done.Before != 60 {
		t.Errorf("a copy that is whole: %+v %v", done, err)
	}
}

func TestCopyStopsWhenItIsCancelled(t *testing.T) {
	from := mixed(t, 300)
	for i := range 40 {
		to := []events.Store{&storetest.Memory{}, fileStore(t)}[i%2]
		ctx, cancel := context.WithCancel(t.Context())
		_, err := seal.Copy(ctx, from, to, func(done, _ int64) {
			if done > int64(i*7) {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		done, err := seal.Copy(t.Context(), from, to, nil)
		if err != nil || done.Before == 0 || done.Before > 300 {
			t.Fatalf("cancelled after %d: %+v %v", i*7, done, err)
		}
		mustBeCopy(t, from, to)
	}
}

// queueing is a store that writes what was queued when it is asked for, or in the end; whoever gives up before that takes
// his own append back, and no other.
type queueing struct {
	*storetest.Memory
	queue []func()
}

func (q *queueing) Queue(ctx context.Context, stream string, version uint64, list []events.Event) (func() (events.Position, error), error) {
	var pos events.Position
	var err error
	write := sync.OnceFunc(func() { pos, err = q.Append(context.Background(), stream, version, list) })
	back := false
	q.queue = append(q.queue, func() {
		if !back {
			write()
		}
	})
	return func() (events.Position, error) {
		if back = ctx.Err() != nil; back {
			return 0, ctx.Err()
		}
		write()
		return pos, err
	}, nil
}

func TestCopyThatIsCancelledLeavesNoHole(t *testing.T) {
	from, to := mixed(t, 300), &queueing{Memory: &storetest.Memory{}}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := seal.Copy(ctx, from, to, func(int64, int64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	for _, write := range to.queue {
		write()
	}
	_, err = seal.Copy(t.Context(), from, to, nil)
	must(t, err)
	mustBeCopy(t, from, to)
}

func TestCopyOffersAnUncertainAppendAgainAndKeepsItOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, to := mixed(t, 300), &storetest.Memory{}
		_, err := seal.Copy(t.Context(), from, &storetest.Faulty{Store: to, OnAppend: func(n int) storetest.Fault { return storetest.Fault{After: n%3 != 0} }}, nil)
		must(t, err)
		mustBeCopy(t, from, to)
	})
	synctest.Test(t, func(t *testing.T) {
		appends := 0
		_, err := seal.Copy(t.Context(), mixed(t, 300), &storetest.Faulty{Store: &storetest.Memory{}, OnAppend: func(n int) storetest.Fault {
			appends = n
			return storetest.Fault{After: true}
		}}, nil)
		if !errors.Is(err, events.ErrUncertain) || appends != 8 {
			t.Errorf("a store that never knows: %d appends, %v", appends, err)
		}
	})
}

// meddled does something to the store just before the n-th append, once.
type meddled struct {
	*storetest.Memory
	n       int
	do      func(*storetest.Memory)
	appends int
}

func (m *meddled) Append(ctx context.Context, stream string, version uint64, list []events.Event) (events.Position, error) {
	if m.appends++; m.appends == m.n {
		m.do(m.Memory)
	}
	return m.Memory.Append(ctx, stream, version, list)
}

func TestCopyBesideAnotherWriter(t *testing.T) {
	from := mixed(t, 60)
	t.Run("who writes something else in the target is found, and the event is named", func(t *testing.T) {
		for name, stream := range map[string]string{"in a record of the log": "note/1", "in another record": "note/vreemd"} {
			at := 0
			to := &meddled{Memory: &storetest.Memory{}, n: 9, do: func(m *storetest.Memory) {
				at = len(linesOf(t, m)) + 1
				version := uint64(0)
				for _, err := range m.Stream(t.Context(), stream) {
					must(t, err)
					version++
				}
				put(t, m, storetest.Event(stream, version+1, "van een ander"))
			}}
			_, err := seal.Copy(t.Context(), from, to, nil)
			m := mustMismatch(t, err, seal.Changed, events.Position(at))
			if !strings.Contains(m.NL, stream) || to.appends != 9 {
				t.Errorf("%s: %d appends, the ninth was not as it should: %s", name, to.appends, m.NL)
			}
		}
	})
	t.Run("who copies the same log does no harm", func(t *testing.T) {
		to := &meddled{Memory: &storetest.Memory{}, n: 9, do: func(m *storetest.Memory) {
			for e, err := range from.All(t.Context(), events.Position(len(linesOf(t, m)))) {
				must(t, err)
				put(t, m, e)
			}
		}}
		_, err := seal.Copy(t.Context(), from, to, nil)
		must(t, err)
		mustBeCopy(t, from, to)
	})
	t.Run("a source that grows is told, and a second copy takes the rest", func(t *testing.T) {
		from, to := mixed(t, 60), &storetest.Memory{}
		_, err := seal.Copy(t.Context(), from, to, func(done, total int64) {
			if done == total {
				put(t, from, storetest.Event("note/later", 1, "later"))
			}
		})
		if !errors.Is(err, seal.ErrGrew) {
			t.Fatal(err)
		}
		done, err := seal.Copy(t.Context(), from, to, nil)
		if err != nil || done.Before != 60 || done.Events != 61 {
			t.Errorf("%+v %v", done, err)
		}
		mustBeCopy(t, from, to)
	})
}

// stuck refuses every append as a conflict, whatever it holds.
type stuck struct{ *storetest.Memory }

func (stuck) Append(context.Context, string, uint64, []events.Event) (events.Position, error) {
	return 0, events.ErrConflict
}

func TestCopyGivesUpOnAConflictThatCannotBeSeen(t *testing.T) {
	if _, err := seal.Copy(t.Context(), mixed(t, 60), stuck{&storetest.Memory{}}, nil); !errors.Is(err, events.ErrConflict) {
		t.Error(err)
	}
}

// lying is a store that gives back another line than it keeps, from the n-th reading on.
type lying struct {
	*storetest.Memory
	from, reads int
}

func (l *lying) Lines(ctx context.Context, after events.Position) iter.Seq2[events.Raw, error] {
	l.reads++
	lie := l.reads >= l.from
	return func(yield func(events.Raw, error) bool) {
		for e, err := range l.All(ctx, after) {
			line := e.Line
			if lie && e.Position == 17 {
				line = []byte(strings.Replace(string(line), "tekst", "TEKST", 1))
			}
			if !yield(events.Raw{Position: e.Position, Line: line}, err) {
				return
			}
		}
	}
}

func TestCopyRefusesHarm(t *testing.T) {
	first := func(n int) *storetest.Memory {
		m := &storetest.Memory{}
		for e, err := range mixed(t, 60).All(t.Context(), 0) {
			must(t, err)
			if e.Position > events.Position(n) {
				break
			}
			put(t, m, e)
		}
		return m
	}
	with := func(m *storetest.Memory, e events.Event) *storetest.Memory { put(t, m, e); return m }
	lines := func(do func(*lineLog)) *lineLog {
		l := &lineLog{}
		l.add(linesOf(t, mixed(t, 60))...)
		do(l)
		return l
	}
	whole := mixed(t, 60)
	for name, c := range map[string]struct {
		from, to events.Store
		kind     seal.Kind
		pos      events.Position
		says     string
	}{
		"a target with another event":              {whole, with(first(20), storetest.Event("note/vreemd", 1, "x")), seal.Changed, 21, "note/vreemd"},
		"a target of another ledger":               {whole, with(&storetest.Memory{}, storetest.Event("note/vreemd", 1, "x")), seal.Changed, 1, "kies een leeg doel"},
		"a target that has more":                   {whole, with(first(60), storetest.Event("note/vreemd", 1, "x")), seal.Added, 61, "note/vreemd"},
		"a full target for an empty source":        {&storetest.Memory{}, first(3), seal.Added, 1, "0 gebeurtenissen"},
		"a target with a changed line":             {whole, lines(replaceIn(12, "tekst", "TEKST")), seal.Changed, 12, "in het doel"},
		"a target with a hole":                     {whole, lines(func(l *lineLog) { l.lines = append(l.lines[:30], l.lines[31:]...) }), seal.Removed, 31, "doel"},
		"a target that cannot be read":             {whole, lines(func(l *lineLog) { l.lines, l.fail = l.lines[:30], errors.New("stuk") }), seal.Unreadable, 31, "doel"},
		"a source with a hole":                     {lines(func(l *lineLog) { l.lines = append(l.lines[:30], l.lines[31:]...) }), first(60), seal.Removed, 31, "bron"},
		"a source that cannot be read":             {&storetest.Faulty{Store: whole, OnRead: func(int) int { return 59 }}, first(60), seal.Unreadable, 60, "bron"},
		"a target that gives back something else":  {whole, &lying{Memory: first(20), from: 2}, seal.Changed, 17, "in het doel"},
		"a target that lies about what it held":    {whole, &lying{Memory: first(20), from: 1}, seal.Changed, 17, "in het doel"},
		"a source that gives another line at last": {&lying{Memory: first(60), from: 2}, &storetest.Memory{}, seal.Changed, 17, "in het doel"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := seal.Copy(t.Context(), c.from, c.to, nil)
			mustMismatch(t, err, c.kind, c.pos)
			if !strings.Contains(err.Error(), c.says) {
				t.Error(err)
			}
		})
	}
	t.Run("what differs is left as it was", func(t *testing.T) {
		to := with(first(20), storetest.Event("note/vreemd", 1, "x"))
		before := strings.Join(linesOf(t, to), "\n")
		if _, err := seal.Copy(t.Context(), whole, to, nil); err == nil || strings.Join(linesOf(t, to), "\n") != before {
			t.Error(err)
		}
	})
}

func TestAdoptMakesASealThatGoesOn(t *testing.T) {
	for _, n := range []int{0, 1, 300} {
		l := logOf(n)
		note, err := os.ReadFile(filepath.Join(sealed(t, l), "checkpoint"))
		must(t, err)
		dir := filepath.Join(t.TempDir(), "zegel")
		must(t, seal.Adopt(t.Context(), dir, l, note, key().Public(), nil))
		r, err := seal.Verify(t.Context(), dir, l, seal.VerifyOptions{Key: key().Public()})
		if n > 0 && (err != nil || r.HashesBad || r.Events != int64(n)) {
			t.Errorf("%+v %v", r, err)
		}
		l.add(line(n)) // an event after it
		s := open(t, dir, l)
		if st := s.Status(); st.Rebuilt || st.Checkpoint.Size != int64(n+1) {
			t.Errorf("%+v", st)
		}
		shut(t, s)
	}
}

func TestAdoptRefusesALogThatDoesNotLeadToTheCheckpoint(t *testing.T) {
	note, err := os.ReadFile(filepath.Join(sealed(t, logOf(100)), "checkpoint"))
	must(t, err)
	changed := logOf(100)
	replaceIn(50, "tekst", "TEKST")(changed)
	for name, c := range map[string]struct {
		log    *lineLog
		note   string
		public string
		kind   seal.Kind
		pos    events.Position
	}{
		"a changed event":     {changed, string(note), key().Public(), seal.Rewritten, 0},
		"a log that is short": {logOf(99), string(note), key().Public(), seal.Missing, 100},
		"another key":         {logOf(100), string(note), newKey(origin).Public(), seal.OtherLog, 0},
		"a changed signature": {logOf(100), strings.Replace(string(note), "\n100\n", "\n10\n", 1), key().Public(), seal.Signature, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "zegel")
			mustMismatch(t, seal.Adopt(t.Context(), dir, c.log, []byte(c.note), c.public, nil), c.kind, c.pos)
			if _, err := os.Stat(dir); err == nil {
				t.Error("something was written")
			}
		})
	}
}

func TestAKeyIsMadeForAnEmptyLogOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sleutel")
	if _, err := seal.KeyFor(t.Context(), path, origin, logOf(3)); err == nil || !strings.Contains(err.Error(), "ondertekensleutel ontbreekt") || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a key was made")
	}
	made, err := seal.KeyFor(t.Context(), path, origin, logOf(0))
	must(t, err)
	again, err := seal.KeyFor(t.Context(), path, origin, logOf(3))
	if err != nil || again.Public() != made.Public() {
		t.Error(err)
	}
}
