package calendar

import (
	"strings"
	"time"
)

// A Moment is a point in time as people or programs write it: RFC 3339, or "02-01-2006 15:04" in Amsterdam; "" is none.
// [At] writes one as it stands in the log: RFC 3339 in UTC, in whole seconds.
type Moment string

const momentNL = "02-01-2006 15:04"

// At returns the moment as it stands in the log; "" for the zero time.
func At(t time.Time) Moment {
	if t.IsZero() {
		return ""
	}
	return Moment(t.UTC().Truncate(time.Second).Format(time.RFC3339))
}

// Time reads a moment. An hour that the clock shows twice is the first one, so that no term ends too late; an hour that it
// skips does not exist. ok is false for what is no moment.
func (m Moment) Time() (t time.Time, ok bool) {
	text := strings.TrimSpace(string(m))
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), true
	}
	t, err := time.ParseInLocation(momentNL, text, Amsterdam)
	if err != nil || t.Format(momentNL) != text {
		return time.Time{}, false
	}
	if before := t.Add(-time.Hour); before.Format(momentNL) == text {
		t = before
	}
	return t.UTC(), true
}

// NL returns the moment as it is written in Dutch, in Amsterdam: "24-11-2026 12:00". What is no moment comes back as it is.
func (m Moment) NL() string {
	t, ok := m.Time()
	if !ok {
		return string(m)
	}
	return t.In(Amsterdam).Format(momentNL)
}
