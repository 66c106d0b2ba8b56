package sharing

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// CloseSharingDecision closes a decision.
type CloseSharingDecision struct{}

// SharingDecisionClosed closes it, on the day it happened.
type SharingDecisionClosed struct{}

// Decide implements [domain.Command]. Without both parts told it stays open (§2.3, R-2.3-16); of what was refused nothing was
// shared, so there is nothing to tell.
func (CloseSharingDecision) Decide(s SharingDecision, _ domain.Stamp) ([]decisionEvent, error) {
	var p domain.Problems
	if s.Uninformed() {
		for _, c := range s.untold() {
			p.Add("told", "De inwoner weet nog niet "+c.NL+".")
		}
	}
	if err := p.Unmet("sharing.untold", "Het besluit kan nog niet worden gesloten (§2.3):"); err != nil {
		return nil, err
	}
	return []decisionEvent{SharingDecisionClosed{}}, nil
}

// Evolve implements [domain.Event].
func (SharingDecisionClosed) Evolve(s SharingDecision, by domain.Stamp) SharingDecision {
	s.State, s.ClosedOn = DecisionIsClosed, calendar.On(by.Happened)
	return s
}
