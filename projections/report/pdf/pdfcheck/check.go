// Package pdfcheck reads a PDF file as the package pdf writes it and tells which rules of PDF/A-2a, PDF/A-3a (ISO 19005-2
// and -3) and PDF/UA-1 (ISO 14289-1) it breaks, each under its clause. It reads the bytes, not the objects they were made
// from, and shares no code with the writer.
//
// It is for tests, and no validator of other people's files: it knows the plain form that our writer uses (one
// cross-reference table, no compression, no forms, images or scripts) and calls everything else a fault. Rules about what
// cannot occur in that form are not in it. A release is to be checked with veraPDF or PAC as well.
package pdfcheck

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
)

// Check returns what is wrong with the file, each with its clause; nothing if it keeps the rules.
func Check(data []byte) []string {
	f, err := open(data)
	if err != nil {
		return []string{"ISO 32000-1 7.5: " + err.Error()}
	}
	c := &check{file: f, catalog: f.dict(f.trailer["Root"]), fonts: map[ref]*font{}, byContent: map[content]ref{}, byAnnot: map[ref]ref{}}
	c.fileRules()
	c.limits()
	c.metadata()
	c.colours()
	c.structure()
	c.pages()
	c.parents()
	c.usedFonts()
	c.outlines()
	c.attachments()
	return c.faults
}

// content is a piece of marked content.
type content struct {
	page ref
	mcid int
}

type check struct {
	*file
	catalog   dict
	faults    []string
	part      string // of PDF/A, as the metadata say
	title     string
	fonts     map[ref]*font
	byContent map[content]ref // the element that holds it
	byAnnot   map[ref]ref
	onPages   []content // as the pages have it
	annots    []ref
}

func (c *check) fault(clause, format string, a ...any) {
	c.faults = append(c.faults, clause+": "+fmt.Sprintf(format, a...))
}

func (c *check) must(ok bool, clause, format string, a ...any) {
	if !ok {
		c.fault(clause, format, a...)
	}
}

func (c *check) fileRules() {
	c.must(bytes.HasPrefix(c.data, []byte("%PDF-1.7\n%")) && !slices.ContainsFunc(c.data[10:14], func(b byte) bool { return b < 128 }), "PDF/A-2 6.1.2", "the header, or its four bytes above 127")
	id := c.array(c.trailer["ID"])
	c.must(len(id) == 2, "PDF/A-2 6.1.3", "the trailer has no identifier")
	c.must(c.trailer["Encrypt"] == nil, "PDF/A-2 6.1.3", "the file is encrypted")
	c.must(c.catalog.name("Type") == "Catalog", "ISO 32000-1 7.7.2", "no catalog")
	for _, k := range []string{"OpenAction", "AA", "AcroForm", "OCProperties", "Requirements"} {
		c.must(c.catalog[k] == nil, "PDF/A-2 6.4, 6.5, 6.9, 6.11", "the catalog has %s", k)
	}
	lang, _ := c.catalog["Lang"].([]byte)
	c.must(string(lang) == "nl-NL", "PDF/UA-1 7.2, PDF/A-2 6.7.4", "language %q", lang)
	marks := c.dict(c.catalog["MarkInfo"])
	c.must(marks["Marked"] == true && marks["Suspects"] == nil, "PDF/A-2 6.7.2, PDF/UA-1 7.1", "the file is not marked")
	c.must(c.dict(c.catalog["ViewerPreferences"])["DisplayDocTitle"] == true, "PDF/UA-1 7.1", "the title is not what the window shows")
}

