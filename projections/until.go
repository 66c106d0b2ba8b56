package projections

import (
	"sort"

	"github.com/heemstede/grootboek/events"
)

// Until returns the records as they were at a position of the log: with the events up to and including it, and no others.
// A report rests on it: it is the same whatever was recorded since (promise 6). It shares everything with r; whoever reads
// it must do so while r stands still.
func (r *Records) Until(p events.Position) *Records {
	if int(p) >= len(r.entries) {
		return r
	}
	cut := NewRecords(r.types)
	cut.entries, cut.intern = r.entries[:p:p], r.intern
	for kind, list := range r.ofType {
		for _, v := range list {
			n := sort.Search(len(v.List), func(i int) bool { return v.List[i].Position > p })
			if n == 0 {
				break // the records stand in the order in which they began
			}
			x := &Versions{Record: v.Record, Stream: v.Stream, ID: v.ID, List: v.List[:n:n]}
			cut.byName[v.Stream] = x
			cut.ofType[kind] = append(cut.ofType[kind], x)
		}
	}
	return cut
}

// Entries returns the events in the order of the log. The list is not to be changed.
func (r *Records) Entries() []*Entry { return r.entries }
