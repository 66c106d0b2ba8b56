package sharing

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a sharing decision.
const (
	DecisionIsAssessed domain.Status = "assessed"
	DecisionIsApproved domain.Status = "approved"
	DecisionIsRefused  domain.Status = "refused"
	DecisionIsShared   domain.Status = "shared"
	DecisionIsClosed   domain.Status = "closed"
)

// SharingDecision is the state of RT-10: whether data of one resident are shared with others to help him (§2.3). Who he is, and
// why, stands in the vault.
type SharingDecision struct {
	State domain.Status
	SharingTerms
	RefusedFor domain.VaultRef   `nl:"Reden van de weigering"`
	SharedOn   calendar.Date     `nl:"Gedeeld op"`
	Told       []ToldPart        `nl:"Inwoner verteld"`
	InformedOn calendar.Date     `nl:"Inwoner geheel geïnformeerd op"`
	ClosedOn   calendar.Date     `nl:"Gesloten op"`
	Deviations domain.Deviations `nl:"Afwijkingen"`
}

// SharingTerms are the fields of RT-10.
type SharingTerms struct {
	Resident   domain.VaultRef `json:"resident" nl:"De inwoner" form:"vault:resident" hint:"Naam en adres van precies één inwoner."`
	One        domain.YesNo    `json:"one_resident" nl:"Gaat het besluit over precies één inwoner?" hint:"Is het een gezin, dan neemt u voor elk gezinslid een besluit."`
	Case       string          `json:"case" nl:"Kenmerk van de zaak" hint:"Het zaaknummer. Noem geen personen."`
	Process    string          `json:"process" nl:"Proces" form:"process"`
	Interest   domain.VaultRef `json:"interest" nl:"Welk belang heeft de inwoner?" form:"vault:interest"`
	Parts      []string        `json:"parts" nl:"Welke gegevens worden gedeeld?" hint:"Soorten gegevens, geen inhoud. Eén per regel."`
	Inside     []string        `json:"receivers_inside,omitempty" nl:"Met wie binnen de gemeente?" opt:"1" hint:"Teams, geen personen. Eén per regel."`
	Outside    []string        `json:"receivers_outside,omitempty" nl:"Met wie buiten de gemeente?" opt:"1" hint:"Organisaties, geen personen. Eén per regel."`
	Needed     domain.YesNo    `json:"needed" nl:"Is delen nodig?"`
	Assessment domain.VaultRef `json:"assessment" nl:"Waarom is delen voor deze inwoner wel of niet nodig?" form:"vault:assessment"`
	Motivation domain.VaultRef `json:"motivation" nl:"De motivering achter het delen" form:"vault:motivation" hint:"Zoals u die aan de inwoner vertelt."`
	Ground     domain.Ground   `json:"ground" nl:"Grondslag" hint:"Het belang van de inwoner is zelf geen grondslag."` // T-55
}

// SharingDecisionRecord is RT-10.
var SharingDecisionRecord = domain.Define(domain.Aggregate[SharingDecision]{
	Name: "sharing-decision", Path: "deelbesluiten", NL: "Besluit om te delen", Plural: "Besluiten om te delen", Source: "RT-10, §2.3",
	Status: func(s SharingDecision) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: DecisionIsAssessed, NL: "beoordeeld"}, {Status: DecisionIsApproved, NL: "goedgekeurd"}, {Status: DecisionIsRefused, NL: "geweigerd"},
		{Status: DecisionIsShared, NL: "gedeeld"}, {Status: DecisionIsClosed, NL: "gesloten"}},
	Title:   func(s SharingDecision) string { return s.Case },
	Process: func(s SharingDecision) string { return s.Process },
	Commands: []domain.CommandType[SharingDecision]{
		{Name: "assess", NL: "Delen beoordelen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: AssessSharing{},
			Help: "Beoordeel voor één inwoner of het delen van gegevens nodig is om hem te helpen (§2.3). Wie het is en waarom, komt in de kluis."},
		{Name: "approve", NL: "Goedkeuren", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: ApproveSharing{}, In: []domain.Status{DecisionIsAssessed},
			Help: "Keur het delen goed. Dat kan alleen als delen nodig is gevonden."},
		{Name: "refuse", NL: "Weigeren", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: RefuseSharing{}, In: []domain.Status{DecisionIsAssessed},
			Help: "Besluit dat er niets wordt gedeeld, en zeg waarom."},
		{Name: "share", NL: "Gegevens gedeeld", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: ShareData{}, In: []domain.Status{DecisionIsApproved},
			Help: "Leg vast wat er is gedeeld en met wie. Is dat meer dan is goedgekeurd, dan is dat een afwijking."},
		{Name: "inform-resident", NL: "Inwoner informeren", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: InformResident{}, In: []domain.Status{DecisionIsApproved, DecisionIsShared},
			Help: "Leg vast dat de inwoner weet dat er wordt gedeeld, en waarom (§2.3). Doe dit voor het delen, of op dezelfde dag."},
		{Name: "close", NL: "Sluiten", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: CloseSharingDecision{}, In: []domain.Status{DecisionIsApproved, DecisionIsRefused, DecisionIsShared},
			Help: "Sluit het besluit. Dat kan als de inwoner van het delen en van de motivering weet."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added] G13", Zero: FindSharingDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added] G13", Zero: RemedySharingDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[SharingDecision]{
		{Name: "SharingAssessed", NL: "Delen beoordeeld", Zero: SharingAssessed{}},
		{Name: "SharingApproved", NL: "Delen goedgekeurd", Zero: SharingApproved{}},
		{Name: "SharingRefused", NL: "Delen geweigerd", Zero: SharingRefused{}},
		{Name: "DataShared", NL: "Gegevens gedeeld", Zero: DataShared{}},
		{Name: "ResidentInformedOfSharing", NL: "Inwoner geïnformeerd", Zero: ResidentInformedOfSharing{}},
		{Name: "SharingDecisionClosed", NL: "Gesloten", Zero: SharingDecisionClosed{}},
		{Name: "SharingDecisionNonComplianceFound", NL: "Afwijking vastgesteld", Zero: SharingDecisionNonComplianceFound{}},
		{Name: "SharingDecisionNonComplianceRemedied", NL: "Afwijking hersteld", Zero: SharingDecisionNonComplianceRemedied{}},
	},
})

