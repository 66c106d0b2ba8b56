package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// readFilter reads the filter of the list of activities from the address.
func readFilter(q url.Values) projections.Filter {
	yes := func(name string) bool { return q.Get(name) != "" }
	return projections.Filter{Text: strings.TrimSpace(q.Get("zoek")), Status: q.Get("status"), Department: q.Get("afdeling"), Process: q.Get("proces"),
		Owner: q.Get("eigenaar"), Ground: q.Get("grondslag"), Kind: q.Get("soort"), OutsideEU: q.Get("buiten-eu"), Incomplete: yes("onvolledig"),
		Overdue: yes("verlopen"), Deviations: yes("afwijking"), Unowned: yes("zonder-eigenaar"), Sort: q.Get("sorteer")}
}

// activities is the register list: filter, sort, search, paging and moment all stand in the address.
func (s *Server) activities(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	a, bar := asOfBar(r)
	f := readFilter(r.URL.Query())
	f.Page, f.Size = pageOf(r), 50
	var v listView
	var err error
	s.Live.View(func() {
		var matches map[string]bool
		if matches, err = s.matches(r, f.Text, a); err != nil {
			return
		}
		page := s.Register.List(f, a, s.now(), matches)
		v = listView{Filters: s.filters(r, f), Table: s.activityTable(r, page, f), Exports: exports(r.URL)}
		v.Pages = web.Paginate(f.Page, f.Size, page.Total, func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
		v.Pages.One, v.Pages.Many = "verwerking", "verwerkingen"
		if a.Now() {
			v.Buttons = append(s.newButtons(register.ActivityRecord.Info(), u), web.Button{NL: "Actualisatierondes", Look: "secondary", Href: "/actualisatierondes"})
		}
	})
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	p := s.page(r, "Verwerkingsactiviteiten")
	p.AsOf, p.Data = bar, v
	s.render(w, r, http.StatusOK, "lijst", p)
}

// matches finds the streams that hold the words; nil if there are no words.
func (s *Server) matches(r *http.Request, words string, a projections.AsOf) (map[string]bool, error) {
	if len(projections.Words(words)) == 0 {
		return nil, nil
	}
	found, err := s.Search.Find(r.Context(), s.Records, words, a)
	return projections.Streams(found), err
}

func exports(u *url.URL) []web.Link {
	x := *u
	var list []web.Link
	for _, f := range []string{"csv", "json"} {
		x.Path = "/exporteren." + f
		list = append(list, web.Link{Href: withQuery(&x, "pagina", ""), NL: "Download deze lijst als " + strings.ToUpper(f)})
	}
	return list
}

func (s *Server) activityTable(r *http.Request, page projections.Page, f projections.Filter) web.Table {
	t := web.Table{Caption: "Verwerkingsactiviteiten", CaptionHidden: true, Empty: "Er zijn geen verwerkingen die hieraan voldoen.",
		Columns: []web.Column{sorted(r, f.Sort, "name", "name", "Verwerking"), sorted(r, f.Sort, "name", "department", "Afdeling"), {NL: "Proceseigenaar"},
			sorted(r, f.Sort, "name", "status", "Status"), sorted(r, f.Sort, "name", "changed", "Gewijzigd")}}
	t.Columns[0].RowHeader = true
	info := register.ActivityRecord.Info()
	for _, row := range page.Rows {
		a := row.Activity
		owner := web.Cell{NL: s.names.Person(row.Owner)}
		if row.Owner == "" {
			owner = web.Cell{Missing: "ontbreekt"}
		}
		status := web.Cell{Tag: web.StatusTag(a.State, info.StatusNL(a.State))}
		if row.Missing > 0 && a.State != register.StatusEnded {
			status.Note = strconv.Itoa(row.Missing) + " gegevens ontbreken"
		}
		t.Rows = append(t.Rows, web.Row{Quiet: a.State == register.StatusEnded, Cells: []web.Cell{
			{NL: title(row.Record, a), Href: keepTime(r, recordPath(row.Versions))}, {NL: a.Department}, owner, status, {Time: row.At.Recorded}}})
	}
	return t
}

// sorted is a column head that sorts by its column; the address says how. Current is the order now, first the column that
// is sorted by if it is "".
func sorted(r *http.Request, current, first, key, nl string) web.Column {
	c := web.Column{NL: nl, Sort: withQuery(r.URL, "sorteer", key, "pagina", "")}
	if current == "" {
		current = first
	}
	switch current {
	case key:
		c.Sorted, c.Sort = "ascending", withQuery(r.URL, "sorteer", "-"+key, "pagina", "")
	case "-" + key:
		c.Sorted = "descending"
	}
	return c
}

func (s *Server) filters(r *http.Request, f projections.Filter) web.FilterForm {
	any := func(nl string, list []web.Option) []web.Option {
		return append([]web.Option{{Value: "", NL: nl}}, list...)
	}
	var statuses, departments []web.Option
	for _, l := range register.ActivityRecord.Info().Statuses {
		statuses = append(statuses, web.Option{Value: string(l.Status), NL: l.NL, Selected: f.Status == string(l.Status)})
	}
	for _, d := range s.Register.Departments() {
		departments = append(departments, web.Option{Value: d, NL: d, Selected: f.Department == d})
	}
	check := func(name, label string, on bool) web.Field {
		return web.Field{Kind: web.Checkbox, Name: name, Label: label, Checked: on, Free: true}
	}
	form := web.FilterForm{Action: "/verwerkingen", Fields: []web.Field{
		{Kind: web.Search, Name: "zoek", Label: "Zoek op woord", Value: f.Text, Free: true},
		{Kind: web.Select, Name: "status", Label: "Status", Options: any("Alle", statuses), Free: true},
		{Kind: web.Select, Name: "afdeling", Label: "Afdeling", Options: any("Alle", departments), Free: true}},
		More: []web.Field{
			{Kind: web.Select, Name: "proces", Label: "Proces", Options: any("Alle", options(s.processChoices(), f.Process)), Free: true},
			{Kind: web.Select, Name: "eigenaar", Label: "Proceseigenaar", Options: any("Alle", options(s.ownerChoices(), f.Owner)), Free: true},
			{Kind: web.Select, Name: "grondslag", Label: "Grondslag", Options: any("Alle", options(register.Ground("").Choices(), f.Ground)), Free: true},
			{Kind: web.Select, Name: "soort", Label: "Soort gegevens", Options: any("Alle", options(register.Kind("").Choices(), f.Kind)), Free: true},
			{Kind: web.Select, Name: "buiten-eu", Label: "Buiten de EU", Options: any("Alle", options(domain.YesNo("").Choices(), f.OutsideEU)), Free: true},
			check("onvolledig", "Onvolledig", f.Incomplete), check("verlopen", "Bevestiging te laat", f.Overdue),
			check("afwijking", "Met open afwijking", f.Deviations), check("zonder-eigenaar", "Eigenaar ontbreekt", f.Unowned)}}
	q := r.URL.Query()
	for _, name := range []string{web.ParamKnown, web.ParamWas, "sorteer"} {
		if v := q.Get(name); v != "" {
			form.Hidden = append(form.Hidden, hidden(name, v))
		}
	}
	for _, x := range form.More {
		form.MoreOpen = form.MoreOpen || q.Get(x.Name) != ""
	}
	if f.Text != "" || f.Status != "" || f.Department != "" || form.MoreOpen {
		form.Clear = keepTime(r, "/verwerkingen")
	}
	return form
}

func (s *Server) ownerChoices() []domain.Choice {
	seen := map[string]bool{}
	var list []domain.Choice
	for _, v := range s.Records.OfType("process") {
		if p, _ := s.Gov.Process(v.ID, s.now()); p.Owner != "" && !seen[p.Owner] {
			seen[p.Owner] = true
			list = append(list, domain.Choice{Value: p.Owner, NL: s.names.Person(p.Owner)})
		}
	}
	sortChoices(list)
	return list
}

// exportList gives exactly the list that is shown, all pages, as CSV or JSON.
func (s *Server) exportList(w http.ResponseWriter, r *http.Request) {
	a, bar := asOf(r.URL.Query())
	if wrong := bar.KnownError + bar.WasError; wrong != "" {
		s.refuse(w, r, http.StatusBadRequest, &domain.Refusal{Kind: domain.Invalid, Code: "moment", NL: wrong})
		return
	}
	f := readFilter(r.URL.Query())
	var table [][]string
	var err error
	s.Live.View(func() {
		var matches map[string]bool
		if matches, err = s.matches(r, f.Text, a); err != nil {
			return
		}
		table = s.exportTable(s.Register.All(f, a, s.now(), matches))
	})
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	switch chi.URLParam(r, "form") {
	case "csv":
		sendCSV(w, "verwerkingen.csv", table)
	case "json":
		writeJSON(w, http.StatusOK, objects(table))
	default:
		s.notFound(w, r)
	}
}

func (s *Server) exportTable(rows []projections.Row) [][]string {
	head := []string{"Id", "Versie", "Status", "Proceseigenaar"}
	for _, f := range register.Fields {
		if f.Key != "" {
			head = append(head, f.NL)
		}
	}
	table := [][]string{head}
	info := register.ActivityRecord.Info()
	for _, x := range rows {
		row := []string{x.ID, strconv.FormatUint(x.At.Version, 10), info.StatusNL(x.Activity.State), s.names.Person(x.Owner)}
		for _, f := range register.Fields {
			if f.Key != "" {
				row = append(row, s.names.Field(x.Activity.Content, f.Key))
			}
		}
		table = append(table, row)
	}
	return table
}

// objects turns a table with a head into objects with its names.
func objects(table [][]string) []map[string]string {
	list := make([]map[string]string, 0, len(table)-1)
	for _, row := range table[1:] {
		o := map[string]string{}
		for i, v := range row {
			o[table[0][i]] = v
		}
		list = append(list, o)
	}
	return list
}