// limits walks through everything.
func (c *check) limits() {
	var walk func(o any)
	walk = func(o any) {
		switch x := o.(type) {
		case name:
			c.must(len(x) <= 127, "PDF/A-2 6.1.13", "name of %d bytes", len(x))
		case []byte:
			c.must(len(x) <= 32767, "PDF/A-2 6.1.13", "string of %d bytes", len(x))
		case float64:
			c.must(x >= -2147483648 && x <= 2147483647, "PDF/A-2 6.1.13", "number %v", x)
		case []any:
			for _, v := range x {
				walk(v)
			}
		case dict:
			for k, v := range x {
				walk(name(k))
				walk(v)
			}
		case *stream:
			for _, k := range []string{"F", "FFilter", "FDecodeParms", "Filter"} {
				c.must(x.dict[k] == nil, "PDF/A-2 6.1.7", "a stream has %s", k)
			}
			walk(x.dict)
		case ref:
			c.must(c.objects[x] != nil, "ISO 32000-1 7.3.10", "object %d is named, and is not there", x)
		}
	}
	for n := range c.objects {
		walk(c.objects[n])
	}
}

// metadata reads the XMP packet as XML.
func (c *check) metadata() {
	s := c.stream(c.catalog["Metadata"])
	if s == nil || s.name("Type") != "Metadata" || s.name("Subtype") != "XML" {
		c.fault("PDF/A-2 6.6.2.1", "no metadata")
		return
	}
	found, err := properties(s.data)
	c.must(err == nil, "PDF/A-2 6.6.2.1", "the metadata are no XML: %v", err)
	c.part, c.title = found["part http://www.aiim.org/pdfa/ns/id/"], found["title http://purl.org/dc/elements/1.1/"]
	c.must(c.part == "2" || c.part == "3", "PDF/A-2 6.6.4", "part %q", c.part)
	c.must(found["conformance http://www.aiim.org/pdfa/ns/id/"] == "A", "PDF/A-2 6.6.4", "conformance")
	c.must(found["part http://www.aiim.org/pdfua/ns/id/"] == "1", "PDF/UA-1 5", "the identifier of PDF/UA")
	c.must(strings.Contains(found["schemas http://www.aiim.org/pdfa/ns/extension/"], "http://www.aiim.org/pdfua/ns/id/"), "PDF/A-2 6.6.2.3", "the schema of PDF/UA is not described")
	c.must(c.title != "", "PDF/UA-1 7.1", "no title")
	info := c.dict(c.trailer["Info"])
	c.must(c.text(info["Title"]) == c.title, "PDF/A-2 6.6.3", "title %q in the metadata, %q in the information dictionary", c.title, c.text(info["Title"]))
	c.must(c.text(info["Producer"]) == found["Producer http://ns.adobe.com/pdf/1.3/"], "PDF/A-2 6.6.3", "producer")
	for key, xmp := range map[string]string{"CreationDate": "CreateDate", "ModDate": "ModifyDate"} {
		date, _ := info[key].([]byte)
		c.must(string(date) == "D:"+strings.NewReplacer("-", "", ":", "", "T", "").Replace(found[xmp+" http://ns.adobe.com/xap/1.0/"]), "PDF/A-2 6.6.3", "%s %q", key, date)
	}
}

// properties are the elements of the packet with the text within them.
func properties(data []byte) (map[string]string, error) {
	found, open := map[string]string{}, []string{}
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return found, err
		}
		switch x := t.(type) {
		case xml.StartElement:
			open = append(open, x.Name.Local+" "+x.Name.Space)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, k := range open {
				found[k] += string(x)
			}
		}
	}
}

