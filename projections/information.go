package projections

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/transparency"
)

// Information is what people are told (RT-06): drafts of texts out of the register, the texts in force on a day, and the
// texts that the register has overtaken.
type Information struct {
	register *Register
	records  *Records
}

// NewInformation returns the model over the register.
func NewInformation(r *Register) *Information { return &Information{r, r.records} }

// Covered returns what the register says of an activity for a text about it, at a version; version 0 is the present one.
// ok is false if there is no such activity or version.
func (i *Information) Covered(stream string, version uint64) (c transparency.Covered, ok bool) {
	at, ok := i.activityAt(stream, version)
	if !ok {
		return c, false
	}
	return CoveredBy(stream, at.Version, at.State.(register.Activity).Content), true
}

func (i *Information) activityAt(stream string, version uint64) (Version, bool) {
	v := i.records.Stream(stream)
	if v == nil || v.Record.Info().Name != "activity" || version > uint64(len(v.List)) {
		return Version{}, false
	}
	if version == 0 {
		return v.Last(), true
	}
	return v.List[version-1], true
}

// CoveredBy is what a version of an activity asks of a text about it.
func CoveredBy(stream string, version uint64, c register.Content) transparency.Covered {
	x := transparency.Covered{Activity: stream, Version: version, ObtainedFrom: transparency.ObtainedFrom(c.ObtainedFrom),
		Recipients: len(c.Recipients) > 0, Transfers: c.OutsideEU == domain.Yes, Automated: c.Automated == domain.Yes}
	for _, g := range (domain.Ground("")).Choices() {
		if c.Uses(domain.Ground(g.Value)) {
			x.Grounds = append(x.Grounds, domain.Ground(g.Value))
		}
	}
	return x
}

// told are the fields of the register that a text for residents rests on (§4.2, articles 13 and 14 AVG).
var told = []string{"controller", "controller_contact", "purposes", "data_categories", "recipients", "no_recipients", "retention", "origin", "outside_eu",
	"transfers", "obtained_from", "automated", "consent", "joint_controllers"}

// Overtaken returns the labels of what the register changed since the version that a text was written from, on points that
// touch the text, and the present version of the activity. Written is when: a retention rule that has changed since
// touches the text too.
func (i *Information) Overtaken(c transparency.Covered, written time.Time) (fields []string, now uint64) {
	was, ok := i.activityAt(c.Activity, c.Version)
	if !ok {
		return nil, 0
	}
	is, _ := i.activityAt(c.Activity, 0)
	then := i.register.namesAt(written)
	a, b := was.State.(register.Activity).Content, is.State.(register.Activity).Content
	for _, key := range told {
		if then.Field(a, key) != i.register.Names.Field(b, key) {
			fields = append(fields, fieldNL(key))
		}
	}
	return domain.Lines(fields), is.Version
}

// Due lists the texts that the clock must mark for revision (R-4.2-16), one activity a text at a time.
func (i *Information) Due(l *Live) (list []Due) {
	l.View(func() {
		for _, v := range i.records.OfType("notice") {
			s := v.Last().State.(transparency.Notice)
			if s.State != transparency.NoticeStatusPublished && s.State != transparency.NoticeStatusRevise {
				continue
			}
			if c := i.revision(v, s); c != nil {
				list = append(list, Due{Record: "notice", ID: v.ID, Version: v.Last().Version, Command: *c})
			}
		}
	})
	return list
}

func (i *Information) revision(v *Versions, s transparency.Notice) *transparency.MarkNoticeForRevision {
	last := s.Published[len(s.Published)-1]
	written := v.written(last.Number)
	for _, c := range last.Covered {
		if fields, now := i.Overtaken(c, written); len(fields) > 0 && !s.Marked(c.Activity, now) {
			return &transparency.MarkNoticeForRevision{Activity: c.Activity, Version: now, Fields: fields}
		}
	}
	return nil
}

// written is when the text of a version was drafted last.
func (v *Versions) written(number int) time.Time {
	for _, x := range slices.Backward(v.List) {
		if f, ok := x.Fact.(transparency.NoticeDrafted); ok && f.Version == number {
			return x.Recorded
		}
	}
	return time.Time{} // cannot be: what is published was drafted
}

// PublicText is a text as people read it.
type PublicText struct {
	ID, FG string // FG: name and contact of whoever was in office on the day
	State  domain.Status
	transparency.Publication
}

