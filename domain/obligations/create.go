package obligations

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// CreateObligation lets a term begin: at the moment at which its trigger happened, or on a day.
type CreateObligation struct {
	Terms
	On calendar.Date `json:"on,omitempty" nl:"Telt vanaf de dag" opt:"1"` // "": from when it happened; a day may lie ahead
}

// ObligationCreated is the term with its end, as counted then.
type ObligationCreated struct {
	Terms
	On     calendar.Date `json:"on,omitempty" nl:"Telt vanaf"`
	Source string        `json:"source" nl:"Bron"` // of the row, as it was then
	Count
}

// Decide implements [domain.Command].
func (c CreateObligation) Decide(_ Obligation, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	d, l, known := Find(c.Row, c.Limit)
	if !known {
		p.Add("limit", "Kies een termijn uit de tabel.")
	}
	p.Need(c.Subject, "subject", "Noem het record waarvoor de termijn loopt.")
	start := by.Happened
	if c.On != "" {
		start = c.On.Start()
	}
	end, ok := l.Due(start, false)
	if known && !ok {
		p.Add("on", "Kies een dag die bestaat.")
	}
	if c.Lead != "" {
		if _, ok := end.Before(c.Lead); !ok {
			p.Add("warn_before", "Geef een aantal dagen, weken of uren, bijvoorbeeld P7D.")
		}
	}
	if err := p.Refuse("obligation.incomplete"); err != nil {
		return nil, err
	}
	return []event{ObligationCreated{c.Terms, c.On, d.Source, count(end)}}, nil
}

// Evolve implements [domain.Event].
func (e ObligationCreated) Evolve(_ Obligation, by domain.Stamp) Obligation {
	o := Obligation{Terms: e.Terms, Count: e.Count, State: StatusOpen, Starts: by.Happened}
	if e.On != "" {
		o.Starts = e.On.Start()
	}
	return o
}
