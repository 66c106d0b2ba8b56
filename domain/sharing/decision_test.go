package sharing_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/sharing"
)

// kept is a text of a record in the vault.
func kept(record, part string) domain.VaultRef {
	return domain.VaultRef{Vault: record, Part: part, Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
}

func sharingTerms() SharingTerms {
	return SharingTerms{Resident: kept(domaintest.ID, "resident"), One: domain.Yes, Case: "Z-1", Process: domaintest.Process, Interest: kept(domaintest.ID, "interest"),
		Parts: []string{"Naam", "Hulpvraag"}, Inside: []string{"Team Schulden"}, Outside: []string{"Wijkzorg"}, Needed: domain.Yes,
		Assessment: kept(domaintest.ID, "assessment"), Motivation: kept(domaintest.ID, "motivation"), Ground: "public-task"}
}

// The lives of a decision, all of 23-11-2026.
func weighed() []any  { return []any{SharingAssessed{sharingTerms()}} }
func agreedTo() []any { return append(weighed(), SharingApproved{}) }
func shared() []any {
	return append(agreedTo(), DataShared{[]string{"Naam"}, []string{"Wijkzorg"}})
}

func told(parts ...ToldPart) ResidentInformedOfSharing {
	return ResidentInformedOfSharing{"letter", parts}
}

func decision(t *testing.T, c *domaintest.Case) SharingDecision {
	t.Helper()
	return domaintest.State[SharingDecision](c)
}

func TestSharingAssessed(t *testing.T) {
	t.Run("R-2.3-13, R-2.3-14 de eigenaar beoordeelt het delen voor precies één inwoner, met een beoordeling en een motivering in de kluis", func(t *testing.T) {
		given(t, SharingDecisionRecord, nil).As(domain.OWN).When(AssessSharing{sharingTerms()}).Then(weighed()...).ThenStatus(DecisionIsAssessed)
	})
	t.Run("R-2.3-15 het besluit houdt vast met wie binnen en met wie buiten de organisatie wordt gedeeld", func(t *testing.T) {
		s := decision(t, given(t, SharingDecisionRecord, nil).As(domain.OWN).When(AssessSharing{sharingTerms()}))
		if diff := cmp.Diff([][]string{{"Team Schulden"}, {"Wijkzorg"}}, [][]string{s.Inside, s.Outside}); diff != "" {
			t.Error(diff)
		}
		for _, lack := range []func(*SharingTerms){func(c *SharingTerms) { c.Inside = nil }, func(c *SharingTerms) { c.Outside = nil }} {
			c := sharingTerms()
			lack(&c)
			given(t, SharingDecisionRecord, nil).As(domain.OWN).When(AssessSharing{c}).ThenStatus(DecisionIsAssessed)
		}
	})
	for name, x := range map[string]struct {
		lack  func(*SharingTerms)
		field string
	}{
		"R-2.3-13 een besluit zonder inwoner":                               {func(c *SharingTerms) { c.Resident = domain.VaultRef{} }, "resident"},
		"R-2.3-13 een besluit over meer inwoners":                           {func(c *SharingTerms) { c.One = domain.No }, "one_resident"},
		"R-2.3-13 een besluit dat niet zegt over hoeveel inwoners":          {func(c *SharingTerms) { c.One = "" }, "one_resident"},
		"R-2.3-13 een besluit over de inwoner van een ander besluit":        {func(c *SharingTerms) { c.Resident.Vault = "88888888-8888-4888-8888-888888888888" }, "resident"},
		"R-2.3-14 een besluit zonder individuele beoordeling":               {func(c *SharingTerms) { c.Assessment = domain.VaultRef{} }, "assessment"},
		"R-2.3-14 een besluit zonder antwoord of delen nodig is":            {func(c *SharingTerms) { c.Needed = "" }, "needed"},
		"R-2.3-14 een besluit zonder motivering":                            {func(c *SharingTerms) { c.Motivation = domain.VaultRef{} }, "motivation"},
		"R-2.3-15 een besluit zonder ontvangers":                            {func(c *SharingTerms) { c.Inside, c.Outside = nil, []string{" "} }, "receivers_outside"},
		"RT-10 een besluit zonder kenmerk van de zaak":                      {func(c *SharingTerms) { c.Case = " " }, "case"},
		"RT-10 een besluit zonder belang van de inwoner":                    {func(c *SharingTerms) { c.Interest = domain.VaultRef{} }, "interest"},
		"RT-10 een besluit zonder gegevens":                                 {func(c *SharingTerms) { c.Parts = []string{""} }, "parts"},
		"T-55 een besluit zonder grondslag":                                 {func(c *SharingTerms) { c.Ground = "" }, "ground"},
		"T-55, R-2.3-01 een besluit op grond van het belang van de inwoner": {func(c *SharingTerms) { c.Ground = "belang van de inwoner" }, "ground"},
	} {
		t.Run(name+": geweigerd", func(t *testing.T) {
			c := sharingTerms()
			x.lack(&c)
			given(t, SharingDecisionRecord, nil).As(domain.OWN).When(AssessSharing{c}).ThenRefused(domain.Invalid, x.field)
		})
	}
	t.Run("RT-10 alleen de eigenaar van het proces, of wie hij mandaat geeft", func(t *testing.T) {
		onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, SharingDecisionRecord, nil) }, AssessSharing{sharingTerms()})
		for _, c := range []any{ApproveSharing{}, RefuseSharing{kept(domaintest.ID, "refusal")}} {
			onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, SharingDecisionRecord, weighed()) }, c)
		}
		for _, c := range []any{InformResident{"letter", []ToldPart{"sharing"}}, CloseSharingDecision{}} {
			onlyFor(t, []domain.Role{domain.OWN}, func(t *testing.T) *domaintest.Case { return given(t, SharingDecisionRecord, shared()) }, c)
		}
	})
}

