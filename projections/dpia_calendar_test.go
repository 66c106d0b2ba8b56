package projections_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events/storetest"
	"github.com/heemstede/grootboek/projections"
	"github.com/heemstede/grootboek/projections/demo"
)

// running is a registered activity that has run since a day.
func (w *town) running(n byte, since calendar.Date) string {
	w.t.Helper()
	c := complete("Verwerking "+string('A'+rune(n)), wmo)
	c.StartDate = since
	return w.registered(n, c)
}

func (w *town) oldDPIA(subject string, completed calendar.Date) string {
	w.t.Helper()
	id := uuid.NewString()
	w.do("dpia", id, dpia.TakeOver{Title: "Eerder", Subject: subject, Process: wmo, Kind: dpia.Full, Completed: completed, FGAdvised: domain.Yes, Document: "Z-1"}, as("pb", domain.PB))
	return id
}

func (w *town) screened(subject string) string {
	w.t.Helper()
	s := dpia.Screening{Scoring: domain.No, ScoringWhy: "Geen.", Automated: domain.No, AutomatedWhy: "Geen.", Monitoring: domain.No, MonitorWhy: "Geen.", Sensitive: domain.Yes, SensitiveWhy: "Zorg.",
		Large: domain.Yes, LargeWhy: "Veel.", Matching: domain.No, MatchingWhy: "Geen.", Vulnerable: domain.No, VulnerWhy: "Geen.", Innovative: domain.No, InnovWhy: "Geen.", Blocking: domain.No,
		BlockingWhy: "Geen.", OnList: domain.No, OnListWhy: "Geen."}
	id := uuid.NewString()
	w.do("dpia", id, dpia.Screen{Title: "Voortoets", Subject: subject, Process: wmo, Screening: s, Outcome: dpia.Obligatory}, as("tm", domain.OWN))
	return id
}

func (w *town) due(id string, a projections.AsOf, on calendar.Date) (x projections.DPIADue, ok bool) {
	w.live.View(func() {
		list := w.records.DPIACalendar(a, on)
		if i := slices.IndexFunc(list, func(x projections.DPIADue) bool { return x.ID == id }); i >= 0 {
			x, ok = list[i], true
		}
	})
	return x, ok
}

