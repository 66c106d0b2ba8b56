package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AssessGuarantees judges whether the processor gives sufficient guarantees (§7.2).
type AssessGuarantees struct {
	Result   Guarantees `json:"result" nl:"Biedt de verwerker afdoende garanties?"`
	Evidence string     `json:"evidence" nl:"Waaruit blijkt dat?" form:"long" hint:"Certificaten, verklaringen, eigen onderzoek. Noem geen personen."`
	Document string     `json:"document,omitempty" nl:"Document (kenmerk of hash)" opt:"1"`
}

// ProcessorGuaranteesAssessed is the judgement: who and when stand in the stamp.
type ProcessorGuaranteesAssessed struct {
	Result   Guarantees `json:"result" nl:"Garanties"`
	Evidence string     `json:"evidence" nl:"Onderbouwing"`
	Document string     `json:"document,omitempty" nl:"Document"`
}

// Decide implements [domain.Command].
func (c AssessGuarantees) Decide(_ Processor, _ domain.Stamp) ([]processorEvent, error) {
	var p domain.Problems
	p.Choose(c.Result, string(c.Result), "result", "Kies of de garanties afdoende zijn.")
	p.Need(c.Evidence, "evidence", "Zeg waaruit dat blijkt.")
	if err := p.Refuse("processor.guarantees"); err != nil {
		return nil, err
	}
	return []processorEvent{ProcessorGuaranteesAssessed{c.Result, trim(c.Evidence), trim(c.Document)}}, nil
}

// Evolve implements [domain.Event]. A registered processor stays registered: that it may not be used shows in its flags.
// The last assessment counts: one of an earlier day that is recorded later changes nothing.
func (e ProcessorGuaranteesAssessed) Evolve(s Processor, by domain.Stamp) Processor {
	on := calendar.On(by.Happened)
	if on < s.GuaranteesOn {
		return s
	}
	s.Guarantees, s.GuaranteesOn = e.Result, on
	switch {
	case s.State == ProcessorStatusRegistered || s.State == ProcessorStatusEnded:
	case e.Result == Sufficient:
		s.State = ProcessorStatusAccepted
	default:
		s.State = ProcessorStatusRejected
	}
	return s
}
