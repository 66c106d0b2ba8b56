package dpia

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Advice is one advice of the FG. It stays; a reopened DPIA asks for a new one.
type Advice struct {
	On       calendar.Date   `nl:"Op"`
	View     Verdict         `nl:"Oordeel"`
	Text     string          `nl:"Advies"`
	Sections []SectionAdvice `nl:"Per onderdeel"`
	Follow   Follow          `nl:"Gevolgd"`
	Because  string          `nl:"Reden"`
	Lapsed   bool            // the DPIA was reopened after it
}

// AskAdvice puts the DPIA before the FG (article 35(2) AVG).
type AskAdvice struct {
	Question string `json:"question,omitempty" nl:"Vraag aan de FG" form:"long" opt:"1" hint:"Noem geen personen."`
}

// FgAdviceRequested puts the DPIA before the FG.
type FgAdviceRequested struct {
	Question string `json:"question,omitempty" nl:"Vraag"`
}

// Decide implements [domain.Command].
func (c AskAdvice) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	if s.Asked {
		return nil, nil // it was asked already
	}
	return []event{FgAdviceRequested{trim(c.Question)}}, nil
}

// Evolve implements [domain.Event].
func (e FgAdviceRequested) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.State, d.Asked = StatusAdvice, true
	return d
}

// Advise gives the advice of the FG (B1.6-4, article 39(1)(c) AVG).
type Advise struct {
	View     Verdict  `json:"view" nl:"Oordeel"`
	Text     string   `json:"text" nl:"Advies" form:"long" hint:"Noem geen personen."`
	Sections []string `json:"sections,omitempty" nl:"Advies per onderdeel" opt:"1" hint:"Eén per regel, bijvoorbeeld: B14: verwijs naar de wet."`
	Ref      string   `json:"ref,omitempty" nl:"Advies in de adviezenlijst" form:"record:advice" opt:"1" hint:"Als het advies ook in de adviezenlijst staat (RT-29)."`
}

// FgDpiaAdviceGiven is the advice.
type FgDpiaAdviceGiven struct {
	View     Verdict  `json:"view" nl:"Oordeel"`
	Text     string   `json:"text" nl:"Advies"`
	Sections []string `json:"sections,omitempty" nl:"Per onderdeel"`
	Ref      string   `json:"ref,omitempty" nl:"Kenmerk"`
}

// Decide implements [domain.Command].
func (c Advise) Decide(_ DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.View, string(c.View), "view", "Kies het oordeel.")
	p.Need(c.Text, "text", "Schrijf het advies.")
	sectionProblems(&p, domain.Lines(c.Sections))
	if err := p.Refuse("dpia.advice"); err != nil {
		return nil, err
	}
	return []event{FgDpiaAdviceGiven{c.View, trim(c.Text), domain.Lines(c.Sections), trim(c.Ref)}}, nil
}

// Evolve implements [domain.Event].
func (e FgDpiaAdviceGiven) Evolve(d DPIA, by domain.Stamp) DPIA {
	a := Advice{On: calendar.On(by.Happened), View: e.View, Text: e.Text}
	for _, line := range e.Sections {
		if s, ok := adviceOn(line); ok { // what is about no section stands in the event, and in the timeline
			a.Sections = append(a.Sections, s)
		}
	}
	d.Advice = append(slices.Clone(d.Advice), a)
	d.Changed, d.Asked = nil, false
	return d.withOpinion(Opinion{VoiceFG, e.View, e.Text})
}

// Follow says whether an advice is followed.
type Follow string

// Choices implements [domain.Chooser].
func (Follow) Choices() []domain.Choice {
	return []domain.Choice{{Value: "followed", NL: "gevolgd"}, {Value: "partly", NL: "deels gevolgd"}, {Value: "not-followed", NL: "niet gevolgd"}}
}

// AnswerAdvice is the reaction of the owner: follow or explain.
type AnswerAdvice struct {
	Follow  Follow `json:"follow" nl:"Volgt u het advies?"`
	Because string `json:"because,omitempty" nl:"Reden" form:"long" opt:"1" hint:"Verplicht als u het advies niet of deels volgt. Noem geen personen."`
}

// FgDpiaAdviceAnswered is the reaction.
type FgDpiaAdviceAnswered struct {
	Follow  Follow `json:"follow" nl:"Gevolgd"`
	Because string `json:"because,omitempty" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c AnswerAdvice) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	if !s.advised() {
		return nil, unmet("dpia.no-advice", "De FG heeft nog geen advies gegeven. Vraag eerst advies.")
	}
	var p domain.Problems
	chosen(&p, c.Follow, string(c.Follow), "follow", "Kies of u het advies volgt.")
	if c.Follow != "followed" {
		p.Need(c.Because, "because", "Leg uit waarom u het advies niet of maar deels volgt.")
	}
	if err := p.Refuse("dpia.answer"); err != nil {
		return nil, err
	}
	return []event{FgDpiaAdviceAnswered{c.Follow, trim(c.Because)}}, nil
}

// Evolve implements [domain.Event].
func (e FgDpiaAdviceAnswered) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.Advice = slices.Clone(d.Advice)
	if n := len(d.Advice); n > 0 {
		d.Advice[n-1].Follow, d.Advice[n-1].Because = e.Follow, e.Because
	}
	return d
}

// answered tells whether the last advice of the FG was answered.
func (d DPIA) answered() bool { return d.advised() && d.Advice[len(d.Advice)-1].Follow != "" }
