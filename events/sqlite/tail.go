package sqlite

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"github.com/heemstede/grootboek/events"
)

// tail is the index of the events that sidx does not hold yet. Only the writer changes it; a position once in it is
// durable.
type tail struct {
	mu      sync.RWMutex
	streams map[string]tailStream
	size    int
}

// tailStream is one stream in the tail: versions first, first+1 … stand at pos. Readers share pos up to the length they
// saw; the writer only ever adds behind it.
type tailStream struct {
	skey  int64
	first uint64
	pos   []events.Position
}

// entry is one event for the index.
type entry struct {
	stream  string
	skey    int64
	version uint64
	pos     events.Position
}

// of returns what the tail holds of a stream; the zero value if nothing.
func (t *tail) of(stream string) tailStream {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.streams[stream]
}

func (t *tail) add(list []entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range list {
		s, ok := t.streams[e.stream]
		if !ok {
			s = tailStream{skey: e.skey, first: e.version}
		}
		s.pos = append(s.pos, e.pos)
		t.streams[e.stream] = s
	}
	t.size += len(list)
}

// replace makes the tail hold just these events.
func (t *tail) replace(list []entry) {
	t.mu.Lock()
	t.streams, t.size = map[string]tailStream{}, 0
	t.mu.Unlock()
	t.add(list)
}

// sorted returns the tail in the order of sidx. Only the writer may call it.
func (t *tail) sorted() []tailStream {
	return slices.SortedFunc(maps.Values(t.streams), func(a, b tailStream) int { return cmp.Compare(a.skey, b.skey) })
}

// last is the version the stream is at according to the tail, 0 if it holds nothing of it.
func (s tailStream) last() uint64 {
	if len(s.pos) == 0 {
		return 0
	}
	return s.first + uint64(len(s.pos)) - 1
}

// at returns the position of a version, 0 if the tail does not hold it.
func (s tailStream) at(version uint64) events.Position {
	if version < s.first || version > s.last() {
		return 0
	}
	return s.pos[version-s.first]
}

// after returns the positions of the versions after version.
func (s tailStream) after(version uint64) []events.Position {
	switch {
	case version >= s.last():
		return nil
	case version < s.first:
		return s.pos
	}
	return s.pos[version-s.first+1:]
}
