package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Why is why a term is extended: the two reasons of §5.1 (R-5.1-05).
type Why string

// Reasons.
const (
	Complex Why = "complex"
	Many    Why = "many-requests"
)

// Choices implements [domain.Chooser].
func (Why) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Complex), NL: "Het verzoek is erg complex"}, {Value: string(Many), NL: "Er kwamen tegelijk veel verzoeken binnen"}}
}

// Extension is an extension of the term with two months: once, and told to the person within the first term, with the reasons.
type Extension struct {
	Why    Why             `json:"reason" nl:"Reden"`
	Same   domain.YesNo    `json:"same_requester,omitempty" nl:"Zijn die verzoeken van dezelfde persoon?" opt:"1" hint:"Verplicht bij veel verzoeken. De AVG bedoelt veel verzoeken van één persoon; het beleid ook van anderen."` // T-07
	ToldOn calendar.Date   `json:"told_on" nl:"Verzoeker ingelicht op"`
	Letter domain.VaultRef `json:"letter" nl:"Bericht aan de verzoeker, met uitleg" form:"vault:extension"`
}

// Extend extends the term.
type Extend struct{ Extension }

// RequestDeadlineExtended is the new end, counted from receipt.
type RequestDeadlineExtended struct {
	Extension
	Due     calendar.Date `json:"due" nl:"Antwoord uiterlijk op"`
	DueRule string        `json:"due_rule" nl:"Zo geteld"`
}

// Decide implements [domain.Command].
func (c Extend) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	rule := s.Rule()
	switch {
	case rule.Longer == "": // T-04, R-5.1-20
		return nil, refusal(domain.Unmet, "request.not-extendable", "", "De vier weken voor rectificatie kunnen niet worden verlengd (§5.1). Duurt het werk langer, leg dat dan vast als uitvoering na het besluit.")
	case !s.ExtendedAt.IsZero(): // R-5.1-04: two months in all
		return nil, refusal(domain.Unmet, "request.extended", "", "De termijn is al verlengd. Langer dan twee maanden kan niet (§5.1).")
	case s.deadline().Passed(by.Happened): // R-5.1-06
		return nil, refusal(domain.Unmet, "request.passed", "", "De termijn is voorbij. Verlengen kan alleen in de eerste maand (AVG art. 12 lid 3).")
	}
	var p domain.Problems
	p.Choose(c.Why, string(c.Why), "reason", "Kies de reden: erg complex, of veel verzoeken tegelijk (§5.1).")
	if c.Why == Many {
		p.Choose(c.Same, string(c.Same), "same_requester", "Zeg of de verzoeken van dezelfde persoon zijn.")
	}
	if needDone(&p, c.ToldOn, "told_on", "Vul in wanneer de verzoeker het weet.", by); c.ToldOn.Valid() && (c.ToldOn > s.Due || c.ToldOn < calendar.On(s.ReceivedAt)) { // R-5.1-07
		p.Add("told_on", "De verzoeker moet het binnen de eerste termijn weten, uiterlijk "+s.Due.NL()+".")
	}
	p.NeedDossier(c.Letter, "letter", by)
	if err := p.Refuse("request.extension"); err != nil {
		return nil, err
	}
	end, ok := rule.Term.Longer(rule.Longer).Deadline(s.ReceivedAt)
	if !ok {
		return nil, refusal(domain.Unmet, "request.not-extendable", "", "Deze termijn loopt te ver door.")
	}
	return []requestEvent{RequestDeadlineExtended{c.Extension, end.Day, end.Rule + "; " + rule.TermSource}}, nil
}

// Evolve implements [domain.Event].
func (e RequestDeadlineExtended) Evolve(r Request, by domain.Stamp) Request {
	r.Extended, r.ExtendedAt, r.Due, r.DueRule = e.Extension, by.Happened, e.Due, e.DueRule
	return r
}
