package staff

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/domain"
)

var (
	cheap = argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	noon  = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

const good, other = "vier paarden in de regen", "drie koeien onder de brug"

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, &cheap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func fresh(t *testing.T) *Store { return open(t, filepath.Join(t.TempDir(), "staff.db")) }

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func add(t *testing.T, s *Store, name, email string) Person {
	t.Helper()
	return must(s.AddPerson(t.Context(), Person{Name: name, Email: email, Created: noon}))(t)
}

func withAccount(t *testing.T, s *Store) Person {
	t.Helper()
	p := add(t, s, "Saskia Wintergroen", "s.wintergroen@gemeente.example")
	if err := s.SetPassword(t.Context(), p.ID, good); err != nil {
		t.Fatal(err)
	}
	return p
}

// code returns the code of the refusal in err.
func code(err error) string {
	if r, ok := errors.AsType[*domain.Refusal](err); ok {
		return r.Code
	}
	return fmt.Sprint(err)
}

func wantCode(t *testing.T, err error, want string) {
	t.Helper()
	if code(err) != want {
		t.Errorf("got %q, want %q", code(err), want)
	}
}

func TestNamesStandInTheDirectoryOnly(t *testing.T) {
	t.Run("R-LED-11 T-69 names and numbers stand in staff.db and in no other file; secrets stand in none", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, filepath.Join(dir, "staff.db"))
		p := withAccount(t, s)
		if err := s.UpdatePerson(t.Context(), Person{ID: p.ID, Name: p.Name, Email: p.Email, Telephone: "023-5485868"}); err != nil {
			t.Fatal(err)
		}
		token := must(s.Invite(t.Context(), p.ID, Reset, time.Hour, noon))(t)
		if err := s.Imported().Keep(t.Context(), "activity/1", []Pair{{"Contactpersoon", "Wolfram Zevenbergen"}}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for _, personal := range []string{p.Name, p.Email, "023-5485868", "Wolfram Zevenbergen"} {
			if got := holding(t, dir, personal); !slices.Equal(got, []string{"staff.db"}) {
				t.Errorf("%q stands in %v, want staff.db only", personal, got)
			}
		}
		for _, secret := range []string{good, token} {
			if got := holding(t, dir, secret); len(got) > 0 {
				t.Errorf("%q stands in %v", secret, got)
			}
		}
	})
	t.Run("a name that was replaced is gone from the file", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, filepath.Join(dir, "staff.db"))
		p := add(t, s, "Adelheid Oudenaam", "")
		p.Name = "Adelheid Nieuw"
		if err := s.UpdatePerson(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		s.Close()
		if got := holding(t, dir, "Oudenaam"); len(got) > 0 {
			t.Errorf("still in %v", got)
		}
	})
}

// holding lists the files below dir that hold the text.
func holding(t *testing.T, dir, what string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(what)) {
			files = append(files, d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestFile(t *testing.T) {
	t.Run("nobody but the owner can read the files, also when the file was open to others", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "staff.db")
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		add(t, open(t, path), "Iemand", "")
		for _, f := range []string{path, path + "-wal", path + "-shm"} {
			if fi, err := os.Stat(f); err != nil || fi.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", filepath.Base(f), fi.Mode(), err)
			}
		}
	})
	t.Run("a file of a newer program is refused", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "staff.db")
		s := open(t, path)
		if err := s.write(t.Context(), func(c *sqlite.Conn) error { return nil }); err != nil {
			t.Fatal(err)
		}
		c := must(sqlite.OpenConn(path, sqlite.OpenReadWrite))(t)
		if _, err := text(c, "PRAGMA user_version=99"); err != nil {
			t.Fatal(err)
		}
		c.Close()
		s.Close()
		if _, err := Open(t.Context(), path, &cheap); err == nil || !strings.Contains(err.Error(), "newer program") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("what was written is there after opening again", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "?strange=name.db") // a path is no address
		s := open(t, path)
		p := withAccount(t, s)
		s.Close()
		s = open(t, path)
		if got := must(s.Person(t.Context(), p.ID))(t); got != p {
			t.Errorf("got %+v, want %+v", got, p)
		}
		must(s.SignIn(t.Context(), "", p.Email, good, noon))(t)
	})
}

