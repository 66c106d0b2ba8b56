package projections

import (
	"cmp"
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
)

// RetentionStand is how a destruction stands at a moment: its status, with the late ones and the surplus data apart.
type RetentionStand string

// Stands, most urgent first.
const (
	StandLate      RetentionStand = "te-laat"
	StandDue       RetentionStand = "te-vernietigen"
	StandSurplus   RetentionStand = "overtollig"
	StandPostponed RetentionStand = "uitgesteld"
	StandRunning   RetentionStand = "loopt"
	StandDestroyed RetentionStand = "vernietigd"
	StandArchived  RetentionStand = "gearchiveerd"
	StandWithdrawn RetentionStand = "ingetrokken"
)

// Choices implements [domain.Chooser].
func (RetentionStand) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(StandLate), NL: "te laat"}, {Value: string(StandDue), NL: "te vernietigen"}, {Value: string(StandSurplus), NL: "overtollig, nog niet vernietigd"},
		{Value: string(StandPostponed), NL: "uitgesteld"}, {Value: string(StandRunning), NL: "termijn loopt"}, {Value: string(StandDestroyed), NL: "vernietigd"},
		{Value: string(StandArchived), NL: "gearchiveerd"}, {Value: string(StandWithdrawn), NL: "ingetrokken"}}
}

// RetentionFilter chooses destructions; an empty field chooses all. It is read from an address and written to one.
type RetentionFilter struct {
	Stand     string
	Process   string
	Owner     string // person id
	Reason    string
	From, To  calendar.Date // of the day on which they must be destroyed
	OnceLate  bool          // late now, or done too late
	Deviating bool          // with an open deviation
}

// RetentionRow is one line of the overview of retention (P24).
type RetentionRow struct {
	*Versions
	Destruction register.Destruction
	Stand       RetentionStand
	Owner       string // person id, at the moment asked for; "" if missing
	Differs     string // the term of the rule, where it is not the one planned with
}

// Retention returns the destructions that the filter chooses, as of a moment, most urgent first, and how many there are of each
// stand whatever stand the filter asks for.
func (r *Register) Retention(f RetentionFilter, a AsOf, now time.Time) (rows []RetentionRow, count map[RetentionStand]int) {
	if !a.Happened.IsZero() { // what was late, and who owned it, then
		now = a.Happened
	} else if !a.Recorded.IsZero() {
		now = a.Recorded
	}
	count = map[RetentionStand]int{}
	for _, v := range r.records.OfType("destruction") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		row := r.retentionRow(v, at.State.(register.Destruction), a, now)
		if !f.chooses(row) {
			continue
		}
		count[row.Stand]++
		if f.Stand == "" || f.Stand == string(row.Stand) {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(x, y RetentionRow) int {
		return cmp.Or(cmp.Compare(urgency(x.Stand), urgency(y.Stand)), cmp.Compare(x.Destruction.Due, y.Destruction.Due))
	})
	return rows, count
}

func (r *Register) retentionRow(v *Versions, d register.Destruction, a AsOf, now time.Time) RetentionRow {
	row := RetentionRow{Versions: v, Destruction: d, Stand: standOf(d, now)}
	if p, ok := r.gov.Process(d.Process, now); ok {
		row.Owner = p.Owner
	}
	if rule := r.records.Get("retention", d.Rule); rule != nil && d.Why == register.PeriodEnded {
		if at, ok := rule.At(a); ok {
			if period := at.State.(register.RetentionRule).Period; period != d.Period {
				row.Differs = cmp.Or(register.PeriodNL(period), "geen vaste termijn")
			}
		}
	}
	return row
}

func standOf(d register.Destruction, now time.Time) RetentionStand {
	switch d.State {
	case register.DestructionDone:
		return StandDestroyed
	case register.DestructionArchived:
		return StandArchived
	case register.DestructionIsWithdrawn:
		return StandWithdrawn
	}
	switch {
	case d.OverdueAt(now):
		return StandLate
	case d.State == register.DestructionIsPostponed:
		return StandPostponed
	case d.Why == register.Surplus:
		return StandSurplus
	case d.State == register.DestructionDue || calendar.On(now) >= d.Due: // also if the clock has not said so yet
		return StandDue
	}
	return StandRunning
}

func urgency(s RetentionStand) int {
	return slices.IndexFunc(s.Choices(), func(c domain.Choice) bool { return c.Value == string(s) })
}

func (f RetentionFilter) chooses(row RetentionRow) bool {
	d := row.Destruction
	switch {
	case f.Process != "" && d.Process != f.Process,
		f.Owner != "" && row.Owner != f.Owner,
		f.Reason != "" && string(d.Why) != f.Reason,
		f.From != "" && d.Due < f.From,
		f.To != "" && d.Due > f.To,
		f.OnceLate && !d.Late && row.Stand != StandLate,
		f.Deviating && !slices.ContainsFunc(d.Deviations, register.Deviation.Open):
		return false
	}
	return true
}

// A Disagreement is a rule that no longer agrees with the entry of the selection list it cites.
type Disagreement struct {
	*Versions
	Rule register.RetentionRule
	Why  string
}

// Disagreements returns the rules that no longer agree with the lists as they were read last, as of a moment.
func (r *Register) Disagreements(a AsOf) (found []Disagreement) {
	for _, l := range r.records.OfType("selection-list") {
		list, ok := l.At(a)
		if !ok {
			continue
		}
		for _, v := range r.records.OfType("retention") {
			at, ok := v.At(a)
			if !ok {
				continue
			}
			rule := at.State.(register.RetentionRule)
			if why := list.State.(register.SelectionList).Disagrees(rule.RetentionTerms); why != "" {
				found = append(found, Disagreement{v, rule, why})
			}
		}
	}
	return found
}
