package api

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/projections"
)

// The pages of the FG: what changed between two moments, who records late, who reads personal data, what administrators do.

// eventHref is where an event stands in the history.
func eventHref(v *projections.Versions, e *projections.Entry) string {
	return historyPath(v) + "#v" + strconv.FormatUint(e.Version, 10)
}

// departmentLags are the tables of the lag per department. Call it under View.
func (s *Server) departmentLags(f projections.HistoryFilter) (departments, clusters web.Table) {
	departments = web.Table{ID: "afdelingen", Caption: "Achterstand en verbeteringen per afdeling", CaptionHidden: true, Empty: "Er is in deze periode niets vastgelegd.",
		Columns: []web.Column{{NL: "Afdeling of team", RowHeader: true}, {NL: "Aantal", Numeric: true}, {NL: "Middelste", Numeric: true}, {NL: "Langste", Numeric: true},
			{NL: "Meer dan een dag later", Numeric: true}, {NL: "Gemarkeerd als achteraf", Numeric: true}, {NL: "Verbeteringen", Numeric: true}}}
	clusters = web.Table{ID: "pieken", Caption: "Achteraf vastgelegd vlak voor een rapportage", CaptionHidden: true, Empty: "Geen afdeling legt vlak voor een rapportage opvallend veel achteraf vast.",
		Columns: []web.Column{{NL: "Afdeling of team", RowHeader: true}, {NL: "Rapportage over de periode tot en met"}, {NL: "Achteraf in twee weken", Numeric: true}, {NL: "Gewoonlijk in twee weken", Numeric: true}}}
	list, peaks := s.Records.DepartmentLags(f.From, f.To)
	for _, l := range list {
		departments.Rows = append(departments.Rows, web.Row{Cells: []web.Cell{{NL: departmentNL(l.Department)}, {NL: web.FormatNumber(l.Count)}, {NL: durationNL(l.Median)},
			{NL: durationNL(l.Largest), Href: eventHref(s.Records.Stream(l.Worst.Stream), l.Worst)}, {NL: web.FormatNumber(l.Over)}, {NL: web.FormatNumber(l.Backdated)}, {NL: web.FormatNumber(l.Corrections)}}})
	}
	for _, c := range peaks {
		clusters.Rows = append(clusters.Rows, web.Row{Cells: []web.Cell{{NL: departmentNL(c.Department)}, {NL: c.Reporting.NL()}, {NL: strconv.Itoa(c.Late)},
			{NL: strconv.FormatFloat(c.Usual, 'f', 1, 64)}}})
	}
	return departments, clusters
}

func departmentNL(d string) string { return cmp.Or(d, "Hoort bij geen proces") }

// differenceView is what changed between two moments, by type, and one type in full.
type differenceView struct {
	Lead    string
	Filters web.FilterForm
	Kinds   web.Table
	Table   *web.Table
	Pages   web.Pagination
}

// difference answers "what changed between 1 January and 31 March" over the whole register, as it was recorded (R-LED-05).
func (s *Server) difference(w http.ResponseWriter, r *http.Request) {
	f, wrong := readHistory(r.URL.Query())
	if wrong == "" && f.From.IsZero() {
		f.From = calendar.On(s.now().AddDate(0, -3, 0)).Start()
	}
	if f.To.IsZero() {
		f.To = calendar.On(s.now()).End()
	}
	var v differenceView
	s.Live.View(func() { v = s.differenceView(r, f.From, f.To, r.URL.Query().Get("record")) })
	p := s.page(r, "Verschil tussen twee momenten")
	p.Data = v
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "van", NL: wrong}}
	}
	s.render(w, r, http.StatusOK, "verschil", p)
}

