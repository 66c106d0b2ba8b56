package pdf

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"unicode/utf16"
)

// The objects of a PDF file (ISO 32000-1, 7.3). A dictionary keeps the order it is written in: no map, no chance.
type (
	name    string
	ref     int    // an indirect object; 0 is none
	text    string // for people: UTF-16 with a byte order mark
	bytestr []byte // a string of bytes
	array   []any
	dict    []entry
	entry   struct {
		key   name
		value any
	}
	stream struct {
		dict dict
		data []byte
	}
)

// file gathers numbered objects.
type file struct{ objects [][]byte }

// reserve makes room for an object that others refer to before it is known.
func (f *file) reserve() ref {
	f.objects = append(f.objects, nil)
	return ref(len(f.objects))
}

func (f *file) add(o any) ref {
	r := f.reserve()
	f.set(r, o)
	return r
}

func (f *file) set(r ref, o any) {
	var b bytes.Buffer
	write(&b, o)
	f.objects[r-1] = b.Bytes()
}

func write(b *bytes.Buffer, o any) {
	switch x := o.(type) {
	case name:
		b.WriteByte('/')
		b.WriteString(string(x)) // our names are letters, digits, "-" and "+" only
	case ref:
		b.WriteString(strconv.Itoa(int(x)) + " 0 R")
	case int:
		b.WriteString(strconv.Itoa(x))
	case bool:
		b.WriteString(strconv.FormatBool(x))
	case milli:
		b.WriteString(x.String())
	case text:
		b.WriteString("<" + utf16hex(string(x)) + ">")
	case bytestr:
		b.WriteString("<" + hex.EncodeToString(x) + ">")
	case array:
		b.WriteByte('[')
		for n, v := range x {
			if n > 0 {
				b.WriteByte(' ')
			}
			write(b, v)
		}
		b.WriteByte(']')
	case dict:
		b.WriteString("<<")
		for _, e := range x {
			write(b, e.key)
			b.WriteByte(' ')
			write(b, e.value)
		}
		b.WriteString(">>")
	case stream:
		write(b, append(x.dict[:len(x.dict):len(x.dict)], entry{"Length", len(x.data)}))
		b.WriteString("\nstream\n")
		b.Write(x.data)
		b.WriteString("\nendstream")
	default:
		panic(fmt.Sprintf("pdf: %T is no object", o)) // a fault in this package, found by any test
	}
}

// utf16hex is a text string in hexadecimal, with its byte order mark (7.9.2.2).
func utf16hex(s string) string {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return hex.EncodeToString(b)
}

// milli is a length in thousandths of a point.
type milli int

func (m milli) String() string {
	sign, n := "", int(m)
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.Itoa(n / 1000)
	if f := n % 1000; f != 0 {
		d := []byte{byte('0' + f/100), byte('0' + f/10%10), byte('0' + f%10)}
		s += "." + string(bytes.TrimRight(d, "0"))
	}
	return sign + s
}

// bytes writes the file: header, objects, cross-reference table, trailer. The identifier follows from the content.
func (f *file) bytes(trailer dict, id func([]byte) []byte) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n") // PDF/A 6.1.2: four bytes above 127
	offsets := make([]int, len(f.objects))
	for n, o := range f.objects {
		offsets[n] = b.Len()
		b.WriteString(strconv.Itoa(n+1) + " 0 obj\n")
		b.Write(o)
		b.WriteString("\nendobj\n")
	}
	hash := id(b.Bytes())
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	b.WriteString("trailer\n")
	write(&b, append(trailer, entry{"Size", len(f.objects) + 1}, entry{"ID", array{bytestr(hash), bytestr(hash)}}))
	fmt.Fprintf(&b, "\nstartxref\n%d\n%%%%EOF\n", start)
	return b.Bytes()
}
