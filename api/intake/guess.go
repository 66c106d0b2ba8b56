package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// DateOrder is the order of a numeric date.
type DateOrder string

const (
	DayMonth DateOrder = "dmy"
	MonthDay DateOrder = "mdy"
)

// An Assignment sends a column to a field.
type Assignment struct {
	Field      string  `json:"field"`                // key of [Fields], or "": keep with the source
	Confidence float64 `json:"confidence,omitempty"` // 0–1, of a guess; 1 for what a person chose
	Why        string  `json:"why,omitempty"`        // Dutch, why it was guessed
}

// A Mapping sends the columns of a file to fields. It is plain data: show it, let the user change it, keep it under
// its Signature for the next file with the same header.
type Mapping struct {
	Signature string                `json:"signature"`
	Columns   map[string]Assignment `json:"columns"`             // by column name; a column that is absent has no field
	DateOrder map[string]DateOrder  `json:"dateOrder,omitempty"` // by column name; only a person states this
}

// Field returns the field key of a column; "" if it has none.
func (m Mapping) Field(column string) string { return m.Columns[column].Field }

// Signature identifies the header row: the same column names in any order give the same signature.
func (t *Table) Signature() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = strings.Join(fold(c.Name), " ")
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// fold writes a header as plain words: small letters, no accents, no signs.
func fold(s string) []string { return words(s, false) }

// words splits a text into words. With drop, letters outside ASCII fall away: then "Categorieën" and "CategorieŽn" are
// the same word.
func words(s string, drop bool) []string {
	var b strings.Builder
	var last rune
	for _, r := range composed(s) {
		if unicode.IsLower(last) && unicode.IsUpper(r) && r < unicode.MaxASCII { // startDate
			b.WriteByte(' ')
		}
		last = r
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
		case r < unicode.MaxASCII || unicode.IsSpace(r):
			b.WriteByte(' ')
		case !drop:
			for _, p := range norm.NFD.String(string(r)) {
				if p < unicode.MaxASCII {
					b.WriteRune(unicode.ToLower(p))
				}
			}
		}
	}
	return strings.Fields(b.String())
}

// composed writes a letter and its accent as one; plain ASCII has none.
func composed(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return norm.NFC.String(s)
		}
	}
	return s
}

// smallWords say nothing about which field is meant.
var smallWords = map[string]bool{"categorie": true, "categorieen": true, "categorien": true, "categorin": true, "soort": true, "soorten": true,
	"van": true, "de": true, "het": true, "een": true, "der": true, "voor": true, "of": true, "the": true, "categories": true, "category": true, "type": true, "types": true, "s": true}

func significant(in []string) []string {
	return slices.DeleteFunc(slices.Clone(in), func(w string) bool { return smallWords[w] })
}

// A match is what the words of a header point to.
type match struct {
	field      string
	confidence float64
	words      string
	weak       bool
	whole      bool // the header as a whole is known
}

type dictionary struct{ exact, inside map[string]match }

// theDictionary is the table of synonyms by their words.
var theDictionary = sync.OnceValue(func() dictionary {
	d := dictionary{map[string]match{}, map[string]match{}}
	for _, s := range synonyms {
		for word := range strings.SplitSeq(s.words, ",") {
			d.add(s.field, strings.TrimSpace(word))
		}
	}
	return d
})

func (d dictionary) add(field, word string) {
	weak := strings.HasPrefix(word, "~")
	whole := strings.Contains(word[:min(len(word), 2)], "=")
	word = strings.TrimLeft(word, "~=")
	m := match{field: field, confidence: 1, words: word, weak: weak, whole: true}
	if weak {
		m.confidence = 0.6
	}
	for _, drop := range []bool{false, true} {
		full := words(word, drop)
		for _, key := range []string{strings.Join(full, " "), strings.Join(significant(full), " ")} {
			if key == "" {
				continue
			}
			if _, taken := d.exact[key]; !taken {
				d.exact[key] = m
			}
			if _, taken := d.inside[key]; !taken && !whole {
				d.inside[key] = m
			}
		}
	}
}

// recognise finds the field that a header names: as a whole, or by the longest known words in it.
func recognise(header string) match {
	var best match
	for _, drop := range []bool{false, true} {
		full := words(header, drop)
		if len(full) == 0 || len(full) > 15 {
			continue
		}
		if m := look(full); m.confidence > best.confidence {
			best = m
		}
	}
	return best
}

func look(full []string) match {
	d := theDictionary()
	if m, ok := d.exact[strings.Join(full, " ")]; ok {
		return m
	}
	short := significant(full)
	if m, ok := d.exact[strings.Join(short, " ")]; ok {
		m.confidence *= 0.95
		return m
	}
	found := match{}
	for n := len(short); n > 0; n-- {
		for at := 0; at+n <= len(short); at++ {
			m, ok := d.inside[strings.Join(short[at:at+n], " ")]
			if !ok || found.field != "" && m.field != Person {
				continue
			}
			m.whole = false
			m.confidence *= 0.6 + 0.2*float64(n)/float64(len(short))
			found = m
			if m.field == Person { // rather one column too many outside the log
				return found
			}
		}
	}
	return found
}

// facts are what the values of a column have in common.
type facts struct{ filled, emails, yesNo, links int }

var email = regexp.MustCompile(`[\pL\d._%+\-]+@[\pL\d\-]+(\.[\pL\d\-]+)+`)

