package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	driver "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/sqlite"
	"github.com/heemstede/grootboek/events/storetest"
)

func TestSQLiteKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) events.Store { return open(t, path(t)) })
}

// With a merge after every third event every reading crosses from index to tail.
func TestSQLiteKeepsTheContractWhileItMergesAllTheTime(t *testing.T) {
	storetest.Run(t, func(t *testing.T) events.Store { return openWith(t, sqlite.With(3, 0), path(t)) })
}

func path(t testing.TB) string { return filepath.Join(t.TempDir(), "grootboek.db") }

func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	return openWith(t, sqlite.Options{}, path)
}

// openWith opens a store that may not log a failure, unless o has a logger of its own.
func openWith(t testing.TB, o sqlite.Options, path string) *sqlite.Store {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(complaint{t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	s, err := o.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// complaint fails the test for every line that is logged.
type complaint struct{ testing.TB }

func (c complaint) Write(line []byte) (int, error) {
	c.Errorf("logged: %s", line)
	return len(line), nil
}

// quiet lets a store that is meant to fail log what it likes.
func quiet(o sqlite.Options) sqlite.Options {
	o.Log = slog.New(slog.DiscardHandler)
	return o
}

func shut(t testing.TB, s *sqlite.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

// fill appends n events to one stream, in lots.
func fill(t testing.TB, s events.Store, stream string, from, n uint64) {
	t.Helper()
	for v := from; v < from+n; {
		texts := make([]string, min(1000, from+n-v))
		if _, err := s.Append(t.Context(), stream, v, storetest.Events(stream, v, texts...)); err != nil {
			t.Fatal(err)
		}
		v += uint64(len(texts))
	}
}

// readAll reads the whole log and checks that positions are dense from 1, and versions from 1 in every stream.
func readAll(t testing.TB, s events.Store) []events.Event {
	t.Helper()
	var list []events.Event
	versions := map[string]uint64{}
	for e, err := range s.All(t.Context(), 0) {
		if err != nil {
			t.Fatalf("after %d events: %v", len(list), err)
		}
		if list = append(list, e); e.Position != events.Position(len(list)) {
			t.Fatalf("event %d of the log has position %d", len(list), e.Position)
		}
		if versions[e.Stream]++; e.Version != versions[e.Stream] {
			t.Fatalf("position %d holds version %d of its stream, want %d", e.Position, e.Version, versions[e.Stream])
		}
	}
	return list
}

func count(t testing.TB, s events.Store, stream string) (n uint64) {
	t.Helper()
	for _, err := range s.Stream(t.Context(), stream) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// run executes SQL on a connection of its own, as an administrator with a database tool would.
func run(t testing.TB, path, script string) error {
	t.Helper()
	c, err := driver.OpenConn(path, driver.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return sqlitex.ExecuteScript(c, script, nil)
}

func TestTheLogIsTheSameAfterClosingAndOpening(t *testing.T) {
	p := path(t)
	for _, n := range []uint64{1, 2, 2999, 1, 4500} { // below, at and far past the merge
		s := open(t, p)
		before := readAll(t, s)
		fill(t, s, "note/1", uint64(len(before)), n)
		shut(t, s)
		s = open(t, p)
		if got := uint64(len(readAll(t, s))); got != uint64(len(before))+n {
			t.Fatalf("the log holds %d events, want %d and %d", got, len(before), n)
		}
		if got := count(t, s, "note/1"); got != uint64(len(before))+n {
			t.Fatalf("the stream holds %d events, want %d and %d", got, len(before), n)
		}
		shut(t, s)
	}
}

func TestALedgerIsMadeWithTheSettingsThatAnAcknowledgementRestsOn(t *testing.T) {
	c, err := sqlite.Prepared(path(t))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "page_size": "8192",
		"application_id": "1195528011", "user_version": "1", "wal_autocheckpoint": "4000", "trusted_schema": "0", "mmap_size": "0",
		"journal_size_limit": "-1", "auto_vacuum": "0"} {
		got, err := sqlitex.ResultText(c.Prep("PRAGMA " + pragma))
		if err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
}

func TestTheFilesAreForTheirOwnerOnly(t *testing.T) {
	p := path(t)
	s := open(t, p)
	fill(t, s, "note/1", 0, 1)
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		info, err := os.Stat(p + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if m := info.Mode().Perm(); m&0o077 != 0 {
			t.Errorf("others may do %o with %s", m&0o077, filepath.Base(p)+suffix)
		}
	}
}

func TestTheDatabaseItselfRefusesToChangeTheLog(t *testing.T) {
	p := path(t)
	s := open(t, p)
	fill(t, s, "note/1", 0, 3)
	fill(t, s, "note/2", 0, 1)
	for what, script := range map[string]string{
		"an event is not changed":                "UPDATE events SET body = x'7b7d' WHERE pos = 2",
		"an event is not moved":                  "UPDATE events SET pos = 9 WHERE pos = 4",
		"an event is not deleted":                "DELETE FROM events WHERE pos = 4",
		"the log is not emptied":                 "DELETE FROM events",
		"an event is not replaced":               "INSERT OR REPLACE INTO events VALUES(2, 1, 2, x'7b7d')",
		"an event is not replaced by an upsert":  "INSERT INTO events VALUES(2, 1, 2, x'7b7d') ON CONFLICT DO UPDATE SET body = x'7b7d'",
		"no position is left out":                "INSERT INTO events VALUES(6, 1, 4, x'7b7d')",
		"a stream is not renamed":                "UPDATE streams SET name = 'note/3' WHERE skey = 1",
		"a stream is not deleted":                "DELETE FROM streams WHERE skey = 2",
		"a stream is not replaced by its number": "INSERT OR REPLACE INTO streams VALUES(1, 'note/3')",
		"a stream is not replaced by its name":   "INSERT OR REPLACE INTO streams VALUES(3, 'note/1')",
	} {
		t.Run("R-LED-01 "+what, func(t *testing.T) {
			before := readAll(t, s)
			err := run(t, p, script)
			if err == nil || !strings.Contains(err.Error(), "het logboek") {
				t.Errorf("%s: %v", script, err)
			}
			for i, e := range readAll(t, s) {
				if string(e.Line) != string(before[i].Line) {
					t.Errorf("event %d has changed", i+1)
				}
			}
			if n := count(t, s, "note/1"); n != 3 {
				t.Errorf("the stream shows %d events, want 3", n)
			}
		})
	}
}

func TestWhatWasTakenOutByForceIsNotSkippedByReaders(t *testing.T) {
	for what, script := range map[string]string{
		"an event is gone": "DROP TRIGGER events_delete; DELETE FROM events WHERE pos = 3",
		"an event is of another stream": `DROP TRIGGER events_update; UPDATE events SET body =
			(SELECT body FROM events WHERE pos = 6) WHERE pos = 3`,
		"the index misses an event": "DELETE FROM sidx WHERE version = 3",
	} {
		t.Run(what, func(t *testing.T) {
			p := path(t)
			s := openWith(t, sqlite.With(5, 0), p)
			fill(t, s, "note/1", 0, 5)
			fill(t, s, "note/2", 0, 5)
			shut(t, s)
			if err := run(t, p, script); err != nil {
				t.Fatal(err)
			}
			s = open(t, p)
			n := 0
			var last error
			for _, err := range s.Stream(t.Context(), "note/1") {
				if last = err; err == nil {
					n++
				}
			}
			if n != 2 || !errors.Is(last, sqlite.ErrDamaged) {
				t.Errorf("the reader saw %d events and then %v; want 2 and ErrDamaged", n, last)
			}
		})
	}
	t.Run("all stops at the gap", func(t *testing.T) {
		p := path(t)
		s := open(t, p)
		fill(t, s, "note/1", 0, 5)
		if err := run(t, p, "DROP TRIGGER events_delete; DELETE FROM events WHERE pos = 3"); err != nil {
			t.Fatal(err)
		}
		n := 0
		var last error
		for _, err := range s.Lines(t.Context(), 0) {
			if last = err; err == nil {
				n++
			}
		}
		if n != 2 || !errors.Is(last, sqlite.ErrDamaged) {
			t.Errorf("the reader saw %d events and then %v; want 2 and ErrDamaged", n, last)
		}
	})
}

func TestAFileThatIsNoLedgerIsLeftAloneWithADutchSentence(t *testing.T) {
	database := func(script string) func(*testing.T, string) {
		return func(t *testing.T, p string) {
			if err := os.WriteFile(p, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := run(t, p, script); err != nil {
				t.Fatal(err)
			}
		}
	}
	for what, c := range map[string]struct {
		make func(*testing.T, string)
		want error
	}{
		"a text file":                  {func(t *testing.T, p string) { os.WriteFile(p, []byte(strings.Repeat("brief ", 999)), 0o600) }, sqlite.ErrForeign},
		"a database of somebody else":  {database("CREATE TABLE klant(naam)"), sqlite.ErrForeign},
		"another application's file":   {database("PRAGMA application_id=7; PRAGMA user_version=1; CREATE TABLE events(pos)"), sqlite.ErrForeign},
		"a ledger of a later program":  {database("PRAGMA application_id=0x47424F4B; PRAGMA user_version=2; CREATE TABLE events(pos)"), sqlite.ErrNewer},
		"a folder that does not exist": {func(t *testing.T, p string) { os.RemoveAll(filepath.Dir(p)) }, sqlite.ErrNoFolder},
	} {
		t.Run(what, func(t *testing.T) {
			p := path(t)
			c.make(t, p)
			before, _ := os.ReadFile(p)
			s, err := sqlite.Open(p)
			if !errors.Is(err, c.want) {
				t.Fatalf("open: %v, %v; want %v", s, err, c.want)
			}
			if after, _ := os.ReadFile(p); string(after) != string(before) {
				t.Error("the file has changed")
			}
		})
	}
}

func TestEveryFailureOfTheDiskHasADutchSentence(t *testing.T) {
	for code, want := range map[driver.ResultCode]error{
		driver.ResultFull: sqlite.ErrFull, driver.ResultReadOnlyDirectory: sqlite.ErrReadOnly, driver.ResultCantOpen: sqlite.ErrReadOnly,
		driver.ResultCorruptVTab: sqlite.ErrDamaged, driver.ResultNotADB: sqlite.ErrForeign, driver.ResultBusySnapshot: sqlite.ErrBusy,
		driver.ResultIOErrFsync: sqlite.ErrDisk} {
		cause := fmt.Errorf("step: %w", code.ToError())
		if err := sqlite.Translate(cause); !errors.Is(err, want) || !errors.Is(err, cause) {
			t.Errorf("%v became %v, want %v with its cause", code, err, want)
		}
	}
}

func TestASecondStoreOnTheSameFolderIsRefused(t *testing.T) {
	p := path(t)
	s := open(t, p)
	if _, err := sqlite.Open(p); !errors.Is(err, sqlite.ErrInUse) {
		t.Fatalf("second open: %v", err)
	}
	fill(t, s, "note/1", 0, 1)
	shut(t, s)
	fill(t, open(t, p), "note/1", 1, 1)
}

func TestAnotherProgramThatHoldsTheFileIsNamedAndNothingIsKept(t *testing.T) {
	p := path(t)
	s := openWith(t, quiet(sqlite.With(0, 20*time.Millisecond)), p)
	fill(t, s, "note/1", 0, 1)
	c, err := driver.OpenConn(p, driver.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := sqlitex.ExecuteTransient(c, "BEGIN IMMEDIATE", nil); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err = s.Append(t.Context(), "note/1", 1, storetest.Events("note/1", 1, "b"))
		if !errors.Is(err, sqlite.ErrBusy) || errors.Is(err, events.ErrUncertain) {
			t.Fatalf("append while another program writes: %v", err)
		}
	}
	if n := count(t, s, "note/1"); n != 1 {
		t.Fatalf("the stream shows %d events, want 1", n)
	}
	if err := sqlitex.ExecuteTransient(c, "ROLLBACK", nil); err != nil {
		t.Fatal(err)
	}
	fill(t, s, "note/1", 1, 1)
	readAll(t, s)
}

func TestWhoStopsWaitingIsUncertainOnlyIfTheWriteHasBegun(t *testing.T) {
	p := path(t)
	s := open(t, p)
	fill(t, s, "note/1", 0, 1)
	c, err := driver.OpenConn(p, driver.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := sqlitex.ExecuteTransient(c, "BEGIN IMMEDIATE", nil); err != nil { // the writer will wait for this
		t.Fatal(err)
	}
	short := func(stream string) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := s.Append(ctx, stream, 0, storetest.Events(stream, 0, "x"))
		return err
	}
	begun, tries := "", 0
	for ; begun == "" && tries < 100; tries++ { // on a slow machine the writer may not have taken it in time
		if name := fmt.Sprint("note/begun", tries); errors.Is(short(name), events.ErrUncertain) {
			begun = name
		}
	}
	if begun == "" {
		t.Fatal("no append was ever uncertain")
	}
	if err := short("note/queued"); errors.Is(err, events.ErrUncertain) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an append still in the queue: %v", err)
	}
	if err := sqlitex.ExecuteTransient(c, "ROLLBACK", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), begun, 0, storetest.Events(begun, 0, "x")); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if got := len(readAll(t, s)); got != 2 || count(t, s, begun) != 1 || count(t, s, "note/queued") != 0 {
		t.Errorf("the log holds %d events, want 2", got)
	}
}

func TestAReadingThatIsCancelledMidwaySaysSo(t *testing.T) {
	s := open(t, path(t))
	const total = 10_000
	fill(t, s, "note/1", 0, total)
	readings := map[string]func(context.Context) iter.Seq2[events.Event, error]{
		"All":    func(ctx context.Context) iter.Seq2[events.Event, error] { return s.All(ctx, 0) },
		"Stream": func(ctx context.Context) iter.Seq2[events.Event, error] { return s.Stream(ctx, "note/1") },
	}
	for what, reading := range readings {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		n := 0
		var last error
		for _, err := range reading(ctx) {
			cancel()
			if last = err; err == nil {
				n++
			}
		}
		if n >= total || !errors.Is(last, context.Canceled) {
			t.Errorf("%s gave %d events and then %v", what, n, last)
		}
	}
}

func TestClosingWhileWritersRunKeepsExactlyWhatWasAcknowledged(t *testing.T) {
	p := path(t)
	s := open(t, p)
	var wg sync.WaitGroup
	acked := make([]uint64, 8)
	started := make(chan struct{}, 8)
	for i := range acked {
		wg.Go(func() {
			name := fmt.Sprint("note/", i)
			for v := uint64(0); v < 100_000; v++ {
				_, err := s.Append(context.Background(), name, v, storetest.Events(name, v, "x"))
				if errors.Is(err, sqlite.ErrClosed) {
					return
				}
				if err != nil {
					t.Errorf("append: %v", err)
					return
				}
				if acked[i] = v + 1; v == 20 {
					started <- struct{}{}
				}
			}
		})
	}
	for range acked {
		<-started
	}
	shut(t, s)
	wg.Wait()
	for _, err := range s.Stream(t.Context(), "note/1") {
		if !errors.Is(err, sqlite.ErrClosed) {
			t.Errorf("read after close: %v", err)
		}
	}
	s = open(t, p)
	for i, want := range acked {
		if got := count(t, s, fmt.Sprint("note/", i)); got != want {
			t.Errorf("writer %d: %d events kept, %d acknowledged", i, got, want)
		}
	}
}

func TestAnAppendHasALimit(t *testing.T) {
	s := open(t, path(t))
	list := storetest.Events("note/1", 0, make([]string, sqlite.MaxAppend+1)...)
	if _, err := s.Append(t.Context(), "note/1", 0, list); !errors.Is(err, events.ErrTooLong) {
		t.Fatalf("append of %d events: %v", len(list), err)
	}
	if _, err := s.Append(t.Context(), "note/1", 0, list[:sqlite.MaxAppend]); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, "note/1"); n != sqlite.MaxAppend {
		t.Fatalf("the stream holds %d events", n)
	}
}
