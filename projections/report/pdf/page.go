package pdf

import (
	"bytes"
	"encoding/hex"
	"fmt"
)

// A4, and where text stands on it, in thousandths of a point from the top left corner.
const (
	pageWidth  milli = 595_276
	pageHeight milli = 841_890
	margin     milli = 56_000
	top        milli = 68_000
	bottom     milli = pageHeight - 66_000
	textWidth        = pageWidth - 2*margin
)

type page struct {
	ref    ref
	body   bytes.Buffer
	marked []*elem // by MCID
	annots array
}

// colours of content: contrast to white is at least 7 for text.
const (
	inkColour  = "0.122 0.161 0.216"
	linkColour = "0.082 0.259 0.451"
	ruleColour = "0.612 0.639 0.686"
)

// mark draws a piece of content that belongs to an element.
func (p *page) mark(e *elem, draw func()) {
	fmt.Fprintf(&p.body, "/%s <</MCID %d>> BDC\n", e.kind, len(p.marked))
	e.kids = append(e.kids, kid{page: p, mcid: len(p.marked)})
	p.marked = append(p.marked, e)
	draw()
	p.body.WriteString("EMC\n")
}

// artifact draws what is no content: rules, and what stands on every page (PDF/UA-1 7.1, 7.8).
func (p *page) artifact(properties string, draw func()) {
	fmt.Fprintf(&p.body, "/Artifact <<%s>> BDC\n", properties)
	draw()
	p.body.WriteString("EMC\n")
}

const (
	layoutArtifact = "/Type /Layout"
	headArtifact   = "/Type /Pagination"
	topArtifact    = "/Type /Pagination /Attached [/Top] /Subtype /Header"
	bottomArtifact = "/Type /Pagination /Attached [/Bottom] /Subtype /Footer"
)

// print puts one line of text with its base line at y.
func (p *page) print(f *face, size, x, y milli, colour, s string) {
	if s == "" {
		return
	}
	fmt.Fprintf(&p.body, "BT /%s %s Tf %s rg 1 0 0 1 %s %s Tm\n", f.res, size, colour, x, pageHeight-y)
	p.show(f, s)
	p.body.WriteString("ET\n")
}

// show writes the glyphs of a text; what the glyphs do not say by themselves stands in an ActualText (14.9.4).
func (p *page) show(f *face, s string) {
	var codes []byte
	var actual []rune
	flush := func() {
		if len(codes) == 0 {
			return
		}
		if actual != nil {
			fmt.Fprintf(&p.body, "/Span <</ActualText <%s>>> BDC\n", utf16hex(string(actual)))
		}
		fmt.Fprintf(&p.body, "<%s> Tj\n", hex.EncodeToString(codes))
		if actual != nil {
			p.body.WriteString("EMC\n")
		}
		codes, actual = nil, nil
	}
	for _, r := range s {
		g, plain := f.code(r)
		if plain != (actual == nil) {
			flush()
		}
		if !plain {
			actual = append(actual, r)
		}
		codes = append(codes, byte(g>>8), byte(g))
	}
	flush()
}

func (p *page) rule(x, y, width, thick milli) {
	p.artifact(layoutArtifact, func() {
		fmt.Fprintf(&p.body, "%s rg %s %s %s %s re f\n", ruleColour, x, pageHeight-y, width, thick)
	})
}

// link is an annotation over a text; its address in words is its Contents (PDF/UA-1 7.18.5).
func (d *document) link(e *elem, x, y, width, height milli, url, contents string) {
	p := d.page
	a := d.out.add(dict{{"Type", name("Annot")}, {"Subtype", name("Link")}, {"Rect", array{x, pageHeight - y - height, x + width, pageHeight - y}}, {"Border", array{0, 0, 0}},
		{"F", 4}, {"Contents", text(contents)}, {"StructParent", 2*len(d.linked) + 1}, {"A", dict{{"Type", name("Action")}, {"S", name("URI")}, {"URI", bytestr(url)}}}})
	p.annots = append(p.annots, a)
	e.kids = append(e.kids, kid{page: p, link: a})
	d.linked = append(d.linked, e)
}
