package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/domain"
)

// Second is the second step of an account: a secret that the person's telephone has too. What a code is, and how the
// secret is sealed, is the work of the caller (package auth); here it is kept, counted and used up.
type Second struct {
	Secret    []byte    // as the caller sealed it; nil if there is none
	Confirmed time.Time // when it was proven; zero: shown, not yet proven
	Recovery  int       // recovery codes left
}

// Active tells whether a sign-in needs it.
func (s Second) Active() bool { return !s.Confirmed.IsZero() }

// RecoveryCodes is how many codes somebody gets for when his telephone is lost. Each works once.
const RecoveryCodes = 10

const maxSecret = 200 // bytes, sealed

// Second returns the second step of a person; the zero Second if he has none.
func (s *Store) Second(ctx context.Context, person string) (second Second, err error) {
	err = s.read(ctx, `SELECT secret, confirmed, (SELECT count(*) FROM recovery WHERE recovery.person = seconds.person) FROM seconds WHERE person = ?`,
		[]any{person}, func(st *sqlite.Stmt) error { second = scanSecond(st); return nil })
	if err != nil {
		return Second{}, fmt.Errorf("second step of %s: %w", person, err)
	}
	return second, nil
}

func scanSecond(st *sqlite.Stmt) Second {
	second := Second{Secret: make([]byte, st.ColumnLen(0)), Confirmed: fromMillis(st.ColumnInt64(1)), Recovery: st.ColumnInt(2)}
	st.ColumnBytes(0, second.Secret)
	return second
}

