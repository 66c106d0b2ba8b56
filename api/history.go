package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// historyView is the FG's history: every event, filtered (R-LED-14).
type historyView struct {
	Filters  web.FilterForm
	Timeline web.Timeline
	Total    int
	Next     string
	Refused  *web.Table
	Lag      string
}

const historyPage = 50

func readHistory(q url.Values) (f projections.HistoryFilter, wrong string) {
	f = projections.HistoryFilter{Kind: q.Get("record"), Record: q.Get("id"), Event: q.Get("soort"), Actor: q.Get("wie"), Role: q.Get("rol"),
		Late: q.Get("achteraf") != "", Size: historyPage}
	if d := q.Get("van"); d != "" {
		if !dateOf(d).Valid() {
			return f, "Schrijf de datums als dd-mm-jjjj."
		}
		f.From = dateOf(d).Start()
	}
	if d := q.Get("tot"); d != "" {
		if !dateOf(d).Valid() {
			return f, "Schrijf de datums als dd-mm-jjjj."
		}
		f.To = dateOf(d).End()
	}
	n, err := strconv.ParseUint(q.Get("voor"), 10, 63)
	if err == nil {
		f.Before = events.Position(n)
	}
	return f, ""
}

func (s *Server) history(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	f, wrong := readHistory(r.URL.Query())
	words := r.URL.Query().Get("zoek")
	var v historyView
	var err error
	s.Live.View(func() {
		if len(projections.Words(words)) > 0 {
			if f.Found, err = s.Search.FindEver(r.Context(), words); err != nil {
				return
			}
			f.Found = append([]string{}, f.Found...) // nothing found is not everything
			f.Says = func(e *projections.Entry) bool { return s.Search.Says(e, words) }
		}
		list, next := s.Records.History(f)
		v.Total = s.Records.Len()
		for _, e := range list {
			rec := s.Records.Stream(e.Stream)
			x := s.entry(rec, e)
			x.ID = "e" + strconv.FormatUint(uint64(e.Position), 10)
			x.Links = append([]web.Link{{Href: historyPath(rec) + "#v" + strconv.FormatUint(e.Version, 10),
				NL: rec.Record.Info().NL + ": " + title(rec.Record, rec.Last().State)}}, x.Links...)
			v.Timeline.Entries = append(v.Timeline.Entries, x)
		}
		v.Timeline.Empty = "Er zijn geen gebeurtenissen die hieraan voldoen."
		if next > 0 {
			v.Next = withQuery(r.URL, "voor", strconv.FormatUint(uint64(next), 10))
		}
		v.Filters = s.historyFilters(r, f)
	})
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	if u.Role == domain.FG || u.Role == domain.PB {
		v.Refused = s.refusedTable(r)
	}
	p := s.page(r, "Geschiedenis")
	p.Data = v
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "van", NL: wrong}}
	}
	s.render(w, r, http.StatusOK, "geschiedenis", p)
}

func (s *Server) historyFilters(r *http.Request, f projections.HistoryFilter) web.FilterForm {
	all := func(list []web.Option) []web.Option { return append([]web.Option{{Value: "", NL: "Alle"}}, list...) }
	var kinds, names, roles []web.Option
	for _, rec := range s.ordered() {
		i := rec.Info()
		kinds = append(kinds, web.Option{Value: i.Name, NL: i.NL, Selected: f.Kind == i.Name})
		for _, e := range i.Events {
			names = append(names, web.Option{Value: e.Name, NL: e.NL, Group: i.NL, Selected: f.Event == e.Name})
		}
	}
	for _, ri := range domain.Roles {
		roles = append(roles, web.Option{Value: string(ri.Role), NL: ri.NL, Selected: f.Role == string(ri.Role)})
	}
	q := r.URL.Query()
	form := web.FilterForm{Action: "/geschiedenis", Fields: []web.Field{
		{Kind: web.Date, Name: "van", Label: "Vastgelegd vanaf", Value: q.Get("van"), Free: true},
		{Kind: web.Date, Name: "tot", Label: "Vastgelegd tot en met", Value: q.Get("tot"), Free: true},
		{Kind: web.Select, Name: "soort", Label: "Soort gebeurtenis", Options: all(names), Free: true}},
		More: []web.Field{
			{Kind: web.Search, Name: "zoek", Label: "Woorden in de gebeurtenis", Value: q.Get("zoek"), Free: true, Hint: "Het begin van een woord is genoeg."},
			{Kind: web.Select, Name: "record", Label: "Soort record", Options: all(kinds), Free: true},
			{Name: "id", Label: "Kenmerk van het record", Value: f.Record, Free: true},
			{Kind: web.Select, Name: "wie", Label: "Wie", Options: all(options(s.personChoices(), f.Actor)), Free: true},
			{Kind: web.Select, Name: "rol", Label: "In welke rol", Options: all(roles), Free: true},
			{Kind: web.Checkbox, Name: "achteraf", Label: "Alleen achteraf vastgelegd of ingelezen", Checked: f.Late, Free: true}}}
	for _, x := range form.More {
		form.MoreOpen = form.MoreOpen || q.Get(x.Name) != ""
	}
	if len(q) > 0 {
		form.Clear = "/geschiedenis"
	}
	return form
}

// ordered lists the record types in a fixed order.
func (s *Server) ordered() []domain.Record {
	var list []domain.Record
	for _, name := range []string{"activity", "process", "role", "access", "matrix", "necessity", "purpose", "notice", "website", "quality", "retention", "destruction", "selection-list", "round", "check-round", "import", "collaboration", "covenant", "exchange-arrangement", "sharing-decision", "complaint", "objection", "dpia", "consultation", "processor", "agreement", "model", "contract", "request", "restriction", "incident", "measure", "security-measure", "advice", "awareness-plan", "awareness", "meeting", "document", "signature", "confidentiality", "test", "audit", "note", "obligation", "message", "vault"} {
		if rec := s.Exec.Records[name]; rec != nil {
			list = append(list, rec)
		}
	}
	return list
}

