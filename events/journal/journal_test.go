package journal_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events/journal"
	"github.com/heemstede/grootboek/events/journal/journaltest"
)

var key = bytes.Repeat([]byte{7}, journal.KeySize)

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, want %v", err, target)
	}
}

func sealed(t *testing.T, j journal.Journal, name string, key []byte) journal.Journal {
	t.Helper()
	s, err := journal.Sealed(j, name, key)
	ok(t, err)
	return s
}

func TestMemoryKeepsTheContract(t *testing.T) {
	var all journal.Memories
	journaltest.Run(t, func(t *testing.T, name string) journal.Journal { return all.Open(t.Name() + name) })
}

func TestSealedKeepsTheContract(t *testing.T) {
	var all journal.Memories
	journaltest.Run(t, func(t *testing.T, name string) journal.Journal {
		return sealed(t, all.Open(t.Name()+name), name, key)
	})
}

func readErr(t *testing.T, j journal.Journal) (list []journal.Entry, err error) {
	t.Helper()
	for e, err := range j.Read(t.Context(), 0) {
		if err != nil {
			return list, err
		}
		list = append(list, e)
	}
	return list, nil
}

func TestSealed(t *testing.T) {
	secret := []byte("Saskia Wintergroen")
	var store journal.Memory
	a, b := uuid.New(), uuid.New()
	j := sealed(t, &store, "staff", key)
	ok(t, j.Append(t.Context(), 0, a, secret))
	ok(t, j.Append(t.Context(), 1, b, secret))
	raw, err := readErr(t, &store)
	ok(t, err)

	t.Run("the store sees nothing of the content, nor that two entries are the same", func(t *testing.T) {
		if bytes.Contains(raw[0].Data, secret) || bytes.Equal(raw[0].Data, raw[1].Data) {
			t.Errorf("%q, %q", raw[0].Data, raw[1].Data)
		}
	})
	move := func(number uint64, id uuid.UUID, data []byte) journal.Journal {
		var other journal.Memory
		for n := range number - 1 {
			ok(t, other.Append(t.Context(), n, uuid.New(), nil))
		}
		ok(t, other.Append(t.Context(), number-1, id, data))
		if number > 1 {
			ok(t, other.Trim(t.Context(), number))
		}
		return &other
	}
	t.Run("an entry that stands where it was written is read", func(t *testing.T) {
		list, err := readErr(t, sealed(t, move(2, b, raw[1].Data), "staff", key))
		if err != nil || !bytes.Equal(list[0].Data, secret) {
			t.Errorf("%v, %v", list, err)
		}
	})
	flipped := bytes.Clone(raw[0].Data)
	flipped[len(flipped)-1] ^= 1
	for name, forged := range map[string]journal.Journal{
		"of another number":  sealed(t, move(2, a, raw[0].Data), "staff", key),
		"of another id":      sealed(t, move(1, b, raw[0].Data), "staff", key),
		"of another journal": sealed(t, move(1, a, raw[0].Data), "refused", key),
		"with another key":   sealed(t, move(1, a, raw[0].Data), "staff", bytes.Repeat([]byte{8}, journal.KeySize)),
		"with a bit changed": sealed(t, move(1, a, flipped), "staff", key),
		"cut off":            sealed(t, move(1, a, raw[0].Data[:11]), "staff", key),
		"that is empty":      sealed(t, move(1, a, nil), "staff", key),
	} {
		t.Run("an entry is refused "+name, func(t *testing.T) {
			list, err := readErr(t, forged)
			if want(t, err, journal.ErrForged); len(list) > 0 {
				t.Errorf("given out: %v", list)
			}
		})
	}
	t.Run("a key of another length is refused", func(t *testing.T) {
		for _, n := range []int{0, 16, 24, 31, 33} {
			_, one := journal.Sealed(&store, "staff", make([]byte, n))
			if _, all := journal.SealAll(new(journal.Memories).Open, make([]byte, n)); one == nil || all == nil {
				t.Errorf("%d bytes taken", n)
			}
		}
	})
	t.Run("journals that are sealed together are each sealed under their own name", func(t *testing.T) {
		var all journal.Memories
		open, err := journal.SealAll(all.Open, key)
		ok(t, err)
		ok(t, open("staff").Append(t.Context(), 0, a, secret))
		if list, err := readErr(t, sealed(t, all.Open("staff"), "staff", key)); err != nil || len(list) != 1 || !bytes.Equal(list[0].Data, secret) {
			t.Errorf("%v, %v", list, err)
		}
		raw, err := readErr(t, all.Open("staff"))
		ok(t, err)
		ok(t, all.Open("refused").Append(t.Context(), 0, a, raw[0].Data))
		_, err = readErr(t, open("refused"))
		want(t, err, journal.ErrForged)
	})
}

