package projections

import (
	"sort"

	"github.com/heemstede/grootboek/events"
)

// Until returns the records as they were at a position of the log: with the events up to and including it, and no others.
// A report rests on it: it is the same whatever was recorded since (promise 6). It shares everything with r; whoever reads
// it must do so while r stands still. Only the clock is not in it: what is due is asked of r.
func (r *Records) Until(p events.Position) *Records {
	if int(p) >= len(r.entries) {
		return r
	}
	cut := NewRecords(r.types)
	cut.entries, cut.times, cut.intern, cut.Leads = r.entries[:p:p], r.times[:p:p], r.intern, r.Leads
	for key, list := range r.posted {
		if n := sort.Search(len(list), func(i int) bool { return list[i].Position > p }); n > 0 {
			cut.posted[key] = list[:n:n]
		}
	}
	for kind, list := range r.ofType {
		for _, v := range list {
			x := &Versions{Record: v.Record, Stream: v.Stream, ID: v.ID, List: v.UpTo(p)}
			if len(x.List) == 0 {
				break // the records stand in the order in which they began
			}
			cut.byName[v.Stream] = x
			cut.ofType[kind] = append(cut.ofType[kind], x)
		}
	}
	return cut
}

// UpTo returns the versions of a record up to and including a position of the log; none if it had not begun. The list is not to be
// changed.
func (v *Versions) UpTo(p events.Position) []Version {
	n := sort.Search(len(v.List), func(i int) bool { return v.List[i].Position > p })
	return v.List[:n:n]
}

// Entries returns the events in the order of the log. The list is not to be changed.
func (r *Records) Entries() []*Entry { return r.entries }
