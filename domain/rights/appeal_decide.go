package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AppealOutcome is a decision on an objection, or the judgment of a court.
type AppealOutcome string

// Choices implements [domain.Chooser].
func (AppealOutcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: "founded", NL: "gegrond"}, {Value: "partly", NL: "gedeeltelijk gegrond"}, {Value: "unfounded", NL: "ongegrond"}, {Value: "inadmissible", NL: "niet-ontvankelijk"}}
}

// DecideAdministrativeObjection is the decision of the college; it happened when it was made known.
type DecideAdministrativeObjection struct {
	Outcome  AppealOutcome   `json:"outcome" nl:"Beslissing"`
	Decision domain.VaultRef `json:"decision" nl:"De beslissing, met de redenen" form:"vault:decision"`
	Remedies domain.YesNo    `json:"remedies" nl:"Noemt de beslissing de weg naar de rechter?"` // Awb 3:45
}

// AdministrativeObjectionDecided is the decision, with the term to appeal.
type AdministrativeObjectionDecided struct {
	Outcome    AppealOutcome   `json:"outcome" nl:"Beslissing"`
	Decision   domain.VaultRef `json:"decision" nl:"Redenen"`
	Remedies   domain.YesNo    `json:"remedies" nl:"Noemt de weg naar de rechter"`
	AppealBy   calendar.Date   `json:"appeal_by" nl:"Beroep kan tot en met"`
	AppealRule string          `json:"appeal_rule" nl:"Zo geteld"`
}

// Decide implements [domain.Command]. A decision that is late, or does not name the court, is one all the same (promise 7).
func (c DecideAdministrativeObjection) Decide(s Appeal, by domain.Stamp) ([]appealEvent, error) {
	var p domain.Problems
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de beslissing.")
	p.NeedDossier(c.Decision, "decision", by)
	p.Choose(c.Remedies, string(c.Remedies), "remedies", "Zeg of de beslissing de weg naar de rechter noemt.")
	if err := p.Refuse("objection.decision"); err != nil {
		return nil, err
	}
	if s.Decided != "" {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "objection.decided", NL: "Op dit bezwaarschrift is al beslist. Legt de rechter iets op, leg dat dan vast als de uitvoering van de uitspraak."}
	}
	on := calendar.On(by.Happened)
	end, _ := sixWeeks.From(on)
	list := []appealEvent{AdministrativeObjectionDecided{c.Outcome, c.Decision, c.Remedies, end.Day, end.Rule}}
	if on > s.Due {
		list = append(list, AdministrativeObjectionNonComplianceFound{domain.Deviates(by, "late", "Awb art. 7:10, termijn voor een beslissing op bezwaar",
			"De beslissing had er uiterlijk "+s.Due.NL()+" moeten zijn.", calendar.On(s.Due.End()))})
	}
	if c.Remedies == domain.No {
		list = append(list, AdministrativeObjectionNonComplianceFound{domain.Deviates(by, "remedies", "Awb art. 3:45, vermelding van beroep",
			"De beslissing noemt de weg naar de rechter niet.", on)})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e AdministrativeObjectionDecided) Evolve(s Appeal, by domain.Stamp) Appeal {
	if s.State == AppealIsReceived { // before a court it stays there (Awb 6:20)
		s.State = AppealIsDecided
	}
	s.Outcome, s.Decided, s.AppealBy = e.Outcome, calendar.At(by.Happened), e.AppealBy
	return s
}
