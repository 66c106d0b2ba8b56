// Package sheet makes spreadsheets out of a report: XLSX, ODS, and CSV in two forms. All of them hold the same cells: what
// the report is, its text, each table and chart as a table, and every figure with the events behind it.
//
// XLSX and ODS are written by hand, without compression: their bytes then do not follow the version of a library, and a
// report is the same in ten years. Text is always text: nothing that stands in a report is a formula, whatever it begins
// with. Nothing is cut off: a text longer than a cell can hold goes on in the row below.
package sheet

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/heemstede/grootboek/projections/report"
)

// A grid is one sheet: rows of cells, of which the first is the head.
type grid struct {
	Name   string
	Widths []int // of columns, in characters
	Rows   [][]report.Cell
	Head   int // how many rows stand still at the top
}

// cellLimit is how much text a cell of XLSX can hold, in UTF-16 units; ODS holds more.
const cellLimit = 32_767

// grids are the sheets of a report: the report in reading order, its figures, and the events behind them.
func grids(r report.Report) []grid {
	return []grid{document(r), figures(r), eventsOf(r)}
}

// document is the report in reading order.
func document(r report.Report) grid {
	g := grid{Name: "Rapport"}
	for _, e := range r.Flow() {
		switch {
		case e.Level > 0:
			g.add(report.Cell{}).add(text(e.Heading))
		case e.List != nil:
			for _, s := range e.List {
				g.add(text("• " + s))
			}
		case e.Link != nil:
			g.add(text(e.Link.Text), text(e.Link.URL))
		case e.Chart != nil:
			g.add(report.Cell{}).add(text(e.Chart.Title))
		case e.Table != nil:
			g.add(report.Cell{}).add(text(e.Table.Caption))
			g.add(texts(e.Table.Columns)...)
			for _, row := range e.Table.Rows {
				g.add(row...)
			}
		default:
			g.add(text(e.Text))
		}
	}
	return g.done()
}

func figures(r report.Report) grid {
	g := grid{Name: "Cijfers", Head: 1}
	g.add(texts([]string{"Kenmerk", "Cijfer", "Wat is geteld", "Over", "Waarde", "Eenheid"})...)
	for _, f := range r.Figures() {
		g.figure(f, r.Period.NL(), f.Value)
		for _, e := range f.Earlier {
			g.figure(f, e.Label, e.Value)
		}
	}
	return g.done()
}

func (g *grid) figure(f *report.Figure, over string, n report.Number) {
	g.add(text(f.Key), text(f.Name), text(f.Definition), text(over), report.Cell{Number: &n}, text(n.Unit.Many))
}

func eventsOf(r report.Report) grid {
	g := grid{Name: "Gebeurtenissen", Head: 1}
	g.add(texts([]string{"Kenmerk van het cijfer", "Over", "Gebeurtenis in het log", "Record", "Versie"})...)
	for _, f := range r.Figures() {
		g.events(f.Key, r.Period.NL(), f.Events)
		for _, e := range f.Earlier {
			g.events(f.Key, e.Label, e.Events)
		}
	}
	return g.done()
}

func (g *grid) events(key, over string, list []report.Event) {
	for _, e := range list {
		g.add(text(key), text(over), whole(e.Position), text(e.Stream), whole(e.Version))
	}
}

func whole(n uint64) report.Cell { return report.Cell{Number: &report.Number{Value: int64(n)}} }

func text(s string) report.Cell { return report.Cell{Text: s} }

func texts(list []string) (cells []report.Cell) {
	for _, s := range list {
		cells = append(cells, text(s))
	}
	return cells
}

// add adds a row; what a cell cannot hold goes on in the same column of the next.
func (g *grid) add(row ...report.Cell) *grid {
	for {
		rest, more := make([]report.Cell, len(row)), false
		for n, c := range row {
			if len(c.Text) > cellLimit {
				row[n].Text, rest[n].Text = cut(c.Text)
				more = more || rest[n].Text != ""
			}
		}
		g.Rows = append(g.Rows, row)
		if !more {
			return g
		}
		row = rest
	}
}

// cut takes as much as a cell holds.
func cut(s string) (first, rest string) {
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > cellLimit {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// done measures the columns: as wide as their text, within reason.
func (g *grid) done() grid {
	for _, row := range g.Rows {
		for n, c := range row {
			if n == len(g.Widths) {
				g.Widths = append(g.Widths, 10)
			}
			if len(row) > 1 { // a text alone may run on over the columns beside it
				g.Widths[n] = min(max(g.Widths[n], len([]rune(c.String()))+2), 60)
			}
		}
	}
	return *g
}

// digits is how many a spreadsheet keeps of a number.
const digits = 15

// shown is a number for the program that reads it. One that is hidden is the text that says so, and one with more digits than
// a spreadsheet keeps is a text as well.
func shown(c report.Cell) (value string, number bool) {
	if c.Number != nil && !c.Number.Hidden() && len(c.Number.Plain()) <= digits {
		return c.Number.Plain(), true
	}
	return c.String(), false
}

// column is the name of a column: A, B, …, Z, AA.
func column(n int) string {
	s := ""
	for n++; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(s string) string { return escaper.Replace(s) }

func attr(n int) string { return strconv.Itoa(n) }
