package demo

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
)

// era is a law that replaced others: what rested on it before that day rested on the old one.
type era struct {
	from  calendar.Date
	why   string
	names []string // new, old, new, old …; the longest first
}

var eras = []era{
	{"2022-05-01", "De Wet open overheid heeft de Wet openbaarheid van bestuur vervangen.", []string{
		"Wet open overheid, art. 4.1", "Wet openbaarheid van bestuur, art. 3", "Wet open overheid", "Wet openbaarheid van bestuur"}},
	{"2024-01-01", "De Omgevingswet is in werking getreden.", []string{
		"Omgevingswet, art. 5.1", "Wet algemene bepalingen omgevingsrecht, art. 2.1",
		"Omgevingswet, hoofdstuk 18", "Wet algemene bepalingen omgevingsrecht, hoofdstuk 5",
		"Omgevingswet, hoofdstuk 16", "Wet ruimtelijke ordening, art. 3.8",
		"Omgevingswet, afdeling 15.1", "Wet ruimtelijke ordening, art. 6.1",
		"Omgevingswet", "Wet algemene bepalingen omgevingsrecht"}},
}

// before says what a text said before the law came.
func (e era) before(text string) string { return strings.NewReplacer(e.names...).Replace(text) }

// asOf writes the laws in force on a day into the content. Nothing is shared with c.
func asOf(c register.Content, day calendar.Date) register.Content {
	for _, e := range eras {
		if day >= e.from {
			continue
		}
		c.Purposes = slices.Clone(c.Purposes)
		for i := range c.Purposes {
			c.Purposes[i].Explanation = e.before(c.Purposes[i].Explanation)
		}
		c.SectoralLaws = slices.Clone(c.SectoralLaws)
		for i := range c.SectoralLaws {
			c.SectoralLaws[i] = e.before(c.SectoralLaws[i])
		}
	}
	return c
}

func statuteAsOf(text string, day calendar.Date) string {
	for _, e := range eras {
		if day < e.from {
			text = e.before(text)
		}
	}
	return text
}
