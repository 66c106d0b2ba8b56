package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/projections/report"
	"github.com/heemstede/grootboek/projections/report/chart"
)

// document is what has been laid out so far; y is where the next thing begins on the last page.
type document struct {
	report      report.Report
	out         file
	root        *elem
	pages       []*page
	page        *page
	y           milli
	plain, bold *face
	linked      []*elem // of each link, in the order of its annotation
	headings    []heading
}

// heading is a bookmark.
type heading struct {
	level int
	title string
	page  *page
	y     milli
}

const (
	textSize    milli = 10_000
	textLeading milli = 14_500
)

// sizes of headings, by level.
var headingSizes = [7]milli{0, 20_000, 15_000, 12_500, 11_000, 10_500, 10_000}

func newDocument(r report.Report) *document {
	d := &document{report: r, root: &elem{kind: "Document"}, plain: newFace(regular(), "F1"), bold: newFace(bold(), "F2")}
	d.turn()
	return d
}

// turn begins a new page.
func (d *document) turn() {
	d.page = &page{ref: d.out.reserve()}
	d.pages = append(d.pages, d.page)
	d.y = top
}

// need begins a new page unless so much fits on this one.
func (d *document) need(height milli) {
	if d.y+height > bottom && d.y > top {
		d.turn()
	}
}

func (d *document) element(e report.Element) {
	switch {
	case e.Level > 0:
		d.heading(e.Level, e.Heading)
	case e.List != nil:
		d.list(e.List)
	case e.Link != nil:
		d.reference(e.Link)
	case e.Chart != nil:
		d.chart(e.Chart)
	case e.Table != nil:
		d.table(e.Table)
	default:
		d.lines(d.root.add("P"), d.plain, textSize, margin, d.plain.wrap(e.Text, textSize, textWidth))
		d.y += 6_000
	}
}

// heading stands on one page with the beginning of what it is about.
func (d *document) heading(level int, title string) {
	size := headingSizes[level]
	lines := d.bold.wrap(title, size, textWidth)
	if d.y > top {
		d.y += size * 9 / 10
	}
	d.need(size*13/10*milli(len(lines)) + 60_000)
	d.headings = append(d.headings, heading{level, title, d.page, d.y})
	e := d.root.add(name(fmt.Sprintf("H%d", level)))
	d.print(e, d.bold, size, margin, lines, size*13/10)
	d.y += size * 4 / 10
}

// lines prints text that may go on on the next page.
func (d *document) lines(e *elem, f *face, size, x milli, lines []string) {
	d.print(e, f, size, x, lines, textLeading)
}

func (d *document) print(e *elem, f *face, size, x milli, lines []string, leading milli) {
	for len(lines) > 0 {
		d.need(leading)
		n := min(max(int((bottom-d.y)/leading), 1), len(lines))
		d.page.mark(e, func() {
			for _, s := range lines[:n] {
				d.page.print(f, size, x, d.y+size, inkColour, s)
				d.y += leading
			}
		})
		lines = lines[n:]
	}
}

func (d *document) list(items []string) {
	const indent = 14_000
	l := d.root.add("L", entry{"O", name("List")}, entry{"ListNumbering", name("Disc")})
	for _, s := range items {
		d.need(textLeading)
		item := l.add("LI")
		d.page.mark(item.add("Lbl"), func() { d.page.print(d.plain, textSize, margin+3_000, d.y+textSize, inkColour, "•") })
		d.lines(item.add("LBody"), d.plain, textSize, margin+indent, d.plain.wrap(s, textSize, textWidth-indent))
		d.y += 2_000
	}
	d.y += 4_000
}

// reference is a link in a paragraph of its own; each of its lines can be followed.
func (d *document) reference(l *report.Link) {
	e := d.root.add("P").add("Link")
	for _, s := range d.plain.wrap(l.Text, textSize, textWidth) {
		d.need(textLeading)
		width := d.plain.width(strings.TrimRight(s, " "), textSize)
		d.page.mark(e, func() { d.page.print(d.plain, textSize, margin, d.y+textSize, linkColour, s) })
		d.page.rule(margin, d.y+textSize+2_000, width, 500)
		d.link(e, margin, d.y, width, textLeading, l.URL, l.Text+": "+l.URL)
		d.y += textLeading
	}
	d.y += 6_000
}

