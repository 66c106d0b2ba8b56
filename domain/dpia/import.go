package dpia

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// MaxSection is how long the text of one section of an imported file may be, in bytes: it is one line of the log, with
// what JSON adds to it.
const MaxSection = 40_000

// FileFormat is the kind of file that a DPIA was imported from.
type FileFormat string

// Formats.
const (
	RijkJSON FileFormat = "rijk"
	CnilJSON FileFormat = "cnil"
)

// Choices implements [domain.Chooser].
func (FileFormat) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(RijkJSON), NL: "invulformulier van het Model DPIA Rijksdienst (JSON)"}, {Value: string(CnilJSON), NL: "PIA van de CNIL (JSON)"}}
}

// ImportedText is a text of the file, and the section it belongs to.
type ImportedText struct {
	Paragraph Paragraph `json:"paragraph" nl:"Onderdeel"`
	Text      string    `json:"text" nl:"Tekst"`
}

// ImportDocument takes over a DPIA that was written elsewhere (B1.6-2). The file itself is kept outside the log, under
// its hash: what has no place in a section is read from there again. Names of people are not among these texts.
type ImportDocument struct {
	File     string         `json:"file" nl:"Bestand (hash)"`
	Format   FileFormat     `json:"format" nl:"Soort bestand"`
	Sections []ImportedText `json:"sections" nl:"Onderdelen"`
	Comments []ImportedText `json:"comments,omitempty" nl:"Opmerkingen" opt:"1"`
	Rest     int            `json:"rest,omitempty" nl:"Gegevens zonder eigen plaats" opt:"1"`
}

// DpiaDocumentImported says what was imported, and which sections were not because they had a text already. What was
// taken over follows as events of its own.
type DpiaDocumentImported struct {
	File     string      `json:"file" nl:"Bestand (hash)"`
	Format   FileFormat  `json:"format" nl:"Soort bestand"`
	Sections []Paragraph `json:"sections,omitempty" nl:"Overgenomen"`
	Kept     []Paragraph `json:"kept,omitempty" nl:"Niet overgenomen: al ingevuld"`
	Comments int         `json:"comments,omitempty" nl:"Opmerkingen"`
	Rest     int         `json:"rest,omitempty" nl:"Gegevens zonder eigen plaats"`
}

// FileSource is what stands in [Section].From of a text that came from a file.
func FileSource(hash string) string { return "bestand " + hash }

// Decide implements [domain.Command]. Every text comes in as a draft: somebody has to read it. A section that has a text
// keeps it; the other text stays in the file, and is shown.
func (c ImportDocument) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	if err := c.problems().Refuse("dpia.import"); err != nil {
		return nil, err
	}
	if slices.Contains(s.Files, c.File) {
		return nil, nil // the same file twice changes nothing
	}
	head := DpiaDocumentImported{File: trim(c.File), Format: c.Format, Comments: len(c.Comments), Rest: c.Rest}
	var list []event
	for _, x := range c.Sections {
		if _, written := s.SectionOf(x.Paragraph); written {
			head.Kept = append(head.Kept, x.Paragraph)
			continue
		}
		head.Sections = append(head.Sections, x.Paragraph)
		list = append(list, DpiaSectionWritten{Section{x.Paragraph, Draft, trim(x.Text), FileSource(trim(c.File))}})
	}
	for i, x := range c.Comments {
		list = append(list, DpiaCommentPlaced{numbered("C", len(s.Comments)+1+i), x.Paragraph, trim(x.Text)})
	}
	return append([]event{head}, list...), nil
}

func (c ImportDocument) problems() domain.Problems {
	var p domain.Problems
	if !strings.HasPrefix(c.File, "sha256:") {
		p.Add("file", "De hash van het bestand ontbreekt.")
	}
	chosen(&p, c.Format, string(c.Format), "format", "Kies de soort van het bestand.")
	seen := map[Paragraph]bool{}
	for _, x := range c.Sections {
		x.problems(&p, "sections")
		if seen[x.Paragraph] {
			p.Add("sections", "Een onderdeel komt twee keer voor.")
		}
		seen[x.Paragraph] = true
	}
	for _, x := range c.Comments {
		x.problems(&p, "comments")
	}
	if c.Rest < 0 {
		p.Add("rest", "Een aantal is niet kleiner dan nul.")
	}
	return p
}

func (x ImportedText) problems(p *domain.Problems, field string) {
	chosen(p, x.Paragraph, string(x.Paragraph), field, "Een tekst hoort bij een onderdeel dat niet bestaat.")
	nl := domain.ChoiceNL(x.Paragraph.Choices(), string(x.Paragraph))
	p.Need(x.Text, field, "Een tekst bij "+nl+" is leeg.")
	if len(x.Text) > MaxSection {
		p.Add(field, fmt.Sprintf("De tekst bij %s is te lang: %d bytes, hoogstens %d. Kort die in het bestand in.", nl, len(x.Text), MaxSection))
	}
}

// Evolve implements [domain.Event].
func (e DpiaDocumentImported) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.Files = append(slices.Clone(d.Files), e.File)
	return d
}