func TestPersons(t *testing.T) {
	ctx := t.Context()
	s := fresh(t)
	p := add(t, s, " Berend Aalbers ", "B.Aalbers@Gemeente.example")
	t.Run("is found by address whatever its case", func(t *testing.T) {
		if got := must(s.ByEmail(ctx, " b.aalbers@gemeente.EXAMPLE"))(t); got != p || got.Name != "Berend Aalbers" {
			t.Errorf("got %+v, want %+v", got, p)
		}
	})
	t.Run("nobody is found by no address", func(t *testing.T) {
		add(t, s, "Zonder adres", "")
		add(t, s, "Ook zonder adres", "")
		if _, err := s.ByEmail(ctx, ""); !errors.Is(err, ErrNoPerson) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("one address is of one person", func(t *testing.T) {
		_, err := s.AddPerson(ctx, Person{Name: "Ander", Email: "b.AALBERS@gemeente.example", Created: noon})
		wantCode(t, err, "person.email-taken")
		if n := len(must(s.Persons(ctx))(t)); n != 3 {
			t.Errorf("%d persons, want 3", n)
		}
	})
	t.Run("the same id twice is refused", func(t *testing.T) {
		_, err := s.AddPerson(ctx, Person{ID: p.ID, Name: "Ander", Created: noon})
		wantCode(t, err, "person.known")
		if s.Name(p.ID) != p.Name {
			t.Errorf("name is now %q", s.Name(p.ID))
		}
	})
	t.Run("all that is wrong is said at once", func(t *testing.T) {
		_, err := s.AddPerson(ctx, Person{Name: "  ", Email: "Iemand <a@b.nl>", Telephone: strings.Repeat("0", 41), Created: noon})
		r, ok := errors.AsType[*domain.Refusal](err)
		if !ok || len(r.Fields) != 3 {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the list is by name", func(t *testing.T) {
		var names []string
		for _, p := range must(s.Persons(ctx))(t) {
			names = append(names, p.Name)
		}
		if !slices.Equal(names, []string{"Berend Aalbers", "Ook zonder adres", "Zonder adres"}) {
			t.Errorf("got %q", names)
		}
	})
	t.Run("changing somebody who is not there is an error", func(t *testing.T) {
		err := s.UpdatePerson(ctx, Person{ID: "00000000-0000-4000-8000-000000000000", Name: "Niemand"})
		if !errors.Is(err, ErrNoPerson) {
			t.Errorf("got %v", err)
		}
	})
}

func TestNameAlwaysSaysSomething(t *testing.T) {
	path := filepath.Join(t.TempDir(), "staff.db")
	s := open(t, path)
	p := add(t, s, "Eerste Naam", "")
	elsewhere := add(t, open(t, path), "Door een ander proces", "")
	p.Name = "Tweede Naam"
	if err := s.UpdatePerson(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		p.ID: "Tweede Naam", elsewhere.ID: "Door een ander proces", domain.System: "Systeem",
		"0123456789abcdef": "onbekend persoon (01234567)", "": "onbekend persoon ()",
	} {
		if got := s.Name(id); got != want {
			t.Errorf("Name(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestPasswordRules(t *testing.T) {
	p := Person{Name: "Jan van der Wintergroen", Email: "j.wintergroen@gemeente.example"}
	for _, weak := range []string{"", "elf tekens.", strings.Repeat("x y z q w ", 101), "aaaaaaaaaaaaaa", "123456789012", "qwertyuiop12",
		"Welkom123456!", "wachtwoord2026", "WachtwoordWachtwoord", "Administrator1", "heb het WINTERGROEN lief", "abcdefghijkl", "Zomer2026Zomer2026"} {
		if code(CheckPassword(p, weak)) != "password.weak" {
			t.Errorf("%.30q is accepted", weak)
		}
	}
	for _, strong := range []string{good, "twaalf tekens", "729485130692", "ééééáááóóóúúú!", "van der dan toch maar", "paardenwelkom batterij", strings.Repeat("x y z q w ", 100)} {
		if err := CheckPassword(p, strong); err != nil {
			t.Errorf("%.30q: %v", strong, err)
		}
	}
}

func TestSignIn(t *testing.T) {
	ctx := t.Context()
	t.Run("the right password signs in, and is noted", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		got := must(s.SignIn(ctx, "", strings.ToUpper(p.Email), good, noon))(t)
		epoch, active, err := s.Standing(ctx, p.ID)
		if got.Person != p || got.Epoch != epoch || !active || err != nil {
			t.Errorf("got %+v; standing %d %v %v", got, epoch, active, err)
		}
		if a := must(s.Accounts(ctx))(t); len(a) != 1 || !a[0].LastSignIn.Equal(noon) || a[0].Person != p {
			t.Errorf("got %+v", a)
		}
	})
	t.Run("unknown address, wrong password, blocked account, no account: one sentence, one hash each", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		add(t, s, "Zonder account", "zonder@gemeente.example")
		var hashed atomic.Int32
		s.compare = func(password, hash string) (bool, error) {
			hashed.Add(1)
			return argon2id.ComparePasswordAndHash(password, hash)
		}
		sentences := map[string]bool{}
		try := func(email, password string) {
			t.Helper()
			before := hashed.Load()
			_, err := s.SignIn(ctx, "", email, password, noon)
			wantCode(t, err, "signin.wrong")
			sentences[err.Error()] = true
			if n := hashed.Load() - before; n != 1 {
				t.Errorf("%s: %d hashes, want 1", email, n)
			}
		}
		try("niemand@gemeente.example", good)
		try("zonder@gemeente.example", good)
		try(p.Email, other)
		try(p.Email, strings.Repeat("x", MaxPassword+1))
		if err := s.SetDisabled(ctx, p.ID, true); err != nil {
			t.Fatal(err)
		}
		try(p.Email, good)
		if len(sentences) != 1 {
			t.Errorf("they can be told apart: %v", sentences)
		}
	})
	t.Run("the hash costs the same for an address without an account", func(t *testing.T) {
		s := fresh(t)
		p, _, _, err := argon2id.DecodeHash(s.dummy)
		if err != nil || *p != s.params {
			t.Errorf("got %+v, %v", p, err)
		}
	})
	t.Run("hashing costs what it costs today: an old hash is made anew at sign-in", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "staff.db")
		s := open(t, path)
		p := withAccount(t, s)
		s.Close()
		dearer := cheap
		dearer.Iterations = 2
		s, err := Open(ctx, path, &dearer)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		before := must(s.SignIn(ctx, "", p.Email, good, noon))(t)
		a := must(s.account(ctx, p.Email))(t)
		if !strings.Contains(a.hash, "t=2,") {
			t.Errorf("hash is still %.30s", a.hash)
		}
		if after := must(s.SignIn(ctx, "", p.Email, good, noon))(t); after.Epoch != before.Epoch {
			t.Error("sessions ended by that")
		}
	})
}

func TestLockOut(t *testing.T) {
	ctx := t.Context()
	for _, who := range []string{"s.wintergroen@gemeente.example", "niemand@gemeente.example"} {
		t.Run("the fifth wrong password locks, each one after it twice as long, up to a quarter of an hour: "+who, func(t *testing.T) {
			s := fresh(t)
			withAccount(t, s)
			now := noon
			for range 4 {
				_, err := s.SignIn(ctx, "", who, other, now)
				wantCode(t, err, "signin.wrong")
			}
			for _, wait := range []time.Duration{30, 60, 120, 240, 480, 900, 900} {
				_, err := s.SignIn(ctx, "", who, other, now)
				wantCode(t, err, "signin.wrong")
				_, err = s.SignIn(ctx, "", who, good, now)
				l, ok := errors.AsType[*Locked](err)
				if !ok || l.After() != wait*time.Second {
					t.Fatalf("got %v, want locked for %d s", err, wait)
				}
				wantCode(t, err, "signin.locked")
				now = l.Until
			}
		})
	}
	t.Run("a right password after the lock makes the count start again", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		for range freeTries + 1 {
			_, _ = s.SignIn(ctx, "", p.Email, other, noon)
		}
		must(s.SignIn(ctx, "", p.Email, good, noon.Add(firstDelay)))(t)
		_, err := s.SignIn(ctx, "", p.Email, other, noon.Add(firstDelay))
		wantCode(t, err, "signin.wrong")
		must(s.SignIn(ctx, "", p.Email, good, noon.Add(firstDelay)))(t)
	})
	t.Run("a day after the last failure it is forgotten", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		for range freeTries {
			_, _ = s.SignIn(ctx, "", p.Email, other, noon)
		}
		tomorrow := noon.Add(forget + time.Second)
		_, err := s.SignIn(ctx, "", p.Email, other, tomorrow)
		wantCode(t, err, "signin.wrong")
		must(s.SignIn(ctx, "", p.Email, good, tomorrow))(t)
	})
	t.Run("guessing at once gains nothing", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		var hashed atomic.Int32
		s.compare = func(string, string) (bool, error) { hashed.Add(1); return false, nil }
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() { _, _ = s.SignIn(ctx, "", p.Email, other, noon) })
		}
		all.Wait()
		if n := hashed.Load(); n != freeTries+1 {
			t.Errorf("%d guesses were looked at, want %d", n, freeTries+1)
		}
	})
	t.Run("a guess counts also when whoever guessed has hung up", func(t *testing.T) {
		s := fresh(t)
		p := withAccount(t, s)
		for range freeTries + 1 {
			gone, hangUp := context.WithCancel(ctx)
			s.compare = func(string, string) (bool, error) { hangUp(); return false, nil }
			_, _ = s.SignIn(gone, "", p.Email, other, noon)
		}
		_, err := s.SignIn(ctx, "", p.Email, good, noon)
		wantCode(t, err, "signin.locked")
	})
	t.Run("the memory for addresses without an account is bounded", func(t *testing.T) {
		var s tallies
		for i := range maxTallies + 10 {
			s.set(fmt.Sprint(i), tries{failed: 1})
		}
		s.set(strings.Repeat("x", 1000), tries{failed: 1})
		if len(s.byKey) != maxTallies || s.order.Len() != maxTallies || s.get("0").failed != 0 || s.get("10").failed != 1 {
			t.Errorf("%d addresses kept, %d in order", len(s.byKey), s.order.Len())
		}
	})
}

func TestInNL(t *testing.T) {
	for d, want := range map[time.Duration]string{time.Millisecond: "over 1 seconde", 30 * time.Second: "over 30 seconden",
		59*time.Second + 1: "over 1 minuut", 61 * time.Second: "over 2 minuten", 15 * time.Minute: "over 15 minuten"} {
		if got := InNL(d); got != want {
			t.Errorf("InNL(%s) = %q, want %q", d, got, want)
		}
	}
}
