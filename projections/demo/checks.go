package demo

import (
	"fmt"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/sharing"
)

// planCheckRounds has a round of yearly checks each spring, not in the first months. The last one is still open.
func (h *history) planCheckRounds() {
	for year := h.days[0].Year(); year <= h.stop.Year(); year++ {
		if from := h.first(calendar.Date(fmt.Sprintf("%d-03-01", year))); from > 60 {
			h.on(from, func() error { return h.checkRound(110) })
		}
	}
	h.on(h.part(1)-9, func() error { return h.checkRound(len(h.days)) })
}

// checkRound asks all owners to check, and is closed after so many working days. The checks are those of each record's own
// story; who is late by then is named.
func (h *history) checkRound(days int) error {
	r := h.record("check-round", "")
	start := governance.StartCheckRound{Name: fmt.Sprintf("Jaarcontrole %s", h.today().NL()[3:]), Due: h.after(100), Kinds: []governance.CheckedKind{"agreement", "covenant", "exchange-arrangement"}}
	if err := h.as(h.one(domain.PB), domain.PB, r, start); err != nil {
		return err
	}
	h.later(days, func() error {
		c := governance.CloseCheckRound{Conclusion: "De ronde is klaar. Wat open bleef, volgt de privacybeheerder per maand."}
		for _, kind := range start.Kinds {
			for _, x := range h.ofType[string(kind)] {
				if due, adapt := owed(x.state); adapt || due != "" && due <= start.Due {
					c.Left = append(c.Left, governance.LeftOpen{Item: x.stream, Why: "Het team heeft nog geen tijd gehad; er is een nieuwe afspraak gemaakt."})
				}
			}
		}
		return h.as(h.one(domain.PB), domain.PB, r, c)
	})
	return nil
}

// owed is the day of the next check of a record, and whether it must be adapted.
func owed(state any) (due calendar.Date, adapt bool) {
	switch x := state.(type) {
	case processors.Agreement:
		if x.State == processors.AgreementStatusConcluded || x.State == processors.AgreementStatusInForce {
			return x.Due, x.ToAdapt
		}
	case sharing.Covenant:
		return x.NextCheck, x.ToAdapt != ""
	case sharing.ExchangeArrangement:
		return x.NextCheck, x.ToAdapt != ""
	}
	return "", false
}
