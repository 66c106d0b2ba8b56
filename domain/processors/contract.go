package processors

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a contract.
const (
	ContractStatusRecorded domain.Status = "recorded"
	ContractStatusCovered  domain.Status = "covered"
	ContractStatusGap      domain.Status = "gap"
	ContractStatusAccess   domain.Status = "access"
	ContractStatusEnded    domain.Status = "ended"
)

var contractRuns = []domain.Status{ContractStatusRecorded, ContractStatusCovered, ContractStatusGap, ContractStatusAccess}

// Contract is the state of RT-17: a contract with an external, and its clause on confidentiality (§6.1).
type Contract struct {
	ContractTerms
	State         domain.Status
	Clause        string            `nl:"Bepaling over geheimhouding"`
	Allowed       bool              `nl:"Heeft nu toegang"` // also when it was found without a clause
	BuildingSince calendar.Date     `nl:"Toegang tot het gebouw sinds"`
	SystemsSince  calendar.Date     `nl:"Toegang tot de systemen sinds"`
	EndedOn       calendar.Date     `nl:"Toegang geëindigd op"`
	Deviations    domain.Deviations `nl:"Afwijkingen"`
}

// ContractTerms are the fields of RT-17.
type ContractTerms struct {
	Supplier        string        `json:"supplier" nl:"Leverancier" hint:"De organisatie, niet een persoon."`
	Process         string        `json:"process" nl:"Proces" form:"process" hint:"De eigenaar van dit proces gaat over het contract."`
	Reference       string        `json:"reference" nl:"Contract (kenmerk)"`
	Kind            ContractKind  `json:"kind" nl:"Soort"`
	BuildingAccess  domain.YesNo  `json:"building_access" nl:"Komt in het gebouw"`
	SystemsAccess   domain.YesNo  `json:"systems_access" nl:"Komt in de systemen"`
	ClausePresent   domain.YesNo  `json:"clause_present" nl:"Staat er een bepaling over geheimhouding in?"`
	ClauseReference string        `json:"clause_reference,omitempty" nl:"Waar staat die?" opt:"1" hint:"Artikel en bladzijde. Verplicht als de bepaling er is."`
	RunsFrom        calendar.Date `json:"runs_from" nl:"Loopt vanaf"`
	RunsTo          calendar.Date `json:"runs_to,omitempty" nl:"Loopt tot en met" opt:"1"`
}

// ContractKind is what the external does (§6, §6.1).
type ContractKind string

// Choices implements [domain.Chooser].
func (ContractKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "supplier", NL: "leverancier"}, {Value: "processor", NL: "verwerker"},
		{Value: "building-security", NL: "beveiliging van het gebouw"}, {Value: "cleaning", NL: "schoonmaak"},
		{Value: "hardware", NL: "leverancier van hardware"}, {Value: "other", NL: "andere externe"}}
}

// ContractRecord is RT-17.
var ContractRecord = domain.Define(domain.Aggregate[Contract]{
	Name: "contract", Path: "contracten", NL: "Contract", Plural: "Contracten", Source: "RT-17, §6.1, §6",
	Status: func(s Contract) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: ContractStatusRecorded, NL: "vastgelegd"}, {Status: ContractStatusCovered, NL: "geheimhouding geregeld"},
		{Status: ContractStatusGap, NL: "geheimhouding ontbreekt"}, {Status: ContractStatusAccess, NL: "heeft toegang"}, {Status: ContractStatusEnded, NL: "beëindigd"}},
	Title:   func(s Contract) string { return s.Supplier + ", " + s.Reference },
	Process: func(s Contract) string { return s.ContractTerms.Process },
	Commands: []domain.CommandType[Contract]{
		{Name: "record", NL: "Contract vastleggen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RecordContract{},
			Help: "Leg een contract vast met een externe die in het gebouw of in de systemen komt."},
		{Name: "confirm-clause", NL: "Geheimhouding bevestigen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: ConfirmClause{},
			In:   []domain.Status{ContractStatusRecorded, ContractStatusGap},
			Help: "Bevestig dat er een bepaling over geheimhouding in het contract staat, en waar."},
		{Name: "find-missing-clause", NL: "Ontbrekende geheimhouding vastleggen", Roles: []domain.Role{domain.OWN, domain.CISO, domain.FG}, Source: "[added]", Zero: FindMissingClause{}, In: contractRuns,
			Help: "Leg vast dat de bepaling over geheimhouding ontbreekt. Is er al toegang, dan is dat een afwijking."},
		{Name: "allow-access", NL: "Toegang toestaan", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: AllowAccess{}, In: contractRuns,
			Help: "Sta toe dat de externe in het gebouw of in de systemen komt. Dit kan alleen als de geheimhouding is geregeld."},
		{Name: "end-access", NL: "Toegang beëindigen", Roles: []domain.Role{domain.OWN}, Source: "§6.1", Own: true, Zero: EndAccess{}, In: contractRuns,
			Help: "De externe heeft geen toegang meer."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindContractDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd, bijvoorbeeld toegang na het einde van het contract. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyContractDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Contract]{
		{Name: "ContractRecorded", NL: "Vastgelegd", Zero: ContractRecorded{}},
		{Name: "ConfidentialityClauseConfirmed", NL: "Geheimhouding bevestigd", Zero: ConfidentialityClauseConfirmed{}},
		{Name: "ConfidentialityClauseMissingFound", NL: "Geheimhouding ontbreekt", Zero: ConfidentialityClauseMissingFound{}},
		{Name: "ExternalAccessAllowed", NL: "Toegang toegestaan", Zero: ExternalAccessAllowed{}},
		{Name: "ExternalAccessEnded", NL: "Toegang beëindigd", Zero: ExternalAccessEnded{}},
		{Name: "ContractNonComplianceFound", NL: "Afwijking vastgesteld", Zero: ContractNonComplianceFound{}},
		{Name: "ContractNonComplianceRemedied", NL: "Afwijking hersteld", Zero: ContractNonComplianceRemedied{}},
	},
})

