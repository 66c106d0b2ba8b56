package report_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/projections/report"
	"github.com/heemstede/grootboek/projections/report/reporttest"
)

var units = report.Unit{One: "verzoek", Many: "verzoeken"}

func TestGetallenInHetNederlands(t *testing.T) {
	for _, c := range []struct {
		n               report.Number
		nl, bare, plain string
	}{
		{report.Count(1, units), "1 verzoek", "1", "1"},
		{report.Count(0, units), "0 verzoeken", "0", "0"},
		{report.Count(1234567, units), "1.234.567 verzoeken", "1.234.567", "1234567"},
		{report.Count(-1234, units), "-1.234 verzoeken", "-1.234", "-1234"},
		{report.Count(-123, units), "-123 verzoeken", "-123", "-123"},
		{report.Number{Value: 5, Decimals: 2}, "0,05", "0,05", "0.05"},
		{report.Number{Value: -5, Decimals: 1, Unit: report.Percent}, "-0,5%", "-0,5", "-0.5"},
		{report.Share(1, 3), "33,3%", "33,3", "33.3"},
		{report.Share(2, 3), "66,7%", "66,7", "66.7"},
		{report.Share(1, 8), "12,5%", "12,5", "12.5"},
		{report.Share(1, 0), "niet vermeld", "niet vermeld", ""},
		{report.Number{Below: 5, Unit: units}, "minder dan 5 verzoeken", "minder dan 5", ""},
	} {
		if c.n.NL() != c.nl || c.n.Bare() != c.bare || c.n.Plain() != c.plain {
			t.Errorf("%+v: %q %q %q", c.n, c.n.NL(), c.n.Bare(), c.n.Plain())
		}
	}
}

func one(blocks ...report.Block) report.Report {
	return report.Report{Title: "T", Period: report.Period{From: "2025-01-01", To: "2025-12-31"}, AsOf: time.Unix(1, 0).UTC(), Sections: []report.Section{{Title: "S", Blocks: blocks}}}
}

func figure(key string, n int, partOf string, earlier ...int) report.Block {
	events := func(n int) []report.Event {
		return slices.Repeat([]report.Event{{Stream: "x/1", Version: 1, Position: 1}}, n)
	}
	f := &report.Figure{Key: key, Name: key, Definition: "d", Value: report.Count(n, units), Events: events(n), PartOf: partOf}
	for i, e := range earlier {
		f.Earlier = append(f.Earlier, report.Earlier{Label: string(rune('a' + i)), Value: report.Count(e, units), Events: events(e)})
	}
	return report.Block{Figure: f}
}

func numbers(list ...int) (rows [][]report.Cell) {
	for _, n := range list {
		rows = append(rows, []report.Cell{{Text: "r"}, {Number: new(report.Count(n, units))}})
	}
	return rows
}

func column(t *report.Table) string {
	var list []string
	for _, r := range t.Rows {
		list = append(list, r[1].String())
	}
	return strings.Join(list, "|")
}

