package processors

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Signature is how an agreement was concluded. The day is when it happened: the stamp.
type Signature struct {
	AgreementPeriod
	SignedBy           string `json:"signed_by" nl:"Getekend voor de gemeente door" form:"person"`
	SignedForProcessor string `json:"signed_for_processor" nl:"Getekend voor de verwerker door" hint:"De functie, bijvoorbeeld: directeur. Noem geen naam."`
	Guarantees         string `json:"guarantees" nl:"Positieve beoordeling van de garanties" opt:"1" hint:"Kenmerk van de beoordeling. Het grootboek kijkt zelf of de verwerker afdoende garanties biedt."`
}

// ConcludeAgreement concludes an agreement (B1.2-1).
type ConcludeAgreement struct{ Signature }

// AgreementConcluded is the conclusion, with when it must be checked first.
type AgreementConcluded struct {
	Signature
	Due     calendar.Date     `json:"due" nl:"Controleren uiterlijk op"`
	DueRule string            `json:"due_rule" nl:"Termijn"`
	Covers  []domain.Approved `json:"covers,omitempty" nl:"Gesloten voor"`
}

// yearlyRule is written beside every due date of the yearly check: 12 months after the last check or conclusion (T-33).
const yearlyRule = "§7.2, jaarlijks: twaalf maanden na de vorige keer"

func (c Signature) clean() Signature {
	c.SignedForProcessor, c.Guarantees = trim(c.SignedForProcessor), trim(c.Guarantees)
	return c
}

// period lists what cannot be right of a period.
func (a AgreementPeriod) period() domain.Problems {
	var p domain.Problems
	if !a.InForceFrom.Valid() {
		p.Add("in_force_from", "Vul in vanaf welke dag de overeenkomst geldt.")
	}
	if a.InForceTo != "" && (!a.InForceTo.Valid() || a.InForceTo < a.InForceFrom) {
		p.Add("in_force_to", "De laatste dag ligt niet vóór de eerste.")
	}
	return p
}

// unsigned lists which signatures lack.
func (c Signature) unsigned() domain.Problems {
	var p domain.Problems
	p.Need(c.SignedBy, "signed_by", "Kies wie voor de gemeente tekende.")
	p.Need(c.SignedForProcessor, "signed_for_processor", "Noem de functie van wie voor de verwerker tekende.")
	return p
}

// invalid lists what cannot be right: names do not stand in the log, so whoever signed is somebody of the directory.
func (c Signature) invalid(by domain.Stamp) domain.Problems {
	p := c.period()
	if c.SignedBy != "" {
		p.NeedPerson(c.SignedBy, "signed_by", "Kies een persoon uit de lijst.", by)
	}
	return p
}

// Decide implements [domain.Command]. All thirteen elements, the model of that day, guarantees: what lacks is named at once.
func (c ConcludeAgreement) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	x := c.clean()
	if err := append(x.invalid(by), x.unsigned()...).Refuse("agreement.signature"); err != nil {
		return nil, err
	}
	if calendar.On(by.Happened) < s.DraftedOn { // otherwise a day of before 2020 would get round the VNG model
		return nil, refusal(domain.Invalid, "agreement.before-draft", "happened", "Het concept is van "+s.DraftedOn.NL()+". Is de overeenkomst al eerder getekend, leg dat dan vast als al getekende overeenkomst.")
	}
	p := append(s.missing(), s.Missing()...)
	p = append(p, s.templateRule(calendar.On(by.Happened))...)
	if f, ok := domain.Tell[domain.ProcessorFacts](by.Facts, "processor/"+s.Processor); !ok || f.Guarantees == "" || f.Guarantees > calendar.On(by.Happened) { // R-7.2-01
		p.Add("guarantees", "De garanties van de verwerker zijn niet beoordeeld, of niet afdoende gevonden (§7.2). Laat ze eerst beoordelen.")
	} else if x.Guarantees == "" {
		x.Guarantees = "beoordeeld op " + f.Guarantees.NL()
	}
	p = append(p, s.undecided()...)
	if len(p) > 0 {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "agreement.not-complete", NL: "De overeenkomst kan nog niet worden gesloten:", Fields: p}
	}
	if s.Template == OwnPaper && by.Actor == s.Own.ApprovedBy { // T-51: two persons
		return nil, refusal(domain.Forbidden, "agreement.same-person", "actor", "U keurde de afwijking van het model goed. Een ander moet de overeenkomst sluiten.")
	}
	return s.concluded(x, by), nil
}

// concluded is the conclusion; the first day may have come already (the clock's act, in the same append).
func (s Agreement) concluded(x Signature, by domain.Stamp) []agreementEvent {
	today := calendar.On(by.Happened)
	list := []agreementEvent{AgreementConcluded{x, today.AddYears(1), yearlyRule, s.approved(by)}}
	if x.InForceFrom <= today {
		list = append(list, AgreementCameIntoForce{})
	}
	return list
}

// undecided names the changes the processor asked that have no outcome yet: per clause (R-7.2-18).
func (s Agreement) undecided() domain.Problems {
	var p domain.Problems
	for _, m := range s.Changes {
		if m.Outcome == "" {
			p.Add("change", "Over "+m.Clause+" is nog niet beslist.")
		}
	}
	return p
}

// templateRule says what is wrong with the model on that day (§7.2, B1.2, T-09).
func (s Agreement) templateRule(on calendar.Date) domain.Problems {
	var p domain.Problems
	switch {
	case s.Template == OwnPaper && (!s.Own.Approved || on < s.Own.ApprovedOn): // R-B2-06, R-B2-07: approved before it is concluded
		p.Add("template", "De privacybeheerder heeft de overeenkomst van de verwerker niet goedgekeurd (bijlage 1.2).")
	case s.Template == Heemstede && on >= VNGMandatory: // R-7.2-16
		p.Add("template", "Vanaf 1 januari 2020 is het model van de VNG verplicht voor nieuwe overeenkomsten (§7.2).")
	}
	return p
}

// Evolve implements [domain.Event].
func (e AgreementConcluded) Evolve(s Agreement, by domain.Stamp) Agreement {
	s.State, s.AgreementPeriod, s.Due = AgreementStatusConcluded, e.AgreementPeriod, e.Due
	s.ConcludedOn, s.ConcludedBy, s.Covers = calendar.On(by.Happened), by.Actor, e.Covers
	return s
}

// Deviates tells whether the agreement departs from the model with approval, for the list of approved deviations (R-B2-13).
func (s Agreement) Deviates() bool {
	return s.Template == OwnPaper && s.Own.Approved && !slices.Contains(beforeConclusion, s.State)
}
