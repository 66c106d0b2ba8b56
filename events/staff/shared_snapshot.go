package staff

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/events/journal"
)

const (
	snapshotEvery = 1000           // entries
	snapshotAge   = 24 * time.Hour // if there were entries
	maxTries      = 5              // of a snapshot that others keep getting in before
)

// keepHouse makes a snapshot if one is due, and trims what stands before it. What fails is due again at the next write,
// on any node: the change it follows was made all the same.
func (h *shared) keepHouse(ctx context.Context, conn *sqlite.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxWait) // also when whoever wrote has hung up
	defer cancel()
	defer conn.SetInterrupt(conn.SetInterrupt(ctx.Done()))
	st, err := loadState(conn)
	for try := 0; err == nil && h.due(st) && try < maxTries; try++ {
		if err = h.snapshot(ctx, conn); err == nil || errors.Is(err, errOvertaken) {
			st, err = loadState(conn)
		}
	}
	if err == nil && !h.trimmed && st.snapshot > 0 {
		if err = h.journal.Trim(ctx, st.snapshot); err == nil {
			h.trimmed = true
		}
	}
	if err != nil {
		h.log.ErrorContext(ctx, "snapshot of the staff directory failed; it is due again", "applied", st.applied, "erase", st.erase, "error", err)
	}
}

func (h *shared) due(st state) bool {
	since := st.applied - st.last
	return st.erase || since >= snapshotEvery || since > 0 && st.snapshot > 0 && h.clock().Sub(st.taken) >= snapshotAge
}

// snapshot appends all that the directory holds.
func (h *shared) snapshot(ctx context.Context, conn *sqlite.Conn) error {
	after, err := h.catchUp(ctx, conn)
	if err != nil {
		return err
	}
	id := uuid.New()
	err = h.snapshotAt(ctx, conn, after, id)
	switch {
	case errors.Is(err, journal.ErrConflict):
		return h.overtaken(ctx, conn, id)
	case err == nil:
		h.trimmed = false
	}
	return err
}

func (h *shared) snapshotAt(ctx context.Context, conn *sqlite.Conn, after uint64, id uuid.UUID) error {
	if err := attachBlank(conn); err != nil {
		return err
	}
	var r *replay
	err := inTransaction(conn, func() (err error) {
		if r, err = h.endOf(conn, after); err != nil {
			return err
		}
		list, err := doneList(conn)
		if err != nil {
			return err
		}
		changes, err := everything(conn, h.tables)
		if err != nil {
			return err
		}
		return h.send(ctx, r, message{kind: snapshot, id: id, content: withDone(list, changes)})
	})
	if err == nil {
		h.reached(r.state.applied)
	}
	return err
}

// everything returns the change-set that makes a blank directory into this one.
func everything(conn *sqlite.Conn, tables []string) ([]byte, error) {
	session, err := conn.CreateSession("main")
	if err != nil {
		return nil, err
	}
	defer session.Delete()
	for _, t := range tables {
		if err := errors.Join(session.Attach(t), session.Diff("blank", t)); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	err = session.WriteChangeset(&b)
	return b.Bytes(), err
}

// attachBlank gives the connection an empty directory, in memory, with the same schema.
func attachBlank(conn *sqlite.Conn) error {
	if there, err := text(conn, `SELECT 1 FROM pragma_database_list WHERE name = 'blank'`); err != nil || there != "" {
		return err
	}
	model, err := sqlite.OpenConn(":memory:")
	if err != nil {
		return err
	}
	empty, err := []byte(nil), migrate(model)
	if err == nil {
		empty, err = model.Serialize("main")
	}
	if err := errors.Join(err, model.Close()); err != nil {
		return err
	}
	if err := sqlitex.ExecuteTransient(conn, `ATTACH ':memory:' AS blank`, nil); err != nil {
		return err
	}
	return conn.Deserialize("blank", empty)
}