func TestKleineAantallen(t *testing.T) {
	t.Run("R-RPT-03 onder de grens verdwijnen het getal en de gebeurtenissen, ook van eerdere jaren; de grens is in te stellen", func(t *testing.T) {
		for _, c := range []struct {
			small int
			want  string
		}{{5, "minder dan 5|5|minder dan 5"}, {6, "minder dan 6|minder dan 6|minder dan 6"}, {4, "4|5|minder dan 4"}} {
			r := one(figure("k", 4, "", 5, 0)).Hide(c.small)
			f := r.Figures()[0]
			if got := f.Value.Bare() + "|" + f.Earlier[0].Value.Bare() + "|" + f.Earlier[1].Value.Bare(); got != c.want || r.Small != c.small {
				t.Errorf("%d: %s", c.small, got)
			}
			if f.Value.Hidden() != (len(f.Events) == 0) || f.Earlier[0].Value.Hidden() != (len(f.Earlier[0].Events) == 0) {
				t.Errorf("events: %+v", f)
			}
		}
	})
	t.Run("R-RPT-03 het oorspronkelijke rapport blijft zoals het was", func(t *testing.T) {
		r := one(figure("k", 4, ""), report.Block{Table: &report.Table{Caption: "c", Columns: []string{"a", "b"}, Rows: numbers(1)}})
		r.Hide(5)
		if r.Figures()[0].Value.Value != 4 || r.Sections[0].Blocks[1].Table.Rows[0][1].Number.Value != 1 {
			t.Error("it was changed")
		}
	})
	for _, c := range []struct {
		nl   string
		rows []int
		want string
	}{
		{"één verborgen deel: ook het kleinste andere deel blijft weg", []int{3, 20, 9, 32}, "minder dan 5|20|niet vermeld|32"},
		{"twee verborgen delen: de rest blijft staan", []int{3, 20, 1, 24}, "minder dan 5|20|minder dan 5|24"},
		{"niets te verbergen", []int{30, 20, 50}, "30|20|50"},
		{"ook het totaal is klein", []int{1, 2, 3}, "minder dan 5|minder dan 5|minder dan 5"},
	} {
		t.Run("R-RPT-03 tabel met totaal, "+c.nl, func(t *testing.T) {
			r := one(report.Block{Table: &report.Table{Caption: "c", Columns: []string{"a", "b"}, Rows: numbers(c.rows...), Total: true}}).Hide(5)
			if got := column(r.Sections[0].Blocks[0].Table); got != c.want {
				t.Error(got)
			}
		})
	}
	t.Run("R-RPT-03 zonder totaal verraadt een verborgen getal niets", func(t *testing.T) {
		r := one(report.Block{Table: &report.Table{Caption: "c", Columns: []string{"a", "b"}, Rows: numbers(3, 20, 9)}}).Hide(5)
		if got := column(r.Sections[0].Blocks[0].Table); got != "minder dan 5|20|9" {
			t.Error(got)
		}
	})
	t.Run("R-RPT-03 een deel dat bijna het geheel is, blijft weg", func(t *testing.T) {
		r := one(figure("geheel", 20, "", 30), figure("bijna", 18, "geheel", 30), figure("half", 10, "geheel", 10), figure("alles", 20, "geheel", 28)).Hide(5)
		var got []string
		for _, f := range r.Figures() {
			got = append(got, f.Value.Bare()+" "+f.Earlier[0].Value.Bare())
			if f.Value.Hidden() && len(f.Events) > 0 {
				t.Error("events of a hidden figure")
			}
		}
		if s := strings.Join(got, "|"); s != "20 30|niet vermeld niet vermeld|10 10|niet vermeld niet vermeld" {
			t.Error(s)
		}
	})
	t.Run("R-RPT-03 een deel van een deel verraadt de rest van het geheel niet, ook als het deel ertussen wegblijft", func(t *testing.T) {
		r := one(figure("incidenten", 20, "", 30), figure("datalekken", 18, "incidenten", 28), figure("gemeld", 17, "datalekken", 10)).Hide(5)
		var got []string
		for _, f := range r.Figures() {
			got = append(got, f.Value.Bare()+" "+f.Earlier[0].Value.Bare())
		}
		if s := strings.Join(got, "|"); s != "20 30|niet vermeld niet vermeld|niet vermeld 10" {
			t.Error(s)
		}
	})
	t.Run("een kring van delen: verbergen houdt op", func(t *testing.T) {
		r := one(figure("a", 20, "b"), figure("b", 30, "a"), figure("c", 30, "a"))
		r.Hide(5)
		if r.Check() == nil {
			t.Error("it was taken")
		}
	})
	t.Run("R-RPT-03 een aandeel met weinig gebeurtenissen erachter blijft weg", func(t *testing.T) {
		b := figure("p", 4, "")
		b.Figure.Value = report.Share(4, 9)
		if f := one(b).Hide(5).Figures()[0]; !f.Value.Hidden() || f.Events != nil {
			t.Errorf("%+v", f.Value)
		}
	})
	t.Run("verbergen in een grafiek", func(t *testing.T) {
		r := reporttest.Usual().Hide(10)
		if c := r.Sections[0].Blocks[4].Chart; c.Series[1].Values[0].Bare() != "minder dan 10" || c.Series[0].Values[0].Bare() != "12" {
			t.Errorf("%+v", c.Series)
		}
	})
}

