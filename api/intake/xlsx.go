package intake

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

func (g *grid) readXLSX(sheet string, data io.ReaderAt, size int64, z *zip.Reader, progress func(done, total int64)) error {
	g.t.Kind = XLSX
	dir, err := os.MkdirTemp("", "grootboek-intake-") // large sheets are unpacked here, and must not stay behind whatever happens
	if err != nil {
		return fmt.Errorf("a folder to unpack the workbook: %w", err)
	}
	defer os.RemoveAll(dir)
	f, err := excelize.OpenReader(io.NewSectionReader(data, 0, size), excelize.Options{UnzipSizeLimit: MaxUnzip, TmpDir: dir})
	if err != nil {
		return &Error{Err: err, NL: "Het Excel-bestand is beschadigd of op een manier bewaard die niet te lezen is. Open het in Excel en bewaar het opnieuw als .xlsx."}
	}
	defer f.Close()
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		g.t.date1904 = *props.Date1904
	}
	if err := isoDates(f); err != nil {
		return fmt.Errorf("styles of the workbook: %w", err)
	}
	for _, s := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(s); err == nil && visible {
			g.t.Sheets = append(g.t.Sheets, s)
		}
	}
	if g.t.Sheet, err = g.chooseSheet(f, sheet); err != nil {
		return err
	}
	total := rowTotal(z)
	return eachRow(f, g.t.Sheet, MaxRows*5, func(n int, raw []string) error {
		if n%2000 == 0 && total > 0 {
			progress(size*min(int64(n), total)/total, size)
		}
		return g.row(n, raw)
	})
}

// chooseSheet takes the sheet asked for; else the first with a header of known words; else the first with data.
func (g *grid) chooseSheet(f *excelize.File, want string) (string, error) {
	first := ""
	for _, s := range g.t.Sheets {
		if want != "" {
			if s == want {
				return s, nil
			}
			continue
		}
		rows, err := firstRows(f, s)
		if err != nil {
			return "", err
		}
		if at := headerAt(rows); at >= 0 && known(rows[at].Cells) >= 2 {
			return s, nil
		}
		if first == "" && len(rows) > 0 {
			first = s
		}
	}
	if want != "" {
		return "", fail(0, "Het werkblad “%s” staat niet in het bestand. Kies uit: %s.", want, strings.Join(g.t.Sheets, ", "))
	}
	if first == "" {
		return "", fail(0, "In het Excel-bestand staat geen werkblad met gegevens. Controleer of u het goede bestand hebt gekozen.")
	}
	return first, nil
}

var errEnough = errors.New("enough rows")

func firstRows(f *excelize.File, sheet string) ([]Row, error) {
	var rows []Row
	err := eachRow(f, sheet, 1000, func(n int, raw []string) error {
		if len(raw) > MaxColumns {
			return errEnough
		}
		r := Row{Number: n}
		for _, s := range raw {
			r.Cells = append(r.Cells, Cell(clean(s)))
		}
		if filled(r) > 0 {
			rows = append(rows, r)
		}
		if len(rows) >= headerRows {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return rows, err
}

// eachRow streams the rows of a sheet; at most limit of them.
func eachRow(f *excelize.File, sheet string, limit int, do func(n int, raw []string) error) error {
	rows, err := f.Rows(sheet)
	if err != nil {
		return &Error{Err: err, NL: fmt.Sprintf("Werkblad “%s” kan niet worden gelezen. Open het bestand in Excel en bewaar het opnieuw als .xlsx.", sheet)}
	}
	defer rows.Close()
	for n := 1; n <= limit && rows.Next(); n++ {
		raw, err := rows.Columns()
		if err != nil {
			return &Error{Row: n, Err: err, NL: fmt.Sprintf("Rij %d van werkblad “%s” kan niet worden gelezen. Open het bestand in Excel en bewaar het opnieuw als .xlsx.", n, sheet)}
		}
		if err := do(n, raw); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return &Error{Err: err, NL: fmt.Sprintf("Werkblad “%s” is halverwege niet meer te lezen. Open het bestand in Excel en bewaar het opnieuw als .xlsx.", sheet)}
	}
	return nil
}

// isoDates changes the number formats of the workbook in memory: each date is written as ISO, everything else as it is
// stored. A date that Excel shows as 04/03/2026 is then certain, whatever the country of the author.
func isoDates(f *excelize.File) error {
	date, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
	day, err := f.NewStyle(&excelize.Style{CustomNumFmt: &date})
	if err != nil {
		return err
	}
	time, err := f.NewStyle(&excelize.Style{CustomNumFmt: &moment})
	if err != nil {
		return err
	}
	codes := map[int]string{}
	for _, n := range f.Styles.NumFmts.NumFmt {
		codes[n.NumFmtID] = n.FormatCode
	}
	xfs := f.Styles.CellXfs.Xf
	dayID, timeID, asStored := *xfs[day].NumFmtID, *xfs[time].NumFmtID, 99999
	for i := range xfs {
		id := 0
		if xfs[i].NumFmtID != nil {
			id = *xfs[i].NumFmtID
		}
		switch dateFormat(id, codes[id]) {
		case "date":
			xfs[i].NumFmtID = &dayID
		case "moment":
			xfs[i].NumFmtID = &timeID
		default:
			xfs[i].NumFmtID = &asStored
		}
	}
	return nil
}

// notCode is text in a number format that is no code: "text", [colour or locale], \x.
var notCode = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.`)

// dateFormat says whether a number format shows a date, a moment, or neither (ECMA-376 18.8.30).
func dateFormat(id int, code string) string {
	if code == "" {
		switch {
		case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id >= 57 && id <= 58:
			return "date"
		case id == 22:
			return "moment"
		}
		return ""
	}
	code = strings.ToLower(notCode.ReplaceAllString(code, ""))
	if !strings.ContainsAny(code, "dyj") || strings.Contains(code, "general") || strings.Contains(code, "standaard") {
		return ""
	}
	if strings.Contains(code, "h") || strings.Contains(code, "ss") {
		return "moment"
	}
	return "date"
}

var dimension = regexp.MustCompile(`<(?:\w+:)?dimension ref="[A-Z]+\d+:[A-Z]+(\d+)"`)

// rowTotal reads from the head of each sheet how many rows it says to have; the most, for the progress bar. 0: unknown.
func rowTotal(z *zip.Reader) (total int64) {
	for _, e := range z.File {
		if !strings.HasPrefix(e.Name, "xl/worksheets/") {
			continue
		}
		r, err := e.Open()
		if err != nil {
			continue
		}
		head, _ := io.ReadAll(io.LimitReader(r, 4096)) // a hint only: an unreadable sheet is reported when it is read
		r.Close()
		if m := dimension.FindSubmatch(head); m != nil {
			if n, err := strconv.ParseInt(string(m[1]), 10, 64); err == nil {
				total = max(total, n)
			}
		}
	}
	return total
}
