package dpiafile

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
)

type kind byte

const (
	scalar kind = iota
	object
	array
)

// A node is a JSON value that remembers the order of its names, and whether somebody took it.
type node struct {
	kind  kind
	text  string // of a scalar; null is ""
	names []string
	list  []*node // of an object or an array
	used  bool
}

func (n *node) get(name string) *node {
	if n == nil {
		return nil
	}
	if i := slices.Index(n.names, name); i >= 0 {
		return n.list[i]
	}
	return nil
}

// items are the values of an array; none of anything else.
func (n *node) items() []*node {
	if n == nil || n.kind != array {
		return nil
	}
	return n.list
}

// take returns the text of a scalar, and notes that it has found a place.
func (n *node) take() string {
	if n == nil || n.kind != scalar {
		return ""
	}
	n.used = true
	return n.text
}

// peek returns the text of a scalar that stays where it is.
func (n *node) peek() string {
	if n == nil {
		return ""
	}
	return n.text
}

// walk visits every scalar, with the names that lead to it and the numbers of the lists it is in.
func (n *node) walk(path, at string, visit func(path, at string, n *node)) {
	join := func(a, sep, b string) string {
		if a == "" {
			return b
		}
		return a + sep + b
	}
	switch n.kind {
	case scalar:
		visit(path, at, n)
	case object:
		for i, x := range n.list {
			x.walk(join(path, " › ", n.names[i]), at, visit)
		}
	case array:
		for i, x := range n.list {
			x.walk(path, join(at, ".", strconv.Itoa(i+1)), visit)
		}
	}
}

type parser struct {
	d     *json.Decoder
	nodes int
}

// parse reads one JSON value and nothing after it.
func parse(data []byte) (*node, error) {
	p := &parser{d: json.NewDecoder(bytes.NewReader(data))}
	p.d.UseNumber()
	n, err := p.value(0)
	if err == nil {
		if _, err = p.d.Token(); err == io.EOF {
			return n, nil
		}
		return nil, fail("Regel %d: na het einde van de JSON staat nog tekst. Maak de export opnieuw.", lineOf(data, p.d.InputOffset()))
	}
	if own, ok := errors.AsType[*Error](err); ok {
		return nil, fail("Regel %d: %s", lineOf(data, p.d.InputOffset()), own.NL)
	}
	at := p.d.InputOffset()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = syntax.Offset
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fail("Regel %d: het bestand houdt middenin op. Download het opnieuw.", lineOf(data, int64(len(data))))
	}
	return nil, fail("Regel %d: dit is geen geldige JSON. Maak de export opnieuw.", lineOf(data, at))
}

func lineOf(data []byte, at int64) int {
	return 1 + bytes.Count(data[:min(max(at, 0), int64(len(data)))], []byte("\n"))
}

func (p *parser) value(depth int) (*node, error) {
	if p.nodes++; p.nodes > maxNodes {
		return nil, fail("Het bestand heeft te veel gegevens: hoogstens %d.", maxNodes)
	}
	if depth > maxDepth {
		return nil, fail("Het bestand is te diep genest: hoogstens %d lagen.", maxDepth)
	}
	t, err := p.d.Token()
	if err != nil {
		return nil, err
	}
	switch x := t.(type) {
	case json.Delim:
		if x == '{' {
			return p.object(depth)
		}
		return p.array(depth)
	case string:
		return &node{text: x}, nil
	case json.Number:
		return &node{text: x.String()}, nil
	case bool:
		return &node{text: strconv.FormatBool(x)}, nil
	}
	return &node{}, nil // null
}

func (p *parser) object(depth int) (*node, error) {
	n := &node{kind: object}
	seen := map[string]bool{}
	for p.d.More() {
		t, err := p.d.Token()
		if err != nil {
			return nil, err
		}
		name, ok := t.(string)
		if !ok {
			return nil, fail("een naam is geen tekst.")
		}
		if seen[name] { // which of the two would be lost?
			return nil, fail("de naam ‘%.50s’ komt twee keer voor. Maak de export opnieuw.", name)
		}
		seen[name] = true
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.names, n.list = append(n.names, name), append(n.list, v)
	}
	_, err := p.d.Token()
	return n, err
}

func (p *parser) array(depth int) (*node, error) {
	n := &node{kind: array}
	for p.d.More() {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.list = append(n.list, v)
	}
	_, err := p.d.Token()
	return n, err
}
