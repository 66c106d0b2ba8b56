package pdf

import (
	"bytes"
	"crypto/md5" // of attachments, as the format asks: a check against damage, no seal
	"math"
	"strconv"
	"strings"
	"time"
)

const producer = "grootboek"

// finish writes what stands around the pages (PDF/A-2 6.1 to 6.8, PDF/UA-1 7.1).
func (d *document) finish(attached []Attachment) []byte {
	fonts := dict{{d.plain.res, d.plain.object(&d.out)}}
	if len(d.bold.meaning) > 0 {
		fonts = append(fonts, entry{d.bold.res, d.bold.object(&d.out)})
	}
	pages := d.out.reserve()
	d.writePages(pages, fonts)
	catalog := dict{{"Type", name("Catalog")}, {"Version", name("1.7")}, {"Pages", pages}, {"Lang", bytestr("nl-NL")}, {"MarkInfo", dict{{"Marked", true}}},
		{"ViewerPreferences", dict{{"DisplayDocTitle", true}}}, {"PageMode", name("UseOutlines")}, {"StructTreeRoot", d.writeTree()}, {"Outlines", d.writeOutlines()},
		{"Metadata", d.out.add(stream{dict{{"Type", name("Metadata")}, {"Subtype", name("XML")}}, d.metadata(len(attached) > 0)})},
		{"OutputIntents", array{d.out.add(d.intent())}}}
	if len(attached) > 0 {
		files, names := d.attach(attached)
		catalog = append(catalog, entry{"AF", files}, entry{"Names", dict{{"EmbeddedFiles", dict{{"Names", names}}}}})
	}
	info := d.out.add(dict{{"Title", text(d.report.Title)}, {"Producer", text(producer)}, {"CreationDate", bytestr(d.date())}, {"ModDate", bytestr(d.date())}})
	return d.out.bytes(dict{{"Root", d.out.add(catalog)}, {"Info", info}}, identifier)
}

func (d *document) writePages(pages ref, fonts dict) {
	var kids array
	resources := d.out.add(dict{{"Font", fonts}})
	for n, p := range d.pages {
		o := dict{{"Type", name("Page")}, {"Parent", pages}, {"MediaBox", array{0, 0, pageWidth, pageHeight}}, {"Resources", resources},
			{"Contents", d.out.add(stream{nil, p.body.Bytes()})}, {"StructParents", 2 * n}, {"Tabs", name("S")}}
		if len(p.annots) > 0 {
			o = append(o, entry{"Annots", p.annots})
		}
		d.out.set(p.ref, o)
		kids = append(kids, p.ref)
	}
	d.out.set(pages, dict{{"Type", name("Pages")}, {"Kids", kids}, {"Count", len(kids)}})
}

// mark of the outline: a bookmark with those below it.
type bookmark struct {
	heading
	ref  ref
	kids []*bookmark
}

// writeOutlines writes the headings as bookmarks, one below the other as their levels are.
func (d *document) writeOutlines() ref {
	top := &bookmark{ref: d.out.reserve()}
	path := []*bookmark{top}
	for _, h := range d.headings {
		b := &bookmark{heading: h, ref: d.out.reserve()}
		for len(path) > 1 && path[len(path)-1].level >= h.level {
			path = path[:len(path)-1]
		}
		up := path[len(path)-1]
		up.kids = append(up.kids, b)
		path = append(path, b)
	}
	d.out.set(top.ref, append(dict{{"Type", name("Outlines")}}, d.below(top)...))
	return top.ref
}

// below writes the bookmarks below one and returns the entries that point to them.
func (d *document) below(b *bookmark) dict {
	if len(b.kids) == 0 {
		return nil
	}
	for n, k := range b.kids {
		o := dict{{"Title", text(k.title)}, {"Parent", b.ref}, {"Dest", array{k.page.ref, name("XYZ"), margin, pageHeight - k.y + 8_000, 0}}}
		if n > 0 {
			o = append(o, entry{"Prev", b.kids[n-1].ref})
		}
		if n < len(b.kids)-1 {
			o = append(o, entry{"Next", b.kids[n+1].ref})
		}
		d.out.set(k.ref, append(o, d.below(k)...))
	}
	return dict{{"First", b.kids[0].ref}, {"Last", b.kids[len(b.kids)-1].ref}, {"Count", b.count()}}
}

// count is how many bookmarks below it are shown: all.
func (b *bookmark) count() (n int) {
	for _, k := range b.kids {
		n += 1 + k.count()
	}
	return n
}

