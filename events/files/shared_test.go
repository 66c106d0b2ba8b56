package files

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events/journal"
)

func openShared(t *testing.T, dir string, b *journal.Blobs) *Store {
	t.Helper()
	s, err := OpenShared(dir, b)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// failing is a journal that refuses to append while down.
type failing struct {
	journal.Journal
	down *atomic.Bool
}

func (f failing) Append(ctx context.Context, after uint64, id uuid.UUID, data []byte) error {
	if f.down.Load() {
		return journal.ErrInjected
	}
	return f.Journal.Append(ctx, after, id, data)
}

func TestSharedDocuments(t *testing.T) {
	t.Run("what one node acknowledged another gives, also when the first is gone, and keeps it", func(t *testing.T) {
		var store journal.Memories
		blobs, dir := &journal.Blobs{Open: store.Open}, t.TempDir()
		a, b := openShared(t, t.TempDir(), blobs), openShared(t, dir, blobs)
		for _, n := range []int{0, 1, journal.PartSize + 1, 2*chunk + 5} {
			content := bytesOf(n)
			hash := put(t, a, content)
			if has, err := b.Has(hash); !has || err != nil {
				t.Errorf("%d bytes: Has %v, %v", n, has, err)
			}
			if got, err := get(t, b, hash); err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes: %d back, %v", n, len(got), err)
			}
			if got, err := get(t, open(t, dir), hash); err != nil || !bytes.Equal(got, content) { // no longer shared
				t.Errorf("%d bytes were not kept: %d, %v", n, len(got), err)
			}
		}
	})
	t.Run("what cannot be shared is not acknowledged; putting it again shares it", func(t *testing.T) {
		var store journal.Memories
		var down atomic.Bool
		blobs := &journal.Blobs{Open: func(name string) journal.Journal { return failing{store.Open(name), &down} }}
		a, b := openShared(t, t.TempDir(), blobs), openShared(t, t.TempDir(), blobs)
		down.Store(true)
		hash, _, err := a.Put(t.Context(), strings.NewReader("besluit"), MaxSize)
		if hash != "" || !errors.Is(err, journal.ErrInjected) {
			t.Errorf("%q, %v", hash, err)
		}
		down.Store(false)
		if got, err := get(t, b, put(t, a, []byte("besluit"))); err != nil || string(got) != "besluit" {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("what was never put is not there, on any node", func(t *testing.T) {
		var store journal.Memories
		s := openShared(t, t.TempDir(), &journal.Blobs{Open: store.Open})
		hash := prefix + strings.Repeat("0", 64)
		_, err := s.Get(t.Context(), hash)
		if has, errHas := s.Has(hash); code(err) != "file.missing" || has || errHas != nil {
			t.Errorf("%v, %v, %v", err, has, errHas)
		}
	})
	t.Run("R-LED-16 a document that is harmed here is fetched whole", func(t *testing.T) {
		var store journal.Memories
		dir := t.TempDir()
		s := openShared(t, dir, &journal.Blobs{Open: store.Open})
		content := bytesOf(3 * chunk)
		hash := put(t, s, content)
		flip(t, fileOf(dir, hash), 17)
		if got, err := get(t, s, hash); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	})
	t.Run("R-LED-16 a document that is harmed everywhere is not given out, and leaves nothing", func(t *testing.T) {
		var store, harmed journal.Memories
		hash := put(t, openShared(t, t.TempDir(), &journal.Blobs{Open: store.Open}), []byte("besluit"))
		name := "document/" + strings.TrimPrefix(hash, prefix)
		for e, err := range store.Open(name).Read(t.Context(), 0) {
			check(t, err)
			if e.Number == 2 {
				e.Data[0] ^= 1
			}
			check(t, harmed.Open(name).Append(t.Context(), e.Number-1, e.ID, e.Data))
		}
		dir := t.TempDir()
		_, err := get(t, openShared(t, dir, &journal.Blobs{Open: harmed.Open}), hash)
		if _, ok := errors.AsType[*Harmed](err); !ok || len(kept(t, dir)) > 0 {
			t.Errorf("%v, kept %q", err, kept(t, dir))
		}
	})
	t.Run("Publish gives all documents to the nodes, and may be repeated", func(t *testing.T) {
		var store journal.Memories
		blobs := &journal.Blobs{Open: store.Open}
		local := open(t, t.TempDir())
		var hashes []string
		for n := range 4 {
			hashes = append(hashes, put(t, local, bytesOf(n*100_000)))
		}
		var told []int
		for range 2 {
			check(t, local.Publish(t.Context(), blobs, func(done, total int) { told = append(told, done, total) }))
		}
		if want := []int{1, 4, 2, 4, 3, 4, 4, 4}; !slices.Equal(told, slices.Concat(want, want)) {
			t.Errorf("told %v", told)
		}
		b := openShared(t, t.TempDir(), blobs)
		for n, hash := range hashes {
			if got, err := get(t, b, hash); err != nil || len(got) != n*100_000 {
				t.Errorf("%d: %d bytes, %v", n, len(got), err)
			}
		}
	})
	t.Run("R-LED-16 Publish stops at a harmed document", func(t *testing.T) {
		var store journal.Memories
		dir := t.TempDir()
		local := open(t, dir)
		hash := put(t, local, bytesOf(1000))
		check(t, os.Truncate(fileOf(dir, hash), 10))
		err := local.Publish(t.Context(), &journal.Blobs{Open: store.Open}, nil)
		if h, ok := errors.AsType[*Harmed](err); !ok || h.Hash != hash {
			t.Errorf("got %v", err)
		}
	})
}
