package dpiafile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/domain/dpia"
)

// rijkPersons are the questions whose answer is the name of a person: the keeper of the document, the FG, who signs.
var rijkPersons = []string{"19.4.4", "19.5.4", "20.1.4"}

// rijk reads the export of the form of the Rijk: questions 1.… to 17.… are the paragraphs of the model.
func (d *draft) rijk(root *node) error {
	urn := root.get("metadata").get("urn").peek()
	switch name, version, _ := strings.Cut(strings.TrimPrefix(urn, "urn:nl:"), ":"); {
	case name != "dpia":
		return fail("Dit is geen DPIA maar een ander formulier (%.60s). Kies de export van de DPIA zelf.", urn)
	case version != "3" && !strings.HasPrefix(version, "3."):
		return fail("Dit is versie %.20s van het model. Alleen versie 3 kan worden gelezen: in een andere versie hebben de onderdelen andere nummers.", version)
	case root.get("answers").kind != object:
		return fail("De antwoorden in dit bestand zijn geen lijst van vragen. Maak de export opnieuw.")
	}
	d.doc.Format = dpia.RijkJSON
	d.persons = func(path string) bool {
		return slices.ContainsFunc(strings.Split(path, " › "), func(id string) bool { return slices.Contains(rijkPersons, id) }) && strings.HasSuffix(path, " › value")
	}
	d.label = rijkLabel
	answers := root.get("answers")
	for _, id := range sortedIDs(answers.names) {
		if p, ok := paragraphOf(id); ok && id != "1.2" { // images have no place in a text
			d.add(p, answer(id, answers.get(id), ""))
		}
	}
	return nil
}

// paragraphOf finds the paragraph of a question: "14.2" belongs to the 14th.
func paragraphOf(id string) (dpia.Paragraph, bool) {
	first, _, _ := strings.Cut(id, ".")
	n, err := strconv.Atoi(first)
	list := dpia.Paragraph("").Choices()
	if err != nil || n < 1 || n > len(list) {
		return "", false
	}
	return dpia.Paragraph(list[n-1].Value), true
}

func sortedIDs(ids []string) []string {
	return slices.SortedStableFunc(slices.Values(ids), func(a, b string) int { return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), number) })
}

func number(a, b string) int {
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
}

// question is what the model calls a question; its number if it does not know it.
func question(id string) string {
	if nl := rijkQuestions[id]; nl != "" {
		return nl
	}
	return id
}

// rijkLabel shows a path with the names of the questions in it.
func rijkLabel(path string) string {
	parts := strings.Split(path, " › ")
	for i, x := range parts {
		if nl := rijkQuestions[x]; nl != "" {
			parts[i] = x + " " + nl
		}
	}
	if parts[0] == "answers" {
		parts = parts[1:]
	}
	if n := len(parts) - 1; n > 0 && parts[n] == "value" {
		parts = parts[:n]
	}
	return strings.Join(parts, " › ")
}

// answer writes one answer: a text under its question, or the rows of a repeated group.
func answer(id string, n *node, indent string) string {
	if n == nil {
		return ""
	}
	if n.kind == array {
		return rows(id, n, indent)
	}
	text := valueText(n.get("value"))
	switch {
	case text == "":
		return ""
	case strings.Contains(text, "\n"):
		return indent + question(id) + ":\n" + text
	}
	return indent + question(id) + ": " + text
}

// valueText takes a value: a text, yes or no, or a list of choices.
func valueText(n *node) string {
	if n == nil {
		return ""
	}
	if n.kind == scalar {
		return yesNo(strings.TrimSpace(n.take()))
	}
	var list []string
	for _, x := range n.items() {
		if t := yesNo(strings.TrimSpace(x.take())); t != "" {
			list = append(list, t)
		}
	}
	return strings.Join(list, ", ")
}

func yesNo(text string) string {
	switch text {
	case "true":
		return "ja"
	case "false":
		return "nee"
	}
	return text
}

// rows writes a repeated group: a numbered line for each row that holds something.
func rows(id string, n *node, indent string) string {
	var list []string
	for i, x := range n.list {
		nr := strconv.Itoa(i + 1)
		if index, err := strconv.Atoi(x.get("_index").take()); err == nil {
			nr = strconv.Itoa(index + 1)
		}
		if text := row(x, indent); text != "" {
			list = append(list, fmt.Sprintf("%s%s. %s", indent, nr, text))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return indent + question(id) + ":\n" + strings.Join(list, "\n")
}

func row(x *node, indent string) string {
	var parts, below []string
	for _, id := range sortedIDs(x.names) {
		switch v := x.get(id); {
		case id == "_index":
		case v.kind == array:
			if text := rows(id, v, indent+"   "); text != "" {
				below = append(below, text)
			}
		default:
			if text := answer(id, v, ""); text != "" {
				parts = append(parts, text)
			}
		}
	}
	return strings.Join(append([]string{strings.Join(parts, "; ")}, below...), "\n")
}
