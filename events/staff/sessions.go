package staff

import (
	"context"
	"fmt"
	"time"

	"zombiezen.com/go/sqlite"
)

// Sessions keeps the sessions of the web pages; it is a store for scs (scs.Store, with contexts). scs must be told to
// hash the tokens (HashTokenInStore), and not to watch idleness (IdleTimeout 0): this store does, because scs would
// write the whole session back at every page, and so undo what another page changed meanwhile.
//
// A session that was deleted stays deleted, also if a request that was under way saves it afterwards.
type Sessions struct {
	Store *Store
	Idle  time.Duration    // a session not seen for this long is over
	Now   func() time.Time // the clock
	// Person tells whose a session is, from its data; "" if nobody has signed in. Nil: sessions are nobody's.
	Person func(data []byte) string
}

// seenEvery is how exactly it is known when a session was last seen: more exactly would be a write at every page.
const seenEvery = time.Minute

// Find implements scs.Store.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (s Sessions) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

// Delete implements scs.Store.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// FindCtx returns the session if it is neither expired nor idle, and notes that it was seen.
func (s Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	var seen time.Time
	now := s.Now()
	err = s.Store.read(ctx, `SELECT data, seen FROM sessions WHERE token = ? AND dead = 0 AND expires > ? AND seen > ?`,
		[]any{token, millis(now), millis(now.Add(-s.Idle))}, func(st *sqlite.Stmt) error {
			data, found, seen = make([]byte, st.ColumnLen(0)), true, fromMillis(st.ColumnInt64(1))
			st.ColumnBytes(0, data)
			return nil
		})
	if err == nil && found && now.Sub(seen) >= seenEvery {
		err = s.Store.jot(ctx, func(c *sqlite.Conn) error {
			return exec(c, `UPDATE sessions SET seen = ? WHERE token = ?`, millis(now), token)
		})
	}
	if err != nil {
		return nil, false, fmt.Errorf("look up session: %w", err)
	}
	return data, found, nil
}

// CommitCtx keeps the session, and forgets those that are over.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	now, person := s.Now(), ""
	if s.Person != nil {
		person = s.Person(data)
	}
	err := s.Store.write(ctx, func(c *sqlite.Conn) error {
		if err := exec(c, `DELETE FROM sessions WHERE expires <= ?`, millis(now)); err != nil {
			return err
		}
		return exec(c, `INSERT INTO sessions (token, data, expires, seen, person, began) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (token)
			DO UPDATE SET data = excluded.data, expires = excluded.expires, seen = excluded.seen, person = excluded.person WHERE dead = 0`,
			token, data, millis(expires), millis(now), person, millis(now))
	})
	if err != nil {
		return fmt.Errorf("keep session: %w", err)
	}
	return nil
}

// DeleteCtx ends the session.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	err := s.Store.write(ctx, func(c *sqlite.Conn) error { // its token stays until it expires: see [Sessions]
		return exec(c, `UPDATE sessions SET dead = 1, data = x'' WHERE token = ?`, token)
	})
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// Session is an open session, as its owner sees it in a list. Nothing in it helps to take it over.
type Session struct {
	Token string    // as it is kept: hashed
	Began time.Time // when it was signed in
	Seen  time.Time // last used, to the minute
}

// Of returns the open sessions of a person, last used first; at most 100.
func (s Sessions) Of(ctx context.Context, person string) (list []Session, err error) {
	now := s.Now()
	err = s.Store.read(ctx, `SELECT token, began, seen FROM sessions WHERE person = ? AND dead = 0 AND expires > ? AND seen > ? ORDER BY seen DESC, token LIMIT 100`,
		[]any{person, millis(now), millis(now.Add(-s.Idle))}, func(st *sqlite.Stmt) error {
			list = append(list, Session{st.ColumnText(0), fromMillis(st.ColumnInt64(1)), fromMillis(st.ColumnInt64(2))})
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("list sessions of %s: %w", person, err)
	}
	return list, nil
}
