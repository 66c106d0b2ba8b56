package esdb_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/events/esdb"
	"github.com/heemstede/grootboek/events/esdb/fake"
	"github.com/heemstede/grootboek/events/journal"
	"github.com/heemstede/grootboek/events/journal/journaltest"
)

func TestJournal(t *testing.T) {
	srv := server(t)
	s := node(t, srv)
	journaltest.Run(t, func(t *testing.T, name string) journal.Journal { return s.Journal(t.Name() + name) })
}

func TestJournalOutsideLog(t *testing.T) {
	srv := server(t)
	s := node(t, srv)
	t.Run("wat naast het logboek wordt gedeeld is geen gebeurtenis en geen afwijking, ook niet als het wordt ingekort", func(t *testing.T) {
		j := s.Journal("staff")
		for n := range uint64(5) {
			if err := j.Append(t.Context(), n, uuid.New(), []byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		if err := j.Trim(t.Context(), 4); err != nil {
			t.Fatal(err)
		}
		if head, err := s.Head(t.Context()); head != 0 || err != nil {
			t.Errorf("head %d, %v; want 0", head, err)
		}
		appendOne(t, s)
		if err := s.Halted(); err != nil {
			t.Error(err)
		}
	})
	t.Run("inkorten laat de rechten op de stroom staan", func(t *testing.T) {
		meta := srv.Events("$$grootboek.test~staff")
		if len(meta) != 1 || string(meta[0].Data) != `{"$tb":3}` {
			t.Fatalf("metadata %v", meta)
		}
	})
	t.Run("een grootboek met een andere naam deelt niets", func(t *testing.T) {
		other := node(t, srv, func(o *esdb.Options) { o.Name = "test-2" })
		for range other.Journal("staff").Read(t.Context(), 0) {
			t.Error("an entry of another ledger")
		}
		if head, err := other.Head(t.Context()); head != 0 || err != nil {
			t.Errorf("head %d, %v; want 0", head, err)
		}
	})
}

func TestJournalUnderFaults(t *testing.T) {
	srv := server(t)
	s := node(t, srv)
	t.Run("een verloren bevestiging geeft geen tweede regel", func(t *testing.T) {
		j := s.Journal("lost")
		srv.SetFaults(fake.Faults{OnAppend: func(n int, _ string, _ int) fake.AppendFault {
			if n%2 == 0 {
				return fake.AppendFault{After: fake.ErrUnavailable}
			}
			return fake.AppendFault{}
		}})
		t.Cleanup(func() { srv.SetFaults(fake.Faults{}) })
		for n := range uint64(20) {
			if err := j.Append(t.Context(), n, uuid.New(), []byte{byte(n)}); err != nil {
				t.Fatal(err)
			}
		}
		want := byte(0)
		for e, err := range j.Read(t.Context(), 0) {
			if err != nil || e.Data[0] != want {
				t.Fatalf("entry %d holds %v, error %v", e.Number, e.Data, err)
			}
			want++
		}
		if want != 20 {
			t.Errorf("%d entries, want 20", want)
		}
	})
	t.Run("een afgebroken wens is geen onzekere", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Journal("none").Append(ctx, 0, uuid.New(), nil); !errors.Is(err, context.Canceled) || errors.Is(err, journal.ErrUncertain) {
			t.Errorf("got %v", err)
		}
	})
}
