package staff

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/events/journal"
)

// errDamaged is what applying a change to a replica gives that is not what the others have.
var errDamaged = errors.New("this replica of the staff directory is not what the journal says")

// replay takes entries of the journal into the replica, in one transaction.
type replay struct {
	c      *sqlite.Conn
	tables []string
	state  state
	tail   uint64    // number of the last entry seen
	run    []message // the parts seen of a message that is not whole yet
	start  uint64    // number of the first of them
	names  bool      // persons changed
	fresh  bool      // there was a snapshot among them
}

func inTransaction(conn *sqlite.Conn, f func() error) (err error) {
	end, err := sqlitex.ImmediateTransaction(conn)
	if err != nil {
		return err
	}
	defer end(&err)
	return f()
}

// apply takes entries into the replica; entries it has already are passed over. A replica that is damaged is built anew.
func (h *shared) apply(ctx context.Context, conn *sqlite.Conn, list []journal.Entry) (*replay, error) {
	r, err := h.replay(conn, list, false)
	if errors.Is(err, errDamaged) {
		h.log.WarnContext(ctx, "replica of the staff directory is damaged and built anew", "error", err)
		return h.rebuild(ctx, conn)
	}
	return r, err
}

// rebuild makes the replica from nothing. Readers see the old one until it is whole.
func (h *shared) rebuild(ctx context.Context, conn *sqlite.Conn) (*replay, error) {
	list, err := h.news(ctx, 0)
	if err != nil {
		return nil, err
	}
	r, err := h.replay(conn, list, true)
	if err != nil {
		return nil, fmt.Errorf("build the staff directory anew: %w", err)
	}
	return r, nil
}

func (h *shared) replay(conn *sqlite.Conn, list []journal.Entry, anew bool) (*replay, error) {
	r := &replay{c: conn, tables: h.tables}
	err := inTransaction(conn, func() (err error) {
		if r.state, err = loadState(conn); err != nil {
			return err
		}
		if !r.state.replica {
			return ErrNoReplica // another process wrote to the file without the journal
		}
		r.names = r.state.applied > h.position() // another process took it further
		if anew {
			r.state = state{}
			if err := r.clear(); err != nil {
				return err
			}
		}
		return r.all(list)
	})
	if err != nil {
		return nil, err
	}
	h.reached(r.state.applied)
	if r.fresh { // of another node, which may have gone away before it trimmed
		h.trimmed = false
	}
	if r.names {
		err = h.s.reloadNames(conn)
	}
	return r, err
}

func (r *replay) all(list []journal.Entry) error {
	r.tail = r.state.applied
	for _, e := range list {
		if err := r.entry(e); err != nil {
			return err
		}
	}
	return r.state.save(r.c)
}

// whole tells whether the last message seen is all there.
func (r *replay) whole() bool { return len(r.run) == 0 }

func (r *replay) entry(e journal.Entry) error {
	if e.Number <= r.tail {
		return nil
	}
	m, err := parseMessage(e)
	if err != nil {
		return err
	}
	if e.Number != r.tail+1 && (m.kind != snapshot || m.part != 0) { // what was trimmed stood before a snapshot
		return fmt.Errorf("the shared journal has nothing between %d and %d", r.tail, e.Number)
	}
	r.tail = e.Number
	switch {
	case m.part == 0:
		r.run, r.start = []message{m}, e.Number
	case len(r.run) == m.part && r.run[0].id == m.id && r.run[0].parts == m.parts:
		r.run = append(r.run, m)
	default:
		return fmt.Errorf("entry %d of the shared journal is part %d of a message without the part before it", e.Number, m.part)
	}
	if m.part < m.parts-1 {
		return nil
	}
	return r.complete(e.ID)
}

// complete applies the message whose last part was just seen.
func (r *replay) complete(last uuid.UUID) error {
	m := r.run[0]
	m.content = nil
	for _, part := range r.run {
		m.content = append(m.content, part.content...)
	}
	r.run = nil
	if err := r.message(m); err != nil {
		return fmt.Errorf("message %s, entry %d: %w", m.id, r.tail, err)
	}
	return r.applied(m, last)
}

func (r *replay) message(m message) error {
	if m.kind == change {
		return r.changes(m.content)
	}
	list, changes, err := splitDone(m.content)
	if err != nil {
		return err
	}
	if err := r.clear(); err != nil {
		return err
	}
	for _, d := range list {
		if err := remember(r.c, d.number, d.message); err != nil {
			return err
		}
	}
	return r.changes(changes)
}

// applied notes that the replica has this message; whoever saves the state makes it last.
func (r *replay) applied(m message, last uuid.UUID) error {
	r.state.applied, r.state.id = r.tail, last
	r.state.erase = r.state.erase || m.erases
	if m.kind == snapshot {
		r.fresh = true
		r.state.snapshot, r.state.last, r.state.taken, r.state.erase = r.start, r.tail, m.at, false
	}
	return remember(r.c, r.tail, m.id)
}

func (r *replay) changes(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	var conflict sqlite.ConflictType
	err := r.c.ApplyChangeset(bytes.NewReader(b), func(table string) bool {
		r.names = r.names || table == "persons"
		return true
	}, func(t sqlite.ConflictType, _ *sqlite.ChangesetIterator) sqlite.ConflictAction {
		conflict = t
		return sqlite.ChangesetAbort
	})
	if conflict != 0 {
		return fmt.Errorf("%w: %v", errDamaged, conflict)
	}
	return err
}

// clear empties the replica. Rows that belong together go in any order: that is checked when the transaction ends.
func (r *replay) clear() error {
	r.names = true
	if err := sqlitex.ExecuteTransient(r.c, `PRAGMA defer_foreign_keys = ON`, nil); err != nil {
		return err
	}
	for _, t := range append([]string{"shared_done"}, r.tables...) {
		if err := sqlitex.ExecuteTransient(r.c, `DELETE FROM "`+t+`"`, nil); err != nil {
			return err
		}
	}
	return nil
}
