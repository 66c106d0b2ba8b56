package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// EngageSubprocessor registers that a sub-processor starts: only with written consent given before (B1.2, R-B2-03).
type EngageSubprocessor struct {
	Subprocessor string `json:"subprocessor" nl:"Subverwerker" form:"subprocessor"`
}

// SubprocessorEngaged says that it works.
type SubprocessorEngaged struct {
	Subprocessor string `json:"subprocessor" nl:"Kenmerk"`
}

// Decide implements [domain.Command].
func (c EngageSubprocessor) Decide(s Processor, by domain.Stamp) ([]processorEvent, error) {
	x, ok := s.sub(c.Subprocessor)
	switch {
	case !ok:
		return nil, refusal(domain.Invalid, "subprocessor.unknown", "subprocessor", "Kies een subverwerker van deze verwerker.")
	case x.EndedOn != "":
		return nil, refusal(domain.Conflict, "subprocessor.ended", "subprocessor", "Deze subverwerker is al beëindigd. Vraag opnieuw toestemming.")
	case x.Working():
		return nil, nil // saying it twice changes nothing
	case x.Consent != ConsentGiven || by.Happened.Before(x.ConsentAt):
		return nil, refusal(domain.Unmet, "subprocessor.consent", "subprocessor",
			"Er is geen schriftelijke toestemming van vóór dit moment (bijlage 1.2). Werkt de subverwerker al, leg hem dan vast als subverwerker zonder toestemming.")
	case !s.worksFor(x):
		return nil, refusal(domain.Unmet, "subprocessor.under", "subprocessor", "De subverwerker waar hij voor werkt, is nog niet ingeschakeld.")
	}
	return []processorEvent{SubprocessorEngaged{c.Subprocessor}}, nil
}

// worksFor tells whether whoever it works for is at work.
func (s Processor) worksFor(x Subprocessor) bool {
	above, ok := s.sub(x.Under)
	return x.Under == "" || ok && above.Working()
}

// Evolve implements [domain.Event].
func (e SubprocessorEngaged) Evolve(s Processor, by domain.Stamp) Processor {
	return s.changed(e.Subprocessor, func(x *Subprocessor) { x.EngagedOn = calendar.On(by.Happened) })
}
