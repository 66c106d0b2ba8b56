package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
)

// figures are what a monitor reads at /metrics. Each has a reader in deploy/alerts.yml or on the dashboard, and each
// label has few values: never a person, an address or anything that somebody typed.
type figures struct {
	registry *prometheus.Registry
	appends  *prometheus.HistogramVec // result
	refused  *prometheus.CounterVec   // code
	requests *prometheus.CounterVec   // route, class
	took     *prometheus.HistogramVec // route

	mu    sync.Mutex
	codes map[string]bool
}

const (
	namespace = "grootboek"
	maxCodes  = 500 // more than there are rules; what comes after counts as "other"
)

// newFigures returns the figures of a ledger that is not open yet.
func newFigures() *figures {
	f := &figures{registry: prometheus.NewRegistry(), codes: map[string]bool{},
		appends: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: "append_seconds",
			Help: "How long appending to the log took, by how it ended: ok, conflict, uncertain, error.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 15)}, []string{"result"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "refused_commands_total", Help: "Commands that a rule refused, by the code of the rule."}, []string{"code"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "http_requests_total",
			Help: "Requests answered, by address as in the table of addresses and by class of status."}, []string{"route", "class"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: "http_request_seconds",
			Help: "How long answering took, by address.", Buckets: []float64{0.005, 0.02, 0.1, 0.3, 1, 3, 10, 30}}, []string{"route"})}
	f.registry.MustRegister(f.appends, f.refused, f.requests, f.took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, result := range []string{"ok", "conflict", "uncertain", "error"} {
		f.appends.WithLabelValues(result) // there from the start: a rate needs a zero to begin from
	}
	f.constant("build_info", "Which program this is; always 1.", prometheus.Labels{"version": version(), "go": runtime.Version()}, 1)
	return f
}

// appended counts one append. It is [events.Executor.Appended].
func (f *figures) appended(took time.Duration, err error) {
	result := "error"
	switch {
	case err == nil:
		result = "ok"
	case errors.Is(err, events.ErrConflict):
		result = "conflict"
	case errors.Is(err, events.ErrUncertain):
		result = "uncertain"
	}
	f.appends.WithLabelValues(result).Observe(took.Seconds())
}

// counting counts refusals before they are noted by next.
func (f *figures) counting(next func(context.Context, events.Request, *domain.Refusal)) func(context.Context, events.Request, *domain.Refusal) {
	return func(ctx context.Context, r events.Request, ref *domain.Refusal) {
		f.refused.WithLabelValues(f.known(ref.Code)).Inc()
		next(ctx, r, ref)
	}
}

// known bounds how many codes there can be.
func (f *figures) known(code string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.codes[code] && len(f.codes) >= maxCodes {
		return "other"
	}
	f.codes[code] = true
	return code
}

// answered counts one request. It is told by [access].
func (f *figures) answered(route string, status int, took time.Duration) {
	f.requests.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Inc()
	f.took.WithLabelValues(route).Observe(took.Seconds())
}

// follow adds the figures of an open ledger and of what watches it. It is called once.
func (f *figures) follow(l *ledger, w *watch) {
	f.gauge("log_events", "Events in the log.", func() float64 { w.mu.Lock(); defer w.mu.Unlock(); return float64(w.at) })
	f.lag("seal", "under a signed checkpoint", w, &w.sealing)
	f.lag("models", "shown by the models", w, &w.showing)
	f.gauge("models_stopped", "1 if the models met an event they cannot read.", func() float64 { return flag(l.Live.Err() != nil) })
	f.gauge("seal_trouble", "1 if the last attempt to follow the log or to write the checkpoint failed; it is tried again.",
		func() float64 { s := l.Seal.Status(); return flag(s.Trouble != nil || s.WriteError != nil) })
	f.gauge("checkpoint_timestamp_seconds", "When the newest checkpoint was written to disk.", func() float64 { return written(filepath.Join(l.sealDir(), "checkpoint")) })
	f.gauge("verified_timestamp_seconds", "When the whole log was last held against its checkpoint, in this run; 0 if not yet.",
		func() float64 { return unix(l.Seal.Status().CheckedAt) })
	f.gauge("verified_events", "How many events were found good then.", func() float64 { return float64(l.Seal.Status().Checked) })
	f.gauge("backup_timestamp_seconds", "When the last backup was made; 0 if never.", func() float64 { return backedUp(l.cfg.Data) })
	f.gauge("store_up", "1 if the store answered the last time it was asked.", func() float64 { w.mu.Lock(); defer w.mu.Unlock(); return flag(w.failed == nil) })
	f.gauge("store_halted", "1 if the store takes nothing until a person decides.", func() float64 { return flag(w.halted() != nil) })
	f.gauge("ready", "1 if /health/ready says so.", func() float64 { return flag(len(w.reasons()) == 0) })
	f.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Namespace: namespace, Name: "store_reconnects_total", Help: "How often the connection with the store was made anew."}, reconnects(l)))
	f.registry.MustRegister(listOf{"verification_state", "1 for the state that verification is in.", "state", func() map[string]int { return states(l.Seal.Status()) }},
		listOf{"overdue", "What is past its term, by kind.", "kind", func() map[string]int { return overdue(l, now()) }})
}

