package control_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	. "github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/domaintest"
)

func TestSupervisionTest(t *testing.T) {
	test := RecordTest{Subject: "activity/" + domaintest.ID, Criteria: "Is de grondslag juist?", Outcome: "insufficient",
		Findings: "Geen wetsartikel.", OwnWork: domain.No}
	fg := func(t *testing.T, events ...any) *domaintest.Case {
		return domaintest.Given(t, TestRecord, events...).Knowing(domaintest.Town()).As(domain.FG)
	}
	for _, record := range []string{"process", "role", "matrix", "activity", "retention", "round", "import", "test"} {
		t.Run("R-3.3-03 de FG kan een toets vastleggen op "+record, func(t *testing.T) {
			c := test
			c.Subject = record + "/" + domaintest.ID
			fg(t).When(c).Then(SupervisionTestConcluded{Subject: c.Subject, Criteria: test.Criteria, Outcome: "insufficient", Findings: test.Findings})
		})
	}
	t.Run("R-3.3-03 niemand anders legt een toets van de FG vast", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role != domain.FG {
				fg(t).As(r.Role).When(test).ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("T-11 een toets op eigen werk mag, en is als zodanig gemarkeerd", func(t *testing.T) {
		c := test
		c.OwnWork = domain.Yes
		if s := domaintest.State[SupervisionTest](fg(t).When(c)); !s.OwnWork {
			t.Errorf("not marked: %+v", s)
		}
	})
	t.Run("zonder record, criteria, uitkomst, bevindingen of antwoord over eigen werk: geweigerd", func(t *testing.T) {
		fg(t).When(RecordTest{}).ThenRefused(domain.Invalid, "subject", "criteria", "outcome", "findings", "own_work")
	})
	t.Run("een uitkomst is voldoende of onvoldoende, en niets anders", func(t *testing.T) {
		c := test
		c.Outcome = "redelijk"
		fg(t).When(c).ThenRefused(domain.Invalid, "outcome")
	})
	t.Run("een vastgelegde toets verandert niet", func(t *testing.T) {
		fg(t, SupervisionTestConcluded{Subject: test.Subject}).When(test).ThenRefused(domain.Conflict)
	})
}
