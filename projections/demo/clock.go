package demo

import (
	"math/rand/v2"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
)

// A clock walks through office hours, one working day after the other.
type clock struct {
	rng  *rand.Rand
	days []time.Time // midnight of each working day
	day  int
	now  time.Time
	end  time.Time // of this working day
	stop time.Time // of history
}

// newClock holds the working days of the years before until. There is at least one.
func newClock(until time.Time, years int, rng *rand.Rand) *clock {
	c := &clock{rng: rng, stop: until, day: -1}
	y, m, d := until.AddDate(-years, 0, 0).Date()
	for t := time.Date(y, m, d, 0, 0, 0, 0, calendar.Amsterdam); at(t, 9, 0).Before(until); t = t.AddDate(0, 0, 1) {
		if workday(t) {
			c.days = append(c.days, t)
		}
	}
	return c
}

func at(day time.Time, hour, minute int) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, hour, minute, 0, 0, calendar.Amsterdam)
}

// next begins the next working day; false if history has ended.
func (c *clock) next() bool {
	if c.day++; c.day >= len(c.days) {
		return false
	}
	today := c.days[c.day]
	c.now = at(today, 8, 30).Add(time.Duration(c.rng.IntN(25*60)) * time.Second)
	if c.end = at(today, 17, 15); c.end.After(c.stop) {
		c.end = c.stop
	}
	return true
}

// turn moves on to the next piece of work, when about so many more are to be done today.
func (c *clock) turn(more int) {
	step := float64(c.end.Sub(c.now)) / float64(max(more, 1)+1)
	c.pass(time.Duration(step * (0.1 + 1.7*c.rng.Float64())))
}

// moment passes between two acts of one piece of work.
func (c *clock) moment() {
	c.pass(min(c.end.Sub(c.now)/1000, 4*time.Minute).Truncate(time.Millisecond) * time.Duration(1+c.rng.IntN(9)))
}

func (c *clock) pass(d time.Duration) {
	if c.now = c.now.Add(max(d, time.Millisecond)); c.now.After(c.end) {
		c.now = c.end
	}
}

// recorded is now as the ledger writes it.
func (c *clock) recorded() time.Time { return c.now.UTC().Truncate(time.Millisecond) }

func (c *clock) today() calendar.Date { return calendar.On(c.now) }

// after returns the date so many days from today.
func (c *clock) after(days int) calendar.Date { return calendar.On(c.now.AddDate(0, 0, days)) }

// workday tells whether the town hall works: Monday to Friday, not on the Dutch public holidays, nor on Good Friday and
// Liberation Day, on which town halls are closed.
func workday(t time.Time) bool {
	if wd := t.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return false
	}
	y, m, d := t.Date()
	switch {
	case m == time.January && d == 1, m == time.December && (d == 25 || d == 26),
		m == time.April && d == calendar.KingsDay(y), m == time.May && d == 5:
		return false
	}
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	switch int(day.Sub(calendar.Easter(y)).Hours() / 24) {
	case -2, 1, 39, 50: // Good Friday, Easter Monday, Ascension, Whit Monday
		return false
	}
	return true
}
