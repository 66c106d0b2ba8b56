package projections

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/events"
)

// HistoryFilter chooses events; an empty field chooses all (R-LED-14).
type HistoryFilter struct {
	Kind     string // record type
	Record   string // record id
	Event    string // event name
	Actor    string // person id
	Role     string
	From, To time.Time       // recorded in [From, To)
	Late     bool            // recorded afterwards or imported
	Before   events.Position // events before this position; 0 is from the newest
	Size     int
	Found    []string            // streams that a search has found; nil is all
	Says     func(e *Entry) bool // what an event must say; nil is anything. It is asked last
}

// The history keeps lists of events by what it can be filtered on, so that a rare event is found without reading them all.
const (
	byKind, byEvent, byActor, byRole, late = "soort", "gebeurtenis", "wie", "rol", "achteraf"
)

// posting names a list: by what, and its value.
type posting struct{ by, value string }

// post adds an event to its lists.
func (r *Records) post(kind string, e *Entry) {
	add := func(by, value string) { r.posted[posting{by, value}] = append(r.posted[posting{by, value}], e) }
	add(byKind, kind)
	add(byEvent, e.Name)
	add(byActor, e.Actor)
	add(byRole, string(e.Role))
	if e.Origin != domain.Direct {
		add(late, "")
	}
}

// candidates is the shortest list that holds all events that the filter chooses, in the order of the log.
func (r *Records) candidates(f HistoryFilter) []*Entry {
	list := r.between(f.From, f.To)
	shorter := func(other []*Entry) {
		if len(other) < len(list) {
			list = other
		}
	}
	for key, asked := range map[posting]bool{{byKind, f.Kind}: f.Kind != "", {byEvent, f.Event}: f.Event != "", {byActor, f.Actor}: f.Actor != "",
		{byRole, f.Role}: f.Role != "", {late, ""}: f.Late} {
		if asked {
			shorter(r.posted[key])
		}
	}
	if f.Record != "" {
		var streams []string
		for kind := range r.types {
			streams = append(streams, kind+"/"+f.Record) // an id is that of a record and its dossier
		}
		shorter(r.of(streams))
	}
	if f.Found != nil {
		list = r.of(f.Found) // the others are not chosen, however many there are
	}
	return list
}

// of are the events of some records, in the order of the log.
func (r *Records) of(streams []string) (list []*Entry) {
	for _, s := range streams {
		if v := r.byName[s]; v != nil {
			for _, x := range v.List {
				list = append(list, x.Entry)
			}
		}
	}
	slices.SortFunc(list, func(a, b *Entry) int { return cmp.Compare(a.Position, b.Position) })
	return list
}

// between are the events from the first to the last one that was recorded in [from, to); a zero time is no limit. Nodes have clocks
// of their own, so between them there can be some that were not.
func (r *Records) between(from, to time.Time) []*Entry {
	if from.IsZero() && to.IsZero() {
		return r.entries
	}
	lo, hi := int64(math.MinInt64), int64(math.MaxInt64)
	if !from.IsZero() {
		lo = from.UnixMilli()
	}
	if !to.IsZero() {
		hi = to.UnixMilli()
	}
	first, last := len(r.times), 0
	for i, t := range r.times {
		if t >= lo && t < hi {
			first, last = min(first, i), i+1
		}
	}
	if first >= last {
		return nil
	}
	return r.entries[first:last]
}

// recorded are the events that were recorded in [from, to), in the order of the log; a zero time is no limit.
func (r *Records) recorded(from, to time.Time) iter.Seq[*Entry] {
	return func(yield func(*Entry) bool) {
		for _, e := range r.between(from, to) {
			if (from.IsZero() || !e.Recorded.Before(from)) && (to.IsZero() || e.Recorded.Before(to)) && !yield(e) {
				return
			}
		}
	}
}

// History returns the events the filter chooses, newest first, and where the next page begins (0: no more).
func (r *Records) History(f HistoryFilter) (list []*Entry, next events.Position) {
	size := min(max(f.Size, 1), MaxPage)
	all := r.candidates(f)
	if f.Before > 0 {
		n, _ := slices.BinarySearchFunc(all, f.Before, func(e *Entry, p events.Position) int { return cmp.Compare(e.Position, p) })
		all = all[:n]
	}
	for _, e := range slices.Backward(all) {
		if !f.chooses(e) {
			continue
		}
		if len(list) == size {
			return list, list[size-1].Position
		}
		list = append(list, e)
	}
	return list, 0
}

