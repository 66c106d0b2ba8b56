package rights

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Receive records a request: who receives it need not know more than the right, the words and who asks (§5.1, R-5.1-01).
type Receive struct{ Intake }

// RequestReceived is the first event of a request. The term is counted from when it happened, by the rule of the right.
type RequestReceived struct {
	Number string `json:"number" nl:"Nummer"`
	Intake
	PreviousOn calendar.Date `json:"previous_on,omitempty" nl:"Vorig verzoek ontvangen op"`
	Due        calendar.Date `json:"due" nl:"Antwoord uiterlijk op"`
	DueRule    string        `json:"due_rule" nl:"Zo geteld"`
}

// OwnedBy implements [domain.Owned].
func (c Receive) OwnedBy() string { return c.Process }

// Decide implements [domain.Command]. An admissible objection and a request for restriction restrict at once (R-5.2-02, §5.3).
func (c Receive) Decide(_ Request, by domain.Stamp) ([]requestEvent, error) {
	in := c.Intake
	in.Activities, in.Previous, in.Together, in.Department = domain.Lines(in.Activities), domain.Lines(in.Previous), domain.Lines(in.Together), trim(in.Department)
	p := in.problems(by)
	rule := RuleOf(in.Right)
	end, ok := rule.Term.Deadline(by.Happened)
	if !ok && rule.Right != "" {
		p.Add("happened", "Vul in wanneer het verzoek is ontvangen.")
	}
	if err := p.Refuse("request.incomplete"); err != nil {
		return nil, err
	}
	e := RequestReceived{by.Number("VRZ"), in, previousOn(by.Facts, in.Previous), end.Day, end.Rule + "; " + rule.TermSource}
	return e.Evolve(Request{}, by).atOnce([]requestEvent{e}, by), nil
}

func (in Intake) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.Choose(in.Right, string(in.Right), "right", "Kies het recht.")
	p.Choose(in.Channel, string(in.Channel), "channel", "Kies mondeling of schriftelijk.")
	p.NeedDossier(in.Contact, "contact", by)
	p.NeedDossier(in.Text, "text", by)
	p.MayDossier(in.Representative, "representative", by)
	needText(&p, in.Department, "department", "Noem de afdeling waar het verzoek binnenkwam.")
	if in.Cross != "" {
		p.Choose(in.Cross, string(in.Cross), "cross_department", "Kies ja of nee.")
	}
	in.Scope.known(&p, by)
	for _, s := range in.Together {
		needTold(&p, s, "together", "Een verzoek uit dezelfde brief staat niet in het register.", by)
	}
	if in.Case != "" {
		p.Choose(in.Case, string(in.Case), "case", "Kies een van de vier gevallen van §5.3.")
	}
	if in.Case != "" && in.Right != Restricting {
		p.Add("case", "Een geval van §5.3 hoort bij een verzoek om beperking.")
	}
	chooseAll(&p, in.Changes, "changes", "Kies verbeteren, verwijderen of aanvullen.")
	if len(in.Changes) > 0 && in.Right != Rectification {
		p.Add("changes", "Verbeteren, verwijderen of aanvullen hoort bij een verzoek om rectificatie.")
	}
	return p
}

// known notes a problem for what a scope names and is not there.
func (s Scope) known(p *domain.Problems, by domain.Stamp) {
	if s.Process != "" {
		p.NeedProcess(s.Process, by)
	}
	for _, a := range domain.Streams("activity", s.Activities...) {
		needTold(p, a, "activities", "Kies verwerkingen uit het register.", by)
	}
	for _, r := range s.Previous {
		if _, ok := domain.Tell[domain.RequestFacts](by.Facts, r); !ok {
			p.Add("previous", "Een eerder verzoek staat niet in het register.")
		}
	}
}

// previousOn is when the last of earlier requests was received: the interval that §5.1 wants to be reasonable counts from it.
func previousOn(f domain.Facts, streams []string) (last calendar.Date) {
	for _, s := range streams {
		if r, ok := domain.Tell[domain.RequestFacts](f, s); ok {
			last = max(last, r.Received)
		}
	}
	return last
}

// Evolve implements [domain.Event].
func (e RequestReceived) Evolve(_ Request, by domain.Stamp) Request {
	return Request{State: StatusReceived, ID: by.Record, Number: e.Number, Intake: e.Intake, PreviousOn: e.PreviousOn, Due: e.Due, DueRule: e.DueRule,
		ReceivedBy: by.Actor, ReceivedAt: by.Happened.Truncate(time.Second)}
}
