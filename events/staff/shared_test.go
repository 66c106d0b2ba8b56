package staff

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/events/journal"
)

// node opens a directory that shares j, in a place of its own.
func node(t testing.TB, j journal.Journal) *Store {
	t.Helper()
	return nodeAt(t, filepath.Join(t.TempDir(), "staff.db"), j)
}

func nodeAt(t testing.TB, path string, j journal.Journal) *Store {
	t.Helper()
	s, err := Options{Params: &cheap, Journal: j, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func nodes(t testing.TB, n int, j journal.Journal) (list []*Store) {
	for range n {
		list = append(list, node(t, j))
	}
	return list
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, want %v", err, target)
	}
}

// together runs f on every node at once and returns the codes of what came of it, sorted.
func together(list []*Store, f func(int, *Store) error) (codes []string) {
	codes = make([]string, len(list))
	var all sync.WaitGroup
	start := make(chan struct{})
	for i, s := range list {
		all.Go(func() {
			<-start
			codes[i] = code(f(i, s))
		})
	}
	close(start)
	all.Wait()
	slices.Sort(codes)
	return codes
}

const fine = "<nil>"

func entries(t testing.TB, j journal.Journal) (list []journal.Entry) {
	t.Helper()
	for e, err := range j.Read(t.Context(), 0) {
		ok(t, err)
		list = append(list, e)
	}
	return list
}

func stands(t testing.TB, j journal.Journal, what string) bool {
	return slices.ContainsFunc(entries(t, j), func(e journal.Entry) bool { return bytes.Contains(e.Data, []byte(what)) })
}

// dump is all that is shared, as text.
func dump(t testing.TB, s *Store) string {
	t.Helper()
	ctx := context.Background()
	if s.shared != nil {
		ok(t, s.shared.fresh(ctx))
	}
	conn, err := s.reader.Take(ctx)
	ok(t, err)
	defer s.reader.Put(conn)
	tables, err := replicated(conn)
	ok(t, err)
	var b strings.Builder
	for _, table := range tables {
		var rows []string
		ok(t, sqlitex.ExecuteTransient(conn, `SELECT * FROM "`+table+`"`, &sqlitex.ExecOptions{ResultFunc: func(st *sqlite.Stmt) error {
			var row []string
			for i := range st.ColumnCount() {
				row = append(row, fmt.Sprintf("%v:%x", st.ColumnType(i), st.ColumnText(i)))
			}
			rows = append(rows, strings.Join(row, " "))
			return nil
		}}))
		slices.Sort(rows)
		fmt.Fprintf(&b, "%s\n%s\n", table, strings.Join(rows, "\n"))
	}
	return b.String()
}

func same(t testing.TB, list ...*Store) {
	t.Helper()
	for i, s := range list[1:] {
		if a, b := dump(t, list[0]), dump(t, s); a != b {
			t.Fatalf("node 0 and node %d differ:\n%s\n%s", i+1, a, b)
		}
	}
}

func TestNodesAreOneDirectory(t *testing.T) {
	t.Run("a link that three nodes use at once works on one of them", func(t *testing.T) {
		for range 5 {
			list := nodes(t, 3, &journal.Memory{})
			p := add(t, list[0], "Saskia", "s@gemeente.example")
			token := must(list[0].Invite(t.Context(), p.ID, Setup, time.Hour, noon))(t)
			got := together(list, func(_ int, s *Store) error {
				_, err := s.Redeem(t.Context(), token, good, noon)
				return err
			})
			if !slices.Equal(got, []string{fine, "link.invalid", "link.invalid"}) {
				t.Fatal(got)
			}
			same(t, list...)
		}
	})
	t.Run("an address that two nodes give at once is given once", func(t *testing.T) {
		for range 5 {
			list := nodes(t, 2, &journal.Memory{})
			got := together(list, func(_ int, s *Store) error {
				_, err := s.AddPerson(t.Context(), Person{Name: "Iemand", Email: "zelfde@gemeente.example", Created: noon})
				return err
			})
			if !slices.Equal(got, []string{fine, "person.email-taken"}) {
				t.Fatal(got)
			}
			same(t, list...)
		}
	})
	t.Run("of two nodes that start at once, one link of the first set-up works", func(t *testing.T) {
		list := nodes(t, 2, &journal.Memory{})
		tokens := make([]string, 2)
		together(list, func(i int, s *Store) (err error) {
			tokens[i], _, err = s.FirstLink(t.Context(), time.Hour, noon)
			return err
		})
		valid := 0
		for _, token := range tokens {
			if _, err := list[0].Link(t.Context(), token, noon); err == nil {
				valid++
			}
		}
		if valid != 1 {
			t.Errorf("%d valid links", valid)
		}
	})
	t.Run("a link of the first set-up is not told by a node on which somebody else was first", func(t *testing.T) {
		var m journal.Memory
		a := node(t, &m)
		p := add(t, a, "Saskia", "s@gemeente.example")
		var once sync.Once
		b := node(t, hooked{&m, func() { once.Do(func() { ok(t, a.SetPassword(t.Context(), p.ID, good)) }) }})
		token, made, err := b.FirstLink(t.Context(), time.Hour, noon)
		if err != nil || made || token != "" {
			t.Errorf("%q, %v, %v", token, made, err)
		}
	})
	t.Run("a session made at one node is found at the others at once, and refused at all once it was ended at one", func(t *testing.T) {
		list := nodes(t, 3, &journal.Memory{})
		at := func(s *Store) Sessions {
			return Sessions{Store: s, Idle: time.Hour, Now: func() time.Time { return noon }}
		}
		ok(t, at(list[0]).CommitCtx(t.Context(), "token", []byte("van Saskia"), noon.Add(time.Hour)))
		for i, s := range list {
			if data, found, err := at(s).FindCtx(t.Context(), "token"); err != nil || !found || string(data) != "van Saskia" {
				t.Errorf("node %d: %q, %v, %v", i, data, found, err)
			}
		}
		ok(t, at(list[1]).DeleteCtx(t.Context(), "token"))
		for i, s := range list {
			if _, found, err := at(s).FindCtx(t.Context(), "token"); err != nil || found {
				t.Errorf("node %d: still there, %v", i, err)
			}
		}
		ok(t, at(list[2]).CommitCtx(t.Context(), "token", []byte("van Saskia"), noon.Add(time.Hour))) // a request that was under way
		if _, found, _ := at(list[0]).FindCtx(t.Context(), "token"); found {
			t.Error("an ended session came back")
		}
	})
	t.Run("an account that is blocked at one node stands nowhere", func(t *testing.T) {
		list := nodes(t, 2, &journal.Memory{})
		p := withAccount(t, list[0])
		if _, active, err := list[1].Standing(t.Context(), p.ID); err != nil || !active {
			t.Fatal(active, err)
		}
		ok(t, list[0].SetDisabled(t.Context(), p.ID, true))
		if _, active, err := list[1].Standing(t.Context(), p.ID); err != nil || active {
			t.Error(active, err)
		}
	})
	t.Run("wrong passwords count over all nodes, also at once", func(t *testing.T) {
		list := nodes(t, 3, &journal.Memory{})
		p := withAccount(t, list[0])
		together(list, func(_ int, s *Store) error { _, err := s.SignIn(t.Context(), "", p.Email, other, noon); return err })
		together(list[:2], func(_ int, s *Store) error { _, err := s.SignIn(t.Context(), "", p.Email, other, noon); return err })
		for i, s := range list {
			_, err := s.SignIn(t.Context(), "", p.Email, good, noon)
			if code(err) != "signin.locked" {
				t.Errorf("node %d after five: %v", i, err)
			}
		}
	})
	t.Run("a name changed at one node is shown by the others after their next look", func(t *testing.T) {
		list := nodes(t, 2, &journal.Memory{})
		p := add(t, list[0], "Adelheid Oud", "a@gemeente.example")
		if got := list[1].Name(p.ID); got != "Adelheid Oud" {
			t.Errorf("got %q", got)
		}
		p.Name = "Adelheid Nieuw"
		ok(t, list[0].UpdatePerson(t.Context(), p))
		must(list[1].Persons(t.Context()))(t)
		if got := list[0].Name(p.ID) + list[1].Name(p.ID); got != "Adelheid NieuwAdelheid Nieuw" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("a refused change leaves nothing, here or in the journal", func(t *testing.T) {
		var m journal.Memory
		s := node(t, &m)
		add(t, s, "A", "a@gemeente.example")
		before, n := dump(t, s), len(entries(t, &m))
		_, err := s.AddPerson(t.Context(), Person{Name: "B", Email: "A@gemeente.example", Created: noon})
		wantCode(t, err, "person.email-taken")
		if dump(t, s) != before || len(entries(t, &m)) != n {
			t.Error("something was left")
		}
	})
	t.Run("what changes nothing is not appended", func(t *testing.T) {
		var m journal.Memory
		s := node(t, &m)
		ok(t, s.Imported().Keep(t.Context(), "activity/1", []Pair{{"Kolom", "waarde"}}))
		n := len(entries(t, &m))
		ok(t, s.Imported().Keep(t.Context(), "activity/1", []Pair{{"Kolom", "waarde"}}))
		ok(t, s.RemoveToken(t.Context(), "nobody", "nothing"))
		if got := len(entries(t, &m)); got != n {
			t.Errorf("%d entries more", got-n)
		}
	})
	t.Run("a failed sign-in costs an append with an account and without", func(t *testing.T) {
		var m journal.Memory
		s := node(t, &m)
		p := withAccount(t, s)
		n := len(entries(t, &m))
		for i, email := range []string{p.Email, "niemand@gemeente.example"} {
			_, err := s.SignIn(t.Context(), "", email, other, noon)
			wantCode(t, err, "signin.wrong")
			if got := len(entries(t, &m)); got != n+i+1 {
				t.Errorf("%d entries after %d failures", got-n, i+1)
			}
		}
	})
}

// hooked runs a function before each append.
type hooked struct {
	journal.Journal
	before func()
}

func (h hooked) Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error {
	h.before()
	return h.Journal.Append(ctx, after, id, data)
}

func TestReplicas(t *testing.T) {
	t.Run("a node that was away catches up, names too", func(t *testing.T) {
		var m journal.Memory
		a, path := node(t, &m), filepath.Join(t.TempDir(), "staff.db")
		b := nodeAt(t, path, &m)
		add(t, a, "Eerste", "1@gemeente.example")
		ok(t, b.Close())
		p := withAccount(t, a)
		b = nodeAt(t, path, &m)
		same(t, a, b)
		if !b.Knows(p.ID) || b.Name(p.ID) != p.Name {
			t.Errorf("knows %q", b.Name(p.ID))
		}
	})
	t.Run("a node that was away while the journal was trimmed catches up from the snapshot", func(t *testing.T) {
		var m journal.Memory
		a, path := node(t, &m), filepath.Join(t.TempDir(), "staff.db")
		b := nodeAt(t, path, &m)
		p := withAccount(t, a)
		same(t, a, b)
		ok(t, b.Close())
		p.Name = "Saskia Anders"
		ok(t, a.UpdatePerson(t.Context(), p))
		add(t, a, "Nog iemand", "")
		if first := entries(t, &m)[0]; first.Number == 1 {
			t.Fatal("nothing was trimmed: the test tests nothing")
		}
		same(t, a, nodeAt(t, path, &m), node(t, &m))
	})
	t.Run("a replica that was damaged is built anew when it shows", func(t *testing.T) {
		for name, harm := range map[string]string{
			"a row lost":    `DELETE FROM accounts`,
			"a row changed": `UPDATE accounts SET epoch = 9`,
		} {
			var m journal.Memory
			list := nodes(t, 2, &m)
			p := withAccount(t, list[0])
			same(t, list...)
			ok(t, list[1].local(t.Context(), func(c *sqlite.Conn) error {
				return errors.Join(exec(c, harm), exec(c, `UPDATE persons SET name = 'Iemand anders'`))
			}))
			ok(t, list[0].SetDisabled(t.Context(), p.ID, true))
			if first := entries(t, &m)[0]; first.Number != 1 {
				t.Fatal("there is a snapshot: the test tests nothing")
			}
			same(t, list...)
			if got := list[1].Name(p.ID); got != p.Name {
				t.Errorf("%s: name %q", name, got)
			}
		}
	})
	t.Run("damage that no change shows is gone with the next snapshot", func(t *testing.T) {
		var m journal.Memory
		list := nodes(t, 2, &m)
		p := add(t, list[0], "Saskia", "s@gemeente.example")
		q := add(t, list[0], "Wolfram", "")
		same(t, list...)
		ok(t, list[1].local(t.Context(), func(c *sqlite.Conn) error { return exec(c, `UPDATE persons SET name = 'X' WHERE id = ?`, q.ID) }))
		p.Name = "Saskia Anders"
		ok(t, list[0].UpdatePerson(t.Context(), p))
		same(t, list...)
	})
	t.Run("two processes may have one replica open", func(t *testing.T) {
		var m journal.Memory
		path := filepath.Join(t.TempDir(), "staff.db")
		a, b, c := nodeAt(t, path, &m), nodeAt(t, path, &m), node(t, &m)
		p := add(t, a, "Saskia", "s@gemeente.example")
		q := add(t, b, "Wolfram", "w@gemeente.example")
		r := add(t, c, "Adelheid", "a@gemeente.example")
		p.Name = "Saskia Anders"
		ok(t, b.UpdatePerson(t.Context(), p))
		same(t, a, b, c)
		for _, s := range []*Store{a, b, c} {
			if got := s.Name(p.ID) + s.Name(q.ID) + s.Name(r.ID); got != "Saskia AndersWolframAdelheid" {
				t.Errorf("names %q", got)
			}
		}
	})
	t.Run("a file that holds what the journal does not is refused, and left as it was", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "staff.db")
		s := open(t, path)
		p := add(t, s, "Saskia", "")
		ok(t, s.Close())
		_, err := Options{Params: &cheap, Journal: &journal.Memory{}}.Open(t.Context(), path)
		want(t, err, ErrNoReplica)
		if got := open(t, path).Name(p.ID); got != "Saskia" {
			t.Errorf("name %q", got)
		}
	})
	t.Run("a replica opened without its journal is a directory like any other; once written to, it is no replica any more", func(t *testing.T) {
		var m journal.Memory
		path := filepath.Join(t.TempDir(), "staff.db")
		s := nodeAt(t, path, &m)
		p := withAccount(t, s)
		ok(t, s.Close())
		s = open(t, path)
		if _, err := s.SignIn(t.Context(), "", p.Email, good, noon); err != nil {
			t.Error(err)
		}
		ok(t, s.Close())
		_, err := Options{Params: &cheap, Journal: &m}.Open(t.Context(), path)
		want(t, err, ErrNoReplica)
	})
	t.Run("reading a replica without its journal leaves it a replica", func(t *testing.T) {
		var m journal.Memory
		path := filepath.Join(t.TempDir(), "staff.db")
		ok(t, nodeAt(t, path, &m).Close())
		s := open(t, path)
		must(s.Persons(t.Context()))(t)
		ok(t, s.Close())
		nodeAt(t, path, &m)
	})
	t.Run("a journal that ends before what the node knows is refused", func(t *testing.T) {
		var m, other journal.Memory
		path := filepath.Join(t.TempDir(), "staff.db")
		s := nodeAt(t, path, &m)
		add(t, s, "Saskia", "")
		ok(t, s.Close())
		_, err := Options{Params: &cheap, Journal: &other}.Open(t.Context(), path)
		want(t, err, ErrOtherJournal)
	})
	t.Run("a journal with another entry under the number last known is taken over from its beginning", func(t *testing.T) {
		var m, restored journal.Memory
		path := filepath.Join(t.TempDir(), "staff.db")
		s := nodeAt(t, path, &m)
		add(t, s, "Saskia", "")
		ok(t, s.Close())
		other := node(t, &restored)
		add(t, other, "Wolfram", "")
		same(t, other, nodeAt(t, path, &restored))
	})
	t.Run("a journal of a newer program is refused", func(t *testing.T) {
		for at, what := range map[int]byte{0: layout + 1, 4: schemaNow + 1} {
			var m journal.Memory
			s := node(t, &m)
			data := append(message{kind: change, schema: schemaNow, parts: 1, at: noon, id: uuid.New()}.head(), 0)
			data[at] = what
			ok(t, m.Append(t.Context(), 0, uuid.New(), data))
			_, err := s.Persons(t.Context())
			want(t, err, ErrNewer)
			_, err = s.AddPerson(t.Context(), Person{Name: "A", Created: noon})
			want(t, err, ErrNewer)
			_, err = Options{Params: &cheap, Journal: &m}.Open(t.Context(), filepath.Join(t.TempDir(), "staff.db"))
			want(t, err, ErrNewer)
		}
	})
	t.Run("every table has a primary key, so that its changes can be shared", func(t *testing.T) {
		s := fresh(t)
		conn, err := s.reader.Take(t.Context())
		ok(t, err)
		defer s.reader.Put(conn)
		tables, err := replicated(conn)
		ok(t, err)
		if len(tables) < 5 {
			t.Fatalf("only %q", tables)
		}
		for _, table := range tables {
			if n, err := oneInt(conn, `SELECT count(*) FROM pragma_table_info(?) WHERE pk > 0 AND ("notnull" OR type = 'INTEGER' OR (SELECT strict FROM pragma_table_list(?)))`, table, table); err != nil || n == 0 {
				t.Errorf("%s: %d, %v", table, n, err)
			}
		}
	})
}

func TestErasure(t *testing.T) {
	t.Run("R-LED-11 what was replaced or deleted stands nowhere in the journal when the change returns", func(t *testing.T) {
		var m journal.Memory
		a := node(t, &m)
		p := add(t, a, "Adelheid Oudenaam", "oud@gemeente.example")
		ok(t, a.Imported().Keep(t.Context(), "activity/1", []Pair{{"Contact", "Wolfram Zevenbergen"}}))
		ok(t, a.Imported().Keep(t.Context(), "activity/2", []Pair{{"Contact", "Blijft Staan"}}))
		for _, what := range []string{"Oudenaam", "oud@gemeente", "Wolfram"} {
			if !stands(t, &m, what) {
				t.Fatalf("%q was never there: the test tests nothing", what)
			}
		}
		ok(t, a.UpdatePerson(t.Context(), Person{ID: p.ID, Name: "Adelheid Nieuw"}))
		ok(t, a.Imported().Keep(t.Context(), "activity/1", nil))
		for _, what := range []string{"Oudenaam", "oud@gemeente", "Wolfram"} {
			if stands(t, &m, what) {
				t.Errorf("%q is still there", what)
			}
		}
		b := node(t, &m)
		same(t, a, b)
		if got := must(b.Imported().Get(t.Context(), "activity/2"))(t); len(got) != 1 || b.Name(p.ID) != "Adelheid Nieuw" {
			t.Errorf("%v, %q", got, b.Name(p.ID))
		}
	})
	t.Run("an erasure that the store did not let through happens at the next write, on whatever node", func(t *testing.T) {
		var down atomic.Bool
		m := &journal.Memory{}
		n := 0
		m.OnAppend = func(int) journal.Fault {
			if n++; !down.Load() {
				return journal.Fault{}
			}
			return journal.Fault{Before: n > 1} // the change itself gets in, the snapshot after it does not
		}
		list := nodes(t, 2, m)
		p := add(t, list[0], "Adelheid Oudenaam", "")
		p.Name = "Adelheid Nieuw"
		n = 0
		down.Store(true)
		ok(t, list[0].UpdatePerson(t.Context(), p))
		if !stands(t, m, "Oudenaam") {
			t.Fatal("gone already: the test tests nothing")
		}
		down.Store(false)
		add(t, list[1], "Iemand", "")
		if stands(t, m, "Oudenaam") {
			t.Error("still there")
		}
		same(t, list...)
	})
	t.Run("a trim that failed is made up for by the next write, also after a restart", func(t *testing.T) {
		var m journal.Memory
		path := filepath.Join(t.TempDir(), "staff.db")
		a := nodeAt(t, path, noTrim{&m})
		p := add(t, a, "Adelheid Oudenaam", "")
		p.Name = "Adelheid Nieuw"
		ok(t, a.UpdatePerson(t.Context(), p))
		ok(t, a.Close())
		if !stands(t, &m, "Oudenaam") {
			t.Fatal("gone already: the test tests nothing")
		}
		add(t, nodeAt(t, path, &m), "Iemand", "")
		if stands(t, &m, "Oudenaam") {
			t.Error("still there")
		}
	})
	t.Run("the journal stays short: a snapshot every so many entries, and every day that something changes", func(t *testing.T) {
		var m journal.Memory
		s := node(t, &m)
		p := withAccount(t, s)
		sign := func(now time.Time) { ok(t, s.SetDisabled(t.Context(), p.ID, now.Second()%2 == 1)) }
		for i := range snapshotEvery + 10 {
			sign(noon.Add(time.Duration(i) * time.Second))
		}
		if n := len(entries(t, &m)); n > 20 {
			t.Errorf("%d entries", n)
		}
		s.shared.clock = func() time.Time { return time.Now().Add(snapshotAge) }
		sign(noon)
		if list := entries(t, &m); len(list) != 1 {
			t.Errorf("%d entries after a day", len(list))
		}
		same(t, s, node(t, &m))
	})
}

type noTrim struct{ journal.Journal }

func (noTrim) Trim(context.Context, uint64) error { return journal.ErrInjected }

func TestUncertainty(t *testing.T) {
	t.Run("answers that are lost lose no change and double none", func(t *testing.T) {
		m := &journal.Memory{OnAppend: func(n int) journal.Fault { return journal.Fault{After: n%3 != 0, Conflict: n%7 == 0} }}
		list := nodes(t, 3, m)
		for i := range 30 {
			add(t, list[i%3], fmt.Sprint("Persoon ", i), fmt.Sprint(i, "@gemeente.example"))
		}
		same(t, list...)
		if got := must(list[0].Persons(t.Context()))(t); len(got) != 30 {
			t.Errorf("%d persons", len(got))
		}
	})
	t.Run("an answer that is lost for good ends with the context, and the change is there or not, on all nodes", func(t *testing.T) {
		var lose atomic.Bool
		m := &journal.Memory{OnAppend: func(int) journal.Fault { return journal.Fault{After: lose.Load()} }}
		list := nodes(t, 2, m)
		lose.Store(true)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		_, err := list[0].AddPerson(ctx, Person{Name: "Saskia", Created: noon})
		want(t, err, journal.ErrUncertain)
		lose.Store(false)
		same(t, list...)
		if got := must(list[0].Persons(t.Context()))(t); len(got) != 1 {
			t.Errorf("%d persons", len(got))
		}
	})
	t.Run("a change whose answer was lost, and whose entry was trimmed before it was asked for again, counts once", func(t *testing.T) {
		m := &journal.Memory{}
		a, b := node(t, m), node(t, m)
		p := add(t, a, "Adelheid", "")
		q := add(t, a, "Saskia", "s@gemeente.example")
		token := must(a.Invite(t.Context(), q.ID, Setup, time.Hour, noon))(t)
		var n atomic.Int64
		lossy := &lost{Journal: m, first: func() bool { return n.Add(1) == 1 }, again: sync.OnceFunc(func() {
			p.Name = "Adelheid Nieuw"
			ok(t, b.UpdatePerson(t.Context(), p)) // snapshot and trim
		})}
		a.shared.journal = lossy
		got, err := a.Redeem(t.Context(), token, good, noon)
		if err != nil || got.ID != q.ID {
			t.Errorf("%v, %v", got.ID, err)
		}
		same(t, a, b)
		if _, err := b.SignIn(t.Context(), "", q.Email, good, noon); err != nil {
			t.Error(err)
		}
	})
	t.Run("a late answer holds up its own change, not the reading of others", func(t *testing.T) {
		late := make(chan struct{})
		held := make(chan struct{}, 1)
		var hold atomic.Bool
		m := &journal.Memory{OnAppend: func(int) journal.Fault {
			if !hold.CompareAndSwap(true, false) {
				return journal.Fault{}
			}
			held <- struct{}{}
			return journal.Fault{Late: late}
		}}
		list := nodes(t, 2, m)
		hold.Store(true)
		answer := make(chan error, 1)
		go func() {
			_, err := list[0].AddPerson(t.Context(), Person{Name: "Saskia", Created: noon})
			answer <- err
		}()
		<-held
		must(list[1].Persons(t.Context()))(t)
		add(t, list[1], "Wolfram", "")
		close(late)
		ok(t, <-answer)
		same(t, list...)
		if got := must(list[0].Persons(t.Context()))(t); len(got) != 2 {
			t.Errorf("%d persons", len(got))
		}
	})
	t.Run("a change that others keep getting in before gives up", func(t *testing.T) {
		var on atomic.Bool
		s := node(t, &journal.Memory{OnAppend: func(int) journal.Fault { return journal.Fault{Conflict: on.Load()} }})
		on.Store(true)
		_, err := s.AddPerson(t.Context(), Person{Name: "A", Created: noon})
		want(t, err, errOvertaken)
	})
	t.Run("a store that refuses leaves nothing", func(t *testing.T) {
		var on atomic.Bool
		s := node(t, &journal.Memory{OnAppend: func(int) journal.Fault { return journal.Fault{Before: on.Load()} }})
		on.Store(true)
		_, err := s.AddPerson(t.Context(), Person{Name: "A", Created: noon})
		want(t, err, journal.ErrInjected)
		on.Store(false)
		if got := must(s.Persons(t.Context()))(t); len(got) > 0 {
			t.Error(got)
		}
	})
}

// lost loses the answer of one append, and does something before that is asked for again.
type lost struct {
	journal.Journal
	first func() bool
	again func()
	lost  atomic.Bool
}

func (l *lost) Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error {
	if l.lost.Load() {
		l.again()
	}
	err := l.Journal.Append(ctx, after, id, data)
	if err == nil && l.first() {
		l.lost.Store(true)
		return journal.ErrUncertain
	}
	return err
}

// looking tells of each read.
type looking struct {
	journal.Journal
	tell func()
}

func (l looking) Read(ctx context.Context, after uint64) iter.Seq2[journal.Entry, error] {
	l.tell()
	return l.Journal.Read(ctx, after)
}

func large(stream string) []ImportedRow {
	var rows []ImportedRow
	for i := range 40 {
		rows = append(rows, ImportedRow{fmt.Sprint(stream, "/", i), []Pair{{"Kolom", strings.Repeat(fmt.Sprint(stream, i, " "), 5000)}}})
	}
	return rows
}

func TestLargeChanges(t *testing.T) {
	t.Run("a change of many entries is there whole, or not at all", func(t *testing.T) {
		var m journal.Memory
		list := nodes(t, 2, &m)
		ok(t, list[0].Imported().KeepAll(t.Context(), large("activity")))
		if n := len(entries(t, &m)); n < 3 {
			t.Fatalf("%d entries: the test tests nothing", n)
		}
		same(t, list...)
		for _, e := range entries(t, &m) {
			if len(e.Data) > journal.MaxEntry-100 {
				t.Errorf("entry %d has %d bytes", e.Number, len(e.Data))
			}
		}
		ok(t, list[1].Imported().KeepAll(t.Context(), []ImportedRow{{Stream: "activity/0"}})) // a snapshot, in parts
		same(t, list[0], list[1], node(t, &m))
	})
	t.Run("a change that broke off is nothing, and the next one goes over it", func(t *testing.T) {
		var broken atomic.Int64
		m := &journal.Memory{OnAppend: func(int) journal.Fault { return journal.Fault{Before: broken.Add(-1) == 0} }}
		list := nodes(t, 3, m)
		broken.Store(3)
		want(t, list[0].Imported().KeepAll(t.Context(), large("activity")), journal.ErrInjected)
		same(t, list...)
		add(t, list[1], "Saskia", "")
		ok(t, list[0].Imported().KeepAll(t.Context(), large("activity")))
		same(t, list[0], list[1], list[2], node(t, m))
		if got := must(list[2].Imported().Get(t.Context(), "activity/39"))(t); len(got) != 1 {
			t.Error("not there")
		}
	})
	t.Run("a small change waits for a large one that is under way", func(t *testing.T) {
		var parts, looks atomic.Int64
		held, release, waits := make(chan struct{}), make(chan struct{}), make(chan struct{})
		m := &journal.Memory{}
		list := nodes(t, 2, m)
		m.OnAppend = func(int) journal.Fault {
			if parts.Add(1) != 2 {
				return journal.Fault{}
			}
			close(held)
			return journal.Fault{Late: release}
		}
		var all sync.WaitGroup
		all.Go(func() {
			if err := list[0].Imported().KeepAll(t.Context(), large("activity")); err != nil {
				t.Error(err)
			}
		})
		<-held
		list[1].shared.journal = looking{m, func() {
			if looks.Add(1) == 2 {
				close(waits)
			}
		}}
		done := make(chan struct{})
		all.Go(func() {
			defer close(done)
			if _, err := list[1].AddPerson(t.Context(), Person{Name: "Saskia", Created: noon}); err != nil {
				t.Error(err)
			}
		})
		select {
		case <-waits:
		case <-done:
		}
		close(release)
		all.Wait()
		last, err := parseMessage(entries(t, m)[len(entries(t, m))-1])
		if err != nil || last.parts != 1 {
			t.Errorf("the last entry is part %d of %d: the small one did not wait; %v", last.part, last.parts, err)
		}
		same(t, list...)
	})
	t.Run("large and small changes of several nodes at once all get in", func(t *testing.T) {
		list := nodes(t, 3, &journal.Memory{})
		got := together(list, func(i int, s *Store) error {
			if i == 0 {
				return s.Imported().KeepAll(t.Context(), large("activity"))
			}
			for n := range 10 {
				if _, err := s.AddPerson(t.Context(), Person{Name: fmt.Sprint(i, n), Created: noon}); err != nil {
					return err
				}
			}
			return nil
		})
		if !slices.Equal(got, []string{fine, fine, fine}) {
			t.Error(got)
		}
		same(t, list...)
	})
}

func TestUnreachableJournal(t *testing.T) {
	setup := func(t *testing.T) (s *Store, down *atomic.Bool, now *atomic.Int64) {
		down, now = new(atomic.Bool), new(atomic.Int64)
		s = node(t, &journal.Memory{OnRead: func(context.Context, int) error {
			if down.Load() {
				return journal.ErrInjected
			}
			return nil
		}})
		add(t, s, "Saskia", "")
		now.Store(time.Now().UnixNano())
		s.shared.clock = func() time.Time { return time.Unix(0, now.Load()) }
		must(s.Persons(t.Context()))(t)
		return s, down, now
	}
	t.Run("reading goes on for a minute, and then says that it does not know", func(t *testing.T) {
		s, down, now := setup(t)
		down.Store(true)
		now.Add(int64(MaxStale - time.Second))
		if got := must(s.Persons(t.Context()))(t); len(got) != 1 {
			t.Error(got)
		}
		now.Add(int64(2 * time.Second))
		_, err := s.Persons(t.Context())
		want(t, err, ErrStale)
		down.Store(false)
		now.Add(int64(pauseAfter))
		must(s.Persons(t.Context()))(t)
	})
	t.Run("writing fails at once, and leaves nothing", func(t *testing.T) {
		s, down, _ := setup(t)
		down.Store(true)
		_, err := s.AddPerson(t.Context(), Person{Name: "Wolfram", Created: noon})
		want(t, err, journal.ErrInjected)
		if got := must(s.Persons(t.Context()))(t); len(got) != 1 {
			t.Error(got)
		}
	})
	t.Run("a session that cannot be noted as seen goes on", func(t *testing.T) {
		s, down, _ := setup(t)
		at := noon
		sessions := Sessions{Store: s, Idle: time.Hour, Now: func() time.Time { return at }}
		ok(t, sessions.CommitCtx(t.Context(), "token", []byte("x"), noon.Add(time.Hour)))
		down.Store(true)
		at = noon.Add(2 * seenEvery)
		if _, found, err := sessions.FindCtx(t.Context(), "token"); err != nil || !found {
			t.Errorf("%v, %v", found, err)
		}
	})
	t.Run("a store that does not answer holds a page up once, for a second", func(t *testing.T) {
		var hang atomic.Bool
		var reads atomic.Int64
		s := node(t, &journal.Memory{OnRead: func(ctx context.Context, _ int) error {
			reads.Add(1)
			if hang.Load() {
				<-ctx.Done()
			}
			return ctx.Err()
		}})
		hang.Store(true)
		reads.Store(0)
		began := time.Now()
		for range 20 {
			must(s.Persons(t.Context()))(t)
		}
		if d := time.Since(began); d > 2*freshWait || reads.Load() != 1 {
			t.Errorf("%v, %d reads", d, reads.Load())
		}
	})
	t.Run("a reader's own context ends its waiting", func(t *testing.T) {
		var hang atomic.Bool
		s := node(t, &journal.Memory{OnRead: func(ctx context.Context, _ int) error {
			if hang.Load() {
				<-ctx.Done()
			}
			return ctx.Err()
		}})
		hang.Store(true)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.Persons(ctx)
		want(t, err, context.Canceled)
	})
	t.Run("one look at the journal serves all who asked before it began", func(t *testing.T) {
		const readers = 40
		var hold atomic.Bool
		var reads atomic.Int64
		held, release := make(chan struct{}, 1), make(chan struct{})
		s := node(t, &journal.Memory{OnRead: func(context.Context, int) error {
			reads.Add(1)
			if hold.CompareAndSwap(true, false) {
				held <- struct{}{}
				<-release
			}
			return nil
		}})
		reads.Store(0)
		hold.Store(true)
		var all sync.WaitGroup
		ask := func() {
			if err := s.shared.fresh(t.Context()); err != nil {
				t.Error(err)
			}
		}
		all.Go(ask)
		<-held
		var joined []*round
		for range readers {
			r, err := s.shared.join()
			ok(t, err)
			joined = append(joined, r)
		}
		close(release)
		all.Wait()
		for _, r := range joined {
			<-r.done
		}
		if got := reads.Load(); got != 2 {
			t.Errorf("%d looks for %d readers", got, readers+1)
		}
	})
	t.Run("a directory that is closed answers nobody", func(t *testing.T) {
		s := node(t, &journal.Memory{})
		ok(t, s.Close())
		if _, err := s.Persons(t.Context()); err == nil {
			t.Error("answered")
		}
	})
}

func TestPublish(t *testing.T) {
	local := func(t *testing.T) (path string, p Person) {
		path = filepath.Join(t.TempDir(), "staff.db")
		s := open(t, path)
		p = withAccount(t, s)
		ok(t, s.Imported().KeepAll(t.Context(), large("activity")))
		ok(t, s.Close())
		return path, p
	}
	t.Run("a directory of one machine becomes the first content of the journal, and is its replica from then on", func(t *testing.T) {
		path, p := local(t)
		before := dump(t, open(t, path))
		var m journal.Memory
		ok(t, Publish(t.Context(), path, &m))
		n := len(entries(t, &m))
		ok(t, Publish(t.Context(), path, &m))
		if len(entries(t, &m)) != n {
			t.Error("published twice")
		}
		a, b := nodeAt(t, path, &m), node(t, &m)
		same(t, a, b)
		if dump(t, b) != before {
			t.Error("not what it was")
		}
		if _, err := b.SignIn(t.Context(), "", p.Email, good, noon); err != nil {
			t.Error(err)
		}
		same(t, a, b)
	})
	t.Run("a journal that holds something is left as it is", func(t *testing.T) {
		path, _ := local(t)
		var m journal.Memory
		add(t, node(t, &m), "Wolfram", "")
		n := len(entries(t, &m))
		want(t, Publish(t.Context(), path, &m), ErrPublished)
		if len(entries(t, &m)) != n {
			t.Error("appended")
		}
	})
	t.Run("what broke off, wherever, is done again", func(t *testing.T) {
		for at := 1; at <= 3; at++ {
			path, _ := local(t)
			m := &journal.Memory{OnAppend: func(n int) journal.Fault { return journal.Fault{Before: n == at} }}
			want(t, Publish(t.Context(), path, m), journal.ErrInjected)
			ok(t, Publish(t.Context(), path, m))
			same(t, nodeAt(t, path, m), node(t, m))
		}
	})
	t.Run("what got through without being told is recognised", func(t *testing.T) {
		path, _ := local(t)
		var n atomic.Int64
		m := &journal.Memory{OnAppend: func(i int) journal.Fault { n.Store(int64(i)); return journal.Fault{} }}
		ctx, cancel := context.WithCancel(t.Context())
		err := Publish(ctx, path, lastLost{m, cancel})
		if err == nil {
			t.Fatal("told")
		}
		total := len(entries(t, m))
		ok(t, Publish(t.Context(), path, m))
		if got := len(entries(t, m)); got != total {
			t.Errorf("%d entries, then %d", total, got)
		}
		same(t, nodeAt(t, path, m), node(t, m))
	})
}

// lastLost loses the answer of the last part of a message, for good.
type lastLost struct {
	journal.Journal
	cancel func()
}

func (l lastLost) Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error {
	err := l.Journal.Append(ctx, after, id, data)
	if m, _ := parseMessage(journal.Entry{Data: data}); err == nil && m.part == m.parts-1 {
		l.cancel()
		return journal.ErrUncertain
	}
	return err
}

// TestAnyOperations: whatever is done, on whatever node, comes to what it comes to on one machine.
func TestAnyOperations(t *testing.T) {
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		ok(t, flag.Set("rapid.checks", "12")) // each is long, and writes to disk; ask for more with -rapid.checks
	}
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		ok(t, err)
		m := &journal.Memory{OnAppend: func(n int) journal.Fault { return journal.Fault{After: n%5 == 0, Conflict: n%11 == 0} }}
		one := must(Open(t.Context(), filepath.Join(dir, "one.db"), &cheap))(t)
		defer one.Close()
		var list []*Store
		path := func(i int) string { return filepath.Join(dir, fmt.Sprint(i, ".db")) }
		start := func(i int) *Store {
			return must(Options{Params: &cheap, Journal: m}.Open(t.Context(), path(i)))(t)
		}
		for i := range 3 {
			list = append(list, start(i))
		}
		defer func() {
			for _, s := range list {
				s.Close()
			}
		}()
		now := noon
		for range rapid.IntRange(1, 40).Draw(rt, "operations") {
			i := rapid.IntRange(0, len(list)-1).Draw(rt, "node")
			now = now.Add(time.Second)
			op := anyOperation(rt, now)
			if a, b := code(op(list[i])), code(op(one)); a != b {
				rt.Fatalf("node %d says %q, one machine %q", i, a, b)
			}
			if rapid.IntRange(0, 9).Draw(rt, "restart") == 0 {
				ok(t, list[i].Close())
				list[i] = start(i)
			}
		}
		for i, s := range append(list, must(Options{Params: &cheap, Journal: m}.Open(t.Context(), path(9)))(t)) {
			if a, b := dump(t, s), dump(t, one); a != b {
				rt.Fatalf("node %d:\n%s\none machine:\n%s", i, a, b)
			}
			if i == 3 {
				s.Close()
			}
		}
	})
}