type contractEvent = domain.Event[Contract]

// Options are the choices of a form about this contract.
func (s Contract) Options(form string) []domain.Choice {
	if form == "deviation" {
		return s.Deviations.Open()
	}
	return nil
}

// RecordContract records a contract with an external.
type RecordContract struct{ ContractTerms }

// ContractRecorded is the first event of a contract.
type ContractRecorded struct{ ContractTerms }

// OwnedBy implements [domain.Owned].
func (c RecordContract) OwnedBy() string { return c.ContractTerms.Process }

func (t ContractTerms) clean() ContractTerms {
	t.Supplier, t.Reference, t.ClauseReference = trim(t.Supplier), trim(t.Reference), trim(t.ClauseReference)
	return t
}

func (t ContractTerms) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.Need(t.Supplier, "supplier", "Noem de leverancier.")
	p.NeedProcess(t.Process, by)
	p.Need(t.Reference, "reference", "Noem het contract.")
	p.Choose(t.Kind, string(t.Kind), "kind", "Kies de soort.")
	p.Choose(t.BuildingAccess, string(t.BuildingAccess), "building_access", "Geef aan of de externe in het gebouw komt.")
	p.Choose(t.SystemsAccess, string(t.SystemsAccess), "systems_access", "Geef aan of de externe in de systemen komt.")
	p.Choose(t.ClausePresent, string(t.ClausePresent), "clause_present", "Geef aan of er een bepaling over geheimhouding in staat.")
	if t.ClausePresent == domain.Yes {
		p.Need(t.ClauseReference, "clause_reference", "Zeg waar de bepaling over geheimhouding staat.")
	}
	if !t.RunsFrom.Valid() {
		p.Add("runs_from", "Vul in vanaf welke dag het contract loopt.")
	}
	if t.RunsTo != "" && (!t.RunsTo.Valid() || t.RunsTo < t.RunsFrom) {
		p.Add("runs_to", "De laatste dag ligt niet vóór de eerste.")
	}
	return p
}

// Decide implements [domain.Command]. A contract that gives access without a clause is recorded, and flagged at once
// (R-6.1-09).
func (c RecordContract) Decide(_ Contract, by domain.Stamp) ([]contractEvent, error) {
	t := c.ContractTerms.clean()
	if err := t.problems(by).Refuse("contract.incomplete"); err != nil {
		return nil, err
	}
	list := []contractEvent{ContractRecorded{t}}
	if t.ClausePresent == domain.No && (t.BuildingAccess == domain.Yes || t.SystemsAccess == domain.Yes) {
		list = append(list, ConfidentialityClauseMissingFound{What: "Het contract geeft toegang zonder bepaling over geheimhouding."})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e ContractRecorded) Evolve(_ Contract, _ domain.Stamp) Contract {
	return Contract{ContractTerms: e.ContractTerms, State: ContractStatusRecorded, Clause: e.ClauseReference}
}
