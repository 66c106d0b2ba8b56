package projections

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// Links knows which records name which others, so that what hangs on a record can be asked, also as of a moment. It
// keeps every link there ever was; whether it was there at a moment is asked of the version of that moment.
type Links struct {
	records *Records
	to      map[string][]*Versions // by the stream that is named, in the order of the log
}

// NewLinks returns the model over the records.
func NewLinks(r *Records) *Links { return &Links{records: r, to: map[string][]*Versions{}} }

// Apply implements [Model].
func (l *Links) Apply(c Change) {
	for _, stream := range newLinks(c.Record, c.Before, c.After) {
		if list := l.to[stream]; !slices.Contains(list, c.Record) {
			l.to[stream] = append(list, c.Record)
		}
	}
}

// newLinks are the links of a state that the one before did not have: most events bring none.
func newLinks(v *Versions, before, after any) []string {
	list := v.linksOf(after)
	if before == nil || len(list) == 0 {
		return list
	}
	old := v.linksOf(before)
	return slices.DeleteFunc(list, func(s string) bool { return slices.Contains(old, s) })
}

// linksOf are the records that a state names, and the process it belongs to.
func (v *Versions) linksOf(state any) []string {
	if state == nil {
		return nil
	}
	var list []string
	if x, ok := state.(domain.Linker); ok {
		list = slices.Clone(x.Links()) // the slice may be that of the state, which versions share
	}
	if p := v.Record.ProcessOf(state); p != "" && p != v.ID {
		list = append(list, "process/"+p)
	}
	return list
}

// A Link is a record that names another, as it was at the moment asked.
type Link struct {
	*Versions
	At Version
}

// To returns the records that name the stream as of a moment, in the order in which they first named it.
func (l *Links) To(stream string, a AsOf) []Link { return l.ofKind(stream, "", a) }

// ofKind is [Links.To] for one type of record; "" is every type. The type is asked first: it costs nothing, and most
// records that name an activity are of another.
func (l *Links) ofKind(stream, kind string, a AsOf) []Link {
	var list []Link
	for _, v := range l.to[stream] {
		if kind != "" && v.Record.Info().Name != kind {
			continue
		}
		if at, ok := v.At(a); ok {
			if slices.Contains(v.linksOf(at.State), stream) {
				list = append(list, Link{v, at})
			}
		}
	}
	return list
}

// tell is what a version says to rules about other records.
func tell(v *Versions, at Version) domain.Told {
	t := domain.Told{Stream: v.Stream, Version: at.Version, Title: v.Record.TitleOf(at.State)}
	if x, ok := at.State.(domain.Teller); ok {
		t.Says = x.Tells()
	}
	return t
}

// Tell implements [domain.Facts].
func (g *Governance) Tell(stream string, version uint64) (domain.Told, bool) {
	return g.tellAt(stream, version, AsOf{})
}

// Linked implements [domain.Facts].
func (g *Governance) Linked(stream, kind string) []domain.Told {
	return g.linkedAt(stream, kind, AsOf{})
}

func (g *Governance) tellAt(stream string, version uint64, a AsOf) (domain.Told, bool) {
	v := g.records.Stream(stream)
	if v == nil || version > uint64(len(v.List)) {
		return domain.Told{}, false
	}
	if version > 0 {
		return tell(v, v.List[version-1]), true
	}
	at, ok := v.At(a)
	if !ok {
		return domain.Told{}, false
	}
	return tell(v, at), true
}

func (g *Governance) linkedAt(stream, kind string, a AsOf) []domain.Told {
	var list []domain.Told
	for _, l := range g.links.ofKind(stream, kind, a) {
		list = append(list, tell(l.Versions, l.At))
	}
	return list
}

// At returns the facts about other records as of a moment. Who holds which role, and processes, are those of now.
func (g *Governance) At(a AsOf) domain.Facts {
	if a.Now() {
		return g
	}
	return asOf{g, a}
}

type asOf struct {
	*Governance
	at AsOf
}

func (f asOf) Tell(stream string, version uint64) (domain.Told, bool) {
	return f.tellAt(stream, version, f.at)
}

func (f asOf) Linked(stream, kind string) []domain.Told { return f.linkedAt(stream, kind, f.at) }

func (f asOf) RetentionRule(id string) bool {
	_, ok := f.tellAt("retention/"+id, 0, f.at)
	return ok
}

func (f locked) Tell(stream string, version uint64) (t domain.Told, ok bool) {
	f.live.View(func() { t, ok = f.g.Tell(stream, version) })
	return t, ok
}

func (f locked) Linked(stream, kind string) (list []domain.Told) {
	f.live.View(func() { list = f.g.Linked(stream, kind) })
	return list
}
