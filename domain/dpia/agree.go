package dpia

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// Progress is how far a section is, for whoever looks at the whole: open, filled in, or agreed to by the owner.
type Progress string

// Kinds of progress.
const (
	Open   Progress = "open"
	Filled Progress = "filled"
	Agreed Progress = "agreed"
)

// Choices implements [domain.Chooser].
func (Progress) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Open), NL: "open"}, {Value: string(Filled), NL: "ingevuld"}, {Value: string(Agreed), NL: "akkoord"}}
}

// SectionOf returns a section as it was last written; ok is false if it never was.
func (d DPIA) SectionOf(p Paragraph) (s Section, ok bool) {
	i := slices.IndexFunc(d.Sections, func(x Section) bool { return x.Paragraph == p })
	if i < 0 {
		return Section{}, false
	}
	return d.Sections[i], true
}

// Progress tells how far a section is. A draft is still open; what is not applicable is filled in, with its reason.
func (d DPIA) Progress(p Paragraph) Progress {
	s, ok := d.SectionOf(p)
	switch {
	case !ok || s.State == Draft:
		return Open
	case slices.Contains(d.Agreed, p):
		return Agreed
	}
	return Filled
}

// AgreeSection says that the owner agrees to a section as it is written now. The policy does not ask it; it is the
// controller who carries out the DPIA (article 35(1) AVG), and the owner acts for the controller.
type AgreeSection struct {
	Paragraph Paragraph `json:"paragraph" nl:"Onderdeel"`
}

// DpiaSectionAgreed is the agreement. Writing the section again ends it.
type DpiaSectionAgreed struct {
	Paragraph Paragraph `json:"paragraph" nl:"Onderdeel"`
}

// Decide implements [domain.Command].
func (c AgreeSection) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.Paragraph, string(c.Paragraph), "paragraph", "Kies het onderdeel.")
	if err := p.Refuse("dpia.agree"); err != nil {
		return nil, err
	}
	switch s.Progress(c.Paragraph) {
	case Open:
		return nil, unmet("dpia.section-open", "Dit onderdeel is nog niet gereed. Vul het eerst in.")
	case Agreed:
		return nil, nil // saying it twice changes nothing
	}
	return []event{DpiaSectionAgreed(c)}, nil
}

// Evolve implements [domain.Event].
func (e DpiaSectionAgreed) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.Agreed = append(d.notAgreed(e.Paragraph).Agreed, e.Paragraph)
	return d
}

// notAgreed takes back the agreement to a section.
func (d DPIA) notAgreed(p Paragraph) DPIA {
	d.Agreed = slices.DeleteFunc(slices.Clone(d.Agreed), func(x Paragraph) bool { return x == p })
	return d
}