func TestSharingApproved(t *testing.T) {
	t.Run("RT-10 delen dat nodig is, kan worden goedgekeurd of geweigerd", func(t *testing.T) {
		given(t, SharingDecisionRecord, weighed()).As(domain.OWN).When(ApproveSharing{}).Then(SharingApproved{}).ThenStatus(DecisionIsApproved)
		given(t, SharingDecisionRecord, weighed()).As(domain.OWN).When(RefuseSharing{kept(domaintest.ID, "refusal")}).Then(SharingRefused{kept(domaintest.ID, "refusal")}).ThenStatus(DecisionIsRefused)
		given(t, SharingDecisionRecord, weighed()).As(domain.OWN).When(RefuseSharing{}).ThenRefused(domain.Invalid, "reason")
	})
	t.Run("§2.3 delen dat niet nodig is gevonden, goedkeuren: geweigerd", func(t *testing.T) {
		c := sharingTerms()
		c.Needed = domain.No
		given(t, SharingDecisionRecord, []any{SharingAssessed{c}}).As(domain.OWN).When(ApproveSharing{}).ThenRefused(domain.Unmet, "needed")
	})
	t.Run("RT-10 delen voordat het is goedgekeurd, of nadat het is geweigerd: geweigerd", func(t *testing.T) {
		share := ShareData{[]string{"Naam"}, []string{"Wijkzorg"}}
		given(t, SharingDecisionRecord, weighed()).As(domain.OWN).When(share).ThenRefused(domain.Conflict)
		given(t, SharingDecisionRecord, weighed(), SharingRefused{}).As(domain.OWN).When(share).ThenRefused(domain.Conflict)
	})
}

func TestDataShared(t *testing.T) {
	t.Run("RT-10 gedeeld is wat is goedgekeurd, of een deel daarvan", func(t *testing.T) {
		given(t, SharingDecisionRecord, agreedTo()).As(domain.OWN).When(ShareData{[]string{" Naam "}, []string{"Wijkzorg", "Team Schulden"}}).
			Then(DataShared{[]string{"Naam"}, []string{"Wijkzorg", "Team Schulden"}}).ThenStatus(DecisionIsShared)
		given(t, SharingDecisionRecord, agreedTo()).As(domain.OWN).When(ShareData{}).ThenRefused(domain.Invalid, "parts", "receivers")
	})
	t.Run("G13 meer gegevens of een andere ontvanger is een feit, en een afwijking", func(t *testing.T) {
		c := given(t, SharingDecisionRecord, agreedTo()).As(domain.OWN).When(ShareData{[]string{"Naam", "Schulden"}, []string{"Wijkzorg"}}).ThenEvents("DataShared", "SharingDecisionNonComplianceFound")
		deviating(t, decision(t, c).Deviations, "gegevens: Schulden")
		c = given(t, SharingDecisionRecord, agreedTo()).As(domain.OWN).When(ShareData{[]string{"Naam"}, []string{"Verzekeraar"}}).ThenEvents("DataShared", "SharingDecisionNonComplianceFound")
		deviating(t, decision(t, c).Deviations, "ontvanger: Verzekeraar")
	})
}

