package projections

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
)

// A Table says what a register shows and what can be chosen from it: columns and choices, nothing else. Pages, downloads
// and addresses follow from it. The tables of all registers stand in [Tables]; overviews over several record types
// ([Subprocessors], [YearlyChecks]) are tables too.
type Table struct {
	Path    string   // of its page: "verwerkers"
	NL      string   // "Verwerkers"
	One     string   // what one line is, in small letters: "verwerker"
	Many    string   // "verwerkers"
	Lead    string   // what the register is for and where that stands, for people
	Kinds   []string // the record types whose records stand in it
	First   string   // the order if nobody asks for one: see [Wish]; "" is by the first column
	Parts   func(*Item) []*Item
	Columns []Column
	Choices []Choice
}

// An Item is one line of a list: a record as it was, or a part of one.
type Item struct {
	*Versions
	At    Version
	State any           // the state of the record, or the part that this line is about
	Day   calendar.Date // the day that is asked about: today, or the day looked back to
	look  *look
}

// A Column is one thing that is said of each line. Exactly one of Text and Date is set.
type Column struct {
	Key, NL string                    // the word in the address, and the head
	Text    func(*Item) string        // several values stand on lines of their own
	Date    func(*Item) calendar.Date // "" if there is none
	Late    func(*Item) bool          // with Date: that day has passed, and what was due is not done
	Order   func(*Item) string        // what to sort by, if not by what is shown
	Missing func(*Item) string        // what to warn of if there is no text: "ontbreekt"; "" is nothing
}

// A Choice is a filter: it keeps the lines that have the value chosen.
type Choice struct {
	Key, NL string                     // the word in the address, and the label
	Options []domain.Choice            // in order; nil: the values that occur, which are their own labels
	Of      func(*Item) []string       // the values a line has
	Flag    bool                       // a box to tick: yes or all
	NLOf    func(*look, string) string // labels of values that occur, if they are ids
}

// Wish is what somebody asks of a table: the values chosen, by key of the choice, and the order. It is read from an
// address and written to one; what the table does not know is ignored.
type Wish struct {
	Chosen map[string]string
	Sort   string               // key of a column; "-" before it for the other way; "" is the first column
	Sees   func(*Versions) bool // who asks may see the record; nil: all of them. It is not part of an address
}

// Lists answers what stands in a register, as of a moment.
type Lists struct {
	records *Records
	gov     *Governance
	names   Names
}

// NewLists returns the lists over the records.
func NewLists(r *Records, g *Governance, n Names) *Lists { return &Lists{r, g, n} }

// look is one look at the ledger as of a moment; it remembers what every line asks again.
type look struct {
	*Lists
	a       AsOf
	day     calendar.Date
	at      time.Time // the moment looked at
	owners  map[string]string
	titles  map[string]string
	heads   map[string]bool   // team managers in office
	serials map[string]string // of incidents, by stream
}

func (l *Lists) look(a AsOf, now time.Time) *look {
	at := now
	if !a.Happened.IsZero() {
		at = a.Happened
	} else if !a.Recorded.IsZero() {
		at = a.Recorded
	}
	k := &look{Lists: l, a: a, day: calendar.On(at), at: at, owners: map[string]string{}, titles: map[string]string{}, heads: map[string]bool{}}
	for _, p := range l.gov.HoldersAsOf(domain.TM, at, a) {
		k.heads[p] = true
	}
	return k
}

// owner is who owned the process on the day; "" if nobody did (RT-01 rule 4).
func (k *look) owner(process string) string {
	if o, ok := k.owners[process]; ok {
		return o
	}
	owner := ""
	if v := k.records.Get("process", process); v != nil {
		if at, ok := v.At(k.a); ok {
			if o := at.State.(governance.Process).OwnerOn(k.day); k.heads[o] {
				owner = o
			}
		}
	}
	k.owners[process] = owner
	return owner
}

// title is what a record was called; its id if it is none of ours.
func (k *look) title(kind, id string) string {
	key := kind + "/" + id
	if t, ok := k.titles[key]; ok {
		return t
	}
	t := id
	if v := k.records.Get(kind, id); v != nil {
		if at, ok := v.At(k.a); ok {
			t = v.Record.TitleOf(at.State)
		}
	}
	k.titles[key] = t
	return t
}

// Title is what people called the record.
func (i *Item) Title() string { return i.Record.TitleOf(i.At.State) }

// Process is the id of the process the record belongs to; "" if none.
func (i *Item) Process() string { return i.Record.ProcessOf(i.At.State) }

// Owner is the person id of who owned its process; "" if nobody did.
func (i *Item) Owner() string { return i.look.owner(i.Process()) }

