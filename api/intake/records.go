package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// A Record is one processing activity as the file tells it, ready to be turned into a command.
type Record struct {
	Key  string // stable: the same record in the same or a later file has the same key
	Row  int    // its first row in the source
	Rows []int  // all its rows

	// Fields holds what was read, by field key: texts; Yes or No; codes of grounds and choices; ISO dates. Lists are
	// split. A field that is absent was not filled.
	Fields     map[string][]string
	Purposes   []Purpose  // with the grounds of each
	Categories []Category // of dataCategories, specialCategories, bsn and criminal, marked
	Processors []Party
	Retention  []Term

	Rest     []Pair    // what has no field, or could not be read into it: kept with the record as its source
	Persons  []Pair    // personal data of staff: never into the log
	Problems []Problem // what a person must look at
	Note     string    // Dutch: the kind of registration, if it is not an ordinary one
	Refused  string    // Dutch: why this record cannot be taken; empty if it can
}

// A Purpose is one purpose with its grounds (codes) and their explanation.
type Purpose struct {
	Text        string
	Grounds     []string
	Explanation string
}

// A Term is one retention period and, if the file tells, what it is about.
type Term struct {
	Text  string
	About []string
}

// A Party is a processor, with what the file tells about its place.
type Party struct {
	Name    string
	Details []Pair
}

func (p Party) String() string {
	if len(p.Details) == 0 {
		return p.Name
	}
	var d []string
	for _, pair := range p.Details {
		d = append(d, pair.Value)
	}
	return p.Name + " (" + strings.Join(d, ", ") + ")"
}

// A Pair is a text with the column it came from. Row is its row if the rows of the record differ in that column, else 0.
type Pair struct {
	Column, Value string
	Row           int
}

// A Problem is something a person must look at. With Check the field is filled, but doubtful; without it the field is
// not filled although the file says something there.
type Problem struct {
	Field  string // key; empty if it is about the record
	Column string
	Row    int
	NL     string
	Check  bool
}

// plan is a mapping made ready for one table.
type plan struct {
	t      *Table
	m      Mapping
	fields []Field // by column
	column map[string]int
	marks  map[string][]Category // texts that repeat are marked once
}

// mark is [categories], remembered.
func (p *plan) mark(s string, special bool) []Category {
	key := fmt.Sprint(special, s)
	c, ok := p.marks[key]
	if !ok {
		c = categories(s, special)
		if len(p.marks) < 10_000 {
			p.marks[key] = c
		}
	}
	return c
}

// Records yields the records of the table, in the order of their first rows. A mapping that cannot be used yields one
// [*Error]. Records are built one by one: memory does not grow with their number.
func (t *Table) Records(m Mapping) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if err := t.Check(m); err != nil {
			yield(Record{}, err)
			return
		}
		p := t.plan(m)
		for _, g := range p.groups() {
			if !yield(p.build(g), nil) {
				return
			}
		}
	}
}

func (t *Table) plan(m Mapping) *plan {
	p := &plan{t: t, m: m, column: map[string]int{}, marks: map[string][]Category{}}
	for i, c := range t.Columns {
		f, _ := FieldByKey(m.Field(c.Name))
		p.fields = append(p.fields, f)
		if _, taken := p.column[f.Key]; !taken {
			p.column[f.Key] = i
		}
	}
	return p
}

// text is the text of one field in a row; "" if it is absent or a placeholder.
func (p *plan) text(r Row, field string) string {
	i, ok := p.column[field]
	if !ok || i >= len(r.Cells) {
		return ""
	}
	s := r.Cells[i].Text()
	if placeholder(s) {
		return ""
	}
	return s
}

// A group is the rows of one record.
type group struct {
	key     string
	rows    []int // index into Table.Rows
	refused string
}

// groups gathers the rows of each record.
func (p *plan) groups() []*group {
	var all []*group
	byKey := map[string]*group{}
	for i, r := range p.t.Rows {
		if r.Broken != "" {
			all = append(all, &group{rows: []int{i}, refused: r.Broken})
			continue
		}
		key := p.key(r)
		first, known := byKey[key]
		switch {
		case key == "":
			all = append(all, &group{rows: []int{i}})
			continue
		case !known:
			first = &group{key: key}
			byKey[key] = first
			all = append(all, first)
		case !p.same(p.t.Rows[first.rows[0]], r):
			why := p.clash(p.t.Rows[first.rows[0]], r)
			if first.refused == "" {
				first.refused = why
			}
			all = append(all, &group{key, []int{i}, why})
			continue
		}
		first.rows = append(first.rows, i)
	}
	return all
}

// key identifies a record: its number in the source, else its name, department and controller.
func (p *plan) key(r Row) string {
	if n := p.text(r, "number"); n != "" {
		return p.source() + ":" + strings.ToLower(n)
	}
	name := p.text(r, "name")
	if name == "" {
		return ""
	}
	var parts []string
	for _, f := range []string{"name", "department", "controller"} {
		parts = append(parts, strings.ToLower(strings.Join(strings.Fields(p.text(r, f)), " ")))
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "naam:" + hex.EncodeToString(sum[:12])
}

// source keeps numbers of different kinds of registers apart. A sheet and its CSV are the same register.
func (p *plan) source() string {
	switch p.t.Kind {
	case AVG, AVGZip:
		return "avg"
	case JSON:
		return "json"
	}
	return "tabel"
}

// same says whether two rows with one key are rows of one record.
func (p *plan) same(a, b Row) bool {
	if p.text(a, "number") == "" {
		return slices.Equal(a.Cells, b.Cells)
	}
	x, y := fold(p.text(a, "name")), fold(p.text(b, "name"))
	return len(x) == 0 || len(y) == 0 || slices.Equal(x, y)
}

func (p *plan) clash(a, b Row) string {
	if n := p.text(b, "number"); n != "" {
		return fmt.Sprintf("%s %d en %d hebben hetzelfde nummer (%s) en een andere naam. Geef elke verwerking een eigen nummer.", p.rows(), a.Number, b.Number, n)
	}
	return fmt.Sprintf("%s %d en %d hebben dezelfde naam, afdeling en verantwoordelijke, en verschillen toch. Geef elke verwerking een nummer of een eigen naam, of voeg de rijen samen.", p.rows(), a.Number, b.Number)
}

func (p *plan) rows() string {
	switch p.t.Kind {
	case XLSX:
		return "Rij"
	case CSV:
		return "Regel"
	}
	return "Verwerking"
}
