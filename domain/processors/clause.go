package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ConfirmClause confirms that the contract holds a clause on confidentiality, and where (§6.1).
type ConfirmClause struct {
	Clause string `json:"clause" nl:"Waar staat de bepaling over geheimhouding?" hint:"Artikel en bladzijde."`
}

// ConfidentialityClauseConfirmed is where it stands.
type ConfidentialityClauseConfirmed struct {
	Clause string `json:"clause" nl:"Bepaling over geheimhouding"`
}

// FindMissingClause records that the clause lacks; with access already given it is a deviation too (G13).
type FindMissingClause struct {
	What        string        `json:"what" nl:"Wat is er vastgesteld?" form:"long" hint:"Noem geen personen."`
	AccessSince calendar.Date `json:"access_since,omitempty" nl:"Er is al toegang sinds" opt:"1" hint:"Leeg als er geen toegang is."`
}

// ConfidentialityClauseMissingFound says that it lacks.
type ConfidentialityClauseMissingFound struct {
	What        string        `json:"what" nl:"Vastgesteld"`
	AccessSince calendar.Date `json:"access_since,omitempty" nl:"Toegang sinds"`
}

// Decide implements [domain.Command].
func (c ConfirmClause) Decide(_ Contract, _ domain.Stamp) ([]contractEvent, error) {
	var p domain.Problems
	p.Need(c.Clause, "clause", "Zeg waar de bepaling over geheimhouding staat.")
	if err := p.Refuse("contract.clause"); err != nil {
		return nil, err
	}
	return []contractEvent{ConfidentialityClauseConfirmed{trim(c.Clause)}}, nil
}

// Decide implements [domain.Command].
func (c FindMissingClause) Decide(s Contract, by domain.Stamp) ([]contractEvent, error) {
	var p domain.Problems
	p.Need(c.What, "what", "Beschrijf wat er is vastgesteld.")
	if c.AccessSince != "" && (!c.AccessSince.Valid() || c.AccessSince > calendar.On(by.Happened)) {
		p.Add("access_since", "Vul een dag in die voorbij is.")
	}
	if err := p.Refuse("contract.missing-clause"); err != nil {
		return nil, err
	}
	since := c.AccessSince
	if since == "" && s.Allowed {
		since = s.since(calendar.On(by.Happened))
	}
	list := []contractEvent{ConfidentialityClauseMissingFound{trim(c.What), since}}
	if since != "" {
		list = append(list, ContractNonComplianceFound{domain.DeviationFound{Deviation: by.Command, Rule: "§6.1, geheimhouding",
			What: "Er is toegang zonder bepaling over geheimhouding. " + trim(c.What), Since: since}})
	}
	return list, nil
}

// since is when access began; the other day if that was not written down.
func (s Contract) since(otherwise calendar.Date) calendar.Date {
	switch {
	case s.BuildingSince != "" && (s.SystemsSince == "" || s.BuildingSince < s.SystemsSince):
		return s.BuildingSince
	case s.SystemsSince != "":
		return s.SystemsSince
	}
	return otherwise
}

// Evolve implements [domain.Event]. Whoever was let in before stays in: now with a clause.
func (e ConfidentialityClauseConfirmed) Evolve(s Contract, _ domain.Stamp) Contract {
	s.State, s.Clause, s.ClausePresent, s.ClauseReference = ContractStatusCovered, e.Clause, domain.Yes, e.Clause
	if s.Allowed {
		s.State = ContractStatusAccess
	}
	return s
}

// Evolve implements [domain.Event].
func (e ConfidentialityClauseMissingFound) Evolve(s Contract, _ domain.Stamp) Contract {
	s.State, s.Clause, s.ClausePresent, s.ClauseReference = ContractStatusGap, "", domain.No, ""
	s.Allowed = s.Allowed || e.AccessSince != ""
	return s
}
