package governance_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/governance"
)

// began is the first event of a file, some days ago.
func began(r Relation, special ...SpecialFunction) EngagementStarted {
	return EngagementStarted{EngagementTerms: EngagementTerms{Person: "emp", Relation: r, Team: "Zorg", From: "2026-11-20", Special: special}}
}

func file(t domaintest.T, role domain.Role, life ...any) *domaintest.Case {
	t.Helper()
	f := domaintest.Town()
	f.Others = []domaintest.Other{{Stream: "document/" + otherID, Versions: []any{Document{DocumentTerms: DocumentTerms{Kind: ConfidentialityOf}}}},
		{Stream: "document/ander", Versions: []any{Document{DocumentTerms: DocumentTerms{Kind: Format}}}}}
	return domaintest.Given(t, EngagementRecord, life...).Knowing(f).As(role)
}

func fileState(t domaintest.T, life ...any) Engagement {
	t.Helper()
	return domaintest.State[Engagement](file(t, domain.SEC, life...))
}

var (
	signed  = ConfidentialityDeclarationSigned{"P-1"}
	issued  = ConfidentialityDocumentIssued{"document/" + otherID}
	decided = OathRequirementDecided{OathDecision{"Zes maanden", "Beleidswerk", domain.No, "Kort en zonder gevoelige gegevens."}}
)

func TestConfidentialityGaps(t *testing.T) {
	gap := func(t *testing.T, want []ConfidentialDuty, life ...any) {
		t.Helper()
		if got := fileState(t, life...).Gap(today); !slices.Equal(got, want) {
			t.Errorf("gap %v, want %v", got, want)
		}
	}
	t.Run("R-6.1-01 vaste dienst zonder eed of belofte bij indiensttreding is een gat", func(t *testing.T) {
		gap(t, []ConfidentialDuty{OathDuty}, began(Permanent), signed, issued)
		gap(t, nil, began(Permanent), signed, issued, OathTaken{"sec"})
	})
	t.Run("R-6.1-02 vaste dienst zonder getekende verklaring is een gat", func(t *testing.T) {
		gap(t, []ConfidentialDuty{DeclarationDuty}, began(Permanent), issued, AffirmationMade{"sec"})
	})
	t.Run("R-6.1-03 inhuur zonder getekende verklaring is een gat", func(t *testing.T) {
		gap(t, []ConfidentialDuty{DeclarationDuty}, began(Hired), decided, issued)
		gap(t, nil, began(Hired), decided, issued, signed)
	})
	t.Run("R-6.1-04 bij inhuur is er een besluit over de eed, met duur, aard en reden; bij ja is de eed nodig", func(t *testing.T) {
		gap(t, []ConfidentialDuty{DecideOathDuty}, began(Hired), issued, signed)
		yes := OathRequirementDecided{OathDecision{"Twee jaar", "Dossiers", domain.Yes, "Lang."}}
		gap(t, []ConfidentialDuty{OathDuty}, began(Hired), yes, issued, signed)
		file(t, domain.OWN, began(Hired)).When(DecideOath{}).ThenRefused(domain.Invalid, "duration", "nature", "needed", "reason")
		file(t, domain.OWN, began(Hired)).When(DecideOath{decided.OathDecision}).Then(decided)
		file(t, domain.SEC, began(Hired)).When(DecideOath{decided.OathDecision}).ThenRefused(domain.Forbidden)
		file(t, domain.OWN, began(Permanent)).When(DecideOath{decided.OathDecision}).ThenRefused(domain.Conflict)
	})
	t.Run("R-6.1-05 het aparte document is aan elke medewerker gegeven; een ander document telt niet", func(t *testing.T) {
		gap(t, []ConfidentialDuty{DocumentDuty}, began(Permanent), signed, OathTaken{"sec"})
		x := file(t, domain.OWN, began(Permanent)).When(IssueConfidentialityDocument{"document/" + otherID}).Then(issued)
		if e := domaintest.State[Engagement](x); e.IssuedOn != today || e.Issued != "document/"+otherID {
			t.Errorf("%+v", e)
		}
		file(t, domain.OWN, began(Permanent)).When(IssueConfidentialityDocument{"document/ander"}).ThenRefused(domain.Invalid, "document")
	})
	t.Run("R-6.1-06 wie Suwinet of de BRP gebruikt, is daar apart op gewezen; wie niet, is bekend; andere functies kunnen erbij", func(t *testing.T) {
		life := []any{began(Permanent, Suwinet, BRP), signed, issued, OathTaken{"sec"}, FunctionSpecificNoticeGiven{"Suwinet"}}
		gap(t, []ConfidentialDuty{NoticeDuty}, life...)
		if e := fileState(t, life...); !slices.Equal(e.WithoutNotice(), []string{"Basisregistratie personen"}) {
			t.Errorf("%v", e.WithoutNotice())
		}
		file(t, domain.OWN, life...).When(GiveFunctionNotice{Function: "Basisregistratie personen"}).
			Then(FunctionSpecificNoticeGiven{"Basisregistratie personen"}, ConfidentialityComplete{})
		x := file(t, domain.OWN, began(Permanent)).When(AssignFunction{Other: "Sociale recherche"}).Then(SpecialFunctionAssigned{"Sociale recherche"})
		if e := domaintest.State[Engagement](x); !slices.Equal(e.WithoutNotice(), []string{"Sociale recherche"}) {
			t.Errorf("%v", e.WithoutNotice())
		}
		file(t, domain.OWN, began(Permanent)).When(AssignFunction{}).ThenRefused(domain.Invalid, "special_function")
		file(t, domain.OWN, began(Permanent)).When(GiveFunctionNotice{}).ThenRefused(domain.Invalid, "function")
	})
	t.Run("R-6.1-10 eed of belofte wordt vastgelegd met de dag", func(t *testing.T) {
		x := file(t, domain.SEC, began(Permanent)).Afterwards(calendar.Date("2026-11-20").Start().Add(3600e9)).When(TakeOath{"oath", "sec"}).Then(OathTaken{"sec"})
		if e := domaintest.State[Engagement](x); e.OathOn != "2026-11-20" || e.Affirmed {
			t.Errorf("%+v", e)
		}
		x = file(t, domain.TM, began(Permanent)).When(TakeOath{"affirmation", "sec"}).Then(AffirmationMade{"sec"})
		if e := domaintest.State[Engagement](x); e.OathOn != today || !e.Affirmed {
			t.Errorf("%+v", e)
		}
		file(t, domain.SEC, began(Permanent)).When(TakeOath{}).ThenRefused(domain.Invalid, "kind", "taken_by")
	})
	t.Run("§6.1 een externe is gebonden door een contract", func(t *testing.T) {
		gap(t, []ConfidentialDuty{ContractDuty}, began(External))
		with := began(External)
		with.Contract = "contract/x"
		gap(t, nil, with)
	})
}

