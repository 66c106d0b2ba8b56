package processors_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/processors"
)

func cleaning() ContractTerms {
	return ContractTerms{Supplier: "Helder Schoonmaak BV", Process: domaintest.Process, Reference: "INK-31", Kind: "cleaning", BuildingAccess: domain.Yes, SystemsAccess: domain.No,
		ClausePresent: domain.Yes, ClauseReference: "artikel 4", RunsFrom: "2025-01-01"}
}

func TestContract(t *testing.T) {
	recorded := []any{ContractRecorded{cleaning()}}
	covered := append(recorded[:1:1], ConfidentialityClauseConfirmed{"artikel 4"})
	access := append(covered[:2:2], ExternalAccessAllowed{true, false})
	contract := func(t *testing.T, life []any) *domaintest.Case {
		return given(t, ContractRecord, life).As(domain.OWN)
	}
	allow := AllowAccess{domain.Yes, domain.No}
	none := cleaning()
	none.ClausePresent, none.ClauseReference = domain.No, ""
	t.Run("RT-17 een contract noemt leverancier, kenmerk, soort, toegang en de bepaling", func(t *testing.T) {
		contract(t, nil).When(RecordContract{cleaning()}).Then(ContractRecorded{cleaning()}).ThenStatus(ContractStatusRecorded)
		contract(t, nil).When(RecordContract{ContractTerms{Process: domaintest.Process, ClausePresent: domain.Yes}}).ThenRefused(domain.Invalid,
			"supplier", "reference", "kind", "building_access", "systems_access", "clause_reference", "runs_from")
		late := cleaning()
		late.RunsTo = "2024-12-31"
		contract(t, nil).When(RecordContract{late}).ThenRefused(domain.Invalid, "runs_to")
	})
	t.Run("R-6.1-09 een contract met toegang zonder bepaling is gemarkeerd; zonder toegang niet", func(t *testing.T) {
		contract(t, nil).When(RecordContract{none}).ThenEvents("ContractRecorded", "ConfidentialityClauseMissingFound").ThenStatus(ContractStatusGap)
		away := none
		away.BuildingAccess = domain.No
		contract(t, nil).When(RecordContract{away}).ThenStatus(ContractStatusRecorded)
	})
	t.Run("R-6.1-09 toegang zonder bevestigde bepaling: geweigerd", func(t *testing.T) {
		contract(t, recorded).When(allow).ThenRefused(domain.Unmet, "clause")
		contract(t, []any{ContractRecorded{none}, ConfidentialityClauseMissingFound{What: "Ontbreekt."}}).When(allow).ThenRefused(domain.Unmet, "clause")
	})
	t.Run("§6.1 met de bevestigde bepaling: toegang, en niet verder dan het contract", func(t *testing.T) {
		c := contract(t, recorded).When(ConfirmClause{" artikel 4 "}).Then(ConfidentialityClauseConfirmed{"artikel 4"}).ThenStatus(ContractStatusCovered)
		c.When(AllowAccess{domain.Yes, domain.Yes}).ThenRefused(domain.Unmet, "systems")
		c.When(AllowAccess{}).ThenRefused(domain.Invalid, "building", "systems")
		c.When(AllowAccess{domain.No, domain.No}).ThenRefused(domain.Invalid, "building")
		c.When(allow).Then(ExternalAccessAllowed{true, false}).ThenStatus(ContractStatusAccess)
		contract(t, recorded).When(ConfirmClause{}).ThenRefused(domain.Invalid, "clause")
	})
	t.Run("R-6.1-09 G13 toegang die al bestaat zonder bepaling is een afwijking", func(t *testing.T) {
		c := contract(t, access).As(domain.FG).When(FindMissingClause{"Niet getekend.", ""}).ThenEvents("ConfidentialityClauseMissingFound", "ContractNonComplianceFound").ThenStatus(ContractStatusGap)
		if d := domaintest.State[Contract](c).Deviations; len(d) != 1 || d[0].Since != "2026-11-23" {
			t.Errorf("%+v", d)
		}
		contract(t, recorded).As(domain.CISO).When(FindMissingClause{"Binnen gezien.", "2026-10-01"}).ThenEvents("ConfidentialityClauseMissingFound", "ContractNonComplianceFound")
		contract(t, recorded).When(FindMissingClause{"Ontbreekt.", ""}).ThenEvents("ConfidentialityClauseMissingFound")
		contract(t, recorded).When(FindMissingClause{"", "2026-12-01"}).ThenRefused(domain.Invalid, "what", "access_since")
	})
	t.Run("R-6.1-09 wie al toegang had, heeft na de bevestiging toegang mét bepaling; de afwijking wordt apart hersteld", func(t *testing.T) {
		c := contract(t, access).When(FindMissingClause{"Niet getekend.", ""})
		c.When(ConfirmClause{"aanvulling"}).ThenStatus(ContractStatusAccess)
		c.As(domain.PB).When(RemedyContractDeviation{domain.RemedyDeviation{Deviation: domaintest.Command, How: "Getekend."}}).ThenEvents("ContractNonComplianceRemedied")
		if s := domaintest.State[Contract](c); len(s.Options("deviation")) != 0 {
			t.Error("still open")
		}
	})
	t.Run("RT-17 toegang eindigt met een reden, ook als de bepaling ontbreekt, en daarna gebeurt er niets meer", func(t *testing.T) {
		contract(t, access).When(EndAccess{}).ThenRefused(domain.Invalid, "reason")
		c := contract(t, access).When(EndAccess{"Klaar."}).ThenStatus(ContractStatusEnded)
		c.When(allow).ThenRefused(domain.Conflict)
	})
	t.Run("RT-17 de eigenaar gaat over het contract; CISO en FG kunnen een ontbrekende bepaling vaststellen", func(t *testing.T) {
		onlyRoles(t, ContractRecord, nil, RecordContract{cleaning()}, domain.OWN)
		onlyRoles(t, ContractRecord, recorded, ConfirmClause{"a"}, domain.OWN)
		onlyRoles(t, ContractRecord, covered, allow, domain.OWN)
		onlyRoles(t, ContractRecord, access, EndAccess{"a"}, domain.OWN)
		onlyRoles(t, ContractRecord, access, FindMissingClause{What: "a"}, domain.OWN, domain.CISO, domain.FG)
	})
}
