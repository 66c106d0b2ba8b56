package governance

import (
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// CheckRound is the state of a round of yearly checks: PB asks all owners to check their agreements, covenants and
// exchange arrangements, and to adapt what is no longer right (§2.3, §7.1, §7.2).
//
// It is a record of its own and not the update round of the register: that one is row B1.1-3 of Annex 1 and about
// activities, while for these checks Annex 1 is silent. What a round asks is answered with the yearly check of each record
// itself: an answer that stood here as well could differ from it.
type CheckRound struct {
	Name    string        `nl:"Naam"`
	Due     calendar.Date `nl:"Controleren vóór of op"`
	Kinds   []CheckedKind `nl:"Wat wordt er gecontroleerd?"`
	Started time.Time     `nl:"Gestart"`
	Closed  time.Time     `nl:"Afgesloten"`
	Left    []LeftOpen    `nl:"Bleef open"`
}

// CheckedKind is a record type that is checked each year; its values are the names of record types.
type CheckedKind string

// Choices implements [domain.Chooser].
func (CheckedKind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "agreement", NL: "Verwerkersovereenkomsten (§7.2)"}, {Value: "covenant", NL: "Convenanten (§7.1)"},
		{Value: "exchange-arrangement", NL: "Uitwisselingsafspraken (§2.3)"}}
}

// LeftOpen is a record that was not checked, or not adapted, when the round was closed, and why.
type LeftOpen struct {
	Item string `json:"item" nl:"Wat bleef open"` // its stream: "covenant/…"
	Why  string `json:"why" nl:"Waarom"`
}

// CheckRoundRecord is the round of yearly checks (RT-12, RT-15, RT-16: "PB coordinates").
var CheckRoundRecord = domain.Define(domain.Aggregate[CheckRound]{
	Name: "check-round", Path: "controlerondes", NL: "Controleronde", Plural: "Controlerondes", Source: "RT-12, RT-15, RT-16, §2.3, §7.1, §7.2",
	Status: func(r CheckRound) domain.Status {
		switch {
		case r.Name == "":
			return ""
		case !r.Closed.IsZero():
			return "closed"
		}
		return "open"
	},
	Statuses: []domain.StatusLabel{{Status: "open", NL: "loopt"}, {Status: "closed", NL: "afgesloten"}},
	Title:    func(r CheckRound) string { return r.Name },
	Commands: []domain.CommandType[CheckRound]{
		{Name: "start", NL: "Controleronde starten", Roles: []domain.Role{domain.PB}, Source: "[added] RT-12, RT-15: PB coördineert", Zero: StartCheckRound{},
			Help: "Vraag alle proceseigenaren hun overeenkomsten, convenanten en afspraken te controleren en zo nodig aan te passen."},
		{Name: "close", NL: "Controleronde afsluiten", Roles: []domain.Role{domain.PB}, Source: "[added] RT-12, RT-15: PB coördineert", Zero: CloseCheckRound{}, In: []domain.Status{"open"},
			Help: "Leg de uitkomst vast. Noem bij alles wat nog open is waarom het open bleef."},
	},
	Events: []domain.EventType[CheckRound]{
		{Name: "YearlyCheckRoundStarted", NL: "Controleronde gestart", Zero: YearlyCheckRoundStarted{}},
		{Name: "YearlyCheckRoundClosed", NL: "Controleronde afgesloten", Zero: YearlyCheckRoundClosed{}},
	},
})

type checkRoundEvent = domain.Event[CheckRound]

// kindOf is the record type of a stream.
func kindOf(stream string) CheckedKind {
	kind, _, _ := strings.Cut(stream, "/")
	return CheckedKind(kind)
}
