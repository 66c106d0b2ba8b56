package publications

import (
	"bytes"
	"context"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	ledger "github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
	"github.com/heemstede/grootboek/projections"
	"github.com/heemstede/grootboek/projections/demo"
	"github.com/heemstede/grootboek/projections/report"
	"github.com/heemstede/grootboek/projections/report/html"
	"github.com/heemstede/grootboek/projections/report/pdf"
	"github.com/heemstede/grootboek/projections/report/sheet"
)

// duinrade is the demo municipality: built once, and every test reads the log for itself.
var duinrade = sync.OnceValues(func() (*storetest.Memory, demo.Municipality) {
	var store storetest.Memory
	m, err := demo.Build(context.Background(), &store, demo.Options{Seed: 1})
	if err != nil {
		panic(err)
	}
	return &store, m
})

func records(t testing.TB) *projections.Records {
	t.Helper()
	store, _ := duinrade()
	r := projections.NewRecords(chapters.ByName())
	if err := projections.NewLive(store, r, slog.New(slog.DiscardHandler)).CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return r
}

var query = CouncilQuery{Municipality: "Gemeente Duinrade", Year: 2025, Earlier: 3,
	Texts: [5]string{"Wij beschermen.\n\nEn wij meten.", "Wij vertellen.", "Wij leggen uit.", "Wij beheersen.", "Wij leren."},
	FG:    &report.Link{Text: "Jaarverslag van de FG", URL: "https://duinrade.example/fg"}}

func figure(t testing.TB, r report.Report, key string) *report.Figure {
	t.Helper()
	for _, f := range r.Figures() {
		if f.Key == key {
			return f
		}
	}
	t.Fatalf("there is no figure %q", key)
	return nil
}

