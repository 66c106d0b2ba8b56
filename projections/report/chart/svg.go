package chart

import (
	"fmt"
	"strings"
)

// SVG returns the drawing as an svg element, with a title and a description for who does not see it. It has no styles and no
// scripts, so it works under any Content-Security-Policy. Id makes its ids unique in the page.
func (p Picture) SVG(id, title, alt string, escape func(string) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-labelledby="%s-t %s-d" xmlns="http://www.w3.org/2000/svg">`, Width, Height, id, id)
	fmt.Fprintf(&b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, id, escape(title), id, escape(alt))
	for _, m := range p.Marks {
		switch m.Shape {
		case Rect:
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`, m.X, m.Y, m.W, m.H, m.Colour)
		case Stroke:
			dash := ""
			if m.Dash > 0 {
				dash = fmt.Sprintf(` stroke-dasharray="%d"`, m.Dash)
			}
			fmt.Fprintf(&b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s" stroke-width="%d"%s/>`, m.X, m.Y, m.X+m.W, m.Y+m.H, m.Colour, m.Weight, dash)
		case Text:
			anchor := [...]string{"start", "middle", "end"}[m.Anchor]
			fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="%d" text-anchor="%s" fill="%s">%s</text>`, m.X, m.Y, TextSize, anchor, m.Colour, escape(m.Text))
		}
	}
	b.WriteString(`</svg>`)
	return b.String()
}
