package projections

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/obligations"
)

// Due is a command that the clock must issue for a record, in role SYS.
type Due struct {
	Record, ID string
	Version    uint64 // of the record that it is about
	Command    any
	Happened   time.Time // zero: now
}

// byClock is a state for which the clock records something, at some moment.
type byClock interface{ ByClock(time.Time) any }

// clock is what a turn of the clock looks at: not all records, but those that may have something to record by then. It is kept up with
// every event, and remembers no time of its own: a rebuild gives the same, and so does a clock that is set back or forward.
type clock struct {
	wakes   queue                  // records with a day of their own ([domain.Waker])
	each    []*Versions            // records that cannot tell from when: asked at each turn
	tells   queue                  // records that tell of terms ([domain.Obliged]), by the moment of the next step
	terms   map[string][]*Versions // obligations, by the record that they are for
	tellers map[string][]*Versions // records that tell of the terms of another one
	pending map[*Versions]bool     // requests that restrict while they run
	erased  map[*Versions]bool     // dossiers that were destroyed, whose request does not say so yet
}

func newClock() clock {
	return clock{wakes: newQueue(), tells: newQueue(), terms: map[string][]*Versions{}, tellers: map[string][]*Versions{}, pending: map[*Versions]bool{}, erased: map[*Versions]bool{}}
}

// tick keeps the clock up with one event.
func (r *Records) tick(c Change) {
	switch x := c.After.(type) {
	case domain.Waker:
		r.clock.wakes.set(c.Record, x.Wakes())
	case byClock:
		if c.Before == nil {
			r.clock.each = append(r.clock.each, c.Record)
		}
	}
	if _, ok := c.After.(domain.Obliged); ok {
		r.told(c.Record)
		if endsAnother(c.Before) || endsAnother(c.After) {
			r.retellKind(c.Record)
		}
	}
	if o, ok := c.After.(obligations.Obligation); ok {
		if c.Before == nil {
			r.clock.terms[o.Subject] = append(r.clock.terms[o.Subject], c.Record)
		}
		r.retell(o.Subject)
	}
	r.waits(c)
}

// told looks when there is a next step for the terms that a record tells of.
func (r *Records) told(v *Versions) {
	var next time.Time
	for _, term := range r.termsOf(v) {
		if of := r.subject(v, term); of != v.Stream && !slices.Contains(r.clock.tellers[of], v) {
			r.clock.tellers[of] = append(r.clock.tellers[of], v)
		}
		if at := r.begins(v, term); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	r.clock.tells.set(v, next)
}

// retell looks again at whoever tells of the terms of a record.
func (r *Records) retell(subject string) {
	list := r.clock.tellers[subject]
	if v := r.byName[subject]; v != nil {
		list = append(slices.Clip(list), v)
	}
	for _, v := range list {
		r.told(v)
	}
}

// endsAnother tells whether a record tells of a term that can end one of another record of its type.
func endsAnother(state any) bool {
	x, is := state.(domain.Obliged)
	return is && slices.ContainsFunc(x.Obligations(), func(x domain.Obligation) bool { return x.Next })
}

// retellKind looks again at the records of a type whose terms still run: the next of them can have ended those.
func (r *Records) retellKind(v *Versions) {
	runs := func(v *Versions) bool { return running(v.Last().State.(obligations.Obligation)) }
	for _, other := range r.OfType(v.Record.Info().Name) {
		if slices.ContainsFunc(r.termsOf(other), func(x domain.Obligation) bool {
			return x.Next && slices.ContainsFunc(r.clock.terms[r.subject(other, x)], runs)
		}) {
			r.told(other)
		}
	}
}

// ever is before any moment of the ledger.
var ever = time.Unix(0, 0)

// begins is the first moment at which there is a step to take for a term; the zero time if there is none. A step depends on the time only
// in that it must have come.
func (r *Records) begins(v *Versions, x domain.Obligation) time.Time {
	moments := []time.Time{ever, x.From, x.On.Start(), x.Met, x.Longer}
	for _, p := range x.Pauses {
		moments = append(moments, p.From.Start(), p.Until.Start())
	}
	if was := r.Get(obligations.Record.Info().Name, obligationID(r.subject(v, x), x)); was != nil { // what was before its start counts from there
		moments = append(moments, was.Last().State.(obligations.Obligation).Starts)
	}
	slices.SortFunc(moments, time.Time.Compare)
	for _, at := range moments {
		if !at.IsZero() && len(r.steps(v, x, at)) > 0 {
			return at
		}
	}
	return time.Time{}
}

// Due lists what the clock must do at a moment: records whose state says so.
func (r *Records) Due(l *Live, at time.Time) (list []Due) {
	ask := func(v *Versions) { list = append(list, due1(v, at)...) }
	l.View(func() {
		r.clock.wakes.until(at, ask)
		for _, v := range r.clock.each {
			ask(v)
		}
	})
	return inOrder(list)
}

// due1 is what the clock must record for one record.
func due1(v *Versions, at time.Time) []Due {
	last := v.Last()
	if x, ok := last.State.(byClock); ok {
		if c := x.ByClock(at); c != nil {
			return []Due{{Record: v.Record.Info().Name, ID: v.ID, Version: last.Version, Command: c}}
		}
	}
	return nil
}

// inOrder sorts by record; of what two tell of one record, what happened first stands first.
func inOrder(list []Due) []Due {
	slices.SortFunc(list, func(a, b Due) int {
		return cmp.Or(cmp.Compare(a.Record, b.Record), cmp.Compare(a.ID, b.ID), a.Happened.Compare(b.Happened), cmp.Compare(fmt.Sprintf("%T", a.Command), fmt.Sprintf("%T", b.Command)))
	})
	return list
}
