package processors

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an agreement.
const (
	AgreementStatusDraft       domain.Status = "draft"
	AgreementStatusOffered     domain.Status = "offered"
	AgreementStatusNegotiation domain.Status = "negotiation"
	AgreementStatusConcluded   domain.Status = "concluded"
	AgreementStatusInForce     domain.Status = "in-force"
	AgreementStatusEnding      domain.Status = "ending"
	AgreementStatusClosed      domain.Status = "closed"
)

var (
	beforeConclusion = []domain.Status{AgreementStatusDraft, AgreementStatusOffered, AgreementStatusNegotiation}
	atTheTable       = []domain.Status{AgreementStatusOffered, AgreementStatusNegotiation}
	standing         = []domain.Status{AgreementStatusConcluded, AgreementStatusInForce}
)

// VNGMandatory is the day from which new agreements are on the VNG model (§7.2).
const VNGMandatory calendar.Date = "2020-01-01"

// Agreement is the state of RT-12.
type Agreement struct {
	AgreementTerms
	Clauses
	State   domain.Status
	Changes []ModelChange `nl:"Wijzigingen die de verwerker vroeg"`
	Own     OwnTemplate   `nl:"Afwijking van het model"`
	AgreementPeriod
	ConcludedOn calendar.Date     `nl:"Gesloten op"`
	ConcludedBy string            `nl:"Gesloten door" form:"person"`
	Archived    bool              `nl:"Gearchiveerd"`
	Place       string            `nl:"Archiefplaats"`
	CheckedOn   calendar.Date     `nl:"Laatst gecontroleerd"`
	Due         calendar.Date     `nl:"Controleren uiterlijk op"`
	ToAdapt     bool              `nl:"Aanpassing nodig"`
	EndedOn     calendar.Date     `nl:"Geëindigd op"`
	ReturnBy    calendar.Date     `nl:"Gegevens terug of vernietigd uiterlijk op"`
	ClosedOn    calendar.Date     `nl:"Afgewikkeld op"`
	Supervised  time.Time         `nl:"Laatste toezicht door de FG"`
	Deviations  domain.Deviations `nl:"Afwijkingen"`
	Covers      []domain.Approved `nl:"Gesloten voor"` // processor and activities, at the versions it was concluded, amended or checked for
	DraftedOn   calendar.Date     // an agreement is concluded after its draft
}

// AgreementTerms are what an agreement is about, apart from its clauses.
type AgreementTerms struct {
	Name               string        `json:"name" nl:"Naam van de overeenkomst"`
	Processor          string        `json:"processor" nl:"Verwerker" form:"processor"`
	Process            string        `json:"process" nl:"Proces" form:"process"`
	Activities         []string      `json:"activities" nl:"Verwerkingen" form:"activity" hint:"De naam zoals die in het register staat, of een deel daarvan. Eén per regel."`
	MainAgreement      string        `json:"main_agreement,omitempty" nl:"Hoofdovereenkomst (kenmerk)" opt:"1"`
	MainConcludedOn    calendar.Date `json:"main_concluded_on,omitempty" nl:"Hoofdovereenkomst gesloten op" opt:"1"`
	Integral           domain.YesNo  `json:"integral,omitempty" nl:"Is dit een onderdeel van de hoofdovereenkomst?" opt:"1"`
	NotIntegralBecause string        `json:"not_integral_because,omitempty" nl:"Waarom niet?" opt:"1"`
	Template           Template      `json:"template" nl:"Op welk model?"`
	Model              string        `json:"model,omitempty" nl:"Versie van het model" form:"model" opt:"1"`
	TemplateVersion    string        `json:"template_version,omitempty" nl:"Versie in woorden" opt:"1" hint:"Als de versie niet in de lijst staat."`
}

// AgreementPeriod is from when until when it holds.
type AgreementPeriod struct {
	InForceFrom calendar.Date `json:"in_force_from" nl:"Geldt vanaf"`
	InForceTo   calendar.Date `json:"in_force_to,omitempty" nl:"Geldt tot en met" opt:"1"`
}

// Template is what the agreement is written on (§7.2, B1.2).
type Template string

// Templates.
const (
	VNG       Template = "vng"
	Heemstede Template = "heemstede"
	OwnPaper  Template = "own"
)

// Choices implements [domain.Chooser].
func (Template) Choices() []domain.Choice {
	return []domain.Choice{{Value: "vng", NL: "model van de VNG"}, {Value: "heemstede", NL: "Heemsteeds model"}, {Value: "own", NL: "overeenkomst van de verwerker zelf"}}
}

