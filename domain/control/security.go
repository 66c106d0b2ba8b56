package control

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a security measure.
const (
	SecurityStatusPlanned domain.Status = "planned"
	SecurityStatusInPlace domain.Status = "in-place"
	SecurityStatusEnded   domain.Status = "ended"
)

// SecurityMeasure is the state of RT-27: an appropriate measure for confidentiality and security, under the norm in force.
type SecurityMeasure struct {
	SecurityTerms
	State    domain.Status
	Since    calendar.Date `nl:"Ingevoerd op"`
	Result   Outcome       `nl:"Laatste toets"`
	TestedOn calendar.Date `nl:"Laatst getoetst op"`
	Replaced bool          `nl:"Norm is vervangen"` // the norm it refers to has been replaced, and it has not been changed since
	EndedOn  calendar.Date `nl:"Beëindigd op"`
}

// SecurityTerms are what a security measure is and what it applies to. In the public register stands a general
// description only (T-37): this record may be named there, or not.
type SecurityTerms struct {
	Name        string       `json:"name" nl:"Naam"`
	Description string       `json:"description" nl:"Beschrijving" form:"long" hint:"Noem geen personen."`
	Kind        MeasureKind  `json:"kind" nl:"Soort"`
	Process     string       `json:"process,omitempty" nl:"Proces" form:"process" opt:"1" hint:"Leeg: de maatregel geldt voor de hele gemeente."`
	Norms       []Norm       `json:"norms" nl:"Norm" hint:"BIO geldt sinds 1 januari 2020. In 2019 mochten beide."`
	Controls    []string     `json:"controls" nl:"Nummers in de norm" hint:"Eén per regel, bijvoorbeeld: BIO2 1.3, 8.15."`
	AppliesTo   []Protected  `json:"applies_to" nl:"Geldt voor"`
	Records     []string     `json:"records,omitempty" nl:"Voor welke verwerkingen of verwerkers?" form:"records:activity,processor" opt:"1" hint:"Namen, één per regel, zoals ze in het register staan."`
	Evidence    string       `json:"evidence,omitempty" nl:"Bewijs" opt:"1" hint:"Een zaaknummer of document."`
	Public      domain.YesNo `json:"public" nl:"Mag dit in het openbare register worden genoemd?"`
}

// Norm is the norm for information security that a measure refers to (§6.2).
type Norm string

// Norms.
const (
	BIG Norm = "big"
	BIO Norm = "bio" // every version of it, BIO2 too: the version stands with the control
)

// Choices implements [domain.Chooser].
func (Norm) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(BIG), NL: "BIG"}, {Value: string(BIO), NL: "BIO"}}
}

// BIOFrom is the day from which the BIO holds and the BIG no longer does; 2019 was the year of transition (§6.2).
const BIOFrom calendar.Date = "2020-01-01"

// Protected is what a security measure applies to (§6).
type Protected string

// Choices implements [domain.Chooser].
func (Protected) Choices() []domain.Choice {
	return []domain.Choice{{Value: "activities", NL: "verwerkingen"}, {Value: "employees", NL: "medewerkers"},
		{Value: "processors", NL: "verwerkers"}, {Value: "sub-processors", NL: "subverwerkers"},
		{Value: "building-security", NL: "leverancier: beveiliging van gebouwen"}, {Value: "cleaning", NL: "leverancier: schoonmaak"},
		{Value: "hardware", NL: "leverancier: apparatuur"}, {Value: "other-supplies", NL: "andere leverancier van diensten of goederen"}}
}

var notEndedSecurity = []domain.Status{SecurityStatusPlanned, SecurityStatusInPlace}

