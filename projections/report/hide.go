package report

import "slices"

// DefaultSmall is the least count that is published: T-57.
const DefaultSmall = 5

// Hide returns the report as it may be published: every count below small says so instead of its value (R-RPT-03, T-57),
// and what would give it away goes too: the events behind it, a share of it, and where it is the only hidden part of a
// total, the smallest of the other parts; of a figure that is nearly all of another, the part. A count of nothing is hidden as well: otherwise "fewer than 5" would say that
// there was one.
func (r Report) Hide(small int) Report {
	if small < 1 {
		return r
	}
	r = r.Normal()
	r.Small = small
	walk(r.Sections, 2, func(_ int, s *Section) {
		for _, b := range s.Blocks {
			switch {
			case b.Figure != nil:
				b.Figure.hide(small)
			case b.Table != nil:
				b.Table.hide(small)
			case b.Chart != nil:
				for n := range b.Chart.Series {
					for i := range b.Chart.Series[n].Values {
						b.Chart.Series[n].Values[i].hide(small)
					}
				}
			}
		}
	})
	r.hideComplements()
	return r
}

// hideComplements withholds a part where what is left of the whole is a small count: 18 of 20 incidents tells of 2 others. It is
// held against every whole that it is a part of, also past one that is itself withheld.
func (r Report) hideComplements() {
	byKey := r.byKey()
	for _, f := range r.Figures() {
		for _, whole := range f.wholes(byKey) {
			f.Events = f.Value.hideNearly(whole.Value, r.Small, f.Events)
			for n := range f.Earlier {
				for _, w := range whole.Earlier {
					if e := &f.Earlier[n]; w.Label == e.Label {
						e.Events = e.Value.hideNearly(w.Value, r.Small, e.Events)
					}
				}
			}
		}
	}
}

func (r Report) byKey() map[string]*Figure {
	list := map[string]*Figure{}
	for _, f := range r.Figures() {
		list[f.Key] = f
	}
	return list
}

// wholes are the figures that this one is a part of, the nearest first. In a circle it is one of them itself.
func (f *Figure) wholes(byKey map[string]*Figure) (list []*Figure) {
	for w := byKey[f.PartOf]; w != nil && !slices.Contains(list, w); w = byKey[w.PartOf] {
		list = append(list, w)
	}
	return list
}

// hideNearly also withholds a part that is all of the whole: otherwise a part withheld would say that there are others.
func (n *Number) hideNearly(whole Number, small int, events []Event) []Event {
	if n.Hidden() || whole.Hidden() || whole.Value-n.Value >= int64(small) {
		return events
	}
	n.withhold()
	return nil
}

// hide hides a small count. A share has a unit of its own: it is hidden by the number of events behind it, or by who made it.
func (n *Number) hide(small int) {
	if !n.Hidden() && n.Unit != Percent && n.Decimals == 0 && n.Value < int64(small) {
		n.Value, n.Below = 0, small
	}
}

func (n *Number) withhold() { n.Value, n.Below, n.Withheld = 0, 0, true }

func (f *Figure) hide(small int) {
	f.Events = f.Value.hideWith(f.Events, small)
	for n := range f.Earlier {
		f.Earlier[n].Events = f.Earlier[n].Value.hideWith(f.Earlier[n].Events, small)
	}
}

// hideWith also hides a number that is no count, as a share, when few events are behind it.
func (n *Number) hideWith(events []Event, small int) []Event {
	n.hide(small)
	if n.Unit == Percent && len(events) < small {
		n.withhold()
	}
	if n.Hidden() {
		return nil
	}
	return events
}

func (t *Table) hide(small int) {
	for col := range t.Columns {
		var parts []*Number
		for n, row := range t.Rows {
			if x := row[col].Number; x != nil {
				x.hide(small)
				if !t.Total || n < len(t.Rows)-1 {
					parts = append(parts, x)
				}
			}
		}
		if t.Total && !t.total(col).Hidden() {
			hideSecond(parts)
		}
	}
}

// total is the number in the last row; one that is hidden if there is none.
func (t *Table) total(col int) Number {
	if len(t.Rows) == 0 || t.Rows[len(t.Rows)-1][col].Number == nil {
		return Number{Withheld: true}
	}
	return *t.Rows[len(t.Rows)-1][col].Number
}

// hideSecond withholds the smallest shown part if exactly one is hidden: the total less the others would tell it.
func hideSecond(parts []*Number) {
	shown := slices.DeleteFunc(slices.Clone(parts), func(n *Number) bool { return n.Hidden() })
	if len(parts)-len(shown) != 1 || len(shown) == 0 {
		return
	}
	slices.MinFunc(shown, func(a, b *Number) int { return int(min(max(a.Value-b.Value, -1), 1)) }).withhold()
}
