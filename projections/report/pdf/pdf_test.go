package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/heemstede/grootboek/projections/report"
	"github.com/heemstede/grootboek/projections/report/pdf/pdfcheck"
	"github.com/heemstede/grootboek/projections/report/reporttest"
)

func rendered(t testing.TB, r report.Report, attached ...Attachment) []byte {
	t.Helper()
	b, err := Render(r, attached...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var attachment = Attachment{Name: "rapport.json", MIME: "application/json", Description: "De gegevens van dit rapport", Relationship: Data, Content: []byte("{}\n")}

func TestRegelsVanHetFormaat(t *testing.T) {
	for name, r := range reporttest.All() {
		t.Run("R-RPT-10 "+name+": voldoet aan PDF/A-2a en PDF/UA-1", func(t *testing.T) {
			for _, fault := range pdfcheck.Check(rendered(t, r)) {
				t.Error(fault)
			}
		})
	}
	t.Run("R-RPT-10 met bijlagen: voldoet aan PDF/A-3a en PDF/UA-1", func(t *testing.T) {
		second := attachment
		second.Name, second.Relationship = "trail.jsonl", Source
		b := rendered(t, reporttest.Usual(), attachment, second)
		for _, fault := range pdfcheck.Check(b) {
			t.Error(fault)
		}
		if !bytes.Contains(b, []byte("<pdfaid:part>3</pdfaid:part>")) || bytes.Contains(rendered(t, reporttest.Usual()), []byte("<pdfaid:part>3</pdfaid:part>")) {
			t.Error("the part that is claimed")
		}
	})
	t.Run("10.000 rijen: elke bladzijde heeft de kop, en het bestand voldoet", func(t *testing.T) {
		b := rendered(t, reporttest.Many(10_000))
		for _, fault := range pdfcheck.Check(b) {
			t.Error(fault)
		}
		if n := bytes.Count(b, []byte("/Artifact <</Type /Pagination>> BDC")); n < 200 {
			t.Errorf("the heads stand on %d pages", n)
		}
	})
}

func TestDezelfdeBytes(t *testing.T) {
	t.Run("R-RPT-02 hetzelfde rapport is byte voor byte hetzelfde bestand", func(t *testing.T) {
		for name, r := range reporttest.All() {
			if !bytes.Equal(rendered(t, r, attachment), rendered(t, r.Normal(), attachment)) {
				t.Errorf("%s differs", name)
			}
		}
	})
}

func TestVerkeerdeBijlage(t *testing.T) {
	for nl, change := range map[string]func(*Attachment){"zonder naam": func(a *Attachment) { a.Name = "" }, "naam met pad": func(a *Attachment) { a.Name = "../x" }, "soort met spatie": func(a *Attachment) { a.MIME = "a b/c" },
		"zonder omschrijving": func(a *Attachment) { a.Description = "" }, "zonder verhouding": func(a *Attachment) { a.Relationship = "" }} {
		t.Run("bijlage "+nl+": geweigerd", func(t *testing.T) {
			a := attachment
			change(&a)
			if _, err := Render(reporttest.Usual(), a); err == nil {
				t.Error("it was taken")
			}
		})
	}
}

// tool skips the test if a program is not installed; .ci/run installs them.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: apt-get install qpdf poppler-utils", name)
	}
	return path
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(tool(t, name), args...).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func saved(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rapport.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAndereLezers(t *testing.T) {
	for name, r := range reporttest.All() {
		t.Run(name+": qpdf vindt geen fouten", func(t *testing.T) {
			if out := run(t, "qpdf", "--check", saved(t, rendered(t, r, attachment))); strings.Contains(out, "WARNING") {
				t.Error(out)
			}
		})
		t.Run(name+": alles wat in de gegevens staat, leest pdftotext terug", func(t *testing.T) {
			text := squeezed(run(t, "pdftotext", "-raw", "-enc", "UTF-8", saved(t, rendered(t, r)), "-"))
			for _, s := range reporttest.Texts(r) {
				if want := squeezed(s); !strings.Contains(text, want) && !strings.Contains(text, reversed(want)) {
					t.Errorf("%q is missing", s)
				}
			}
		})
	}
	t.Run("R-RPT-10 pdfinfo ziet een gemerkt bestand met titel, koppen, tabellen en koppelingen", func(t *testing.T) {
		path := saved(t, rendered(t, reporttest.Usual()))
		info := run(t, "pdfinfo", path)
		for _, want := range []string{`Tagged: +yes`, `Title: +Verantwoording privacy 2025`, `Page size: .*A4`, `Suspects: +no`} {
			if !regexp.MustCompile(want).MatchString(info) {
				t.Errorf("%s\n%s", want, info)
			}
		}
		tree := run(t, "pdfinfo", "-struct", path)
		for _, want := range []string{"H1", "H2", "H3", "Table", "Caption", "TH", "TD", "Figure", "Link", "LI", "LBody"} {
			if !slices.Contains(strings.FieldsFunc(tree, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), want) {
				t.Errorf("no %s in\n%s", want, tree)
			}
		}
	})
	t.Run("pdftoppm tekent elke bladzijde", func(t *testing.T) {
		path := saved(t, rendered(t, reporttest.Usual()))
		if out := run(t, "pdftoppm", "-r", "20", "-png", path, strings.TrimSuffix(path, ".pdf")); strings.Contains(out, "rror") {
			t.Error(out)
		}
	})
}

// squeezed is a text without what a reader of PDF cannot know: spaces, line ends, and characters without form.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

// reversed is a text as pdftotext gives what runs from right to left: it takes the order on paper for the visual one.
func reversed(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

func BenchmarkRender(b *testing.B) {
	for name, r := range map[string]report.Report{"gewoon": reporttest.Usual(), "10.000 rijen": reporttest.Many(10_000)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rendered(b, r)
			}
		})
	}
}
