package governance

import (
	"slices"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a document.
const (
	DocumentStatusDraft    domain.Status = "draft"
	DocumentStatusAdopted  domain.Status = "adopted"
	DocumentStatusInForce  domain.Status = "in-force"
	DocumentStatusArchived domain.Status = "archived"
)

// Document is the state of RT-31: a policy, procedure, format or other document, with all its versions. A next version is
// drafted and adopted while the one before it is still in force; at most one is in force at any moment (R-B8-05).
type Document struct {
	DocumentTerms
	State       domain.Status
	Versions    []DocumentVersion `nl:"Versies"`
	Next        DocumentStage     // of the last version, until it is in force
	Authors     []string          `nl:"Opgesteld door" form:"person"`
	EvaluatedOn calendar.Date     `nl:"Laatst geëvalueerd op"`
	Evaluation  EvaluationOutcome `nl:"Uitkomst van de evaluatie"`
	Reasons     string            `nl:"Onderbouwing van de evaluatie"`
	CarriedOut  []CarriedOut      `nl:"Ten uitvoer gebracht"`
	Asked       []Reading         `nl:"Te lezen en te tekenen"`
	Told        int               // how many communications
	Supervised  calendar.Date     `nl:"Laatste toezicht door de FG"`
	Deviations  domain.Deviations `nl:"Afwijkingen"`
}

// DocumentTerms say what a document is; they are the same for all its versions.
type DocumentTerms struct {
	Kind   DocumentKind `json:"kind" nl:"Soort document"`
	Title  string       `json:"title" nl:"Titel"`
	Parent string       `json:"parent,omitempty" nl:"Hangt onder" form:"record:document" opt:"1" hint:"Verplicht bij beleid van een afdeling en bij een werkproces: het beleid waar het onder valt (§1.3)."`
}

// DocumentContent is what one version holds. The text itself stands outside the ledger.
type DocumentContent struct {
	Version  string  `json:"version" nl:"Versie" hint:"Bijvoorbeeld: 2.1."`
	Document string  `json:"document" nl:"Document (kenmerk of hash)"`
	Place    string  `json:"place" nl:"Archiefplaats" hint:"Waar medewerkers het vinden. Bijvoorbeeld: Hoegle."`
	Scope    string  `json:"scope,omitempty" nl:"Reikwijdte" form:"long" opt:"1" hint:"Verplicht bij beleid (§1.3, §2.2)."`
	Address  string  `json:"address,omitempty" nl:"Adres van de laatste versie" opt:"1" hint:"Verplicht bij het privacybeleid (§8.1). Bijvoorbeeld: https://www.heemstede.nl/privacybeleid."`
	Themes   []Theme `json:"themes,omitempty" nl:"Raakt aan"`
}

// DocumentVersion is one version with what became of it.
type DocumentVersion struct {
	Number uint64 `nl:"Nummer"`
	DocumentContent
	AdoptedBy   domain.Role   `nl:"Vastgesteld door"`
	AdoptedOn   calendar.Date `nl:"Vastgesteld op"`
	From        calendar.Date `nl:"In werking vanaf"`
	Until       calendar.Date `nl:"In werking tot en met"`
	InForce     bool
	AnnouncedOn calendar.Date `nl:"Wijziging aangekondigd op"`
	AnnouncedAt string        `nl:"Aangekondigd op adres"`
	ArchivedAt  string        `nl:"Gearchiveerd in"`
}

// DocumentStage is how far the next version is.
type DocumentStage string

// Stages.
const (
	Drafting DocumentStage = "draft"
	Adopted  DocumentStage = "adopted"
)

// DocumentKind is the kind of a document (RT-31).
type DocumentKind string

// Kinds.
const (
	PrivacyPolicy     DocumentKind = "privacy-policy"
	DepartmentPolicy  DocumentKind = "department-policy"
	WorkProcess       DocumentKind = "work-process"
	RequestProcedure  DocumentKind = "request-procedure"
	OtherProcedure    DocumentKind = "procedure"
	Format            DocumentKind = "format"
	BreachManual      DocumentKind = "breach-manual"
	IncidentForm      DocumentKind = "incident-form"
	ConfidentialityOf DocumentKind = "confidentiality-document"
	PrivacyProtocol   DocumentKind = "privacy-protocol"
	Framework         DocumentKind = "assessment-framework"
	StrategicSecurity DocumentKind = "strategic-security-policy"
	TacticalSecurity  DocumentKind = "tactical-security-policy"
)

// Choices implements [domain.Chooser].
func (DocumentKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(PrivacyPolicy), NL: "Privacybeleid"}, {Value: string(DepartmentPolicy), NL: "Privacybeleid van een afdeling"},
		{Value: string(WorkProcess), NL: "Werkproces"}, {Value: string(RequestProcedure), NL: "Procedure voor verzoeken van betrokkenen"},
		{Value: string(OtherProcedure), NL: "Andere procedure"}, {Value: string(Format), NL: "Format"}, {Value: string(BreachManual), NL: "Handleiding meldplicht datalekken"},
		{Value: string(IncidentForm), NL: "Meldformulier incidenten"}, {Value: string(ConfidentialityOf), NL: "Document over geheimhouding en zorgvuldige omgang"},
		{Value: string(PrivacyProtocol), NL: "Privacyprotocol"}, {Value: string(Framework), NL: "Afwegingskader"},
		{Value: string(StrategicSecurity), NL: "Strategisch informatiebeveiligingsbeleid"}, {Value: string(TacticalSecurity), NL: "Tactisch informatiebeveiligingsbeleid"}}
}

