package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RecordErased: the vault has erased the dossier of the request, at the end of its term or at the person's own request (T-01).
type RecordErased struct {
	On calendar.Date `json:"on" nl:"Sleutel vernietigd op"`
}

// RequesterDataErased says that the person cannot be found any more. Every event stays in its place (R-5.4-09).
type RequesterDataErased struct {
	On calendar.Date `json:"on" nl:"Sleutel vernietigd op"`
}

// Decide implements [domain.Command].
func (c RecordErased) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	needDone(&p, c.On, "on", "Vul in wanneer de sleutel is vernietigd.", by)
	if err := p.Refuse("request.erased"); err != nil {
		return nil, err
	}
	if s.ErasedOn != "" {
		return nil, nil // saying it twice changes nothing
	}
	return []requestEvent{RequesterDataErased(c)}, nil
}

// Evolve implements [domain.Event]. The references stay: what the log says does not change.
func (e RequesterDataErased) Evolve(r Request, _ domain.Stamp) Request {
	r.ErasedOn = e.On
	return r
}
