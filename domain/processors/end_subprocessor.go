package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// EndSubprocessor ends a sub-processor and whoever works for it.
type EndSubprocessor struct {
	Subprocessor string `json:"subprocessor" nl:"Subverwerker" form:"subprocessor"`
	Reason       string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// SubprocessorEnded says that it works no more.
type SubprocessorEnded struct {
	Subprocessor string `json:"subprocessor" nl:"Kenmerk"`
	Reason       string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c EndSubprocessor) Decide(s Processor, by domain.Stamp) ([]processorEvent, error) {
	if err := needReason(c.Reason, "subprocessor.reason"); err != nil {
		return nil, err
	}
	x, ok := s.sub(c.Subprocessor)
	if !ok {
		return nil, refusal(domain.Invalid, "subprocessor.unknown", "subprocessor", "Kies een subverwerker van deze verwerker.")
	}
	if x.EndedOn != "" {
		return nil, nil // saying it twice changes nothing
	}
	if calendar.On(by.Happened) < x.EngagedOn {
		return nil, refusal(domain.Invalid, "subprocessor.order", "happened", "Deze subverwerker begon op "+x.EngagedOn.NL()+". Hij kan niet eerder zijn gestopt.")
	}
	list := []processorEvent{SubprocessorEnded{x.ID, trim(c.Reason)}}
	for _, b := range s.under(x.ID, 0, map[string]bool{x.ID: true}) { // who works for whom has stopped, has stopped too
		if b.EndedOn == "" {
			list = append(list, SubprocessorEnded{b.ID, "Werkte voor " + x.Name + ": " + trim(c.Reason)})
		}
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e SubprocessorEnded) Evolve(s Processor, by domain.Stamp) Processor {
	return s.changed(e.Subprocessor, func(x *Subprocessor) { x.EndedOn = calendar.On(by.Happened) })
}
