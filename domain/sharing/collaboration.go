package sharing

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a collaboration.
const (
	CollaborationIsProposed      domain.Status = "proposed"
	CollaborationIsAssessed      domain.Status = "assessed"
	CollaborationIsReady         domain.Status = "ready"
	CollaborationIsParticipating domain.Status = "participating"
	CollaborationIsEnded         domain.Status = "ended"
)

var (
	collaborationBefore = []domain.Status{CollaborationIsProposed, CollaborationIsAssessed, CollaborationIsReady}
	collaborationOpen   = append(slices.Clone(collaborationBefore), CollaborationIsParticipating)
)

// Collaboration is the state of RT-14.
type Collaboration struct {
	CollaborationTerms
	ID           string
	DPIA         Approval          `nl:"DPIA over deelname"`
	Risks        []string          `nl:"Risico’s van deelname"`
	Measures     []Measure         `nl:"Maatregelen uit de DPIA"`
	Arrangements Approval          `nl:"Afspraken"`
	FoundBy      []domain.Role     `nl:"Afspraken voldoende gevonden door"`
	FoundWho     []string          // the persons: two roles are two persons
	From         calendar.Date     `nl:"Deelname vanaf"`
	Until        calendar.Date     `nl:"Deelname tot en met"`
	Ended        bool              `nl:"Beëindigd"`
	HadData      bool              // personal data were processed while taking part: there is something to return or destroy
	Found        domain.Deviations `nl:"Afwijkingen"`
	Events       uint64            // how many events it has: an approval names a version
}

// CollaborationTerms are the fields that describe a collaboration.
type CollaborationTerms struct {
	Name           string             `json:"name" nl:"Naam van het samenwerkingsverband"`
	Process        string             `json:"process" nl:"Proces" form:"process" hint:"De eigenaar van dit proces beslist over deelname."`
	Region         string             `json:"region" nl:"Regio"`
	Field          CollaborationField `json:"field" nl:"Terrein"`
	Partners       []string           `json:"partners" nl:"Partners" hint:"Eén organisatie per regel. Noem geen personen."`
	PolicyGoals    string             `json:"policy_goals" nl:"Beleidsdoelen" form:"long" hint:"Noem geen personen."`
	PersonalData   domain.YesNo       `json:"personal_data" nl:"Worden er persoonsgegevens verwerkt?"`
	DataCategories []string           `json:"data_categories,omitempty" nl:"Soorten persoonsgegevens" opt:"1" hint:"Verplicht als er persoonsgegevens worden verwerkt. Eén per regel."`
}

// CollaborationField is the field of work (§4.10).
type CollaborationField string

// Choices implements [domain.Chooser].
func (CollaborationField) Choices() []domain.Choice {
	return []domain.Choice{{Value: "care", NL: "Zorg"}, {Value: "safety", NL: "Veiligheid"}, {Value: "other", NL: "Anders"}}
}

// A Measure follows from the DPIA; it is taken before participation, or the start gives a reason (R-4.10-03).
type Measure struct {
	Text  string        `json:"text" nl:"Maatregel"`
	Taken bool          `json:"taken" nl:"uitgevoerd"`
	On    calendar.Date `json:"on,omitempty" nl:"op"`
}

// status follows from what has been done: an approval that lapses takes the collaboration back.
func (c Collaboration) status() domain.Status {
	switch {
	case c.Name == "":
		return ""
	case c.Ended:
		return CollaborationIsEnded
	case c.From != "":
		return CollaborationIsParticipating
	case !c.DPIA.Counts():
		return CollaborationIsProposed
	case c.arranged():
		return CollaborationIsReady
	}
	return CollaborationIsAssessed
}

// arranged tells whether the arrangements are sufficient: both owner and privacy administrator found them so. Without
// personal data there is nothing to arrange (R-4.10-04).
func (c Collaboration) arranged() bool {
	return c.PersonalData == domain.No ||
		c.Arrangements.Counts() && slices.Contains(c.FoundBy, domain.OWN) && slices.Contains(c.FoundBy, domain.PB)
}

// Unhandled are the measures of the DPIA that have not been taken.
func (c Collaboration) Unhandled() []string {
	var list []string
	for _, m := range c.Measures {
		if !m.Taken {
			list = append(list, m.Text)
		}
	}
	return list
}

// WithoutArrangement tells whether the collaboration is flagged: personal data, and no covenant or exchange arrangement
// recorded (R-7.0-01, R-2.3-10).
func (c Collaboration) WithoutArrangement() bool {
	return c.Name != "" && !c.Ended && c.PersonalData != domain.No && c.Arrangements.Ref == ""
}

// OpenDeviations are the deviations that still stand.
func (c Collaboration) OpenDeviations() []domain.Choice { return c.Found.Open() }

