package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/heemstede/grootboek/projections/report"
	"github.com/heemstede/grootboek/projections/report/reporttest"
)

func must(t testing.TB) func([]byte, error) []byte {
	return func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

// holds asks that each text of the report is one of the values, or stands within one.
func holds(t *testing.T, r report.Report, values map[string]bool, plain func(string) string) {
	t.Helper()
	all := ""
	for v := range values {
		all += v + "\n"
	}
	for _, s := range reporttest.Texts(r) {
		if !values[s] && !values[plain(s)] && !strings.Contains(all, s) {
			t.Errorf("%.80q is missing", s)
		}
	}
}

// dot is a Dutch number as programs write it; what is no number stays.
func dot(s string) string {
	x := strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	if _, err := strconv.ParseFloat(x, 64); err == nil {
		return x
	}
	return s
}

func TestXLSX(t *testing.T) {
	for name, r := range reporttest.All() {
		t.Run(name+": excelize leest alles terug, en niets is een formule", func(t *testing.T) {
			values := map[string]bool{}
			eachXLSX(t, must(t)(XLSX(r)), func(raw, formatted string) { values[raw], values[formatted] = true, true })
			holds(t, r, values, dot)
		})
	}
	t.Run("R-RPT-05 achter elk cijfer staan de gebeurtenissen", func(t *testing.T) {
		f := openXLSX(t, must(t)(XLSX(reporttest.Usual())))
		rows, err := f.GetRows("Gebeurtenissen", excelize.Options{RawCellValue: true})
		if err != nil || len(rows) != 7 || !slices.Equal(rows[1], []string{"verwerkingen", "01-01-2025 tot en met 31-12-2025", "17", "activity/7b1c", "3"}) {
			t.Errorf("%v %v", err, rows)
		}
	})
	t.Run("getallen en dagen zijn getallen en dagen", func(t *testing.T) {
		f := openXLSX(t, must(t)(XLSX(reporttest.Usual())))
		found := map[string]excelize.CellType{}
		rows, err := f.GetRows("Rapport")
		if err != nil {
			t.Fatal(err)
		}
		for n, row := range rows {
			for i, v := range row {
				cell, _ := excelize.CoordinatesToCellName(i+1, n+1)
				if found[v], err = f.GetCellType("Rapport", cell); err != nil {
					t.Fatal(err)
				}
			}
		}
		for v, want := range map[string]excelize.CellType{"1,233": excelize.CellTypeUnset, "03-11-2025": excelize.CellTypeUnset, "12.5": excelize.CellTypeUnset, "4512": excelize.CellTypeInlineString} {
			if found[v] != want {
				t.Errorf("%q is %v", v, found[v])
			}
		}
	})
	t.Run("meer tekst dan in een cel past: gaat eronder verder", func(t *testing.T) {
		long := strings.Repeat("é", 32_766) + "😀" + strings.Repeat("x", 40_000)
		r := reporttest.Usual()
		r.Sections[1].Blocks = []report.Block{{Paragraph: long}}
		got := ""
		eachXLSX(t, must(t)(XLSX(r)), func(raw, _ string) {
			if strings.ContainsAny(raw, "😀") || strings.HasPrefix(raw, "éé") || strings.HasPrefix(raw, "xx") {
				got += raw
			}
		})
		if got != long {
			t.Errorf("%d of %d characters", len(got), len(long))
		}
	})
	t.Run("10.000 rijen", func(t *testing.T) {
		f := openXLSX(t, must(t)(XLSX(reporttest.Many(10_000))))
		if rows, err := f.GetRows("Rapport"); err != nil || rows[len(rows)-1][0] != "Verwerking 10000" {
			t.Errorf("%v", err)
		}
	})
}

func openXLSX(t testing.TB, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func eachXLSX(t testing.TB, b []byte, use func(raw, formatted string)) {
	t.Helper()
	f := openXLSX(t, b)
	for _, name := range f.GetSheetList() {
		raw, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for n := range raw {
			for i := range raw[n] {
				use(raw[n][i], formatted[n][i])
				cell, _ := excelize.CoordinatesToCellName(i+1, n+1)
				if formula, err := f.GetCellFormula(name, cell); err != nil || formula != "" {
					t.Errorf("%s %s is a formula: %q %v", name, cell, formula, err)
				}
			}
		}
	}
}

func TestODS(t *testing.T) {
	for name, r := range reporttest.All() {
		t.Run(name+": alles staat erin, en niets is een formule", func(t *testing.T) {
			values := map[string]bool{}
			for _, v := range readODS(t, must(t)(ODS(r))) {
				values[v] = true
			}
			holds(t, r, values, func(s string) string { return s })
		})
	}
	t.Run("getallen en dagen zijn getallen en dagen, en het soort staat vooraan", func(t *testing.T) {
		b := must(t)(ODS(reporttest.Usual()))
		for _, want := range []string{`office:value-type="float" office:value="1233"><text:p>1.233</text:p>`, `office:value-type="date" office:date-value="2025-11-03"><text:p>03-11-2025</text:p>`, `office:value="12.5"`} {
			if !bytes.Contains(b, []byte(want)) {
				t.Errorf("no %s", want)
			}
		}
		if !bytes.Equal(b[30:30+len("mimetype"+odsType)], []byte("mimetype"+odsType)) {
			t.Errorf("%q", b[:100])
		}
	})
}

// readODS returns the text of each paragraph; every part must be whole XML.
func readODS(t testing.TB, b []byte) (list []string) {
	t.Helper()
	for name, content := range parts(t, b) {
		if name == "mimetype" {
			continue
		}
		text := ""
		for d := xml.NewDecoder(strings.NewReader(content)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			switch x := token.(type) {
			case xml.StartElement:
				for _, a := range x.Attr {
					if a.Name.Local == "formula" {
						t.Errorf("a formula: %s", a.Value)
					}
				}
				if x.Name.Local == "p" {
					text = ""
				} else if x.Name.Local == "s" {
					text += " "
				}
			case xml.CharData:
				text += string(x)
			case xml.EndElement:
				if x.Name.Local == "p" {
					list = append(list, text)
				}
			}
		}
	}
	return list
}

func parts(t testing.TB, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		found[f.Name] = string(content)
	}
	return found
}

func readCSV(t testing.TB, b []byte, comma rune) [][]string {
	t.Helper()
	c := csv.NewReader(bytes.NewReader(b))
	c.Comma = comma
	rows, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSV(t *testing.T) {
	for name, r := range reporttest.All() {
		t.Run(name+": voor programma’s staat alles erin, zoals het is", func(t *testing.T) {
			values := map[string]bool{}
			for _, row := range readCSV(t, must(t)(CSV(r, Machine)), ',') {
				for _, v := range row {
					values[v] = true
				}
			}
			holds(t, r, values, func(s string) string {
				if len(s) == 10 && s[2] == '-' && s[5] == '-' {
					return s[6:] + s[2:6] + s[:2]
				}
				return dot(s)
			})
		})
		t.Run(name+": voor Excel staat alles erin, en begint geen tekst als een formule", func(t *testing.T) {
			b := must(t)(CSV(r, Excel))
			if !bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) || !bytes.HasSuffix(b, []byte("\r\n")) {
				t.Error("no byte order mark, or other line ends")
			}
			values := map[string]bool{}
			for _, row := range readCSV(t, b[3:], ';') {
				for _, v := range row {
					values[strings.TrimPrefix(v, "'")] = true
					if _, err := strconv.ParseFloat(strings.ReplaceAll(v, ",", "."), 64); err != nil && v != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(v)[0]) {
						t.Errorf("%q is a formula", v)
					}
				}
			}
			holds(t, r, values, func(s string) string { return strings.ReplaceAll(s, ".", "") })
		})
	}
	t.Run("R-RPT-05 de gebeurtenissen achter een cijfer staan erin", func(t *testing.T) {
		if b := must(t)(CSV(reporttest.Usual(), Machine)); !bytes.Contains(b, []byte("cijfer verwerkingen,01-01-2025 tot en met 31-12-2025,gebeurtenis,activity/7b1c@3#17,")) {
			t.Errorf("%s", b)
		}
	})
	t.Run("teksten, getallen en dagen van een tabel, in beide vormen", func(t *testing.T) {
		table := report.Table{Caption: "c", Columns: []string{"Wat", "Hoeveel", "Wanneer"}, Rows: [][]report.Cell{{{Text: "=a;b"}, {Number: &report.Number{Value: 12345, Decimals: 1}}, {Date: "2025-03-01"}}, {{Text: "x,y"}, {Number: &report.Number{Below: 5}}, {}}}}
		r := reporttest.Usual()
		r.Sections = []report.Section{{Title: "S", Blocks: []report.Block{{Table: &table}}}}
		for form, want := range map[Form][]string{
			Excel:   {"\ufeffonderdeel;", "\r\nS;c;\"'=a;b\";Hoeveel;1234,5;\r\n", "\r\nS;c;\"'=a;b\";Wanneer;01-03-2025;\r\n", "\r\nS;c;x,y;Hoeveel;minder dan 5;\r\n", "\r\nS;c;x,y;Wanneer;;\r\n"},
			Machine: {"onderdeel,", "\r\nS,c,=a;b,Hoeveel,1234.5,\r\n", "\r\nS,c,=a;b,Wanneer,2025-03-01,\r\n", "\r\nS,c,\"x,y\",Hoeveel,minder dan 5,\r\n", "\r\nS,c,\"x,y\",Wanneer,,\r\n"},
		} {
			got := string(must(t)(CSV(r, form)))
			for _, line := range want {
				if !strings.Contains(got, line) {
					t.Errorf("%q lacks %q", got, line)
				}
			}
		}
	})
}

func TestDezelfdeBytes(t *testing.T) {
	t.Run("R-RPT-02 hetzelfde rapport is byte voor byte hetzelfde bestand, zonder compressie", func(t *testing.T) {
		for name, f := range map[string]func(report.Report) ([]byte, error){"xlsx": XLSX, "ods": ODS} {
			a, b := must(t)(f(reporttest.Usual())), must(t)(f(reporttest.Usual().Normal()))
			if !bytes.Equal(a, b) || !bytes.Contains(a, []byte("Verantwoording privacy 2025")) {
				t.Errorf("%s differs, or is compressed", name)
			}
			r := reporttest.Usual()
			r.Title = ""
			if _, err := f(r); err == nil {
				t.Errorf("%s of a report without title", name)
			}
		}
	})
}
