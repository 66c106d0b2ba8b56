// Package dpiafile reads a DPIA that was written with another program, and hands it on as texts for the 17 paragraphs of
// the Model DPIA Rijksdienst 3.0. It stores nothing and decides nothing.
//
// # Formats
//
// The content decides, not the extension.
//
//   - The export of the form of the Rijk: {"metadata": {"urn": "urn:nl:dpia:3.0"}, "answers": {"1.1": {"value": …}, …}}.
//     The number of a question says to which paragraph it belongs. Repeated groups become numbered lines.
//   - The export of the PIA program of the CNIL: {"pia": …, "answers": […], "measures": […], "comments": […]}, and its
//     template {"structure": …}. A fixed table says to which paragraph a question belongs ([cnilQuestions]). Its texts
//     are HTML: they become plain text.
//
// # What it promises
//
// Nothing is lost: every value of the file stands in [Document].Sections, Comments, Persons or Rest (an image with its
// size; it is in the file). Nothing is guessed: an advice of a data protection officer in the file is no advice of the
// FG here, levels on another scale are no levels here; both stay text. Whatever cannot be read is an [Error] for the
// whole file, in Dutch, with the line.
//
// Names of people, and e-mail addresses in a text, are in Persons only: they must not enter the log. Other text is as it
// was written; whoever imports it reads it first.
package dpiafile

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/heemstede/grootboek/domain/dpia"
)

// The limits of a file. They bound memory and time.
const (
	MaxFile  = 8 << 20 // bytes; an export holds its images
	maxDepth = 24      // objects and lists within each other
	maxNodes = 200_000 // values
)

// An Error says in Dutch why a file cannot be read, and what to do.
type Error struct{ NL string }

func (e *Error) Error() string { return e.NL }

func fail(format string, args ...any) *Error { return &Error{fmt.Sprintf(format, args...)} }

// A Document is a DPIA as it stood in a file.
type Document struct {
	Format   dpia.FileFormat
	Title    string // of the DPIA in the file; "" if it has none
	Sections []dpia.ImportedText
	Comments []dpia.ImportedText
	Rest     []Entry // what has no place
	Persons  []Entry // names of people and e-mail addresses
}

// An Entry is what the file holds under one name.
type Entry struct {
	Label string
	Lines []string
}

// Count returns how many values the entries hold.
func Count(list []Entry) (n int) {
	for _, e := range list {
		n += len(e.Lines)
	}
	return n
}

// Read reads a whole file.
func Read(data []byte) (*Document, error) {
	if len(data) > MaxFile {
		return nil, fail("Het bestand is te groot: hoogstens %d MB. Haal de afbeeldingen eruit en maak de export opnieuw.", MaxFile>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return nil, fail("Het bestand is geen UTF-8. Maak de export opnieuw en verander het bestand niet met een ander programma.")
	}
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	d, err := reader(root)
	if err != nil {
		return nil, err
	}
	d.rest(root)
	if len(d.doc.Sections) == 0 && len(d.doc.Comments) == 0 {
		return nil, fail("In dit bestand is nog niets ingevuld dat bij een onderdeel van de DPIA hoort.")
	}
	return &d.doc, nil
}

// draft is a document while it is read.
type draft struct {
	doc     Document
	texts   map[dpia.Paragraph][]string
	persons func(path string) bool
	label   func(path string) string
	entries map[string]int // index in Rest by label
}

func reader(root *node) (*draft, error) {
	d := &draft{texts: map[dpia.Paragraph][]string{}, entries: map[string]int{}}
	var err error
	switch {
	case root.kind != object:
		err = fail("Dit is geen DPIA: het bestand begint niet met een object. Kies de JSON-export van het invulformulier van het Rijk of van de PIA van de CNIL.")
	case root.get("metadata") != nil && root.get("answers") != nil:
		err = d.rijk(root)
	case root.get("pia") != nil && root.get("answers") != nil:
		d.cnil(root)
	case root.get("structure") != nil:
		d.cnilStructure(root.get("structure"))
	default:
		err = fail("Dit is geen export die hier kan worden gelezen. Kies de JSON-export van het invulformulier van het Rijk (Model DPIA Rijksdienst 3.0) of van de PIA van de CNIL.")
	}
	if err != nil {
		return nil, err
	}
	d.finish()
	return d, nil
}

// finish puts the texts in the order of the model.
func (d *draft) finish() {
	for _, c := range dpia.Paragraph("").Choices() {
		if list := d.texts[dpia.Paragraph(c.Value)]; len(list) > 0 {
			text := d.clean(c.NL, strings.Join(list, "\n\n"))
			d.doc.Sections = append(d.doc.Sections, dpia.ImportedText{Paragraph: dpia.Paragraph(c.Value), Text: text})
		}
	}
	for i, c := range d.doc.Comments {
		d.doc.Comments[i].Text = d.clean("Opmerking", c.Text)
	}
}

var address = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+`)

// clean takes e-mail addresses out of a text that goes to the log.
func (d *draft) clean(label, text string) string {
	if found := address.FindAllString(text, -1); len(found) > 0 {
		d.doc.Persons = append(d.doc.Persons, Entry{label, found})
	}
	return strings.TrimSpace(address.ReplaceAllString(text, "[e-mailadres buiten het log]"))
}

func (d *draft) add(p dpia.Paragraph, text string) {
	if text = strings.TrimSpace(text); text != "" {
		d.texts[p] = append(d.texts[p], text)
	}
}

// rest gathers what nobody took, by the names that lead to it.
func (d *draft) rest(root *node) {
	root.walk("", "", func(path, at string, n *node) {
		if n.used || n.text == "" {
			return
		}
		text := shown(n.text)
		if at != "" {
			text = at + ": " + text
		}
		if d.persons(path) {
			d.doc.Persons = append(d.doc.Persons, Entry{d.label(path), []string{shown(n.text)}})
			return
		}
		i, known := d.entries[path]
		if !known {
			i = len(d.doc.Rest)
			d.entries[path] = i
			d.doc.Rest = append(d.doc.Rest, Entry{Label: d.label(path)})
		}
		d.doc.Rest[i].Lines = append(d.doc.Rest[i].Lines, text)
	})
	slices.SortStableFunc(d.doc.Rest, func(a, b Entry) int { return boolInt(isTime(a)) - boolInt(isTime(b)) })
}

// shown is a value as it can be read: an image is named with its size.
func shown(text string) string {
	if kind, ok := strings.CutPrefix(text, "data:"); ok && len(text) > 500 {
		kind, _, _ = strings.Cut(kind, ";")
		return fmt.Sprintf("afbeelding (%s, %d kB): staat in het bestand", kind, len(text)*3/4>>10)
	}
	return text
}

// isTime tells whether the entry is bookkeeping of the other program: moments come last.
func isTime(e Entry) bool {
	return strings.HasSuffix(e.Label, "lastEditedAt") || strings.HasSuffix(e.Label, "_at")
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
