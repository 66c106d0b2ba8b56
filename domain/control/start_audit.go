package control

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// StartAudit begins an audit.
type StartAudit struct{ AuditScope }

// AuditStarted is its first event. Who audits, in which role, stands in the stamp.
type AuditStarted struct{ AuditScope }

// maxSeed bounds the seed, in bytes.
const maxSeed = 100

// Decide implements [domain.Command].
func (c StartAudit) Decide(_ Audit, by domain.Stamp) ([]auditEvent, error) {
	s := c.AuditScope
	s.Question, s.Seed = trim(s.Question), trim(s.Seed)
	var p domain.Problems
	p.Choose(s.Control, string(s.Control), "control", "Kies wat u controleert.")
	switch {
	case !s.From.Valid():
		p.Add("period_from", "Vul de eerste dag van de periode in.")
	case !s.Until.Valid():
		p.Add("period_until", "Vul de laatste dag van de periode in.")
	case s.Until < s.From:
		p.Add("period_until", "De periode eindigt voordat zij begint.")
	case s.Until > calendar.On(by.Happened):
		p.Add("period_until", "Controleer een periode die voorbij is, of tot en met vandaag.") // its population is not complete yet
	}
	p.Need(s.Question, "question", "Zeg wat de vraag van de controle is.")
	p.Need(s.Seed, "seed", "Kies een startwaarde.")
	if len(s.Seed) > maxSeed || strings.ContainsAny(s.Seed, "\r\n") {
		p.Add("seed", "Houd de startwaarde op één regel van hoogstens honderd tekens.")
	}
	if err := p.Refuse("audit.incomplete"); err != nil {
		return nil, err
	}
	return []auditEvent{AuditStarted{s}}, nil
}

// Evolve implements [domain.Event].
func (e AuditStarted) Evolve(_ Audit, by domain.Stamp) Audit {
	return Audit{State: AuditStatusStarted, AuditScope: e.AuditScope, Auditor: by.Actor, Role: by.Role}
}
