package processors

import "github.com/heemstede/grootboek/domain"

// An Element is something a processor agreement must arrange: the union of the eleven points of §7.2 and the nine of
// Annex 1.2 (T-08). An element that must state something besides has a question.
type Element struct {
	Key    ElementKey
	Nr     string // "E5", as RT-12 numbers them
	NL     string
	Policy string // number in the list of §7.2; "" if it is not there
	Annex  string // number in the list of Annex 1.2; "" if it is not there
	States string // what its clause must say literally, by Annex 1.2; "" for nothing in particular
	clause func(*Clauses) *string
	text   func(*Clauses) *string
	stated func(*Clauses) *domain.YesNo // nil without States
	asked  string                       // JSON name of that answer
}

// Elements are the thirteen elements E1–E13.
var Elements = []Element{
	{Key: "subject", Nr: "E1", NL: "onderwerp, aard, doel en duur van de verwerking", Policy: "1", Annex: "1",
		clause: func(c *Clauses) *string { return &c.SubjectClause }, text: func(c *Clauses) *string { return &c.SubjectText }},
	{Key: "data", Nr: "E2", NL: "soorten persoonsgegevens en categorieën van betrokkenen", Policy: "1", Annex: "2",
		clause: func(c *Clauses) *string { return &c.DataClause }, text: func(c *Clauses) *string { return &c.DataText }},
	{Key: "controller", Nr: "E3", NL: "rechten en plichten van de verwerkingsverantwoordelijke", Policy: "", Annex: "2",
		clause: func(c *Clauses) *string { return &c.ControllerClause }, text: func(c *Clauses) *string { return &c.ControllerText }},
	{Key: "instructions", Nr: "E4", NL: "verwerking alleen op instructie", Policy: "2", Annex: "3", States: "schriftelijke instructies",
		clause: func(c *Clauses) *string { return &c.InstructionsClause }, text: func(c *Clauses) *string { return &c.InstructionsText },
		stated: func(c *Clauses) *domain.YesNo { return &c.WrittenInstructions }, asked: "written_instructions"}, // R-B2-02
	{Key: "subprocessors", Nr: "E5", NL: "subverwerkers", Policy: "3", Annex: "6", States: "voorafgaande schriftelijke toestemming",
		clause: func(c *Clauses) *string { return &c.SubprocessorsClause }, text: func(c *Clauses) *string { return &c.SubprocessorsText },
		stated: func(c *Clauses) *domain.YesNo { return &c.PriorConsent }, asked: "prior_consent"}, // R-B2-03
	{Key: "security", Nr: "E6", NL: "technische en organisatorische beveiliging", Policy: "4", Annex: "5",
		clause: func(c *Clauses) *string { return &c.SecurityClause }, text: func(c *Clauses) *string { return &c.SecurityText }},
	{Key: "confidentiality", Nr: "E7", NL: "geheimhouding", Policy: "5", Annex: "4", States: "geheimhouding van wie bij of voor de verwerker werkt",
		clause: func(c *Clauses) *string { return &c.ConfidentialityClause }, text: func(c *Clauses) *string { return &c.ConfidentialityText },
		stated: func(c *Clauses) *domain.YesNo { return &c.PersonsCovered }, asked: "persons_covered"}, // R-B2-04
	{Key: "rights", Nr: "E8", NL: "hulp bij rechten van betrokkenen", Policy: "6", Annex: "7",
		clause: func(c *Clauses) *string { return &c.RightsClause }, text: func(c *Clauses) *string { return &c.RightsText }},
	{Key: "duties", Nr: "E9", NL: "hulp bij datalekken, DPIA’s en voorafgaande raadpleging", Policy: "7", Annex: "7",
		clause: func(c *Clauses) *string { return &c.DutiesClause }, text: func(c *Clauses) *string { return &c.DutiesText }},
	{Key: "return", Nr: "E10", NL: "teruggeven of vernietigen na afloop", Policy: "8", Annex: "8", States: "kopieën",
		clause: func(c *Clauses) *string { return &c.ReturnClause }, text: func(c *Clauses) *string { return &c.ReturnText },
		stated: func(c *Clauses) *domain.YesNo { return &c.CopiesCovered }, asked: "copies_covered"}, // R-B2-05
	{Key: "audits", Nr: "E11", NL: "meewerken aan audits en controles", Policy: "9", Annex: "9",
		clause: func(c *Clauses) *string { return &c.AuditsClause }, text: func(c *Clauses) *string { return &c.AuditsText }},
	{Key: "transfer", Nr: "E12", NL: "doorgifte naar het buitenland", Policy: "10", Annex: "",
		clause: func(c *Clauses) *string { return &c.TransferClause }, text: func(c *Clauses) *string { return &c.TransferText }},
	{Key: "liability", Nr: "E13", NL: "aansprakelijkheid", Policy: "11", Annex: "",
		clause: func(c *Clauses) *string { return &c.LiabilityClause }, text: func(c *Clauses) *string { return &c.LiabilityText }},
}

