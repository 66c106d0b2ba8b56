package files

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/journal"
)

// hasWait is how long Has waits for what the nodes share.
const hasWait = 2 * time.Second

// OpenShared opens the store in dir as Open does, as one of the nodes that share their documents: Put acknowledges a
// document when every node can get it, and Get fetches what is not here, or is harmed here, verifies it and keeps it.
func OpenShared(dir string, shared *journal.Blobs) (*Store, error) {
	s, err := Open(dir)
	if err == nil {
		s.shared = shared
	}
	return s, err
}

// share gives a document that is kept here to the other nodes. It is verified on the way.
func (s *Store) share(ctx context.Context, to *journal.Blobs, hash string) error {
	f, err := s.open(ctx, hash)
	if err != nil {
		return err
	}
	defer f.Close()
	return to.Put(ctx, strings.TrimPrefix(hash, prefix), f.Size(), f)
}

// fetch gets a document from what the nodes share and keeps it here.
func (s *Store) fetch(ctx context.Context, hash string) error {
	r, err := s.shared.Get(ctx, strings.TrimPrefix(hash, prefix))
	if err != nil {
		return notThere(hash, err)
	}
	defer r.Close()
	got, _, err := s.keep(ctx, r, MaxSize)
	switch {
	case err != nil:
		return notThere(hash, err)
	case got != hash: // cannot be: the reader verifies it
		return &Harmed{hash}
	}
	return nil
}

func notThere(hash string, err error) error {
	switch {
	case errors.Is(err, journal.ErrNoBlob):
		return missing()
	case errors.Is(err, journal.ErrHarmed):
		return &Harmed{hash}
	}
	return fmt.Errorf("fetch document %s: %w", hash, err)
}

// worthFetching tells whether another node may have what could not be opened here.
func worthFetching(err error) bool {
	if _, harmed := errors.AsType[*Harmed](err); harmed {
		return true
	}
	r, ok := errors.AsType[*domain.Refusal](err)
	return ok && r.Code == "file.missing"
}

// Publish gives every document of the store to the nodes that share through to, verified on the way, and tells progress
// after each (progress may be nil). What is there already costs two small reads, so one that broke off is repeated. A
// document that is harmed stops it, with [*Harmed].
func (s *Store) Publish(ctx context.Context, to *journal.Blobs, progress func(done, total int)) error {
	list, err := s.all()
	if err != nil {
		return fmt.Errorf("publish documents: %w", err)
	}
	for i, hash := range list {
		if err := s.share(ctx, to, hash); err != nil {
			return fmt.Errorf("publish document %d of %d: %w", i+1, len(list), err)
		}
		if progress != nil {
			progress(i+1, len(list))
		}
	}
	return nil
}

// all lists the hashes of what is kept, in order.
func (s *Store) all() (list []string, err error) {
	dirs, err := s.names("sha256")
	for _, dir := range dirs {
		names, err := s.names("sha256/" + dir)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if _, err := hex.DecodeString(name); err == nil && len(name) == 64 {
				list = append(list, prefix+name)
			}
		}
	}
	return list, err
}

func (s *Store) names(dir string) (names []string, err error) {
	d, err := s.root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	entries, err := d.ReadDir(-1)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names, err
}
