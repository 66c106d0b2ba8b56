package governance

import (
	"cmp"
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AssignOwner gives a process another owner from a day on.
type AssignOwner struct {
	Person string        `json:"person" nl:"Nieuwe proceseigenaar" form:"person" hint:"Een teammanager (§3.2)."`
	From   calendar.Date `json:"from" nl:"Met ingang van"`
	Reason string        `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// ProcessOwnerAssigned ends the ownership before it on the day it begins: no gap, no overlap (RT-01 rule 1).
type ProcessOwnerAssigned struct {
	Person string        `json:"person" nl:"Eigenaar" form:"person"`
	From   calendar.Date `json:"from" nl:"Met ingang van"`
	Reason string        `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c AssignOwner) Decide(s Process, by domain.Stamp) ([]domain.Event[Process], error) {
	var p domain.Problems
	needOwner(&p, c.Person, "person", by)
	p.Need(c.Reason, "reason", "Geef de reden.")
	if !c.From.Valid() {
		p.Add("from", "Vul de ingangsdatum in.")
	} else if len(s.Owners) > 0 && c.From < s.Owners[0].From {
		p.Add("from", "De ingangsdatum kan niet vóór de eerste eigenaar liggen ("+s.Owners[0].From.NL()+").")
	}
	if err := p.Refuse("process.owner"); err != nil {
		return nil, err
	}
	if s.OwnerOn(c.From) == c.Person {
		return nil, nil // saying it twice changes nothing
	}
	return []domain.Event[Process]{ProcessOwnerAssigned{c.Person, c.From, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessOwnerAssigned) Evolve(p Process, _ domain.Stamp) Process {
	owners := slices.DeleteFunc(slices.Clone(p.Owners), func(o Ownership) bool { return o.From == e.From })
	p.Owners = append(owners, Ownership{e.Person, e.From})
	slices.SortFunc(p.Owners, func(a, b Ownership) int { return cmp.Compare(a.From, b.From) })
	return p
}

// DesignateCoordinatingOwner names who coordinates a process of several teams (§3.2).
type DesignateCoordinatingOwner struct {
	Person   string   `json:"person" nl:"Coördinerend eigenaar" form:"person"`
	Function Function `json:"function" nl:"Functie"`
	Reason   string   `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// CoordinatingOwnerDesignated names the coordinating owner.
type CoordinatingOwnerDesignated struct {
	Person   string   `json:"person" nl:"Coördinerend eigenaar" form:"person"`
	Function Function `json:"function" nl:"Functie"`
	Reason   string   `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c DesignateCoordinatingOwner) Decide(s Process, by domain.Stamp) ([]domain.Event[Process], error) {
	if !s.CrossTeam() { // R-3.2-03
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "process.one-team",
			NL: "Aan dit proces werkt één team. Een coördinerend eigenaar is er alleen voor teamoverstijgende processen (§3.2)."}
	}
	var p domain.Problems
	p.Need(c.Person, "person", "Kies wie coördineert.")
	p.Need(c.Reason, "reason", "Geef de reden.")
	if !domain.Chosen(c.Function.Choices(), string(c.Function)) {
		p.Add("function", "Kies de functie.")
	}
	if c.Person != "" {
		c.functionHeld(&p, by)
	}
	if err := p.Refuse("process.coordinator"); err != nil {
		return nil, err
	}
	return []domain.Event[Process]{CoordinatingOwnerDesignated{c.Person, c.Function, trim(c.Reason)}}, nil
}

// functionHeld: a coordinating owner is a team manager, a domain manager or another officer (R-3.2-02), never the FG.
func (c DesignateCoordinatingOwner) functionHeld(p *domain.Problems, by domain.Stamp) {
	switch {
	case by.Facts.Holds(c.Person, domain.FG, by.Recorded):
		p.Add("person", "De functionaris gegevensbescherming kan geen proceseigenaar zijn (AVG art. 38 lid 6).")
	case c.Function == "team-manager" && !by.Facts.Holds(c.Person, domain.TM, by.Recorded),
		c.Function == "domain-manager" && !by.Facts.Holds(c.Person, domain.DOM, by.Recorded):
		p.Add("function", "Deze persoon is nu niet in die functie aangewezen.")
	}
}

// Evolve implements [domain.Event].
func (e CoordinatingOwnerDesignated) Evolve(p Process, _ domain.Stamp) Process {
	p.Coord, p.Function = e.Person, e.Function
	return p
}

// DiscontinueProcess ends a process.
type DiscontinueProcess struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// ProcessDiscontinued ends a process; it stays in history.
type ProcessDiscontinued struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c DiscontinueProcess) Decide(s Process, by domain.Stamp) ([]domain.Event[Process], error) {
	if n := by.Facts.OpenActivities(s.ID); n > 0 {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "process.open-activities",
			NL: "Dit proces heeft nog verwerkingen die niet zijn beëindigd. Beëindig of verplaats die eerst."}
	}
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("process.reason"); err != nil {
		return nil, err
	}
	return []domain.Event[Process]{ProcessDiscontinued{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessDiscontinued) Evolve(p Process, _ domain.Stamp) Process {
	p.Ended = true
	return p
}
