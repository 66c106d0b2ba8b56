package sharing

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// CovenantElements are the eleven elements of §7.1, each as its clause with page, or its text. They are mandatory if
// personal data are processed.
type CovenantElements struct {
	Controller          string         `json:"controller,omitempty" nl:"Wie is de verwerkingsverantwoordelijke?" opt:"1" hint:"Bij elk element: artikel en bladzijde, of de tekst."`
	Subject             string         `json:"subject,omitempty" nl:"Onderwerp, aard, doel en duur van de verwerking, met soorten gegevens en betrokkenen" form:"long" opt:"1"`
	SubjectCovers       []SubjectPart  `json:"subject_covers,omitempty" nl:"Wat staat daarin?" opt:"1"`
	WayOfProcessing     string         `json:"way_of_processing,omitempty" nl:"De manier van verwerken" opt:"1"`
	DataManagement      string         `json:"data_management,omitempty" nl:"Wie is verantwoordelijk voor het beheer van de gegevens?" opt:"1"`
	Security            string         `json:"security,omitempty" nl:"Technische en organisatorische beveiligingsmaatregelen" opt:"1"`
	Confidentiality     string         `json:"confidentiality,omitempty" nl:"Geheimhouding en vertrouwelijkheid" opt:"1"`
	RightsContact       string         `json:"rights_contact,omitempty" nl:"Bij wie kan de betrokkene zijn rechten uitoefenen?" opt:"1" hint:"Een organisatie of functie, geen naam."`
	OtherDuties         string         `json:"other_duties,omitempty" nl:"Wie is verantwoordelijk voor andere verplichtingen?" opt:"1"`
	DutiesCovered       []CovenantDuty `json:"duties_covered,omitempty" nl:"Welke verplichtingen zijn verdeeld?" opt:"1"`
	ReturnOrDestruction string         `json:"return_or_destruction,omitempty" nl:"Teruggeven of vernietigen na afloop" opt:"1"`
	Audits              string         `json:"audits,omitempty" nl:"Wie is verantwoordelijk voor audits en controle?" opt:"1"`
	TransferAbroad      string         `json:"transfer_abroad,omitempty" nl:"Doorgifte naar het buitenland" opt:"1" hint:"Ook als er geen doorgifte is: zeg dat."`
}

// SubjectPart is a part of the second element.
type SubjectPart string

// Choices implements [domain.Chooser].
func (SubjectPart) Choices() []domain.Choice {
	return []domain.Choice{{Value: "subject", NL: "Onderwerp"}, {Value: "nature", NL: "Aard"}, {Value: "purpose", NL: "Doel"}, {Value: "duration", NL: "Duur"},
		{Value: "data-kinds", NL: "Soorten persoonsgegevens"}, {Value: "data-subjects", NL: "Categorieën van betrokkenen"}}
}

// CovenantDuty is one of the other duties of the eighth element.
type CovenantDuty string

// Choices implements [domain.Chooser].
func (CovenantDuty) Choices() []domain.Choice {
	return []domain.Choice{{Value: "breaches", NL: "Datalekken melden"}, {Value: "dpias", NL: "DPIA’s uitvoeren"}, {Value: "prior-consultation", NL: "Voorafgaande raadpleging"}}
}

// A CovenantElement is a line of the checklist of §7.1.
type CovenantElement struct {
	Nr, Key, NL string
	missing     func(CovenantElements) string // what to do; "" if it is in order
}

func inClause(text func(CovenantElements) string) func(CovenantElements) string {
	return func(e CovenantElements) string {
		if trim(text(e)) == "" {
			return "Noem artikel en bladzijde, of de tekst."
		}
		return ""
	}
}

// CovenantChecklist are the elements C1 to C11, in the order of the policy.
var CovenantChecklist = []CovenantElement{
	{"C1", "controller", "Wie de verwerkingsverantwoordelijke is", inClause(func(e CovenantElements) string { return e.Controller })},
	{"C2", "subject", "Onderwerp, aard, doel en duur, soorten gegevens en betrokkenen", missingSubject},
	{"C3", "way_of_processing", "De manier van verwerken", inClause(func(e CovenantElements) string { return e.WayOfProcessing })},
	{"C4", "data_management", "Wie de gegevens beheert", inClause(func(e CovenantElements) string { return e.DataManagement })},
	{"C5", "security", "Beveiligingsmaatregelen", inClause(func(e CovenantElements) string { return e.Security })},
	{"C6", "confidentiality", "Geheimhouding en vertrouwelijkheid", inClause(func(e CovenantElements) string { return e.Confidentiality })},
	{"C7", "rights_contact", "Bij wie de betrokkene zijn rechten uitoefent", inClause(func(e CovenantElements) string { return e.RightsContact })},
	{"C8", "other_duties", "Wie datalekken meldt, DPIA’s doet en voorafgaand raadpleegt", missingDuties},
	{"C9", "return_or_destruction", "Teruggeven of vernietigen na afloop", inClause(func(e CovenantElements) string { return e.ReturnOrDestruction })},
	{"C10", "audits", "Wie audits en controle doet", inClause(func(e CovenantElements) string { return e.Audits })},
	{"C11", "transfer_abroad", "Doorgifte naar het buitenland", inClause(func(e CovenantElements) string { return e.TransferAbroad })},
}

func missingSubject(e CovenantElements) string {
	if nl := inClause(func(e CovenantElements) string { return e.Subject })(e); nl != "" {
		return nl
	}
	return missingPart(e.SubjectCovers, "Vul aan of vink aan:")
}

func missingDuties(e CovenantElements) string {
	if nl := inClause(func(e CovenantElements) string { return e.OtherDuties })(e); nl != "" {
		return nl
	}
	return missingPart(e.DutiesCovered, "Verdeel ook, of vink aan:")
}

// missingPart names the choices that were not made; all have to be.
func missingPart[T interface {
	domain.Chooser
	~string
}](have []T, nl string) string {
	var zero T
	lacking := ""
	for _, c := range zero.Choices() {
		if !slices.Contains(have, T(c.Value)) {
			lacking += " " + c.NL + ","
		}
	}
	if lacking == "" {
		return ""
	}
	return nl + lacking[:len(lacking)-1] + "."
}

// MissingElements lists which elements of the checklist lack: one problem each.
func (e CovenantElements) MissingElements() domain.Problems {
	var p domain.Problems
	for _, x := range CovenantChecklist {
		if nl := x.missing(e); nl != "" {
			p.Add(x.Key, x.Nr+" "+x.NL+": "+nl)
		}
	}
	return p
}

func (e CovenantElements) clean() CovenantElements {
	for _, s := range []*string{&e.Controller, &e.Subject, &e.WayOfProcessing, &e.DataManagement, &e.Security, &e.Confidentiality, &e.RightsContact,
		&e.OtherDuties, &e.ReturnOrDestruction, &e.Audits, &e.TransferAbroad} {
		*s = trim(*s)
	}
	e.SubjectCovers, e.DutiesCovered = cleanChoices(e.SubjectCovers), cleanChoices(e.DutiesCovered)
	return e
}

// cleanChoices keeps what is a choice, once, in the order of the choices.
func cleanChoices[T interface {
	domain.Chooser
	~string
}](in []T) []T {
	var out []T
	var zero T
	for _, c := range zero.Choices() {
		if slices.Contains(in, T(c.Value)) {
			out = append(out, T(c.Value))
		}
	}
	return out
}
