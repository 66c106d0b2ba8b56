package dpiafile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heemstede/grootboek/domain/dpia"
)

// shared is where real DPIAs of others lie. They are not part of the repository.
const shared = "../../../shared/data/dpia"

func realFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared, name))
	if err != nil {
		t.Skipf("the sample data are not here: %s", name)
	}
	return data
}

func read(t *testing.T, data string) *Document {
	t.Helper()
	d, err := Read([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// textOf is the text of one paragraph.
func textOf(d *Document, p dpia.Paragraph) string {
	for _, s := range d.Sections {
		if s.Paragraph == p {
			return s.Text
		}
	}
	return ""
}

func rijk(answers string) string {
	return `{"metadata": {"urn": "urn:nl:dpia:3.0", "createdAt": "2026-04-12"}, "answers": {` + answers + `}}`
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// all is everything that a person can read of a document.
func all(d *Document) string {
	var b strings.Builder
	fmt.Fprintln(&b, d.Title)
	for _, s := range append(append([]dpia.ImportedText{}, d.Sections...), d.Comments...) {
		fmt.Fprintln(&b, s.Text)
	}
	for _, e := range append(append([]Entry{}, d.Rest...), d.Persons...) {
		fmt.Fprintln(&b, e.Label, strings.Join(e.Lines, "\n"))
	}
	return words(b.String())
}

// lost lists the values of a file that cannot be read anywhere in the document.
func lost(t *testing.T, data []byte, d *Document) (list []string) {
	t.Helper()
	root, err := parse(data)
	if err != nil {
		t.Fatal(err)
	}
	text := all(d)
	root.walk("", "", func(path, _ string, n *node) {
		last := path[strings.LastIndex(path, " › ")+1:]
		if strings.HasSuffix(last, "_index") || strings.HasSuffix(last, "reference_to") || strings.HasSuffix(last, " id") || strings.HasSuffix(last, "gauge") {
			return // they say where something belongs
		}
		shape := words(address.ReplaceAllString(plain(n.text), "[e-mailadres buiten het log]"))
		if raw := words(shown(yesNo(n.text))); !strings.Contains(text, shape) && !strings.Contains(text, raw) {
			for line := range strings.Lines(plain(n.text)) { // a list in a list has a line of its own
				if !strings.Contains(text, words(line)) {
					list = append(list, path+": "+line)
				}
			}
		}
	})
	return list
}

func TestRijk(t *testing.T) {
	t.Run("het nummer van de vraag zegt bij welk onderdeel een antwoord hoort", func(t *testing.T) {
		d := read(t, rijk(`"10.2": {"value": "Zeven jaar."}, "1.1": {"value": "Een voorstel.\nTwee regels."}, "14.1": {"value": "Lichter kan niet."}, "14.2": {"value": "In verhouding."}, "12.1.1": {"value": "false"}`))
		for p, want := range map[dpia.Paragraph]string{"proposal": "Voorstel:\nEen voorstel.\nTwee regels.", "retention": "Aanvullende informatie over de bewaartermijnen: Zeven jaar.",
			"necessity": "De beoordeling van de subsidiariteit: Lichter kan niet.\n\nDe beoordeling van de proportionaliteit: In verhouding.", "special-data": "Bijzondere persoonsgegevens: nee"} {
			if got := textOf(d, p); got != want {
				t.Errorf("%s: %q", p, got)
			}
		}
		if d.Format != dpia.RijkJSON || len(d.Sections) != 4 || d.Sections[0].Paragraph != "proposal" {
			t.Errorf("%+v", d)
		}
	})
	t.Run("een groep die zich herhaalt, wordt genummerde regels, ook met groepen erin; lege rijen zeggen niets", func(t *testing.T) {
		d := read(t, rijk(`"2.1": [{"_index": 0, "2.1.1": {"value": "Naam"}, "2.1.4": {"value": "gewoon"}}, {"_index": 1}, {"_index": 2, "2.1.1": {"value": ["BSN", "KvK"]}, "2.1.9": [{"_index": 0, "2.1.7": {"value": "UWV"}}]}], "5.1": [{"_index": 1}]`))
		want := "Persoonsgegevens:\n1. Persoonsgegeven: Naam; Type persoonsgegeven: gewoon\n3. Persoonsgegeven: BSN, KvK\n   Rechtsgrond verstrekking:\n   1. Partij naam: UWV"
		if got := textOf(d, "data"); got != want {
			t.Errorf("%q", got)
		}
		if textOf(d, "purposes") != "" {
			t.Error("empty rows became a text")
		}
	})
	t.Run("wat geen plaats heeft, blijft te lezen: inleiding, samenvatting, beeld, onbekende vragen en momenten", func(t *testing.T) {
		image := "data:image/webp;base64," + strings.Repeat("A", 4096)
		d := read(t, rijk(`"1.1": {"value": "Een voorstel.", "lastEditedAt": "2026-03-26"}, "0": {"value": "Een inleiding."}, "18": {"value": "Een samenvatting."}, "99.1": {"value": "Iets nieuws.", "extra": 7}, "1.2": [{"_index": 0, "1.2.1": {"value": {"data": "`+image+`", "title": "Schema"}}}]`))
		text := all(d)
		for _, w := range []string{"0 Inleiding Een inleiding.", "18 Managementsamenvatting Een samenvatting.", "Iets nieuws.", "7", "afbeelding (image/webp, 3 kB): staat in het bestand", "Schema", "2026-03-26", "2026-04-12"} {
			if !strings.Contains(text, w) {
				t.Errorf("%q is lost: %s", w, text)
			}
		}
		if Count(d.Rest) < 8 {
			t.Errorf("%d", Count(d.Rest))
		}
	})
	t.Run("namen van personen en e-mailadressen staan apart, nooit in een tekst die het log ingaat", func(t *testing.T) {
		d := read(t, rijk(`"1.1": {"value": "Vraag het jan.duin@voorbeeld.nl na."}, "19.4": [{"_index": 0, "19.4.4": {"value": "Jan Duin"}, "19.4.5": {"value": "Adviseur"}}], "20.1.4": {"value": "Piet Zee"}`))
		rest := fmt.Sprint(d.Sections, d.Comments, d.Rest, d.Title)
		for _, name := range []string{"Jan Duin", "Piet Zee", "jan.duin@voorbeeld.nl"} {
			if strings.Contains(rest, name) || !strings.Contains(fmt.Sprint(d.Persons), name) {
				t.Errorf("%s: %s | %v", name, rest, d.Persons)
			}
		}
		if !strings.Contains(rest, "[e-mailadres buiten het log]") || !strings.Contains(rest, "Adviseur") {
			t.Error(rest)
		}
	})
	t.Run("de echte export van de profielservice: vijftien onderdelen of meer, en niets verloren", func(t *testing.T) {
		data := realFile(t, "minbzk_dpia_profielservice_export.json")
		d := read(t, string(data))
		if len(d.Sections) < 15 {
			t.Errorf("%d sections", len(d.Sections))
		}
		if got := textOf(d, "data"); !strings.Contains(got, "1. Persoonsgegeven: IdentificatieID; Categorie betrokkene: Natuurlijk en/of Rechtspersoon") {
			t.Errorf("%.300s", got)
		}
		if list := lost(t, data, d); len(list) > 0 {
			t.Errorf("%d values are lost, first %q", len(list), list[0])
		}
		for _, s := range d.Sections {
			if len(s.Text) > dpia.MaxSection || strings.Contains(s.Text, "data:image") {
				t.Errorf("%s: %d bytes", s.Paragraph, len(s.Text))
			}
		}
	})
}

func cnil(more string) string {
	return `{"pia": {"name": "Captoo", "author_name": "Eva York", "dpos_names": "Max (DPO)", "dpo_opinion": "Akkoord.", "status": 3}, "answers": [` + more + `], "measures": [{"title": "Versleuteling", "content": "Altijd <b>TLS</b>."}],` +
		`"comments": [{"description": "Klopt dit?", "reference_to": 212, "for_measure": false}, {"description": "Onbekende plaats.", "reference_to": 999}]}`
}

func TestCNIL(t *testing.T) {
	t.Run("elke vraag heeft een vast onderdeel; een tekst, een lijst en een niveau blijven staan", func(t *testing.T) {
		d := read(t, cnil(`{"reference_to": 211, "data": {"text": "Het doel.", "gauge": 0, "list": []}}, {"reference_to": 341, "data": {"text": null, "gauge": 3, "list": ["Overlast", "Schade"]}}, {"reference_to": 777, "data": {"text": "Een eigen vraag."}}`))
		for p, want := range map[dpia.Paragraph]string{"purposes": "Doelen\nHet doel.", "measures": "Versleuteling\nAltijd TLS.",
			"risks": "Verlies van gegevens: gevolgen voor betrokkenen\n- Overlast\n- Schade\nNiveau in het bestand: 3 (schaal van de CNIL, 1 tot en met 4)."} {
			if got := textOf(d, p); got != want {
				t.Errorf("%s: %q", p, got)
			}
		}
		if d.Title != "Captoo" || d.Format != dpia.CnilJSON || !strings.Contains(all(d), "Een eigen vraag.") {
			t.Errorf("%+v", d)
		}
	})
	t.Run("een opmerking komt bij haar onderdeel; waar dat niet kan, blijft zij te lezen", func(t *testing.T) {
		d := read(t, cnil(""))
		if len(d.Comments) != 1 || d.Comments[0] != (dpia.ImportedText{Paragraph: "ground", Text: "Klopt dit?"}) || !strings.Contains(all(d), "Onbekende plaats.") {
			t.Errorf("%+v", d)
		}
	})
	t.Run("het advies van de functionaris in het bestand is hier geen advies van de FG, maar blijft te lezen; namen staan apart", func(t *testing.T) {
		d := read(t, cnil(""))
		if text := fmt.Sprint(d.Rest); !strings.Contains(text, "Akkoord.") || strings.Contains(text, "Eva York") || strings.Contains(fmt.Sprint(d.Sections), "Akkoord.") {
			t.Error(text)
		}
		if text := fmt.Sprint(d.Persons); !strings.Contains(text, "Eva York") || !strings.Contains(text, "Max (DPO)") {
			t.Error(text)
		}
	})
	t.Run("HTML wordt platte tekst: wat er als opmaak uitziet is weg, de rest staat er letterlijk", func(t *testing.T) {
		for in, want := range map[string]string{
			"a<br />b": "a\nb", "<ul><li><strong>Een</strong> &amp; twee</li>\n<li>drie</li></ul>": "- Een & twee\n- drie", "5 < 6 en 7 > 3": "5 < 6 en 7 > 3",
			`zie <a href="https://cnil.fr/x">hier</a>`: "zie (https://cnil.fr/x) hier", "<script>alert(1)</script>": "alert(1)", "&lt;b&gt;": "<b>", "<p>a</p><p>b</p>": "a\n\nb", "x <": "x <", "<b": "<b",
		} {
			if got := plain(in); got != want {
				t.Errorf("%q: %q, want %q", in, got, want)
			}
		}
	})
	for _, name := range []string{"cnil_pia_captoo_fr.json", "cnil_pia_structure_example_en.json"} {
		t.Run("het echte bestand "+name+" wordt gelezen, en niets gaat verloren", func(t *testing.T) {
			data := realFile(t, name)
			d := read(t, string(data))
			if len(d.Sections) < 13 {
				t.Errorf("%d sections", len(d.Sections))
			}
			if list := lost(t, data, d); len(list) > 0 {
				t.Errorf("%d values are lost, first %q", len(list), list[0])
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for name, x := range map[string]struct{ file, want string }{
		"leeg":                        {"", "Regel 1: het bestand houdt middenin op"},
		"geen JSON":                   {"{\n\"metadata\": nee}", "Regel 2: dit is geen geldige JSON"},
		"afgebroken":                  {`{"metadata": {"urn": "urn:nl:dpia:3.0"}, "answers": {"1.1": {"val`, "houdt middenin op"},
		"twee keer JSON":              {rijk(`"1.1": {"value": "x"}`) + "{}", "na het einde van de JSON"},
		"een lijst":                   {"[1]", "begint niet met een object"},
		"iets anders":                 {`{"verwerkingen": []}`, "geen export die hier kan worden gelezen"},
		"een pre-scan":                {`{"metadata": {"urn": "urn:nl:prescan:3.0"}, "answers": {}}`, "geen DPIA maar een ander formulier"},
		"een oud model":               {`{"metadata": {"urn": "urn:nl:dpia:2.0"}, "answers": {}}`, "versie 2.0 van het model"},
		"antwoorden die er geen zijn": {`{"metadata": {"urn": "urn:nl:dpia:3.0"}, "answers": []}`, "geen lijst van vragen"},
		"niets ingevuld":              {rijk(""), "nog niets ingevuld"},
		"een naam die dubbel is":      {rijk(`"1.1": {"value": "een"}, "1.1": {"value": "twee"}`), "‘1.1’ komt twee keer voor"},
		"te diep":                     {rijk(`"1.1": ` + strings.Repeat(`{"value": `, 30) + `"x"` + strings.Repeat("}", 30)), "te diep genest"},
		"heel diep":                   {strings.Repeat("[", 1_000_000), "te diep genest"},
		"te veel gegevens":            {rijk(`"1.1": {"value": [` + strings.Repeat("1,", maxNodes) + `1]}`), "te veel gegevens"},
		"te groot":                    {rijk(`"1.1": {"value": "` + strings.Repeat("x", MaxFile) + `"}`), "te groot"},
		"geen UTF-8":                  {rijk(`"1.1": {"value": "` + "\xff" + `"}`), "geen UTF-8"},
	} {
		t.Run("een bestand met "+name+" wordt in zijn geheel geweigerd, in het Nederlands", func(t *testing.T) {
			d, err := Read([]byte(x.file))
			own, ok := errors.AsType[*Error](err)
			if !ok || d != nil || !strings.Contains(own.NL, x.want) {
				t.Errorf("%v: %v", d, err)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{rijk(`"2.1": [{"_index": 0, "2.1.1": {"value": "Naam"}}], "1.1": {"value": [1, null, true]}`), cnil(`{"reference_to": 211, "data": {"text": "<b", "list": [[]]}}`), `{"structure": {"data": {"sections": [{"items": [{"questions": [3]}]}]}}}`, `{"metadata": 1, "answers": null}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read(data)
		if _, own := errors.AsType[*Error](err); err != nil && !own {
			t.Fatalf("not in Dutch: %v", err)
		}
		if d != nil {
			for _, s := range d.Sections {
				if strings.TrimSpace(s.Text) == "" {
					t.Fatal("an empty section")
				}
			}
		}
	})
}
