package staff

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// mark is what a replica knows of itself. These two tables, and nobody, are not replicated.
const mark = `
CREATE TABLE IF NOT EXISTS shared (
	applied  INTEGER NOT NULL, -- number of the last entry that this file has
	id       TEXT NOT NULL,    -- and its id
	snapshot INTEGER NOT NULL, -- number of the first part of the newest snapshot; 0: none yet
	last     INTEGER NOT NULL, -- and of its last part
	taken    INTEGER NOT NULL, -- and its moment, Unix milliseconds
	erase    INTEGER NOT NULL  -- 1: since then, personal data were replaced or deleted
) STRICT;
CREATE TABLE IF NOT EXISTS shared_done (
	number  INTEGER PRIMARY KEY, -- number of the last entry of a message
	message BLOB NOT NULL        -- its id
) STRICT;
CREATE TABLE IF NOT EXISTS shared_published (
	message BLOB PRIMARY KEY -- what Publish was about to add
) STRICT;
`

const maxDone = 1000 // messages remembered: more than can come in while one append is uncertain

func makeMark(c *sqlite.Conn) error { return sqlitex.ExecuteScript(c, mark, nil) }

// state is the row of the table shared.
type state struct {
	replica        bool
	applied        uint64
	id             uuid.UUID
	snapshot, last uint64
	taken          time.Time
	erase          bool
}

func loadState(c *sqlite.Conn) (st state, err error) {
	err = sqlitex.Execute(c, `SELECT applied, id, snapshot, last, taken, erase FROM shared`, &sqlitex.ExecOptions{ResultFunc: func(row *sqlite.Stmt) (err error) {
		st.replica, st.applied = true, uint64(row.ColumnInt64(0))
		st.id, err = uuid.Parse(row.ColumnText(1))
		st.snapshot, st.last = uint64(row.ColumnInt64(2)), uint64(row.ColumnInt64(3))
		st.taken, st.erase = fromMillis(row.ColumnInt64(4)), row.ColumnBool(5)
		return err
	}})
	return st, err
}

func (st *state) save(c *sqlite.Conn) error {
	if err := exec(c, `DELETE FROM shared`); err != nil {
		return err
	}
	st.replica = true
	return exec(c, `INSERT INTO shared VALUES (?, ?, ?, ?, ?, ?)`,
		int64(st.applied), st.id.String(), int64(st.snapshot), int64(st.last), millis(st.taken), st.erase)
}

// replicated lists the tables that the nodes share: all but what a node knows of itself.
func replicated(c *sqlite.Conn) (names []string, err error) {
	err = sqlitex.Execute(c, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		AND name NOT IN ('nobody', 'shared', 'shared_done', 'shared_published') ORDER BY name`, &sqlitex.ExecOptions{ResultFunc: func(row *sqlite.Stmt) error {
		names = append(names, row.ColumnText(0))
		return nil
	}})
	return names, err
}

func remember(c *sqlite.Conn, number uint64, message uuid.UUID) error {
	if err := exec(c, `INSERT INTO shared_done VALUES (?, ?)`, int64(number), message[:]); err != nil {
		return err
	}
	return exec(c, `DELETE FROM shared_done WHERE number <= (SELECT number FROM shared_done ORDER BY number DESC LIMIT 1 OFFSET ?)`, maxDone)
}

// done tells whether a message is among the last ones applied here.
func done(c *sqlite.Conn, message uuid.UUID) (bool, error) {
	some, err := text(c, `SELECT 1 FROM shared_done WHERE message = ?`, message[:])
	if err != nil {
		return false, fmt.Errorf("look for message %s: %w", message, err)
	}
	return some != "", nil
}

// doneList returns the messages remembered, as a snapshot carries them: number and id, oldest first.
func doneList(c *sqlite.Conn) (list []doneMessage, err error) {
	err = sqlitex.Execute(c, `SELECT number, message FROM shared_done ORDER BY number`, &sqlitex.ExecOptions{ResultFunc: func(row *sqlite.Stmt) error {
		d := doneMessage{number: uint64(row.ColumnInt64(0))}
		row.ColumnBytes(1, d.message[:])
		list = append(list, d)
		return nil
	}})
	return list, err
}

type doneMessage struct {
	number  uint64
	message uuid.UUID
}

// unfollow makes the file an ordinary directory again: it was written to without the journal.
func unfollow(c *sqlite.Conn) error {
	if known, err := text(c, `SELECT 1 FROM sqlite_schema WHERE name = 'shared'`); err != nil || known == "" {
		return err
	}
	return sqlitex.ExecuteScript(c, `DELETE FROM shared; DELETE FROM shared_done;`, nil)
}