type decisionEvent = domain.Event[SharingDecision]

// Options are the choices of a form about this decision.
func (s SharingDecision) Options(form string) []domain.Choice {
	if form == "deviation" {
		return s.Deviations.Open()
	}
	return nil
}

// Uninformed tells whether the resident must still be told, of the sharing or of why (R-2.3-17).
func (s SharingDecision) Uninformed() bool {
	return (s.State == DecisionIsApproved || s.State == DecisionIsShared) && s.InformedOn == ""
}

// untold are the parts that the resident has not been told.
func (s SharingDecision) untold() (list []domain.Choice) {
	for _, c := range ToldPart("").Choices() {
		if !slices.Contains(s.Told, ToldPart(c.Value)) {
			list = append(list, c)
		}
	}
	return list
}

// Keeping implements [domain.Kept]. The selection list knows one outcome for this.
func (s SharingDecision) Keeping() domain.Keeping {
	if s.ClosedOn == "" {
		return domain.Keeping{}
	}
	return domain.Keeping{Outcome: "handled", Closed: s.ClosedOn}
}

// AssessSharing assesses for one resident whether his data are shared (§2.3).
type AssessSharing struct{ SharingTerms }

// SharingAssessed is the first event of a decision.
type SharingAssessed struct{ SharingTerms }

// OwnedBy implements [domain.Owned].
func (c AssessSharing) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c AssessSharing) Decide(_ SharingDecision, by domain.Stamp) ([]decisionEvent, error) {
	t := c.SharingTerms
	t.Case, t.Parts, t.Inside, t.Outside = trim(t.Case), domain.Lines(t.Parts), domain.Lines(t.Inside), domain.Lines(t.Outside)
	if err := t.problems(by).Refuse("sharing.incomplete"); err != nil {
		return nil, err
	}
	return []decisionEvent{SharingAssessed{t}}, nil
}

func (t SharingTerms) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.NeedDossier(t.Resident, "resident", by) // R-2.3-13: it names exactly one dossier
	if t.One != domain.Yes {                  // R-2.3-13
		p.Add("one_resident", "Een besluit gaat over precies één inwoner. Neem voor elke inwoner een eigen besluit.")
	}
	p.Need(t.Case, "case", "Noem het kenmerk van de zaak.")
	p.NeedProcess(t.Process, by)
	p.NeedDossier(t.Interest, "interest", by)
	needLines(&p, t.Parts, "parts", "Noem de gegevens die worden gedeeld.")
	if len(t.Inside)+len(t.Outside) == 0 { // R-2.3-15
		p.Add("receivers_outside", "Noem met wie wordt gedeeld, binnen of buiten de gemeente.")
	}
	p.Choose(t.Needed, string(t.Needed), "needed", "Zeg of delen nodig is.")
	p.NeedDossier(t.Assessment, "assessment", by)                                                                          // R-2.3-14
	p.NeedDossier(t.Motivation, "motivation", by)                                                                          // R-2.3-14
	p.Choose(t.Ground, string(t.Ground), "ground", "Kies de grondslag. Het belang van de inwoner is zelf geen grondslag.") // T-55
	return p
}

// Evolve implements [domain.Event].
func (e SharingAssessed) Evolve(_ SharingDecision, _ domain.Stamp) SharingDecision {
	return SharingDecision{State: DecisionIsAssessed, SharingTerms: e.SharingTerms}
}
