package domain

import (
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
)

// An Obliged is a state for which terms of table 4.2 run. It tells all of them, also those that are over: the clock compares
// them with the obligations in the ledger (RT-35).
type Obliged interface{ Obligations() []Obligation }

// An Obligation is one term as the record that it runs for tells it. The record does not count: the row of the table does.
type Obligation struct {
	Row   int    // of table 4.2
	Limit string // which period of that row
	// Item tells apart what one record must do more than once: the day a cycle starts, a request within a dossier. It never
	// changes while the term runs.
	Item   string
	From   time.Time     // when the trigger happened; not used if there is a day
	On     calendar.Date // the day that the term counts from, if it is a day
	To     calendar.Date // a later day that was agreed on since
	Longer time.Time     // when the extension was told; zero: none
	Reason string        // of the extension, of the later day, or of another start
	Pauses []Pause       // when it stood still, in order; where the law lets it
	Met    time.Time     // when it was done; zero: not yet
	Next   bool          // it is met by the next record of this type that tells the same row and limit, on its day
	Over   bool          // nothing of this row and limit is left to do since the last event of the record: it ended
	For    string        // the record that the term is for, if it is another one: a DPIA tells of its activity
	Else   bool          // only if nothing of this row and limit ever ran for that record
}

// A Pause is a time in which a term stands still (opschorting): the days after From, up to and including Until. The record knows
// by which law, and so which day that is.
type Pause struct {
	From   calendar.Date `nl:"Na"`
	Until  calendar.Date `nl:"Tot en met"` // "": it lasts
	Reason string        `nl:"Reden"`
}

// A Waker is a state for which the clock must record something some day, and that tells from when, so that a turn of the
// clock need not ask every record. Before that moment its ByClock returns nil; from then on it is asked at each turn. The zero
// time is never. A state with a ByClock and without Wakes is asked at each turn: right for record types that are few.
type Waker interface{ Wakes() time.Time }

// Cycle is a yearly or other round that starts again each time it is done: on the day it was last done. Over tells that there is
// nothing to do any more.
func Cycle(row int, limit string, last calendar.Date, over bool) []Obligation {
	switch {
	case over:
		return []Obligation{{Row: row, Limit: limit, Over: true}}
	case last == "":
		return nil
	}
	return []Obligation{{Row: row, Limit: limit, Item: string(last), On: last}}
}