func TestDPIACalendar(t *testing.T) {
	w := newTown(t)
	now := projections.AsOf{}
	is := func(t *testing.T, id string, standing projections.DPIAStanding, due calendar.Date) projections.DPIADue {
		t.Helper()
		x, ok := w.due(id, now, "2026-01-06")
		if !ok || x.Standing != standing || x.Due != due {
			t.Errorf("%v %s %s (%s), want %s %s", ok, x.Standing, x.Due, x.Rule, standing, due)
		}
		return x
	}
	t.Run("R-4.9-06 zonder afgeronde DPIA telt de termijn vanaf de start; liep de verwerking al langer dan drie jaar, dan is het meteen (T-28)", func(t *testing.T) {
		is(t, w.running(1, "2024-02-29"), projections.NeverAssessed, "2027-02-28")
		is(t, w.running(2, "2015-05-01"), projections.NeverAssessed, "2026-01-05")
		if x := is(t, w.running(3, "2023-01-05"), projections.NeverAssessed, "2026-01-05"); !strings.HasPrefix(x.Rule, "drie jaar na de start") { // to the day
			t.Error(x.Rule)
		}
	})
	t.Run("R-4.9-05 met een afgeronde DPIA telt de laatste, van welke soort ook; de dag erna is te laat", func(t *testing.T) {
		id := w.running(4, "2015-05-01")
		w.oldDPIA("activity/"+id, "2020-01-01")
		last := w.oldDPIA("activity/"+id, "2023-01-06")
		w.oldDPIA("activity/"+id, "2021-01-01")
		x := is(t, id, projections.Assessed, "2026-01-06")
		if x.Overdue || x.Last.ID != last || x.Kind != dpia.Full {
			t.Errorf("%+v", x)
		}
		if x, _ := w.due(id, now, "2026-01-07"); !x.Overdue {
			t.Error("not overdue a day later")
		}
	})
	t.Run("R-B6-11 nooit beoordeeld is zonder DPIA en zonder voortoets; een geannuleerde telt niet", func(t *testing.T) {
		id := w.running(5, "2024-05-01")
		is(t, id, projections.NeverAssessed, "2027-05-01")
		d := w.screened("activity/" + id)
		is(t, id, projections.OnlyScreened, "2027-05-01")
		w.do("dpia", d, dpia.Initiate{Beginning: dpia.Beginning{Kind: dpia.Full, Triggers: []dpia.Trigger{"never-assessed"}}}, as("tm", domain.OWN))
		is(t, id, projections.UnderWay, "2027-05-01")
		w.do("dpia", d, dpia.Cancel{Reason: "Gaat niet door.", NotStarted: domain.Yes}, as("tm", domain.OWN))
		is(t, id, projections.NeverAssessed, "2027-05-01")
	})
	t.Run("een nieuwe voortoets maakt een eerdere DPIA niet ongedaan, en een heropende DPIA houdt haar termijn", func(t *testing.T) {
		id := w.running(6, "2015-05-01")
		d := w.oldDPIA("activity/"+id, "2025-01-01")
		w.screened("activity/" + id)
		is(t, id, projections.Assessed, "2028-01-01")
		w.do("dpia", d, dpia.Reopen{Cause: "changed", Reason: "Nieuw systeem."}, as("pb", domain.PB))
		is(t, id, projections.Assessed, "2028-01-01")
		w.do("dpia", d, dpia.ProposeMeasure{Text: "Versleutelen.", Kind: "technical", Owner: "emp", Due: "2026-06-01", Before: domain.No, Residual: dpia.Low}, as("pb", domain.PB))
		if x := is(t, id, projections.Assessed, "2028-01-01"); x.Measures != 1 {
			t.Errorf("%d open measures", x.Measures)
		}
	})
	t.Run("een DPIA over een doelwijziging telt voor de verwerking waar die over gaat", func(t *testing.T) {
		id, change := w.running(7, "2015-05-01"), uuid.NewString()
		w.do("purpose", change, register.RequestPurpose{Name: "Ander doel", Activity: "activity/" + id, Process: wmo, Original: []string{"Aanvragen beoordelen"}, Purpose: "Beleid maken", WishedBy: "Beleid", Why: "Onderzoek."}, as("tm", domain.OWN))
		w.oldDPIA("purpose/"+change, "2025-02-01")
		is(t, id, projections.Assessed, "2028-02-01")
	})
	t.Run("wat nog niet loopt of is beëindigd, staat er niet; zoals bekend op een eerder moment wel", func(t *testing.T) {
		id := w.running(8, "2026-03-01")
		if _, ok := w.due(id, now, "2026-02-28"); ok {
			t.Error("not started yet")
		}
		if _, ok := w.due(id, now, "2026-03-01"); !ok {
			t.Error("missing on the day it starts")
		}
		before := w.now
		w.on("2026-04-01").do("activity", id, register.End{Reason: "Gestopt.", Data: "Vernietigd."}, as("tm", domain.OWN))
		if _, ok := w.due(id, now, "2026-04-02"); ok {
			t.Error("it has ended")
		}
		if _, ok := w.due(id, projections.AsOf{Recorded: before}, "2026-03-02"); !ok {
			t.Error("it ran then")
		}
	})
}

// Every activity of the demo that runs is in the calendar, now and at earlier moments.
func TestDPIACalendarMissesNothing(t *testing.T) {
	var store storetest.Memory
	if _, err := demo.Build(context.Background(), &store, demo.Options{Seed: 3}); err != nil {
		t.Fatal(err)
	}
	m := newModels(t, &store)
	if err := m.live.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	t.Run("R-4.9-06 geen lopende verwerking ontbreekt in de kalender, en elke regel heeft een dag en een regel; nu en op elk eerder moment", func(t *testing.T) {
		for years := range 5 {
			at := demo.DefaultUntil.AddDate(-years, 0, 0)
			a := projections.AsOf{Recorded: at}
			seen := map[string]int{}
			for _, x := range m.records.DPIACalendar(a, calendar.On(at)) {
				seen[x.ID]++
				if !x.Due.Valid() || x.Rule == "" || x.Overdue != (calendar.On(at) > x.Due) {
					t.Errorf("%+v", x)
				}
			}
			for _, v := range m.records.OfType("activity") {
				x, ok := v.At(a)
				want := 0
				if ok && slices.Contains([]domain.Status{register.StatusActive, register.StatusSuspended}, x.State.(register.Activity).State) {
					want = 1
				}
				if seen[v.ID] < want || seen[v.ID] > 1 {
					t.Errorf("%s at %s: %d times", v.ID, at, seen[v.ID])
				}
			}
		}
	})
}

// BenchmarkDPIACalendar measures the calendar now and as of a year ago, on either axis.
func BenchmarkDPIACalendar(b *testing.B) {
	l, _, _ := rebuilt(b, demoTown(b))
	ago := demo.DefaultUntil.AddDate(-1, 0, 0)
	for name, a := range map[string]projections.AsOf{"nu": {}, "zoals bekend op": {Recorded: ago}, "zoals het was op": {Happened: ago}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				l.View(func() { l.Records.DPIACalendar(a, calendar.On(ago)) })
			}
		})
	}
}
