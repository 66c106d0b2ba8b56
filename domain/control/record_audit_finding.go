package control

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
)

// RecordAuditFinding records one finding of an audit.
type RecordAuditFinding struct {
	Item     string   `json:"item,omitempty" nl:"Over welk onderdeel?" form:"audit-item" opt:"1"`
	Text     string   `json:"text" nl:"Bevinding" form:"long" hint:"Noem geen personen."`
	Severity Severity `json:"severity" nl:"Ernst"`
}

// AuditFindingRecorded is the finding. Findings are numbered B1, B2 …
type AuditFindingRecorded struct {
	Finding  string   `json:"finding" nl:"Bevinding"`
	Item     string   `json:"item,omitempty" nl:"Over" form:"audit-item"`
	Text     string   `json:"text" nl:"Tekst"`
	Severity Severity `json:"severity" nl:"Ernst"`
}

// Decide implements [domain.Command].
func (c RecordAuditFinding) Decide(a Audit, by domain.Stamp) ([]auditEvent, error) {
	if err := a.byAuditor(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	if c.Item != "" {
		a.needItem(&p, c.Item)
	}
	p.Need(c.Text, "text", "Beschrijf de bevinding.")
	p.Choose(c.Severity, string(c.Severity), "severity", "Kies de ernst.")
	if err := p.Refuse("audit.finding"); err != nil {
		return nil, err
	}
	return []auditEvent{AuditFindingRecorded{"B" + strconv.Itoa(len(a.Findings)+1), c.Item, trim(c.Text), c.Severity}}, nil
}

// Evolve implements [domain.Event].
func (e AuditFindingRecorded) Evolve(a Audit, _ domain.Stamp) Audit {
	a.Findings = append(slices.Clone(a.Findings), AuditFinding{e.Finding, e.Item, e.Text, e.Severity, false})
	return a
}
