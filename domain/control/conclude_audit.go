package control

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ConcludeAudit concludes an audit.
type ConcludeAudit struct {
	Opinion    AuditOpinion `json:"opinion" nl:"Conclusie"`
	Text       string       `json:"text" nl:"Toelichting" form:"long" hint:"Noem geen personen."`
	Unanswered string       `json:"without_reaction,omitempty" nl:"Waarom zonder reactie van het management?" opt:"1" hint:"Alleen als op een bevinding niet is gereageerd."`
}

// AuditConcluded is the conclusion.
type AuditConcluded struct{ ConcludeAudit }

// Decide implements [domain.Command].
func (c ConcludeAudit) Decide(a Audit, by domain.Stamp) ([]auditEvent, error) {
	if err := a.byAuditor(by); err != nil {
		return nil, err
	}
	c.Text, c.Unanswered = trim(c.Text), trim(c.Unanswered)
	var p domain.Problems
	p.Choose(c.Opinion, string(c.Opinion), "opinion", "Kies uw conclusie.")
	p.Need(c.Text, "text", "Licht uw conclusie toe.")
	if err := p.Refuse("audit.conclusion"); err != nil {
		return nil, err
	}
	if n := len(a.Unpapered()); n > 0 {
		return nil, refusal(domain.Unmet, "audit.unpapered", "", "Van "+strconv.Itoa(n)+" onderdelen van de steekproef is nog geen werkpapier vastgelegd.")
	}
	if c.Unanswered == "" && slices.ContainsFunc(a.Findings, func(f AuditFinding) bool { return !f.Answered }) { // both sides are heard
		return nil, refusal(domain.Unmet, "audit.unanswered", "without_reaction", "Op een bevinding is nog niet gereageerd. Wacht op de reactie, of zeg waarom u daar niet op wacht.")
	}
	return []auditEvent{AuditConcluded{c}}, nil
}

// Evolve implements [domain.Event].
func (e AuditConcluded) Evolve(a Audit, by domain.Stamp) Audit {
	a.State, a.Opinion, a.Conclusion, a.Unanswered, a.Concluded = AuditStatusConcluded, e.Opinion, e.Text, e.Unanswered, calendar.On(by.Happened)
	return a
}
