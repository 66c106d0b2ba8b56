package web

import (
	"slices"
	"time"
)

// This file holds what templates may be given: the page, and one struct per component of components.html. They hold
// text that is ready to show, in Dutch; they hold no rules. The zero value of each renders without an error.

// A Site is what every page of one municipality shares.
type Site struct {
	Name       string // of the municipality, without "gemeente": "Heemstede"
	Home       string // where the name in the header leads; "" means "/"
	Logo       string // address of the municipality's logo; "" means our own mark
	Theme      string // address of the municipality's theme.css (NL Design System tokens); "" for none
	ThemeClass string // the class that theme sets its tokens on: "voorbeeld-theme"
	ThemeDark  bool   // the theme has dark tokens of its own; without them a themed site is always light
	SignIn     string // where a visitor without a session signs in; "" shows no link
	Footer     []Link // accessibility, privacy, verification of the ledger
	Version    string // of the program
}

// A Page is what [Set.Render] renders: the frame, and Data for the page's own template.
type Page struct {
	Title       string // "Register van verwerkingen"; it stands in <title> and in the page's own h1
	Site        Site
	Nav         []Link // main navigation
	User        *User  // nil: nobody is signed in
	Flash       *Alert // said once, after an act: "Het voorstel is aangeleverd."
	Errors      []FieldError
	Breadcrumbs []Link // from the first level to this page; the last one is the page itself
	AsOf        *AsOf  // nil: this page cannot look back
	Permalink   string // full address of this state, printed at the foot of a paper copy
	Refresh     int    // seconds after which a page that shows progress renews itself; 0: never
	Data        any
}

// A Link is an address with its words. Current marks where the reader is. Count, if any, stands behind the words.
type Link struct {
	Href    string
	NL      string
	Current bool
	Count   string
}

// A User is who is signed in, and the one role chosen.
type User struct {
	Name    string
	Role    string // in Dutch: "Privacybeheerder"
	Roles   string // where to choose another role; "" if there is only one
	SignOut string // what the sign-out button posts to
	Account string // the page about his own account; "" shows no link
}

// A FieldError is one line of the error summary. ID is the id of the field it is about (for radios and checkboxes the
// id of the field, which is that of its first option); "" if it is about no field.
type FieldError struct {
	ID string
	NL string
}

// A Kind is the meaning of a tag, an alert or a card. It always comes with words: colour never says it alone.
type Kind string

// The kinds of tags, alerts and cards.
const (
	Neutral Kind = ""
	Info    Kind = "info"
	OK      Kind = "ok"
	Warning Kind = "warning"
	Error   Kind = "error"
)

// A Tag is a status label.
type Tag struct {
	Kind Kind
	NL   string
}

// An Alert is a message in a box. Title is optional; Lines become a list.
type Alert struct {
	Kind  Kind
	Title string
	NL    string
	Lines []string
	Links []Link
}

// The kinds of fields. "" is [Text].
const (
	Text       = "text"
	Email      = "email"
	Password   = "password"
	Search     = "search"
	Number     = "number"   // digits, typed as text: no spinner that changes a value by scrolling
	Date       = "date"     // dd-mm-jjjj, typed as text: what was typed survives an error
	DateTime   = "datetime" // dd-mm-jjjj uu:mm
	Textarea   = "textarea"
	Lines      = "lines" // one value a line, from Values
	Select     = "select"
	Radios     = "radios"
	Checkboxes = "checkboxes"
	Checkbox   = "checkbox" // a single one; Value is what it sends, "" means "ja"
	File       = "file"
	Hidden     = "hidden"
)

// A Field is one question of a form, with its label, hint, error and what was typed.
type Field struct {
	Kind         string
	ID           string // "" means Name
	Name         string
	Label        string
	LabelHidden  bool // only for screen readers, where the place says enough
	Hint         string
	Error        string // one sentence that says how to mend it
	Value        string
	Values       []string // what is chosen or typed: Lines only; options carry their own Selected
	Options      []Option // Select, Radios, Checkboxes
	Optional     bool     // shows "(niet verplicht)"; all other fields are required
	Free         bool     // neither required nor marked optional: filters
	Checked      bool     // Checkbox
	Width        string   // "s" (10 characters), "m" (20), "" (as wide as text may be)
	Rows         int      // Textarea, Lines; 0 means 4
	Max          int      // characters at most; 0 means no limit stated here
	Autocomplete string   // "username", "current-password", "off"
	Accept       string   // File: ".csv,.xlsx"
	ReadOnly     bool
}

