package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/projections"
)

// maxTimeline bounds the entries of a timeline on a page; the history page shows all.
const maxTimeline = 200

// timeline is what happened to a record up to a moment, newest first.
func (s *Server) timeline(r *http.Request, v *projections.Versions, a projections.AsOf) web.Timeline {
	var t web.Timeline
	for _, x := range slices.Backward(v.List) {
		if !a.Recorded.IsZero() && x.Recorded.After(a.Recorded) || !a.Happened.IsZero() && x.Happened.After(a.Happened) {
			continue
		}
		if len(t.Entries) == maxTimeline {
			break
		}
		t.Entries = append(t.Entries, s.entry(v, x.Entry))
	}
	return t
}

// entry is one event as a line of the timeline. There is no "unknown": every event type has a Dutch line.
func (s *Server) entry(v *projections.Versions, e *projections.Entry) web.Entry {
	x := web.Entry{ID: "v" + strconv.FormatUint(e.Version, 10), Happened: e.Happened, Recorded: e.Recorded,
		What: projections.EventNL(v.Record, e), Who: s.who(e), Role: domain.RoleNL(e.Role), Tags: originTags(e)}
	for _, l := range s.names.Fact(e.Fact) {
		if l.Key == "reason" || l.Key == "Reason" {
			x.Why = l.Value
			continue
		}
		x.Details = append(x.Details, web.SummaryRow{Key: l.NL, Cell: cell(l.Value)})
	}
	x.Links = []web.Link{{Href: fmt.Sprintf("%s/bewijs/%d", recordPath(v), e.Version), NL: fmt.Sprintf("Bewijs van vastlegging %d", e.Version)}}
	return x
}

// who is the actor by name, with the owner if it was done under a mandate (R-3.2-06).
func (s *Server) who(e *projections.Entry) string {
	name := s.names.Person(e.Actor)
	if e.Mandate != "" {
		name += ", namens " + s.names.Person(e.OnBehalfOf) + " (mandaat)"
	}
	return name
}

func originTags(e *projections.Entry) []web.Tag {
	switch e.Origin {
	case domain.Afterwards:
		return []web.Tag{{Kind: web.Warning, NL: "achteraf vastgelegd"}}
	case domain.Imported:
		return []web.Tag{{Kind: web.Info, NL: "ingelezen uit bestand"}}
	}
	return nil
}

// versions lists the versions of a record up to a moment.
func (s *Server) versions(r *http.Request, v *projections.Versions, a projections.AsOf) web.Table {
	t := web.Table{ID: "versies", Caption: "Versies", Compact: true, Columns: []web.Column{{NL: "Versie", RowHeader: true}, {NL: "Wat"}, {NL: "Vastgelegd"}, {NL: "Gebeurd"}}}
	for _, x := range slices.Backward(v.List) {
		if !a.Recorded.IsZero() && x.Recorded.After(a.Recorded) {
			continue
		}
		if len(t.Rows) == maxTimeline {
			break
		}
		n := strconv.FormatUint(x.Version, 10)
		c := web.Cell{NL: n}
		if x.Version > 1 {
			c.Href = fmt.Sprintf("%s/vergelijken?van=%d&naar=%d", recordPath(v), x.Version-1, x.Version)
			c.NL = n
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{c, {NL: projections.EventNL(v.Record, x.Entry)}, {Time: x.Recorded, Clock: true}, {Time: x.Happened}}})
	}
	return t
}

// compareView chooses two versions to compare.
type compareView struct {
	Action   string
	From, To web.Field
	Diff     web.Diff
	Show     bool
}

func (s *Server) newCompare(v *projections.Versions) compareView {
	c := compareView{Action: recordPath(v) + "/vergelijken", Show: len(v.List) > 1}
	c.From = versionField(v, "van", "Van", s.lastOther(v))
	c.To = versionField(v, "naar", "Naar", len(v.List))
	return c
}

// lastOther is the number of the last version that reads otherwise than the newest: not every event changes a field.
func (s *Server) lastOther(v *projections.Versions) int {
	last := len(v.List)
	for n := last - 1; n > max(0, last-20); n-- {
		if len(s.diff(v, v.List[n-1], v.List[last-1]).Rows) > 0 {
			return n
		}
	}
	return max(1, last-1)
}

func versionField(v *projections.Versions, name, label string, chosen int) web.Field {
	f := web.Field{Kind: web.Select, Name: name, Label: label, Free: true}
	for i, x := range v.List {
		if len(v.List)-i > maxTimeline && i > 0 && i+1 != chosen {
			continue
		}
		n := strconv.Itoa(i + 1)
		f.Options = append(f.Options, web.Option{Value: n, NL: fmt.Sprintf("versie %s, %s (%s)", n, dayNL(x.Recorded), projections.EventNL(v.Record, x.Entry)), Selected: i+1 == chosen})
	}
	return f
}

// compare shows how two versions of a record differ, or how it differs between two moments.
func (s *Server) compare(w http.ResponseWriter, r *http.Request) {
	var view compareView
	var name, back, plural, plurals string
	s.Live.View(func() {
		v := s.find(r)
		if v == nil {
			return
		}
		name, back = title(v.Record, v.Last().State), recordPath(v)
		plural, plurals = v.Record.Info().Plural, "/"+v.Record.Info().Path
		view = s.compareView(r, v)
	})
	if name == "" {
		s.notFound(w, r)
		return
	}
	p := s.page(r, "Vergelijken: "+name)
	p.Breadcrumbs = []web.Link{{Href: plurals, NL: plural}, {Href: back, NL: name}, {NL: "Vergelijken"}}
	p.Data = view
	s.render(w, r, http.StatusOK, "vergelijken", p)
}

func (s *Server) compareView(r *http.Request, v *projections.Versions) compareView {
	from, to := s.versionOf(r, v, "van", s.lastOther(v)), s.versionOf(r, v, "naar", len(v.List))
	c := compareView{Action: recordPath(v) + "/vergelijken", Show: true,
		From: versionField(v, "van", "Van", from), To: versionField(v, "naar", "Naar", to)}
	a, b := v.List[from-1], v.List[to-1]
	c.Diff = *s.diff(v, a, b)
	c.Diff.Same = max(0, len(s.names.State(b.State))-len(c.Diff.Rows))
	return c
}

func (s *Server) versionOf(r *http.Request, v *projections.Versions, name string, other int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 1 || n > len(v.List) {
		return other
	}
	return n
}

func versionNL(x projections.Version) string {
	return fmt.Sprintf("versie %d (%s)", x.Version, dayNL(x.Recorded))
}