// Clauses say where each element stands: the clause (artikel), and its text or page. It is the checklist of an agreement
// and of a model.
type Clauses struct {
	SubjectClause         string       `json:"subject_clause,omitempty" nl:"E1 onderwerp, aard, doel en duur van de verwerking: artikel" opt:"1"`
	SubjectText           string       `json:"subject_text,omitempty" nl:"E1: tekst of bladzijde" opt:"1"`
	DataClause            string       `json:"data_clause,omitempty" nl:"E2 soorten persoonsgegevens en categorieën van betrokkenen: artikel" opt:"1"`
	DataText              string       `json:"data_text,omitempty" nl:"E2: tekst of bladzijde" opt:"1"`
	ControllerClause      string       `json:"controller_clause,omitempty" nl:"E3 rechten en plichten van de verwerkingsverantwoordelijke: artikel" opt:"1"`
	ControllerText        string       `json:"controller_text,omitempty" nl:"E3: tekst of bladzijde" opt:"1"`
	InstructionsClause    string       `json:"instructions_clause,omitempty" nl:"E4 verwerking alleen op instructie: artikel" opt:"1"`
	InstructionsText      string       `json:"instructions_text,omitempty" nl:"E4: tekst of bladzijde" opt:"1"`
	WrittenInstructions   domain.YesNo `json:"written_instructions,omitempty" nl:"E4: Staat er dat instructies schriftelijk zijn?" opt:"1"`
	SubprocessorsClause   string       `json:"subprocessors_clause,omitempty" nl:"E5 subverwerkers: artikel" opt:"1"`
	SubprocessorsText     string       `json:"subprocessors_text,omitempty" nl:"E5: tekst of bladzijde" opt:"1"`
	PriorConsent          domain.YesNo `json:"prior_consent,omitempty" nl:"E5: Staat er dat een subverwerker vooraf schriftelijke toestemming nodig heeft?" opt:"1"`
	SecurityClause        string       `json:"security_clause,omitempty" nl:"E6 technische en organisatorische beveiliging: artikel" opt:"1"`
	SecurityText          string       `json:"security_text,omitempty" nl:"E6: tekst of bladzijde" opt:"1"`
	ConfidentialityClause string       `json:"confidentiality_clause,omitempty" nl:"E7 geheimhouding: artikel" opt:"1"`
	ConfidentialityText   string       `json:"confidentiality_text,omitempty" nl:"E7: tekst of bladzijde" opt:"1"`
	PersonsCovered        domain.YesNo `json:"persons_covered,omitempty" nl:"E7: Geldt de geheimhouding ook voor wie bij of voor de verwerker werkt?" opt:"1"`
	RightsClause          string       `json:"rights_clause,omitempty" nl:"E8 hulp bij rechten van betrokkenen: artikel" opt:"1"`
	RightsText            string       `json:"rights_text,omitempty" nl:"E8: tekst of bladzijde" opt:"1"`
	DutiesClause          string       `json:"duties_clause,omitempty" nl:"E9 hulp bij datalekken, DPIA’s en voorafgaande raadpleging: artikel" opt:"1"`
	DutiesText            string       `json:"duties_text,omitempty" nl:"E9: tekst of bladzijde" opt:"1"`
	ReturnClause          string       `json:"return_clause,omitempty" nl:"E10 teruggeven of vernietigen na afloop: artikel" opt:"1"`
	ReturnText            string       `json:"return_text,omitempty" nl:"E10: tekst of bladzijde" opt:"1"`
	CopiesCovered         domain.YesNo `json:"copies_covered,omitempty" nl:"E10: Geldt het teruggeven of vernietigen ook voor kopieën?" opt:"1"`
	AuditsClause          string       `json:"audits_clause,omitempty" nl:"E11 meewerken aan audits en controles: artikel" opt:"1"`
	AuditsText            string       `json:"audits_text,omitempty" nl:"E11: tekst of bladzijde" opt:"1"`
	TransferClause        string       `json:"transfer_clause,omitempty" nl:"E12 doorgifte naar het buitenland: artikel" opt:"1"`
	TransferText          string       `json:"transfer_text,omitempty" nl:"E12: tekst of bladzijde" opt:"1"`
	LiabilityClause       string       `json:"liability_clause,omitempty" nl:"E13 aansprakelijkheid: artikel" opt:"1"`
	LiabilityText         string       `json:"liability_text,omitempty" nl:"E13: tekst of bladzijde" opt:"1"`
}

