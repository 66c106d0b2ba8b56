package staff

import (
	"context"
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// schema1File is a directory as the program before wrote it: a person with an account and a session.
func schema1File(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "staff.db")
	c, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate|sqlite.OpenWAL)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = sqlitex.ExecuteScript(c, schema+`PRAGMA user_version=1;
		INSERT INTO persons VALUES ('11111111-1111-4111-8111-111111111111', 'Oud Account', 'oud@gemeente.example', 'oud@gemeente.example', '', 1);
		INSERT INTO accounts (person, hash, epoch) VALUES ('11111111-1111-4111-8111-111111111111', '`+noPassword(cheap)+`', 7);
		INSERT INTO sessions (token, data, expires, seen) VALUES ('t', x'7b7d', 99999999999999, 99999999999999);`, nil)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMigration(t *testing.T) {
	const person = "11111111-1111-4111-8111-111111111111"
	t.Run("a directory of the program before keeps its persons, accounts and sessions, and can what a new one can", func(t *testing.T) {
		s := open(t, schema1File(t))
		if epoch, active, err := s.Standing(t.Context(), person); epoch != 7 || !active || err != nil {
			t.Errorf("%d %v %v", epoch, active, err)
		}
		if _, found, err := (Sessions{Store: s, Idle: time.Hour, Now: func() time.Time { return noon }}).FindCtx(t.Context(), "t"); !found || err != nil {
			t.Errorf("session: %v %v", found, err)
		}
		if _, err := s.SignInIdentity(t.Context(), Identity{"https://login.example", "1", "oud@gemeente.example"}, noon); err != nil {
			t.Error(err)
		}
		if err := s.ProposeSecond(t.Context(), person, []byte("x")); err != nil {
			t.Error(err)
		}
	})
	t.Run("an old file that was brought up to date and a new one have the same tables", func(t *testing.T) {
		a, b := tables(t, open(t, schema1File(t))), tables(t, fresh(t))
		if !slices.Equal(a, b) {
			t.Errorf("%v\n%v", a, b)
		}
	})
	t.Run("every table that nodes share has a primary key: change-sets name rows by it", func(t *testing.T) {
		s := fresh(t)
		for _, name := range []string{"persons", "accounts", "links", "imported", "sessions", "identities", "seconds", "recovery", "tokens", "feeds"} {
			keys := ""
			err := s.read(t.Context(), `SELECT count(*) FROM pragma_table_info(?) WHERE pk > 0`, []any{name}, func(st *sqlite.Stmt) error { keys = st.ColumnText(0); return nil })
			if err != nil || keys == "0" || keys == "" {
				t.Errorf("%s: %q %v", name, keys, err)
			}
		}
	})
}

