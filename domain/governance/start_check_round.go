package governance

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// StartCheckRound asks owners to check.
type StartCheckRound struct {
	Name  string        `json:"name" nl:"Naam van de ronde" hint:"Bijvoorbeeld: jaarcontrole 2026. Noem geen personen."`
	Due   calendar.Date `json:"due" nl:"Controleren vóór of op"`
	Kinds []CheckedKind `json:"kinds" nl:"Wat wordt er gecontroleerd?"`
}

// YearlyCheckRoundStarted asks owners to check.
type YearlyCheckRoundStarted struct {
	Name  string        `json:"name" nl:"Naam"`
	Due   calendar.Date `json:"due" nl:"Controleren vóór of op"`
	Kinds []CheckedKind `json:"kinds" nl:"Wat wordt er gecontroleerd?"`
}

// Decide implements [domain.Command].
func (c StartCheckRound) Decide(_ CheckRound, by domain.Stamp) ([]checkRoundEvent, error) {
	var p domain.Problems
	p.Need(c.Name, "name", "Geef de ronde een naam.")
	if today := calendar.On(by.Happened); !c.Due.Valid() || c.Due < today || c.Due >= today.AddYears(1) {
		p.Add("due", "Vul een datum in die nog komt, binnen een jaar.") // T-33: each year
	}
	var kinds []CheckedKind // each once, in the order of the choices
	for _, k := range CheckedKind("").Choices() {
		if slices.Contains(c.Kinds, CheckedKind(k.Value)) {
			kinds = append(kinds, CheckedKind(k.Value))
		}
	}
	if len(kinds) == 0 || slices.ContainsFunc(c.Kinds, func(k CheckedKind) bool { return !slices.Contains(kinds, k) }) {
		p.Add("kinds", "Kies wat er wordt gecontroleerd.")
	}
	if err := p.Refuse("check-round.incomplete"); err != nil {
		return nil, err
	}
	return []checkRoundEvent{YearlyCheckRoundStarted{strings.TrimSpace(c.Name), c.Due, kinds}}, nil
}

// Evolve implements [domain.Event].
func (e YearlyCheckRoundStarted) Evolve(_ CheckRound, by domain.Stamp) CheckRound {
	return CheckRound{Name: e.Name, Due: e.Due, Kinds: slices.Clone(e.Kinds), Started: by.Happened}
}
