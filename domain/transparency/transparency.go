// Package transparency is what people are told of the processing of their data: privacy notices and the information duty
// (RT-06), and municipal websites with their cookies (RT-07). Source: §4.2, §4.4, §5.2.
//
// The promise: no text is published that lacks what §4.2 and articles 13 and 14 AVG ask for; every text that was ever
// published stays readable with the period in which it was in force; it names the version of the register it was written
// from, and is marked for revision when the register has changed since. A website without a privacy statement, or with
// cookies that need consent and no cookie notice, is a deviation that stays visible until it is remedied (promise 7).
//
// What it does not do: it does not write the texts (the read models make a draft out of the register), and it does not know
// who was informed: an information moment names an activity, a channel and a text, never a person (G7).
//
// A notice is one record with all its versions: the newest text is being drafted or in force, [Notice.Published] holds every
// version with its period. A record per version was rejected: publishing the next one and ending the one before must be one
// act, and an activity or a website must be able to name "the notice" without naming it anew with each version.
package transparency

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

func trim(s string) string { return strings.TrimSpace(s) }

// refusal is one refusal about one field.
func refusal(kind domain.Kind, code, field, nl string) error {
	return &domain.Refusal{Kind: kind, Code: code, NL: nl, Fields: []domain.Problem{{Field: field, NL: nl}}}
}

// needReason refuses a step without its reason.
func needReason(reason, code string) error {
	var p domain.Problems
	p.Need(reason, "reason", "Geef de reden.")
	return p.Refuse(code)
}

// isRef tells whether the text names a record of that type, by its stream.
func isRef(stream, kind string) bool {
	id, ok := strings.CutPrefix(stream, kind+"/")
	return ok && id != ""
}
