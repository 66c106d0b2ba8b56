package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// TerminateAgreement ends an agreement before its time, or one without an end.
type TerminateAgreement struct {
	EndsOn   calendar.Date `json:"ends_on" nl:"Eindigt op" hint:"De eerste dag waarop de overeenkomst niet meer geldt."`
	ReturnBy calendar.Date `json:"return_by,omitempty" nl:"Gegevens terug of vernietigd uiterlijk op" opt:"1" hint:"Zoals afgesproken in de overeenkomst (E10)."`
	Reason   string        `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// AgreementTerminated ends it.
type AgreementTerminated struct {
	EndsOn   calendar.Date `json:"ends_on" nl:"Eindigt op"`
	ReturnBy calendar.Date `json:"return_by,omitempty" nl:"Gegevens terug of vernietigd uiterlijk op"`
	Reason   string        `json:"reason" nl:"Reden"`
}

// ExpireAgreement: the clock says that the last day is over.
type ExpireAgreement struct{}

// AgreementExpired ends it because its time is over.
type AgreementExpired struct {
	EndsOn calendar.Date `json:"ends_on" nl:"Geëindigd op"`
}

// Decide implements [domain.Command].
func (c TerminateAgreement) Decide(s Agreement, _ domain.Stamp) ([]agreementEvent, error) {
	var p domain.Problems
	if !c.EndsOn.Valid() || c.EndsOn < s.ConcludedOn {
		p.Add("ends_on", "Vul een dag in na het sluiten van de overeenkomst.")
	}
	if s.InForceTo != "" && c.EndsOn > calendar.On(s.InForceTo.End()) {
		p.Add("ends_on", "De overeenkomst loopt al eerder af: zij geldt tot en met "+s.InForceTo.NL()+".")
	}
	if c.ReturnBy != "" && (!c.ReturnBy.Valid() || c.ReturnBy < c.EndsOn) {
		p.Add("return_by", "Vul een dag in vanaf het einde van de overeenkomst.")
	}
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("agreement.terminate"); err != nil {
		return nil, err
	}
	return []agreementEvent{AgreementTerminated{c.EndsOn, c.ReturnBy, trim(c.Reason)}}, nil
}

// Decide implements [domain.Command].
func (ExpireAgreement) Decide(s Agreement, by domain.Stamp) ([]agreementEvent, error) {
	if s.InForceTo == "" || calendar.On(by.Happened) <= s.InForceTo {
		return nil, refusal(domain.Unmet, "agreement.not-over", "in_force_to", "De looptijd van de overeenkomst is nog niet voorbij.")
	}
	return []agreementEvent{AgreementExpired{calendar.On(s.InForceTo.End())}}, nil
}

// Evolve implements [domain.Event].
func (e AgreementTerminated) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.State, s.EndedOn, s.ReturnBy = AgreementStatusEnding, e.EndsOn, e.ReturnBy
	return s
}

// Evolve implements [domain.Event].
func (e AgreementExpired) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.State, s.EndedOn = AgreementStatusEnding, e.EndsOn
	return s
}
