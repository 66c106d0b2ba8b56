package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	prom "github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// someSeries are series as the unit tests of Prometheus write them ("grootboek_ready 1 1 0x10"), a value a minute from 0.
type someSeries []prom.Series

func seriesFrom(t *testing.T, lines ...string) (m someSeries) {
	t.Helper()
	for _, line := range lines {
		name, values, err := parser.NewParser(parser.Options{}).ParseSeriesDesc(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		var list []chunks.Sample
		for i, x := range values {
			list = append(list, sample{t: int64(i) * time.Minute.Milliseconds(), f: x.Value})
		}
		m = append(m, prom.NewListSeries(name, list))
	}
	return m
}

// sample is one value; the rest of the interface is for histograms, which are none here.
type sample struct {
	chunks.Sample
	t int64
	f float64
}

// T implements [chunks.Sample].
func (s sample) T() int64 { return s.t }

// ST implements [chunks.Sample].
func (s sample) ST() int64 { return 0 }

// F implements [chunks.Sample].
func (s sample) F() float64 { return s.f }

// Type implements [chunks.Sample].
func (s sample) Type() chunkenc.ValueType { return chunkenc.ValFloat }

// Copy implements [chunks.Sample].
func (s sample) Copy() chunks.Sample { return s }

// Select implements the part of [prom.Querier] that a query uses.
func (m someSeries) Select(_ bool, _ *prom.SelectHints, matchers ...*labels.Matcher) prom.SeriesSet {
	var found []prom.Series
	for _, s := range m {
		if !slices.ContainsFunc(matchers, func(x *labels.Matcher) bool { return !x.Matches(s.Labels().Get(x.Name)) }) {
			found = append(found, s)
		}
	}
	return &set{list: found}
}

type set struct {
	list []prom.Series
	n    int
}

// Next implements [prom.SeriesSet].
func (s *set) Next() bool { s.n++; return s.n <= len(s.list) }

// At implements [prom.SeriesSet].
func (s *set) At() prom.Series { return s.list[s.n-1] }

// Err implements [prom.SeriesSet].
func (s *set) Err() error { return nil }

// Warnings implements [prom.SeriesSet].
func (s *set) Warnings() annotations.Annotations { return nil }

// fires tells whether an alert fires at a minute: its expression held then, and all the while that it must hold before.
func (m someSeries) fires(t *testing.T, alert string, minute int) bool {
	t.Helper()
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 1_000_000, Timeout: time.Minute, Parser: parser.NewParser(parser.Options{})})
	store := &prom.MockQueryable{MockQuerier: &prom.MockQuerier{SelectMockFunction: m.Select}}
	for _, g := range rules(t).Groups {
		for _, r := range g.Rules {
			if r.Alert != alert {
				continue
			}
			for at := time.Duration(minute)*time.Minute - time.Duration(r.For); at <= time.Duration(minute)*time.Minute; at += time.Minute {
				q, err := engine.NewInstantQuery(t.Context(), store, nil, r.Expr, time.UnixMilli(at.Milliseconds()))
				if err != nil {
					t.Fatal(err)
				}
				res := q.Exec(t.Context())
				v, err := res.Vector()
				if err != nil {
					t.Fatalf("%s: %v", alert, err)
				}
				if q.Close(); len(v) == 0 {
					return false
				}
			}
			return true
		}
	}
	t.Fatalf("no alert %s", alert)
	return false
}

