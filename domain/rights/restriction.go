package rights

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a restriction.
const (
	RestrictionActive       domain.Status = "active"
	RestrictionLiftedStatus domain.Status = "lifted"
)

// Restriction is the state of RT-22: data of one person in one activity that are kept and not used, and not destroyed (§5.3). Who the
// person is, the dossier of the request says.
type Restriction struct {
	State domain.Status
	RestrictionTerms
	Process    string            `nl:"Proces" form:"process"`
	Name       string            `nl:"Nummer"`
	Since      time.Time         `nl:"Beperkt sinds"`
	Parties    []string          `nl:"Gevraagd om ook te beperken"`
	NoParties  string            `nl:"Waarom niemand hoefde te worden gevraagd"`
	ListAsked  calendar.Date     `nl:"Om lijst gevraagd op"`
	ListGiven  time.Time         `nl:"Lijst gegeven op"`
	Accuracy   Accuracy          `nl:"Juistheid nagegaan: uitkomst"`
	CheckedOn  calendar.Date     `nl:"Juistheid nagegaan op"`
	Balance    Balance           `nl:"Belangen afgewogen: uitkomst"`
	WeighedOn  calendar.Date     `nl:"Belangen afgewogen op"`
	ToldOn     calendar.Date     `nl:"Betrokkene vooraf ingelicht op"`
	LiftedAt   time.Time         `nl:"Opgeheven op"`
	Why        string            `nl:"Waarom opgeheven"`
	Deviations domain.Deviations `nl:"Afwijkingen"`
}

// RestrictionTerms are what a restriction is about.
type RestrictionTerms struct {
	Request  string `json:"request" nl:"Verzoek" form:"record:request"`
	Activity string `json:"activity" nl:"Verwerking" form:"record:activity"`
	Data     string `json:"data" nl:"Welke gegevens?" form:"long" hint:"Alleen de soort gegevens. Noem geen personen."`
	Case     Case   `json:"case" nl:"Welk geval van §5.3?"`
}

var active = []domain.Status{RestrictionActive}

// RestrictionRecord is RT-22.
var RestrictionRecord = domain.Define(domain.Aggregate[Restriction]{
	Name: "restriction", Path: "beperkingen", NL: "Beperking van de verwerking", Plural: "Beperkingen van de verwerking", Source: "RT-22, §5.2, §5.3",
	Status:   func(x Restriction) domain.Status { return x.State },
	Statuses: []domain.StatusLabel{{Status: RestrictionActive, NL: "loopt"}, {Status: RestrictionLiftedStatus, NL: "opgeheven"}},
	Title:    func(x Restriction) string { return x.Name },
	Process:  func(x Restriction) string { return x.Process },
	Commands: []domain.CommandType[Restriction]{
		{Name: "impose", NL: "Beperking opleggen", Roles: judges, Source: "§5.3", Own: true, Zero: ImposeRestriction{},
			Help: "De gegevens van de verzoeker in deze verwerking worden bewaard, maar niet gebruikt en niet vernietigd."},
		{Name: "open", NL: "Beperking vastleggen die het verzoek meebrengt", Roles: []domain.Role{domain.SYS}, Source: "§5.2, §5.3", Zero: OpenRestriction{},
			Help: "Het systeem legt de beperking vast die met het verzoek is ingegaan."},
		{Name: "ask-recipients", NL: "Ontvangers vragen ook te beperken", Roles: judges, Source: "§5.3", Own: true, Zero: AskRecipients{}, In: active,
			Help: "Leg vast welke organisaties is gevraagd het gebruik ook te beperken. Heeft niemand de gegevens gekregen? Zeg dat dan."},
		{Name: "provide-list", NL: "Lijst van ingelichte organisaties geven", Roles: judges, Source: "§5.3", Own: true, Zero: ProvideRestrictionList{}, In: []domain.Status{RestrictionActive, RestrictionLiftedStatus},
			Help: "De betrokkene vroeg welke organisaties zijn ingelicht, en heeft de opgave gekregen."},
		{Name: "check-accuracy", NL: "Juistheid nagaan", Roles: judges, Source: "§5.3", Own: true, Zero: CheckAccuracy{}, In: active,
			Help: "Leg vast of de gegevens kloppen. Zolang dat niet is nagegaan, blijft de beperking."},
		{Name: "weigh-interests", NL: "Belangen afwegen", Roles: judges, Source: "§5.2, §5.3", Own: true, Zero: WeighInterests{}, In: active,
			Help: "Leg vast wat zwaarder weegt. Zolang dat niet duidelijk is, blijft de beperking."},
		{Name: "lift", NL: "Beperking opheffen", Roles: judges, Source: "§5.3", Own: true, Zero: LiftRestriction{}, In: active,
			Help: "Licht de betrokkene vooraf in. Daarna mogen de gegevens weer worden gebruikt."},
		{Name: "record-breach", NL: "Gebruik tijdens de beperking vastleggen", Roles: []domain.Role{domain.FG, domain.PB, domain.OWN, domain.CISO, domain.JUR}, Source: "[added] G13", Zero: RecordBreach{}, Any: true,
			Help: "Leg vast dat gegevens toch zijn gebruikt of vernietigd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added] G13", Zero: RemedyRestrictionDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Restriction]{
		{Name: "RestrictionImposed", NL: "Opgelegd", Zero: RestrictionImposed{}},
		{Name: "RecipientsAskedToRestrict", NL: "Ontvangers gevraagd ook te beperken", Zero: RecipientsAskedToRestrict{}},
		{Name: "RestrictionRecipientListProvided", NL: "Lijst van ingelichte organisaties gegeven", Zero: RestrictionRecipientListProvided{}},
		{Name: "RestrictionAccuracyChecked", NL: "Juistheid nagegaan", Zero: RestrictionAccuracyChecked{}},
		{Name: "InterestsWeighed", NL: "Belangen afgewogen", Zero: InterestsWeighed{}},
		{Name: "RestrictionLifted", NL: "Opgeheven", Zero: RestrictionLifted{}},
		{Name: "RestrictionBreached", NL: "Gebruikt tijdens de beperking", Zero: RestrictionBreached{}},
		{Name: "RestrictionNonComplianceRemedied", NL: "Afwijking hersteld", Zero: RestrictionNonComplianceRemedied{}},
	},
})

type restrictionEvent = domain.Event[Restriction]

// Links implements [domain.Linker].
func (x Restriction) Links() []string { return domain.Lines([]string{x.Request, x.Activity}) }

// Tells implements [domain.Teller].
func (x Restriction) Tells() any {
	return domain.RestrictionFacts{Request: x.Request, Activity: x.Activity, Active: x.State == RestrictionActive, Since: x.Since, Ended: x.LiftedAt}
}

// Useful tells whether a command that the status allows can do anything here.
func (x Restriction) Useful(command string) bool {
	switch command {
	case "check-accuracy":
		return x.Case == CaseIncorrect
	case "weigh-interests":
		return x.Case == CaseObjection
	case "remedy-deviation":
		return len(x.Deviations.Open()) > 0
	}
	return true
}

// Options are the choices of a form about this restriction.
func (x Restriction) Options(form string) []domain.Choice {
	if form == "deviation" {
		return x.Deviations.Open()
	}
	return nil
}
