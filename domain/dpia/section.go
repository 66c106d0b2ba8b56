package dpia

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// Paragraph is one of the 17 paragraphs of the Model DPIA Rijksdienst 3.0, in parts A to D.
type Paragraph string

// Choices implements [domain.Chooser], in the order of the model.
func (Paragraph) Choices() []domain.Choice {
	return []domain.Choice{
		{Value: "proposal", NL: "A1. Voorstel"}, {Value: "data", NL: "A2. Persoonsgegevens"}, {Value: "processing", NL: "A3. Gegevensverwerking"},
		{Value: "techniques", NL: "A4. Technieken en methoden van de gegevensverwerkingen"}, {Value: "purposes", NL: "A5. Verwerkingsdoeleinden"},
		{Value: "parties", NL: "A6. Betrokken partijen"}, {Value: "interests", NL: "A7. Belangen bij de gegevensverwerkingen"},
		{Value: "locations", NL: "A8. Verwerkingslocaties"}, {Value: "framework", NL: "A9. Juridisch en beleidsmatig kader"},
		{Value: "retention", NL: "A10. Bewaartermijnen"}, {Value: "ground", NL: "B11. Rechtsgrond"},
		{Value: "special-data", NL: "B12. Bijzondere en strafrechtelijke persoonsgegevens en nationale identificatienummers"},
		{Value: "purpose-limitation", NL: "B13. Doelbinding"}, {Value: "necessity", NL: "B14. Noodzaak en evenredigheid"},
		{Value: "rights", NL: "B15. Rechten van de betrokkenen"}, {Value: "risks", NL: "C16. Risico’s voor betrokkenen"},
		{Value: "measures", NL: "D17. Maatregelen"}}
}

// SectionState is how far a section is.
type SectionState string

// States of a section.
const (
	Draft         SectionState = "draft"
	Ready         SectionState = "ready"
	NotApplicable SectionState = "not-applicable"
)

// Choices implements [domain.Chooser].
func (SectionState) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Draft), NL: "concept"}, {Value: string(Ready), NL: "gereed"}, {Value: string(NotApplicable), NL: "niet van toepassing"}}
}

// Section is a paragraph as it was last written.
type Section struct {
	Paragraph Paragraph    `json:"paragraph" nl:"Onderdeel"`
	State     SectionState `json:"state" nl:"Stand"`
	Text      string       `json:"text" nl:"Tekst"`
	From      string       `json:"from,omitempty" nl:"Overgenomen uit"`
}

// WriteSection fills in or changes one section (B1.6-2).
type WriteSection struct {
	Paragraph Paragraph    `json:"paragraph" nl:"Onderdeel"`
	State     SectionState `json:"state" nl:"Stand"`
	Text      string       `json:"text" nl:"Tekst" form:"long" hint:"Bij niet van toepassing: waarom niet. Noem geen personen."`
	From      string       `json:"from,omitempty" nl:"Overgenomen uit" opt:"1" hint:"Eén per regel: het record, de versie en het veld waar de tekst uit komt."`
}

// DpiaSectionWritten is the section as it is now.
type DpiaSectionWritten struct{ Section }

// Decide implements [domain.Command].
func (c WriteSection) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.Paragraph, string(c.Paragraph), "paragraph", "Kies het onderdeel.")
	chosen(&p, c.State, string(c.State), "state", "Kies de stand.")
	p.Need(c.Text, "text", "Vul de tekst in. Is het onderdeel niet van toepassing, zeg dan waarom.")
	if err := p.Refuse("dpia.section"); err != nil {
		return nil, err
	}
	next := Section{c.Paragraph, c.State, trim(c.Text), trim(c.From)}
	if slices.Contains(s.Sections, next) {
		return nil, nil // saying it twice changes nothing
	}
	return []event{DpiaSectionWritten{next}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaSectionWritten) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d = d.touched("onderdeel " + domain.ChoiceNL(e.Paragraph.Choices(), string(e.Paragraph)))
	d = d.notAgreed(e.Paragraph)
	d.Sections = slices.Clone(d.Sections)
	i := slices.IndexFunc(d.Sections, func(x Section) bool { return x.Paragraph == e.Paragraph })
	if i < 0 {
		d.Sections = append(d.Sections, e.Section)
		return d
	}
	d.Sections[i] = e.Section
	return d
}

