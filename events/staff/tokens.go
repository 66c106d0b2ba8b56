package staff

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/domain"
)

// Token is the way in of one script, in the name of one person. It is named, ends on a day, and can be taken away.
type Token struct {
	ID      string // UUID
	Name    string // what the person calls the script; at most 60 characters
	Created time.Time
	Expires time.Time
	Used    time.Time // to the hour; zero: never
}

// TokenPrefix is how every token begins, so that a leak is recognised for what it is.
const TokenPrefix = "gb_"

// Limits of tokens.
const (
	MaxTokens     = 10                   // of one person
	MaxTokenValid = 366 * 24 * time.Hour // from today
	maxTokenName  = 60
	usedEvery     = time.Hour
)

// AddToken makes a token for a script of a person and returns it: it is told once, only its hash is kept. A
// [*domain.Refusal] with code "token.invalid" says what is wrong with name or term, or that he has [MaxTokens] already.
func (s *Store) AddToken(ctx context.Context, person, name string, expires, now time.Time) (token string, err error) {
	name = strings.TrimSpace(name)
	var wrong domain.Problems
	wrong.Need(name, "name", "Geef het programma een naam, zodat u de code later herkent.")
	if utf8.RuneCountInString(name) > maxTokenName {
		wrong.Add("name", fmt.Sprintf("De naam is te lang: hoogstens %d tekens.", maxTokenName))
	}
	if !expires.After(now) || expires.After(now.Add(MaxTokenValid)) {
		wrong.Add("days", "Kies hoe lang de code geldig is: hoogstens een jaar.")
	}
	if err := wrong.Refuse("token.invalid"); err != nil {
		return "", err
	}
	token = newToken()
	err = s.write(ctx, func(c *sqlite.Conn) error {
		if err := exec(c, `DELETE FROM tokens WHERE expires <= ?`, millis(now)); err != nil {
			return err
		}
		if n, err := oneInt(c, `SELECT count(*) FROM tokens WHERE person = ?`, person); err != nil || n >= MaxTokens {
			return firstErr(err, &domain.Refusal{Kind: domain.Conflict, Code: "token.many",
				NL: fmt.Sprintf("U heeft al %d codes voor programma’s. Trek er eerst een in.", MaxTokens)})
		}
		return exec(c, `INSERT INTO tokens (hash, id, person, name, created, expires) VALUES (?, ?, ?, ?, ?, ?)`,
			tokenHash(token), uuid.NewString(), person, name, millis(now), millis(expires))
	})
	if err != nil {
		return "", fmt.Errorf("add token of %s: %w", person, err)
	}
	return token, nil
}

func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return TokenPrefix + base64.RawURLEncoding.EncodeToString(b)
}

// Tokens returns the tokens of a person that still work, newest first.
func (s *Store) Tokens(ctx context.Context, person string, now time.Time) (list []Token, err error) {
	err = s.read(ctx, `SELECT id, name, created, expires, used FROM tokens WHERE person = ? AND expires > ? ORDER BY created DESC, id`,
		[]any{person, millis(now)}, func(st *sqlite.Stmt) error {
			list = append(list, Token{st.ColumnText(0), st.ColumnText(1), fromMillis(st.ColumnInt64(2)), fromMillis(st.ColumnInt64(3)), fromMillis(st.ColumnInt64(4))})
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("list tokens of %s: %w", person, err)
	}
	return list, nil
}

// RemoveToken takes away the token of that person with that id. What is not there is gone already.
func (s *Store) RemoveToken(ctx context.Context, person, id string) error {
	err := s.write(ctx, func(c *sqlite.Conn) error {
		return exec(c, `DELETE FROM tokens WHERE person = ? AND id = ?`, person, id)
	})
	if err != nil {
		return fmt.Errorf("remove token %s: %w", id, err)
	}
	return nil
}

// SignInToken returns whose script has this token. A [*domain.Refusal] with code "token.wrong" if it is unknown, over or
// taken away, or the account is blocked.
func (s *Store) SignInToken(ctx context.Context, token string, now time.Time) (in SignedIn, err error) {
	var used time.Time
	err = s.read(ctx, `SELECT `+personColumns+`, epoch, used FROM tokens JOIN persons ON persons.id = tokens.person
		JOIN accounts ON accounts.person = tokens.person WHERE tokens.hash = ? AND expires > ? AND disabled = 0`,
		[]any{tokenHash(token), millis(now)}, func(st *sqlite.Stmt) error {
			in, used = SignedIn{Person: scanPerson(st), Epoch: st.ColumnInt64(5)}, fromMillis(st.ColumnInt64(6))
			return nil
		})
	if err == nil && in.Person.ID == "" {
		return in, &domain.Refusal{Kind: domain.Forbidden, Code: "token.wrong",
			NL: "Deze code voor programma’s is onbekend, verlopen of ingetrokken. Maak een nieuwe op de pagina Mijn account."}
	}
	if err == nil && now.Sub(used) >= usedEvery {
		err = s.jot(ctx, func(c *sqlite.Conn) error {
			return exec(c, `UPDATE tokens SET used = ? WHERE hash = ?`, millis(now), tokenHash(token))
		})
	}
	if err != nil {
		return SignedIn{}, fmt.Errorf("look up token: %w", err)
	}
	return in, nil
}

func oneInt(c *sqlite.Conn, query string, args ...any) (n int64, err error) {
	err = sqlitex.Execute(c, query, &sqlitex.ExecOptions{Args: args, ResultFunc: func(st *sqlite.Stmt) error {
		n = st.ColumnInt64(0)
		return nil
	}})
	return n, err
}
