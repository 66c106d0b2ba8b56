package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/projections"
)

// Lists over all records: what has to be done (RT-20), advice that nobody reacted to (R-B5-05), and departments without
// attention for privacy (R-B5-04). Each has an address that holds its filters, and an export of exactly what it shows.

// total is one such list over all records, before it is cut into pages.
type total struct {
	title, file string
	one, many   string
	notes       []web.Alert
	filters     web.FilterForm
	table       web.Table
}

const mine = "mij" // the value of the filter on owner that means whoever looks

// totals are the lists by their address.
func (s *Server) totals() map[string]func(*http.Request, projections.AsOf) total {
	return map[string]func(*http.Request, projections.AsOf) total{
		"/acties": s.actionList, "/acties/adviezen": s.waitingAdvice, "/acties/afdelingen": s.inattentive,
		"/acties/geheimhouding": s.teamGaps, "/acties/beleid": s.notCarriedOut, "/acties/privacyoverleg": s.consultations,
	}
}

// totalPage shows a list.
func (s *Server) totalPage(make func(*http.Request, projections.AsOf) total) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, bar := asOfBar(r)
		var o total
		s.Live.View(func() { o = make(r, a) })
		v := listView{Filters: o.filters, Table: o.table, Notes: o.notes}
		v.Pages = web.Paginate(pageOf(r), 50, len(o.table.Rows), func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
		v.Pages.One, v.Pages.Many = o.one, o.many
		v.Table.Rows = o.table.Rows[max(v.Pages.First-1, 0):v.Pages.Last]
		u := *r.URL
		u.Path += ".csv"
		v.Exports = []web.Link{{Href: withQuery(&u, "pagina", ""), NL: "Download deze lijst als CSV"}}
		for _, x := range []web.Link{{Href: "/acties", NL: "Acties"}, {Href: "/acties/adviezen", NL: "Adviezen zonder reactie"}, {Href: "/acties/afdelingen", NL: "Afdelingen zonder aandacht"},
			{Href: "/acties/geheimhouding", NL: "Geheimhouding per team"}, {Href: "/acties/beleid", NL: "Beleid niet uitgevoerd"}, {Href: "/acties/privacyoverleg", NL: "Privacyoverleg"}} {
			if x.Href != r.URL.Path {
				v.Buttons = append(v.Buttons, web.Button{NL: x.NL, Look: "secondary", Href: keepTime(r, x.Href)})
			}
		}
		p := s.page(r, o.title)
		p.AsOf, p.Data = bar, v
		s.render(w, r, http.StatusOK, "lijst", p)
	}
}

// totalCSV gives exactly the list that is shown, all pages of it.
func (s *Server) totalCSV(make func(*http.Request, projections.AsOf) total) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, bar := asOf(r.URL.Query())
		if wrong := bar.KnownError + bar.WasError; wrong != "" {
			s.refuse(w, r, http.StatusBadRequest, &domain.Refusal{Kind: domain.Invalid, Code: "moment", NL: wrong})
			return
		}
		var o total
		s.Live.View(func() { o = make(r, a) })
		sendCSV(w, o.file, rowsOf(o.table))
	}
}

// rowsOf is a table as text: the very words of the page.
func rowsOf(t web.Table) [][]string {
	var head []string
	for _, c := range t.Columns {
		head = append(head, c.NL)
	}
	rows := [][]string{head}
	for _, r := range t.Rows {
		var row []string
		for _, c := range r.Cells {
			words := nonEmpty(c.NL, c.Tag.NL, c.Missing, c.Note)
			if !c.Time.IsZero() {
				words = append([]string{dayNL(c.Time)}, words...)
			}
			row = append(row, strings.Join(words, ", "))
		}
		rows = append(rows, row)
	}
	return rows
}

// dayOf is today, or the day of the moment that is asked.
func (s *Server) dayOf(a projections.AsOf) calendar.Date {
	if a.Now() {
		return calendar.On(s.now())
	}
	return calendar.On(latest(a))
}

// actionList is the one list of measures and recommendations over all records.
func (s *Server) actionList(r *http.Request, a projections.AsOf) total {
	u, _ := auth.From(r.Context())
	q := r.URL.Query()
	f := projections.ActionFilter{Owner: q.Get("eigenaar"), State: q.Get("stand"), Kind: control.MeasureOrigin(q.Get("herkomst"))}
	if f.Owner == mine {
		f.Owner = u.Person
	}
	o := total{title: "Acties", file: "acties.csv", one: "actie", many: "acties",
		table: web.Table{Caption: "Maatregelen en aanbevelingen", CaptionHidden: true, Empty: "Er zijn geen acties die hieraan voldoen.",
			Columns: []web.Column{{NL: "Maatregel of aanbeveling", RowHeader: true}, {NL: "Herkomst"}, {NL: "Eigenaar"}, {NL: "Vóór"}, {NL: "Nodig vóór de start"}, {NL: "Stand"}}}}
	for _, x := range s.Records.Actions(f, a, s.dayOf(a)) {
		if !s.eyes(r).sees(x.Record) {
			continue
		}
		o.table.Rows = append(o.table.Rows, web.Row{Quiet: !x.Open, Cells: s.actionCells(r, x)})
	}
	o.filters = s.actionFilters(r, a)
	return o
}

