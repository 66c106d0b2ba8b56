package esdb_test

import (
	"context"
	"fmt"
	"io"
	"sync"
	"testing"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/storetest"
)

// The benchmarks put this package beside the bare client doing the same appends and reads on the same server, in the
// same run: only ratios count. Bare appends are durable when they return; ours have their number too, which takes a second
// write. "bare twice" is the bare client with an entry for each append: what a number costs if nothing is shared.

func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("bare client, %d writers", writers), func(b *testing.B) { benchAppend(b, writers, bareAppend) })
		b.Run(fmt.Sprintf("bare client twice, %d writers", writers), func(b *testing.B) { benchAppend(b, writers, bareTwice) })
		b.Run(fmt.Sprintf("esdb, %d writers", writers), func(b *testing.B) { benchAppend(b, writers, ourAppend) })
	}
}

type appender func(ctx context.Context, stream string, version uint64, list []events.Event) error

func bareAppend(b *testing.B, srv *fake.Server) appender {
	c := bare(b, srv)
	return func(ctx context.Context, stream string, version uint64, list []events.Event) error {
		return bareWrite(ctx, c, "grootboek.bare."+stream, version, list)
	}
}

func bareTwice(b *testing.B, srv *fake.Server) appender {
	c := bare(b, srv)
	return func(ctx context.Context, stream string, version uint64, list []events.Event) error {
		if err := bareWrite(ctx, c, "grootboek.bare."+stream, version, list); err != nil {
			return err
		}
		return bareWrite(ctx, c, "grootboek.bare.index-"+stream, version/2, []events.Event{{ID: list[0].ID, Line: list[0].Line[:200]}})
	}
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

func ourAppend(b *testing.B, srv *fake.Server) appender {
	s := node(b, srv)
	return func(ctx context.Context, stream string, version uint64, list []events.Event) error {
		_, err := s.Append(ctx, stream, version, list)
		return err
	}
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
	b.Cleanup(func() { _ = c.Close() })
	return c
}

// benchAppend appends two events at a time, each writer to a stream of its own.
func benchAppend(b *testing.B, writers int, make func(*testing.B, *fake.Server) appender) {
	do := make(b, server(b))
	lists := prepared(b.N, writers)
	b.ResetTimer()
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
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
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
	b.Run("bare client, $all", func(b *testing.B) {
		c := bare(b, srv)
		for range b.N {
			readAll(b, c, n)
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
	})
	s := node(b, srv)
	b.Run("esdb, lines", func(b *testing.B) {
		for range b.N {
			count := 0
			for _, err := range s.Lines(context.Background(), 0) {
				if count++; err != nil {
					b.Fatal(err)
				}
			}
			if count != n {
				b.Fatalf("%d lines", count)
			}
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("esdb, events", func(b *testing.B) {
		for range b.N {
			for _, err := range s.All(context.Background(), 0) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
	})
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
