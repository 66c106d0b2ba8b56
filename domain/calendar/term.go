package calendar

import "time"

// Terms of the EU run by Regulation (EEC, Euratom) 1182/71: the day of the event does not count, and a term that ends on a
// Saturday, Sunday or public holiday ends on the next working day (art. 3(1), 3(2)(c), 3(4)). Due dates are computed once,
// when the term starts, and stand in the event: later holidays do not change the past.

// AddDays returns the day so many days later. A day that is not valid gives "".
func AddDays(d Date, days int) Date {
	return On(d.Start().AddDate(0, 0, days))
}

// AddMonth returns the same day of the next month, or its last day if there is no such day.
func AddMonth(d Date) Date {
	t := d.Start()
	if t.IsZero() {
		return ""
	}
	next := t.AddDate(0, 1, 0)
	if next.Day() != t.Day() {
		next = next.AddDate(0, 0, -next.Day())
	}
	return On(next)
}

// DaysBetween counts the days from a day to a later one, whatever the clock did in between; 0 if there are none.
func DaysBetween(from, to Date) int {
	a, errA := time.Parse(time.DateOnly, string(from))
	b, errB := time.Parse(time.DateOnly, string(to))
	if errA != nil || errB != nil {
		return 0
	}
	return max(0, int(b.Sub(a).Hours()/24))
}

// WorkingDay returns the day itself, or the first working day after it, for a term of the EU.
func WorkingDay(d Date) Date { return EU.NextWorking(d) }

// KingsDay is the day in April: 27, or 26 if that is a Sunday.
func KingsDay(year int) int {
	if time.Date(year, time.April, 27, 0, 0, 0, 0, time.UTC).Weekday() == time.Sunday {
		return 26
	}
	return 27
}

// Easter is Easter Sunday (anonymous Gregorian computus).
func Easter(y int) time.Time {
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
