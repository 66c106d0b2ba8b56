package intake

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

const delimiters = ",;\t|"

func newCSV(r io.Reader, comma rune) *csv.Reader {
	c := csv.NewReader(r)
	c.Comma = comma
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	return c
}

func (g *grid) readCSV(text *textFile, progress func(done, total int64)) error {
	g.t.Kind = CSV
	comma, skip, err := delimiter(text)
	if err != nil {
		return err
	}
	g.t.Delimiter = string(comma)
	r, done := text.open()
	br := bufio.NewReader(r)
	if skip { // "sep=;" is a hint to Excel, no row
		if _, err := br.ReadString('\n'); err != nil && err != io.EOF {
			return fmt.Errorf("read the file: %w", err)
		}
	}
	c := newCSV(br, comma)
	for n := 0; ; n++ {
		raw, err := c.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return csvError(err, skip)
		}
		line, _ := c.FieldPos(0)
		if skip {
			line++
		}
		if err := g.row(line, raw); err != nil {
			return err
		}
		if n%2000 == 0 {
			progress(done.n, text.size)
		}
	}
}

// csvError says in Dutch what the parser found.
func csvError(err error, skip bool) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return fmt.Errorf("read the rows: %w", err)
	}
	line, start := p.Line, p.StartLine
	if skip {
		line, start = line+1, start+1
	}
	switch {
	case errors.Is(err, csv.ErrQuote) && start != line:
		return &Error{Row: start, Err: err, NL: fmt.Sprintf("Regel %d: hier begint een cel met een aanhalingsteken (\") dat nergens goed wordt gesloten (tot regel %d). Sluit de cel, of verdubbel een aanhalingsteken dat bij de tekst hoort (\"\").", start, line)}
	case errors.Is(err, csv.ErrQuote), errors.Is(err, csv.ErrBareQuote):
		return &Error{Row: line, Err: err, NL: fmt.Sprintf("Regel %d, teken %d: er staat een los aanhalingsteken (\") in een cel. Zet de hele cel tussen aanhalingstekens en verdubbel de aanhalingstekens in de tekst (\"\").", line, p.Column)}
	}
	return &Error{Row: line, Err: err, NL: fmt.Sprintf("Regel %d kan niet worden gelezen als CSV. Open het bestand in Excel en bewaar het opnieuw als CSV of .xlsx.", line)}
}

// delimiter finds what separates the cells, from the first 64 kB; skip means the first line is "sep=…".
func delimiter(text *textFile) (comma rune, skip bool, err error) {
	r, _ := text.open()
	head, err := io.ReadAll(io.LimitReader(r, 64<<10))
	if err != nil {
		return 0, false, fmt.Errorf("read the file: %w", err)
	}
	sample := string(head)
	if rest, ok := strings.CutPrefix(strings.ToLower(sample), "sep="); ok && rest != "" && strings.ContainsRune(delimiters, rune(rest[0])) {
		return rune(rest[0]), true, nil
	}
	best := -1.0
	comma = ','
	for _, d := range delimiters {
		if s := score(sample, d); s > best {
			best, comma = s, d
		}
	}
	return comma, false, nil
}

// score is high when rows have equally many cells, more than one, and one row names many known fields.
func score(sample string, comma rune) float64 {
	c := newCSV(strings.NewReader(sample), comma)
	widths := map[int]int{}
	rows, best := 0, 0
	for ; rows < 50; rows++ {
		raw, err := c.Read()
		if err != nil {
			break
		}
		widths[len(raw)]++
		if rows < headerRows && len(raw) > 1 {
			cells := make([]Cell, len(raw))
			for i, s := range raw {
				cells[i] = Cell(s)
			}
			best = max(best, known(cells))
		}
	}
	width, count := 0, 0
	for w, n := range widths {
		if w > 1 && (n > count || n == count && w > width) {
			width, count = w, n
		}
	}
	if count == 0 {
		return 0
	}
	return float64(best)*2 + float64(count)/float64(rows)*math.Log(float64(width)+1)
}
