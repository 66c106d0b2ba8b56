package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
)

func lines(t *testing.T, s events.Store) (n int) {
	t.Helper()
	for _, err := range s.All(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func TestFaultyMisbehavesAsItWasAsked(t *testing.T) {
	one := storetest.Events("note/1", 0, "a")
	with := func(f storetest.Fault) (*storetest.Memory, *storetest.Faulty) {
		m := &storetest.Memory{}
		return m, &storetest.Faulty{Store: m, OnAppend: func(int) storetest.Fault { return f }}
	}
	t.Run("before the write nothing is kept, and that is certain", func(t *testing.T) {
		m, s := with(storetest.Fault{Before: true})
		_, err := s.Append(t.Context(), "note/1", 0, one)
		if !errors.Is(err, storetest.ErrInjected) || errors.Is(err, events.ErrUncertain) || lines(t, m) != 0 {
			t.Errorf("%v, %d kept", err, lines(t, m))
		}
	})
	t.Run("after the write it is kept, and the answer is uncertain", func(t *testing.T) {
		m, s := with(storetest.Fault{After: true})
		pos, err := s.Append(t.Context(), "note/1", 0, one)
		if pos != 0 || !errors.Is(err, events.ErrUncertain) || lines(t, m) != 1 {
			t.Errorf("%d, %v, %d kept", pos, err, lines(t, m))
		}
	})
	t.Run("a late answer comes when it is let go", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		late := make(chan struct{})
		m, s := with(storetest.Fault{Late: late})
		answer := make(chan error)
		go func() {
			_, err := s.Append(ctx, "note/1", 0, one)
			answer <- err
		}()
		for lines(t, m) == 0 && ctx.Err() == nil { // written, not answered
		}
		select {
		case err := <-answer:
			t.Fatalf("answered at once: %v", err)
		default:
		}
		close(late)
		if err := <-answer; err != nil {
			t.Error(err)
		}
	})
	t.Run("who stops waiting for a late answer is uncertain", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { // time passes only when everybody waits: never before the write
			m, s := with(storetest.Fault{Late: make(chan struct{})})
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			defer cancel()
			_, err := s.Append(ctx, "note/1", 0, one)
			if !errors.Is(err, events.ErrUncertain) || !errors.Is(err, context.DeadlineExceeded) || lines(t, m) != 1 {
				t.Errorf("%v, %d kept", err, lines(t, m))
			}
		})
	})
	t.Run("reading breaks where asked, with an error", func(t *testing.T) {
		_, s := with(storetest.Fault{})
		if _, err := s.Append(t.Context(), "note/1", 0, storetest.Events("note/1", 0, "a", "b", "c")); err != nil {
			t.Fatal(err)
		}
		s.OnRead = func(n int) int { return n - 1 }
		for want := range 3 { // the first reading after 0, the second after 1 …
			n := 0
			var last error
			for _, err := range s.Stream(t.Context(), "note/1") {
				if last = err; err == nil {
					n++
				}
			}
			if n != want || !errors.Is(last, storetest.ErrInjected) {
				t.Errorf("reading %d gave %d events and then %v", want+1, n, last)
			}
		}
	})
}

// The record of the test below: a total, and the command to add to it.
type (
	total int
	add   struct {
		N int `json:"n"`
	}
	added struct {
		N int `json:"n"`
	}
)

func (c add) Decide(total, domain.Stamp) ([]domain.Event[total], error) {
	return []domain.Event[total]{added(c), added(c)}, nil
}

func (e added) Evolve(t total, _ domain.Stamp) total { return t + total(e.N) }

var totals = domain.Define(domain.Aggregate[total]{Name: "total", Status: func(total) domain.Status { return "open" },
	Title:    func(total) string { return "" },
	Commands: []domain.CommandType[total]{{Name: "add", Any: true, Roles: []domain.Role{domain.SYS}, Zero: add{}}},
	Events:   []domain.EventType[total]{{Name: "Added", Zero: added{}}}})

func TestACommandOnAStoreThatFailsNowAndThenHasItsEffectOnce(t *testing.T) {
	faults := map[string]func(n int) storetest.Fault{
		"R-LED-09 after every other write":     func(n int) storetest.Fault { return storetest.Fault{After: n%2 == 1} },
		"R-LED-09 before every other write":    func(n int) storetest.Fault { return storetest.Fault{Before: n%2 == 1} },
		"R-LED-09 now before, now after it":    func(n int) storetest.Fault { return storetest.Fault{Before: n%3 == 1, After: n%3 == 2} },
		"R-LED-09 after every write there is":  func(int) storetest.Fault { return storetest.Fault{After: true} },
		"R-LED-09 and not at all, to be exact": nil,
	}
	for what, fault := range faults {
		t.Run(what, func(t *testing.T) {
			m := &storetest.Memory{}
			x := &events.Executor{Store: &storetest.Faulty{Store: m, OnAppend: fault}, Records: map[string]domain.Record{"total": totals},
				Source: "urn:test", Policy: "2025", Now: time.Now}
			id := uuid.NewString()
			for i := range 10 {
				r := events.Request{Record: "total", ID: id, Command: add{N: 1}, CommandID: uuid.New(),
					By: domain.Stamp{Actor: domain.System, Role: domain.SYS}}
				if err := untilDone(t.Context(), x, r); err != nil {
					t.Fatalf("command %d: %v", i, err)
				}
			}
			f, err := events.Fold(t.Context(), m, totals, "total/"+id, "")
			if err != nil || f.Version != 20 || f.State != total(20) {
				t.Errorf("10 commands of 2 events gave version %d, total %v (%v)", f.Version, f.State, err)
			}
		})
	}
}

// untilDone sends the same request until it is answered, as a client does with its Idempotency-Key.
func untilDone(ctx context.Context, x *events.Executor, r events.Request) error {
	var errs []error
	for range 5 {
		_, err := x.Execute(ctx, r)
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return fmt.Errorf("not done: %w", errors.Join(slices.Clip(errs)...))
}