// anyOperation draws something that gives the same result wherever it is done.
func anyOperation(rt *rapid.T, now time.Time) func(*Store) error {
	ctx := context.Background()
	n := rapid.IntRange(0, 4).Draw(rt, "whom")
	id := uuid.NewSHA1(uuid.NameSpaceOID, []byte{byte(n)}).String()
	email := fmt.Sprint(rapid.IntRange(0, 3).Draw(rt, "address"), "@gemeente.example")
	name := rapid.StringMatching(`[a-z]{1,8}`).Draw(rt, "name")
	token := fmt.Sprint("token ", n)
	sessions := func(s *Store) Sessions {
		return Sessions{Store: s, Idle: time.Hour, Now: func() time.Time { return now }}
	}
	return rapid.SampledFrom([]func(*Store) error{
		func(s *Store) error {
			_, err := s.AddPerson(ctx, Person{ID: id, Name: name, Email: email, Created: now})
			return err
		},
		func(s *Store) error { return s.UpdatePerson(ctx, Person{ID: id, Name: name, Email: email}) },
		func(s *Store) error {
			return s.write(ctx, func(c *sqlite.Conn) error { return putAccount(c, id, "hash of "+name) })
		},
		func(s *Store) error { return s.SetDisabled(ctx, id, n%2 == 0) },
		func(s *Store) error {
			return s.write(ctx, func(c *sqlite.Conn) error { return countFailure(c, id, now) })
		},
		func(s *Store) error { return sessions(s).CommitCtx(ctx, token, []byte(name), now.Add(10*time.Second)) },
		func(s *Store) error { return sessions(s).DeleteCtx(ctx, token) },
		func(s *Store) error {
			_, found, err := sessions(s).FindCtx(ctx, token)
			if err == nil && !found {
				err = errors.New("no session")
			}
			return err
		},
		func(s *Store) error { return s.Imported().Keep(ctx, token, []Pair{{"Kolom", name}}) },
		func(s *Store) error { return s.Imported().Keep(ctx, token, nil) },
		func(s *Store) error {
			p, err := s.ByEmail(ctx, email)
			if err == nil {
				err = errors.New(p.ID + p.Name + s.Name(p.ID))
			}
			return err
		},
		func(s *Store) error {
			_, err := s.SignInIdentity(ctx, Identity{Issuer: "https://idp.example", Subject: token, Email: email}, now)
			return err
		},
	}).Draw(rt, "operation")
}

