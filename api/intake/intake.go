// Package intake reads the files of other registers of processing activities and hands them on as rows and fields.
// It promises that nothing is lost and nothing is guessed silently. It stores nothing and decides nothing about the
// ledger: a [Record] is neutral, and the caller turns it into commands.
//
// # From file to record
//
//	Read → Table (columns and rows, as they stand in the file)
//	Guess → Mapping (column → field; shown to the user, who may change it; kept by Table.Signature)
//	Table.Records → Record (fields, pairs, problems, the rest)
//
// # Formats
//
// The content decides, not the extension.
//
//   - ZIP of the AVG Register Rijksoverheid: JSON entries named "AVG Verantwoordelijke Verwerkingen/JSON/…",
//     "AVG Verwerker …" and "WPG …"; and such a JSON file alone. Nested objects become columns named by their path
//     ("Betrokkenen.Gegevens.Bewaartermijn"); some columns are composed (safeguards, ticked boxes).
//     A registration as processor (art. 30 lid 2 AVG) or under the Wpg is taken too, with [Record.Note] saying so and a
//     problem to check: such a record has no ground of the AVG and is seldom complete.
//   - JSON: an array of objects, or an object with such an array ("activities", "verwerkingen", …). What stands beside
//     the array belongs to every record.
//   - CSV with , ; tab or | and UTF-8, UTF-8 with BOM, UTF-16 with BOM or Windows-1252. Header words with a broken
//     letter ("CategorieŽn") are recognised.
//   - XLSX: the first visible sheet with a recognised header row, else the first with data; [ReadSheet] takes another.
//     The header need not be the first row. Cells with a date format become ISO dates.
//
// A list of data breaches is no register and is refused as a file.
//
// # Placeholders
//
// "[bewaartermijn]", "[afgebroken]", "n.v.t.", "onbekend", "-" and the like are not an answer: the field stays open,
// the text stays in [Record.Rest], and a mandatory field gets a [Problem]. "Geen" and "nee" are answers.
//
// # Lists
//
// A list of a JSON file is taken as it is. A cell is split, for fields that are lists, at line breaks and at " | "; at
// ";" outside brackets; and at "," outside brackets only for fields with short items (people, data, recipients,
// origins, processors, systems), only if no stronger separator stands in the cell, every part is short, and the cell
// is no sentence. A comma between digits never splits, nor a line that only wraps. Retention periods are split at ";"
// only if every part has its own label ("verleend: 1 jaar; geweigerd: 5 jaar"). Splitting drops the separators and
// nothing else.
//
// # Pairs
//
// Purposes and grounds of one row pair up one by one if there are equally many of both, and more than one; otherwise
// each purpose gets all grounds of its row. Processors pair with the lines of their detail columns (place, postcode) in
// the same way. Rows with the same number and name are one record; rows without a number are one record only if they
// are wholly equal. Everything else that shares a key is refused, naming the rows.
//
// # Dates
//
// ISO dates, Excel serial numbers, "4 maart 2026", "1 jan. 2020" and numeric dates with a part above 12 are read.
// 04-03-2026 can be 4 March or 3 April: the row is refused until [Mapping].DateOrder states the order of that column.
// An order is never derived from other rows. A date that cannot exist, or cannot be read, leaves the field open with a
// problem, and stays in Rest. [Table.AmbiguousDates] names the columns whose order must be asked.
//
// # Persons
//
// Names, e-mail addresses and telephone numbers of staff go to [Record.Persons], which never enters the log. A column
// is personal by its header ("Contactpersoon", "E-mail", …) or because most of its values are e-mail addresses. A
// left-over cell with an e-mail address in it goes to Persons too; in a field it is reported as a problem. So do all cells of a row
// that cannot be read: which of them are personal is not known.
//
// # Limits
//
// Every limit is a constant beside [MaxFile]; passing one is an [Error] in Dutch that says what to do.
package intake

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
)

// The limits of a file. They bound memory: the cells of a table are kept, the file is not.
const (
	MaxFile    = 100 << 20 // bytes of the file as offered
	MaxUnzip   = 600 << 20 // bytes of all entries of a ZIP or XLSX together, unpacked
	MaxEntries = 2_000     // entries of a ZIP or XLSX
	MaxRows    = 250_000   // rows with content
	MaxColumns = 500       // columns
	MaxCell    = 50_000    // characters of one cell
	MaxText    = 300 << 20 // bytes of text of all cells together
	maxDepth   = 12        // nesting of a JSON file
	headerRows = 30        // how far down the header row is looked for
)

// Kind says what sort of file a table came from.
type Kind string

const (
	CSV     Kind = "csv"
	XLSX    Kind = "xlsx"
	JSON    Kind = "json"
	AVG     Kind = "avg-register" // JSON export of the AVG Register Rijksoverheid
	AVGZip  Kind = "avg-register-zip"
	unknown Kind = ""
)

