package incidents

import "github.com/heemstede/grootboek/domain"

// DrawUpFacts records the report of facts and circumstances (B1.4-1).
type DrawUpFacts struct {
	Report string `json:"document" nl:"Verslag van feiten en omstandigheden" hint:"Het zaaknummer of de hash van het document."`
}

// FactReportDrawnUp is the report of facts and circumstances.
type FactReportDrawnUp struct {
	Report string `json:"document" nl:"Verslag van feiten en omstandigheden"`
}

// Decide implements [domain.Command].
func (c DrawUpFacts) Decide(_ Incident, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Report, "document", "Noem het zaaknummer of de hash van het verslag.")
	if err := p.Refuse("incident.fact-report"); err != nil {
		return nil, err
	}
	return []event{FactReportDrawnUp{trim(c.Report)}}, nil
}

// Evolve implements [domain.Event].
func (e FactReportDrawnUp) Evolve(i Incident, by domain.Stamp) Incident {
	i.Report = e.Report
	return i.inventoried().took("B1.4-1", by)
}
