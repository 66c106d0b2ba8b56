// Package chart draws a chart of a report once, as a short list of rectangles, lines and texts; [SVG] and the PDF writer
// only copy them. It measures in thousandths of a point, in whole numbers, from the top left corner: the same chart is the
// same drawing on every machine.
//
// A drawing never stands alone: its table follows it, and [report.Chart.Alt] says it in words. Series differ in fill or
// dash and in their place, never in colour alone.
package chart

import (
	"strconv"

	"github.com/heemstede/grootboek/projections/report"
)

// Size of every drawing.
const (
	Width  = 480_000
	Height = 230_000
)

const (
	left, right, bottom = 52_000, 12_000, 30_000
	fontSize            = 9_000
	legendLine          = 14_000
)

// Picture is a drawing.
type Picture struct{ Marks []Mark }

// Mark is one thing drawn; what it is follows from Shape.
type Mark struct {
	Shape  Shape
	X, Y   int // of a rectangle its top left, of a line its begin, of a text its base line at the anchor
	W, H   int // of a rectangle its size, of a line its end less its begin
	Colour string
	Dash   int // of a line: length of dash and gap; 0 is a full line
	Weight int // of a line
	Text   string
	Anchor Anchor
}

// Shape is what a mark is.
type Shape int

// Shapes.
const (
	Rect Shape = iota
	Stroke
	Text
)

// Anchor is the point of a text that X says.
type Anchor int

// Anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// TextSize is the size of all text, in thousandths of a point.
const TextSize = fontSize

const (
	thin  = 400
	thick = 1_600
)

// The colours have a contrast of at least 4.5 to white, and differ in lightness.
const (
	ink  = "#1f2937"
	grid = "#9ca3af"
)

var (
	fills  = [report.MaxSeries]string{"#154273", "#b45309", "#4d7c0f"}
	dashes = [report.MaxSeries]int{0, 5_000, 2_000}
)

type drawing struct {
	Picture
	c        report.Chart
	top      int
	max      int64
	slot     int // width of one category
	baseline int
}

// Draw draws a chart that passes the check of its report.
func Draw(c report.Chart) Picture {
	d := drawing{c: c, top: 12_000 + legendLine*len(c.Series), baseline: Height - bottom, slot: (Width - left - right) / len(c.Categories)}
	d.max = greatest(c)
	d.legend()
	d.axis()
	for n := range c.Series {
		if c.Kind == report.Line {
			d.line(n)
		} else {
			d.bars(n)
		}
	}
	return d.Picture
}

// greatest is the end of the axis: a round number at or above all values.
func greatest(c report.Chart) int64 {
	var top int64
	for _, s := range c.Series {
		for _, v := range s.Values {
			top = max(top, v.Value)
		}
	}
	step := int64(1)
	for step*4 < top && step < 1<<60 {
		switch {
		case step*8 >= top:
			step *= 2
		case step*20 >= top:
			step *= 5
		default:
			step *= 10
		}
	}
	return step * 4
}

func (d *drawing) add(m Mark) { d.Marks = append(d.Marks, m) }

func (d *drawing) text(x, y int, a Anchor, s string) {
	d.add(Mark{Shape: Text, X: x, Y: y, Anchor: a, Text: s, Colour: ink})
}

// label is a number at its bar or point, on white, so that the lines of the axis do not run through it.
func (d *drawing) label(x, y int, s string) {
	w := wide(s)
	d.add(Mark{Shape: Rect, X: x - w/2, Y: y - fontSize*8/10, W: w, H: fontSize, Colour: "#ffffff"})
	d.text(x, y, Middle, s)
}

func (d *drawing) legend() {
	for n, s := range d.c.Series {
		y := 10_000 + n*legendLine
		d.swatch(n, y)
		d.text(left+26_000, y+3_000, Start, fit(s.Name, Width-left-40_000))
	}
}