// ProposeSecond keeps a new secret that the person has yet to prove with a code ([Store.ConfirmSecond]). It replaces an
// earlier one that was not proven; one that was is refused with "second.known".
func (s *Store) ProposeSecond(ctx context.Context, person string, secret []byte) error {
	if len(secret) == 0 || len(secret) > maxSecret {
		return fmt.Errorf("second step of %s: secret of %d bytes", person, len(secret))
	}
	err := s.write(ctx, func(c *sqlite.Conn) error {
		err := exec(c, `INSERT INTO seconds (person, secret) VALUES (?, ?) ON CONFLICT (person)
			DO UPDATE SET secret = excluded.secret, counter = 0 WHERE confirmed = 0`, person, secret)
		if err == nil && c.Changes() == 0 {
			return &domain.Refusal{Kind: domain.Conflict, Code: "second.known", NL: "Uw account heeft al een tweede stap. Zet die eerst uit."}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("propose second step of %s: %w", person, err)
	}
	return nil
}

// CounterOf tells which code of a secret was given: its number, which is that of its half minute; ok is false if none.
type CounterOf func(secret []byte) (counter int64, ok bool, err error)

// ConfirmSecond turns the proposed second step on, if the code that was given is one of its secret, and returns
// [RecoveryCodes] new codes, which are told once. Sessions that began without it end: the epoch rises by one. Errors are
// those of [Store.SecondStep], and "second.none".
func (s *Store) ConfirmSecond(ctx context.Context, device, person string, now time.Time, counterOf CounterOf) ([]string, error) {
	codes := newRecovery()
	err := s.secondStep(ctx, device, person, now, func(c *sqlite.Conn, second Second) (bool, error) {
		counter, ok, err := counterOf(second.Secret)
		if err != nil || !ok {
			return false, err
		}
		if second.Active() {
			return false, noSecond()
		}
		if err := exec(c, `UPDATE seconds SET confirmed = ?, counter = ? WHERE person = ?`, millis(now), counter, person); err != nil {
			return false, err
		}
		return true, firstErr(putRecovery(c, person, codes), endSessions(c, person))
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// SecondStep completes a sign-in, or does not: the code given is a recovery code, which is then used up, or it is one of the
// secret and later than the last one accepted. Recovery codes come first: they work where the secret cannot be read.
// Refusals are "second.wrong" and "second.used"; a wrong code counts as a wrong password does, in the same count, and
// after too many of both the answer is [*Locked]. device is as at [Store.SignIn].
func (s *Store) SecondStep(ctx context.Context, device, person, code string, now time.Time, counterOf CounterOf) error {
	return s.secondStep(ctx, device, person, now, func(c *sqlite.Conn, second Second) (bool, error) {
		if !second.Active() {
			return false, noSecond()
		}
		if err := exec(c, `DELETE FROM recovery WHERE hash = ? AND person = ?`, recoveryHash(person, code), person); err != nil || c.Changes() == 1 {
			return err == nil, err
		}
		counter, ok, err := counterOf(second.Secret)
		if err != nil || !ok {
			return false, err
		}
		err = exec(c, `UPDATE seconds SET counter = ? WHERE person = ? AND counter < ?`, counter, person, counter)
		if err == nil && c.Changes() == 0 {
			return false, &domain.Refusal{Kind: domain.Forbidden, Code: "second.used", NL: "Deze code is al gebruikt. Wacht tot uw app de volgende code toont."}
		}
		return true, err
	})
}

func noSecond() error {
	return &domain.Refusal{Kind: domain.Conflict, Code: "second.none", NL: "Er valt geen tweede stap te bevestigen. Begin opnieuw."}
}

// secondStep is one attempt: what try says, and what follows from it, in one transaction, one by one for one person.
func (s *Store) secondStep(ctx context.Context, device, person string, now time.Time, try func(*sqlite.Conn, Second) (bool, error)) error {
	p, err := s.Person(ctx, person)
	if err != nil {
		return err
	}
	lane, key := s.way(device, p.Email)
	leave, err := lane.oneByOne(ctx, key)
	if err != nil {
		return err
	}
	defer leave()
	var refused error
	err = s.write(context.WithoutCancel(ctx), func(c *sqlite.Conn) (err error) { // a guess counts, also when whoever guessed has hung up
		refused, err = s.attempt(c, device, person, now, try)
		return err
	})
	if err != nil {
		return fmt.Errorf("second step of %s: %w", person, err)
	}
	if device != "" {
		s.countDevice(device, refused, now)
	}
	return refused
}

// countDevice counts after the transaction, which may run twice.
func (s *Store) countDevice(device string, refused error, now time.Time) {
	refusal, _ := errors.AsType[*domain.Refusal](refused)
	switch {
	case refused == nil:
		s.devices.clear(device)
	case refusal != nil && refusal.Code == wrongCode:
		s.devices.set(device, s.devices.get(device).fail(now))
	}
}

const wrongCode = "second.wrong"

// attempt returns in refused what must not undo what it counted.
func (s *Store) attempt(c *sqlite.Conn, device, person string, now time.Time, try func(*sqlite.Conn, Second) (bool, error)) (refused, err error) {
	t := s.devices.get(device)
	if device == "" {
		t, err = triesOf(c, person)
	}
	if err != nil {
		return nil, err
	}
	if now.Before(t.until) {
		return &Locked{Until: t.until, now: now}, nil
	}
	second, err := readSecond(c, person)
	if err != nil {
		return nil, err
	}
	if second.Secret == nil {
		return noSecond(), nil
	}
	ok, err := try(c, second)
	switch {
	case err != nil:
		return nil, err
	case ok:
		return nil, noteSignIn(c, device, person, now)
	case device == "":
		err = countFailure(c, person, now)
	}
	return &domain.Refusal{Kind: domain.Forbidden, Code: wrongCode,
		NL: "Deze code klopt niet. Vul de zes cijfers in die uw app nu toont. Loopt de klok van uw telefoon gelijk?"}, err
}

func readSecond(c *sqlite.Conn, person string) (second Second, err error) {
	err = sqlitex.Execute(c, `SELECT secret, confirmed, 0 FROM seconds WHERE person = ?`, &sqlitex.ExecOptions{Args: []any{person},
		ResultFunc: func(st *sqlite.Stmt) error { second = scanSecond(st); return nil }})
	return second, err
}

// RenewRecovery replaces the recovery codes of a person, and returns the new ones. "second.none" if he has no second step.
func (s *Store) RenewRecovery(ctx context.Context, person string) ([]string, error) {
	codes := newRecovery()
	err := s.write(ctx, func(c *sqlite.Conn) error {
		second, err := readSecond(c, person)
		if err != nil || !second.Active() {
			return firstErr(err, noSecond())
		}
		return putRecovery(c, person, codes)
	})
	if err != nil {
		return nil, fmt.Errorf("renew recovery codes of %s: %w", person, err)
	}
	return codes, nil
}

// RemoveSecond takes the second step of a person away, with its recovery codes, and ends his sessions.
func (s *Store) RemoveSecond(ctx context.Context, person string) error {
	err := s.write(ctx, func(c *sqlite.Conn) error {
		for _, query := range []string{`DELETE FROM recovery WHERE person = ?`, `DELETE FROM seconds WHERE person = ?`} {
			if err := exec(c, query, person); err != nil {
				return err
			}
		}
		return endSessions(c, person)
	})
	if err != nil {
		return fmt.Errorf("remove second step of %s: %w", person, err)
	}
	return nil
}

// newRecovery makes codes of 80 random bits: too many to try, also for whoever has their hashes.
func newRecovery() []string {
	codes := make([]string, RecoveryCodes)
	for i := range codes {
		b := make([]byte, 10)
		_, _ = rand.Read(b) // never fails (crypto/rand)
		c := strings.ToLower(base32.StdEncoding.EncodeToString(b))
		codes[i] = c[:4] + "-" + c[4:8] + "-" + c[8:12] + "-" + c[12:]
	}
	return codes
}

func putRecovery(c *sqlite.Conn, person string, codes []string) error {
	if err := exec(c, `DELETE FROM recovery WHERE person = ?`, person); err != nil {
		return err
	}
	for _, code := range codes {
		if err := exec(c, `INSERT INTO recovery (hash, person) VALUES (?, ?)`, recoveryHash(person, code), person); err != nil {
			return err
		}
	}
	return nil
}

// recoveryHash reads a code as people type it: in any case, with or without dashes and spaces.
func recoveryHash(person, code string) []byte {
	code = strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code))
	h := sha256.Sum256([]byte(person + "/" + code))
	return h[:]
}