func (s *Server) actionCells(r *http.Request, x projections.Action) []web.Cell {
	text := web.Cell{NL: x.Text, Href: keepTime(r, recordPath(x.Record)), Note: x.Item}
	origin := web.Cell{NL: domain.ChoiceNL(x.Kind.Choices(), string(x.Kind))}
	if from := s.eyes(r).stream(x.Origin); from != nil {
		origin = web.Cell{NL: s.streamTitle(x.Origin), Href: keepTime(r, recordPath(from)), Note: origin.NL}
	}
	owner := web.Cell{NL: s.names.Person(x.Owner), Note: s.names.Record("process", x.Process)}
	if x.Owner == "" {
		owner = web.Cell{Missing: "niemand genoemd", Note: owner.Note}
	}
	due := web.Cell{Time: x.Due.Start()}
	if x.Due == "" {
		due = web.Cell{NL: "geen datum"}
	}
	if x.Late {
		due.Tag = web.Tag{Kind: web.Error, NL: "te laat"}
	}
	before := web.Cell{NL: "nee"}
	if x.Before {
		before.NL = "ja"
	}
	return []web.Cell{text, origin, owner, due, before, {Tag: web.StatusTag(x.Status, control.MeasureRecord.Info().StatusNL(x.Status))}}
}

func (s *Server) actionFilters(r *http.Request, a projections.AsOf) web.FilterForm {
	q := r.URL.Query()
	owners := []domain.Choice{}
	for _, x := range s.Records.Actions(projections.ActionFilter{State: projections.ActionsAll}, a, s.dayOf(a)) {
		if x.Owner != "" && s.eyes(r).sees(x.Record) && !domain.Chosen(owners, x.Owner) {
			owners = append(owners, domain.Choice{Value: x.Owner, NL: s.names.Person(x.Owner)})
		}
	}
	sortChoices(owners)
	owners = append([]domain.Choice{{Value: "", NL: "Iedereen"}, {Value: mine, NL: "Ik"}}, owners...)
	states := []domain.Choice{{Value: projections.ActionsOpen, NL: "Open"}, {Value: projections.ActionsLate, NL: "Te laat"},
		{Value: projections.ActionsRejected, NL: "Afgewezen"}, {Value: projections.ActionsAll, NL: "Alle"}}
	origins := append([]domain.Choice{{Value: "", NL: "Alle"}}, control.MeasureOrigin("").Choices()...)
	form := web.FilterForm{Action: "/acties", Fields: []web.Field{
		{Kind: web.Select, Name: "eigenaar", Label: "Eigenaar", Options: options(owners, q.Get("eigenaar")), Free: true},
		{Kind: web.Select, Name: "stand", Label: "Stand", Options: options(states, q.Get("stand")), Free: true},
		{Kind: web.Select, Name: "herkomst", Label: "Herkomst", Options: options(origins, q.Get("herkomst")), Free: true}}}
	for _, name := range []string{web.ParamKnown, web.ParamWas} {
		if v := q.Get(name); v != "" {
			form.Hidden = append(form.Hidden, hidden(name, v))
		}
	}
	if q.Get("eigenaar")+q.Get("stand")+q.Get("herkomst") != "" {
		form.Clear = keepTime(r, "/acties")
	}
	return form
}

// waitingAdvice lists advice that was given and not reacted to (R-B5-05).
func (s *Server) waitingAdvice(r *http.Request, a projections.AsOf) total {
	list, n := s.Records.AdviceWithoutReaction(a)
	o := total{title: "Adviezen zonder reactie", file: "adviezen-zonder-reactie.csv", one: "advies", many: "adviezen",
		notes: []web.Alert{{Kind: web.Info, NL: "Tot nu toe zijn er " + strconv.Itoa(n.Asked) + " adviezen op verzoek gegeven en " + strconv.Itoa(n.Unasked) + " ongevraagd.", // R-B5-02
			Links: []web.Link{{Href: keepTime(r, "/adviezen"), NL: "Alle adviezen"}}}},
		table: web.Table{Caption: "Adviezen zonder reactie", CaptionHidden: true, Empty: "Op elk advies is gereageerd.",
			Columns: []web.Column{{NL: "Onderwerp", RowHeader: true}, {NL: "Soort"}, {NL: "Voor wie"}, {NL: "Gegeven op"}}}}
	for _, x := range list {
		if !s.eyes(r).sees(x.Record) {
			continue
		}
		to := web.Cell{NL: s.names.Person(x.Receiver)}
		if x.Receiver == "" {
			to = web.Cell{NL: domain.RoleNL(domain.OWN), Note: s.names.Record("process", x.Process)}
		}
		o.table.Rows = append(o.table.Rows, web.Row{Cells: []web.Cell{{NL: x.Subject, Href: keepTime(r, recordPath(x.Record)), Note: x.Record.Record.Info().NL},
			{NL: domain.ChoiceNL(x.Asked.Choices(), string(x.Asked))}, to, {Time: x.GivenOn.Start()}}})
	}
	return o
}

