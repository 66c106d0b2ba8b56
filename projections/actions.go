package projections

import (
	"slices"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/sharing"
)

// An Action is one measure or recommendation, wherever it is recorded (RT-20): as a record of its own, or within a DPIA or a
// collaboration.
type Action struct {
	Record   *Versions // where it is recorded and can be acted on
	Item     string    // its name within that record: "M1"; "" if it is the record
	Text     string
	Kind     control.MeasureOrigin
	Origin   string // stream of the record it comes from; "" if none was named
	Process  string // id
	Owner    string // person id; "" if nobody was named
	Due      calendar.Date
	Status   domain.Status // as of a measure of RT-20
	Before   bool          // needed before the start of the processing
	Open     bool          // somebody still has to do something
	Late     bool          // the due date passed before it was carried out
	Rejected bool
}

// ActionFilter narrows the list of actions. Zero values do not.
type ActionFilter struct {
	Owner string                // person id
	State string                // ActionsOpen (also ""), ActionsLate, ActionsRejected or ActionsAll
	Kind  control.MeasureOrigin // where it comes from
}

// States of the list of actions.
const (
	ActionsOpen     = "open"
	ActionsLate     = "te-laat"
	ActionsRejected = "afgewezen"
	ActionsAll      = "alle"
)

// fits tells whether the filter lets the action through.
func (f ActionFilter) fits(a Action) bool {
	if f.Owner != "" && f.Owner != a.Owner || f.Kind != "" && f.Kind != a.Kind {
		return false
	}
	switch f.State {
	case ActionsAll:
		return true
	case ActionsLate:
		return a.Late
	case ActionsRejected:
		return a.Rejected
	}
	return a.Open
}

// Actions lists the actions of all records as of a moment that pass the filter: what is due first comes first, what has no
// due date last. What is late is judged on the day given. Call it under View.
func (r *Records) Actions(f ActionFilter, a AsOf, today calendar.Date) []Action {
	var list []Action
	add := func(x Action) {
		if f.fits(x) {
			list = append(list, x)
		}
	}
	taken := map[string]bool{} // parts of other records that a measure of its own follows
	for _, v := range r.OfType("measure") {
		if at, ok := v.At(a); ok {
			m := at.State.(control.Measure)
			taken[m.Record+"#"+m.Item] = m.Item != ""
			add(Action{Record: v, Text: m.Text, Kind: m.Origin, Origin: m.Record, Process: m.MeasureTerms.Process, Owner: m.Owner, Due: m.Due, Status: m.State,
				Before: m.Before == domain.Yes, Open: m.Open(), Late: m.Overdue(today), Rejected: m.State == control.MeasureStatusRejected})
		}
	}
	for _, v := range r.OfType("dpia") {
		if at, ok := v.At(a); ok {
			r.ofDPIA(v, at.State.(dpia.DPIA), today, taken, add)
		}
	}
	for _, v := range r.OfType("collaboration") {
		if at, ok := v.At(a); ok {
			ofCollaboration(v, at.State.(sharing.Collaboration), taken, add)
		}
	}
	for _, v := range r.OfType("meeting") {
		if at, ok := v.At(a); ok {
			ofMeeting(v, at.State.(governance.Meeting), today, taken, add)
		}
	}
	slices.SortStableFunc(list, func(a, b Action) int {
		if (a.Due == "") != (b.Due == "") {
			return strings.Compare(string(b.Due), string(a.Due))
		}
		return strings.Compare(string(a.Due), string(b.Due))
	})
	return list
}

// ofDPIA are the measures of a DPIA that no measure of its own follows: by what either of the two says.
func (r *Records) ofDPIA(v *Versions, d dpia.DPIA, today calendar.Date, taken map[string]bool, add func(Action)) {
	if d.State == dpia.StatusCancelled {
		return
	}
	for _, x := range v.List {
		if p, ok := x.Fact.(dpia.DpiaMeasureProposed); ok && r.Get("measure", strings.TrimPrefix(p.Action, "measure/")) != nil {
			taken[v.Stream+"#"+p.Measure] = true
		}
	}
	status := map[dpia.MeasureState]domain.Status{dpia.Proposed: control.MeasureStatusProposed, dpia.Implemented: control.MeasureStatusImplemented,
		dpia.Tested: control.MeasureStatusTested, dpia.NotTaken: control.MeasureStatusRejected}
	for _, m := range d.Measures {
		if !taken[v.Stream+"#"+m.ID] {
			add(Action{Record: v, Item: m.ID, Text: m.Text, Kind: control.FromDPIA, Origin: v.Stream, Process: d.Process, Owner: m.Owner, Due: m.Due, Status: status[m.State],
				Before: m.Before, Open: !m.Settled(), Late: m.State == dpia.Proposed && m.Due < today, Rejected: m.State == dpia.NotTaken})
		}
	}
}

