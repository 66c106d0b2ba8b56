package intake

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// grid gathers rows from whichever reader, keeps the limits, and finds the header row.
type grid struct {
	t     Table
	text  int             // bytes of text so far
	index map[string]int  // JSON: column name → place
	taken map[string]bool // names of columns so far, in small letters
	top   []pair          // JSON: what stands beside the records
	early []Row           // CSV, XLSX: rows before the header is known
	ready bool            // the header is known
	short map[string]Cell // values that repeat are kept once
}

func newGrid(name string) *grid {
	return &grid{t: Table{Name: name}, index: map[string]int{}, taken: map[string]bool{}, short: map[string]Cell{}}
}

// clean makes the text of a cell: no control characters, one kind of line break, no space around.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u00a0':
			return ' '
		case unicode.IsControl(r), r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// cell checks and keeps one text. where names it in the message.
func (g *grid) cell(raw string, row int, where func() string) (Cell, error) {
	s := clean(raw)
	if n := len(s); n > MaxCell && utf8.RuneCountInString(s) > MaxCell {
		return "", fail(row, "%s, %s: de tekst heeft %d tekens; er passen er %d in. Kort de tekst in, of zet hem in een bijlage.", g.at(row), where(), utf8.RuneCountInString(s), MaxCell)
	}
	if g.text += len(s); g.text > MaxText {
		return "", fail(row, "Het bestand bevat meer dan %s aan tekst. Knip het in delen en lees die na elkaar in.", megabytes(MaxText))
	}
	return g.once(s), nil
}

// once keeps a repeated short value in memory once only.
func (g *grid) once(s string) Cell {
	if len(s) > 64 {
		return Cell(strings.Clone(s))
	}
	c, ok := g.short[s]
	if !ok {
		c = Cell(strings.Clone(s))
		if len(g.short) < 50_000 {
			g.short[string(c)] = c
		}
	}
	return c
}

func (g *grid) at(row int) string {
	switch g.t.Kind {
	case XLSX:
		return fmt.Sprintf("Rij %d", row)
	case CSV:
		return fmt.Sprintf("Regel %d", row)
	}
	return fmt.Sprintf("Verwerking %d", row)
}

// row takes one row of a CSV or XLSX. Empty rows are passed over.
func (g *grid) row(number int, raw []string) error {
	width := len(raw)
	for len(raw) > 0 && strings.TrimSpace(raw[len(raw)-1]) == "" {
		raw = raw[:len(raw)-1]
	}
	if len(raw) == 0 {
		return nil
	}
	if len(raw) > MaxColumns {
		return fail(number, "%s heeft %d kolommen; er mogen er %d zijn. Verwijder de kolommen die niet bij het register horen.", g.at(number), len(raw), MaxColumns)
	}
	r := Row{Number: number, Cells: make([]Cell, len(raw)), width: width}
	for i, s := range raw {
		c, err := g.cell(s, number, func() string { return g.columnName(i) })
		if err != nil {
			return err
		}
		r.Cells[i] = c
	}
	return g.add(r)
}

func (g *grid) columnName(i int) string {
	if i < len(g.t.Columns) {
		return "kolom “" + g.t.Columns[i].Name + "”"
	}
	if at := headerAt(g.early); at >= 0 && i < len(g.early[at].Cells) { // the header is not certain yet
		return "kolom “" + string(g.early[at].Cells[i]) + "”"
	}
	return fmt.Sprintf("kolom %d", i+1)
}

func (g *grid) add(r Row) error {
	if !g.ready {
		g.early = append(g.early, r)
		if len(g.early) >= headerRows {
			g.findHeader()
		}
		return nil
	}
	if len(g.t.Rows) >= MaxRows {
		return fail(r.Number, "Het bestand heeft meer dan %d rijen. Knip het in delen en lees die na elkaar in.", MaxRows)
	}
	g.t.Rows = append(g.t.Rows, g.fit(r))
	return nil
}

