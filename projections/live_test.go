package projections_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
	"github.com/heemstede/grootboek/projections"
)

// tester is what *testing.T and *rapid.T share.
type tester interface {
	Helper()
	Fatal(args ...any)
	Context() context.Context
}

func contextOf(t tester) context.Context { return t.Context() }

// dump writes any value down, to compare.
func dump(t tester, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// everything is what readers can see of the models, as text.
func (m *models) everything(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	say := func(what string, v any) { fmt.Fprintf(&b, "%s: %s\n", what, dump(t, v)) }
	now := day("2027-01-01")
	for p := events.Position(1); int(p) <= m.records.Len(); p++ {
		e := m.records.Entry(p)
		say("entry", e)
		v := m.records.Stream(e.Stream)
		say("state", v.List[e.Version-1].State)
		say("lines", m.names.State(v.List[e.Version-1].State))
		say("fact", m.names.Fact(e.Fact))
		for _, a := range []projections.AsOf{{Recorded: e.Recorded}, {Happened: e.Happened}, {Recorded: e.Recorded, Happened: e.Happened}} {
			if at, ok := v.At(a); ok {
				say("as of", at.State)
			}
		}
	}
	for _, r := range domain.Roles {
		say("holders of "+string(r.Role), m.gov.Holders(r.Role, now))
		say("notices of "+string(r.Role), m.notices.For(r.Role, 1000))
	}
	for _, person := range []string{"tm", "emp"} {
		say("roles of "+person, m.gov.RolesOf(person, now))
	}
	for _, p := range []string{wmo, parking} {
		f, ok := m.gov.Process(p, now)
		say("process", fmt.Sprint(f, ok, m.gov.OpenActivities(p)))
	}
	say("matrix", m.gov.Matrix(projections.AsOf{}))
	for _, row := range m.register.List(projections.Filter{Size: projections.MaxPage}, projections.AsOf{}, now, nil).Rows {
		say("row", []any{row.ID, row.Owner, row.Missing, row.Activity})
	}
	say("public", m.register.Public(time.Time{}, now, "", nil))
	say("public before", m.register.Public(day("2026-03-15"), now, "", nil))
	for _, u := range m.register.RoundOpen(now, now) {
		for _, row := range u.Rows {
			say("not confirmed by "+u.Owner, row.ID)
		}
	}
	say("lag", m.records.Lag(time.Time{}, time.Time{}))
	list, next := m.records.History(projections.HistoryFilter{Size: projections.MaxPage})
	say("history", []any{list, next})
	found, err := m.search.Find(t.Context(), m.records, "wmo", projections.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	say("found", found)
	return b.String()
}

// busy is a town in which a good deal happened.
func busy(t *testing.T) *town {
	w, _ := history(t)
	a := w.registered(2, complete("Parkeervergunningen", parking))
	w.submitted(3, register.Content{Name: "Half af", Process: wmo})
	mandate := w.do("process", wmo, governance.MandateSubprocessOwner{Person: "emp", Commands: []string{"activity/confirm"}, From: "2026-05-01", Reason: "Drukte."}, as("tm", domain.OWN))
	_, id := events.Record(mandate.Events[0].Stream)
	w.do("process", id, governance.WithdrawMandate{Mandate: mandate.Events[0].Command, Reason: "Klaar."}, as("tm", domain.OWN))
	w.do("matrix", governance.MatrixID, governance.ChangeRow{Row: "B1.1-4", Roles: []governance.Column{"PB", "FG"}, Reason: "Besluit 1."}, as("sec", domain.SEC))
	w.do("activity", a, register.End{Reason: "Gestopt.", Data: "Vernietigd."}, as("tm2", domain.OWN))
	return w
}

func TestOpnieuwOpbouwen(t *testing.T) {
	w := busy(t)
	want := w.everything(t)
	same := func(t *testing.T, m *models) {
		t.Helper()
		if got := m.everything(t); got != want {
			a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
			for i := range min(len(a), len(b)) {
				if a[i] != b[i] {
					t.Fatalf("rebuilt (line %d):\n%s\nlived:\n%s", i, a[i], b[i])
				}
			}
			t.Fatalf("rebuilt %d lines, lived %d", len(a), len(b))
		}
	}
	t.Run("R-LED-03 van niets af geeft hetzelfde als meegelopen", func(t *testing.T) {
		m := newModels(t, w.log)
		if err := m.live.CatchUp(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		same(t, m)
	})
	t.Run("R-LED-03 twee keer inlezen verandert niets", func(t *testing.T) {
		m := newModels(t, w.log)
		for range 2 {
			if err := m.live.CatchUp(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
		same(t, m)
	})
	t.Run("R-LED-03 in stukken geeft hetzelfde, ook als het lezen steeds afbreekt", func(t *testing.T) {
		m := newModels(t, &storetest.Faulty{Store: w.log, OnRead: func(n int) int {
			if n > 60 {
				return -1
			}
			return n % 4
		}})
		for tries := 0; ; tries++ {
			err := m.live.CatchUp(t.Context(), nil)
			if err == nil && int(m.live.Position()) == w.records.Len() {
				break
			}
			if err != nil && !errors.Is(err, storetest.ErrInjected) {
				t.Fatal(err)
			}
			if tries > 10*w.records.Len() {
				t.Fatalf("after %d tries the models hold %d of %d events", tries, m.live.Position(), w.records.Len())
			}
		}
		same(t, m)
	})
	t.Run("en zegt hoe ver het is", func(t *testing.T) {
		log := &storetest.Memory{}
		const n = 1100
		for i := range n / 100 {
			stream := "activity/" + activity(byte(i))
			list := []events.Event{stored(t, stream, 1, "ProcessingActivitySubmitted", `{"content":{"name":"x"}}`)}
			for v := uint64(2); v <= 100; v++ {
				list = append(list, stored(t, stream, v, "ActualityConfirmed", `{}`))
			}
			if _, err := log.Append(t.Context(), stream, 0, list); err != nil {
				t.Fatal(err)
			}
		}
		m := newModels(t, log)
		var told []events.Position
		if err := m.live.CatchUp(t.Context(), func(p events.Position) { told = append(told, p) }); err != nil {
			t.Fatal(err)
		}
		if len(told) < 2 || told[0] == 0 || told[len(told)-1] > n || m.live.Position() != n {
			t.Errorf("told %v, position %d", told, m.live.Position())
		}
	})
}

// stored is an event as a line in the log, of whatever name.
func stored(t testing.TB, stream string, version uint64, name, data string) events.Event {
	t.Helper()
	at := day("2026-06-01")
	e := events.Event{ID: uuid.NewSHA1(uuid.Nil, fmt.Append(nil, stream, version)), Source: "urn:test", Name: name, Schema: 1, Stream: stream, Version: version,
		Recorded: at, Happened: at, Actor: "pb", Role: domain.PB, Command: "c", Correlation: "c", Policy: "beleid/1", Data: []byte(data)}
	if err := e.Encode(); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEenGebeurtenisDieNiemandKent(t *testing.T) {
	for name, e := range map[string]struct{ stream, event, data string }{
		"een onbekende gebeurtenis": {"activity/" + activity(9), "ProcessingActivityGuessed", `{}`},
		"een onbekend soort record": {"geheim/" + activity(9), "ProcessingActivitySubmitted", `{"content":{}}`},
		"een onbekend veld":         {"activity/" + activity(9), "ProcessingActivitySubmitted", `{"content":{},"extra":1}`},
		"een gat in de versies":     {"activity/" + activity(1), "ActualityConfirmed", `{}`},
	} {
		t.Run(name+" houdt de overzichten stil, en wie wacht hoort het", func(t *testing.T) {
			w := newTown(t)
			w.submitted(1, complete("Wmo", wmo))
			good := w.live.Position()
			version := uint64(1)
			if name == "een gat in de versies" {
				version = 3
			}
			bad := stored(t, e.stream, version, e.event, e.data)
			bad.Position = good + 1
			m := newModels(t, &tail{w.log, []events.Event{bad, stored(t, "activity/"+activity(8), 1, "ProcessingActivitySubmitted", `{"content":{"name":"erna"}}`)}})
			err := m.live.CatchUp(t.Context(), nil)
			if err == nil || m.live.Err() == nil || m.live.Position() != good {
				t.Fatalf("error %v, stopped by %v, at %d of %d", err, m.live.Err(), m.live.Position(), good)
			}
			if version == 1 && !errors.Is(err, domain.ErrUnknownEvent) {
				t.Errorf("error %v", err)
			}
			if err := m.live.Wait(t.Context(), good+1); err == nil || errors.Is(err, projections.ErrBehind) {
				t.Errorf("who waits for it hears %v", err)
			}
			if err := m.live.Wait(t.Context(), good); err != nil {
				t.Errorf("what was there is no longer there: %v", err)
			}
			m.live.View(func() {
				if m.records.Get("activity", activity(8)) != nil {
					t.Error("what came after it was read: an event was skipped")
				}
				if m.records.Get("activity", activity(1)) == nil {
					t.Error("what was there is gone")
				}
			})
		})
	}
	t.Run("Run eindigt ermee en zegt waar", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newTownOn(t, &storetest.Memory{})
			m := newModels(t, w.log)
			done := make(chan error, 1)
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			go func() { done <- m.live.Run(ctx) }()
			if err := m.live.Wait(ctx, w.live.Position()); err != nil {
				t.Fatal(err)
			}
			waiting := make(chan error, 1)
			go func() { waiting <- m.live.Wait(ctx, w.live.Position()+1) }()
			synctest.Wait()
			if _, err := w.log.Append(ctx, "activity/"+activity(9), 0, []events.Event{stored(t, "activity/"+activity(9), 1, "Onbekend", `{}`)}); err != nil {
				t.Fatal(err)
			}
			if err := <-done; !errors.Is(err, domain.ErrUnknownEvent) || !strings.Contains(err.Error(), fmt.Sprint("stopped at ", w.live.Position())) {
				t.Errorf("Run ended with %v", err)
			}
			if err := <-waiting; !errors.Is(err, domain.ErrUnknownEvent) {
				t.Errorf("who waited heard %v", err)
			}
		})
	})
}

// tail is a log with more events behind it, that no store would have taken.
type tail struct {
	events.Store
	more []events.Event
}

func (s *tail) All(ctx context.Context, after events.Position) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		head := after
		for e, err := range s.Store.All(ctx, after) {
			if head = e.Position; !yield(e, err) {
				return
			}
		}
		for _, e := range s.more {
			head++
			if e.Position = head; !yield(e, nil) {
				return
			}
		}
	}
}

func TestWachtenTotHetTeZienIs(t *testing.T) {
	t.Run("wie te lang wacht hoort dat het vastligt maar nog niet te zien is", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m := newModels(t, &storetest.Memory{})
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			began := time.Now()
			if err := m.live.Wait(ctx, 1); !errors.Is(err, projections.ErrBehind) || time.Since(began) != 20*time.Second {
				t.Errorf("%v after %s", err, time.Since(began))
			}
		})
	})
	t.Run("wie wacht wordt gewekt zodra het er is, zonder te hoeven peilen", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newTownOn(t, &storetest.Memory{})
			m := newModels(t, w.log)
			ctx, cancel := context.WithCancel(t.Context())
			ran := make(chan error, 1)
			go func() { ran <- m.live.Run(ctx) }()
			synctest.Wait()
			began := time.Now()
			if err := m.live.Wait(ctx, w.live.Position()); err != nil || time.Since(began) != 0 {
				t.Errorf("%v after %s", err, time.Since(began))
			}
			cancel()
			if err := <-ran; err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("wat een ander programma bijschrijft wordt binnen een seconde gezien", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newTownOn(t, &storetest.Memory{})
			ctx, cancel := context.WithCancel(t.Context())
			ran := make(chan error, 1)
			go func() { ran <- w.live.Run(ctx) }()
			synctest.Wait()
			stream := "activity/" + activity(7)
			pos, err := w.log.Append(ctx, stream, 0, []events.Event{stored(t, stream, 1, "ProcessingActivitySubmitted", `{"content":{"name":"elders"}}`)})
			if err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Second) // the time of the bubble, not ours
			synctest.Wait()
			if w.live.Position() != pos {
				t.Errorf("position %d, want %d", w.live.Position(), pos)
			}
			cancel()
			<-ran
		})
	})
	t.Run("een opslag die even niet leest houdt niets tegen als zij weer leest", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newTownOn(t, &storetest.Memory{})
			m := newModels(t, &storetest.Faulty{Store: w.log, OnRead: func(n int) int {
				if n < 3 {
					return 0
				}
				return -1
			}})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			ran := make(chan error, 1)
			go func() { ran <- m.live.Run(ctx) }()
			if err := m.live.Wait(ctx, w.live.Position()); err != nil {
				t.Error(err)
			}
			cancel()
			if err := <-ran; err != nil || m.live.Err() != nil {
				t.Errorf("Run ended with %v, models stopped by %v", err, m.live.Err())
			}
		})
	})
}
