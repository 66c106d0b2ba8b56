package register

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a destruction.
const (
	DestructionPlannedState domain.Status = "planned"
	DestructionDue          domain.Status = "due"
	DestructionIsPostponed  domain.Status = "postponed"
	DestructionDone         domain.Status = "destroyed"
	DestructionArchived     domain.Status = "archived"
	DestructionIsWithdrawn  domain.Status = "withdrawn"
)

var (
	notDestroyed = []domain.Status{DestructionPlannedState, DestructionDue, DestructionIsPostponed}
	owner        = []domain.Role{domain.OWN}
	clock        = []domain.Role{domain.SYS}
)

// Destruction is the state of a destruction (RT-09): one batch of data that must go, when, and what became of it. It says what
// and how much was destroyed, when, by whom and how; it holds nothing of the data (R-4.8-08).
type Destruction struct {
	State       domain.Status
	Process     string            `nl:"Proces" form:"process"` // whose owner answers for it
	Why         DestructionReason `nl:"Reden"`
	Rule        string            `nl:"Bewaarregel" form:"retention"`
	Source      string            `nl:"Bronrecord"` // stream of the activity, agreement or covenant it comes from
	Reference   string            `nl:"Kenmerk van de bron"`
	Scope       string            `nl:"Welke gegevens"`
	Number      int               `nl:"Aantal records"`
	Starts      calendar.Date     `nl:"Begin van de termijn"`
	Period      string            // ISO 8601, as the rule had it; "": at once
	Due         calendar.Date     `nl:"Te vernietigen op"` // the day itself: at once
	How         string            `nl:"Zo bepaald"`        // how the due date was computed
	Late        bool              `nl:"Te laat (geweest)"` // it stays so (R-TIM-06)
	Holds       []Hold            `nl:"Beletsels"`
	Postponed   PostponeReason    `nl:"Uitgesteld omdat"`
	PostponeWhy string            `nl:"Toelichting op het uitstel"`
	Until       calendar.Date     `nl:"Uitgesteld tot"`
	Citation    string            `nl:"Wet en artikel van het uitstel"`
	Plan        string            `nl:"Plan als vernietigen technisch niet kan"`
	On          calendar.Date     `nl:"Vernietigd of overgebracht op"`
	By          string            `nl:"Uitgevoerd door" form:"person"`
	Method      string            `nl:"Manier"`
	Declaration string            `nl:"Verklaring van vernietiging"`
	Archive     string            `nl:"Overgebracht naar"`
	Withdrawn   string            `nl:"Ingetrokken omdat"`
	Deviations  []Deviation
}

// Hold keeps the data from being destroyed while it is there: a restriction of processing (§5.3) or a legal claim. The restriction
// is a fact stated by the owner.
type Hold struct {
	ID    string
	Kind  HoldKind      `nl:"Soort"`
	Why   string        `nl:"Toelichting"`
	Since calendar.Date `nl:"Sinds"`
	Ended calendar.Date `nl:"Vervallen op"`
}

// HoldKind is why data may not be destroyed.
type HoldKind string

// Kinds of holds.
const (
	HoldRestriction HoldKind = "restriction"
	HoldClaim       HoldKind = "legal-claim"
)

// Choices implements [domain.Chooser].
func (HoldKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(HoldRestriction), NL: "Beperking van de verwerking (§5.3)"}, {Value: string(HoldClaim), NL: "Rechtsvordering"}}
}

// DestructionReason is why data must be destroyed.
type DestructionReason string

// Reasons for a destruction.
const (
	PeriodEnded    DestructionReason = "period-ended"
	NoLongerNeeded DestructionReason = "no-longer-needed"
	Surplus        DestructionReason = "surplus"
	ErasureRequest DestructionReason = "erasure-request"
	EndOfContract  DestructionReason = "end-of-agreement"
	CleanUpDay     DestructionReason = "clean-up-day"
)

// Choices implements [domain.Chooser].
func (DestructionReason) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(PeriodEnded), NL: "Bewaartermijn afgelopen (§4.8)"}, {Value: string(NoLongerNeeded), NL: "Niet meer nodig (§4.8)"},
		{Value: string(Surplus), NL: "Overtollige gegevens (§4.6)"}, {Value: string(ErasureRequest), NL: "Verzoek om verwijdering (§5.4)"},
		{Value: string(EndOfContract), NL: "Einde van overeenkomst of convenant (hoofdstuk 7)"}, {Value: string(CleanUpDay), NL: "Opschoondag (hoofdstuk 8)"}}
}

// PostponeReason is why destruction waits. The list is closed: there is no other reason (R-4.8-05).
type PostponeReason string

// Reasons to postpone.
const (
	LegalDuty      PostponeReason = "legal-duty"
	Impossible     PostponeReason = "technically-impossible"
	UnderRestraint PostponeReason = "restriction"
	UnderClaim     PostponeReason = "legal-claim"
	ForArchive     PostponeReason = "public-interest-archiving"
)