// text is a text string with a byte order mark.
func (c *check) text(o any) string {
	b, _ := c.get(o).([]byte)
	if len(b) < 2 || b[0] != 0xFE || b[1] != 0xFF {
		return ""
	}
	var units []uint16
	for b = b[2:]; len(b) > 1; b = b[2:] {
		units = append(units, binary.BigEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}

func (c *check) colours() {
	list := c.array(c.catalog["OutputIntents"])
	if len(list) != 1 || c.dict(list[0]).name("S") != "GTS_PDFA1" {
		c.fault("PDF/A-2 6.2.3", "no output intent")
		return
	}
	p := c.stream(c.dict(list[0])["DestOutputProfile"])
	if p == nil || len(p.data) < 132 {
		c.fault("PDF/A-2 6.2.3", "no profile")
		return
	}
	n, _ := p.int("N")
	c.must(n == 3 && string(p.data[36:40]) == "acsp" && string(p.data[12:20]) == "mntrRGB " && p.data[8] <= 4 && int(binary.BigEndian.Uint32(p.data)) == len(p.data), "PDF/A-2 6.2.3", "the profile is none of a screen in RGB")
	for k := range binary.BigEndian.Uint32(p.data[128:]) {
		e := p.data[132+12*k:]
		c.must(int(binary.BigEndian.Uint32(e[4:])+binary.BigEndian.Uint32(e[8:])) <= len(p.data), "PDF/A-2 6.2.3", "tag %s of the profile", e[:4])
	}
}

// standard are the structure types of ISO 32000-1 14.8.4 that our writer uses, with what may stand below each.
var standard = map[string][]string{
	"Document": {"H1", "H2", "H3", "H4", "H5", "H6", "P", "L", "Table", "Figure"},
	"P":        {"Link"}, "Link": nil, "H1": nil, "H2": nil, "H3": nil, "H4": nil, "H5": nil, "H6": nil,
	"L": {"LI"}, "LI": {"Lbl", "LBody"}, "Lbl": nil, "LBody": nil,
	"Table": {"Caption", "THead", "TBody"}, "THead": {"TR"}, "TBody": {"TR"}, "TR": {"TH", "TD"}, "TH": nil, "TD": nil, "Caption": nil,
	"Figure": {"Caption"},
}

func (c *check) structure() {
	root := c.dict(c.catalog["StructTreeRoot"])
	kids := c.array(root["K"])
	if root.name("Type") != "StructTreeRoot" || len(kids) != 1 {
		c.fault("PDF/A-2 6.7.3", "no structure tree with one root")
		return
	}
	top := c.dict(kids[0])
	c.must(top.name("S") == "Document", "PDF/UA-1 7.1", "the root is %s", top.name("S"))
	last := 0
	r, _ := kids[0].(ref)
	tree, _ := c.catalog["StructTreeRoot"].(ref)
	c.element(r, tree, &last)
	c.must(last > 0, "PDF/UA-1 7.4.2", "no heading")
}

// element visits an element and those below it, in reading order.
func (c *check) element(r, up ref, level *int) {
	e := c.dict(r)
	kind := e.name("S")
	allowed, known := standard[kind]
	c.must(known, "PDF/UA-1 7.1", "%s is no standard structure type", kind)
	c.must(e["P"] == up, "ISO 32000-1 14.7.2", "%s does not name the element above it", kind)
	if len(kind) == 2 && kind[0] == 'H' {
		n := int(kind[1] - '0')
		c.must(n <= *level+1, "PDF/UA-1 7.4.2", "heading of level %d after one of level %d", n, *level)
		c.must(len(c.array(e["K"])) > 0, "PDF/UA-1 7.4", "an empty heading")
		*level = n
	}
	c.rulesOf(kind, e)
	for _, k := range c.array(e["K"]) {
		kid := c.dict(k)
		page, _ := kid["Pg"].(ref)
		switch kid.name("Type") {
		case "MCR":
			mcid, _ := kid.int("MCID")
			_, twice := c.byContent[content{page, mcid}]
			c.must(!twice, "ISO 32000-1 14.7.4", "content %d of page %d belongs to two elements", mcid, page)
			c.byContent[content{page, mcid}] = r
		case "OBJR":
			obj, _ := kid["Obj"].(ref)
			c.must(kind == "Link", "PDF/UA-1 7.18.5", "an annotation below %s", kind)
			c.byAnnot[obj] = r
		case "StructElem":
			c.must(slices.Contains(allowed, kid.name("S")), "PDF/UA-1 7.2, 7.5, 7.6", "%s below %s", kid.name("S"), kind)
			below, _ := k.(ref)
			c.element(below, r, level)
		default:
			c.fault("ISO 32000-1 14.7.2", "%v below %s", k, kind)
		}
	}
}

func (c *check) rulesOf(kind string, e dict) {
	attr := c.dict(e["A"])
	switch kind {
	case "Figure":
		c.must(strings.TrimSpace(c.text(e["Alt"])) != "", "PDF/UA-1 7.3", "a figure without a description")
		c.must(len(c.array(attr["BBox"])) == 4, "ISO 32000-1 14.8.5.4.3", "a figure without its box")
	case "TH":
		c.must(attr.name("O") == "Table" && slices.Contains([]string{"Row", "Column"}, attr.name("Scope")), "PDF/UA-1 7.5", "a head without scope")
	case "Table":
		c.table(e)
	case "L":
		c.must(attr.name("O") == "List" && attr.name("ListNumbering") != "", "PDF/UA-1 7.6", "a list with labels and without ListNumbering")
	case "LI":
		c.must(len(c.array(e["K"])) == 2, "PDF/UA-1 7.6", "an item without label or body")
	}
}

// table: every row has as many cells as the first.
func (c *check) table(e dict) {
	columns := 0
	kids := c.array(e["K"])
	c.must(len(kids) == 3 && c.dict(kids[0]).name("S") == "Caption", "ISO 32000-1 14.8.4.3.4", "a table without caption, heads and body")
	for _, part := range kids {
		for _, r := range c.array(c.dict(part)["K"]) {
			if c.dict(r).name("S") != "TR" {
				continue
			}
			width := 0
			for _, cell := range c.array(c.dict(r)["K"]) {
				span, ok := c.dict(c.dict(cell)["A"]).int("ColSpan")
				if !ok {
					span = 1
				}
				width += span
			}
			if columns == 0 {
				columns = width
			}
			c.must(width == columns && width > 0, "PDF/UA-1 7.5", "a row of %d cells in a table of %d columns", width, columns)
		}
	}
}

func (c *check) pages() {
	tree := c.dict(c.catalog["Pages"])
	kids := c.array(tree["Kids"])
	n, _ := tree.int("Count")
	c.must(n == len(kids) && n > 0, "ISO 32000-1 7.7.3", "%d pages are %d", n, len(kids))
	for _, k := range kids {
		r, _ := k.(ref)
		p := c.dict(r)
		c.must(len(c.array(p["MediaBox"])) == 4, "ISO 32000-1 7.7.3.3", "a page without size")
		c.must(p["Resources"] != nil, "PDF/A-2 6.2.2", "a page without resources of its own")
		c.content(r, p)
		for _, a := range c.array(p["Annots"]) {
			c.must(p.name("Tabs") == "S", "PDF/UA-1 7.18.3", "a page with links and without an order of them")
			c.annotation(a)
		}
	}
}

func (c *check) annotation(o any) {
	r, _ := o.(ref)
	a := c.dict(o)
	c.annots = append(c.annots, r)
	c.must(a.name("Subtype") == "Link", "PDF/A-2 6.3.1", "annotation %s", a.name("Subtype"))
	flags, _ := a.int("F")
	c.must(flags&4 != 0 && flags&(1|2|32|256) == 0, "PDF/A-2 6.3.2", "flags %d of an annotation", flags)
	c.must(c.text(a["Contents"]) != "", "PDF/UA-1 7.18.5", "a link without its address in words")
	c.must(c.byAnnot[r] != 0, "PDF/UA-1 7.18.5", "a link that is not in the structure")
	c.must(c.dict(a["A"]).name("S") == "URI", "PDF/A-2 6.5.1", "action %s", c.dict(a["A"]).name("S"))
	c.must(a["AA"] == nil, "PDF/A-2 6.5.2", "an annotation acts by itself")
}

// content reads what a page shows: everything is tagged or an artifact, and text is of a font that is there.
func (c *check) content(page ref, p dict) {
	s := c.stream(p["Contents"])
	if s == nil {
		c.fault("ISO 32000-1 7.7.3.3", "page %d has no content", page)
		return
	}
	fonts := c.dict(c.dict(p["Resources"])["Font"])
	l := &lexer{data: s.data}
	var args []any
	var open []string // "artifact", "tagged", "span"
	var current *font
	for l.space(); l.at < len(l.data); l.space() {
		o := l.next(false)
		op, is := o.(operator)
		if !is {
			args = append(args, o)
			continue
		}
		switch op {
		case "BDC":
			open = append(open, c.begin(page, args, open))
		case "EMC":
			if len(open) == 0 {
				c.fault("ISO 32000-1 14.6", "page %d: an end without begin", page)
				return
			}
			open = open[:len(open)-1]
		case "Tf":
			n, _ := args[0].(name)
			r, _ := fonts[string(n)].(ref)
			current = c.font(r)
		case "Tj":
			current.show(c, args[0])
			fallthrough
		case "f", "S":
			c.must(len(open) > 0, "PDF/UA-1 7.1", "page %d: %s is neither tagged nor an artifact", page, op)
		case "BT", "ET", "Tm", "rg", "RG", "w", "d", "re", "m", "l":
		default:
			c.fault("PDF/A-2 6.2.2", "page %d: operator %s", page, op)
		}
		args = nil
	}
	c.must(len(open) == 0, "ISO 32000-1 14.6", "page %d: marked content without end", page)
}

func (c *check) begin(page ref, args []any, open []string) string {
	tag, _ := args[0].(name)
	props, _ := args[1].(dict)
	if tag == "Artifact" {
		c.must(len(open) == 0, "PDF/UA-1 7.1", "page %d: an artifact within content", page)
		return "artifact"
	}
	if tag == "Span" && props["ActualText"] != nil {
		c.must(len(open) == 1, "ISO 32000-1 14.9.4", "page %d: an ActualText by itself", page)
		c.must(c.text(props["ActualText"]) != "", "PDF/A-2 6.2.11.7.3", "page %d: an empty ActualText", page)
		return "span"
	}
	c.must(len(open) == 0, "PDF/UA-1 7.1", "page %d: content within content", page)
	mcid, ok := props.int("MCID")
	e := c.dict(c.byContent[content{page, mcid}])
	c.must(ok && e.name("S") == string(tag), "ISO 32000-1 14.7.4", "page %d: content %d is marked %s, its element is %q", page, mcid, tag, e.name("S"))
	c.onPages = append(c.onPages, content{page, mcid})
	return "tagged"
}

// parents: from content to its element and back.
func (c *check) parents() {
	root := c.dict(c.catalog["StructTreeRoot"])
	nums := c.array(c.dict(root["ParentTree"])["Nums"])
	tree, last := map[int]any{}, -1
	for n := 0; n+1 < len(nums); n += 2 {
		k, _ := nums[n].(float64)
		c.must(int(k) > last, "ISO 32000-1 7.9.7", "keys of the parent tree do not rise")
		last = int(k)
		tree[last] = nums[n+1]
	}
	next, _ := root.int("ParentTreeNextKey")
	c.must(next > last, "ISO 32000-1 14.7.2", "next key %d after %d", next, last)
	for _, x := range c.onPages {
		key, ok := c.dict(x.page).int("StructParents")
		list := c.array(tree[key])
		c.must(ok && x.mcid < len(list) && list[x.mcid] == c.byContent[x], "ISO 32000-1 14.7.4.4", "content %d of page %d does not lead to its element", x.mcid, x.page)
	}
	c.must(len(c.onPages) == len(c.byContent), "ISO 32000-1 14.7.4", "%d pieces of content on pages, %d in the structure", len(c.onPages), len(c.byContent))
	for _, a := range c.annots {
		key, ok := c.dict(a).int("StructParent")
		c.must(ok && tree[key] == c.byAnnot[a], "PDF/UA-1 7.18.4", "a link does not lead to its element")
	}
}

func (c *check) outlines() {
	top := c.dict(c.catalog["Outlines"])
	r, _ := c.catalog["Outlines"].(ref)
	n := c.bookmarks(top, r)
	count, _ := top.int("Count")
	c.must(n == count && n > 0, "ISO 32000-1 12.3.3", "%d bookmarks are %d", count, n)
}

func (c *check) bookmarks(d dict, r ref) (count int) {
	var prev any
	for at := d["First"]; at != nil; at = c.dict(at)["Next"] {
		b := c.dict(at)
		c.must(b["Parent"] == r && b["Prev"] == prev && c.text(b["Title"]) != "" && len(c.array(b["Dest"])) == 5, "ISO 32000-1 12.3.3", "bookmark %q", c.text(b["Title"]))
		self, _ := at.(ref)
		count += 1 + c.bookmarks(b, self)
		if prev = at; b["Next"] == nil {
			c.must(d["Last"] == at, "ISO 32000-1 12.3.3", "the last bookmark")
		}
	}
	return count
}

func (c *check) attachments() {
	files := c.array(c.catalog["AF"])
	names := c.array(c.dict(c.dict(c.catalog["Names"])["EmbeddedFiles"])["Names"])
	c.must(c.part == "3" == (len(files) > 0), "PDF/A-2 6.8", "%d files in part %s", len(files), c.part)
	c.must(len(names) == 2*len(files), "PDF/A-3 6.8", "%d files, %d in the list of names", len(files), len(names)/2)
	for n, o := range files {
		s := c.dict(o)
		file := c.stream(c.dict(s["EF"])["F"])
		ok := file != nil && strings.Contains(file.name("Subtype"), "/") && c.dict(file.dict["Params"])["ModDate"] != nil
		c.must(ok, "PDF/A-3 6.8", "file %d has no type or date", n)
		c.must(s["F"] != nil && c.text(s["UF"]) != "" && c.text(s["Desc"]) != "", "PDF/A-3 6.8, PDF/UA-1 7.11", "file %d has no name or description", n)
		c.must(slices.Contains([]string{"Source", "Data", "Alternative", "Supplement", "Unspecified"}, s.name("AFRelationship")), "PDF/A-3 6.8", "file %d: relationship %q", n, s.name("AFRelationship"))
		c.must(2*n+1 < len(names) && names[2*n+1] == o, "PDF/A-3 6.8", "file %d is not in the list of names", n)
	}
}

// font is a font with what the pages use of it.
type font struct {
	ref  ref
	used map[uint16]bool
}

func (c *check) font(r ref) *font {
	if c.fonts[r] == nil {
		c.fonts[r] = &font{r, map[uint16]bool{}}
	}
	return c.fonts[r]
}

func (f *font) show(c *check, o any) {
	b, _ := o.([]byte)
	if f == nil || len(b) == 0 || len(b)%2 != 0 {
		c.fault("ISO 32000-1 9.4.3", "text without a font, or half a code")
		return
	}
	for ; len(b) > 0; b = b[2:] {
		f.used[binary.BigEndian.Uint16(b)] = true
	}
}

func (c *check) usedFonts() {
	for r, f := range c.fonts {
		d := c.dict(r)
		kids := c.array(d["DescendantFonts"])
		if d.name("Subtype") != "Type0" || d.name("Encoding") != "Identity-H" || len(kids) != 1 {
			c.fault("PDF/A-2 6.2.11.3", "font %d", r)
			continue
		}
		c.oneFont(f, d, c.dict(kids[0]))
	}
}

func (c *check) oneFont(f *font, d, cid dict) {
	base := d.name("BaseFont")
	desc := c.dict(cid["FontDescriptor"])
	c.must(len(base) > 7 && base[6] == '+' && cid.name("BaseFont") == base && desc.name("FontName") == base, "PDF/A-2 6.2.11.4.2", "names of subset %s", base)
	c.must(cid.name("Subtype") == "CIDFontType2" && cid.name("CIDToGIDMap") == "Identity", "PDF/A-2 6.2.11.3.2", "%s has no map of glyphs", base)
	info := c.dict(cid["CIDSystemInfo"])
	c.must(info["Registry"] != nil && info["Ordering"] != nil && info["Supplement"] != nil, "PDF/A-2 6.2.11.3.1", "%s does not say what its codes are", base)
	program := c.stream(desc["FontFile2"])
	if program == nil {
		c.fault("PDF/A-2 6.2.11.4.1, PDF/UA-1 7.21.4.1", "%s is not embedded", base)
		return
	}
	widths, sound := programWidths(program.data)
	c.must(sound, "PDF/A-2 6.2.11.2", "the program of %s is damaged", base)
	said := c.widths(cid)
	unicode := c.toUnicode(d)
	for g := range f.used {
		c.must(g != 0, "PDF/A-2 6.2.11.8, PDF/UA-1 7.21.8", "%s shows .notdef", base)
		c.must(int(g) < len(widths), "PDF/A-2 6.2.11.4.1", "%s has no glyph %d", base, g)
		if int(g) < len(widths) {
			w, ok := said[int(g)]
			c.must(ok && w-widths[g] <= 1 && widths[g]-w <= 1, "PDF/A-2 6.2.11.5, PDF/UA-1 7.21.5", "%s: glyph %d is %d wide, said is %d", base, g, widths[g], w)
		}
		u := unicode[g]
		c.must(u != "" && !strings.ContainsAny(u, "\x00\uFEFF\uFFFE"), "PDF/A-2 6.2.11.7.2, PDF/UA-1 7.21.7", "%s: glyph %d stands for %q", base, g, u)
	}
}

func (c *check) widths(cid dict) map[int]int {
	said := map[int]int{}
	list := c.array(cid["W"])
	for n := 0; n+1 < len(list); n += 2 {
		first, _ := list[n].(float64)
		for k, w := range c.array(list[n+1]) {
			x, _ := w.(float64)
			said[int(first)+k] = int(x)
		}
	}
	return said
}

// toUnicode reads the lines of the map.
func (c *check) toUnicode(d dict) map[uint16]string {
	found := map[uint16]string{}
	s := c.stream(d["ToUnicode"])
	if s == nil {
		return found
	}
	for l := range strings.SplitSeq(string(s.data), "\n") {
		code, value, ok := strings.Cut(l, "> <")
		k, err1 := hex.DecodeString(strings.TrimPrefix(code, "<"))
		v, err2 := hex.DecodeString(strings.TrimSuffix(value, ">"))
		if ok && err1 == nil && err2 == nil && len(k) == 2 && code != "<0000" {
			found[binary.BigEndian.Uint16(k)] = c.text(append([]byte{0xFE, 0xFF}, v...))
		}
	}
	return found
}

// programWidths reads the widths out of a TrueType program, per thousand, and tells whether its tables are whole.
func programWidths(p []byte) (widths []int, sound bool) {
	be := binary.BigEndian
	tables := map[string][]byte{}
	if len(p) < 12 || len(p) < 12+16*int(be.Uint16(p[4:])) {
		return nil, false
	}
	for n := range int(be.Uint16(p[4:])) {
		e := p[12+16*n:]
		from, size := int(be.Uint32(e[8:])), int(be.Uint32(e[12:]))
		if from+size > len(p) {
			return nil, false
		}
		tables[string(e[:4])] = p[from : from+size]
	}
	for _, t := range []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"} {
		if len(tables[t]) == 0 {
			return nil, false
		}
	}
	units, count := int(be.Uint16(tables["head"][18:])), int(be.Uint16(tables["maxp"][4:]))
	if len(tables["loca"]) != 4*(count+1) || len(tables["hmtx"]) != 4*count || int(be.Uint32(tables["loca"][4*count:])) != len(tables["glyf"]) {
		return nil, false
	}
	for n := range count {
		widths = append(widths, int(be.Uint16(tables["hmtx"][4*n:]))*1000/units)
	}
	return widths, true
}
