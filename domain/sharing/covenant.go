package sharing

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a covenant.
const (
	CovenantIsDraft     domain.Status = "draft"
	CovenantIsConcluded domain.Status = "concluded"
	CovenantIsInForce   domain.Status = "in-force"
	CovenantIsEnding    domain.Status = "ending"
	CovenantIsClosed    domain.Status = "closed"
)

var (
	covenantAgreed = []domain.Status{CovenantIsConcluded, CovenantIsInForce}
	covenantOpen   = []domain.Status{CovenantIsDraft, CovenantIsConcluded, CovenantIsInForce}
)

// Covenant is the state of RT-15.
type Covenant struct {
	CovenantTerms
	CovenantElements
	Checks
	ID          string
	State       domain.Status
	Members     []Party           `nl:"Besluit van elke partij"`
	DPIA        Approval          `nl:"DPIA"`
	ConcludedOn calendar.Date     `nl:"Gesloten op"`
	From        calendar.Date     `nl:"Geldt vanaf"`
	Until       calendar.Date     `nl:"Geldt tot en met"`
	SignedBy    string            `nl:"Namens de gemeente getekend door" form:"person"`
	Document    string            `nl:"Gearchiveerd document"`
	InEffect    bool              // it has been in force
	HadData     bool              // personal data were shared under it: there is something to return or destroy, also when they no longer are
	DataCleared bool              `nl:"Gegevens teruggegeven of vernietigd"`
	Found       domain.Deviations `nl:"Afwijkingen"`
	Text        uint64            // version of the text: of the last event that changed it
	Events      uint64
}

// CovenantTerms are the fields that describe a covenant.
type CovenantTerms struct {
	Name             string       `json:"name" nl:"Naam van het convenant"`
	Process          string       `json:"process" nl:"Proces" form:"process"`
	Parties          []string     `json:"parties" nl:"Andere partijen" hint:"Eén organisatie per regel. De gemeente zelf staat er niet bij. Noem geen personen."`
	PolicyGoal       string       `json:"policy_goal" nl:"Beleidsdoel" form:"long" hint:"Noem geen personen."`
	Tasks            string       `json:"tasks" nl:"Verdeling van de taken" form:"long"`
	Responsibilities string       `json:"responsibilities" nl:"Verantwoordelijkheden" form:"long"`
	WorkingMethod    string       `json:"working_method" nl:"Werkwijze" form:"long"`
	PersonalData     domain.YesNo `json:"personal_data" nl:"Zijn er persoonsgegevens nodig?"`
	Collaboration    string       `json:"collaboration,omitempty" nl:"Samenwerkingsverband" form:"collaboration" opt:"1"`
	Activities       []string     `json:"activities,omitempty" nl:"Verwerkingen" form:"activity" opt:"1" hint:"Verplicht bij persoonsgegevens. De naam zoals die in het register staat, of een deel daarvan. Eén per regel."`
}

// A Party is another party with its own decision and day, and how it came in or went.
type Party struct {
	Name     string        `nl:"partij"`
	Decision PartyDecision `nl:"besluit"`
	On       calendar.Date `nl:"op"`
	Text     uint64        // version of the text it decided on
	Acceded  calendar.Date `nl:"toegetreden"`
	Left     calendar.Date `nl:"uitgetreden"`
	DataOpen bool          `nl:"gegevens nog niet teruggegeven of vernietigd"`
}

// Bound tells whether the party is bound by the covenant.
func (p Party) Bound() bool { return p.Decision == "agreed" && p.Left == "" }

// BoundParties are the other parties that are bound.
func (c Covenant) BoundParties() []string {
	return c.members(func(p Party) bool { return p.Bound() })
}

// PartiesBehind are bound by an older text: they have not decided on the one that holds now.
func (c Covenant) PartiesBehind() []string {
	return c.members(func(p Party) bool { return p.Bound() && p.Text < c.Text })
}

func (c Covenant) members(is func(Party) bool) []string {
	var list []string
	for _, p := range c.Members {
		if is(p) {
			list = append(list, p.Name)
		}
	}
	return list
}

// party returns a copy of the members and the index of a party; -1 if it is none.
func (c Covenant) party(name string) ([]Party, int) {
	return slices.Clone(c.Members), slices.IndexFunc(c.Members, func(p Party) bool { return p.Name == name })
}

// needsDPIA: personal data, or a collaboration, which §4.10 asks a DPIA for (T-31).
func (c Covenant) needsDPIA() bool { return c.PersonalData != domain.No || c.Collaboration != "" }

