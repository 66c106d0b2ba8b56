package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/domain"
)

// Kind says what a one-time link is for.
type Kind string

const (
	First Kind = "first" // the first set-up: whoever has it becomes the first person with an account
	Setup Kind = "setup" // a first password for a person in the directory
	Reset Kind = "reset" // a new password for a person who has an account
)

// MaxValid is the longest a one-time link may be valid.
const MaxValid = 14 * 24 * time.Hour

// Invitation is what a valid one-time link is for.
type Invitation struct {
	Person  Person // the zero Person for a link of kind First
	Kind    Kind
	Expires time.Time
}

// Invite makes a one-time link for a person, for Setup if he has no account yet and for Reset if he has, and returns
// its token: 43 characters that may stand in an address. Only its hash is kept, so it is told once. It replaces earlier
// links of that person. validFor is at most [MaxValid].
func (s *Store) Invite(ctx context.Context, person string, kind Kind, validFor time.Duration, now time.Time) (token string, err error) {
	if kind != Setup && kind != Reset {
		return "", fmt.Errorf("link of kind %q", kind)
	}
	err = s.write(ctx, func(c *sqlite.Conn) error {
		if err := mayInvite(c, person, kind); err != nil {
			return err
		}
		if err := exec(c, `DELETE FROM links WHERE person = ?`, person); err != nil {
			return err
		}
		token, err = putLink(c, person, kind, validFor, now)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("invite %s: %w", person, err)
	}
	return token, nil
}

func mayInvite(c *sqlite.Conn, person string, kind Kind) error {
	if known, err := text(c, `SELECT 1 FROM persons WHERE id = ?`, person); err != nil || known == "" {
		return errors.Join(err, ErrNoPerson)
	}
	disabled, err := text(c, `SELECT disabled FROM accounts WHERE person = ?`, person)
	switch {
	case err != nil:
		return err
	case disabled == "1":
		return &domain.Refusal{Kind: domain.Conflict, Code: "account.disabled", NL: "Dit account is geblokkeerd. Hef eerst de blokkade op."}
	case kind == Setup && disabled != "":
		return &domain.Refusal{Kind: domain.Conflict, Code: "account.known", NL: "Deze persoon heeft al een account. Maak een link voor een nieuw wachtwoord."}
	case kind == Reset && disabled == "":
		return &domain.Refusal{Kind: domain.Conflict, Code: "account.none", NL: "Deze persoon heeft nog geen account. Maak een link om er een in te stellen."}
	}
	return nil
}

// FirstLink makes the one-time link of the first set-up, as long as there is no account; then ok is false. It replaces
// an earlier one, so a start that failed half-way leaves nothing open.
func (s *Store) FirstLink(ctx context.Context, validFor time.Duration, now time.Time) (token string, ok bool, err error) {
	err = s.write(ctx, func(c *sqlite.Conn) error {
		token = "" // not that of a run that was undone
		some, err := text(c, `SELECT 1 FROM accounts LIMIT 1`)
		if err != nil || some != "" {
			return err
		}
		if err := exec(c, `DELETE FROM links WHERE kind = ?`, string(First)); err != nil {
			return err
		}
		token, err = putLink(c, "", First, validFor, now)
		return err
	})
	if err != nil {
		return "", false, fmt.Errorf("make the first link: %w", err)
	}
	return token, token != "", nil
}

func putLink(c *sqlite.Conn, person string, kind Kind, validFor time.Duration, now time.Time) (string, error) {
	if validFor <= 0 || validFor > MaxValid {
		return "", fmt.Errorf("link valid for %s; at most %s", validFor, MaxValid)
	}
	if err := exec(c, `DELETE FROM links WHERE expires <= ?`, millis(now)); err != nil {
		return "", err
	}
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	token := base64.RawURLEncoding.EncodeToString(b)
	err := exec(c, `INSERT INTO links (hash, person, kind, expires) VALUES (?, ?, ?, ?)`,
		tokenHash(token), nullable(person), string(kind), millis(now.Add(validFor)))
	return token, err
}

func tokenHash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

func noLink() error {
	return &domain.Refusal{Kind: domain.NotFound, Code: "link.invalid",
		NL: "Deze link is verlopen of al gebruikt. Vraag de beheerder om een nieuwe link."}
}

// Link tells what a one-time link is for, without using it. A [*domain.Refusal] with code "link.invalid" if it is
// unknown, used or expired.
func (s *Store) Link(ctx context.Context, token string, now time.Time) (Invitation, error) {
	var inv Invitation
	var person string
	err := s.read(ctx, `SELECT coalesce(person, ''), kind, expires FROM links WHERE hash = ? AND expires > ?`,
		[]any{tokenHash(token), millis(now)}, func(st *sqlite.Stmt) error {
			person, inv.Kind, inv.Expires = st.ColumnText(0), Kind(st.ColumnText(1)), fromMillis(st.ColumnInt64(2))
			return nil
		})
	switch {
	case err != nil:
		return Invitation{}, fmt.Errorf("look up link: %w", err)
	case inv.Kind == "":
		return Invitation{}, noLink()
	case inv.Kind == First:
		return inv, nil
	}
	inv.Person, err = s.Person(ctx, person)
	return inv, err
}

// Redeem uses a link of kind Setup or Reset, if the account is still what the link was made for: the person has this
// password from now on, his sessions end and the tokens of his scripts are gone. Whatever is refused leaves the link as it
// was; a link that worked works once.
func (s *Store) Redeem(ctx context.Context, token, password string, now time.Time) (Person, error) {
	inv, err := s.Link(ctx, token, now)
	if err != nil {
		return Person{}, err
	}
	if inv.Kind == First {
		return Person{}, noLink()
	}
	hash, err := s.hash(ctx, inv.Person, password)
	if err != nil {
		return Person{}, err
	}
	err = s.write(ctx, func(c *sqlite.Conn) error {
		if err := firstErr(useLink(c, token, now), stillFor(c, inv)); err != nil {
			return err
		}
		return putAccount(c, inv.Person.ID, hash)
	})
	if err != nil {
		return Person{}, fmt.Errorf("redeem link of %s: %w", inv.Person.ID, err)
	}
	return inv.Person, nil
}

// stillFor tells whether the account is what it was when the link was made: a link for a first password is none for a new
// one, and whoever is blocked gets neither.
func stillFor(c *sqlite.Conn, inv Invitation) error {
	err := mayInvite(c, inv.Person.ID, inv.Kind)
	if _, refused := errors.AsType[*domain.Refusal](err); refused {
		return noLink()
	}
	return err
}

// SetUp uses the link of the first set-up: p is the first person with an account. If the directory has somebody with
// his address already, that person gets the name and number given, and the account.
func (s *Store) SetUp(ctx context.Context, token string, p Person, password string, now time.Time) (Person, error) {
	if inv, err := s.Link(ctx, token, now); err != nil || inv.Kind != First {
		return Person{}, firstErr(err, noLink())
	}
	p, err := s.firstPerson(ctx, p, now)
	if err != nil {
		return Person{}, err
	}
	hash, err := s.hash(ctx, p, password)
	if err != nil {
		return Person{}, err
	}
	err = s.write(ctx, func(c *sqlite.Conn) error { return setUp(c, token, p, hash, now) })
	if err != nil {
		return Person{}, fmt.Errorf("set up the first account: %w", err)
	}
	s.setName(p.ID, p.Name)
	return p, nil
}

func (s *Store) firstPerson(ctx context.Context, p Person, now time.Time) (Person, error) {
	p.ID, p.Created = "", now
	known, err := s.ByEmail(ctx, p.Email)
	switch {
	case err == nil:
		p.ID, p.Created = known.ID, known.Created
	case !errors.Is(err, ErrNoPerson):
		return p, err
	}
	if p.Email == "" {
		return p, &domain.Refusal{Kind: domain.Invalid, Code: "person.invalid", NL: "Er ontbreekt iets:",
			Fields: []domain.Problem{{Field: "email", NL: "Vul het e-mailadres in. Daarmee meldt u zich aan."}}}
	}
	return checkPerson(p)
}

func setUp(c *sqlite.Conn, token string, p Person, hash string, now time.Time) error {
	if err := useLink(c, token, now); err != nil {
		return err
	}
	some, err := text(c, `SELECT 1 FROM accounts LIMIT 1`)
	if err != nil || some != "" {
		return firstErr(err, noLink())
	}
	known, err := text(c, `SELECT 1 FROM persons WHERE id = ?`, p.ID)
	switch {
	case err != nil:
		return err
	case known != "":
		err = updatePerson(c, p)
	default:
		err = insertPerson(c, p)
	}
	if err != nil {
		return err
	}
	return putAccount(c, p.ID, hash)
}

// useLink takes a valid link away: of two who use it at once, one is refused.
func useLink(c *sqlite.Conn, token string, now time.Time) error {
	err := exec(c, `DELETE FROM links WHERE hash = ? AND expires > ?`, tokenHash(token), millis(now))
	if err == nil && c.Changes() == 0 {
		return noLink()
	}
	return err
}

func firstErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
