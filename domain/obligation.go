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
	Reason string        // of the extension, or of the later day
	Met    time.Time     // when it was done; zero: not yet
	Next   bool          // it is met by the next record of this type that tells the same row and limit, on its day
	Over   bool          // nothing of this row and limit is left to do since the last event of the record: it ended
}

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
