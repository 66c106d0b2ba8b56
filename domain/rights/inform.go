package rights

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Letter is the letter with the decision: every one says which ways are open (article 12(4) AVG, UAVG art. 34; T-22).
type Letter struct {
	Letter   domain.VaultRef `json:"letter" nl:"Brief aan de verzoeker" form:"vault:letter"`
	Remedies domain.YesNo    `json:"remedies" nl:"Noemt de brief de klacht bij de AP en het bezwaarschrift (Awb)?"`
}

// Inform records that the person was told of the decision.
type Inform struct{ Letter }

// AnswerAccess records the answer to a request for access that is granted, in whole or in part.
type AnswerAccess struct {
	Letter
	Answer
}

// RequesterInformedOfDecision is the answer as it was sent.
type RequesterInformedOfDecision struct {
	Letter
	Answer
	Late bool `json:"late,omitempty" nl:"Te laat"`
}

// Decide implements [domain.Command].
func (c Inform) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if s.Right == Access && s.Decision.Gives() {
		return nil, refusal(domain.Conflict, "request.answer-access", "", "Gebruik ‘Antwoord op inzage geven’: het antwoord noemt de onderdelen van §5.1.")
	}
	return s.inform(c.Letter, Answer{}, nil, by)
}

// Decide implements [domain.Command]. If no data are processed, the answer says that, and has no items to name (R-5.1-08).
func (c AnswerAccess) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	if s.Right != Access || !s.Decision.Gives() {
		return nil, refusal(domain.Conflict, "request.inform", "", "Dit is geen toegekende inzage. Gebruik ‘Verzoeker inlichten’.")
	}
	var p domain.Problems
	a := c.Answer.clean()
	for _, text := range a.texts() {
		p.Impersonal(text, "purposes")
	}
	if s.Processed == domain.Yes {
		for _, i := range a.Missing(activitiesOf(by.Facts, s.Activities)) {
			p.Add(i.Field, "Het antwoord noemt ook "+i.NL+" (§5.1).")
		}
	}
	return s.inform(c.Letter, a, p, by)
}

// inform: whoever gives the answer, the letter is whole and nothing of others is in it. A late answer is a fact: it is recorded, with
// its deviation (promise 7).
func (r Request) inform(l Letter, a Answer, p domain.Problems, by domain.Stamp) ([]requestEvent, error) {
	if err := r.byDesk(by); err != nil {
		return nil, err
	}
	p.NeedDossier(l.Letter, "letter", by)
	if l.Remedies != domain.Yes {
		p.Add("remedies", "De brief wijst op de klacht bij de AP en het bezwaarschrift volgens de Awb.")
	}
	if err := p.Refuse("request.letter"); err != nil {
		return nil, err
	}
	if r.Decision.Gives() && r.Others == domain.Yes && !r.Anonymised && (r.Right == Access || r.Right == Portability) { // R-5.1-16
		return nil, refusal(domain.Unmet, "request.others", "", "Er staan gegevens van anderen in. Maak die eerst onleesbaar en leg dat vast (§5.1).")
	}
	late := r.AnsweredAt.IsZero() && r.deadline().Passed(by.Happened)
	list := []requestEvent{RequesterInformedOfDecision{l, a, late}}
	if late {
		list = append(list, RequestNonComplianceFound{domain.Deviates(by, "late", r.Rule().TermSource+", te laat geantwoord", "Het antwoord had er uiterlijk "+r.Due.NL()+" moeten zijn.", calendar.AddDays(r.Due, 1))})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e RequesterInformedOfDecision) Evolve(r Request, by domain.Stamp) Request {
	r.State, r.InformedAt, r.Late = StatusInformed, by.Happened, r.Late || e.Late // R-5.1-27
	r.AnsweredAt = first(r.AnsweredAt, by.Happened.Truncate(time.Second))
	return r
}