func BenchmarkShared(b *testing.B) {
	for name, j := range map[string]journal.Journal{"alone": nil, "shared": &journal.Memory{}} {
		s, err := Options{Params: &cheap, Journal: j}.Open(b.Context(), filepath.Join(b.TempDir(), "staff.db"))
		ok(b, err)
		defer s.Close()
		sessions := Sessions{Store: s, Idle: time.Hour, Now: func() time.Time { return noon }}
		b.Run("write/"+name, func(b *testing.B) {
			for i := range b.N {
				ok(b, sessions.CommitCtx(b.Context(), fmt.Sprint(i%100), []byte("van Saskia"), noon.Add(time.Hour+time.Duration(i)*time.Second)))
			}
		})
		b.Run("read/"+name, func(b *testing.B) {
			for i := range b.N {
				_, _, err := sessions.FindCtx(b.Context(), fmt.Sprint(i%100))
				ok(b, err)
			}
		})
		b.Run("read together/"+name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					_, _, err := sessions.FindCtx(b.Context(), "1")
					ok(b, err)
				}
			})
		})
	}
}

func TestTrimOfANodeThatIsGone(t *testing.T) {
	t.Run("wat een node niet kon afkappen voordat hij wegviel, kapt een andere af bij zijn volgende wijziging", func(t *testing.T) {
		var m journal.Memory
		b := node(t, &m)
		p := add(t, b, "Eerste Naam", "")
		p.Name = "Eerste Anders"
		ok(t, b.UpdatePerson(t.Context(), p)) // b has trimmed before
		a := node(t, noTrim{&m})
		p = add(t, a, "Adelheid Oudenaam", "")
		p.Name = "Adelheid Nieuw"
		ok(t, a.UpdatePerson(t.Context(), p))
		ok(t, a.Close())
		if !stands(t, &m, "Oudenaam") {
			t.Fatal("gone already: this shows nothing")
		}
		add(t, b, "Iemand", "")
		if stands(t, &m, "Oudenaam") {
			t.Error("the old name still stands in the journal")
		}
	})
}
