package register

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Round is the state of an update round: PB asks all owners to confirm their entries (B1.1-3).
type Round struct {
	Name    string        `nl:"Naam"`
	Due     calendar.Date `nl:"Bevestigen vóór"`
	Started time.Time     `nl:"Gestart"`
	Closed  time.Time     `nl:"Afgesloten"`
}

// RoundRecord is the update round of RT-03.
var RoundRecord = domain.Define(domain.Aggregate[Round]{
	Name: "round", Path: "actualisatierondes", NL: "Actualisatieronde", Plural: "Actualisatierondes", Source: "RT-03, B1.1-3",
	Status: func(r Round) domain.Status {
		switch {
		case r.Name == "":
			return ""
		case !r.Closed.IsZero():
			return "closed"
		}
		return "open"
	},
	Statuses: []domain.StatusLabel{{Status: "open", NL: "loopt"}, {Status: "closed", NL: "afgesloten"}},
	Title:    func(r Round) string { return r.Name },
	Commands: []domain.CommandType[Round]{
		{Name: "start", NL: "Ronde starten", Row: "B1.1-3", Zero: StartRound{},
			Help: "Vraag alle proceseigenaren te bevestigen dat hun verwerkingen actueel zijn."},
		{Name: "close", NL: "Ronde afsluiten", Row: "B1.1-3", Zero: CloseRound{}, In: []domain.Status{"open"},
			Help: "Leg de uitkomst vast. Wie niet bevestigde, blijft zichtbaar."},
	},
	Events: []domain.EventType[Round]{
		{Name: "UpdateRoundStarted", NL: "Ronde gestart", Zero: UpdateRoundStarted{}},
		{Name: "UpdateRoundClosed", NL: "Ronde afgesloten", Zero: UpdateRoundClosed{}},
	},
})

// StartRound asks owners to confirm.
type StartRound struct {
	Name string        `json:"name" nl:"Naam van de ronde" hint:"Bijvoorbeeld: jaarronde 2026."`
	Due  calendar.Date `json:"due" nl:"Bevestigen vóór"`
}

// UpdateRoundStarted asks owners to confirm.
type UpdateRoundStarted struct {
	Name string        `json:"name" nl:"Naam"`
	Due  calendar.Date `json:"due" nl:"Bevestigen vóór"`
}

// CloseRound ends the round.
type CloseRound struct {
	Conclusion string `json:"conclusion" nl:"Uitkomst van de ronde" form:"long" hint:"Noem geen personen."`
}

// UpdateRoundClosed ends the round.
type UpdateRoundClosed struct {
	Conclusion string `json:"conclusion" nl:"Uitkomst"`
}

// Decide implements [domain.Command].
func (c StartRound) Decide(_ Round, by domain.Stamp) ([]domain.Event[Round], error) {
	var p domain.Problems
	p.Need(c.Name, "name", "Geef de ronde een naam.")
	if !c.Due.Valid() || c.Due < calendar.On(by.Happened) {
		p.Add("due", "Vul een datum in die nog komt.")
	}
	if err := p.Refuse("round.incomplete"); err != nil {
		return nil, err
	}
	return []domain.Event[Round]{UpdateRoundStarted{trim(c.Name), c.Due}}, nil
}

// Decide implements [domain.Command].
func (c CloseRound) Decide(_ Round, _ domain.Stamp) ([]domain.Event[Round], error) {
	var p domain.Problems
	p.Need(c.Conclusion, "conclusion", "Beschrijf de uitkomst.")
	if err := p.Refuse("round.conclusion"); err != nil {
		return nil, err
	}
	return []domain.Event[Round]{UpdateRoundClosed{trim(c.Conclusion)}}, nil
}

// Evolve implements [domain.Event].
func (e UpdateRoundStarted) Evolve(_ Round, by domain.Stamp) Round {
	return Round{Name: e.Name, Due: e.Due, Started: by.Happened}
}

// Evolve implements [domain.Event].
func (e UpdateRoundClosed) Evolve(r Round, by domain.Stamp) Round {
	r.Closed = by.Happened
	return r
}