func (s *Server) differenceView(r *http.Request, from, to time.Time, kind string) differenceView {
	first, until := calendar.On(from), calendar.On(to.Add(-time.Millisecond))
	v := differenceView{Lead: "Wat in het grootboek is vastgelegd van " + first.NL() + " tot en met " + until.NL() + ": het register ervoor en erna naast elkaar."}
	all := s.Records.Differences(from, to, "")
	v.Kinds = s.changedKinds(r, all, first, until)
	v.Filters = web.FilterForm{Action: "/fg/verschil", Fields: []web.Field{{Kind: web.Date, Name: "van", Label: "Vastgelegd vanaf", Value: first.NL(), Free: true},
		{Kind: web.Date, Name: "tot", Label: "Vastgelegd tot en met", Value: until.NL(), Free: true}}}
	if s.Records.Type(kind) == nil {
		return v
	}
	v.Filters.Hidden = []web.Field{hidden("record", kind)}
	list := slices.DeleteFunc(all, func(d projections.Difference) bool { return d.Record.Info().Name != kind })
	v.Pages = web.Paginate(pageOf(r), 50, len(list), func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
	v.Pages.One, v.Pages.Many = "record", "records"
	t := differenceTable(list[max(v.Pages.First-1, 0):v.Pages.Last], s.Records.Type(kind).Info().Plural)
	v.Table = &t
	return v
}

func (s *Server) changedKinds(r *http.Request, all []projections.Difference, from, until calendar.Date) web.Table {
	t := web.Table{ID: "soorten", Caption: "Wat is gewijzigd, per soort record", Empty: "In deze periode is niets vastgelegd.",
		Columns: []web.Column{{NL: "Soort record", RowHeader: true}, {NL: "Nieuw", Numeric: true}, {NL: "Gewijzigd", Numeric: true}, {NL: "Geëindigd", Numeric: true}}}
	type counts struct{ fresh, changed, ended int }
	by := map[string]*counts{}
	for _, d := range all {
		c := by[d.Record.Info().Name]
		if c == nil {
			c = &counts{}
			by[d.Record.Info().Name] = c
		}
		switch {
		case d.Ended:
			c.ended++
		case d.Before == 0:
			c.fresh++
		default:
			c.changed++
		}
	}
	for _, rec := range s.ordered() {
		if c := by[rec.Info().Name]; c != nil {
			href := withQuery(r.URL, "record", rec.Info().Name, "van", from.NL(), "tot", until.NL(), "pagina", "")
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: rec.Info().Plural, Href: href}, {NL: web.FormatNumber(c.fresh)}, {NL: web.FormatNumber(c.changed)}, {NL: web.FormatNumber(c.ended)}}})
		}
	}
	return t
}

// differenceTable leads from each record to what is different in it.
func differenceTable(list []projections.Difference, caption string) web.Table {
	t := web.Table{ID: "records", Caption: caption, Columns: []web.Column{{NL: "Record", RowHeader: true}, {NL: "Was"}, {NL: "Is"}, {NL: "Gebeurtenissen", Numeric: true}, {NL: "Verschil"}}}
	for _, d := range list {
		info := d.Record.Info()
		is := d.Record.StatusOf(d.State())
		row := []web.Cell{{NL: title(d.Record, d.State()), Href: recordPath(d.Versions)}, {NL: "bestond nog niet"}, {Tag: web.StatusTag(is, info.StatusNL(is))}, {NL: strconv.Itoa(d.After - d.Before)}, {NL: "nieuw"}}
		if d.Before > 0 {
			was := d.Record.StatusOf(d.List[d.Before-1].State)
			row[1] = web.Cell{Tag: web.StatusTag(was, info.StatusNL(was))}
			row[4] = web.Cell{NL: "Vergelijk", Href: recordPath(d.Versions) + "/vergelijken?van=" + strconv.Itoa(d.Before) + "&naar=" + strconv.Itoa(d.After)}
		}
		t.Rows = append(t.Rows, web.Row{Cells: row})
	}
	return t
}

// readings is how often somebody read personal data in a role.
type readings struct {
	person string
	role   domain.Role
	n      int
	last   *projections.Entry
}

