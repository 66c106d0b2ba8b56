package projections

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/obligations"
)

func documentTable(t *Table) {
	due := of(governance.Document.DueOn)
	current := func(d governance.Document) governance.DocumentVersion { v, _ := d.Current(); return v }
	t.columns(
		Column{Key: "soort", NL: "Soort", Text: of(func(d governance.Document) string { return label(d.Kind, string(d.Kind)) })},
		Column{Key: "versie", NL: "Versie die geldt", Text: of(func(d governance.Document) string { return current(d).Version }), Missing: func(*Item) string { return "geen" }},
		Column{Key: "vanaf", NL: "In werking vanaf", Date: of(func(d governance.Document) calendar.Date { return current(d).From })},
		Column{Key: "plaats", NL: "Archiefplaats", Text: of(func(d governance.Document) string { return d.Versions[len(d.Versions)-1].Place })})
	t.choices(
		Choice{Key: "soort", NL: "Soort", Options: governance.DocumentKind("").Choices(), Of: of(func(d governance.Document) []string { return []string{string(d.Kind)} })},
		Choice{Key: "thema", NL: "Raakt aan", Options: governance.Theme("").Choices(), Of: of(func(d governance.Document) (list []string) {
			for _, x := range d.Versions[len(d.Versions)-1].Themes {
				list = append(list, string(x))
			}
			return list
		})},
		flag("niet-aangekondigd", "Wijziging nog niet aangekondigd op de website", of(governance.Document.Unannounced)))
	t.due("evalueren", "Evalueren of herzien vóór of op", due, func(i *Item) bool { return i.State.(governance.Document).Overdue(i.Day) })
	t.flags(func(i *Item) []string { return i.State.(governance.Document).Flags(i.Day) },
		of(func(d governance.Document) bool { return len(d.Deviations.Open()) > 0 }))
	t.without(choiceProcess, choiceOwner, choiceTeam) // of the whole municipality
}

func meetingTable(t *Table) {
	t.columns(
		Column{Key: "soort", NL: "Soort", Text: of(func(m governance.Meeting) string { return label(m.Kind, string(m.Kind)) })},
		Column{Key: "datum", NL: "Datum", Date: of(func(m governance.Meeting) calendar.Date { return cmp.Or(m.HeldOn, m.Date) })},
		Column{Key: "afwezig", NL: "Afwezig", Text: of(func(m governance.Meeting) string { return stacked(absentNL(m)) })})
	t.choices(
		Choice{Key: "soort", NL: "Soort", Options: governance.MeetingKind("").Choices(), Of: of(func(m governance.Meeting) []string { return []string{string(m.Kind)} })},
		flag("afwezig", "Iemand was afwezig", of(func(m governance.Meeting) bool { return len(m.Absent()) > 0 })), // R-B3-02
		flag("acties", "Met open acties", of(func(m governance.Meeting) bool { return len(m.Options("meeting-action")) > 0 })))
	t.First = "-datum"
}

func absentNL(m governance.Meeting) (list []string) {
	for _, s := range m.Absent() {
		list = append(list, label(s, string(s)))
	}
	return list
}

// confidentialityTable shows who lacks what of §6.1, on the day asked about (R-6.1-01 to -06).
func confidentialityTable(t *Table) {
	gap := func(i *Item) []governance.ConfidentialDuty { return i.State.(governance.Engagement).Gap(i.Day) }
	t.columns(
		Column{Key: "persoon", NL: "Persoon", Text: func(i *Item) string { return i.look.names.Person(i.State.(governance.Engagement).Person) }},
		Column{Key: "team", NL: "Afdeling of team", Text: of(func(e governance.Engagement) string { return e.Team })},
		Column{Key: "ontbreekt", NL: "Ontbreekt", Text: func(i *Item) string { return governance.DutiesNL(gap(i)) }},
		Column{Key: "functie", NL: "Niet apart op gewezen", Text: of(func(e governance.Engagement) string { return stacked(e.WithoutNotice()) })},
		Column{Key: "vanaf", NL: "Vanaf", Date: of(func(e governance.Engagement) calendar.Date { return e.From })})
	t.choices(
		Choice{Key: "verband", NL: "Verband", Options: governance.Relation("").Choices(), Of: of(func(e governance.Engagement) []string { return []string{string(e.Relation)} })},
		Choice{Key: "afdeling", NL: "Afdeling of team", Of: of(func(e governance.Engagement) []string { return []string{e.Team} })},
		Choice{Key: "ontbreekt", NL: "Wat ontbreekt", Options: governance.ConfidentialDuty("").Choices(), Of: func(i *Item) (list []string) {
			for _, d := range gap(i) {
				list = append(list, string(d))
			}
			return list
		}},
		flag("gat", "Er ontbreekt iets", func(i *Item) bool { return len(gap(i)) > 0 }))
	t.without(choiceProcess, choiceOwner, choiceTeam)
}

