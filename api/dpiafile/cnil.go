package dpiafile

import (
	"html"
	"strings"

	"github.com/heemstede/grootboek/domain/dpia"
)

type cnilQuestion struct {
	paragraph dpia.Paragraph
	NL        string
}

// cnilQuestions says to which paragraph each question of the PIA program belongs, and what it asks, in Dutch.
var cnilQuestions = func() map[string]cnilQuestion {
	m := map[string]cnilQuestion{
		"111": {"proposal", "Beschrijving van de verwerking"}, "112": {"parties", "Verantwoordelijkheden"}, "113": {"framework", "Normen die gelden"},
		"121": {"data", "Gegevens"}, "122": {"processing", "Levensloop van de gegevens"}, "123": {"techniques", "Systemen en dragers"},
		"211": {"purposes", "Doelen"}, "212": {"ground", "Grondslag"}, "213": {"necessity", "Niet meer gegevens dan nodig"},
		"214": {"necessity", "Juiste en actuele gegevens"}, "215": {"retention", "Bewaartermijnen"}, "221": {"rights", "Informatie aan betrokkenen"},
		"222": {"rights", "Toestemming"}, "223": {"rights", "Inzage en overdraagbaarheid"}, "224": {"rights", "Verbetering en verwijdering"},
		"225": {"rights", "Beperking en bezwaar"}, "226": {"parties", "Verwerkers"}, "227": {"locations", "Doorgifte buiten de EU"},
	}
	parts := []string{"gevolgen voor betrokkenen", "bedreigingen", "bronnen van het risico", "maatregelen", "ernst", "waarschijnlijkheid"}
	for i, risk := range []string{"Ongeoorloofde toegang tot gegevens", "Ongewenste wijziging van gegevens", "Verlies van gegevens"} {
		for j, part := range parts {
			m["3"+string(rune('2'+i))+string(rune('1'+j))] = cnilQuestion{"risks", risk + ": " + part}
		}
	}
	return m
}()

// cnilPersons are the fields that hold names of people.
var cnilPersons = map[string]string{"pia › author_name": "Opsteller", "pia › evaluator_name": "Beoordelaar", "pia › validator_name": "Vaststeller",
	"pia › dpos_names": "Functionaris gegevensbescherming", "pia › people_names": "Geraadpleegde betrokkenen"}

// cnilLabels are Dutch names of what people want to find among the rest.
var cnilLabels = map[string]string{"pia › dpo_opinion": "Advies van de functionaris in het bestand (geen advies van de FG hier)",
	"pia › concerned_people_opinion": "Mening van betrokkenen in het bestand", "pia › rejection_reason": "Reden van afwijzing", "pia › applied_adjustments": "Aanpassingen na afwijzing",
	"evaluations › evaluation_comment": "Beoordeling per onderdeel", "evaluations › action_plan_comment": "Actieplan per onderdeel", "evaluations › reference_to": "Beoordeeld onderdeel"}

func (d *draft) cnilNames() {
	d.doc.Format = dpia.CnilJSON
	d.persons = func(path string) bool { return cnilPersons[path] != "" }
	d.label = func(path string) string {
		if nl := cnilPersons[path] + cnilLabels[path]; nl != "" {
			return nl
		}
		return path
	}
}

// cnil reads the export of a PIA.
func (d *draft) cnil(root *node) {
	d.cnilNames()
	d.doc.Title = strings.TrimSpace(root.get("pia").get("name").take())
	for _, a := range root.get("answers").items() {
		if q, ok := cnilQuestions[a.get("reference_to").peek()]; ok {
			a.get("reference_to").take()
			d.cnilAnswer(q, a.get("data"))
		}
	}
	for _, m := range root.get("measures").items() {
		d.cnilMeasure(m)
	}
	for _, c := range root.get("comments").items() {
		q, ok := cnilQuestions[c.get("reference_to").peek()]
		if text := plain(c.get("description").peek()); ok && text != "" {
			c.get("reference_to").take()
			c.get("description").take()
			d.doc.Comments = append(d.doc.Comments, dpia.ImportedText{Paragraph: q.paragraph, Text: text})
		}
	}
}

