package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Assign takes a request in hand, or hands it over to somebody else.
type Assign struct {
	Handler string `json:"handler,omitempty" nl:"Behandelaar" form:"person" opt:"1" hint:"Leeg: u zelf."`
	Scope
}

// RequestAssigned says who handles it, and what it is about.
type RequestAssigned struct {
	Handler string `json:"handler" nl:"Behandelaar" form:"person"`
	Scope
	PreviousOn calendar.Date `json:"previous_on,omitempty" nl:"Vorig verzoek ontvangen op"`
}

// OwnedBy implements [domain.Owned].
func (c Assign) OwnedBy() string { return c.Process }

// Decide implements [domain.Command]: a case of several departments is the privacy administrator's (B1.7-2), one of a single
// department the owner's (R-B7-10).
func (c Assign) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	c.Activities, c.Previous = domain.Lines(c.Activities), domain.Lines(c.Previous)
	if c.Handler == "" {
		c.Handler = by.Actor
	}
	var p domain.Problems
	p.NeedPerson(c.Handler, "handler", "Kies wie het verzoek behandelt.", by)
	p.Choose(c.Cross, string(c.Cross), "cross_department", "Zeg of het verzoek afdelingsoverstijgend is.")
	if c.Process == "" {
		p.Add("process", "Kies het proces waarvan de eigenaar beslist.")
	}
	if len(c.Activities) == 0 {
		p.Add("activities", "Noem de verwerkingen waar het verzoek over gaat.")
	}
	c.Scope.known(&p, by)
	if err := p.Refuse("request.assignment"); err != nil {
		return nil, err
	}
	if by.Role == domain.OWN && c.Cross == domain.Yes {
		return nil, refusal(domain.Forbidden, "request.cross", "cross_department", "Een afdelingsoverstijgend verzoek behandelt de privacybeheerder (bijlage 1, rij B1.7-2). Geef het door.")
	}
	e := RequestAssigned{c.Handler, c.Scope, previousOn(by.Facts, c.Previous)}
	return e.Evolve(s, by).atOnce([]requestEvent{e}, by), nil
}

// Evolve implements [domain.Event].
func (e RequestAssigned) Evolve(r Request, _ domain.Stamp) Request {
	r.State, r.Handler, r.Scope, r.PreviousOn = StatusHandling, e.Handler, e.Scope, e.PreviousOn
	return r
}
