package projections

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/events"
)

// A Term is an obligation that is still to be met (RT-35).
type Term struct {
	Record   *Versions     // the obligation itself
	Subject  string        // stream of the record that it is for
	Process  string        // id; "" if none
	Row      int           // of table 4.2
	NL       string        // what must be done
	Due      calendar.Date // the last day
	End      time.Time     // the last moment of a term in hours; of any other the first moment after its last day
	Hours    bool          // it is a term in hours
	Who      []domain.Role // who must do it
	Told     []domain.Role // who is told when it passes
	Late     bool          // the ledger found that it passed
	Still    bool          // it stands still: its end will move
	Extended bool
}

// Kind is the type of the record that it is for.
func (t *Term) Kind() string {
	kind, _ := events.Record(t.Subject)
	return kind
}

// LateAt tells whether the end has passed at a moment, also if the clock has not come by yet. What passed stays late.
func (t *Term) LateAt(at time.Time) bool {
	return t.Late || !t.Still && (at.After(t.End) || !t.Hours && at.Equal(t.End))
}

// Mine tells whether a role must do it; OWN only for its own processes.
func (t *Term) Mine(role domain.Role, owns func(process string) bool) bool {
	return slices.Contains(t.Who, role) && (role != domain.OWN || owns(t.Process))
}

// Terms keeps what is still to be met, by its end. It is a [Model].
type Terms struct {
	list []*Term
	of   map[*Versions]*Term
}

// NewTerms returns the model.
func NewTerms() *Terms { return &Terms{of: map[*Versions]*Term{}} }

// Apply implements [Model].
func (m *Terms) Apply(c Change) {
	o, is := c.After.(obligations.Obligation)
	if !is {
		return
	}
	if t := m.of[c.Record]; t != nil {
		n, _ := slices.BinarySearchFunc(m.list, t, byEnd)
		m.list = slices.Delete(m.list, n, n+1)
		delete(m.of, c.Record)
	}
	if !running(o) {
		return
	}
	t := termOf(c.Record, o)
	n, _ := slices.BinarySearchFunc(m.list, t, byEnd)
	m.list = slices.Insert(m.list, n, t)
	m.of[c.Record] = t
}

func termOf(v *Versions, o obligations.Obligation) *Term {
	d := o.Duty()
	end := o.Deadline().Moment
	hours := !end.IsZero()
	if !hours {
		end = o.Due.End()
	}
	return &Term{Hours: hours, Record: v, Subject: o.Subject, Process: o.Terms.Process, Row: o.Row, NL: o.NL(), Due: o.Due, End: end, Who: d.Who, Told: d.Told,
		Late: o.State == obligations.StatusLate, Still: o.Still(), Extended: o.Extended}
}

func byEnd(a, b *Term) int {
	return cmp.Or(a.End.Compare(b.End), cmp.Compare(a.Record.ID, b.Record.ID))
}

// All yields what is still to be met, what ends first first. Call it under [Live.View].
func (m *Terms) All(yield func(*Term) bool) {
	for _, t := range m.list {
		if !yield(t) {
			return
		}
	}
}

// A Warning is what to tell whom of one term: before it ends, or when it has passed (R-TIM-03, R-TIM-04).
type Warning struct {
	*Term
	Entry *Entry // the event that says so: ObligationReminderSent or ObligationPassed
	Roles []domain.Role
}

// WarningOf is what an event says to whom, for whoever sends messages; ok is false if it says nothing. It names no person and
// no text of a record: only what must be done, for which record, and by when. Role OWN means the owner of its process.
func WarningOf(c Change) (w Warning, ok bool) {
	roles := concerned(c)
	if len(roles) == 0 {
		return Warning{}, false
	}
	return Warning{Term: termOf(c.Record, c.After.(obligations.Obligation)), Entry: c.Entry, Roles: roles}, true
}

// stand of a term: how it is with it on the day asked about.
const (
	standRuns    = "loopt"
	standSoon    = "binnenkort"
	standLate    = "te-laat"
	standStill   = "opgeschort"
	standMet     = "op-tijd"
	standMetLate = "te-laat-gedaan"
	standWaived  = "vervallen"
)

var termStands = []domain.Choice{{Value: "open", NL: "nog te doen"}, {Value: standLate, NL: "te laat"}, {Value: standSoon, NL: "loopt binnenkort af"}, {Value: standRuns, NL: "loopt"},
	{Value: standStill, NL: "opgeschort"}, {Value: standMetLate, NL: "te laat gedaan"}, {Value: standMet, NL: "op tijd gedaan"}, {Value: standWaived, NL: "vervallen"},
	{Value: "ooit-te-laat", NL: "ooit te laat geweest"}}

// termStand is how it stands with an obligation at a moment, also if the clock has not come by yet.
func termStand(o obligations.Obligation, at time.Time) string {
	switch {
	case o.State == obligations.StatusMet:
		return standMet
	case o.State == obligations.StatusMetLate:
		return standMetLate
	case o.State == obligations.StatusWaived:
		return standWaived
	case o.Still():
		return standStill
	case o.State == obligations.StatusLate || o.Deadline().Passed(at):
		return standLate
	case !o.Warn().IsZero() && !at.Before(o.Warn()):
		return standSoon
	}
	return standRuns
}

