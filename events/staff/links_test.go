package staff

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
)

func TestOneTimeLink(t *testing.T) {
	ctx := t.Context()
	t.Run("gives a first password, once", func(t *testing.T) {
		s := fresh(t)
		p := add(t, s, "Nieuwe Collega", "n.collega@gemeente.example")
		token := must(s.Invite(ctx, p.ID, Setup, time.Hour, noon))(t)
		if inv := must(s.Link(ctx, token, noon))(t); inv.Person != p || inv.Kind != Setup || !inv.Expires.Equal(noon.Add(time.Hour)) {
			t.Errorf("got %+v", inv)
		}
		must(s.Redeem(ctx, token, good, noon))(t)
		must(s.SignIn(ctx, "", p.Email, good, noon))(t)
		_, err := s.Redeem(ctx, token, other, noon)
		wantCode(t, err, "link.invalid")
		must(s.SignIn(ctx, "", p.Email, good, noon))(t)
	})
	t.Run("expires", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		token := must(s.Invite(ctx, p.ID, Reset, time.Hour, noon))(t)
		_, err := s.Redeem(ctx, token, other, noon.Add(time.Hour))
		wantCode(t, err, "link.invalid")
		_, err = s.Link(ctx, token, noon.Add(time.Hour))
		wantCode(t, err, "link.invalid")
		must(s.Redeem(ctx, token, other, noon.Add(time.Hour-time.Millisecond)))(t)
	})
	t.Run("stays after a password that is too weak", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		token := must(s.Invite(ctx, p.ID, Reset, time.Hour, noon))(t)
		_, err := s.Redeem(ctx, token, "kort", noon)
		wantCode(t, err, "password.weak")
		must(s.Redeem(ctx, token, other, noon))(t)
	})
	t.Run("is replaced by a later one", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		first := must(s.Invite(ctx, p.ID, Reset, time.Hour, noon))(t)
		second := must(s.Invite(ctx, p.ID, Reset, time.Hour, noon))(t)
		_, err := s.Link(ctx, first, noon)
		wantCode(t, err, "link.invalid")
		must(s.Link(ctx, second, noon))(t)
	})
	t.Run("used by two at once works for one", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		token := must(s.Invite(ctx, p.ID, Reset, time.Hour, noon))(t)
		done := make(chan error, 8)
		for range cap(done) {
			go func() { _, err := s.Redeem(ctx, token, other, noon); done <- err }()
		}
		worked := 0
		for range cap(done) {
			if <-done == nil {
				worked++
			}
		}
		if worked != 1 {
			t.Errorf("worked %d times", worked)
		}
	})
	t.Run("a new password ends the sessions and lifts the lock-out", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		before := must(s.SignIn(ctx, "", p.Email, good, noon))(t)
		for range freeTries + 1 {
			_, _ = s.SignIn(ctx, "", p.Email, other, noon)
		}
		token := must(s.Invite(ctx, p.ID, Reset, time.Hour, noon))(t)
		must(s.Redeem(ctx, token, other, noon))(t)
		if after := must(s.SignIn(ctx, "", p.Email, other, noon))(t); after.Epoch == before.Epoch {
			t.Error("sessions go on")
		}
	})
	t.Run("is not given for what does not fit the account", func(t *testing.T) {
		s := fresh(t)
		p, none := withAccount(t, s), add(t, s, "Zonder account", "")
		_, err := s.Invite(ctx, p.ID, Setup, time.Hour, noon)
		wantCode(t, err, "account.known")
		_, err = s.Invite(ctx, none.ID, Reset, time.Hour, noon)
		wantCode(t, err, "account.none")
		if err := s.SetDisabled(ctx, p.ID, true); err != nil {
			t.Fatal(err)
		}
		_, err = s.Invite(ctx, p.ID, Reset, time.Hour, noon)
		wantCode(t, err, "account.disabled")
		if _, err = s.Invite(ctx, "no one", Setup, time.Hour, noon); !errors.Is(err, ErrNoPerson) {
			t.Errorf("got %v", err)
		}
		if _, err = s.Invite(ctx, none.ID, Setup, MaxValid+1, noon); err == nil {
			t.Error("valid for ever")
		}
	})
	t.Run("what nobody was given is no link", func(t *testing.T) {
		s := fresh(t)
		for _, token := range []string{"", "x", strings.Repeat("A", 43)} {
			_, err := s.Redeem(ctx, token, good, noon)
			wantCode(t, err, "link.invalid")
		}
	})
}

