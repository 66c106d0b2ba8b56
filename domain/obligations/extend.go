package obligations

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ExtendObligation moves the end by the rule of the row. Of a term that the record itself agreed on (row 27, 34, 57) it takes over
// the new day.
type ExtendObligation struct {
	To     calendar.Date `json:"to,omitempty" nl:"Nieuwe afgesproken dag" opt:"1"`
	Reason string        `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// ObligationExtended is the new end, counted from the same start.
type ObligationExtended struct {
	Count
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command]. An extension after the end is none (AVG art. 12(3): told within the first month).
func (c ExtendObligation) Decide(o Obligation, by domain.Stamp) ([]event, error) {
	if err := needReason(c.Reason, "obligation.extend", "Geef de reden van de verlenging."); err != nil {
		return nil, err
	}
	if !o.Still() && o.Deadline().Passed(by.Happened) {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "obligation.passed", NL: "De termijn is al voorbij en kan niet meer worden verlengd."}
	}
	end, ok := c.end(o)
	if !ok {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "obligation.not-extendable", NL: "Deze termijn kan niet, of niet nog een keer, worden verlengd."}
	}
	return []event{ObligationExtended{count(end), trim(c.Reason)}}, nil
}

func (c ExtendObligation) end(o Obligation) (calendar.Deadline, bool) {
	d, l, _ := Find(o.Row, o.Limit)
	if d.Kind == Agreed {
		end, ok := l.Due(c.To.Start(), false)
		return end, ok && c.To > o.Due
	}
	if o.Extended || c.To != "" { // nobody types a due date (R-TIM-02); once is once
		return calendar.Deadline{}, false
	}
	return o.counted(true)
}

// Evolve implements [domain.Event]. A new end has a reminder of its own.
func (e ObligationExtended) Evolve(o Obligation, _ domain.Stamp) Obligation {
	o.Count, o.Extended, o.Reason = e.Count, true, e.Reason
	return o.again()
}
