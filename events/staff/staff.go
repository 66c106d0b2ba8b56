// Package staff keeps what the log must never hold about the people who work with the ledger: names, official e-mail
// addresses, telephone numbers, password hashes, one-time links, sessions, and personal data found in the source
// columns of imported registers. In the log a person is a reference, a UUID (T-69); this directory gives it a name.
//
// It is one SQLite file, staff.db, next to the log, readable by its owner only. It promises:
//
//   - no secret stands in it in a form that can be used: passwords as argon2id hashes; links, sessions, tokens of scripts
//     and recovery codes as SHA-256; the secret of a second step as its owner (package auth) sealed it. That one is as
//     safe as the key it was sealed with: without a key it stands here as it is, and whoever steals the file can make
//     codes (but still has no password);
//   - what is replaced or deleted is overwritten in the file (secure_delete), and gone from the write-ahead log after
//     the next checkpoint, at the latest when the file is closed;
//   - a write that returned nil survives a power cut;
//   - time is a value: whoever calls says what time it is.
//
// It does not record who read what, does not encrypt, and cannot prove what was in it earlier: the vault (RT-36) does,
// and takes this over. It knows nothing of roles: those are appointments in the log (RT-02).
//
// # Several nodes
//
// With [Options] Journal, the nodes of one ledger have one directory: the journal is the truth, and staff.db is the
// replica of this node. A write appends what it changed, as one entry, under the number of the last entry it knew; if
// another node was first, it is undone, and done again on what that node left. A read first takes in what is new. So:
//
//   - writes happen one after another over all nodes, each whole or not at all: a link works once, an address is given
//     once, failures are counted together;
//   - a read at any node shows every write that was acknowledged, by whatever node, before the read began: a session
//     that was ended or an account that was blocked is refused everywhere at once. While the journal cannot be reached,
//     and no longer than [MaxStale], reading goes on from what this node has; writing does not;
//   - what was replaced or deleted leaves the journal: names, addresses, numbers, identities and imported data before
//     the write returns (or, if the store does not let it, with the next write on any node); old hashes, counters and
//     sessions after 1,000 entries, or with the first write after a day. On disk they are gone after the next scavenge
//     of the store, from other replicas when they next read;
//   - a replica that turns out not to be what the journal says is built anew; one that SQLite cannot read is moved away
//     by hand, and comes back from the journal.
//
// What stays with each node: the waiting lines and the memory for hashing, one sign-in at a time for one account, the
// failures of known devices, and those for addresses without an account (so whoever tries many nodes can tell such an
// address by its later lock).
// A migration must not change rows: it runs on each node by itself, and is not shared.
//
// Another process (an import from the command line) may have the same file open, if it gives the same journal, or none
// as this one. A name it changes is then seen here only after a restart (with a journal: after the next change on any
// node), a name it adds at once.
package staff

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// DefaultParams is what hashing a password costs: 19 MiB of memory, two passes, one thread (the OWASP minimum for
// argon2id; some 70 ms on a small server).
var DefaultParams = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

const (
	readers   = 4
	maxWait   = 10 * time.Second // for a connection, a lock and the statement together
	busyWait  = 5 * time.Second  // for another process
	schemaNow = 3
)

const schema = `
CREATE TABLE persons (
	id        TEXT PRIMARY KEY,
	name      TEXT NOT NULL,
	email     TEXT NOT NULL,
	email_key TEXT UNIQUE,      -- lower case; NULL if there is none
	telephone TEXT NOT NULL,
	created   INTEGER NOT NULL  -- all times: Unix milliseconds
) STRICT;
CREATE TABLE accounts (
	person   TEXT PRIMARY KEY REFERENCES persons(id),
	hash     TEXT NOT NULL,     -- PHC string; '' for whoever signs in through a provider only
	epoch    INTEGER NOT NULL,  -- rises when sessions must end: new password, blocked
	disabled INTEGER NOT NULL DEFAULT 0,
	failed   INTEGER NOT NULL DEFAULT 0,
	last     INTEGER NOT NULL DEFAULT 0, -- last failure
	until    INTEGER NOT NULL DEFAULT 0, -- locked until
	signed   INTEGER NOT NULL DEFAULT 0  -- last sign-in
) STRICT;
CREATE TABLE nobody (last INTEGER NOT NULL) STRICT; -- one row, written at every failed sign-in: see failed
INSERT INTO nobody VALUES (0);
CREATE TABLE links (
	hash    BLOB PRIMARY KEY,   -- SHA-256 of the token
	person  TEXT REFERENCES persons(id), -- NULL: the first set-up
	kind    TEXT NOT NULL,
	expires INTEGER NOT NULL
) STRICT;
CREATE TABLE imported (
	stream TEXT PRIMARY KEY,
	pairs  TEXT NOT NULL        -- JSON
) STRICT;
CREATE TABLE sessions (
	token   TEXT PRIMARY KEY,   -- hashed by scs
	data    BLOB NOT NULL,
	expires INTEGER NOT NULL,
	seen    INTEGER NOT NULL,
	dead    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sessions_expires ON sessions(expires);
`

