// Package journaltest is the contract of [journal.Journal] as a test suite: every implementation runs it.
package journaltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events/journal"
)

// Run tests the journals that open gives. Names are new in every run only if the name of t is; for one name open gives
// the same journal every time, for a new name an empty one.
func Run(t *testing.T, open func(t *testing.T, name string) journal.Journal) {
	tests := map[string]func(*testing.T, func(string) journal.Journal){
		"an empty journal yields nothing":                                      empty,
		"what was appended is read, in order, with its number, id and bytes":   inOrder,
		"an entry is added at the end it was meant for, or not at all":         conflict,
		"an append that is repeated is recognised, also after others":          repeated,
		"of many who append at once each gets in once, and no number is twice": concurrent,
		"what was trimmed is gone, and numbering goes on":                      trimmed,
		"trimming less than before brings nothing back":                        trimmedLess,
		"the last entry stays":                                                 trimmedBeyond,
		"the largest entry fits, a larger one is refused":                      largest,
		"an entry without an id is refused":                                    nameless,
		"a context that ended ends every call":                                 ended,
		"bytes belong to whoever has them":                                     ownBytes,
		"two journals know nothing of each other":                              apart,
		"reading may stop anywhere":                                            stopping,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test(t, func(n string) journal.Journal { return open(t, n) })
		})
	}
}

func id(n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "entry ", n)) }

func data(n int) []byte { return fmt.Append(nil, "bericht ", n, "\x00\xff\n") }

func fill(t *testing.T, j journal.Journal, from, to int) {
	t.Helper()
	for n := from; n <= to; n++ {
		ok(t, j.Append(t.Context(), uint64(n-1), id(n), data(n)))
	}
}

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

func read(t *testing.T, j journal.Journal, after uint64) (list []journal.Entry) {
	t.Helper()
	for e, err := range j.Read(t.Context(), after) {
		ok(t, err)
		list = append(list, e)
	}
	return list
}

// holds fails unless the journal holds exactly the entries from..to that fill appends, seen from after.
func holds(t *testing.T, j journal.Journal, after uint64, from, to int) {
	t.Helper()
	list := read(t, j, after)
	if len(list) != max(0, to-from+1) {
		t.Fatalf("%d entries after %d, want %d to %d", len(list), after, from, to)
	}
	for i, e := range list {
		if n := from + i; e.Number != uint64(n) || e.ID != id(n) || !bytes.Equal(e.Data, data(n)) {
			t.Fatalf("entry %d after %d is number %d, id %s, %q", i, after, e.Number, e.ID, e.Data)
		}
	}
}

func empty(t *testing.T, open func(string) journal.Journal) {
	holds(t, open("empty"), 0, 1, 0)
	holds(t, open("empty"), 7, 1, 0)
}

func inOrder(t *testing.T, open func(string) journal.Journal) {
	fill(t, open("order"), 1, 20)
	for after := range 22 {
		holds(t, open("order"), uint64(after), after+1, 20)
	}
}

func conflict(t *testing.T, open func(string) journal.Journal) {
	j := open("conflict")
	want(t, j.Append(t.Context(), 1, id(9), nil), journal.ErrConflict)
	fill(t, j, 1, 3)
	for _, after := range []uint64{0, 1, 2, 4, 100} {
		want(t, j.Append(t.Context(), after, id(9), data(9)), journal.ErrConflict)
	}
	holds(t, j, 0, 1, 3)
}

func repeated(t *testing.T, open func(string) journal.Journal) {
	j := open("repeated")
	fill(t, j, 1, 5)
	for n := 1; n <= 5; n++ {
		ok(t, j.Append(t.Context(), uint64(n-1), id(n), data(n)))
	}
	holds(t, j, 0, 1, 5)
}