func TestFirstSetUp(t *testing.T) {
	ctx := t.Context()
	me := Person{Name: "Eerste Beheerder", Email: "beheer@gemeente.example"}
	first := func(t *testing.T, s *Store) string {
		t.Helper()
		token, ok, err := s.FirstLink(ctx, time.Hour, noon)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		return token
	}
	t.Run("makes the first person with an account, and then no more", func(t *testing.T) {
		s := fresh(t)
		token := first(t, s)
		if inv := must(s.Link(ctx, token, noon))(t); inv.Kind != First || inv.Person.ID != "" {
			t.Errorf("got %+v", inv)
		}
		p := must(s.SetUp(ctx, token, me, good, noon))(t)
		if in := must(s.SignIn(ctx, "", me.Email, good, noon))(t); in.Person != p || s.Name(p.ID) != me.Name {
			t.Errorf("got %+v, want %+v", in.Person, p)
		}
		_, err := s.SetUp(ctx, token, Person{Name: "Tweede", Email: "tweede@gemeente.example"}, good, noon)
		wantCode(t, err, "link.invalid")
		if token, ok, err := s.FirstLink(ctx, time.Hour, noon); token != "" || ok || err != nil {
			t.Errorf("got %q %v %v", token, ok, err)
		}
	})
	t.Run("a later start replaces the link", func(t *testing.T) {
		s := fresh(t)
		old := first(t, s)
		first(t, s)
		_, err := s.SetUp(ctx, old, me, good, noon)
		wantCode(t, err, "link.invalid")
	})
	t.Run("is refused once there is an account from elsewhere", func(t *testing.T) {
		s := fresh(t)
		token := first(t, s)
		withAccount(t, s)
		_, err := s.SetUp(ctx, token, me, good, noon)
		wantCode(t, err, "link.invalid")
		if n := len(must(s.Persons(ctx))(t)); n != 1 {
			t.Errorf("%d persons, want 1", n)
		}
	})
	t.Run("what is wrong with the input leaves the link", func(t *testing.T) {
		s := fresh(t)
		token := first(t, s)
		_, err := s.SetUp(ctx, token, Person{Name: "Zonder adres"}, good, noon)
		wantCode(t, err, "person.invalid")
		_, err = s.SetUp(ctx, token, me, "Eerste Beheerder 1", noon)
		wantCode(t, err, "password.weak")
		must(s.SetUp(ctx, token, me, good, noon))(t)
	})
	t.Run("takes the person that the directory knows by this address", func(t *testing.T) {
		s := fresh(t)
		known := add(t, s, "Beheer", me.Email)
		if p := must(s.SetUp(ctx, first(t, s), me, good, noon))(t); p.ID != known.ID || s.Name(known.ID) != me.Name {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("is no link for a new password", func(t *testing.T) {
		s := fresh(t)
		_, err := s.Redeem(ctx, first(t, s), good, noon)
		wantCode(t, err, "link.invalid")
		p := add(t, s, "Nieuwe Collega", "n.collega@gemeente.example")
		_, err = s.SetUp(ctx, must(s.Invite(ctx, p.ID, Setup, time.Hour, noon))(t), me, good, noon)
		wantCode(t, err, "link.invalid")
	})
}

func TestImportedPersonalData(t *testing.T) {
	ctx := t.Context()
	s := fresh(t)
	i := s.Imported()
	get := func(stream string) string {
		t.Helper()
		var b strings.Builder
		for _, p := range must(i.Get(ctx, stream))(t) {
			b.WriteString(p.Column + "=" + p.Value + ";")
		}
		return b.String()
	}
	rows := []ImportedRow{{"activity/1", []Pair{{"b", "2"}, {"a", "1"}}}, {"activity/2", []Pair{{"a", "x"}}}}
	if err := i.KeepAll(ctx, rows); err != nil {
		t.Fatal(err)
	}
	t.Run("is given back as it stood, per record", func(t *testing.T) {
		if get("activity/1") != "b=2;a=1;" || get("activity/2") != "a=x;" || get("activity/3") != "" {
			t.Errorf("got %q, %q, %q", get("activity/1"), get("activity/2"), get("activity/3"))
		}
	})
	t.Run("is replaced as a whole", func(t *testing.T) {
		if err := i.Keep(ctx, "activity/1", []Pair{{"c", "3"}}); err != nil || get("activity/1") != "c=3;" {
			t.Errorf("got %q, %v", get("activity/1"), err)
		}
		if err := i.Keep(ctx, "activity/1", nil); err != nil || get("activity/1") != "" || get("activity/2") != "a=x;" {
			t.Errorf("got %q, %v", get("activity/1"), err)
		}
	})
	t.Run("one row too large refuses all", func(t *testing.T) {
		err := i.KeepAll(ctx, []ImportedRow{{"activity/4", []Pair{{"a", "1"}}}, {"activity/5", []Pair{{"a", strings.Repeat("x", maxImportedRow)}}}})
		if err == nil || get("activity/4") != "" {
			t.Errorf("got %v, %q", err, get("activity/4"))
		}
	})
}

func TestSessions(t *testing.T) {
	ctx := context.Background()
	now := noon
	s := Sessions{Store: open(t, filepath.Join(t.TempDir(), "staff.db")), Idle: time.Hour, Now: func() time.Time { return now }}
	find := func(token string) string {
		t.Helper()
		b, ok, err := s.Find(token)
		if err != nil || ok != (len(b) > 0) {
			t.Fatal(ok, err)
		}
		return string(b)
	}
	commit := func(token, data string, expires time.Time) {
		t.Helper()
		if err := s.Commit(token, []byte(data), expires); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("is found until it expires, however often it is seen", func(t *testing.T) {
		now = noon
		commit("a", "1", noon.Add(3*time.Hour))
		for range 4 {
			if find("a") != "1" {
				t.Errorf("gone at %s", now)
			}
			now = now.Add(44 * time.Minute)
		}
		if now = noon.Add(3 * time.Hour); find("a") != "" {
			t.Error("still there after it expired")
		}
	})
	t.Run("is over after an hour without being seen", func(t *testing.T) {
		now = noon
		commit("b", "1", noon.Add(8*time.Hour))
		now = noon.Add(59 * time.Minute)
		if find("b") != "1" {
			t.Error("gone too early")
		}
		if now = now.Add(time.Hour); find("b") != "" {
			t.Error("still there")
		}
	})
	t.Run("ended, it stays ended for a request that saves it afterwards", func(t *testing.T) {
		now = noon
		commit("c", "1", noon.Add(time.Hour))
		if err := s.DeleteCtx(ctx, "c"); err != nil {
			t.Fatal(err)
		}
		commit("c", "2", noon.Add(time.Hour))
		if got := find("c"); got != "" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("those that expired are forgotten", func(t *testing.T) {
		now = noon.Add(24 * time.Hour)
		commit("d", "1", now.Add(time.Hour))
		rows := 0
		if err := s.Store.read(ctx, `SELECT token FROM sessions`, nil, counting(&rows)); err != nil || rows != 1 {
			t.Errorf("%d rows, %v", rows, err)
		}
	})
}

func counting(n *int) func(*sqlite.Stmt) error { return func(*sqlite.Stmt) error { *n++; return nil } }