// Policy tells whether the kind is a policy: it has a scope, and is evaluated.
func (k DocumentKind) Policy() bool {
	return k == PrivacyPolicy || k == DepartmentPolicy || k.Security()
}

// Security tells whether the kind is a security policy: every four years revised and adopted again (§6.2).
func (k DocumentKind) Security() bool { return k == StrategicSecurity || k == TacticalSecurity }

// Body is who adopts a document of this kind: the college the privacy policy (§8.1), and the security policy; the municipal
// secretary all others ([added], RT-31).
func (k DocumentKind) Body() domain.Role {
	if k == PrivacyPolicy || k.Security() {
		return domain.COL
	}
	return domain.SEC
}

// Theme is another policy theme that a document touches (§1.5).
type Theme string

// Choices implements [domain.Chooser].
func (Theme) Choices() []domain.Choice {
	return []domain.Choice{{Value: "integrity", NL: "integriteit"}, {Value: "quality", NL: "kwaliteit"},
		{Value: "continuity-and-risk", NL: "continuïteit en risico’s"}, {Value: "information-security", NL: "informatiebeveiliging"}}
}

// EvaluationOutcome is the outcome of an evaluation (R-8.1-07).
type EvaluationOutcome string

// Outcomes of an evaluation.
const (
	ReviseIt  EvaluationOutcome = "revise"
	NotNeeded EvaluationOutcome = "not-needed"
)

// Choices implements [domain.Chooser].
func (EvaluationOutcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(ReviseIt), NL: "herzien"}, {Value: string(NotNeeded), NL: "herzien is niet nodig"}}
}

var (
	living  = []domain.Status{DocumentStatusDraft, DocumentStatusAdopted, DocumentStatusInForce}
	inForce = []domain.Status{DocumentStatusInForce}
)

