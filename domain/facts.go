package domain

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
)

// What one record tells rules about others. Records know each other by id and never by import: a state names the records
// it is about (its links), says a few plain facts, and whoever asks finds both through [Facts].

// A Linker is a state that names other records: what it is about, or rests on; not its process, which its table tells. Links are stream names
// ("activity/6f1c…"); a name of nothing is no error, and links to nothing.
type Linker interface{ Links() []string }

// A Teller is a state that tells something to the rules of other records: one of the types below.
type Teller interface{ Tells() any }

// Told is what a record said at one version.
type Told struct {
	Stream  string
	Version uint64
	Title   string
	Says    any // an ActivityFacts, a DPIAFacts …; within a chapter the state itself
}

// ActivityFacts is what other records need to know of a processing activity (RT-03).
type ActivityFacts struct {
	Aspects []Aspect // what approvals rest on
	Process string   // id
	// What a person who asks is told of it (§5.1), and what his rights rest on.
	Grounds    []Ground // of all its purposes, each once
	Purposes   []string
	Categories []string
	Recipients []string
	Storage    []string // how long, in words
	Rules      []string // streams of retention rules
	Sources    []string // where the data come from
	Elsewhere  bool     // they come from others than the person, or also
	Transfers  []string // outside the EU
	Automated  bool     // decisions without a human
}

// RequestFacts is what others need to know of a request of a person (RT-21).
type RequestFacts struct {
	Right      string // "objection"
	Process    string
	Received   calendar.Date
	Granted    bool // in whole or in part
	Closed     bool
	Together   []string  // streams of requests of the same person, as far as is known
	Case       string    // the case of §5.3 on which use is restricted while it is handled
	Activities []string  // streams of all activities that it is about
	Restricts  []string  // streams of the activities whose data of this person may not be used meanwhile
	Since      time.Time // it restricts: in this round of handling, if it was reopened
}

// RestrictionFacts is what others need to know of a restriction (RT-22).
type RestrictionFacts struct {
	Request, Activity string // streams
	Active            bool
	Since, Ended      time.Time // Ended is zero while it is active
}

// StandsFor tells whether the restriction is in the place of what the request brings by itself in its activity. One that was lifted
// before the request was handled again is not: that was about another round.
func (r RestrictionFacts) StandsFor(q RequestFacts) bool { return r.Active || !r.Ended.Before(q.Since) }

// DestructionFacts is what others need to know of a destruction (RT-09).
type DestructionFacts struct {
	ForErasure bool // by a request of a person (§5.4)
	Done       bool
	On         calendar.Date
}

// Restricted lists the streams by which data of an activity, or data that a request is about, are kept and not used or
// destroyed now (§5.3): restrictions that are active, and requests that restrict until they are decided on and have no
// restriction of their own yet.
func Restricted(f Facts, stream string) (list []string) {
	if q, ok := Tell[RequestFacts](f, stream); ok {
		return RestrictedFor(f, stream, q)
	}
	for _, t := range f.Linked(stream, "restriction") {
		if r, _ := t.Says.(RestrictionFacts); r.Active {
			list = append(list, t.Stream)
		}
	}
	for _, t := range f.Linked(stream, "request") {
		if q, _ := t.Says.(RequestFacts); pending(f, t.Stream, q, stream) {
			list = append(list, t.Stream)
		}
	}
	return list
}

// RestrictedFor is [Restricted] for the person of a request that says q: its own restrictions and those of the requests of the same
// person, as far as one names the other, in the activities that q is about (R-5.3-03, R-5.3-04).
func RestrictedFor(f Facts, request string, q RequestFacts) (list []string) {
	of := append([]string{request}, q.Together...)
	for _, t := range f.Linked(request, "request") {
		of = append(of, t.Stream)
	}
	for _, stream := range Lines(of) {
		for _, t := range f.Linked(stream, "restriction") {
			if r, _ := t.Says.(RestrictionFacts); r.Active && r.Request == stream && slices.Contains(q.Activities, r.Activity) {
				list = append(list, t.Stream)
			}
		}
		says := q
		if stream != request {
			says, _ = Tell[RequestFacts](f, stream)
		}
		if slices.ContainsFunc(q.Activities, func(a string) bool { return pending(f, stream, says, a) }) {
			list = append(list, stream)
		}
	}
	return list
}

// pending tells whether a request itself restricts an activity: it does until it is decided on, or a restriction stands in its place.
func pending(f Facts, request string, q RequestFacts, activity string) bool {
	return slices.Contains(q.Restricts, activity) && !slices.ContainsFunc(f.Linked(request, "restriction"), func(t Told) bool {
		r, _ := t.Says.(RestrictionFacts)
		return r.Request == request && r.Activity == activity && r.StandsFor(q)
	})
}

