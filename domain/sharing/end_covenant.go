package sharing

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// TerminateCovenant ends the covenant before its time, or gives up a draft.
type TerminateCovenant struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// CovenantTerminated says since when it has ended.
type CovenantTerminated struct {
	Reason string        `json:"reason" nl:"Reden"`
	On     calendar.Date `json:"on" nl:"Op"`
}

// ExpireCovenant: the clock says that its time is over.
type ExpireCovenant struct{}

// CovenantExpired says that its time is over.
type CovenantExpired struct{}

// Decide implements [domain.Command].
func (c TerminateCovenant) Decide(_ Covenant, by domain.Stamp) ([]covenantEvent, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("covenant.reason"); err != nil {
		return nil, err
	}
	return []covenantEvent{CovenantTerminated{trim(c.Reason), calendar.On(by.Happened)}}, nil
}

// Decide implements [domain.Command].
func (ExpireCovenant) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	if calendar.On(by.Happened) <= s.Until {
		return nil, domain.Problems{{Field: "until", NL: "Het geldt tot en met " + s.Until.NL() + "."}}.Unmet("covenant.until", "Het convenant is nog niet afgelopen:")
	}
	return []covenantEvent{CovenantExpired{}}, nil
}

// Evolve implements [domain.Event].
func (e CovenantTerminated) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.State, c.Checks = CovenantIsEnding, Checks{} // nothing is left to check or adapt
	return c.counted()
}

// Evolve implements [domain.Event].
func (e CovenantExpired) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.State, c.Checks = CovenantIsEnding, Checks{}
	return c.counted()
}

// DataCleared says of which party, and how it was confirmed (C9).
type DataCleared struct {
	Party        string `json:"party,omitempty" nl:"Partij" ref:"party" opt:"1" hint:"Leeg: alle partijen. Anders de partij die is uitgetreden."`
	What         string `json:"what" nl:"Wat is er gebeurd?" form:"long" hint:"Beschrijf de gegevens alleen in soorten."`
	Confirmation string `json:"confirmation" nl:"Bevestiging" ref:"file" hint:"Het kenmerk (hash) van de schriftelijke bevestiging."`
}

// ReturnCovenantData says that the data were given back.
type ReturnCovenantData struct{ DataCleared }

// DestroyCovenantData says that the data were destroyed.
type DestroyCovenantData struct{ DataCleared }

// CovenantDataReturned says that the data were given back, on the day it happened.
type CovenantDataReturned struct{ DataCleared }

// CovenantDataDestroyed says that the data were destroyed, on the day it happened.
type CovenantDataDestroyed struct{ DataCleared }

func (d DataCleared) checked(s Covenant) (DataCleared, error) {
	d.Party, d.What = trim(d.Party), trim(d.What)
	var p domain.Problems
	list, i := s.party(d.Party)
	switch {
	case d.Party != "" && (i < 0 || list[i].Left == ""):
		p.Add("party", "Kies een partij die is uitgetreden, of laat dit leeg.")
	case d.Party == "" && s.State != CovenantIsEnding:
		p.Add("party", "Het convenant loopt nog: kies de partij die is uitgetreden.")
	}
	p.Need(d.What, "what", "Beschrijf wat er is gebeurd.")
	needFile(&p, d.Confirmation, "confirmation", "Kies de schriftelijke bevestiging.")
	return d, p.Refuse("covenant.data")
}

// Decide implements [domain.Command].
func (c ReturnCovenantData) Decide(s Covenant, _ domain.Stamp) ([]covenantEvent, error) {
	d, err := c.checked(s)
	if err != nil {
		return nil, err
	}
	return []covenantEvent{CovenantDataReturned{d}}, nil
}

// Decide implements [domain.Command].
func (c DestroyCovenantData) Decide(s Covenant, _ domain.Stamp) ([]covenantEvent, error) {
	d, err := c.checked(s)
	if err != nil {
		return nil, err
	}
	return []covenantEvent{CovenantDataDestroyed{d}}, nil
}

// cleared notes that nothing is left with a party, or with all of them.
func (c Covenant) cleared(d DataCleared) Covenant {
	list, i := c.party(d.Party)
	if i >= 0 {
		list[i].DataOpen = false
	}
	if d.Party == "" {
		c.DataCleared = true
		for i := range list {
			list[i].DataOpen = false
		}
	}
	c.Members = list
	return c.counted()
}

// Evolve implements [domain.Event].
func (e CovenantDataReturned) Evolve(c Covenant, _ domain.Stamp) Covenant {
	return c.cleared(e.DataCleared)
}

// Evolve implements [domain.Event].
func (e CovenantDataDestroyed) Evolve(c Covenant, _ domain.Stamp) Covenant {
	return c.cleared(e.DataCleared)
}

// CloseCovenant closes the file of an ended covenant.
type CloseCovenant struct{}

// CovenantClosed closes it.
type CovenantClosed struct{}

// Decide implements [domain.Command].
func (CloseCovenant) Decide(s Covenant, _ domain.Stamp) ([]covenantEvent, error) {
	var p domain.Problems
	if s.HadData && !s.DataCleared { // R-7.1-17
		p.Add("data", "Leg eerst vast dat de gegevens zijn teruggegeven of vernietigd.")
	}
	for _, name := range s.members(func(p Party) bool { return p.DataOpen }) {
		p.Add("party", "Ook de gegevens bij "+name+" zijn nog niet teruggegeven of vernietigd.")
	}
	if len(p) > 0 {
		return nil, p.Unmet("covenant.data-open", "Het convenant kan nog niet worden afgesloten:")
	}
	return []covenantEvent{CovenantClosed{}}, nil
}

// Evolve implements [domain.Event].
func (e CovenantClosed) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.State = CovenantIsClosed
	return c.counted()
}
