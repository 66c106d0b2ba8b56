package processors

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// FindSubprocessor records a sub-processor that works already, without prior consent: a fact with its deviation.
type FindSubprocessor struct {
	SubprocessorTerms
	Since calendar.Date `json:"since" nl:"Werkt sinds"`
}

// SubprocessorFound is a sub-processor that works without prior consent.
type SubprocessorFound struct {
	Subprocessor string `json:"subprocessor" nl:"Kenmerk"`
	SubprocessorTerms
	Since calendar.Date `json:"since" nl:"Werkt sinds"`
}

// Decide implements [domain.Command].
func (c FindSubprocessor) Decide(s Processor, by domain.Stamp) ([]processorEvent, error) {
	t, err := c.SubprocessorTerms.clean(s)
	if err != nil {
		return nil, err
	}
	if !c.Since.Valid() || c.Since > calendar.On(by.Happened) {
		return nil, refusal(domain.Invalid, "subprocessor.since", "since", "Vul in sinds wanneer hij werkt: een dag die voorbij is.")
	}
	return []processorEvent{SubprocessorFound{by.Command, t, c.Since}, withoutConsent(by, t.Name, c.Since)}, nil
}

// Evolve implements [domain.Event].
func (e SubprocessorFound) Evolve(s Processor, _ domain.Stamp) Processor {
	s.Subprocessors = append(slices.Clone(s.Subprocessors), Subprocessor{SubprocessorTerms: e.SubprocessorTerms, ID: e.Subprocessor,
		Consent: ConsentNone, EngagedOn: e.Since})
	return s
}
