// Package ical writes calendars in the format of RFC 5545, for programs that read them by subscription.
//
// It promises lines that any reader takes: CRLF, folded at 75 octets and never within a character, text escaped. It knows days
// and moments in UTC, and so needs no time zones.
package ical

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Calendar is what somebody subscribes to.
type Calendar struct {
	Name   string // what his program calls it
	Events []Event
}

// Event is one day or one moment.
type Event struct {
	ID       string    // the same for ever; without line breaks
	Sequence uint64    // rises with every change
	Changed  time.Time // when it last did
	Day      string    // "2006-01-02"; "" if there is a moment
	Moment   time.Time
	Title    string
	Text     string
	URL      string
}

// WriteTo writes the calendar. It implements [io.WriterTo].
func (c Calendar) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	lines := [][2]string{{"BEGIN", "VCALENDAR"}, {"VERSION", "2.0"}, {"PRODID", "-//grootboek//termijnen//NL"}, {"CALSCALE", "GREGORIAN"}, {"METHOD", "PUBLISH"},
		{"X-WR-CALNAME", escape(c.Name)}, {"REFRESH-INTERVAL;VALUE=DURATION", "PT6H"}, {"X-PUBLISHED-TTL", "PT6H"}}
	for _, e := range c.Events {
		lines = append(lines, e.lines()...)
	}
	if len(c.Events) == 0 { // RFC 5545 3.6: a calendar holds at least one component
		lines = append(lines, [][2]string{{"BEGIN", "VTIMEZONE"}, {"TZID", "UTC"}, {"BEGIN", "STANDARD"}, {"DTSTART", "19700101T000000"},
			{"TZOFFSETFROM", "+0000"}, {"TZOFFSETTO", "+0000"}, {"END", "STANDARD"}, {"END", "VTIMEZONE"}}...)
	}
	for _, l := range append(lines, [2]string{"END", "VCALENDAR"}) {
		fold(&b, l[0]+":"+l[1])
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

func (e Event) lines() [][2]string {
	list := [][2]string{{"BEGIN", "VEVENT"}, {"UID", escape(e.ID)}, {"DTSTAMP", utc(e.Changed)}, {"LAST-MODIFIED", utc(e.Changed)}, {"SEQUENCE", fmt.Sprint(e.Sequence)}}
	if day, err := time.Parse(time.DateOnly, e.Day); err == nil { // DTEND of days is exclusive (3.6.1)
		list = append(list, [2]string{"DTSTART;VALUE=DATE", day.Format("20060102")}, [2]string{"DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format("20060102")})
	} else {
		list = append(list, [2]string{"DTSTART", utc(e.Moment)})
	}
	list = append(list, [2]string{"SUMMARY", escape(e.Title)})
	if e.Text != "" {
		list = append(list, [2]string{"DESCRIPTION", escape(e.Text)})
	}
	if e.URL != "" {
		list = append(list, [2]string{"URL", e.URL})
	}
	return append(list, [2]string{"TRANSP", "TRANSPARENT"}, [2]string{"END", "VEVENT"}) // it keeps nobody from a meeting
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// escape is text as 3.3.11 has it. Control characters have no place in it.
func escape(s string) string {
	s = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`).Replace(s)
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

const maxLine = 75 // octets, without the line break (3.1)

func fold(b *strings.Builder, line string) {
	for room := maxLine; len(line) > room; room = maxLine - 1 { // the blank at the start of a line that goes on counts
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line = line[cut:]
	}
	b.WriteString(line + "\r\n")
}
