package esdb_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/storetest"
)

// within is a context for one thing that must not take long.
func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// others writes events of somebody else to the same store.
func others(t *testing.T, srv *fake.Server, n int) {
	d := direct(t, srv)
	batch := make([]client.EventData, 2000)
	for range n / len(batch) {
		for i := range batch {
			batch[i] = client.EventData{EventID: uuid.New(), EventType: "x", Data: []byte("{}")}
		}
		_, err := d.AppendToStream(t.Context(), "other", client.AppendToStreamOptions{}, batch...)
		must(t, err)
	}
}

func TestVanAnderen(t *testing.T) {
	slow := func(t *testing.T, srv *fake.Server) {
		srv.SetFaults(fake.Faults{OnSubscribe: func(int, string) fake.ReadFault { return fake.ReadFault{Scan: 5 * time.Millisecond} }})
		t.Cleanup(func() { srv.SetFaults(fake.Faults{}) })
	}
	impatient := func(o *esdb.Options) { o.Attempt = 500 * time.Millisecond }
	t.Run("staat de opslag vol met gebeurtenissen van anderen, dan duurt het even, maar het komt door", func(t *testing.T) {
		srv := server(t)
		appendOne(t, node(t, srv))
		others(t, srv, 40_000) // two seconds of looking: four times an attempt
		slow(t, srv)
		s := node(t, srv, impatient)
		name := storetest.Stream()
		if _, err := s.Append(within(t, 30*time.Second), name, 0, storetest.Events(name, 0, "a")); err != nil {
			t.Error(err)
		}
	})
	t.Run("ook als zij midden in het logboek staan is het logboek te lezen", func(t *testing.T) {
		srv := server(t)
		s := node(t, srv)
		appendOne(t, s)
		others(t, srv, 40_000)
		appendOne(t, s)
		slow(t, srv)
		n := 0
		for _, err := range node(t, srv, impatient).All(within(t, 30*time.Second), 0) {
			must(t, err)
			n++
		}
		if n != 2 {
			t.Errorf("%d events", n)
		}
	})
}

func TestAchterlopen(t *testing.T) {
	t.Run("na een wisseling van leider ziet elke node wat ergens is bevestigd, ook als zijn oude machine achterloopt", func(t *testing.T) {
		srv, err := fake.Start(fake.Options{Members: 3})
		must(t, err)
		t.Cleanup(srv.Close)
		old := srv.Leader()
		b := node(t, srv)
		appendOne(t, b)
		must(t, srv.Lead((old+1)%3))
		srv.Lag(old, 6)
		a := node(t, srv)
		for range 3 {
			appendOne(t, a)
		}
		if head, err := b.Head(within(t, 20*time.Second)); head != 4 || err != nil {
			t.Errorf("4 acknowledged, head %d, %v", head, err)
		}
		must(t, a.Journal("staff").Append(t.Context(), 0, uuid.New(), []byte("uitgelogd")))
		n := 0
		for _, err := range b.Journal("staff").Read(within(t, 20*time.Second), 0) {
			must(t, err)
			n++
		}
		if n != 1 {
			t.Error("an entry that was acknowledged at one node does not exist for the other")
		}
	})
	t.Run("een machine die even achterloopt is geen afwijking", func(t *testing.T) {
		srv, err := fake.Start(fake.Options{Members: 3})
		must(t, err)
		t.Cleanup(srv.Close)
		s := node(t, srv, func(o *esdb.Options) { o.Settle = time.Hour })
		for range 3 {
			appendOne(t, s)
		}
		srv.Lag(srv.Leader(), 4)
		if err := s.Audit(within(t, 500*time.Millisecond)); err == nil || errors.Is(err, events.ErrHalted) {
			t.Errorf("an audit that could not end: %v", err)
		}
		for _, err := range s.Stream(within(t, 500*time.Millisecond), appendedBefore(t, srv)) {
			if errors.Is(err, events.ErrHalted) {
				t.Errorf("a reader is told that the store is harmed: %v", err)
			}
		}
		srv.Lag(srv.Leader(), 0)
		must(t, s.Audit(within(t, 20*time.Second)))
		if err := s.Halted(); err != nil {
			t.Error(err)
		}
	})
	t.Run("een node wiens volgen stilvalt merkt dat aan wie vraagt hoe ver het logboek is", func(t *testing.T) {
		srv := server(t)
		a := node(t, srv)
		appendOne(t, a)
		silent := make(chan struct{})
		srv.SetFaults(fake.Faults{OnSubscribe: func(n int, _ string) fake.ReadFault {
			if n == 2 {
				close(silent)
				return fake.ReadFault{After: 1, Err: fake.ErrSilent}
			}
			return fake.ReadFault{}
		}})
		t.Cleanup(func() { srv.SetFaults(fake.Faults{}) })
		b := node(t, srv, func(o *esdb.Options) { o.Attempt = 500 * time.Millisecond })
		<-silent
		appendOne(t, a)
		appendOne(t, a)
		if head, err := b.Head(within(t, 20*time.Second)); head != 3 || err != nil {
			t.Errorf("head %d, %v", head, err)
		}
	})
}

// appendedBefore is a record of the ledger "test".
func appendedBefore(t *testing.T, srv *fake.Server) string {
	t.Helper()
	for _, e := range srv.Events("$all") {
		if name, ok := strings.CutPrefix(e.Stream, prefix+"note/"); ok {
			return "note/" + name
		}
	}
	t.Fatal("no record")
	return ""
}

