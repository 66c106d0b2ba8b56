package projections

import (
	"slices"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/sharing"
)

// A Check is how a record stands with its yearly check (§2.3, §7.1, §7.2): 12 months after the last check, the conclusion
// or the start (T-33).
type Check struct {
	Due     calendar.Date // the next one, at the latest
	Last    *Entry        // the last check; nil if there was none
	Result  string        // of the last check, in words
	ToAdapt bool          // a check said so, and it has not been done yet
	Adapted *Entry        // when what a check asked for was done; nil if nothing was asked, or it is still open
	Years   []string      // calendar years in which it was checked
}

// checkEvents are the names of the events that check and that adapt, by record type.
var checkEvents = map[string]struct{ check, adapt string }{
	"agreement":            {"AgreementCheckedYearly", "AgreementAmended"},
	"covenant":             {"CovenantCheckedYearly", "CovenantAmended"},
	"exchange-arrangement": {"ExchangeArrangementCheckedYearly", "ExchangeArrangementAmended"},
}

// CheckedKinds are the record types that are checked each year, in the order of the policy: agreements (§7.2), covenants
// (§7.1) and exchange arrangements (§2.3).
var CheckedKinds = []string{"agreement", "covenant", "exchange-arrangement"}

// owed is what a record owes at the moment: the day of its next check; "" if it need not be checked, as a draft or what
// has ended.
func owed(state any) (due calendar.Date, toAdapt bool) {
	switch x := state.(type) {
	case processors.Agreement:
		if x.State == processors.AgreementStatusConcluded || x.State == processors.AgreementStatusInForce {
			return x.Due, x.ToAdapt
		}
	case sharing.Covenant:
		if x.State == sharing.CovenantIsConcluded || x.State == sharing.CovenantIsInForce {
			return x.NextCheck, x.ToAdapt != ""
		}
	case sharing.ExchangeArrangement:
		if !x.Ended {
			return x.NextCheck, x.ToAdapt != ""
		}
	}
	return "", false
}

// result is the outcome of a check, as the event says it.
func result(fact any) (value, nl string) {
	switch f := fact.(type) {
	case processors.AgreementCheckedYearly:
		return string(f.Result), label(f.Result, string(f.Result))
	case sharing.CovenantCheckedYearly:
		return string(f.Result), label(f.Result, string(f.Result))
	case sharing.ExchangeArrangementCheckedYearly:
		return string(f.Result), label(f.Result, string(f.Result))
	}
	return "", ""
}

const toBeAdapted = "to-be-adapted"

// checkOf returns how the record stood; ok is false if it need not be checked.
func checkOf(v *Versions, state any, a AsOf) (c Check, ok bool) {
	c.Due, c.ToAdapt = owed(state)
	if c.Due == "" {
		return c, false
	}
	names, asked := checkEvents[v.Record.Info().Name], false
	for n := range v.List {
		e := v.List[n].Entry
		if e.Name != names.check && e.Name != names.adapt || !a.Sees(v, e) {
			continue
		}
		if e.Name == names.adapt {
			if asked {
				c.Adapted, asked = e, false
			}
			continue
		}
		value, nl := result(e.Fact)
		if value == toBeAdapted {
			c.Adapted, asked = nil, true
		}
		if c.Last == nil || !e.Happened.Before(c.Last.Happened) {
			c.Last, c.Result = e, nl
		}
		if y := strconv.Itoa(e.Happened.In(calendar.Amsterdam).Year()); !slices.Contains(c.Years, y) {
			c.Years = append(c.Years, y)
		}
	}
	return c, true
}

// Sees tells whether an event of the record is known and has happened as of the moment.
func (a AsOf) Sees(v *Versions, e *Entry) bool {
	return (a.Recorded.IsZero() || !e.Recorded.After(a.Recorded)) && (a.Happened.IsZero() || !v.effective(e).After(a.Happened))
}