// fit gives a row as many cells as there are columns. Text beyond the last column means a separator stood inside a cell:
// which one cannot be known, so the row is marked.
func (g *grid) fit(r Row) Row {
	n := len(g.t.Columns)
	if len(r.Cells) > n && g.t.Kind == XLSX {
		for i := n; i < len(r.Cells); i++ {
			g.t.Columns = append(g.t.Columns, Column{Name: unique(fmt.Sprintf("Kolom %d", i+1), g.taken), blank: true})
		}
		return r
	}
	if len(r.Cells) > n {
		r.Broken = fmt.Sprintf("%s heeft %d cellen en de kop heeft er %d. Waarschijnlijk staat er een scheidingsteken in een cel; zet die cel tussen aanhalingstekens.", g.at(r.Number), len(r.Cells), n)
		return r
	}
	if len(r.Cells) < n {
		r.Cells = append(r.Cells, make([]Cell, n-len(r.Cells))...)
	}
	return r
}

// findHeader takes as header the row with the most words that are known, if at least two are; else the first row with
// two texts; else the first row. What stands above it becomes a note.
func (g *grid) findHeader() {
	g.ready = true
	at := headerAt(g.early)
	if at < 0 {
		return
	}
	early := g.early
	g.early = nil
	for _, r := range early[:at] {
		g.t.Notes = append(g.t.Notes, fmt.Sprintf("Boven de kop (%s) staat: %s", strings.ToLower(g.at(r.Number)), rowText(r)))
	}
	g.t.HeaderRow = early[at].Number
	width := 0
	for _, r := range early[at:] {
		width = max(width, len(r.Cells))
	}
	if g.t.Kind == CSV { // a CSV has one width; a sheet may have columns without a header
		width = early[at].width
	}
	g.header(early[at].Cells, width)
	for _, r := range early[at+1:] {
		g.t.Rows = append(g.t.Rows, g.fit(r))
	}
}

func headerAt(rows []Row) int {
	best, at := 1, -1
	for i, r := range rows {
		if n := known(r.Cells); n > best {
			best, at = n, i
		}
	}
	if at >= 0 {
		return at
	}
	at = slices.IndexFunc(rows, func(r Row) bool { return filled(r) >= 2 })
	if at < 0 && len(rows) > 0 {
		return 0
	}
	return at
}

// known counts the different fields that a row names exactly, as a header would.
func known(cells []Cell) int {
	seen := map[string]bool{}
	for _, c := range cells {
		if len(c) > 120 {
			continue
		}
		if w := recognise(string(c)); w.whole {
			seen[w.field] = true
		}
	}
	return len(seen)
}

func filled(r Row) (n int) {
	for _, c := range r.Cells {
		if c != "" {
			n++
		}
	}
	return n
}

func rowText(r Row) string {
	var parts []string
	for _, c := range r.Cells {
		if c != "" {
			parts = append(parts, c.Text())
		}
	}
	return strings.Join(parts, " | ")
}

func (g *grid) header(cells []Cell, width int) {
	for i := range width {
		name := ""
		if i < len(cells) {
			name = strings.Join(strings.Fields(cells[i].Text()), " ")
		}
		blank := name == ""
		if blank {
			name = fmt.Sprintf("Kolom %d", i+1)
		}
		g.t.Columns = append(g.t.Columns, Column{Name: unique(name, g.taken), blank: blank})
	}
}

func unique(name string, taken map[string]bool) string {
	try := name
	for n := 2; taken[strings.ToLower(try)] && n < MaxColumns+2; n++ {
		try = fmt.Sprintf("%s (%d)", name, n)
	}
	taken[strings.ToLower(try)] = true
	return try
}