func TestFoutenInEenRapport(t *testing.T) {
	fine := func() report.Report { return reporttest.Usual() }
	if err := fine().Check(); err != nil {
		t.Fatal(err)
	}
	for nl, change := range map[string]func(*report.Report){
		"zonder titel":                            func(r *report.Report) { r.Title = "" },
		"zonder moment":                           func(r *report.Report) { r.AsOf = time.Time{} },
		"einde voor begin":                        func(r *report.Report) { r.Period.To = "2024-01-01" },
		"sectie zonder kop":                       func(r *report.Report) { r.Sections[0].Title = "" },
		"te diep":                                 func(r *report.Report) { *r = deep(6) },
		"leeg blok":                               func(r *report.Report) { r.Sections[0].Blocks[0] = report.Block{} },
		"twee dingen in een blok":                 func(r *report.Report) { r.Sections[0].Blocks[0].List = []string{"x"} },
		"cijfer zonder definitie":                 func(r *report.Report) { r.Figures()[0].Definition = "" },
		"cijfer zonder eenheid":                   func(r *report.Report) { r.Figures()[0].Value.Unit = report.Unit{} },
		"twee cijfers met één kenmerk":            func(r *report.Report) { r.Figures()[0].Key = r.Figures()[1].Key },
		"verborgen cijfer met gebeurtenissen":     func(r *report.Report) { r.Figures()[0].Value = report.Number{Below: 5, Unit: units} },
		"verborgen eerder cijfer, gebeurtenissen": func(r *report.Report) { r.Figures()[0].Earlier[0].Value = report.Number{Withheld: true, Unit: units} },
		"verborgen cijfer met waarde":             func(r *report.Report) { f := r.Figures()[0]; f.Value.Below, f.Events = 5, nil },
		"deel van zichzelf":                       func(r *report.Report) { r.Figures()[0].PartOf = r.Figures()[0].Key },
		"deel van niets":                          func(r *report.Report) { r.Figures()[0].PartOf = "x" },
		"rij met een cel te weinig":               func(r *report.Report) { t := r.Sections[0].Sections[0].Blocks[0].Table; t.Rows[0] = t.Rows[0][1:] },
		"tabel zonder bijschrift":                 func(r *report.Report) { r.Sections[0].Sections[0].Blocks[0].Table.Caption = "" },
		"grafiek met te veel reeksen":             func(r *report.Report) { c := r.Sections[0].Blocks[4].Chart; c.Series = slices.Repeat(c.Series, 2) },
		"grafiek met een waarde te weinig":        func(r *report.Report) { c := r.Sections[0].Blocks[4].Chart; c.Categories = c.Categories[1:] },
		"grafiek met twee eenheden":               func(r *report.Report) { r.Sections[0].Blocks[4].Chart.Series[1].Values[0].Unit = units },
		"koppeling naar een programma":            func(r *report.Report) { r.Sections[0].Blocks[5].Link.URL = "javascript:alert(1)" },
		"koppeling met een spatie":                func(r *report.Report) { r.Sections[0].Blocks[5].Link.URL = "https://a b" },
	} {
		t.Run(nl+": geweigerd, in elke vorm", func(t *testing.T) {
			r := fine()
			change(&r)
			if err := r.Check(); err == nil {
				t.Error("it was taken")
			}
			if _, err := report.JSON(r); err == nil {
				t.Error("and rendered")
			}
		})
	}
}

func deep(n int) report.Report {
	r := one()
	for range n - 1 {
		r.Sections = []report.Section{{Title: "S", Sections: r.Sections}}
	}
	return r
}

func TestJSON(t *testing.T) {
	for name, r := range reporttest.All() {
		t.Run("R-RPT-02 "+name+": gelezen wat geschreven is, en twee keer hetzelfde", func(t *testing.T) {
			data, err := report.JSON(r)
			if err != nil {
				t.Fatal(err)
			}
			back, err := report.Parse(data)
			if err != nil {
				t.Fatal(err)
			}
			again, err := report.JSON(back)
			if err != nil || !bytes.Equal(data, again) {
				t.Errorf("%v, or it differs", err)
			}
		})
	}
	t.Run("onbekend veld, iets erachter, of geen rapport: geweigerd", func(t *testing.T) {
		data, err := report.JSON(reporttest.Usual())
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{strings.Replace(string(data), `"kind"`, `"kindd"`, 1), string(data) + "{}", "{}", ""} {
			if _, err := report.Parse([]byte(bad)); err == nil {
				t.Errorf("%.40q was taken", bad)
			}
		}
	})
}

func TestTekst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text") + string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		r := one(report.Block{Paragraph: "x" + s}, report.Block{List: []string{s}}).Normal()
		if again := r.Normal(); !reflect.DeepEqual(r, again) {
			t.Errorf("%q changes twice", s)
		}
		for _, c := range r.Sections[0].Blocks[0].Paragraph {
			if c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0 || c >= 0x202a && c <= 0x202e || c&0xfffe == 0xfffe {
				t.Errorf("%q has %U", s, c)
			}
		}
	})
	t.Run("gewone tekens blijven wat ze zijn", func(t *testing.T) {
		const s = "Coördinatie – 100% “goed”, שלום 👍🏽 e\u0301\u00a0€\u00ad"
		if got := one(report.Block{Paragraph: s}).Normal().Sections[0].Blocks[0].Paragraph; got != s {
			t.Errorf("%q", got)
		}
	})
}

func TestVolgorde(t *testing.T) {
	t.Run("R-RPT-10 koppen slaan geen niveau over, en elke grafiek heeft meteen haar tabel", func(t *testing.T) {
		for name, r := range reporttest.All() {
			level, flow := 0, r.Flow()
			for n, e := range flow {
				if e.Level > level+1 {
					t.Errorf("%s: %d after %d", name, e.Level, level)
				}
				if e.Level > 0 {
					level = e.Level
				}
				if e.Chart != nil && (n+1 == len(flow) || flow[n+1].Table == nil || len(flow[n+1].Table.Rows) != len(e.Chart.Series)) {
					t.Errorf("%s: chart %q has no table", name, e.Chart.Title)
				}
			}
		}
	})
	t.Run("cijfers onder elkaar staan in één tabel met definitie en eerdere jaren", func(t *testing.T) {
		table := reporttest.Usual().Flow()[5].Table
		if table == nil || len(table.Rows) != 2 || !slices.Equal(table.Columns, []string{"Cijfer", "Wat is geteld", "Waarde", "2024"}) || table.Rows[0][2].String() != "1.234 verwerkingen" || table.Rows[0][3].String() != "1.233" {
			t.Errorf("%+v", table)
		}
	})
}
