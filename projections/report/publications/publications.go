// Package publications is what the reports of the policy (the publications P1 to P27 of the requirements, as far as they are
// reports) say of the ledger. Each is a function that gives a [report.Report]; what figures it has, stands in a table that a
// lawyer can read: name, definition, and what is counted. There is one so far: the report to the council, P8 ([Council]). No page
// and no command makes it yet, and issuing it is not yet an event.
//
// It promises that a report depends on the log up to the checkpoint it names and on nothing else: what is recorded later
// changes nothing in it (promise 6). A figure over an earlier year is counted at the same checkpoint, so that years are
// compared as they are known now.
package publications

import (
	"strconv"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/projections"
	"github.com/heemstede/grootboek/projections/report"
)

// A measure is one figure: what it counts, in words and in code. Exactly one of Stand and Told is set.
type measure struct {
	Key, NL    string
	Definition string
	Unit       report.Unit
	Stand      *stand // records as they stand at the end of the year
	Told       []told // events that happened in the year
	PartOf     string // key of the measure that this one is a part of
	Trend      bool   // stands in the chart of its section
}

// stand chooses records of some types by their state and the last day of the year. Latest asks for the state as it is known
// now, of cases that begin in one year and end in the next.
type stand struct {
	Kinds  []string
	Is     func(state any, day calendar.Date) bool
	Latest bool
}

// told chooses events by their name; Is, if not nil, by what they say.
type told struct {
	Event string
	Is    func(fact any) bool
}

func events(names ...string) (list []told) {
	for _, n := range names {
		list = append(list, told{Event: n})
	}
	return list
}

// of makes a choice by state out of one by the state of a record type.
func of[S any](is func(S, calendar.Date) bool, kinds ...string) *stand {
	return &stand{Kinds: kinds, Is: func(state any, day calendar.Date) bool {
		s, ok := state.(S)
		return ok && is(s, day)
	}}
}

// cases makes a choice by the state as it is known now.
func cases[S any](is func(S, calendar.Date) bool, kinds ...string) *stand {
	s := of(is, kinds...)
	s.Latest = true
	return s
}

// year is a year that is counted: a whole one, or up to the moment of the report.
type year struct {
	number   int
	from, to time.Time // [from, to)
	period   report.Period
}

// yearsUpTo are the years that end with the last, newest first. None goes past the moment of the report.
func yearsUpTo(last, count int, asOf time.Time) (list []year) {
	for n := range count {
		y := year{number: last - n}
		y.period = report.Period{From: calendar.Date(strconv.Itoa(y.number) + "-01-01"), To: calendar.Date(strconv.Itoa(y.number) + "-12-31")}
		y.from, y.to = y.period.From.Start(), y.period.To.End()
		if y.to.After(asOf) {
			y.to, y.period.To = asOf.Add(time.Nanosecond), calendar.On(asOf)
		}
		list = append(list, y)
	}
	return list
}

// counted are the events behind each measure, by measure and year.
type counted [][][]report.Event

// count counts all measures over all years in one reading of the log.
func count(records *projections.Records, measures []*measure, years []year) counted {
	c := make(counted, len(measures))
	byEvent, byKind := map[string][]int{}, map[string][]int{}
	for n, m := range measures {
		c[n] = make([][]report.Event, len(years))
		for _, t := range m.Told {
			byEvent[t.Event] = append(byEvent[t.Event], n)
		}
		if m.Stand != nil {
			for _, k := range m.Stand.Kinds {
				byKind[k] = append(byKind[k], n)
			}
		}
	}
	for _, e := range records.Entries() {
		for _, n := range byEvent[e.Name] {
			c.tell(n, measures[n], e, years)
		}
	}
	for _, m := range measures { // in order, and each type once
		for _, k := range m.kinds() {
			for _, v := range records.OfType(k) {
				c.stands(v, byKind[k], measures, years)
			}
			delete(byKind, k)
		}
	}
	return c
}

func (m *measure) kinds() []string {
	if m.Stand == nil {
		return nil
	}
	return m.Stand.Kinds
}

func (c counted) tell(n int, m *measure, e *projections.Entry, years []year) {
	for y := range years {
		if e.Happened.Before(years[y].from) || !e.Happened.Before(years[y].to) {
			continue
		}
		for _, t := range m.Told {
			if t.Event == e.Name && (t.Is == nil || t.Is(e.Fact)) {
				c[n][y] = append(c[n][y], eventOf(e))
			}
		}
	}
}

// stands asks how one record stood at the end of each year.
func (c counted) stands(v *projections.Versions, asked []int, measures []*measure, years []year) {
	if len(asked) == 0 {
		return
	}
	for y := range years {
		at, ok := v.At(projections.AsOf{Happened: years[y].to.Add(-time.Nanosecond)})
		for _, n := range asked {
			x, exists := at, ok
			if measures[n].Stand.Latest {
				x, exists = v.Last(), true
			}
			if exists && measures[n].Stand.Is(x.State, years[y].period.To) {
				c[n][y] = append(c[n][y], eventOf(x.Entry))
			}
		}
	}
}

func eventOf(e *projections.Entry) report.Event {
	return report.Event{Stream: e.Stream, Version: e.Version, Position: uint64(e.Position)}
}

// figure is a measure with what was counted.
func (m *measure) figure(behind [][]report.Event, years []year) *report.Figure {
	f := &report.Figure{Key: m.Key, Name: m.NL, Definition: m.Definition, PartOf: m.PartOf, Value: report.Count(len(behind[0]), m.Unit), Events: behind[0]}
	for n, y := range years[1:] {
		f.Earlier = append(f.Earlier, report.Earlier{Label: strconv.Itoa(y.number), Value: report.Count(len(behind[n+1]), m.Unit), Events: behind[n+1]})
	}
	return f
}

// trend is the chart of the figures that are to be seen over the years, oldest first, up to the year with the label; nil if there is nothing to compare.
func trend(title, label string, measures []*measure, figures []*report.Figure) *report.Chart {
	c := &report.Chart{Title: title, Kind: report.Bars}
	for n, m := range measures {
		if !m.Trend || len(figures[n].Earlier) == 0 {
			continue
		}
		f := figures[n]
		var labels []string
		s := report.Series{Name: f.Name}
		for i := len(f.Earlier) - 1; i >= 0; i-- {
			labels, s.Values = append(labels, f.Earlier[i].Label), append(s.Values, bare(f.Earlier[i].Value))
		}
		c.Categories, c.Series = append(labels, label), append(c.Series, report.Series{Name: s.Name, Values: append(s.Values, bare(f.Value))})
	}
	if len(c.Series) == 0 {
		return nil
	}
	return c
}

// bare is a count without what it counts: the name of its series says that.
func bare(n report.Number) report.Number { n.Unit = report.Unit{}; return n }
