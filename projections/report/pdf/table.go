package pdf

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/projections/report"
)

const (
	gap     milli = 9_000 // between columns
	padding milli = 2_500 // above and below the text of a row
)

// tableSizes are tried from the greatest: a table with many columns has small letters before it has broken words.
var tableSizes = []milli{9_000, 8_000, 7_000, 6_500}

// grid is a table with its measures.
type grid struct {
	*report.Table
	d       *document
	size    milli
	leading milli
	widths  []milli
	numbers []bool // of a column: it is set to the right
	head    [][]string
}

// row is one line of a table, broken into lines, and how far each cell has been printed.
type row struct {
	cells [][]string
	elems []*elem
	face  func(column int) *face
	done  int
}

func (d *document) table(t *report.Table) {
	g := d.measure(t)
	e := d.root.add("Table")
	caption := d.bold.wrap(t.Caption, textSize, textWidth)
	g.head = g.broken(texts(t.Columns), true)
	d.need(textLeading*milli(len(caption)) + g.height(g.head) + 3*g.leading)
	d.lines(e.add("Caption"), d.bold, textSize, margin, caption)
	d.y += 2_000
	g.heads(e.add("THead").add("TR"))
	body := e.add("TBody")
	for n, cells := range t.Rows {
		g.row(body.add("TR"), cells, t.Total && n == len(t.Rows)-1)
	}
	if len(t.Rows) == 0 {
		g.nothing(body.add("TR"))
	}
	d.y += 10_000
}

func texts(list []string) (cells []report.Cell) {
	for _, s := range list {
		cells = append(cells, report.Cell{Text: s})
	}
	return cells
}

// measure chooses the size of the letters and the widths of the columns.
func (d *document) measure(t *report.Table) *grid {
	g := &grid{Table: t, d: d, numbers: make([]bool, len(t.Columns))}
	for n := range t.Columns {
		g.numbers[n] = t.Numeric(n)
	}
	room := textWidth - gap*milli(len(t.Columns)-1)
	for _, g.size = range tableSizes {
		if least, wish := g.extent(); total(least) <= room || g.size == tableSizes[len(tableSizes)-1] {
			g.widths = share(least, wish, max(room, milli(len(least))*1_000))
			break
		}
	}
	g.leading = g.size * 4 / 3
	return g
}

// extent is how wide each column is at least, without breaking words, and how wide without breaking lines.
func (g *grid) extent() (least, wish []milli) {
	least, wish = make([]milli, len(g.Columns)), make([]milli, len(g.Columns))
	add := func(n int, f *face, s string) {
		piece, all := f.longest(s, g.size)
		least[n], wish[n] = max(least[n], piece), max(wish[n], all)
	}
	for n, c := range g.Columns {
		add(n, g.d.bold, c)
		for _, r := range g.Rows {
			add(n, g.face(n, false), r[n].String())
		}
	}
	return least, wish
}

func (g *grid) face(column int, strong bool) *face {
	if strong {
		return g.d.bold
	}
	return g.d.plain
}

func total(list []milli) (s milli) {
	for _, m := range list {
		s += m
	}
	return s
}

// share divides the room: each column what it needs at least, and of the rest by what it wishes. If that is too much, narrow
// columns get what they need and the wide ones share what is left.
func share(least, wish []milli, room milli) []milli {
	widths := slices.Clone(least)
	if total(least) > room {
		return squeeze(least, room)
	}
	rest, asked := room-total(least), total(wish)-total(least)
	for n := range widths {
		switch {
		case asked > rest:
			widths[n] += milli(int64(rest) * int64(wish[n]-least[n]) / int64(asked))
		case total(wish) > 0:
			widths[n] = wish[n] + milli(int64(room-total(wish))*int64(wish[n])/int64(total(wish)))
		}
	}
	return widths
}

