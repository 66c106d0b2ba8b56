package processors_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/processors"
)

// afterwards issues a command about an earlier day, recorded at [domaintest.Now]: what the ledger learns later.
func afterwards(t *testing.T, rec domain.Record, c *domaintest.Case, role domain.Role, command any, happened string) ([]any, any, error) {
	t.Helper()
	by := domain.Stamp{Actor: domaintest.Person(role), Role: role, Happened: at(happened), Recorded: domaintest.Now,
		Record: domaintest.ID, Command: domaintest.Command, Facts: town("2015-01-01")}
	state := domaintest.State[any](c)
	list, err := rec.Decide(state, command, by)
	for _, e := range list {
		state = rec.Evolve(state, e, by)
	}
	return list, state, err
}

func TestProcessorFactsInOrder(t *testing.T) {
	yes, no := AssessGuarantees{Result: Sufficient, Evidence: "ISO 27001"}, AssessGuarantees{Result: Insufficient, Evidence: "Verlopen."}
	t.Run("R-7.2-01 een positieve beoordeling van eerder, later vastgelegd, maakt een negatieve van nu niet ongedaan", func(t *testing.T) {
		for _, life := range [][]any{proposed(), registered()} {
			_, state, err := afterwards(t, ProcessorRecord, processor(t, life).When(no), domain.OWN, yes, "2026-10-01")
			if s := state.(Processor); err != nil || s.Guarantees != Insufficient || s.Usable() || s.State == ProcessorStatusAccepted {
				t.Errorf("%v %+v", err, s)
			}
		}
	})
	t.Run("R-7.2-01 geregistreerd op een dag van vóór de beoordeling: geweigerd", func(t *testing.T) {
		if _, _, err := afterwards(t, ProcessorRecord, processor(t, accepted()), domain.PB, RegisterProcessor{}, "2026-11-22"); err == nil {
			t.Error("registered before the guarantees were assessed")
		}
		if _, _, err := afterwards(t, ProcessorRecord, processor(t, accepted()), domain.PB, RegisterProcessor{}, "2026-11-23"); err != nil {
			t.Error(err)
		}
	})
	t.Run("promise 7 een subverwerker die al werkt wordt in elke stand van de verwerker vastgelegd, en kan stoppen", func(t *testing.T) {
		for _, life := range [][]any{proposed(), registered(), append(registered(), ProcessorDeregistered{Data: "never-had", Reason: "x"})} {
			c := processor(t, life).As(domain.FG).When(FindSubprocessor{sub, "2026-05-01"}).ThenEvents("SubprocessorFound", "ProcessorNonComplianceFound")
			c.As(domain.PB).When(EndSubprocessor{domaintest.Command, "Gestopt."}).ThenEvents("SubprocessorEnded")
		}
	})
	requested := append(registered(), SubprocessorConsentRequested{"s1", sub})
	t.Run("R-B2-03 na een weigering of intrekking kan alsnog schriftelijk toestemming worden gegeven", func(t *testing.T) {
		give := GiveConsent{"s1", "Z-9"}
		processor(t, requested, SubprocessorConsentRefused{"s1", "Nee."}).When(give).Then(SubprocessorConsentGiven{"s1", "Z-9"})
		c := processor(t, requested, SubprocessorConsentGiven{"s1", "Z-1"}, SubprocessorEngaged{"s1"}, SubprocessorConsentWithdrawn{"s1", "Nee."})
		if len(domaintest.State[Processor](c).Flags()) == 0 {
			t.Error("works without consent, and no flag")
		}
		if f := domaintest.State[Processor](c.When(give)).Flags(); len(f) != 0 {
			t.Errorf("flags %v", f)
		}
	})
	t.Run("R-B2-03 ingetrokken vóór de toestemming, of gestopt vóór het begin: geweigerd", func(t *testing.T) {
		c := processor(t, requested, SubprocessorConsentGiven{"s1", "Z-1"}, SubprocessorEngaged{"s1"}) // both on 2026-11-23
		if _, _, err := afterwards(t, ProcessorRecord, c, domain.OWN, WithdrawConsent{"s1", "x"}, "2026-11-20"); err == nil {
			t.Error("withdrawn before it was given")
		}
		if _, _, err := afterwards(t, ProcessorRecord, c, domain.PB, EndSubprocessor{"s1", "x"}, "2026-11-20"); err == nil {
			t.Error("ended before it began")
		}
	})
}

