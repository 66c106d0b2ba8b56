package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AdviceText is an advice itself.
type AdviceText struct {
	Text     string `json:"text" nl:"Advies" form:"long" hint:"Noem geen personen."`
	Document string `json:"document,omitempty" nl:"Document" opt:"1" hint:"Het kenmerk of de hash van het stuk."`
	Replaces string `json:"replaces,omitempty" nl:"Vervangt eerder advies" form:"advice" opt:"1"`
}

// GiveAdvice gives the advice that was asked.
type GiveAdvice struct{ AdviceText }

// AdviceGiven is the advice. Who gave it, in which role, stands in the stamp.
type AdviceGiven struct{ AdviceText }

// GiveUnaskedAdvice gives advice that nobody asked for.
type GiveUnaskedAdvice struct {
	AdviceTopic
	AdviceText
}

// UnaskedAdviceGiven is that advice: it needs no question, and counts apart (R-B5-02).
type UnaskedAdviceGiven struct {
	AdviceTopic
	Number string `json:"number" nl:"Nummer"`
	AdviceText
}

func (t AdviceText) clean() AdviceText {
	t.Text, t.Document = trim(t.Text), trim(t.Document)
	return t
}

// problems lists what lacks. An advice that replaces itself would have no beginning.
func (t AdviceText) problems(p *domain.Problems, by domain.Stamp) {
	p.Need(t.Text, "text", "Schrijf het advies.")
	if t.Replaces != "" && t.Replaces == by.Record {
		p.Add("replaces", "Een advies kan zichzelf niet vervangen.")
	}
}

// Decide implements [domain.Command].
func (c GiveAdvice) Decide(a Advice, by domain.Stamp) ([]adviceEvent, error) {
	if err := mayAdvise(a.Topic, by); err != nil {
		return nil, err
	}
	var p domain.Problems
	c.problems(&p, by)
	if err := p.Refuse("advice.incomplete"); err != nil {
		return nil, err
	}
	return []adviceEvent{AdviceGiven{c.clean()}}, nil
}

// Decide implements [domain.Command].
func (c GiveUnaskedAdvice) Decide(_ Advice, by domain.Stamp) ([]adviceEvent, error) {
	t := c.AdviceTopic.clean("")
	p := t.problems()
	p.NeedPerson(t.Receiver, "receiver", "Kies voor wie het advies is: die reageert erop.", by)
	c.AdviceText.problems(&p, by)
	if err := p.Refuse("advice.incomplete"); err != nil {
		return nil, err
	}
	if err := mayAdvise(t.Topic, by); err != nil {
		return nil, err
	}
	return []adviceEvent{UnaskedAdviceGiven{t, numbered(by), c.AdviceText.clean()}}, nil
}

// Evolve implements [domain.Event].
func (e AdviceGiven) Evolve(a Advice, by domain.Stamp) Advice { return a.given(e.AdviceText, by) }

// Evolve implements [domain.Event].
func (e UnaskedAdviceGiven) Evolve(_ Advice, by domain.Stamp) Advice {
	return Advice{AdviceTopic: e.AdviceTopic, Number: e.Number, Asked: Unasked}.given(e.AdviceText, by)
}

func (a Advice) given(t AdviceText, by domain.Stamp) Advice {
	a.State, a.Text, a.Document, a.Replaces = AdviceStatusGiven, t.Text, t.Document, t.Replaces
	a.Giver, a.Role, a.GivenOn = by.Actor, by.Role, calendar.On(by.Happened)
	return a
}
