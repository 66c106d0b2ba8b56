package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ComplaintPart is something that the complainant was told.
type ComplaintPart string

// Parts.
const (
	ToldReasons   ComplaintPart = "reasons"
	ToldChange    ComplaintPart = "change"
	ToldOmbudsman ComplaintPart = "ombudsman"
	ToldAuthority ComplaintPart = "authority"
)

// Choices implements [domain.Chooser].
func (ComplaintPart) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(ToldReasons), NL: "het oordeel, met de bevindingen en de redenen"}, {Value: string(ToldChange), NL: "wat er is aangepast"},
		{Value: string(ToldOmbudsman), NL: "de weg naar de ombudsman"}, {Value: string(ToldAuthority), NL: "de weg naar de Autoriteit Persoonsgegevens"}}
}

// InformComplainant records that the complainant was told, when it happened. Telling it in two letters is done twice.
type InformComplainant struct {
	Letter domain.VaultRef `json:"letter" nl:"De brief" form:"vault:letter+"`
	Told   []ComplaintPart `json:"told" nl:"Wat staat erin?"`
}

// ComplainantInformed says what the complainant was told.
type ComplainantInformed struct {
	Letter domain.VaultRef `json:"letter" nl:"Brief"`
	Told   []ComplaintPart `json:"told" nl:"Verteld"`
}

// Decide implements [domain.Command]. A letter that was sent is a fact, also if it was late or lacks something: the deviation
// is recorded with it (promise 7).
func (c InformComplainant) Decide(s Complaint, by domain.Stamp) ([]complaintEvent, error) {
	var p domain.Problems
	p.NeedDossier(c.Letter, "letter", by)
	if len(c.Told) == 0 {
		p.Add("told", "Kies wat er in de brief staat.")
	}
	for _, x := range c.Told {
		p.Choose(x, string(x), "told", "Kies wat er in de brief staat.")
	}
	if slices.Contains(c.Told, ToldChange) && !s.Adapted {
		p.Add("told", "Er is nog niet vastgelegd dat de werkwijze is aangepast.")
	}
	if err := p.Refuse("complaint.inform"); err != nil {
		return nil, err
	}
	told := withPart(nil, c.Told...)
	return append([]complaintEvent{ComplainantInformed{c.Letter, told}}, s.answered(told, by)...), nil
}

// answered are the deviations of the answer: the first letter with the reasons (Awb 9:12).
func (s Complaint) answered(letter []ComplaintPart, by domain.Stamp) (list []complaintEvent) {
	if s.Informed != "" || !slices.Contains(letter, ToldReasons) {
		return nil
	}
	on, told := calendar.On(by.Happened), withPart(s.Told, letter...)
	if on > s.Due {
		list = append(list, ComplaintNonComplianceFound{domain.Deviates(by, "late", "Awb art. 9:11, termijn voor een klacht",
			"De klager had uiterlijk "+s.Due.NL()+" antwoord moeten krijgen.", calendar.On(s.Due.End()))})
	}
	if !slices.Contains(told, ToldOmbudsman) {
		list = append(list, ComplaintNonComplianceFound{domain.Deviates(by, "ombudsman", "Awb art. 9:12, verwijzing naar de ombudsman",
			"De brief noemt de ombudsman niet.", on)})
	}
	if !slices.Contains(told, ToldAuthority) { // T-22
		list = append(list, ComplaintNonComplianceFound{domain.Deviates(by, "authority", "§5.1, klacht bij de toezichthouder",
			"De brief noemt de Autoriteit Persoonsgegevens niet.", on)})
	}
	return list
}

// Evolve implements [domain.Event]. Only the reasons are the answer that the term is about (table 4.2 row 55).
func (e ComplainantInformed) Evolve(s Complaint, by domain.Stamp) Complaint {
	if s.Informed == "" && slices.Contains(e.Told, ToldReasons) {
		s.Informed = calendar.At(by.Happened)
	}
	s.Told = withPart(s.Told, e.Told...)
	return s
}
