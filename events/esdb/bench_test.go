package esdb_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/storetest"
)

// The benchmarks put this package beside the bare client doing the same appends and reads on the same kind of server.
// They take turns, round after round, and the metric is the median of the ratios of the rounds: what the machine does
// otherwise falls on both. Server and client share the machine, so what the server does for us counts as ours.
//
// Bare appends are durable when they return. Ours are that too, and have their number, which takes a second write and a
// reading of the store's own order: "twice" is the bare client that writes an entry of its own for each append, the least
// that a number costs when nobody shares it.

var rounds = flag.Int("bench.rounds", 9, "how often the benchmarks take turns")

func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("%d writers", writers), func(b *testing.B) {
			var once, twice []float64
			for range *rounds {
				bare, double, ours := timed(b, writers, bareAppend), timed(b, writers, bareTwice), timed(b, writers, ourAppend)
				once, twice = append(once, bare/ours), append(twice, double/ours)
			}
			b.ReportMetric(median(once), "of-bare")
			b.ReportMetric(median(twice), "of-bare-twice")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// timed appends two events at a time, each writer to a stream of its own, and returns how many seconds that took.
func timed(b *testing.B, writers int, make func(*testing.B, *fake.Server) (appender, func())) float64 {
	srv, err := fake.Start(fake.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Close()
	do, end := make(b, srv)
	defer end()
	lists := prepared(max(b.N, 200)*4, writers)
	runtime.GC()
	begun := time.Now()
	var wg sync.WaitGroup
	for _, list := range lists {
		wg.Go(func() {
			for v := 0; v+1 < len(list); v += 2 {
				if err := do(context.Background(), list[v].Stream, uint64(v), list[v:v+2]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(begun).Seconds()
}

type appender func(ctx context.Context, stream string, version uint64, list []events.Event) error

func bareAppend(b *testing.B, srv *fake.Server) (appender, func()) {
	c := bare(b, srv)
	return func(ctx context.Context, stream string, version uint64, list []events.Event) error {
		return bareWrite(ctx, c, "grootboek.bare."+stream, version, list)
	}, func() { _ = c.Close() }
}

func bareTwice(b *testing.B, srv *fake.Server) (appender, func()) {
	c := bare(b, srv)
	return func(ctx context.Context, stream string, version uint64, list []events.Event) error {
		if err := bareWrite(ctx, c, "grootboek.bare."+stream, version, list); err != nil {
			return err
		}
		return bareWrite(ctx, c, "grootboek.bare.index-"+stream, version/2, []events.Event{{ID: list[0].ID, Line: list[0].Line[:200]}})
	}, func() { _ = c.Close() }
}

func bareWrite(ctx context.Context, c *client.Client, stream string, version uint64, list []events.Event) error {
	o := client.AppendToStreamOptions{ExpectedRevision: client.NoStream{}}
	if version > 0 {
		o.ExpectedRevision = client.Revision(version - 1)
	}
	data := make([]client.EventData, len(list))
	for i, e := range list {
		data[i] = client.EventData{EventID: e.ID, EventType: "nl.grootboek.Noted", ContentType: client.ContentTypeJson, Data: e.Line}
	}
	_, err := c.AppendToStream(ctx, stream, o, data...)
	return err
}

func ourAppend(b *testing.B, srv *fake.Server) (appender, func()) {
	s, err := esdb.Options{Connection: srv.ConnectionString(), Name: "test"}.Open(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return func(ctx context.Context, stream string, version uint64, list []events.Event) error {
		_, err := s.Append(ctx, stream, version, list)
		return err
	}, func() { _ = s.Close() }
}

func bare(b *testing.B, srv *fake.Server) *client.Client {
	b.Helper()
	config, err := client.ParseConnectionString(srv.ConnectionString())
	if err != nil {
		b.Fatal(err)
	}
	config.Logger = client.NoopLogging()
	c, err := client.NewClient(config)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// prepared makes the events of n appends, shared out over the writers.
func prepared(n, writers int) [][]events.Event {
	lists := make([][]events.Event, writers)
	for w := range lists {
		name := storetest.Stream()
		for v := range uint64(2 * ((n + w) / writers)) {
			lists[w] = append(lists[w], storetest.Event(name, v+1, "een gebeurtenis van gewone lengte, met een zin of twee aan tekst erin"))
		}
	}
	return lists
}

func BenchmarkRead(b *testing.B) {
	const n = 100_000
	srv := server(b)
	filled(b, srv, n)
	c, s := bare(b, srv), node(b, srv)
	defer func() { _ = c.Close() }()
	var lines, list []float64
	for range *rounds {
		bare := took(func() { readAll(b, c, n) })
		lines = append(lines, bare/took(func() { count(b, n, s.Lines(context.Background(), 0)) }))
		list = append(list, bare/took(func() { count(b, n, s.All(context.Background(), 0)) }))
	}
	b.ReportMetric(median(lines), "lines-of-bare")
	b.ReportMetric(median(list), "events-of-bare")
	b.ReportMetric(0, "ns/op")
}

func took(f func()) float64 {
	runtime.GC()
	begun := time.Now()
	f()
	return time.Since(begun).Seconds()
}

func count[T any](b *testing.B, want int, seq iter.Seq2[T, error]) {
	n := 0
	for _, err := range seq {
		if n++; err != nil {
			b.Fatal(err)
		}
	}
	if n != want {
		b.Fatalf("%d, not %d", n, want)
	}
}

// filled appends n events in lots of 100.
func filled(b *testing.B, srv *fake.Server, n int) {
	s := node(b, srv)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range n / 1600 {
				name := storetest.Stream()
				texts := make([]string, 100)
				for i := range texts {
					texts[i] = "een gebeurtenis van gewone lengte, met een zin of twee aan tekst erin"
				}
				if _, err := s.Append(context.Background(), name, 0, storetest.Events(name, 0, texts...)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for head, _ := s.Head(context.Background()); int(head) < n; head, _ = s.Head(context.Background()) {
		name := storetest.Stream()
		if _, err := s.Append(context.Background(), name, 0, storetest.Events(name, 0, "x")); err != nil {
			b.Fatal(err)
		}
	}
}

func readAll(b *testing.B, c *client.Client, n int) {
	r, err := c.ReadAll(context.Background(), client.ReadAllOptions{Direction: client.Forwards, From: client.Start{}}, 1<<62)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	count := 0
	for {
		e, err := r.Recv()
		if err == io.EOF {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		if e.OriginalEvent().EventType == "nl.grootboek.Noted" {
			count++
		}
	}
	if count != n {
		b.Fatalf("%d events", count)
	}
}
