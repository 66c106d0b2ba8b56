package projections

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
)

// A Difference is a record that changed between two moments of recording.
type Difference struct {
	*Versions
	Before, After int // how many versions it had at each moment; Before is 0 for a new record
	Ended         bool
}

// State is the record at the later moment.
func (d Difference) State() any { return d.List[d.After-1].State }

// Differences are the records that changed between two moments, of every type, or of one, by name.
// It reads the events in between and no others.
func (r *Records) Differences(from, to time.Time, kind string) []Difference {
	n := map[string]int{}
	for e := range r.recorded(from, to) {
		n[e.Stream]++
	}
	var list []Difference
	for stream, events := range n {
		v := r.byName[stream]
		if kind != "" && v.Record.Info().Name != kind {
			continue
		}
		d := Difference{Versions: v, Before: len(v.List)}
		for d.Before > 0 && !v.List[d.Before-1].Recorded.Before(from) {
			d.Before--
		}
		d.After = d.Before + events
		d.Ended = final(v.Record, d.State()) && (d.Before == 0 || !final(v.Record, v.List[d.Before-1].State))
		list = append(list, d)
	}
	titles := make(map[string]string, len(list))
	for _, d := range list {
		titles[d.Stream] = strings.ToLower(d.Record.TitleOf(d.State()))
	}
	slices.SortFunc(list, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(titles[a.Stream], titles[b.Stream]), cmp.Compare(a.Stream, b.Stream))
	})
	return list
}

// final tells whether a record is at its end: no command of its table is for its status.
func final(rec domain.Record, state any) bool {
	st := rec.StatusOf(state)
	for i := range rec.Info().Commands {
		if slices.Contains(rec.Info().Commands[i].In, st) {
			return false
		}
	}
	return true
}
