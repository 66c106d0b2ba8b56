package seal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/storetest"
)

const origin = "grootboek.test/log"

// lineLog is a store whose lines can be harmed.
type lineLog struct {
	mu    sync.Mutex
	lines []events.Raw
	fail  error // yielded at the end of every reading
}

func (l *lineLog) add(lines ...string) *lineLog {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range lines {
		l.lines = append(l.lines, events.Raw{Position: events.Position(len(l.lines) + 1), Line: []byte(s)})
	}
	return l
}

func (l *lineLog) Append(_ context.Context, _ string, _ uint64, list []events.Event) (events.Position, error) {
	for _, e := range list {
		l.add(string(e.Line))
	}
	return l.Head(context.Background())
}

func (l *lineLog) Head(context.Context) (events.Position, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return events.Position(len(l.lines)), nil
}

func (l *lineLog) Lines(_ context.Context, after events.Position) iter.Seq2[events.Raw, error] {
	l.mu.Lock()
	defer l.mu.Unlock()
	list, fail := l.lines[min(int(after), len(l.lines)):len(l.lines):len(l.lines)], l.fail
	return func(yield func(events.Raw, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
		if fail != nil {
			yield(events.Raw{}, fail)
		}
	}
}

func (l *lineLog) All(context.Context, events.Position) iter.Seq2[events.Event, error] {
	panic("the seal reads lines")
}

func (l *lineLog) Stream(context.Context, string) iter.Seq2[events.Event, error] {
	panic("the seal reads no streams")
}

// copy is the log as it is now.
func (l *lineLog) copy() *lineLog { return &lineLog{lines: slices.Clone(l.lines)} }

// line is a real event: the n-th of the log, in one of three records.
func line(n int) string {
	e := storetest.Event(fmt.Sprintf("note/%d", n%3), uint64(n/3)+1, fmt.Sprintf("tekst %d", n))
	return string(e.Line)
}

func logOf(n int) *lineLog {
	l := &lineLog{}
	for i := range n {
		l.add(line(i))
	}
	return l
}

var key = sync.OnceValue(func() *seal.Key { return newKey(origin) })

func newKey(origin string) *seal.Key {
	private, _, err := seal.GenerateKey(origin)
	if err != nil {
		panic(err)
	}
	k, err := seal.ParseKey(private)
	if err != nil {
		panic(err)
	}
	return k
}

func options(dir string, store events.Store) seal.Options {
	return seal.Options{Dir: dir, Store: store, Key: key(), Log: slog.New(slog.DiscardHandler)}
}

func open(t testing.TB, dir string, store events.Store) *seal.Seal {
	t.Helper()
	s, err := seal.Open(t.Context(), options(dir, store))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func shut(t testing.TB, s *seal.Seal) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// sealed makes a seal directory for a log and stops cleanly.
func sealed(t testing.TB, store events.Store) string {
	t.Helper()
	dir := t.TempDir()
	shut(t, open(t, dir, store))
	return dir
}

func export(t testing.TB, s *seal.Seal, store events.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := seal.WriteExport(t.Context(), &b, store, s, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mustMismatch(t testing.TB, err error, kind seal.Kind, pos events.Position) *seal.Mismatch {
	t.Helper()
	m, ok := errors.AsType[*seal.Mismatch](err)
	if !ok {
		t.Fatalf("want a mismatch of kind %s, have %v", kind, err)
	}
	if m.Kind != kind || m.Position != pos {
		t.Fatalf("want %s at %d, have %s at %d: %s", kind, pos, m.Kind, m.Position, m.NL)
	}
	if m.NL == "" {
		t.Error("no sentence")
	}
	return m
}

func unclean(t testing.TB, dir string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, "verified")); err != nil {
		t.Fatal(err)
	}
}

// harm is something done to a log of 600 events (more than two tiles), of which the first 300 are named by an old
// checkpoint.
type harm struct {
	name string
	do   func(l *lineLog)
	kind seal.Kind
	pos  events.Position
	says string
}

const whole, half = 600, 300

func replaceIn(pos int, old, new string) func(*lineLog) {
	return func(l *lineLog) {
		changed := strings.Replace(string(l.lines[pos-1].Line), old, new, 1)
		if changed == string(l.lines[pos-1].Line) {
			panic("nothing changed")
		}
		l.lines[pos-1].Line = []byte(changed)
	}
}

// renumber makes the positions dense again, as someone who hides what he did would.
func (l *lineLog) renumber() {
	for i := range l.lines {
		l.lines[i].Position = events.Position(i + 1)
	}
}

var harms = []harm{
	{"de inhoud van een gebeurtenis is gewijzigd", replaceIn(42, "tekst", "Tekst"), seal.Changed, 42, "gewijzigd"},
	{"wie het deed is gewijzigd", replaceIn(257, `"actor":"p-1"`, `"actor":"p-2"`), seal.Changed, 257, "gewijzigd"},
	{"het moment is gewijzigd", replaceIn(1, `"time":"2026`, `"time":"2025`), seal.Changed, 1, "gewijzigd"},
	{"twee gebeurtenissen zijn verwisseld", func(l *lineLog) {
		l.lines[99].Line, l.lines[199].Line = l.lines[199].Line, l.lines[99].Line
	}, seal.Swapped, 100, "volgorde"},
	{"een gebeurtenis is later gezet", func(l *lineLog) {
		moved := l.lines[9]
		l.lines = slices.Insert(slices.Delete(l.lines, 9, 10), 20, moved)
		l.renumber()
	}, seal.Swapped, 10, "volgorde"},
	{"drie gebeurtenissen in het midden zijn verwijderd", func(l *lineLog) {
		l.lines = slices.Delete(l.lines, 99, 102)
		l.renumber()
	}, seal.Removed, 100, "3 gebeurtenissen verwijderd"},
	{"een gebeurtenis is ertussen gezet", func(l *lineLog) {
		l.lines = slices.Insert(l.lines, 299, events.Raw{Line: []byte(line(9999))})
		l.renumber()
	}, seal.Added, 300, "toegevoegd"},
	{"de laatste gebeurtenissen zijn afgeknipt", func(l *lineLog) { l.lines = l.lines[:590] }, seal.Missing, 591, "Er ontbreken er 10"},
	{"de database is vervangen door een oudere kopie", func(l *lineLog) { l.lines = l.lines[:half] }, seal.Missing, half + 1, "oudere kopie"},
	{"alles is weg", func(l *lineLog) { l.lines = nil }, seal.Missing, 1, "noemt er 600"},
	{"er zijn twee dingen gedaan: het eerste wordt genoemd", func(l *lineLog) {
		replaceIn(500, "tekst", "Tekst")(l)
		replaceIn(55, "tekst", "Tekst")(l)
		l.lines = l.lines[:550]
	}, seal.Changed, 55, "gewijzigd"},
}

func TestEveryHarmIsFoundAtTheStartAndTheFirstEventIsNamed(t *testing.T) {
	for _, h := range harms {
		t.Run("R-LED-02 "+h.name+", na een onverwachte stop", func(t *testing.T) {
			l := logOf(whole)
			dir := sealed(t, l)
			unclean(t, dir)
			h.do(l)
			_, err := seal.Open(t.Context(), options(dir, l))
			if m := mustMismatch(t, err, h.kind, h.pos); !strings.Contains(m.NL, h.says) {
				t.Errorf("%q does not say %q", m.NL, h.says)
			}
		})
		t.Run("R-LED-02 "+h.name+", gevonden door verify zonder iets te veranderen", func(t *testing.T) {
			l := logOf(whole)
			dir := sealed(t, l)
			h.do(l)
			_, err := seal.Verify(t.Context(), dir, l, seal.VerifyOptions{Key: key().Public()})
			mustMismatch(t, err, h.kind, h.pos)
		})
		t.Run("R-LED-02 "+h.name+", na een nette stop", func(t *testing.T) {
			l := logOf(whole)
			dir := sealed(t, l)
			h.do(l)
			s, err := seal.Open(t.Context(), options(dir, l))
			if err == nil { // the start read only the end; the full check reads the rest
				defer s.Close()
				err = s.FullCheck(t.Context(), nil)
				if st := s.Status(); st.State != seal.Broken || st.Err == nil {
					t.Errorf("state is %s", st.State)
				}
				mustMismatch(t, s.Wait(t.Context(), 1), h.kind, h.pos)
			}
			mustMismatch(t, err, h.kind, h.pos)
		})
	}
}

func TestOnlyAnOldCheckpointShowsWhatWasSealedAgain(t *testing.T) {
	for _, h := range harms {
		t.Run("R-LED-02 "+h.name+", en daarna opnieuw verzegeld met dezelfde sleutel", func(t *testing.T) {
			l := logOf(whole)
			old := open(t, t.TempDir(), l)
			defer old.Close()
			h.do(l)
			s := open(t, t.TempDir(), l) // a new seal directory: whoever has the key can do this
			defer s.Close()
			err := s.Consistency(old.Checkpoint().Note)
			if _, ok := errors.AsType[*seal.Mismatch](err); !ok {
				t.Errorf("consistency: %v", err)
			}
			m := outside(t, s, l, old.Checkpoint().Note)
			if m == nil { // versions or their order give it away
				return
			}
			if len(l.lines) < whole && (m.Kind != seal.Missing || m.Position != events.Position(len(l.lines)+1)) ||
				len(l.lines) >= whole && (m.Kind != seal.Rewritten || !strings.Contains(m.NL, "1 tot en met 600")) {
				t.Errorf("%s at %d: %s", m.Kind, m.Position, m.NL)
			}
		})
	}
}

// outside holds an export against an old checkpoint. Without it nothing is to be seen, unless versions do not fit.
func outside(t *testing.T, s *seal.Seal, l *lineLog, old []byte) *seal.Mismatch {
	t.Helper()
	file := export(t, s, l)
	_, err := seal.VerifyExport(t.Context(), bytes.NewReader(file), seal.VerifyOptions{Key: key().Public()})
	if m, ok := errors.AsType[*seal.Mismatch](err); err != nil && (!ok || m.Kind != seal.Unreadable) {
		t.Fatalf("without an old checkpoint: %v", err)
	} else if ok {
		return nil
	}
	_, err = seal.VerifyExport(t.Context(), bytes.NewReader(file), seal.VerifyOptions{Key: key().Public(), Old: [][]byte{old}})
	m, ok := errors.AsType[*seal.Mismatch](err)
	if !ok {
		t.Fatalf("with an old checkpoint: %v", err)
	}
	return m
}

func TestTheEndCutOffTogetherWithItsCheckpointIsSeenFromOutsideOnly(t *testing.T) {
	l := logOf(half)
	dir, before := t.TempDir(), l.copy()
	shut(t, open(t, dir, l))
	kept := t.TempDir()
	if err := os.CopyFS(kept, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for i := half; i < whole; i++ {
		l.add(line(i))
	}
	s := open(t, dir, l)
	newest := s.Checkpoint().Note
	shut(t, s)

	back := open(t, kept, before) // database and seal directory of an earlier day
	defer back.Close()
	if err := back.FullCheck(t.Context(), nil); err != nil {
		t.Errorf("inside nothing can be seen: %v", err)
	}
	file := export(t, back, before)
	_, err := seal.VerifyExport(t.Context(), bytes.NewReader(file), seal.VerifyOptions{Old: [][]byte{newest}})
	mustMismatch(t, err, seal.Missing, half+1)
}

func TestACheckpointThatWasReplacedStopsTheStart(t *testing.T) {
	signed := func(t *testing.T, l *lineLog, k *seal.Key) []byte {
		s, err := seal.Open(t.Context(), seal.Options{Dir: t.TempDir(), Store: l, Key: k})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return s.Checkpoint().Note
	}
	cases := []struct {
		name string
		note func(t *testing.T, good []byte) []byte
		kind seal.Kind
	}{
		{"het getal is gewijzigd", func(_ *testing.T, n []byte) []byte { return bytes.Replace(n, []byte("\n10\n"), []byte("\n11\n"), 1) }, seal.Signature},
		{"het bestand is leeg", func(*testing.T, []byte) []byte { return nil }, seal.Signature},
		{"het bestand is iets anders", func(*testing.T, []byte) []byte { return []byte("hallo\n") }, seal.Signature},
		{"het is van een ander logboek", func(t *testing.T, _ []byte) []byte { return signed(t, logOf(10), newKey("elders.test/log")) }, seal.OtherLog},
		{"het is met een andere sleutel ondertekend", func(t *testing.T, _ []byte) []byte { return signed(t, logOf(10), newKey(origin)) }, seal.OtherLog},
		{"het is van een andere geschiedenis met dezelfde sleutel", func(t *testing.T, _ []byte) []byte {
			l := logOf(10)
			replaceIn(3, "tekst", "Tekst")(l)
			return signed(t, l, key())
		}, seal.Rewritten},
		{"het is ouder dan wat hier is gecontroleerd", func(t *testing.T, _ []byte) []byte { return signed(t, logOf(9), key()) }, seal.OlderMark},
	}
	for _, c := range cases {
		t.Run("R-LED-02 het controlepunt is vervangen: "+c.name, func(t *testing.T) {
			l := logOf(10)
			dir := t.TempDir()
			s := open(t, dir, l)
			good := s.Checkpoint().Note
			shut(t, s)
			if err := os.WriteFile(filepath.Join(dir, "checkpoint"), c.note(t, good), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := seal.Open(t.Context(), options(dir, l))
			mustMismatch(t, err, c.kind, 0)
		})
	}
}

func TestDamagedHashesAreMadeAgainWhenLogAndCheckpointAgree(t *testing.T) {
	cases := []struct {
		name string
		harm func(t *testing.T, path string)
	}{
		{"een blad", func(t *testing.T, p string) { flip(t, p, 32*tlog.StoredHashIndex(0, 77)) }},
		{"een knoop", func(t *testing.T, p string) { flip(t, p, 32*tlog.StoredHashIndex(3, 5)) }},
		{"een knoop aan de rand", func(t *testing.T, p string) { flip(t, p, 32*tlog.StoredHashIndex(9, 0)) }},
		{"afgekapt", func(t *testing.T, p string) { must(t, os.Truncate(p, 1000)) }},
		{"weg", func(t *testing.T, p string) { must(t, os.Remove(p)) }},
	}
	for _, c := range cases {
		t.Run("het bestand met hashes is beschadigd: "+c.name, func(t *testing.T) {
			l := logOf(whole)
			dir := sealed(t, l)
			want, err := os.ReadFile(filepath.Join(dir, "hashes"))
			must(t, err)
			c.harm(t, filepath.Join(dir, "hashes"))
			s := open(t, dir, l)
			if s.Status().State == seal.Whole { // the start itself has seen it
				sameFile(t, filepath.Join(dir, "hashes"), want)
			}
			must(t, s.FullCheck(t.Context(), nil))
			if st := s.Status(); !st.Rebuilt || st.State != seal.Whole || st.Checked != whole {
				t.Errorf("status %+v", st)
			}
			shut(t, s)
			sameFile(t, filepath.Join(dir, "hashes"), want)
		})
	}
}

func sameFile(t *testing.T, path string, want []byte) {
	t.Helper()
	have, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(have, want) {
		t.Errorf("%s is not what it was", filepath.Base(path))
	}
}

func TestALogThatWasSealedAnewIsHeldAgainstTheMarkOfBefore(t *testing.T) {
	l := logOf(20)
	dir := sealed(t, l)
	mark, err := os.ReadFile(filepath.Join(dir, "verified"))
	must(t, err)
	for i := range 5 {
		l.add(line(20 + i))
	}
	replaceIn(7, "tekst", "Tekst")(l)
	anew := sealed(t, l) // hashes and checkpoint agree with the changed log
	must(t, os.WriteFile(filepath.Join(anew, "verified"), mark, 0o600))
	_, err = seal.Verify(t.Context(), anew, l, seal.VerifyOptions{Key: key().Public()})
	mustMismatch(t, err, seal.Rewritten, 0)
	_, err = seal.Open(t.Context(), options(anew, l))
	mustMismatch(t, err, seal.Rewritten, 0)
}

func TestLogAndHashesBothHarmedStillDoNotPass(t *testing.T) {
	l := logOf(whole)
	dir := sealed(t, l)
	unclean(t, dir)
	flip(t, filepath.Join(dir, "hashes"), 32*tlog.StoredHashIndex(0, 77))
	replaceIn(50, "tekst", "Tekst")(l)
	_, err := seal.Open(t.Context(), options(dir, l))
	mustMismatch(t, err, seal.Rewritten, 50)
	must(t, os.Remove(filepath.Join(dir, "hashes")))
	_, err = seal.Open(t.Context(), options(dir, l))
	mustMismatch(t, err, seal.Rewritten, 0)
}

func flip(t *testing.T, path string, at int64) {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	b[at] ^= 1
	must(t, os.WriteFile(path, b, 0o600))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheSameLogAndKeyGiveTheSameTreeAndCheckpoint(t *testing.T) {
	l := logOf(0)
	dir := t.TempDir()
	for i := range 70 { // one batch for each event
		l.add(line(i))
		shut(t, open(t, dir, l))
	}
	again := sealed(t, l)
	for _, name := range []string{"hashes", "checkpoint", "verified"} {
		a, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		b, err := os.ReadFile(filepath.Join(again, name))
		must(t, err)
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestWithoutItsCheckpointALogIsHeldAgainstTheMark(t *testing.T) {
	l := logOf(20)
	dir := sealed(t, l)
	must(t, os.Remove(filepath.Join(dir, "checkpoint")))
	shut(t, open(t, dir, l)) // signed again
	must(t, os.Remove(filepath.Join(dir, "checkpoint")))
	replaceIn(7, "tekst", "Tekst")(l)
	_, err := seal.Open(t.Context(), options(dir, l))
	mustMismatch(t, err, seal.Changed, 7)
}

// counting counts the lines that are read.
type counting struct {
	*lineLog
	read int
}

func (c *counting) Lines(ctx context.Context, after events.Position) iter.Seq2[events.Raw, error] {
	return func(yield func(events.Raw, error) bool) {
		for r, err := range c.lineLog.Lines(ctx, after) {
			c.read++
			if !yield(r, err) {
				return
			}
		}
	}
}

func TestAStartAfterACleanStopReadsOnlyWhatIsNew(t *testing.T) {
	l := logOf(whole)
	dir := sealed(t, l)
	for i := range 5 {
		l.add(line(whole + i))
	}
	c := &counting{lineLog: l}
	s := open(t, dir, c)
	if c.read > 7 { // the five new ones, the last old one, and the first new one that shows the old one is the last
		t.Errorf("%d lines read", c.read)
	}
	if s.Checkpoint().Size != whole+5 || s.Status().State != seal.Partly {
		t.Errorf("%d %s", s.Checkpoint().Size, s.Status().State)
	}
	must(t, s.FullCheck(t.Context(), nil))
	shut(t, s)
	s = open(t, dir, c)
	s.Poke() // not closed: an unclean stop
	c.read = 0
	if s2 := open(t, dir, c); c.read < whole || s2.Status().State != seal.Whole {
		t.Errorf("after an unclean stop %d lines were read", c.read)
	}
}

func TestRunSealsWhatIsAppendedAndWaitReturnsThen(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := logOf(3)
		s := open(t, dir, l)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		l.add(line(3), line(4))
		must(t, s.Wait(ctx, 5))
		l.add(line(5)) // nobody pokes: found by looking
		time.Sleep(1100 * time.Millisecond)
		if n := s.Checkpoint().Size; n != 6 {
			t.Errorf("size %d", n)
		}
		short, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if err := s.Wait(short, 7); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting for what is not there: %v", err)
		}
		stop()
		must(t, <-done)
		shut(t, s)
	})
}

func TestAStoreThatFailsForAWhileIsFollowedAgain(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := logOf(3)
		s := open(t, dir, l)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		synctest.Wait()
		l.mu.Lock()
		l.fail = io.ErrUnexpectedEOF
		l.mu.Unlock()
		l.add(line(3))
		time.Sleep(3 * time.Second)
		if st := s.Status(); !errors.Is(st.Trouble, io.ErrUnexpectedEOF) || st.State == seal.Broken || st.Checkpoint.Size != 4 {
			t.Errorf("%+v", st)
		}
		l.mu.Lock()
		l.fail = nil
		l.mu.Unlock()
		l.add(line(4))
		must(t, s.Wait(ctx, 5))
		if st := s.Status(); st.Trouble != nil {
			t.Error(st.Trouble)
		}
		stop()
		must(t, <-done)
		shut(t, s)
	})
}

func TestHarmFoundInTheBackgroundStopsEveryAcknowledgement(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := logOf(whole)
		shut(t, open(t, dir, l))
		replaceIn(42, "tekst", "Tekst")(l)
		s := open(t, dir, l) // a clean stop: the harm is not at the end
		mustMismatch(t, s.Run(t.Context()), seal.Changed, 42)
		l.add(line(whole))
		mustMismatch(t, s.Wait(t.Context(), whole+1), seal.Changed, 42)
		if s.Checkpoint().Size != whole {
			t.Error("a broken log was signed")
		}
		shut(t, s)
		_, err := seal.Open(t.Context(), options(dir, l)) // the stop was not clean
		mustMismatch(t, err, seal.Changed, 42)
	})
}

