package fake

import (
	"bytes"
	"fmt"

	"github.com/google/uuid"
)

// An Event is one event as it stands in the log, for tests to look at.
type Event struct {
	Stream   string
	Revision uint64 // 9223372036854775807 for a tombstone
	Position uint64
	ID       uuid.UUID
	Type     string
	Data     []byte
	Metadata []byte // the writer's own
}

// Events returns all events of a stream, or of "$all", in order: also those hidden by metadata or not replicated.
func (s *Server) Events(stream string) []Event {
	v := s.log.view(stream, 0, true)
	list := v.stream
	if stream == all {
		list = v.all
	}
	events := make([]Event, len(list))
	for i, r := range list {
		events[i] = Event{r.stream, r.revision, r.pos, r.id, r.kind, bytes.Clone(r.data), bytes.Clone(r.custom)}
	}
	return events
}

// Redact overwrites the data of one event with 0xFF, as the server's redaction tool does: id, type, metadata and length stay.
func (s *Server) Redact(stream string, revision uint64) error {
	return s.harm(stream, revision, func(r *record) *record {
		return r.with(bytes.Repeat([]byte{0xFF}, len(r.data)))
	})
}

// Rewrite gives one event other data, with the same id and position: what somebody with access to the disk could do.
func (s *Server) Rewrite(stream string, revision uint64, data []byte) error {
	return s.harm(stream, revision, func(r *record) *record { return r.with(bytes.Clone(data)) })
}

// Remove takes one event away, as a scavenge does after truncation or deletion. No other revision or position changes.
func (s *Server) Remove(stream string, revision uint64) error {
	return s.harm(stream, revision, func(*record) *record { return nil })
}

func (s *Server) harm(stream string, revision uint64, change func(*record) *record) error {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	r := find(s.log.eventsOf(stream), revision)
	if r == nil {
		return fmt.Errorf("fake: %s@%d: no such event", stream, revision)
	}
	s.log.replace(r, change(r))
	return nil
}

// with is the same record with other data.
func (r *record) with(data []byte) *record {
	return &record{
		stream: r.stream, kind: r.kind, content: r.content, id: r.id, custom: r.custom, data: data,
		revision: r.revision, pos: r.pos, created: r.created, meta: r.meta,
	}
}

// RestoreTo restarts the cluster from a backup in which the event at this position was the last: what came after is gone,
// and its positions will be given out again. It fails when no event stands there.
func (s *Server) RestoreTo(position uint64) error {
	s.log.mu.Lock()
	i := atPosition(s.log.records, position)
	var kept *record
	if i < len(s.log.records) && s.log.records[i].pos == position {
		kept = s.log.records[i]
	}
	s.log.mu.Unlock()
	if kept == nil {
		return fmt.Errorf("fake: no event at position %d", position)
	}
	return s.Restart(func() { s.locked(func(l *log) { l.cutFrom(kept.end()) }) })
}

// WipeToOtherCluster restarts with the log of another, newly born cluster at the same addresses.
func (s *Server) WipeToOtherCluster() error {
	return s.Restart(func() { s.locked((*log).reset) })
}

// Replicate ends what [AppendFault.NotReplicated] began: everything becomes visible, and the writers that still wait get
// their answer.
func (s *Server) Replicate() {
	s.locked(func(l *log) { l.held = replicated })
}

// LoseUnreplicated ends it the other way: another leader never had those writes. Whoever still waits gets no answer.
func (s *Server) LoseUnreplicated() {
	s.locked(func(l *log) {
		if l.held != replicated {
			l.cutFrom(l.held)
		}
	})
}

func (s *Server) locked(change func(*log)) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	change(s.log)
	s.log.wake()
}