// name is the title of another record, by id; streams names it by its stream.
func (i *Item) name(kind, id string) string { return i.look.title(kind, id) }

func (i *Item) stream(stream string) string {
	kind, id, _ := strings.Cut(stream, "/")
	return i.look.title(kind, id)
}

// Items returns the lines of a table as of a moment that fit the wish, sorted. Matches restricts them to the streams a
// search has found; nil does not restrict. Call it under [Live.View].
func (l *Lists) Items(t *Table, w Wish, a AsOf, now time.Time, matches map[string]bool) []*Item {
	return t.chosen(l.look(a, now).all(t, w.Sees), w, matches)
}

// Page is [Lists.Items] with, for each choice of the table, the values to choose from and their labels: those of a closed
// list, or those that occur at the moment, chosen or not.
func (l *Lists) Page(t *Table, w Wish, a AsOf, now time.Time, matches map[string]bool) ([]*Item, map[string][]domain.Choice) {
	k := l.look(a, now)
	all := k.all(t, w.Sees)
	options := map[string][]domain.Choice{}
	for n := range t.Choices {
		if c := &t.Choices[n]; !c.Flag {
			options[c.Key] = c.options(k, all)
		}
	}
	return t.chosen(all, w, matches), options
}

// all are all lines of a table that may be seen.
func (k *look) all(t *Table, sees func(*Versions) bool) (list []*Item) {
	for _, kind := range t.Kinds {
		for _, v := range k.records.OfType(kind) {
			if at, ok := v.At(k.a); ok && (sees == nil || sees(v)) {
				list = append(list, t.parts(&Item{Versions: v, At: at, State: at.State, Day: k.day, look: k})...)
			}
		}
	}
	return list
}

func (t *Table) chosen(all []*Item, w Wish, matches map[string]bool) []*Item {
	var list []*Item
	for _, i := range all {
		if (matches == nil || matches[i.Stream]) && t.fits(w, i) {
			list = append(list, i)
		}
	}
	t.sort(list, w.Sort)
	return list
}

func (t *Table) parts(i *Item) []*Item {
	if t.Parts == nil {
		return []*Item{i}
	}
	return t.Parts(i)
}

// with is a line about a part of the same record.
func (i *Item) with(part any) *Item {
	x := *i
	x.State = part
	return &x
}

func (t *Table) fits(w Wish, i *Item) bool {
	for n := range t.Choices {
		c := &t.Choices[n]
		if want := w.Chosen[c.Key]; want != "" && !slices.Contains(c.Of(i), want) {
			return false
		}
	}
	return true
}

// column returns the column with that key, or nil.
func (t *Table) column(key string) *Column {
	for n := range t.Columns {
		if t.Columns[n].Key == key {
			return &t.Columns[n]
		}
	}
	return nil
}

func (t *Table) sort(list []*Item, by string) {
	key, reverse := strings.CutPrefix(by, "-")
	c := t.column(key)
	if c == nil {
		key, reverse = strings.CutPrefix(t.First, "-")
		if c = t.column(key); c == nil {
			c, reverse = &t.Columns[0], false
		}
	}
	type keyed struct {
		key, title string
		item       *Item
	}
	order := make([]keyed, len(list))
	for n, i := range list {
		order[n] = keyed{c.order(i), "", i}
	}
	title := func(k *keyed) string { // most keys differ: few titles are needed
		if k.title == "" {
			k.title = t.Columns[0].order(k.item)
		}
		return k.title
	}
	slices.SortStableFunc(order, func(a, b keyed) int {
		x := cmp.Compare(a.key, b.key)
		switch {
		case (a.key == "") != (b.key == ""): // nothing stands last, either way
			return -x
		case reverse:
			x = -x
		}
		if x != 0 || c == &t.Columns[0] {
			return x
		}
		return cmp.Compare(title(&a), title(&b))
	})
	for n := range order {
		list[n] = order[n].item
	}
}

func (c *Column) order(i *Item) string {
	switch {
	case c.Order != nil:
		return c.Order(i)
	case c.Date != nil:
		return string(c.Date(i))
	}
	return strings.ToLower(c.Text(i))
}

// Value is what stands in the column, as text; days as dd-mm-jjjj.
func (c *Column) Value(i *Item) string {
	if c.Date != nil {
		return c.Date(i).NL()
	}
	return c.Text(i)
}