// oversight is what the FG watches besides the records: readings, acts of administrators, refusals.
func (s *Server) oversight(w http.ResponseWriter, r *http.Request) {
	o := overview{Head: headView{Title: "Toezicht", Lead: "Wat de functionaris gegevensbescherming volgt, naast de records zelf."}, Links: []web.Link{{Href: "/fg/verschil", NL: "Verschil tussen twee momenten"},
		{Href: "/achterstand", NL: "Achterstand en verbeteringen"}, {Href: "/geschiedenis", NL: "Alle gebeurtenissen"}, {Href: "/fg-aantekeningen", NL: "Aantekeningen"}, {Href: "/controles", NL: "Controles"}}}
	s.Live.View(func() {
		o.add("Wie las persoonsgegevens?", "Elke keer dat iemand iets uit de kluis bekijkt, wordt dat eerst vastgelegd.", s.readingsTable())
		o.add("Wat deden beheerders?", "Toegang, rollen en bevoegdheden: de laatste vijftig.", s.administratorsTable())
	})
	if t := s.refusedTable(r); t != nil {
		o.add("Wat is geweigerd?", "", *t)
	}
	p := s.page(r, o.Head.Title)
	p.Data = o
	s.render(w, r, http.StatusOK, "overzicht", p)
}

func (s *Server) readingsTable() web.Table {
	by := map[string]*readings{}
	f := projections.HistoryFilter{Event: "PersonalDataRead", Size: projections.MaxPage}
	for more := true; more; more = f.Before > 0 {
		list, next := s.Records.History(f)
		for _, e := range list { // newest first
			key := e.Actor + "/" + string(e.Role)
			if by[key] == nil {
				by[key] = &readings{e.Actor, e.Role, 0, e}
			}
			by[key].n++
		}
		f.Before = next
	}
	t := web.Table{ID: "inzage", Caption: "Gelezen persoonsgegevens, per persoon en rol", CaptionHidden: true, Empty: "Niemand heeft persoonsgegevens gelezen.",
		Columns: []web.Column{{NL: "Wie", RowHeader: true}, {NL: "Rol"}, {NL: "Aantal keren", Numeric: true}, {NL: "Laatste"}}}
	for _, x := range slices.SortedFunc(maps.Values(by), func(a, b *readings) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.person, b.person), cmp.Compare(a.role, b.role))
	}) {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: s.names.Person(x.person), Href: "/geschiedenis?soort=PersonalDataRead&wie=" + x.person}, {NL: domain.RoleNL(x.role)}, {NL: web.FormatNumber(x.n)},
			{Time: x.last.Recorded, Clock: true}}})
	}
	return t
}

// administration are the record types that say who may do what.
var administration = []string{"access", "role", "matrix"}

func (s *Server) administratorsTable() web.Table {
	t := web.Table{ID: "beheer", Caption: "Handelingen van beheerders", CaptionHidden: true, Empty: "Er is niets gewijzigd aan toegang, rollen of bevoegdheden.",
		Columns: []web.Column{{NL: "Wat", RowHeader: true}, {NL: "Waaraan"}, {NL: "Wie"}, {NL: "Rol"}, {NL: "Wanneer"}}}
	var list []*projections.Entry
	for _, kind := range administration {
		some, _ := s.Records.History(projections.HistoryFilter{Kind: kind, Size: historyPage})
		list = append(list, some...)
	}
	slices.SortFunc(list, func(a, b *projections.Entry) int { return cmp.Compare(b.Position, a.Position) })
	for _, e := range list[:min(historyPage, len(list))] {
		v := s.Records.Stream(e.Stream)
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: projections.EventNL(v.Record, e), Href: eventHref(v, e)}, {NL: title(v.Record, v.Last().State)}, {NL: s.who(e)}, {NL: domain.RoleNL(e.Role)}, {Time: e.Recorded, Clock: true}}})
	}
	return t
}
