package report

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain/calendar"
)

// Element is one piece of the document in reading order; exactly one of the fields below Level is set.
type Element struct {
	Level   int // of a heading: 1 to 6
	Heading string
	Text    string // a paragraph
	List    []string
	Link    *Link
	Table   *Table
	Chart   *Chart // its table follows
}

// Flow is the report as a document: what it is, its sections, and the table of every chart. Figures that follow each other
// stand in one table, each with its definition and its earlier years. The report must pass [Report.Check].
func (r Report) Flow() []Element {
	list := []Element{{Level: 1, Heading: r.Title}, {Table: r.about()}}
	if r.Small > 0 {
		list = append(list, Element{Text: "Aantallen onder " + strconv.Itoa(r.Small) + " staan er als “minder dan " + strconv.Itoa(r.Small) +
			"”, ook als het er geen zijn: in een kleine gemeente kan een klein aantal iemand herkenbaar maken. “" + withheldNL +
			"” staat waar een getal zo’n aantal zou verraden, of waar niets te berekenen is."})
	}
	walk(r.Sections, 2, func(level int, s *Section) {
		list = append(list, Element{Level: level, Heading: s.Title})
		list = append(list, flow(s)...)
	})
	return list
}

func (r Report) about() *Table {
	t := &Table{Caption: "Over dit rapport", Columns: []string{"Onderwerp", "Waarde"}}
	add := func(nl, value string) {
		if value != "" {
			t.Rows = append(t.Rows, []Cell{{Text: nl}, {Text: value}})
		}
	}
	add("Rapport", r.Kind)
	add("Over", r.Subject)
	add("Periode", r.Period.NL())
	add("Zoals bekend op", r.AsOf.In(calendar.Amsterdam).Format("02-01-2006 15:04:05"))
	if r.Checkpoint.Size > 0 {
		add("Berekend tot en met gebeurtenis", strconv.FormatInt(r.Checkpoint.Size, 10))
		add("Controlepunt", r.Checkpoint.Origin+"\n"+r.Checkpoint.Root)
	}
	return t
}

func flow(s *Section) (list []Element) {
	for n := 0; n < len(s.Blocks); n++ {
		b := s.Blocks[n]
		switch {
		case b.Paragraph != "":
			list = append(list, Element{Text: b.Paragraph})
		case b.List != nil:
			list = append(list, Element{List: b.List})
		case b.Link != nil:
			list = append(list, Element{Link: b.Link})
		case b.Table != nil:
			list = append(list, Element{Table: b.Table})
		case b.Chart != nil:
			list = append(list, Element{Chart: b.Chart}, Element{Table: b.Chart.table()})
		case b.Figure != nil:
			var figures []*Figure
			for ; n < len(s.Blocks) && s.Blocks[n].Figure != nil; n++ {
				figures = append(figures, s.Blocks[n].Figure)
			}
			n--
			list = append(list, Element{Table: figureTable(s.Title, figures)})
		}
	}
	return list
}

// figureTable shows figures below each other, and beside each what it was before.
func figureTable(title string, figures []*Figure) *Table {
	t := &Table{Caption: "Cijfers: " + title, Columns: []string{"Cijfer", "Wat is geteld", "Waarde"}}
	var labels []string
	for _, f := range figures {
		for _, e := range f.Earlier {
			if !slices.Contains(labels, e.Label) {
				labels = append(labels, e.Label)
			}
		}
	}
	t.Columns = append(t.Columns, labels...)
	for _, f := range figures {
		row := []Cell{{Text: f.Name}, {Text: f.Definition}, {Text: f.Value.NL()}}
		for _, l := range labels {
			c := Cell{Text: noValue}
			for _, e := range f.Earlier {
				if e.Label == l {
					c = Cell{Number: new(e.Value)}
				}
			}
			row = append(row, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// table is the chart in numbers.
func (c *Chart) table() *Table {
	t := &Table{Caption: "Cijfers bij: " + c.Title, Columns: []string{"Reeks"}}
	t.Columns = append(t.Columns, c.Categories...)
	for _, s := range c.Series {
		row := []Cell{{Text: s.Name}}
		for _, v := range s.Values {
			row = append(row, Cell{Number: new(v)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Alt says in words what the chart shows, for who does not see it.
func (c *Chart) Alt() string {
	kind := "Staafdiagram"
	if c.Kind == Line {
		kind = "Lijndiagram"
	}
	s := kind + ": " + c.Title + "."
	for _, x := range c.Series {
		s += " " + x.Name + ":"
		for n, v := range x.Values {
			if n > 0 {
				s += ";"
			}
			s += " " + c.Categories[n] + " " + v.NL()
		}
		s += "."
	}
	return s + " De cijfers staan in de tabel hierna."
}
