package esdb

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/events"
)

func (s *Store) indexStream() string { return s.prefix + "index" }

// loadIndex reads the order of the log from the index itself.
func (s *Store) loadIndex(ctx context.Context) error {
	for breaks := 0; ; breaks++ {
		entries, _, _ := s.index.last()
		var failed error
		for r, err := range s.readStream(ctx, s.indexStream(), uint64(entries), 1<<62) {
			if failed = err; err != nil {
				break
			}
			e, err := parseEntry(r.Data)
			if err == nil {
				err = s.index.load(r.EventNumber, r.EventID, e)
			}
			if err != nil {
				return err
			}
			breaks = 0
		}
		if failed == nil {
			return nil
		}
		if refused(failed) {
			return fmt.Errorf("%w: %w", ErrRefused, failed)
		}
		if breaks == maxBreaks || pause(ctx, breaks) != nil {
			return errors.Join(failed, ctx.Err())
		}
	}
}

// follow reads everything that is new, for as long as the store is open. It takes a reading that broke off up again, after
// a check, and stops at harm.
func (s *Store) follow() {
	for breaks := 0; s.life.Err() == nil; breaks++ {
		before := s.index.size()
		err := s.followOnce(s.life)
		if h, ok := errors.AsType[*Harm](err); ok {
			s.halt(h)
			return
		}
		if s.life.Err() == nil {
			s.o.Log.DebugContext(s.life, "following the store broke off", "error", err)
		}
		if s.index.size() > before {
			breaks = 0
		}
		if pause(s.life, breaks) != nil {
			return
		}
	}
}