func TestDeployWaarschuwingen(t *testing.T) {
	for name, c := range map[string]struct {
		alert, series string
		minute        int
		fires         bool
	}{
		"een grootboek dat twee minuten niet gereed is":         {"GrootboekNietGereed", `grootboek_ready{instance="a"} 1 0x10`, 3, true},
		"een herstart is nog geen alarm":                        {"GrootboekNietGereed", `grootboek_ready{instance="a"} 1 0 1x10`, 2, false},
		"een gebroken zegel, meteen":                            {"GrootboekZegelGebroken", `grootboek_verification_state{state="broken"} 0 1`, 1, true},
		"een heel zegel":                                        {"GrootboekZegelGebroken", `grootboek_verification_state{state="broken"} 0x5`, 5, false},
		"een stilgezet logboek, meteen":                         {"GrootboekLogboekStilgezet", `grootboek_store_halted 0 1`, 1, true},
		"een logboek dat aanneemt":                              {"GrootboekLogboekStilgezet", `grootboek_store_halted 0x5`, 5, false},
		"overzichten die niet verder kunnen, meteen":            {"GrootboekOverzichtenStaanStil", `grootboek_models_stopped 0 1`, 1, true},
		"zegel dat achterloopt":                                 {"GrootboekZegelLooptAchter", `grootboek_seal_lag_seconds 1 20 80 140`, 3, true},
		"zegel dat één keer achterliep":                         {"GrootboekZegelLooptAchter", `grootboek_seal_lag_seconds 1 20 0 20`, 3, false},
		"een reservekopie van twee dagen oud":                   {"GrootboekGeenReservekopie", `grootboek_backup_timestamp_seconds{job="grootboek"} 1x3000`, 2900, true},
		"een reservekopie van een dag oud":                      {"GrootboekGeenReservekopie", `grootboek_backup_timestamp_seconds{job="grootboek"} 1x3000`, 1440, false},
		"nog nooit een reservekopie":                            {"GrootboekGeenReservekopie", `grootboek_backup_timestamp_seconds{job="grootboek"} 0x3000`, 2900, true},
		"een log dat groeit terwijl het controlepunt oud is":    {"GrootboekControlepuntOud", "grootboek_log_events 1+1x60\ngrootboek_checkpoint_timestamp_seconds 1x60", 60, true},
		"een stil log met een oud controlepunt":                 {"GrootboekControlepuntOud", "grootboek_log_events 1x60\ngrootboek_checkpoint_timestamp_seconds 1x60", 60, false},
		"vastleggen dat steeds mislukt":                         {"GrootboekVastleggenMislukt", `grootboek_append_seconds_count{instance="a",result="uncertain"} 0+1x30`, 30, true},
		"vastleggen dat lukt, hoe vaak ook":                     {"GrootboekVastleggenMislukt", `grootboek_append_seconds_count{instance="a",result="ok"} 0+100x30`, 30, false},
		"één op de tien verzoeken mislukt":                      {"GrootboekFouten", "grootboek_http_requests_total{instance=\"a\",class=\"5xx\"} 0+10x60\ngrootboek_http_requests_total{instance=\"a\",class=\"2xx\"} 0+90x60", 60, true},
		"één op de duizend verzoeken mislukt":                   {"GrootboekFouten", "grootboek_http_requests_total{instance=\"a\",class=\"5xx\"} 0+1x60\ngrootboek_http_requests_total{instance=\"a\",class=\"2xx\"} 0+999x60", 60, false},
		"een van de twee knooppunten heeft een reservekopie":    {"GrootboekGeenReservekopie", "grootboek_backup_timestamp_seconds{job=\"grootboek\",instance=\"a\"} 0x3000\ngrootboek_backup_timestamp_seconds{job=\"grootboek\",instance=\"b\"} 170000x3000", 2900, false},
		"vastleggen in anderhalve seconde is traag":             {"GrootboekVastleggenTraag", slow("0"), 60, true},
		"vastleggen in een halve seconde is niet traag":         {"GrootboekVastleggenTraag", slow("0+60x60"), 60, false},
		"een mandaat dat na een kwartier nog niet is beëindigd": {"GrootboekMandaatNietBeeindigd", `grootboek_overdue{job="grootboek",kind="mandate"} 1x20`, 20, true},
		"een bevestiging die te laat is, is geen mandaat":       {"GrootboekMandaatNietBeeindigd", `grootboek_overdue{job="grootboek",kind="confirmation"} 9x20`, 20, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := seriesFrom(t, strings.Split(c.series, "\n")...).fires(t, c.alert, c.minute); got != c.fires {
				t.Errorf("%s fires: %v", c.alert, got)
			}
		})
	}
}

// slow is a histogram of which all appends take over a second, but for those that take less than half of one.
func slow(fast string) string {
	if fast == "0" {
		fast = "0x60"
	}
	return "grootboek_append_seconds_bucket{instance=\"a\",result=\"ok\",le=\"0.512\"} " + fast + "\ngrootboek_append_seconds_bucket{instance=\"a\",result=\"ok\",le=\"2.048\"} 0+60x60\n" +
		"grootboek_append_seconds_bucket{instance=\"a\",result=\"ok\",le=\"+Inf\"} 0+60x60"
}
