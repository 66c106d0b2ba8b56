package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AllowAccess lets the external into building or systems.
type AllowAccess struct {
	Building domain.YesNo `json:"building" nl:"Toegang tot het gebouw"`
	Systems  domain.YesNo `json:"systems" nl:"Toegang tot de systemen"`
}

// ExternalAccessAllowed lets it in.
type ExternalAccessAllowed struct {
	Building bool `json:"building" nl:"Toegang tot het gebouw"`
	Systems  bool `json:"systems" nl:"Toegang tot de systemen"`
}

// EndAccess ends the access, and with it the record.
type EndAccess struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// ExternalAccessEnded ends it.
type ExternalAccessEnded struct {
	Reason string `json:"reason" nl:"Reden"`
}

// FindContractDeviation records that a rule was not met: access after the end, or further than agreed.
type FindContractDeviation struct{ domain.FindDeviation }

// ContractNonComplianceFound is a rule not met: access without a clause, or any other.
type ContractNonComplianceFound struct{ domain.DeviationFound }

// RemedyContractDeviation says how it was remedied.
type RemedyContractDeviation struct{ domain.RemedyDeviation }

// ContractNonComplianceRemedied ends the deviation; both stay in history.
type ContractNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c AllowAccess) Decide(s Contract, by domain.Stamp) ([]contractEvent, error) {
	var p domain.Problems
	p.Choose(c.Building, string(c.Building), "building", "Geef aan of het om het gebouw gaat.")
	p.Choose(c.Systems, string(c.Systems), "systems", "Geef aan of het om de systemen gaat.")
	if c.Building == domain.No && c.Systems == domain.No {
		p.Add("building", "Kies ten minste het gebouw of de systemen.")
	}
	if err := p.Refuse("contract.access"); err != nil {
		return nil, err
	}
	if s.State != ContractStatusCovered && s.State != ContractStatusAccess { // §6.1, R-6.1-09
		return nil, refusal(domain.Unmet, "contract.no-clause", "clause",
			"Toegang mag pas als is bevestigd dat het contract een bepaling over geheimhouding heeft (§6.1).")
	}
	if c.Building == domain.Yes && s.BuildingAccess != domain.Yes || c.Systems == domain.Yes && s.SystemsAccess != domain.Yes {
		return nil, refusal(domain.Unmet, "contract.not-agreed", "systems", "Volgens het contract komt de externe daar niet.")
	}
	if on := calendar.On(by.Happened); on < s.RunsFrom || s.RunsTo != "" && on > s.RunsTo { // §6.1: the clause binds while the contract runs
		return nil, refusal(domain.Unmet, "contract.not-running", "runs_from", "Op die dag loopt het contract niet. De geheimhouding geldt dan ook niet (§6.1).")
	}
	return []contractEvent{ExternalAccessAllowed{c.Building == domain.Yes, c.Systems == domain.Yes}}, nil
}

// Decide implements [domain.Command].
func (c EndAccess) Decide(_ Contract, _ domain.Stamp) ([]contractEvent, error) {
	if err := needReason(c.Reason, "contract.reason"); err != nil {
		return nil, err
	}
	return []contractEvent{ExternalAccessEnded{trim(c.Reason)}}, nil
}

// Decide implements [domain.Command].
func (c FindContractDeviation) Decide(_ Contract, by domain.Stamp) ([]contractEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []contractEvent{ContractNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyContractDeviation) Decide(s Contract, _ domain.Stamp) ([]contractEvent, error) {
	r, news, err := c.Remedied(s.Deviations)
	if err != nil || !news {
		return nil, err
	}
	return []contractEvent{ContractNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e ExternalAccessAllowed) Evolve(s Contract, by domain.Stamp) Contract {
	s.State, s.Allowed = ContractStatusAccess, true
	if e.Building && s.BuildingSince == "" {
		s.BuildingSince = calendar.On(by.Happened)
	}
	if e.Systems && s.SystemsSince == "" {
		s.SystemsSince = calendar.On(by.Happened)
	}
	return s
}

// Evolve implements [domain.Event].
func (e ExternalAccessEnded) Evolve(s Contract, by domain.Stamp) Contract {
	s.State, s.Allowed, s.EndedOn = ContractStatusEnded, false, calendar.On(by.Happened)
	return s
}

// Evolve implements [domain.Event].
func (e ContractNonComplianceFound) Evolve(s Contract, by domain.Stamp) Contract {
	s.Deviations = s.Deviations.With(e.DeviationFound, by)
	return s
}

// Evolve implements [domain.Event].
func (e ContractNonComplianceRemedied) Evolve(s Contract, _ domain.Stamp) Contract {
	s.Deviations = s.Deviations.Settled(e.DeviationRemedied)
	return s
}