// schema2 brings a file of schema 1 to schema 2: providers of identities, second steps, tokens for scripts, whose a session is.
const schema2 = `
ALTER TABLE sessions ADD COLUMN person TEXT NOT NULL DEFAULT ''; -- '' as long as nobody has signed in
ALTER TABLE sessions ADD COLUMN began INTEGER NOT NULL DEFAULT 0;
CREATE TABLE identities (
	issuer  TEXT NOT NULL,
	subject TEXT NOT NULL,
	person  TEXT NOT NULL REFERENCES persons(id),
	linked  INTEGER NOT NULL,
	PRIMARY KEY (issuer, subject),
	UNIQUE (issuer, person)     -- an address that was given to somebody else does not give him the account
) STRICT;
CREATE TABLE seconds (
	person    TEXT PRIMARY KEY REFERENCES accounts(person),
	secret    BLOB NOT NULL,    -- as package auth sealed it
	confirmed INTEGER NOT NULL DEFAULT 0, -- 0: shown, not yet proven
	counter   INTEGER NOT NULL DEFAULT 0  -- of the last code accepted
) STRICT;
CREATE TABLE recovery (
	hash   BLOB PRIMARY KEY,    -- SHA-256 of person and code
	person TEXT NOT NULL REFERENCES accounts(person)
) STRICT;
CREATE TABLE tokens (
	hash    BLOB PRIMARY KEY,   -- SHA-256 of the token
	id      TEXT NOT NULL UNIQUE,
	person  TEXT NOT NULL REFERENCES accounts(person),
	name    TEXT NOT NULL,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	used    INTEGER NOT NULL DEFAULT 0
) STRICT;
`

// schema3 brings a file of schema 2 to schema 3: feeds of terms for calendars.
const schema3 = `
CREATE TABLE feeds (
	person  TEXT PRIMARY KEY REFERENCES accounts(person), -- one each
	hash    BLOB NOT NULL UNIQUE, -- SHA-256 of the token
	created INTEGER NOT NULL,
	used    INTEGER NOT NULL DEFAULT 0
) STRICT;
`

// migrations[n] brings a file from schema n to schema n+1. An entry never changes: a new schema is a new entry.
var migrations = [schemaNow]string{schema, schema2, schema3}

// Store is the staff directory. All methods may be called concurrently.
type Store struct {
	writer, reader *sqlitex.Pool // one connection writes; readers never wait for it (WAL)

	params  argon2id.Params
	dummy   string                                    // hash of no password at all, for accounts that do not exist
	compare func(password, hash string) (bool, error) // argon2id; counted in tests

	anybody, known *lane   // known: from a device of the account, or with a link
	strangers      tallies // of addresses without an account
	devices        tallies
	shared         *shared // nil: one machine

	mu    sync.RWMutex
	names map[string]string

	closing sync.Once
	closed  error
}

// Open opens the directory at path, and makes it if there is none. A file that others could read is closed to them.
// params says what hashing costs; nil means [DefaultParams]. It is [Options.Open] for one machine.
func Open(ctx context.Context, path string, params *argon2id.Params) (*Store, error) {
	return Options{Params: params}.Open(ctx, path)
}

// Open opens the directory at path as the function Open does. With a journal, it first takes in what the journal holds,
// which may take up to a minute; it fails if the journal cannot be read, with [ErrNoReplica] or [ErrOtherJournal] if
// file and journal do not belong together, and with [ErrNewer] if this program is too old for the journal.
func (o Options) Open(ctx context.Context, path string) (*Store, error) {
	params := o.Params
	if params == nil {
		params = &DefaultParams
	}
	s := &Store{params: *params, dummy: noPassword(*params), compare: argon2id.ComparePasswordAndHash,
		anybody: newLane(max(2, runtime.NumCPU())), known: newLane(1)}
	if err := private(path); err != nil {
		return nil, fmt.Errorf("staff directory %s: %w", path, err)
	}
	if err := s.open(ctx, path, o); err != nil {
		return nil, errors.Join(fmt.Errorf("staff directory %s: %w", path, err), s.Close())
	}
	return s, nil
}