func TestEngagement(t *testing.T) {
	start := StartEngagement{EngagementTerms: EngagementTerms{Person: "emp", Relation: Permanent, Team: "Zorg", From: today}}
	t.Run("RT-26 wie begint, staat vast met verband, team en dag; alleen de eigenaar en personeelszaken leggen het vast", func(t *testing.T) {
		for _, r := range domain.Roles {
			x := file(t, r.Role).When(start)
			if r.Role == domain.OWN || r.Role == domain.SEC || r.Role == domain.TM {
				x.Then(EngagementStarted{EngagementTerms: start.EngagementTerms}).ThenStatus(EngagementStatusEngaged)
			} else {
				x.ThenRefused(domain.Forbidden)
			}
		}
		file(t, domain.OWN).When(StartEngagement{}).ThenRefused(domain.Invalid, "person", "relation", "team", "start_date")
	})
	t.Run("R-6.1-01 is alles er, dan is het dossier meteen volledig", func(t *testing.T) {
		x := file(t, domain.SEC, began(Permanent), issued, OathTaken{"sec"}).When(SignDeclaration{"P-1"}).Then(signed, ConfidentialityComplete{}).ThenStatus(EngagementStatusComplete)
		if e := domaintest.State[Engagement](x); e.ByClock(domaintest.Now) != nil {
			t.Error("the clock still has something to say")
		}
	})
	t.Run("R-6.1-01 R-6.1-03 de klok stelt vast wat ontbreekt: bij vaste dienst na de eerste dag, bij inhuur op de eerste dag", func(t *testing.T) {
		first, next := calendar.Date("2026-11-20").Start(), calendar.Date("2026-11-21").Start()
		if e := fileState(t, began(Permanent)); e.ByClock(first) != nil || e.ByClock(next) != (FindConfidentialityGap{}) {
			t.Error("permanent")
		}
		if e := fileState(t, began(Hired)); e.ByClock(first) != (FindConfidentialityGap{}) || e.ByClock(first.Add(-1)) != nil {
			t.Error("hired")
		}
		x := file(t, domain.SYS, began(Hired), issued, decided).When(FindConfidentialityGap{}).Then(ConfidentialityGapFound{[]ConfidentialDuty{DeclarationDuty}}).ThenStatus(EngagementStatusGap)
		if e := domaintest.State[Engagement](x); e.ByClock(domaintest.Now) != nil {
			t.Error("the clock says it twice")
		}
		file(t, domain.SYS, began(Hired), issued, decided, signed).When(FindConfidentialityGap{}).ThenRefused(domain.Conflict)
	})
	t.Run("RT-26 na het einde is er geen gat meer", func(t *testing.T) {
		e := domaintest.State[Engagement](file(t, domain.OWN, began(Permanent)).When(EndEngagement{}).ThenStatus(EngagementStatusEnded))
		if e.Gap(today) != nil || e.ByClock(domaintest.Now) != nil || e.EndedOn != today {
			t.Errorf("%+v", e)
		}
	})
}
