package sharing

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a sharing decision.
const (
	SharingIsAssessed domain.Status = "assessed"
	SharingIsApproved domain.Status = "approved"
	SharingIsRefused  domain.Status = "refused"
	SharingIsShared   domain.Status = "shared"
	SharingIsClosed   domain.Status = "closed"
)

// SharingDecision is the state of RT-10: may the data of one resident be shared, to help him (§2.3)?
type SharingDecision struct {
	ID             string
	State          domain.Status
	Case           string        `nl:"Zaak"`
	Process        string        `nl:"Proces"`
	Parts          []string      `nl:"Te delen gegevens"`
	Inside         []string      `nl:"Ontvangers binnen de organisatie"`
	Outside        []string      `nl:"Ontvangers buiten de organisatie"`
	Needed         domain.YesNo  `nl:"Delen is nodig"`
	Ground         Ground        `nl:"Grondslag"`
	SharedOn       calendar.Date `nl:"Gedeeld op"`
	ToldSharing    bool          `nl:"Inwoner weet van het delen"`
	ToldMotivation bool          `nl:"Inwoner weet de motivering"`
	Found          Deviations    `nl:"Afwijkingen"`
}

// Informed tells whether the resident knows of both: the sharing and why.
func (d SharingDecision) Informed() bool { return d.ToldSharing && d.ToldMotivation }

// ToInform tells whether the resident still has to be informed: the decision is to share, or it was shared (R-2.3-17).
func (d SharingDecision) ToInform() bool {
	return !d.Informed() && (d.State == SharingIsApproved || d.State == SharingIsShared)
}

// OpenDeviations are the deviations that still stand.
func (d SharingDecision) OpenDeviations() []domain.Choice { return d.Found.Open() }

// SharingRecord is RT-10.
var SharingRecord = domain.Define(domain.Aggregate[SharingDecision]{
	Name: "sharing-decision", Path: "deelbesluiten", NL: "Besluit over delen", Plural: "Besluiten over delen", Source: "RT-10, §2.3",
	Status: func(d SharingDecision) domain.Status { return d.State },
	Statuses: []domain.StatusLabel{{Status: SharingIsAssessed, NL: "beoordeeld"}, {Status: SharingIsApproved, NL: "akkoord"}, {Status: SharingIsRefused, NL: "geweigerd"},
		{Status: SharingIsShared, NL: "gedeeld"}, {Status: SharingIsClosed, NL: "afgesloten"}},
	Title:   func(d SharingDecision) string { return d.Case },
	Process: func(d SharingDecision) string { return d.Process },
	Commands: []domain.CommandType[SharingDecision]{
		{Name: "assess", NL: "Delen beoordelen", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: AssessSharing{},
			Help: "Beoordeel voor deze ene inwoner of het delen van gegevens nodig is om te helpen (§2.3). Een medewerker met mandaat kan dit ook."},
		{Name: "approve", NL: "Delen goedkeuren", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: ApproveSharing{}, In: []domain.Status{SharingIsAssessed},
			Help: "Besluit dat de gegevens worden gedeeld, met motivering en grondslag."},
		{Name: "refuse", NL: "Delen weigeren", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: RefuseSharing{}, In: []domain.Status{SharingIsAssessed},
			Help: "Besluit dat de gegevens niet worden gedeeld, met motivering."},
		{Name: "share", NL: "Gegevens gedeeld", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: ShareData{}, In: []domain.Status{SharingIsAssessed, SharingIsApproved, SharingIsRefused},
			Help: "Leg vast dat de gegevens zijn gedeeld. Was er geen akkoord, dan wordt dat een afwijking die de FG ziet."},
		{Name: "inform-resident", NL: "Inwoner geïnformeerd", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: InformResident{}, In: []domain.Status{SharingIsApproved, SharingIsShared},
			Help: "Leg vast dat de inwoner weet dat er wordt gedeeld, en waarom (§2.3). Liefst vóór het delen."},
		{Name: "close", NL: "Afsluiten", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: CloseSharing{}, In: []domain.Status{SharingIsApproved, SharingIsShared, SharingIsRefused},
			Help: "Dit kan pas als de inwoner weet van het delen en van de motivering."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: finders, Source: "[added] G13", Zero: FindSharingDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: remediers, Source: "[added] G13", Zero: RemedySharingDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[SharingDecision]{
		{Name: "SharingAssessed", NL: "Delen beoordeeld", Zero: SharingAssessed{}},
		{Name: "SharingApproved", NL: "Delen goedgekeurd", Zero: SharingApproved{}},
		{Name: "SharingRefused", NL: "Delen geweigerd", Zero: SharingRefused{}},
		{Name: "DataShared", NL: "Gegevens gedeeld", Zero: DataShared{}},
		{Name: "ResidentInformedOfSharing", NL: "Inwoner geïnformeerd", Zero: ResidentInformedOfSharing{}},
		{Name: "SharingDecisionClosed", NL: "Afgesloten", Zero: SharingDecisionClosed{}},
		{Name: "SharingNonComplianceFound", NL: "Afwijking vastgesteld", Zero: SharingNonComplianceFound{}},
		{Name: "SharingNonComplianceRemedied", NL: "Afwijking hersteld", Zero: SharingNonComplianceRemedied{}},
	},
})

type sharingEvent = domain.Event[SharingDecision]
