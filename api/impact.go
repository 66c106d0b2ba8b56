package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

const impactPath = "/gevolgen"

// Bounds of what one page follows and shows: a process may have hundreds of records.
const (
	maxDepth    = 3   // from a model over agreements to activities
	maxImpact   = 250 // records looked at
	maxHangRows = 25  // on the page of the record itself
)

// hangs is the table of records that name a record; nil if there is none.
func (s *Server) hangs(r *http.Request, v *projections.Versions, a projections.AsOf) *web.Table {
	list := s.eyes(r).linksTo(v.Stream, a)
	if len(list) == 0 {
		return nil
	}
	t := linkTable("hoort-bij", "Hoort hierbij", "", linkRows(list[:min(len(list), maxHangRows)], func(h string) string { return keepTime(r, h) }))
	if more := len(list) - maxHangRows; more > 0 {
		t.Rows = append(t.Rows, web.Row{Quiet: true, Cells: []web.Cell{{NL: "Nog " + plural(more, "ander", "andere"), Href: keepTime(r, recordPath(v)+impactPath)}, {}, {}}})
	}
	return &t
}

// impact shows what hangs on a record, as of a moment, and what would not be in order any more if it ended.
func (s *Server) impact(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	var view overview
	var crumbs []web.Link
	found := false
	s.Live.View(func() {
		v := s.find(r)
		if v == nil {
			return
		}
		found = true
		info, name := v.Record.Info(), title(v.Record, v.Last().State)
		crumbs = []web.Link{{Href: keepTime(r, "/"+info.Path), NL: info.Plural}, {Href: keepTime(r, recordPath(v)), NL: name}, {NL: "Wat hangt hieraan"}}
		view = s.impactView(r, v, a)
		view.Head = headView{Title: "Wat hangt aan dit record?", Lead: info.NL + ": " + name}
	})
	if !found {
		s.notFound(w, r)
		return
	}
	p := s.page(r, view.Head.Title)
	p.AsOf, p.Breadcrumbs, p.Data = bar, crumbs, view
	s.render(w, r, http.StatusOK, "overzicht", p)
}

func (s *Server) impactView(r *http.Request, v *projections.Versions, a projections.AsOf) overview {
	keep := func(h string) string { return keepTime(r, h) }
	reached, more := s.reach(r, v, a)
	var view overview
	if more {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Info, NL: "Er hangt meer aan dit record dan hier past: u ziet de eerste " + plural(maxImpact, "record", "records") + ". Ook wat er dan niet meer klopt, is alleen daarvoor nagegaan."})
	}
	broken := s.broken(r, v.Stream, reached, a)
	t := web.Table{ID: "niet-meer", Caption: "Wat er dan niet meer klopt", CaptionHidden: true, Rows: broken,
		Empty: "Als dit eindigt, blijft elke verwerking voldoen aan de startvoorwaarden waaraan zij nu voldoet.", Columns: []web.Column{{NL: "Verwerking", RowHeader: true}, {NL: "Voorwaarde"}, {NL: "Wat er dan ontbreekt"}}}
	view.add("Wat klopt er niet meer als dit eindigt?", "", t)
	view.add("Wat hangt eraan", "", linkTable("hangt", "Wat eraan hangt", "Er hangt niets aan dit record.", linkRows(reached, keep)))
	return view
}

// reach finds what hangs on a record: whatever names it, and whatever names that; and the activities that those are about.
// Through processes and activities themselves it does not go on: everything hangs together there.
func (s *Server) reach(r *http.Request, v *projections.Versions, a projections.AsOf) (list []projections.Link, more bool) {
	seen := map[string]bool{v.Stream: true}
	add := func(l projections.Link) bool {
		if seen[l.Stream] {
			return false
		}
		seen[l.Stream] = true
		if len(list) == maxImpact {
			more = true
			return false
		}
		list = append(list, l)
		return true
	}
	next := []string{v.Stream}
	if at, ok := v.At(a); ok {
		s.activitiesOf(at, a, add)
	}
	for range maxDepth {
		var found []string
		for _, stream := range next {
			for _, l := range s.eyes(r).linksTo(stream, a) {
				if add(l) && !strings.HasPrefix(l.Stream, "activity/") {
					found = append(found, l.Stream)
					s.activitiesOf(l.At, a, add)
				}
			}
		}
		if next = found; len(next) == 0 {
			break
		}
	}
	return list, more
}

