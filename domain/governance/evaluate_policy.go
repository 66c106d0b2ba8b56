package governance

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// EvaluatePolicy records the evaluation of a policy (§8.1).
type EvaluatePolicy struct {
	Outcome EvaluationOutcome `json:"outcome" nl:"Moet het beleid worden herzien?"`
	Reasons string            `json:"reasons" nl:"Waarom?" form:"long" hint:"Noem geen personen."`
}

// PolicyEvaluated is the evaluation. The day is that on which it happened.
type PolicyEvaluated struct {
	Outcome EvaluationOutcome `json:"outcome" nl:"Uitkomst"`
	Reasons string            `json:"reasons" nl:"Onderbouwing"`
}

// Decide implements [domain.Command].
func (c EvaluatePolicy) Decide(d Document, _ domain.Stamp) ([]documentEvent, error) {
	if !d.Kind.Policy() {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "document.no-policy", NL: "Alleen beleid wordt zo geëvalueerd (§8.1)."}
	}
	var p domain.Problems
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies of herzien nodig is.")
	p.Need(c.Reasons, "reasons", "Geef de redenen.")
	if err := p.Refuse("document.evaluate"); err != nil {
		return nil, err
	}
	return []documentEvent{PolicyEvaluated{c.Outcome, trim(c.Reasons)}}, nil
}

// Evolve implements [domain.Event].
func (e PolicyEvaluated) Evolve(d Document, by domain.Stamp) Document {
	if on := calendar.On(by.Happened); on >= d.EvaluatedOn {
		d.EvaluatedOn, d.Evaluation, d.Reasons = on, e.Outcome, e.Reasons
	}
	return d
}
