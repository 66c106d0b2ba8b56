// Package html makes one HTML page out of a report: it stands alone (no file beside it, no script), and reads well without
// its style. Headings have levels without gaps, tables have captions and heads with their scope, charts a description and
// their table, days a machine-readable form, and wide tables scroll by keyboard (WCAG 2.2 AA).
//
// It is written by hand and not with html/template: what a template package escapes, and how, may change with its version,
// and a report must be the same bytes in ten years.
package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/projections/report"
	"github.com/heemstede/grootboek/projections/report/chart"
)

//go:embed report.css
var css string

// CSP is the Content-Security-Policy that the page carries, and that a server sends with it: nothing is loaded, nothing
// runs, and the one style is named by its hash.
var CSP = policy()

func policy() string {
	h := sha256.Sum256([]byte(css))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(h[:]) + "'; form-action 'none'; base-uri 'none'"
}

// Render makes the page. An error says what is wrong with the report.
func Render(r report.Report) ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("html of %q: %w", r.Title, err)
	}
	r = r.Normal()
	p := page{}
	p.add("<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n")
	p.add(`<meta http-equiv="Content-Security-Policy" content="`, escape(CSP), "\">\n")
	p.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>", escape(r.Title), "</title>\n<style>", css, "</style>\n</head>\n<body>\n<main>\n")
	for _, e := range r.Flow() {
		p.element(e)
	}
	p.add("</main>\n</body>\n</html>\n")
	return []byte(p.String()), nil
}

type page struct {
	strings.Builder
	charts, tables int
}

func (p *page) add(list ...string) {
	for _, s := range list {
		p.WriteString(s)
	}
}

func (p *page) element(e report.Element) {
	switch {
	case e.Level > 0:
		l := strconv.Itoa(e.Level)
		p.add("<h", l, ">", escape(e.Heading), "</h", l, ">\n")
	case e.List != nil:
		p.add("<ul>\n")
		for _, s := range e.List {
			p.add("<li>", lines(s), "</li>\n")
		}
		p.add("</ul>\n")
	case e.Link != nil:
		p.add(`<p><a href="`, escape(e.Link.URL), `">`, escape(e.Link.Text), "</a></p>\n")
	case e.Chart != nil:
		p.charts++
		p.add("<figure>", chart.Draw(*e.Chart).SVG("g"+strconv.Itoa(p.charts), e.Chart.Title, e.Chart.Alt(), escape), "<figcaption>", escape(e.Chart.Title), "</figcaption></figure>\n")
	case e.Table != nil:
		p.table(e.Table)
	default:
		p.add("<p>", lines(e.Text), "</p>\n")
	}
}

// table can be scrolled by keyboard: what is wider than the window has focus and a name.
func (p *page) table(t *report.Table) {
	p.tables++
	id := "t" + strconv.Itoa(p.tables)
	p.add(`<div class="scroll" role="region" tabindex="0" aria-labelledby="`, id, "\">\n<table>\n<caption id=\"", id, `">`, escape(t.Caption), "</caption>\n<thead>\n<tr>")
	for n, c := range t.Columns {
		class := ""
		if t.Numeric(n) {
			class = ` class="number"`
		}
		p.add(`<th scope="col"`, class, ">", escape(c), "</th>")
	}
	p.add("</tr>\n</thead>\n<tbody>\n")
	for _, row := range t.Rows {
		p.add("<tr>")
		for n, c := range row {
			p.cell(n, c)
		}
		p.add("</tr>\n")
	}
	p.add("</tbody>\n</table>\n")
	if len(t.Rows) == 0 {
		p.add("<p>Geen gegevens.</p>\n")
	}
	p.add("</div>\n")
}

func (p *page) cell(n int, c report.Cell) {
	switch {
	case n == 0:
		p.add(`<th scope="row">`, lines(c.String()), "</th>")
	case c.Number != nil:
		p.add(`<td class="number">`, escape(c.String()), "</td>")
	case c.Date.Valid():
		p.add(`<td><time datetime="`, escape(string(c.Date)), `">`, escape(c.String()), "</time></td>")
	default:
		p.add("<td>", lines(c.String()), "</td>")
	}
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

func escape(s string) string { return escaper.Replace(s) }

func lines(s string) string { return strings.ReplaceAll(escape(s), "\n", "<br>\n") }
