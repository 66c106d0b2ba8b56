package web

import (
	"bytes"
	"html/template"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
)

func TestTemplates(t *testing.T) {
	s, err := Templates()
	if err != nil {
		t.Fatal(err)
	}
	t.Run("een pagina krijgt de titel naar het vaste patroon, met Fout: als er fouten zijn", func(t *testing.T) {
		p := exampleFrame("Bouwstenen", gallery{})
		title(t, s, p, "Bouwstenen – grootboek gemeente Heemstede")
		p.Errors = exampleErrors()
		title(t, s, p, "Fout: Bouwstenen – grootboek gemeente Heemstede")
	})
	t.Run("een fout in het sjabloon schrijft niets, zodat de beller nog kan antwoorden", func(t *testing.T) {
		w := httptest.NewRecorder()
		if err := s.Render(w, 422, "gallery", Page{Data: "geen galerij"}); err == nil {
			t.Fatal("no error")
		}
		if w.Body.Len() != 0 || len(w.Header()) != 0 || w.Code == 422 {
			t.Errorf("written: %q %v", w.Body, w.Header())
		}
		if err := s.Render(w, 200, "bestaat niet", Page{}); err == nil {
			t.Error("a page that does not exist renders")
		}
	})
	t.Run("Render antwoordt met de status en als HTML in UTF-8", func(t *testing.T) {
		w := httptest.NewRecorder()
		if err := s.Render(w, 422, "gallery", exampleFrame("Bouwstenen", exampleGallery())); err != nil {
			t.Fatal(err)
		}
		if w.Code != 422 || w.Header().Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(w.Body.String(), `<html lang="nl">`) {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	})
	t.Run("een pagina zonder main wordt bij de start gevonden", func(t *testing.T) {
		_, err := load(fstest.MapFS{"layout.html": {Data: []byte("{{define `layout`}}{{end}}")}, "components.html": {}, "pages/leeg.html": {Data: []byte("tekst")}})
		if err == nil || !strings.Contains(err.Error(), "pages/leeg.html") {
			t.Errorf("%v", err)
		}
	})
	t.Run("wat iemand typte, wordt nooit HTML", func(t *testing.T) {
		p := exampleFrame("<script>alert(1)</script>", gallery{Summary: SummaryList{[]SummaryRow{{Key: "<b>", Cell: Cell{NL: `"><img src=x>`, Href: "javascript:alert(1)"}}}}})
		b, err := s.HTML("gallery", p)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script>alert", "<b>", "<img src=x", "javascript:"} {
			if bytes.Contains(b, []byte(bad)) {
				t.Errorf("the page contains %s", bad)
			}
		}
	})
	t.Run("een pagina met voortgang ververst zichzelf ook zonder JavaScript", func(t *testing.T) {
		p := exampleFrame("Inlezen", gallery{})
		p.Refresh = 5
		b, err := s.HTML("gallery", p)
		if err != nil || !bytes.Contains(b, []byte(`<noscript><meta http-equiv="refresh" content="5"></noscript>`)) {
			t.Errorf("no refresh: %v", err)
		}
	})
}

func title(t *testing.T, s *Set, p Page, want string) {
	t.Helper()
	b, err := s.HTML("gallery", p)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`<title>(.*)</title>`).FindSubmatch(b)
	if m == nil || string(m[1]) != want {
		t.Errorf("title %q, want %q", m, want)
	}
}

