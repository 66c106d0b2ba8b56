package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	zombiezen "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/events/sqlite"
	"github.com/heemstede/grootboek/events/storetest"
)

// ledger is a database with its seal directory, as they lie on disk between two runs.
type ledger struct{ db, dir string }

func newLedger(t *testing.T) ledger {
	home := t.TempDir()
	return ledger{filepath.Join(home, "grootboek.db"), filepath.Join(home, "seal")}
}

// grow appends events to two records, seals them and stops cleanly. It returns the checkpoint.
func (l ledger) grow(t *testing.T, from, to int) []byte {
	t.Helper()
	store := l.store(t)
	defer store.Close()
	s := open(t, l.dir, store)
	defer shut(t, s)
	run, stop := contextFor(t)
	done := make(chan error, 1)
	go func() { done <- s.Run(run) }()
	for i := from; i < to; i++ {
		stream := fmt.Sprintf("note/%d", i%2)
		pos, err := store.Append(run, stream, uint64(i/2), storetest.Events(stream, uint64(i/2), fmt.Sprintf("tekst %d", i)))
		must(t, err)
		must(t, s.Wait(run, pos))
	}
	stop()
	must(t, <-done)
	return s.Checkpoint().Note
}

func (l ledger) store(t *testing.T) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(l.db)
	must(t, err)
	return store
}

// sql is what someone with rights on the database can do: first the triggers go.
func (l ledger) sql(t *testing.T, script string) {
	t.Helper()
	c, err := zombiezen.OpenConn(l.db, zombiezen.OpenReadWrite)
	must(t, err)
	defer c.Close()
	must(t, sqlitex.ExecuteScript(c, `DROP TRIGGER events_update; DROP TRIGGER events_delete; DROP TRIGGER events_insert;`+script, nil))
}

// copyTo is a copy of the database alone.
func (l ledger) copyTo(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(l.db)
	must(t, err)
	must(t, os.WriteFile(path, b, 0o600))
}

// start is what the start says: the error of Open, or that of the full check after it.
func (l ledger) start(t *testing.T) error {
	t.Helper()
	store, err := sqlite.Open(l.db)
	if err != nil {
		return err
	}
	defer store.Close()
	s, err := seal.Open(t.Context(), options(l.dir, store))
	if err != nil {
		return err
	}
	defer s.Close()
	return s.FullCheck(t.Context(), nil)
}

// verify is what `grootboek verify` says.
func (l ledger) verify(t *testing.T, old ...[]byte) error {
	t.Helper()
	store, err := sqlite.Open(l.db)
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = seal.Verify(t.Context(), l.dir, store, seal.VerifyOptions{Key: key().Public(), Old: old})
	return err
}

func TestHarmToTheDatabaseFileIsFound(t *testing.T) {
	const n = 40
	replaceText := func(old, new string, pos int) string {
		return fmt.Sprintf(`UPDATE events SET body = CAST(replace(CAST(body AS TEXT), '%s', '%s') AS BLOB) WHERE pos = %d;`, old, new, pos)
	}
	cases := []struct {
		name string
		do   func(t *testing.T, l ledger)
		kind seal.Kind
		pos  events.Position
	}{
		{"inhoud gewijzigd met SQL", func(t *testing.T, l ledger) { l.sql(t, replaceText("tekst 11", "tekst 99", 12)) }, seal.Changed, 12},
		{"wie het deed gewijzigd met SQL", func(t *testing.T, l ledger) { l.sql(t, replaceText(`"p-1"`, `"p-2"`, 1)) }, seal.Changed, 1},
		{"het moment gewijzigd met SQL", func(t *testing.T, l ledger) { l.sql(t, replaceText(`"time":"2026-03-02`, `"time":"2026-03-01`, 40)) }, seal.Changed, 40},
		{"de volgorde gewijzigd met SQL", func(t *testing.T, l ledger) {
			l.sql(t, `UPDATE events SET pos = -1 WHERE pos = 5; UPDATE events SET pos = 5 WHERE pos = 8; UPDATE events SET pos = 8 WHERE pos = -1;`)
		}, seal.Swapped, 5},
		{"een gebeurtenis verwijderd en de rest opgeschoven met SQL", func(t *testing.T, l ledger) {
			l.sql(t, `DELETE FROM events WHERE pos = 20; UPDATE events SET pos = -pos WHERE pos > 20; UPDATE events SET pos = -pos - 1 WHERE pos < 0;`)
		}, seal.Removed, 20},
		{"het einde afgeknipt met SQL", func(t *testing.T, l ledger) { l.sql(t, `DELETE FROM events WHERE pos > 33;`) }, seal.Missing, 34},
		{"inhoud gewijzigd met een hexeditor", func(t *testing.T, l ledger) {
			b, err := os.ReadFile(l.db)
			must(t, err)
			harmed := bytes.Replace(b, []byte("tekst 25"), []byte("tekst 52"), 1)
			if bytes.Equal(b, harmed) {
				t.Fatal("the text is not in the file")
			}
			must(t, os.WriteFile(l.db, harmed, 0o600))
		}, seal.Changed, 26},
	}
	for _, c := range cases {
		t.Run("R-LED-02 "+c.name, func(t *testing.T) {
			l := newLedger(t)
			l.grow(t, 0, n)
			c.do(t, l)
			mustMismatch(t, l.verify(t), c.kind, c.pos)
			mustMismatch(t, l.start(t), c.kind, c.pos)
			mustMismatch(t, l.start(t), c.kind, c.pos) // also when it is just tried again
		})
	}
}

func TestAHoleInTheDatabaseIsRefusedByTheStoreOrNamedByTheSeal(t *testing.T) {
	l := newLedger(t)
	l.grow(t, 0, 40)
	l.sql(t, `DELETE FROM events WHERE pos = 20;`)
	for _, err := range []error{l.verify(t), l.start(t)} {
		if errors.Is(err, sqlite.ErrDamaged) && !errors.As(err, new(*seal.Mismatch)) {
			continue // the store does not even open
		}
		mustMismatch(t, err, seal.Unreadable, 20)
	}
}

func TestADatabaseThatWasReplacedByAnOlderCopyIsFound(t *testing.T) {
	l := newLedger(t)
	l.grow(t, 0, 10)
	older := filepath.Join(t.TempDir(), "kopie.db")
	l.copyTo(t, older)
	newest := l.grow(t, 10, 15)
	b, err := os.ReadFile(older)
	must(t, err)
	must(t, os.WriteFile(l.db, b, 0o600))
	for _, err := range []error{l.verify(t), l.start(t)} {
		if m := mustMismatch(t, err, seal.Missing, 11); !strings.Contains(m.NL, "oudere kopie") {
			t.Error(m.NL)
		}
	}
	t.Run("R-LED-02 is ook het controlepunt van toen teruggezet, dan ziet alleen een bewaard controlepunt het", func(t *testing.T) {
		must(t, os.RemoveAll(l.dir))
		must(t, l.start(t))
		must(t, l.verify(t))
		mustMismatch(t, l.verify(t, newest), seal.Missing, 11)
	})
	t.Run("R-LED-02 is er daarna anders verder geschreven, dan ook", func(t *testing.T) {
		store := l.store(t)
		s := open(t, l.dir, store)
		_, err := store.Append(t.Context(), "note/0", 5, storetest.Events("note/0", 5, "a", "b", "c", "d", "e", "f"))
		must(t, errors.Join(err, s.Close(), store.Close()))
		must(t, l.start(t))
		mustMismatch(t, l.verify(t, newest), seal.Rewritten, 0)
	})
}
