package pdf

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Noto Sans, version 2 as Debian ships it: SIL Open Font License 1.1 (fonts/OFL.txt), which allows to embed it. It has all
// letters of Latin, Greek and Cyrillic.
var (
	//go:embed fonts/NotoSans-Regular.ttf
	regularTTF []byte
	//go:embed fonts/NotoSans-Bold.ttf
	boldTTF []byte

	regular = sync.OnceValue(func() *typeface { return read("NotoSans-Regular", regularTTF) })
	bold    = sync.OnceValue(func() *typeface { return read("NotoSans-Bold", boldTTF) })
)

var be = binary.BigEndian

// typeface is a TrueType font, read once.
type typeface struct {
	name   string
	tables map[string][]byte
	units  int // to the em
	glyphs [1 << 16]uint16
	wide   map[rune]uint16 // beyond the basic plane
	widths []uint16
	loca   []uint32

	ascent, descent, capHeight int // in thousandths of the em
	box                        [4]int
}

// read parses a font that ships with the program: what is wrong with it is found by any test.
func read(name string, data []byte) *typeface {
	f := &typeface{name: name, tables: map[string][]byte{}, wide: map[rune]uint16{}}
	for n := range int(be.Uint16(data[4:])) {
		e := data[12+16*n:]
		at, size := be.Uint32(e[8:]), be.Uint32(e[12:])
		f.tables[string(e[:4])] = data[at : at+size]
	}
	head, hhea, os2 := f.tables["head"], f.tables["hhea"], f.tables["OS/2"]
	f.units = int(be.Uint16(head[18:]))
	for n := range 4 {
		f.box[n] = f.scaled(int(int16(be.Uint16(head[36+2*n:]))))
	}
	f.ascent, f.descent = f.scaled(int(int16(be.Uint16(hhea[4:])))), f.scaled(int(int16(be.Uint16(hhea[6:]))))
	f.capHeight = f.scaled(int(int16(be.Uint16(os2[88:]))))
	f.readWidths(int(be.Uint16(f.tables["maxp"][4:])), int(be.Uint16(hhea[34:])))
	f.readLoca(be.Uint16(head[50:]) == 1)
	f.readCmap()
	return f
}

func (f *typeface) scaled(n int) int { return n * 1000 / f.units }

func (f *typeface) readWidths(glyphs, metrics int) {
	hmtx := f.tables["hmtx"]
	f.widths = make([]uint16, glyphs)
	for n := range f.widths {
		f.widths[n] = be.Uint16(hmtx[4*min(n, metrics-1):])
	}
}

func (f *typeface) readLoca(long bool) {
	loca := f.tables["loca"]
	for n := range len(f.widths) + 1 {
		if long {
			f.loca = append(f.loca, be.Uint32(loca[4*n:]))
		} else {
			f.loca = append(f.loca, 2*uint32(be.Uint16(loca[2*n:])))
		}
	}
}

func (f *typeface) readCmap() {
	cmap := f.tables["cmap"]
	for n := range int(be.Uint16(cmap[2:])) {
		sub := cmap[be.Uint32(cmap[8+8*n:]):]
		switch be.Uint16(sub) {
		case 4:
			f.format4(sub)
		case 12:
			for g := range int(be.Uint32(sub[12:])) {
				e := sub[16+12*g:]
				for r, last, glyph := be.Uint32(e), be.Uint32(e[4:]), be.Uint32(e[8:]); r <= last; r, glyph = r+1, glyph+1 {
					f.assign(rune(r), uint16(glyph))
				}
			}
		}
	}
}

func (f *typeface) assign(r rune, glyph uint16) {
	if r < 1<<16 {
		f.glyphs[r] = glyph
	} else {
		f.wide[r] = glyph
	}
}

func (f *typeface) format4(sub []byte) {
	n := int(be.Uint16(sub[6:]))
	ends, starts, deltas, offsets := sub[14:], sub[16+n:], sub[16+2*n:], sub[16+3*n:]
	for i := 0; i < n; i += 2 {
		delta, offset := be.Uint16(deltas[i:]), int(be.Uint16(offsets[i:]))
		for r := int(be.Uint16(starts[i:])); r <= int(be.Uint16(ends[i:])) && r < 0xFFFF; r++ {
			g := uint16(r) + delta
			if offset != 0 {
				if g = be.Uint16(offsets[i+offset+2*(r-int(be.Uint16(starts[i:]))):]); g != 0 {
					g += delta
				}
			}
			f.assign(rune(r), g)
		}
	}
}

