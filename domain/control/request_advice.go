package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RequestAdvice asks for advice: anyone in the organisation.
type RequestAdvice struct {
	AdviceTopic
	Question string `json:"question" nl:"Vraag" form:"long" hint:"Noem geen personen."`
	AskedBy  string `json:"asked_by,omitempty" nl:"Namens wie vraagt u?" form:"person" opt:"1" hint:"Leeg: u vraagt het zelf."`
}

// AdviceRequested is the question.
type AdviceRequested struct {
	AdviceTopic
	Number   string `json:"number" nl:"Nummer"`
	Question string `json:"question" nl:"Vraag"`
	AskedBy  string `json:"asked_by" nl:"Gevraagd door" form:"person"`
}

// Decide implements [domain.Command].
func (c RequestAdvice) Decide(_ Advice, by domain.Stamp) ([]adviceEvent, error) {
	asker := c.AskedBy
	if asker == "" {
		asker = by.Actor
	}
	t := c.clean(asker)
	p := t.problems()
	p.NeedPerson(asker, "asked_by", "Kies namens wie u vraagt.", by)
	p.NeedPerson(t.Receiver, "receiver", "Kies voor wie het advies is.", by)
	p.Need(c.Question, "question", "Stel de vraag.")
	if err := p.Refuse("advice.request"); err != nil {
		return nil, err
	}
	return []adviceEvent{AdviceRequested{t, numbered(by), trim(c.Question), asker}}, nil
}

// Evolve implements [domain.Event].
func (e AdviceRequested) Evolve(_ Advice, by domain.Stamp) Advice {
	return Advice{AdviceTopic: e.AdviceTopic, State: AdviceStatusAsked, Number: e.Number, Asked: WasAsked, AskedBy: e.AskedBy,
		AskedOn: calendar.On(by.Happened), Question: e.Question}
}
