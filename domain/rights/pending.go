package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// RestrictPending restricts the use of data until the request is decided on: a doubt about their correctness (§5.3, first case), or an
// objection. It makes a restriction (RT-22) in each activity; the clock opens its record.
type RestrictPending struct {
	Activities []string `json:"activities" nl:"Van welke verwerkingen?" form:"activity" hint:"Verwerkingen van dit verzoek. Eén per regel."`
	Case       Case     `json:"case" nl:"Welk geval van §5.3?"`
}

// ProcessingRestrictedPending says so. From now on the data of this person are kept, not used and not destroyed.
type ProcessingRestrictedPending struct {
	Activities []string `json:"activities" nl:"Verwerkingen" form:"activity"`
	Case       Case     `json:"case" nl:"Geval van §5.3"`
}

// Decide implements [domain.Command].
func (c RestrictPending) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	c.Activities = domain.Lines(c.Activities)
	var p domain.Problems
	p.Choose(c.Case, string(c.Case), "case", "Kies een van de vier gevallen van §5.3.")
	if len(c.Activities) == 0 {
		p.Add("activities", "Noem de verwerkingen.")
	}
	for _, a := range c.Activities {
		if !slices.Contains(s.Activities, a) {
			p.Add("activities", "Kies verwerkingen waar het verzoek over gaat.")
		}
	}
	if err := p.Refuse("request.restrict"); err != nil {
		return nil, err
	}
	return s.restricting(nil, c.Activities, c.Case), nil
}

// atOnce adds the restriction that a request brings by itself: an objection that is admissible (R-5.2-02), and a request for
// restriction on one of the four cases (requirements 4.2 nr 4: restrict at once).
func (r Request) atOnce(list []requestEvent, by domain.Stamp) []requestEvent {
	switch {
	case r.Right == Objection:
		return r.restricting(list, r.contestable(by.Facts), CaseObjection)
	case r.Right == Restricting && r.Case != "":
		return r.restricting(list, r.Activities, r.Case)
	}
	return list
}

// contestable are the activities that can be objected to: on a public task or a legitimate interest (§5.2).
func (r Request) contestable(f domain.Facts) (list []string) {
	for _, a := range r.Activities {
		if anyOf(legalGrounds(f, []string{a}), RuleOf(Objection).Admits) {
			list = append(list, a)
		}
	}
	return list
}

// restricting adds what is not restricted yet: saying it twice changes nothing.
func (r Request) restricting(list []requestEvent, activities []string, c Case) []requestEvent {
	news := slices.DeleteFunc(slices.Clone(activities), func(a string) bool { return slices.Contains(r.Pending, a) })
	if len(news) == 0 {
		return list
	}
	return append(list, ProcessingRestrictedPending{news, c})
}

// Evolve implements [domain.Event].
func (e ProcessingRestrictedPending) Evolve(r Request, by domain.Stamp) Request {
	r.Pending = slices.Concat(r.Pending, e.Activities)
	r.PendingFor, r.PendingAt = e.Case, first(r.PendingAt, by.Happened)
	return r
}