// Current returns the texts that people read on a day, sorted by name: of each at most one version. Known, if not zero,
// asks what the ledger knew at that moment of recording.
func (i *Information) Current(day calendar.Date, known time.Time) []PublicText {
	return i.texts(day, known, func(s transparency.Notice) []transparency.Publication {
		if p, ok := s.Current(day); ok {
			return []transparency.Publication{p}
		}
		return nil
	})
}

// InForce returns every version that was in force at any time of a day and is about an activity, a stream; see
// [Information.Current].
func (i *Information) InForce(day calendar.Date, known time.Time, activity string) []PublicText {
	return i.texts(day, known, func(s transparency.Notice) []transparency.Publication {
		return slices.DeleteFunc(s.InForce(day), func(p transparency.Publication) bool { return !p.Covers(activity) })
	})
}

func (i *Information) texts(day calendar.Date, known time.Time, of func(transparency.Notice) []transparency.Publication) []PublicText {
	fg := i.fg(day, known)
	var list []PublicText
	for _, v := range i.records.OfType("notice") {
		at, ok := v.At(AsOf{Recorded: known})
		if !ok {
			continue
		}
		s := at.State.(transparency.Notice)
		for _, p := range of(s) {
			list = append(list, PublicText{v.ID, fg, s.State, p})
		}
	}
	slices.SortStableFunc(list, func(a, b PublicText) int { return cmp.Or(fold(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list
}

// Text returns one published version of a text; version 0 is the one in force on the day. The address of a version stays
// right for ever (R-4.2-15).
func (i *Information) Text(id string, version int, today calendar.Date) (PublicText, bool) {
	v := i.records.Get("notice", id)
	if v == nil {
		return PublicText{}, false
	}
	s := v.Last().State.(transparency.Notice)
	if version == 0 {
		p, ok := s.Current(today)
		return PublicText{id, i.fg(today, time.Time{}), s.State, p}, ok
	}
	p, ok := s.Version(version)
	if !ok || p.From > today {
		return PublicText{}, false
	}
	day := today
	if p.Until != "" && p.Until < today {
		day = p.Until
	}
	return PublicText{id, i.fg(day, time.Time{}), s.State, p}, true
}

// Versions returns every version of a text that has been in force by a day, newest first.
func (i *Information) Versions(id string, today calendar.Date) []transparency.Publication {
	v := i.records.Get("notice", id)
	if v == nil {
		return nil
	}
	list := slices.DeleteFunc(slices.Clone(v.Last().State.(transparency.Notice).Published), func(p transparency.Publication) bool { return p.From > today })
	slices.Reverse(list)
	return list
}

// fg is the FG as people could read it on a day. Who is appointed for a later day is not in office yet.
func (i *Information) fg(day calendar.Date, known time.Time) string {
	if known.IsZero() {
		return i.register.FG(time.Time{}, day.Start().Add(12*time.Hour))
	}
	return i.register.FG(known, known)
}

// Informed is one moment at which people were told, and Exempted a reason why they were not.
type (
	Informed struct {
		*Entry
		Notice *Versions
		transparency.InformationMomentRecorded
	}
	Exempted struct {
		*Versions
		transparency.Exemption
	}
)

// Moments returns when people were told of an activity, up to the end of a day, as far as was known; newest first.
func (i *Information) Moments(activity string, day calendar.Date, known time.Time) []Informed {
	var list []Informed
	for _, v := range i.records.OfType("notice") {
		for _, x := range v.List {
			f, ok := x.Fact.(transparency.InformationMomentRecorded)
			if ok && f.Activity == activity && x.Happened.Before(day.End()) && (known.IsZero() || !x.Recorded.After(known)) {
				list = append(list, Informed{x.Entry, v, f})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Informed) int { return b.Happened.Compare(a.Happened) })
	return list
}

// Exemptions returns why people need not be told of an activity on a day, as far as was known.
func (i *Information) Exemptions(activity string, day calendar.Date, known time.Time) []Exempted {
	var list []Exempted
	for _, v := range i.records.OfType("notice") {
		at, ok := v.At(AsOf{Recorded: known, Happened: day.End().Add(-time.Nanosecond)})
		if !ok {
			continue
		}
		if s := at.State.(transparency.Notice); s.State == transparency.NoticeStatusExempt && s.Exemption.Activity == activity {
			list = append(list, Exempted{v, s.Exemption})
		}
	}
	return list
}

func joined(list []string) string { return strings.Join(domain.Lines(list), "\n") }