// activitiesOf adds the activities that a record names itself: an agreement hangs on its processor, and its activities on it.
func (s *Server) activitiesOf(at projections.Version, a projections.AsOf, add func(projections.Link) bool) {
	x, ok := at.State.(domain.Linker)
	if !ok {
		return
	}
	for _, stream := range x.Links() {
		if v := s.Records.Stream(stream); v != nil && strings.HasPrefix(stream, "activity/") {
			if of, ok := v.At(a); ok {
				add(projections.Link{Versions: v, At: of})
			}
		}
	}
}

// broken lists the start conditions that activities meet, and would not meet without the record.
func (s *Server) broken(r *http.Request, stream string, reached []projections.Link, a projections.AsOf) []web.Row {
	by := s.stampAt(a)
	gone := by
	seen := &watch{Facts: by.Facts, stream: stream, told: map[toldKey]told{}, linked: map[[2]string][]domain.Told{}}
	by.Facts, gone.Facts = seen, domain.Without(seen, stream)
	var rows []web.Row
	for _, l := range reached {
		x, ok := l.At.State.(register.Activity)
		if !ok || x.State == register.StatusEnded {
			continue
		}
		for _, c := range register.Conditions {
			seen.asked = false
			if c.Check(x, by).Verdict != register.Met || !seen.asked {
				continue // what did not look at the record stays as it is without it
			}
			if f := c.Check(x, gone); f.Verdict != register.Met {
				rows = append(rows, web.Row{Cells: []web.Cell{{NL: title(l.Record, x), Href: keepTime(r, recordPath(l.Versions)+startPath)}, {NL: "(" + c.Letter + ") " + c.NL}, {NL: f.NL}}})
			}
		}
	}
	return rows
}

// watch tells whether a rule looked at one record among the facts of others. It remembers what a version says: the rules
// of one page ask it of the same few agreements and activities again and again.
type watch struct {
	domain.Facts
	stream string
	asked  bool
	told   map[toldKey]told
	linked map[[2]string][]domain.Told // by stream and kind
}

type toldKey struct {
	stream  string
	version uint64
}

type told struct {
	domain.Told
	ok bool
}

func (w *watch) Tell(stream string, version uint64) (domain.Told, bool) {
	w.asked = w.asked || stream == w.stream
	key := toldKey{stream, version}
	t, known := w.told[key]
	if !known {
		t.Told, t.ok = w.Facts.Tell(stream, version)
		w.told[key] = t
	}
	return t.Told, t.ok
}

func (w *watch) Linked(stream, kind string) []domain.Told {
	key := [2]string{stream, kind}
	list, known := w.linked[key]
	if !known {
		list = w.Facts.Linked(stream, kind)
		w.linked[key] = list
	}
	w.asked = w.asked || slices.ContainsFunc(list, func(t domain.Told) bool { return t.Stream == w.stream })
	return slices.Clone(list) // who asks may change it
}

func (w *watch) RetentionRule(id string) bool {
	w.asked = w.asked || "retention/"+id == w.stream
	return w.Facts.RetentionRule(id)
}

// personImpact shows what hangs on a person in office: roles, processes, mandates, and the activities of the processes.
func (s *Server) personImpact(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	id := chi.URLParam(r, "id")
	if !s.Staff.Knows(id) {
		s.notFound(w, r)
		return
	}
	var view overview
	s.Live.View(func() { view = s.personView(r, id, a) })
	view.Head = headView{Title: "Wat hangt aan deze persoon?", Lead: s.Staff.Name(id)}
	p := s.page(r, view.Head.Title)
	p.AsOf, p.Breadcrumbs, p.Data = bar, []web.Link{{Href: keepTime(r, "/rollen"), NL: "Rollen"}, {NL: s.Staff.Name(id)}}, view
	s.render(w, r, http.StatusOK, "overzicht", p)
}

