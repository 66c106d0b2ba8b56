package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/heemstede/grootboek/domain/calendar"
)

// Normal returns the report with every text in a form that all renderings can hold, so that they say the same: valid UTF-8,
// without control characters (but line ends), without the marks that turn the direction of text unseen, and without code
// points that are no characters. It shares nothing with the report that it was made from. Doing it twice changes nothing.
func (r Report) Normal() Report {
	r.Kind, r.Title, r.Subject = line(r.Kind), line(r.Title), line(r.Subject)
	r.Checkpoint.Origin, r.Checkpoint.Root = line(r.Checkpoint.Origin), line(r.Checkpoint.Root)
	r.Sections = sections(r.Sections)
	return r
}

func sections(list []Section) []Section {
	list = slices.Clone(list)
	for n := range list {
		s := &list[n]
		s.Title = line(s.Title)
		s.Sections = sections(s.Sections)
		s.Blocks = slices.Clone(s.Blocks)
		for i := range s.Blocks {
			s.Blocks[i] = s.Blocks[i].normal()
		}
	}
	return list
}

func (b Block) normal() Block {
	b.Paragraph = clean(b.Paragraph)
	b.List = mapped(b.List, clean)
	if b.Link != nil {
		b.Link = &Link{line(b.Link.Text), b.Link.URL}
	}
	if b.Figure != nil {
		f := *b.Figure
		f.Key, f.Name, f.Definition, f.Value = line(f.Key), line(f.Name), clean(f.Definition), f.Value.normal()
		f.PartOf = line(f.PartOf)
		f.Events = mapped(f.Events, Event.normal)
		f.Earlier = mapped(f.Earlier, func(e Earlier) Earlier {
			return Earlier{line(e.Label), e.Value.normal(), mapped(e.Events, Event.normal)}
		})
		b.Figure = &f
	}
	if b.Table != nil {
		t := *b.Table
		t.Caption, t.Columns = line(t.Caption), mapped(t.Columns, line)
		t.Rows = mapped(t.Rows, func(row []Cell) []Cell { return mapped(row, Cell.normal) })
		b.Table = &t
	}
	if b.Chart != nil {
		c := *b.Chart
		c.Title, c.Categories = line(c.Title), mapped(c.Categories, line)
		c.Series = mapped(c.Series, func(s Series) Series { return Series{line(s.Name), mapped(s.Values, Number.normal)} })
		b.Chart = &c
	}
	return b
}

func mapped[T any](list []T, f func(T) T) []T {
	list = slices.Clone(list)
	for n := range list {
		list[n] = f(list[n])
	}
	return list
}

func (e Event) normal() Event { e.Stream = line(e.Stream); return e }

func (n Number) normal() Number {
	n.Unit = Unit{line(n.Unit.One), line(n.Unit.Many)}
	return n
}

func (c Cell) normal() Cell {
	c.Text = clean(c.Text)
	c.Date = calendar.Date(line(string(c.Date)))
	if c.Number != nil {
		c.Number = new(c.Number.normal())
	}
	return c
}

// line is a text on one line.
func line(s string) string { return strings.ReplaceAll(clean(s), "\n", " ") }

func clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF': // a text must read as it is
			return -1
		case r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
			return utf8.RuneError
		}
		return r
	}, s)
}

// plain tells whether nothing needs to be done: nearly always.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] < ' ' && s[i] != '\n' || s[i] == 0x7f {
			return false
		}
	}
	return true
}
