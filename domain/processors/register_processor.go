package processors

import (
	"github.com/heemstede/grootboek/domain"
)

// RegisterProcessor enters an accepted processor in the register of processors (B1.2-4).
type RegisterProcessor struct{}

// ProcessorRegistered enters it in the register: from now on it may be used.
type ProcessorRegistered struct{}

// Decide implements [domain.Command].
func (RegisterProcessor) Decide(s Processor, _ domain.Stamp) ([]processorEvent, error) {
	if s.State != ProcessorStatusAccepted { // §7.2: only processors with sufficient guarantees; R-7.2-01
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