func (t *Table) facts() []facts {
	out := make([]facts, len(t.Columns))
	for _, r := range t.Rows {
		if r.Broken != "" {
			continue
		}
		for i, c := range r.Cells {
			if c != "" {
				out[i].see(c.Text())
			}
		}
	}
	return out
}

func (f *facts) see(s string) {
	f.filled++
	if hasEmail(s) && len(email.FindString(s))*2 > len(s) {
		f.emails++
	}
	if _, _, ok := yesNo(s); ok && len(s) < 8 {
		f.yesNo++
	}
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		f.links++
	}
}

func hasEmail(s string) bool { return strings.Contains(s, "@") && email.MatchString(s) }

// Guess sends each column to the field that its header names, unless its values say otherwise. Fields that take one
// column get the surest and fullest; the others stay with the source.
func Guess(t *Table) Mapping {
	m := Mapping{Signature: t.Signature(), Columns: map[string]Assignment{}}
	facts := t.facts()
	matches := make([]match, len(t.Columns))
	for i, c := range t.Columns {
		matches[i] = t.match(c.Name, facts[i])
	}
	for i, c := range t.Columns {
		switch {
		case matches[i].field != "" && !outdone(matches, facts, len(t.Rows), i):
			m.Columns[c.Name] = Assignment{matches[i].field, matches[i].confidence, "kop: “" + matches[i].words + "”"}
		case facts[i].filled > 0 && facts[i].emails*2 > facts[i].filled:
			m.Columns[c.Name] = Assignment{Person, 0.9, "de meeste waarden zijn e-mailadressen"}
		default:
			m.Columns[c.Name] = Assignment{}
		}
	}
	return m
}

func (t *Table) match(header string, f facts) match {
	if t.Kind == AVG || t.Kind == AVGZip {
		if field := avgField(header); field != "" {
			return match{field: field, confidence: 1, words: header}
		}
		return match{}
	}
	if strings.HasPrefix(header, "_") { // a remark of the export itself
		return match{}
	}
	m := recognise(header)
	field, ok := FieldByKey(m.field)
	if !ok || f.filled == 0 || m.field == Person {
		return m
	}
	if f.emails*2 > f.filled || f.links*2 > f.filled {
		return match{}
	}
	if f.yesNo == f.filled && !field.answers() && m.confidence < 0.9 { // "ja" names no purpose
		return match{}
	}
	return m
}

// answers says whether a plain yes or no can be a value of the field.
func (f Field) answers() bool {
	switch f.Kind {
	case YesNo, Choice:
		return true
	}
	return f.Key == "specialCategories" || f.Key == "dpia" || f.Key == "transfers" || f.Key == "consent"
}

// outdone says whether another column has the better claim to the same field. An identification that is not always
// filled in identifies nothing, so for the number the fullest column wins.
func outdone(all []match, facts []facts, rows, i int) bool {
	field, _ := FieldByKey(all[i].field)
	claim := func(j int) float64 {
		c := all[j].confidence
		if field.Key == "number" && facts[j].filled < rows {
			c /= 10
		}
		if facts[j].filled == 0 {
			c /= 100
		}
		return c
	}
	for j := range all {
		if j == i || all[j].field != all[i].field || !field.single() && !all[i].weak {
			continue
		}
		if c, mine := claim(j), claim(i); c > mine || c == mine && j < i {
			return true
		}
	}
	return false
}

// Check says in Dutch what is wrong with a mapping for this table; nil if it can be used. The error is an [*Error].
func (t *Table) Check(m Mapping) error {
	named := map[string][]string{}
	for _, c := range t.Columns {
		key := m.Field(c.Name)
		if key == "" {
			continue
		}
		if _, ok := FieldByKey(key); !ok {
			return fail(0, "Kolom “%s” verwijst naar het veld “%s”, en dat bestaat niet. Kies een veld uit de lijst.", c.Name, key)
		}
		named[key] = append(named[key], c.Name)
	}
	for column, order := range m.DateOrder {
		if order != "" && order != DayMonth && order != MonthDay {
			return fail(0, "De volgorde van de datums in kolom “%s” moet dag-maand of maand-dag zijn.", column)
		}
	}
	if len(named["name"]) == 0 {
		return fail(0, "Kies welke kolom de naam van de verwerking bevat.")
	}
	for _, f := range Fields {
		if f.single() && len(named[f.Key]) > 1 {
			return fail(0, "Het veld “%s” krijgt meer dan één kolom: %s. Kies er één.", f.NL, quoted(named[f.Key]))
		}
	}
	return nil
}

// AmbiguousDates names the columns, in their order, that go to a date field, hold a date that can be read in two ways, and
// have no DateOrder yet: ask for it.
func (t *Table) AmbiguousDates(m Mapping) (columns []string) {
	for i, c := range t.Columns {
		if f, _ := FieldByKey(m.Field(c.Name)); f.Kind != Date || m.DateOrder[c.Name] != "" {
			continue
		}
		for _, r := range t.Rows {
			if r.Broken != "" {
				continue
			}
			if _, bad := readDate(r.Cells[i].Text(), "", t.date1904); bad != nil && bad.ambiguous {
				columns = append(columns, c.Name)
				break
			}
		}
	}
	return columns
}

func quoted(names []string) string {
	return fmt.Sprintf("“%s”", strings.Join(names, "”, “"))
}
