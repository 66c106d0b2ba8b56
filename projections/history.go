package projections

import (
	"cmp"
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
}

// History returns the events the filter chooses, newest first, and where the next page begins (0: no more).
func (r *Records) History(f HistoryFilter) (list []*Entry, next events.Position) {
	size := min(max(f.Size, 1), MaxPage)
	end := len(r.entries)
	if f.Before > 0 {
		end = min(end, int(f.Before)-1)
	}
	for _, e := range slices.Backward(r.entries[:end]) {
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
		(!f.Late || e.Origin != domain.Direct)
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
	for _, e := range r.entries {
		if e.Origin != domain.Imported && !e.Recorded.Before(from) && (to.IsZero() || e.Recorded.Before(to)) {
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
	"ObligationWaived":                        {domain.FG}, // RT-35
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
