package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Withdraw records that the person takes the request back.
type Withdraw struct {
	Channel Channel `json:"channel" nl:"Hoe is het verzoek ingetrokken?"`
}

// RequestWithdrawn closes the request.
type RequestWithdrawn struct {
	Channel Channel `json:"channel" nl:"Hoe ingetrokken"`
}

// Decide implements [domain.Command].
func (c Withdraw) Decide(_ Request, _ domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.Choose(c.Channel, string(c.Channel), "channel", "Kies mondeling of schriftelijk.")
	if err := p.Refuse("request.withdraw"); err != nil {
		return nil, err
	}
	return []requestEvent{RequestWithdrawn(c)}, nil
}

// Evolve implements [domain.Event].
func (RequestWithdrawn) Evolve(r Request, by domain.Stamp) Request {
	r.State, r.Withdrawn, r.ClosedOn = StatusClosed, true, calendar.On(by.Happened)
	return r
}