// chart draws the picture with its title below it.
func (d *document) chart(c *report.Chart) {
	caption := d.bold.wrap(c.Title, textSize, textWidth)
	d.need(chart.Height + textLeading*milli(len(caption)) + 10_000)
	e := d.root.add("Figure", entry{"O", name("Layout")}, entry{"Placement", name("Block")},
		entry{"BBox", array{margin, pageHeight - d.y - chart.Height, margin + chart.Width, pageHeight - d.y}})
	e.alt = c.Alt()
	x, y := margin, d.y
	d.page.mark(e, func() {
		for _, m := range chart.Draw(*c).Marks {
			d.draw(m, x, y)
		}
	})
	d.y += chart.Height + 2_000
	d.lines(e.add("Caption"), d.bold, textSize, margin, caption)
	d.y += 8_000
}

func (d *document) draw(m chart.Mark, x, y milli) {
	b := &d.page.body
	left, base := x+milli(m.X), y+milli(m.Y)
	switch m.Shape {
	case chart.Rect:
		fmt.Fprintf(b, "%s rg %s %s %s %s re f\n", rgb(m.Colour), left, pageHeight-base-milli(m.H), milli(m.W), milli(m.H))
	case chart.Stroke:
		dash := "[] 0 d"
		if m.Dash > 0 {
			dash = fmt.Sprintf("[%s] 0 d", milli(m.Dash))
		}
		fmt.Fprintf(b, "%s RG %s w %s %s %s m %s %s l S\n", rgb(m.Colour), milli(m.Weight), dash, left, pageHeight-base, left+milli(m.W), pageHeight-base-milli(m.H))
	case chart.Text:
		s := shown(m.Text)
		width := d.plain.width(s, chart.TextSize)
		switch m.Anchor {
		case chart.Middle:
			left -= width / 2
		case chart.End:
			left -= width
		}
		d.page.print(d.plain, chart.TextSize, left, base, inkColour, s)
	}
}

// rgb turns "#1f2937" into three numbers from 0 to 1.
func rgb(colour string) string {
	var c [3]int
	if _, err := fmt.Sscanf(colour, "#%02x%02x%02x", &c[0], &c[1], &c[2]); err != nil {
		panic(fmt.Sprintf("pdf: colour %q: %v", colour, err)) // a fault in the package chart
	}
	return fmt.Sprintf("%s %s %s", milli(c[0]*1000/255), milli(c[1]*1000/255), milli(c[2]*1000/255))
}

// most is how many lacking characters are named.
const most = 60

// confess names the characters that the fonts lack, if any.
func (d *document) confess() {
	missing := slices.Collect(maps.Keys(d.plain.missing))
	for r := range d.bold.missing {
		if !d.plain.missing[r] {
			missing = append(missing, r)
		}
	}
	if len(missing) == 0 {
		return
	}
	slices.Sort(missing)
	var names []string
	for _, r := range missing[:min(len(missing), most)] {
		names = append(names, fmt.Sprintf("U+%04X", r))
	}
	s := "Het lettertype van dit bestand heeft deze tekens niet: " + strings.Join(names, ", ")
	if len(missing) > most {
		s += fmt.Sprintf(" en nog %d andere", len(missing)-most)
	}
	d.heading(2, "Tekens die anders zijn weergegeven")
	d.element(report.Element{Text: s + ". Op hun plaats staat een vervangend teken. Het juiste teken zit in de tekst als u die voorleest of kopieert, en staat in de andere vormen van dit rapport."})
}

// furniture puts on every page what it is of, and its number.
func (d *document) furniture() {
	const size = 8_000
	foot := "Zoals bekend op " + d.report.AsOf.UTC().Format("02-01-2006 15:04:05") + " UTC"
	if c := d.report.Checkpoint; c.Size > 0 {
		foot = fmt.Sprintf("Controlepunt %d / %.12s", c.Size, c.Root)
	}
	for n, p := range d.pages {
		if n > 0 {
			p.artifact(topArtifact, func() { p.print(d.plain, size, margin, 44_000, inkColour, d.fit(d.report.Title, size)) })
		}
		p.artifact(bottomArtifact, func() {
			number := fmt.Sprintf("Pagina %d van %d", n+1, len(d.pages))
			p.print(d.plain, size, margin, pageHeight-38_000, inkColour, shown(foot))
			p.print(d.plain, size, pageWidth-margin-d.plain.width(number, size), pageHeight-38_000, inkColour, number)
		})
	}
}

// fit is a text on one line: what does not fit is left out, since it stands elsewhere.
func (d *document) fit(s string, size milli) string {
	lines := d.plain.wrap(s, size, textWidth-10_000)
	if len(lines) == 1 {
		return lines[0]
	}
	return strings.TrimRight(lines[0], " ") + " …"
}