// OpenDeviations are the deviations that still stand.
func (c Covenant) OpenDeviations() []domain.Choice { return c.Found.Open() }

// NotArchived tells whether a concluded covenant is not in the archive yet.
func (c Covenant) NotArchived() bool { return c.ConcludedOn != "" && c.Document == "" }

func (c Covenant) counted() Covenant {
	c.Events++
	return c
}

// rewritten is counted, for an event that changes the text.
func (c Covenant) rewritten() Covenant {
	c = c.counted()
	c.Text = c.Events
	return c
}

// CovenantRecord is RT-15.
var CovenantRecord = domain.Define(domain.Aggregate[Covenant]{
	Name: "covenant", Path: "convenanten", NL: "Convenant", Plural: "Convenanten", Source: "RT-15, §7.1, §4.10",
	Status: func(c Covenant) domain.Status { return c.State },
	Statuses: []domain.StatusLabel{{Status: CovenantIsDraft, NL: "concept"}, {Status: CovenantIsConcluded, NL: "gesloten"}, {Status: CovenantIsInForce, NL: "van kracht"},
		{Status: CovenantIsEnding, NL: "loopt af"}, {Status: CovenantIsClosed, NL: "afgesloten"}},
	Title:   func(c Covenant) string { return c.Name },
	Process: func(c Covenant) string { return c.Process },
	Commands: []domain.CommandType[Covenant]{
		{Name: "draft", NL: "Convenant opstellen", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: DraftCovenant{},
			Help: "Leg vast met welke partijen, voor welk doel en hoe u samenwerkt."},
		{Name: "complete-elements", NL: "Elementen invullen", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: CompleteCovenantElements{}, In: []domain.Status{CovenantIsDraft},
			Help: "Noem bij elk van de elf elementen waar het in het convenant staat (§7.1). Het mag in delen."},
		{Name: "decide-party", NL: "Besluit van een partij vastleggen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Own: true, Zero: DecideParty{}, In: covenantOpen,
			Help: "Elke partij beslist zelf, op haar eigen dag. Vul die dag in bij ‘Wanneer is dit gebeurd?’."},
		{Name: "conclude", NL: "Convenant sluiten", Roles: []domain.Role{domain.COL}, Source: "[added] T-32", Zero: ConcludeCovenant{}, In: []domain.Status{CovenantIsDraft},
			Help: "Het college sluit het convenant. Met persoonsgegevens moeten alle elf elementen erin staan (§7.1)."},
		{Name: "record-concluded", NL: "Bestaand convenant vastleggen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added] G13", Own: true, Zero: RecordConcludedCovenant{}, In: []domain.Status{CovenantIsDraft},
			Help: "Leg een convenant vast dat al is gesloten. Wat erin ontbreekt, wordt een afwijking die de FG ziet."},
		{Name: "complete-dpia", NL: "DPIA afgerond", Roles: []domain.Role{domain.OWN, domain.SYS}, Source: "[added] T-31, via RT-18", Own: true, Zero: CompleteCovenantDpia{}, In: covenantOpen,
			Help: "Neem de afgeronde DPIA over. Zonder DPIA gaat het convenant niet gelden (§4.10)."},
		{Name: "archive", NL: "Archiveren", Roles: []domain.Role{domain.PB}, Source: "[added] T-32", Zero: ArchiveCovenant{}, In: []domain.Status{CovenantIsConcluded, CovenantIsInForce, CovenantIsEnding},
			Help: "Leg het getekende document vast en waar het is gearchiveerd."},
		{Name: "take-effect", NL: "Laten ingaan", Roles: []domain.Role{domain.SYS}, Source: "[added] T-32", Zero: TakeCovenantEffect{}, In: []domain.Status{CovenantIsConcluded},
			Help: "De klok meldt dat het convenant ingaat. De DPIA is dan afgerond en ten minste één andere partij heeft besloten."},
		{Name: "check-yearly", NL: "Jaarlijkse controle", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: CheckCovenant{}, In: covenantAgreed,
			Help: "Controleer of het convenant nog actueel is (§7.1). Moet het worden aangepast, dan blijft dat staan tot het is gewijzigd."},
		{Name: "amend", NL: "Wijzigen", Roles: []domain.Role{domain.OWN, domain.COL}, Source: "[added] T-32", Own: true, Zero: AmendCovenant{}, In: []domain.Status{CovenantIsDraft, CovenantIsInForce},
			Help: "Pas de tekst aan. De elf elementen blijven geregeld. Partijen komen en gaan met toetreden en uittreden."},
		{Name: "accede", NL: "Partij laten toetreden", Roles: []domain.Role{domain.OWN, domain.COL}, Source: "[added]", Own: true, Zero: AccedeParty{}, In: covenantAgreed,
			Help: "Er komt een partij bij, met haar eigen besluit en dag. Worden er persoonsgegevens verwerkt, dan vervalt de DPIA."},
		{Name: "withdraw-party", NL: "Uittreden van een partij vastleggen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added]", Own: true, Zero: WithdrawParty{}, In: covenantAgreed,
			Help: "Een partij stopt. Gaat de laatste, dan loopt het convenant af."},
		{Name: "terminate", NL: "Opzeggen", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: TerminateCovenant{}, In: covenantOpen,
			Help: "Het convenant eindigt. Daarna worden de gegevens teruggegeven of vernietigd."},
		{Name: "expire", NL: "Laten aflopen", Roles: []domain.Role{domain.SYS}, Source: "[added] T-32", Zero: ExpireCovenant{}, In: covenantAgreed,
			Help: "De klok meldt dat de looptijd voorbij is."},
		{Name: "return-data", NL: "Gegevens teruggegeven", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: ReturnCovenantData{}, In: []domain.Status{CovenantIsInForce, CovenantIsEnding},
			Help: "Leg vast dat de gegevens zijn teruggegeven, met de bevestiging."},
		{Name: "destroy-data", NL: "Gegevens vernietigd", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: DestroyCovenantData{}, In: []domain.Status{CovenantIsInForce, CovenantIsEnding},
			Help: "Leg vast dat de gegevens zijn vernietigd, met de bevestiging."},
		{Name: "close", NL: "Afsluiten", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: CloseCovenant{}, In: []domain.Status{CovenantIsEnding},
			Help: "Dit kan pas als de gegevens zijn teruggegeven of vernietigd."},
		{Name: "supervise", NL: "Toezicht vastleggen", Roles: []domain.Role{domain.FG}, Source: "[added] T-32, RT-32", Zero: SuperviseCovenant{}, Any: true,
			Help: "Leg het oordeel van de FG over dit convenant vast."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added] G13", Zero: FindCovenantDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added] G13", Zero: RemedyCovenantDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Covenant]{
		{Name: "CovenantDrafted", NL: "Convenant opgesteld", Zero: CovenantDrafted{}},
		{Name: "CovenantElementsCompleted", NL: "Elementen ingevuld", Zero: CovenantElementsCompleted{}},
		{Name: "CovenantPartyDecided", NL: "Besluit van een partij", Zero: CovenantPartyDecided{}},
		{Name: "CovenantConcluded", NL: "Convenant gesloten", Zero: CovenantConcluded{}},
		{Name: "CovenantDpiaCompleted", NL: "DPIA afgerond", Zero: CovenantDpiaCompleted{}},
		{Name: "CovenantArchived", NL: "Gearchiveerd", Zero: CovenantArchived{}},
		{Name: "CovenantTookEffect", NL: "Ingegaan", Zero: CovenantTookEffect{}},
		{Name: "CovenantCheckedYearly", NL: "Jaarlijks gecontroleerd", Zero: CovenantCheckedYearly{}},
		{Name: "CovenantAmended", NL: "Gewijzigd", Zero: CovenantAmended{}},
		{Name: "CovenantPartyAcceded", NL: "Partij toegetreden", Zero: CovenantPartyAcceded{}},
		{Name: "CovenantPartyWithdrew", NL: "Partij uitgetreden", Zero: CovenantPartyWithdrew{}},
		{Name: "CovenantTerminated", NL: "Opgezegd", Zero: CovenantTerminated{}},
		{Name: "CovenantExpired", NL: "Afgelopen", Zero: CovenantExpired{}},
		{Name: "CovenantDataReturned", NL: "Gegevens teruggegeven", Zero: CovenantDataReturned{}},
		{Name: "CovenantDataDestroyed", NL: "Gegevens vernietigd", Zero: CovenantDataDestroyed{}},
		{Name: "CovenantClosed", NL: "Afgesloten", Zero: CovenantClosed{}},
		{Name: "CovenantSupervised", NL: "Toezicht door de FG", Zero: CovenantSupervised{}},
		{Name: "CovenantNonComplianceFound", NL: "Afwijking vastgesteld", Zero: CovenantNonComplianceFound{}},
		{Name: "CovenantNonComplianceRemedied", NL: "Afwijking hersteld", Zero: CovenantNonComplianceRemedied{}},
	},
})

type covenantEvent = domain.Event[Covenant]