func TestAgreementFactsInOrder(t *testing.T) {
	onHeemstede := drafted(on(Heemstede), fullClauses()) // drafted on 2026-11-23
	t.Run("R-7.2-16 een dag van vóór 2020 opgeven helpt niet om een concept van nu op het Heemsteedse model te sluiten", func(t *testing.T) {
		if _, _, err := afterwards(t, AgreementRecord, agreement(t, onHeemstede), domain.OWN, sign("2020-01-01"), "2019-12-31"); err == nil {
			t.Error("concluded before its draft")
		}
	})
	t.Run("promise 7 een concept dat al getekend blijkt, wordt vastgelegd met wat eraan ontbreekt", func(t *testing.T) {
		bad := without(func(c *Clauses) { c.AuditsClause, c.AuditsText = "", "" })
		life := append(offered(on(OwnPaper), bad), ModelChangeRequestedByProcessor{Change: "c", Clause: "artikel 3", What: "x"})
		x := signature("2026-11-20")
		x.Guarantees, x.SignedForProcessor = "", ""
		list, state, err := afterwards(t, AgreementRecord, agreement(t, life), domain.OWN, RecordConcludedAgreement{x}, "2026-11-24")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range state.(Agreement).Deviations {
			got = append(got, strings.TrimPrefix(d.ID, domaintest.Command+"/"))
		}
		if !slices.Equal(got, []string{"signature", "audits", "template", "changes", "guarantees"}) || state.(Agreement).State != AgreementStatusInForce {
			t.Errorf("deviations %v of %v", got, list)
		}
		agreement(t, drafted(vng(), fullClauses())).When(RecordConcludedAgreement{signature("2026-12-01")}).ThenEvents("AgreementConcluded")
		agreement(t, drafted(vng(), fullClauses())).When(RecordConcludedAgreement{}).ThenRefused(domain.Invalid, "in_force_from")
		onlyRoles(t, AgreementRecord, life, RecordConcludedAgreement{x}, domain.OWN)
	})
	t.Run("R-B2-07 een goedkeuring van na het sluiten telt niet", func(t *testing.T) {
		c := agreement(t, ownPaper(fullClauses())).As(domain.PB).When(ApproveOwnTemplate{}) // on 2026-11-24
		if _, _, err := afterwards(t, AgreementRecord, c, domain.OWN, sign("2026-12-01"), "2026-11-23"); err == nil {
			t.Error("concluded before it was approved")
		}
		if _, _, err := afterwards(t, AgreementRecord, c, domain.OWN, sign("2026-12-01"), "2026-11-24"); err != nil {
			t.Error(err)
		}
	})
	t.Run("R-7.2-02 met terugwerkende kracht geldt er geen overeenkomst vóór zij is gesloten", func(t *testing.T) {
		s := domaintest.State[Agreement](agreement(t, drafted(vng(), fullClauses())).When(sign("2026-01-01"))) // on 2026-11-24
		told := s.Tells().(domain.AgreementFacts)
		if s.InForceOn("2026-11-23") || !s.InForceOn("2026-11-24") || told.InForce("2026-11-23") || !told.InForce("2026-11-24") {
			t.Errorf("%+v", s.AgreementPeriod)
		}
	})
	t.Run("R-TIM-06 R-7.2-19 een controle na de termijn is een feit, en een afwijking", func(t *testing.T) {
		life := append(offered(vng(), fullClauses()), AgreementConcluded{Signature: signature("2026-01-01"), Due: "2026-11-23"}, AgreementCameIntoForce{})
		c := agreement(t, life).When(CheckAgreement{Result: Current}).ThenEvents("AgreementCheckedYearly", "AgreementNonComplianceFound")
		if d := domaintest.State[Agreement](c).Deviations; len(d) != 1 || d[0].Since != "2026-11-23" {
			t.Errorf("%+v", d)
		}
		agreement(t, life).At(at("2026-11-23")).When(CheckAgreement{Result: Current}).ThenEvents("AgreementCheckedYearly")
	})
	t.Run("R-7.2-19 een opgezegde overeenkomst wordt gecontroleerd tot zij eindigt", func(t *testing.T) {
		life := append(inForce(), AgreementTerminated{EndsOn: "2028-06-01", Reason: "x"}) // due 2027-11-23
		s := domaintest.State[Agreement](agreement(t, life))
		if !s.CheckOverdue("2027-11-24") || s.CheckOverdue("2028-06-01") {
			t.Error("overdue until it ends, and not after")
		}
		agreement(t, life).When(CheckAgreement{Result: Current}).ThenEvents("AgreementCheckedYearly")
		agreement(t, life).At(at("2028-06-01")).When(CheckAgreement{Result: Current}).ThenRefused(domain.Conflict)
	})
	t.Run("R-7.2-20 een aanpassing in een bijlage, waarbij geen artikel verschuift, is een wijziging", func(t *testing.T) {
		same := AmendAgreement{Clauses: fullClauses(), AgreementPeriod: AgreementPeriod{InForceFrom: "2026-01-01"}, Reason: "Bijlage 3 is vernieuwd."}
		c := agreement(t, inForce()).When(CheckAgreement{ToBeFixed, "Bijlage 3."}).When(same).ThenEvents("AgreementAmended")
		if domaintest.State[Agreement](c).ToAdapt {
			t.Error("still open")
		}
		c.When(same).Then()
	})
	t.Run("RT-12 wat al geldt, krijgt geen eerste dag in de toekomst; eindigen na de afloop kan niet", func(t *testing.T) {
		agreement(t, inForce()).When(AmendAgreement{Clauses: fullClauses(), AgreementPeriod: AgreementPeriod{InForceFrom: "2027-01-01"}, Reason: "x"}).
			ThenRefused(domain.Invalid, "in_force_from")
		x := signature("2026-01-01")
		x.InForceTo = "2026-12-31"
		life := append(offered(vng(), fullClauses()), AgreementConcluded{Signature: x, Due: "2027-11-23"}, AgreementCameIntoForce{})
		agreement(t, life).When(TerminateAgreement{EndsOn: "2027-01-02", Reason: "x"}).ThenRefused(domain.Invalid, "ends_on")
		agreement(t, life).When(TerminateAgreement{EndsOn: "2027-01-01", Reason: "x"}).ThenStatus(AgreementStatusEnding)
	})
	t.Run("R-7.2-21 zonder afgesproken dag is de teruggave meteen na het einde te laat", func(t *testing.T) {
		s := domaintest.State[Agreement](agreement(t, inForce(), AgreementArchived{"a", "b"}, AgreementExpired{"2026-11-01"}))
		if f := s.Flags("2026-11-01"); len(f) != 1 || !strings.Contains(f[0], "nog niet terug") {
			t.Errorf("flags %v", f)
		}
		if f := s.Flags("2026-10-31"); len(f) != 0 {
			t.Errorf("flags %v", f)
		}
	})
}

