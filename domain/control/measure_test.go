package control_test

import (
	"slices"
	"testing"

	"github.com/heemstede/grootboek/domain"
	. "github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/domaintest"
)

func TestMaatregelVoorgesteld(t *testing.T) {
	t.Run("RT-20 een voorstel is compleet: herkomst, record, tekst, proces, eigenaar, datum en of het vóór de start nodig is", func(t *testing.T) {
		measure(t, nil).When(ProposeMeasure{wanted()}).Then(MeasureProposed{wanted()}).ThenStatus(MeasureStatusProposed)
		given(t, MeasureRecord, nil).As(domain.OWN).When(ProposeMeasure{}).ThenRefused(domain.Invalid, "origin", "origin_record", "text", "process", "before_start", "owner", "due")
	})
	t.Run("RT-20 wie het record maakt waar de maatregel uit komt, stelt hem voor; een ander wordt geweigerd", func(t *testing.T) {
		for origin, makers := range map[MeasureOrigin][]domain.Role{
			FromDPIA: {domain.OWN, domain.PB}, FromIncident: {domain.PB, domain.CISO, domain.FG}, FromTest: {domain.FG, domain.CISO},
			FromComplaint: {domain.COL, domain.JUR, domain.OWN}, FromCheck: {domain.OWN}, FromAwareness: {domain.PB, domain.CISO, domain.FG},
			FromDeviation: {domain.FG, domain.PB, domain.OWN, domain.CISO}, FromElsewhere: {domain.OWN, domain.PB, domain.CISO, domain.FG}} {
			onlyRoles(t, MeasureRecord, nil, ProposeMeasure{from(origin)}, "MeasureProposed", makers...)
		}
	})
	t.Run("B1.6-6 de uitvoerder is een proceseigenaar, nooit de FG", func(t *testing.T) {
		for _, person := range []string{domaintest.Person(domain.FG), domaintest.Person(domain.EMP), "", "niemand"} {
			c := wanted()
			c.Owner = person
			measure(t, nil).When(ProposeMeasure{c}).ThenRefused(domain.Invalid, "owner")
		}
	})
	t.Run("B1.6-6 of wie een mandaat van een eigenaar heeft", func(t *testing.T) {
		town := domaintest.Town()
		town.Mandates["m"] = domain.Mandate{ID: "m", Process: domaintest.Process, Person: domaintest.Person(domain.EMP), From: domaintest.Now.AddDate(-1, 0, 0)}
		c := wanted()
		c.Owner = domaintest.Person(domain.EMP)
		measure(t, nil).Knowing(town).When(ProposeMeasure{c}).ThenStatus(MeasureStatusProposed)
	})
	t.Run("RT-20 een datum die voorbij is, of een record zonder soort: geweigerd", func(t *testing.T) {
		c := wanted()
		c.Due, c.Record = "2026-11-23", "zomaar"
		measure(t, nil).When(ProposeMeasure{c}).ThenRefused(domain.Invalid, "due", "origin_record")
	})
	t.Run("RT-20 alleen een andere herkomst mag zonder record", func(t *testing.T) {
		c := from(FromElsewhere)
		c.Record = ""
		measure(t, nil).When(ProposeMeasure{c}).ThenStatus(MeasureStatusProposed)
	})
}

