package incidents

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Close closes the incident: the report, the AP, the people concerned and the advice are settled.
type Close struct {
	Absent string `json:"absent_reason,omitempty" nl:"Waarom deed niet elke rol mee?" form:"long" opt:"1" hint:"Verplicht als een rol die bijlage 1 noemt, niet meedeed. Noem geen personen."`
}

// IncidentClosed closes the incident.
type IncidentClosed struct {
	Absent string `json:"absent_reason,omitempty" nl:"Waarom niet elke rol meedeed"`
}

// Decide implements [domain.Command]. All that is missing is named at once.
func (c Close) Decide(i Incident, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	i.undecided(&p)
	i.undone(&p, by)
	absent := i.absent(by)
	if len(absent) > 0 && trim(c.Absent) == "" { // G12, T-16
		p.Add("absent_reason", "Niet meegedaan: "+strings.Join(absent, ", ")+". Zeg waarom.")
	}
	if err := p.Refuse("incident.not-ready"); err != nil {
		r := err.(*domain.Refusal)
		r.Kind, r.NL = domain.Unmet, "Het incident kan nog niet worden gesloten:"
		return nil, r
	}
	return []event{IncidentClosed{trim(c.Absent)}}, nil
}

// undecided names the judgements that are missing.
func (i Incident) undecided(p *domain.Problems) {
	switch {
	case i.Breach == "":
		p.Add("breach", "Beoordeel of het een datalek is.")
	case i.Breach == domain.No:
	case !i.ApDecision.Taken(): // R-6.0-02
		p.Add("notify", "Neem een besluit over melden bij de AP.")
	case i.ApDecision.Yes == domain.Yes && i.ApTold == "":
		p.Add("notify", "Leg de melding bij de AP vast.")
	}
	if i.Breach != domain.Yes {
		return
	}
	switch { // R-B4-18
	case !i.Informing.Taken():
		p.Add("inform", "Neem een besluit over het informeren van de betrokkenen.")
	case i.Informing.Yes == domain.Yes && len(i.Informed) == 0:
		p.Add("inform", "Leg vast dat de betrokkenen zijn geïnformeerd.")
	}
}

// undone names what is not done.
func (i Incident) undone(p *domain.Problems, by domain.Stamp) {
	if len(i.Discussed) == 0 { // R-B4-11
		p.Add("discussed", "Bespreek het incident met de gemeentesecretaris (rij B1.4-6).")
	}
	if len(i.Advice) == 0 {
		p.Add("advice", "Er is nog geen advies gegeven (rij B1.4-3).")
	}
	if len(i.Options("dilemma")) > 0 {
		p.Add("dilemma", "Er staat nog een dilemma open (rij B1.4-4).")
	}
	switch all, _, untested := measures(by); {
	case all == 0 && i.NoAdvice == "":
		p.Add("recommendations", "Stel de aanbevelingen voor als maatregel, of zeg in de rapportage waarom er geen zijn.")
	case all > 0 && (i.Tested != Sufficient || untested > 0): // R-B4-20
		p.Add("advice_tested", "De uitvoering van de adviezen is nog niet getoetst en voldoende (rij B1.4-11).")
	}
}

// absent are the roles that a row of Annex 1 marks and that took no part in it, for the rows that were done.
func (i Incident) absent(by domain.Stamp) (list []string) {
	var rows []string
	for _, p := range i.Parts {
		if !slices.Contains(rows, p.Row) {
			rows = append(rows, p.Row)
		}
	}
	slices.Sort(rows)
	for _, row := range rows {
		for _, r := range by.Facts.RowRoles(row) {
			if !slices.Contains(i.Parts, Part{row, r}) {
				list = append(list, domain.RoleNL(r)+" (rij "+row+")")
			}
		}
	}
	return list
}

// Evolve implements [domain.Event].
func (e IncidentClosed) Evolve(i Incident, by domain.Stamp) Incident {
	i.State, i.ClosedOn = StatusClosed, calendar.On(by.Happened)
	return i
}

// Reopen opens a closed incident again: new facts came up.
type Reopen struct {
	Reason string `json:"reason" nl:"Welke nieuwe feiten?" form:"long" hint:"Noem geen personen."`
}

// IncidentReopened opens the incident again; the report is still sent.
type IncidentReopened struct {
	Reason string `json:"reason" nl:"Nieuwe feiten"`
}

// Decide implements [domain.Command].
func (c Reopen) Decide(_ Incident, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Zeg welke nieuwe feiten er zijn.")
	if err := p.Refuse("incident.reopen"); err != nil {
		return nil, err
	}
	return []event{IncidentReopened{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentReopened) Evolve(i Incident, _ domain.Stamp) Incident {
	i.State, i.ClosedOn = StatusSent, ""
	return i
}
