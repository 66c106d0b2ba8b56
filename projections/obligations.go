package projections

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/register"
)

// obligationIDs is the namespace of obligations: nodes that find the same term running make one and the same record.
var obligationIDs = uuid.MustParse("5d2d8b0c-0f0e-5c52-9a3c-7d6f0a4be835")

// obligationID is the id of the obligation for a term of a record.
func obligationID(stream string, x domain.Obligation) string {
	return uuid.NewSHA1(obligationIDs, fmt.Appendf(nil, "%s %d %s %s", stream, x.Row, x.Limit, x.Item)).String()
}

// Obligations lists what the clock must record at a moment so that each term that a record tells of ([domain.Obliged]) is an
// obligation, with its extension, its pauses and its end (R-TIM-01). One step for each obligation: the next turn finds the next.
func (r *Records) Obligations(l *Live, at time.Time) (list []Due) {
	l.View(func() {
		var tellers []*Versions
		r.clock.tells.until(at, func(v *Versions) { tellers = append(tellers, v) })
		list = r.stepsOf(tellers, at)
	})
	return list
}

// stepsOf are the steps to take for the terms that records tell of. What counts only if nothing else ever ran ([domain.Obligation]) waits
// for what begins at the same time.
func (r *Records) stepsOf(tellers []*Versions, at time.Time) []Due {
	var list, instead []Due
	begin := map[obligations.Terms]bool{}
	for _, v := range tellers {
		for _, x := range r.termsOf(v) {
			steps := r.steps(v, x, at)
			if x.Else {
				instead = append(instead, steps...)
				continue
			}
			for _, d := range steps {
				if c, is := d.Command.(obligations.CreateObligation); is {
					begin[kindOf(c.Terms)] = true
				}
			}
			list = append(list, steps...)
		}
	}
	for _, d := range instead {
		if c, is := d.Command.(obligations.CreateObligation); !is || !begin[kindOf(c.Terms)] {
			list = append(list, d)
		}
	}
	list = inOrder(list)
	return slices.CompactFunc(list, func(a, b Due) bool { return a.ID == b.ID }) // two records tell of the end of one term
}

// termsOf are the terms that a record tells of; of those that the next record of its type ends, with the day on which it did.
func (r *Records) termsOf(v *Versions) []domain.Obligation {
	x, is := v.Last().State.(domain.Obliged)
	if !is {
		return nil
	}
	list := x.Obligations()
	for i := range list {
		if list[i].Next {
			list[i].Met = r.ended(v, list[i])
		}
	}
	return list
}

// ended is the day of the first record of the type that tells the same row and limit after a term. Zero if none does.
func (r *Records) ended(v *Versions, x domain.Obligation) (met time.Time) {
	for _, other := range r.OfType(v.Record.Info().Name) {
		o, is := other.Last().State.(domain.Obliged)
		if !is {
			continue
		}
		for _, y := range o.Obligations() {
			if on := y.On.Start(); y.Row == x.Row && y.Limit == x.Limit && y.On > x.On && (met.IsZero() || on.Before(met)) {
				met = on
			}
		}
	}
	return met
}

// kindOf says which limit of which row runs for which record.
func kindOf(t obligations.Terms) obligations.Terms {
	return obligations.Terms{Subject: t.Subject, Row: t.Row, Limit: t.Limit}
}

// subject is the record that a term is for: the one that tells of it, unless it names another. What is for a change of purpose is for
// the activity whose purpose changes.
func (r *Records) subject(v *Versions, x domain.Obligation) string {
	if p := r.byName[x.For]; p != nil {
		if change, is := p.Last().State.(register.PurposeChange); is {
			return change.Activity
		}
	}
	return cmp.Or(x.For, v.Stream)
}

// steps are what must be recorded now for one term, and for the rounds before it.
func (r *Records) steps(v *Versions, x domain.Obligation, at time.Time) []Due {
	of := r.subject(v, x)
	list := r.earlier(of, x, v.Last().Happened)
	if d := r.obliges(v, of, x, at); d.Command != nil {
		list = append(list, d)
	}
	return list
}

// earlier meets what runs for a row and limit when a new round of it has begun: the day on which that starts is the day on
// which the one before was done. When the record has ended, nothing is left to do.
func (r *Records) earlier(subject string, x domain.Obligation, ended time.Time) (list []Due) {
	for _, v := range r.clock.terms[subject] {
		o := v.Last().State.(obligations.Obligation)
		if o.Row != x.Row || o.Limit != x.Limit || !running(o) {
			continue
		}
		d := Due{Record: obligations.Record.Info().Name, ID: v.ID, Version: v.Last().Version, Command: obligations.MeetObligation{}, Happened: ended}
		if !x.Over {
			d.Happened = x.On.Start()
		}
		if x.Over || !x.Else && o.Item < x.Item && o.Duty().Kind == obligations.Every {
			list = append(list, d)
		}
	}
	return list
}

