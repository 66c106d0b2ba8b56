package register

import (
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ConcludeNecessity concludes the assessment, on the day it happened.
type ConcludeNecessity struct {
	Outcome    NecessityOutcome `json:"outcome" nl:"Uitkomst"`
	Conditions string           `json:"conditions,omitempty" nl:"Voorwaarden" form:"long" opt:"1" hint:"Verplicht bij een positieve uitkomst met voorwaarden. Noem geen personen."`
	Collection calendar.Date    `json:"collection_from" nl:"Gegevens verzameld vanaf" hint:"De dag waarop het verzamelen begint of is begonnen."`
}

// NecessityAssessmentConcluded concludes the assessment. Late is the deviation: the data were collected already (§4.6).
type NecessityAssessmentConcluded struct {
	Outcome    NecessityOutcome  `json:"outcome" nl:"Uitkomst"`
	Conditions string            `json:"conditions,omitempty" nl:"Voorwaarden"`
	Collection calendar.Date     `json:"collection_from" nl:"Gegevens verzameld vanaf"`
	Late       bool              `json:"late,omitempty" nl:"Afwijking: beoordeeld nadat het verzamelen begon"`
	Covers     []domain.Approved `json:"covers,omitempty" nl:"Beoordeeld is"`
}

// Decide implements [domain.Command]. Everything that lacks is named in one refusal. That the data were collected
// before is a fact: it is recorded with the deviation (promise 7).
func (c ConcludeNecessity) Decide(s Necessity, by domain.Stamp) ([]assessed, error) {
	var p domain.Problems
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	if c.Outcome == NecessityConditional {
		p.Need(c.Conditions, "conditions", "Noem de voorwaarden.")
	}
	if s.Proportion == Disproportionate && (c.Outcome == NecessityPositive || c.Outcome == NecessityConditional) { // rule 3, R-2.3-20
		p.Add("outcome", "Wat niet in verhouding is, kan geen positieve uitkomst hebben (§4.6).")
	}
	if !c.Collection.Valid() {
		p.Add("collection_from", "Vul in vanaf welke dag de gegevens worden verzameld.")
	}
	if err := p.Refuse("necessity.conclude"); err != nil {
		return nil, err
	}
	if lacks := s.lacks(); len(lacks) > 0 {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "necessity.unfinished", NL: "De beoordeling kan nog niet worden afgerond:", Fields: lacks}
	}
	return []assessed{NecessityAssessmentConcluded{c.Outcome, trim(c.Conditions), c.Collection, c.Collection <= calendar.On(by.Happened), domain.Approve(by.Facts, s.Activity)}}, nil
}

// lacks names the parts that are not assessed yet.
func (n Necessity) lacks() domain.Problems {
	var p domain.Problems
	if open := n.unjudged(); len(open) > 0 { // R-2.3-05
		p.Add("categories", "Beoordeel nog of deze gegevens nodig zijn, en voor welk doel: "+strings.Join(open, ", ")+".")
	}
	if open := n.unserved(); len(open) > 0 { // RT-04: per category, for which purpose
		p.Add("purposes", "Beoordeel welke gegevens nodig zijn voor: "+strings.Join(open, ", ")+".")
	}
	if !n.Alternatives { // R-2.3-06, R-2.3-18
		p.Add("alternatives", "Beoordeel of het met minder persoonsgegevens kan, en welke alternatieven er zijn.")
	}
	if n.Proportion == "" {
		p.Add("proportionality", "Beoordeel de proportionaliteit.")
	}
	if !n.Designed { // R-4.5-01, R-4.5-02
		p.Add("design", "Bepaal de technische en organisatorische maatregelen en de beveiliging.")
	}
	if !n.Defaults { // R-3.0-01, R-4.5-03
		p.Add("defaults", "Bevestig de standaardinstellingen.")
	}
	return p
}

// Evolve implements [domain.Event].
func (e NecessityAssessmentConcluded) Evolve(n Necessity, by domain.Stamp) Necessity {
	n.Covers = e.Covers
	n.State, n.Outcome, n.Conditions, n.Late, n.AssessedOn = NecessityConcluded, e.Outcome, e.Conditions, e.Late, calendar.On(by.Happened)
	return n
}

// NecessityChange is why an assessment is taken up again.
type NecessityChange string

// Choices implements [domain.Chooser].
func (NecessityChange) Choices() []domain.Choice {
	return []domain.Choice{{Value: "data-category", NL: "Nieuwe categorie van persoonsgegevens"}, {Value: "purpose", NL: "Nieuw doel"}, {Value: "technology", NL: "Nieuwe techniek"}}
}

// ReopenNecessity takes the assessment up again.
type ReopenNecessity struct {
	Cause      NecessityChange `json:"cause" nl:"Aanleiding"`
	Reason     string          `json:"reason" nl:"Wat is er nieuw?" form:"long" hint:"Noem geen personen."`
	Categories []string        `json:"categories,omitempty" nl:"Nieuwe categorieën van persoonsgegevens" opt:"1" hint:"Eén per regel."`
	Purposes   []string        `json:"purposes,omitempty" nl:"Nieuwe doelen" opt:"1" hint:"Eén per regel."`
}

// NecessityAssessmentReopened takes the assessment up again.
type NecessityAssessmentReopened struct {
	Cause      NecessityChange `json:"cause" nl:"Aanleiding"`
	Reason     string          `json:"reason" nl:"Wat is er nieuw"`
	Categories []string        `json:"categories,omitempty" nl:"Nieuwe gegevens"`
	Purposes   []string        `json:"purposes,omitempty" nl:"Nieuwe doelen"`
}

// Decide implements [domain.Command].
func (c ReopenNecessity) Decide(_ Necessity, _ domain.Stamp) ([]assessed, error) {
	categories, purposes := domain.Lines(c.Categories), domain.Lines(c.Purposes)
	var p domain.Problems
	p.Choose(c.Cause, string(c.Cause), "cause", "Kies de aanleiding.")
	p.Need(c.Reason, "reason", "Beschrijf wat er nieuw is.")
	if c.Cause == "data-category" && len(categories) == 0 {
		p.Add("categories", "Noem de nieuwe gegevens.")
	}
	if c.Cause == "purpose" && len(purposes) == 0 {
		p.Add("purposes", "Noem het nieuwe doel.")
	}
	if err := p.Refuse("necessity.reopen"); err != nil {
		return nil, err
	}
	return []assessed{NecessityAssessmentReopened{c.Cause, trim(c.Reason), categories, purposes}}, nil
}

// Evolve implements [domain.Event]. The weighing is done anew: what is new may tip it. New technology asks for new
// design measures and default settings too.
func (e NecessityAssessmentReopened) Evolve(n Necessity, _ domain.Stamp) Necessity {
	n.State, n.Outcome, n.Conditions, n.Proportion, n.AssessedOn, n.Late = NecessityStarted, "", "", "", "", false
	n.Categories = domain.Lines(slices.Concat(n.Categories, e.Categories))
	n.Purposes = domain.Lines(slices.Concat(n.Purposes, e.Purposes))
	if e.Cause == "technology" {
		n.Alternatives, n.Designed, n.Defaults = false, false, false
	}
	return n
}
