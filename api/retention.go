package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

const retentionPath = "/bewaren"

func readRetentionFilter(q url.Values) (f projections.RetentionFilter, wrong string) {
	f = projections.RetentionFilter{Stand: q.Get("stand"), Process: q.Get("proces"), Owner: q.Get("eigenaar"), Reason: q.Get("reden"),
		OnceLate: q.Get("ooit-laat") != "", Deviating: q.Get("afwijking") != ""}
	for _, x := range []string{"van", "tot"} {
		if q.Get(x) != "" && !dateOf(q.Get(x)).Valid() {
			return f, "Schrijf de datums als dd-mm-jjjj."
		}
	}
	f.From, f.To = dateOf(q.Get("van")), dateOf(q.Get("tot"))
	return f, ""
}

// retention is the overview of retention (P24): due, destroyed, postponed with the reason, overdue; per owner and process, as of
// any moment. The address holds the filters.
func (s *Server) retention(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	a, bar := asOfBar(r)
	f, wrong := readRetentionFilter(r.URL.Query())
	var v listView
	s.Live.View(func() { v = s.retentionView(r, u, f, a) })
	p := s.page(r, "Bewaren en vernietigen")
	p.AsOf, p.Data = bar, v
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "van", NL: wrong}}
	}
	s.render(w, r, http.StatusOK, "lijst", p)
}

