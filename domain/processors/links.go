package processors

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// What the records of this chapter are about, and what they tell others.

// Links implements [domain.Linker].
func (s Processor) Links() []string {
	return domain.Streams("activity", s.Activities...)
}

// Tells implements [domain.Teller].
func (s Processor) Tells() any {
	f := domain.ProcessorFacts{Name: s.Name, Usable: s.Usable(),
		Gone: s.State == ProcessorStatusRejected || s.State == ProcessorStatusEnded, Aspects: []domain.Aspect{
			{NL: "Plaats van de verwerking", Values: []string{s.Location}, Lapses: []string{"agreement"}},    // §7.2
			{NL: "Doorgifte buiten de EU", Values: abroad(s.ProcessorTerms), Lapses: []string{"agreement"}}}} // §7.2, AVG art. 44
	if s.Guarantees == Sufficient {
		f.Guarantees = s.GuaranteesOn
	}
	return f
}

func abroad(t ProcessorTerms) []string {
	if t.Abroad != domain.Yes {
		return nil
	}
	return []string{t.AbroadHow}
}

// Links implements [domain.Linker].
func (s Agreement) Links() []string {
	return slices.Concat(domain.Streams("processor", s.Processor), domain.Streams("model", s.Model), domain.Streams("activity", s.Activities...))
}

// Tells implements [domain.Teller].
func (s Agreement) Tells() any {
	from := max(s.InForceFrom, s.ConcludedOn) // before it was concluded there was none, whatever first day it names
	return domain.AgreementFacts{Processor: "processor/" + s.Processor, From: from, Until: s.InForceTo, Ended: s.EndedOn,
		Concluded: s.ConcludedOn != "", Settled: s.State == AgreementStatusClosed, Covers: s.Covers}
}

// approved names what an agreement is concluded for: its processor and its activities, as they are now.
func (s Agreement) approved(by domain.Stamp) []domain.Approved {
	return domain.Approve(by.Facts, append(domain.Streams("processor", s.Processor), domain.Streams("activity", s.Activities...)...)...)
}

// renewed is what an agreement covers after an amendment or a check on that day.
func renewed(old, covers []domain.Approved) []domain.Approved {
	if len(covers) == 0 {
		return old
	}
	return covers
}