func TestVerantwoordingAanDeRaad(t *testing.T) {
	all := records(t)
	r := Council(all, query)
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}

	t.Run("R-2.2-03 R-3.1-08 het rapport volgt de vijf doelen van §2.2, elk met tekst en cijfers", func(t *testing.T) {
		want := []string{"Bescherming van inwoners", "Vertrouwen en draagvlak", "Verantwoording", "Afbreuk- en aansprakelijkheidsrisico’s", "Technologische en wettelijke ontwikkelingen"}
		if len(r.Sections) != 6 {
			t.Fatalf("%d sections", len(r.Sections))
		}
		for n, s := range r.Sections[1:] {
			if s.Title != string(rune('1'+n))+". "+want[n] {
				t.Errorf("aim %d: %q", n+1, s.Title)
			}
			if !slices.ContainsFunc(s.Blocks, func(b report.Block) bool { return b.Figure != nil }) || s.Blocks[0].Paragraph == "" {
				t.Errorf("%s has no text or no figures", s.Title)
			}
		}
	})

	t.Run("R-2.2-03 een doel zonder tekst: het rapport is een concept en zegt het", func(t *testing.T) {
		q := query
		q.Texts[3] = " \n"
		if d := Council(all, q); q.Complete() || !strings.Contains(d.Title, "concept") || !strings.Contains(d.Sections[4].Blocks[0].Paragraph, "nog geen toelichting") {
			t.Errorf("%v %q %q", q.Complete(), d.Title, d.Sections[4].Blocks[0].Paragraph)
		}
		if !query.Complete() || strings.Contains(r.Title, "concept") {
			t.Error("a report with all texts is a draft")
		}
	})

	t.Run("R-RPT-02 het rapport noemt periode, moment en plaats in het log", func(t *testing.T) {
		q := query
		q.Checkpoint = report.Checkpoint{Origin: "duinrade.example", Size: int64(all.Len() / 2), Root: "x"}
		if x := Council(all, q); x.Checkpoint != q.Checkpoint || x.Period.From != "2025-01-01" || !x.AsOf.Equal(all.Entry(ledger.Position(all.Len()/2)).Recorded) {
			t.Errorf("%+v %v %v", x.Checkpoint, x.Period, x.AsOf)
		}
	})

	t.Run("R-RPT-03 kleine aantallen staan er als “minder dan 5”, ook in grafieken en eerdere jaren, zonder gebeurtenissen", func(t *testing.T) {
		hidden := 0
		shown := func(where string, n report.Number, events []report.Event) {
			if n.Hidden() {
				hidden++
			}
			if n.Hidden() && len(events) > 0 || !n.Hidden() && n.Value < 5 {
				t.Errorf("%s: %+v, %d events", where, n, len(events))
			}
		}
		for _, f := range r.Figures() {
			shown(f.Key, f.Value, f.Events)
			for _, e := range f.Earlier {
				shown(f.Key+" "+e.Label, e.Value, e.Events)
			}
		}
		for _, s := range r.Sections {
			for _, b := range s.Blocks {
				for n := 0; b.Chart != nil && n < len(b.Chart.Series); n++ {
					for _, v := range b.Chart.Series[n].Values {
						shown(b.Chart.Title, v, nil)
					}
				}
			}
		}
		if hidden == 0 {
			t.Error("nothing was hidden: the test shows nothing")
		}
	})

	t.Run("R-RPT-03 er staat geen naam van een persoon in", func(t *testing.T) {
		_, m := duinrade()
		data, err := report.JSON(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range m.Persons {
			if bytes.Contains(data, []byte(p.Name)) || bytes.Contains(data, []byte(`"`+p.ID+`"`)) {
				t.Errorf("%s stands in it", p.ID)
			}
		}
	})

	t.Run("R-RPT-05 achter elk getoond cijfer staan precies zoveel gebeurtenissen, en het zijn die van het log", func(t *testing.T) {
		for _, f := range r.Figures() {
			if !f.Value.Hidden() && int(f.Value.Value) != len(f.Events) {
				t.Errorf("%s: %s, %d events", f.Key, f.Value.NL(), len(f.Events))
			}
			for _, e := range f.Events {
				x := all.Entry(ledger.Position(e.Position))
				if x == nil || x.Stream != e.Stream || x.Version != e.Version {
					t.Errorf("%s: %+v is %+v", f.Key, e, x)
				}
			}
		}
	})

	t.Run("P8 het jaarverslag van de FG staat er als verwijzing, of dat het er niet is", func(t *testing.T) {
		q := query
		q.FG = nil
		links := func(s report.Section) int {
			return len(slices.DeleteFunc(slices.Clone(s.Blocks), func(b report.Block) bool { return b.Link == nil }))
		}
		if x := Council(all, q); links(r.Sections[0]) != 1 || links(x.Sections[0]) != 0 || !strings.Contains(x.Sections[0].Blocks[2].Paragraph, "er nog niet") {
			t.Errorf("%d and %d links", links(r.Sections[0]), links(x.Sections[0]))
		}
	})
}

// TestCijfersKloppen counts some figures in another way: straight from the records and the events.
func TestCijfersKloppen(t *testing.T) {
	all := records(t)
	q := query
	q.Small = -1
	r := Council(all, q)
	in2025 := func(names ...string) (n int64) {
		for p := range all.Len() {
			if e := all.Entry(ledger.Position(p + 1)); slices.Contains(names, e.Name) && strings.HasPrefix(e.Happened.In(calendar.Amsterdam).Format("2006"), "2025") {
				n++
			}
		}
		return n
	}
	some := 0
	for key, want := range map[string]int64{"dpia-afgerond": in2025("DpiaCompleted"), "register-gewijzigd": in2025("ProcessingActivityAmended"),
		"adviezen": in2025("AdviceGiven", "UnaskedAdviceGiven", "FgDpiaAdviceGiven"), "termijnen-voorbij": in2025("ObligationPassed")} {
		if f := figure(t, r, key); f.Value.Value != want {
			t.Errorf("%s: %d, counted by hand %d", key, f.Value.Value, want)
		}
		if want > 0 {
			some++
		}
	}
	if some < 2 {
		t.Error("nearly nothing happened in that year: the test shows nothing")
	}
	var open int64
	for _, v := range all.OfType("activity") {
		if at, ok := v.At(projections.AsOf{Happened: r.Period.To.End().Add(-1)}); ok && slices.Contains([]string{"registered", "approved", "active", "suspended"}, string(v.Record.StatusOf(at.State))) {
			open++
		}
	}
	if f := figure(t, r, "verwerkingen"); f.Value.Value != open || open == 0 {
		t.Errorf("verwerkingen: %d, counted by hand %d", f.Value.Value, open)
	}
	if f := figure(t, r, "verwerkingen"); len(f.Earlier) != 3 || f.Earlier[0].Label != "2024" || f.Earlier[0].Value.Value >= f.Value.Value {
		t.Errorf("earlier: %+v", f.Earlier)
	}
}

