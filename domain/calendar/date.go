// Package calendar holds civil dates as the law and a town hall use them: days in Europe/Amsterdam, without a clock time.
// It is the only place in the domain that knows the time zone.
package calendar

import (
	"fmt"
	"time"
	_ "time/tzdata" // the same answer on every machine, with or without a zone database
)

// Amsterdam is the time zone of every date in the ledger.
var Amsterdam = func() *time.Location {
	l, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err) // cannot be: the zone is built in
	}
	return l
}()

// A Date is a day, written "2006-01-02"; "" is no date. Dates compare as text.
type Date string

// On returns the day of a moment, in Amsterdam.
func On(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.In(Amsterdam).Format(time.DateOnly))
}

// Valid tells whether d is a day that exists.
func (d Date) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// Start returns the first moment of the day in Amsterdam, the zero time for "" or a day that does not exist.
func (d Date) Start() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), Amsterdam)
	if err != nil {
		return time.Time{}
	}
	return t
}

// End returns the first moment after the day.
func (d Date) End() time.Time {
	t := d.Start()
	if t.IsZero() {
		return t
	}
	return t.AddDate(0, 0, 1)
}

// AddYears returns the same day n years later; 29 February becomes 28 February in a year that has none.
func (d Date) AddYears(n int) Date {
	t := d.Start()
	if t.IsZero() {
		return ""
	}
	y := time.Date(t.Year()+n, t.Month(), 1, 0, 0, 0, 0, time.UTC)
	last := y.AddDate(0, 1, -1).Day()
	return Date(time.Date(t.Year()+n, t.Month(), min(t.Day(), last), 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// NL returns the date as it is written in Dutch: "24-11-2026".
func (d Date) NL() string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return fmt.Sprintf("%02d-%02d-%04d", t.Day(), t.Month(), t.Year())
}