// An Option is one answer. Options of a select with the same Group stand together; those must be next to each other.
type Option struct {
	Value    string
	NL       string
	Hint     string
	Group    string
	Selected bool
}

// A Fieldset is a group of fields under one legend.
type Fieldset struct {
	Legend string
	Hint   string
	Fields []Field

	Buttons []Button // at its end: to add another set
}

// A Form is a whole form that posts. Errors stand in the summary of the page and at each field.
type Form struct {
	Action  string
	Upload  bool // it has a File field
	Hidden  []Field
	Fields  []Field // before the sets
	Sets    []Fieldset
	Buttons []Button
}

// A Button submits its form, or is a link that looks like a button if it has an Href.
type Button struct {
	NL    string
	Look  string // "" primary, "secondary", "subtle", "danger"
	Href  string
	Name  string
	Value string
	At    string // id of what the answer is about: the page then opens there
}

// InSets tells whether a set has a button. It would be the first of the form, and Enter would press it: then the form
// starts with a hidden one that does what its own button does.
func (f Form) InSets() bool {
	return slices.ContainsFunc(f.Sets, func(s Fieldset) bool { return len(s.Buttons) > 0 })
}

// A FilterForm narrows a list. It is a GET form, so that the address holds all state.
type FilterForm struct {
	Action string
	Label  string // for screen readers; "" means "Filteren"
	Hidden []Field
	Fields []Field
	More   []Field // behind "Meer filters"; open if MoreOpen, or if one has an Error
	Active []Link  // what is filtered on now; each leads to the list without it
	Clear  string  // the list without any filter

	MoreOpen bool
}

// A Table is a table of data. It stacks on narrow screens, or scrolls sideways if Scroll (for matrices).
type Table struct {
	ID            string // "" means "tabel"; two tables on one page need different ones
	Caption       string
	CaptionHidden bool
	Columns       []Column
	Rows          []Row
	Empty         string // said instead of a table without rows
	Scroll        bool
	Compact       bool
}

// A Column is the head of a column. Sort, if any, is the address of the list sorted by it; Sorted is "ascending" or
// "descending" if it is now.
type Column struct {
	NL        string
	Sort      string
	Sorted    string
	Numeric   bool // right-aligned
	RowHeader bool // its cells name the row
}

// A Row is a row of a table, with as many cells as the table has columns.
type Row struct {
	Cells []Cell
	Quiet bool // set back: ended, withdrawn
}

// A Cell is a value as it is shown: in a table, a summary list, the details of a timeline.
type Cell struct {
	NL      string
	Href    string    // makes NL a link
	Lines   []string  // more values, as a list
	Tag     Tag       // a status, if it has words
	Time    time.Time // a day; with Clock a moment
	Clock   bool
	Mono    bool     // hashes, ids
	Note    string   // a second, quiet line
	Missing string   // what is missing, as a warning: "Ontbreekt"
	Links   []Link   // what can be done with it
	Post    []Button // acts that post to their Href
}

// Pagination is the foot of a list; see [Paginate].
type Pagination struct {
	Label          string // "" means "Pagina’s"
	First, Last    int    // numbers of the first and last line shown
	Total          int
	One, Many      string // what is counted: "verwerking", "verwerkingen"
	Previous, Next string // addresses; "" if there is none
	Pages          []PageLink
}

// A PageLink is one page of a list. A Gap stands for pages left out.
type PageLink struct {
	Number  int
	Href    string
	Current bool
	Gap     bool
}

// The names of the parameters of the two time axes, in every address.
const (
	ParamKnown = "bekend" // as it was known in the ledger at that moment: the recorded axis
	ParamWas   = "was"    // as it was in the world at that moment: the happened axis
)