// ProcessorFacts is what others need to know of a processor (RT-11).
type ProcessorFacts struct {
	Name       string
	Usable     bool          // registered, with guarantees found sufficient
	Gone       bool          // rejected, or ended
	Guarantees calendar.Date // when they were assessed; "" if they were not, or not found sufficient
	Aspects    []Aspect
}

// AgreementFacts is what others need to know of a processor agreement (RT-12).
type AgreementFacts struct {
	Processor   string // stream
	From, Until calendar.Date
	Ended       calendar.Date // "" while it has not
	Concluded   bool
	Settled     bool       // ended, and the data returned or destroyed
	Covers      []Approved // what it was concluded for
}

// InForce tells whether the agreement holds on a day.
func (a AgreementFacts) InForce(d calendar.Date) bool {
	return a.Concluded && d >= a.From && (a.Until == "" || d <= a.Until) && (a.Ended == "" || d < a.Ended)
}

// DPIAFacts is what others need to know of a DPIA (RT-18).
type DPIAFacts struct {
	Obligatory   bool // its pre-scan says that a DPIA is needed
	Cancelled    bool
	Full         bool          // a full DPIA
	Initiated    bool          // carried out, or meant to be
	Completed    calendar.Date // "" if it is not, or was reopened
	Consultation bool          // the AP must be consulted, and the outcome is not recorded yet
	Needed       []string      // measures that must be implemented before the start, and are not (start condition f)
	Covers       []Approved    // what was screened or assessed
}

// ConsultationFacts is what others need to know of a prior consultation (RT-19).
type ConsultationFacts struct {
	DPIA   string // stream
	Blocks bool   // open, or closed with a prohibition
	Closed bool
}

// ArrangementFacts is what others need to know of a covenant or an exchange arrangement (RT-15, RT-16).
type ArrangementFacts struct {
	Parties     []string // organisations, the municipality not among them
	Concluded   bool
	From, Until calendar.Date
	Ended       bool
}

// InForce tells whether the arrangement holds on a day.
func (a ArrangementFacts) InForce(d calendar.Date) bool {
	return a.Concluded && !a.Ended && d >= a.From && (a.Until == "" || d <= a.Until)
}

// MeasureFacts is what others need to know of a measure (RT-20).
type MeasureFacts struct {
	BeforeStart bool // needed before the processing starts
	Done        bool // implemented, or rejected with a reason
	Settled     bool // tested and found sufficient, or rejected with a reason
}

// ConfidentialityFacts is what others need to know of what binds one person who works here (RT-26).
type ConfidentialityFacts struct {
	From, Until calendar.Date // days included; Until is "" while no end is known
	Ended       bool
	Missing     []string // duties of §6.1 that are not met, in Dutch
}

// Serves tells whether the person works here on a day.
func (c ConfidentialityFacts) Serves(d calendar.Date) bool {
	return !c.Ended && c.From <= d && (c.Until == "" || d <= c.Until)
}

// NoticeFacts is what others need to know of a privacy notice (RT-06).
type NoticeFacts struct {
	Texts   []NoticeText // every version that was published
	Stale   []string     // activities that the register has changed since, on points that touch the text
	Exempts string       // the activity that people need not be informed of; "" if it is a text
	Others  bool         // the exemption is of article 14(5)(b)–(d) AVG: of data from others only
}

// NoticeText is one published version of a notice.
type NoticeText struct {
	From, Until calendar.Date // days included; Until is "" while no end is known
	InTime      []string      // activities it informs of no later than §4.2 wants
	Late        []string      // activities whose data come from the person, and that it informs of too late
	Purposes    []string      // that it names, in the words of the register
	Cookies     bool          // a privacy statement with a provision on cookies
}

// InForce tells whether the version was in force on a day.
func (t NoticeText) InForce(d calendar.Date) bool {
	return t.From <= d && (t.Until == "" || d <= t.Until)
}

// ReadyFor tells whether people are informed of an activity on a day: start condition (k). If not, nl says what to do.
// FromPerson tells whether the data, or some of them, come from the person.
func (n NoticeFacts) ReadyFor(activity string, fromPerson bool, d calendar.Date) (ok bool, nl string) {
	if n.Exempts == activity && activity != "" {
		if n.Others && fromPerson { // article 13(4) knows one exception: the person has the information already
			return false, "Deze vrijstelling geldt alleen voor gegevens die van anderen komen (AVG art. 14 lid 5)."
		}
		return true, ""
	}
	if slices.Contains(n.Stale, activity) {
		return false, "Het register is gewijzigd sinds de tekst. Stel een nieuwe versie op."
	}
	nl = "Publiceer een tekst voor deze verwerking."
	for _, t := range n.Texts {
		switch {
		case !t.InForce(d):
		case slices.Contains(t.InTime, activity):
			return true, ""
		case slices.Contains(t.Late, activity):
			nl = "Mensen moeten deze informatie krijgen voordat zij gegevens geven."
		}
	}
	return false, nl
}

