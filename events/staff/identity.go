package staff

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/domain"
)

// Identity is somebody as a provider of identities (OpenID Connect) knows him.
type Identity struct {
	Issuer  string // who says so: an https address
	Subject string // his id there, for ever the same; at most 255 bytes
	Email   string // his address; "" if the provider does not vouch for it
}

const maxSubject = 255

// Identify returns whose identity this is: the person it was linked to, or else the person with its address; linked tells
// which. It changes nothing. A [*domain.Refusal] says why nobody can sign in with it:
//
//   - "identity.unknown": there is no such person, or only an address that the provider does not vouch for;
//   - "identity.other": the person with this address is linked to another identity of the same issuer;
//   - "account.disabled": his account is blocked;
//   - "identity.first": there is no account at all. The first one is made with the link of the first set-up.
func (s *Store) Identify(ctx context.Context, id Identity) (person string, linked bool, err error) {
	err = s.write(ctx, func(c *sqlite.Conn) (err error) {
		person, linked, err = identify(c, id)
		return err
	})
	if err != nil {
		return "", false, fmt.Errorf("identify somebody of %s: %w", id.Issuer, err)
	}
	return person, linked, nil
}

func identify(c *sqlite.Conn, id Identity) (person string, linked bool, err error) {
	if id.Issuer == "" || id.Subject == "" || len(id.Subject) > maxSubject {
		return "", false, fmt.Errorf("subject of %d bytes", len(id.Subject))
	}
	if some, err := text(c, `SELECT 1 FROM accounts LIMIT 1`); err != nil || some == "" {
		return "", false, firstErr(err, &domain.Refusal{Kind: domain.Forbidden, Code: "identity.first",
			NL: "Het grootboek is nog niet ingericht. Dat gebeurt met de link die het bij de eerste start geeft."})
	}
	person, err = text(c, `SELECT person FROM identities WHERE issuer = ? AND subject = ?`, id.Issuer, id.Subject)
	linked = person != ""
	if err == nil && !linked {
		person, err = byAddress(c, id)
	}
	if err != nil {
		return "", false, err
	}
	blocked, err := text(c, `SELECT disabled FROM accounts WHERE person = ?`, person)
	if err != nil || blocked == "1" {
		return "", false, firstErr(err, &domain.Refusal{Kind: domain.Forbidden, Code: "account.disabled", NL: "Uw account is geblokkeerd. Vraag de gemeentesecretaris waarom."})
	}
	return person, linked, nil
}

// byAddress returns the person with the address of the identity, who is not linked to another one of this issuer: an
// address that was given to somebody else does not give him the account.
func byAddress(c *sqlite.Conn, id Identity) (string, error) {
	key := emailKey(id.Email)
	if key == "" || strings.ContainsFunc(id.Email, notASCII) {
		return "", noIdentity()
	}
	person, err := text(c, `SELECT id FROM persons WHERE email_key = ?`, key)
	if err != nil || person == "" {
		return "", firstErr(err, noIdentity())
	}
	other, err := text(c, `SELECT 1 FROM identities WHERE issuer = ? AND person = ?`, id.Issuer, person)
	if err != nil || other != "" {
		return "", firstErr(err, &domain.Refusal{Kind: domain.Forbidden, Code: "identity.other",
			NL: "Uw e-mailadres hoort in het grootboek bij een ander gemeenteaccount. Vraag de gemeentesecretaris om de oude koppeling te verbreken."})
	}
	return person, nil
}

// notASCII: letters beyond ASCII fold to others (the Kelvin sign to k), or look like them. An address with one is nobody's.
func notASCII(r rune) bool { return r > unicode.MaxASCII }

func noIdentity() error {
	return &domain.Refusal{Kind: domain.Forbidden, Code: "identity.unknown",
		NL: "Er is geen account voor u in het grootboek. Vraag de privacybeheerder om u op te nemen in de personenlijst, met het e-mailadres van uw gemeenteaccount."}
}

// SignInIdentity signs in whoever this identity is of ([Store.Identify], whose refusals it shares), and links it to him if it
// was not: then his one-time links work no longer. He gets an account if he has none: one without a local password.
func (s *Store) SignInIdentity(ctx context.Context, id Identity, now time.Time) (in SignedIn, err error) {
	err = s.write(ctx, func(c *sqlite.Conn) (err error) {
		in, err = signInIdentity(c, id, now)
		return err
	})
	if err != nil {
		return SignedIn{}, fmt.Errorf("sign in by identity of %s: %w", id.Issuer, err)
	}
	in.Person, err = s.Person(ctx, in.Person.ID)
	return in, err
}

func signInIdentity(c *sqlite.Conn, id Identity, now time.Time) (in SignedIn, err error) {
	person, linked, err := identify(c, id)
	if err != nil {
		return in, err
	}
	if !linked {
		if err := exec(c, `INSERT INTO identities (issuer, subject, person, linked) VALUES (?, ?, ?, ?)`, id.Issuer, id.Subject, person, millis(now)); err != nil {
			return in, err
		}
		if err := exec(c, `DELETE FROM links WHERE person = ?`, person); err != nil { // he is in: a link is for somebody else now
			return in, err
		}
	}
	if err := exec(c, `INSERT INTO accounts (person, hash, epoch) VALUES (?, '', 1) ON CONFLICT (person) DO NOTHING`, person); err != nil {
		return in, err
	}
	if err := noteSignIn(c, "", person, now); err != nil {
		return in, err
	}
	in.Person.ID = person
	in.Epoch, err = oneInt(c, `SELECT epoch FROM accounts WHERE person = ?`, person)
	return in, err
}

// Unlink breaks the links of a person with providers, ends his sessions, and takes the tokens of his scripts away. The next identity with his address is his.
func (s *Store) Unlink(ctx context.Context, person string) error {
	err := s.write(ctx, func(c *sqlite.Conn) error {
		if err := exec(c, `DELETE FROM identities WHERE person = ?`, person); err != nil {
			return err
		}
		return shutOut(c, person)
	})
	if err != nil {
		return fmt.Errorf("unlink %s: %w", person, err)
	}
	return nil
}