func TestAppendSurely(t *testing.T) {
	id := uuid.New()
	t.Run("a lost answer is asked for again, and the entry is in once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m := &journal.Memory{OnAppend: func(n int) journal.Fault { return journal.Fault{After: n <= 3} }}
			ok(t, journal.AppendSurely(t.Context(), m, 0, id, nil))
			if list, _ := readErr(t, m); len(list) != 1 {
				t.Errorf("%d entries", len(list))
			}
		})
	})
	t.Run("a refusal after a lost answer does not hide that the entry is in", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m := &journal.Memory{OnAppend: func(n int) journal.Fault { return journal.Fault{After: n == 1, Before: n == 2} }}
			ok(t, journal.AppendSurely(t.Context(), m, 0, id, nil))
		})
	})
	t.Run("it gives up with its context, and says that it does not know", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10e9)
			defer cancel()
			m := &journal.Memory{OnAppend: func(int) journal.Fault { return journal.Fault{After: true} }}
			want(t, journal.AppendSurely(ctx, m, 0, id, nil), journal.ErrUncertain)
			late := &journal.Memory{OnAppend: func(int) journal.Fault { return journal.Fault{Late: make(chan struct{})} }}
			ctx, cancel = context.WithTimeout(t.Context(), 10e9)
			defer cancel()
			want(t, journal.AppendSurely(ctx, late, 0, id, nil), journal.ErrUncertain)
		})
	})
	t.Run("what is known is not repeated", func(t *testing.T) {
		for fault, target := range map[journal.Fault]error{{Before: true}: journal.ErrInjected, {Conflict: true}: journal.ErrConflict} {
			calls := 0
			m := &journal.Memory{OnAppend: func(n int) journal.Fault { calls = n; return fault }}
			want(t, journal.AppendSurely(t.Context(), m, 0, id, nil), target)
			if calls != 1 {
				t.Errorf("%d calls", calls)
			}
		}
	})
}

func content(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>8*13 + i>>16)
	}
	return b
}