// ElementKey names an element in the log.
type ElementKey string

// Choices implements [domain.Chooser].
func (ElementKey) Choices() []domain.Choice {
	var list []domain.Choice
	for _, e := range Elements {
		list = append(list, domain.Choice{Value: string(e.Key), NL: e.Nr + " " + e.NL})
	}
	return list
}

// Lacks lists what one element lacks, field by field.
func (e Element) Lacks(c Clauses) []domain.Problem {
	var p domain.Problems
	key := string(e.Key)
	p.Need(*e.clause(&c), key+"_clause", e.Nr+" ("+e.NL+"): noem het artikel.")
	p.Need(*e.text(&c), key+"_text", e.Nr+" ("+e.NL+"): geef de tekst of de bladzijde.")
	if e.stated != nil && *e.stated(&c) != domain.Yes {
		p.Add(e.asked, e.Nr+" ("+e.NL+"): dit moet er staan: "+e.States+" (bijlage 1.2).")
	}
	return p
}

// Missing lists what lacks of all thirteen elements, all at once.
func (c Clauses) Missing() domain.Problems {
	var p domain.Problems
	for _, e := range Elements {
		p = append(p, e.Lacks(c)...)
	}
	return p
}

// Invalid lists answers that are neither yes nor no.
func (c Clauses) Invalid() domain.Problems {
	var p domain.Problems
	for _, e := range Elements {
		if e.stated != nil && *e.stated(&c) != "" {
			p.Choose(domain.YesNo(""), string(*e.stated(&c)), e.asked, "Antwoord met ja of nee.")
		}
	}
	return p
}

// Clean trims the texts, so that the same clauses are always written the same way.
func (c Clauses) Clean() Clauses {
	for _, e := range Elements {
		*e.clause(&c), *e.text(&c) = trim(*e.clause(&c)), trim(*e.text(&c))
	}
	return c
}

// with returns the clauses with one element at another place. What it must state is asked again: not covered is nothing.
func (c Clauses) with(key ElementKey, clause, text string, covered bool) Clauses {
	for _, e := range Elements {
		if e.Key != key {
			continue
		}
		if !covered {
			clause, text = "", ""
		}
		*e.clause(&c), *e.text(&c) = clause, text
		if e.stated != nil && !covered {
			*e.stated(&c) = domain.No
		}
	}
	return c
}
