package dpia

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Report is the report as it was last drawn up.
type Report struct {
	Recommendations []string      `nl:"Aanbevelingen"`
	None            string        `nl:"Geen aanbevelingen, want"`
	Residual        Level         `nl:"Risico dat overblijft"`
	Consult         domain.YesNo  `nl:"Voorafgaande raadpleging nodig"`
	Document        string        `nl:"Document"`
	On              calendar.Date `nl:"Opgesteld op"`
}

// DrawUpReport draws up the report with recommendations (B1.6-5).
type DrawUpReport struct {
	Recommendations []string     `json:"recommendations,omitempty" nl:"Aanbevelingen" opt:"1" hint:"Eén per regel. Noem geen personen."`
	None            string       `json:"none,omitempty" nl:"Waarom zijn er geen aanbevelingen?" opt:"1"`
	Residual        Level        `json:"residual,omitempty" nl:"Risico dat overblijft na de maatregelen" opt:"1" hint:"Niet nodig bij een korte DPIA."`
	ResidualWhy     string       `json:"residual_why,omitempty" nl:"Toelichting op dat risico" form:"long" opt:"1"`
	Consult         domain.YesNo `json:"consult,omitempty" nl:"Is een voorafgaande raadpleging van de AP nodig?" opt:"1" hint:"Ja als er een hoog risico overblijft (AVG art. 36)."`
	Document        string       `json:"document" nl:"Verslag" hint:"Het zaaknummer of de hash van het document."`
}

// DpiaReportDrawnUp is the report. Every version of it stays.
type DpiaReportDrawnUp struct {
	Recommendations []string     `json:"recommendations,omitempty" nl:"Aanbevelingen"`
	None            string       `json:"none,omitempty" nl:"Geen aanbevelingen, want"`
	Residual        Level        `json:"residual,omitempty" nl:"Risico dat overblijft"`
	ResidualWhy     string       `json:"residual_why,omitempty" nl:"Toelichting"`
	Consult         domain.YesNo `json:"consult,omitempty" nl:"Voorafgaande raadpleging nodig"`
	Document        string       `json:"document" nl:"Verslag"`
}

// Decide implements [domain.Command].
func (c DrawUpReport) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	recommendations := domain.Lines(c.Recommendations)
	p := c.problems(s.Kind)
	if len(recommendations) == 0 { // R-B6-06
		p.Need(c.None, "recommendations", "Noem de aanbevelingen, of zeg waarom er geen zijn.")
	} else if trim(c.None) != "" {
		p.Add("none", "Er zijn aanbevelingen ingevuld. Laat dit veld dan leeg.")
	}
	if err := p.Refuse("dpia.report"); err != nil {
		return nil, err
	}
	if open := s.notReady(); len(open) > 0 {
		return nil, unmet("dpia.not-ready", "Het verslag kan nog niet worden opgesteld:", open...)
	}
	return []event{DpiaReportDrawnUp{recommendations, trim(c.None), c.Residual, trim(c.ResidualWhy), c.Consult, trim(c.Document)}}, nil
}

func (c DrawUpReport) problems(kind Kind) domain.Problems {
	var p domain.Problems
	p.Need(c.Document, "document", "Noem het zaaknummer of de hash van het verslag.")
	if kind.IsShort() && c.Residual == "" && c.Consult == "" {
		return p // the residual risk is for the other kinds
	}
	chosen(&p, c.Residual, string(c.Residual), "residual", "Kies het risico dat overblijft.")
	p.Need(c.ResidualWhy, "residual_why", "Licht het risico dat overblijft toe.")
	chosen(&p, c.Consult, string(c.Consult), "consult", "Antwoord of een voorafgaande raadpleging nodig is.")
	if c.Residual == High && c.Consult == domain.No { // article 36(1) AVG, recital 94
		p.Add("consult", "Er blijft een hoog risico over: dan is een voorafgaande raadpleging nodig (AVG art. 36).")
	}
	return p
}

// notReady names what lacks before a report can be drawn up: the answers of a short DPIA, the 17 sections of any other,
// and an answer to every remark.
func (d DPIA) notReady() []domain.Problem {
	var list []domain.Problem
	switch {
	case !d.Kind.IsShort():
		list = d.missingSections()
	case !d.Short: // R-4.9-07
		list = []domain.Problem{{Field: "short", NL: "De vragen van de korte DPIA zijn nog niet beantwoord."}}
	}
	return append(list, d.openComments()...)
}

// Evolve implements [domain.Event].
func (e DpiaReportDrawnUp) Evolve(d DPIA, by domain.Stamp) DPIA {
	d.State = StatusReported
	d.Report = Report{e.Recommendations, e.None, e.Residual, e.Consult, e.Document, calendar.On(by.Happened)}
	return d
}
