package calendar

import (
	"slices"
	"time"
)

// A Law says by which rules a term is counted. Which law governs which term stands in the table of obligations; it is not
// a choice of whoever counts.
type Law string

const (
	// EU is Regulation (EEC, Euratom) 1182/71: terms of the AVG, also for a Dutch authority.
	EU Law = "1182/71"
	// Atw is the Algemene termijnenwet: terms of the Awb.
	Atw Law = "atw"
	// Own is a term of the policy or of a contract: no law moves its end, so it ends on the day itself (requirements 4.1).
	Own Law = "own"
)

// NL returns the name of the law, as it stands in the rule of a deadline.
func (l Law) NL() string {
	switch l {
	case EU:
		return "Verordening 1182/71"
	case Atw:
		return "Algemene termijnenwet"
	}
	return "geen verschuiving"
}

// decreeDays are equated with holidays by royal decree (Atw art. 3(3)), for the Atw only. A bridge Monday is none.
var decreeDays = []Date{"2023-04-28", "2023-05-19", "2024-05-10", "2024-12-27", "2025-05-30",
	"2026-01-02", "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26"}

// The years of which [decreeDays] is complete. A term under the Atw that ends outside them may end later than counted.
const (
	decreesFrom = 2023
	decreesTo   = 2028
)

// Holiday tells whether the day is a holiday of the law; Saturdays and Sundays are none by themselves. A day that does not
// exist is none. Easter Sunday and Whit Sunday are Sundays anyway.
func (l Law) Holiday(d Date) bool {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || l == Own {
		return false
	}
	y, m, day := t.Date()
	after := int(t.Sub(Easter(y)).Hours() / 24)
	switch {
	case m == time.January && day == 1, m == time.April && day == KingsDay(y), m == time.December && (day == 25 || day == 26):
		return true
	case after == 1, after == 39, after == 50: // Easter Monday, Ascension Day, Whit Monday
		return true
	case l == Atw: // art. 3(1): 5 May, in every year; art. 3(2): Good Friday; art. 3(3)
		return m == time.May && day == 5 || after == -2 || slices.Contains(decreeDays, d)
	}
	// EU: the Dutch entry in the list of the Official Journal was not checked for Good Friday and 5 May; a working day is
	// the earlier, so the safe reading.
	return false
}

// Working tells whether the day is a working day of the law: no Saturday, Sunday or holiday (1182/71 art. 2(2), Atw
// art. 1(1)). A day that does not exist is none.
func (l Law) Working(d Date) bool {
	t, err := time.Parse(time.DateOnly, string(d))
	return err == nil && t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && !l.Holiday(d)
}

// NextWorking returns the day itself if it is a working day, or else the first one after it. A day that does not exist
// gives "".
func (l Law) NextWorking(d Date) Date {
	for d.Valid() && !l.Working(d) {
		d = AddDays(d, 1)
	}
	if !d.Valid() {
		return ""
	}
	return d
}