// standsOf are the choices that an obligation falls under.
func standsOf(o obligations.Obligation, at time.Time) []string {
	list := []string{termStand(o, at)}
	if running(o) {
		list = append(list, "open")
	}
	if o.WasLate() || list[0] == standLate { // late stays late (R-TIM-06)
		list = append(list, "ooit-te-laat")
	}
	return list
}

// AllTerms is every obligation: what must be done for which record, by when, by which rule (RT-35). A line is about the record that it is for.
var AllTerms = Table{Path: "termijnen", NL: "Termijnen", One: "termijn", Many: "termijnen", First: "uiterlijk",
	Lead:  "Alles wat vóór een dag of uur moet zijn gedaan, met de regel waarmee dat is geteld. Wat te laat was, blijft te laat, ook als het daarna is gedaan.",
	Kinds: []string{obligations.Record.Name},
	Parts: func(i *Item) []*Item {
		o := i.At.State.(obligations.Obligation)
		if v := i.look.records.Stream(o.Subject); v != nil {
			if at, ok := v.At(i.look.a); ok {
				return []*Item{{Versions: v, At: at, State: o, Day: i.Day, look: i.look}}
			}
		}
		return []*Item{i.with(o)}
	},
	Columns: []Column{
		columnName,
		{Key: "wat", NL: "Wat moet er gebeuren?", Text: of(obligations.Obligation.NL)},
		{Key: "uiterlijk", NL: "Uiterlijk op", Date: of(func(o obligations.Obligation) calendar.Date { return o.Due }), Order: orderTerm,
			Late: func(i *Item) bool { return standAt(i) == standLate || standAt(i) == standMetLate }},
		{Key: "stand", NL: "Stand", Text: func(i *Item) string { return standNL(i) }},
		{Key: "wie", NL: "Door", Text: of(whoNL)},
		columnOwner,
		{Key: "regel", NL: "Zo geteld", Text: of(ruleNL)},
		{Key: "bron", NL: "Bron", Text: of(func(o obligations.Obligation) string {
			return stacked(append([]string{"rij " + strconv.Itoa(o.Row)}, sourceNL(o.Duty().Source)...))
		})},
	},
	Choices: []Choice{
		{Key: "stand", NL: "Stand", Options: termStands, Of: func(i *Item) []string { return standsOf(i.State.(obligations.Obligation), i.look.at) }},
		{Key: "wie", NL: "Door (rol)", Of: of(func(o obligations.Obligation) (list []string) {
			for _, r := range o.Duty().Who {
				list = append(list, string(r))
			}
			return list
		}), NLOf: func(_ *look, role string) string { return domain.RoleNL(domain.Role(role)) }},
		{Key: "soort", NL: "Soort record", Of: func(i *Item) []string { return []string{i.Record.Info().Name} },
			NLOf: func(k *look, kind string) string { return k.records.Type(kind).Info().NL }},
		{Key: "rij", NL: "Welke termijn", Of: of(func(o obligations.Obligation) []string { return []string{strconv.Itoa(o.Row)} }),
			NLOf: func(_ *look, row string) string { return rowNL(row) }},
		choiceTeam, choiceOwner, choiceProcess,
	}}

func standAt(i *Item) string { return termStand(i.State.(obligations.Obligation), i.look.at) }

// orderTerm puts what is still to be done first, by its end; what is done stands below it.
func orderTerm(i *Item) string {
	o := i.State.(obligations.Obligation)
	if running(o) {
		return "0" + string(o.Due) + o.DueAt
	}
	return "1" + string(o.Due) + o.DueAt
}

func standNL(i *Item) string {
	o := i.State.(obligations.Obligation)
	list := []string{domain.ChoiceNL(termStands, termStand(o, i.look.at))}
	if o.Extended {
		list = append(list, "verlengd")
	}
	if o.Days > 0 {
		list = append(list, "opgeschort geweest, zonder dat uiterlijk op "+o.Unstopped.NL())
	}
	if !o.MetOn.IsZero() {
		list = append(list, "gedaan op "+calendar.On(o.MetOn).NL())
	}
	return stacked(list)
}

func whoNL(o obligations.Obligation) string {
	var list []string
	for _, r := range o.Duty().Who {
		list = append(list, domain.RoleNL(r))
	}
	return stacked(list)
}

func ruleNL(o obligations.Obligation) string {
	if m := o.Deadline().Moment; !m.IsZero() {
		return stacked([]string{o.Rule, "om " + calendar.At(m).NL()})
	}
	return o.Rule
}

func rowNL(row string) string {
	n, _ := strconv.Atoi(row)
	if n < 1 || n > len(obligations.Table) {
		return row
	}
	return row + ". " + obligations.Table[n-1].NL
}

// sourceNL names the paragraphs of the policy and the articles of the law that a row of the table rests on.
func sourceNL(source string) (list []string) {
	for part := range strings.SplitSeq(strings.ReplaceAll(source, " [added]", ""), "; ") {
		if strings.HasPrefix(part, "AVG") || strings.HasPrefix(part, "Awb") {
			list = append(list, part)
			continue
		}
		list = append(list, domain.SourceNL(part)...)
	}
	return list
}
