package fake

import (
	"context"
	"strings"

	"github.com/google/uuid"
)

// Expected revisions, with the numbers the server uses; from 0 on it is an exact revision.
const (
	expectNoStream = -1
	expectAny      = -2
	expectExists   = -4
)

// A verdict is what the log thinks of a write.
type verdict int

const (
	written  verdict = iota // it was new, and fitted
	repeated                // it was written before
	mismatch                // another revision was expected
	ended                   // the stream is deleted
)

// An outcome is what became of a write.
type outcome struct {
	verdict verdict
	last    *record // the last event of the write, nil if it had none
	pos     uint64  // of that event, or of the invisible record of an empty write
	current int64   // the last revision of the stream
	held    bool    // not replicated yet: the caller must not hear of it
}

// append decides on a write and does it, all or nothing. With hold, the quorum stops confirming from this write on.
func (l *log) append(name string, expected int64, events []*record, hold bool) outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	v, last := l.check(name, expected, ids(events))
	if v != written {
		return l.outcome(v, name, last)
	}
	if hold {
		l.held = min(l.held, l.next)
	}
	base := baseOf(name)
	undelete, first := l.metaOf(base).softDeleted(), l.last(base)+1
	tail := l.next
	for _, r := range events {
		l.put(r)
		last, tail = r, r.pos
	}
	if len(events) == 0 {
		l.next += overhead // an invisible record
	}
	if undelete {
		l.undelete(base, first)
	}
	out := l.outcome(written, name, last)
	out.pos, out.held = tail, tail >= l.held
	l.settle()
	return out
}

func (l *log) outcome(v verdict, name string, last *record) outcome {
	out := outcome{verdict: v, last: last, current: l.last(name)}
	if last != nil {
		out.pos, out.held = last.pos, last.pos >= l.held
	}
	return out
}

func ids(events []*record) []uuid.UUID {
	list := make([]uuid.UUID, len(events))
	for i, r := range events {
		list[i] = r.id
	}
	return list
}

func baseOf(name string) string { return strings.TrimPrefix(name, "$$") }

func (l *log) metaOf(name string) *meta { return lastMeta(l.eventsOf("$$" + name)) }

// check is the server's table of expected revisions. For a repeat it also returns the last of the events as stored.
func (l *log) check(name string, expected int64, ids []uuid.UUID) (verdict, *record) {
	current := l.last(name)
	switch {
	case current == tombstone || l.last(baseOf(name)) == tombstone:
		return ended, nil
	case expected == expectExists && l.metaOf(name).softDeleted():
		return ended, nil
	case expected == expectExists && current < 0 && l.last("$$"+name) < 0:
		return mismatch, nil
	case expected == expectAny || expected == expectExists:
		return l.checkRecent(name, ids)
	case expected < current:
		return l.checkStored(name, expected, ids)
	case expected > current:
		return mismatch, nil
	}
	return written, nil
}

// checkRecent recognises a repeat by what the writer still remembers.
func (l *log) checkRecent(name string, ids []uuid.UUID) (verdict, *record) {
	var last *record
	for i, id := range ids {
		r := l.recall(id)
		switch known := r != nil && r.stream == name; {
		case !known && i == 0:
			return written, nil
		case !known:
			return mismatch, nil
		}
		last = r
	}
	if last == nil {
		return written, nil
	}
	return repeated, last
}

// checkStored recognises a repeat by the events that stand after the expected revision, however old.
func (l *log) checkStored(name string, expected int64, ids []uuid.UUID) (verdict, *record) {
	var last *record
	for i, id := range ids {
		r := find(l.eventsOf(name), uint64(expected+1)+uint64(i))
		if r == nil || r.id != id {
			last = nil
			if i > 0 {
				return mismatch, nil // partly the same
			}
			break
		}
		last = r
	}
	if last != nil {
		return repeated, last
	}
	if expected == expectNoStream && l.metaOf(name).softDeleted() {
		return written, nil // goes on where the deleted stream ended
	}
	return mismatch, nil
}

// undelete makes a soft-deleted stream begin at a revision: the first one that was free.
func (l *log) undelete(base string, first int64) {
	l.put(newRecord("$$"+base, metadataType, l.metaOf(base).truncatedAt(first)))
}

// remove deletes a stream: softly by metadata, or for ever by a tombstone.
func (l *log) remove(name string, expected int64, forever bool) outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	if v, _ := l.check(name, expected, []uuid.UUID{uuid.New()}); v != written {
		return l.outcome(v, name, nil)
	}
	r := newRecord(name, deletedType, nil)
	if !forever {
		r = newRecord("$$"+name, metadataType, l.metaOf(name).truncatedAt(tombstone))
	}
	l.put(r)
	out := l.outcome(written, name, r)
	l.settle()
	return out
}

// await returns true when a record is replicated, and false when the call ends first or the record is lost.
func (l *log) await(ctx context.Context, r *record, pos uint64) bool {
	for {
		l.mu.Lock()
		done, changed := pos < l.held, l.changed
		kept := r == nil || find(l.eventsOf(r.stream), r.revision) == r
		l.mu.Unlock()
		if done || !kept {
			return done && kept
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}
