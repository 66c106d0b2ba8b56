package incidents

import (
	"time"

	"github.com/heemstede/grootboek/domain"
)

// Obligations implements [domain.Obliged]: 72 hours to tell the AP (article 33(1) AVG, B1.4-8, table 4.2 row 38). They run from the
// awareness, also while nobody has judged whether it is a breach. A reasoned decision not to notify ends them too.
func (i Incident) Obligations() []domain.Obligation {
	aware, ok := i.Aware.Time()
	switch {
	case !ok:
		return nil
	case i.Breach == domain.No:
		return []domain.Obligation{{Row: 38, Limit: "notify", Over: true}}
	}
	o := domain.Obligation{Row: 38, Limit: "notify", From: aware}
	if n := len(i.Shifts); n > 0 { // T-70: with another moment of awareness the term is counted again
		o.Reason = i.Shifts[n-1].Reason
	}
	if o.Met, ok = i.ApTold.Time(); !ok && i.ApDecision.Yes == domain.No {
		o.Met, _ = i.ApDecision.At.Time()
	}
	return []domain.Obligation{o}
}

// Wakes implements [domain.Waker].
func (i Incident) Wakes() (at time.Time) {
	if i.ApOpen() && !i.ApPassed {
		at, _ = i.ApDue.Time()
	}
	return at
}