func digest(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func put(t *testing.T, b *journal.Blobs, c []byte) error {
	return b.Put(t.Context(), digest(c), int64(len(c)), bytes.NewReader(c))
}

func get(t *testing.T, b *journal.Blobs, digest string) ([]byte, error) {
	t.Helper()
	r, err := b.Get(t.Context(), digest)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func TestBlobs(t *testing.T) {
	sizes := []int{0, 1, journal.PartSize - 1, journal.PartSize, journal.PartSize + 1, 2*journal.PartSize + 12345}
	t.Run("a document that one node put, another gets, of any size", func(t *testing.T) {
		var store journal.Memories
		a, b := &journal.Blobs{Open: store.Open}, &journal.Blobs{Open: store.Open}
		for _, n := range sizes {
			c := content(n)
			if has, err := b.Has(t.Context(), digest(c)); has || err != nil {
				t.Errorf("%d bytes: there before it was put: %v, %v", n, has, err)
			}
			if _, err := get(t, b, digest(c)); !errors.Is(err, journal.ErrNoBlob) {
				t.Errorf("%d bytes: %v", n, err)
			}
			ok(t, put(t, a, c))
			if has, err := b.Has(t.Context(), digest(c)); !has || err != nil {
				t.Errorf("%d bytes: Has %v, %v", n, has, err)
			}
			if got, err := get(t, b, digest(c)); err != nil || !bytes.Equal(got, c) {
				t.Errorf("%d bytes: %d back, %v", n, len(got), err)
			}
		}
	})
	t.Run("a Put that broke off leaves no document, and the next one finishes it", func(t *testing.T) {
		var store journal.Memories
		b := &journal.Blobs{Open: store.Open}
		c := content(3*journal.PartSize + 5)
		cut := io.MultiReader(bytes.NewReader(c[:2*journal.PartSize+1]), iotest.ErrReader(journal.ErrInjected))
		want(t, b.Put(t.Context(), digest(c), int64(len(c)), cut), journal.ErrInjected)
		if has, err := b.Has(t.Context(), digest(c)); has || err != nil {
			t.Errorf("Has %v, %v", has, err)
		}
		_, err := get(t, b, digest(c))
		want(t, err, journal.ErrNoBlob)
		ok(t, put(t, b, c))
		got, err := get(t, b, digest(c))
		if err != nil || !bytes.Equal(got, c) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	})
	t.Run("nodes that put one document at once all succeed, and it is kept once", func(t *testing.T) {
		var store journal.Memories
		c := content(4*journal.PartSize + 1)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := put(t, &journal.Blobs{Open: store.Open}, c); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if list, _ := readErr(t, store.Open("document/"+digest(c))); len(list) != 6 {
			t.Errorf("%d entries", len(list))
		}
		got, err := get(t, &journal.Blobs{Open: store.Open}, digest(c))
		if err != nil || !bytes.Equal(got, c) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	})
	t.Run("R-LED-16 content that does not match its hash is refused, and never becomes a document", func(t *testing.T) {
		for _, n := range sizes {
			var store journal.Memories
			b := &journal.Blobs{Open: store.Open}
			h := digest([]byte("something else"))
			want(t, b.Put(t.Context(), h, int64(n), bytes.NewReader(content(n))), journal.ErrHarmed)
			if _, err := get(t, b, h); !errors.Is(err, journal.ErrNoBlob) {
				t.Errorf("%d bytes: %v", n, err)
			}
		}
	})
	t.Run("R-LED-16 a document that was harmed in the store does not end as if it were whole", func(t *testing.T) {
		c := content(journal.PartSize + 10)
		var whole journal.Memories
		ok(t, put(t, &journal.Blobs{Open: whole.Open}, c))
		entries, err := readErr(t, whole.Open("document/"+digest(c)))
		ok(t, err)
		for name, harm := range map[string]func([]journal.Entry) []journal.Entry{
			"a bit":       func(l []journal.Entry) []journal.Entry { l[1].Data[5] ^= 4; return l },
			"a short one": func(l []journal.Entry) []journal.Entry { l[1].Data = l[1].Data[1:]; return l },
			"swapped":     func(l []journal.Entry) []journal.Entry { l[1], l[2] = l[2], l[1]; return l },
			"a size":      func(l []journal.Entry) []journal.Entry { l[0].Data[7]--; return l },
			"no size":     func(l []journal.Entry) []journal.Entry { return l[1:] },
			"cut off":     func(l []journal.Entry) []journal.Entry { return l[:2] },
		} {
			var store journal.Memories
			list := make([]journal.Entry, len(entries))
			for i, e := range entries {
				list[i] = journal.Entry{ID: e.ID, Data: bytes.Clone(e.Data)}
			}
			for i, e := range harm(list) {
				ok(t, store.Open("document/"+digest(c)).Append(t.Context(), uint64(i), e.ID, e.Data))
			}
			if _, err := get(t, &journal.Blobs{Open: store.Open}, digest(c)); err == nil {
				t.Errorf("%s: read as whole", name)
			}
		}
	})
	t.Run("only a hash names a document", func(t *testing.T) {
		b := &journal.Blobs{Open: func(name string) journal.Journal { t.Errorf("opened %q", name); return &journal.Memory{} }}
		for _, h := range []string{"", "staff", "sha256:" + digest(nil), digest(nil)[:63], digest(nil) + "/", "../" + digest(nil)[3:]} {
			_, errGet := b.Get(t.Context(), h)
			_, errHas := b.Has(t.Context(), h)
			if errGet == nil || errHas == nil || b.Put(t.Context(), h, 0, bytes.NewReader(nil)) == nil {
				t.Errorf("%q taken", h)
			}
		}
	})
	t.Run("a document that is too large is refused before a byte is read", func(t *testing.T) {
		var store journal.Memories
		err := (&journal.Blobs{Open: store.Open}).Put(t.Context(), digest(nil), journal.MaxBlob+1, iotest.ErrReader(errors.New("read")))
		want(t, err, journal.ErrTooLarge)
	})
}
