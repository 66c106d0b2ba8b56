package sheet

import (
	"fmt"
	"strings"

	"github.com/heemstede/grootboek/projections/report"
)

// Form is who a CSV file is for.
type Form int

// Forms of CSV.
const (
	// Excel is what a Dutch Excel opens with a double click: UTF-8 with a byte order mark, semicolons, decimal commas, days
	// as dd-mm-jjjj. Text that a spreadsheet would take for a formula has an apostrophe before it.
	Excel Form = iota
	// Machine is for programs (RFC 4180): commas, no byte order mark, decimal points, days as jjjj-mm-dd, texts as they are.
	Machine
)

// CSV makes one CSV file: one line for each value of the report, with what it is and where it stands, so that the file is
// one table. An error says what is wrong with the report.
//
// The columns are: section, what the line is part of (caption, title, or key of a figure), row, column, value, unit. Text
// has no row and column; the events of a figure stand in column "event" as stream@version#position.
func CSV(r report.Report, f Form) ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("csv of %q: %w", r.Title, err)
	}
	r = r.Normal()
	w := &writer{form: f}
	w.head("onderdeel", "tabel", "rij", "kolom", "waarde", "eenheid")
	section := r.Title
	for _, e := range r.Flow() {
		if e.Level > 0 {
			section = e.Heading
		}
		w.element(section, e)
	}
	for _, x := range r.Figures() {
		w.figure(r, x)
	}
	return []byte(w.String()), nil
}

type writer struct {
	strings.Builder
	form Form
}

func (w *writer) element(section string, e report.Element) {
	text := func(what string, s string) { w.row(texts([]string{section, what, "", "", s, ""})...) }
	switch {
	case e.Level > 0:
		text("kop", e.Heading)
	case e.List != nil:
		for _, s := range e.List {
			text("lijst", s)
		}
	case e.Link != nil:
		w.row(texts([]string{section, "verwijzing", e.Link.Text, "", e.Link.URL, ""})...)
	case e.Chart != nil:
		text("grafiek", e.Chart.Title)
	case e.Table != nil:
		w.table(section, e.Table)
	default:
		text("tekst", e.Text)
	}
}

// table is one line for each cell; the first column names the row.
func (w *writer) table(section string, t *report.Table) {
	w.row(texts([]string{section, t.Caption, "", t.Columns[0], "", ""})...)
	for _, row := range t.Rows {
		if len(row) == 1 {
			w.row(text(section), text(t.Caption), row[0], text(""), text(""), text(""))
		}
		for n, c := range row[1:] {
			unit := ""
			if c.Number != nil {
				unit = c.Number.Unit.Many
			}
			w.row(text(section), text(t.Caption), row[0], text(t.Columns[n+1]), c, text(unit))
		}
	}
	if len(t.Rows) == 0 {
		for _, c := range t.Columns[1:] {
			w.row(texts([]string{section, t.Caption, "", c, "", ""})...)
		}
	}
}

func (w *writer) figure(r report.Report, f *report.Figure) {
	w.value(f, r.Period.NL(), f.Value, f.Events)
	for _, e := range f.Earlier {
		w.value(f, e.Label, e.Value, e.Events)
	}
}

func (w *writer) value(f *report.Figure, over string, n report.Number, events []report.Event) {
	w.row(text(f.Name), text("cijfer "+f.Key), text(over), text("waarde"), report.Cell{Number: &n}, text(n.Unit.Many))
	for _, e := range events {
		w.row(texts([]string{f.Name, "cijfer " + f.Key, over, "gebeurtenis", fmt.Sprintf("%s@%d#%d", e.Stream, e.Version, e.Position), ""})...)
	}
}

func (w *writer) head(names ...string) {
	if w.form == Excel {
		w.WriteString("\uFEFF")
	}
	w.row(texts(names)...)
}

func (w *writer) row(cells ...report.Cell) {
	comma := ","
	if w.form == Excel {
		comma = ";"
	}
	for n, c := range cells {
		if n > 0 {
			w.WriteString(comma)
		}
		w.field(w.cell(c), comma)
	}
	w.WriteString("\r\n")
}

func (w *writer) cell(c report.Cell) string {
	switch {
	case c.Number != nil && w.form == Machine && !c.Number.Hidden():
		return c.Number.Plain()
	case c.Number != nil && !c.Number.Hidden(): // without points between thousands: those are for people
		return strings.ReplaceAll(c.Number.Plain(), ".", ",")
	case c.Number == nil && c.Date != "" && w.form == Machine:
		return string(c.Date)
	case w.form == Excel:
		return harmless(c.String())
	}
	return c.String()
}

// harmless puts an apostrophe before what a spreadsheet would run (CSV injection).
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

func (w *writer) field(s, comma string) {
	if !strings.ContainsAny(s, comma+"\"\r\n") && !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") {
		w.WriteString(s)
		return
	}
	w.WriteByte('"')
	w.WriteString(strings.ReplaceAll(s, `"`, `""`))
	w.WriteByte('"')
}