// attach writes the attachments (PDF/A-3 6.8).
func (d *document) attach(list []Attachment) (files, names array) {
	for n, a := range list {
		sum := md5.Sum(a.Content)
		content := d.out.add(stream{dict{{"Type", name("EmbeddedFile")}, {"Subtype", escaped(a.MIME)}, {"Params", dict{{"Size", len(a.Content)}, {"ModDate", bytestr(d.date())}, {"CheckSum", bytestr(sum[:])}}}}, a.Content})
		spec := d.out.add(dict{{"Type", name("Filespec")}, {"F", bytestr(a.Name)}, {"UF", text(a.Name)}, {"Desc", text(a.Description)}, {"AFRelationship", name(a.Relationship)},
			{"EF", dict{{"F", content}, {"UF", content}}}})
		files = append(files, spec)
		names = append(names, bytestr("f"+pad(n)), spec) // names in a tree must rise
	}
	return files, names
}

func pad(n int) string { s := strconv.Itoa(n); return strings.Repeat("0", 6-len(s)) + s }

// escaped is a name with a solidus (ISO 32000-1, 7.3.5).
func escaped(s string) name {
	return name(strings.NewReplacer("/", "#2F").Replace(s))
}

// date is the moment of the report as PDF writes it (7.9.4).
func (d *document) date() string { return d.report.AsOf.UTC().Format("D:20060102150405") + "Z" }

// metadata is the XMP packet, with the description of the one schema that PDF/A does not know (PDF/A-2 6.6).
func (d *document) metadata(attached bool) []byte {
	part := "2"
	if attached {
		part = "3"
	}
	at := d.report.AsOf.UTC().Format(time.RFC3339)
	esc := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	return []byte("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" + `<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + esc.Replace(d.report.Title) + `</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>nl-NL</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>` + at + `</xmp:CreateDate>
<xmp:ModifyDate>` + at + `</xmp:ModifyDate>
<pdf:Producer>` + producer + `</pdf:Producer>
<pdfaid:part>` + part + `</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`)
}

// intent says what the colours mean: sRGB (PDF/A-2 6.2.3).
func (d *document) intent() dict {
	profile := d.out.add(stream{dict{{"N", 3}}, colourProfile()})
	return dict{{"Type", name("OutputIntent")}, {"S", name("GTS_PDFA1")}, {"OutputConditionIdentifier", bytestr("sRGB IEC61966-2.1")}, {"Info", bytestr("sRGB IEC61966-2.1")}, {"DestOutputProfile", profile}}
}

// colourProfile computes an ICC profile (version 2.1) for sRGB: its primaries adapted to D50, and its curve in 1,024 steps.
func colourProfile() []byte {
	xyz := func(x, y, z uint32) []byte {
		b := append([]byte("XYZ \x00\x00\x00\x00"), be.AppendUint32(be.AppendUint32(be.AppendUint32(nil, x), y), z)...)
		return b
	}
	curve := be.AppendUint32([]byte("curv\x00\x00\x00\x00"), 1024)
	for n := range 1024 {
		v := float64(n) / 1023
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		curve = be.AppendUint16(curve, uint16(math.Round(v*65535)))
	}
	tags := []struct {
		tag  string
		data []byte
	}{{"desc", describe("sRGB IEC61966-2.1")}, {"cprt", append([]byte("text\x00\x00\x00\x00"), "No copyright, use freely\x00"...)}, {"wtpt", xyz(0xF6D6, 0x10000, 0xD32D)},
		{"rXYZ", xyz(0x6FA2, 0x38F5, 0x0390)}, {"gXYZ", xyz(0x6299, 0xB785, 0x18DA)}, {"bXYZ", xyz(0x24A0, 0x0F84, 0xB6CF)}, {"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil}}
	var table, body []byte
	at, size := 0, 0
	for _, t := range tags {
		if t.data != nil { // the three curves are one and the same
			at, size = 128+4+12*len(tags)+len(body), len(t.data)
			body = append(append(body, t.data...), make([]byte, -len(t.data)&3)...)
		}
		table = append(be.AppendUint32(be.AppendUint32(append(table, t.tag...), uint32(at)), uint32(size)), nil...)
	}
	head := make([]byte, 128)
	be.PutUint32(head, uint32(128+4+len(table)+len(body)))
	be.PutUint32(head[8:], 0x02100000)
	copy(head[12:], "mntrRGB XYZ ")
	for n, v := range []uint16{2000, 1, 1, 0, 0, 0} {
		be.PutUint16(head[24+2*n:], v)
	}
	copy(head[36:], "acsp")
	for n, v := range []uint32{0xF6D6, 0x10000, 0xD32D} {
		be.PutUint32(head[68+4*n:], v)
	}
	return bytes.Join([][]byte{head, be.AppendUint32(nil, uint32(len(tags))), table, body}, nil)
}

// describe is a text description of ICC version 2: in ASCII, and empty in its two other forms.
func describe(s string) []byte {
	b := be.AppendUint32([]byte("desc\x00\x00\x00\x00"), uint32(len(s)+1))
	b = append(append(b, s...), 0)
	return append(b, make([]byte, 4+4+2+1+67)...)
}
