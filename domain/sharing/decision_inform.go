package sharing

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ToldPart is one of the two things that a resident is told (§2.3).
type ToldPart string

// Choices implements [domain.Chooser].
func (ToldPart) Choices() []domain.Choice {
	return []domain.Choice{{Value: "sharing", NL: "dat zijn gegevens worden gedeeld, welke en met wie"}, {Value: "motivation", NL: "waarom: de motivering achter het delen"}}
}

// ToldHow is how a resident was told.
type ToldHow string

// Choices implements [domain.Chooser].
func (ToldHow) Choices() []domain.Choice {
	return []domain.Choice{{Value: "conversation", NL: "in een gesprek"}, {Value: "letter", NL: "met een brief"}, {Value: "phone", NL: "aan de telefoon"}, {Value: "digital", NL: "per e-mail of digitaal bericht"}}
}

// InformResident records that the resident was told, when it happened. It may take two times.
type InformResident struct {
	How  ToldHow    `json:"how" nl:"Hoe?"`
	Told []ToldPart `json:"told" nl:"Wat is er verteld?"`
}

// ResidentInformedOfSharing says what the resident was told.
type ResidentInformedOfSharing struct {
	How  ToldHow    `json:"how" nl:"Hoe"`
	Told []ToldPart `json:"told" nl:"Verteld"`
}

// Decide implements [domain.Command]. The resident is told before the sharing or on that day ([added]); later is a deviation
// (table 4.2 row 16).
func (c InformResident) Decide(s SharingDecision, by domain.Stamp) ([]decisionEvent, error) {
	var p domain.Problems
	p.Choose(c.How, string(c.How), "how", "Kies hoe de inwoner het hoorde.")
	if len(c.Told) == 0 {
		p.Add("told", "Kies wat er is verteld.")
	}
	for _, x := range c.Told {
		p.Choose(x, string(x), "told", "Kies wat er is verteld.")
	}
	if err := p.Refuse("sharing.inform"); err != nil {
		return nil, err
	}
	list := []decisionEvent{ResidentInformedOfSharing{c.How, with(nil, c.Told...)}}
	on := calendar.On(by.Happened)
	if news := slices.ContainsFunc(c.Told, func(x ToldPart) bool { return !slices.Contains(s.Told, x) }); news && s.SharedOn != "" && on > s.SharedOn {
		list = append(list, s.toldLate(s.SharedOn, by))
	}
	return list, nil
}

// toldLate is the deviation of a resident who was told after the day of the sharing.
func (s SharingDecision) toldLate(shared calendar.Date, by domain.Stamp) decisionEvent {
	return SharingDecisionNonComplianceFound{domain.Deviates(by, "late", "§2.3, inwoner op de hoogte van het delen",
		"De inwoner hoorde het na het delen van "+shared.NL()+".", shared)}
}

// Evolve implements [domain.Event].
func (e ResidentInformedOfSharing) Evolve(s SharingDecision, by domain.Stamp) SharingDecision {
	s.Told = with(s.Told, e.Told...)
	if s.InformedOn == "" && len(s.untold()) == 0 {
		s.InformedOn = calendar.On(by.Happened)
	}
	return s
}
