package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Currency is the outcome of a yearly check (§7.2).
type Currency string

// Outcomes.
const (
	Current   Currency = "current"
	ToBeFixed Currency = "to-be-adapted"
)

// Choices implements [domain.Chooser].
func (Currency) Choices() []domain.Choice {
	return []domain.Choice{{Value: "current", NL: "actueel"}, {Value: "to-be-adapted", NL: "moet worden aangepast"}}
}

// CheckAgreement records the yearly check (§7.2).
type CheckAgreement struct {
	Result   Currency `json:"result" nl:"Is de overeenkomst nog actueel?"`
	Findings string   `json:"findings,omitempty" nl:"Bevindingen en wat er gaat gebeuren" form:"long" opt:"1" hint:"Verplicht als de overeenkomst moet worden aangepast. Noem geen personen."`
}

// AgreementCheckedYearly is the check, with when the next one is due.
type AgreementCheckedYearly struct {
	Result   Currency          `json:"result" nl:"Uitkomst"`
	Findings string            `json:"findings,omitempty" nl:"Bevindingen"`
	Due      calendar.Date     `json:"due" nl:"Volgende controle uiterlijk op"`
	DueRule  string            `json:"due_rule" nl:"Termijn"`
	Covers   []domain.Approved `json:"covers,omitempty" nl:"Gecontroleerd voor"` // if it was found current
}

// Decide implements [domain.Command].
func (c CheckAgreement) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	var p domain.Problems
	p.Choose(c.Result, string(c.Result), "result", "Kies de uitkomst.")
	if c.Result == ToBeFixed {
		p.Need(c.Findings, "findings", "Zeg wat er moet worden aangepast.")
	}
	if err := p.Refuse("agreement.check"); err != nil {
		return nil, err
	}
	list, err := s.arrived(by)
	if err != nil {
		return nil, err
	}
	on := calendar.On(by.Happened)
	if s.EndedOn != "" && on >= s.EndedOn {
		return nil, refusal(domain.Conflict, "agreement.ended", "result", "De overeenkomst is geëindigd op "+s.EndedOn.NL()+". Er is niets meer te controleren.")
	}
	checked := AgreementCheckedYearly{c.Result, trim(c.Findings), on.AddYears(1), yearlyRule, nil}
	news := domain.Lapsed(by.Facts, "agreement", s.Covers, "")
	if c.Result == Current && len(news) == 0 {
		checked.Covers = s.approved(by)
	}
	list = append(list, checked)
	if c.Result == Current && len(news) > 0 { // the check is a fact; that nothing is new is not (promise 7)
		list = append(list, AgreementNonComplianceFound{domain.Deviates(by, "lapsed", "§7.2, actuele overeenkomst",
			"Actueel gevonden, terwijl de verwerking sinds het sluiten wezenlijk is gewijzigd. Wijzig de overeenkomst.", on)})
	}
	return append(list, s.lateCheck(on, by)...), nil
}

// lateCheck is the deviation of a check after its due date: it stays visible when the check has been made (R-TIM-06).
func (s Agreement) lateCheck(on calendar.Date, by domain.Stamp) []agreementEvent {
	if !s.CheckOverdue(on) {
		return nil
	}
	return []agreementEvent{AgreementNonComplianceFound{domain.Deviates(by, "check", "§7.2, jaarlijkse controle",
		"De controle had uiterlijk "+s.Due.NL()+" moeten gebeuren.", s.Due)}}
}

// Evolve implements [domain.Event]. A check of an earlier day recorded later does not move the term back.
func (e AgreementCheckedYearly) Evolve(s Agreement, by domain.Stamp) Agreement {
	s.CheckedOn, s.Due = max(s.CheckedOn, calendar.On(by.Happened)), max(s.Due, e.Due)
	s.Covers = renewed(s.Covers, e.Covers)
	s.ToAdapt = s.ToAdapt || e.Result == ToBeFixed // open until amended (R-7.2-20)
	return s
}
