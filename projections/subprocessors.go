package projections

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/processors"
)

// Subprocessors is the register of processors and those who work for them, as a tree, with the written consent given
// beforehand and its date (P26, bijlage 1.2, §7.2). Each processor is followed by those under it; sorted by another column
// the tree is taken apart, and the column "Werkt voor" still says who works for whom.
var Subprocessors = Table{Path: "subverwerkers", NL: "Register van verwerkers en subverwerkers", One: "regel", Many: "regels",
	Lead:  "Een verwerker schakelt pas een subverwerker in na schriftelijke toestemming van de gemeente (bijlage 1.2, §7.2).",
	Kinds: []string{"processor"},
	Parts: chain,
	Columns: []Column{
		{Key: "naam", NL: "Naam", Text: link(func(l chainLink) string { return l.name }), Order: link(func(l chainLink) string { return strings.ToLower(l.order) })},
		{Key: "werkt-voor", NL: "Werkt voor", Text: link(func(l chainLink) string { return l.worksFor })},
		{Key: "diensten", NL: "Diensten", Text: link(func(l chainLink) string { return l.services })},
		{Key: "land", NL: "Waar staan de gegevens?", Text: link(func(l chainLink) string { return l.place })},
		{Key: "toestemming", NL: "Toestemming", Text: link(chainLink.consentNL)},
		{Key: "toestemming-op", NL: "Toestemming op", Date: link(func(l chainLink) calendar.Date { return l.consentOn })},
		{Key: "brief", NL: "Toestemmingsbrief", Text: link(func(l chainLink) string { return l.sub.Document })},
		{Key: "sinds", NL: "Werkt sinds", Date: link(func(l chainLink) calendar.Date { return l.sub.EngagedOn })},
		columnOwner,
		{Key: "stand", NL: "Stand", Text: func(i *Item) string { return i.State.(chainLink).standNL(i) }},
	},
	Choices: []Choice{
		{Key: "soort", NL: "Soort", Options: []domain.Choice{{Value: "verwerker", NL: "verwerker"}, {Value: "subverwerker", NL: "subverwerker"}}, Of: link(func(l chainLink) []string { return []string{l.kind()} })},
		{Key: "toestemming", NL: "Toestemming", Options: consents(), Of: link(func(l chainLink) []string { return l.consents() })},
		{Key: "land", NL: "Land of plaats", Of: link(func(l chainLink) []string { return []string{l.place} })},
		{Key: "buiten-eu", NL: "Doorgifte buiten de EU", Options: domain.YesNo("").Choices(), Of: link(func(l chainLink) []string { return []string{string(l.abroad)} })},
		flag("werkt", "Alleen wie nu werkt", link(func(l chainLink) bool { return l.working })),
		choiceProcess, choiceOwner,
	}}

// A chainLink is a processor, or somebody who works for it.
type chainLink struct {
	name, worksFor, services, place string
	order                           string // sorts it under whom it works for
	depth                           int    // 0 is the processor itself
	abroad                          domain.YesNo
	working                         bool
	consentOn                       calendar.Date
	sub                             processors.Subprocessor // zero for the processor itself
}

// link makes a function of the line out of one of the link.
func link[V any](f func(chainLink) V) func(*Item) V { return of(f) }

// chain are the lines of one processor: itself, and the tree under it from the top down.
func chain(i *Item) []*Item {
	p := i.At.State.(processors.Processor)
	top := chainLink{name: p.Name, order: p.Name + "\x00" + i.ID, services: p.Services, place: p.Location, abroad: p.Abroad, working: p.State == processors.ProcessorStatusRegistered}
	list := []*Item{i.with(top)}
	above := []chainLink{top} // the way down to where we are
	for _, b := range p.Tree() {
		above = above[:b.Depth+1]
		up := above[b.Depth]
		l := chainLink{name: b.Name, worksFor: up.name, order: up.order + "\x00" + b.Name + "\x00" + b.ID, services: b.Services, place: b.Country, abroad: b.Abroad,
			depth: b.Depth + 1, working: b.Working(), consentOn: calendar.On(b.ConsentAt), sub: b.Subprocessor}
		above = append(above, l)
		list = append(list, i.with(l))
	}
	return list
}

// Depth is how deep the line stands in the tree of [Subprocessors]: 0 is a processor.
func (i *Item) Depth() int {
	l, _ := i.State.(chainLink)
	return l.depth
}

func (l chainLink) kind() string {
	if l.depth == 0 {
		return "verwerker"
	}
	return "subverwerker"
}

// consents are where consent can stand, besides whether it was given before the work began.
func consents() []domain.Choice {
	return append(processors.Consent("").Choices(), domain.Choice{Value: "vooraf", NL: "gegeven, vooraf"}, domain.Choice{Value: "te-laat", NL: "ontbrak toen het werk begon"})
}

func (l chainLink) consents() []string {
	if l.depth == 0 {
		return nil // whoever works for the municipality itself has an agreement
	}
	list := []string{string(l.sub.Consent)}
	switch {
	case l.late():
		list = append(list, "te-laat")
	case l.consentOn != "":
		list = append(list, "vooraf")
	}
	return list
}

// late tells whether the work began without consent, or before it (bijlage 1.2: beforehand).
func (l chainLink) late() bool {
	return l.sub.EngagedOn != "" && (l.consentOn == "" || l.sub.EngagedOn < l.consentOn)
}

func (l chainLink) consentNL() string {
	if l.depth == 0 {
		return ""
	}
	nl := label(l.sub.Consent, string(l.sub.Consent))
	if l.late() {
		nl += ", niet vooraf"
	} else if l.sub.Consent == processors.ConsentGiven {
		nl += ", vooraf"
	}
	return nl
}

func (l chainLink) standNL(i *Item) string {
	switch {
	case l.depth == 0:
		return columnStatus.Text(i)
	case l.sub.EndedOn != "":
		return "gestopt op " + l.sub.EndedOn.NL()
	case l.working:
		return "werkt"
	}
	return "werkt nog niet"
}

// Overviews are the tables over several record types, or over parts of records: each has a page of its own.
var Overviews = []*Table{&Subprocessors, &YearlyChecks, &BreachRegister, &AllTerms}

// Overview returns the overview with that address, or nil.
func Overview(path string) *Table {
	if n := slices.IndexFunc(Overviews, func(t *Table) bool { return t.Path == path }); n >= 0 {
		return Overviews[n]
	}
	return nil
}
