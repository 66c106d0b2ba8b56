package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
)

// opened is an open ledger in a folder of its own.
func opened(t *testing.T, log *slog.Logger) *ledger {
	t.Helper()
	return openedIn(t, filepath.Join(t.TempDir(), "data"), log)
}

// reopened is the ledger in a folder, until the test ends.
func reopened(t *testing.T, data string) *ledger {
	t.Helper()
	return openedIn(t, data, quiet())
}

func openedIn(t *testing.T, data string, log *slog.Logger) *ledger {
	t.Helper()
	cfg, err := with{"DATA": data}.load(t)
	if err != nil {
		t.Fatal(err)
	}
	l, err := open(t.Context(), cfg, log, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// reading returns the sum of a figure over the series whose labels have these values.
func reading(t *testing.T, r *prometheus.Registry, name string, labels ...string) (sum float64, there bool) {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			text := ""
			for _, p := range m.GetLabel() {
				text += p.GetName() + "=" + p.GetValue() + " "
			}
			for _, want := range labels {
				if !strings.Contains(text, want+" ") {
					text = ""
				}
			}
			if text != "" || len(labels) == 0 {
				there = true
				sum += m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return sum, there
}

func TestMetrics(t *testing.T) {
	l := opened(t, quiet())
	w := newWatch(t.Context(), l)
	l.figures.follow(l, w)
	value := func(t *testing.T, name string, labels ...string) float64 {
		t.Helper()
		v, ok := reading(t, l.figures.registry, name, labels...)
		if !ok {
			t.Fatalf("no %s %v", name, labels)
		}
		return v
	}
	by, err := l.commandLine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.look(t.Context())
	t.Run("wat is vastgelegd wordt geteld, naar uitkomst", func(t *testing.T) {
		if value(t, "grootboek_append_seconds", "result=ok") != 1 || value(t, "grootboek_log_events") != 1 {
			t.Error("the appointment is not counted")
		}
		for result, err := range map[string]error{"conflict": fmt.Errorf("x: %w", events.ErrConflict), "uncertain": fmt.Errorf("x: %w", events.ErrUncertain), "error": errors.New("x")} {
			l.figures.appended(time.Second, err)
			if value(t, "grootboek_append_seconds", "result="+result) != 1 {
				t.Errorf("%s is not counted", result)
			}
		}
	})
	t.Run("een geweigerde opdracht wordt geteld onder de code van de regel", func(t *testing.T) {
		_, err := l.Do(t.Context(), events.Request{Record: "round", ID: uuid.NewString(), By: by, Command: register.StartRound{}})
		ref, ok := errors.AsType[*domain.Refusal](err)
		if !ok {
			t.Fatal(err)
		}
		if value(t, "grootboek_refused_commands_total", "code="+ref.Code) != 1 {
			t.Error("not counted")
		}
		if last, err := l.refusals.Last(1); err != nil || len(last) != 1 || last[0].Code != ref.Code {
			t.Errorf("it is counted, but no longer noted: %v %v", last, err)
		}
	})
	t.Run("er zijn nooit meer codes dan afgesproken", func(t *testing.T) {
		count := l.figures.counting(func(context.Context, events.Request, *domain.Refusal) {})
		for i := range 2 * maxCodes {
			count(t.Context(), events.Request{}, &domain.Refusal{Code: fmt.Sprintf("made-up-%d", i)})
		}
		if value(t, "grootboek_refused_commands_total", "code=other") < maxCodes {
			t.Error("the number of codes has no limit")
		}
	})
	t.Run("een ronde die over haar termijn is, telt", func(t *testing.T) {
		due := calendar.On(now())
		if _, err := l.Do(t.Context(), events.Request{Record: "round", ID: uuid.NewString(), By: by, Command: register.StartRound{Name: "Jaarronde", Due: due}}); err != nil {
			t.Fatal(err)
		}
		if n := overdue(l, now())["round"]; n != 1 {
			t.Errorf("%d", n)
		}
		if n := overdue(l, now().AddDate(0, 0, -1))["round"]; n != 0 {
			t.Errorf("the day before: %d", n)
		}
	})
	t.Run("de reservekopie: nooit, onleesbaar, en dan het tijdstip", func(t *testing.T) {
		path := filepath.Join(l.cfg.Data, lastBackup)
		for text, want := range map[string]float64{"": 0, "gisteren": 0, "2026-03-02T12:00:00Z\n": 1772452800} {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := value(t, "grootboek_backup_timestamp_seconds"); got != want {
				t.Errorf("%q: %v", text, got)
			}
		}
	})
	t.Run("de controle is in één toestand tegelijk; gebroken gaat voor", func(t *testing.T) {
		if value(t, "grootboek_verification_state") != 1 || value(t, "grootboek_verification_state", "state=whole") != 1 {
			t.Error("a new ledger is verified")
		}
		if got := states(seal.Status{State: seal.Whole, Err: errors.New("x")}); got["broken"] != 1 || got["whole"] != 0 {
			t.Errorf("%v", got)
		}
	})
	t.Run("een verzegeld log heeft een controlepunt met een tijd, en geen achterstand", func(t *testing.T) {
		if err := l.Await(t.Context(), events.Position(2)); err != nil {
			t.Fatal(err)
		}
		w.look(t.Context())
		if at := value(t, "grootboek_checkpoint_timestamp_seconds"); at == 0 || value(t, "grootboek_seal_lag_events") != 0 || value(t, "grootboek_models_lag_seconds") != 0 {
			t.Errorf("checkpoint %v", at)
		}
	})
}