// options are the values to choose from, with their labels.
func (c *Choice) options(k *look, all []*Item) []domain.Choice {
	if c.Options != nil {
		return c.Options
	}
	seen := map[string]bool{"": true}
	var list []domain.Choice
	for _, i := range all {
		for _, v := range c.Of(i) {
			if seen[v] {
				continue
			}
			seen[v] = true
			nl := v
			if c.NLOf != nil {
				nl = c.NLOf(k, v)
			}
			list = append(list, domain.Choice{Value: v, NL: nl})
		}
	}
	slices.SortFunc(list, func(a, b domain.Choice) int { return cmp.Or(fold(a.NL, b.NL), cmp.Compare(a.Value, b.Value)) })
	return list
}

// The columns and choices that many tables have.

var (
	columnName = Column{Key: "naam", NL: "Naam", Text: (*Item).Title}

	columnStatus = Column{Key: "status", NL: "Status", Text: func(i *Item) string { return i.Record.Info().StatusNL(i.Record.StatusOf(i.At.State)) },
		Order: func(i *Item) string { // in the order of life
			s := i.Record.StatusOf(i.At.State)
			return fmt.Sprintf("%02d", slices.IndexFunc(i.Record.Info().Statuses, func(l domain.StatusLabel) bool { return l.Status == s }))
		}}

	columnOwner = Column{Key: "eigenaar", NL: "Proceseigenaar", Text: func(i *Item) string {
		if o := i.Owner(); o != "" {
			return i.look.names.Person(o)
		}
		return ""
	}, Missing: func(i *Item) string {
		if i.Process() == "" {
			return ""
		}
		return "ontbreekt"
	}}

	columnChanged = Column{Key: "gewijzigd", NL: "Gewijzigd", Date: func(i *Item) calendar.Date { return calendar.On(i.At.Recorded) },
		Order: func(i *Item) string { return fmt.Sprintf("%020d", i.At.Position) }}

	choiceProcess = Choice{Key: "proces", NL: "Proces", Of: func(i *Item) []string { return []string{i.Process()} },
		NLOf: func(k *look, id string) string { return k.title("process", id) }}

	choiceOwner = Choice{Key: "eigenaar", NL: "Proceseigenaar", Of: func(i *Item) []string { return []string{i.Owner()} },
		NLOf: func(k *look, id string) string { return k.names.Person(id) }}

	choiceTeam = Choice{Key: "afdeling", NL: "Afdeling of team", Of: func(i *Item) []string {
		if v := i.look.records.Get("process", i.Process()); v != nil {
			if at, ok := v.At(i.look.a); ok {
				return at.State.(governance.Process).Teams
			}
		}
		return nil
	}}
)

// choiceStatus chooses by the states of a record type.
func choiceStatus(rec domain.Record) Choice {
	c := Choice{Key: "status", NL: "Status", Of: func(i *Item) []string { return []string{string(i.Record.StatusOf(i.At.State))} }}
	for _, l := range rec.Info().Statuses {
		c.Options = append(c.Options, domain.Choice{Value: string(l.Status), NL: l.NL})
	}
	return c
}

// choiceDue chooses by a day on which something must be done: late, or due within some days.
func choiceDue(due func(*Item) calendar.Date, late func(*Item) bool) Choice {
	return Choice{Key: "termijn", NL: "Termijn", Options: []domain.Choice{{Value: "te-laat", NL: "te laat"}, {Value: "30", NL: "binnen 30 dagen"}, {Value: "90", NL: "binnen 90 dagen"}},
		Of: func(i *Item) (list []string) {
			d := due(i)
			if d == "" {
				return nil
			}
			if late(i) {
				return []string{"te-laat"}
			}
			if d <= within(i.Day, 30) {
				list = append(list, "30")
			}
			if d <= within(i.Day, 90) {
				list = append(list, "90")
			}
			return list
		}}
}

func within(day calendar.Date, days int) calendar.Date {
	return calendar.On(day.Start().AddDate(0, 0, days))
}

// passed tells whether a day has passed without what was due on it.
func passed(due func(*Item) calendar.Date) func(*Item) bool {
	return func(i *Item) bool { d := due(i); return d != "" && i.Day > d }
}

// flag is a box to tick.
func flag(key, nl string, is func(*Item) bool) Choice {
	return Choice{Key: key, NL: nl, Flag: true, Of: func(i *Item) []string {
		if is(i) {
			return []string{"ja"}
		}
		return nil
	}}
}

// of makes a function of the state out of one of the record's own type.
func of[S, V any](f func(S) V) func(*Item) V {
	return func(i *Item) V { return f(i.State.(S)) }
}

// stacked puts several values below each other.
func stacked(list []string) string { return strings.Join(list, "\n") }

// label is the Dutch word of a choice of the rules.
func label(c domain.Chooser, value string) string { return domain.ChoiceNL(c.Choices(), value) }
