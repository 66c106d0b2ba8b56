package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// LiftRestriction ends a restriction.
type LiftRestriction struct {
	ToldOn calendar.Date `json:"told_on" nl:"Betrokkene vooraf ingelicht op"`
	Why    string        `json:"why" nl:"Waarom wordt de beperking opgeheven?" form:"long" hint:"Noem geen personen."`
}

// RestrictionLifted ends it.
type RestrictionLifted struct {
	ToldOn calendar.Date `json:"told_on" nl:"Betrokkene vooraf ingelicht op"`
	Why    string        `json:"why" nl:"Reden"`
}

// Decide implements [domain.Command]. What is still open keeps the restriction; all of it is named at once.
func (c LiftRestriction) Decide(x Restriction, by domain.Stamp) ([]restrictionEvent, error) {
	var p domain.Problems
	if needDone(&p, c.ToldOn, "told_on", "Licht de betrokkene in voordat de beperking wordt opgeheven (AVG art. 18 lid 3).", by); c.ToldOn > calendar.On(by.Happened) || c.ToldOn.Valid() && c.ToldOn < calendar.On(x.Since) { // R-5.3-09
		p.Add("told_on", "De betrokkene hoort het tijdens de beperking, voordat die wordt opgeheven.")
	}
	needText(&p, c.Why, "why", "Zeg waarom de beperking wordt opgeheven.")
	if err := p.Refuse("restriction.lift"); err != nil {
		return nil, err
	}
	if err := x.open().Unmet("restriction.open", "De beperking kan nog niet worden opgeheven:"); err != nil {
		return nil, err
	}
	return []restrictionEvent{RestrictionLifted{c.ToldOn, trim(c.Why)}}, nil
}

// open names what must be done first.
func (x Restriction) open() (p domain.Problems) {
	if x.Case == CaseIncorrect && x.Accuracy == "" { // R-5.3-02
		p.Add("accuracy", "Ga eerst na of de gegevens kloppen (§5.3).")
	}
	if x.Case == CaseObjection && x.Balance == "" { // R-5.2-03, R-5.3-05
		p.Add("weighing", "Weeg eerst de belangen af (§5.2).")
	}
	if len(x.Parties) == 0 && x.NoParties == "" { // R-5.3-06
		p.Add("parties", "Vraag de ontvangers het gebruik ook te beperken, of leg vast dat niemand de gegevens kreeg (§5.3).")
	}
	return p
}

// Evolve implements [domain.Event].
func (e RestrictionLifted) Evolve(x Restriction, by domain.Stamp) Restriction {
	x.State, x.ToldOn, x.Why, x.LiftedAt = RestrictionLiftedStatus, e.ToldOn, e.Why, by.Happened
	return x
}
