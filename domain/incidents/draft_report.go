package incidents

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// A Draft is one version of the incident report, with who drafted and who checked it (B1.4-5, B1.4-7).
type Draft struct {
	Version  int             `nl:"Versie"`
	Document string          `nl:"Document"`
	Drafter  string          `nl:"Opgesteld door" form:"person"`
	Checker  string          `nl:"Gecontroleerd door" form:"person"`
	Result   string          `nl:"Uitkomst"`
	At       calendar.Moment `nl:"Opgesteld op"`
}

// DraftReport drafts the incident report.
type DraftReport struct {
	Document string `json:"document" nl:"Rapportage" hint:"Het zaaknummer of de hash van het document."`
	Summary  string `json:"summary" nl:"Samenvatting" form:"long" hint:"Noem geen personen."`
	NoAdvice string `json:"no_recommendations,omitempty" nl:"Waarom zijn er geen aanbevelingen?" form:"long" opt:"1" hint:"Alleen als de rapportage geen aanbevelingen heeft. Andere aanbevelingen stelt u voor als maatregel bij dit incident."`
}

// IncidentReportDrafted is a version of the report.
type IncidentReportDrafted struct {
	Version  string `json:"version" nl:"Versie"`
	Document string `json:"document" nl:"Rapportage"`
	Summary  string `json:"summary" nl:"Samenvatting"`
	NoAdvice string `json:"no_recommendations,omitempty" nl:"Waarom er geen aanbevelingen zijn"`
}

// Decide implements [domain.Command].
func (c DraftReport) Decide(i Incident, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Document, "document", "Noem het zaaknummer of de hash van de rapportage.")
	p.Need(c.Summary, "summary", "Vat de rapportage samen.")
	if err := p.Refuse("incident.draft"); err != nil {
		return nil, err
	}
	return []event{IncidentReportDrafted{strconv.Itoa(len(i.Drafts) + 1), trim(c.Document), trim(c.Summary), trim(c.NoAdvice)}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentReportDrafted) Evolve(i Incident, by domain.Stamp) Incident {
	i.State, i.NoAdvice = StatusDrafted, e.NoAdvice
	i.Drafts = append(slices.Clone(i.Drafts), Draft{Version: len(i.Drafts) + 1, Document: e.Document, Drafter: by.Actor, At: calendar.At(by.Happened)})
	return i.took("B1.4-5", by)
}