func (s *Server) refusedTable(r *http.Request) *web.Table {
	list, err := s.Refusals.Last(50)
	if err != nil {
		s.Log.ErrorContext(r.Context(), "refused commands", "error", err)
		return nil
	}
	t := web.Table{ID: "geweigerd", Caption: "Geweigerde opdrachten (de laatste 50)", Compact: true, Empty: "Er is nog niets geweigerd.",
		Columns: []web.Column{{NL: "Wanneer", RowHeader: true}, {NL: "Wie"}, {NL: "Rol"}, {NL: "Opdracht"}, {NL: "Regel"}}}
	for _, x := range list {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Time: x.At, Clock: true}, {NL: s.names.Person(x.Actor)}, {NL: domain.RoleNL(x.Role)},
			{NL: s.Records.CommandNL(x.Record + "/" + x.Command)}, {NL: x.Code, Mono: true}}})
	}
	return &t
}

// lagView shows how late things are recorded.
type lagView struct {
	Table       web.Table
	Departments web.Table
	Clusters    web.Table
	Form        web.FilterForm
}

// lag is the registration lag: how much later than they happened things were recorded.
func (s *Server) lag(w http.ResponseWriter, r *http.Request) {
	f, wrong := readHistory(r.URL.Query())
	v := lagView{Table: web.Table{Caption: "Tijd tussen gebeuren en vastleggen", Empty: "Er is in deze periode niets vastgelegd.",
		Columns: []web.Column{{NL: "Gebeurtenis", RowHeader: true}, {NL: "Aantal", Numeric: true}, {NL: "Middelste", Numeric: true}, {NL: "Langste", Numeric: true}, {NL: "Meer dan een dag later", Numeric: true}}}}
	s.Live.View(func() {
		for _, l := range s.Records.Lag(f.From, f.To) {
			e := s.Records.Entry(l.Worst)
			v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: l.NL}, {NL: web.FormatNumber(l.Count)}, {NL: durationNL(l.Median)},
				{NL: durationNL(l.Largest), Href: historyPath(s.Records.Stream(e.Stream)) + "#v" + strconv.FormatUint(e.Version, 10)}, {NL: web.FormatNumber(l.Over)}}})
		}
		v.Departments, v.Clusters = s.departmentLags(f)
	})
	q := r.URL.Query()
	v.Form = web.FilterForm{Action: "/achterstand", Fields: []web.Field{{Kind: web.Date, Name: "van", Label: "Vastgelegd vanaf", Value: q.Get("van"), Free: true},
		{Kind: web.Date, Name: "tot", Label: "Vastgelegd tot en met", Value: q.Get("tot"), Free: true}}}
	p := s.page(r, "Registratie-achterstand")
	p.Breadcrumbs = []web.Link{{Href: "/geschiedenis", NL: "Geschiedenis"}, {NL: "Registratie-achterstand"}}
	p.Data = v
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "van", NL: wrong}}
	}
	s.render(w, r, http.StatusOK, "achterstand", p)
}

// durationNL is a length of time in the largest unit that fits.
func durationNL(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "meteen"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " uur"
	}
	return strconv.Itoa(int(d.Hours()/24)) + " dagen"
}

// searchView is full-text search over all records, as of a moment.
type searchView struct {
	Form   web.FilterForm
	Asked  bool
	Behind bool // not everything is indexed yet
	Total  int
	Table  web.Table
	Pages  web.Pagination
}

func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	words := r.URL.Query().Get("zoek")
	v := searchView{Asked: words != "", Form: web.FilterForm{Action: "/zoeken", Label: "Zoeken in alle records", Fields: []web.Field{
		{Kind: web.Search, Name: "zoek", Label: "Zoek op woorden", Value: words, Free: true, Hint: "Het begin van een woord is genoeg; accenten en hoofdletters maken niet uit."}}},
		Table: web.Table{Caption: "Gevonden", CaptionHidden: true, Empty: "Niets gevonden.", Columns: []web.Column{{NL: "Record", RowHeader: true}, {NL: "Soort"}, {NL: "Status"}}}}
	for _, name := range []string{web.ParamKnown, web.ParamWas} {
		if x := r.URL.Query().Get(name); x != "" {
			v.Form.Hidden = append(v.Form.Hidden, hidden(name, x))
		}
	}
	var err error
	s.Live.View(func() {
		var found []string
		if found, err = s.Search.Find(r.Context(), s.Records, words, a); err != nil {
			return
		}
		found = slices.DeleteFunc(found, func(stream string) bool { return s.eyes(r).stream(stream) == nil })
		v.Total, v.Behind = len(found), s.Search.Behind() > 0
		v.Pages = web.Paginate(pageOf(r), 50, v.Total, func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
		v.Pages.One, v.Pages.Many = "record", "records"
		for _, stream := range found[max(v.Pages.First-1, 0):v.Pages.Last] {
			x := s.Records.Stream(stream)
			at, _ := x.At(a)
			info := x.Record.Info()
			st := x.Record.StatusOf(at.State)
			v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: title(x.Record, at.State), Href: keepTime(r, recordPath(x)), Note: s.subtitle(at.State)},
				{NL: info.NL}, {Tag: web.StatusTag(st, info.StatusNL(st))}}})
		}
	})
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	p := s.page(r, "Zoeken")
	p.AsOf, p.Data = bar, v
	s.render(w, r, http.StatusOK, "zoeken", p)
}