func TestFields(t *testing.T) {
	s, err := Templates()
	if err != nil {
		t.Fatal(err)
	}
	has := func(t *testing.T, f Field, want ...string) {
		t.Helper()
		b, err := s.HTML("gallery", Page{Data: gallery{Form: Form{Fields: []Field{f}}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !bytes.Contains(b, []byte(w)) {
				t.Errorf("%+v lacks %s", f, w)
			}
		}
	}
	t.Run("de beschrijving noemt eerst de uitleg en dan de fout", func(t *testing.T) {
		for _, kind := range []string{Text, Date, DateTime, Textarea, Lines, Select, Radios, Checkboxes, Checkbox, File} {
			has(t, Field{Kind: kind, Name: "x", Label: "X", Hint: "uitleg", Error: "mis", Options: []Option{{Value: "1", NL: "Een"}}}, `aria-describedby="x-hint x-fout"`, `id="x-hint"`, `id="x-fout"`)
		}
	})
	t.Run("een fout staat ook als aria-invalid bij het veld, en wat getypt is blijft", func(t *testing.T) {
		has(t, Field{Kind: Date, Name: "x", Value: "31 febr", Error: "mis"}, `value="31 febr"`, `aria-invalid="true"`)
		has(t, Field{Kind: Lines, Name: "x", Values: []string{"een", "twee"}, Error: "mis"}, ">een\ntwee</textarea>", `aria-invalid="true"`)
	})
	t.Run("een foutlink naar keuzerondjes komt bij het eerste rondje", func(t *testing.T) {
		has(t, Field{Kind: Radios, Name: "x", Options: []Option{{Value: "1"}, {Value: "2"}}}, `type="radio" id="x" name="x" value="1"`, `type="radio" id="x-2" name="x" value="2"`)
	})
	t.Run("wie niets hoeft in te vullen, leest dat", func(t *testing.T) {
		has(t, Field{Name: "x", Label: "X", Optional: true}, "(niet verplicht)")
		has(t, Field{Name: "x", Label: "X"}, `aria-required="true"`)
	})
}

func TestStatic(t *testing.T) {
	h := Static()
	get := func(method, path, etag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		if etag != "" {
			r.Header.Set("If-None-Match", etag)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	types := map[string]string{"grootboek.css": "text/css; charset=utf-8", "grootboek.js": "text/javascript; charset=utf-8", "logo.svg": "image/svg+xml", "favicon.svg": "image/svg+xml"}
	for name, want := range types {
		t.Run("met de hash in het adres mag een bestand een jaar bewaard worden: "+name, func(t *testing.T) {
			at, err := address(assets(), name)
			if err != nil {
				t.Fatal(err)
			}
			w := get("GET", at, "")
			if w.Code != 200 || w.Header().Get("Content-Type") != want || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Body.Len() == 0 {
				t.Errorf("%s: %d %v", at, w.Code, w.Header())
			}
		})
	}
	t.Run("zonder hash of met een oude hash wordt elke keer gevraagd, en met 304 geantwoord", func(t *testing.T) {
		for _, path := range []string{"/static/grootboek.css", "/static/0000000000000000/grootboek.css"} {
			w := get("GET", path, "")
			if w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" {
				t.Errorf("%s: %d %v", path, w.Code, w.Header())
			}
			if w = get("GET", path, w.Header().Get("ETag")); w.Code != 304 || w.Body.Len() != 0 {
				t.Errorf("%s again: %d", path, w.Code)
			}
		}
	})
	t.Run("alleen bestanden, en alleen om te lezen", func(t *testing.T) {
		for path, code := range map[string]int{"/static/": 404, "/static/embed.go": 404, "/static/../embed.go": 404, "/static/a/b/logo.svg": 404, "/static/layout.html": 404} {
			if w := get("GET", path, ""); w.Code != code {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
		if w := get("POST", "/static/logo.svg", ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
			t.Errorf("POST: %d", w.Code)
		}
		if w := get("HEAD", "/static/logo.svg", ""); w.Code != 200 || w.Body.Len() != 0 {
			t.Errorf("HEAD: %d", w.Code)
		}
	})
}

func TestFuncs(t *testing.T) {
	t.Run("datums staan zoals in Nederland, in de tijd van Amsterdam", func(t *testing.T) {
		late := time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC)
		is(t, first(date(late)), `<time datetime="2026-07-01">01-07-2026</time>`)
		is(t, first(date(calendar.Date("2026-07-01"))), `<time datetime="2026-07-01">01-07-2026</time>`)
		is(t, dateTime(late), `<time datetime="2026-07-01T00:30:00+02:00">01-07-2026 00:30</time>`)
		is(t, momentOf(late.Add(-30*time.Minute)), `<time datetime="2026-07-01">01-07-2026</time>`)
		is(t, momentOf(late), string(dateTime(late)))
		is(t, first(date(time.Time{}))+dateTime(time.Time{})+momentOf(time.Time{}), "")
		is(t, day("<b>"), "&lt;b&gt;")
		if _, err := date("morgen"); err == nil {
			t.Error("text is taken for a date")
		}
	})
	t.Run("getallen staan met punten, tellingen in enkelvoud en meervoud", func(t *testing.T) {
		for n, want := range map[int]string{0: "0", 999: "999", 1000: "1.000", 1234567: "1.234.567", -1234: "−1.234"} {
			if got := FormatNumber(n); got != want {
				t.Errorf("%d: %s", n, got)
			}
		}
		if got := plural(1, "rij", "rijen") + plural(0, "rij", "rijen") + plural(1200, "rij", "rijen"); got != "1 rij0 rijen1.200 rijen" {
			t.Error(got)
		}
	})
	t.Run("honderd procent is pas klaar", func(t *testing.T) {
		if percent(99999, 100000) != 99 || percent(5, 5) != 100 || percent(9, 5) != 100 || percent(1, 0) != 0 || percent(-1, 5) != 0 {
			t.Error("percent")
		}
	})
	t.Run("dict wil paren met een naam", func(t *testing.T) {
		for _, bad := range [][]any{{"a"}, {1, 2}} {
			if _, err := dict(bad...); err == nil {
				t.Errorf("dict %v", bad)
			}
		}
	})
	t.Run("een onbekende status ziet er neutraal uit en zegt wat hij is", func(t *testing.T) {
		type status string
		if StatusTag(status("registered"), "Geregistreerd") != (Tag{OK, "Geregistreerd"}) || StatusTag("iets", "Iets") != (Tag{Neutral, "Iets"}) {
			t.Error("status")
		}
	})
	t.Run("opties met dezelfde groep staan bij elkaar", func(t *testing.T) {
		g := groups([]Option{{NL: "a"}, {NL: "b", Group: "G"}, {NL: "c", Group: "G"}, {NL: "d", Group: "H"}})
		if len(g) != 3 || g[1].NL != "G" || len(g[1].Options) != 2 {
			t.Errorf("%v", g)
		}
	})
}

func first(h template.HTML, err error) template.HTML {
	if err != nil {
		return template.HTML(err.Error())
	}
	return h
}

func is(t *testing.T, got template.HTML, want string) {
	t.Helper()
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPaginate(t *testing.T) {
	show := func(page, size, total int) string {
		var s []string
		for _, l := range Paginate(page, size, total, FormatNumber).Pages {
			switch {
			case l.Gap:
				s = append(s, "…")
			case l.Current:
				s = append(s, "["+l.Href+"]")
			default:
				s = append(s, l.Href)
			}
		}
		return strings.Join(s, " ")
	}
	t.Run("noemt de eerste, de laatste en die ernaast", func(t *testing.T) {
		for _, c := range []struct {
			page, total int
			want        string
		}{{1, 0, ""}, {1, 10, ""}, {1, 11, "[1] 2"}, {7, 500, "1 … 6 [7] 8 … 50"}, {1, 500, "[1] 2 … 50"}, {50, 500, "1 … 49 [50]"}, {99, 500, "1 … 49 [50]"}, {-3, 500, "[1] 2 … 50"}, {3, 50, "1 2 [3] 4 5"}} {
			if got := show(c.page, 10, c.total); got != c.want {
				t.Errorf("page %d of %d lines: %q, want %q", c.page, c.total, got, c.want)
			}
		}
	})
	t.Run("telt de regels die getoond worden", func(t *testing.T) {
		p := Paginate(2, 25, 30, FormatNumber)
		if p.First != 26 || p.Last != 30 || p.Previous != "1" || p.Next != "" {
			t.Errorf("%+v", p)
		}
		if p = Paginate(1, 0, 0, FormatNumber); p.First != 0 || p.Last != 0 || p.Next != "" {
			t.Errorf("%+v", p)
		}
	})
	t.Run("een miljoen pagina’s kost niet meer dan zeven", func(t *testing.T) {
		if n := len(Paginate(500_000, 1, 1_000_000, FormatNumber).Pages); n > 7 {
			t.Errorf("%d", n)
		}
	})
}

func TestWords(t *testing.T) {
	text := func(parts []DiffPart, changed bool) (all, marked string) {
		for _, p := range parts {
			all += p.NL
			if p.Changed == changed {
				marked += p.NL
			}
		}
		return all, marked
	}
	t.Run("merkt alleen de woorden die veranderen, en geeft beide teksten heel terug", func(t *testing.T) {
		for _, c := range [][4]string{
			{"de kat zit", "de hond zit", "kat ", "hond "}, {"", "nieuw", "", "nieuw"}, {"oud", "", "oud", ""}, {"", "", "", ""},
			{"a b c", "a b c", "", ""}, {"a\nb  c", "a\nb  d", "c", "d"}, {"a c", "a b c", "", "b "}} {
			was, now := Words(c[0], c[1])
			all, marked := text(was, true)
			all2, marked2 := text(now, true)
			if all != c[0] || all2 != c[1] || marked != c[2] || marked2 != c[3] {
				t.Errorf("%q → %q: marked %q and %q, whole %q and %q", c[0], c[1], marked, marked2, all, all2)
			}
		}
	})
	t.Run("wat gelijk is, is aan beide kanten gelijk", func(t *testing.T) {
		was, now := Words("een twee drie vier vijf", "nul een drie twee vijf zes")
		_, a := text(was, false)
		_, b := text(now, false)
		if !slices.Equal(strings.Fields(a), strings.Fields(b)) {
			t.Errorf("%q and %q", a, b)
		}
	})
	t.Run("een heel lange tekst wordt niet woord voor woord vergeleken", func(t *testing.T) {
		long := strings.Repeat("woord ", maxWords+1)
		if was, now := Words(long, long+"meer"); len(was) != 1 || !was[0].Changed || len(now) != 1 || !now[0].Changed {
			t.Errorf("%d and %d parts", len(was), len(now))
		}
	})
}
