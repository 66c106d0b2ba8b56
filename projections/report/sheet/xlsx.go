package sheet

import (
	"fmt"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/projections/report"
)

// XLSX makes a workbook (ISO/IEC 29500, transitional) of three sheets: the report, its figures, the events behind them.
func XLSX(r report.Report) ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("xlsx of %q: %w", r.Title, err)
	}
	r = r.Normal()
	var types, names, rels strings.Builder
	parts := []part{{}, {"_rels/.rels", xmlHead + `<Relationships xmlns="` + packageRel + `"><Relationship Id="rId1" Type="` + officeRel + `/officeDocument" Target="xl/workbook.xml"/>` +
		`<Relationship Id="rId2" Type="` + packageRel + `/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", core(r)}, {"xl/styles.xml", xlsxStyles}}
	for n, g := range grids(r) {
		file := fmt.Sprintf("worksheets/sheet%d.xml", n+1)
		fmt.Fprintf(&types, `<Override PartName="/xl/%s" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, file)
		fmt.Fprintf(&names, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, g.Name, n+1, n+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="%s"/>`, n+1, officeRel, file)
		parts = append(parts, part{"xl/" + file, worksheet(g)})
	}
	parts[0] = part{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` + types.String() + `</Types>`}
	parts = append(parts,
		part{"xl/workbook.xml", xmlHead + `<workbook xmlns="` + sheetNS + `" xmlns:r="` + officeRel + `"><sheets>` + names.String() + `</sheets></workbook>`},
		part{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="` + packageRel + `">` + rels.String() + `<Relationship Id="rId99" Type="` + officeRel + `/styles" Target="styles.xml"/></Relationships>`})
	return archive(parts)
}

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	sheetNS    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	officeRel  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageRel = "http://schemas.openxmlformats.org/package/2006/relationships"
)

// The styles, by number: 0 text, 1 head, 2 whole number, 3 day, 4 and on: that many decimals and three.
var xlsxStyles = func() string {
	var formats, cells strings.Builder
	for n := 1; n <= 9; n++ {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="#,##0.%s"/>`, 170+n, strings.Repeat("0", n))
		fmt.Fprintf(&cells, `<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, 170+n)
	}
	return xmlHead + `<styleSheet xmlns="` + sheetNS + `"><numFmts count="10"><numFmt numFmtId="170" formatCode="dd\-mm\-yyyy"/>` + formats.String() + `</numFmts>` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="13"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
		`<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="170" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		cells.String() + `</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}()

// core are the properties of the file; its moment is that of the report.
func core(r report.Report) string {
	at := r.AsOf.UTC().Format(time.RFC3339)
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(r.Title) + `</dc:title><dc:creator>grootboek</dc:creator><dc:language>nl-NL</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified></cp:coreProperties>`
}

func worksheet(g grid) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<worksheet xmlns="` + sheetNS + `"><sheetViews><sheetView workbookViewId="0">`)
	if g.Head > 0 {
		fmt.Fprintf(&b, `<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>`, g.Head, g.Head+1)
	}
	b.WriteString(`</sheetView></sheetViews>`)
	if len(g.Widths) > 0 {
		b.WriteString(`<cols>`)
		for n, w := range g.Widths {
			fmt.Fprintf(&b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, n+1, n+1, w)
		}
		b.WriteString(`</cols>`)
	}
	b.WriteString(`<sheetData>`)
	for n, row := range g.Rows {
		b.WriteString(`<row r="` + attr(n+1) + `">`)
		for i, c := range row {
			xlsxCell(&b, column(i)+attr(n+1), c, n < g.Head)
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}

func xlsxCell(b *strings.Builder, ref string, c report.Cell, head bool) {
	value, number := shown(c)
	switch {
	case number:
		style := 2
		if c.Number.Decimals > 0 {
			style = 3 + c.Number.Decimals
		}
		b.WriteString(`<c r="` + ref + `" s="` + attr(style) + `"><v>` + value + `</v></c>`)
	case c.Number == nil && c.Date.Valid() && c.Date >= "1900-03-01": // before that day Excel counts one wrong
		b.WriteString(`<c r="` + ref + `" s="3"><v>` + attr(calendar.DaysBetween("1899-12-30", c.Date)) + `</v></c>`)
	case value != "":
		style := 0
		if head {
			style = 1
		}
		b.WriteString(`<c r="` + ref + `" s="` + attr(style) + `" t="inlineStr"><is><t xml:space="preserve">` + unmistakable(escape(value)) + `</t></is></c>`)
	}
}

// unmistakable keeps a text that looks like an escape of a control character ("_x0009_") what it is.
func unmistakable(s string) string { return strings.ReplaceAll(s, "_x", "_x005F_x") }
