package incidents

import "github.com/heemstede/grootboek/domain"

// Analyse records the analysis (B1.4-2).
type Analyse struct {
	Analysis string `json:"analysis" nl:"Analyse" form:"long" hint:"Noem geen personen."`
	Document string `json:"document,omitempty" nl:"Document" opt:"1" hint:"Het zaaknummer of de hash van het document."`
}

// IncidentAnalysed is the analysis.
type IncidentAnalysed struct {
	Analysis string `json:"analysis" nl:"Analyse"`
	Document string `json:"document,omitempty" nl:"Document"`
}

// Decide implements [domain.Command].
func (c Analyse) Decide(i Incident, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Analysis, "analysis", "Beschrijf de analyse.")
	if err := p.Refuse("incident.analysis"); err != nil {
		return nil, err
	}
	if i.Report == "" { // B1.4-1 before B1.4-2: R-B4-04
		return nil, unmet("incident.no-fact-report", "Leg eerst het verslag van feiten en omstandigheden vast (bijlage 1, rij B1.4-1).")
	}
	return []event{IncidentAnalysed{trim(c.Analysis), trim(c.Document)}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentAnalysed) Evolve(i Incident, by domain.Stamp) Incident {
	i.State, i.Analysis = StatusAnalysed, e.Analysis
	return i.took("B1.4-2", by)
}