// missingSections names the paragraphs that are not ready yet.
func (d DPIA) missingSections() []domain.Problem {
	var list []domain.Problem
	for _, c := range Paragraph("").Choices() {
		i := slices.IndexFunc(d.Sections, func(x Section) bool { return string(x.Paragraph) == c.Value })
		if i < 0 || d.Sections[i].State == Draft {
			list = append(list, domain.Problem{Field: "section-" + c.Value, NL: c.NL + " is nog niet gereed."})
		}
	}
	return list
}

// Comment is a remark about a section, and what was done with it.
type Comment struct {
	ID        string      `json:"id" nl:"Opmerking"`
	Paragraph Paragraph   `json:"paragraph" nl:"Onderdeel"`
	Role      domain.Role `json:"role" nl:"Van"`
	Text      string      `json:"text" nl:"Tekst"`
	Answer    string      `json:"answer,omitempty" nl:"Antwoord"`
}

// PlaceComment puts a remark at a section.
type PlaceComment struct {
	Paragraph Paragraph `json:"paragraph" nl:"Onderdeel"`
	Text      string    `json:"text" nl:"Opmerking" form:"long" hint:"Noem geen personen."`
}

// DpiaCommentPlaced is a remark at a section. Who made it, and as what, stands in the stamp.
type DpiaCommentPlaced struct {
	Comment   string    `json:"comment" nl:"Kenmerk"`
	Paragraph Paragraph `json:"paragraph" nl:"Onderdeel"`
	Text      string    `json:"text" nl:"Opmerking"`
}

// Decide implements [domain.Command].
func (c PlaceComment) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.Paragraph, string(c.Paragraph), "paragraph", "Kies het onderdeel.")
	p.Need(c.Text, "text", "Schrijf de opmerking.")
	if err := p.Refuse("dpia.comment"); err != nil {
		return nil, err
	}
	return []event{DpiaCommentPlaced{numbered("C", len(s.Comments)+1), c.Paragraph, trim(c.Text)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaCommentPlaced) Evolve(d DPIA, by domain.Stamp) DPIA {
	d.Comments = append(slices.Clone(d.Comments), Comment{ID: e.Comment, Paragraph: e.Paragraph, Role: by.Role, Text: e.Text})
	return d
}

// AnswerComment says what was done with a remark.
type AnswerComment struct {
	Comment string `json:"comment" nl:"Welke opmerking?" hint:"Bijvoorbeeld: C1."`
	Answer  string `json:"answer" nl:"Antwoord" form:"long" hint:"Noem geen personen."`
}

// DpiaCommentAnswered says what was done with a remark.
type DpiaCommentAnswered struct {
	Comment string `json:"comment" nl:"Opmerking"`
	Answer  string `json:"answer" nl:"Antwoord"`
}

// Decide implements [domain.Command].
func (c AnswerComment) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	if !slices.ContainsFunc(s.Comments, func(x Comment) bool { return x.ID == trim(c.Comment) }) {
		p.Add("comment", "Noem een opmerking van deze DPIA, bijvoorbeeld C1.")
	}
	p.Need(c.Answer, "answer", "Schrijf het antwoord.")
	if err := p.Refuse("dpia.comment"); err != nil {
		return nil, err
	}
	return []event{DpiaCommentAnswered{trim(c.Comment), trim(c.Answer)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaCommentAnswered) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.Comments = slices.Clone(d.Comments)
	for i := range d.Comments {
		if d.Comments[i].ID == e.Comment {
			d.Comments[i].Answer = e.Answer
		}
	}
	return d
}

// openComments counts the remarks without an answer.
func (d DPIA) openComments() (list []domain.Problem) {
	for _, c := range d.Comments {
		if c.Answer == "" {
			list = append(list, domain.Problem{Field: c.ID, NL: "Opmerking " + c.ID + " is nog niet beantwoord."})
		}
	}
	return list
}