func TestAStoreThatCannotReadInTheBackgroundIsAskedThreeTimes(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := logOf(whole)
		shut(t, open(t, dir, l))
		s := open(t, dir, l)
		l.fail, l.lines = io.ErrUnexpectedEOF, l.lines[:100]
		began := time.Now()
		mustMismatch(t, s.Run(t.Context()), seal.Unreadable, 101)
		if d := time.Since(began); d < 20*time.Second {
			t.Errorf("given up after %s", d)
		}
		shut(t, s)
	})
}

func TestALogThatGoesBackWhileRunningIsBroken(t *testing.T) {
	l := logOf(10)
	s := open(t, t.TempDir(), l)
	defer s.Close()
	l.lines = append(l.lines, events.Raw{Position: 12, Line: []byte(line(12))})
	mustMismatch(t, s.Run(t.Context()), seal.Removed, 11)
	mustMismatch(t, s.Wait(t.Context(), 11), seal.Removed, 11)
}

func TestAnEmptyLogHasASignedCheckpointToo(t *testing.T) {
	l := logOf(0)
	s := open(t, t.TempDir(), l)
	defer s.Close()
	if c := s.Checkpoint(); c.Size != 0 || c.Root.String() != "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" || len(c.Note) == 0 {
		t.Errorf("%+v", c)
	}
	r, err := seal.VerifyExport(t.Context(), bytes.NewReader(export(t, s, l)), seal.VerifyOptions{Key: s.Key()})
	must(t, err)
	if r.Events != 0 {
		t.Error(r)
	}
}

