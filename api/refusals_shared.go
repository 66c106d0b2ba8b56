package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events/journal"
)

const (
	keepRefusals  = 50_000          // of all nodes, in the journal
	trimRefusals  = 1_000           // more than that, before they are trimmed
	maxLast       = 1_000           // held in memory
	shareWait     = 2 * time.Second // for the journal
	shareAttempts = 20              // when other nodes note something at the same moment
)

// recentRefusals is what this node has read of the journal.
type recentRefusals struct {
	mu          sync.Mutex
	first, last uint64    // numbers of the oldest and newest entry, as far as known
	list        []Refused // the newest, oldest first
}

// share appends a refusal to the journal.
func (x *Refusals) share(ctx context.Context, entry Refused) error {
	ctx, cancel := context.WithTimeout(ctx, shareWait)
	defer cancel()
	line, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	id := uuid.New()
	for range shareAttempts {
		last, err := x.look(ctx)
		if err != nil {
			return err
		}
		err = journal.AppendSurely(ctx, x.Journal, last, id, line)
		switch {
		case errors.Is(err, journal.ErrConflict):
			continue // the next look has what came in between
		case err != nil:
			return fmt.Errorf("append to the shared refusals after %d: %w", last, err)
		}
		return x.trim(ctx, last+1)
	}
	return fmt.Errorf("append to the shared refusals %d times: %w", shareAttempts, journal.ErrConflict)
}

// look reads what is new, and returns the number of the last entry.
func (x *Refusals) look(ctx context.Context) (uint64, error) {
	s := &x.shared
	s.mu.Lock()
	after := s.last
	s.mu.Unlock()
	for e, err := range x.Journal.Read(ctx, after) {
		if err == nil {
			err = s.add(e)
		}
		if err != nil {
			return 0, fmt.Errorf("read the shared refusals after %d: %w", after, err)
		}
		after = e.Number
	}
	return after, nil
}

// add keeps an entry, unless somebody else who reads did.
func (s *recentRefusals) add(e journal.Entry) error {
	var r Refused
	if err := json.Unmarshal(e.Data, &r); err != nil {
		return fmt.Errorf("entry %d: %w", e.Number, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Number <= s.last {
		return nil
	}
	if s.first == 0 {
		s.first = e.Number
	}
	s.last = e.Number
	if s.list = append(s.list, r); len(s.list) > 2*maxLast {
		s.list = slices.Clone(s.list[len(s.list)-maxLast:])
	}
	return nil
}

// trim keeps the journal to the newest keepRefusals.
func (x *Refusals) trim(ctx context.Context, last uint64) error {
	before, due := x.shared.due(last)
	if !due {
		return nil
	}
	if err := x.Journal.Trim(ctx, before); err != nil {
		return fmt.Errorf("trim the shared refusals before %d: %w", before, err)
	}
	return nil
}

// due tells before which number to trim, once.
func (s *recentRefusals) due(last uint64) (before uint64, due bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first == 0 || last-s.first < keepRefusals+trimRefusals {
		return 0, false
	}
	s.first = last - keepRefusals + 1
	return s.first, true
}

func (x *Refusals) lastShared(n int) ([]Refused, error) {
	ctx, cancel := context.WithTimeout(context.Background(), shareWait)
	defer cancel()
	if _, err := x.look(ctx); err != nil {
		return nil, err
	}
	x.shared.mu.Lock()
	defer x.shared.mu.Unlock()
	list := slices.Clone(x.shared.list[max(0, len(x.shared.list)-min(n, maxLast)):])
	slices.Reverse(list)
	return list, nil
}
