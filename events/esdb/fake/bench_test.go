package fake_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

func freshEvents(n, size int) []esdb.EventData {
	list := make([]esdb.EventData, n)
	for i := range list {
		list[i] = esdb.EventData{EventID: uuid.New(), EventType: "Happened", ContentType: esdb.ContentTypeJson, Data: []byte(strings.Repeat("x", size))}
	}
	return list
}

func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("%d writers", writers), func(b *testing.B) {
			_, c := open(b, fake.Options{})
			var stream atomic.Int64
			b.SetParallelism(writers)
			if writers == 1 {
				for b.Loop() {
					write(b, c, "s", freshEvents(1, 600))
				}
				return
			}
			b.RunParallel(func(pb *testing.PB) {
				name := fmt.Sprint("s", stream.Add(1))
				for pb.Next() {
					write(b, c, name, freshEvents(1, 600))
				}
			})
		})
	}
}

func write(b *testing.B, c *esdb.Client, stream string, events []esdb.EventData) {
	_, err := c.AppendToStream(context.Background(), stream, esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}}, events...)
	if err != nil {
		b.Error(err)
	}
}

// BenchmarkRead reads a log of 100,000 events of 600 bytes, whole.
func BenchmarkRead(b *testing.B) {
	const total = 100_000
	s, c := open(b, fake.Options{})
	for i := range total / 500 {
		write(b, c, fmt.Sprint("ledger-", i), freshEvents(500, 600))
	}
	want := s.Stats().Events
	for b.Loop() {
		if _, events, err := drain(c.ReadAll(context.Background(), esdb.ReadAllOptions{}, math.MaxUint64)); err != nil || len(events) != want {
			b.Fatalf("%d events, %v", len(events), err)
		}
	}
	b.ReportMetric(float64(b.N*want)/b.Elapsed().Seconds(), "events/s")
}
