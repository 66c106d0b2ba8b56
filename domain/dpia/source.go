package dpia

import (
	"fmt"
	"strconv"
	"strings"
)

// A Source is where the text of a section was taken from: a field of another record, in the version it had then.
type Source struct {
	Stream  string // "activity/<id>"
	Version uint64 // of that record, from 1
	Field   string // JSON name of the field
}

// String returns the source as it stands in [Section].From, one a line: "activity/<id>@7 purposes".
func (s Source) String() string { return fmt.Sprintf("%s@%d %s", s.Stream, s.Version, s.Field) }

// Sources reads the lines of [Section].From. A line that is no source is what somebody wrote by hand: it comes back in rest.
func Sources(from string) (list []Source, rest []string) {
	for line := range strings.Lines(from) {
		line = trim(line)
		if s, ok := sourceOf(line); ok {
			list = append(list, s)
		} else if line != "" {
			rest = append(rest, line)
		}
	}
	return list, rest
}

func sourceOf(line string) (Source, bool) {
	at, field, _ := strings.Cut(line, " ")
	stream, version, _ := strings.Cut(at, "@")
	n, err := strconv.ParseUint(version, 10, 64)
	s := Source{stream, n, field}
	return s, err == nil && n > 0 && strings.Contains(stream, "/") && s.String() == line && field != "" && !strings.Contains(field, " ")
}
