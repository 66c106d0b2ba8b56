package intake

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// TestNothingIsLost draws tables at random, with any columns going to any fields, and looks for every cell.
func TestNothingIsLost(t *testing.T) {
	headers := []string{"Naam", "Id", "Vrij", "Anders"}
	for _, s := range synonyms {
		word, _, _ := strings.Cut(s.words, ",")
		headers = append(headers, strings.TrimLeft(word, "~="))
	}
	values := rapid.OneOf(
		rapid.SampledFrom([]string{"", "ja", "nee", "Ja, soms", "n.v.t.", "[leeg]", "geen", "04-03-2026", "2026-03-04", "4 maart 2026", "a, b, c", "a; b", "x\ny\nz", "jan@x.nl",
			"Wettelijke verplichting", "publieke taak, toestemming", "Wettelijke verplichting | [afgebroken]", "art. 6 lid 1 onder e AVG: Wmo", "BSN", "naam, BSN, gezondheid", "direct", "gemeente", "betrokkene", "7 jaar; daarna weg", "Zin een. Zin twee, drie."}),
		rapid.StringMatching(`[a-zé ,;.|()\n-]{0,40}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.SampledFrom(headers), 2, 9, rapid.ID[string]).Draw(t, "headers")
		var b strings.Builder
		w := csv.NewWriter(&b)
		_ = w.Write(append([]string{"Naam van de verwerking"}, names...))
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			row := []string{rapid.SampledFrom([]string{"A", "B", ""}).Draw(t, "name")}
			for range names {
				row = append(row, values.Draw(t, "cell"))
			}
			_ = w.Write(row)
		}
		w.Flush()
		table, err := Read("r.csv", strings.NewReader(b.String()), int64(b.Len()), nil)
		if err != nil {
			return // nothing but empty rows
		}
		m := Guess(table)
		for _, c := range table.Columns[1:] { // a person may send any column anywhere
			f := rapid.SampledFrom(append([]Field{{}}, Fields...)).Draw(t, "field")
			if !f.single() {
				m.Columns[c.Name] = Assignment{Field: f.Key}
			}
		}
		var all []Record
		for r, err := range table.Records(m) {
			if err != nil {
				return // a mapping that cannot be
			}
			all = append(all, r)
		}
		if gone := lost(table, m, all); len(gone) > 0 {
			t.Fatalf("lost %q\nof %s\nmapping %+v\nrecords %+v", gone, b.String(), m.Columns, all)
		}
	})
}

func fuzz(f *testing.F, name string) {
	f.Fuzz(func(t *testing.T, content string) {
		table, err := Read(name, strings.NewReader(content), int64(len(content)), nil)
		if err != nil {
			return
		}
		m := Guess(table)
		if table.Check(m) != nil {
			m = Mapping{Columns: map[string]Assignment{table.Columns[0].Name: {Field: "name"}}}
		}
		var all []Record
		for r, err := range table.Records(m) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r)
		}
		if gone := lost(table, m, all); len(gone) > 0 {
			t.Fatalf("lost %q", gone)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add(small)
	f.Add("sep=|\nNaam|Doel\na|b\n")
	f.Add("\x01\na,b\n")
	f.Add("Kolom 1\na,b\n")
	f.Add("\xff\xfeN\x00a\x00")
	f.Add("Naam,Verwerker,Plaats verwerker\nA,\"x\ny\",\"1\n2\"\n")
	fuzz(f, "r.csv")
}

func FuzzJSON(f *testing.F) {
	f.Add(`[{"naam":"a","doel":["x"]}]`)
	f.Add(`{"verantwoordelijke":"z","activities":[{"id":"1","name":"a"}]}`)
	f.Add(`[{"Naam":"a","Verantwoordelijken":[{"Naam":"b"}],"Doelen":[{"Doel":"c","Rechtsgrond":"d"}],"Betrokkenen":[],"Beveiliging":{}}]`)
	fuzz(f, "r.json")
}

// big is a register of n rows and 12 columns.
func big(n int) string {
	var b strings.Builder
	b.WriteString("Nummer;Naam;Verwerkingsverantwoordelijke;Afdeling;Doel;Grondslag;Betrokkenen;Persoonsgegevens;Ontvangers;Bewaartermijn;Startdatum;Opmerking\n")
	for i := range n {
		fmt.Fprintf(&b, "V%d;Verwerking %d;College;Team %d;Vergunning %d verlenen;Wettelijke verplichting;aanvrager, gemachtigde;naam, adres, BSN;politie, justitie;7 jaar na besluit;2020-01-%02d;regel %d\n", i, i, i%40, i, i%28+1, i)
	}
	return b.String()
}

func TestHundredThousandRowsWork(t *testing.T) {
	content := big(100_000)
	table := read(t, "groot.csv", content)
	n := 0
	for r, err := range table.Records(Guess(table)) {
		if err != nil || r.Refused != "" || len(r.Problems) > 0 || len(r.Categories) != 3 {
			t.Fatalf("%v %+v", err, r)
		}
		n++
	}
	if n != 100_000 {
		t.Errorf("%d records", n)
	}
}

func BenchmarkRead100kCSV(b *testing.B) {
	content := big(100_000)
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("r.csv", strings.NewReader(content), int64(len(content)), nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRecords100k(b *testing.B) {
	content := big(100_000)
	table, err := Read("r.csv", strings.NewReader(content), int64(len(content)), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range table.Records(Guess(table)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkRead100kXLSX(b *testing.B) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(big(100_000)), "\n") {
		var row []any
		for s := range strings.SplitSeq(line, ";") {
			row = append(row, s)
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		b.Fatal(err)
	}
	content := buf.String()
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("r.xlsx", strings.NewReader(content), int64(len(content)), nil); err != nil {
			b.Fatal(err)
		}
	}
}
