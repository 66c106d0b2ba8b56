package staff

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"

	"zombiezen.com/go/sqlite"
)

// Feed is the address under which the calendar of one person reads his terms. There is one each; whoever has the token in it can read
// what the person has to do and by when, and nothing else: it opens no account.
type Feed struct {
	Created time.Time
	Used    time.Time // to the hour; zero: never
}

// FeedPrefix is how the token of every feed begins. A token of a script begins with another ([TokenPrefix]).
const FeedPrefix = "gba_"

// NewFeed makes the address of a person and returns its token: it is told once, only its hash is kept. An address that he had does
// not work any more.
func (s *Store) NewFeed(ctx context.Context, person string, now time.Time) (token string, err error) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	token = FeedPrefix + base64.RawURLEncoding.EncodeToString(b)
	err = s.write(ctx, func(c *sqlite.Conn) error {
		return exec(c, `INSERT INTO feeds (person, hash, created) VALUES (?, ?, ?)
			ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, created = excluded.created, used = 0`, person, tokenHash(token), millis(now))
	})
	if err != nil {
		return "", fmt.Errorf("make feed of %s: %w", person, err)
	}
	return token, nil
}

// Feed returns the address of a person; ok is false if he has none.
func (s *Store) Feed(ctx context.Context, person string) (f Feed, ok bool, err error) {
	err = s.read(ctx, `SELECT created, used FROM feeds WHERE person = ?`, []any{person}, func(st *sqlite.Stmt) error {
		f, ok = Feed{fromMillis(st.ColumnInt64(0)), fromMillis(st.ColumnInt64(1))}, true
		return nil
	})
	if err != nil {
		return Feed{}, false, fmt.Errorf("feed of %s: %w", person, err)
	}
	return f, ok, nil
}

// RemoveFeed takes the address of a person away. What is not there is gone already.
func (s *Store) RemoveFeed(ctx context.Context, person string) error {
	err := s.write(ctx, func(c *sqlite.Conn) error { return exec(c, `DELETE FROM feeds WHERE person = ?`, person) })
	if err != nil {
		return fmt.Errorf("remove feed of %s: %w", person, err)
	}
	return nil
}

// FeedOf returns whose feed has this token; "" if it is unknown or taken away, or the account is blocked.
func (s *Store) FeedOf(ctx context.Context, token string, now time.Time) (person string, err error) {
	var used time.Time
	err = s.read(ctx, `SELECT feeds.person, used FROM feeds JOIN accounts ON accounts.person = feeds.person WHERE feeds.hash = ? AND disabled = 0`,
		[]any{tokenHash(token)}, func(st *sqlite.Stmt) error {
			person, used = st.ColumnText(0), fromMillis(st.ColumnInt64(1))
			return nil
		})
	if err == nil && person != "" && now.Sub(used) >= usedEvery {
		err = s.jot(ctx, func(c *sqlite.Conn) error {
			return exec(c, `UPDATE feeds SET used = ? WHERE person = ? AND hash = ?`, millis(now), person, tokenHash(token))
		})
	}
	if err != nil {
		return "", fmt.Errorf("look up feed: %w", err)
	}
	return person, nil
}
