// Package icaltest reads calendars strictly, for tests: what a lenient program would forgive is an error.
package icaltest

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	line   = regexp.MustCompile(`^([A-Z0-9-]+(?:;[A-Z-]+=[A-Z-]+)*):(.*)$`)
	day    = regexp.MustCompile(`^\d{8}$`)
	moment = regexp.MustCompile(`^\d{8}T\d{6}Z$`)
)

// Read returns the properties of each event, by name with parameters, its text unescaped.
func Read(text string) (list []map[string]string, err error) {
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		return nil, errors.New("not UTF-8 lines that end in CRLF")
	}
	raw := strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
	for _, l := range raw {
		if len(l) > 75 {
			return nil, fmt.Errorf("line of %d octets: %q", len(l), l)
		}
	}
	var open []string
	var event map[string]string
	seen, components, head := map[string]bool{}, 0, map[string]string{}
	for _, l := range strings.Split(strings.ReplaceAll(strings.Join(raw, "\r\n"), "\r\n ", ""), "\r\n") {
		m := line.FindStringSubmatch(l)
		if m == nil {
			return nil, fmt.Errorf("no content line: %q", l)
		}
		name, value := m[1], m[2]
		switch {
		case name == "BEGIN":
			if len(open) == 0 && (value != "VCALENDAR" || components > 0) {
				return nil, fmt.Errorf("begins with %s", value)
			}
			if open = append(open, value); len(open) == 2 {
				components++
			}
			if value == "VEVENT" {
				event = map[string]string{}
			}
		case name == "END":
			if len(open) == 0 || open[len(open)-1] != value {
				return nil, fmt.Errorf("END:%s ends nothing", value)
			}
			open = open[:len(open)-1]
			if value == "VEVENT" {
				if err := right(event, seen); err != nil {
					return nil, err
				}
				list, event = append(list, event), nil
			}
		case len(open) == 0:
			return nil, fmt.Errorf("outside a calendar: %q", l)
		case event != nil:
			if _, twice := event[name]; twice {
				return nil, fmt.Errorf("%s twice", name)
			}
			if event[name], err = unescape(name, value); err != nil {
				return nil, err
			}
		case len(open) == 1:
			head[name] = value
		}
	}
	if len(open) > 0 || components == 0 || head["VERSION"] != "2.0" || head["PRODID"] == "" {
		return nil, fmt.Errorf("not a whole calendar: open %v, %d components, head %v", open, components, head)
	}
	return list, nil
}

// right tells whether an event has what RFC 5545 3.6.1 asks.
func right(e map[string]string, seen map[string]bool) error {
	switch {
	case e["UID"] == "" || seen[e["UID"]]:
		return fmt.Errorf("UID %q is missing or not the only one", e["UID"])
	case !moment.MatchString(e["DTSTAMP"]):
		return fmt.Errorf("DTSTAMP %q", e["DTSTAMP"])
	case e["DTSTART;VALUE=DATE"] == "" && !moment.MatchString(e["DTSTART"]):
		return fmt.Errorf("no start: %v", e)
	case e["DTSTART;VALUE=DATE"] != "" && (!day.MatchString(e["DTSTART;VALUE=DATE"]) || e["DTEND;VALUE=DATE"] <= e["DTSTART;VALUE=DATE"]):
		return fmt.Errorf("day %q to %q", e["DTSTART;VALUE=DATE"], e["DTEND;VALUE=DATE"])
	}
	seen[e["UID"]] = true
	return nil
}

func unescape(name, value string) (string, error) {
	if name == "URL" {
		return value, nil
	}
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == ';' || c == ',':
			return "", fmt.Errorf("%s: %q is not escaped in %q", name, c, value)
		case c != '\\':
			b.WriteByte(c)
		case i+1 == len(value) || !strings.ContainsRune(`\;,nN`, rune(value[i+1])):
			return "", fmt.Errorf("%s: a backslash that escapes nothing in %q", name, value)
		default:
			if i++; value[i] == 'n' || value[i] == 'N' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(value[i])
			}
		}
	}
	return b.String(), nil
}
