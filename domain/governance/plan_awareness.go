package governance

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// PlanAwareness plans an activity (B1.5-2). One that was held without a plan is planned on the day it was held.
type PlanAwareness struct{ AwarenessTerms }

// AwarenessActivityPlanned is the first event of an activity.
type AwarenessActivityPlanned struct{ AwarenessTerms }

// Decide implements [domain.Command].
func (c PlanAwareness) Decide(_ Awareness, _ domain.Stamp) ([]awarenessEvent, error) {
	t := c.AwarenessTerms
	t.Title = strings.TrimSpace(t.Title)
	var p domain.Problems
	p.Choose(t.Kind, string(t.Kind), "kind", "Kies het soort activiteit.")
	p.Need(t.Title, "title", "Noem het onderwerp.")
	if len(t.Audience) == 0 {
		p.Add("audience", "Kies voor wie de activiteit is.")
	}
	for _, a := range t.Audience {
		p.Choose(a, string(a), "audience", "Kies voor wie de activiteit is.")
	}
	if !t.Planned.Valid() {
		p.Add("planned", "Vul de datum in.")
	}
	if err := p.Refuse("awareness.plan"); err != nil {
		return nil, err
	}
	return []awarenessEvent{AwarenessActivityPlanned{t}}, nil
}

// Evolve implements [domain.Event].
func (e AwarenessActivityPlanned) Evolve(_ Awareness, _ domain.Stamp) Awareness {
	return Awareness{AwarenessTerms: e.AwarenessTerms, State: AwarenessStatusPlanned}
}