// AsOf is the bar for looking back. It is a GET form that keeps other parameters as hidden fields. Its errors belong in
// [Page.Errors] too, with the ids [ParamKnown] and [ParamWas].
type AsOf struct {
	Action     string
	Hidden     []Field
	Known      string // as typed: dd-mm-jjjj, or dd-mm-jjjj uu:mm
	Was        string
	KnownError string
	WasError   string
	Past       bool   // a past moment is shown: Known, Was or both are set and right
	KnownOnly  bool   // only the recorded axis is offered: public pages
	Now        string // the same page as of now
}

// A SummaryList is a record as questions and answers.
type SummaryList struct{ Rows []SummaryRow }

// A SummaryRow is one of them. Action, if any, is what can be done about it.
type SummaryRow struct {
	Key    string
	Cell   Cell
	Action *Link
}

// A Timeline is what happened to a record, newest first.
type Timeline struct {
	Entries []Entry
	Empty   string // "" means "Er is nog niets gebeurd."
}

// An Entry is one event. Recorded is shown too if it is a later day than Happened.
type Entry struct {
	ID       string // for links to it; "" for none
	Happened time.Time
	Recorded time.Time
	What     string // "Aangeleverd"
	Who      string
	Role     string
	Why      string // the reason given
	Kind     Kind   // of the mark
	Tags     []Tag  // "Achteraf vastgelegd", "Import"
	Details  []SummaryRow
	Links    []Link // the version after it, its proof
}

// A Diff is how two versions of a record differ.
type Diff struct {
	From, To string // what is compared: "versie 2 (01-03-2025)"
	Rows     []DiffRow
	Same     int // number of fields that are the same
}

// A DiffRow is one field that differs. With Parts (see [Words]) the words that changed are marked; otherwise the whole
// value is.
type DiffRow struct {
	Field    string
	Old, New string
	OldParts []DiffPart
	NewParts []DiffPart
}

// A DiffPart is a piece of text that is the same on both sides, or not.
type DiffPart struct {
	NL      string
	Changed bool
}

// A Card is a number with what it counts. The number leads to the list it counts.
type Card struct {
	Number int
	Text   string // instead of Number, if not a number: "4 dagen"
	NL     string // "wachten op beoordeling"
	Href   string
	Note   string
	Kind   Kind
}

// Progress is how far a long job is. Set [Page.Refresh] so that the page renews itself.
type Progress struct {
	NL    string // "Bestand inlezen"
	Done  int
	Total int    // 0: not known yet
	Unit  string // "rijen"
	Note  string
	Renew string // address of this page, for who does not want to wait for it
}

// A Step is one step of a wizard. State is "done", "current" or "" (still to come); only done steps may have an Href.
type Step struct {
	NL    string
	Href  string
	State string
}

// A Task is what must happen next, by whom, before when.
type Task struct {
	NL   string
	Href string
	Who  string
	Due  time.Time // zero: no term
	Late bool
	Note string
}

// Tabs are links to the parts of one record.
type Tabs struct {
	Label string // for screen readers: "Onderdelen van deze verwerking"
	Links []Link
}

// Paginate makes the foot of a list of total lines, size a page (at least 1), at page (from 1; beyond the end means the
// last). href gives the address of a page. At most seven pages are named; the rest is left out.
func Paginate(page, size, total int, href func(int) string) Pagination {
	size, total = max(size, 1), max(total, 0)
	last := max((total+size-1)/size, 1)
	page = min(max(page, 1), last)
	p := Pagination{First: min((page-1)*size+1, total), Last: min(page*size, total), Total: total}
	if page > 1 {
		p.Previous = href(page - 1)
	}
	if page < last {
		p.Next = href(page + 1)
	}
	shown := 0
	for n := 1; n <= last && last > 1; n++ {
		if n != 1 && n != last && (n < page-1 || n > page+1) {
			n = skip(n, page, last)
		}
		if n > shown+1 {
			p.Pages = append(p.Pages, PageLink{Gap: true})
		}
		p.Pages = append(p.Pages, PageLink{Number: n, Href: href(n), Current: n == page})
		shown = n
	}
	return p
}

// skip returns the next page worth naming after a run of pages that is not.
func skip(n, page, last int) int {
	if n < page-1 {
		return page - 1
	}
	return last
}
