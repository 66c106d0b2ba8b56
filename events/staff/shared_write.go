package staff

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/events/journal"
)

const (
	maxRuns   = 50                     // of one change that others keep getting in before
	partWait  = 100 * time.Millisecond // between two looks at a message of which a part is missing
	partLooks = 10                     // without anything new: it broke off
)

// errOvertaken says that another change was first: this one was undone, and is run again.
var errOvertaken = errors.New("another node was first")

// write runs f on what all nodes have, and appends what it changed to the journal before it is kept here. f runs again
// if another change was first.
func (h *shared) write(ctx context.Context, f func(*sqlite.Conn) error) error {
	conn, err := h.s.writer.Take(ctx)
	if err != nil {
		return err
	}
	defer h.s.writer.Put(conn)
	for range maxRuns {
		err = h.attempt(ctx, conn, f)
		if !errors.Is(err, errOvertaken) {
			break
		}
	}
	if err == nil {
		h.keepHouse(ctx, conn)
	}
	return err
}

func (h *shared) attempt(ctx context.Context, conn *sqlite.Conn, f func(*sqlite.Conn) error) error {
	after, err := h.catchUp(ctx, conn)
	if err != nil {
		return err
	}
	m, names := message{kind: change, id: uuid.New()}, false
	var r *replay
	err = inTransaction(conn, func() (err error) {
		if r, err = h.endOf(conn, after); err != nil {
			return err
		}
		var changed bool
		if m.content, changed, err = record(conn, h.tables, f); err != nil || !changed {
			return err
		}
		if m.erases, names, err = look(m.content); err != nil {
			return err
		}
		return h.send(ctx, r, m)
	})
	switch {
	case errors.Is(err, journal.ErrConflict):
		return h.overtaken(ctx, conn, m.id)
	case err != nil:
		return err
	}
	h.reached(r.state.applied)
	if names {
		return h.s.reloadNames(conn)
	}
	return nil
}

// overtaken tells whether a message that met a conflict is in all the same: an earlier answer was lost, and what it
// added was trimmed before it was asked for again.
func (h *shared) overtaken(ctx context.Context, conn *sqlite.Conn, id uuid.UUID) error {
	if _, err := h.catchUp(ctx, conn); err != nil {
		return err
	}
	if in, err := done(conn, id); err != nil || in {
		return err
	}
	return errOvertaken
}

// catchUp takes in all there is, and returns the number of the last entry. If that is a part of a message that is under
// way, it waits for the rest, as long as there comes more.
func (h *shared) catchUp(ctx context.Context, conn *sqlite.Conn) (tail uint64, err error) {
	for looks := 0; ; looks++ {
		began := h.clock()
		list, err := h.news(ctx, h.position())
		h.note(began, err)
		if err != nil {
			return 0, err
		}
		if len(list) == 0 {
			return h.position(), nil
		}
		r, err := h.apply(ctx, conn, list)
		if err != nil {
			return 0, err
		}
		if r.tail > tail {
			tail, looks = r.tail, 0
		}
		if r.whole() || looks >= partLooks {
			return tail, nil
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("wait for the rest of a message: %w", ctx.Err())
		case <-time.After(partWait):
		}
	}
}

// endOf returns where an append in this transaction goes: after the entry with that number, or, if another process took
// the file further meanwhile, after what that took in.
func (h *shared) endOf(conn *sqlite.Conn, after uint64) (*replay, error) {
	st, err := loadState(conn)
	if err == nil && !st.replica {
		err = ErrNoReplica
	}
	return &replay{c: conn, tables: h.tables, state: st, tail: max(after, st.applied)}, err
}

// record runs f and returns what it changed in the tables that are shared. changed is also true if it only wrote to what
// is not shared: that is sent as an empty change, so that it takes the time of any other (see failed).
func record(conn *sqlite.Conn, tables []string, f func(*sqlite.Conn) error) (changes []byte, changed bool, err error) {
	before, err := oneInt(conn, `SELECT total_changes()`)
	if err != nil {
		return nil, false, err
	}
	session, err := conn.CreateSession("main")
	if err != nil {
		return nil, false, err
	}
	defer session.Delete()
	for _, t := range tables {
		if err := session.Attach(t); err != nil {
			return nil, false, err
		}
	}
	if err := f(conn); err != nil {
		return nil, false, err
	}
	var b bytes.Buffer
	if err := session.WriteChangeset(&b); err != nil {
		return nil, false, err
	}
	after, err := oneInt(conn, `SELECT total_changes()`)
	return b.Bytes(), after != before, err
}

// passing are the tables of which old rows may stand in the journal until the next snapshot that is due: they hold
// references, counters, moments, and secrets in a form that cannot be used. Of all others they leave it at once.
var passing = map[string]bool{"accounts": true, "links": true, "sessions": true, "seconds": true, "recovery": true, "tokens": true, "feeds": true}

// look tells whether a change replaces or deletes personal data, and whether it touches a name.
func look(changes []byte) (erases, names bool, err error) {
	if len(changes) == 0 {
		return false, false, nil
	}
	it, err := sqlite.NewChangesetIterator(bytes.NewReader(changes))
	if err != nil {
		return false, false, err
	}
	for {
		more, err := it.Next()
		if err != nil || !more {
			return erases, names, errors.Join(err, it.Close())
		}
		op, err := it.Operation()
		if err != nil {
			return false, false, errors.Join(err, it.Close())
		}
		erases = erases || op.Type != sqlite.OpInsert && !passing[op.TableName]
		names = names || op.TableName == "persons"
	}
}

// send appends a message after what r has seen, and notes in the same transaction that the replica has it.
func (h *shared) send(ctx context.Context, r *replay, m message) error {
	m.schema, m.at = schemaNow, h.clock()
	list, err := m.entries()
	if err != nil {
		return err
	}
	r.start = r.tail + 1
	for i, data := range list {
		if err := journal.AppendSurely(ctx, h.journal, r.tail, partID(m.id, i), data); err != nil {
			return fmt.Errorf("append to the shared journal after %d: %w", r.tail, err)
		}
		r.tail++
	}
	if err := r.applied(m, partID(m.id, len(list)-1)); err != nil {
		return err
	}
	return r.state.save(r.c)
}

// jot is write for what may be lost: that a session or a token was used. While the journal cannot be reached, it is not
// written, and nobody waits long for it.
func (s *Store) jot(ctx context.Context, f func(*sqlite.Conn) error) error {
	if s.shared == nil {
		return s.write(ctx, f)
	}
	if s.shared.tried() != nil {
		return nil
	}
	wait, cancel := context.WithTimeout(ctx, freshWait)
	defer cancel()
	err := s.write(wait, f)
	if err != nil && ctx.Err() == nil && s.shared.recent() && !final(err) {
		s.shared.log.WarnContext(ctx, "use of a session or token not noted", "error", err)
		return nil
	}
	return err
}
