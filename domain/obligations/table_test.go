package obligations_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/obligations"
)

// worked is one worked example of a limit: every limit of the table has one at least.
type worked struct {
	row      int
	limit    string
	from     calendar.Date
	due      calendar.Date
	extended calendar.Date // "": it cannot be extended
}

var examples = []worked{
	{1, "answer", "2026-11-25", "2026-12-28", "2027-02-25"}, {1, "answer", "2026-03-27", "2026-04-28", "2026-06-29"},
	{1, "answer", "2026-03-05", "2026-04-07", "2026-06-05"}, // 5 April is Easter Sunday
	{2, "answer", "2026-11-27", "2026-12-25", ""}, {2, "avg", "2026-11-25", "2026-12-28", "2027-02-25"},
	{3, "answer", "2026-01-31", "2026-03-02", "2026-04-30"}, {4, "answer", "2026-08-31", "2026-09-30", "2026-11-30"},
	{5, "answer", "2026-04-15", "2026-05-15", "2026-07-15"}, {6, "answer", "2026-12-01", "2027-01-04", "2027-03-01"},
	{7, "answer", "2026-11-13", "2026-12-14", "2027-02-15"}, {12, "answer", "2026-03-31", "2026-04-30", ""},
	{22, "short", "2024-02-29", "2027-02-28", ""}, {26, "advice", "2026-10-06", "2026-12-01", "2027-01-12"},
	{26, "extension", "2026-10-06", "2026-11-06", ""}, {27, "destroy", "2026-11-28", "2026-11-28", ""},
	{30, "check", "2025-11-24", "2026-11-24", ""}, {31, "check", "2024-02-29", "2025-02-28", ""}, {32, "check", "2025-12-25", "2026-12-25", ""},
	{34, "return", "2027-01-01", "2027-01-01", ""}, {43, "revise", "2022-12-01", "2026-12-01", ""}, {44, "evaluate", "2024-02-29", "2028-02-29", ""},
	{47, "plan", "2027-01-01", "2027-01-31", ""}, {48, "evaluation", "2026-06-15", "2026-12-31", ""}, {49, "report", "2026-06-15", "2027-04-01", ""},
	{50, "account", "2026-04-15", "2027-04-15", ""}, {51, "owner", "2026-08-31", "2027-02-28", ""}, {51, "top", "2026-08-31", "2027-08-31", ""},
	{52, "dossier", "2026-11-24", "2026-11-24", ""}, {53, "publish", "2026-11-27", "2026-11-28", ""}, {53, "confirm", "2025-11-24", "2026-11-24", ""},
	{54, "meeting", "2026-11-30", "2027-02-28", ""}, {55, "answer", "2026-04-02", "2026-05-18", "2026-06-11"},
	{55, "committee", "2026-10-20", "2026-12-29", "2027-01-26"}, {56, "lodge", "2026-04-02", "2026-05-18", ""}, {56, "lodge", "2026-11-20", "2027-01-04", ""},
	{56, "decide", "2027-01-04", "2027-02-15", "2027-03-30"}, {56, "committee", "2027-01-04", "2027-03-30", "2027-05-10"},
	{57, "implement", "2026-12-25", "2026-12-25", ""},
}

func TestTabel(t *testing.T) {
	t.Run("R-TIM-01 de tabel heeft 57 rijen, genummerd van 1 tot en met 57", func(t *testing.T) {
		if len(obligations.Table) != 57 {
			t.Errorf("%d rows", len(obligations.Table))
		}
		for i, d := range obligations.Table {
			if d.Nr != i+1 {
				t.Errorf("row %d is called %d", i+1, d.Nr)
			}
		}
	})
	for _, d := range obligations.Table {
		t.Run("R-TIM-01 rij "+strconv.Itoa(d.Nr)+" zegt wat, vanaf wanneer, door wie en waar het staat", func(t *testing.T) {
			if d.NL == "" || d.From == "" || d.Source == "" || len(d.Who) == 0 {
				t.Errorf("%+v", d)
			}
			periods := slices.Contains([]obligations.Kind{obligations.Within, obligations.Every, obligations.Agreed}, d.Kind)
			if periods != (len(d.Limits) > 0) || periods && len(d.Told) == 0 {
				t.Errorf("%s with %d limits, told %v", d.Kind, len(d.Limits), d.Told)
			}
			for _, l := range d.Limits {
				if shown := slices.ContainsFunc(examples, func(x worked) bool { return x.row == d.Nr && x.limit == l.Key }); !shown && d.Nr != 38 {
					t.Errorf("no worked example of %q", l.Key)
				}
				if l.NL == "" || l.Day == "" && !l.Valid() || l.By == calendar.EU && !strings.Contains(d.Source, "AVG") || l.By == calendar.Atw && !strings.Contains(d.Source, "Awb") {
					t.Errorf("limit %+v of a term from %s", l, d.Source)
				}
			}
		})
	}
	for _, x := range examples {
		t.Run("R-TIM-01 4.1 rij "+strconv.Itoa(x.row)+" ("+x.limit+") vanaf "+x.from.NL()+" eindigt op "+x.due.NL(), func(t *testing.T) {
			_, l, ok := obligations.Find(x.row, x.limit)
			at := x.from.Start().Add(13 * time.Hour)
			d, counted := l.Due(at, false)
			if !ok || !counted || d.Day != x.due {
				t.Errorf("got %+v", d)
			}
			longer, extended := l.Due(at, true)
			if extended != (x.extended != "") || longer.Day != x.extended {
				t.Errorf("extended: %+v (%v), want %q", longer, extended, x.extended)
			}
		})
	}
	t.Run("R-TIM-01 T-18 rij 38: 72 uur na de kennisname, ook in het weekend", func(t *testing.T) {
		_, l, _ := obligations.Find(38, "notify")
		d, ok := l.Due(time.Date(2026, 12, 18, 15, 40, 0, 0, time.UTC), false)
		if !ok || !d.Moment.Equal(time.Date(2026, 12, 21, 15, 40, 0, 0, time.UTC)) {
			t.Errorf("%+v", d)
		}
	})
	t.Run("T-03 T-04 vier weken voor rectificatie zijn nooit later dan de maand van de AVG, en worden niet verlengd", func(t *testing.T) {
		_, own, _ := obligations.Find(2, "answer")
		_, avg, _ := obligations.Find(2, "avg")
		for d := calendar.Date("2026-01-01"); d < "2028-01-01"; d = calendar.AddDays(d, 1) {
			a, _ := own.From(d)
			b, _ := avg.From(d)
			if a.Day > b.Day {
				t.Fatalf("%s: %s, %s", d, a.Day, b.Day)
			}
		}
	})
	t.Run("wat niet in de tabel staat, is er niet", func(t *testing.T) {
		for _, x := range []worked{{row: 0, limit: "answer"}, {row: 58, limit: "answer"}, {row: 1, limit: "anders"}, {row: -1}} {
			if _, _, ok := obligations.Find(x.row, x.limit); ok {
				t.Errorf("found %+v", x)
			}
		}
	})
	t.Run("R-TIM-04 een datalek dat te laat is gemeld, horen alle vier de rollen van bijlage 1.4", func(t *testing.T) {
		d, _, _ := obligations.Find(38, "notify")
		for _, r := range []domain.Role{domain.OWN, domain.PB, domain.CISO, domain.FG} {
			if !slices.Contains(d.Told, r) {
				t.Errorf("%s is not told", r)
			}
		}
	})
}
