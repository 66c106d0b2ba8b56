// Package report is what a report is: data first. A [Report] holds figures with their definition in Dutch and the events
// behind each, tables, charts and text; the packages below it turn one and the same report into HTML, PDF, a spreadsheet
// or CSV, and [JSON] is the data itself.
//
// It promises:
//   - The same report gives the same bytes, in every rendering, on every machine: no clock, no order of maps, no chance.
//     Numbers are whole numbers with a fixed count of decimals, never floating point. Files are not compressed: how well a
//     library packs may change with its version, and a report must be the same in ten years (promise 6).
//   - Nothing a rendering shows stands outside the report, and nothing in it is left out of a rendering: all of them follow
//     [Report.Flow], and their tests read the text back.
//   - Small counts are taken out of the data before anything is rendered ([Report.Hide]), with what would give them away.
//
// It does not make reports out of the ledger: that is the package publications. No page or command gives one out yet.
package report

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
)

// Report is one report. Texts are Dutch and hold no personal data.
type Report struct {
	Kind       string     `json:"kind"`    // which publication it is: "P8"
	Title      string     `json:"title"`   // also the title of the document
	Subject    string     `json:"subject"` // of whom or what: "Gemeente Heemstede"
	Period     Period     `json:"period"`
	AsOf       time.Time  `json:"as_of"` // as the ledger knew it at that moment of recording
	Checkpoint Checkpoint `json:"checkpoint"`
	Small      int        `json:"small,omitempty"` // counts below this are hidden (T-57); 0: nothing is hidden
	Sections   []Section  `json:"sections"`
}

// Period is the days that a report is about, both included.
type Period struct {
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
}

// NL is the period for people: "01-01-2025 tot en met 31-12-2025".
func (p Period) NL() string { return p.From.NL() + " tot en met " + p.To.NL() }

// Checkpoint is the statement on the log that a report was computed at: with it anybody can check what the report rests on.
type Checkpoint struct {
	Origin string `json:"origin"` // name of the log
	Size   int64  `json:"size"`   // how many events
	Root   string `json:"root"`   // root of the tree, in base64, as the signed note says it
}

// Section is a part with a heading. Sections in sections go at most five deep: a title has level 1, and there are six.
type Section struct {
	Title    string    `json:"title"`
	Blocks   []Block   `json:"blocks,omitempty"`
	Sections []Section `json:"sections,omitempty"`
}

// Block is one thing in a section; exactly one of the fields is set.
type Block struct {
	Paragraph string   `json:"paragraph,omitempty"`
	List      []string `json:"list,omitempty"`
	Link      *Link    `json:"link,omitempty"`
	Figure    *Figure  `json:"figure,omitempty"`
	Table     *Table   `json:"table,omitempty"`
	Chart     *Chart   `json:"chart,omitempty"`
}

// Link is a reference to another document. The text says where it goes.
type Link struct {
	Text string `json:"text"`
	URL  string `json:"url"` // https, http or mailto
}

// Event says which event a number rests on.
type Event struct {
	Stream   string `json:"stream"`
	Version  uint64 `json:"version"`
	Position uint64 `json:"position"` // in the log, from 1
}

// Figure is one number that people may quote: it says what it counts, and what it rests on.
type Figure struct {
	Key        string    `json:"key"` // unique in the report, stable over years: "dpia-afgerond"
	Name       string    `json:"name"`
	Definition string    `json:"definition"` // what is counted, what is not, and when
	Value      Number    `json:"value"`
	PartOf     string    `json:"part_of,omitempty"` // key of the figure that this one is a part of
	Events     []Event   `json:"events,omitempty"`  // behind Value, in the order of the log; none if the number is hidden
	Earlier    []Earlier `json:"earlier,omitempty"` // the same figure before, newest first
}

// Earlier is a figure over an earlier period, computed at the same checkpoint.
type Earlier struct {
	Label  string  `json:"label"` // "2024"
	Value  Number  `json:"value"`
	Events []Event `json:"events,omitempty"`
}

// Table is rows under heads. The first column names the row.
type Table struct {
	Caption string   `json:"caption"`
	Columns []string `json:"columns"`
	Rows    [][]Cell `json:"rows"`
	// Total tells that the last row is the sum of the others, column by column.
	Total bool `json:"total,omitempty"`
}

// Cell is a text, a number or a day; an empty cell is an empty text.
type Cell struct {
	Text   string        `json:"text,omitempty"` // lines are separated by "\n"
	Number *Number       `json:"number,omitempty"`
	Date   calendar.Date `json:"date,omitempty"`
}

