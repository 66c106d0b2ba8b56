package incidents

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Report is what whoever sees an incident says. Three fields are enough; the rest is for whoever takes a report in.
type Report struct {
	Kind        Kind            `json:"kind" nl:"Soort incident"`
	Description domain.VaultRef `json:"description_ref" nl:"Wat is er gebeurd?" form:"vault:description"` // free text can name people (T-56)
	Discovered  calendar.Moment `json:"discovered" nl:"Wanneer is het ontdekt?" hint:"Bijvoorbeeld 24-11-2026 10:30. Bij een melding van een verwerker: wanneer de verwerker het ons vertelde."`
	Occurred    calendar.Moment `json:"occurred,omitempty" nl:"Wanneer gebeurde het?" opt:"1" hint:"Leeg: nog niet bekend."`
	Reporter    Reporter        `json:"reporter,omitempty" nl:"Wie meldt het?" opt:"1" hint:"Leeg: een medewerker."`
	ReportedBy  string          `json:"reported_by,omitempty" nl:"Welke medewerker meldt het?" form:"person" opt:"1" hint:"Leeg: u meldt het zelf. Van iemand van buiten staat hier geen naam."`
	Processor   string          `json:"processor,omitempty" nl:"Bij welke verwerker?" form:"processor" opt:"1" hint:"Verplicht bij een melding van een verwerker."`
	ProcessorAt calendar.Moment `json:"processor_aware,omitempty" nl:"Wanneer wist de verwerker het?" opt:"1"`
	Process     string          `json:"process,omitempty" nl:"Proces" form:"process" opt:"1" hint:"Als u het weet."`
	Form        string          `json:"form,omitempty" nl:"Meldformulier" opt:"1" hint:"Het zaaknummer of de hash van het document."`
	Contact     domain.VaultRef `json:"contact,omitzero" nl:"Naam en telefoonnummer van wie het meldt" form:"vault:contact" opt:"1" hint:"Alleen bij een melding van buiten."`
}

// SecurityIncidentReported is the first event of an incident. The term of the AP is counted from discovery until somebody
// says when the municipality knew (T-70).
type SecurityIncidentReported struct {
	Number      string          `json:"number" nl:"Nummer"`
	Kind        Kind            `json:"kind" nl:"Soort incident"`
	What        string          `json:"what,omitempty" nl:"Wat is er gebeurd?"` // only in old events: now the vault has it
	Description domain.VaultRef `json:"description_ref,omitzero" nl:"Wat er is gebeurd, in de kluis"`
	Discovered  calendar.Moment `json:"discovered" nl:"Ontdekt op"`
	Occurred    calendar.Moment `json:"occurred,omitempty" nl:"Gebeurd op"`
	Reporter    Reporter        `json:"reporter" nl:"Gemeld door een"`
	ReportedBy  string          `json:"reported_by,omitempty" nl:"Melder" form:"person"`
	Processor   string          `json:"processor,omitempty" nl:"Verwerker" form:"processor"`
	ProcessorAt calendar.Moment `json:"processor_aware,omitempty" nl:"De verwerker wist het op"`
	Process     string          `json:"process,omitempty" nl:"Proces" form:"process"`
	Form        string          `json:"form,omitempty" nl:"Meldformulier"`
	Contact     domain.VaultRef `json:"contact,omitzero" nl:"Contact van de melder, in de kluis"`
	ApDue       calendar.Moment `json:"ap_due" nl:"Uiterlijk melden bij de AP"`
	ApRule      string          `json:"ap_rule" nl:"Zo geteld"`
}

// OwnedBy implements [domain.Owned].
func (c Report) OwnedBy() string { return c.Process }

// Decide implements [domain.Command]. A report about long ago is taken as well: that it is late shows (deadline 37).
func (c Report) Decide(_ Incident, by domain.Stamp) ([]event, error) {
	e := SecurityIncidentReported{Number: by.Number("INC"), Kind: c.Kind, Description: c.Description, Contact: c.Contact, Reporter: c.Reporter, ReportedBy: c.ReportedBy,
		Processor: c.Processor, Process: c.Process, Form: trim(c.Form), ApRule: APRule}
	if e.Reporter == "" {
		e.Reporter = Employee
	}
	var p domain.Problems
	p.Choose(c.Kind, string(c.Kind), "kind", "Kies de soort incident.")
	needDossier(&p, c.Description, "description_ref", "Vertel in het kort wat er is gebeurd.", by)
	p.MayDossier(c.Contact, "contact", by)
	e.Discovered = past(&p, c.Discovered, "discovered", "Vul in wanneer het is ontdekt.", true, by)
	e.Occurred = past(&p, c.Occurred, "occurred", "Dit moment is niet goed.", false, by)
	e.ProcessorAt = past(&p, c.ProcessorAt, "processor_aware", "Dit moment is niet goed.", false, by)
	e.reporter(&p, by)
	if c.Process != "" {
		p.NeedProcess(c.Process, by)
	}
	if err := p.Refuse("incident.incomplete"); err != nil {
		return nil, err
	}
	e.ApDue = due(e.Discovered)
	return []event{e}, nil
}

// reporter: an employee is a person of the directory; who comes from outside is a kind, without a name (G7).
func (e *SecurityIncidentReported) reporter(p *domain.Problems, by domain.Stamp) {
	p.Choose(e.Reporter, string(e.Reporter), "reporter", "Kies wie het meldt.")
	switch {
	case e.Reporter == Employee && e.ReportedBy == "":
		e.ReportedBy = by.Actor
	case e.Reporter == Employee:
		p.NeedPerson(e.ReportedBy, "reported_by", "Kies een medewerker uit de personenlijst.", by)
	case e.ReportedBy != "":
		p.Add("reported_by", "Noem hier alleen een medewerker. Van iemand van buiten staat hier geen naam.")
	}
	if e.Reporter == Processor && e.Processor == "" {
		p.Add("processor", "Kies de verwerker die het meldt.")
	}
	if e.Reporter == Employee && e.Contact != (domain.VaultRef{}) { // he is in the directory
		p.Add("contact", "Een medewerker staat in de personenlijst. Laat dit leeg.")
	}
}

// needDossier is [domain.Problems.NeedDossier], which says in its own words what is missing.
func needDossier(p *domain.Problems, r domain.VaultRef, field, missing string, by domain.Stamp) {
	if r == (domain.VaultRef{}) {
		p.Add(field, missing)
		return
	}
	p.NeedDossier(r, field, by)
}

// Evolve implements [domain.Event].
func (e SecurityIncidentReported) Evolve(_ Incident, by domain.Stamp) Incident {
	i := Incident{State: StatusReported, Number: e.Number, Reporter: e.Reporter, ReportedBy: e.ReportedBy, ReportedAt: calendar.At(by.Happened), Form: e.Form,
		Kind: e.Kind, What: e.What, Discovered: e.Discovered, Aware: e.Discovered, ApDue: e.ApDue, ApRule: e.ApRule}
	i.Description, i.Contact = e.Description, e.Contact
	i.Occurred, i.Processor, i.ProcessorAt, i.Circumstances.Process = e.Occurred, e.Processor, e.ProcessorAt, e.Process
	return i
}
