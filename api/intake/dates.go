package intake

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A badDate says why a text is no certain date. It is ambiguous if stating the order would settle it.
type badDate struct {
	nl        string
	ambiguous bool
}

var (
	isoDate    = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d\d)(?::\d\d(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?$`)
	packedDate = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)$`)
	numeric    = regexp.MustCompile(`^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[T ]\d{1,2}:\d\d(?::\d\d)?)?$`)
	twoDigit   = regexp.MustCompile(`^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$`)
	wordDate   = regexp.MustCompile(`^(\d{1,2})(?:e|ste|de|st|nd|rd|th)?[\s.-]+(\pL+)\.?[\s,-]+(\d{4})$`)
	wordFirst  = regexp.MustCompile(`^(\pL+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$`)
	serial     = regexp.MustCompile(`^(\d{5})(?:[.,]\d+)?$`)
	weekday    = regexp.MustCompile(`(?i)^(maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo)\.?,?\s+`)
)

// months are the names of the months, cut to what tells them apart, in Dutch and English.
var months = []struct {
	stem  string
	month time.Month
}{
	{"jan", 1}, {"feb", 2}, {"mrt", 3}, {"maa", 3}, {"mar", 3}, {"apr", 4}, {"mei", 5}, {"may", 5}, {"jun", 6}, {"jul", 7},
	{"aug", 8}, {"sep", 9}, {"okt", 10}, {"oct", 10}, {"nov", 11}, {"dec", 12},
}

var monthNL = []string{"", "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

// readDate reads a date as written; it never guesses. An ISO date keeps its day as written, whatever the time of day.
func readDate(s string, order DateOrder, date1904 bool) (string, *badDate) {
	s = weekday.ReplaceAllString(strings.TrimSpace(s), "")
	if m := isoDate.FindStringSubmatch(s); m != nil {
		if m[6] == "Z" && atoi(m[4]) >= 22 { // midnight in the Netherlands is 22:00 or 23:00 of the day before in UTC
			return "", &badDate{nl: fmt.Sprintf("“%s” is wereldtijd (UTC); in Nederland is het dan al de volgende dag. Zet er de Nederlandse datum neer", s)}
		}
		return civil(s, atoi(m[1]), atoi(m[2]), atoi(m[3]))
	}
	if m := packedDate.FindStringSubmatch(s); m != nil && m[1] >= "1900" && m[1] <= "2100" {
		return civil(s, atoi(m[1]), atoi(m[2]), atoi(m[3]))
	}
	if m := numeric.FindStringSubmatch(s); m != nil {
		return numericDate(s, atoi(m[1]), atoi(m[2]), atoi(m[3]), order)
	}
	if m := wordDate.FindStringSubmatch(s); m != nil {
		return civil(s, atoi(m[3]), month(m[2]), atoi(m[1]))
	}
	if m := wordFirst.FindStringSubmatch(s); m != nil {
		return civil(s, atoi(m[3]), month(m[1]), atoi(m[2]))
	}
	if m := serial.FindStringSubmatch(s); m != nil {
		return serialDate(atoi(m[1]), date1904), nil
	}
	if twoDigit.MatchString(s) {
		return "", &badDate{nl: fmt.Sprintf("“%s” heeft een jaartal van twee cijfers. Schrijf het jaar voluit", s)}
	}
	return "", &badDate{nl: fmt.Sprintf("“%s” is geen volledige datum. Schrijf dag, maand en jaar, bijvoorbeeld 2026-03-04", s)}
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // only digits come here
	return n
}

func month(name string) int {
	name = strings.ToLower(name)
	for _, m := range months {
		if strings.HasPrefix(name, m.stem) {
			return int(m.month)
		}
	}
	return 0
}

func civil(s string, y, m, d int) (string, *badDate) {
	if m < 1 || m > 12 || d < 1 || d > 31 || time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() != d {
		return "", &badDate{nl: fmt.Sprintf("“%s” bestaat niet als datum. Verbeter hem in het bestand", s)}
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d), nil
}

func numericDate(s string, a, b, y int, order DateOrder) (string, *badDate) {
	switch {
	case order == DayMonth:
		return civil(s, y, b, a)
	case order == MonthDay:
		return civil(s, y, a, b)
	case a > 12 || a == b:
		return civil(s, y, b, a)
	case b > 12:
		return civil(s, y, a, b)
	case a == 0 || b == 0:
		return civil(s, y, 0, 0)
	}
	return "", &badDate{ambiguous: true, nl: fmt.Sprintf("“%s” kan %d %s of %d %s zijn", s, a, monthNL[b], b, monthNL[a])}
}

// serialDate turns a day number of Excel into a date. Day 1 is 1 January 1900, with a 29 February 1900 that never was.
func serialDate(n int, date1904 bool) string {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return start.AddDate(0, 0, n).Format(time.DateOnly)
}