// SecurityRecord is RT-27.
var SecurityRecord = domain.Define(domain.Aggregate[SecurityMeasure]{
	Name: "security-measure", Path: "beveiligingsmaatregelen", NL: "Beveiligingsmaatregel", Plural: "Beveiligingsmaatregelen", Source: "RT-27, §2.3, §4.1, §6, §6.2",
	Status: func(s SecurityMeasure) domain.Status { return s.State },
	Statuses: []domain.StatusLabel{{Status: SecurityStatusPlanned, NL: "gepland"}, {Status: SecurityStatusInPlace, NL: "ingevoerd"},
		{Status: SecurityStatusEnded, NL: "beëindigd"}},
	Title:   func(s SecurityMeasure) string { return s.Name },
	Process: func(s SecurityMeasure) string { return s.SecurityTerms.Process },
	Commands: []domain.CommandType[SecurityMeasure]{
		{Name: "record", NL: "Beveiligingsmaatregel vastleggen", Roles: []domain.Role{domain.CISO, domain.OWN}, Source: "[added] §6", Zero: RecordSecurityMeasure{},
			Help: "Leg een technische of organisatorische maatregel vast, met de norm waar hij uit komt."},
		{Name: "implement", NL: "Ingevoerd melden", Roles: []domain.Role{domain.OWN}, Source: "[added]", Zero: ImplementSecurityMeasure{}, In: []domain.Status{SecurityStatusPlanned},
			Help: "De maatregel werkt."},
		{Name: "change", NL: "Wijzigen", Roles: []domain.Role{domain.CISO}, Source: "[added]", Zero: ChangeSecurityMeasure{}, In: notEndedSecurity,
			Help: "Pas de maatregel aan, bijvoorbeeld aan een nieuwe norm."},
		{Name: "test", NL: "Toets vastleggen", Roles: []domain.Role{domain.CISO}, Source: "[added]", Zero: TestSecurityMeasure{}, In: []domain.Status{SecurityStatusInPlace},
			Help: "Leg vast of de maatregel werkt."},
		{Name: "end", NL: "Beëindigen", Roles: []domain.Role{domain.CISO}, Source: "[added]", Zero: EndSecurityMeasure{}, In: notEndedSecurity,
			Help: "De maatregel vervalt."},
		{Name: "replace-norm", NL: "Norm vervangen", Roles: []domain.Role{domain.SYS}, Source: "§6.2", Zero: ReplaceNorm{}, In: notEndedSecurity,
			Help: "Het systeem legt vast dat de norm van deze maatregel is vervangen."},
	},
	Events: []domain.EventType[SecurityMeasure]{
		{Name: "SecurityMeasureRecorded", NL: "Vastgelegd", Zero: SecurityMeasureRecorded{}},
		{Name: "SecurityMeasureImplemented", NL: "Ingevoerd", Zero: SecurityMeasureImplemented{}},
		{Name: "SecurityMeasureChanged", NL: "Gewijzigd", Zero: SecurityMeasureChanged{}},
		{Name: "SecurityMeasureTested", NL: "Getoetst", Zero: SecurityMeasureTested{}},
		{Name: "SecurityMeasureEnded", NL: "Beëindigd", Zero: SecurityMeasureEnded{}},
		{Name: "NormReplaced", NL: "Norm vervangen", Zero: NormReplaced{}},
	},
})

type securityEvent = domain.Event[SecurityMeasure]

// refersTo tells whether the measure refers to the norm.
func (s SecurityTerms) refersTo(n Norm) bool { return slices.Contains(s.Norms, n) }

// MayBeNamed tells whether the public register may name the measure (T-37).
func (s SecurityMeasure) MayBeNamed() bool {
	return s.Public == domain.Yes && s.State == SecurityStatusInPlace
}

// Flags says in words what is not as it should be on a day.
func (s SecurityMeasure) Flags(on calendar.Date) []string {
	var list []string
	if s.State != SecurityStatusEnded && on >= BIOFrom && s.refersTo(BIG) && !s.refersTo(BIO) { // R-6.2-01
		list = append(list, "De maatregel verwijst naar de BIG. Sinds 1 januari 2020 geldt de BIO (§6.2): pas de verwijzing aan.")
	}
	if s.State == SecurityStatusInPlace && s.Result == Insufficient {
		list = append(list, "De maatregel werkt onvoldoende volgens de laatste toets.")
	}
	return list
}

// ByClock returns what the clock must record now: the norm of the measure was replaced (§6.2).
func (s SecurityMeasure) ByClock(at time.Time) any {
	if s.State == "" || s.State == SecurityStatusEnded {
		return nil
	}
	list, err := (ReplaceNorm{}).Decide(s, domain.Stamp{Happened: at, Recorded: at})
	if err != nil || len(list) == 0 {
		return nil
	}
	return ReplaceNorm{}
}
