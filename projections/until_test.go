package projections_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// told is what the records say of themselves, in every way in which readers ask.
func told(r *projections.Records) (list []string) {
	say := func(what string, x any) { list = append(list, fmt.Sprintf("%s %v", what, x)) }
	for name, f := range map[string]projections.HistoryFilter{"alles": {}, "soort": {Kind: "activity"}, "gebeurtenis": {Event: "ProcessingActivitySubmitted"}, "wie": {Actor: "tm2"},
		"rol": {Role: "OWN"}, "achteraf": {Late: true}, "periode": {From: day("2026-02-02"), To: day("2026-12-31")}, "record": {Record: activity(1)}} {
		f.Size = 100
		found, _ := r.History(f)
		say(name, names(found))
	}
	say("achterstand", r.Lag(time.Time{}, time.Time{}))
	lags, clusters := r.DepartmentLags(time.Time{}, time.Time{})
	for _, l := range lags {
		worst := l.Worst.Position
		l.Worst = nil
		say("afdeling", fmt.Sprint(l, worst))
	}
	say("clusters", clusters)
	for _, d := range r.Differences(day("2026-01-01"), day("2026-12-31"), "") {
		say("verschil", fmt.Sprint(d.Stream, d.Before, d.After, d.Ended, len(d.List)))
	}
	slices.Sort(list)
	return list
}

func TestHetLogboekTotEenPlaats(t *testing.T) {
	t.Run("R-RPT-02 de records tot een plaats zeggen wat een nieuwe opbouw tot daar zegt, bij elke plaats en op elke vraag", func(t *testing.T) {
		w := busy(t)
		fresh := projections.NewRecords(chapters.ByName())
		for e, err := range w.log.All(t.Context(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			if _, err := fresh.Apply(&e); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(told(fresh), told(w.records.Until(events.Position(fresh.Len())))); diff != "" {
				t.Fatalf("at %d (- fold, + cut):\n%s", e.Position, diff)
			}
		}
		if fresh.Len() != w.records.Len() || fresh.Len() < 10 {
			t.Errorf("%d events: the test shows nothing", fresh.Len())
		}
	})
	t.Run("R-RPT-02 de voortermijnen gelden ook tot een plaats", func(t *testing.T) {
		w := busy(t)
		w.records.Leads = map[int]string{5: "P1W"}
		if got := w.records.Until(3).Leads[5]; got != "P1W" {
			t.Errorf("%q", got)
		}
	})
}
