package incidents

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// CheckReport finds the report good (B1.4-7).
type CheckReport struct {
	Remarks string `json:"remarks,omitempty" nl:"Opmerkingen" form:"long" opt:"1" hint:"Noem geen personen."`
}

// IncidentReportChecked is a check that found the report good.
type IncidentReportChecked struct {
	Remarks string `json:"remarks,omitempty" nl:"Opmerkingen"`
}

// ReturnReport sends the report back (B1.4-7).
type ReturnReport struct {
	Reason string `json:"reason" nl:"Wat moet er anders?" form:"long" hint:"Noem geen personen."`
}

// IncidentReportReturned is a check that sent the report back.
type IncidentReportReturned struct {
	Reason string `json:"reason" nl:"Wat er anders moet"`
}

// notDrafter refuses who checks what he drafted himself (G11, T-12).
func (i Incident) notDrafter(by domain.Stamp) error {
	if n := len(i.Drafts); n > 0 && i.Drafts[n-1].Drafter == by.Actor {
		return &domain.Refusal{Kind: domain.Forbidden, Code: "incident.own-report", NL: "U hebt deze rapportage zelf opgesteld. Iemand anders controleert haar."}
	}
	return nil
}

// Decide implements [domain.Command].
func (c CheckReport) Decide(i Incident, by domain.Stamp) ([]event, error) {
	if err := i.notDrafter(by); err != nil {
		return nil, err
	}
	return []event{IncidentReportChecked{trim(c.Remarks)}}, nil
}

// Decide implements [domain.Command].
func (c ReturnReport) Decide(i Incident, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Zeg wat er anders moet.")
	if err := p.Refuse("incident.return"); err != nil {
		return nil, err
	}
	if err := i.notDrafter(by); err != nil {
		return nil, err
	}
	return []event{IncidentReportReturned{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentReportChecked) Evolve(i Incident, by domain.Stamp) Incident {
	i.State = StatusChecked
	return i.checked("goedgekeurd", by)
}

// Evolve implements [domain.Event].
func (e IncidentReportReturned) Evolve(i Incident, by domain.Stamp) Incident {
	i.State = StatusAnalysed
	return i.checked("teruggegeven", by)
}

func (i Incident) checked(result string, by domain.Stamp) Incident {
	i.Drafts = slices.Clone(i.Drafts)
	if n := len(i.Drafts); n > 0 {
		i.Drafts[n-1].Checker, i.Drafts[n-1].Result = by.Actor, result
	}
	return i.took("B1.4-7", by)
}