// running tells whether an obligation is still to be met.
func running(o obligations.Obligation) bool {
	return o.State == obligations.StatusOpen || o.State == obligations.StatusLate
}

// ran tells whether a term of this row and limit ever ran for a record.
func (r *Records) ran(subject string, x domain.Obligation) bool {
	return slices.ContainsFunc(r.clock.terms[subject], func(v *Versions) bool {
		o := v.Last().State.(obligations.Obligation)
		return o.Row == x.Row && o.Limit == x.Limit
	})
}

// obliges is the next step of one term; without a command there is none.
func (r *Records) obliges(v *Versions, subject string, x domain.Obligation, at time.Time) Due {
	if x.Over {
		return Due{}
	}
	d := Due{Record: obligations.Record.Info().Name, ID: obligationID(subject, x)}
	was := r.Get(d.Record, d.ID)
	if was == nil {
		return r.creates(d, v, subject, x, at)
	}
	o := was.Last().State.(obligations.Obligation)
	d.Version = was.Last().Version
	if !running(o) {
		return Due{}
	}
	d.Command, d.Happened = next(o, x, at)
	if d.Command != nil && d.Happened.After(at) {
		return Due{}
	}
	return d
}

// creates lets the term begin, if its start has come.
func (r *Records) creates(d Due, v *Versions, subject string, x domain.Obligation, at time.Time) Due {
	if x.On == "" && (x.From.IsZero() || x.From.After(at)) || x.Else && r.ran(subject, x) {
		return Due{}
	}
	d.Command = obligations.CreateObligation{On: x.On, Terms: obligations.Terms{Row: x.Row, Limit: x.Limit, Subject: subject,
		Item: x.Item, Process: v.Record.ProcessOf(v.Last().State), Lead: r.Leads[x.Row]}}
	if x.On == "" {
		d.Happened = x.From
	}
	return d
}

// next is what must be recorded of a term that runs, and when it happened. First what moves its end.
func next(o obligations.Obligation, x domain.Obligation, at time.Time) (command any, happened time.Time) {
	if o.State == obligations.StatusOpen {
		if command, happened = moves(o, x, at); command != nil {
			return command, happened
		}
	}
	if !x.Met.IsZero() {
		return obligations.MeetObligation{}, x.Met
	}
	return nil, time.Time{}
}

// moves is what moves the end of a term: another start, a pause, an extension.
func moves(o obligations.Obligation, x domain.Obligation, at time.Time) (command any, happened time.Time) {
	if start := calendar.At(x.From); x.On == "" && start != "" && start != calendar.At(o.Starts) {
		return obligations.RecountObligation{Start: start, Reason: cmp.Or(x.Reason, "Het begin van de termijn is in het record verbeterd.")}, time.Time{}
	}
	if command, happened = pauses(o, x); command != nil {
		return command, happened
	}
	told := cmp.Or(x.Longer, at)
	if !o.Still() && o.Deadline().Passed(told) {
		return nil, time.Time{}
	}
	_, l, _ := obligations.Find(o.Row, o.Limit)
	if x.To > o.Due && o.Duty().Kind == obligations.Agreed || x.To == "" && !x.Longer.IsZero() && !o.Extended && l.Extra != "" {
		return obligations.ExtendObligation{To: x.To, Reason: x.Reason}, x.Longer
	}
	return nil, time.Time{}
}

// pauses lets a term stand still, or go on, as its record says. What had passed before does not stand still.
func pauses(o obligations.Obligation, x domain.Obligation) (command any, happened time.Time) {
	switch {
	case o.Still() && o.Pauses <= len(x.Pauses) && x.Pauses[o.Pauses-1].Until != "":
		return obligations.ResumeObligation{}, later(x.Pauses[o.Pauses-1].Until, o)
	case o.Still() || o.Pauses >= len(x.Pauses) || obligations.Stops(o.Row, o.Limit) == "":
		return nil, time.Time{}
	}
	p := x.Pauses[o.Pauses]
	if begin := later(p.From, o); !o.Deadline().Passed(begin) {
		return obligations.SuspendObligation{Reason: cmp.Or(p.Reason, "Opgeschort in het record.")}, begin
	}
	return nil, time.Time{}
}

// later is the start of a day, or of the term if that is later.
func later(day calendar.Date, o obligations.Obligation) time.Time {
	if at := day.Start(); at.After(o.Starts) {
		return at
	}
	return o.Starts
}
