package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A node is a JSON value with the order of its names kept.
type node struct {
	text   string // of a scalar; true is "ja", false "nee", null ""
	fields []pair // of an object
	list   []node // of an array
	kind   byte   // 's' scalar, '{' object, '[' array
}

type pair struct {
	name  string
	value node
}

func (n node) get(name string) node {
	for _, f := range n.fields {
		if f.name == name {
			return f.value
		}
	}
	return node{}
}

// recordLists are the names under which an object holds its records, without capitals.
var recordLists = []string{"activities", "verwerkingen", "verwerkingsactiviteiten", "processingactivities", "processing_activities",
	"records", "items", "data", "results", "resultaten", "register", "rows", "rijen", "value"}

type jsonReader struct {
	g     *grid
	d     *json.Decoder
	entry string // name in the ZIP
	rank  int    // of the record
	tick  func()
}

func (g *grid) readJSON(text *textFile, entry string, progress func(done, total int64)) error {
	r, done := text.open()
	j := &jsonReader{g: g, d: json.NewDecoder(r), entry: entry, rank: len(g.t.Rows)}
	j.d.UseNumber()
	j.tick = func() { progress(done.n, text.size) }
	if g.t.Kind == unknown {
		g.t.Kind = JSON
	}
	g.ready = true
	err := j.file()
	if err == nil {
		if _, err = j.d.Token(); err == io.EOF {
			return nil
		}
		err = fail(text.line(j.d.InputOffset()), "Regel %d: na het einde van de JSON staat nog tekst. Verwijder die, of maak de export opnieuw.", text.line(j.d.InputOffset()))
	}
	return j.dutch(err, text)
}

// dutch turns an error of the JSON parser into one that names the line.
func (j *jsonReader) dutch(err error, text *textFile) error {
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	var syntax *json.SyntaxError
	offset := j.d.InputOffset()
	if errors.As(err, &syntax) {
		offset = syntax.Offset
	}
	line := text.line(offset)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		line = text.line(text.size)
		return &Error{Row: line, Err: err, NL: fmt.Sprintf("Regel %d: het JSON-bestand houdt midden in een verwerking op. Download het opnieuw.", line)}
	}
	return &Error{Row: line, Err: err, NL: fmt.Sprintf("Regel %d: het JSON-bestand is hier niet goed opgebouwd (verwerking %d). Maak de export opnieuw.", line, j.rank+1)}
}

func (j *jsonReader) file() error {
	t, err := j.d.Token()
	if err != nil {
		return err
	}
	if t == json.Delim('[') {
		return j.records()
	}
	top, found, err := j.object()
	if err != nil {
		return err
	}
	if !found { // one record on its own
		return j.record(node{kind: '{', fields: top})
	}
	j.g.top = append(j.g.top, top...)
	return nil
}

// object reads the outer object: its list of records, and what stands beside it.
func (j *jsonReader) object() (beside []pair, found bool, err error) {
	for j.d.More() {
		name, err := j.name()
		if err != nil {
			return nil, false, err
		}
		if slices.Contains(recordLists, strings.ToLower(name)) {
			t, err := j.d.Token()
			if err != nil {
				return nil, false, err
			}
			if t == json.Delim('[') {
				found = true
				if err := j.records(); err != nil {
					return nil, false, err
				}
				continue
			}
			n, err := j.valueAt(t, 1)
			if err != nil {
				return nil, false, err
			}
			beside = append(beside, pair{name, n})
			continue
		}
		n, err := j.value(1)
		if err != nil {
			return nil, false, err
		}
		beside = append(beside, pair{name, n})
	}
	_, err = j.d.Token()
	return beside, found, err
}

func (j *jsonReader) name() (string, error) {
	t, err := j.d.Token()
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", fmt.Errorf("a name expected, not %v", t)
	}
	return s, nil
}

func (j *jsonReader) records() error {
	for j.d.More() {
		n, err := j.value(1)
		if err != nil {
			return err
		}
		if err := j.record(n); err != nil {
			return err
		}
		if j.rank%1000 == 0 {
			j.tick()
		}
	}
	_, err := j.d.Token()
	return err
}

func (j *jsonReader) value(depth int) (node, error) {
	t, err := j.d.Token()
	if err != nil {
		return node{}, err
	}
	return j.valueAt(t, depth)
}

func (j *jsonReader) valueAt(t json.Token, depth int) (node, error) {
	if depth > maxDepth {
		return node{}, fail(j.rank+1, "Verwerking %d heeft meer dan %d lagen in elkaar. Maak de export eenvoudiger.", j.rank+1, maxDepth)
	}
	switch v := t.(type) {
	case json.Delim:
		if v == '{' {
			return j.fields(depth)
		}
		return j.list(depth)
	case bool:
		if v {
			return node{kind: 's', text: "ja"}, nil
		}
		return node{kind: 's', text: "nee"}, nil
	case nil:
		return node{kind: 's'}, nil
	}
	return node{kind: 's', text: fmt.Sprint(t)}, nil
}

func (j *jsonReader) fields(depth int) (node, error) {
	n := node{kind: '{'}
	for j.d.More() {
		name, err := j.name()
		if err != nil {
			return n, err
		}
		v, err := j.value(depth + 1)
		if err != nil {
			return n, err
		}
		n.fields = append(n.fields, pair{name, v})
	}
	_, err := j.d.Token()
	return n, err
}