// cnilStructure reads a template: its answers are examples or instructions.
func (d *draft) cnilStructure(n *node) {
	d.cnilNames()
	d.doc.Title = strings.TrimSpace(n.get("name").take())
	for _, section := range n.get("data").get("sections").items() {
		for _, item := range section.get("items").items() {
			for _, x := range item.get("questions").items() {
				if q, ok := cnilQuestions[x.get("id").peek()]; ok {
					x.get("id").take()
					d.add(q.paragraph, under(q.NL, plain(x.get("answer").take())))
				}
			}
			for _, m := range item.get("answers").items() {
				d.cnilMeasure(m)
			}
		}
	}
}

// cnilAnswer takes the text, the list and the level of an answer. A level of 0 is none.
func (d *draft) cnilAnswer(q cnilQuestion, data *node) {
	var parts []string
	if text := plain(data.get("text").take()); text != "" {
		parts = append(parts, text)
	}
	for _, x := range data.get("list").items() {
		if text := plain(x.take()); text != "" {
			parts = append(parts, "- "+text)
		}
	}
	if g := data.get("gauge").take(); g != "" && g != "0" {
		parts = append(parts, "Niveau in het bestand: "+g+" (schaal van de CNIL, 1 tot en met 4).")
	}
	d.add(q.paragraph, under(q.NL, strings.Join(parts, "\n")))
}

func (d *draft) cnilMeasure(m *node) {
	title, text := plain(m.get("title").take()), plain(m.get("content").take())
	if title == "" {
		title = "Maatregel zonder naam"
		if text == "" {
			return
		}
	}
	d.add("measures", strings.TrimSpace(title+"\n"+text))
}

// under puts a text under its question; no text is no answer.
func under(nl, text string) string {
	if text == "" {
		return ""
	}
	return nl + "\n" + text
}

// breaks are the tags after or before which a new line begins, and how it begins.
var breaks = map[string]string{"br": "\n", "p": "\n", "/p": "\n", "div": "\n", "/div": "\n", "ul": "\n", "/ul": "\n", "ol": "\n", "/ol": "\n", "li": "\n- ", "tr": "\n", "td": " ",
	"h1": "\n", "/h1": "\n", "h2": "\n", "/h2": "\n", "h3": "\n", "/h3": "\n", "h4": "\n", "/h4": "\n"}

// plain makes plain text of HTML: tags are left out, but for where a link leads. What only looks like a tag stays.
func plain(s string) string {
	var b strings.Builder
	for s != "" {
		text, rest, found := strings.Cut(s, "<")
		b.WriteString(html.UnescapeString(text))
		s = rest
		if !found {
			break
		}
		tag, after, closed := strings.Cut(rest, ">")
		if !closed || !isTag(tag) {
			b.WriteString("<")
			continue
		}
		s = after
		name, _, _ := strings.Cut(strings.ToLower(strings.TrimRight(tag, "/ \n")), " ")
		b.WriteString(breaks[name])
		if name == "a" || name == "img" {
			b.WriteString(target(tag))
		}
	}
	return tidy(b.String())
}

func isTag(tag string) bool {
	tag = strings.TrimPrefix(tag, "/")
	return tag != "" && (tag[0] >= 'a' && tag[0] <= 'z' || tag[0] >= 'A' && tag[0] <= 'Z' || tag[0] == '!') && !strings.Contains(tag, "<")
}

// target is where a link leads or an image comes from, in brackets before its words.
func target(attrs string) string {
	for _, name := range []string{`href="`, `src="`} {
		if _, rest, ok := strings.Cut(attrs, name); ok {
			if to, _, ok := strings.Cut(rest, `"`); ok && to != "" {
				return "(" + html.UnescapeString(to) + ") "
			}
		}
	}
	return ""
}

// tidy trims each line, and leaves no two empty lines after each other, and none within a list.
func tidy(s string) string {
	var list []string
	for line := range strings.Lines(strings.ReplaceAll(s, "\u00a0", " ")) {
		line = strings.TrimSpace(line)
		if line != "" || len(list) > 0 && list[len(list)-1] != "" {
			list = append(list, line)
		}
	}
	return strings.ReplaceAll(strings.TrimSpace(strings.Join(list, "\n")), "\n\n- ", "\n- ")
}