func signatureTable(t *Table) {
	t.columns(
		Column{Key: "document", NL: "Document", Text: func(i *Item) string { return i.name("document", i.State.(governance.Signature).Document) }},
		Column{Key: "persoon", NL: "Getekend door", Text: func(i *Item) string { return i.look.names.Person(i.State.(governance.Signature).Person) }},
		Column{Key: "op", NL: "Getekend op", Date: of(func(s governance.Signature) calendar.Date { return s.On })})
	t.choices(Choice{Key: "document", NL: "Document", Of: of(func(s governance.Signature) []string { return []string{s.Document} }), NLOf: func(k *look, id string) string { return k.title("document", id) }})
	t.without(choiceProcess, choiceOwner, choiceTeam)
	t.First = "-op"
}

// ofMeeting are the actions that were agreed on in a meeting: the one list of actions holds them too (RT-20, RT-28).
func ofMeeting(v *Versions, m governance.Meeting, today calendar.Date, taken map[string]bool, add func(Action)) {
	for _, x := range m.Actions {
		if taken[v.Stream+"#"+x.ID] {
			continue
		}
		a := Action{Record: v, Item: x.ID, Text: x.Text, Kind: control.FromElsewhere, Origin: v.Stream, Process: m.Process, Owner: x.Who, Due: x.Due,
			Status: control.MeasureStatusAccepted, Open: x.Done == "", Late: x.Done == "" && x.Due < today}
		if x.Done != "" {
			a.Status = control.MeasureStatusImplemented
		}
		add(a)
	}
}

// TeamGap counts the people of a team who work here on a day, and those to whom something of §6.1 lacks.
type TeamGap struct {
	Team                   string
	People, Gap            int
	NoOath, NoDeclaration  int // permanent employees; permanent and hired ones
	HiredNoDeclaration     int
	NoDocument, NoDecision int
	NoNotice               int // users of Suwinet, the BRP or another special function
	External               int // bound by no contract
}

// TeamGaps lists the teams with what lacks, most first, as of a moment (R-6.1-01 to -06). Call it under View.
func (r *Records) TeamGaps(a AsOf, day calendar.Date) []TeamGap {
	teams := map[string]*TeamGap{}
	for _, v := range r.OfType("confidentiality") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		e := at.State.(governance.Engagement)
		if !e.Serves(day) {
			continue
		}
		t := teams[e.Team]
		if t == nil {
			t = &TeamGap{Team: e.Team}
			teams[e.Team] = t
		}
		t.count(e, day)
	}
	var list []TeamGap
	for _, t := range teams {
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b TeamGap) int { return cmp.Or(b.Gap-a.Gap, cmp.Compare(a.Team, b.Team)) })
	return list
}

func (t *TeamGap) count(e governance.Engagement, day calendar.Date) {
	t.People++
	gap := e.Gap(day)
	if len(gap) > 0 {
		t.Gap++
	}
	for _, d := range gap {
		switch {
		case d == governance.OathDuty:
			t.NoOath++
		case d == governance.DeclarationDuty && e.Relation == governance.Hired:
			t.HiredNoDeclaration++
		case d == governance.DeclarationDuty:
			t.NoDeclaration++
		case d == governance.DocumentDuty:
			t.NoDocument++
		case d == governance.DecideOathDuty:
			t.NoDecision++
		case d == governance.NoticeDuty:
			t.NoNotice++
		case d == governance.ContractDuty:
			t.External++
		}
	}
}

// NotCarriedOut is a policy in force with the departments that did not record carrying it out (R-B8-02).
type NotCarriedOut struct {
	Policy      *Versions
	Departments []string
}

// NotCarriedOut lists the privacy policies in force that departments do not carry out, as of a moment. Call it under View.
func (r *Records) NotCarriedOut(departments []string, a AsOf) (list []NotCarriedOut) {
	for _, v := range r.OfType("document") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		d := at.State.(governance.Document)
		if _, inForce := d.Current(); !inForce || d.Kind != governance.PrivacyPolicy {
			continue
		}
		x := NotCarriedOut{Policy: v}
		for _, name := range departments {
			if !d.CarriedOutBy(name) {
				x.Departments = append(x.Departments, name)
			}
		}
		list = append(list, x)
	}
	return list
}

// LastConsultation is the privacy consultation that was held last as of a moment, and the day before or on which the next
// one is held: the interval is that of table 4.2 row 54 (R-B3-05). Nil and "" if none was held. Call it under View.
func (r *Records) LastConsultation(a AsOf) (v *Versions, held, next calendar.Date) {
	for _, x := range r.OfType("meeting") {
		at, ok := x.At(a)
		if !ok {
			continue
		}
		if m := at.State.(governance.Meeting); m.Kind == governance.Consultation && m.HeldOn > held {
			v, held = x, m.HeldOn
		}
	}
	if _, l, ok := obligations.Find(54, "meeting"); ok && v != nil {
		if d, ok := l.Term.From(held); ok {
			next = d.Day
		}
	}
	return v, held, next
}

