package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Close closes a request when everything that follows from the decision is done.
type Close struct{}

// RequestClosed closes it.
type RequestClosed struct{}

// Decide implements [domain.Command]. All that is missing is named at once.
func (Close) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if err := s.undone(by).Unmet("request.not-ready", "Het verzoek kan nog niet worden gesloten:"); err != nil {
		return nil, err
	}
	return []requestEvent{RequestClosed{}}, nil
}

// undone names what is not done.
func (r Request) undone(by domain.Stamp) (p domain.Problems) {
	gives := r.Decision.Gives()
	if gives && r.State != StatusExecuted && !(r.Right == Access && r.Processed == domain.No) { // nothing to give
		p.Add("executed", "Leg vast dat het besluit is uitgevoerd (bijlage 1.7 rij 3).")
	}
	if d, ok := domain.Tell[domain.DestructionFacts](by.Facts, r.Done.Destruction); gives && r.Right == Erasure && r.State == StatusExecuted && (!ok || !d.Done) { // R-5.4-07
		p.Add("destruction", "De vernietiging is niet vastgelegd (§5.4).")
	}
	if gives && r.Rule().Tells != "" && !r.told() { // R-5.1-24, R-5.3-06, R-5.4-08
		p.Add("recipients", "Licht de ontvangers in, of leg vast dat niemand hoefde te worden ingelicht ("+r.Rule().Tells+").")
	}
	if !r.ListAsked.IsZero() && r.ListGiven.IsZero() { // R-5.1-25
		p.Add("list", "De verzoeker heeft gevraagd wie is ingelicht. Geef de lijst.")
	}
	return p
}

// Evolve implements [domain.Event].
func (RequestClosed) Evolve(r Request, by domain.Stamp) Request {
	r.State, r.ClosedOn = StatusClosed, calendar.On(by.Happened)
	return r
}
