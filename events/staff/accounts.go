package staff

import (
	"context"
	"fmt"
	"time"

	"github.com/alexedwards/argon2id"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/domain"
)

// Account is what a list of accounts shows. Nothing in it helps to sign in.
type Account struct {
	Person      Person
	Password    bool // he has a local password
	Second      bool // and a second step
	Identity    bool // he is linked to a provider of identities
	Disabled    bool
	Failed      int       // wrong passwords since the last sign-in
	LockedUntil time.Time // zero: never locked
	LastSignIn  time.Time // zero: never
}

// Accounts returns all accounts, by name of the person.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	var list []Account
	err := s.read(ctx, `SELECT `+personColumns+`, disabled, failed, until, signed, hash <> '',
		EXISTS (SELECT 1 FROM seconds WHERE seconds.person = id AND confirmed > 0), EXISTS (SELECT 1 FROM identities WHERE identities.person = id)
		FROM accounts JOIN persons ON persons.id = accounts.person ORDER BY lower(name), id`, nil, func(st *sqlite.Stmt) error {
		list = append(list, Account{Person: scanPerson(st), Disabled: st.ColumnBool(5), Failed: st.ColumnInt(6),
			LockedUntil: fromMillis(st.ColumnInt64(7)), LastSignIn: fromMillis(st.ColumnInt64(8)),
			Password: st.ColumnBool(9), Second: st.ColumnBool(10), Identity: st.ColumnBool(11)})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	return list, nil
}

// SetPassword gives the person an account with this password, or a new password. It ends all his sessions, takes away the
// tokens of his scripts, and lifts a lock-out; a second step stays. A [*domain.Refusal] says why a password is too weak. It is not checked who asks: that is the caller's work.
func (s *Store) SetPassword(ctx context.Context, person, password string) error {
	p, err := s.Person(ctx, person)
	if err != nil {
		return err
	}
	hash, err := s.hash(ctx, p, password)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(c *sqlite.Conn) error { return putAccount(c, person, hash) })
	if err != nil {
		return fmt.Errorf("set password of %s: %w", person, err)
	}
	return nil
}

func putAccount(c *sqlite.Conn, person, hash string) error {
	return firstErr(exec(c, `INSERT INTO accounts (person, hash, epoch) VALUES (?, ?, 0) ON CONFLICT (person)
		DO UPDATE SET hash = excluded.hash, failed = 0, last = 0, until = 0`, person, hash), shutOut(c, person))
}

// hash checks and hashes a password.
func (s *Store) hash(ctx context.Context, p Person, password string) (string, error) {
	if err := CheckPassword(p, password); err != nil {
		return "", err
	}
	done, err := s.known.hashing.enter(ctx) // whoever sets a password was let in to do so
	if err != nil {
		return "", err
	}
	defer done()
	return argon2id.CreateHash(password, &s.params)
}

// SetDisabled blocks an account, or lifts that; doing so again changes nothing. Blocking ends all its sessions at once, and
// takes its tokens and one-time links away for good. Whoever has no account yet can be blocked too: then he cannot get
// one by signing in through a provider.
func (s *Store) SetDisabled(ctx context.Context, person string, disabled bool) error {
	err := s.write(ctx, func(c *sqlite.Conn) error {
		if known, err := text(c, `SELECT 1 FROM persons WHERE id = ?`, person); err != nil || known == "" {
			return firstErr(err, ErrNoPerson)
		}
		if err := exec(c, `INSERT INTO accounts (person, hash, epoch, disabled) VALUES (?, '', 1, ?)
			ON CONFLICT (person) DO UPDATE SET disabled = excluded.disabled WHERE disabled <> excluded.disabled`, person, disabled); err != nil || !disabled {
			return err
		}
		return firstErr(exec(c, `DELETE FROM links WHERE person = ?`, person), shutOut(c, person))
	})
	if err != nil {
		return fmt.Errorf("block account of %s: %w", person, err)
	}
	return nil
}

// Standing tells whether a session of this person may go on: only while active is true and epoch is what it was when
// the session began. A person without an account is not active.
func (s *Store) Standing(ctx context.Context, person string) (epoch int64, active bool, err error) {
	err = s.read(ctx, `SELECT epoch, disabled FROM accounts WHERE person = ?`, []any{person}, func(st *sqlite.Stmt) error {
		epoch, active = st.ColumnInt64(0), !st.ColumnBool(1)
		return nil
	})
	if err != nil {
		return 0, false, fmt.Errorf("standing of %s: %w", person, err)
	}
	return epoch, active, nil
}

