package control

import "github.com/heemstede/grootboek/domain"

// An AuditControl names what an audit tests: a line of [ControlTests]. The names stand in the log. A criterion that changes
// is a new line with a new name: what was concluded earlier was concluded on the old words.
type AuditControl string

// Controls that can be audited.
const (
	StartsApproved     AuditControl = "starts-approved"
	AgreementsChecked  AuditControl = "agreements-checked"
	CovenantsChecked   AuditControl = "covenants-checked"
	DPIAMeasuresTested AuditControl = "dpia-measures-tested"
	IncidentsDecided   AuditControl = "incidents-decided"
	RequestsAnswered   AuditControl = "requests-answered"
	TermsMet           AuditControl = "terms-met"
)

// A ControlTest defines one control test in words that a lawyer or an accountant can check against the policy. What the words
// mean in the ledger is computed by package projections/audit, which has one function for each line.
type ControlTest struct {
	Control    AuditControl
	NL         string
	Kind       string // the record type that the items are of
	Population string // which records belong to it, over a period
	Criterion  string // when an item is in order
	Exception  string // when it is not
	Source     string
}

// ControlTests is the one table of control tests.
var ControlTests = []ControlTest{
	{StartsApproved, "Elke verwerking is goedgekeurd voordat zij begon", "activity",
		"Alle verwerkingen die in de periode actief zijn geweest.",
		"De proceseigenaar heeft de start goedgekeurd, op of vóór de dag waarop de verwerking begon.",
		"Er is geen goedkeuring, of zij kwam na het begin.", "§4.1, §4.4 tot en met §4.10"},
	{AgreementsChecked, "Elke verwerkersovereenkomst is jaarlijks gecontroleerd", "agreement",
		"Alle verwerkersovereenkomsten die in de periode golden en waarvan in de periode een jaarlijkse controle moest zijn gedaan.",
		"Elke controle is gedaan op of vóór de dag waarop zij moest zijn gedaan.",
		"Een controle is later gedaan, of is aan het einde van de periode niet gedaan.", "§7, §7.2"},
	{CovenantsChecked, "Elk convenant is jaarlijks gecontroleerd", "covenant",
		"Alle convenanten die in de periode golden en waarvan in de periode een jaarlijkse controle moest zijn gedaan.",
		"Elke controle is gedaan op of vóór de dag waarop zij moest zijn gedaan.",
		"Een controle is later gedaan, of is aan het einde van de periode niet gedaan.", "§7, §7.1"},
	{DPIAMeasuresTested, "Elke uitgevoerde maatregel uit een DPIA is getoetst", "dpia",
		"Alle DPIA’s waarvan in de periode een maatregel is uitgevoerd.",
		"Elke maatregel die in de periode is uitgevoerd, is aan het einde van de periode door de FG getoetst. Een toets van eigen werk telt niet mee.",
		"Een uitgevoerde maatregel is aan het einde van de periode niet getoetst, of alleen door wie er zelf aan werkte.", "bijlage 1, rij B1.6-7"},
	{IncidentsDecided, "Over elk datalek is binnen 72 uur besloten of de AP het hoort", "incident",
		"Alle datalekken waarvan de 72 uur in de periode zijn geëindigd.",
		"Het besluit over de melding aan de AP is genomen voordat de 72 uur voorbij waren.",
		"Het besluit kwam later, of is er niet.", "§6, AVG artikel 33 lid 1"},
	{RequestsAnswered, "Elk verzoek van een betrokkene is op tijd afgehandeld", "obligation",
		"Alle termijnen voor verzoeken van betrokkenen die in de periode eindigden, behalve die vóór het einde met een reden zijn vervallen.",
		"Wat moest, is op tijd gedaan.",
		"Het is te laat gedaan, of is aan het einde van de periode niet gedaan.", "§5.1 tot en met §5.6, AVG artikel 12 lid 3"},
	{TermsMet, "Elke termijn is gehaald", "obligation",
		"Alle termijnen uit wet en beleid die in de periode eindigden, behalve die vóór het einde met een reden zijn vervallen.",
		"Wat moest, is op tijd gedaan.",
		"Het is te laat gedaan, of is aan het einde van de periode niet gedaan.", "hoofdstuk 4 van de eisen, §4 tot en met §7"},
}

// Choices implements [domain.Chooser].
func (AuditControl) Choices() []domain.Choice {
	var list []domain.Choice
	for _, c := range ControlTests {
		list = append(list, domain.Choice{Value: string(c.Control), NL: c.NL})
	}
	return list
}

// Test returns the definition; the zero definition if there is none.
func (c AuditControl) Test() ControlTest {
	for _, t := range ControlTests {
		if t.Control == c {
			return t
		}
	}
	return ControlTest{}
}