// ToRead is a document in force, with what one person is asked of it.
type ToRead struct {
	Record   *Versions
	Document governance.Document
	Current  governance.DocumentVersion
	Asked    bool
	Due      calendar.Date
	SignedOn calendar.Date // "" if the person did not sign this version
}

// Reading lists the documents in force: first what the person is asked to sign and did not, by the day it is due; then the rest
// by title. Call it under View.
func (r *Records) Reading(person string, audiences []governance.Audience) (list []ToRead) {
	signed := map[string]calendar.Date{}
	for _, v := range r.OfType("signature") {
		if s := v.Last().State.(governance.Signature); s.Person == person {
			signed[signatureKey(s.Document, s.Number)] = s.On
		}
	}
	for _, v := range r.OfType("document") {
		d := v.Last().State.(governance.Document)
		current, ok := d.Current()
		if !ok {
			continue
		}
		x := ToRead{Record: v, Document: d, Current: current, SignedOn: signed[signatureKey(v.ID, current.Number)]}
		for _, a := range audiences {
			if asked, ok := d.ToSign(a); ok {
				x.Asked, x.Due = true, max(x.Due, asked.Due)
			}
		}
		list = append(list, x)
	}
	slices.SortStableFunc(list, func(a, b ToRead) int {
		return cmp.Or(cmp.Compare(b.open(), a.open()), cmp.Compare(a.dueOpen(), b.dueOpen()), cmp.Compare(a.Document.Title, b.Document.Title))
	})
	return list
}

// Open tells whether the person still has to sign.
func (x ToRead) Open() bool { return x.Asked && x.SignedOn == "" }

func (x ToRead) open() int {
	if x.Open() {
		return 1
	}
	return 0
}

func (x ToRead) dueOpen() calendar.Date {
	if x.Open() {
		return x.Due
	}
	return ""
}

func signatureKey(document string, number uint64) string {
	return document + "#" + strconv.FormatUint(number, 10)
}

// Audiences are the groups that somebody belongs to when documents are to be read: whoever was hired or comes from outside is
// external, whoever holds an office of the board is the board, everybody else an employee. Call it under View.
func (r *Records) Audiences(person string, roles []domain.Role, day calendar.Date) []governance.Audience {
	list := []governance.Audience{"employees"}
	for _, v := range r.OfType("confidentiality") {
		if e := v.Last().State.(governance.Engagement); e.Person == person && e.Serves(day) && e.Relation != governance.Permanent {
			list = []governance.Audience{"externals"}
		}
	}
	if slices.Contains(roles, domain.COL) || slices.Contains(roles, domain.MAYOR) {
		list = []governance.Audience{"board"}
	}
	return list
}

// SignedBy lists the persons who signed a version of a document. Call it under View.
func (r *Records) SignedBy(document string, number uint64, a AsOf) (persons []string) {
	for _, v := range r.OfType("signature") {
		at, ok := v.At(a)
		if !ok {
			continue
		}
		if s := at.State.(governance.Signature); s.Document == document && s.Number == number && !slices.Contains(persons, s.Person) {
			persons = append(persons, s.Person)
		}
	}
	return persons
}

func planTable(t *Table) {
	t.columns(
		Column{Key: "jaar", NL: "Jaar", Text: of(func(p governance.AwarenessPlan) string { return strconv.FormatUint(p.Year, 10) })},
		Column{Key: "vastgesteld", NL: "Vastgesteld op", Date: of(func(p governance.AwarenessPlan) calendar.Date { return p.AdoptedOn })})
	t.due("evalueren", "Evalueren vóór of op", of(governance.AwarenessPlan.EvaluateBy), func(i *Item) bool { return i.State.(governance.AwarenessPlan).EvaluationOverdue(i.Day) })
	t.without(choiceProcess, choiceOwner, choiceTeam)
	t.First = "-jaar"
}

// MissingPlan tells whether the year of a day has no awareness plan that was adopted by then (R-8.0-01), as of a moment. Call
// it under View.
func (r *Records) MissingPlan(day calendar.Date, a AsOf) bool {
	return !slices.ContainsFunc(r.OfType("awareness-plan"), func(v *Versions) bool {
		at, ok := v.At(a)
		if !ok {
			return false
		}
		p := at.State.(governance.AwarenessPlan)
		return strconv.FormatUint(p.Year, 10) == string(day[:4]) && p.AdoptedOn != ""
	})
}
