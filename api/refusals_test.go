package api

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/journal"
)

func refusalsOf(t *testing.T, j journal.Journal) (*Refusals, *bytes.Buffer) {
	var log bytes.Buffer
	return &Refusals{Path: filepath.Join(t.TempDir(), "geweigerd.jsonl"), Now: time.Now, Journal: j, Log: slog.New(slog.NewTextHandler(&log, nil))}, &log
}

func note(x *Refusals, ctx context.Context, id string) {
	x.Note(ctx, events.Request{Record: "activity", ID: id, By: domain.Stamp{Actor: "7"}}, &domain.Refusal{Code: "rule"})
}

func ids(t *testing.T, x *Refusals, n int) (list []string) {
	t.Helper()
	last, err := x.Last(n)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range last {
		list = append(list, r.ID)
	}
	return list
}

func TestRefusalsOfAllNodes(t *testing.T) {
	t.Run("R-LED-10 every node shows the newest refusals of all nodes, newest first", func(t *testing.T) {
		var m journal.Memory
		a, _ := refusalsOf(t, &m)
		b, _ := refusalsOf(t, &m)
		note(a, t.Context(), "1")
		note(b, t.Context(), "2")
		note(a, t.Context(), "3")
		for _, x := range []*Refusals{a, b} {
			if got := ids(t, x, 2); !slices.Equal(got, []string{"3", "2"}) {
				t.Error(got)
			}
		}
		c, _ := refusalsOf(t, &m)
		if got := ids(t, c, 10); !slices.Equal(got, []string{"3", "2", "1"}) {
			t.Error(got)
		}
	})
	t.Run("R-LED-10 of many at once, and of answers that are lost, each is noted once", func(t *testing.T) {
		m := &journal.Memory{OnAppend: func(n int) journal.Fault { return journal.Fault{After: n%2 == 0} }}
		var want []string
		var all sync.WaitGroup
		for n := range 4 {
			x, log := refusalsOf(t, m)
			for i := range 5 {
				want = append(want, fmt.Sprint(n, "-", i))
			}
			all.Go(func() {
				for i := range 5 {
					note(x, t.Context(), fmt.Sprint(n, "-", i))
				}
				if log.Len() > 0 {
					t.Error(log)
				}
			})
		}
		all.Wait()
		x, _ := refusalsOf(t, m)
		got := ids(t, x, 100)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%d: %v", len(got), got)
		}
	})
	t.Run("on one machine, the file is the log, with a journal or without", func(t *testing.T) {
		x, _ := refusalsOf(t, &journal.Memory{})
		note(x, t.Context(), "1")
		x.Journal = nil
		if got := ids(t, x, 10); !slices.Equal(got, []string{"1"}) {
			t.Error(got)
		}
	})
	t.Run("a refusal that cannot be shared is kept here and logged, and holds nobody up", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		x, log := refusalsOf(t, &journal.Memory{OnAppend: func(int) journal.Fault { return journal.Fault{Late: make(chan struct{})} }})
		began := time.Now()
		note(x, ctx, "1")
		if d := time.Since(began); d > time.Second || !strings.Contains(log.String(), "refused command not shared") {
			t.Errorf("%v, %s", d, log)
		}
		x.Journal = nil
		if got := ids(t, x, 10); !slices.Equal(got, []string{"1"}) {
			t.Error(got)
		}
	})
	t.Run("a journal that cannot be read gives an error, not an empty list", func(t *testing.T) {
		var down atomic.Bool
		x, _ := refusalsOf(t, &journal.Memory{OnRead: func(context.Context, int) error {
			if down.Load() {
				return journal.ErrInjected
			}
			return nil
		}})
		note(x, t.Context(), "1")
		down.Store(true)
		if list, err := x.Last(5); err == nil {
			t.Error(list)
		}
	})
	t.Run("the journal is kept to the newest", func(t *testing.T) {
		var m journal.Memory
		x, _ := refusalsOf(t, &m)
		for n := range keepRefusals + trimRefusals {
			line := fmt.Appendf(nil, `{"id":"%d"}`, n)
			if err := m.Append(t.Context(), uint64(n), [16]byte{1, byte(n >> 16), byte(n >> 8), byte(n)}, line); err != nil {
				t.Fatal(err)
			}
		}
		note(x, t.Context(), "last")
		left := 0
		for _, err := range m.Read(t.Context(), 0) {
			if left++; err != nil {
				t.Fatal(err)
			}
		}
		if got := ids(t, x, 5*maxLast); left != keepRefusals || len(got) != maxLast || got[0] != "last" {
			t.Errorf("%d left, %d given", left, len(got))
		}
	})
}
