package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Judgement of an audit or a supervision.
type Judgement string

// Choices implements [domain.Chooser].
func (Judgement) Choices() []domain.Choice {
	return []domain.Choice{{Value: "sufficient", NL: "voldoende"}, {Value: "insufficient", NL: "onvoldoende"}}
}

// Audit records an audit or check at the processor (§7.2 point 9).
type Audit struct {
	Result   Judgement `json:"result" nl:"Uitkomst"`
	Findings string    `json:"findings" nl:"Bevindingen" form:"long" hint:"Schrijf ‘geen’ als er geen zijn. Noem geen personen."`
	Document string    `json:"document,omitempty" nl:"Rapport (kenmerk of hash)" opt:"1"`
}

// ProcessorAudited is the audit.
type ProcessorAudited struct {
	Result   Judgement `json:"result" nl:"Uitkomst"`
	Findings string    `json:"findings" nl:"Bevindingen"`
	Document string    `json:"document,omitempty" nl:"Rapport"`
}

// Decide implements [domain.Command].
func (c Audit) Decide(_ Processor, _ domain.Stamp) ([]processorEvent, error) {
	var p domain.Problems
	p.Choose(c.Result, string(c.Result), "result", "Kies de uitkomst.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	if err := p.Refuse("processor.audit"); err != nil {
		return nil, err
	}
	return []processorEvent{ProcessorAudited{c.Result, trim(c.Findings), trim(c.Document)}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessorAudited) Evolve(s Processor, by domain.Stamp) Processor {
	s.LastAudit = max(s.LastAudit, calendar.On(by.Happened))
	return s
}
