package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const (
	maxWait  = 30 * time.Second // for the connection, a lock and the statement together
	busyWait = 25 * time.Second // for another connection: a backup that copies a file
)

const (
	sheetSchema   = `CREATE TABLE IF NOT EXISTS sheets (dossier TEXT PRIMARY KEY, revision INTEGER NOT NULL, data BLOB NOT NULL) STRICT;`
	contentSchema = `CREATE TABLE IF NOT EXISTS pieces (name TEXT NOT NULL, number INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (name, number)) STRICT;`
)

// Files says where a vault on one machine stands: two SQLite files, readable by their owner only. They are backed up apart,
// the sheets no longer than the stated period: see the package comment.
type Files struct {
	Sheets  string // the keys, sealed
	Content string
}

// OpenSQLite opens a vault in two files, and makes them if there are none. The first key is the present one, others are
// those of before a rotation. Without a recorder nothing can be read.
func OpenSQLite(ctx context.Context, at Files, record Recorder, keys ...*MasterKey) (*Vault, error) {
	s := &files{}
	var err error
	if s.sheets, err = openFile(ctx, at.Sheets, sheetSchema); err == nil {
		s.content, err = openFile(ctx, at.Content, contentSchema)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("kluis: %w", err), s.Close())
	}
	v, err := open(ctx, s, keys, record)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return v, nil
}

// files is a shelf of two SQLite files. One connection each: the vault is used now and then, not all the time.
type files struct{ sheets, content *sqlitex.Pool }

func openFile(ctx context.Context, path, schema string) (*sqlitex.Pool, error) {
	if err := private(path); err != nil {
		return nil, withoutPath(err)
	}
	p, err := sqlitex.NewPool(path, sqlitex.PoolOptions{Flags: sqlite.OpenReadWrite, PoolSize: 1, PrepareConn: prepare})
	if err != nil {
		return nil, harm(err)
	}
	err = with(ctx, p, func(c *sqlite.Conn) error { return sqlitex.ExecuteScript(c, schema, nil) })
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// private makes the file for its owner only, before SQLite opens it.
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

// prepare: no write-ahead log, so that what was overwritten is nowhere once a commit returned; its journal is cut to
// nothing at each commit. Some builds have other defaults: what is set is read back.
func prepare(c *sqlite.Conn) error {
	c.SetBusyTimeout(busyWait)
	for _, p := range [][3]string{{"journal_mode", "TRUNCATE", "truncate"}, {"synchronous", "FULL", "2"}, {"secure_delete", "ON", "1"}, {"temp_store", "MEMORY", "2"}} {
		if err := sqlitex.ExecuteTransient(c, "PRAGMA "+p[0]+"="+p[1], nil); err != nil {
			return err
		}
		got := ""
		err := sqlitex.ExecuteTransient(c, "PRAGMA "+p[0], &sqlitex.ExecOptions{ResultFunc: func(st *sqlite.Stmt) error { got = st.ColumnText(0); return nil }})
		if err != nil || got != p[2] {
			return errors.Join(fmt.Errorf("%s is %q, not %q", p[0], got, p[2]), err)
		}
	}
	return nil
}

// with runs f in one transaction.
func with(ctx context.Context, p *sqlitex.Pool, f func(*sqlite.Conn) error) (err error) {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	conn, err := p.Take(ctx)
	if err != nil {
		return harm(err)
	}
	defer p.Put(conn)
	end, err := sqlitex.ImmediateTransaction(conn)
	if err != nil {
		return harm(err)
	}
	defer func() { end(&err); err = harm(err) }()
	return f(conn)
}

// harm names a file that SQLite cannot read.
func harm(err error) error {
	if err == nil || errors.Is(err, ErrConflict) || errors.Is(err, ErrHarmed) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultCorrupt, sqlite.ResultNotADB, sqlite.ResultError, sqlite.ResultMismatch, sqlite.ResultConstraint:
		return fmt.Errorf("%w (%w)", ErrHarmed, err)
	}
	return err
}

func run(c *sqlite.Conn, query string, args ...any) error {
	return sqlitex.Execute(c, query, &sqlitex.ExecOptions{Args: args})
}

func (s *files) sheet(ctx context.Context, dossier string) (data []byte, rev uint64, err error) {
	err = with(ctx, s.sheets, func(c *sqlite.Conn) error {
		return sqlitex.Execute(c, `SELECT revision, data FROM sheets WHERE dossier = ?`, &sqlitex.ExecOptions{Args: []any{dossier}, ResultFunc: func(st *sqlite.Stmt) error {
			rev, data = uint64(st.ColumnInt64(0)), blob(st, 1)
			return nil
		}})
	})
	return data, rev, err
}

func blob(st *sqlite.Stmt, i int) []byte {
	b := make([]byte, st.ColumnLen(i))
	st.ColumnBytes(i, b)
	return b
}

func (s *files) setSheet(ctx context.Context, dossier string, rev uint64, data []byte) error {
	return with(ctx, s.sheets, func(c *sqlite.Conn) error {
		var err error
		if rev == 0 {
			err = run(c, `INSERT OR IGNORE INTO sheets VALUES (?, 1, ?)`, dossier, data)
		} else {
			err = run(c, `UPDATE sheets SET revision = revision + 1, data = ? WHERE dossier = ? AND revision = ?`, data, dossier, int64(rev))
		}
		if err == nil && c.Changes() != 1 {
			return ErrConflict
		}
		return err
	})
}

func (s *files) keep(ctx context.Context, name string, pieces [][]byte) error {
	return with(ctx, s.content, func(c *sqlite.Conn) error {
		for i, p := range pieces {
			if err := run(c, `INSERT INTO pieces VALUES (?, ?, ?)`, name, i, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *files) fetch(ctx context.Context, name string) (list [][]byte, err error) {
	err = with(ctx, s.content, func(c *sqlite.Conn) error {
		return sqlitex.Execute(c, `SELECT data FROM pieces WHERE name = ? ORDER BY number`, &sqlitex.ExecOptions{Args: []any{name}, ResultFunc: func(st *sqlite.Stmt) error {
			list = append(list, blob(st, 0))
			return nil
		}})
	})
	return list, err
}

func (s *files) destroy(ctx context.Context, name string) error {
	return with(ctx, s.content, func(c *sqlite.Conn) error { return run(c, `DELETE FROM pieces WHERE name = ?`, name) })
}

func (s *files) dossiers(ctx context.Context) (list []string, err error) {
	err = with(ctx, s.sheets, func(c *sqlite.Conn) error {
		return sqlitex.Execute(c, `SELECT dossier FROM sheets WHERE dossier <> ? ORDER BY dossier`, &sqlitex.ExecOptions{Args: []any{probe}, ResultFunc: func(st *sqlite.Stmt) error {
			list = append(list, st.ColumnText(0))
			return nil
		}})
	})
	return list, err
}

// Close implements shelf.
func (s *files) Close() (err error) {
	for _, p := range []*sqlitex.Pool{s.sheets, s.content} {
		if p != nil {
			err = errors.Join(err, p.Close())
		}
	}
	return err
}
