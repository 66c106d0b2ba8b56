package staff

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"

	"github.com/heemstede/grootboek/events/journal"
)

// ErrPublished is returned by [Publish] for a journal that holds a directory already, another one than this.
var ErrPublished = errors.New("the shared journal holds a staff directory already")

// Publish makes the directory at path, of one machine, the first content of an empty journal; from then on the file is a
// replica, to be opened with the journal only. Nobody else may use the file meanwhile. A Publish that broke off is
// repeated; one that got through changes nothing the second time. ErrPublished if the journal holds anything else.
//
// The way back needs no function: a replica opened without its journal is the directory of one machine.
func Publish(ctx context.Context, path string, j journal.Journal) (err error) {
	s, err := Open(ctx, path, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	h := s.follow(Options{Journal: j})
	defer h.close()
	conn, err := s.writer.Take(ctx)
	if err != nil {
		return err
	}
	defer s.writer.Put(conn)
	if err := h.publish(ctx, conn); err != nil {
		return fmt.Errorf("publish staff directory %s: %w", path, err)
	}
	return nil
}

func (h *shared) publish(ctx context.Context, conn *sqlite.Conn) error {
	if err := makeMark(conn); err != nil {
		return err
	}
	list, err := h.news(ctx, 0)
	if err != nil {
		return err
	}
	st, err := loadState(conn)
	if err != nil {
		return err
	}
	if st.replica { // of this journal: then it was published before
		for _, e := range list {
			if e.Number == st.applied && e.ID == st.id {
				return nil
			}
		}
		return ErrPublished
	}
	if h.tables, err = replicated(conn); err != nil {
		return err
	}
	return h.publishAfter(ctx, conn, list)
}

func (h *shared) publishAfter(ctx context.Context, conn *sqlite.Conn, list []journal.Entry) error {
	before, err := text(conn, `SELECT lower(hex(message)) FROM shared_published`)
	if err != nil {
		return err
	}
	var tail uint64
	for _, e := range list {
		m, err := parseMessage(e)
		if err != nil {
			return err
		}
		tail = e.Number
		if m.part < m.parts-1 {
			continue // nothing, as long as its last part is not there
		}
		if id, err := uuid.Parse(before); err != nil || id != m.id {
			return ErrPublished
		}
		return h.mark(conn, state{applied: e.Number, id: e.ID, snapshot: e.Number - uint64(m.part), last: e.Number, taken: m.at})
	}
	return h.publishNow(ctx, conn, tail)
}

// mark makes the file the replica that it is since an earlier Publish.
func (h *shared) mark(conn *sqlite.Conn, st state) error {
	return inTransaction(conn, func() error { return st.save(conn) })
}

func (h *shared) publishNow(ctx context.Context, conn *sqlite.Conn, after uint64) error {
	id := uuid.New()
	err := inTransaction(conn, func() error { // first, so that a Publish that got through is recognised
		if err := exec(conn, `DELETE FROM shared_published`); err != nil {
			return err
		}
		return exec(conn, `INSERT INTO shared_published VALUES (?)`, id[:])
	})
	if err != nil {
		return err
	}
	if err := attachBlank(conn); err != nil {
		return err
	}
	return inTransaction(conn, func() error {
		changes, err := everything(conn, h.tables)
		if err != nil {
			return err
		}
		r := &replay{c: conn, tables: h.tables, tail: after}
		err = h.send(ctx, r, message{kind: snapshot, id: id, content: withDone(nil, changes)})
		if errors.Is(err, journal.ErrConflict) {
			return fmt.Errorf("%w (%w)", ErrPublished, err)
		}
		return err
	})
}
