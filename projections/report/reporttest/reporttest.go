// Package reporttest holds reports for the tests of the renderings: one as people read it, and strange ones, whose every
// text must be found again in every rendering.
package reporttest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/projections/report"
)

// Units of the reports.
var (
	activities = report.Unit{One: "verwerking", Many: "verwerkingen"}
	hours      = report.Unit{One: "uur", Many: "uur"}
)

func base(title string, sections ...report.Section) report.Report {
	return report.Report{Kind: "P8", Title: title, Subject: "Gemeente Duinrade", Period: report.Period{From: "2025-01-01", To: "2025-12-31"},
		AsOf: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC), Checkpoint: report.Checkpoint{Origin: "duinrade.example/log", Size: 4512, Root: "9IUXDZrlVQ0BoP0Od2lzP2Jcbl6pVq3pVq3pVq3pVq0="}, Sections: sections}
}

// Usual is a report with one of everything.
func Usual() report.Report {
	return base("Verantwoording privacy 2025",
		report.Section{Title: "Bescherming van inwoners", Blocks: []report.Block{
			{Paragraph: "Het college beschermt inwoners tegen risico’s. Coördinatie en naïviteit kosten € 12,50 – en meer."},
			{List: []string{"eerste punt", "tweede punt, dat zo lang is dat het zeker op meer dan één regel komt te staan, want anders is niet te zien of dat goed gaat"}},
			{Figure: Figure("verwerkingen", 1234)}, {Figure: Figure("beoordeeld", 7)},
			{Chart: &report.Chart{Title: "Verwerkingen per jaar", Kind: report.Bars, Categories: []string{"2022", "2023", "2024", "2025"},
				Series: []report.Series{{Name: "in het register", Values: counts(12, 31, 42, 57)}, {Name: "met een DPIA", Values: counts(7, 9, 18, 33)}}}},
			{Link: &report.Link{Text: "Jaarverslag van de FG over 2025", URL: "https://duinrade.example/fg/2025"}}},
			Sections: []report.Section{{Title: "Per afdeling", Blocks: []report.Block{{Table: departments()}}}}},
		report.Section{Title: "Vertrouwen en draagvlak", Blocks: []report.Block{
			{Chart: &report.Chart{Title: "Tijd tot beoordeling", Kind: report.Line, Categories: []string{"2023", "2024", "2025"},
				Series: []report.Series{{Name: "gemiddeld", Values: []report.Number{{Value: 125, Decimals: 1, Unit: hours}, {Value: 88, Decimals: 1, Unit: hours}, {Value: 61, Decimals: 1, Unit: hours}}}}}}}})
}

// Figure is a figure with its events and one earlier year.
func Figure(key string, n int) *report.Figure {
	return &report.Figure{Key: key, Name: "Cijfer over " + key, Definition: "Wat op de laatste dag van het jaar in het register staat en niet is beëindigd: " + key + ".", Value: report.Count(n, activities),
		Events:  []report.Event{{Stream: "activity/7b1c", Version: 3, Position: 17}, {Stream: "activity/9d20", Version: 1, Position: 44}},
		Earlier: []report.Earlier{{Label: "2024", Value: report.Count(n-1, activities), Events: []report.Event{{Stream: "activity/7b1c", Version: 2, Position: 9}}}}}
}

func counts(list ...int) (out []report.Number) {
	for _, n := range list {
		out = append(out, report.Count(n, activities))
	}
	return out
}

func departments() *report.Table {
	t := &report.Table{Caption: "Verwerkingen per afdeling", Columns: []string{"Afdeling", "Verwerkingen", "Laatst bijgewerkt", "Toelichting"}, Total: true}
	for n, d := range []string{"Sociaal domein", "Publiekszaken", "Financiën"} {
		t.Rows = append(t.Rows, []report.Cell{{Text: d}, {Number: new(report.Count(20+n, activities))}, {Date: "2025-11-03"}, {Text: "Bijgewerkt na de jaarlijkse ronde."}})
	}
	t.Rows = append(t.Rows, []report.Cell{{Text: "Samen"}, {Number: new(report.Count(63, activities))}, {}, {}})
	return t
}