func (j *jsonReader) list(depth int) (node, error) {
	n := node{kind: '['}
	for j.d.More() {
		v, err := j.value(depth + 1)
		if err != nil {
			return n, err
		}
		n.list = append(n.list, v)
	}
	_, err := j.d.Token()
	return n, err
}

// record makes one row of one object.
func (j *jsonReader) record(n node) error {
	j.rank++
	if n.kind != '{' {
		return fail(j.rank, "Verwerking %d in het JSON-bestand is geen object met velden. Maak de export opnieuw.", j.rank)
	}
	flat := flatten(n)
	if kind := avgKind(n, j.entry); kind != "" {
		if j.g.t.Kind == JSON {
			j.g.t.Kind = AVG
		}
		flat = append(withoutComposed(flat), compose(n, kind, j.entry)...)
	}
	return j.g.object(j.rank, flat)
}

// A flatCell is one value of a record with the path to it. A list keeps an empty item for a missing value, so that
// the values of one element have the same place in all its columns.
type flatCell struct {
	path   string
	values []string
	list   bool
}

// flatten turns nested objects into columns named by their path.
func flatten(n node) []flatCell {
	switch n.kind {
	case '{':
		return flattenObject(n)
	case '[':
		return flattenList(n)
	}
	return []flatCell{{values: []string{n.text}}}
}

func flattenObject(n node) (out []flatCell) {
	seen := map[string]bool{}
	for _, field := range n.fields {
		name := unique(field.name, seen)
		for _, c := range flatten(field.value) {
			c.path = join(name, c.path)
			out = append(out, c)
		}
	}
	return out
}

func flattenList(n node) (out []flatCell) {
	place := map[string]int{}
	nested := map[int]bool{} // lists in the elements: their length says nothing about the elements
	for i, item := range n.list {
		for _, c := range flatten(item) {
			at, ok := place[c.path]
			if !ok {
				at = len(out)
				place[c.path], nested[at] = at, c.list
				out = append(out, flatCell{path: c.path, list: true})
			}
			nested[at] = nested[at] || c.list
			if !nested[at] {
				out[at].values = pad(out[at].values, i)
			}
			out[at].values = append(out[at].values, c.values...)
		}
	}
	for at := range out {
		if !nested[at] {
			out[at].values = pad(out[at].values, len(n.list))
		}
	}
	return out
}

func pad(values []string, n int) []string {
	for len(values) < n {
		values = append(values, "")
	}
	return values
}

func join(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

// object adds a row of a JSON file; a path that is new becomes a column.
func (g *grid) object(rank int, flat []flatCell) error {
	r := Row{Number: rank, Cells: make([]Cell, len(g.t.Columns))}
	for _, f := range flat {
		c, err := g.jsonCell(rank, f)
		if err != nil {
			return err
		}
		if c == "" {
			continue
		}
		i, err := g.column(rank, f.path)
		if err != nil {
			return err
		}
		if i < len(r.Cells) && r.Cells[i] != "" { // "a.b" beside b in a
			if i, err = g.column(rank, f.path+" (2)"); err != nil {
				return err
			}
		}
		for len(r.Cells) <= i {
			r.Cells = append(r.Cells, "")
		}
		r.Cells[i] = c
	}
	if len(g.t.Rows) >= MaxRows {
		return fail(rank, "Het bestand heeft meer dan %d verwerkingen. Knip het in delen en lees die na elkaar in.", MaxRows)
	}
	g.t.Rows = append(g.t.Rows, r)
	return nil
}

func (g *grid) column(rank int, path string) (int, error) {
	i, ok := g.index[path]
	if ok {
		return i, nil
	}
	if len(g.t.Columns) >= MaxColumns {
		return 0, fail(rank, "Verwerking %d: het bestand heeft meer dan %d verschillende velden. Laat in de export de velden weg die niet bij het register horen.", rank, MaxColumns)
	}
	i = len(g.t.Columns)
	g.index[path] = i
	g.t.Columns = append(g.t.Columns, Column{Name: path})
	return i, nil
}

func (g *grid) jsonCell(rank int, f flatCell) (Cell, error) {
	items := make([]string, len(f.values))
	for i, v := range f.values {
		c, err := g.cell(v, rank, func() string { return "veld “" + f.path + "”" })
		if err != nil {
			return "", err
		}
		items[i] = string(c)
	}
	if f.list {
		return listCell(items), nil
	}
	return Cell(items[0]), nil
}

// spreadTop gives every record what stood beside the list of records.
func (g *grid) spreadTop() error {
	if len(g.top) == 0 {
		return nil
	}
	for _, f := range flatten(node{kind: '{', fields: g.top}) {
		if _, taken := g.index[f.path]; taken {
			f.path = "bestand." + f.path
		}
		c, err := g.jsonCell(0, f)
		if err != nil {
			return err
		}
		if c == "" {
			continue
		}
		i, err := g.column(0, f.path)
		if err != nil {
			return err
		}
		for n := range g.t.Rows {
			r := &g.t.Rows[n]
			for len(r.Cells) <= i {
				r.Cells = append(r.Cells, "")
			}
			r.Cells[i] = c
		}
	}
	return nil
}