func (f HistoryFilter) chooses(e *Entry) bool {
	kind, id := events.Record(e.Stream)
	return (f.Kind == "" || f.Kind == kind) && (f.Record == "" || f.Record == id) && (f.Event == "" || f.Event == e.Name) &&
		(f.Actor == "" || f.Actor == e.Actor) && (f.Role == "" || f.Role == string(e.Role)) &&
		(f.From.IsZero() || !e.Recorded.Before(f.From)) && (f.To.IsZero() || e.Recorded.Before(f.To)) &&
		(!f.Late || e.Origin != domain.Direct) && (f.Says == nil || f.Says(e))
}

// LagLine says how late one kind of event is recorded after it happened.
type LagLine struct {
	Event   string
	NL      string
	Count   int
	Median  time.Duration
	Largest time.Duration
	Over    int             // recorded more than a day after it happened
	Worst   events.Position // the event with the largest lag
}

// Lag measures how late events are recorded, by event type, over events recorded in [from, to) that did not come from an
// import: an import is late by nature, and marked.
func (r *Records) Lag(from, to time.Time) []LagLine {
	lags := map[string][]*Entry{}
	for e := range r.recorded(from, to) {
		if e.Origin != domain.Imported {
			lags[e.Name] = append(lags[e.Name], e)
		}
	}
	var list []LagLine
	for name, es := range lags {
		slices.SortStableFunc(es, func(a, b *Entry) int { return cmp.Compare(a.Lag(), b.Lag()) })
		worst := es[len(es)-1]
		l := LagLine{Event: name, NL: EventNL(r.Stream(worst.Stream).Record, worst), Count: len(es), Median: es[len(es)/2].Lag(),
			Largest: worst.Lag(), Worst: worst.Position}
		for _, e := range es {
			if e.Lag() > 24*time.Hour {
				l.Over++
			}
		}
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b LagLine) int { return cmp.Or(cmp.Compare(b.Largest, a.Largest), cmp.Compare(a.NL, b.NL)) })
	return list
}

// notices says which events which roles are told of: B1.1-1 tells PB and FG of new processing; the FG sees deviations.
var notices = map[string][]domain.Role{
	"ProcessingActivitySubmitted":             {domain.PB, domain.FG},
	"ProcessingActivityChangeSubmitted":       {domain.PB},
	"ProcessingActivityReturnedForCompletion": {domain.OWN},
	"NonComplianceFound":                      {domain.FG, domain.PB},
	"MatrixRowChanged":                        {domain.FG},
	"PublicationWithdrawn":                    {domain.FG},
	"RegisterEntryTested":                     {domain.PB, domain.OWN},
	"RegisterImported":                        {domain.PB, domain.FG},
	"DestructionOverdue":                      {domain.OWN, domain.PB, domain.FG}, // R-4.8-04
	"DestructionNonComplianceFound":           {domain.FG, domain.PB},
	"ObligationWaived":                        {domain.FG},            // RT-35
	"MessageAbandoned":                        {domain.PB, domain.FG}, // a warning that did not arrive (R-TIM-03)
	"NoticeMarkedForRevision":                 {domain.PB, domain.OWN},
	"NoticeNonComplianceFound":                {domain.FG, domain.PB},
	"WebsiteNonComplianceFound":               {domain.FG, domain.PB},
}

// Notices keeps, for each role, what it is told of. Single imported activities are left out: the import itself is told.
type Notices struct {
	byRole map[domain.Role][]*Entry
}

// NewNotices returns the model.
func NewNotices() *Notices { return &Notices{byRole: map[domain.Role][]*Entry{}} }

// Apply implements [Model].
func (n *Notices) Apply(c Change) {
	if c.Name == "ProcessingActivitySubmitted" && c.Origin == domain.Imported {
		return
	}
	for _, role := range append(concerned(c), notices[c.Name]...) {
		n.byRole[role] = append(n.byRole[role], c.Entry)
	}
}

// concerned are the roles that a term names: who must do it hears of it before it ends, and whom the table names when it has passed
// (R-TIM-03, R-TIM-04).
func concerned(c Change) []domain.Role {
	o, ok := c.After.(obligations.Obligation)
	switch {
	case ok && c.Name == "ObligationReminderSent":
		return slices.Clone(o.Duty().Who)
	case ok && c.Name == "ObligationPassed":
		return slices.Clone(o.Duty().Told)
	}
	return nil
}

// For returns the newest notices of a role, newest first.
func (n *Notices) For(role domain.Role, size int) []*Entry {
	list := slices.Clone(n.byRole[role])
	slices.Reverse(list)
	return list[:min(size, len(list))]
}