// DocumentRecord is RT-31.
var DocumentRecord = domain.Define(domain.Aggregate[Document]{
	Name: "document", Path: "documenten", NL: "Document", Plural: "Documenten", Source: "RT-31, §1.3, §1.5, §6, §6.1, §6.2, §8, §8.1, bijlage 1.7, bijlage 1.8",
	Status: func(d Document) domain.Status { return d.State },
	Statuses: []domain.StatusLabel{{Status: DocumentStatusDraft, NL: "concept"}, {Status: DocumentStatusAdopted, NL: "vastgesteld, nog niet in werking"},
		{Status: DocumentStatusInForce, NL: "in werking"}, {Status: DocumentStatusArchived, NL: "gearchiveerd"}},
	Title: func(d Document) string { return d.Title },
	Commands: []domain.CommandType[Document]{
		{Name: "draft", NL: "Document opstellen", Row: "B1.8-1", Zero: DraftDocument{}, // B1.7-1: CISO and FG; PB by this row (flag 5)
			Help: "Leg het concept van beleid, een procedure, een format of een ander document vast."},
		{Name: "optimise", NL: "Nieuwe tekst opstellen", Row: "B1.8-1", Zero: OptimiseDocument{}, In: living,
			Help: "Verbeter het concept, of stel een volgende versie op. De versie in werking blijft gelden tot de nieuwe is vastgesteld."},
		{Name: "revise-security", NL: "Beveiligingsbeleid herzien", Roles: []domain.Role{domain.CISO, domain.COL}, Source: "[added] RT-31, §6.2", Zero: ReviseSecurityPolicy{}, In: inForce,
			Help: "Herzie het beleid. Daarna stelt het college het opnieuw vast; beide zijn elke vier jaar nodig."},
		{Name: "adopt", NL: "Vaststellen", Roles: []domain.Role{domain.COL, domain.SEC}, Source: "§8.1; [added] RT-31", Zero: AdoptDocument{}, In: living,
			Help: "Stel de tekst vast en zeg vanaf wanneer die geldt. Het college stelt het privacybeleid en het beveiligingsbeleid vast, de gemeentesecretaris de rest."},
		{Name: "come-into-force", NL: "In werking laten treden", Roles: []domain.Role{domain.SYS}, Source: "§8.1", Zero: BringDocumentIntoForce{}, In: []domain.Status{DocumentStatusAdopted, DocumentStatusInForce},
			Help: "De klok meldt dat de dag van inwerkingtreding er is."},
		{Name: "announce", NL: "Wijziging aankondigen op de website", Roles: []domain.Role{domain.PB}, Source: "[added] RT-31, §8.1", Zero: AnnouncePolicyChange{}, In: inForce,
			Help: "Leg vast dat de wijziging van het privacybeleid op de website is aangekondigd."},
		{Name: "communicate", NL: "Communicatie vastleggen", Row: "B1.8-1", Zero: CommunicateDocument{}, In: inForce,
			Help: "Leg vast wat u wanneer aan wie over het document hebt verteld."},
		{Name: "ask-reading", NL: "Laten lezen en tekenen", Row: "B1.8-1", Zero: AskReading{}, In: inForce,
			Help: "Vraag medewerkers, bestuur of externen de geldende versie te lezen en daarvoor te tekenen."},
		{Name: "carry-out", NL: "Ten uitvoer brengen", Row: "B1.8-2", Zero: CarryOutPolicy{}, In: inForce,
			Help: "Leg vast hoe uw afdeling dit document uitvoert."},
		{Name: "evaluate", NL: "Evaluatie vastleggen", Roles: []domain.Role{domain.COL, domain.PB, domain.FG}, Source: "[added] RT-31, §8.1", Zero: EvaluatePolicy{}, In: inForce,
			Help: "Leg vast of het beleid herzien moet worden, en waarom. Alleen evalueren is voor het beveiligingsbeleid niet genoeg."},
		{Name: "archive", NL: "Archiveren", Row: "B1.8-3", Zero: ArchiveDocument{}, Any: true,
			Help: "Leg vast waar een versie is opgeborgen. Is er daarna geen versie meer die geldt of in de maak is, dan is het document gearchiveerd; het blijft te lezen."},
		{Name: "supervise", NL: "Toezicht vastleggen", Row: "B1.8-4", Zero: SuperviseDocument{}, Any: true,
			Help: "Geef uw oordeel over kwaliteit, archivering, communicatie en toepassing."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindDocumentDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyDocumentDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Document]{
		{Name: "DocumentDrafted", NL: "Opgesteld", Zero: DocumentDrafted{}},
		{Name: "DocumentOptimised", NL: "Nieuwe tekst opgesteld", Zero: DocumentOptimised{}},
		{Name: "SecurityPolicyRevised", NL: "Beveiligingsbeleid herzien", Zero: SecurityPolicyRevised{}},
		{Name: "DocumentAdopted", NL: "Vastgesteld", Zero: DocumentAdopted{}},
		{Name: "DocumentCameIntoForce", NL: "In werking getreden", Zero: DocumentCameIntoForce{}},
		{Name: "DocumentSuperseded", NL: "Vervangen door een nieuwe versie", Zero: DocumentSuperseded{}},
		{Name: "PolicyChangeAnnounced", NL: "Wijziging aangekondigd op de website", Zero: PolicyChangeAnnounced{}},
		{Name: "DocumentCommunicated", NL: "Gecommuniceerd", Zero: DocumentCommunicated{}},
		{Name: "DocumentReadingAsked", NL: "Gevraagd om te lezen en te tekenen", Zero: DocumentReadingAsked{}},
		{Name: "PolicyCarriedOut", NL: "Ten uitvoer gebracht", Zero: PolicyCarriedOut{}},
		{Name: "PolicyEvaluated", NL: "Geëvalueerd", Zero: PolicyEvaluated{}},
		{Name: "DocumentArchived", NL: "Gearchiveerd", Zero: DocumentArchived{}},
		{Name: "DocumentSupervised", NL: "Toezicht door de FG", Zero: DocumentSupervised{}},
		{Name: "DocumentNonComplianceFound", NL: "Afwijking vastgesteld", Zero: DocumentNonComplianceFound{}},
		{Name: "DocumentNonComplianceRemedied", NL: "Afwijking hersteld", Zero: DocumentNonComplianceRemedied{}},
	},
})

type documentEvent = domain.Event[Document]

// Current is the version in force; ok is false if there is none.
func (d Document) Current() (v DocumentVersion, ok bool) {
	if i := d.current(); i >= 0 {
		return d.Versions[i], true
	}
	return v, false
}

func (d Document) current() int {
	return slices.IndexFunc(d.Versions, func(v DocumentVersion) bool { return v.InForce })
}

// latest is the number of the last version.
func (d Document) latest() uint64 { return uint64(len(d.Versions)) }

// version changes one version, sharing nothing.
func (d Document) version(number uint64, change func(*DocumentVersion)) Document {
	d.Versions = slices.Clone(d.Versions)
	for i := range d.Versions {
		if d.Versions[i].Number == number {
			change(&d.Versions[i])
		}
	}
	return d
}

// settled gives the document the status that follows from its versions.
func (d Document) settled() Document {
	switch {
	case d.State == DocumentStatusArchived:
	case d.current() >= 0:
		d.State = DocumentStatusInForce
	case d.Next == Adopted:
		d.State = DocumentStatusAdopted
	default:
		d.State = DocumentStatusDraft
	}
	return d
}

// AdoptedOn is when a version was adopted last; "" if never.
func (d Document) AdoptedOn() (on calendar.Date) {
	for _, v := range d.Versions {
		on = max(on, v.AdoptedOn)
	}
	return on
}

// reviewYears is after how many years a policy is due again (§6.2, §8.1; table 4.2 rows 43 and 44).
const reviewYears = 4

// DueOn is the day before or on which the policy is evaluated (privacy policy) or revised and adopted again (security
// policy); "" for what has no such day, or is not adopted. The policy stays in force after it ([added] row 44).
func (d Document) DueOn() calendar.Date {
	if since := d.reviewedOn(); since != "" && d.State != DocumentStatusArchived {
		return since.AddYears(reviewYears)
	}
	return ""
}

// reviewedOn is the day from which the four years run: adoption; for the privacy policy also an evaluation. Evaluation alone
// does not meet the duty of the security policy (R-6.2-05, T-35).
func (d Document) reviewedOn() calendar.Date {
	switch {
	case d.Kind.Security():
		return d.AdoptedOn()
	case d.Kind == PrivacyPolicy && d.AdoptedOn() != "":
		return max(d.AdoptedOn(), d.EvaluatedOn)
	}
	return ""
}

// Overdue tells whether the four years have passed.
func (d Document) Overdue(on calendar.Date) bool { return d.DueOn() != "" && d.DueOn() < on }

// Unannounced tells whether the privacy policy was changed and the change not announced on the website (R-8.1-08).
func (d Document) Unannounced() bool {
	v, ok := d.Current()
	return ok && d.Kind == PrivacyPolicy && v.Number > 1 && v.AnnouncedOn == ""
}

// Flags says in words what is not as it should be.
func (d Document) Flags(on calendar.Date) (list []string) {
	if d.Overdue(on) {
		nl := "De evaluatie is te laat sinds " + d.DueOn().NL() + " (§8.1)."
		if d.Kind.Security() {
			nl = "Herziening en nieuwe vaststelling zijn te laat sinds " + d.DueOn().NL() + " (§6.2)."
		}
		list = append(list, nl)
	}
	if d.Unannounced() {
		list = append(list, "De wijziging is nog niet aangekondigd op de website (§8.1).")
	}
	for _, x := range d.Deviations {
		if x.Open() {
			list = append(list, x.Rule+": "+x.What)
		}
	}
	return list
}

// Options are the choices of a form about this document.
func (d Document) Options(form string) []domain.Choice {
	switch form {
	case "deviation":
		return d.Deviations.Open()
	case "document-version":
		list := []domain.Choice{}
		for _, v := range d.Versions {
			if v.ArchivedAt == "" {
				list = append(list, domain.Choice{Value: strconv.FormatUint(v.Number, 10), NL: "versie " + v.Version})
			}
		}
		return list
	}
	return nil
}

// Useful tells whether a command can do anything here.
func (d Document) Useful(command string) bool {
	switch command {
	case "revise-security":
		return d.Kind.Security() && d.Next == ""
	case "optimise":
		return d.Next == Drafting || d.Next == "" && !d.Kind.Security()
	case "adopt":
		return d.Next == Drafting
	case "announce":
		return d.Kind == PrivacyPolicy
	case "evaluate":
		return d.Kind.Policy()
	case "archive":
		return len(d.Options("document-version")) > 0
	case "remedy-deviation":
		return len(d.Deviations.Open()) > 0
	}
	return true
}

// ByClock returns what the clock must record now.
func (d Document) ByClock(at time.Time) any {
	if d.Next == Adopted && d.State != DocumentStatusArchived && d.Versions[d.latest()-1].From <= calendar.On(at) {
		return BringDocumentIntoForce{}
	}
	return nil
}

// Obligations implements [domain.Obliged]: table 4.2 rows 43 and 44.
func (d Document) Obligations() []domain.Obligation {
	over := d.State == DocumentStatusArchived
	switch {
	case d.Kind.Security():
		return domain.Cycle(43, "revise", d.reviewedOn(), over)
	case d.Kind == PrivacyPolicy:
		return domain.Cycle(44, "evaluate", d.reviewedOn(), over)
	}
	return nil
}

// Links implements [domain.Linker].
func (d Document) Links() []string { return domain.Streams("document", d.Parent) }

// Tells implements [domain.Teller]: the document itself, for the records of this chapter.
func (d Document) Tells() any { return d }
