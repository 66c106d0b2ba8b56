package calendar_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/domain/calendar"
)

// The reference counts day by day on a calendar of its own, with the feast days written out. It shares no line with the
// package: no package time, no computus, no arithmetic on days.

// movable are Good Friday, Easter Monday, King's Day, Ascension Day and Whit Monday, as printed.
var movable = map[int][5]string{
	2025: {"04-18", "04-21", "04-26", "05-29", "06-09"}, 2026: {"04-03", "04-06", "04-27", "05-14", "05-25"},
	2027: {"03-26", "03-29", "04-27", "05-06", "05-17"}, 2028: {"04-14", "04-17", "04-27", "05-25", "06-05"},
	2029: {"03-30", "04-02", "04-27", "05-10", "05-21"}, 2030: {"04-19", "04-22", "04-27", "05-30", "06-10"},
	2031: {"04-11", "04-14", "04-26", "05-22", "06-02"}, 2032: {"03-26", "03-29", "04-27", "05-06", "05-17"},
}

// decreed are the Fridays of the royal decree.
var decreed = []string{"2025-05-30", "2026-01-02", "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26"}

// A day is a place in the slow calendar.
type day struct{ y, m, d, weekday int } // weekday: 0 is Sunday

func (x day) String() string { return fmt.Sprintf("%04d-%02d-%02d", x.y, x.m, x.d) }

func length(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func (x day) next() day {
	x.weekday = (x.weekday + 1) % 7
	if x.d++; x.d > length(x.y, x.m) {
		x.d, x.m = 1, x.m+1
	}
	if x.m > 12 {
		x.m, x.y = 1, x.y+1
	}
	return x
}

// slow is the day so many days after Wednesday 1 January 2025.
func slow(n int) day {
	x := day{2025, 1, 1, 3}
	for range n {
		x = x.next()
	}
	return x
}

func (x day) free(dutch bool) bool {
	md := x.String()[5:]
	m := movable[x.y]
	list := []string{"01-01", "12-25", "12-26", m[1], m[2], m[3], m[4]}
	if dutch {
		list = append(list, "05-05", m[0])
	}
	return x.weekday == 0 || x.weekday == 6 || slices.Contains(list, md) || dutch && slices.Contains(decreed, x.String())
}

// walk is the unmoved end of a term: so many months on, then so many days.
func walk(x day, months, days int) day {
	want := x.d
	for range months { // to the first of the next month, again and again
		for x = x.next(); x.d != 1; {
			x = x.next()
		}
	}
	for months > 0 && x.d < want && x.next().m == x.m {
		x = x.next()
	}
	for range days {
		x = x.next()
	}
	return x
}

// tick lets the clock on the wall run for some hours: on the last Sunday of March there is no hour 2, on that of October there
// are two of them.
func tick(x day, hour, hours int) (day, int) {
	twice := false
	for range hours {
		hour++
		lastSunday := x.weekday == 0 && x.d > 24
		switch {
		case lastSunday && x.m == 3 && hour == 2:
			hour = 3
		case lastSunday && x.m == 10 && hour == 3 && !twice:
			hour, twice = 2, true
		case hour == 24:
			hour, x = 0, x.next()
		}
	}
	return x, hour
}

func TestTegenDeLangzameKalender(t *testing.T) {
	t.Run("4.1 elke termijn eindigt waar een telling dag voor dag eindigt, onder elke wet", rapid.MakeCheck(func(t *rapid.T) {
		from := slow(rapid.IntRange(0, 2400).Draw(t, "dag"))
		months, weeks, days := rapid.IntRange(0, 4).Draw(t, "maanden"), rapid.IntRange(0, 14).Draw(t, "weken"), rapid.IntRange(0, 95).Draw(t, "dagen")
		switch rapid.IntRange(0, 2).Draw(t, "eenheid") { // a law speaks of one unit
		case 0:
			weeks, days = 0, 0
		case 1:
			months, days = 0, 0
		case 2:
			months, weeks = 0, 0
		}
		period := fmt.Sprintf("P%dM%dW%dD", months, weeks, days)
		end := walk(from, months, 7*weeks+days)
		want := map[calendar.Law]day{calendar.Own: end, calendar.EU: end, calendar.Atw: end}
		for want[calendar.EU].free(false) {
			want[calendar.EU] = want[calendar.EU].next()
		}
		if months <= 3 && weeks <= 12 && days <= 90 {
			for want[calendar.Atw].free(true) {
				want[calendar.Atw] = want[calendar.Atw].next()
			}
			for months+weeks > 0 || days >= 3 {
				busy := 0
				for x := from.next(); x.String() <= want[calendar.Atw].String(); x = x.next() {
					if !x.free(true) {
						busy++
					}
				}
				if busy >= 2 {
					break
				}
				want[calendar.Atw] = want[calendar.Atw].next()
			}
		}
		for law, x := range want {
			got, ok := calendar.Term{Period: period, By: law}.From(calendar.Date(from.String()))
			if !ok || string(got.Day) != x.String() {
				t.Fatalf("%s after %s by %s: %+v (%v), want %s", period, from, law, got, ok, x)
			}
		}
	}))
	t.Run("4.1 uren tikken door: de klok op de muur, uur voor uur", rapid.MakeCheck(func(t *rapid.T) {
		from, hour := slow(rapid.IntRange(0, 2400).Draw(t, "dag")), rapid.SampledFrom([]int{0, 1, 4, 10, 16, 23}).Draw(t, "uur")
		want, h := tick(from, hour, 72)
		start := time.Date(from.y, time.Month(from.m), from.d, hour, 0, 0, 0, calendar.Amsterdam)
		d, ok := calendar.Term{Period: "PT72H", By: calendar.EU}.Deadline(start)
		if got := d.Moment.In(calendar.Amsterdam).Format("2006-01-02 15"); !ok || got != fmt.Sprintf("%s %02d", want, h) {
			t.Fatalf("72 hours after %s %d: %s, want %s %d", from, hour, got, want, h)
		}
	}))
	t.Run("4.1 de Europese telling eindigt nooit later dan de Nederlandse, en nooit vóór de dag zelf", rapid.MakeCheck(func(t *rapid.T) {
		from := calendar.Date(slow(rapid.IntRange(0, 2400).Draw(t, "dag")).String())
		period := rapid.SampledFrom([]string{"P1M", "P3M", "P6W", "P8W", "P12W", "P28D"}).Draw(t, "termijn")
		own, _ := calendar.Term{Period: period, By: calendar.Own}.From(from)
		eu, _ := calendar.Term{Period: period, By: calendar.EU}.From(from)
		atw, _ := calendar.Term{Period: period, By: calendar.Atw}.From(from)
		if own.Day > eu.Day || eu.Day > atw.Day {
			t.Fatalf("%s after %s: %s, %s, %s", period, from, own.Day, eu.Day, atw.Day)
		}
	}))
}
