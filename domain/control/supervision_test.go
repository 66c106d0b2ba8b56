package control_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	. "github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/domaintest"
)

// scope is what a test is about.
func scope(s TestSubject) TestScope {
	return TestScope{Subject: s, Records: []string{someDPIA}, From: "2026-01-01", Until: "2026-10-31", Criteria: "Werken volgens het beleid"}
}

// begun is a test that the FG began: by the stamp, not by an event of an unknown tester.
func begun(t *testing.T, s TestSubject) *domaintest.Case {
	t.Helper()
	return given(t, TestRecord, nil).As(domain.FG).When(StartTest{scope(s)}).ThenStatus(TestStatusStarted)
}

func finished(t *testing.T) *domaintest.Case {
	t.Helper()
	return begun(t, OtherSubject).When(RecordFinding{"Te ruim.", "high"}).When(ConcludeTest{"insufficient", Conclusion{OwnWork: domain.No}}).ThenStatus(TestStatusConcluded)
}

func TestToetsGestart(t *testing.T) {
	t.Run("RT-32 een toets noemt onderwerp, records, periode en waaraan", func(t *testing.T) {
		given(t, TestRecord, nil).As(domain.FG).When(StartTest{scope(RegisterSubject)}).Then(TestStarted{scope(RegisterSubject)})
		given(t, TestRecord, nil).As(domain.FG).When(StartTest{}).ThenRefused(domain.Invalid, "subject", "records", "period_from", "criteria")
		c := scope(RegisterSubject)
		c.Until, c.Records = "2025-12-31", []string{"los"}
		given(t, TestRecord, nil).As(domain.FG).When(StartTest{c}).ThenRefused(domain.Invalid, "period_until", "records")
	})
	for subject, roles := range map[TestSubject][]domain.Role{RegisterSubject: {domain.FG}, ProcessorSubject: {domain.FG}, IncidentReport: {domain.CISO, domain.FG},
		IncidentAdvice: {domain.FG}, DPIAMeasures: {domain.FG}, DPIASubject: {domain.FG}, RequestSubject: {domain.FG}, DocumentSubject: {domain.FG},
		OtherSubject: {domain.FG, domain.CTRL}} {
		t.Run("R-3.3-03, R-B1-05, R-B6-09 de toets "+string(subject)+" doet alleen wie bijlage 1 daarvoor noemt", func(t *testing.T) {
			onlyRoles(t, TestRecord, nil, StartTest{scope(subject)}, "TestStarted", roles...)
		})
	}
	t.Run("T-32 een gewijzigde rij telt", func(t *testing.T) {
		town := domaintest.Town()
		town.Rows["B1.1-5"] = []domain.Role{domain.CISO}
		given(t, TestRecord, nil).Knowing(town).As(domain.FG).When(StartTest{scope(RegisterSubject)}).ThenRefused(domain.Forbidden)
		given(t, TestRecord, nil).Knowing(town).As(domain.CISO).When(StartTest{scope(RegisterSubject)}).ThenStatus(TestStatusStarted)
	})
	t.Run("R-3.3-03 de FG toetst elk soort record", func(t *testing.T) {
		for _, record := range []string{"activity", "dpia", "agreement", "processor", "covenant", "measure", "advice", "security-measure", "awareness"} {
			c := scope(OtherSubject)
			c.Records = []string{record + "/" + other}
			s := domaintest.State[SupervisionTest](given(t, TestRecord, nil).As(domain.FG).When(StartTest{c}).ThenStatus(TestStatusStarted))
			if !s.Tested(record+"/"+other) || s.Tested("activity/elders") {
				t.Errorf("%+v", s)
			}
		}
	})
}