// Chart shows numbers of one unit; it is never without its table.
type Chart struct {
	Title      string   `json:"title"`
	Kind       Kind     `json:"kind"`
	Categories []string `json:"categories"` // along the axis: years
	Series     []Series `json:"series"`
}

// Kind is how a chart is drawn.
type Kind string

// Kinds of charts.
const (
	Bars Kind = "bars"
	Line Kind = "line"
)

// Series is one row of numbers, one for each category.
type Series struct {
	Name   string   `json:"name"`
	Values []Number `json:"values"`
}

// Number is a decimal number with its unit, or the statement that it is below a limit.
type Number struct {
	Value    int64 `json:"value"`              // in units of 10^-Decimals; 0 if hidden
	Decimals int   `json:"decimals,omitempty"` // 0 to 9
	Unit     Unit  `json:"unit"`
	Below    int   `json:"below,omitempty"`    // not 0: hidden, it is below this
	Withheld bool  `json:"withheld,omitempty"` // hidden, because a hidden one would follow from it
}

// Unit is what is counted, in the singular and the plural: {"verwerking", "verwerkingen"}, {"%", "%"}.
type Unit struct {
	One  string `json:"one"`
	Many string `json:"many"`
}

// Percent is the unit of percentages.
var Percent = Unit{"%", "%"}

// Count makes a whole number.
func Count(n int, u Unit) Number { return Number{Value: int64(n), Unit: u} }

// Share is part of whole in percent, rounded half up to one decimal; a share of nothing is withheld.
func Share(part, whole int) Number {
	if whole == 0 {
		return Number{Unit: Percent, Decimals: 1, Withheld: true}
	}
	return Number{Value: (int64(part)*2000 + int64(whole)) / (2 * int64(whole)), Decimals: 1, Unit: Percent}
}

// Hidden tells whether the number itself is not shown.
func (n Number) Hidden() bool { return n.Below > 0 || n.Withheld }

// The words that stand for hidden numbers.
const withheldNL = "niet vermeld"

// Bare is the number in Dutch without its unit: "1.234,5", "minder dan 5", "niet vermeld".
func (n Number) Bare() string {
	switch {
	case n.Below > 0:
		return "minder dan " + strconv.Itoa(n.Below)
	case n.Withheld:
		return withheldNL
	}
	whole, fraction := n.parts()
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "." + whole[i:]
	}
	if fraction != "" {
		return whole + "," + fraction
	}
	return whole
}

// NL is the number in Dutch with its unit: "1 verwerking", "12,5%".
func (n Number) NL() string {
	unit := n.Unit.Many
	if n.Value == 1 && n.Decimals == 0 && !n.Hidden() {
		unit = n.Unit.One
	}
	switch {
	case unit == "" || n.Withheld:
		return n.Bare()
	case unit == "%":
		return n.Bare() + "%"
	}
	return n.Bare() + " " + unit
}

// Plain is the number for programs: "1234.5"; "" if it is hidden.
func (n Number) Plain() string {
	if n.Hidden() {
		return ""
	}
	whole, fraction := n.parts()
	if fraction != "" {
		return whole + "." + fraction
	}
	return whole
}

func (n Number) parts() (whole, fraction string) {
	s, sign := strconv.FormatInt(n.Value, 10), ""
	if s[0] == '-' {
		s, sign = s[1:], "-"
	}
	if len(s) <= n.Decimals {
		s = strings.Repeat("0", n.Decimals+1-len(s)) + s
	}
	return sign + s[:len(s)-n.Decimals], s[len(s)-n.Decimals:]
}

// String is the cell in Dutch; days as dd-mm-jjjj.
func (c Cell) String() string {
	switch {
	case c.Number != nil:
		return c.Number.Bare()
	case c.Date != "":
		return c.Date.NL()
	}
	return c.Text
}

// Numeric tells whether a column holds numbers, and is set to the right. The first column names the rows.
func (t Table) Numeric(column int) bool {
	return column > 0 && slices.ContainsFunc(t.Rows, func(r []Cell) bool { return r[column].Number != nil }) &&
		!slices.ContainsFunc(t.Rows, func(r []Cell) bool {
			return r[column].Number == nil && r[column].String() != "" && r[column].String() != noValue
		})
}

// noValue stands where a figure has no number over a year.
const noValue = "–"

// Figures returns all figures of the report, in order.
func (r Report) Figures() (list []*Figure) {
	walk(r.Sections, 2, func(_ int, s *Section) {
		for _, b := range s.Blocks {
			if b.Figure != nil {
				list = append(list, b.Figure)
			}
		}
	})
	return list
}

