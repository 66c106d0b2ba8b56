package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ReplaceNorm records that the norm of a measure was replaced: the clock does it, from 1 January 2020 (§6.2).
type ReplaceNorm struct{}

// NormReplaced says which norm was replaced by which, and from when. The reference itself stays as it was recorded: who
// keeps the measure changes it.
type NormReplaced struct {
	Old  Norm          `json:"old" nl:"Was"`
	New  Norm          `json:"new" nl:"Wordt"`
	From calendar.Date `json:"from" nl:"Vanaf"`
}

// Decide implements [domain.Command].
func (ReplaceNorm) Decide(s SecurityMeasure, by domain.Stamp) ([]securityEvent, error) {
	if calendar.On(by.Happened) < BIOFrom {
		return nil, refusal(domain.Unmet, "security.norm", "", "De BIG geldt tot en met 31 december 2019 (§6.2).")
	}
	if s.Replaced || !s.refersTo(BIG) || s.refersTo(BIO) {
		return nil, nil
	}
	return []securityEvent{NormReplaced{BIG, BIO, BIOFrom}}, nil
}

// Evolve implements [domain.Event].
func (e NormReplaced) Evolve(s SecurityMeasure, _ domain.Stamp) SecurityMeasure {
	s.Replaced = true
	return s
}