func TestContractFacts(t *testing.T) {
	contract := func(x ContractTerms, more ...any) *domaintest.Case {
		return given(t, ContractRecord, []any{ContractRecorded{x}}, more...).As(domain.OWN)
	}
	clause, allow := ConfidentialityClauseConfirmed{"artikel 4"}, AllowAccess{domain.Yes, domain.No}
	t.Run("R-6.1-09 toegang buiten de looptijd van het contract: geweigerd", func(t *testing.T) {
		x := cleaning()
		x.RunsTo = "2026-11-23"
		contract(x, clause).When(allow).ThenRefused(domain.Unmet, "runs_from")
		contract(x, clause).At(at("2026-11-23")).When(allow).ThenStatus(ContractStatusAccess)
		x.RunsFrom, x.RunsTo = "2026-11-25", ""
		contract(x, clause).When(allow).ThenRefused(domain.Unmet, "runs_from")
	})
	t.Run("R-LED-19 wat op een contract in strijd met een regel is gebeurd, wordt altijd vastgelegd, ook na het einde", func(t *testing.T) {
		find := FindContractDeviation{domain.FindDeviation{Rule: "§6.1", What: "De sleutels zijn niet ingeleverd."}}
		for _, life := range [][]any{nil, {clause}, {ExternalAccessEnded{"Afgelopen."}}} {
			contract(cleaning(), life...).As(domain.FG).When(find).ThenEvents("ContractNonComplianceFound")
		}
		onlyRoles(t, ContractRecord, []any{ContractRecorded{cleaning()}}, find, domain.FG, domain.PB, domain.OWN, domain.CISO)
	})
	t.Run("RT-17 of de bepaling er is, volgt wat het laatst is gevonden", func(t *testing.T) {
		none := cleaning()
		none.ClausePresent, none.ClauseReference = domain.No, ""
		if s := domaintest.State[Contract](contract(none, clause)); s.ClausePresent != domain.Yes || s.ClauseReference != "artikel 4" {
			t.Errorf("%+v", s.ContractTerms)
		}
		if s := domaintest.State[Contract](contract(cleaning(), ConfidentialityClauseMissingFound{What: "x"})); s.ClausePresent != domain.No || s.ClauseReference != "" {
			t.Errorf("%+v", s.ContractTerms)
		}
	})
}

