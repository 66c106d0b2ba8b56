package sheet

import (
	"fmt"
	"strings"
	"time"

	"github.com/heemstede/grootboek/projections/report"
)

// ODS makes an OpenDocument spreadsheet (ODF 1.3) of the same three sheets as [XLSX]: what the government publishes for a
// spreadsheet must be there in an open format.
func ODS(r report.Report) ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("ods of %q: %w", r.Title, err)
	}
	r = r.Normal()
	var b strings.Builder
	b.WriteString(odsHead)
	for _, g := range grids(r) {
		fmt.Fprintf(&b, `<table:table table:name="%s" table:style-name="ta">`, g.Name)
		for _, w := range g.Widths {
			fmt.Fprintf(&b, `<table:table-column table:style-name="co%d" table:default-cell-style-name="text"/>`, w)
		}
		for n, row := range g.Rows {
			b.WriteString(`<table:table-row>`)
			for _, c := range row {
				odsCell(&b, c, n < g.Head)
			}
			if len(row) == 0 {
				b.WriteString(`<table:table-cell/>`)
			}
			b.WriteString(`</table:table-row>`)
		}
		b.WriteString(`</table:table>`)
	}
	b.WriteString(`</office:spreadsheet></office:body></office:document-content>`)
	return archive([]part{{"mimetype", odsType}, // first, and not compressed: that is how the format is recognised
		{"META-INF/manifest.xml", xmlHead + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">` +
			`<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="` + odsType + `"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>` +
			`<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`},
		{"meta.xml", xmlHead + `<office:document-meta xmlns:office="` + odf + `office:1.0" xmlns:meta="` + odf + `meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:meta><meta:generator>grootboek</meta:generator><dc:title>` +
			escape(r.Title) + `</dc:title><dc:language>nl-NL</dc:language><dc:date>` + r.AsOf.UTC().Format(time.RFC3339) + `</dc:date></office:meta></office:document-meta>`},
		{"content.xml", b.String()}})
}

const (
	odsType = "application/vnd.oasis.opendocument.spreadsheet"
	odf     = "urn:oasis:names:tc:opendocument:xmlns:"
)

var odsHead = func() string {
	var columns, numbers strings.Builder
	for w := 10; w <= 60; w++ {
		fmt.Fprintf(&columns, `<style:style style:name="co%d" style:family="table-column"><style:table-column-properties style:column-width="%dmm"/></style:style>`, w, w*2)
	}
	for n := range 10 {
		fmt.Fprintf(&numbers, `<number:number-style style:name="N%d"><number:number number:decimal-places="%d" number:min-decimal-places="%d" number:min-integer-digits="1" number:grouping="true"/></number:number-style>`+
			`<style:style style:name="n%d" style:family="table-cell" style:data-style-name="N%d"/>`, n, n, n, n, n)
	}
	return xmlHead + `<office:document-content xmlns:office="` + odf + `office:1.0" xmlns:table="` + odf + `table:1.0" xmlns:text="` + odf + `text:1.0" xmlns:style="` + odf + `style:1.0" xmlns:number="` + odf + `datastyle:1.0" xmlns:fo="` + odf + `xsl-fo-compatible:1.0" office:version="1.3">` +
		`<office:automatic-styles><style:style style:name="ta" style:family="table"><style:table-properties table:display="true"/></style:style>` + columns.String() + numbers.String() +
		`<number:date-style style:name="D"><number:day number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:year number:style="long"/></number:date-style>` +
		`<style:style style:name="day" style:family="table-cell" style:data-style-name="D"/><style:style style:name="text" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>` +
		`<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles><office:body><office:spreadsheet>`
}()

func odsCell(b *strings.Builder, c report.Cell, head bool) {
	value, number := shown(c)
	switch {
	case number:
		fmt.Fprintf(b, `<table:table-cell table:style-name="n%d" office:value-type="float" office:value="%s"><text:p>%s</text:p></table:table-cell>`, c.Number.Decimals, value, escape(c.String()))
	case c.Number == nil && c.Date.Valid():
		fmt.Fprintf(b, `<table:table-cell table:style-name="day" office:value-type="date" office:date-value="%s"><text:p>%s</text:p></table:table-cell>`, c.Date, escape(c.String()))
	case value == "":
		b.WriteString(`<table:table-cell/>`)
	default:
		style := "text"
		if head {
			style = "head"
		}
		fmt.Fprintf(b, `<table:table-cell table:style-name="%s" office:value-type="string">`, style)
		for line := range strings.SplitSeq(value, "\n") {
			b.WriteString(`<text:p>` + spaces(escape(line)) + `</text:p>`)
		}
		b.WriteString(`</table:table-cell>`)
	}
}

// spaces keeps what OpenDocument would fold: several spaces, and those at the ends.
func spaces(s string) string {
	if !strings.Contains(s, "  ") && !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") {
		return s
	}
	return strings.ReplaceAll(s, " ", `<text:s/>`)
}