// table finishes: header, samples, columns without anything in them.
func (g *grid) table() (*Table, error) {
	if !g.ready {
		g.findHeader()
	}
	if err := g.spreadTop(); err != nil {
		return nil, err
	}
	t := &g.t
	t.dropEmpty()
	if len(t.Columns) == 0 || len(t.Rows) == 0 {
		return nil, fail(0, "In het bestand staat geen enkele verwerking: er is geen rij onder de kop. Controleer of u het goede bestand hebt gekozen.")
	}
	for i, r := range t.Rows {
		if r.Broken == "" && len(r.Cells) < len(t.Columns) { // a column that came later
			t.Rows[i].Cells = append(r.Cells, make([]Cell, len(t.Columns)-len(r.Cells))...)
		}
	}
	t.sample()
	t.noteBrokenLetters()
	return t, nil
}

// dropEmpty removes columns that have neither a header nor a value.
func (t *Table) dropEmpty() {
	used := make([]bool, len(t.Columns))
	for i, c := range t.Columns {
		used[i] = !c.blank
	}
	for _, r := range t.Rows {
		for i, c := range r.Cells {
			if c != "" && i < len(used) {
				used[i] = true
			}
		}
	}
	if !slices.Contains(used, false) {
		return
	}
	keep := func(i int) bool { return i >= len(used) || used[i] }
	t.Columns = pick(t.Columns, keep)
	for i := range t.Rows {
		t.Rows[i].Cells = pick(t.Rows[i].Cells, keep)
	}
}

func pick[T any](in []T, keep func(int) bool) []T {
	out := in[:0:0]
	for i, v := range in {
		if keep(i) {
			out = append(out, v)
		}
	}
	return out
}

func (t *Table) sample() {
	for i := range t.Columns {
		for _, r := range t.Rows[:min(len(t.Rows), 500)] {
			if len(t.Columns[i].Samples) == 3 {
				break
			}
			if i >= len(r.Cells) || r.Cells[i] == "" {
				continue
			}
			if s := cut(r.Cells[i].Text(), 80); !slices.Contains(t.Columns[i].Samples, s) {
				t.Columns[i].Samples = append(t.Columns[i].Samples, s)
			}
		}
	}
}

func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// noteBrokenLetters warns when text went through the wrong encoding before it came here. It is not mended: which
// letter was meant is not always certain.
func (t *Table) noteBrokenLetters() {
	for _, c := range t.Columns {
		if broken := brokenLetters(c.Name); broken != "" {
			t.Notes = append(t.Notes, fmt.Sprintf("In de kop “%s” staat een verminkte letter (%s). De kolom is toch herkend als dat kon; de tekst is niet veranderd.", c.Name, broken))
			return
		}
	}
}

func brokenLetters(s string) string {
	for _, bad := range []string{"Ã«", "Ã©", "Ã¯", "Ž", "‰", "\ufffd", "┬", "├"} {
		if strings.Contains(s, bad) {
			return bad
		}
	}
	return ""
}

// breachWords are headers of a list of data breaches, which no register of processing has.
var breachWords = []string{"datum melding", "gemeld aan autoriteit persoonsgegevens", "gemeld aan ap", "melding ap", "samenvatting incident",
	"gemeld aan betrokkene", "gemeld aan betrokkenen", "gemeld aan fg", "datum datalek", "datum ontdekking", "aard inbreuk", "soort datalek", "datum incident"}

// refuseBreaches refuses a list of data breaches: two or more such headers, and none that only processing has.
func (t *Table) refuseBreaches() error {
	hits := 0
	for _, c := range t.Columns {
		words := strings.Join(significant(fold(c.Name)), " ")
		for _, b := range breachWords {
			if strings.Contains(" "+words+" ", " "+b+" ") {
				hits++
				break
			}
		}
		switch w := recognise(c.Name); w.field {
		case "purposes", "grounds", "dataCategories", "retention":
			if w.confidence > 0.8 {
				return nil
			}
		}
	}
	if hits < 2 {
		return nil
	}
	return fail(0, "Dit lijkt een lijst van datalekken, geen verwerkingen: de kolommen gaan over meldingen. Er is niets ingelezen. Kies het bestand met het register van verwerkingen.")
}