// AgreementRecord is RT-12.
var AgreementRecord = domain.Define(domain.Aggregate[Agreement]{
	Name: "agreement", Path: "verwerkersovereenkomsten", NL: "Verwerkersovereenkomst", Plural: "Verwerkersovereenkomsten",
	Source: "RT-12, §7.2, §6.1, bijlage 1.2",
	Status: func(s Agreement) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: AgreementStatusDraft, NL: "concept"}, {Status: AgreementStatusOffered, NL: "voorgelegd"},
		{Status: AgreementStatusNegotiation, NL: "in overleg"}, {Status: AgreementStatusConcluded, NL: "gesloten"},
		{Status: AgreementStatusInForce, NL: "geldt"}, {Status: AgreementStatusEnding, NL: "loopt af"}, {Status: AgreementStatusClosed, NL: "afgewikkeld"}},
	Title:   func(s Agreement) string { return s.Name },
	Process: func(s Agreement) string { return s.AgreementTerms.Process },
	Commands: []domain.CommandType[Agreement]{
		{Name: "draft", NL: "Overeenkomst opstellen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: DraftAgreement{},
			Help: "Stel een verwerkersovereenkomst op. De dertien elementen mogen nog onvolledig zijn."},
		{Name: "take-over", NL: "Bestaande overeenkomst vastleggen", Row: "B1.2-1", Own: true, Zero: TakeOverAgreement{},
			Help: "Leg een overeenkomst vast die al is gesloten. Wat eraan ontbreekt, wordt een afwijking. Vul bij ‘gebeurd’ in wanneer zij is gesloten."},
		{Name: "revise", NL: "Concept bijwerken", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: ReviseAgreement{}, In: beforeConclusion,
			Help: "Vul de overeenkomst en de dertien elementen aan. Een goedgekeurde afwijking van het model vervalt als er iets verandert."},
		{Name: "offer", NL: "Voorleggen aan de verwerker", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: OfferAgreement{}, In: []domain.Status{AgreementStatusDraft},
			Help: "Leg de overeenkomst voor aan de verwerker."},
		{Name: "request-change", NL: "Gevraagde wijziging vastleggen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "§7.2", Own: true, Zero: RequestModelChange{}, In: atTheTable,
			Help: "Leg vast welk artikel de verwerker anders wil."},
		{Name: "agree-change", NL: "Wijziging overeenkomen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "§7.2", Own: true, Zero: AgreeModelChange{}, In: atTheTable,
			Help: "De wijziging gaat door. Zeg waar het element nu staat; de eisen van de AVG blijven gelden."},
		{Name: "reject-change", NL: "Wijziging afwijzen", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "§7.2", Own: true, Zero: RejectModelChange{}, In: atTheTable,
			Help: "De wijziging gaat niet door."},
		{Name: "request-own-template", NL: "Goedkeuring eigen overeenkomst vragen", Roles: []domain.Role{domain.OWN}, Source: "B1.2 (tekst)", Own: true, Zero: RequestOwnTemplate{}, In: atTheTable,
			Help: "Vraag de privacybeheerder om de overeenkomst van de verwerker te mogen gebruiken. Dit kan alleen bij onoverkomelijke bezwaren."},
		{Name: "approve-own-template", NL: "Eigen overeenkomst goedkeuren", Roles: []domain.Role{domain.PB}, Source: "B1.2 (tekst)", Zero: ApproveOwnTemplate{}, In: []domain.Status{AgreementStatusNegotiation},
			Help: "Keur goed dat de overeenkomst van de verwerker wordt gebruikt. Alle dertien elementen moeten erin staan."},
		{Name: "reject-own-template", NL: "Eigen overeenkomst afkeuren", Roles: []domain.Role{domain.PB}, Source: "B1.2 (tekst)", Zero: RejectOwnTemplate{}, In: []domain.Status{AgreementStatusNegotiation},
			Help: "Keur het gebruik van de overeenkomst van de verwerker af."},
		{Name: "conclude", NL: "Sluiten", Row: "B1.2-1", Own: true, Zero: ConcludeAgreement{}, In: beforeConclusion,
			Help: "De overeenkomst is getekend. Dit kan alleen als alle dertien elementen erin staan."},
		{Name: "record-concluded", NL: "Al getekende overeenkomst vastleggen", Row: "B1.2-1", Own: true, Zero: RecordConcludedAgreement{}, In: beforeConclusion,
			Help: "Leg vast dat deze overeenkomst al is getekend. Wat eraan ontbreekt, wordt een afwijking. Vul bij ‘gebeurd’ in wanneer zij is gesloten."},
		{Name: "archive", NL: "Archiveren", Row: "B1.2-4", Zero: ArchiveAgreement{}, In: append(slices.Clone(standing), AgreementStatusEnding, AgreementStatusClosed),
			Help: "Leg vast waar de getekende overeenkomst is opgeborgen."},
		{Name: "come-into-force", NL: "In laten gaan", Roles: []domain.Role{domain.SYS}, Source: "§7.2", Zero: BringAgreementIntoForce{}, In: []domain.Status{AgreementStatusConcluded},
			Help: "De klok meldt dat de ingangsdatum is bereikt."},
		{Name: "check", NL: "Jaarlijkse controle vastleggen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: CheckAgreement{}, In: append(slices.Clone(standing), AgreementStatusEnding),
			Help: "Controleer elk jaar of de overeenkomst nog actueel is."},
		{Name: "amend", NL: "Wijzigen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: AmendAgreement{}, In: standing,
			Help: "Pas een geldende overeenkomst aan. Alle dertien elementen blijven erin staan."},
		{Name: "terminate", NL: "Beëindigen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: TerminateAgreement{}, In: standing,
			Help: "De overeenkomst eindigt. Daarna moeten de gegevens terug, of worden vernietigd."},
		{Name: "expire", NL: "Laten aflopen", Roles: []domain.Role{domain.SYS}, Source: "§7.2", Zero: ExpireAgreement{}, In: standing,
			Help: "De klok meldt dat de looptijd voorbij is."},
		{Name: "data-returned", NL: "Teruggave van gegevens vastleggen", Roles: []domain.Role{domain.OWN}, Source: "§7.2", Own: true, Zero: RecordDataReturned{}, In: []domain.Status{AgreementStatusEnding},
			Help: "De verwerker heeft alle gegevens teruggegeven, ook de kopieën. De overeenkomst is daarmee afgewikkeld."},
		{Name: "data-destroyed", NL: "Vernietiging van gegevens vastleggen", Roles: []domain.Role{domain.OWN}, Source: "§7.2", Own: true, Zero: RecordDataDestroyed{}, In: []domain.Status{AgreementStatusEnding},
			Help: "De verwerker heeft alle gegevens vernietigd, ook de kopieën. De overeenkomst is daarmee afgewikkeld."},
		{Name: "supervise", NL: "Toezicht vastleggen", Row: "B1.2-5", Zero: SuperviseAgreement{}, Any: true,
			Help: "Leg het oordeel van de FG over de registratie van deze overeenkomst vast."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindAgreementDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyAgreementDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Agreement]{
		{Name: "AgreementDrafted", NL: "Opgesteld", Zero: AgreementDrafted{}},
		{Name: "AgreementDraftRevised", NL: "Concept bijgewerkt", Zero: AgreementDraftRevised{}},
		{Name: "AgreementOfferedToProcessor", NL: "Voorgelegd aan de verwerker", Zero: AgreementOfferedToProcessor{}},
		{Name: "ModelChangeRequestedByProcessor", NL: "Wijziging gevraagd door de verwerker", Zero: ModelChangeRequestedByProcessor{}},
		{Name: "ModelChangeAgreed", NL: "Wijziging overeengekomen", Zero: ModelChangeAgreed{}},
		{Name: "ModelChangeRejected", NL: "Wijziging afgewezen", Zero: ModelChangeRejected{}},
		{Name: "OwnTemplateApprovalRequested", NL: "Goedkeuring eigen overeenkomst gevraagd", Zero: OwnTemplateApprovalRequested{}},
		{Name: "OwnTemplateApproved", NL: "Eigen overeenkomst goedgekeurd", Zero: OwnTemplateApproved{}},
		{Name: "OwnTemplateRejected", NL: "Eigen overeenkomst afgekeurd", Zero: OwnTemplateRejected{}},
		{Name: "OwnTemplateApprovalLapsed", NL: "Goedkeuring eigen overeenkomst vervallen", Zero: OwnTemplateApprovalLapsed{}},
		{Name: "AgreementConcluded", NL: "Gesloten", Zero: AgreementConcluded{}},
		{Name: "AgreementArchived", NL: "Gearchiveerd", Zero: AgreementArchived{}},
		{Name: "AgreementCameIntoForce", NL: "In werking getreden", Zero: AgreementCameIntoForce{}},
		{Name: "AgreementCheckedYearly", NL: "Jaarlijks gecontroleerd", Zero: AgreementCheckedYearly{}},
		{Name: "AgreementAmended", NL: "Gewijzigd", Zero: AgreementAmended{}},
		{Name: "AgreementTerminated", NL: "Beëindigd", Zero: AgreementTerminated{}},
		{Name: "AgreementExpired", NL: "Afgelopen", Zero: AgreementExpired{}},
		{Name: "DataReturnedByProcessor", NL: "Gegevens teruggegeven", Zero: DataReturnedByProcessor{}},
		{Name: "DataDestroyedByProcessor", NL: "Gegevens vernietigd", Zero: DataDestroyedByProcessor{}},
		{Name: "AgreementRegistrationSupervised", NL: "Toezicht door de FG", Zero: AgreementRegistrationSupervised{}},
		{Name: "AgreementNonComplianceFound", NL: "Afwijking vastgesteld", Zero: AgreementNonComplianceFound{}},
		{Name: "AgreementNonComplianceRemedied", NL: "Afwijking hersteld", Zero: AgreementNonComplianceRemedied{}},
	},
})

