package processors

import (
	"reflect"

	"github.com/heemstede/grootboek/domain"
)

// Propose puts an organisation forward as a processor.
type Propose struct{ ProcessorTerms }

// ProcessorProposed is the first event of a processor.
type ProcessorProposed struct{ ProcessorTerms }

// AmendProcessor changes what is known of it: PB coordinates the registration (B1.2-4).
type AmendProcessor struct {
	ProcessorTerms
	Reason string `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
}

// ProcessorAmended replaces what is known of it.
type ProcessorAmended struct {
	ProcessorTerms
	Reason string `json:"reason" nl:"Reden"`
}

// OwnedBy implements [domain.Owned].
func (c Propose) OwnedBy() string { return c.ProcessorTerms.Process }

func (t ProcessorTerms) clean() ProcessorTerms {
	for _, s := range []*string{&t.Name, &t.Contact, &t.Number, &t.Services, &t.Location, &t.AbroadHow} {
		*s = trim(*s)
	}
	t.Activities = domain.Lines(t.Activities)
	return t
}

// problems lists what lacks of the fields of RT-11, all at once.
func (t ProcessorTerms) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.Need(t.Name, "name", "Geef de naam van de verwerker.")
	p.NeedProcess(t.Process, by)
	p.Need(t.Contact, "contact", "Geef de contactgegevens van de organisatie.")
	p.Need(t.Services, "services", "Beschrijf de diensten van de verwerker.")
	if len(t.Activities) == 0 {
		p.Add("activities", "Noem ten minste één verwerking.")
	}
	p.Choose(t.BuildingAccess, string(t.BuildingAccess), "building_access", "Geef aan of de verwerker in het gebouw komt (§6.1).")
	p.Choose(t.SystemsAccess, string(t.SystemsAccess), "systems_access", "Geef aan of de verwerker toegang heeft tot de systemen (§6.1).")
	p.Need(t.Location, "location", "Zeg waar de gegevens worden verwerkt (§7.2).")
	p.Choose(t.Abroad, string(t.Abroad), "abroad", "Geef aan of gegevens buiten de EU komen (§7.2).")
	if t.Abroad == domain.Yes { // §7.2 element 10
		p.Need(t.AbroadHow, "abroad_how", "Noem het land en de waarborg voor de doorgifte.")
	}
	return p
}

// Decide implements [domain.Command].
func (c Propose) Decide(_ Processor, by domain.Stamp) ([]processorEvent, error) {
	t := c.clean()
	if err := t.problems(by).Refuse("processor.incomplete"); err != nil {
		return nil, err
	}
	return []processorEvent{ProcessorProposed{t}}, nil
}

// Decide implements [domain.Command].
func (c AmendProcessor) Decide(s Processor, by domain.Stamp) ([]processorEvent, error) {
	t := c.clean()
	p := t.problems(by)
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	if err := p.Refuse("processor.incomplete"); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(t, s.ProcessorTerms) {
		return nil, nil // saying it twice changes nothing
	}
	return []processorEvent{ProcessorAmended{t, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessorProposed) Evolve(_ Processor, _ domain.Stamp) Processor {
	return Processor{ProcessorTerms: e.ProcessorTerms, State: ProcessorStatusProposed}
}

// Evolve implements [domain.Event].
func (e ProcessorAmended) Evolve(s Processor, _ domain.Stamp) Processor {
	s.ProcessorTerms = e.ProcessorTerms
	return s
}
