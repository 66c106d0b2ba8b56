package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
)

const small = "Naam verwerking;Doel;Categorieën persoonsgegevens\r\nParkeren;Vergunning verlenen;naam, BSN\r\n"

func TestReadCSV(t *testing.T) {
	t.Run("elke codering geeft dezelfde tekst", func(t *testing.T) {
		latin, err := charmap.Windows1252.NewEncoder().String(small)
		if err != nil {
			t.Fatal(err)
		}
		little, err := xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM).NewEncoder().String(small)
		if err != nil {
			t.Fatal(err)
		}
		big, err := xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM).NewEncoder().String(small)
		if err != nil {
			t.Fatal(err)
		}
		for encoding, content := range map[string][]string{"UTF-8": {small}, "UTF-8 met BOM": {"\ufeff" + small}, "Windows-1252": {latin}, "UTF-16": {little, big}} {
			for _, c := range content {
				table := read(t, "r.csv", c)
				if table.Encoding != encoding || table.Delimiter != ";" || table.Kind != CSV {
					t.Errorf("%s: %s, %q, %s", encoding, table.Encoding, table.Delimiter, table.Kind)
				}
				if len(table.Columns) != 3 || table.Columns[2].Name != "Categorieën persoonsgegevens" {
					t.Errorf("%s: columns %v", encoding, table.Columns)
				}
			}
		}
	})
	t.Run("elk scheidingsteken wordt gevonden", func(t *testing.T) {
		for _, d := range []string{",", ";", "\t", "|"} {
			content := strings.Join([]string{"Naam", "Doel", "Grondslag"}, d) + "\n" + strings.Join([]string{`"a, b; c"`, "x", "y"}, d) + "\n"
			if table := read(t, "r.csv", content); table.Delimiter != d || len(table.Columns) != 3 || table.Rows[0].Cells[0] != "a, b; c" {
				t.Errorf("%q: %q %v", d, table.Delimiter, table.Rows)
			}
		}
	})
	t.Run("sep= van Excel is geen rij, en regelnummers blijven kloppen", func(t *testing.T) {
		table := read(t, "r.csv", "sep=|\nNaam|Doel\nParkeren|Vergunning\n")
		if table.Delimiter != "|" || table.HeaderRow != 2 || table.Rows[0].Number != 3 {
			t.Errorf("%q header %d row %d", table.Delimiter, table.HeaderRow, table.Rows[0].Number)
		}
	})
	t.Run("de kop hoeft niet bovenaan te staan, en wat erboven staat blijft", func(t *testing.T) {
		table := read(t, "r.csv", "Register gemeente X;;\n;;\nNaam;Doel;Bewaartermijn\nParkeren;Vergunning;1 jaar\n")
		if table.HeaderRow != 3 || len(table.Rows) != 1 || !strings.Contains(strings.Join(table.Notes, " "), "Register gemeente X") {
			t.Errorf("header %d, %d rows, notes %q", table.HeaderRow, len(table.Rows), table.Notes)
		}
	})
	t.Run("dubbele en lege koppen krijgen een eigen naam", func(t *testing.T) {
		table := read(t, "r.csv", "Naam,Doel,Doel,,\nParkeren,a,b,c,\n")
		var names []string
		for _, c := range table.Columns {
			names = append(names, c.Name)
		}
		want(t, "names", names, []string{"Naam", "Doel", "Doel (2)", "Kolom 4"})
	})
	t.Run("een kop die Kolom 4 heet blijft, en een latere kolom heet anders", func(t *testing.T) {
		f := excelize.NewFile()
		for i, row := range [][]any{{"Naam", "Doel", "Kolom 31"}, {"A", "b", "c"}} {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		for i := 3; i < 60; i++ { // beyond the rows in which the header is looked for
			if err := f.SetCellValue("Sheet1", fmt.Sprintf("A%d", i), fmt.Sprint("V", i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SetCellValue("Sheet1", "AE59", "ver weg"); err != nil {
			t.Fatal(err)
		}
		b, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		table := read(t, "r.xlsx", b.String())
		if last := table.Columns[len(table.Columns)-1]; len(table.Columns) != 4 || last.Name != "Kolom 31 (2)" || table.Rows[57].Cells[3] != "ver weg" {
			t.Errorf("%+v", table.Columns)
		}
	})
	t.Run("een rij met te veel cellen wordt geweigerd en gaat niet verloren", func(t *testing.T) {
		r := recordsOf(t, "Naam;Doel\nParkeren;a;b\nAfval;c\n")
		if len(r) != 2 || !strings.Contains(r[0].Refused, "Regel 2 heeft 3 cellen") || r[1].Refused != "" {
			t.Fatalf("%+v", r)
		}
		if got := haystack(r[0]); !strings.Contains(got, "parkeren") || !strings.Contains(got, "b") {
			t.Errorf("lost: %q", got)
		}
	})
}

func TestReadRefusesWithARemedy(t *testing.T) {
	refuses(t, "leeg.csv", "", 0, "leeg")
	refuses(t, "wit.csv", " \n\n", 0, "leeg")
	refuses(t, "kop.csv", "Naam,Doel\n", 0, "geen enkele verwerking")
	refuses(t, "oud.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 0, ".xls", "bewaar het als .xlsx")
	refuses(t, "a.pdf", "%PDF-1.7", 0, "PDF")
	refuses(t, "b.bin", "abc\x00\x01\x02", 0, "geen tekstbestand")
	refuses(t, "q.csv", "Naam,Doel\nA,b \"c\" d\n", 2, "Regel 2", "aanhalingsteken")
	refuses(t, "q.csv", "Naam,Doel\nA,\"niet dicht\nB,c\n", 2, "Regel 2", "gesloten")
	refuses(t, "cel.csv", "Naam,Doel\nA,"+strings.Repeat("x", MaxCell+1)+"\n", 2, "Regel 2", "“Doel”", "50001 tekens")
	refuses(t, "breed.csv", "Naam,Doel"+strings.Repeat(",x", MaxColumns)+"\nA\n", 1, "502 kolommen")
	refuses(t, "j.json", "[\n {\"naam\": \"a\"},\n {\"naam\" \"b\"}\n]", 3, "Regel 3", "JSON")
	refuses(t, "j.json", "[\n {\"naam\": \"a\"},\n {\"naam\":", 3, "houdt midden")
	refuses(t, "j.json", "[{\"naam\": \"a\"}]\n{}", 2, "na het einde")
	refuses(t, "j.json", "[1, 2]", 1, "Verwerking 1", "geen object")
	refuses(t, "j.json", `[{"naam":"a","d":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)+"}]", 1, "12 lagen")
	refuses(t, "j.json", "[]", 0, "geen enkele verwerking")
	refuses(t, "z.zip", "PK\x03\x04 kapot", 0, "beschadigd")
	refuses(t, "datalekken.csv", "Naam,Datum melding,Gemeld aan FG\nFax,2026-01-15,ja\n", 0, "lijst van datalekken")

	_, err := Read("groot.csv", strings.NewReader(""), MaxFile+1, nil)
	if err == nil || !strings.Contains(err.Error(), "101 MB groot; het mag hoogstens 100 MB") {
		t.Errorf("a file over the limit: %v", err)
	}
}

func TestReadMoreRowsThanTheLimitIsRefused(t *testing.T) {
	content := "Naam,Doel\n" + strings.Repeat("a,b\n", MaxRows+1)
	refuses(t, "r.csv", content, MaxRows+2, "250000 rijen", "delen")
}

// zipped makes a ZIP of names and contents, in this order.
func zipped(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReadZip(t *testing.T) {
	t.Run("een ZIP zonder JSON wordt geweigerd met uitleg", func(t *testing.T) {
		refuses(t, "z.zip", zipped(t, "a.txt", "x"), 0, "geen JSON-bestand")
		refuses(t, "z.docx", zipped(t, "word/document.xml", "x"), 0, "Word")
		refuses(t, "z.ods", zipped(t, "mimetype", "x", "content.xml", "x"), 0, "LibreOffice")
	})
	t.Run("een fout noemt het bestand in de ZIP", func(t *testing.T) {
		refuses(t, "z.zip", zipped(t, "AVG Verwerker/JSON/a.json", "[{]"), 1, "In “AVG Verwerker/JSON/a.json”", "Regel 1")
	})
	t.Run("te veel bestanden, en een bom, worden geweigerd vóór het uitpakken", func(t *testing.T) {
		var many []string
		for i := range MaxEntries + 1 {
			many = append(many, fmt.Sprint(i), "")
		}
		refuses(t, "z.zip", zipped(t, many...), 0, "2001 bestanden")
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateRaw(&zip.FileHeader{Name: "bom.json", Method: zip.Deflate, CompressedSize64: 1, UncompressedSize64: MaxUnzip + 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte{0}); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		refuses(t, "z.zip", b.String(), 0, "Uitgepakt", "600 MB")
	})
	t.Run("een ZIP die over zijn grootte liegt wordt niet verder gelezen dan hij zegt", func(t *testing.T) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		body := "[" + strings.Repeat(" ", 5000) + "]"
		w, err := z.CreateRaw(&zip.FileHeader{Name: "liegt.json", Method: zip.Store, CompressedSize64: uint64(len(body)), UncompressedSize64: 10})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, body); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		refuses(t, "z.zip", b.String(), 0, "liegt.json", "beschadigd")
	})
}

func TestReadJSON(t *testing.T) {
	t.Run("wat naast de lijst staat hoort bij elke verwerking", func(t *testing.T) {
		table := read(t, "r.json", `{"versie": 3, "verwerkingen": [{"naam": "A", "doel": ["p","q, r"]}, {"naam": "B", "actief": true}], "verantwoordelijke": "College"}`)
		r := records(t, table, Guess(table))
		if len(r) != 2 {
			t.Fatalf("%d records", len(r))
		}
		want(t, "controller", r[1].Fields["controller"], []string{"College"})
		want(t, "a list of the source is not split again", r[0].Fields["purposes"], []string{"p", "q, r"})
		if len(r[1].Rest) != 2 || r[1].Rest[0] != (Pair{"actief", "ja", 0}) || r[1].Rest[1] != (Pair{"versie", "3", 0}) {
			t.Errorf("rest %v", r[1].Rest)
		}
	})
	t.Run("de waarden van één element houden in al hun kolommen dezelfde plaats", func(t *testing.T) {
		table := read(t, "r.json", `[{"naam":"A","v":[{"n":"x"},{"n":"y","p":"Y"},{"p":"Z"}]}]`)
		cells := map[string][]string{}
		for i, c := range table.Columns {
			cells[c.Name], _ = table.Rows[0].Cells[i].List()
		}
		want(t, "v.n", cells["v.n"], []string{"x", "y", ""})
		want(t, "v.p", cells["v.p"], []string{"", "Y", "Z"})
	})
	t.Run("één verwerking zonder lijst, en namen die botsen, gaan niet verloren", func(t *testing.T) {
		table := read(t, "r.json", `{"naam": "A", "a.b": "1", "a": {"b": "2"}, "naam": "B"}`)
		r := records(t, table, Mapping{Columns: map[string]Assignment{"naam": {Field: "name"}}})
		if len(r) != 1 || len(lost(table, Mapping{}, r)) > 0 {
			t.Errorf("lost %v of %v", lost(table, Mapping{}, r), table.Rows)
		}
	})
}

// workbook makes an XLSX as a municipality might have it: an explanation first, a title above the header, dates.
func workbook(t testing.TB) string {
	t.Helper()
	f := excelize.NewFile()
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	check(f.SetSheetName("Sheet1", "Toelichting"))
	check(f.SetCellValue("Toelichting", "A1", "Zo vult u het register"))
	check(f.SetCellValue("Toelichting", "B1", "in"))
	_, err := f.NewSheet("Register")
	check(err)
	check(f.SetCellValue("Register", "A1", "Register van verwerkingen"))
	check(f.SetSheetRow("Register", "A3", &[]any{"Nr", "Naam verwerking", "Doel van de verwerking", "Startdatum", "Laatst gecontroleerd", "Einddatum", "Bedrag"}))
	check(f.SetSheetRow("Register", "A4", &[]any{1, "Parkeren", "Vergunning\nverlenen", time.Date(2020, 3, 4, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 12, 14, 30, 0, 0, time.UTC), "31-12-2027", 0.1}))
	check(f.SetSheetRow("Register", "A6", &[]any{123456789012, "Afval", "Ophalen", 43831, "4 maart 2026", "n.v.t.", 1250000}))
	format := "dd/mm/yyyy"
	day, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	check(err)
	check(f.SetCellStyle("Register", "D4", "D4", day))
	euro, err := f.NewStyle(&excelize.Style{NumFmt: 4})
	check(err)
	check(f.SetCellStyle("Register", "G6", "G6", euro))
	_, err = f.NewSheet("Geheim")
	check(err)
	check(f.SetSheetVisible("Geheim", false))
	var b bytes.Buffer
	check(f.Write(&b))
	return b.String()
}

func TestReadXLSX(t *testing.T) {
	content := workbook(t)
	table := read(t, "register.xlsx", content)
	t.Run("het werkblad met een herkende kop wordt gekozen, en datums worden ISO", func(t *testing.T) {
		if table.Sheet != "Register" || table.HeaderRow != 3 || len(table.Rows) != 2 || table.Rows[1].Number != 6 {
			t.Fatalf("%s, header %d, rows %v", table.Sheet, table.HeaderRow, table.Rows)
		}
		want(t, "sheets", table.Sheets, []string{"Toelichting", "Register"})
		r := records(t, table, Guess(table))
		want(t, "start", r[0].Fields["startDate"], []string{"2020-03-04"})
		want(t, "confirmed", r[0].Fields["lastConfirmed"], []string{"2026-11-12"})
		want(t, "end", r[0].Fields["endDate"], []string{"2027-12-31"})
		want(t, "serial", r[1].Fields["startDate"], []string{"2020-01-01"})
		want(t, "text", r[1].Fields["lastConfirmed"], []string{"2026-03-04"})
		want(t, "number", r[1].Fields["number"], []string{"123456789012"})
		if r[0].Rest[0].Value != "0.1" || r[1].Rest[1].Value != "1250000" {
			t.Errorf("numbers as stored: %v %v", r[0].Rest, r[1].Rest)
		}
	})
	t.Run("een ander werkblad kan worden gekozen", func(t *testing.T) {
		other, err := ReadSheet("r.xlsx", "Toelichting", strings.NewReader(content), int64(len(content)), nil)
		if err == nil || !strings.Contains(err.Error(), "geen rij onder de kop") {
			t.Errorf("%v %v", other, err)
		}
		_, err = ReadSheet("r.xlsx", "Blad9", strings.NewReader(content), int64(len(content)), nil)
		if err == nil || !strings.Contains(err.Error(), "Kies uit: Toelichting, Register") {
			t.Errorf("%v", err)
		}
	})
	t.Run("er blijft geen uitgepakte inhoud achter, ook niet na een fout", func(t *testing.T) {
		dir := t.TempDir()
		t.Setenv("TMPDIR", dir)
		large := "<worksheet><sheetData>" + strings.Repeat(`<row><c t="inlineStr"><is><t>Parkeren</t></is></c></row>`, 400_000) + "</sheetData></worksheet>"
		refuses(t, "r.xlsx", zipped(t, "xl/worksheets/sheet1.xml", large, "xl/workbook.xml", "<niet"), 0, "Excel")
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
	t.Run("een beschadigd bestand wordt geweigerd in het Nederlands", func(t *testing.T) {
		refuses(t, "r.xlsx", zipped(t, "xl/workbook.xml", "<niet"), 0, "Excel")
	})
}

func TestProgressReachesTheEnd(t *testing.T) {
	content := "Naam,Doel\n" + strings.Repeat("a,b\n", 5000)
	calls, last, before := 0, int64(0), int64(0)
	_, err := Read("r.csv", strings.NewReader(content), int64(len(content)), func(done, total int64) {
		if total != int64(len(content)) || done < before {
			t.Errorf("%d of %d after %d", done, total, before)
		}
		calls, before, last = calls+1, done, done
	})
	if err != nil || calls < 3 || last != int64(len(content)) {
		t.Errorf("%d calls, last %d, %v", calls, last, err)
	}
}