func TestOnlyOneFullCheckRunsAtATime(t *testing.T) {
	s := open(t, t.TempDir(), logOf(10))
	defer s.Close()
	err := s.FullCheck(t.Context(), func(int64, int64) {
		if err := s.FullCheck(t.Context(), nil); !errors.Is(err, seal.ErrBusy) {
			t.Errorf("a second check: %v", err)
		}
	})
	must(t, err)
}

// ctx is a context for what has no test at hand.
func ctx() context.Context { return context.Background() }

func contextFor(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), time.Minute)
}

func TestAStartAfterACleanStopLooksAtTheEndOfLogAndTree(t *testing.T) {
	t.Run("R-LED-02 de laatste gebeurtenis is gewijzigd: de start zelf weigert", func(t *testing.T) {
		l := logOf(whole)
		dir := sealed(t, l)
		replaceIn(whole, "tekst", "Tekst")(l)
		_, err := seal.Open(t.Context(), options(dir, l))
		mustMismatch(t, err, seal.Changed, whole)
	})
	t.Run("de rand van de boom is beschadigd: de start herstelt haar en gaat verder", func(t *testing.T) {
		l := logOf(whole)
		dir := sealed(t, l)
		flip(t, filepath.Join(dir, "hashes"), 32*tlog.StoredHashIndex(9, 0))
		l.add(line(whole))
		s := open(t, dir, l)
		defer s.Close()
		if st := s.Status(); !st.Rebuilt || st.State != seal.Whole || st.Checkpoint.Size != whole+1 {
			t.Errorf("%+v", st)
		}
	})
}
