package register

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// FindSurplus records that more data came in than needed, without keeping those data (§4.6, R-4.6-04).
type FindSurplus struct {
	Process  string `json:"process" nl:"Proces" form:"process"`
	Activity string `json:"activity,omitempty" nl:"Verwerking" form:"record:activity" opt:"1"`
	Scope    string `json:"scope" nl:"Welke soort gegevens?" form:"long" hint:"Bijvoorbeeld: kopieën van identiteitsbewijzen bij een aanvraag. Noem geen personen."`
	Number   string `json:"number" nl:"Aantal records"`
}

// SurplusDataFound says what sort of data is there that should not be. They must go at once.
type SurplusDataFound struct {
	Process  string `json:"process" nl:"Proces"`
	Activity string `json:"activity,omitempty" nl:"Verwerking"`
	Scope    string `json:"scope" nl:"Welke gegevens"`
	Number   int    `json:"number" nl:"Aantal records"`
}

// OwnedBy implements [domain.Owned].
func (c FindSurplus) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c FindSurplus) Decide(_ Destruction, by domain.Stamp) ([]destructionEvent, error) {
	var p domain.Problems
	needRunning(&p, c.Process, by)
	if c.Activity != "" && !strings.HasPrefix(c.Activity, "activity/") {
		p.Add("activity", "Kies de verwerking uit de lijst.")
	}
	p.Need(c.Scope, "scope", "Zeg om welke soort gegevens het gaat.")
	p.Impersonal(c.Scope, "scope")
	number := countOf(&p, c.Number)
	if err := p.Refuse("destruction.surplus"); err != nil {
		return nil, err
	}
	return []destructionEvent{SurplusDataFound{c.Process, c.Activity, trim(c.Scope), number}}, nil
}

// Evolve implements [domain.Event].
func (e SurplusDataFound) Evolve(_ Destruction, by domain.Stamp) Destruction {
	day := calendar.On(by.Happened)
	return Destruction{State: DestructionDue, Process: e.Process, Why: Surplus, Source: e.Activity, Scope: e.Scope, Number: e.Number,
		Starts: day, Due: day, How: "meteen na het vinden (§4.6)"}
}
