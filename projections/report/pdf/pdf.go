// Package pdf writes a report as a PDF file that is accessible and can be kept: PDF 1.7 (ISO 32000-1) that claims PDF/UA-1
// (ISO 14289-1) with PDF/A-2a (ISO 19005-2), or with PDF/A-3a (ISO 19005-3) where files are attached. No library for Go
// writes tags, so this one is our own.
//
// It promises:
//   - All content is tagged in reading order, or marked as an artifact; headings have levels without gaps, tables captions
//     and heads with their scope, charts a description, links their address in words. Long tables repeat their heads, and a
//     row that is higher than a page goes on on the next.
//   - The same report gives the same bytes. Lengths are whole thousandths of a point; nothing is compressed, since how a
//     library compresses may change with its version; the identifier of the file is a hash of its content.
//   - Every character can be read out, searched and copied. One that the font lacks is shown as a stand-in, with the character
//     itself as ActualText, and a note at the end names it.
//
// What it does not do: hyphenate, kern, or set text from right to left. The rules that it keeps are checked on the file
// itself by the package pdfcheck, each under its clause; a release is to be checked with veraPDF or PAC as well.
package pdf

import (
	"crypto/sha256"
	"fmt"

	"github.com/heemstede/grootboek/projections/report"
)

// Attachment is a file within the file.
type Attachment struct {
	Name         string // "rapport.json": letters, digits, ".", "-", "_"
	MIME         string // "application/json"
	Description  string
	Relationship Relationship
	Content      []byte
}

// Relationship says what an attachment is to the report (ISO 19005-3 annex E).
type Relationship string

// Relationships.
const (
	Source     Relationship = "Source"     // what the report was made from
	Data       Relationship = "Data"       // what its tables and charts show
	Supplement Relationship = "Supplement" // more about it
)

// Render writes the report with the attachments, in their order. An error says what is wrong with the report or with an
// attachment.
func Render(r report.Report, attached ...Attachment) ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("pdf of %q: %w", r.Title, err)
	}
	for _, a := range attached {
		if err := a.check(); err != nil {
			return nil, fmt.Errorf("pdf of %q: %w", r.Title, err)
		}
	}
	d := newDocument(r.Normal())
	for _, e := range d.report.Flow() {
		d.element(e)
	}
	d.confess()
	d.furniture()
	return d.finish(attached), nil
}

func (a Attachment) check() error {
	if a.Name == "" || a.MIME == "" || a.Description == "" || a.Relationship == "" {
		return fmt.Errorf("attachment %q needs a name, a type, a description and a relationship", a.Name)
	}
	for _, r := range a.Name {
		if !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '.' || r == '-' || r == '_') {
			return fmt.Errorf("attachment %q: the name has %q", a.Name, r)
		}
	}
	for _, r := range a.MIME {
		if !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '/' || r == '.' || r == '-' || r == '+') {
			return fmt.Errorf("attachment %q: type %q", a.Name, a.MIME)
		}
	}
	return nil
}

func identifier(content []byte) []byte {
	h := sha256.Sum256(content)
	return h[:16]
}
