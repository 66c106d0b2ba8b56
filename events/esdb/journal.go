package esdb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/journal"
)

const journalType = "grootboek-journal"

// Journal returns what the nodes of this ledger share beside the log under a name: the stream "grootboek.<name>~<journal>",
// outside the log. Entry n is its revision n-1. Trimming sets $tb in its metadata, and leaves the rest of it, such as the
// access rights, as it was; the account needs the right $mw on that stream for it.
func (s *Store) Journal(name string) journal.Journal {
	return &entries{s, "grootboek." + s.o.Name + "~" + name}
}

type entries struct {
	s      *Store
	stream string
}

// Append implements [journal.Journal].
func (j *entries) Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error {
	if err := journal.Check(id, data); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := j.s.write(ctx, j.stream, after, []client.EventData{{EventID: id, EventType: journalType, ContentType: client.ContentTypeBinary, Data: data}})
	switch {
	case errors.Is(err, events.ErrConflict):
		return journal.ErrConflict
	case errors.Is(err, events.ErrUncertain):
		return fmt.Errorf("%w: %w", journal.ErrUncertain, err)
	}
	return err
}

// Read implements [journal.Journal].
func (j *entries) Read(ctx context.Context, after uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for r, err := range j.s.read(ctx, j.stream, client.ReadStreamOptions{Direction: client.Forwards, From: client.Revision(after)}, 1<<62, few) {
			if err != nil {
				yield(journal.Entry{}, fmt.Errorf("read %s: %w", j.stream, err))
				return
			}
			if !yield(journal.Entry{Number: r.EventNumber + 1, ID: r.EventID, Data: r.Data}, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(journal.Entry{}, err)
		}
	}
}

// Trim implements [journal.Journal].
func (j *entries) Trim(ctx context.Context, before uint64) error {
	last, err := j.s.last(ctx, j.stream)
	if err != nil {
		return err
	}
	switch {
	case before == 0:
		return nil
	case last == nil || before > last.EventNumber+1:
		return journal.ErrBeyond
	}
	for attempt := 0; ; attempt++ {
		done, err := j.trim(ctx, before-1)
		if done || err != nil && !errors.Is(err, events.ErrConflict) || attempt == maxBreaks {
			return err
		}
	}
}

// trim writes the metadata with another $tb, if that is later than what stands there.
func (j *entries) trim(ctx context.Context, before uint64) (done bool, err error) {
	now, err := j.s.last(ctx, "$$"+j.stream)
	if err != nil {
		return false, err
	}
	meta, version := map[string]any{}, uint64(0)
	if now != nil {
		version = now.EventNumber + 1
		if err := json.Unmarshal(now.Data, &meta); err != nil {
			return false, fmt.Errorf("metadata of %s: %w", j.stream, err)
		}
	}
	if tb, ok := meta["$tb"].(float64); ok && uint64(tb) >= before {
		return true, nil
	}
	meta["$tb"] = before
	data, err := json.Marshal(meta)
	if err != nil {
		return false, err
	}
	err = j.s.write(ctx, "$$"+j.stream, version, []client.EventData{{EventID: uuid.New(), EventType: "$metadata", ContentType: client.ContentTypeJson, Data: data}})
	return err == nil, err
}
