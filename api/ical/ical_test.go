package ical_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/api/ical"
	"github.com/heemstede/grootboek/api/ical/icaltest"
)

func written(t interface{ Fatal(...any) }, c ical.Calendar) string {
	var b strings.Builder
	if _, err := c.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAgenda(t *testing.T) {
	changed := time.Date(2026, 11, 24, 12, 30, 0, 0, time.FixedZone("", 3600))
	t.Run("D een dag is een hele dag, een moment staat in UTC, en tekst komt terug zoals hij was", func(t *testing.T) {
		list, err := icaltest.Read(written(t, ical.Calendar{Name: "Termijnen", Events: []ical.Event{
			{ID: "a@grootboek", Sequence: 2, Changed: changed, Day: "2026-12-31", Title: "Antwoord; inzage, \\ rij 1", Text: "één\ntwee", URL: "https://grootboek.example/x"},
			{ID: "b@grootboek", Changed: changed, Moment: changed, Title: strings.Repeat("é", 100)}}}))
		if err != nil || len(list) != 2 {
			t.Fatalf("%v, %d events", err, len(list))
		}
		for name, want := range map[string]string{"DTSTART;VALUE=DATE": "20261231", "DTEND;VALUE=DATE": "20270101", "DTSTAMP": "20261124T113000Z", "SEQUENCE": "2",
			"SUMMARY": "Antwoord; inzage, \\ rij 1", "DESCRIPTION": "één\ntwee", "UID": "a@grootboek"} {
			if list[0][name] != want {
				t.Errorf("%s is %q, want %q", name, list[0][name], want)
			}
		}
		if list[1]["DTSTART"] != "20261124T113000Z" || list[1]["SUMMARY"] != strings.Repeat("é", 100) {
			t.Errorf("%v", list[1])
		}
	})
	t.Run("D ook zonder termijnen is het een agenda", func(t *testing.T) {
		if list, err := icaltest.Read(written(t, ical.Calendar{Name: "Leeg"})); err != nil || len(list) != 0 {
			t.Error(err, list)
		}
	})
	t.Run("D welke tekst ook: geen regel is te lang of breekt in een teken", rapid.MakeCheck(func(t *rapid.T) {
		title := rapid.String().Draw(t, "titel")
		text := written(t, ical.Calendar{Events: []ical.Event{{ID: "a", Changed: changed, Day: "2026-02-28", Title: title}}})
		list, err := icaltest.Read(text)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v in %q", err, text)
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' || r == 0x7f {
				return -1
			}
			return r
		}, title)
		if utf8.ValidString(title) && list[0]["SUMMARY"] != want {
			t.Fatalf("got %q, want %q", list[0]["SUMMARY"], want)
		}
	}))
	for name, text := range map[string]string{"geen CRLF": "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "te lang": "BEGIN:VCALENDAR\r\nX-A:" + strings.Repeat("a", 80) + "\r\nEND:VCALENDAR\r\n",
		"open": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "leeg": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"} {
		t.Run("de lezer van deze test is streng: "+name, func(t *testing.T) {
			if _, err := icaltest.Read(text); err == nil {
				t.Error("read")
			}
		})
	}
}
