package control

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
)

// RecordFinding records one finding of a test.
type RecordFinding struct {
	Text     string   `json:"text" nl:"Bevinding" form:"long" hint:"Noem geen personen."`
	Severity Severity `json:"severity" nl:"Ernst"`
}

// FindingRecorded is the finding. Findings are numbered B1, B2 …
type FindingRecorded struct {
	Finding  string   `json:"finding" nl:"Kenmerk"`
	Text     string   `json:"text" nl:"Bevinding"`
	Severity Severity `json:"severity" nl:"Ernst"`
}

// Decide implements [domain.Command].
func (c RecordFinding) Decide(t SupervisionTest, by domain.Stamp) ([]testEvent, error) {
	if err := t.byTester(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.Need(c.Text, "text", "Beschrijf de bevinding.")
	p.Choose(c.Severity, string(c.Severity), "severity", "Kies de ernst.")
	if err := p.Refuse("test.finding"); err != nil {
		return nil, err
	}
	return []testEvent{FindingRecorded{"B" + strconv.Itoa(len(t.Findings)+1), trim(c.Text), c.Severity}}, nil
}

// Evolve implements [domain.Event].
func (e FindingRecorded) Evolve(t SupervisionTest, _ domain.Stamp) SupervisionTest {
	t.Findings = append(slices.Clone(t.Findings), TestFinding{e.Finding, e.Text, e.Severity, false})
	return t
}
