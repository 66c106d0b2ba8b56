package esdb_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/storetest"
)

// appendOne appends an event to a new record, and returns the record.
func appendOne(t testing.TB, s *esdb.Store) string {
	t.Helper()
	name := storetest.Stream()
	if _, err := s.Append(t.Context(), name, 0, storetest.Events(name, 0, "a")); err != nil {
		t.Fatal(err)
	}
	return name
}

// direct is a client that knows nothing of grootboek.
func direct(t *testing.T, srv *fake.Server) *client.Client {
	config, err := client.ParseConnectionString(srv.ConnectionString())
	if err != nil {
		t.Fatal(err)
	}
	config.Logger = client.NoopLogging()
	c, err := client.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

const prefix = "grootboek.test."

// harms are what can be done to a store behind the back of grootboek: what, and how it must be called.
var harms = []struct {
	what string
	do   func(t *testing.T, srv *fake.Server, records []string)
	kind esdb.Kind
	// how it is found: by a start, by a node that runs, by an audit, by reading all
	start, live, audit, all bool
}{
	{"een andere opslag op hetzelfde adres", func(t *testing.T, srv *fake.Server, _ []string) { must(t, srv.WipeToOtherCluster()) }, esdb.OtherStore, false, true, true, false},
	{"een oudere reservekopie", func(t *testing.T, srv *fake.Server, records []string) {
		must(t, srv.RestoreTo(srv.Events(prefix + records[10])[0].Position))
	}, esdb.OtherStore, false, true, true, false},
	{"een oudere reservekopie waar alweer in geschreven is", func(t *testing.T, srv *fake.Server, records []string) {
		must(t, srv.RestoreTo(srv.Events(prefix + records[10])[0].Position))
		o := esdb.Options{Connection: srv.ConnectionString(), Name: "test", Settle: time.Second}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s, err := o.Open(ctx)
		must(t, err)
		for range 60 {
			appendOne(t, s)
		}
		must(t, s.Close())
	}, esdb.OtherStore, false, true, true, false},
	{"een onleesbaar gemaakte gebeurtenis", func(t *testing.T, srv *fake.Server, records []string) { must(t, srv.Redact(prefix+records[3], 0)) }, esdb.Changed, false, false, true, true},
	{"een herschreven gebeurtenis", func(t *testing.T, srv *fake.Server, records []string) {
		line := storetest.Event(records[3], 1, "b").Line
		must(t, srv.Rewrite(prefix+records[3], 0, line))
	}, esdb.Changed, false, false, true, true},
	{"een verwijderde gebeurtenis in het midden", func(t *testing.T, srv *fake.Server, records []string) { must(t, srv.Remove(prefix+records[3], 0)) }, esdb.Gone, false, false, true, true},
	{"de laatste gebeurtenis verwijderd", func(t *testing.T, srv *fake.Server, records []string) {
		must(t, srv.Remove(prefix+records[len(records)-1], 0))
	}, esdb.OtherStore, true, false, true, true},
	{"een regel van de volgorde verwijderd", func(t *testing.T, srv *fake.Server, _ []string) { must(t, srv.Remove(prefix+"index", 5)) }, esdb.Order, true, false, true, true},
	{"een bewaartermijn op een record", func(t *testing.T, srv *fake.Server, records []string) {
		var m client.StreamMetadata
		m.SetMaxCount(1)
		_, err := direct(t, srv).SetStreamMetadata(t.Context(), prefix+records[3], client.AppendToStreamOptions{}, m)
		must(t, err)
	}, esdb.Metadata, false, true, false, false},
	{"een record verwijderd", func(t *testing.T, srv *fake.Server, records []string) {
		_, err := direct(t, srv).DeleteStream(t.Context(), prefix+records[3], client.DeleteStreamOptions{ExpectedRevision: client.Any{}})
		must(t, err)
	}, esdb.Metadata, false, true, true, false},
	{"een record voorgoed verwijderd", func(t *testing.T, srv *fake.Server, records []string) {
		_, err := direct(t, srv).TombstoneStream(t.Context(), prefix+records[3], client.TombstoneStreamOptions{ExpectedRevision: client.Any{}})
		must(t, err)
	}, esdb.Metadata, false, true, true, false},
	{"een gebeurtenis die grootboek niet schreef", func(t *testing.T, srv *fake.Server, _ []string) {
		_, err := direct(t, srv).AppendToStream(t.Context(), prefix+"note/x", client.AppendToStreamOptions{}, client.EventData{EventID: uuid.New(), EventType: "vreemd", Data: []byte("{}")})
		must(t, err)
	}, esdb.Foreign, false, true, false, false},
	{"onzin onder een naam van ons", func(t *testing.T, srv *fake.Server, _ []string) { forged(t, srv, "note/x", uuid.New(), "{}") }, esdb.Foreign, false, true, false, false},
	{"een echte regel nog eens, in een ander record", func(t *testing.T, srv *fake.Server, records []string) {
		e := srv.Events(prefix + records[3])[0]
		forged(t, srv, "note/x", uuid.New(), string(e.Data))
	}, esdb.Foreign, false, true, false, false},
	{"een record met een regeleinde in zijn naam", func(t *testing.T, srv *fake.Server, _ []string) {
		e := storetest.Event("note/x\nrest", 1, "b")
		forged(t, srv, e.Stream, e.ID, string(e.Line))
	}, esdb.Foreign, false, true, false, false},
	{"een record met een naam die te lang is", func(t *testing.T, srv *fake.Server, _ []string) {
		e := storetest.Event("note/"+strings.Repeat("x", events.MaxStream), 1, "b")
		forged(t, srv, e.Stream, e.ID, string(e.Line))
	}, esdb.Foreign, false, true, false, false},
	{"een valse regel in de volgorde", func(t *testing.T, srv *fake.Server, _ []string) {
		_, err := direct(t, srv).AppendToStream(t.Context(), prefix+"index", client.AppendToStreamOptions{}, client.EventData{EventID: uuid.New(), EventType: "grootboek-index",
			Data: []byte("grootboek-index/1 40 1\n1 " + uuid.NewString() + " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= note/x\n")})
		must(t, err)
	}, esdb.Gone, true, true, false, false}, // nobody ever took it up
}

// forged writes what looks like an event of ours.
func forged(t *testing.T, srv *fake.Server, stream string, id uuid.UUID, line string) {
	t.Helper()
	_, err := direct(t, srv).AppendToStream(t.Context(), prefix+stream, client.AppendToStreamOptions{},
		client.EventData{EventID: id, EventType: events.TypePrefix + storetest.Name, Data: []byte(line)})
	must(t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestHarm does each harm to a store of its own, and looks whether it is found in every way that it should be.
func TestHarm(t *testing.T) {
	for _, h := range harms {
		t.Run(h.what, func(t *testing.T) {
			t.Parallel()
			srv := server(t)
			running := node(t, srv)
			var records []string
			for range 40 {
				records = append(records, appendOne(t, running))
			}
			fresh := node(t, srv) // knows the order, holds no lines
			h.do(t, srv, records)
			if h.live {
				t.Run("een draaiende node merkt het, en legt niets meer vast", func(t *testing.T) { liveHarm(t, running, h.kind) })
			}
			if h.audit {
				t.Run("de controle vindt het", func(t *testing.T) { auditHarm(t, fresh, h.kind) })
			}
			if h.all {
				t.Run("wie alles leest vindt het", func(t *testing.T) { readHarm(t, fresh, h.kind) })
			}
			if h.start {
				t.Run("een start weigert", func(t *testing.T) { startHarm(t, srv, h.kind) })
			}
		})
	}
}

func kindOf(err error) esdb.Kind {
	if h, ok := errors.AsType[*esdb.Harm](err); ok {
		return h.Kind
	}
	return ""
}

func liveHarm(t *testing.T, s *esdb.Store, want esdb.Kind) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for s.Halted() == nil && ctx.Err() == nil { // until it is seen
		name := storetest.Stream()
		once, stop := context.WithTimeout(ctx, 200*time.Millisecond)
		_, _ = s.Append(once, name, 0, storetest.Events(name, 0, "later"))
		stop()
	}
	if got := kindOf(s.Halted()); got != want {
		t.Fatalf("halted with %v, want %s", s.Halted(), want)
	}
	name := storetest.Stream()
	if _, err := s.Append(ctx, name, 0, storetest.Events(name, 0, "after")); kindOf(err) != want || errors.Is(err, events.ErrUncertain) {
		t.Errorf("an append after that gave %v, want %s: nothing was written", err, want)
	}
	if !strings.Contains(s.Halted().Error(), "niets hersteld") {
		t.Errorf("the sentence does not say what happens now: %v", s.Halted())
	}
}

func auditHarm(t *testing.T, s *esdb.Store, want esdb.Kind) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for range 200 { // it looks at a sample
		if err := s.Audit(ctx); err != nil {
			if got := kindOf(err); got != want && got != esdb.Gone {
				t.Errorf("the audit found %v, want %s", err, want)
			}
			return
		}
	}
	t.Error("200 audits found nothing")
}

func readHarm(t *testing.T, s *esdb.Store, want esdb.Kind) {
	for _, err := range s.All(t.Context(), 0) {
		if err != nil {
			if got := kindOf(err); got != want && (want != esdb.OtherStore || got != esdb.Gone) {
				t.Errorf("reading all found %v, want %s", err, want)
			}
			return
		}
	}
	t.Error("reading all found nothing")
}

func startHarm(t *testing.T, srv *fake.Server, want esdb.Kind) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s, err := esdb.Options{Connection: srv.ConnectionString(), Name: "test", Settle: 300 * time.Millisecond}.Open(ctx)
	if err == nil {
		must(t, s.Close())
	}
	if got := kindOf(err); got != want && got != esdb.OtherStore { // the end of the log is looked at first
		t.Errorf("the start gave %v, want %s", err, want)
	}
}
