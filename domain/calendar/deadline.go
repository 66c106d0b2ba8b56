package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Term is a period within which somebody must act, and the law that counts it.
type Term struct {
	// Period is an ISO 8601 period: "P1M", "P28D", "P6W", or hours alone: "PT72H".
	Period string
	By     Law
}

// A Deadline is the end of a term. It is counted once, when the term starts, and stands in the event with its rule.
type Deadline struct {
	Day    Date      // the last day on which the act is in time, or the day of Moment
	Moment time.Time // of a term in hours: the last moment in time; zero for any other term
	Rule   string    // how it was counted, in Dutch
	// Unsure says that the decree days of the year are not known yet: the term may end later, never earlier.
	Unsure bool
}

var isoHours = regexp.MustCompile(`^PT(\d{1,4})H$`)

// hours returns the length of a term in hours; ok is false for any other term.
func (t Term) hours() (n int, ok bool) {
	m := isoHours.FindStringSubmatch(t.Period)
	if m == nil {
		return 0, false
	}
	n, _ = strconv.Atoi(m[1])
	return n, true
}

// parts returns the years, months, weeks and days of a period.
func parts(period string) (n [4]int, ok bool) {
	m := isoPeriod.FindStringSubmatch(period)
	if m == nil || period == "P" {
		return n, false
	}
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1]) // "" is 0: the part is not there
	}
	return n, true
}

// Valid tells whether the period can be counted.
func (t Term) Valid() bool {
	_, inHours := t.hours()
	_, inDays := parts(t.Period)
	return inHours || inDays
}

// Longer returns the term with an extension: one term from the same start. The end is moved to a working day once, at the
// end of the whole: "two further months" of AVG 12(3) are three months from receipt. A period of hours and one of days do
// not add up: the result is not valid.
func (t Term) Longer(by string) Term {
	if by == "" {
		return t
	}
	a, okA := parts(t.Period)
	b, okB := parts(by)
	if !okA || !okB {
		return Term{By: t.By}
	}
	var s strings.Builder
	for i, unit := range "YMWD" {
		if n := a[i] + b[i]; n > 0 {
			fmt.Fprintf(&s, "%d%c", n, unit)
		}
	}
	if s.Len() == 0 {
		s.WriteString("0D")
	}
	return Term{"P" + s.String(), t.By}
}

// Deadline counts the term from a moment; ok is false if there is no such moment or period. The day (or, exactly, the
// moment) of the event itself does not count (1182/71 art. 3(1); Awb 6:8). Hours are elapsed hours: weekends, holidays and
// the change of the clock change nothing.
func (t Term) Deadline(from time.Time) (d Deadline, ok bool) {
	if from.IsZero() {
		return Deadline{}, false
	}
	n, inHours := t.hours()
	if !inHours {
		return t.From(On(from))
	}
	// Art. 3(1) leaves out the hour that has begun, so that a strict count ends up to an hour later; art. 3(5) might add
	// working days. Both are later than the exact count, which is what is shown: earlier is safe.
	m := from.Add(time.Duration(n) * time.Hour)
	return Deadline{Day: On(m), Moment: m, Rule: t.NL() + ", in verstreken uren (weekend en feestdagen tellen mee)"}, true
}

// From counts the term from a day; ok is false if the day or the period does not exist, or the period is one of hours.
func (t Term) From(d Date) (end Deadline, ok bool) {
	last, ok := AddPeriod(d, t.Period)
	if !ok {
		return Deadline{}, false
	}
	end.Day = last
	switch {
	case t.By == EU:
		end.Day = EU.NextWorking(last) // art. 3(4). Art. 3(5) would only make it later: not used
	case t.By == Atw && t.movable():
		end.Day = t.twoWorkingDays(d, Atw.NextWorking(last)) // art. 1(1), art. 2
		y := end.Day.Start().Year()
		end.Unsure = y < decreesFrom || y > decreesTo
	}
	if !end.Day.Valid() || len(end.Day) != len(time.DateOnly) { // moved beyond the year 9999
		return Deadline{}, false
	}
	end.Rule = t.NL() + " na " + d.NL() + " (" + t.law() + ")"
	return end, true
}

func (t Term) law() string {
	if t.By == Atw && !t.movable() {
		return Own.NL() + ": langer dan artikel 4 van de Algemene termijnenwet kent"
	}
	return t.By.NL()
}

// movable tells whether the Atw moves the end of the term: not if it is of more than 90 days, 12 weeks or 3 months, or of years
// (art. 4). Exactly 12 weeks is. Of a term that an extension made longer than that, the end is not moved: earlier is safe.
func (t Term) movable() bool {
	n, ok := parts(t.Period)
	days := 7*n[2] + n[3]
	return ok && n[0] == 0 && n[2] <= 12 && days <= 90 && (n[1] < 3 || n[1] == 3 && days == 0)
}

// twoWorkingDays lengthens a term of three days or more until it holds two days that are no Saturday, Sunday or holiday
// (Atw art. 2).
func (t Term) twoWorkingDays(from, last Date) Date {
	n, _ := parts(t.Period)
	if n[1] == 0 && 7*n[2]+n[3] < 3 {
		return last
	}
	seen := 0
	for d := AddDays(from, 1); d.Valid() && seen < 2; d = AddDays(d, 1) {
		if Atw.Working(d) {
			seen++
		}
		if d > last {
			last = d
		}
	}
	return last
}

// Passed tells whether it is too late: the day is over, or the moment is past.
func (d Deadline) Passed(at time.Time) bool {
	if !d.Moment.IsZero() {
		return at.After(d.Moment)
	}
	return d.Day != "" && On(at) > d.Day
}

// NL writes the length of the term in Dutch: "1 maand", "72 uur", "14 weken en 5 dagen".
func (t Term) NL() string {
	if n, ok := t.hours(); ok {
		return strconv.Itoa(n) + " uur"
	}
	n, _ := parts(t.Period)
	var list []string
	for i, nl := range [4][2]string{{"jaar", "jaar"}, {"maand", "maanden"}, {"week", "weken"}, {"dag", "dagen"}} {
		if n[i] == 1 {
			list = append(list, "1 "+nl[0])
		} else if n[i] > 1 {
			list = append(list, strconv.Itoa(n[i])+" "+nl[1])
		}
	}
	if len(list) == 0 {
		return "dezelfde dag"
	}
	return strings.Join(list, " en ")
}

// Before returns the moment a period before the deadline: hours before the moment or the end of the last day, or the start
// of the day so many days and weeks before it. ok is false if there is no such day, or the period is of months or years.
func (d Deadline) Before(period string) (at time.Time, ok bool) {
	end := d.Moment
	if end.IsZero() {
		end = d.Day.End()
	}
	if n, hours := (Term{Period: period}).hours(); hours {
		return end.Add(-time.Duration(n) * time.Hour), !end.IsZero()
	}
	n, ok := parts(period)
	if !ok || n[0]+n[1] > 0 || !d.Day.Valid() {
		return time.Time{}, false
	}
	return AddDays(d.Day, -7*n[2]-n[3]).Start(), true
}
