package projections

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
)

// Register lists processing activities: the internal list and the public register.
type Register struct {
	records *Records
	gov     *Governance
	Names   Names
}

// NewRegister returns the model over the records.
func NewRegister(r *Records, g *Governance, n Names) *Register {
	return &Register{records: r, gov: g, Names: n}
}

// Filter chooses activities; an empty field chooses all. It is read from an address and written to one.
type Filter struct {
	Text       string // words that stand anywhere in the record
	Status     string
	Department string
	Process    string
	Owner      string // person id
	Ground     string
	Kind       string // of data: special, bsn, criminal
	OutsideEU  string
	Incomplete bool
	Overdue    bool   // yearly confirmation late
	Deviations bool   // with open deviations
	Unowned    bool   // without a process, or whose process lacks an owner
	Sort       string // name, department, status, changed; "-" before it for the other way
	Page, Size int    // from 1; at most [MaxPage] lines
}

// MaxPage is the greatest page of a list.
const MaxPage = 200

// Row is one line of the list.
type Row struct {
	*Versions
	At       Version
	Activity register.Activity
	Owner    string // person id of the owner now, "" if missing
	Missing  int    // fields that lack
}

// Page is one page of a list.
type Page struct {
	Rows  []Row
	Total int
	From  int // number of the first row, from 1
	Pages int
}

// List returns a page of the activities that the filter chooses, as of a moment. Matches restricts them to the streams a
// search has found; nil does not restrict.
func (r *Register) List(f Filter, a AsOf, now time.Time, matches map[string]bool) Page {
	return page(r.All(f, a, now, matches), f)
}

// All returns all activities that the filter chooses, sorted, as of a moment.
func (r *Register) All(f Filter, a AsOf, now time.Time, matches map[string]bool) []Row {
	rows := make([]Row, 0, len(r.records.OfType("activity"))) // a row is large: growing the list would move it time and again
	r.each(f, a, now, matches, func(row Row) { rows = append(rows, row) })
	sortRows(rows, f.Sort)
	return rows
}

// Count counts the activities that the filter chooses now.
func (r *Register) Count(f Filter, now time.Time) (n int) {
	r.each(f, AsOf{}, now, nil, func(Row) { n++ })
	return n
}

func (r *Register) each(f Filter, a AsOf, now time.Time, matches map[string]bool, use func(Row)) {
	if !a.Happened.IsZero() { // what was late, and who owned it, then
		now = a.Happened
	} else if !a.Recorded.IsZero() {
		now = a.Recorded
	}
	for _, v := range r.records.OfType("activity") {
		if matches != nil && !matches[v.Stream] {
			continue
		}
		at, ok := v.At(a)
		if !ok {
			continue
		}
		row := Row{Versions: v, At: at, Activity: at.State.(register.Activity)}
		if f.chooses(row.Activity, now) && r.chooses(f, &row, now) {
			use(row)
		}
	}
}

func (f Filter) chooses(a register.Activity, now time.Time) bool {
	switch {
	case f.Status != "" && string(a.State) != f.Status,
		f.Department != "" && a.Department != f.Department,
		f.Process != "" && a.Process != f.Process,
		f.Ground != "" && !a.Uses(register.Ground(f.Ground)),
		f.Kind != "" && !a.Has(register.Kind(f.Kind)),
		f.OutsideEU != "" && string(a.OutsideEU) != f.OutsideEU,
		f.Incomplete && a.Complete(),
		f.Overdue && !a.ConfirmationOverdue(now),
		f.Deviations && !slices.ContainsFunc(a.Deviations, register.Deviation.Open):
		return false
	}
	return true
}

func (r *Register) chooses(f Filter, row *Row, now time.Time) bool {
	if p, ok := r.gov.Process(row.Activity.Process, now); ok {
		row.Owner = p.Owner
	}
	return (f.Owner == "" || row.Owner == f.Owner) && (!f.Unowned || row.Owner == "")
}

// sortRows sorts pointers by keys that are made once: a row holds all of an activity, and moving it about is slow.
func sortRows(rows []Row, by string) {
	key, reverse := strings.CutPrefix(by, "-")
	type keyed struct {
		key, name string
		row       *Row
	}
	order := make([]keyed, len(rows))
	for n := range rows {
		r := &rows[n]
		order[n] = keyed{"", strings.ToLower(r.Activity.Name), r}
		switch key {
		case "department":
			order[n].key = strings.ToLower(r.Activity.Department)
		case "status":
			order[n].key = fmt.Sprintf("%02d", statusOrder(r))
		case "changed":
			order[n].key, order[n].name = fmt.Sprintf("%020d", math.MaxInt64-int64(r.At.Position)), "" // newest first
		}
	}
	slices.SortStableFunc(order, func(a, b keyed) int {
		if reverse {
			a, b = b, a
		}
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.name, b.name))
	})
	sorted := make([]Row, len(rows))
	for n, o := range order {
		sorted[n] = *o.row
	}
	copy(rows, sorted)
}

