package control

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// RecordWorkingPaper records what was done on one item. A second paper on the same item counts instead of the first, which stays.
type RecordWorkingPaper struct{ WorkingPaper }

// WorkingPaperRecorded is the working paper.
type WorkingPaperRecorded struct{ WorkingPaper }

// Decide implements [domain.Command].
func (c RecordWorkingPaper) Decide(a Audit, by domain.Stamp) ([]auditEvent, error) {
	if err := a.byAuditor(by); err != nil {
		return nil, err
	}
	w := c.WorkingPaper.clean()
	var p domain.Problems
	a.needItem(&p, w.Item)
	p.Choose(w.Result, string(w.Result), "result", "Kies of het voldoet.")
	p.Need(w.Work, "work", "Beschrijf wat u deed en zag.")
	if slices.ContainsFunc(w.Documents, func(d string) bool { return !domain.IsHash(d) }) {
		p.Add("documents", "Schrijf van een document de hash: sha256: en 64 tekens.")
	}
	if err := p.Refuse("audit.paper"); err != nil {
		return nil, err
	}
	return []auditEvent{WorkingPaperRecorded{w}}, nil
}

// needItem notes a problem if the sample does not have the item.
func (a Audit) needItem(p *domain.Problems, item string) {
	if !slices.Contains(a.Sample.Items, item) {
		p.Add("item", "Kies een onderdeel van de steekproef.")
	}
}

// Evolve implements [domain.Event].
func (e WorkingPaperRecorded) Evolve(a Audit, _ domain.Stamp) Audit {
	a.Papers = append(slices.Clone(a.Papers), e.WorkingPaper)
	return a
}