func TestTwijfel(t *testing.T) {
	t.Run("een weigering na een poging waarvan niemand iets weet zegt niet dat er niets is vastgelegd", func(t *testing.T) {
		srv := server(t)
		s := node(t, srv)
		name, tries := storetest.Stream(), 0
		srv.SetFaults(fake.Faults{
			OnAppend: func(_ int, stream string, _ int) fake.AppendFault {
				if stream == prefix+name {
					return fake.AppendFault{After: fake.ErrTimedOut}
				}
				return fake.AppendFault{}
			},
			Refuse: func(_ int, stream string) error {
				if stream == prefix+name {
					if tries++; tries > 1 {
						return status.Error(codes.Unauthenticated, "")
					}
				}
				return nil
			}})
		t.Cleanup(func() { srv.SetFaults(fake.Faults{}) })
		if _, err := s.Append(within(t, 20*time.Second), name, 0, storetest.Events(name, 0, "b")); !errors.Is(err, events.ErrUncertain) || !errors.Is(err, esdb.ErrRefused) {
			t.Errorf("got %v", err)
		}
	})
	unnumbered := func(t *testing.T) (*fake.Server, *esdb.Store, chan error) {
		srv := server(t)
		s := node(t, srv)
		appendOne(t, s)
		written := make(chan struct{}, 1000)
		srv.SetFaults(fake.Faults{OnAppend: func(_ int, stream string, _ int) fake.AppendFault {
			if strings.HasSuffix(stream, ".index") {
				written <- struct{}{}
				return fake.AppendFault{Before: fake.ErrUnavailable}
			}
			return fake.AppendFault{}
		}})
		t.Cleanup(func() { srv.SetFaults(fake.Faults{}) })
		done := make(chan error, 1)
		name := storetest.Stream()
		go func() {
			_, err := s.Append(context.Background(), name, 0, storetest.Events(name, 0, "b"))
			done <- err
		}()
		<-written
		return srv, s, done
	}
	t.Run("wie op zijn nummer wacht als de node sluit blijft niet hangen, en hoort dat het onzeker is", func(t *testing.T) {
		_, s, done := unnumbered(t)
		must(t, s.Close())
		if err := <-done; !errors.Is(err, events.ErrUncertain) {
			t.Errorf("got %v", err)
		}
		if s.Halted() != nil {
			t.Error("closing is no harm")
		}
	})
	t.Run("wie op zijn nummer wacht als er een afwijking wordt gevonden hoort beide: vastgelegd misschien, en stilgezet", func(t *testing.T) {
		srv, _, done := unnumbered(t)
		_, err := direct(t, srv).AppendToStream(t.Context(), prefix+"note/x", client.AppendToStreamOptions{}, client.EventData{EventID: uuid.New(), EventType: "vreemd", Data: []byte("{}")})
		must(t, err)
		if err := <-done; !errors.Is(err, events.ErrUncertain) || !errors.Is(err, events.ErrHalted) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("een account dat de volgorde niet mag schrijven krijgt dat te horen", func(t *testing.T) {
		srv, as := secure(t, admin)
		s := open(t, as(admin.Name, admin.Password))
		appendOne(t, s)
		srv.Deny(prefix+"index", fake.Write, "")
		name := storetest.Stream()
		if _, err := s.Append(within(t, 20*time.Second), name, 0, storetest.Events(name, 0, "b")); !errors.Is(err, esdb.ErrRefused) || !errors.Is(err, events.ErrUncertain) {
			t.Errorf("got %v", err)
		}
		srv.AllowAgain()
		appendOne(t, s)
	})
}

// TestHersteld shows what a person can do about what was found.
func TestHersteld(t *testing.T) {
	t.Run("metagegevens die weer weg zijn houden een volgende start niet tegen", func(t *testing.T) {
		srv := server(t)
		s := node(t, srv)
		record := appendOne(t, s)
		must(t, s.Close())
		d := direct(t, srv)
		var m client.StreamMetadata
		m.SetMaxCount(1000)
		for _, m := range []client.StreamMetadata{m, {}} {
			_, err := d.SetStreamMetadata(t.Context(), prefix+record, client.AppendToStreamOptions{}, m)
			must(t, err)
		}
		s = node(t, srv)
		appendOne(t, s)
		if err := s.Halted(); err != nil {
			t.Error(err)
		}
	})
	t.Run("een vreemde gebeurtenis waarvan de plaats is aanvaard wordt overgeslagen, door volgen en door lezen", func(t *testing.T) {
		srv := server(t)
		s := node(t, srv)
		appendOne(t, s)
		d := direct(t, srv)
		_, err := d.AppendToStream(t.Context(), prefix+"note/x", client.AppendToStreamOptions{}, client.EventData{EventID: uuid.New(), EventType: events.TypePrefix + "X", Data: []byte("{}")})
		must(t, err)
		name := storetest.Stream()
		_, err = s.Append(within(t, 20*time.Second), name, 0, storetest.Events(name, 0, "a"))
		h, ok := errors.AsType[*esdb.Harm](err)
		if !ok || h.Place == 0 || !strings.Contains(h.Error(), fmt.Sprint(h.Place)) {
			t.Fatalf("got %v", err)
		}
		accepted := func(o *esdb.Options) { o.Accepted = []uint64{h.Place} }
		appendOne(t, node(t, srv, accepted))
		n := 0
		for _, err := range node(t, srv, accepted).All(within(t, 20*time.Second), 0) {
			must(t, err)
			n++
		}
		want := 0
		for _, e := range srv.Events("$all") {
			if strings.HasPrefix(e.Stream, prefix+"note/") && e.Position != h.Place {
				want++
			}
		}
		if n != want || n < 2 {
			t.Errorf("%d events, %d are ours", n, want)
		}
	})
}