// glyph returns the glyph of a character; 0 if the font has none.
func (f *typeface) glyph(r rune) uint16 {
	if r < 1<<16 {
		return f.glyphs[r]
	}
	return f.wide[r]
}

// stand-in for a character that the font lacks.
func (f *typeface) standIn() (rune, uint16) {
	if g := f.glyph(unicode.ReplacementChar); g != 0 {
		return unicode.ReplacementChar, g
	}
	return '?', f.glyph('?')
}

// width is how wide a text is at a size, in thousandths of a point.
func (f *typeface) width(s string, size milli) milli {
	sum := 0
	for _, r := range s {
		g := f.glyph(r)
		if g == 0 {
			_, g = f.standIn()
		}
		sum += int(f.widths[g])
	}
	return milli(sum * int(size) / f.units)
}

// subset is the font with the outlines of some glyphs only; their numbers stay. What stands after the last is left out.
func (f *typeface) subset(used []uint16) []byte {
	keep := map[uint16]bool{0: true}
	for _, g := range used {
		f.close(g, keep)
	}
	count := int(slices.Max(slices.Collect(maps.Keys(keep)))) + 1
	var glyf, loca, hmtx []byte
	for n := range count {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		hmtx = be.AppendUint32(hmtx, uint32(f.widths[n])<<16|uint32(f.bearing(n)))
		if keep[uint16(n)] {
			glyf = append(glyf, f.outline(uint16(n))...)
			glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		}
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	head, hhea, maxp := bytes.Clone(f.tables["head"]), bytes.Clone(f.tables["hhea"]), bytes.Clone(f.tables["maxp"])
	be.PutUint32(head[8:], 0)
	be.PutUint16(head[50:], 1)
	be.PutUint16(hhea[34:], uint16(count))
	be.PutUint16(maxp[4:], uint16(count))
	return assemble(map[string][]byte{"cvt ": f.tables["cvt "], "fpgm": f.tables["fpgm"], "glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp, "prep": f.tables["prep"]})
}

func (f *typeface) outline(g uint16) []byte { return f.tables["glyf"][f.loca[g]:f.loca[g+1]] }

func (f *typeface) bearing(n int) uint16 {
	metrics := int(be.Uint16(f.tables["hhea"][34:]))
	if n < metrics {
		return be.Uint16(f.tables["hmtx"][4*n+2:])
	}
	return be.Uint16(f.tables["hmtx"][4*metrics+2*(n-metrics):])
}

// close keeps a glyph and those it is composed of.
func (f *typeface) close(g uint16, keep map[uint16]bool) {
	if keep[g] {
		return
	}
	keep[g] = true
	o := f.outline(g)
	if len(o) < 10 || int16(be.Uint16(o)) >= 0 {
		return
	}
	for o = o[10:]; ; {
		flags := be.Uint16(o)
		f.close(be.Uint16(o[2:]), keep)
		size := 6
		if flags&1 != 0 {
			size += 2
		}
		switch {
		case flags&8 != 0:
			size += 2
		case flags&0x40 != 0:
			size += 4
		case flags&0x80 != 0:
			size += 8
		}
		if flags&0x20 == 0 {
			return
		}
		o = o[size:]
	}
}

// assemble makes a font file out of tables (OpenType, "Font Tables").
func assemble(tables map[string][]byte) []byte {
	tags := slices.Sorted(maps.Keys(tables))
	var dir, body []byte
	dir = be.AppendUint32(dir, 0x00010000)
	dir = be.AppendUint16(dir, uint16(len(tags)))
	power, log := 1, 0
	for power*2 <= len(tags) {
		power, log = power*2, log+1
	}
	dir = be.AppendUint16(dir, uint16(power*16))
	dir = be.AppendUint16(dir, uint16(log))
	dir = be.AppendUint16(dir, uint16((len(tags)-power)*16))
	at, head := 12+16*len(tags), 0
	for _, tag := range tags {
		if tag == "head" {
			head = at + len(body)
		}
		dir = append(dir, tag...)
		dir = be.AppendUint32(dir, sum(tables[tag]))
		dir = be.AppendUint32(dir, uint32(at+len(body)))
		dir = be.AppendUint32(dir, uint32(len(tables[tag])))
		body = append(body, tables[tag]...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	all := append(dir, body...)
	be.PutUint32(all[head+8:], 0xB1B0AFBA-sum(all))
	return all
}

func sum(b []byte) (s uint32) {
	b = append(b[:len(b):len(b)], make([]byte, -len(b)&3)...)
	for ; len(b) > 0; b = b[4:] {
		s += be.Uint32(b)
	}
	return s
}

// face is a font in one document: which glyphs it uses, and what character each stands for.
type face struct {
	*typeface
	res     name // in the resources: "F1"
	meaning map[uint16]rune
	missing map[rune]bool
}

func newFace(t *typeface, res name) *face {
	return &face{typeface: t, res: res, meaning: map[uint16]rune{}, missing: map[rune]bool{}}
}

// code returns the glyph for a character. Plain is false if the glyph would read as another character: because it stands
// for one already, or because the font lacks this one and a stand-in is shown. The text then needs an ActualText.
func (f *face) code(r rune) (glyph uint16, plain bool) {
	glyph, as := f.glyph(r), r
	if glyph == 0 {
		f.missing[r] = true
		as, glyph = f.standIn()
	}
	if _, ok := f.meaning[glyph]; !ok {
		f.meaning[glyph] = as
	}
	return glyph, f.meaning[glyph] == r
}

// object writes the font: a Type 0 font whose codes are the numbers of the glyphs (PDF/A-2 6.2.11).
func (f *face) object(out *file) ref {
	used := slices.Sorted(maps.Keys(f.meaning))
	data := f.subset(used)
	tag := subsetTag(used)
	base := name(tag + "+" + f.name)
	program := out.add(stream{dict{{"Length1", len(data)}}, data})
	descriptor := out.add(dict{{"Type", name("FontDescriptor")}, {"FontName", base}, {"Flags", 4}, {"FontBBox", array{f.box[0], f.box[1], f.box[2], f.box[3]}},
		{"ItalicAngle", 0}, {"Ascent", f.ascent}, {"Descent", f.descent}, {"CapHeight", f.capHeight}, {"StemV", 80}, {"FontFile2", program}})
	var widths array
	for _, g := range used {
		widths = append(widths, int(g), array{f.scaled(int(f.widths[g]))})
	}
	cid := out.add(dict{{"Type", name("Font")}, {"Subtype", name("CIDFontType2")}, {"BaseFont", base}, {"CIDSystemInfo", dict{{"Registry", bytestr("Adobe")}, {"Ordering", bytestr("Identity")}, {"Supplement", 0}}},
		{"FontDescriptor", descriptor}, {"DW", f.scaled(int(f.widths[0]))}, {"W", widths}, {"CIDToGIDMap", name("Identity")}})
	return out.add(dict{{"Type", name("Font")}, {"Subtype", name("Type0")}, {"BaseFont", base}, {"Encoding", name("Identity-H")}, {"DescendantFonts", array{cid}},
		{"ToUnicode", out.add(stream{nil, f.toUnicode(used)})}})
}

// subsetTag is six letters that tell subsets of one font apart.
func subsetTag(used []uint16) string {
	var b []byte
	for _, g := range used {
		b = be.AppendUint16(b, g)
	}
	h := sha256.Sum256(b)
	tag := ""
	for _, x := range h[:6] {
		tag += string(rune('A' + x%26))
	}
	return tag
}

// toUnicode says what character each glyph stands for, so that the text can be read aloud, searched and copied.
func (f *face) toUnicode(used []uint16) []byte {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for chunk := range slices.Chunk(used, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(chunk))
		for _, g := range chunk {
			fmt.Fprintf(&b, "<%04X> <%s>\n", g, utf16hex(string(f.meaning[g]))[4:])
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return []byte(b.String())
}