type agreementEvent = domain.Event[Agreement]

// InForceOn tells whether the agreement holds on a day, whether or not the clock has said so yet. Before it was concluded
// there was no agreement, whatever first day it names.
func (s Agreement) InForceOn(d calendar.Date) bool {
	switch {
	case s.ConcludedOn == "" || d < s.ConcludedOn || d < s.InForceFrom || s.InForceTo != "" && d > s.InForceTo:
		return false
	}
	return s.EndedOn == "" || d < s.EndedOn
}

// CheckOverdue tells whether the yearly check is late (§7.2; 12 months, T-33). An agreement that will end is checked until it does.
func (s Agreement) CheckOverdue(today calendar.Date) bool {
	runs := slices.Contains(standing, s.State) || s.State == AgreementStatusEnding && today < s.EndedOn
	return runs && s.Due != "" && today > s.Due
}

// Flags says in words what is not as it should be.
func (s Agreement) Flags(today calendar.Date) []string {
	var list []string
	add := func(when bool, nl string) {
		if when {
			list = append(list, nl)
		}
	}
	add(s.ConcludedOn != "" && !s.Archived, "De getekende overeenkomst is niet gearchiveerd (bijlage 1.2).") // R-B2-11
	add(s.CheckOverdue(today), "De jaarlijkse controle is te laat: uiterlijk "+s.Due.NL()+" (§7.2).")
	add(s.ToAdapt, "De overeenkomst moet worden aangepast (§7.2).")
	add(slices.Contains(standing, s.State) && s.InForceTo != "" && today > s.InForceTo, "De looptijd is voorbij.")
	add(s.State == AgreementStatusEnding && s.ReturnBy != "" && today > s.ReturnBy, "De gegevens zijn nog niet terug of vernietigd: uiterlijk "+s.ReturnBy.NL()+" (§7.2).")
	add(s.State == AgreementStatusEnding && s.ReturnBy == "" && today >= s.EndedOn, "De gegevens zijn nog niet terug of vernietigd (§7.2).")
	add(s.Template == Heemstede && s.InForceOn(today) && today >= VNGMandatory, "Stel bij de volgende wijziging het model van de VNG voor (T-49).")
	for _, d := range s.Deviations {
		add(d.Open(), d.Rule+": "+d.What)
	}
	return list
}

