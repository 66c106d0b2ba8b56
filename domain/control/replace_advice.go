package control

import "github.com/heemstede/grootboek/domain"

// ReplaceAdvice says which new advice takes the place of this one.
type ReplaceAdvice struct {
	By     string `json:"by" nl:"Nieuw advies" form:"advice" hint:"Geef eerst het nieuwe advies; kies het hier."`
	Reason string `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
}

// AdviceReplaced names the new advice.
type AdviceReplaced struct {
	By     string `json:"by" nl:"Nieuw advies" form:"advice"`
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c ReplaceAdvice) Decide(a Advice, by domain.Stamp) ([]adviceEvent, error) {
	if by.Actor != a.Giver && by.Facts.Holds(a.Giver, a.Role, by.Recorded) { // who left office cannot replace his advice: his successor can
		return nil, refusal(domain.Forbidden, "advice.not-giver", "", "Alleen wie het advies gaf, vervangt het.")
	}
	if by.Role != a.Role {
		return nil, refusal(domain.Forbidden, "advice.other-role", "", "Dit advies is gegeven als "+domain.RoleNL(a.Role)+". Kies die rol.")
	}
	var p domain.Problems
	p.Need(c.By, "by", "Kies het nieuwe advies.")
	if c.By != "" && c.By == by.Record {
		p.Add("by", "Een advies kan zichzelf niet vervangen.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("advice.replace"); err != nil {
		return nil, err
	}
	return []adviceEvent{AdviceReplaced{trim(c.By), trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e AdviceReplaced) Evolve(a Advice, _ domain.Stamp) Advice {
	a.State, a.By = AdviceStatusReplaced, e.By
	return a
}