// ofCollaboration are the measures of the DPIA before participation: they have neither owner nor due date, and are needed
// before the start (R-4.10-03).
func ofCollaboration(v *Versions, c sharing.Collaboration, taken map[string]bool, add func(Action)) {
	for i, m := range c.Measures {
		item := strconv.Itoa(i + 1)
		if taken[v.Stream+"#"+item] || c.Ended {
			continue
		}
		x := Action{Record: v, Item: item, Text: m.Text, Kind: control.FromDPIA, Origin: v.Stream, Process: c.CollaborationTerms.Process, Before: true,
			Open: !m.Taken, Status: control.MeasureStatusProposed}
		if m.Taken {
			x.Status = control.MeasureStatusImplemented
		}
		add(x)
	}
}

// MeasuresFrom lists the measures that come from a record, as of a moment.
func (r *Records) MeasuresFrom(stream string, a AsOf) (list []*Versions) {
	for _, v := range r.OfType("measure") {
		if at, ok := v.At(a); ok && at.State.(control.Measure).Record == stream {
			list = append(list, v)
		}
	}
	return list
}

// WaitingAdvice is an advice that nobody has reacted to (R-B5-05).
type WaitingAdvice struct {
	Record   *Versions // an advice, or a DPIA with an advice of the FG
	Subject  string
	Receiver string // person id; "" if it is for the owner of the process
	Process  string // id, if it belongs to one
	GivenOn  calendar.Date
	Asked    control.Asked
}

// AdviceCount counts advice that was given.
type AdviceCount struct{ Asked, Unasked int }

// AdviceWithoutReaction lists the advice that was given and not reacted to as of a moment, oldest first, and counts all advice
// that was given: asked and unasked apart (R-B5-02). Call it under View.
func (r *Records) AdviceWithoutReaction(a AsOf) (list []WaitingAdvice, n AdviceCount) {
	for _, v := range r.OfType("advice") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		x := at.State.(control.Advice)
		switch {
		case !x.Given():
		case x.Asked == control.Unasked:
			n.Unasked++
		default:
			n.Asked++
		}
		if x.WaitsForReaction() {
			list = append(list, WaitingAdvice{Record: v, Subject: x.Subject, Receiver: x.Receiver, GivenOn: x.GivenOn, Asked: x.Asked})
		}
	}
	for _, v := range r.OfType("dpia") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		d := at.State.(dpia.DPIA)
		n.Asked += len(d.Advice)
		if k := len(d.Advice); k > 0 && d.Advice[k-1].Follow == "" && !d.Advice[k-1].Lapsed && d.State != dpia.StatusCancelled {
			list = append(list, WaitingAdvice{Record: v, Subject: d.Title, Process: d.Process, GivenOn: d.Advice[k-1].On, Asked: control.WasAsked})
		}
	}
	slices.SortStableFunc(list, func(a, b WaitingAdvice) int { return strings.Compare(string(a.GivenOn), string(b.GivenOn)) })
	return list, n
}

// Attention is when a department last paid attention to privacy.
type Attention struct {
	Department string
	Last       calendar.Date // "" if never
	Record     *Versions     // nil if never
}

// Inattentive lists the departments without any attention for privacy in the year before the day, as of a moment (R-B5-04).
// The departments are those of the register. Call it under View.
func (r *Records) Inattentive(departments []string, a AsOf, today calendar.Date) (list []Attention) {
	last := map[string]Attention{}
	for _, v := range r.OfType("awareness") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		x := at.State.(governance.Awareness)
		if on := x.AttentionOf(x.Department); on > last[x.Department].Last {
			last[x.Department] = Attention{x.Department, on, v}
		}
	}
	for _, d := range departments {
		if x := last[d]; x.Last < today.AddYears(-1) {
			x.Department = d
			list = append(list, x)
		}
	}
	return list
}

// OwnWork tells whether the tester worked on a record before the test: did anything on it, as owner or in any other role, that
// was not supervision or advice (T-11). It is derived from the log, besides what the tester answered. Call it under View.
func (r *Records) OwnWork(tester, stream string, test *Entry) bool {
	v := r.Stream(stream)
	if v == nil || tester == "" || tester == domain.System {
		return false
	}
	for _, x := range v.List {
		if x.Position < test.Position && (x.Actor == tester || x.OnBehalfOf == tester) && !control.Supervisory(x.Name) {
			return true
		}
	}
	return false
}
