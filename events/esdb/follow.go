package esdb

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

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
			err = s.see(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// see takes one event of the store's own order.
func (s *Store) see(r *client.RecordedEvent) error {
	switch {
	case r.StreamID == s.indexStream() && s.index.knows(r.EventNumber): // our own, mostly
		return nil
	case r.StreamID == s.indexStream() && r.EventType == entryType:
		e, err := parseEntry(r.Data)
		if err != nil {
			return harm(Foreign, 0, "", 0, "Regel %d van de volgorde is niet te lezen: %v.", r.EventNumber, err)
		}
		if err := s.index.agree(r.EventNumber, r.EventID, e); err != nil {
			return err
		}
		s.o.Grown()
		return nil
	case strings.HasPrefix(r.StreamID, "$$"):
		return removal(r)
	case strings.HasPrefix(r.EventType, "$"): // $streamDeleted
		return harm(Metadata, 0, strings.TrimPrefix(r.StreamID, s.prefix), 0, "Iemand heeft dit record in de opslag verwijderd.")
	}
	a, ok := s.arrivalOf(r)
	if !ok {
		return harm(Foreign, 0, "", 0, "In de stroom %q staat een gebeurtenis van de soort %q: die is niet van het grootboek.", r.StreamID, r.EventType)
	}
	a.at = time.Now()
	s.index.arrive(a)
	return nil
}

// arrivalOf tells whether something in the store's own order is an event of this ledger, and which.
func (s *Store) arrivalOf(r *client.RecordedEvent) (arrival, bool) {
	stream, ok := strings.CutPrefix(r.StreamID, s.prefix)
	if !ok || !strings.Contains(stream, "/") || !strings.HasPrefix(r.EventType, events.TypePrefix) {
		return arrival{}, false
	}
	return arrival{stream: stream, version: r.EventNumber + 1, id: r.EventID, line: r.Data, hash: tlog.RecordHash(r.Data),
		position: r.Position.Commit}, true
}

// removal tells whether metadata of one of our streams removes events: an expiry, or a deletion.
func removal(r *client.RecordedEvent) error {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(r.Data, &m); err != nil {
		m = map[string]json.RawMessage{"$tb": nil} // what cannot be read may remove anything
	}
	for _, key := range []string{"$tb", "$maxAge", "$maxCount"} {
		if v, ok := m[key]; ok && !bytes.Equal(v, []byte("null")) {
			return harm(Metadata, 0, "", 0, "Iemand heeft bij de stroom %q ingesteld dat gebeurtenissen verdwijnen (%s).", strings.TrimPrefix(r.StreamID, "$$"), key)
		}
	}
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