// NamesPurpose tells whether a text about the activity that holds on a day names the purpose: before that, a new purpose
// is not effective (R-4.3-06).
func (n NoticeFacts) NamesPurpose(activity, purpose string, d calendar.Date) bool {
	return slices.ContainsFunc(n.Texts, func(t NoticeText) bool {
		return t.InForce(d) && (slices.Contains(t.InTime, activity) || slices.Contains(t.Late, activity)) && slices.Contains(t.Purposes, purpose)
	})
}

// HasCookieProvision tells whether it is a privacy statement with a provision on cookies on a day (R-4.2-12).
func (n NoticeFacts) HasCookieProvision(d calendar.Date) bool {
	return slices.ContainsFunc(n.Texts, func(t NoticeText) bool { return t.Cookies && t.InForce(d) })
}

// An Approved names what was approved: a record at exactly this version.
type Approved struct {
	Record  string `json:"record"`
	Version uint64 `json:"version"`
}

// Names tells whether an approval names the record: what it does not name, it does not approve.
func Names(covers []Approved, record string) bool {
	return slices.ContainsFunc(covers, func(a Approved) bool { return a.Record == record })
}

// Approve names records as they are now. What does not exist is left out.
func Approve(f Facts, streams ...string) []Approved {
	var list []Approved
	for _, s := range streams {
		if t, ok := f.Tell(s, 0); ok && !slices.ContainsFunc(list, func(a Approved) bool { return a.Record == s }) {
			list = append(list, Approved{s, t.Version})
		}
	}
	return list
}

// An Aspect is a side of a record that approvals rest on. Something new in it is a material change.
type Aspect struct {
	NL     string   // "Categorie van persoonsgegevens"
	Values []string // "Gezondheid (bijzonder)"
	Lapses []string // the record types whose approvals lapse by it
}

// A Difference is something new in a record since it was approved.
type Difference struct {
	NL    string `json:"nl"`
	Value string `json:"value"`
}

// News lists what is new in the aspects that approvals of a record type rest on. What is gone is not news: less
// processing asks for no new approval.
func News(before, after []Aspect, approval string) []Difference {
	var list []Difference
	for _, a := range after {
		if !slices.Contains(a.Lapses, approval) {
			continue
		}
		var old []string
		for _, b := range before {
			if b.NL == a.NL {
				old = append(old, b.Values...)
			}
		}
		for _, v := range a.Values {
			if !slices.Contains(old, v) {
				list = append(list, Difference{a.NL, v})
			}
		}
	}
	return list
}

// Lapsed lists what is new since an approval in the records it named: with anything in the list, the approval has
// lapsed for that record. Of selects one record; "" is all of them.
func Lapsed(f Facts, approval string, covers []Approved, of string) []Difference {
	var list []Difference
	for _, c := range covers {
		if of != "" && c.Record != of {
			continue
		}
		before, ok := f.Tell(c.Record, c.Version)
		now, found := f.Tell(c.Record, 0)
		if ok && found {
			list = append(list, News(aspectsOf(before), aspectsOf(now), approval)...)
		}
	}
	return list
}

func aspectsOf(t Told) []Aspect {
	switch x := t.Says.(type) {
	case ActivityFacts:
		return x.Aspects
	case ProcessorFacts:
		return x.Aspects
	}
	return nil
}

// Tell returns what a record tells now, if it tells a T.
func Tell[T any](f Facts, stream string) (says T, ok bool) {
	if t, found := f.Tell(stream, 0); found {
		says, ok = t.Says.(T)
	}
	return says, ok
}

// Without is the same world without one record: what would not hold any more if it ended?
func Without(f Facts, stream string) Facts { return without{f, stream} }

type without struct {
	Facts
	stream string
}

func (w without) Tell(stream string, version uint64) (Told, bool) {
	if stream == w.stream {
		return Told{}, false
	}
	return w.Facts.Tell(stream, version)
}

func (w without) Linked(stream, kind string) []Told {
	return slices.DeleteFunc(w.Facts.Linked(stream, kind), func(t Told) bool { return t.Stream == w.stream })
}

func (w without) RetentionRule(id string) bool {
	return "retention/"+id != w.stream && w.Facts.RetentionRule(id)
}