// private makes the file for its owner only, before SQLite opens it: SQLite gives -wal and -shm the same mode.
func private(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

func (s *Store) open(ctx context.Context, path string, o Options) (err error) {
	flags := sqlite.OpenReadWrite | sqlite.OpenWAL // no OpenURI: a path is a path, whatever stands in it
	s.writer, err = sqlitex.NewPool(path, sqlitex.PoolOptions{Flags: flags, PoolSize: 1, PrepareConn: prepareWriter})
	if err != nil {
		return err
	}
	if err := s.local(ctx, migrate); err != nil {
		return err
	}
	if o.Journal != nil {
		s.shared = s.follow(o)
		if err := s.shared.start(ctx); err != nil {
			return err
		}
	}
	s.reader, err = sqlitex.NewPool(path, sqlitex.PoolOptions{Flags: flags, PoolSize: readers, PrepareConn: prepareReader})
	if err != nil {
		return err
	}
	return s.loadNames(ctx)
}

func prepareWriter(c *sqlite.Conn) error {
	c.SetBusyTimeout(busyWait)
	for _, p := range [][2]string{{"synchronous", "FULL"}, {"foreign_keys", "ON"}, {"secure_delete", "ON"}} {
		if err := sqlitex.ExecuteTransient(c, "PRAGMA "+p[0]+"="+p[1], nil); err != nil {
			return err
		}
	}
	// synchronous is per connection, and some builds have another default: read it back
	for _, p := range [][2]string{{"synchronous", "2"}, {"foreign_keys", "1"}, {"secure_delete", "1"}, {"journal_mode", "wal"}} {
		if got, err := text(c, "PRAGMA "+p[0]); err != nil || got != p[1] {
			return errors.Join(fmt.Errorf("%s is %q, not %q", p[0], got, p[1]), err)
		}
	}
	return nil
}

func prepareReader(c *sqlite.Conn) error {
	c.SetBusyTimeout(busyWait)
	return sqlitex.ExecuteTransient(c, "PRAGMA query_only=ON", nil)
}

func migrate(c *sqlite.Conn) error {
	v, err := text(c, "PRAGMA user_version")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > schemaNow {
		return fmt.Errorf("has schema %s; this program knows up to %d: use the newer program", v, schemaNow)
	}
	for ; n < schemaNow; n++ {
		if err := sqlitex.ExecuteScript(c, migrations[n]+fmt.Sprintf("PRAGMA user_version=%d;", n+1), nil); err != nil {
			return fmt.Errorf("schema %d: %w", n+1, err)
		}
	}
	return nil
}

// Close ends all use of the directory. What was deleted is then gone from the write-ahead log too.
func (s *Store) Close() error {
	s.closing.Do(func() { s.closed = s.close() })
	return s.closed
}

func (s *Store) close() error {
	var err error
	if s.shared != nil {
		s.shared.close()
	}
	if s.reader != nil {
		err = s.reader.Close()
	}
	if s.writer != nil { // last: closing the last connection checkpoints and removes the write-ahead log
		err = errors.Join(err, s.writer.Close())
	}
	return err
}

// write runs f in one transaction on the one connection that writes, and, if the directory is shared, on what all nodes
// have: then f runs again if another node was first, so it sets all it returns anew.
func (s *Store) write(ctx context.Context, f func(*sqlite.Conn) error) error {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	if s.shared != nil {
		return s.shared.write(ctx, f)
	}
	return s.local(ctx, func(c *sqlite.Conn) error { return firstErr(f(c), unfollow(c)) })
}

// local runs f in one transaction, on this machine only.
func (s *Store) local(ctx context.Context, f func(*sqlite.Conn) error) error {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	conn, err := s.writer.Take(ctx)
	if err != nil {
		return err
	}
	defer s.writer.Put(conn)
	return inTransaction(conn, func() error { return f(conn) })
}

// read runs one query on what all nodes have, and gives each row to row.
func (s *Store) read(ctx context.Context, query string, args []any, row func(*sqlite.Stmt) error) error {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	if s.shared != nil {
		if err := s.shared.fresh(ctx); err != nil {
			return err
		}
	}
	conn, err := s.reader.Take(ctx)
	if err != nil {
		return err
	}
	defer s.reader.Put(conn)
	return sqlitex.Execute(conn, query, &sqlitex.ExecOptions{Args: args, ResultFunc: row})
}

func exec(c *sqlite.Conn, query string, args ...any) error {
	return sqlitex.Execute(c, query, &sqlitex.ExecOptions{Args: args})
}

func text(c *sqlite.Conn, query string, args ...any) (s string, err error) {
	err = sqlitex.Execute(c, query, &sqlitex.ExecOptions{Args: args, ResultFunc: func(st *sqlite.Stmt) error {
		s = st.ColumnText(0)
		return nil
	}})
	return s, err
}

// millis is how a time stands in the file; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}
