package processors

import (
	"github.com/heemstede/grootboek/domain"
)

// DataAtEnd says what became of the data when a processor or an agreement ended (§7.2 point 8, B1.2).
type DataAtEnd string

// Choices implements [domain.Chooser].
func (DataAtEnd) Choices() []domain.Choice {
	return []domain.Choice{{Value: "returned", NL: "teruggegeven"}, {Value: "destroyed", NL: "vernietigd"}, {Value: "never-had", NL: "de verwerker heeft nooit gegevens gehad"}}
}

// Deregister ends a processor, once every agreement with it has ended and the data are back or destroyed.
type Deregister struct {
	Data       DataAtEnd `json:"data" nl:"Wat is er met de gegevens gebeurd?"`
	Agreements []string  `json:"agreements,omitempty" nl:"Beëindigde overeenkomsten" form:"agreement" opt:"1" hint:"Namen, één per regel. Niet nodig als de verwerker nooit gegevens heeft gehad."`
	Reason     string    `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// ProcessorDeregistered ends the processor.
type ProcessorDeregistered struct {
	Data       DataAtEnd `json:"data" nl:"Gegevens"`
	Agreements []string  `json:"agreements,omitempty" nl:"Beëindigde overeenkomsten"`
	Reason     string    `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c Deregister) Decide(s Processor, by domain.Stamp) ([]processorEvent, error) {
	var p domain.Problems
	agreements := domain.Lines(c.Agreements)
	p.Choose(c.Data, string(c.Data), "data", "Kies wat er met de gegevens is gebeurd.")
	if c.Data != "never-had" && len(agreements) == 0 {
		p.Add("agreements", "Noem de overeenkomst die is beëindigd.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("processor.deregister"); err != nil {
		return nil, err
	}
	for _, t := range by.Facts.Linked("processor/"+by.Record, "agreement") { // §7.2: ended, and the data returned or destroyed
		if x, ok := t.Says.(domain.AgreementFacts); ok && x.Concluded && !x.Settled {
			return nil, refusal(domain.Unmet, "processor.agreements", "agreements", "‘"+t.Title+"’ is nog niet afgewikkeld. Beëindig haar eerst, en leg vast dat de gegevens zijn teruggegeven of vernietigd.")
		}
	}
	for _, x := range s.Subprocessors {
		if x.Working() {
			return nil, refusal(domain.Unmet, "processor.subprocessors", "subprocessors", "Beëindig eerst de subverwerkers: "+x.Name+" werkt nog.")
		}
	}
	return []processorEvent{ProcessorDeregistered{c.Data, agreements, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessorDeregistered) Evolve(s Processor, _ domain.Stamp) Processor {
	s.State = ProcessorStatusEnded
	return s
}