func TestMaatregelGevolgd(t *testing.T) {
	test := TestMeasure{Sufficient, "geen", domain.No}
	bad := TestMeasure{Insufficient, "De logging mist inlogpogingen.", domain.No}
	t.Run("RT-20 de eigenaar aanvaardt, of wijst af met een reden die blijft", func(t *testing.T) {
		measure(t, proposed()).When(AcceptMeasure{}).ThenStatus(MeasureStatusAccepted)
		measure(t, proposed()).When(RejectMeasure{" "}).ThenRefused(domain.Invalid, "reason")
		c := measure(t, proposed()).When(RejectMeasure{"Het systeem gaat weg."}).ThenStatus(MeasureStatusRejected)
		if s := domaintest.State[Measure](c); s.Reason != "Het systeem gaat weg." || s.Open() {
			t.Errorf("%+v", s)
		}
		onlyRoles(t, MeasureRecord, proposed(), AcceptMeasure{}, "MeasureAccepted", domain.OWN)
		onlyRoles(t, MeasureRecord, proposed(), RejectMeasure{"Nee."}, "MeasureRejected", domain.OWN)
	})
	t.Run("RT-20 uitstel heeft een reden en een latere datum, en telt", func(t *testing.T) {
		measure(t, accepted()).When(PostponeMeasure{"2027-03-01", ""}).ThenRefused(domain.Invalid, "due", "reason")
		c := measure(t, accepted()).When(PostponeMeasure{"2027-06-01", "De leverancier is later."}).ThenStatus(MeasureStatusAccepted)
		if s := domaintest.State[Measure](c); s.Due != "2027-06-01" || s.Postponed != 1 || s.Overdue("2027-05-01") || !s.Overdue("2027-06-02") {
			t.Errorf("%+v", s)
		}
		measure(t, proposed()).When(PostponeMeasure{"2027-06-01", "Later."}).ThenRefused(domain.Conflict)
		onlyRoles(t, MeasureRecord, accepted(), PostponeMeasure{"2027-06-01", "Later."}, "MeasurePostponed", domain.OWN)
	})
	t.Run("R-B6-07 alleen de eigenaar legt de uitvoering van een maatregel vast, met bewijs", func(t *testing.T) {
		onlyRoles(t, MeasureRecord, accepted(), ImplementMeasure{"Z-1"}, "MeasureImplemented", domain.OWN)
		measure(t, accepted()).When(ImplementMeasure{}).ThenRefused(domain.Invalid, "evidence")
		measure(t, proposed()).When(ImplementMeasure{"Z-1"}).ThenRefused(domain.Conflict)
	})
	t.Run("R-B6-08 alleen de FG toetst een uitgevoerde maatregel", func(t *testing.T) {
		onlyRoles(t, MeasureRecord, implemented(), test, "MeasureTested", domain.FG)
		measure(t, accepted()).As(domain.FG).When(test).ThenRefused(domain.Conflict)
		measure(t, implemented()).As(domain.FG).When(TestMeasure{}).ThenRefused(domain.Invalid, "outcome", "findings", "own_work")
	})
	t.Run("RT-20 onvoldoende gaat terug naar de eigenaar", func(t *testing.T) {
		c := measure(t, implemented()).As(domain.FG).When(bad).ThenStatus(MeasureStatusAccepted)
		if s := domaintest.State[Measure](c); !s.Open() || !s.BlocksStart() || s.Result != Insufficient {
			t.Errorf("%+v", s)
		}
	})
	t.Run("T-12 wie de maatregel uitvoerde, toetst hem niet: geweigerd", func(t *testing.T) {
		town := domaintest.Town()
		town.Offices["tester"] = []domain.Role{domain.FG} // the stamp of the events in [domaintest.Given]
		measure(t, implemented()).Knowing(town).By("tester", domain.FG).When(test).ThenRefused(domain.Forbidden)
	})
	t.Run("T-11 een toets op eigen werk mag, en is gemarkeerd", func(t *testing.T) {
		c := measure(t, implemented()).As(domain.FG).When(TestMeasure{Sufficient, "geen", domain.Yes})
		if s := domaintest.State[Measure](c); !s.OwnWork {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RT-20 alleen een voldoende toets leidt tot sluiten, door het systeem", func(t *testing.T) {
		tested := slices.Concat(implemented(), []any{MeasureTested{Outcome: Sufficient}})
		onlyRoles(t, MeasureRecord, tested, CloseMeasure{}, "MeasureClosed", domain.SYS)
		measure(t, implemented()).As(domain.SYS).When(CloseMeasure{}).ThenRefused(domain.Conflict)
		c := given(t, MeasureRecord, tested).As(domain.SYS).Rules(CloseMeasure{})
		if s := domaintest.State[Measure](c); s.State != MeasureStatusClosed || s.ByClock(domaintest.Now) != nil {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RT-20 de klok sluit wat voldoende is getoetst, en niets anders", func(t *testing.T) {
		for n, life := range [][]any{proposed(), accepted(), implemented(), append(implemented(), MeasureTested{Outcome: Sufficient})} {
			due := domaintest.State[Measure](given(t, MeasureRecord, life)).ByClock(domaintest.Now)
			if (due != nil) != (n == 3) {
				t.Errorf("life %d: %v", n, due)
			}
		}
	})
	t.Run("B1.4-10, B1.4-11 een advies uit een incident volgt de rijen van het incident", func(t *testing.T) {
		town := domaintest.Town()
		town.Rows["B1.4-10"], town.Rows["B1.4-11"] = []domain.Role{domain.PB}, []domain.Role{domain.CISO}
		life := []any{MeasureProposed{from(FromIncident)}, MeasureAccepted{}}
		given(t, MeasureRecord, life).Knowing(town).As(domain.OWN).When(ImplementMeasure{"Z-1"}).ThenRefused(domain.Forbidden)
		given(t, MeasureRecord, life, MeasureImplemented{"Z-1"}).Knowing(town).As(domain.FG).When(test).ThenRefused(domain.Forbidden)
		given(t, MeasureRecord, life).As(domain.OWN).When(ImplementMeasure{"Z-1"}).ThenStatus(MeasureStatusImplemented)
	})
	t.Run("R-3.2-05 een eigenaar van een ander proces wordt geweigerd", func(t *testing.T) {
		town := domaintest.Town()
		town.Processes["elders"] = domain.ProcessFacts{Owner: "buur"}
		town.Offices["buur"] = []domain.Role{domain.TM}
		for life, c := range map[string]any{"accept": AcceptMeasure{}, "reject": RejectMeasure{"Nee."}} {
			if r := measure(t, proposed()).Knowing(town).By("buur", domain.OWN).When(c).ThenRefused(domain.Forbidden); r.Code != "process.not-owner" {
				t.Errorf("%s: %v", life, r)
			}
		}
	})
	t.Run("startvoorwaarde f: een maatregel staat in de weg tot hij is uitgevoerd of met reden afgewezen", func(t *testing.T) {
		for want, life := range map[bool][][]any{true: {proposed(), accepted()}, false: {implemented(), append(proposed(), MeasureRejected{"Nee."})}} {
			for _, l := range life {
				s := domaintest.State[Measure](given(t, MeasureRecord, l))
				if told := s.Tells().(domain.MeasureFacts); told.Done == want || !told.BeforeStart || s.Links()[0] != someDPIA {
					t.Errorf("%s tells %+v", s.State, told)
				}
				if s.BlocksStart() != want {
					t.Errorf("%s blocks: %v", s.State, !want)
				}
			}
		}
		later := wanted()
		later.Before = domain.No
		if s := domaintest.State[Measure](given(t, MeasureRecord, []any{MeasureProposed{later}})); s.BlocksStart() {
			t.Error("not needed before the start, and it blocks")
		}
	})
}