func concurrent(t *testing.T, open func(string) journal.Journal) {
	const writers, each = 6, 8
	j := open("concurrent")
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := range each {
				if err := push(t.Context(), j, id(100*w+n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	seen := map[uuid.UUID]bool{}
	for i, e := range read(t, j, 0) {
		if seen[e.ID] || e.Number != uint64(i+1) {
			t.Fatalf("entry %d has number %d; seen before: %v", i, e.Number, seen[e.ID])
		}
		seen[e.ID] = true
	}
	if len(seen) != writers*each {
		t.Errorf("%d entries, want %d", len(seen), writers*each)
	}
}

// push appends at whatever the end is.
func push(ctx context.Context, j journal.Journal, id uuid.UUID) error {
	var last uint64
	for range 1000 {
		for e, err := range j.Read(ctx, last) {
			if err != nil {
				return err
			}
			last = e.Number
		}
		if err := j.Append(ctx, last, id, nil); !errors.Is(err, journal.ErrConflict) {
			return err
		}
	}
	return errors.New("a thousand conflicts")
}

func trimmed(t *testing.T, open func(string) journal.Journal) {
	j := open("trimmed")
	fill(t, j, 1, 10)
	ok(t, j.Trim(t.Context(), 7))
	for after := range uint64(7) {
		holds(t, open("trimmed"), after, 7, 10)
	}
	holds(t, j, 8, 9, 10)
	fill(t, j, 11, 12)
	holds(t, j, 0, 7, 12)
	want(t, j.Append(t.Context(), 3, id(99), nil), journal.ErrConflict)
}

func trimmedLess(t *testing.T, open func(string) journal.Journal) {
	j := open("less")
	fill(t, j, 1, 10)
	ok(t, j.Trim(t.Context(), 8))
	for _, before := range []uint64{0, 1, 5, 8} {
		ok(t, j.Trim(t.Context(), before))
		holds(t, j, 0, 8, 10)
	}
	var all sync.WaitGroup
	for before := range uint64(10) {
		all.Go(func() {
			if err := j.Trim(t.Context(), before+1); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	holds(t, j, 0, 10, 10)
}

func trimmedBeyond(t *testing.T, open func(string) journal.Journal) {
	j := open("beyond")
	want(t, j.Trim(t.Context(), 1), journal.ErrBeyond)
	fill(t, j, 1, 3)
	want(t, j.Trim(t.Context(), 4), journal.ErrBeyond)
	holds(t, j, 0, 1, 3)
	ok(t, j.Trim(t.Context(), 3))
	holds(t, j, 0, 3, 3)
}

func largest(t *testing.T, open func(string) journal.Journal) {
	j := open("largest")
	limit := journal.MaxEntry // or what a wrapper leaves of it
	b := bytes.Repeat([]byte{0xa5}, journal.MaxEntry+1)
	for ; errors.Is(j.Append(t.Context(), 0, id(1), b[:limit]), journal.ErrTooLarge); limit-- {
		if limit <= journal.PartSize+1000 {
			t.Fatalf("%d bytes are too large", limit)
		}
	}
	want(t, j.Append(t.Context(), 1, id(2), b), journal.ErrTooLarge)
	ok(t, j.Append(t.Context(), 1, id(2), nil))
	list := read(t, j, 0)
	if len(list) != 2 || !bytes.Equal(list[0].Data, b[:limit]) || len(list[1].Data) != 0 {
		t.Errorf("%d entries read back", len(list))
	}
}

func nameless(t *testing.T, open func(string) journal.Journal) {
	j := open("nameless")
	if err := j.Append(t.Context(), 0, uuid.Nil, data(1)); err == nil {
		t.Error("taken")
	}
	holds(t, j, 0, 1, 0)
}

func ended(t *testing.T, open func(string) journal.Journal) {
	j := open("ended")
	fill(t, j, 1, 2)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	want(t, j.Append(ctx, 2, id(3), data(3)), context.Canceled)
	want(t, j.Trim(ctx, 2), context.Canceled)
	var failed error
	for _, err := range j.Read(ctx, 0) {
		failed = err
	}
	want(t, failed, context.Canceled)
	holds(t, j, 0, 1, 2)
}

func ownBytes(t *testing.T, open func(string) journal.Journal) {
	j := open("bytes")
	b := data(1)
	ok(t, j.Append(t.Context(), 0, id(1), b))
	clear(b)
	clear(read(t, j, 0)[0].Data)
	holds(t, j, 0, 1, 1)
}

func apart(t *testing.T, open func(string) journal.Journal) {
	fill(t, open("apart"), 1, 3)
	holds(t, open("apart/a"), 0, 1, 0)
	fill(t, open("apart/a"), 1, 1)
	ok(t, open("apart").Trim(t.Context(), 3))
	holds(t, open("apart"), 0, 3, 3)
	holds(t, open("apart/a"), 0, 1, 1)
}

func stopping(t *testing.T, open func(string) journal.Journal) {
	j := open("stopping")
	fill(t, j, 1, 5)
	for e, err := range j.Read(t.Context(), 1) {
		ok(t, err)
		if e.Number == 3 {
			break
		}
	}
	holds(t, j, 3, 4, 5)
}
