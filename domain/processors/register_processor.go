package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RegisterProcessor enters an accepted processor in the register of processors (B1.2-4).
type RegisterProcessor struct{}

// ProcessorRegistered enters it in the register: from now on it may be used.
type ProcessorRegistered struct{}

// Decide implements [domain.Command].
func (RegisterProcessor) Decide(s Processor, by domain.Stamp) ([]processorEvent, error) {
	if s.State != ProcessorStatusAccepted || calendar.On(by.Happened) < s.GuaranteesOn { // §7.2: guarantees first; R-7.2-01
		return nil, refusal(domain.Unmet, "processor.guarantees", "guarantees",
			"De verwerker mag pas worden ingezet als de garanties als afdoende zijn beoordeeld (§7.2).")
	}
	return []processorEvent{ProcessorRegistered{}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessorRegistered) Evolve(s Processor, _ domain.Stamp) Processor {
	s.State = ProcessorStatusRegistered
	return s
}
