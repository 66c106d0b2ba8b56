package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events/journal"
)

// OpenShared opens the vault that the nodes of one ledger share: journals beside the log. open gives the journal of a name,
// always the same one, and need not seal it. The sheet of a dossier is the last entry of "kluis/blad/<dossier>", its revision
// the number of that entry; content is "kluis/inhoud/<name>", a piece an entry; "kluis" lists the dossiers. What is replaced
// or destroyed is trimmed before a method returns nil; the account needs that right on those streams.
func OpenShared(ctx context.Context, journals func(name string) journal.Journal, record Recorder, keys ...*MasterKey) (*Vault, error) {
	return open(ctx, &shared{open: journals}, keys, record)
}

type shared struct {
	open func(name string) journal.Journal

	mu    sync.Mutex
	known []string // of the list of dossiers, which only grows
}

func (s *shared) sheet(ctx context.Context, dossier string) (data []byte, rev uint64, err error) {
	j, n := s.open("kluis/blad/"+dossier), 0
	for e, err := range j.Read(ctx, 0) {
		if err != nil {
			return nil, 0, fmt.Errorf("kluisdossier %s: %w", dossier, err)
		}
		data, rev = e.Data, e.Number
		n++
	}
	if n > 1 { // a write broke off before the sheet of before was destroyed
		err = j.Trim(ctx, rev)
	}
	return data, rev, err
}

func (s *shared) setSheet(ctx context.Context, dossier string, rev uint64, data []byte) error {
	if rev == 0 && dossier != probe { // listed first: a dossier that is listed and not there is no harm
		if err := s.list(ctx, dossier); err != nil {
			return err
		}
	}
	j := s.open("kluis/blad/" + dossier)
	err := journal.AppendSurely(ctx, j, rev, uuid.New(), data)
	if errors.Is(err, journal.ErrConflict) {
		return ErrConflict
	}
	if err == nil && rev > 0 {
		err = j.Trim(ctx, rev+1)
	}
	return err
}

// list adds a dossier to the list, unless it stands there.
func (s *shared) list(ctx context.Context, dossier string) error {
	j := s.open("kluis")
	for range attempts {
		list, err := s.dossiers(ctx)
		if err != nil || slices.Contains(list, dossier) {
			return err
		}
		err = journal.AppendSurely(ctx, j, uint64(len(list)), uuid.New(), []byte(dossier))
		if !errors.Is(err, journal.ErrConflict) {
			return err
		}
	}
	return ErrConflict
}

func (s *shared) dossiers(ctx context.Context) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for e, err := range s.open("kluis").Read(ctx, uint64(len(s.known))) {
		if err != nil {
			return nil, err
		}
		id, err := uuid.Parse(string(e.Data))
		if err != nil || id.String() != string(e.Data) || e.Number != uint64(len(s.known)+1) {
			return nil, fmt.Errorf("%w (de lijst van dossiers)", ErrHarmed)
		}
		s.known = append(s.known, string(e.Data))
	}
	return slices.Clone(s.known), nil
}

// keep gives a piece an id of its own content: a copy that broke off goes on where it was.
func (s *shared) keep(ctx context.Context, name string, pieces [][]byte) error {
	j := s.open("kluis/inhoud/" + name)
	for i, p := range pieces {
		if err := journal.AppendSurely(ctx, j, uint64(i), uuid.NewSHA1(uuid.NameSpaceOID, p), p); err != nil {
			return err
		}
	}
	return nil
}

func (s *shared) fetch(ctx context.Context, name string) (list [][]byte, err error) {
	for e, err := range s.open("kluis/inhoud/"+name).Read(ctx, 0) {
		if err != nil {
			return nil, err
		}
		list = append(list, e.Data)
	}
	return list, nil
}

// destroy ends the journal with an empty entry and trims what stands before it. A keep that is still under way conflicts.
func (s *shared) destroy(ctx context.Context, name string) error {
	j := s.open("kluis/inhoud/" + name)
	for range attempts {
		last := journal.Entry{Data: []byte{1}}
		for e, err := range j.Read(ctx, 0) {
			if err != nil {
				return err
			}
			last = e
		}
		if len(last.Data) == 0 {
			return j.Trim(ctx, last.Number)
		}
		err := journal.AppendSurely(ctx, j, last.Number, uuid.New(), nil)
		if err == nil {
			return j.Trim(ctx, last.Number+1)
		}
		if !errors.Is(err, journal.ErrConflict) {
			return err
		}
	}
	return ErrConflict
}

// Close implements shelf: the journals are not ours.
func (s *shared) Close() error { return nil }
