// Package register is the register of processing (article 30 AVG, §4.1): processing activities (RT-03), retention rules
// as reference data (RT-09), update rounds, and imports of other registers.
//
// The promise: what is registered is complete; what starts meets the conditions, or shows to the FG which it does not
// meet yet; what changed shows old, new, who, when and why. Texts here are about data, never about persons.
//
// The 31 fields of an activity stand in one table, [Fields]; the fifteen start conditions in another, [Conditions].
package register

import (
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an activity.
const (
	StatusSubmitted  domain.Status = "submitted"
	StatusRegistered domain.Status = "registered"
	StatusApproved   domain.Status = "approved"
	StatusActive     domain.Status = "active"
	StatusSuspended  domain.Status = "suspended"
	StatusEnded      domain.Status = "ended"
)

var (
	inRegister = []domain.Status{StatusRegistered, StatusApproved, StatusActive, StatusSuspended}
	notEnded   = append([]domain.Status{StatusSubmitted}, inRegister...)
)

// Activity is the state of RT-03. What only readers need is in the read models.
type Activity struct {
	Content
	ID            string
	State         domain.Status
	Returned      string // why it was returned for completion; "" if it was not, or has been completed since
	Published     bool
	Hidden        bool // taken out of the public register by a person, for a reason: older versions are not public either
	StartedOn     calendar.Date
	EndedOn       calendar.Date
	LastConfirmed time.Time           // when it was last confirmed as current
	LastTested    time.Time           // when the FG last tested it
	Approved      *StartApproval      // the last start approval; nil if there was none
	Lapsed        []domain.Difference // what is new since: the approval has lapsed
	Changes       []ChangeRequest
	Deviations    []Deviation
	Source        *Source
	SourceContent *Content // the content as the source last had it: a second import compares with this
	Events        uint64   // how many events it has; a correction names one
}

// ChangeRequest is a change the owner has supplied and PB has not recorded yet.
type ChangeRequest struct {
	ID, What, Why string
	On            time.Time
}

// Deviation is a rule not met, found and not remedied yet (promise 7).
type Deviation struct {
	ID, Rule, What string
	On             time.Time
	Remedied       bool
}

// Source is where an imported activity came from. What has no field of its own stays with the record here (Rest), so
// that nothing of the source is lost. Columns about persons are named only; their content is kept outside the log.
type Source struct {
	File    string   `json:"file" nl:"Bestand (hash)"` // content hash of the file, "sha256:…"
	Name    string   `json:"name" nl:"Bestandsnaam"`
	Row     int      `json:"row" nl:"Rij"`
	Key     string   `json:"key" nl:"Kenmerk in de bron"`
	Rest    []Pair   `json:"rest,omitempty" nl:"Overige gegevens uit de bron"`
	Persons []string `json:"persons,omitempty" nl:"Kolommen met persoonsgegevens (buiten het log)"`
	Notes   []string `json:"notes,omitempty" nl:"Opmerkingen bij het inlezen"`
}

// Pair is a column of the source with its value.
type Pair struct {
	Column string `json:"column"`
	Value  string `json:"value"`
}

// Public tells whether residents see it in the public register (R-4.1-13).
func (a Activity) Public() bool { return a.Published && slices.Contains(inRegister, a.State) }

// Open tells whether the deviation still stands.
func (d Deviation) Open() bool { return !d.Remedied }

// ActivityRecord is RT-03.
var ActivityRecord = domain.Define(domain.Aggregate[Activity]{
	Name: "activity", Path: "verwerkingen", NL: "Verwerkingsactiviteit", Plural: "Verwerkingsactiviteiten",
	Source: "RT-03, §4.1, bijlage 1.1",
	Status: func(a Activity) domain.Status { return a.State },
	Statuses: []domain.StatusLabel{
		{Status: StatusSubmitted, NL: "aangeleverd"}, {Status: StatusRegistered, NL: "geregistreerd"},
		{Status: StatusApproved, NL: "goedgekeurd voor start"}, {Status: StatusActive, NL: "actief"},
		{Status: StatusSuspended, NL: "opgeschort"}, {Status: StatusEnded, NL: "beëindigd"}},
	Title:   func(a Activity) string { return a.Name },
	Process: func(a Activity) string { return a.Content.Process },
	Commands: []domain.CommandType[Activity]{
		{Name: "submit", NL: "Aanleveren", Row: "B1.1-1", Own: true, Zero: Submit{},
			Help: "Lever een nieuwe verwerking aan bij de privacybeheerder en de FG. Het mag nog onvolledig zijn."},
		{Name: "supplement", NL: "Aanvullen", Row: "B1.1-1", Own: true, Zero: Supplement{}, In: []domain.Status{StatusSubmitted},
			Help: "Vul aan wat nog ontbreekt, zodat de privacybeheerder de verwerking kan registreren."},
		{Name: "take-over", NL: "Overnemen uit bestand", Row: "B1.1-4", Zero: TakeOver{},
			Help: "Neem een bestaande verwerking over uit een ander register."},
		{Name: "take-over-again", NL: "Opnieuw overnemen uit bestand", Row: "B1.1-4", Zero: TakeOverAgain{}, In: notEnded,
			Help: "Verwerk wat er in het bronbestand is gewijzigd sinds de vorige keer."},
		{Name: "return", NL: "Terugsturen om aan te vullen", Row: "B1.1-4", Zero: Return{}, In: []domain.Status{StatusSubmitted},
			Help: "Zeg wat de proceseigenaar moet aanvullen."},
		{Name: "register", NL: "Registreren", Row: "B1.1-4", Zero: Register{}, In: []domain.Status{StatusSubmitted},
			Help: "Neem de verwerking op in het register. Zij staat daarna in het openbare register."},
		{Name: "approve-start", NL: "Start goedkeuren", Roles: []domain.Role{domain.OWN}, Source: "§3.2", Own: true, Zero: ApproveStart{}, In: []domain.Status{StatusRegistered, StatusActive, StatusSuspended},
			Help: "Keur de start goed als aan alle voorwaarden is voldaan. Wat het grootboek nog niet kan nagaan, motiveert u; de FG ziet dat."},
		{Name: "start", NL: "Starten", Roles: []domain.Role{domain.OWN}, Source: "§3.2", Own: true, Zero: Start{}, In: []domain.Status{StatusApproved},
			Help: "De verwerking is begonnen."},
		{Name: "record-running", NL: "Vastleggen dat de verwerking al loopt", Roles: []domain.Role{domain.OWN, domain.PB}, Source: "[added] G13", Own: true, Zero: RecordRunning{}, In: []domain.Status{StatusRegistered, StatusApproved},
			Help: "Alleen als de verwerking al is begonnen. Elke startvoorwaarde waaraan niet is voldaan, wordt een afwijking."},
		{Name: "submit-change", NL: "Wijziging aanleveren", Row: "B1.1-2", Own: true, Zero: SubmitChange{}, In: inRegister,
			Help: "Zeg wat er verandert en waarom. De privacybeheerder verwerkt het in het register."},
		{Name: "amend", NL: "Wijzigen", Row: "B1.1-4", Zero: Amend{}, In: notEnded,
			Help: "Verwerk een wijziging. Elk veld dat verandert, wordt apart vastgelegd met de oude en de nieuwe waarde."},
		{Name: "correct", NL: "Verbeteren", Row: "B1.1-4", Zero: Correct{}, Any: true,
			Help: "Herstel een fout in een eerdere vastlegging. De fout en de verbetering blijven beide zichtbaar."},
		{Name: "confirm", NL: "Actualiteit bevestigen", Row: "B1.1-2", Own: true, Zero: Confirm{}, In: inRegister,
			Help: "Bevestig dat alle gegevens nog kloppen."},
		{Name: "test", NL: "Toets vastleggen", Row: "B1.1-5", Zero: Test{}, Any: true,
			Help: "Leg het oordeel vast over kwaliteit, actualiteit, juistheid en volledigheid."},
		{Name: "withdraw-publication", NL: "Uit het openbare register halen", Row: "B1.1-4", Zero: WithdrawPublication{}, In: inRegister,
			Help: "Alleen met een reden: het register hoort openbaar te zijn (§4.1)."},
		{Name: "publish", NL: "Weer openbaar maken", Row: "B1.1-4", Zero: Publish{}, In: inRegister,
			Help: "Zet de verwerking weer in het openbare register."},
		{Name: "suspend", NL: "Opschorten", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: Suspend{}, In: []domain.Status{StatusActive},
			Help: "Zet de verwerking tijdelijk stil."},
		{Name: "resume", NL: "Hervatten", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: Resume{}, In: []domain.Status{StatusSuspended},
			Help: "De verwerking gaat verder."},
		{Name: "end", NL: "Beëindigen", Roles: []domain.Role{domain.OWN}, Source: "[added]", Own: true, Zero: End{}, In: []domain.Status{StatusActive, StatusSuspended, StatusRegistered, StatusApproved},
			Help: "De verwerking stopt. Zij verdwijnt uit het openbare register en blijft in de geschiedenis."},
		{Name: "assess", NL: "Afweging vastleggen", Roles: []domain.Role{domain.OWN, domain.DOM, domain.SEC}, Source: "§3.1", Own: true, Zero: Assess{}, In: notEnded,
			Help: "Leg de afweging van belangen en risico’s door het management vast."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: []domain.Role{domain.FG, domain.PB, domain.OWN, domain.CISO}, Source: "[added]", Zero: FindDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: []domain.Role{domain.FG, domain.PB}, Source: "[added]", Zero: RemedyDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Activity]{
		{Name: "ProcessingActivitySubmitted", NL: "Aangeleverd", Zero: ProcessingActivitySubmitted{}},
		{Name: "ProcessingActivitySourceChanged", NL: "Bron opnieuw gelezen", Zero: ProcessingActivitySourceChanged{}},
		{Name: "ProcessingActivityReturnedForCompletion", NL: "Teruggestuurd om aan te vullen", Zero: ProcessingActivityReturnedForCompletion{}},
		{Name: "ProcessingActivityRegistered", NL: "Geregistreerd", Zero: ProcessingActivityRegistered{}},
		{Name: "RegisterEntryPublished", NL: "Openbaar gemaakt", Zero: RegisterEntryPublished{}},
		{Name: "PublicationUpdated", NL: "Openbare versie bijgewerkt", Zero: PublicationUpdated{}},
		{Name: "PublicationWithdrawn", NL: "Uit het openbare register gehaald", Zero: PublicationWithdrawn{}},
		{Name: "ProcessingActivityStartApproved", NL: "Start goedgekeurd", Zero: ProcessingActivityStartApproved{}},
		{Name: "ProcessingStartApprovalLapsed", NL: "Goedkeuring van de start vervallen", Zero: ProcessingStartApprovalLapsed{}},
		{Name: "ProcessingStarted", NL: "Gestart", Zero: ProcessingStarted{}},
		{Name: "ProcessingActivityChangeSubmitted", NL: "Wijziging aangeleverd", Zero: ProcessingActivityChangeSubmitted{}},
		{Name: "ProcessingActivityAmended", NL: "Gewijzigd", Zero: ProcessingActivityAmended{}},
		{Name: "ProcessingActivityCorrected", NL: "Verbeterd", Zero: ProcessingActivityCorrected{}},
		{Name: "ActualityConfirmed", NL: "Actualiteit bevestigd", Zero: ActualityConfirmed{}},
		{Name: "RegisterEntryTested", NL: "Getoetst door de FG", Zero: RegisterEntryTested{}},
		{Name: "ProcessingSuspended", NL: "Opgeschort", Zero: ProcessingSuspended{}},
		{Name: "ProcessingResumed", NL: "Hervat", Zero: ProcessingResumed{}},
		{Name: "ProcessingEnded", NL: "Beëindigd", Zero: ProcessingEnded{}},
		{Name: "ManagementAssessmentRecorded", NL: "Afweging vastgelegd", Zero: ManagementAssessmentRecorded{}},
		{Name: "NonComplianceFound", NL: "Afwijking vastgesteld", Zero: NonComplianceFound{}},
		{Name: "NonComplianceRemedied", NL: "Afwijking hersteld", Zero: NonComplianceRemedied{}},
	},
})

func trim(s string) string { return strings.TrimSpace(s) }

type event = domain.Event[Activity]

// published adds the event that keeps the public register equal to the record: the system's consequence of a change
// by PB, in the same append, so that the public page is never behind (R-4.1-14).
func published(a Activity, list []event) []event {
	if a.Public() && len(list) > 0 {
		return append(list, PublicationUpdated{})
	}
	return list
}
