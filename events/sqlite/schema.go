package sqlite

import (
	"errors"
	"fmt"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// The marks of the file: "GBOK", and the layout described in the package comment.
const (
	applicationID = 0x47424F4B
	layoutVersion = 1
	pageSize      = 8192 // right because the index is merged lazily; set before the first table
)

// The insert trigger keeps positions dense, and so refuses INSERT OR REPLACE, which deletes without a DELETE trigger.
const schema = `
CREATE TABLE streams(skey INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE events(pos INTEGER PRIMARY KEY, skey INTEGER NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE sidx(skey INTEGER NOT NULL, version INTEGER NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY(skey, version)) STRICT, WITHOUT ROWID;
CREATE TABLE idxmeta(id INTEGER PRIMARY KEY CHECK(id = 1), upto INTEGER NOT NULL) STRICT;
INSERT INTO idxmeta VALUES(1, 0);

CREATE TRIGGER events_update BEFORE UPDATE ON events BEGIN SELECT raise(ABORT, 'het logboek verandert nooit: een gebeurtenis wijzigen kan niet'); END;
CREATE TRIGGER events_delete BEFORE DELETE ON events BEGIN SELECT raise(ABORT, 'het logboek verandert nooit: een gebeurtenis verwijderen kan niet'); END;
CREATE TRIGGER events_insert BEFORE INSERT ON events WHEN NEW.pos <> (SELECT coalesce(max(pos), 0) + 1 FROM events)
 BEGIN SELECT raise(ABORT, 'het logboek groeit alleen aan het eind'); END;
CREATE TRIGGER streams_update BEFORE UPDATE ON streams BEGIN SELECT raise(ABORT, 'het logboek verandert nooit: een reeks wijzigen kan niet'); END;
CREATE TRIGGER streams_delete BEFORE DELETE ON streams BEGIN SELECT raise(ABORT, 'het logboek verandert nooit: een reeks verwijderen kan niet'); END;
CREATE TRIGGER streams_insert BEFORE INSERT ON streams WHEN EXISTS(SELECT 1 FROM streams WHERE skey = NEW.skey OR name = NEW.name)
 BEGIN SELECT raise(ABORT, 'het logboek verandert nooit: deze reeks is er al'); END;
`

// connect opens a connection with the settings all share. It changes nothing in the file.
func connect(path string, cacheKB int, patience time.Duration) (*sqlite.Conn, error) {
	c, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return nil, err
	}
	c.SetBusyTimeout(patience)
	if err := pragmas(c, fmt.Sprintf("cache_size=-%d", cacheKB), "mmap_size=0", "trusted_schema=OFF"); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func pragmas(c *sqlite.Conn, settings ...string) error {
	for _, s := range settings { // one by one: some may not be set inside a transaction
		if err := sqlitex.ExecuteTransient(c, "PRAGMA "+s, nil); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// prepare makes a connection one that may write the ledger, and the file a ledger if it is new.
func prepare(c *sqlite.Conn) error {
	fresh, err := identify(c)
	if err != nil {
		return err
	}
	if fresh {
		if err := pragmas(c, fmt.Sprintf("page_size=%d", pageSize)); err != nil {
			return err
		}
	}
	if err := durable(c); err != nil {
		return err
	}
	if fresh {
		return create(c)
	}
	return nil
}

// identify refuses a file that is not a ledger of this layout, before anything in it is changed.
func identify(c *sqlite.Conn) (fresh bool, err error) {
	id, err := number(c, "PRAGMA application_id")
	if err != nil {
		return false, err
	}
	layout, err := number(c, "PRAGMA user_version")
	if err != nil {
		return false, err
	}
	tables, err := number(c, "SELECT count(*) FROM sqlite_schema")
	switch {
	case err != nil:
		return false, err
	case id == 0 && layout == 0 && tables == 0:
		return true, nil
	case id != applicationID || layout < 1:
		return false, fmt.Errorf("%w (application_id %#x, user_version %d)", ErrForeign, id, layout)
	case layout > layoutVersion:
		return false, fmt.Errorf("%w (layout %d, this program knows %d)", ErrNewer, layout, layoutVersion)
	}
	return false, nil
}

// durable sets what an acknowledgement rests on, and reads it back: synchronous is per connection and not stored in
// the file, and some builds of SQLite default to less.
func durable(c *sqlite.Conn) error {
	// journal_size_limit stays -1: a WAL that is overwritten in place syncs faster than one that grows
	if err := pragmas(c, "journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000"); err != nil {
		return err
	}
	mode, err := text(c, "PRAGMA journal_mode")
	if err != nil {
		return err
	}
	full, err := number(c, "PRAGMA synchronous")
	if err != nil {
		return err
	}
	if mode != "wal" || full != 2 {
		return fmt.Errorf("journal_mode is %q and synchronous %d, not wal and 2: appends would not survive a power cut", mode, full)
	}
	return c.SetDefensive(true)
}

func create(c *sqlite.Conn) error {
	marks := fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d;", applicationID, layoutVersion)
	if err := sqlitex.ExecuteScript(c, schema+marks, nil); err != nil { // one savepoint: all of it or nothing
		return fmt.Errorf("make the tables: %w", err)
	}
	n, err := number(c, "PRAGMA page_size")
	if err == nil && n != pageSize {
		err = fmt.Errorf("page_size is %d, not %d", n, pageSize)
	}
	return err
}

func text(c *sqlite.Conn, query string) (string, error) {
	s, err := c.Prepare(query)
	if err != nil {
		return "", err
	}
	return sqlitex.ResultText(s)
}

func number(c *sqlite.Conn, query string) (int64, error) {
	s, err := c.Prepare(query)
	if err != nil {
		return 0, err
	}
	return sqlitex.ResultInt64(s)
}