func squeeze(least []milli, room milli) []milli {
	order := make([]int, len(least))
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(least[a] - least[b]) })
	widths := make([]milli, len(least))
	for n, column := range order {
		widths[column] = min(least[column], room/milli(len(order)-n))
		room -= widths[column]
	}
	return widths
}

// broken breaks the cells of a row into lines.
func (g *grid) broken(cells []report.Cell, strong bool) [][]string {
	list := make([][]string, len(cells))
	for n, c := range cells {
		list[n] = g.face(n, strong).wrap(c.String(), g.size, g.widths[n]+1)
	}
	return list
}

func (g *grid) height(cells [][]string) milli {
	lines := 1
	for _, c := range cells {
		lines = max(lines, len(c))
	}
	return g.leading*milli(lines) + 2*padding
}

// heads prints the heads as content.
func (g *grid) heads(tr *elem) {
	r := &row{cells: g.head, face: func(int) *face { return g.d.bold }}
	for range g.Columns {
		r.elems = append(r.elems, tr.add("TH", scope("Column")...))
	}
	g.print(r)
	g.d.page.rule(margin, g.d.y, textWidth, 1_000)
}

// repeat prints the heads on a new page once more; they are content once.
func (g *grid) repeat() {
	g.d.turn()
	if g.height(g.head) > (bottom-top)/2 { // heads so high leave no room for rows
		return
	}
	y := g.d.y + padding
	g.d.page.artifact(headArtifact, func() {
		for n, lines := range g.head {
			g.cell(n, lines, y, g.d.bold)
		}
	})
	g.d.y += g.height(g.head)
	g.d.page.rule(margin, g.d.y, textWidth, 1_000)
}

func (g *grid) row(tr *elem, cells []report.Cell, strong bool) {
	r := &row{cells: g.broken(cells, strong), face: func(n int) *face { return g.face(n, strong) }}
	for n := range cells {
		if n == 0 {
			r.elems = append(r.elems, tr.add("TH", scope("Row")...))
		} else {
			r.elems = append(r.elems, tr.add("TD"))
		}
	}
	if height := g.height(r.cells); g.d.y+height > bottom && height <= bottom-top-g.height(g.head) {
		g.repeat()
	}
	g.print(r)
	g.d.page.rule(margin, g.d.y, textWidth, 400)
}

// nothing is the row of a table without rows.
func (g *grid) nothing(tr *elem) {
	td := tr.add("TD", entry{"O", name("Table")}, entry{"ColSpan", len(g.Columns)})
	g.d.need(g.leading + 2*padding)
	g.d.page.mark(td, func() { g.d.page.print(g.d.plain, g.size, margin, g.d.y+padding+g.size, inkColour, "Geen gegevens.") })
	g.d.y += g.leading + 2*padding
}

// print prints a row, on as many pages as it takes.
func (g *grid) print(r *row) {
	lines := int((g.height(r.cells) - 2*padding) / g.leading)
	for {
		fit := int((bottom - g.d.y - 2*padding) / g.leading)
		if fit < 1 {
			g.repeat()
			continue
		}
		to := min(r.done+fit, lines)
		g.slice(r, to)
		if r.done = to; to == lines {
			return
		}
	}
}

// slice prints the lines of a row up to one of them.
func (g *grid) slice(r *row, to int) {
	y := g.d.y + padding
	for n, lines := range r.cells {
		part := lines[min(r.done, len(lines)):min(to, len(lines))]
		if strings.Join(part, "") == "" {
			continue
		}
		g.d.page.mark(r.elems[n], func() { g.cell(n, part, y, r.face(n)) })
	}
	g.d.y = y + g.leading*milli(to-r.done) + padding
}

func (g *grid) cell(n int, lines []string, y milli, f *face) {
	x := margin + gap*milli(n) + total(g.widths[:n])
	for _, s := range lines {
		at := x
		if g.numbers[n] {
			at += g.widths[n] - f.width(strings.TrimRight(s, " "), g.size)
		}
		g.d.page.print(f, g.size, at, y+g.size, inkColour, s)
		y += g.leading
	}
}
