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

// ContractNonComplianceFound is a rule not met: access without a clause.
type ContractNonComplianceFound struct{ Found }

// RemedyContractDeviation says how it was remedied.
type RemedyContractDeviation struct{ Remedy }

// ContractNonComplianceRemedied ends the deviation; both stay in history.
type ContractNonComplianceRemedied struct{ Remedied }

// Decide implements [domain.Command].
func (c AllowAccess) Decide(s Contract, _ domain.Stamp) ([]contractEvent, error) {
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
func (c RemedyContractDeviation) Decide(s Contract, _ domain.Stamp) ([]contractEvent, error) {
	r, news, err := c.remedied(s.Deviations)
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
	s.Deviations = e.added(s.Deviations, by)
	return s
}

// Evolve implements [domain.Event].
func (e ContractNonComplianceRemedied) Evolve(s Contract, _ domain.Stamp) Contract {
	s.Deviations = e.settled(s.Deviations)
	return s
}