// YearlyChecks is the overview of the yearly checks of arrangements, covenants and agreements: checked, adapted, overdue
// (P20, §2.3, §7.1, §7.2).
var YearlyChecks = Table{Path: "jaarcontrole", NL: "Jaarlijkse controles", One: "afspraak", Many: "afspraken",
	Lead:  "Verwerkersovereenkomsten, convenanten en uitwisselingsafspraken worden elk jaar gecontroleerd, en zo nodig aangepast (§2.3, §7.1, §7.2).",
	Kinds: CheckedKinds,
	Parts: func(i *Item) []*Item {
		c, ok := checkOf(i.Versions, i.At.State, i.look.a)
		if !ok {
			return nil
		}
		return []*Item{i.with(c)}
	},
	Columns: []Column{
		columnName,
		{Key: "soort", NL: "Soort", Text: func(i *Item) string { return i.Record.Info().NL }},
		columnOwner,
		{Key: "gecontroleerd", NL: "Laatst gecontroleerd", Date: of(func(c Check) calendar.Date { return on(c.Last) })},
		{Key: "uitkomst", NL: "Uitkomst", Text: of(func(c Check) string { return c.Result })},
		{Key: "aangepast", NL: "Aangepast op", Date: of(func(c Check) calendar.Date { return on(c.Adapted) })},
		{Key: "controleren", NL: "Controleren vóór of op", Date: of(due), Late: passed(of(due))},
		{Key: "stand", NL: "Stand", Text: func(i *Item) string { return i.State.(Check).standNL(i.Day) }},
	},
	Choices: []Choice{
		{Key: "stand", NL: "Stand", Options: stands, Of: func(i *Item) []string { return i.State.(Check).stand(i.Day) }},
		{Key: "soort", NL: "Soort", Options: []domain.Choice{{Value: "agreement", NL: "Verwerkersovereenkomst"}, {Value: "covenant", NL: "Convenant"}, {Value: "exchange-arrangement", NL: "Uitwisselingsafspraak"}},
			Of: func(i *Item) []string { return []string{i.Record.Info().Name} }},
		choiceOwner, choiceProcess, choiceTeam,
		choiceDue(of(due), passed(of(due))),
		{Key: "jaar", NL: "Gecontroleerd in (jaar)", Of: of(func(c Check) []string { return c.Years })}, // T-33: also per calendar year
	}}

func due(c Check) calendar.Date { return c.Due }

// on is the day on which an event happened; "" if there is none.
func on(e *Entry) calendar.Date {
	if e == nil {
		return ""
	}
	return calendar.On(e.Happened)
}

// stands are how a record can stand with its check.
var stands = []domain.Choice{{Value: "te-laat", NL: "te laat"}, {Value: "aan-te-passen", NL: "moet nog worden aangepast"}, {Value: "aangepast", NL: "aangepast na de controle"},
	{Value: "gecontroleerd", NL: "gecontroleerd, nog actueel"}, {Value: "nog-niet", NL: "nog niet gecontroleerd"}}

// stand lists how it stands, the most urgent first.
func (c Check) stand(today calendar.Date) (list []string) {
	if today > c.Due { // table 4.2 rows 30 to 32: overdue the day after
		list = append(list, "te-laat")
	}
	switch {
	case c.ToAdapt:
		list = append(list, "aan-te-passen")
	case c.Last == nil:
		list = append(list, "nog-niet")
	case c.Adapted != nil:
		list = append(list, "aangepast")
	default:
		list = append(list, "gecontroleerd")
	}
	return list
}

func (c Check) standNL(today calendar.Date) string {
	var list []string
	for _, s := range c.stand(today) {
		list = append(list, domain.ChoiceNL(stands, s))
	}
	return stacked(list)
}

// RoundItem is one record of a round of yearly checks.
type RoundItem struct {
	*Item
	Check
	Checked bool // its next check is due after the end of the round
}

// Open tells whether there is still something to do: check, or adapt what the check found.
func (i RoundItem) Open() bool { return !i.Checked || i.ToAdapt }

// Round returns the work list of a round of yearly checks: every record of its kinds that must be checked, by name. What was
// checked, concluded or begun less than a year before the last day of the round need not be checked again in it (T-33).
func (l *Lists) Round(r governance.CheckRound, a AsOf, now time.Time) []RoundItem {
	t := YearlyChecks
	t.Kinds = nil
	for _, k := range r.Kinds {
		t.Kinds = append(t.Kinds, string(k))
	}
	var list []RoundItem
	for _, i := range l.Items(&t, Wish{}, a, now, nil) {
		c := i.State.(Check)
		list = append(list, RoundItem{i, c, c.Due > r.Due})
	}
	return list
}