func (c Collaboration) counted() Collaboration {
	c.Events++
	return c
}

// CollaborationRecord is RT-14.
var CollaborationRecord = domain.Define(domain.Aggregate[Collaboration]{
	Name: "collaboration", Path: "samenwerkingsverbanden", NL: "Samenwerkingsverband", Plural: "Samenwerkingsverbanden", Source: "RT-14, §4.10, §1.3",
	Status: Collaboration.status,
	Statuses: []domain.StatusLabel{{Status: CollaborationIsProposed, NL: "voorgesteld"}, {Status: CollaborationIsAssessed, NL: "DPIA afgerond"},
		{Status: CollaborationIsReady, NL: "klaar voor deelname"}, {Status: CollaborationIsParticipating, NL: "deelname loopt"}, {Status: CollaborationIsEnded, NL: "deelname beëindigd"}},
	Title:   func(c Collaboration) string { return c.Name },
	Process: func(c Collaboration) string { return c.Process },
	Commands: []domain.CommandType[Collaboration]{
		{Name: "propose", NL: "Samenwerking voorstellen", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: ProposeCollaboration{},
			Help: "Beschrijf het samenwerkingsverband. Deelnemen mag pas na een DPIA (§4.10)."},
		{Name: "complete-dpia", NL: "DPIA over deelname afgerond", Roles: []domain.Role{domain.OWN, domain.SYS}, Source: "[added] via RT-18", Own: true, Zero: CompleteCollaborationDpia{}, In: collaborationOpen,
			Help: "Neem de uitkomst van de DPIA over: de risico’s van deelname en de maatregelen."},
		{Name: "take-measures", NL: "Maatregelen uitgevoerd", Row: "B1.6-6", Own: true, Zero: TakeCollaborationMeasures{}, In: collaborationOpen,
			Help: "Zeg welke maatregelen uit de DPIA zijn uitgevoerd."},
		{Name: "find-sufficient", NL: "Afspraken voldoende bevonden", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added] T-32", Own: true, Zero: FindArrangementsSufficient{}, In: []domain.Status{CollaborationIsAssessed, CollaborationIsReady, CollaborationIsParticipating},
			Help: "De proceseigenaar en de privacybeheerder leggen dit elk zelf vast. Pas dan zijn de afspraken voldoende."},
		{Name: "start-participation", NL: "Deelname starten", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: StartParticipation{}, In: collaborationBefore,
			Help: "Start de deelname na het besluit van het college. De DPIA is dan afgerond, de maatregelen zijn uitgevoerd en de afspraken zijn voldoende."},
		{Name: "record-participation", NL: "Bestaande deelname vastleggen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added] §1.3, G13", Own: true, Zero: RecordParticipation{}, In: collaborationBefore,
			Help: "Leg vast dat de gemeente al deelneemt. Wat nog niet in orde is, wordt een afwijking die de FG ziet."},
		{Name: "reassess", NL: "Opnieuw beoordelen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added] T-32", Own: true, Zero: ReassessCollaboration{}, In: collaborationOpen,
			Help: "Leg vast wat er verandert. Bij een nieuwe partner, een ander doel of nieuwe gegevens vervallen de DPIA en het oordeel over de afspraken."},
		{Name: "end-participation", NL: "Deelname beëindigen", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: EndParticipation{}, In: collaborationOpen,
			Help: "De gemeente doet niet meer mee. Zeg wat er met de gegevens is gebeurd."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added] G13", Zero: FindCollaborationDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added] G13", Zero: RemedyCollaborationDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Collaboration]{
		{Name: "CollaborationProposed", NL: "Samenwerking voorgesteld", Zero: CollaborationProposed{}},
		{Name: "CollaborationDpiaCompleted", NL: "DPIA over deelname afgerond", Zero: CollaborationDpiaCompleted{}},
		{Name: "CollaborationMeasuresTaken", NL: "Maatregelen uitgevoerd", Zero: CollaborationMeasuresTaken{}},
		{Name: "ArrangementsFoundSufficient", NL: "Afspraken voldoende bevonden", Zero: ArrangementsFoundSufficient{}},
		{Name: "ParticipationStarted", NL: "Deelname gestart", Zero: ParticipationStarted{}},
		{Name: "CollaborationReassessed", NL: "Opnieuw beoordeeld", Zero: CollaborationReassessed{}},
		{Name: "ParticipationEnded", NL: "Deelname beëindigd", Zero: ParticipationEnded{}},
		{Name: "CollaborationNonComplianceFound", NL: "Afwijking vastgesteld", Zero: CollaborationNonComplianceFound{}},
		{Name: "CollaborationNonComplianceRemedied", NL: "Afwijking hersteld", Zero: CollaborationNonComplianceRemedied{}},
	},
})

type collaborationEvent = domain.Event[Collaboration]