// walk visits the sections from the top down, with the level of their heading.
func walk(list []Section, level int, f func(level int, s *Section)) {
	for n := range list {
		f(level, &list[n])
		walk(list[n].Sections, level+1, f)
	}
}

// Check tells what makes the report one that cannot be rendered: a fault in the program that made it.
func (r Report) Check() error {
	var errs []error
	fault := func(format string, a ...any) { errs = append(errs, fmt.Errorf(format, a...)) }
	if r.Title == "" || !r.Period.From.Valid() || !r.Period.To.Valid() || r.Period.From > r.Period.To || r.AsOf.IsZero() {
		fault("a report needs a title, a period and a moment: %q %v %v", r.Title, r.Period, r.AsOf)
	}
	keys := map[string]bool{}
	walk(r.Sections, 2, func(level int, s *Section) {
		if s.Title == "" || level > 6 {
			fault("section %q at level %d", s.Title, level)
		}
		for _, b := range s.Blocks {
			if err := b.check(); err != nil {
				fault("section %q: %w", s.Title, err)
			}
			if b.Figure != nil && keys[b.Figure.Key] {
				fault("two figures %q", b.Figure.Key)
			} else if b.Figure != nil {
				keys[b.Figure.Key] = true
			}
		}
	})
	byKey := r.byKey()
	for _, f := range r.Figures() {
		if f.PartOf != "" && !keys[f.PartOf] {
			fault("figure %q is part of %q, which is not there", f.Key, f.PartOf)
		}
		if slices.Contains(f.wholes(byKey), f) {
			fault("figure %q is part of itself", f.Key)
		}
	}
	return errors.Join(errs...)
}

func (b Block) check() error {
	set := 0
	for _, is := range []bool{b.Paragraph != "", b.List != nil, b.Link != nil, b.Figure != nil, b.Table != nil, b.Chart != nil} {
		if is {
			set++
		}
	}
	switch {
	case set != 1:
		return fmt.Errorf("a block is one thing, not %d", set)
	case b.Link != nil:
		return b.Link.check()
	case b.Figure != nil:
		return b.Figure.check()
	case b.Table != nil:
		return b.Table.check()
	case b.Chart != nil:
		return b.Chart.check()
	}
	return nil
}

func (l Link) check() error {
	for _, p := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(l.URL, p) && l.Text != "" && !strings.ContainsFunc(l.URL, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return nil
		}
	}
	return fmt.Errorf("link %q to %q", l.Text, l.URL)
}

func (f Figure) check() error {
	switch {
	case f.Key == "" || f.Name == "" || f.Definition == "" || f.Value.Unit == (Unit{}):
		return fmt.Errorf("figure %q needs a key, a name, a definition and a unit", f.Key)
	case f.Value.Hidden() && len(f.Events) > 0:
		return fmt.Errorf("figure %q is hidden, its events are not", f.Key)
	}
	for _, e := range f.Earlier {
		if e.Value.Hidden() && len(e.Events) > 0 || e.Label == "" {
			return fmt.Errorf("figure %q over %q: label, or events of a hidden number", f.Key, e.Label)
		}
	}
	return f.Value.check()
}

func (n Number) check() error {
	if n.Decimals < 0 || n.Decimals > 9 || n.Hidden() && n.Value != 0 {
		return fmt.Errorf("number %+v", n)
	}
	return nil
}

func (t Table) check() error {
	if t.Caption == "" || len(t.Columns) == 0 {
		return fmt.Errorf("table %q needs a caption and columns", t.Caption)
	}
	for n, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return fmt.Errorf("table %q, row %d: %d cells under %d heads", t.Caption, n+1, len(row), len(t.Columns))
		}
	}
	return nil
}

func (c Chart) check() error {
	if c.Title == "" || c.Kind != Bars && c.Kind != Line || len(c.Categories) == 0 || len(c.Series) == 0 || len(c.Series) > MaxSeries {
		return fmt.Errorf("chart %q needs a title, a kind, categories and at most %d series", c.Title, MaxSeries)
	}
	for _, s := range c.Series {
		if len(s.Values) != len(c.Categories) {
			return fmt.Errorf("chart %q, %q: %d values for %d categories", c.Title, s.Name, len(s.Values), len(c.Categories))
		}
		for _, v := range s.Values {
			if v.Value < 0 || v.Unit != c.Series[0].Values[0].Unit || v.Decimals != c.Series[0].Values[0].Decimals {
				return fmt.Errorf("chart %q: numbers below nothing, or of two units", c.Title)
			}
		}
	}
	return nil
}

// MaxSeries is how many series people can tell apart in one chart.
const MaxSeries = 3
