package dpia

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
)

// The terms of article 36(2) AVG run by Regulation 1182/71: the day of the event does not count, and a term that ends on
// a Saturday, Sunday or public holiday ends on the next working day (art. 3(1), 3(2)(c), 3(4)).
const (
	answerWeeks = 8
	extraWeeks  = 6
)

// TermRule says how the due date was counted; it stands in the event.
const TermRule = "8 weken na ontvangst door de AP, 6 weken langer bij verlenging, opgeschort zolang de AP op gegevens wacht (AVG art. 36 lid 2; Verordening 1182/71)"

// answerDue is the last day on which the AP answers in time. Days of suspension come on top of the unshifted end.
func answerDue(received calendar.Date, extended bool, suspended int) calendar.Date {
	weeks := answerWeeks
	if extended {
		weeks += extraWeeks
	}
	return workingDay(plusDays(received, 7*weeks+suspended))
}

// extensionDue is the last day on which the AP can tell of an extension: one month after receipt.
func extensionDue(received calendar.Date) calendar.Date {
	t := received.Start()
	if t.IsZero() {
		return ""
	}
	next := t.AddDate(0, 1, 0)
	if next.Day() != t.Day() { // no such day in that month: its last day
		next = next.AddDate(0, 0, -next.Day())
	}
	return workingDay(calendar.On(next))
}

func plusDays(d calendar.Date, days int) calendar.Date {
	return calendar.On(d.Start().AddDate(0, 0, days))
}

// daysBetween counts the days from a day to a later one, whatever the clock did in between.
func daysBetween(from, to calendar.Date) int {
	a, errA := time.Parse(time.DateOnly, string(from))
	b, errB := time.Parse(time.DateOnly, string(to))
	if errA != nil || errB != nil {
		return 0
	}
	return max(0, int(b.Sub(a).Hours()/24))
}

func workingDay(d calendar.Date) calendar.Date {
	t := d.Start()
	for !t.IsZero() && (t.Weekday() == time.Saturday || t.Weekday() == time.Sunday || holiday(t)) {
		t = t.AddDate(0, 0, 1)
	}
	return calendar.On(t)
}

// holiday tells whether the day is a Dutch public holiday for a term of the EU. Good Friday and 5 May count as working
// days: the Dutch entry in the list of the EU was not checked, and earlier is safe (legal-facts E.2).
func holiday(t time.Time) bool {
	y, m, day := t.Date()
	kings := 27
	if time.Date(y, time.April, 27, 0, 0, 0, 0, time.UTC).Weekday() == time.Sunday {
		kings = 26
	}
	switch {
	case m == time.January && day == 1, m == time.April && day == kings, m == time.December && (day == 25 || day == 26):
		return true
	}
	after := int(time.Date(y, m, day, 0, 0, 0, 0, time.UTC).Sub(easter(y)).Hours() / 24)
	return slices.Contains([]int{1, 39, 50}, after) // Easter Monday, Ascension Day, Whit Monday
}

// easter is Easter Sunday (anonymous Gregorian computus).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(y, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}
