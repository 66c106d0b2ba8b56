package processors_test

import (
	"slices"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/processors"
)

// fullClauses is a checklist in which all thirteen elements have a clause and a page, and state what they must.
func fullClauses() Clauses {
	return Clauses{
		SubjectClause: "artikel 1", SubjectText: "blz. 1", DataClause: "artikel 2", DataText: "bijlage 1",
		ControllerClause: "artikel 3", ControllerText: "blz. 2",
		InstructionsClause: "artikel 4", InstructionsText: "blz. 2", WrittenInstructions: domain.Yes,
		SubprocessorsClause: "artikel 5", SubprocessorsText: "blz. 3", PriorConsent: domain.Yes,
		SecurityClause: "artikel 6", SecurityText: "bijlage 2",
		ConfidentialityClause: "artikel 7", ConfidentialityText: "blz. 4", PersonsCovered: domain.Yes,
		RightsClause: "artikel 8", RightsText: "blz. 5", DutiesClause: "artikel 9", DutiesText: "blz. 5",
		ReturnClause: "artikel 10", ReturnText: "blz. 6", CopiesCovered: domain.Yes,
		AuditsClause: "artikel 11", AuditsText: "blz. 6", TransferClause: "artikel 12", TransferText: "blz. 7",
		LiabilityClause: "artikel 13", LiabilityText: "blz. 7",
	}
}

// without is the full checklist after a change.
func without(change func(*Clauses)) Clauses {
	c := fullClauses()
	change(&c)
	return c
}

// vng are the terms of an agreement on the VNG model that can be concluded. Each call returns slices of its own.
func vng() AgreementTerms {
	return AgreementTerms{Name: "Overeenkomst Wmo-systeem", Processor: "verwerker-1", Process: domaintest.Process, Activities: []string{"verwerking-1"},
		MainAgreement: "INK-2026-014", Integral: domain.Yes, Template: VNG, TemplateVersion: "2.42"}
}

// on is vng on another template.
func on(t Template) AgreementTerms {
	a := vng()
	a.Template = t
	return a
}

// terms are what is known of a processor, complete.
func terms() ProcessorTerms {
	return ProcessorTerms{Name: "Kustlijn Software BV", Process: domaintest.Process, Contact: "privacy@kustlijn.example", Services: "Beheer van het Wmo-systeem.",
		Activities: []string{"verwerking-1"}, BuildingAccess: domain.No, SystemsAccess: domain.Yes, Location: "Delft", Abroad: domain.No}
}

// sign is a signature under an agreement that holds from a day on.
func sign(from string) ConcludeAgreement { return ConcludeAgreement{signature(from)} }

func signature(from string) Signature {
	return Signature{AgreementPeriod: AgreementPeriod{InForceFrom: day(from)}, SignedBy: "dom", SignedForProcessor: "directeur", Guarantees: "beoordeling van 1 maart 2026"}
}

// The lives of an agreement, as the events that led to each state.
func drafted(t AgreementTerms, c Clauses) []any { return []any{AgreementDrafted{t, c}} }
func offered(t AgreementTerms, c Clauses) []any {
	return append(drafted(t, c), AgreementOfferedToProcessor{})
}
func ownPaper(c Clauses) []any {
	return append(offered(on(OwnPaper), c), OwnTemplateApprovalRequested{"Het model wordt niet getekend.", "Enige aanbieder."})
}
func concluded() []any {
	return append(offered(vng(), fullClauses()), AgreementConcluded{Signature: signature("2026-01-01"), Due: "2027-11-23"})
}
func inForce() []any { return append(concluded(), AgreementCameIntoForce{}) }
func ending() []any {
	return append(inForce(), AgreementTerminated{EndsOn: "2026-11-01", ReturnBy: "2026-12-01", Reason: "Gestopt."})
}

// The lives of a processor.
func proposed() []any { return []any{ProcessorProposed{terms()}} }
func accepted() []any {
	return append(proposed(), ProcessorGuaranteesAssessed{Result: Sufficient, Evidence: "ISO 27001"})
}
func registered() []any { return append(accepted(), ProcessorRegistered{}) }

// given is a record of the town, with the events of its life.
func given(t domaintest.T, rec domain.Record, life []any, more ...any) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, rec, slices.Concat(life, more)...).Knowing(town("2015-01-01"))
}

// town is the town with the processor of vng, whose guarantees were found sufficient on a day; "" if they were not.
func town(guarantees calendar.Date) domaintest.Facts {
	f := domaintest.Town()
	f.Others = []domaintest.Other{{Stream: "processor/verwerker-1", Versions: []any{domain.ProcessorFacts{Name: "Kustlijn", Usable: guarantees != "", Guarantees: guarantees}}}}
	return f
}

func agreement(t domaintest.T, life []any, more ...any) *domaintest.Case {
	t.Helper()
	return given(t, AgreementRecord, life, more...).As(domain.OWN)
}

func processor(t domaintest.T, life []any, more ...any) *domaintest.Case {
	t.Helper()
	return given(t, ProcessorRecord, life, more...).As(domain.OWN)
}

// at is noon of a day in Amsterdam.
func at(s string) time.Time { return day(s).Start().Add(12 * time.Hour) }

// onlyRoles: whoever is not in the list is refused the command, and whoever is in it is not refused for who he is.
func onlyRoles(t *testing.T, rec domain.Record, life []any, command any, allowed ...domain.Role) {
	t.Helper()
	info := rec.Info().Command(command)
	if info == nil {
		t.Fatalf("no command %T", command)
	}
	for _, r := range domain.Roles {
		if !slices.Contains(allowed, r.Role) {
			given(t, rec, life).As(r.Role).When(command).ThenRefused(domain.Forbidden)
			continue
		}
		by := domain.Stamp{Actor: domaintest.Person(r.Role), Role: r.Role, Happened: domaintest.Now, Recorded: domaintest.Now, Facts: domaintest.Town()}
		if err := domain.Authorize(info, domaintest.Process, by); err != nil {
			t.Errorf("%T as %s: %v", command, r.Role, err)
		}
	}
}
