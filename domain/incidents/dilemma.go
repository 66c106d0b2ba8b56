package incidents

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
)

// A Dilemma goes to the owner, then to the secretary, then to the executive; each answer stays (B1.4-4).
type Dilemma struct {
	ID        string `nl:"Dilemma"`
	Subject   string `nl:"Onderwerp"`
	Owner     string `nl:"Antwoord van de eigenaar"`
	Secretary string `nl:"Antwoord van de gemeentesecretaris"`
	Executive string `nl:"Antwoord van de bestuurder"`
}

// next is the role whose answer is next; the mayor stands for the executive (T-40). "" if all have answered.
func (d Dilemma) next() domain.Role {
	switch {
	case d.Owner == "":
		return domain.OWN
	case d.Secretary == "":
		return domain.SEC
	case d.Executive == "":
		return domain.MAYOR
	}
	return ""
}

// executive tells whether the role is an executive's: the portfolio holder, or the college (T-40).
func executive(r domain.Role) bool { return r == domain.MAYOR || r == domain.COL }

// RaiseDilemma puts a dilemma before owner, secretary and executive.
type RaiseDilemma struct {
	Subject string `json:"subject" nl:"Welk dilemma?" form:"long" hint:"Noem geen personen."`
}

// DilemmaRaised is a dilemma.
type DilemmaRaised struct {
	Dilemma string `json:"dilemma" nl:"Kenmerk"`
	Subject string `json:"subject" nl:"Onderwerp"`
}

// Decide implements [domain.Command].
func (c RaiseDilemma) Decide(i Incident, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Subject, "subject", "Beschrijf het dilemma.")
	if err := p.Refuse("incident.dilemma"); err != nil {
		return nil, err
	}
	return []event{DilemmaRaised{"D" + strconv.Itoa(len(i.Dilemmas)+1), trim(c.Subject)}}, nil
}

// Evolve implements [domain.Event].
func (e DilemmaRaised) Evolve(i Incident, by domain.Stamp) Incident {
	i.Dilemmas = append(slices.Clone(i.Dilemmas), Dilemma{ID: e.Dilemma, Subject: e.Subject})
	return i.took("B1.4-4", by)
}

// SettleDilemma is the answer of whoever's turn it is.
type SettleDilemma struct {
	Dilemma string `json:"dilemma" nl:"Dilemma" form:"dilemma"`
	Answer  string `json:"answer" nl:"Antwoord" form:"long" hint:"Noem geen personen."`
}

// DilemmaSettled is one answer; whose, the stamp says.
type DilemmaSettled struct {
	Dilemma string `json:"dilemma" nl:"Kenmerk"`
	Answer  string `json:"answer" nl:"Antwoord"`
}

// Decide implements [domain.Command].
func (c SettleDilemma) Decide(i Incident, by domain.Stamp) ([]event, error) {
	n := slices.IndexFunc(i.Dilemmas, func(d Dilemma) bool { return d.ID == c.Dilemma && d.next() != "" })
	var p domain.Problems
	if n < 0 {
		p.Add("dilemma", "Kies een dilemma waar nog een antwoord op komt.")
	}
	p.Need(c.Answer, "answer", "Geef het antwoord.")
	if err := p.Refuse("incident.settle"); err != nil {
		return nil, err
	}
	next := i.Dilemmas[n].next()
	if next != by.Role && !(executive(next) && executive(by.Role)) { // B1.4-4: "respectievelijk"
		return nil, unmet("incident.dilemma-order", "Nu is het antwoord aan: "+turnNL[next]+". De volgorde is eigenaar, gemeentesecretaris, bestuurder (bijlage 1, rij B1.4-4).")
	}
	return []event{DilemmaSettled{c.Dilemma, trim(c.Answer)}}, nil
}

var turnNL = map[domain.Role]string{domain.OWN: "de eigenaar", domain.SEC: "de gemeentesecretaris", domain.MAYOR: "de bestuurder"}

// Evolve implements [domain.Event].
func (e DilemmaSettled) Evolve(i Incident, by domain.Stamp) Incident {
	i.Dilemmas = slices.Clone(i.Dilemmas)
	for n := range i.Dilemmas {
		d := &i.Dilemmas[n]
		switch {
		case d.ID != e.Dilemma:
		case by.Role == domain.OWN:
			d.Owner = e.Answer
		case by.Role == domain.SEC:
			d.Secretary = e.Answer
		default:
			d.Executive = e.Answer
		}
	}
	return i
}
