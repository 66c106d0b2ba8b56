// Package vaultrecord is RT-36 in the ledger: what became of a dossier in the vault, without anything of its content.
//
// The id of a record is that of the dossier: random, so that nobody can be derived from it. The order of things: content is
// put in the vault first, and the event names it; reading is recorded before anything is given out; erasing is decided
// here, carried out by the vault, and its certificate recorded. An erasure that broke off is taken up from the state
// "erasing". The vault checks the same rules again: two persons, cooling-off, restriction, term.
package vaultrecord

import (
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of a dossier.
const (
	Stored     domain.Status = "stored"
	Restricted domain.Status = "restricted"
	Prepared   domain.Status = "erasure-prepared"
	Erasing    domain.Status = "erasing"
	Erased     domain.Status = "erased"
)

var (
	readable = []domain.Status{Stored, Restricted, Prepared}
	// readers are those whom 1.5 gives vault data. The accountant and the controller are not among them (T-62).
	readers = []domain.Role{domain.FG, domain.PB, domain.JUR, domain.OWN}
	// handlers decide on a dossier: who handles it, or owns the process. The FG decides nothing he must supervise.
	handlers = []domain.Role{domain.PB, domain.OWN}
	// clock is the system: it keeps what came with a command of somebody, whose events name it, and does what the day brings.
	clock = []domain.Role{domain.SYS}
)

// Dossier is the state of RT-36.
type Dossier struct {
	State        domain.Status
	Process      string            `nl:"Proces" form:"process"`
	About        []string          `nl:"Hoort bij"` // streams
	Kind         Kind              `nl:"Soort dossier"`
	Refs         []domain.VaultRef `nl:"Onderdelen"` // the present version of each part
	Outcome      Outcome           `nl:"Uitkomst van de zaak"`
	Closed       calendar.Date     `nl:"Zaak gesloten op"`
	Until        calendar.Date     `nl:"Bewaren tot"`
	UntilHow     string            `nl:"Zo bepaald"`
	Since        calendar.Date     `nl:"Beperkt sinds"`
	Ground       Ground            `nl:"Grond om te wissen"`
	PreparedBy   string            `nl:"Wissen voorbereid door" form:"person"`
	PreparedAt   time.Time         // recorded
	NotBefore    calendar.Date     `nl:"Te bevestigen vanaf"`
	ConfirmedBy  string            `nl:"Wissen bevestigd door" form:"person"`
	ConfirmedAt  time.Time         // recorded
	KeyDestroyed calendar.Date     `nl:"Sleutel vernietigd op"`
	Certificate  string            `nl:"Verklaring van vernietiging"`
	Deviations   domain.Deviations `nl:"Afwijkingen"`
}

// Record is RT-36.
var Record = domain.Define(domain.Aggregate[Dossier]{
	Name: "vault", Path: "kluisdossiers", NL: "Kluisdossier", Plural: "Kluisdossiers", Source: "RT-36, §2.3, §5.4",
	Status: func(d Dossier) domain.Status { return d.State },
	Statuses: []domain.StatusLabel{{Status: Stored, NL: "bewaard"}, {Status: Restricted, NL: "beperkt"}, {Status: Prepared, NL: "wissen voorbereid"},
		{Status: Erasing, NL: "wordt gewist"}, {Status: Erased, NL: "gewist"}},
	Title:   func(d Dossier) string { return domain.ChoiceNL(d.Kind.Choices(), string(d.Kind)) },
	Process: func(d Dossier) string { return d.Process },
	Commands: []domain.CommandType[Dossier]{
		{Name: "store", NL: "Persoonsgegevens opslaan", Roles: clock, Source: "[added] RT-36", Zero: Store{},
			Help: "Leg vast dat er persoonsgegevens in de kluis staan. De gegevens zelf staan niet in het logboek."},
		{Name: "add", NL: "Onderdeel toevoegen", Roles: append(slices.Clone(handlers), domain.JUR, domain.SYS), Source: "[added] RT-36", Own: true, Zero: Add{}, In: readable,
			Help: "Leg vast dat er een onderdeel bij is gekomen: een bestand of een tekst."},
		{Name: "link", NL: "Koppelen", Roles: clock, Source: "[added] 1.5", Zero: Link{}, In: readable,
			Help: "Het record waar de gegevens bij horen, is nu van een ander proces."},
		{Name: "read", NL: "Bekijken", Roles: readers, Source: "[added] 1.5", Own: true, Zero: Read{}, In: readable,
			Help: "Bekijk de persoonsgegevens. Dit wordt vastgelegd, met de reden."},
		{Name: "rectify", NL: "Verbeteren", Roles: append(slices.Clone(handlers), domain.SYS), Source: "§5.1", Own: true, Zero: Rectify{}, In: readable,
			Help: "Leg vast dat de gegevens zijn verbeterd. De oude versie is alleen nog voor de functionaris gegevensbescherming."},
		{Name: "restrict", NL: "Beperken", Roles: handlers, Source: "§5.3", Own: true, Zero: Restrict{}, In: []domain.Status{Stored, Prepared},
			Help: "De gegevens blijven bewaard, maar worden niet meer gebruikt. Een voorbereide wissing vervalt."},
		{Name: "lift-restriction", NL: "Beperking opheffen", Roles: handlers, Source: "§5.3", Own: true, Zero: LiftRestriction{}, In: []domain.Status{Restricted},
			Help: "De reden voor de beperking is voorbij."},
		{Name: "set-term", NL: "Bewaartermijn bepalen", Roles: clock, Source: "§4.8", Zero: SetTerm{}, In: readable,
			Help: "De zaak is gesloten: uit de uitkomst volgt tot wanneer de gegevens bewaard blijven."},
		{Name: "prepare-erasure", NL: "Wissen voorbereiden", Roles: handlers, Source: "§5.4", Own: true, Zero: PrepareErasure{}, In: []domain.Status{Stored},
			Help: "De eerste stap om gegevens vóór het einde van de termijn te wissen. Een ander bevestigt het na de bedenktijd."},
		{Name: "cancel-erasure", NL: "Wissen afbreken", Roles: []domain.Role{domain.PB, domain.OWN, domain.FG}, Source: "[added] RT-36", Own: true, Zero: CancelErasure{}, In: []domain.Status{Prepared},
			Help: "De gegevens worden niet gewist. Geef de reden."},
		{Name: "confirm-erasure", NL: "Wissen bevestigen", Roles: handlers, Source: "§5.4", Own: true, Zero: ConfirmErasure{}, In: []domain.Status{Prepared},
			Help: "De tweede stap, door een ander dan wie het voorbereidde. Daarna zijn de gegevens niet terug te halen."},
		{Name: "end-term", NL: "Bewaartermijn afgelopen", Roles: clock, Source: "§4.8", Zero: EndTerm{}, In: []domain.Status{Stored, Prepared},
			Help: "De bewaartermijn is voorbij: de gegevens worden gewist."},
		{Name: "record-destruction", NL: "Gewist", Roles: clock, Source: "[added] RT-36", Zero: RecordDestruction{}, In: []domain.Status{Erasing},
			Help: "De kluis heeft de sleutel en de inhoud vernietigd."},
		{Name: "record-loss", NL: "Verlies vastleggen", Roles: []domain.Role{domain.FG, domain.PB, domain.CISO}, Source: "[added] G13", Zero: RecordLoss{}, In: append(slices.Clone(readable), Erasing),
			Help: "De gegevens zijn verdwenen zonder dat dit zo was besloten. Een feit wordt nooit geweigerd."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added]", Zero: FindDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added]", Zero: RemedyDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[Dossier]{
		{Name: "PersonalDataStored", NL: "Persoonsgegevens opgeslagen", Zero: PersonalDataStored{}},
		{Name: "PersonalDataAdded", NL: "Onderdeel toegevoegd", Zero: PersonalDataAdded{}},
		{Name: "PersonalDataLinked", NL: "Gekoppeld aan een proces", Zero: PersonalDataLinked{}},
		{Name: "PersonalDataRead", NL: "Persoonsgegevens bekeken", Zero: PersonalDataRead{}},
		{Name: "PersonalDataRectified", NL: "Persoonsgegevens verbeterd", Zero: PersonalDataRectified{}},
		{Name: "PersonalDataRestricted", NL: "Persoonsgegevens beperkt", Zero: PersonalDataRestricted{}},
		{Name: "PersonalDataRestrictionLifted", NL: "Beperking opgeheven", Zero: PersonalDataRestrictionLifted{}},
		{Name: "PersonalDataTermSet", NL: "Bewaartermijn bepaald", Zero: PersonalDataTermSet{}},
		{Name: "PersonalDataErasurePrepared", NL: "Wissen voorbereid", Zero: PersonalDataErasurePrepared{}},
		{Name: "PersonalDataErasureCancelled", NL: "Wissen afgebroken", Zero: PersonalDataErasureCancelled{}},
		{Name: "PersonalDataErasureConfirmed", NL: "Wissen bevestigd", Zero: PersonalDataErasureConfirmed{}},
		{Name: "PersonalDataTermEnded", NL: "Bewaartermijn afgelopen", Zero: PersonalDataTermEnded{}},
		{Name: "PersonalDataErased", NL: "Persoonsgegevens gewist", Zero: PersonalDataErased{}},
		{Name: "PersonalDataLost", NL: "Persoonsgegevens verloren", Zero: PersonalDataLost{}},
		{Name: "PersonalDataNonComplianceFound", NL: "Afwijking vastgesteld", Zero: PersonalDataNonComplianceFound{}},
		{Name: "PersonalDataNonComplianceRemedied", NL: "Afwijking hersteld", Zero: PersonalDataNonComplianceRemedied{}},
	},
})

type event = domain.Event[Dossier]

// Links implements [domain.Linker].
func (d Dossier) Links() []string { return d.About }

// ByClock is what the day has brought: the command that the clock must issue at a moment, or nil.
func (d Dossier) ByClock(at time.Time) any {
	if (d.State == Stored || d.State == Prepared) && d.Until != "" && calendar.On(at) >= d.Until {
		return EndTerm{}
	}
	return nil
}

// Options are the choices of a form about this dossier.
func (d Dossier) Options(form string) []domain.Choice {
	switch form {
	case "deviation":
		return d.Deviations.Open()
	case "vault-part":
		var list []domain.Choice
		for _, r := range d.Refs {
			list = append(list, domain.Choice{Value: r.Part, NL: r.Part})
		}
		return list
	}
	return nil
}

// OpenTo tells whether a role may do anything with a dossier of this kind. A note of the FG is for the FG alone, and for the system that
// keeps it and wipes it at the end of its term (article 38(5) AVG): whoever administers the ledger neither reads it nor makes it go.
func (k Kind) OpenTo(r domain.Role) bool {
	return k != OfNote || r == domain.FG || r == domain.SYS
}

// forFG refuses who may do nothing with the dossier.
func (d Dossier) forFG(by domain.Stamp) error {
	if d.Kind.OpenTo(by.Role) {
		return nil
	}
	return &domain.Refusal{Kind: domain.Forbidden, Code: "vault.for-fg", NL: "Dit is een aantekening van de functionaris gegevensbescherming. Alleen de functionaris kan erbij (AVG art. 38 lid 5)."}
}

// Alive tells whether the data are there, and nothing has decided that they go.
func (d Dossier) Alive() bool { return slices.Contains(readable, d.State) }

// Present is the present version of a part; the zero reference if there is none.
func (d Dossier) Present(part string) domain.VaultRef {
	r, _ := d.present(part)
	return r
}

// present is the present version of a part; ok is false if there is none.
func (d Dossier) present(part string) (domain.VaultRef, bool) {
	i := slices.IndexFunc(d.Refs, func(r domain.VaultRef) bool { return r.Part == part })
	if i < 0 {
		return domain.VaultRef{}, false
	}
	return d.Refs[i], true
}

// with returns the dossier with these references as the present ones.
func (d Dossier) with(list ...domain.VaultRef) Dossier {
	d.Refs = slices.Clone(d.Refs)
	for _, r := range list {
		if i := slices.IndexFunc(d.Refs, func(x domain.VaultRef) bool { return x.Part == r.Part }); i >= 0 {
			d.Refs[i] = r
			continue
		}
		d.Refs = append(d.Refs, r)
	}
	return d
}

func unmet(code, nl string) error {
	return &domain.Refusal{Kind: domain.Unmet, Code: "vault." + code, NL: nl}
}

func trim(s string) string { return strings.TrimSpace(s) }

// Wakes implements [domain.Waker].
func (d Dossier) Wakes() time.Time {
	if d.State == Stored || d.State == Prepared {
		return d.Until.Start()
	}
	return time.Time{}
}