func tables(t *testing.T, s *Store) (list []string) {
	t.Helper()
	err := s.read(t.Context(), `SELECT m.name || '.' || c.name || ' ' || c.type || c."notnull" || c.pk FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1`, nil,
		func(st *sqlite.Stmt) error { list = append(list, st.ColumnText(0)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// is makes a CounterOf that takes the code for the number given.
func is(n int64) CounterOf { return func([]byte) (int64, bool, error) { return n, true, nil } }

func isNone([]byte) (int64, bool, error) { return 0, false, nil }

// withSecond is a person with a second step, confirmed with code 100.
func withSecond(t *testing.T, s *Store) (Person, []string) {
	t.Helper()
	p := withAccount(t, s)
	if err := s.ProposeSecond(t.Context(), p.ID, []byte("secret")); err != nil {
		t.Fatal(err)
	}
	return p, must(s.ConfirmSecond(t.Context(), "", p.ID, noon, is(100)))(t)
}

// atOnce runs f so many times together, and tells how often it returned nil.
func atOnce(n int, f func() error) (worked int) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if f() == nil {
				mu.Lock()
				worked++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return worked
}

func TestSecondStepIsCounted(t *testing.T) {
	ctx := context.Background()
	t.Run("of many who give the same code at once, one gets in", func(t *testing.T) {
		s := fresh(t)
		p, recovery := withSecond(t, s)
		if n := atOnce(8, func() error { return s.SecondStep(ctx, "", p.ID, "", noon, is(101)) }); n != 1 {
			t.Errorf("%d of 8 with a code", n)
		}
		if n := atOnce(4, func() error { return s.SecondStep(ctx, "", p.ID, recovery[0], noon, isNone) }); n != 1 {
			t.Errorf("%d of 4 with a recovery code", n)
		}
		if left := must(s.Second(ctx, p.ID))(t).Recovery; left != RecoveryCodes-1 {
			t.Errorf("%d recovery codes left", left)
		}
	})
	t.Run("of many who guess at once, each is counted", func(t *testing.T) {
		s := fresh(t)
		p, _ := withSecond(t, s)
		atOnce(4, func() error { return s.SecondStep(ctx, "", p.ID, "x", noon, isNone) })
		wantCode(t, s.SecondStep(ctx, "", p.ID, "x", noon, isNone), "second.wrong")
		wantCode(t, s.SecondStep(ctx, "", p.ID, "", noon, is(101)), "signin.locked")
		if err := s.SecondStep(ctx, "", p.ID, "", noon.Add(firstDelay), is(101)); err != nil {
			t.Error(err)
		}
	})
	t.Run("the password before it is no sign-in yet: no failure is forgiven, no sign-in noted", func(t *testing.T) {
		s := fresh(t)
		p, _ := withSecond(t, s)
		wantCode(t, s.SecondStep(ctx, "", p.ID, "x", noon, isNone), "second.wrong")
		later := noon.Add(time.Minute)
		if in := must(s.SignIn(ctx, "", p.Email, good, later))(t); !in.Second {
			t.Error("no second step needed")
		}
		if a := must(s.Accounts(ctx))(t)[0]; a.Failed != 1 || a.LastSignIn.Equal(later) || !a.Second {
			t.Errorf("%+v", a)
		}
		if err := s.SecondStep(ctx, "", p.ID, "", later, is(101)); err != nil {
			t.Fatal(err)
		}
		if a := must(s.Accounts(ctx))(t)[0]; a.Failed != 0 || !a.LastSignIn.Equal(later) {
			t.Errorf("%+v", a)
		}
	})
	t.Run("a proposal that was not confirmed changes nothing, and one that was is not replaced", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		wantCode(t, s.SecondStep(ctx, "", p.ID, "", noon, is(1)), "second.none")
		if err := s.ProposeSecond(ctx, p.ID, []byte("secret")); err != nil {
			t.Fatal(err)
		}
		wantCode(t, s.SecondStep(ctx, "", p.ID, "", noon, is(1)), "second.none")
		if in := must(s.SignIn(ctx, "", p.Email, good, noon))(t); in.Second {
			t.Error("a second step is needed")
		}
		_, err := s.RenewRecovery(ctx, p.ID)
		wantCode(t, err, "second.none")
		must(s.ConfirmSecond(ctx, "", p.ID, noon, is(1)))(t)
		_, err = s.ConfirmSecond(ctx, "", p.ID, noon, is(2))
		wantCode(t, err, "second.none")
		wantCode(t, s.ProposeSecond(ctx, p.ID, []byte("another")), "second.known")
		for _, bad := range [][]byte{nil, make([]byte, maxSecret+1)} {
			if err := s.ProposeSecond(ctx, p.ID, bad); err == nil {
				t.Errorf("kept a secret of %d bytes", len(bad))
			}
		}
	})
	t.Run("the recovery codes of one are none of another, and differ", func(t *testing.T) {
		codes := append(newRecovery(), newRecovery()...)
		slices.Sort(codes)
		if len(slices.Compact(codes)) != 2*RecoveryCodes || len(codes[0]) != 19 {
			t.Errorf("%v", codes)
		}
		if a, b := recoveryHash("a", codes[0]), recoveryHash("b", codes[0]); slices.Equal(a, b) {
			t.Error("the same")
		}
	})
	t.Run("taking it away takes its secret and recovery codes from the file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "staff.db")
		s := open(t, path)
		p := withAccount(t, s)
		secret := binary.BigEndian.AppendUint64([]byte("geheim van de telefoon"), 42)
		if err := s.ProposeSecond(ctx, p.ID, secret); err != nil {
			t.Fatal(err)
		}
		must(s.ConfirmSecond(ctx, "", p.ID, noon, is(1)))(t)
		if err := s.RemoveSecond(ctx, p.ID); err != nil {
			t.Fatal(err)
		}
		s.Close()
		if got := holding(t, filepath.Dir(path), string(secret)); len(got) > 0 {
			t.Errorf("still in %v", got)
		}
	})
}

func TestIdentities(t *testing.T) {
	ctx := context.Background()
	id := Identity{"https://login.example", "sub-1", "s.wintergroen@gemeente.example"}
	t.Run("of many who come with one identity at once, all are the same person, linked once", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		if n := atOnce(8, func() error { _, err := s.SignInIdentity(ctx, id, noon); return err }); n != 8 {
			t.Errorf("%d of 8", n)
		}
		if person, linked, err := s.Identify(ctx, Identity{id.Issuer, id.Subject, ""}); person != p.ID || !linked || err != nil {
			t.Errorf("%s %v %v", person, linked, err)
		}
	})
	t.Run("of many who come with one address and different identities at once, one is linked", func(t *testing.T) {
		s := fresh(t)
		withAccount(t, s)
		var mu sync.Mutex
		n := byte('a')
		worked := atOnce(8, func() error {
			mu.Lock()
			n++
			other := Identity{id.Issuer, "sub-" + string(rune(n)), id.Email}
			mu.Unlock()
			_, err := s.SignInIdentity(ctx, other, noon)
			return err
		})
		if worked != 1 {
			t.Errorf("%d of 8", worked)
		}
	})
	t.Run("another issuer is another identity, of the same person", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		must(s.SignInIdentity(ctx, id, noon))(t)
		if in := must(s.SignInIdentity(ctx, Identity{"https://other.example", id.Subject, id.Email}, noon))(t); in.Person != p {
			t.Errorf("%+v", in)
		}
	})
	t.Run("nobody comes in this way before the ledger was set up, or with half an identity", func(t *testing.T) {
		s := fresh(t)
		add(t, s, "Zonder account", id.Email)
		_, err := s.SignInIdentity(ctx, id, noon)
		wantCode(t, err, "identity.first")
		if _, ok, err := s.FirstLink(ctx, time.Hour, noon); !ok || err != nil {
			t.Errorf("no first set-up any more: %v", err)
		}
		for _, bad := range []Identity{{"", "x", id.Email}, {id.Issuer, "", id.Email}, {id.Issuer, strings.Repeat("x", maxSubject+1), id.Email}} {
			if _, _, err := s.Identify(ctx, bad); err == nil {
				t.Errorf("accepted %+v", bad)
			}
		}
	})
	t.Run("identifying changes nothing", func(t *testing.T) {
		s := fresh(t)
		withAccount(t, s)
		none := add(t, s, "Zonder account", "zonder@gemeente.example")
		if person, linked, err := s.Identify(ctx, Identity{id.Issuer, "sub-2", none.Email}); person != none.ID || linked || err != nil {
			t.Errorf("%s %v %v", person, linked, err)
		}
		if list := must(s.Accounts(ctx))(t); len(list) != 1 {
			t.Errorf("%d accounts", len(list))
		}
	})
}