func (s *Server) retentionView(r *http.Request, u auth.User, f projections.RetentionFilter, a projections.AsOf) listView {
	rows, count := s.Register.Retention(f, a, s.now())
	csv := *r.URL
	csv.Path = retentionPath + ".csv"
	v := listView{Filters: s.retentionFilters(r, f), Notes: s.retentionNotes(r, count, a),
		Table:   web.Table{Caption: "Vernietigingen", CaptionHidden: true, Empty: "Er zijn geen vernietigingen die hieraan voldoen."},
		Exports: []web.Link{{Href: withQuery(&csv, "pagina", ""), NL: "Download deze lijst als CSV"}}}
	v.Pages = web.Paginate(pageOf(r), 50, len(rows), func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
	v.Pages.One, v.Pages.Many = "vernietiging", "vernietigingen"
	for i, h := range retentionHead {
		v.Table.Columns = append(v.Table.Columns, web.Column{NL: h, RowHeader: i == 0})
	}
	for _, row := range rows[max(v.Pages.First-1, 0):v.Pages.Last] {
		line := s.retentionLine(row)
		cells := make([]web.Cell, len(line))
		for i, x := range line {
			cells[i] = web.Cell{NL: x}
		}
		cells[0].Href = keepTime(r, recordPath(row.Versions))
		cells[standColumn] = web.Cell{Tag: web.Tag{Kind: standKind[row.Stand], NL: line[standColumn]}}
		if row.Owner == "" {
			cells[ownerColumn] = web.Cell{Missing: line[ownerColumn]}
		}
		v.Table.Rows = append(v.Table.Rows, web.Row{Cells: cells, Quiet: !row.Destruction.Open()})
	}
	if a.Now() {
		v.Buttons = s.newButtons(register.DestructionRecord.Info(), u)
	}
	v.Buttons = append(v.Buttons, web.Button{NL: "Bewaarregels", Look: "secondary", Href: "/bewaarregels"})
	if mayReadAs("import", u.Role) {
		v.Buttons = append(v.Buttons, web.Button{NL: "Selectielijst inlezen", Look: "secondary", Href: selectionPath})
	}
	return v
}

// retentionHead are the columns of the overview, on the page and in the file.
var retentionHead = []string{"Welke gegevens", "Aantal", "Proces", "Proceseigenaar", "Reden", "Bewaarregel", "Te vernietigen op", "Stand", "Toelichting", "Gedaan op"}

const (
	ownerColumn = 3
	standColumn = 7
)

var standKind = map[projections.RetentionStand]web.Kind{projections.StandLate: web.Error, projections.StandDue: web.Warning, projections.StandSurplus: web.Warning,
	projections.StandPostponed: web.Info, projections.StandDestroyed: web.OK, projections.StandArchived: web.OK}

// retentionLine is one line of the overview, in words: the page and the file show the same.
func (s *Server) retentionLine(row projections.RetentionRow) []string {
	d := row.Destruction
	owner := "ontbreekt"
	if row.Owner != "" {
		owner = s.names.Person(row.Owner)
	}
	rule := ""
	if d.Rule != "" {
		rule = s.names.Record("retention", d.Rule)
	}
	return []string{d.Scope, strconv.Itoa(d.Number), s.names.Record("process", d.Process), owner, domain.ChoiceNL(d.Why.Choices(), string(d.Why)), rule, d.Due.NL(),
		domain.ChoiceNL(row.Stand.Choices(), string(row.Stand)), strings.Join(retentionRemarks(row), " "), d.On.NL()}
}

func retentionRemarks(row projections.RetentionRow) (list []string) {
	d := row.Destruction
	if d.State == register.DestructionIsPostponed {
		list = append(list, "Uitgesteld: "+strings.ToLower(domain.ChoiceNL(d.Postponed.Choices(), string(d.Postponed)))+". "+d.PostponeWhy)
		if d.Citation != "" {
			list = append(list, d.Citation+".")
		}
		if d.Plan != "" {
			list = append(list, "Plan: "+d.Plan)
		}
	}
	for _, h := range d.Held() {
		list = append(list, "Mag niet vernietigd worden: "+strings.ToLower(domain.ChoiceNL(h.Kind.Choices(), string(h.Kind)))+".")
	}
	if d.Withdrawn != "" {
		list = append(list, "Ingetrokken: "+d.Withdrawn)
	}
	if d.Late && row.Stand != projections.StandLate {
		list = append(list, "Is te laat geweest.")
	}
	for _, x := range d.Deviations {
		if x.Open() {
			list = append(list, "Afwijking: "+x.Rule+".")
		}
	}
	if row.Differs != "" && d.Open() {
		list = append(list, "De bewaarregel zegt nu: "+row.Differs+".")
	}
	return list
}

// retentionNotes are the figures, each with the list it counts, and the rules that no longer agree with the selection list.
func (s *Server) retentionNotes(r *http.Request, count map[projections.RetentionStand]int, a projections.AsOf) []web.Alert {
	figures := web.Alert{Kind: web.Info, NL: "Aantallen per stand:"}
	for _, c := range projections.RetentionStand("").Choices() {
		if n := count[projections.RetentionStand(c.Value)]; n > 0 {
			figures.Links = append(figures.Links, web.Link{Href: withQuery(r.URL, "stand", c.Value, "pagina", ""), NL: c.NL + ": " + strconv.Itoa(n)})
		}
	}
	var list []web.Alert
	if len(figures.Links) > 0 {
		list = append(list, figures)
	}
	found := s.Register.Disagreements(a)
	if len(found) == 0 {
		return list
	}
	differ := web.Alert{Kind: web.Warning, Title: "Bewaarregels die niet meer overeenkomen met de selectielijst", NL: strconv.Itoa(len(found)) + " bewaarregel(s). Beoordeel of de regel moet veranderen."}
	for _, x := range found[:min(len(found), 20)] {
		differ.Lines = append(differ.Lines, x.Rule.Name+": "+x.Why)
		differ.Links = append(differ.Links, web.Link{Href: keepTime(r, recordPath(x.Versions)), NL: x.Rule.Name})
	}
	return append(list, differ)
}

func (s *Server) retentionFilters(r *http.Request, f projections.RetentionFilter) web.FilterForm {
	all := func(list []web.Option) []web.Option { return append([]web.Option{{Value: "", NL: "Alle"}}, list...) }
	q := r.URL.Query()
	form := web.FilterForm{Action: retentionPath, Fields: []web.Field{
		{Kind: web.Select, Name: "stand", Label: "Stand", Options: all(options(projections.RetentionStand("").Choices(), f.Stand)), Free: true},
		{Kind: web.Select, Name: "proces", Label: "Proces", Options: all(options(s.processChoices(), f.Process)), Free: true},
		{Kind: web.Select, Name: "eigenaar", Label: "Proceseigenaar", Options: all(options(s.ownerChoices(), f.Owner)), Free: true}},
		More: []web.Field{
			{Kind: web.Select, Name: "reden", Label: "Reden van de vernietiging", Options: all(options(register.DestructionReason("").Choices(), f.Reason)), Free: true},
			{Kind: web.Date, Name: "van", Label: "Te vernietigen vanaf", Value: q.Get("van"), Free: true},
			{Kind: web.Date, Name: "tot", Label: "Te vernietigen tot en met", Value: q.Get("tot"), Free: true},
			{Kind: web.Checkbox, Name: "ooit-laat", Label: "Alleen wat te laat is of was", Checked: f.OnceLate, Free: true},
			{Kind: web.Checkbox, Name: "afwijking", Label: "Met open afwijking", Checked: f.Deviating, Free: true}}}
	for _, name := range []string{web.ParamKnown, web.ParamWas} {
		if v := q.Get(name); v != "" {
			form.Hidden = append(form.Hidden, hidden(name, v))
		}
	}
	for _, x := range form.More {
		form.MoreOpen = form.MoreOpen || q.Get(x.Name) != ""
	}
	if f.Stand != "" || f.Process != "" || f.Owner != "" || form.MoreOpen {
		form.Clear = keepTime(r, retentionPath)
	}
	return form
}

// retentionCSV gives exactly the list that is shown, all pages.
func (s *Server) retentionCSV(w http.ResponseWriter, r *http.Request) {
	a, bar := asOf(r.URL.Query())
	f, wrong := readRetentionFilter(r.URL.Query())
	if wrong += bar.KnownError + bar.WasError; wrong != "" {
		s.refuse(w, r, http.StatusBadRequest, &domain.Refusal{Kind: domain.Invalid, Code: "moment", NL: wrong})
		return
	}
	table := [][]string{retentionHead}
	s.Live.View(func() {
		rows, _ := s.Register.Retention(f, a, s.now())
		for _, row := range rows {
			table = append(table, s.retentionLine(row))
		}
	})
	sendCSV(w, "bewaren.csv", table)
}

// retentionTasks is what must be destroyed: for the owner of the process what is due, for PB and FG what is late (R-4.8-04).
func (s *Server) retentionTasks(u auth.User) (list []web.Task) {
	rows, _ := s.Register.Retention(projections.RetentionFilter{}, projections.AsOf{}, s.now())
	for _, row := range rows {
		late := row.Stand == projections.StandLate
		due := late || row.Stand == projections.StandDue || row.Stand == projections.StandSurplus
		mine := u.Role == domain.OWN && due && s.owns(u, row.Destruction.Process)
		if mine || late && (u.Role == domain.PB || u.Role == domain.FG) {
			list = append(list, web.Task{NL: "Vernietigen of uitstellen", Href: recordPath(row.Versions), Who: row.Destruction.Scope, Late: late})
		}
	}
	return list
}

// lateDestructions counts what was not destroyed in time and not postponed.
func (s *Server) lateDestructions() int {
	_, count := s.Register.Retention(projections.RetentionFilter{}, projections.AsOf{}, s.now())
	return count[projections.StandLate]
}

// ruleView adds to a rule whether it still agrees with the selection list, and the way to a destruction by it.
func (s *Server) ruleView(r *http.Request, view *recordView, v *projections.Versions, x register.RetentionRule, a projections.AsOf) {
	for _, d := range s.Register.Disagreements(a) {
		if d.Versions == v {
			view.Alerts = append(view.Alerts, web.Alert{Kind: web.Warning, Title: "Deze regel komt niet meer overeen met de selectielijst", NL: d.Why})
		}
	}
	if u, _ := auth.From(r.Context()); a.Now() && s.may(register.DestructionRecord.Info().CommandNamed("plan"), u) {
		q := url.Values{"rule": {v.ID}, "reason": {string(register.PeriodEnded)}, "period": {x.Period}, "keep_longer": {x.KeepLonger}, "keep_until": {string(x.KeepUntil)}}
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Info, NL: "Lopen er termijnen volgens deze regel?",
			Links: []web.Link{{Href: "/vernietigingen/_plan?" + q.Encode(), NL: "Vernietiging plannen volgens deze regel"}}})
	}
}

// destructionView says what is not as it should be.
func (s *Server) destructionView(view *recordView, x register.Destruction, a projections.AsOf) {
	now := s.now()
	if !a.Now() {
		now = latest(a)
	}
	if x.OverdueAt(now) {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Error, Title: "Te laat", NL: "De gegevens hadden op " + x.Due.NL() + " vernietigd moeten zijn. Vernietig ze, of stel de vernietiging uit met een reden."})
	}
	view.Deviation = deviationTable(x.Deviations)
}
