package intake

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func read(t *testing.T, name, content string) *Table {
	t.Helper()
	table, err := Read(name, strings.NewReader(content), int64(len(content)), nil)
	if err != nil {
		t.Fatalf("Read(%s): %v", name, err)
	}
	return table
}

// refuses reads a file that must be refused, and wants every text in the Dutch message.
func refuses(t *testing.T, name, content string, row int, texts ...string) {
	t.Helper()
	_, err := Read(name, strings.NewReader(content), int64(len(content)), nil)
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("want an *Error, got %v", err)
	}
	if e.Row != row {
		t.Errorf("row %d, want %d: %s", e.Row, row, e.NL)
	}
	for _, want := range texts {
		if !strings.Contains(e.NL, want) {
			t.Errorf("%q is not in: %s", want, e.NL)
		}
	}
}

func records(t *testing.T, table *Table, m Mapping) []Record {
	t.Helper()
	var out []Record
	for r, err := range table.Records(m) {
		if err != nil {
			t.Fatalf("Records: %v", err)
		}
		out = append(out, r)
	}
	return out
}

// recordsOf reads CSV text with the guessed mapping.
func recordsOf(t *testing.T, csv string) []Record {
	t.Helper()
	table := read(t, "register.csv", csv)
	return records(t, table, Guess(table))
}

func want(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s\n got %q\nwant %q", what, got, want)
	}
}

func hasProblem(r Record, field, text string, check bool) bool {
	return slices.ContainsFunc(r.Problems, func(p Problem) bool {
		return p.Field == field && p.Check == check && strings.Contains(p.NL, text)
	})
}

// bare keeps letters and digits only.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// lost names the pieces of cells that cannot be found back in the record they belong to.
func lost(table *Table, m Mapping, all []Record) []string {
	found := map[int]string{} // by row
	record := map[int]Record{}
	for _, r := range all {
		hay := haystack(r)
		for _, n := range r.Rows {
			found[n] = hay
			record[n] = r
		}
	}
	var missing []string
	for _, r := range table.Rows {
		for i, c := range r.Cells {
			f := Field{}
			if r.Broken == "" {
				f, _ = FieldByKey(m.Field(table.Columns[i].Name))
			}
			if !kept(found[r.Number], record[r.Number], f, c, m, table, i) {
				missing = append(missing, table.Columns[i].Name+": "+c.Text())
			}
		}
	}
	return missing
}

func haystack(r Record) string {
	var b strings.Builder
	put := func(s string) { b.WriteString(bare(s) + "\n") }
	for _, list := range r.Fields {
		for _, s := range list {
			put(s)
		}
	}
	for _, p := range append(slices.Clone(r.Rest), r.Persons...) {
		put(p.Value)
	}
	return b.String()
}

// kept says whether each piece of a cell is found back, as it is or as the code it stands for.
func kept(hay string, r Record, f Field, c Cell, m Mapping, t *Table, i int) bool {
	if strings.Contains(hay, bare(c.Text())) {
		return true
	}
	switch f.Kind {
	case YesNo:
		yes, _, ok := yesNo(c.Text())
		return ok && slices.Contains(r.Fields[f.Key], code(yes))
	case Choice:
		list, ok := c.List()
		if !ok {
			list = []string{string(c)}
		}
		return slices.Contains(r.Fields[f.Key], choice(f.Key, list))
	case Date:
		iso, _ := readDate(c.Text(), m.DateOrder[t.Columns[i].Name], t.date1904)
		return slices.Contains(r.Fields[f.Key], iso)
	}
	pieces, ok := c.List()
	if !ok {
		pieces = strings.FieldsFunc(string(c), func(r rune) bool { return strings.ContainsRune(",;|\n", r) })
	}
	for _, p := range pieces {
		if f.Kind == Grounds {
			codes, exact := grounds(strings.TrimLeft(p, " -")) // a bullet is layout
			if exact && len(codes) == 1 && slices.Contains(r.Fields["grounds"], codes[0]) {
				continue
			}
		}
		if f.Key == "transfers" && len(r.Fields["outsideEU"]) > 0 {
			if _, rest, ok := yesNo(p); ok && strings.Contains(hay, bare(rest)) {
				continue
			}
		}
		if yes, rest, ok := yesNo(p); ok && !yes && rest == "" && slices.Contains(r.Fields[f.Key], "geen") {
			continue
		}
		if !strings.Contains(hay, bare(p)) {
			return false
		}
	}
	return true
}