func TestTokensOfScripts(t *testing.T) {
	ctx := context.Background()
	t.Run("have a name, a term of at most a year, and there are ten at most", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		for name, c := range map[string]struct {
			name    string
			expires time.Time
		}{"no name": {" ", noon.Add(time.Hour)}, "a long name": {strings.Repeat("é", maxTokenName+1), noon.Add(time.Hour)}, "over already": {"x", noon}, "too long": {"x", noon.Add(MaxTokenValid + 1)}} {
			if _, err := s.AddToken(ctx, p.ID, c.name, c.expires, noon); code(err) != "token.invalid" {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range MaxTokens {
			must(s.AddToken(ctx, p.ID, "x", noon.Add(time.Hour), noon))(t)
		}
		_, err := s.AddToken(ctx, p.ID, "x", noon.Add(time.Hour), noon)
		wantCode(t, err, "token.many")
		must(s.AddToken(ctx, p.ID, "x", noon.Add(3*time.Hour), noon.Add(time.Hour)))(t) // those that are over do not count
		if n := len(must(s.Tokens(ctx, p.ID, noon))(t)); n != 1 {
			t.Errorf("%d", n)
		}
	})
	t.Run("nobody takes away another's", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		token := must(s.AddToken(ctx, p.ID, "x", noon.Add(time.Hour), noon))(t)
		id := must(s.Tokens(ctx, p.ID, noon))(t)[0].ID
		if err := s.RemoveToken(ctx, "somebody else", id); err != nil {
			t.Fatal(err)
		}
		must(s.SignInToken(ctx, token, noon))(t)
	})
	t.Run("stand in no file", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, filepath.Join(dir, "staff.db"))
		p := withAccount(t, s)
		token := must(s.AddToken(ctx, p.ID, "x", noon.Add(time.Hour), noon))(t)
		s.Close()
		if got := holding(t, dir, token); len(got) > 0 {
			t.Errorf("in %v", got)
		}
	})
}

func TestFailuresOfPasswordsAreCountedWhereTheyAreWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "staff.db")
	a, b := open(t, path), open(t, path) // two processes
	p := withAccount(t, a)
	for i := range freeTries + 1 {
		s := []*Store{a, b}[i%2]
		_, err := s.SignIn(t.Context(), "", p.Email, other, noon)
		wantCode(t, err, "signin.wrong")
	}
	_, err := b.SignIn(t.Context(), "", p.Email, good, noon)
	wantCode(t, err, "signin.locked")
}
