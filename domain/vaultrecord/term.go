package vaultrecord

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Kind is what sort of record the dossier belongs to.
type Kind string

// Kinds of dossiers.
const (
	OfRequest   Kind = "request"
	OfComplaint Kind = "complaint"
	OfObjection Kind = "objection"
	OfIncident  Kind = "incident"
	OfSharing   Kind = "sharing-decision"

	OfRestriction Kind = "restriction"

	OfNote Kind = "note" // of the FG: for the FG alone
)

// Choices implements [domain.Chooser].
func (Kind) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(OfRequest), NL: "Verzoek van een betrokkene"}, {Value: string(OfComplaint), NL: "Klacht"}, {Value: string(OfObjection), NL: "Bezwaar of beroep"},
		{Value: string(OfIncident), NL: "Incident of datalek"}, {Value: string(OfSharing), NL: "Integrale dienstverlening"},
		{Value: string(OfRestriction), NL: "Beperking van de verwerking"},
		{Value: string(OfNote), NL: "Aantekening van de FG"}}
}

// Outcome is how a case ended: the term follows from it, not from the wish of whoever closes it.
type Outcome string

// Outcomes.
const (
	Granted   Outcome = "granted"
	Refused   Outcome = "refused"
	Aborted   Outcome = "aborted"
	Handled   Outcome = "handled"
	Financial Outcome = "financial"
	Ombudsman Outcome = "ombudsman"
)

// Choices implements [domain.Chooser].
func (Outcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Granted), NL: "Verleend"}, {Value: string(Refused), NL: "Geweigerd"}, {Value: string(Aborted), NL: "Afgebroken"},
		{Value: string(Handled), NL: "Afgehandeld"}, {Value: string(Financial), NL: "Afgehandeld, met gevolgen voor geld"}, {Value: string(Ombudsman), NL: "Afgehandeld, via de ombudsman"}}
}

// A Term is how long the personal data of one kind of dossier are kept after the case was closed.
type Term struct {
	Kind    Kind
	Outcome Outcome
	Number  string // result of the Selectielijst gemeenten 2020
	Period  string // ISO 8601
}

// Terms are the retention rules for the vault (R-LED-20, T-64), after the Selectielijst gemeenten en intergemeentelijke
// organen 2020. Which result belongs to which record is our reading: the municipal archivist confirms it (ask).
var Terms = []Term{
	{OfRequest, Granted, "6.1", "P5Y"}, {OfRequest, Refused, "6.2", "P1Y"}, {OfRequest, Aborted, "6.3", "P1Y"},
	{OfComplaint, Handled, "13.1", "P5Y"}, {OfComplaint, Aborted, "13.2", "P1Y"}, {OfComplaint, Financial, "13.1.1", "P7Y"}, {OfComplaint, Ombudsman, "13.1.2", "P10Y"},
	{OfObjection, Handled, "13.1", "P5Y"}, {OfObjection, Aborted, "13.2", "P1Y"}, {OfObjection, Financial, "13.1.1", "P7Y"},
	{OfIncident, Handled, "29.1", "P5Y"},
	{OfIncident, Aborted, "29.2", "P3Y"},   // the list says one year; incidents at least three: BIO2 5.28.01
	{OfRestriction, Granted, "6.1", "P5Y"}, // it follows from a request that was granted, or is pending
	{OfSharing, Handled, "20.1.5", "P5Y"},  // informing among services; to be confirmed as all of them
	{OfNote, Handled, "12.1", "P5Y"},       // supervision carried out
}

func termOf(k Kind, o Outcome) (Term, bool) {
	for _, t := range Terms {
		if t.Kind == k && t.Outcome == o {
			return t, true
		}
	}
	return Term{}, false
}

// SetTerm says how the case ended, and when; without an outcome, that it runs again. Nobody chooses it: the record of the case says it
// (R-LED-20). Who could, would let one person destroy a dossier, by an outcome whose term is over (G11).
type SetTerm struct {
	Outcome Outcome       `json:"outcome" nl:"Uitkomst van de zaak"`
	Closed  calendar.Date `json:"closed_on" nl:"Gesloten op"`
}

// PersonalDataTermSet says until when the data are kept, and how that day was found.
type PersonalDataTermSet struct {
	Outcome Outcome       `json:"outcome" nl:"Uitkomst van de zaak"`
	Closed  calendar.Date `json:"closed_on" nl:"Gesloten op"`
	Until   calendar.Date `json:"end_of_retention" nl:"Bewaren tot"`
	How     string        `json:"how" nl:"Zo bepaald"`
}

// Decide implements [domain.Command]. The day is computed: nobody types it (R-TIM-02).
func (c SetTerm) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	if c == (SetTerm{}) {
		return []event{PersonalDataTermSet{How: "de zaak loopt weer"}}, nil
	}
	var p domain.Problems
	t, ok := termOf(d.Kind, c.Outcome)
	if !ok {
		p.Add("outcome", "Kies een uitkomst die bij dit soort dossier hoort.")
	}
	if !c.Closed.Valid() || c.Closed > calendar.On(by.Happened) {
		p.Add("closed_on", "Vul in op welke dag de zaak is gesloten.")
	}
	if err := p.Refuse("vault.term"); err != nil {
		return nil, err
	}
	until, ok := calendar.AddPeriod(c.Closed, t.Period)
	if !ok {
		return nil, unmet("term", "Deze termijn loopt te ver door.")
	}
	return []event{PersonalDataTermSet{c.Outcome, c.Closed, until, "selectielijst 2020, resultaat " + t.Number + " (" + t.Period + "), vanaf " + c.Closed.NL()}}, nil
}

// Evolve implements [domain.Event].
func (e PersonalDataTermSet) Evolve(d Dossier, _ domain.Stamp) Dossier {
	d.Until, d.UntilHow, d.Outcome, d.Closed = e.Until, e.How, e.Outcome, e.Closed
	return d
}

// Follows are the commands that the record of the dossier makes needful: a term when its case is over (R-LED-20), none when it runs
// again, and the process that it belongs to now. of is the state of that record; nil if there is none.
func (d Dossier) Follows(of any, process string) (list []any) {
	if process != "" && process != d.Process {
		list = append(list, Link{Process: process})
	}
	k, ok := of.(domain.Kept)
	if !ok {
		return list
	}
	now := k.Keeping()
	if term := (SetTerm{Outcome(now.Outcome), now.Closed}); term != (SetTerm{d.Outcome, d.Closed}) {
		list = append(list, term)
	}
	return list
}

// EndTerm: the clock says that the term is over (R-4.8-03). A prepared erasure has become needless.
type EndTerm struct{}

// PersonalDataTermEnded says that the data go now.
type PersonalDataTermEnded struct{}

// Decide implements [domain.Command].
func (EndTerm) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	if d.Until == "" || calendar.On(by.Happened) < d.Until {
		return nil, unmet("term", "De bewaartermijn loopt nog.")
	}
	return []event{PersonalDataTermEnded{}}, nil
}

// Evolve implements [domain.Event].
func (PersonalDataTermEnded) Evolve(d Dossier, _ domain.Stamp) Dossier {
	d = d.unprepared()
	d.State, d.Ground = Erasing, RetentionEnded
	return d
}
