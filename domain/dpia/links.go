package dpia

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// What the records of this chapter are about, and what they tell others.

// Links implements [domain.Linker].
func (d DPIA) Links() []string {
	return slices.DeleteFunc([]string{d.Subject, d.Follows, d.Full}, func(s string) bool { return s == "" })
}

// Tells implements [domain.Teller].
func (d DPIA) Tells() any {
	f := domain.DPIAFacts{Obligatory: d.HighRisk(), Cancelled: d.State == StatusCancelled, Full: d.Kind == Full, Initiated: d.Kind != "",
		Completed: d.Completed, Consultation: d.State == StatusConsultation, Covers: d.Covers}
	for _, m := range d.NeededBeforeStart() {
		f.Needed = append(f.Needed, m.Text)
	}
	return f
}

// Links implements [domain.Linker].
func (c Consultation) Links() []string {
	return slices.DeleteFunc([]string{c.DPIA, c.Party}, func(s string) bool { return s == "" })
}

// Tells implements [domain.Teller].
func (c Consultation) Tells() any {
	return domain.ConsultationFacts{DPIA: c.DPIA, Blocks: c.BlocksStart(), Closed: c.State == ConsultationClosed}
}