func (d *drawing) swatch(n, y int) {
	if d.c.Kind == report.Line {
		d.add(Mark{Shape: Stroke, X: left, Y: y, W: 20_000, Colour: fills[n], Dash: dashes[n], Weight: thick})
		return
	}
	d.bar(n, left, y-5_000, 20_000, 9_000)
}

// axis draws four steps with their numbers, and the categories; of many categories only as many as fit.
func (d *drawing) axis() {
	first := d.c.Series[0].Values[0]
	for n := range int64(5) {
		v := report.Number{Value: d.max / 4 * n, Decimals: first.Decimals, Unit: first.Unit}
		y := d.y(v.Value)
		d.add(Mark{Shape: Stroke, X: left, Y: y, W: Width - left - right, Colour: grid, Weight: thin})
		d.text(left-6_000, y+3_000, End, v.Bare())
	}
	every := 1
	for d.slot*every < 30_000 {
		every++
	}
	for n := 0; n < len(d.c.Categories); n += every {
		d.text(d.centre(n), d.baseline+14_000, Middle, fit(d.c.Categories[n], d.slot*every))
	}
}

func (d *drawing) centre(n int) int { return left + d.slot*n + d.slot/2 }

func (d *drawing) y(v int64) int {
	return d.baseline - int(v*1000/d.max)*(d.baseline-d.top)/1000
}

func (d *drawing) bars(n int) {
	width := d.slot * 7 / 10 / len(d.c.Series)
	for i, v := range d.c.Series[n].Values {
		x := d.centre(i) - width*len(d.c.Series)/2 + n*width
		y := d.y(v.Value)
		if y < d.baseline {
			d.bar(n, x, y, width-width/10, d.baseline-y)
		}
		if label := short(v); wide(label) <= d.slot/len(d.c.Series) {
			d.label(x+width/2, y-3_000, label)
		}
	}
}

// bar is full, or open, or half full: not by colour alone.
func (d *drawing) bar(n, x, y, w, h int) {
	d.add(Mark{Shape: Rect, X: x, Y: y, W: w, H: h, Colour: fills[n]})
	inner := min(2_000, w/4, h/4)
	switch n {
	case 1:
		d.add(Mark{Shape: Rect, X: x + inner, Y: y + inner, W: w - 2*inner, H: h - 2*inner, Colour: "#ffffff"})
	case 2:
		d.add(Mark{Shape: Rect, X: x + inner, Y: y + inner, W: w/2 - inner, H: h - 2*inner, Colour: "#ffffff"})
	}
}

// line joins the numbers that are shown: a hidden one is a gap.
func (d *drawing) line(n int) {
	values := d.c.Series[n].Values
	for i, v := range values {
		x, y := d.centre(i), d.y(v.Value)
		if i > 0 && !v.Hidden() && !values[i-1].Hidden() {
			px, py := d.centre(i-1), d.y(values[i-1].Value)
			d.add(Mark{Shape: Stroke, X: px, Y: py, W: x - px, H: y - py, Colour: fills[n], Dash: dashes[n], Weight: thick})
		}
		if !v.Hidden() {
			d.add(Mark{Shape: Rect, X: x - 2_000, Y: y - 2_000, W: 4_000, H: 4_000, Colour: fills[n]})
		}
		if label := short(v); wide(label) <= d.slot {
			d.label(x, y-5_000, label)
		}
	}
}

// short is a number as it stands in a drawing.
func short(n report.Number) string {
	switch {
	case n.Below > 0:
		return "<" + strconv.Itoa(n.Below)
	case n.Withheld:
		return "–"
	}
	return n.Bare()
}

// wide is how wide a text is at most, near enough to see whether it fits.
func wide(s string) int { return len([]rune(s)) * fontSize * 6 / 10 }

func fit(s string, width int) string {
	r := []rune(s)
	if n := width * 10 / 6 / fontSize; len(r) > n && n > 1 {
		return string(r[:n-1]) + "…"
	}
	return s
}
