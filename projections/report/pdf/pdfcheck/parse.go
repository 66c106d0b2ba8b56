package pdfcheck

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// What an object can be: nil, bool, float64, name, []byte (a string), []any, dict, *stream, ref, and operator in content.
type (
	name     string
	ref      int
	operator string
	dict     map[string]any
	stream   struct {
		dict
		data []byte
	}
)

// lexer reads objects (ISO 32000-1, 7.2 and 7.3).
type lexer struct {
	data []byte
	at   int
}

type syntaxError struct{ what string }

func (e syntaxError) Error() string { return e.what }

func (l *lexer) fail(format string, a ...any) { panic(syntaxError{fmt.Sprintf(format, a...)}) }

func (l *lexer) space() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case strings.IndexByte("\x00\t\n\f\r ", c) >= 0:
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

func regular(c byte) bool { return strings.IndexByte("\x00\t\n\f\r ()<>[]{}/%", c) < 0 }

func (l *lexer) word() string {
	from := l.at
	for l.at < len(l.data) && regular(l.data[l.at]) {
		l.at++
	}
	return string(l.data[from:l.at])
}

func (l *lexer) starts(s string) bool { return bytes.HasPrefix(l.data[l.at:], []byte(s)) }

// next reads one object. Refs are read in files only: in content there are none.
func (l *lexer) next(refs bool) any {
	l.space()
	if l.at >= len(l.data) {
		l.fail("the data ends")
	}
	switch c := l.data[l.at]; {
	case l.starts("<<"):
		return l.dict(refs)
	case c == '<':
		return l.hex()
	case c == '(':
		return l.literal()
	case c == '[':
		l.at++
		return l.array(refs)
	case c == '/':
		l.at++
		return l.name()
	case !regular(c):
		l.fail("%q at %d", c, l.at)
	}
	w := l.word()
	if n, err := strconv.ParseFloat(w, 64); err == nil {
		if refs {
			return l.number(n)
		}
		return n
	}
	switch w {
	case "true", "false":
		return w == "true"
	case "null":
		return nil
	}
	return operator(w)
}

// number may be the beginning of a reference.
func (l *lexer) number(n float64) any {
	back := l.at
	l.space()
	if l.word() == "0" {
		l.space()
		if l.word() == "R" {
			return ref(n)
		}
	}
	l.at = back
	return n
}

func (l *lexer) name() name {
	w := l.word()
	for i := strings.IndexByte(w, '#'); i >= 0 && i+2 < len(w); i = strings.IndexByte(w, '#') {
		c, err := strconv.ParseUint(w[i+1:i+3], 16, 8)
		if err != nil {
			l.fail("name %q", w)
		}
		w = w[:i] + string(rune(c)) + w[i+3:]
	}
	return name(w)
}

func (l *lexer) hex() []byte {
	end := bytes.IndexByte(l.data[l.at:], '>')
	if end < 0 {
		l.fail("a string without end")
	}
	b, err := hex.DecodeString(string(l.data[l.at+1 : l.at+end]))
	if err != nil { // PDF/A 6.1.6: an even number of digits
		l.fail("hexadecimal string: %v", err)
	}
	l.at += end + 1
	return b
}

func (l *lexer) literal() []byte {
	end := bytes.IndexByte(l.data[l.at:], ')')
	if end < 0 || bytes.ContainsAny(l.data[l.at+1:l.at+end], `(\`) {
		l.fail("a literal string that this reader does not know")
	}
	b := l.data[l.at+1 : l.at+end]
	l.at += end + 1
	return b
}

func (l *lexer) array(refs bool) []any {
	list := []any{}
	for {
		if l.space(); l.starts("]") {
			l.at++
			return list
		}
		list = append(list, l.next(refs))
	}
}

func (l *lexer) dict(refs bool) dict {
	l.at += 2
	d := dict{}
	for {
		if l.space(); l.starts(">>") {
			l.at += 2
			return d
		}
		k, ok := l.next(refs).(name)
		if _, twice := d[string(k)]; !ok || twice {
			l.fail("key %v: no name, or twice", k)
		}
		d[string(k)] = l.next(refs)
	}
}

// file is a PDF file, read.
type file struct {
	data    []byte
	objects map[ref]any
	trailer dict
}

func open(data []byte) (f *file, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(syntaxError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	f = &file{data: data, objects: map[ref]any{}}
	start := bytes.LastIndex(data, []byte("startxref\n"))
	if start < 0 || !bytes.HasSuffix(data, []byte("\n%%EOF\n")) {
		return nil, syntaxError{"no startxref, or something stands after the end (PDF/A-2 6.1.3)"}
	}
	l := &lexer{data: data, at: start + len("startxref\n")}
	at, err := strconv.Atoi(l.word())
	if err != nil || at >= len(data) || !bytes.HasPrefix(data[at:], []byte("xref\n0 ")) {
		return nil, syntaxError{"startxref points to no cross-reference table (PDF/A-2 6.1.4)"}
	}
	l.at = at + len("xref\n0 ")
	count, err := strconv.Atoi(l.word())
	if err != nil || l.at+1+20*count > len(data) {
		return nil, syntaxError{"cross-reference table"}
	}
	table := data[l.at+1 : l.at+1+20*count]
	l.at += 1 + 20*count
	l.space()
	if w := l.word(); w != "trailer" {
		return nil, syntaxError{"no trailer"}
	}
	f.trailer, _ = l.next(true).(dict)
	for n := 1; n < count; n++ {
		offset, err := strconv.Atoi(string(table[20*n : 20*n+10]))
		if err != nil || string(table[20*n+10:20*n+20]) != " 00000 n \n" {
			return nil, syntaxError{fmt.Sprintf("entry %d of the cross-reference table (PDF/A-2 6.1.4)", n)}
		}
		f.objects[ref(n)] = f.object(n, offset)
	}
	return f, nil
}

func (f *file) object(n, offset int) any {
	l := &lexer{data: f.data, at: offset}
	head := fmt.Sprintf("%d 0 obj\n", n)
	if offset >= len(f.data) || !l.starts(head) {
		l.fail("object %d does not stand at %d (PDF/A-2 6.1.4, 6.1.9)", n, offset)
	}
	l.at += len(head)
	o := l.next(true)
	l.space()
	if d, ok := o.(dict); ok && l.starts("stream\n") {
		from := l.at + len("stream\n")
		size, ok := d["Length"].(float64)
		if end := from + int(size); !ok || end > len(f.data) || !bytes.HasPrefix(f.data[end:], []byte("\nendstream\nendobj\n")) {
			l.fail("the length of stream %d (PDF/A-2 6.1.7.1)", n)
		}
		return &stream{d, f.data[from : from+int(size)]}
	}
	if !l.starts("endobj\n") {
		l.fail("object %d has no end", n)
	}
	return o
}

// get follows references.
func (f *file) get(o any) any {
	if r, ok := o.(ref); ok {
		return f.objects[r]
	}
	return o
}

func (f *file) dict(o any) dict {
	switch x := f.get(o).(type) {
	case dict:
		return x
	case *stream:
		return x.dict
	}
	return dict{}
}

func (f *file) array(o any) []any { a, _ := f.get(o).([]any); return a }

func (f *file) stream(o any) *stream { s, _ := f.get(o).(*stream); return s }

func (d dict) name(key string) string { n, _ := d[key].(name); return string(n) }

func (d dict) int(key string) (int, bool) { n, ok := d[key].(float64); return int(n), ok }