func (s *Server) personView(r *http.Request, id string, a projections.AsOf) overview {
	keep := func(h string) string { return keepTime(r, h) }
	day := calendar.On(s.stampAt(a).Happened)
	var offices, processes []projections.Link
	for _, kind := range []string{"role", "process"} {
		for _, v := range s.Records.OfType(kind) {
			at, ok := v.At(a)
			if !ok {
				continue
			}
			switch x := at.State.(type) {
			case governance.Appointment:
				if slices.Contains(x.InOffice(day), id) {
					offices = append(offices, projections.Link{Versions: v, At: at})
				}
			case governance.Process:
				if !x.Ended && (x.OwnerOn(day) == id || x.Coord == id) {
					processes = append(processes, projections.Link{Versions: v, At: at})
				}
			}
		}
	}
	var under []projections.Link
	for _, p := range processes {
		under = append(under, s.eyes(r).linksTo(p.Stream, a)...)
	}
	var view overview
	if len(under) > maxImpact {
		view.Alerts = []web.Alert{{Kind: web.Info, NL: "Bij die processen horen " + plural(len(under), "record", "records") + ": u ziet de eerste " + plural(maxImpact, "record", "records") + "."}}
		under = under[:maxImpact]
	}
	view.add("Rollen", "", linkTable("rollen", "Rollen", "Deze persoon heeft geen rol.", linkRows(offices, keep)))
	view.add("Processen", "Als deze persoon vertrekt, ontbreekt hier de eigenaar.", linkTable("processen", "Processen", "Deze persoon heeft geen proces.", linkRows(processes, keep)))
	view.add("Wat bij die processen hoort", "", linkTable("onder", "Wat bij die processen hoort", "", linkRows(under, keep)))
	return view
}

// lawImpact shows which activities rest on a law: their purposes, special data, BSN or sectoral laws name it.
func (s *Server) lawImpact(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	law := strings.TrimSpace(r.URL.Query().Get("wet"))
	view := overview{Head: headView{Title: "Wat hangt aan een wet of artikel?", Lead: "Verwerkingen die de wet noemen: bij een doel, bij bijzondere gegevens, bij het BSN of als bijzondere wet."},
		Filters: web.FilterForm{Action: impactPath, Label: "Zoeken", Fields: []web.Field{{Kind: web.Text, Name: "wet", Label: "Wet of artikel", Hint: "Bijvoorbeeld: Wmo 2015, art. 2.3.5", Value: law, Free: true}}}}
	if law != "" {
		s.Live.View(func() {
			var rows []web.Row
			for _, v := range s.Records.OfType("activity") {
				if at, ok := v.At(a); ok {
					if where := names(at.State.(register.Activity).Content, law); len(where) > 0 {
						info, st := v.Record.Info(), v.Record.StatusOf(at.State)
						rows = append(rows, web.Row{Cells: []web.Cell{{NL: title(v.Record, at.State), Href: keepTime(r, recordPath(v))}, {Lines: where}, {Tag: web.StatusTag(st, info.StatusNL(st))}}})
					}
				}
			}
			view.add(plural(len(rows), "verwerking noemt", "verwerkingen noemen")+" ‘"+law+"’", "", web.Table{ID: "verwerkingen", Caption: "Verwerkingen", CaptionHidden: true,
				Empty: "Geen verwerking noemt deze wet.", Rows: rows, Columns: []web.Column{{NL: "Verwerking", RowHeader: true}, {NL: "Waar"}, {NL: "Status"}}})
		})
	}
	p := s.page(r, view.Head.Title)
	p.AsOf, p.Data = bar, view
	s.render(w, r, http.StatusOK, "overzicht", p)
}

// names says where the content names the law.
func names(c register.Content, law string) []string {
	var where []string
	has := func(text, nl string) {
		if strings.Contains(strings.ToLower(text), strings.ToLower(law)) {
			where = append(where, nl)
		}
	}
	for _, p := range c.Purposes {
		has(p.Explanation, "Doel: "+p.Text)
	}
	has(c.SpecialLaw, "Bijzondere gegevens: "+c.SpecialLaw)
	has(c.BSNBasis, "BSN: "+c.BSNBasis)
	for _, l := range c.SectoralLaws {
		has(l, "Bijzondere wet: "+l)
	}
	return where
}
