package dpia

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// SectionAdvice is what the FG says about one section, as part of an advice (B1.6-4).
type SectionAdvice struct {
	Paragraph Paragraph `nl:"Onderdeel"`
	Text      string    `nl:"Advies"`
}

// adviceOn reads a line of the advice per section: "B14: verwijs naar de wet".
func adviceOn(line string) (SectionAdvice, bool) {
	label, text, ok := strings.Cut(line, ":")
	for _, c := range Paragraph("").Choices() {
		if nr, _, _ := strings.Cut(c.NL, "."); ok && strings.EqualFold(nr, trim(label)) && trim(text) != "" {
			return SectionAdvice{Paragraph(c.Value), trim(text)}, true
		}
	}
	return SectionAdvice{}, false
}

// sectionProblems: every line says which section it is about, so that it can be shown there.
func sectionProblems(p *domain.Problems, lines []string) {
	for _, line := range lines {
		if _, ok := adviceOn(line); !ok {
			p.Add("sections", "Begin elke regel met het onderdeel en een dubbele punt, bijvoorbeeld B14: verwijs naar de wet. Dat ontbreekt bij ‘"+line+"’.")
		}
	}
}

// AdviceOn returns what the FG said about a section, oldest first, each with the advice that it is part of.
func (d DPIA) AdviceOn(p Paragraph) (list []Advice) {
	for _, a := range d.Advice {
		for _, s := range a.Sections {
			if s.Paragraph == p {
				list = append(list, Advice{On: a.On, View: a.View, Text: s.Text, Follow: a.Follow, Because: a.Because, Lapsed: a.Lapsed})
			}
		}
	}
	return list
}