func TestRunningProcess(t *testing.T) {
	gone := domaintest.Town()
	gone.Processes[domaintest.Process] = domain.ProcessFacts{Owner: "own", Ended: true}
	x, moved := terms(), vng()
	x.Process, moved.Process = "onzin", "onzin"
	t.Run("RT-11 RT-12 RT-17 wat bij een proces komt te staan, staat bij een proces dat loopt", func(t *testing.T) {
		processor(t, nil).Knowing(gone).When(Propose{terms()}).ThenRefused(domain.Invalid, "process")
		processor(t, registered()).As(domain.PB).When(AmendProcessor{x, "Ander proces."}).ThenRefused(domain.Invalid, "process")
		agreement(t, nil).Knowing(gone).When(DraftAgreement{vng(), fullClauses()}).ThenRefused(domain.Invalid, "process")
		agreement(t, drafted(vng(), fullClauses())).When(ReviseAgreement{moved, fullClauses(), "x"}).ThenRefused(domain.Invalid, "process")
		given(t, ContractRecord, nil).Knowing(gone).As(domain.OWN).When(RecordContract{cleaning()}).ThenRefused(domain.Invalid, "process")
	})
	t.Run("RT-12 een lopende overeenkomst van een proces dat is geëindigd, kan nog worden gecontroleerd en beëindigd", func(t *testing.T) {
		agreement(t, inForce()).Knowing(gone).When(CheckAgreement{Result: Current}).ThenEvents("AgreementCheckedYearly")
		agreement(t, inForce()).Knowing(gone).When(TerminateAgreement{EndsOn: "2026-12-31", Reason: "x"}).ThenStatus(AgreementStatusEnding)
	})
}

func TestModelDays(t *testing.T) {
	t.Run("RT-13 een versie wordt vastgesteld op een dag waarop zij geldig is", func(t *testing.T) {
		for day, valid := range map[string]bool{"2026-11-23": false, "2026-11-24": true, "2026-12-31": true, "2027-01-01": false} {
			x := model()
			x.ValidFrom, x.ValidTo = "2026-11-24", "2026-12-31"
			c := given(t, ModelRecord, []any{ModelAgreementVersionDrafted{x, fullClauses()}}).As(domain.PB).At(at(day)).When(IssueModel{})
			if !valid {
				c.ThenRefused(domain.Unmet, "valid_from")
				continue
			}
			c.ThenStatus(ModelStatusCurrent)
		}
	})
}