// Choices implements [domain.Chooser].
func (PostponeReason) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(LegalDuty), NL: "Wettelijke plicht om langer te bewaren"}, {Value: string(Impossible), NL: "Technisch niet mogelijk"},
		{Value: string(UnderRestraint), NL: "Beperking van de verwerking (§5.3)"}, {Value: string(UnderClaim), NL: "Rechtsvordering"},
		{Value: string(ForArchive), NL: "Archivering in het algemeen belang"}}
}

// DestructionRecord is the destruction of RT-09.
var DestructionRecord = domain.Define(domain.Aggregate[Destruction]{
	Name: "destruction", Path: "vernietigingen", NL: "Vernietiging", Plural: "Vernietigingen", Source: "RT-09, §4.8, §4.6",
	Status: func(d Destruction) domain.Status { return d.State },
	Statuses: []domain.StatusLabel{{Status: DestructionPlannedState, NL: "termijn loopt"}, {Status: DestructionDue, NL: "te vernietigen"},
		{Status: DestructionIsPostponed, NL: "uitgesteld"}, {Status: DestructionDone, NL: "vernietigd"},
		{Status: DestructionArchived, NL: "gearchiveerd in het algemeen belang"}, {Status: DestructionIsWithdrawn, NL: "ingetrokken"}},
	Title:   func(d Destruction) string { return d.Scope },
	Process: func(d Destruction) string { return d.Process },
	Commands: []domain.CommandType[Destruction]{
		{Name: "plan", NL: "Vernietiging plannen", Roles: owner, Source: "[added]", Own: true, Zero: PlanDestruction{},
			Help: "Zeg welke gegevens weg moeten en wanneer hun termijn begon. Het grootboek rekent uit op welke dag ze vernietigd moeten zijn."},
		{Name: "find-surplus", NL: "Overtollige gegevens vastleggen", Roles: owner, Source: "§4.6", Own: true, Zero: FindSurplus{},
			Help: "Leg vast dat er meer gegevens zijn ontvangen dan nodig. Zet de gegevens zelf hier niet neer."},
		{Name: "end-period", NL: "Bewaartermijn afgelopen", Roles: clock, Source: "§4.8", Zero: EndRetentionPeriod{}, In: []domain.Status{DestructionPlannedState},
			Help: "De klok meldt dat de termijn voorbij is."},
		{Name: "mark-overdue", NL: "Vernietiging te laat", Roles: clock, Source: "§4.8", Zero: MarkDestructionOverdue{}, In: []domain.Status{DestructionDue},
			Help: "De klok meldt dat er niet op tijd is vernietigd."},
		{Name: "perform", NL: "Vernietiging vastleggen", Roles: owner, Source: "[added]", Own: true, Zero: PerformDestruction{}, In: []domain.Status{DestructionPlannedState, DestructionDue},
			Help: "Leg vast dat de gegevens zijn vernietigd: door wie en hoe. Dit kan niet zolang er een beperking of rechtsvordering loopt."},
		{Name: "record-destroyed", NL: "Vernietiging tegen de regels vastleggen", Roles: finders, Source: "[added]", Zero: RecordDestroyed{}, In: notDestroyed,
			Help: "Leg vast dat de gegevens al zijn vernietigd, hoewel dat (nog) niet mocht. Een feit wordt nooit geweigerd; het is een afwijking."},
		{Name: "postpone", NL: "Vernietiging uitstellen", Roles: owner, Source: "§4.8", Own: true, Zero: PostponeDestruction{}, In: notDestroyed,
			Help: "Uitstellen kan alleen met een van de redenen uit de lijst, en tot een dag."},
		{Name: "end-postponement", NL: "Uitstel beëindigen", Roles: []domain.Role{domain.OWN, domain.SYS}, Source: "[added]", Own: true, Zero: EndPostponement{}, In: []domain.Status{DestructionIsPostponed},
			Help: "De reden van het uitstel is vervallen. De gegevens moeten daarna meteen worden vernietigd."},
		{Name: "archive", NL: "Archivering vastleggen", Roles: owner, Source: "§5.4", Own: true, Zero: ArchiveData{}, In: []domain.Status{DestructionDue, DestructionIsPostponed},
			Help: "De gegevens zijn in het algemeen belang gearchiveerd en worden dus niet vernietigd."},
		{Name: "hold", NL: "Beletsel vastleggen", Roles: owner, Source: "§5.3", Own: true, Zero: PlaceHold{}, In: notDestroyed,
			Help: "Leg vast dat er een beperking of een rechtsvordering loopt: zolang mag er niets worden vernietigd."},
		{Name: "lift-hold", NL: "Beletsel opheffen", Roles: owner, Source: "§5.3", Own: true, Zero: LiftHold{}, In: notDestroyed,
			Help: "De beperking of de rechtsvordering is voorbij."},
		{Name: "withdraw", NL: "Intrekken", Roles: []domain.Role{domain.PB}, Source: "[added]", Zero: WithdrawDestruction{}, In: notDestroyed,
			Help: "Alleen als deze vastlegging een vergissing was. Dit is geen uitstel: de reden blijft zichtbaar in het overzicht."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: finders, Source: "[added]", Zero: FindDestructionDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: []domain.Role{domain.FG, domain.PB}, Source: "[added]", Zero: RemedyDestructionDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Destruction]{
		{Name: "DestructionPlanned", NL: "Gepland", Zero: DestructionPlanned{}},
		{Name: "SurplusDataFound", NL: "Overtollige gegevens gevonden", Zero: SurplusDataFound{}},
		{Name: "RetentionPeriodEnded", NL: "Bewaartermijn afgelopen", Zero: RetentionPeriodEnded{}},
		{Name: "DestructionOverdue", NL: "Niet op tijd vernietigd", Zero: DestructionOverdue{}},
		{Name: "DestructionPerformed", NL: "Vernietigd", Zero: DestructionPerformed{}},
		{Name: "SurplusDataDestroyed", NL: "Overtollige gegevens vernietigd", Zero: SurplusDataDestroyed{}},
		{Name: "DestructionPostponed", NL: "Uitgesteld", Zero: DestructionPostponed{}},
		{Name: "DestructionPostponementEnded", NL: "Uitstel beëindigd", Zero: DestructionPostponementEnded{}},
		{Name: "DataArchivedInPublicInterest", NL: "Gearchiveerd in het algemeen belang", Zero: DataArchivedInPublicInterest{}},
		{Name: "DestructionHoldPlaced", NL: "Beletsel vastgelegd", Zero: DestructionHoldPlaced{}},
		{Name: "DestructionHoldLifted", NL: "Beletsel opgeheven", Zero: DestructionHoldLifted{}},
		{Name: "DestructionWithdrawn", NL: "Ingetrokken", Zero: DestructionWithdrawn{}},
		{Name: "DestructionNonComplianceFound", NL: "Afwijking vastgesteld", Zero: DestructionNonComplianceFound{}},
		{Name: "DestructionNonComplianceRemedied", NL: "Afwijking hersteld", Zero: DestructionNonComplianceRemedied{}},
	},
})

type destructionEvent = domain.Event[Destruction]

// finders may record that a rule was not met.
var finders = []domain.Role{domain.FG, domain.PB, domain.OWN, domain.CISO}

// Open tells whether the data are still there and must go, now or later.
func (d Destruction) Open() bool { return slices.Contains(notDestroyed, d.State) }

// OverdueAt tells whether the destruction is late at a moment: not done and not postponed after its day (R-4.8-04), also if the
// clock has not said so yet. Surplus data stay an open item without a last day (requirements 4.2, nr 29).
func (d Destruction) OverdueAt(at time.Time) bool {
	day := calendar.On(at)
	switch d.State {
	case DestructionPlannedState, DestructionDue:
		return d.Why != Surplus && day > d.Due
	case DestructionIsPostponed:
		return day > d.Until
	}
	return false
}

// Held returns the holds that are there: while there is one, nothing is destroyed (R-4.8-07).
func (d Destruction) Held() []Hold {
	var list []Hold
	for _, h := range d.Holds {
		if h.Ended == "" {
			list = append(list, h)
		}
	}
	return list
}

// heldOn returns the holds that are there now or were there on a day: data that are destroyed today, or were on a day in the
// past, may have neither.
func (d Destruction) heldOn(day calendar.Date) []Hold {
	return slices.DeleteFunc(slices.Clone(d.Holds), func(h Hold) bool { return h.Ended != "" && (day < h.Since || day >= h.Ended) })
}

// ByClock is what the day has brought: the command that the clock must issue at a moment, or nil.
func (d Destruction) ByClock(at time.Time) any {
	day := calendar.On(at)
	switch {
	case d.State == DestructionPlannedState && day >= d.Due: // R-4.8-03: the same day
		return EndRetentionPeriod{}
	case d.State == DestructionIsPostponed && day >= d.Until:
		return EndPostponement{}
	case d.State == DestructionDue && !d.Late && d.OverdueAt(at):
		return MarkDestructionOverdue{}
	}
	return nil
}

// Options are the choices of a form about this destruction.
func (d Destruction) Options(form string) []domain.Choice {
	var list []domain.Choice
	switch form {
	case "hold":
		for _, h := range d.Held() {
			list = append(list, domain.Choice{Value: h.ID, NL: domain.ChoiceNL(h.Kind.Choices(), string(h.Kind)) + ": " + h.Why})
		}
	case "deviation":
		for _, x := range d.Deviations {
			if x.Open() {
				list = append(list, domain.Choice{Value: x.ID, NL: x.Rule + ": " + x.What})
			}
		}
	}
	return list
}

func unmetDestruction(code, nl string) error {
	return &domain.Refusal{Kind: domain.Unmet, Code: code, NL: nl}
}