// inattentive lists the departments without attention for privacy in a year (R-B5-04).
func (s *Server) inattentive(r *http.Request, a projections.AsOf) total {
	o := total{title: "Afdelingen zonder aandacht voor privacy", file: "afdelingen-zonder-aandacht.csv", one: "afdeling", many: "afdelingen",
		notes: []web.Alert{{Kind: web.Info, NL: "Dit zijn de afdelingen uit het register waar in het afgelopen jaar geen aandacht voor privacy is vastgelegd (bijlage 1, rij B1.5-3).",
			Links: []web.Link{{Href: keepTime(r, "/bewustwording"), NL: "Alle bewustwordingsactiviteiten"}}}},
		table: web.Table{Caption: "Afdelingen", CaptionHidden: true, Empty: "Elke afdeling gaf het afgelopen jaar aandacht aan privacy.",
			Columns: []web.Column{{NL: "Afdeling", RowHeader: true}, {NL: "Laatste aandacht"}}}}
	for _, x := range s.Records.Inattentive(s.Register.Departments(), a, s.dayOf(a)) {
		last := web.Cell{Missing: "nooit vastgelegd"}
		if x.Record != nil {
			last = web.Cell{Time: x.Last.Start(), Links: []web.Link{{Href: keepTime(r, recordPath(x.Record)), NL: "Bekijk"}}}
		}
		o.table.Rows = append(o.table.Rows, web.Row{Cells: []web.Cell{{NL: x.Department}, last}})
	}
	return o
}

// measuresOf lists the measures that come from a record.
func (s *Server) measuresOf(r *http.Request, v *projections.Versions, a projections.AsOf) *web.Table {
	t := web.Table{ID: "maatregelen", Caption: "Maatregelen uit dit record", Columns: []web.Column{{NL: "Maatregel", RowHeader: true}, {NL: "Eigenaar"}, {NL: "Vóór"}, {NL: "Stand"}}}
	for _, x := range s.Records.MeasuresFrom(v.Stream, a) {
		at, _ := x.At(a)
		m := at.State.(control.Measure)
		t.Rows = append(t.Rows, web.Row{Quiet: !m.Open(), Cells: []web.Cell{{NL: title(x.Record, m), Href: keepTime(r, recordPath(x)), Note: m.Item}, {NL: s.names.Person(m.Owner)},
			{Time: m.Due.Start()}, {Tag: web.StatusTag(m.State, x.Record.Info().StatusNL(m.State))}}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return &t
}

// controlAlerts are what a record of this chapter warns of: a norm that was replaced, a test of own work.
func (s *Server) controlAlerts(at projections.Version, a projections.AsOf) (list []web.Alert) {
	switch x := at.State.(type) {
	case control.SecurityMeasure:
		for _, nl := range x.Flags(s.dayOf(a)) {
			list = append(list, web.Alert{Kind: web.Warning, NL: nl})
		}
	case control.SupervisionTest:
		if nl := s.ownWork(x, at.Entry); nl != "" {
			list = append(list, web.Alert{Kind: web.Warning, Title: "Eigen werk getoetst", NL: nl})
		}
	}
	return list
}

// ownWork says in words that a tester tested his own work: by his own answer, or by what he did on a record (T-11).
func (s *Server) ownWork(t control.SupervisionTest, at *projections.Entry) string {
	first := at
	if v := s.Records.Stream(at.Stream); v != nil {
		first = v.List[0].Entry
	}
	worked := slices.ContainsFunc(t.Records, func(stream string) bool { return s.Records.OwnWork(t.Tester, stream, first) })
	switch {
	case t.OwnWork && worked:
		return "De toetser gaf dit zelf aan, en werkte volgens het grootboek aan wat is getoetst."
	case t.OwnWork:
		return "De toetser gaf dit zelf aan."
	case worked:
		return "De toetser werkte volgens het grootboek zelf aan wat is getoetst."
	}
	return ""
}
