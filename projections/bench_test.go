package projections_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
	"github.com/heemstede/grootboek/projections"
	"github.com/heemstede/grootboek/projections/demo"
)

// benchEvents is small enough for every day; a larger town is a matter of this number.
const benchEvents = 10_000

// demoTown builds the demo municipality in memory.
func demoTown(b *testing.B) events.Store {
	b.Helper()
	var store storetest.Memory
	if _, err := demo.Build(context.Background(), &store, demo.Options{Events: benchEvents, Seed: 1}); err != nil {
		b.Fatal(err)
	}
	return &store
}

// rebuilt rebuilds all read models from the log.
func rebuilt(b *testing.B, store events.Store) (*projections.Live, *projections.Register, *projections.Search) {
	b.Helper()
	r := projections.NewRecords(chapters.ByName())
	g := projections.NewGovernance(r)
	n := projections.Names{Person: func(id string) string { return id }, Record: func(_, id string) string { return id }}
	s, err := projections.NewSearch(n)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	l := projections.NewLive(store, r, slog.Default(), g, projections.NewNotices(), s)
	if err := l.CatchUp(context.Background(), nil); err != nil {
		b.Fatal(err)
	}
	return l, projections.NewRegister(r, g, n), s
}

// BenchmarkRebuild measures decoding and folding the whole log, against decoding alone in the same run.
func BenchmarkRebuild(b *testing.B) {
	store := demoTown(b)
	head, err := store.Head(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	var lines [][]byte
	for e, err := range store.All(context.Background(), 0) {
		if err != nil {
			b.Fatal(err)
		}
		lines = append(lines, e.Line)
	}
	var decoding, rebuilding time.Duration
	for b.Loop() {
		began := time.Now()
		for _, l := range lines {
			if _, err := events.Parse(l); err != nil {
				b.Fatal(err)
			}
		}
		decoding += time.Since(began)
		began = time.Now()
		rebuilt(b, store)
		rebuilding += time.Since(began)
	}
	n := float64(head) * float64(b.N)
	b.ReportMetric(n/rebuilding.Seconds(), "events/s")
	b.ReportMetric(n/decoding.Seconds(), "parsed/s")
	b.ReportMetric(float64(decoding)/float64(rebuilding), "x-parse")
}

// BenchmarkLists measures what people wait for: the list now, the list as of a year ago on either axis, the public
// register, and a search.
func BenchmarkLists(b *testing.B) {
	l, reg, search := rebuilt(b, demoTown(b))
	now := demo.DefaultUntil
	ago := now.AddDate(-1, 0, 0)
	for name, f := range map[string]func(){
		"nu":               func() { reg.List(projections.Filter{}, projections.AsOf{}, now, nil) },
		"zoals bekend op":  func() { reg.List(projections.Filter{}, projections.AsOf{Recorded: ago}, now, nil) },
		"zoals het was op": func() { reg.List(projections.Filter{}, projections.AsOf{Happened: ago}, now, nil) },
		"openbaar":         func() { reg.Public(time.Time{}, now, "", nil) },
		"zoeken": func() {
			if _, err := search.Find(context.Background(), l.Records, "vergunning", projections.AsOf{}); err != nil {
				b.Error(err)
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				l.View(f)
			}
		})
	}
}