func TestToetsAfgerond(t *testing.T) {
	no := Conclusion{OwnWork: domain.No}
	t.Run("RT-32 bevindingen hebben een ernst en een nummer", func(t *testing.T) {
		begun(t, OtherSubject).When(RecordFinding{}).ThenRefused(domain.Invalid, "text", "severity")
		begun(t, OtherSubject).When(RecordFinding{"Te ruim.", "high"}).When(RecordFinding{"Te oud.", "low"}).Then(FindingRecorded{"B2", "Te oud.", "low"})
	})
	t.Run("R-B1-05 een toets van het register heeft vier uitkomsten: kwaliteit, actualiteit, juistheid en volledigheid", func(t *testing.T) {
		begun(t, RegisterSubject).When(ConcludeRegisterTest{Conclusion: no}).ThenRefused(domain.Invalid, "quality", "currency", "correctness", "completeness")
		c := begun(t, RegisterSubject).When(ConcludeRegisterTest{"sufficient", "insufficient", NotTested, "sufficient", no}).
			Then(TestConcluded{Aspects: []AspectOutcome{{"quality", "sufficient"}, {"currency", "insufficient"}, {"correctness", "not-tested"}, {"completeness", "sufficient"}}})
		if s := domaintest.State[SupervisionTest](c); s.Outcome != Insufficient {
			t.Errorf("outcome %q", s.Outcome)
		}
	})
	t.Run("R-B6-09 een toets van een DPIA heeft vier uitkomsten: procedure, resultaten, effectuering en naleving", func(t *testing.T) {
		begun(t, DPIASubject).When(ConcludeDPIATest{Conclusion: no}).ThenRefused(domain.Invalid, "procedure", "results", "effectuation", "compliance")
		begun(t, DPIASubject).When(ConcludeDPIATest{"sufficient", "sufficient", NotTested, "sufficient", no}).
			Then(TestConcluded{Aspects: []AspectOutcome{{"procedure", "sufficient"}, {"results", "sufficient"}, {"effectuation", "not-tested"}, {"compliance", "sufficient"}}})
	})
	t.Run("B1.8-4 een toets van documenten heeft vier uitkomsten: kwaliteit, archivering, communicatie en toepassing", func(t *testing.T) {
		begun(t, DocumentSubject).When(ConcludeDocumentTest{Conclusion: no}).ThenRefused(domain.Invalid, "quality", "archiving", "communication", "application")
		c := begun(t, DocumentSubject).When(ConcludeDocumentTest{NotTested, NotTested, NotTested, NotTested, no}).ThenStatus(TestStatusConcluded)
		if s := domaintest.State[SupervisionTest](c); s.Outcome != "" {
			t.Errorf("nothing was tested, and the outcome is %q", s.Outcome)
		}
	})
	t.Run("RT-32 een toets eindigt met de onderdelen van zijn onderwerp, en met geen andere", func(t *testing.T) {
		ends := map[string]any{"conclude": ConcludeTest{"sufficient", no}, "conclude-register": ConcludeRegisterTest{"sufficient", "sufficient", "sufficient", "sufficient", no},
			"conclude-dpia": ConcludeDPIATest{"sufficient", "sufficient", "sufficient", "sufficient", no}, "conclude-documents": ConcludeDocumentTest{"sufficient", "sufficient", "sufficient", "sufficient", no}}
		for subject, fits := range map[TestSubject]string{RegisterSubject: "conclude-register", DPIASubject: "conclude-dpia", DocumentSubject: "conclude-documents", OtherSubject: "conclude", ProcessorSubject: "conclude"} {
			for name, end := range ends {
				c := begun(t, subject)
				if useful := domaintest.State[SupervisionTest](c).Useful(name); useful != (name == fits) {
					t.Errorf("%s offers %s: %v", subject, name, useful)
				}
				if c.When(end); name == fits {
					s := domaintest.State[SupervisionTest](c.ThenStatus(TestStatusConcluded))
					var aspects []Aspect
					for _, a := range s.Aspects {
						aspects = append(aspects, a.Aspect)
					}
					if !slices.Equal(aspects, subject.Aspects()) {
						t.Errorf("%s judges %v, want %v", subject, aspects, subject.Aspects())
					}
				} else {
					c.ThenRefused(domain.Conflict)
				}
			}
		}
	})
	t.Run("T-11 of het eigen werk is, wordt gevraagd en gemarkeerd", func(t *testing.T) {
		begun(t, OtherSubject).When(ConcludeTest{Outcome: "sufficient"}).ThenRefused(domain.Invalid, "own_work")
		if s := domaintest.State[SupervisionTest](begun(t, OtherSubject).When(ConcludeTest{"sufficient", Conclusion{OwnWork: domain.Yes}})); !s.OwnWork {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RT-32 alleen de toetser gaat verder met zijn toets; is hij weg, dan zijn opvolger", func(t *testing.T) {
		town := domaintest.Town()
		town.Offices["plaatsvervanger"] = []domain.Role{domain.FG}
		for _, c := range []any{RecordFinding{"Te ruim.", "low"}, ConcludeTest{"sufficient", no}} {
			begun(t, OtherSubject).Knowing(town).By("plaatsvervanger", domain.FG).When(c).ThenRefused(domain.Forbidden)
			begun(t, OtherSubject).As(domain.CISO).When(c).ThenRefused(domain.Forbidden)
		}
		for _, c := range []any{FollowUpFinding{Finding: "B1", How: "Hersteld."}, CloseTest{}} {
			finished(t).Knowing(town).By("plaatsvervanger", domain.FG).When(c).ThenRefused(domain.Forbidden)
		}
		left := domaintest.Town()
		left.Offices["plaatsvervanger"], left.Offices["fg"] = []domain.Role{domain.FG}, nil
		begun(t, OtherSubject).Knowing(left).By("plaatsvervanger", domain.FG).When(RecordFinding{"Te ruim.", "low"}).ThenEvents("FindingRecorded")
	})
}

func TestToetsOpgevolgd(t *testing.T) {
	t.Run("RT-32 de eigenaar reageert op een afgeronde toets", func(t *testing.T) {
		finished(t).As(domain.OWN).When(ReactToTest{"Wordt hersteld."}).Then(OwnerReacted{"Wordt hersteld."}).ThenStatus(TestStatusConcluded)
		finished(t).As(domain.OWN).When(ReactToTest{}).ThenRefused(domain.Invalid, "reaction")
		begun(t, OtherSubject).As(domain.OWN).When(ReactToTest{"Nu al."}).ThenRefused(domain.Conflict)
		finished(t).As(domain.PB).When(ReactToTest{"Ik ook."}).ThenRefused(domain.Forbidden)
	})
	t.Run("RT-32 een toets sluit pas als elke bevinding is opgevolgd", func(t *testing.T) {
		finished(t).When(CloseTest{}).ThenRefused(domain.Unmet)
		finished(t).When(FollowUpFinding{"B1", "Er is een maatregel.", other}).Then(FindingFollowedUp{"B1", "Er is een maatregel.", other}).When(CloseTest{}).Then(TestClosed{}).ThenStatus(TestStatusClosed)
	})
	t.Run("RT-32 opvolging noemt een open bevinding en wat ermee is gedaan", func(t *testing.T) {
		finished(t).When(FollowUpFinding{Finding: "B9"}).ThenRefused(domain.Invalid, "finding", "how")
		c := finished(t)
		if o := domaintest.State[SupervisionTest](c).Options("finding"); len(o) != 1 || o[0].Value != "B1" {
			t.Errorf("%v", o)
		}
		c = c.When(FollowUpFinding{Finding: "B1", How: "Hersteld."})
		if s := domaintest.State[SupervisionTest](c); len(s.Options("finding")) != 0 || s.OpenFindings() != 0 || s.Useful("follow-up") {
			t.Errorf("%+v", s)
		}
		c.When(FollowUpFinding{Finding: "B1", How: "Nog eens."}).ThenRefused(domain.Invalid, "finding")
	})
	t.Run("RT-32 een toets die in één keer is vastgelegd, kan ook worden beantwoord en gesloten", func(t *testing.T) {
		c := given(t, TestRecord, nil).As(domain.FG).When(RecordTest{Subject: someDPIA, Criteria: "Beleid", Outcome: Insufficient, Findings: "Te ruim.", OwnWork: domain.No})
		if s := domaintest.State[SupervisionTest](c); !s.Tested(someDPIA) || s.Outcome != Insufficient {
			t.Errorf("%+v", s)
		}
		c.As(domain.OWN).When(ReactToTest{"Wordt hersteld."}).ThenStatus(TestStatusConcluded)
		c.As(domain.FG).When(CloseTest{}).ThenStatus(TestStatusClosed)
	})
}
