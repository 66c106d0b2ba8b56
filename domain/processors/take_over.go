package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// TakeOverAgreement records an agreement that was concluded on an earlier day: a fact. What it lacks is a deviation each
// (promise 7); who concludes today uses [ConcludeAgreement], which refuses.
type TakeOverAgreement struct {
	AgreementTerms
	Clauses
	Signature
}

// OwnedBy implements [domain.Owned].
func (c TakeOverAgreement) OwnedBy() string { return c.AgreementTerms.Process }

// Decide implements [domain.Command].
func (c TakeOverAgreement) Decide(_ Agreement, by domain.Stamp) ([]agreementEvent, error) {
	t, clauses, x := c.AgreementTerms.clean(), c.Clauses.Clean(), c.Signature.clean()
	p := append(append(t.drafted(by), clauses.Invalid()...), x.invalid(by)...)
	if err := p.Refuse("agreement.incomplete"); err != nil {
		return nil, err
	}
	on := calendar.On(by.Happened)
	if on >= calendar.On(by.Recorded) {
		return nil, refusal(domain.Invalid, "agreement.not-past", "happened", "Vul in op welke dag in het verleden de overeenkomst is gesloten. Een nieuwe overeenkomst stelt u op en sluit u.")
	}
	list := append([]agreementEvent{AgreementDrafted{t, clauses}}, Agreement{AgreementTerms: t}.concluded(x, by)...)
	return append(list, Agreement{AgreementTerms: t, Clauses: clauses}.lacking(x, on, by)...), nil
}

// RecordConcludedAgreement records that an agreement of which the ledger has the draft was signed already: a fact, with
// what it lacks (promise 7).
type RecordConcludedAgreement struct{ Signature }

// Decide implements [domain.Command]. A change without an outcome is a deviation too (R-7.2-18).
func (c RecordConcludedAgreement) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	x, on := c.clean(), calendar.On(by.Happened)
	if err := x.invalid(by).Refuse("agreement.signature"); err != nil {
		return nil, err
	}
	return append(s.concluded(x, by), s.lacking(x, on, by)...), nil
}

// lacking is one deviation for the terms, for each element, for the model, for the guarantees and for the changes that lack.
func (s Agreement) lacking(x Signature, on calendar.Date, by domain.Stamp) (list []agreementEvent) {
	add := func(key, rule string, p []domain.Problem) {
		if len(p) == 0 {
			return
		}
		what := ""
		for _, x := range p {
			what += " " + x.NL
		}
		list = append(list, AgreementNonComplianceFound{domain.Deviates(by, key, rule, trim(what), on)})
	}
	add("terms", "§7.2, hoofdovereenkomst en model", s.missing())
	add("signature", "§7.2, getekende overeenkomst", x.unsigned())
	for _, e := range Elements {
		add(string(e.Key), "§7.2 en bijlage 1.2, element "+e.Nr, e.Lacks(s.Clauses))
	}
	add("template", "§7.2, model", s.templateRule(on))
	add("changes", "§7.2, gevraagde wijzigingen", s.undecided())
	if x.Guarantees == "" {
		add("guarantees", "§7.2, afdoende garanties", []domain.Problem{{NL: "Er is geen positieve beoordeling van de garanties."}})
	}
	return list
}