func (f *figures) gauge(name, help string, read func() float64) {
	f.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, read))
}

func (f *figures) constant(name, help string, labels prometheus.Labels, v float64) {
	f.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help, ConstLabels: labels}, func() float64 { return v }))
}

func (f *figures) lag(name, what string, w *watch, l *lag) {
	f.gauge(name+"_lag_events", "Events in the log that are not yet "+what+".", func() float64 { w.mu.Lock(); defer w.mu.Unlock(); return float64(l.events) })
	f.gauge(name+"_lag_seconds", "How long the oldest of them has waited.", func() float64 { w.mu.Lock(); defer w.mu.Unlock(); return l.age(w.now()).Seconds() })
}

func reconnects(l *ledger) func() float64 {
	s, ok := l.store.(interface{ Reconnects() uint64 })
	if !ok {
		return func() float64 { return 0 } // the built-in store has no connection
	}
	return func() float64 { return float64(s.Reconnects()) }
}

// listOf is one gauge for each of a few values of a label, read together.
type listOf struct {
	name, help, label string
	read              func() map[string]int
}

func (x listOf) desc() *prometheus.Desc {
	return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", x.name), x.help, []string{x.label}, nil)
}

// Describe implements [prometheus.Collector].
func (x listOf) Describe(out chan<- *prometheus.Desc) { out <- x.desc() }

// Collect implements [prometheus.Collector].
func (x listOf) Collect(out chan<- prometheus.Metric) {
	for value, n := range x.read() {
		out <- prometheus.MustNewConstMetric(x.desc(), prometheus.GaugeValue, float64(n), value)
	}
}

func states(s seal.Status) map[string]int {
	m := map[string]int{string(seal.Partly): 0, string(seal.Checking): 0, string(seal.Whole): 0, string(seal.Broken): 0}
	if m[string(s.State)] = 1; s.Err != nil {
		m[string(s.State)], m[string(seal.Broken)] = 0, 1
	}
	return m
}

// overdue counts what is past its term: yearly confirmations and tests, rounds that nobody closed, and mandates whose
// period has passed while no event says so yet. The rules are those of the work page.
func overdue(l *ledger, at time.Time) map[string]int {
	m := map[string]int{"confirmation": 0, "test": 0, "round": 0, "mandate": len(l.gov.Expired(l.Live, at))}
	l.Live.View(func() {
		for _, v := range l.records.OfType("activity") {
			a := v.Last().State.(register.Activity)
			for _, t := range a.Next(at) {
				switch {
				case t.Command == "test":
					m["test"]++
				case t.Overdue:
					m["confirmation"]++
				}
			}
		}
		for _, v := range l.records.OfType("round") {
			if r := v.Last().State.(register.Round); r.Closed.IsZero() && calendar.On(at) >= r.Due {
				m["round"]++
			}
		}
	})
	return m
}

// backedUp is when the last backup was made, from the file that grootboek backup writes.
func backedUp(data string) float64 {
	b, err := os.ReadFile(filepath.Join(data, lastBackup))
	if err != nil {
		return 0
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(b)))
	if err != nil {
		return 0
	}
	return unix(at)
}

func written(path string) float64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return unix(info.ModTime())
}

func unix(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
