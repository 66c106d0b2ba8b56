package incidents

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Receive is a report that a processor sends from outside, without an account (article 33(2) AVG, §7.2 element 7). Who it
// says it is stands in the vault: nobody has checked it yet, and nobody outside learns which processors there are.
type Receive struct {
	Kind        Kind            `json:"kind" nl:"Soort incident"`
	Description domain.VaultRef `json:"description_ref" nl:"Wat is er gebeurd?" form:"vault:description"`
	Contact     domain.VaultRef `json:"contact" nl:"Uw organisatie, naam en telefoonnummer" form:"vault:contact"`
	ProcessorAt calendar.Moment `json:"processor_aware" nl:"Wanneer hebt u het ontdekt?" hint:"Bijvoorbeeld 24-11-2026 10:30."`
}

// Decide implements [domain.Command]. The municipality knows it from now on: the 72 hours begin with the report (article 33(1)
// AVG, T-70). When the processor knew is kept beside it (deadline 40).
func (c Receive) Decide(_ Incident, by domain.Stamp) ([]event, error) {
	e := SecurityIncidentReported{Number: by.Number("INC"), Kind: c.Kind, Description: c.Description, Contact: c.Contact, Reporter: Processor,
		Discovered: calendar.At(by.Happened), ApRule: APRule}
	var p domain.Problems
	p.Choose(c.Kind, string(c.Kind), "kind", "Kies de soort incident.")
	needDossier(&p, c.Description, "description_ref", "Vertel in het kort wat er is gebeurd.", by)
	needDossier(&p, c.Contact, "contact", "Vul in hoe wij u kunnen bereiken.", by)
	e.ProcessorAt = past(&p, c.ProcessorAt, "processor_aware", "Vul in wanneer u het hebt ontdekt.", true, by)
	if err := p.Refuse("incident.incomplete"); err != nil {
		return nil, err
	}
	e.ApDue = due(e.Discovered)
	return []event{e}, nil
}