// Options are the choices of a form about this agreement.
func (s Agreement) Options(form string) []domain.Choice {
	switch form {
	case "deviation":
		return s.Deviations.Open()
	case "model-change":
		var list []domain.Choice
		for _, c := range s.Changes {
			if c.Outcome == "" {
				list = append(list, domain.Choice{Value: c.ID, NL: c.Clause + ": " + c.What})
			}
		}
		return list
	}
	return nil
}

// FindAgreementDeviation records that a rule was not met.
type FindAgreementDeviation struct{ domain.FindDeviation }

// AgreementNonComplianceFound is a rule not met.
type AgreementNonComplianceFound struct{ domain.DeviationFound }

// RemedyAgreementDeviation says how it was remedied.
type RemedyAgreementDeviation struct{ domain.RemedyDeviation }

// AgreementNonComplianceRemedied ends the deviation; both stay in history.
type AgreementNonComplianceRemedied struct{ domain.DeviationRemedied }

// Decide implements [domain.Command].
func (c FindAgreementDeviation) Decide(_ Agreement, by domain.Stamp) ([]agreementEvent, error) {
	f, err := c.Found(by)
	if err != nil {
		return nil, err
	}
	return []agreementEvent{AgreementNonComplianceFound{f}}, nil
}

// Decide implements [domain.Command].
func (c RemedyAgreementDeviation) Decide(s Agreement, _ domain.Stamp) ([]agreementEvent, error) {
	r, news, err := c.Remedied(s.Deviations)
	if err != nil || !news {
		return nil, err
	}
	return []agreementEvent{AgreementNonComplianceRemedied{r}}, nil
}

// Evolve implements [domain.Event].
func (e AgreementNonComplianceFound) Evolve(s Agreement, by domain.Stamp) Agreement {
	s.Deviations = s.Deviations.With(e.DeviationFound, by)
	return s
}

// Evolve implements [domain.Event].
func (e AgreementNonComplianceRemedied) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.Deviations = s.Deviations.Settled(e.DeviationRemedied)
	return s
}
