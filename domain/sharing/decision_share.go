package sharing

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ShareData records what was shared, when it happened.
type ShareData struct {
	Parts     []string `json:"parts" nl:"Welke gegevens zijn gedeeld?" hint:"In de woorden van het besluit. Eén per regel."`
	Receivers []string `json:"receivers" nl:"Met wie?" hint:"In de woorden van het besluit. Eén per regel."`
}

// DataShared is what was shared.
type DataShared struct {
	Parts     []string `json:"parts" nl:"Gedeeld"`
	Receivers []string `json:"receivers" nl:"Met"`
}

// Decide implements [domain.Command]. That more was shared than was approved is a fact, and a deviation (promise 7).
func (c ShareData) Decide(s SharingDecision, by domain.Stamp) ([]decisionEvent, error) {
	e := DataShared{domain.Lines(c.Parts), domain.Lines(c.Receivers)}
	var p domain.Problems
	needLines(&p, e.Parts, "parts", "Noem wat er is gedeeld.")
	needLines(&p, e.Receivers, "receivers", "Noem met wie er is gedeeld.")
	if err := p.Refuse("sharing.shared"); err != nil {
		return nil, err
	}
	list := []decisionEvent{e}
	more := append(added(s.Parts, e.Parts, "gegevens"), added(slices.Concat(s.Inside, s.Outside), e.Receivers, "ontvanger")...)
	if len(more) > 0 {
		list = append(list, SharingDecisionNonComplianceFound{domain.Deviates(by, "more", "§2.3, integrale dienstverlening",
			"Er is meer gedeeld dan is goedgekeurd: "+strings.Join(more, "; ")+".", calendar.On(by.Happened))})
	}
	if on := calendar.On(by.Happened); s.InformedOn > on { // recorded afterwards
		list = append(list, s.toldLate(on, by))
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (DataShared) Evolve(s SharingDecision, by domain.Stamp) SharingDecision {
	s.State, s.SharedOn = DecisionIsShared, calendar.On(by.Happened)
	return s
}
