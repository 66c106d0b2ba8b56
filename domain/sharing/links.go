package sharing

import (
	"github.com/heemstede/grootboek/domain"
)

// What the records of this chapter are about, and what they tell others.

// Links implements [domain.Linker].
func (c Covenant) Links() []string {
	return append(domain.Streams("collaboration", c.Collaboration), domain.Streams("activity", c.Activities...)...)
}

// Tells implements [domain.Teller]. A covenant holds for whoever decided to take part and has not left,
// from when it took effect: concluded, it may still wait for its DPIA (R-7.1-16).
func (c Covenant) Tells() any {
	f := domain.ArrangementFacts{Concluded: c.InEffect, From: c.From, Until: c.Until, Ended: c.State == CovenantIsEnding || c.State == CovenantIsClosed}
	for _, p := range c.Members {
		if p.Bound() {
			f.Parties = append(f.Parties, p.Name)
		}
	}
	return f
}

// Links implements [domain.Linker].
func (x ExchangeArrangement) Links() []string {
	return domain.Streams("activity", x.Activities...)
}

// Tells implements [domain.Teller].
func (x ExchangeArrangement) Tells() any {
	return domain.ArrangementFacts{Parties: []string{x.Party}, Concluded: true, From: x.From, Until: x.Until, Ended: x.Ended}
}