// SignedIn is who signed in.
type SignedIn struct {
	Person Person
	Epoch  int64 // for [Store.Standing]
	Second bool  // a second step is needed before he is in: see [Store.SecondStep]
}

// account is a row as sign-in needs it; person.ID is "" for an address without an account.
type account struct {
	SignedIn
	hash     string
	disabled bool
	tries
}

// SignIn checks an address and a password at a moment. The answer is the same, and takes the same time, for an address
// that has no account, a wrong password and a blocked account: a [*domain.Refusal] with code "signin.wrong"; after too
// many of them, [*Locked]; "signin.busy" if too many others are signing in. Attempts for one address are handled one by
// one, so that guessing at once gains nothing.
//
// device names the browser, if somebody completed a sign-in for this address in it before ("" otherwise; it is not checked
// here): its failures are counted apart from those of strangers, who so cannot shut its owner out of it.
//
// If the account has a second step, a right password forgives no failures before it: codes cannot be guessed with a
// known password in between.
func (s *Store) SignIn(ctx context.Context, device, email, password string, now time.Time) (SignedIn, error) {
	lane, key := s.way(device, email)
	leave, err := lane.oneByOne(ctx, key)
	if err != nil {
		return SignedIn{}, err
	}
	defer leave()
	a, err := s.account(ctx, email)
	if err != nil {
		return SignedIn{}, err
	}
	if device != "" {
		a.tries = s.devices.get(device)
	}
	if now.Before(a.until) {
		return SignedIn{}, &Locked{Until: a.until, now: now}
	}
	ok, err := s.verify(ctx, lane, a, password)
	if err != nil {
		return SignedIn{}, err
	}
	ctx = context.WithoutCancel(ctx) // a guess counts, also when whoever guessed has hung up
	if !ok {
		if err := s.failed(ctx, device, a, email, now); err != nil {
			return SignedIn{}, err
		}
		return SignedIn{}, wrong()
	}
	return a.SignedIn, s.succeeded(ctx, device, a, password, now)
}

func wrong() error {
	return &domain.Refusal{Kind: domain.Forbidden, Code: "signin.wrong",
		NL: "Het e-mailadres of het wachtwoord klopt niet. Controleer beide. Lukt het niet, vraag de beheerder dan om een nieuwe link."}
}

func (s *Store) account(ctx context.Context, email string) (account, error) {
	a := account{hash: s.dummy}
	err := s.read(ctx, `SELECT `+personColumns+`, epoch, hash, disabled, failed, last, until,
		EXISTS (SELECT 1 FROM seconds WHERE seconds.person = persons.id AND confirmed > 0)
		FROM persons JOIN accounts ON accounts.person = persons.id WHERE email_key = ?`, []any{emailKey(email)}, func(st *sqlite.Stmt) error {
		a = account{SignedIn: SignedIn{Person: scanPerson(st), Epoch: st.ColumnInt64(5), Second: st.ColumnBool(11)}, hash: st.ColumnText(6), disabled: st.ColumnBool(7),
			tries: tries{failed: st.ColumnInt(8), last: fromMillis(st.ColumnInt64(9)), until: fromMillis(st.ColumnInt64(10))}}
		return nil
	})
	if err != nil {
		return a, fmt.Errorf("look up account: %w", err)
	}
	if a.Person.ID == "" {
		a.tries = s.strangers.get(emailKey(email))
	}
	if a.hash == "" { // no local password
		a.hash = s.dummy
	}
	return a, nil
}

