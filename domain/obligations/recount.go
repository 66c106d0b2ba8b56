package obligations

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RecountObligation counts the term again from another start: the record found that its trigger happened at another moment, and says why
// (T-70: the awareness of a breach).
type RecountObligation struct {
	Start  calendar.Moment `json:"start" nl:"Begint"`
	Reason string          `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// ObligationRecounted is [added]: the new start and the new end, which can be earlier.
type ObligationRecounted struct {
	Start calendar.Moment `json:"start" nl:"Begint"`
	Count
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command]. A term that has passed here stays late (R-TIM-06).
func (c RecountObligation) Decide(o Obligation, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden van het andere begin.")
	start, ok := c.Start.Time()
	if !ok {
		p.Add("start", "Schrijf dag en tijd als dd-mm-jjjj uu:mm.")
	}
	if err := p.Refuse("obligation.recount"); err != nil {
		return nil, err
	}
	o.Starts = start
	end, ok := o.counted(o.Extended)
	if !ok {
		return nil, &domain.Refusal{Kind: domain.Invalid, Code: "obligation.uncountable", NL: "De termijn loopt zo buiten de kalender."}
	}
	return []event{ObligationRecounted{c.Start, count(end), trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ObligationRecounted) Evolve(o Obligation, _ domain.Stamp) Obligation {
	o.Starts, _ = e.Start.Time()
	o.Count, o.Reason = e.Count, e.Reason
	return o.again()
}

// again is a term with a new end: that end has a reminder of its own.
func (o Obligation) again() Obligation {
	o.Reminded = time.Time{}
	return o
}
