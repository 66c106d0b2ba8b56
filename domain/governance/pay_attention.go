package governance

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// PayAttention records what an owner did to keep attention for privacy in the department (B1.5-3).
type PayAttention struct {
	Department string `json:"department" nl:"Afdeling" form:"department"`
	What       string `json:"what" nl:"Wat hebt u gedaan?" form:"long" hint:"Bijvoorbeeld: besproken in het teamoverleg. Noem geen personen."`
}

// DepartmentAttentionRecorded is that attention. The day is that on which it happened.
type DepartmentAttentionRecorded struct {
	Department string `json:"department" nl:"Afdeling"`
	What       string `json:"what" nl:"Wat"`
}

// Decide implements [domain.Command].
func (c PayAttention) Decide(_ Awareness, _ domain.Stamp) ([]awarenessEvent, error) {
	var p domain.Problems
	p.Need(c.Department, "department", "Kies de afdeling.")
	p.Need(c.What, "what", "Beschrijf wat u hebt gedaan.")
	if err := p.Refuse("awareness.attention"); err != nil {
		return nil, err
	}
	return []awarenessEvent{DepartmentAttentionRecorded{strings.TrimSpace(c.Department), strings.TrimSpace(c.What)}}, nil
}

// Evolve implements [domain.Event].
func (e DepartmentAttentionRecorded) Evolve(_ Awareness, by domain.Stamp) Awareness {
	return Awareness{State: AwarenessStatusRecorded, Department: e.Department, What: e.What, HeldOn: calendar.On(by.Happened), By: by.Actor}
}