// verify costs one comparison, whatever the answer.
func (s *Store) verify(ctx context.Context, l *lane, a account, password string) (bool, error) {
	if len(password) > MaxPassword {
		password = "" // no account has it
	}
	done, err := l.hashing.enter(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	match, err := s.compare(password, a.hash)
	if err != nil {
		return false, fmt.Errorf("password hash of %s: %w", a.Person.ID, err)
	}
	return match && a.Person.ID != "" && !a.disabled, nil
}

func (s *Store) failed(ctx context.Context, device string, a account, email string, now time.Time) error {
	if device != "" {
		s.devices.set(device, a.fail(now))
		return nil
	}
	if a.Person.ID == "" {
		s.strangers.set(emailKey(email), a.fail(now))
	}
	err := s.write(ctx, func(c *sqlite.Conn) error {
		if err := exec(c, `UPDATE nobody SET last = ?`, millis(now)); err != nil { // so that there is a write to disk, and the
			return err // time it takes, for an address without an account too
		}
		return countFailure(c, a.Person.ID, now)
	})
	if err != nil {
		return fmt.Errorf("count failed sign-in: %w", err)
	}
	return nil
}

// countFailure reads what was counted where it writes it, so that no two failures are counted as one.
func countFailure(c *sqlite.Conn, person string, now time.Time) error {
	t, err := triesOf(c, person)
	if err != nil {
		return err
	}
	t = t.fail(now)
	return exec(c, `UPDATE accounts SET failed = ?, last = ?, until = ? WHERE person = ?`, t.failed, millis(t.last), millis(t.until), person)
}

func triesOf(c *sqlite.Conn, person string) (t tries, err error) {
	err = sqlitex.Execute(c, `SELECT failed, last, until FROM accounts WHERE person = ?`, &sqlitex.ExecOptions{Args: []any{person}, ResultFunc: func(st *sqlite.Stmt) error {
		t = tries{failed: st.ColumnInt(0), last: fromMillis(st.ColumnInt64(1)), until: fromMillis(st.ColumnInt64(2))}
		return nil
	}})
	return t, err
}

// succeeded notes the sign-in, if it is complete, and hashes the password anew if hashing costs more (or less) today.
func (s *Store) succeeded(ctx context.Context, device string, a account, password string, now time.Time) error {
	hash, err := s.rehash(ctx, a.hash, password)
	if err != nil {
		return fmt.Errorf("hash password of %s anew: %w", a.Person.ID, err)
	}
	if a.Second && hash == a.hash {
		return nil
	}
	err = s.write(ctx, func(c *sqlite.Conn) error {
		if err := exec(c, `UPDATE accounts SET hash = ? WHERE person = ? AND hash = ?`, hash, a.Person.ID, a.hash); err != nil || c.Changes() == 0 || a.Second {
			return err
		}
		return noteSignIn(c, device, a.Person.ID, now)
	})
	if err == nil && !a.Second {
		s.devices.clear(device)
	}
	if err != nil {
		return fmt.Errorf("note sign-in of %s: %w", a.Person.ID, err)
	}
	return nil
}

// noteSignIn forgives what was counted, but not the failures of strangers when the owner comes in from a device of his own.
func noteSignIn(c *sqlite.Conn, device, person string, now time.Time) error {
	if device != "" {
		return exec(c, `UPDATE accounts SET signed = ? WHERE person = ?`, millis(now), person)
	}
	return exec(c, `UPDATE accounts SET failed = 0, last = 0, until = 0, signed = ? WHERE person = ?`, millis(now), person)
}

func (s *Store) rehash(ctx context.Context, hash, password string) (string, error) {
	if p, _, _, err := argon2id.DecodeHash(hash); err != nil || *p == s.params {
		return hash, err
	}
	done, err := s.known.hashing.enter(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return argon2id.CreateHash(password, &s.params)
}

// HasPassword tells whether a person can sign in with a local password.
func (s *Store) HasPassword(ctx context.Context, person string) (has bool, err error) {
	err = s.read(ctx, `SELECT 1 FROM accounts WHERE person = ? AND hash <> ''`, []any{person}, func(*sqlite.Stmt) error { has = true; return nil })
	if err != nil {
		return false, fmt.Errorf("account of %s: %w", person, err)
	}
	return has, nil
}

// EndSessions ends all sessions of a person at once, on every device. Tokens of scripts stay: they are taken away one by one.
func (s *Store) EndSessions(ctx context.Context, person string) error {
	err := s.write(ctx, func(c *sqlite.Conn) error { return endSessions(c, person) })
	if err != nil {
		return fmt.Errorf("end sessions of %s: %w", person, err)
	}
	return nil
}

// ShutOut ends all sessions of a person at once, and takes the tokens of his scripts and the address of his calendar away: whoever was in is out.
func (s *Store) ShutOut(ctx context.Context, person string) error {
	err := s.write(ctx, func(c *sqlite.Conn) error { return shutOut(c, person) })
	if err != nil {
		return fmt.Errorf("shut %s out: %w", person, err)
	}
	return nil
}

func shutOut(c *sqlite.Conn, person string) error {
	return firstErr(exec(c, `DELETE FROM tokens WHERE person = ?`, person), exec(c, `DELETE FROM feeds WHERE person = ?`, person), endSessions(c, person))
}

// endSessions lets the epoch rise by exactly one: whoever goes on in a session of his own knows what it is now.
func endSessions(c *sqlite.Conn, person string) error {
	if err := exec(c, `UPDATE accounts SET epoch = epoch + 1 WHERE person = ?`, person); err != nil {
		return err
	}
	return exec(c, `UPDATE sessions SET dead = 1, data = x'' WHERE person = ?`, person)
}
