package domain

import (
	"strings"

	"github.com/heemstede/grootboek/domain/calendar"
)

// Number gives the record of a command a number that nobody else has and that says nothing of a person: the year in which it happened
// and the begin of its random id.
func (s Stamp) Number(prefix string) string {
	year, _, _ := strings.Cut(string(calendar.On(s.Happened)), "-")
	return prefix + "-" + year + "-" + s.Record[:min(8, len(s.Record))]
}
