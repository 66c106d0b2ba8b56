package incidents

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Circumstances are when, where and with whom it happened.
type Circumstances struct {
	Process     string          `json:"process" nl:"Proces" form:"process" hint:"De eigenaar van dit proces handelt het incident mee af."`
	Processes   []string        `json:"processes,omitempty" nl:"Andere geraakte processen" form:"process" opt:"1" hint:"Eén per regel, zoals de naam in het register staat."`
	Occurred    calendar.Moment `json:"occurred,omitempty" nl:"Wanneer begon het?" opt:"1" hint:"Leeg: nog niet bekend."`
	Ended       calendar.Moment `json:"ended,omitempty" nl:"Wanneer eindigde het?" opt:"1"`
	How         string          `json:"how_discovered" nl:"Hoe is het ontdekt?" hint:"Noem geen personen."`
	Processor   string          `json:"processor,omitempty" nl:"Bij welke verwerker?" form:"processor" opt:"1"`
	ProcessorAt calendar.Moment `json:"processor_aware,omitempty" nl:"Wanneer wist de verwerker het?" opt:"1"`
}

// InventoryFacts records facts and circumstances (B1.4-1).
type InventoryFacts struct {
	Circumstances
	Inventory string          `json:"facts" nl:"Feiten en omstandigheden" form:"long" hint:"Noem geen personen."`
	Persons   domain.VaultRef `json:"persons_ref,omitzero" nl:"Namen van geraakte personen" form:"vault:persons" opt:"1" `
}

// IncidentFactsInventoried are facts and circumstances.
type IncidentFactsInventoried struct {
	Circumstances
	Inventory string          `json:"facts" nl:"Feiten en omstandigheden"`
	Persons   domain.VaultRef `json:"persons_ref,omitzero" nl:"Namen van geraakte personen, in de kluis"`
}

// OwnedBy implements [domain.Owned].
func (c InventoryFacts) OwnedBy() string { return c.Circumstances.Process }

// Decide implements [domain.Command].
func (c InventoryFacts) Decide(_ Incident, by domain.Stamp) ([]event, error) {
	e := IncidentFactsInventoried{c.Circumstances, trim(c.Inventory), c.Persons}
	e.Processes, e.How = domain.Lines(c.Processes), trim(c.How)
	var p domain.Problems
	p.NeedProcess(c.Circumstances.Process, by)
	p.Need(c.Inventory, "facts", "Beschrijf de feiten en omstandigheden.")
	p.MayDossier(c.Persons, "persons_ref", by)
	p.Need(c.How, "how_discovered", "Zeg hoe het is ontdekt.")
	e.Occurred = past(&p, c.Occurred, "occurred", "Dit moment is niet goed.", false, by)
	e.Ended = past(&p, c.Ended, "ended", "Dit moment is niet goed.", false, by)
	e.ProcessorAt = past(&p, c.ProcessorAt, "processor_aware", "Dit moment is niet goed.", false, by)
	if e.Occurred != "" && e.Ended != "" && e.Ended < e.Occurred {
		p.Add("ended", "Het einde ligt vóór het begin.")
	}
	if err := p.Refuse("incident.facts"); err != nil {
		return nil, err
	}
	return []event{e}, nil
}

// Evolve implements [domain.Event]. Facts that come later do not bring the report back.
func (e IncidentFactsInventoried) Evolve(i Incident, by domain.Stamp) Incident {
	i.Circumstances, i.Inventory = e.Circumstances, e.Inventory
	i.Processes = slices.Clone(e.Processes)
	if e.Persons != (domain.VaultRef{}) {
		i.Persons = e.Persons
	}
	return i.inventoried().took("B1.4-1", by)
}

func (i Incident) inventoried() Incident {
	if i.State == StatusReported {
		i.State = StatusInventoried
	}
	return i
}
