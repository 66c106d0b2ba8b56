package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// AnswerQuestion is the answer of a department: where data were found. The data themselves go into the vault.
type AnswerQuestion struct {
	Question string          `json:"question" nl:"Vraag" form:"question"`
	Found    domain.YesNo    `json:"found" nl:"Zijn er gegevens gevonden?"`
	Where    string          `json:"where,omitempty" nl:"Waar staan ze?" form:"long" opt:"1" hint:"Systemen en archieven, geen inhoud. Noem geen personen."`
	Others   domain.YesNo    `json:"others" nl:"Staan er ook gegevens van anderen in?"`
	Answer   domain.VaultRef `json:"answer,omitzero" nl:"De gegevens, of waar ze klaarliggen" form:"vault:answer+" opt:"1"`
}

// DepartmentAnswered is the answer.
type DepartmentAnswered struct {
	Question string          `json:"question" nl:"Vraag"`
	Found    domain.YesNo    `json:"found" nl:"Gegevens gevonden"`
	Where    string          `json:"where,omitempty" nl:"Waar"`
	Others   domain.YesNo    `json:"others" nl:"Gegevens van anderen"`
	Answer   domain.VaultRef `json:"answer,omitzero" nl:"Antwoord"`
}

// Decide implements [domain.Command]: the owner of the process that was asked answers (B1.7-2).
func (c AnswerQuestion) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	i := slices.IndexFunc(s.Questions, func(q Question) bool { return q.ID == c.Question && q.AnsweredAt.IsZero() })
	var p domain.Problems
	if i < 0 {
		p.Add("question", "Kies een vraag die nog openstaat.")
	}
	p.Choose(c.Found, string(c.Found), "found", "Zeg of er gegevens zijn gevonden.")
	if c.Found == domain.Yes {
		p.Need(c.Where, "where", "Zeg waar de gegevens staan.")
	}
	p.Impersonal(c.Where, "where")
	p.Choose(c.Others, string(c.Others), "others", "Zeg of er gegevens van anderen in staan.")
	p.MayDossier(c.Answer, "answer", by)
	if err := p.Refuse("request.answer"); err != nil {
		return nil, err
	}
	if !owns(s.Questions[i].Process, by) {
		return nil, refusal(domain.Forbidden, "request.not-asked", "", "Deze vraag is aan de eigenaar van een ander proces gesteld.")
	}
	return []requestEvent{DepartmentAnswered{c.Question, c.Found, trim(c.Where), c.Others, c.Answer}}, nil
}

// Evolve implements [domain.Event]. What comes in later may hold data of others again (R-5.1-16).
func (e DepartmentAnswered) Evolve(r Request, by domain.Stamp) Request {
	r.Questions = slices.Clone(r.Questions)
	for i := range r.Questions {
		if q := &r.Questions[i]; q.ID == e.Question {
			q.AnsweredAt, q.Found, q.Where = by.Happened, e.Found, e.Where
		}
	}
	if e.Others == domain.Yes {
		r.Others, r.Anonymised = domain.Yes, false
	}
	return r
}
