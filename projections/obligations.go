package projections

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/obligations"
)

// obligationIDs is the namespace of obligations: nodes that find the same term running make one and the same record.
var obligationIDs = uuid.MustParse("5d2d8b0c-0f0e-5c52-9a3c-7d6f0a4be835")

// obligationID is the id of the obligation for a term of a record.
func obligationID(stream string, x domain.Obligation) string {
	return uuid.NewSHA1(obligationIDs, fmt.Appendf(nil, "%s %d %s %s", stream, x.Row, x.Limit, x.Item)).String()
}

// Obligations lists what the clock must record at a moment so that each term that a record tells of ([domain.Obliged]) is an
// obligation, with its extension and its end (R-TIM-01). One step for each obligation: the next turn finds the next.
func (r *Records) Obligations(l *Live, at time.Time) (list []Due) {
	l.View(func() {
		running := r.running()
		for _, record := range r.types {
			name := record.Info().Name
			for _, v := range r.OfType(name) {
				x, ok := v.Last().State.(domain.Obliged)
				if !ok {
					continue
				}
				for _, term := range x.Obligations() {
					if term.Next {
						term.Met = r.next(name, term, at)
					}
					if d := r.obliges(v, term, at); d.Command != nil {
						list = append(list, d)
					}
					list = append(list, earlier(running[v.Stream], term, v.Last().Happened)...)
				}
			}
		}
	})
	slices.SortFunc(list, func(a, b Due) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// next is when a term that the next record of the type ends was met: on the day of the first one that tells the same row and
// limit after it. Zero if none has, or not yet.
func (r *Records) next(kind string, x domain.Obligation, at time.Time) (met time.Time) {
	for _, v := range r.OfType(kind) {
		o, ok := v.Last().State.(domain.Obliged)
		if !ok {
			continue
		}
		for _, y := range o.Obligations() {
			on := y.On.Start()
			if y.Row == x.Row && y.Limit == x.Limit && y.On > x.On && !on.After(at) && (met.IsZero() || on.Before(met)) {
				met = on
			}
		}
	}
	return met
}

// running are the obligations that are not met yet, by the record that they are for.
func (r *Records) running() map[string][]*Versions {
	m := map[string][]*Versions{}
	for _, v := range r.OfType(obligations.Record.Info().Name) {
		if o := v.Last().State.(obligations.Obligation); o.State == obligations.StatusOpen || o.State == obligations.StatusLate {
			m[o.Subject] = append(m[o.Subject], v)
		}
	}
	return m
}

// earlier meets what runs for a row and limit when a new round of it has begun: the day on which that starts is the day on
// which the one before was done. When the record has ended, nothing is left to do.
func earlier(running []*Versions, x domain.Obligation, ended time.Time) (list []Due) {
	for _, v := range running {
		o := v.Last().State.(obligations.Obligation)
		if o.Row != x.Row || o.Limit != x.Limit {
			continue
		}
		d := Due{Record: obligations.Record.Info().Name, ID: v.ID, Version: v.Last().Version, Command: obligations.MeetObligation{}, Happened: ended}
		if !x.Over {
			d.Happened = x.On.Start()
		}
		if x.Over || o.Item < x.Item && o.Duty().Kind == obligations.Every {
			list = append(list, d)
		}
	}
	return list
}

// obliges is the next step of one term; without a command there is none.
func (r *Records) obliges(v *Versions, x domain.Obligation, at time.Time) Due {
	if x.Over {
		return Due{}
	}
	d := Due{Record: obligations.Record.Info().Name, ID: obligationID(v.Stream, x)}
	was := r.Get(d.Record, d.ID)
	if was == nil {
		if x.On == "" && (x.From.IsZero() || x.From.After(at)) {
			return Due{}
		}
		d.Command = obligations.CreateObligation{On: x.On, Terms: obligations.Terms{Row: x.Row, Limit: x.Limit, Subject: v.Stream,
			Item: x.Item, Process: v.Record.ProcessOf(v.Last().State)}}
		if x.On == "" {
			d.Happened = x.From
		}
		return d
	}
	o := was.Last().State.(obligations.Obligation)
	d.Version = was.Last().Version
	if o.State != obligations.StatusOpen && o.State != obligations.StatusLate {
		return Due{}
	}
	switch told := cmp.Or(x.Longer, at); {
	case o.State == obligations.StatusOpen && x.To > o.Due && !o.Deadline().Passed(told),
		o.State == obligations.StatusOpen && x.To == "" && !x.Longer.IsZero() && !o.Extended && !o.Deadline().Passed(told):
		d.Command, d.Happened = obligations.ExtendObligation{To: x.To, Reason: x.Reason}, x.Longer
	case !x.Met.IsZero() && !x.Met.After(at):
		d.Command, d.Happened = obligations.MeetObligation{}, x.Met
	default:
		return Due{}
	}
	return d
}