// An Error says in Dutch why a file cannot be read, and what to do. Row is the line (CSV, JSON) or row (XLSX), 0 if
// the whole file is meant.
type Error struct {
	NL  string
	Row int
	Err error // the cause, for the log; may be nil
}

func (e *Error) Error() string { return e.NL }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func fail(row int, format string, args ...any) *Error {
	return &Error{NL: fmt.Sprintf(format, args...), Row: row}
}

// itemMark opens each item of a cell that is a list in its source. It cannot occur in a cell otherwise.
const itemMark = "\x1e"

// A Cell is the text of one cell, or a list where the source itself has lists (JSON).
type Cell string

func listCell(items []string) Cell {
	if strings.Join(items, "") == "" {
		return ""
	}
	return Cell(itemMark + strings.Join(items, itemMark))
}

// Text returns the cell as one text; items of a list are joined by " | ".
func (c Cell) Text() string {
	items, ok := c.List()
	if !ok {
		return string(c)
	}
	var full []string
	for _, item := range items {
		if item != "" {
			full = append(full, item)
		}
	}
	return strings.Join(full, " | ")
}

// List returns the items of a cell that is a list in its source; empty items keep their place.
func (c Cell) List() ([]string, bool) {
	s, ok := strings.CutPrefix(string(c), itemMark)
	if !ok {
		return nil, false
	}
	return strings.Split(s, itemMark), true
}

// A Column is one column of the file. Name is unique within the table.
type Column struct {
	Name    string
	Samples []string // up to three different values, cut at 80 characters

	blank bool // without a header of its own
}

// A Row is one row of the file. Number is its line (CSV), row (XLSX) or rank (JSON), from 1. Cells has one cell for each
// column; more only if the row is broken, and then it cannot be known which cell stands in which column.
type Row struct {
	Number int
	Cells  []Cell
	Broken string // why the row cannot be read, in Dutch; empty if it can
	width  int    // cells in the file, the empty ones at the end too
}

// A Table is a file as rows and columns, with nothing interpreted yet.
type Table struct {
	Name      string // name of the file, without folders
	Kind      Kind
	Encoding  string   // "UTF-8", "UTF-8 met BOM", "UTF-16", "Windows-1252"; empty for XLSX
	Delimiter string   // of a CSV: "," ";" "\t" "|"
	Sheet     string   // of an XLSX: the sheet read
	Sheets    []string // of an XLSX: all visible sheets
	HeaderRow int      // row number of the header; 0 for JSON
	Columns   []Column
	Rows      []Row
	Notes     []string // what the reader noticed, in Dutch; among them the text above the header

	date1904 bool
}

// Read reads a file. Progress, which may be nil, is called now and then with what is done of the total; total is 0 if
// it is unknown. An error is an [*Error], or a failure of data itself.
func Read(name string, data io.ReaderAt, size int64, progress func(done, total int64)) (*Table, error) {
	return ReadSheet(name, "", data, size, progress)
}

// ReadSheet is [Read] for one sheet of an XLSX file. An empty sheet lets Read choose.
func ReadSheet(name, sheet string, data io.ReaderAt, size int64, progress func(done, total int64)) (*Table, error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if size == 0 {
		return nil, fail(0, "Het bestand is leeg. Kies een bestand met verwerkingen.")
	}
	if size > MaxFile {
		return nil, fail(0, "Het bestand is %s groot; het mag hoogstens %s zijn. Knip het in delen en lees die na elkaar in.", megabytes(size), megabytes(MaxFile))
	}
	g := newGrid(path.Base(strings.ReplaceAll(name, `\`, "/")))
	if err := g.read(sheet, data, size, progress); err != nil {
		return nil, err
	}
	t, err := g.table()
	if err != nil {
		return nil, err
	}
	if err := t.refuseBreaches(); err != nil {
		return nil, err
	}
	progress(size, size)
	return t, nil
}

func (g *grid) read(sheet string, data io.ReaderAt, size int64, progress func(done, total int64)) error {
	head := make([]byte, min(size, 4096))
	if _, err := data.ReadAt(head, 0); err != nil && err != io.EOF {
		return fmt.Errorf("read the start of the file: %w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return g.readZip(sheet, data, size, progress)
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return fail(0, "Dit is een oud Excel-bestand (.xls) of een bestand met een wachtwoord. Open het in Excel, haal het wachtwoord eraf en bewaar het als .xlsx.")
	case bytes.HasPrefix(head, []byte("%PDF")):
		return fail(0, "Dit is een PDF. Daar staan geen rijen en kolommen in. Vraag het register als Excel-, CSV- of JSON-bestand.")
	}
	text, err := detect(data, size)
	if err != nil {
		return err
	}
	g.t.Encoding = text.name
	first, err := text.firstChar()
	if err != nil {
		return err
	}
	if first == '[' || first == '{' {
		return g.readJSON(text, "", progress)
	}
	return g.readCSV(text, progress)
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", (n+(1<<20)-1)>>20) }
