package control

import (
	"encoding/base64"
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// DrawSample records the sample. Which items it has is computed from the seed and the checkpoint, not chosen: the page of the
// audit draws it again, and says so if it differs.
type DrawSample struct{ AuditSample }

// AuditSampleDrawn is the sample.
type AuditSampleDrawn struct{ AuditSample }

// Decide implements [domain.Command].
func (c DrawSample) Decide(a Audit, by domain.Stamp) ([]auditEvent, error) {
	if err := a.byAuditor(by); err != nil {
		return nil, err
	}
	s := c.AuditSample
	s.Items = domain.Lines(s.Items)
	var p domain.Problems
	p.Need(s.Origin, "origin", "Noem het logboek.")
	if root, err := base64.StdEncoding.DecodeString(s.Root); err != nil || len(root) != 32 || s.Size == 0 {
		p.Add("root", "Noem het controlepunt: hoeveel gebeurtenissen, en de wortelhash.")
	}
	switch {
	case len(s.Items) == 0 || len(s.Items) > MaxSample:
		p.Add("items", "Een steekproef heeft één tot 400 onderdelen.")
	case len(s.Items) > s.Population:
		p.Add("population", "De steekproef is groter dan de populatie.")
	case slices.ContainsFunc(s.Items, func(x string) bool { return !isStream(x) || kindOf(x) != a.Control.Test().Kind }):
		p.Add("items", "Elk onderdeel is een record van de soort die wordt gecontroleerd.")
	}
	if err := p.Refuse("audit.sample"); err != nil {
		return nil, err
	}
	return []auditEvent{AuditSampleDrawn{s}}, nil
}

// Evolve implements [domain.Event].
func (e AuditSampleDrawn) Evolve(a Audit, _ domain.Stamp) Audit {
	a.State, a.Sample = AuditStatusSampled, e.AuditSample
	return a
}
