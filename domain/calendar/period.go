package calendar

import (
	"regexp"
	"strconv"
	"time"
)

var isoPeriod = regexp.MustCompile(`^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?$`)

// AddPeriod returns the day that lies an ISO 8601 period after d: "P1Y6M", "P28D". Years and months keep the day of the
// month, or end on the last day of the month reached (requirements 4.1); weeks and days are counted after them. The day is not moved
// to a working day: keeping ends when it ends, it is not a term to do something in. ok is false if d or the period is none, or
// the day lies beyond the year 9999.
func AddPeriod(d Date, period string) (end Date, ok bool) {
	parts := isoPeriod.FindStringSubmatch(period)
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || parts == nil || period == "P" {
		return "", false
	}
	n := func(i int) int {
		x, _ := strconv.Atoi(parts[i]) // "" is 0: the part is not there
		return x
	}
	first := time.Date(t.Year()+n(1), t.Month()+time.Month(n(2)), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	t = first.AddDate(0, 0, min(t.Day(), last)-1+7*n(3)+n(4))
	if t.Year() > 9999 {
		return "", false
	}
	return Date(t.Format(time.DateOnly)), true
}