func TestResidentInformed(t *testing.T) {
	both := InformResident{"letter", []ToldPart{"sharing", "motivation"}}
	t.Run("tabel 4.2 rij 16 voor het delen of op dezelfde dag is op tijd", func(t *testing.T) {
		given(t, SharingDecisionRecord, agreedTo()).As(domain.OWN).When(both).Then(told("sharing", "motivation")).ThenStatus(DecisionIsApproved)
		given(t, SharingDecisionRecord, shared()).As(domain.OWN).At(domaintest.Now.AddDate(0, 0, -1)).When(both).Then(told("sharing", "motivation")).ThenStatus(DecisionIsShared)
	})
	t.Run("tabel 4.2 rij 16 een dag na het delen is een feit, en een afwijking", func(t *testing.T) {
		c := given(t, SharingDecisionRecord, shared()).As(domain.OWN).When(both).ThenEvents("ResidentInformedOfSharing", "SharingDecisionNonComplianceFound")
		deviating(t, decision(t, c).Deviations, "23-11-2026")
		c.When(both).ThenEvents("ResidentInformedOfSharing") // telling it again is not late again
	})
	t.Run("tabel 4.2 rij 16 ook als het delen pas later wordt vastgelegd", func(t *testing.T) {
		c := given(t, SharingDecisionRecord, agreedTo(), told("sharing", "motivation")).As(domain.OWN).Afterwards(domaintest.Now.AddDate(0, 0, -2)).
			When(ShareData{[]string{"Naam"}, []string{"Wijkzorg"}}).ThenEvents("DataShared", "SharingDecisionNonComplianceFound")
		deviating(t, decision(t, c).Deviations, "22-11-2026")
	})
	t.Run("RT-10 informeren zonder hoe of zonder wat: geweigerd", func(t *testing.T) {
		given(t, SharingDecisionRecord, agreedTo()).As(domain.OWN).When(InformResident{}).ThenRefused(domain.Invalid, "how", "told")
		given(t, SharingDecisionRecord, agreedTo()).As(domain.OWN).When(InformResident{"letter", []ToldPart{"groeten"}}).ThenRefused(domain.Invalid, "told")
	})
	t.Run("R-2.3-17 een inwoner is niet geïnformeerd tot hij van het delen én van de motivering weet", func(t *testing.T) {
		for _, x := range []struct {
			life []any
			want bool
		}{
			{weighed(), false}, {agreedTo(), true}, {shared(), true}, {append(shared(), told("sharing")), true}, {append(shared(), told("motivation")), true},
			{append(shared(), told("sharing"), told("motivation")), false}, {append(weighed(), SharingRefused{}), false},
		} {
			if s := decision(t, given(t, SharingDecisionRecord, x.life)); s.Uninformed() != x.want {
				t.Errorf("after %T (told %v): %v", x.life[len(x.life)-1], s.Told, s.Uninformed())
			}
		}
	})
}

func TestSharingClosed(t *testing.T) {
	for name, more := range map[string][]any{
		"zonder dat de inwoner iets weet":       nil,
		"als hij alleen van het delen weet":     {told("sharing")},
		"als hij alleen van de motivering weet": {told("motivation")},
	} {
		t.Run("R-2.3-16 sluiten "+name+": geweigerd", func(t *testing.T) {
			given(t, SharingDecisionRecord, shared(), more...).As(domain.OWN).When(CloseSharingDecision{}).ThenRefused(domain.Unmet, "told")
			given(t, SharingDecisionRecord, agreedTo(), more...).As(domain.OWN).When(CloseSharingDecision{}).ThenRefused(domain.Unmet, "told")
		})
	}
	t.Run("R-2.3-16 sluiten kan als beide zijn verteld, ook op twee momenten, en bij een weigering", func(t *testing.T) {
		given(t, SharingDecisionRecord, shared(), told("sharing"), told("motivation")).As(domain.OWN).When(CloseSharingDecision{}).Then(SharingDecisionClosed{}).ThenStatus(DecisionIsClosed)
		given(t, SharingDecisionRecord, weighed(), SharingRefused{}).As(domain.OWN).When(CloseSharingDecision{}).ThenStatus(DecisionIsClosed)
		given(t, SharingDecisionRecord, weighed()).As(domain.OWN).When(CloseSharingDecision{}).ThenRefused(domain.Conflict)
	})
	t.Run("R-LED-20 de bewaartermijn telt vanaf de dag van sluiten", func(t *testing.T) {
		c := given(t, SharingDecisionRecord, shared(), told("sharing", "motivation"))
		before := decision(t, c).Keeping()
		after := decision(t, c.As(domain.OWN).When(CloseSharingDecision{})).Keeping()
		if before != (domain.Keeping{}) || after != (domain.Keeping{Outcome: "handled", Closed: "2026-11-24"}) {
			t.Errorf("%+v, then %+v", before, after)
		}
	})
	deviations(t, SharingDecisionRecord, slices.Concat(shared(), []any{SharingDecisionClosed{}}), FindSharingDeviation{aFind}, SharingDecisionNonComplianceFound{aFinding},
		RemedySharingDeviation{aRemedy}, SharingDecisionNonComplianceRemedied{remedied}, FindSharingDeviation{wrong})
}
