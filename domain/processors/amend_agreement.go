package processors

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AmendAgreement changes an agreement in force; all elements stay covered. It says again for which processing it holds:
// what is new there since it was concluded is covered by the agreement as it becomes.
type AmendAgreement struct {
	Clauses
	AgreementPeriod
	Activities []string `json:"activities,omitempty" nl:"Verwerkingen" form:"activity" opt:"1" hint:"Laat leeg als dit niet verandert. De naam zoals die in het register staat, één per regel."`
	Reason     string   `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
}

// AgreementAmended replaces clauses and period.
type AgreementAmended struct {
	Clauses
	AgreementPeriod
	Activities []string          `json:"activities,omitempty" nl:"Verwerkingen" form:"activity"`
	Reason     string            `json:"reason" nl:"Reden"`
	Covers     []domain.Approved `json:"covers,omitempty" nl:"Geldt voor"`
}

// Decide implements [domain.Command].
func (c AmendAgreement) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	clauses := c.Clauses.Clean()
	p := append(clauses.Missing(), c.period()...) // elements still covered
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	if err := p.Refuse("agreement.amend"); err != nil {
		return nil, err
	}
	if c.InForceFrom != s.InForceFrom && c.InForceFrom > calendar.On(by.Happened) && s.InForceFrom <= calendar.On(by.Happened) {
		return nil, refusal(domain.Invalid, "agreement.begun", "in_force_from", "De overeenkomst geldt al sinds "+s.InForceFrom.NL()+". De eerste dag kan niet meer in de toekomst liggen.")
	}
	activities := domain.Lines(c.Activities)
	if slices.Equal(activities, s.Activities) {
		activities = nil
	}
	if clauses == s.Clauses && c.AgreementPeriod == s.AgreementPeriod && activities == nil && !s.ToAdapt && len(domain.Lapsed(by.Facts, "agreement", s.Covers, "")) == 0 { // an annex can change where no clause moves
		return nil, nil // saying it twice changes nothing
	}
	list, err := s.arrived(by)
	if err != nil {
		return nil, err
	}
	e := AgreementAmended{clauses, c.AgreementPeriod, activities, trim(c.Reason), nil}
	e.Covers = e.Evolve(s, by).approved(by)
	return append(list, e), nil
}

// Evolve implements [domain.Event].
func (e AgreementAmended) Evolve(s Agreement, _ domain.Stamp) Agreement {
	if len(e.Activities) > 0 {
		s.Activities = e.Activities
	}
	s.Clauses, s.AgreementPeriod, s.ToAdapt, s.Covers = e.Clauses, e.AgreementPeriod, false, renewed(s.Covers, e.Covers)
	return s
}
