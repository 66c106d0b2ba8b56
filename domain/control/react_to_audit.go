package control

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// ReactToAudit is the reaction of management on one finding; there may be more than one.
type ReactToAudit struct{ ManagementWord }

// ManagementReacted is the reaction. Who reacted, in which role, stands in the stamp.
type ManagementReacted struct{ ManagementWord }

// Decide implements [domain.Command].
func (c ReactToAudit) Decide(a Audit, _ domain.Stamp) ([]auditEvent, error) {
	w := c.ManagementWord
	w.Reaction = trim(w.Reaction)
	var p domain.Problems
	if !slices.ContainsFunc(a.Findings, func(f AuditFinding) bool { return f.ID == w.Finding }) {
		p.Add("finding", "Kies een bevinding.")
	}
	p.Choose(w.Agrees, string(w.Agrees), "agrees", "Geef aan of u het met de bevinding eens bent.")
	p.Need(w.Reaction, "reaction", "Schrijf uw reactie.")
	if w.Until != "" && !w.Until.Valid() {
		p.Add("until", "Deze datum bestaat niet.")
	}
	if err := p.Refuse("audit.reaction"); err != nil {
		return nil, err
	}
	return []auditEvent{ManagementReacted{w}}, nil
}

// Evolve implements [domain.Event].
func (e ManagementReacted) Evolve(a Audit, _ domain.Stamp) Audit {
	a.Reactions, a.Findings = append(slices.Clone(a.Reactions), e.ManagementWord), slices.Clone(a.Findings)
	for i := range a.Findings {
		if a.Findings[i].ID == e.Finding {
			a.Findings[i].Answered = true
		}
	}
	return a
}
