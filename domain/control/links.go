package control

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// What the records of this chapter name, and what they tell the rules of others.

// Links implements [domain.Linker]: the record the measure comes from.
func (m Measure) Links() []string {
	if m.Record == "" {
		return nil
	}
	return []string{m.Record}
}

// Tells implements [domain.Teller], for start condition f: a measure is done once it was carried out, or rejected with a
// reason. One that was found insufficient is no longer done.
func (m Measure) Tells() any {
	return domain.MeasureFacts{BeforeStart: m.Before == domain.Yes, Done: !m.waits(), Settled: !m.Open()}
}

// Links implements [domain.Linker]: what the advice is about.
func (a Advice) Links() []string { return slices.Clone(a.Records) }

// Links implements [domain.Linker]: what the security measure applies to.
func (s SecurityMeasure) Links() []string { return slices.Clone(s.Records) }
