package demo

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/messages"
	"github.com/heemstede/grootboek/domain/obligations"
)

// planMessages tells of mails about a term: one that went at the second attempt, and one that the mail server refused.
func (h *history) planMessages() {
	h.onActive(0.5, func(a *activity) error { return h.mailed(a, messages.Later) })
	h.onActive(0.65, func(a *activity) error { return h.mailed(a, messages.Refused) })
}

// mailed is a mail to the privacy administrator about a term that just began, whose first attempt does not work.
func (h *history) mailed(a *activity, why messages.Reason) error {
	term := h.record("obligation", "")
	if err := h.beginTerm(term, 53, "confirm", a, 0); err != nil {
		return err
	}
	h.later(235, func() error { return h.tick(term, obligations.MeetObligation{}) })
	h.later(225, func() error { return h.mail(term, why) })
	return nil
}

func (h *history) mail(term *record, why messages.Reason) error {
	to, there := h.a(domain.PB)()
	if !there {
		return nil
	}
	r, day := h.record("message", ""), calendar.On(h.recorded())
	steps := []any{messages.PrepareMessage{Letter: messages.Letter{Person: to.person, Kind: messages.Digest, Day: day, Subject: "Grootboek: 1 termijn",
		Text: "Jaarlijkse bevestiging\n", Mail: r.id + "@grootboek.duinrade.example", About: []string{term.stream + "@2"}}},
		messages.BeginSending{}, messages.RecordFailure{Attempt: 1, Reason: why}}
	for _, c := range steps {
		if err := h.tick(r, c); err != nil {
			return err
		}
	}
	if why == messages.Refused {
		return nil
	}
	h.later(1, func() error {
		if err := h.tick(r, messages.BeginSending{}); err != nil {
			return err
		}
		return h.tick(r, messages.RecordSent{Attempt: 2})
	})
	return nil
}
