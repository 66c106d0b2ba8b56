package dpia

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// TakeOver records a DPIA that was completed before the ledger knew of it (T-28): a fact, whatever it lacked.
type TakeOver struct {
	Title     string        `json:"title" nl:"Naam" hint:"Bijvoorbeeld: DPIA cameratoezicht 2023. Noem geen personen."`
	Subject   string        `json:"subject" nl:"Onderwerp" form:"record:activity,purpose,collaboration,covenant" hint:"De verwerking, de doelwijziging, het samenwerkingsverband of het convenant."`
	Process   string        `json:"process" nl:"Proces" form:"process"`
	Kind      Kind          `json:"kind" nl:"Soort DPIA"`
	Completed calendar.Date `json:"completed" nl:"Afgerond op"`
	FGAdvised domain.YesNo  `json:"fg_advised" nl:"Heeft de FG toen geadviseerd?"`
	Document  string        `json:"document" nl:"Verslag" hint:"Het zaaknummer of de hash van het document."`
}

// DpiaTakenOver is an earlier DPIA, with the deviation if it was completed without the advice of the FG (promise 7).
type DpiaTakenOver struct {
	Title     string            `json:"title" nl:"Naam"`
	Subject   string            `json:"subject" nl:"Onderwerp"`
	Process   string            `json:"process" nl:"Proces"`
	Kind      Kind              `json:"kind" nl:"Soort DPIA"`
	Completed calendar.Date     `json:"completed" nl:"Afgerond op"`
	FGAdvised domain.YesNo      `json:"fg_advised" nl:"FG heeft geadviseerd"`
	Document  string            `json:"document" nl:"Verslag"`
	Deviation string            `json:"deviation,omitempty" nl:"Afwijking"`
	NextDue   calendar.Date     `json:"next_due" nl:"Volgende korte DPIA uiterlijk"`
	Rule      string            `json:"rule" nl:"Zo geteld"`
	Covers    []domain.Approved `json:"covers,omitempty" nl:"Beoordeeld is"` // the subject as it is known now: what an earlier day knew is not in the ledger
}

// OwnedBy implements [domain.Owned].
func (c TakeOver) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c TakeOver) Decide(_ DPIA, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Title, "title", "Geef de DPIA een naam.")
	if !subjectOK(c.Subject) {
		p.Add("subject", "Kies de verwerking, de doelwijziging, het samenwerkingsverband of het convenant.")
	}
	needProcess(&p, c.Process, by)
	chosen(&p, c.Kind, string(c.Kind), "kind", "Kies de soort DPIA.")
	if !c.Completed.Valid() || c.Completed > calendar.On(by.Recorded) {
		p.Add("completed", "Vul in op welke dag de DPIA is afgerond.")
	}
	chosen(&p, c.FGAdvised, string(c.FGAdvised), "fg_advised", "Antwoord of de FG heeft geadviseerd.")
	p.Need(c.Document, "document", "Noem het zaaknummer of de hash van het verslag.")
	if err := p.Refuse("dpia.take-over"); err != nil {
		return nil, err
	}
	e := DpiaTakenOver{Title: trim(c.Title), Subject: c.Subject, Process: c.Process, Kind: c.Kind, Completed: c.Completed, FGAdvised: c.FGAdvised,
		Document: trim(c.Document), NextDue: c.Completed.AddYears(yearsToNext), Rule: NextRule, Covers: domain.Approve(by.Facts, c.Subject)}
	if c.FGAdvised == domain.No {
		e.Deviation = "Afgerond zonder advies van de FG (bijlage 1, rij B1.6-4; AVG art. 35 lid 2)."
	}
	return []event{e}, nil
}

// Evolve implements [domain.Event].
func (e DpiaTakenOver) Evolve(d DPIA, by domain.Stamp) DPIA {
	d.ID, d.State = by.Record, StatusArchived
	d.Title, d.Subject, d.Process, d.Kind = e.Title, e.Subject, e.Process, e.Kind
	d.Completed, d.NextDue, d.Processed, d.Deviation = e.Completed, e.NextDue, true, e.Deviation
	d.Report, d.Covers = Report{Document: e.Document}, e.Covers
	return d
}
