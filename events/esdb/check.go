package esdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/heemstede/grootboek/events"
)

const (
	sampleEntries = 16 // entries of the index that an audit looks at
	sampleEvents  = 8  // events of each
)

// check tells whether the store still has the last entry that is known, and the event where it ends.
func (s *Store) check(ctx context.Context) error {
	entries, id, m := s.index.last()
	return s.settled(ctx, func() error { return s.checkEnd(ctx, entries, id, m) })
}

// settled looks again and again at what seems to be harm until Settle has passed: a node of the store that has just become
// the leader, or has just started, may be behind for a moment. Other errors but a refusal are tried again until ctx ends.
func (s *Store) settled(ctx context.Context, look func() error) error {
	for begun, attempt := time.Now(), 0; ; attempt++ {
		err := look()
		h, isHarm := errors.AsType[*Harm](err)
		switch {
		case err == nil:
			return nil
		case isHarm && time.Since(begun) >= s.o.Settle:
			return h
		case refused(err):
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
		if wait := pause(ctx, attempt); wait != nil {
			if isHarm { // that has not settled is none
				err = errors.New(h.NL)
			}
			return errors.Join(wait, err)
		}
	}
}

func (s *Store) checkEnd(ctx context.Context, entries int, id uuid.UUID, m mark) error {
	if entries == 0 {
		return nil
	}
	r, err := s.one(ctx, s.indexStream(), uint64(entries-1))
	if err != nil {
		return err
	}
	if r == nil || r.EventID != id {
		return harm(OtherStore, 0, "", 0, "De volgorde van de gebeurtenissen eindigt hier anders dan bekend was: dit is een andere opslag, of er is een oudere reservekopie teruggezet.")
	}
	e, err := parseEntry(r.Data)
	if err != nil {
		return harm(Changed, 0, "", 0, "Regel %d van de volgorde is niet meer te lezen: %v.", r.EventNumber, err)
	}
	last := e.leaves[len(e.leaves)-1]
	at, err := s.at(ctx, m.position)
	if err != nil {
		return err
	}
	if at == nil || at.EventID != last.id || at.StreamID != s.prefix+last.stream || at.EventNumber+1 != last.version {
		return harm(OtherStore, events.Position(e.first+uint64(len(e.leaves))), last.stream, last.version,
			"De laatste gebeurtenis staat niet op haar plaats in de opslag: dit is een andere opslag, of er is een oudere reservekopie teruggezet.")
	}
	return nil
}

// one reads one event of a stream; nil if it is not there.
func (s *Store) one(ctx context.Context, stream string, revision uint64) (*client.RecordedEvent, error) {
	for r, err := range s.readStream(ctx, stream, revision, 1) {
		if err == nil && r.EventNumber != revision {
			r = nil
		}
		return r, err
	}
	return nil, nil
}

// at reads the event at a position of the store's own order; nil if there is none.
func (s *Store) at(ctx context.Context, position uint64) (*client.RecordedEvent, error) {
	for r, err := range s.pump(ctx, few, func(ctx context.Context, c *client.Client) (source, error) {
		all, err := c.ReadAll(ctx, client.ReadAllOptions{Direction: client.Forwards, From: client.Position{Commit: position, Prepare: position}}, 1)
		if err != nil {
			return nil, err
		}
		return func() (*client.RecordedEvent, error) {
			e, err := all.Recv()
			return original(e), err
		}, nil
	}, func() bool { return true }) {
		if err == nil && r.Position.Commit != position {
			r = nil
		}
		if c := status.Code(errors.Unwrap(err)); err != nil && (c == codes.InvalidArgument || c == codes.OutOfRange || c == codes.Unknown) && !broken(err) && !errors.Is(err, io.EOF) {
			return nil, nil // older servers refuse a position that is not the beginning of an event
		}
		return r, err
	}
	return nil, nil
}

// audits checks the store now and then for as long as it is open.
func (s *Store) audits() {
	t := time.NewTicker(s.o.Audit)
	defer t.Stop()
	for {
		select {
		case <-s.life.Done():
			return
		case <-t.C:
		}
		err := s.Audit(s.life)
		if h, ok := errors.AsType[*Harm](err); ok {
			s.halt(h)
			return
		}
		if err != nil && s.life.Err() == nil {
			s.o.Log.WarnContext(s.life, "the store could not be checked", "error", err)
		}
	}
}

// Audit checks the end of the log, and reads a sample of events and compares them with what the index says of them: was
// one redacted, or removed? It returns a [*Harm] if so, and any other error if that could not be read. Reading the whole
// log ([Store.All]) compares every event.
func (s *Store) Audit(ctx context.Context) error {
	entries, _, _ := s.index.last() // before the check: what that has seen is there
	if err := s.check(ctx); err != nil {
		return err
	}
	for i := range min(entries, sampleEntries) {
		revision := uint64(entries - 1) // the newest always
		if i > 0 {
			revision = rand.Uint64N(uint64(entries))
		}
		if err := s.settled(ctx, func() error { return s.auditEntry(ctx, revision) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) auditEntry(ctx context.Context, revision uint64) error {
	r, err := s.one(ctx, s.indexStream(), revision)
	if err != nil {
		return err
	}
	if r == nil {
		return harm(Order, 0, "", 0, "Regel %d van de volgorde is weg.", revision)
	}
	e, err := parseEntry(r.Data)
	if err != nil {
		return harm(Changed, 0, "", 0, "Regel %d van de volgorde is niet meer te lezen: %v.", revision, err)
	}
	for range min(len(e.leaves), sampleEvents) {
		i := rand.IntN(len(e.leaves))
		if err := s.auditEvent(ctx, events.Position(e.first+uint64(i)+1), e.leaves[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) auditEvent(ctx context.Context, pos events.Position, l leaf) error {
	r, err := s.one(ctx, s.prefix+l.stream, l.version-1)
	switch {
	case err != nil && code(err) != client.ErrorCodeStreamDeleted:
		return err
	case err != nil || r == nil:
		return harm(Gone, pos, l.stream, l.version, "De gebeurtenis staat in de volgorde, maar niet meer in de opslag.")
	case r.EventID != l.id:
		return harm(Order, pos, l.stream, l.version, "Op deze plaats staat een andere gebeurtenis.")
	}
	if tlog.RecordHash(r.Data) != l.hash {
		return harm(Changed, pos, l.stream, l.version, "De inhoud van de gebeurtenis is veranderd nadat ze een nummer kreeg.")
	}
	return nil
}