// Strange are reports that are hard to render, by what is strange about them.
func Strange() map[string]report.Report {
	long := strings.Repeat("Bestuursrechtelijkehandhavingsbevoegdheid", 30)
	texts := func(list ...string) report.Report {
		t := &report.Table{Caption: list[0], Columns: []string{"A", list[0]}}
		s := report.Section{Title: list[0]}
		for _, x := range list {
			t.Rows = append(t.Rows, []report.Cell{{Text: x}, {Text: x}})
			s.Blocks = append(s.Blocks, report.Block{Paragraph: x})
		}
		s.Blocks = append(s.Blocks, report.Block{List: list}, report.Block{Table: t})
		return base(list[0], s)
	}
	columns := &report.Table{Caption: "Veel kolommen"}
	for n := range 24 {
		columns.Columns = append(columns.Columns, fmt.Sprintf("Kolom%d", n))
	}
	columns.Rows = [][]report.Cell{slices.Repeat([]report.Cell{{Text: "verwerkersovereenkomst"}}, 24)}
	return map[string]report.Report{
		"lange woorden":   texts(long, "kort"),
		"een hoge cel":    texts("hoog", sentences(900)),
		"lege tabel":      base("Leeg", report.Section{Title: "Niets", Blocks: []report.Block{{Table: &report.Table{Caption: "Zonder rijen", Columns: []string{"Een", "Twee"}}}}}),
		"lege cellen":     base("Leeg", report.Section{Title: "Niets", Blocks: []report.Block{{Table: &report.Table{Caption: "Lege cellen", Columns: []string{"Een", "Twee"}, Rows: [][]report.Cell{{{}, {}}, {{Text: "x"}, {}}}}}}}),
		"veel kolommen":   base("Breed", report.Section{Title: "Breed", Blocks: []report.Block{{Table: columns}}}),
		"zonder secties":  base("Alleen een titel"),
		"vreemd schrift":  texts("Ελληνικά и кириллица", "שלום עולם", "مرحبا", "漢字", "😀 en 👩‍👧", "ﬁ ligatuur", "e\u0301 los accent", "zacht\u00adafbreken", "vaste\u00a0spatie", "Ω en Ω"),
		"besturing":       texts("bel\x07 en nul\x00 en esc\x1b[31m", "kapot\xff utf-8", "om\u202ekeer\u202c", "regel\r\neinde\u2028nog een", "\ufffe geen teken", "tab\tin tekst"),
		"opmaak":          texts(`<script>alert("x")</script> & 'y'`, `\ ( ) < > [ ] { } % # /`, "]]>", "_x0041_ en _x", `"; drop`, "a;b,c\"d", "{{.}}"),
		"formules":        texts("=1+1", "+31 6", "-2+3", "@SUM(A1)", "=HYPERLINK(\"https://kwaad.example\")", "\t=1", "|calc", "＝1+1"),
		"diepe koppen":    base("Diep", report.Section{Title: "Twee", Sections: []report.Section{{Title: "Drie", Sections: []report.Section{{Title: "Vier", Sections: []report.Section{{Title: "Vijf", Sections: []report.Section{{Title: "Zes"}}}}}}}}}),
		"spaties":         texts("  twee voor", "twee  binnen", "eind  "),
		"verborgen":       Usual().Hide(report.DefaultSmall),
		"grote getallen":  base("Groot", report.Section{Title: "G", Blocks: []report.Block{{Figure: Figure("groot", 9_007_199_254_740_993)}, {Figure: Figure("negatief", -1234567)}}}),
		"oude en nieuwe":  base("Dagen", report.Section{Title: "D", Blocks: []report.Block{{Table: &report.Table{Caption: "Dagen", Columns: []string{"Wat", "Dag"}, Rows: [][]report.Cell{{{Text: "oud"}, {Date: "1899-01-05"}}, {{Text: "nieuw"}, {Date: "2031-12-31"}}, {{Text: "geen"}, {Date: "onbekend"}}}}}}}),
		"grafiek met nul": base("Nul", report.Section{Title: "N", Blocks: []report.Block{{Chart: &report.Chart{Title: "Niets gebeurd", Kind: report.Bars, Categories: []string{"2024", "2025"}, Series: []report.Series{{Name: "nul", Values: counts(0, 0)}}}}}}),
	}
}

// sentences are many different ones.
func sentences(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Dit is zin nummer%d. ", i)
	}
	return b.String()
}

// Many is a report with one table of so many rows.
func Many(rows int) report.Report {
	t := &report.Table{Caption: "Alle verwerkingen", Columns: []string{"Naam", "Afdeling", "Aantal", "Dag", "Toelichting"}}
	for n := range rows {
		t.Rows = append(t.Rows, []report.Cell{{Text: fmt.Sprintf("Verwerking %d", n+1)}, {Text: "Sociaal domein"}, {Number: new(report.Count(n, activities))}, {Date: "2025-06-30"}, {Text: fmt.Sprintf("Toelichting nummer %d bij deze regel.", n+1)}})
	}
	return base("Een lange tabel", report.Section{Title: "Alles", Blocks: []report.Block{{Table: t}}})
}

// All are the usual report and the strange ones, by name.
func All() map[string]report.Report {
	all := Strange()
	all["gewoon"] = Usual()
	return all
}

// Texts are all texts that a rendering of the report must show, one line each; of a long text each word, since it may go on on
// another page.
func Texts(r report.Report) (list []string) {
	add := func(texts ...string) {
		for _, s := range texts {
			for line := range strings.SplitSeq(s, "\n") {
				if len(line) > 2_000 {
					list = append(list, strings.Fields(line)...)
				} else if strings.TrimSpace(line) != "" {
					list = append(list, line)
				}
			}
		}
	}
	for _, e := range r.Normal().Flow() {
		add(e.Heading, e.Text)
		add(e.List...)
		switch {
		case e.Link != nil:
			add(e.Link.Text)
		case e.Chart != nil:
			add(e.Chart.Title)
		case e.Table != nil:
			add(e.Table.Caption)
			add(e.Table.Columns...)
			for _, row := range e.Table.Rows {
				for _, c := range row {
					add(c.String())
				}
			}
		}
	}
	return list
}