func (s *Store) followOnce(ctx context.Context) error {
	if err := s.check(ctx); err != nil {
		return err
	}
	position, ok := s.index.restart()
	for r, err := range s.subscribe(ctx, position, ok, func() bool { return s.index.stuck(s.o.Attempt) }) {
		if err == nil {
			err = s.see(ctx, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// see takes one event of the store's own order.
func (s *Store) see(ctx context.Context, r *client.RecordedEvent) error {
	switch {
	case slices.Contains(s.o.Accepted, r.Position.Commit):
		return nil
	case r.StreamID == s.indexStream() && s.index.knows(r.EventNumber): // our own, mostly
		return nil
	case r.StreamID == s.indexStream() && r.EventType == entryType:
		e, err := parseEntry(r.Data)
		if err != nil {
			return foreign(r, "Regel %d van de volgorde is niet te lezen: %v.", r.EventNumber, err)
		}
		if err := s.index.agree(r.EventNumber, r.EventID, e); err != nil {
			return err
		}
		s.o.Grown()
		return nil
	case strings.HasPrefix(r.StreamID, "$$"):
		return s.removal(ctx, r)
	case strings.HasPrefix(r.EventType, "$"): // $streamDeleted
		h := harm(Metadata, 0, strings.TrimPrefix(r.StreamID, s.prefix), 0, "Iemand heeft dit record in de opslag verwijderd.")
		h.Place = r.Position.Commit
		return h
	}
	a, ok := s.arrivalOf(r)
	if !ok || !s.ours(a, r) {
		return foreign(r, "In de stroom %.200q staat een gebeurtenis van de soort %.100q die grootboek daar niet schreef.", r.StreamID, r.EventType)
	}
	a.at = time.Now()
	s.index.arrive(a)
	return nil
}

func foreign(r *client.RecordedEvent, format string, args ...any) *Harm {
	h := harm(Foreign, 0, "", 0, format, args...)
	h.Place = r.Position.Commit
	return h
}

// arrivalOf tells whether something in the store's own order may be an event of this ledger, and which.
func (s *Store) arrivalOf(r *client.RecordedEvent) (arrival, bool) {
	stream, ok := strings.CutPrefix(r.StreamID, s.prefix)
	if !ok || !strings.Contains(stream, "/") || !strings.HasPrefix(r.EventType, events.TypePrefix) || slices.Contains(s.o.Accepted, r.Position.Commit) {
		return arrival{}, false
	}
	return arrival{stream: stream, version: r.EventNumber + 1, id: r.EventID, line: r.Data, hash: tlog.RecordHash(r.Data),
		position: r.Position.Commit}, true
}

// ours tells whether an event says of itself what the store says of it, before it gets a number for ever: who may write to
// the store but has never been through grootboek could otherwise stop every reader.
func (s *Store) ours(a arrival, r *client.RecordedEvent) bool {
	if s.index.expected(a.id, a.line) {
		return true
	}
	e, err := events.Parse(a.line)
	return err == nil && e.Stream == a.stream && e.Version == a.version && e.ID == a.id && events.TypePrefix+e.Name == r.EventType &&
		len(a.stream) <= events.MaxStream && !strings.ContainsFunc(a.stream, unicode.IsControl) && len(a.line) <= events.MaxLine
}

// removal tells whether metadata of one of our streams removes events, as it is now: an expiry, or a deletion. What was set
// and taken away again did no harm that a reading of the log would not find.
func (s *Store) removal(ctx context.Context, r *client.RecordedEvent) error {
	now, err := s.last(ctx, r.StreamID)
	if err != nil || now == nil {
		return err
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(now.Data, &m); err != nil {
		m = map[string]json.RawMessage{"$tb": nil} // what cannot be read may remove anything
	}
	for _, key := range []string{"$tb", "$maxAge", "$maxCount"} {
		if v, ok := m[key]; ok && !bytes.Equal(v, []byte("null")) {
			return harm(Metadata, 0, "", 0, "Bij de stroom %.200q is ingesteld dat gebeurtenissen verdwijnen (%s). Haal dat weg.", strings.TrimPrefix(r.StreamID, "$$"), key)
		}
	}
	s.o.Log.WarnContext(ctx, "metadata of the log was changed, and removes nothing", "stream", r.StreamID)
	return nil
}

// halt refuses appends from now on, and says so loudly.
func (s *Store) halt(h *Harm) {
	s.o.Log.ErrorContext(s.life, "the store is not what this ledger left there: appends are refused", "kind", h.Kind, "position", h.Position,
		"stream", h.Stream, "version", h.Version, "error", h)
	s.index.halt(h)
}

// sequence offers entries for events that have no number yet, for as long as the store is open.
func (s *Store) sequence() {
	for attempt := 0; ; attempt++ {
		e, revision, err := s.index.next(s.life, s.o.Patience)
		if err != nil {
			return
		}
		err = s.offer(s.life, e, revision)
		if refused(err) {
			s.index.bar(fmt.Errorf("%w: %w: the order of the log may not be written: %w", events.ErrUncertain, ErrRefused, err))
			s.o.Log.WarnContext(s.life, "the order of the log may not be written", "error", err)
		}
		switch {
		case err == nil:
			attempt = 0
		case code(err) == client.ErrorCodeWrongExpectedVersion: // another node was first: see what it wrote
			seen, cancel := context.WithTimeout(s.life, s.o.Patience)
			_ = s.index.reach(seen, revision) // or try again
			cancel()
		default:
			s.o.Log.DebugContext(s.life, "entry of the index not written", "error", err)
			if pause(s.life, attempt) != nil {
				return
			}
		}
	}
}

// indexIDs is the namespace of the ids of entries: the same entry has the same id, on every node and at every attempt.
var indexIDs = uuid.MustParse("6d1f5a0e-4f0b-5d0c-9d6e-0a5f3a9f2b11")

// offer writes an entry at the exact revision of the index that this node has seen. If it is not known whether that
// worked, the next offer finds out: at the same revision only one can succeed.
func (s *Store) offer(ctx context.Context, e entry, revision uint64) error {
	data := e.encode()
	id := uuid.NewSHA1(indexIDs, data)
	options := client.AppendToStreamOptions{ExpectedRevision: client.NoStream{}}
	if revision > 0 {
		options.ExpectedRevision = client.Revision(revision - 1)
	}
	if _, err := call(ctx, s.conn, func(ctx context.Context, c *client.Client) (*client.WriteResult, error) {
		return c.AppendToStream(ctx, s.indexStream(), options,
			client.EventData{EventID: id, EventType: entryType, ContentType: client.ContentTypeBinary, Data: data})
	}); err != nil {
		return err
	}
	s.index.offered(revision, id, e)
	s.o.Grown()
	return nil
}
