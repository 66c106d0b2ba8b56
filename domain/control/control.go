// Package control is what keeps the rest honest: measures and recommendations until they are tested (RT-20), security
// measures under the norm in force (RT-27), advice, asked and unasked (RT-29), and supervision tests (RT-32);
// besides, the accountant's file on a control and the FG's own notes. Source: §3.1, §3.3, §6, Annex 1.4 to 1.6.
//
// The promise: a measure is closed only after somebody else than who carried it out found it sufficient; a rejected one
// keeps its reason; an advice stays as it was given, and whoever received it can only react; a test names what was tested,
// each finding stays open until it was followed up, and who tests his own work is marked, never hidden (T-11).
//
// A record here names other records by their stream ("dpia/…"), so that any record can be tested, advised on or improved
// without knowing of it. What the package does not do: it does not know who worked on another record. Who reads the log
// does: see [Supervisory].
package control

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

func trim(s string) string { return strings.TrimSpace(s) }

// refusal is one refusal about one field; without a field it is about the whole.
func refusal(kind domain.Kind, code, field, nl string) error {
	r := &domain.Refusal{Kind: kind, Code: code, NL: nl}
	if field != "" {
		r.Fields = []domain.Problem{{Field: field, NL: nl}}
	}
	return r
}

// needReason refuses a step without its reason.
func needReason(reason, code string) error {
	var p domain.Problems
	p.Need(reason, "reason", "Geef de reden.")
	return p.Refuse(code)
}

// kindOf is the record type of a stream.
func kindOf(stream string) string {
	kind, _, _ := strings.Cut(stream, "/")
	return kind
}

// isStream tells whether the text names a record: its type, a slash and its id.
func isStream(s string) bool {
	kind, id, ok := strings.Cut(s, "/")
	return ok && kind != "" && id != ""
}

// marked refuses who acts in a role that the row of Annex 1 does not mark. The table of a record has one row for each
// command; some commands follow another row for another subject.
func marked(by domain.Stamp, row, code, nl string, besides ...domain.Role) error {
	roles := append(slices.Clone(by.Facts.RowRoles(row)), besides...)
	if slices.Contains(roles, by.Role) {
		return nil
	}
	return refusal(domain.Forbidden, code, "", nl+" (bijlage 1, rij "+row+").")
}

// ahead notes a problem if the day does not exist or is past.
func ahead(p *domain.Problems, d calendar.Date, by domain.Stamp, field string) {
	if !d.Valid() || d < calendar.On(by.Happened) {
		p.Add(field, "Vul een datum in die nog komt.")
	}
}

// short is the first line of a text, cut off where a title becomes too long.
func short(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if r := []rune(line); len(r) > titleLength {
		return strings.TrimSpace(string(r[:titleLength])) + "…"
	}
	return line
}

const titleLength = 90 // characters
