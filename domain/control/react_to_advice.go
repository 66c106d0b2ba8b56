package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Follow says whether an advice is followed.
type Follow string

// Followed needs no reason.
const Followed Follow = "followed"

// Choices implements [domain.Chooser].
func (Follow) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Followed), NL: "gevolgd"}, {Value: "partly", NL: "deels gevolgd"}, {Value: "not-followed", NL: "niet gevolgd"}}
}

// ReactToAdvice is the reaction of who received it. It does not change the advice.
type ReactToAdvice struct {
	Follow Follow `json:"reaction" nl:"Volgt u het advies?"`
	Reason string `json:"reason,omitempty" nl:"Reden" form:"long" opt:"1" hint:"Verplicht als u het advies niet of deels volgt. Noem geen personen."`
}

// AdviceReactionRecorded is the reaction.
type AdviceReactionRecorded struct {
	Follow Follow `json:"reaction" nl:"Reactie"`
	Reason string `json:"reason,omitempty" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c ReactToAdvice) Decide(a Advice, by domain.Stamp) ([]adviceEvent, error) {
	if !a.receivedBy(by) {
		return nil, refusal(domain.Forbidden, "advice.not-receiver", "", "Alleen wie het advies kreeg, reageert erop.")
	}
	var p domain.Problems
	p.Choose(c.Follow, string(c.Follow), "reaction", "Kies of u het advies volgt.")
	if c.Follow != Followed {
		p.Need(c.Reason, "reason", "Leg uit waarom u het advies niet of maar deels volgt.")
	}
	if err := p.Refuse("advice.reaction"); err != nil {
		return nil, err
	}
	return []adviceEvent{AdviceReactionRecorded{c.Follow, trim(c.Reason)}}, nil
}

// receivedBy tells whether the advice was for who acts: in person, for whom he acts, or as the executive.
func (a Advice) receivedBy(by domain.Stamp) bool {
	return by.Actor == a.Receiver || by.OnBehalfOf != "" && by.OnBehalfOf == a.Receiver ||
		a.Audience == Executive && (by.Role == domain.COL || by.Role == domain.MAYOR)
}

// Evolve implements [domain.Event].
func (e AdviceReactionRecorded) Evolve(a Advice, by domain.Stamp) Advice {
	a.State, a.Follow, a.Reason, a.Reacted = AdviceStatusAnswered, e.Follow, e.Reason, calendar.On(by.Happened)
	return a
}