func fold(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

func statusOrder(r *Row) int {
	return slices.IndexFunc(r.Record.Info().Statuses, func(l domain.StatusLabel) bool { return l.Status == r.Activity.State })
}

func page(rows []Row, f Filter) Page {
	size := min(max(f.Size, 0), MaxPage)
	if size == 0 {
		size = 50
	}
	p := Page{Total: len(rows), Pages: max(1, (len(rows)+size-1)/size)}
	n := min(max(f.Page, 1), p.Pages)
	start := (n - 1) * size
	p.From = start + 1
	p.Rows = rows[min(start, len(rows)):min(start+size, len(rows))]
	for i := range p.Rows {
		p.Rows[i].Missing = len(register.Missing(p.Rows[i].Activity.Content))
	}
	return p
}

// Departments returns the departments that any activity names, sorted (R-1.2-01).
func (r *Register) Departments() []string {
	seen := map[string]bool{}
	var list []string
	for _, v := range r.records.OfType("activity") {
		if d := v.Last().State.(register.Activity).Department; d != "" && !seen[d] {
			seen[d] = true
			list = append(list, d)
		}
	}
	slices.SortFunc(list, fold)
	return list
}

// PublicField is one field of the public register.
type PublicField struct {
	Key   string `json:"veld"`
	NL    string `json:"naam"`
	Value string `json:"waarde"`
}

// PublicEntry is one activity as residents see it: the fields of §4.1 and "outside the EU", the FG, and when it last
// changed. It holds no staff names but the FG's, no owner, and only the general description of security (R-4.1-16).
type PublicEntry struct {
	ID      string        `json:"id"`
	Version uint64        `json:"versie"`
	Name    string        `json:"naam"`
	Dept    string        `json:"afdeling"`
	Fields  []PublicField `json:"velden"`
	Changed time.Time     `json:"gewijzigdOp"`
	Ended   bool          `json:"beeindigd,omitempty"`
}

// Public returns the public register as of a moment of recording, sorted by name, restricted by words and department.
func (r *Register) Public(known time.Time, now time.Time, department string, matches map[string]bool) []PublicEntry {
	fg, names := r.FG(known, now), r.namesAt(known)
	return r.eachPublic(known, department, matches, func(e *PublicEntry, c register.Content) { fill(e, c, names, fg) })
}

// PublicHeads is [Register.Public] without the fields: enough for a list, and much faster for a large register.
func (r *Register) PublicHeads(known time.Time, department string) []PublicEntry {
	return r.eachPublic(known, department, nil, func(*PublicEntry, register.Content) {})
}

func (r *Register) eachPublic(known time.Time, department string, matches map[string]bool, fill func(*PublicEntry, register.Content)) []PublicEntry {
	var list []PublicEntry
	for _, v := range r.records.OfType("activity") {
		at, ok := v.At(AsOf{Recorded: known})
		if !ok || matches != nil && !matches[v.Stream] {
			continue
		}
		a := at.State.(register.Activity)
		if a.Public() && !v.Last().State.(register.Activity).Hidden && (department == "" || a.Department == department) {
			e := head(v, at)
			fill(&e, a.Content)
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b PublicEntry) int { return cmp.Or(fold(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list
}

// CountPublic counts the activities residents see now.
func (r *Register) CountPublic() int {
	n := 0
	for _, v := range r.records.OfType("activity") {
		if v.Last().State.(register.Activity).Public() {
			n++
		}
	}
	return n
}

// PublicVersion returns one version of an activity as residents saw it; ok is false for a version that was never public.
// Version 0 asks for the present one. The address of a version stays right for ever, also after the activity ended.
func (r *Register) PublicVersion(id string, version uint64, now time.Time) (e PublicEntry, ok bool) {
	v := r.records.Get("activity", id)
	if v == nil || version > uint64(len(v.List)) {
		return PublicEntry{}, false
	}
	at, known := v.Last(), time.Time{}
	if version > 0 {
		at = v.List[version-1]
		known = at.Recorded
	}
	if !at.State.(register.Activity).Public() || v.halfway(at.Version) || v.Last().State.(register.Activity).Hidden {
		return PublicEntry{}, false
	}
	e = head(v, at)
	fill(&e, at.State.(register.Activity).Content, r.namesAt(known), r.FG(known, now))
	e.Ended = v.Last().State.(register.Activity).State == register.StatusEnded
	return e, true
}

// halfway tells whether one command made this version and the next: nobody ever saw it.
func (v *Versions) halfway(version uint64) bool {
	return version < uint64(len(v.List)) && v.List[version].Command == v.List[version-1].Command
}

// namesAt are the names that other records had at a moment of recording, so that an old version keeps its text.
func (r *Register) namesAt(known time.Time) Names {
	n := r.Names
	if !known.IsZero() {
		n.Record = func(kind, id string) string {
			if v := r.records.Get(kind, id); v != nil {
				if at, ok := v.At(AsOf{Recorded: known}); ok {
					return v.Record.TitleOf(at.State)
				}
			}
			return id
		}
	}
	return n
}

// head is an entry without its fields.
func head(v *Versions, at Version) PublicEntry {
	a := at.State.(register.Activity)
	return PublicEntry{ID: v.ID, Version: at.Version, Name: a.Name, Dept: a.Department, Changed: v.changed(at.Version)}
}

// fill adds the fields.
func fill(e *PublicEntry, c register.Content, names Names, fg string) {
	for _, f := range register.Fields {
		if !f.Public {
			continue
		}
		value := names.Field(c, f.Key)
		if f.Nr == "11" {
			value = fg
		}
		if value != "" {
			e.Fields = append(e.Fields, PublicField{fieldKey(f), f.NL, value})
		}
	}
}

// PublicFields returns the fields that residents see, in order; the values are empty.
func PublicFields() []PublicField {
	var list []PublicField
	for _, f := range register.Fields {
		if f.Public {
			list = append(list, PublicField{Key: fieldKey(f), NL: f.NL})
		}
	}
	return list
}

// Value returns the value of a field; "" if the entry does not have it.
func (e PublicEntry) Value(key string) string {
	for _, f := range e.Fields {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}

// Holds tells whether all words stand in what residents see of it.
func (e PublicEntry) Holds(words []string) bool {
	var b strings.Builder
	for _, f := range e.Fields {
		b.WriteString(f.Value)
		b.WriteByte('\n')
	}
	return holdsAll(b.String(), words)
}

func fieldKey(f register.Field) string {
	if f.Key == "" {
		return "fg"
	}
	return f.Key
}

// changed returns when what residents see last changed, up to a version.
func (v *Versions) changed(version uint64) time.Time {
	for _, x := range slices.Backward(v.List[:version]) {
		switch x.Name {
		case "RegisterEntryPublished", "PublicationUpdated", "ProcessingActivityAmended", "ProcessingActivityCorrected":
			return x.Recorded
		}
	}
	return v.List[0].Recorded
}

// FG returns name and contact of the data protection officer in office, as the register shows it (§4.1, R-4.1-11): at a
// past moment of recording, who was in office then.
func (r *Register) FG(known, now time.Time) string {
	at := now
	if !known.IsZero() {
		at = known
	}
	persons := r.gov.HoldersAsOf(domain.FG, at, AsOf{Recorded: known})
	if len(persons) == 0 {
		return ""
	}
	parts := []string{r.Names.Person(persons[0])}
	for _, v := range slices.Backward(r.records.OfType("role")) {
		x, ok := v.At(AsOf{Recorded: known})
		if !ok {
			continue
		}
		ap := x.State.(governance.Appointment)
		if ap.Role == domain.FG && slices.Contains(ap.InOffice(calendar.On(at)), persons[0]) {
			parts = append(parts, nonEmpty(ap.Contact.Email, ap.Contact.Phone, ap.Contact.Post)...)
			break
		}
	}
	return strings.Join(parts, ", ")
}

func nonEmpty(in ...string) []string {
	return slices.DeleteFunc(in, func(s string) bool { return s == "" })
}

// Unconfirmed is one owner with the activities he has not confirmed since an update round began (R-B1-04).
type Unconfirmed struct {
	Owner string // person id; "" if the owner is missing
	Rows  []Row
}

// RoundOpen returns, by owner, what has not been confirmed between two moments: who did not confirm before a round was
// closed stays visible.
func (r *Register) RoundOpen(since, now time.Time) []Unconfirmed {
	byOwner := map[string][]Row{}
	for _, v := range r.records.OfType("activity") {
		at, ok := v.At(AsOf{Recorded: now})
		if !ok {
			continue
		}
		a := at.State.(register.Activity)
		if a.State == register.StatusSubmitted || a.State == register.StatusEnded || !a.LastConfirmed.Before(since) {
			continue
		}
		row := Row{Versions: v, At: at, Activity: a}
		r.chooses(Filter{}, &row, now)
		byOwner[row.Owner] = append(byOwner[row.Owner], row)
	}
	var list []Unconfirmed
	for o, rows := range byOwner {
		sortRows(rows, "name")
		list = append(list, Unconfirmed{o, rows})
	}
	slices.SortFunc(list, func(a, b Unconfirmed) int { return fold(r.Names.Person(a.Owner), r.Names.Person(b.Owner)) })
	return list
}