func TestHetzelfdeNaLaterGebeurtenissen(t *testing.T) {
	t.Run("R-RPT-02 opnieuw berekend bij hetzelfde controlepunt: dezelfde bytes in elke vorm, wat er daarna ook is vastgelegd", func(t *testing.T) {
		all := records(t)
		q := query
		q.Checkpoint = report.Checkpoint{Origin: "duinrade.example", Size: int64(all.Len() * 9 / 10), Root: "x"}
		then, now := Council(all.Until(ledger.Position(q.Checkpoint.Size)), q), Council(all, q)
		q.Checkpoint.Size = int64(all.Len())
		if slices.Equal(render(t, now)[0], render(t, Council(all, q))[0]) {
			t.Fatal("nothing changed after the checkpoint: the test shows nothing")
		}
		again := render(t, now)
		for n, b := range render(t, then) {
			if !bytes.Equal(b, again[n]) {
				t.Errorf("rendering %d differs", n)
			}
		}
	})
}

// render makes all renderings.
func render(t testing.TB, r report.Report) (list [][]byte) {
	t.Helper()
	for _, f := range []func(report.Report) ([]byte, error){report.JSON, html.Render, sheet.XLSX, sheet.ODS,
		func(r report.Report) ([]byte, error) { return sheet.CSV(r, sheet.Excel) }, func(r report.Report) ([]byte, error) { return sheet.CSV(r, sheet.Machine) },
		func(r report.Report) ([]byte, error) { return pdf.Render(r) }} {
		b, err := f(r)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

func TestAlleAfwijkingenTellenMee(t *testing.T) {
	t.Run("elke recordsoort met afwijkingen telt mee, en elke gebeurtenis in de tabel bestaat", func(t *testing.T) {
		known := map[string]bool{}
		for _, rec := range chapters.All {
			for _, e := range rec.Info().Events {
				known[e.Name] = true
				isFound := embeds(e.Type, reflect.TypeFor[domain.DeviationFound]()) || strings.HasSuffix(e.Name, "NonComplianceFound") // the register has its own
				isRemedied := embeds(e.Type, reflect.TypeFor[domain.DeviationRemedied]()) || strings.HasSuffix(e.Name, "NonComplianceRemedied")
				if isFound != counts(found, e.Name) || isRemedied != counts(remedied, e.Name) {
					t.Errorf("%s is not counted, or counted as what it is not", e.Name)
				}
			}
		}
		for _, a := range aims {
			for _, m := range a.measures {
				for _, x := range m.Told {
					if !known[x.Event] {
						t.Errorf("%s counts %s, which does not exist", m.Key, x.Event)
					}
				}
				if (m.Stand == nil) == (m.Told == nil) {
					t.Errorf("%s counts nothing, or two things", m.Key)
				}
			}
		}
	})
}

func counts(list []told, event string) bool {
	return slices.ContainsFunc(list, func(x told) bool { return x.Event == event })
}

func embeds(t, base reflect.Type) bool {
	f, has := t.FieldByName(base.Name())
	return has && f.Anonymous && f.Type == base
}

// BenchmarkCouncil makes the report and all its renderings, as in a running server.
func BenchmarkCouncil(b *testing.B) {
	all := records(b)
	b.ReportMetric(float64(all.Len()), "events")
	b.Run("rapport", func(b *testing.B) {
		for b.Loop() {
			Council(all, query)
		}
	})
	b.Run("alle vormen", func(b *testing.B) {
		for b.Loop() {
			render(b, Council(all, query))
		}
	})
}
