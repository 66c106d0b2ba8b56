package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/transparency"
	"github.com/heemstede/grootboek/projections"
)

// recordType returns the record type of the address, or nil.
func (s *Server) recordType(r *http.Request) domain.Record {
	for _, rec := range s.Exec.Records {
		if rec.Info().Path == chi.URLParam(r, "path") {
			return rec
		}
	}
	return nil
}

// find returns the record of the address, or nil. Call it under View.
func (s *Server) find(r *http.Request) *projections.Versions {
	rec := s.recordType(r)
	if rec == nil {
		return nil
	}
	return s.Records.Get(rec.Info().Name, chi.URLParam(r, "id"))
}

func recordPath(v *projections.Versions) string { return "/" + v.Record.Info().Path + "/" + v.ID }

// listView is a list of records.
type listView struct {
	Lead    string
	Filters web.FilterForm
	Table   web.Table
	Pages   web.Pagination
	Buttons []web.Button
	Notes   []web.Alert
	Exports []web.Link
}

// subtitle says a little more about a record than its title.
func (s *Server) subtitle(state any) string {
	switch x := state.(type) {
	case governance.Appointment:
		return s.names.Person(x.Person)
	case governance.Engagement:
		return s.names.Person(x.Person)
	case governance.Signature:
		return s.names.Person(x.Person)
	case governance.Process:
		return strings.Join(x.Teams, ", ")
	case register.RetentionRule:
		return strings.Join(nonEmpty(x.Category, register.PeriodNL(x.Period), x.Citation), ", ")
	}
	return ""
}

func nonEmpty(in ...string) []string {
	return slices.DeleteFunc(in, func(s string) bool { return s == "" })
}

// newButtons lists the commands that make a record and that the role chosen may issue.
func (s *Server) newButtons(info *domain.RecordInfo, u auth.User) []web.Button {
	var list []web.Button
	for _, c := range info.Commands {
		if c.New && len(list) < 3 && s.may(&c, u) && !hiddenCommand(c) {
			list = append(list, web.Button{NL: c.NL, Href: "/" + info.Path + "/_" + c.Name})
		}
	}
	return list
}

// hiddenCommand tells whether a command has no form: it comes with a file, from the clock, or with what is done about an
// account (an event that says so while nothing was done would be false).
func hiddenCommand(c domain.CommandInfo) bool {
	if len(c.Roles) == 1 && c.Roles[0] == domain.SYS { // the clock does it
		return true
	}
	switch c.Record + "/" + c.Name {
	case "activity/take-over", "activity/take-over-again", "import/record", "process/expire-mandate", "signature/sign", "access/change", "selection-list/read", "selection-list/read-again", "dpia/import", "vault/read", "vault/rectify", "vault/add", "audit/draw-sample":
		return true
	}
	return false
}

// may tells whether the role chosen is one that may issue the command; the rules decide when it is issued.
func (s *Server) may(c *domain.CommandInfo, u auth.User) bool {
	return slices.Contains(c.MayRoles(s.Gov), u.Role)
}

func title(rec domain.Record, state any) string {
	if t := rec.TitleOf(state); t != "" {
		return t
	}
	return "(zonder naam)"
}

func pageOf(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("pagina"))
	if err != nil {
		return 1
	}
	return n
}

// recordView is a record page: what it is, what must happen next and by whom, its timeline, its versions and its proof.
type recordView struct {
	Head      headView
	Alerts    []web.Alert
	Next      []web.Task
	Actions   []actionView
	Summary   web.SummaryList
	Missing   []string
	Links     []web.Link // other pages about it
	Hangs     *web.Table // other records that name it
	Deviation *web.Table
	Changes   *web.Table
	Source    *web.SummaryList
	Persons   *web.SummaryList
	Round     *web.Table
	Left      *web.Table
	Asked     *web.Table // what the AP asks of an incident, and what is known
	Sections  []section
	Published *web.Table // versions of a text
	Tests     *web.Table
	Measures  *web.Table
	Timeline  web.Timeline
	Versions  web.Table
	Compare   compareView
	Proof     proofView
}

type headView struct {
	Title  string
	Status web.Tag
	Lead   string
}

type actionView struct{ NL, Href, Help string }

type proofView struct {
	Checkpoint int64
	Sealed     bool
	Receipt    string
	File       string
}

func (s *Server) record(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	u, _ := auth.From(r.Context())
	var view recordView
	var crumbs []web.Link
	status := http.StatusOK
	s.Live.View(func() {
		v := s.find(r)
		if v == nil {
			status = http.StatusNotFound
			return
		}
		crumbs = []web.Link{{Href: keepTime(r, "/"+v.Record.Info().Path), NL: v.Record.Info().Plural}, {NL: title(v.Record, v.Last().State)}}
		at, ok := v.At(a)
		if !ok {
			view.Head = headView{Title: title(v.Record, v.Last().State)}
			view.Alerts = []web.Alert{{Kind: web.Info, NL: "Op dit moment in de tijd bestond dit record nog niet. De eerste vastlegging was op " + dayNL(v.List[0].Recorded) + "."}}
			return
		}
		view = s.recordView(r, u, v, at, a)
	})
	if status != http.StatusOK {
		s.notFound(w, r)
		return
	}
	if view.Persons != nil {
		s.Log.InfoContext(r.Context(), "imported personal data read", "person", u.Person, "role", u.Role, "record", chi.URLParam(r, "id"))
	}
	p := s.page(r, view.Head.Title)
	p.AsOf, p.Breadcrumbs, p.Data = bar, crumbs, view
	s.render(w, r, status, "record", p)
}

func dayNL(t time.Time) string { return calendar.On(t).NL() }

func (s *Server) recordView(r *http.Request, u auth.User, v *projections.Versions, at projections.Version, a projections.AsOf) recordView {
	info := v.Record.Info()
	st := v.Record.StatusOf(at.State)
	view := recordView{
		Head:     headView{Title: title(v.Record, at.State), Status: web.StatusTag(st, info.StatusNL(st)), Lead: s.subtitle(at.State)},
		Summary:  summary(s.names.State(at.State)),
		Timeline: s.timeline(r, v, a),
		Versions: s.versions(r, v, a),
	}
	view.Compare = s.newCompare(v)
	view.Hangs = s.hangs(r, v, a)
	view.Links = []web.Link{{Href: keepTime(r, recordPath(v)+impactPath), NL: "Wat hangt hieraan?"}}
	view.Links = append(view.Links, s.dossierLink(v, u)...)
	view.Tests, view.Measures = s.testsOf(v, a), s.measuresOf(r, v, a)
	view.Alerts = s.controlAlerts(at, a)
	view.Proof = s.proof(v, at)
	if a.Now() {
		view.Actions = s.actions(v, at, u)
	}
	switch x := at.State.(type) {
	case register.Activity:
		s.activityView(r, u, &view, v, x, a)
	case governance.Process:
		s.processView(r, &view, v, x)
	case governance.Appointment:
		for _, p := range x.InOffice(calendar.On(s.stampAt(a).Happened)) {
			view.Links = append(view.Links, web.Link{Href: keepTime(r, "/personen/"+p+impactPath), NL: "Wat hangt aan " + s.names.Person(p) + "?"})
		}
	case register.RetentionRule:
		s.ruleView(r, &view, v, x, a)
	case register.SelectionList:
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Info, NL: strconv.Itoa(len(x.Entries)) + " vermeldingen.",
			Links: []web.Link{{Href: keepTime(r, selectionPath+"/"+v.ID), NL: "Bekijk de vermeldingen"}}})
	case register.Destruction:
		s.destructionView(&view, x, a)
	case register.Round:
		view.Round = s.roundTable(x)
	case governance.CheckRound:
		s.checkRoundView(r, u, &view, x, a)
	case transparency.Notice:
		s.noticeView(&view, v, x, a)
	case governance.Document:
		s.policyDocumentView(&view, v, x, a)
	case governance.Engagement:
		s.engagementView(&view, x, a)
	case governance.Meeting:
		meetingView(&view, x)
	case transparency.Website:
		websiteView(&view, x)
	case incidents.Incident:
		s.incidentView(r, &view, v, x, a)
	case control.Audit:
		if mayReadAs("history", u.Role) {
			view.Links = append(view.Links, web.Link{Href: recordPath(v) + populationPath, NL: "Populatie en steekproef"})
		}
	}
	view.Alerts = append(view.Alerts, s.lapses(r, at.State, a)...)
	return view
}

func summary(lines []projections.Line) web.SummaryList {
	var l web.SummaryList
	for _, x := range lines {
		l.Rows = append(l.Rows, web.SummaryRow{Key: x.NL, Cell: cell(x.Value)})
	}
	return l
}

// cell shows one value, or several as a list.
func cell(value string) web.Cell {
	if parts := strings.Split(value, "\n"); len(parts) > 1 {
		return web.Cell{Lines: parts}
	}
	return web.Cell{NL: value}
}

// actions lists what the role chosen can do with the record as it is now.
func (s *Server) actions(v *projections.Versions, at projections.Version, u auth.User) []actionView {
	info := v.Record.Info()
	st := v.Record.StatusOf(at.State)
	var list []actionView
	for i := range info.Commands {
		c := &info.Commands[i]
		if c.AllowedIn(st) && !hiddenCommand(*c) && s.may(c, u) && useful(c, at.State) {
			list = append(list, actionView{c.NL, recordPath(v) + "/_" + c.Name, c.Help})
		}
	}
	return append(list, s.about(v, u)...)
}

// about are the commands of other records that can be about this one: tests and measures.
func (s *Server) about(v *projections.Versions, u auth.User) (list []actionView) {
	kind, stream := v.Record.Info().Name, url.QueryEscape(v.Stream)
	if test := control.TestRecord.Info().CommandNamed("record"); kind != "activity" && kind != "test" && s.may(test, u) {
		list = append(list, actionView{test.NL, "/toetsen/_record?subject=" + stream, test.Help})
	}
	if test := control.TestRecord.Info().CommandNamed("start"); kind != "test" && s.may(test, u) {
		list = append(list, actionView{test.NL, "/toetsen/_start?records=" + stream, test.Help})
	}
	if m := control.MeasureRecord.Info().CommandNamed("propose"); kind != "measure" && s.may(m, u) {
		list = append(list, actionView{m.NL, "/maatregelen/_propose?origin_record=" + stream + originOf(kind), m.Help})
	}
	return list
}

// originOf is the origin of a measure that follows from the type of record, as part of an address.
func originOf(kind string) string {
	switch kind {
	case "dpia":
		return "&origin=" + string(control.FromDPIA)
	case "test":
		return "&origin=" + string(control.FromTest)
	case "incident":
		return "&origin=" + string(control.FromIncident)
	}
	return ""
}

// useful tells whether a command that the status allows would do anything: what would change nothing is not offered.
func useful(c *domain.CommandInfo, state any) bool {
	if x, ok := state.(interface{ Useful(command string) bool }); ok {
		return x.Useful(c.Name)
	}
	a, ok := state.(register.Activity)
	if !ok {
		return true
	}
	switch c.Name {
	case "approve-start":
		return a.State == register.StatusRegistered || a.Approved == nil || len(a.Lapsed) > 0
	case "remedy-deviation":
		return slices.ContainsFunc(a.Deviations, register.Deviation.Open)
	case "publish":
		return !a.Published
	case "withdraw-publication":
		return a.Published
	}
	return true
}

// testsOf lists the tests of a record by the FG (R-3.3-03).
func (s *Server) testsOf(v *projections.Versions, a projections.AsOf) *web.Table {
	t := web.Table{ID: "toetsen", Caption: "Toetsen van dit record", Columns: []web.Column{{NL: "Getoetst aan", RowHeader: true}, {NL: "Uitkomst"}, {NL: "Wanneer"}}}
	for _, x := range slices.Backward(s.Records.OfType("test")) { // about this record: who sees it, sees them
		at, ok := x.At(a)
		if !ok {
			continue
		}
		test := at.State.(control.SupervisionTest)
		if !test.Tested(v.Stream) {
			continue
		}
		tag := outcomeTag(test)
		note := ""
		if s.ownWork(test, at.Entry) != "" {
			note = "eigen werk getoetst"
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: test.Criteria, Href: recordPath(x)}, {Tag: tag, Note: note}, {Time: at.Recorded}}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return &t
}

// outcomeTag is the outcome of a test; while it has none, its status.
func outcomeTag(t control.SupervisionTest) web.Tag {
	switch t.Outcome {
	case control.Sufficient:
		return web.Tag{Kind: web.OK, NL: "voldoende"}
	case control.Insufficient:
		return web.Tag{Kind: web.Error, NL: "onvoldoende"}
	}
	return web.StatusTag(t.State, control.TestRecord.Info().StatusNL(t.State))
}

// activityView adds what only processing activities have.
func (s *Server) activityView(r *http.Request, u auth.User, view *recordView, v *projections.Versions, x register.Activity, a projections.AsOf) {
	now := s.now()
	view.Head.Lead = strings.Join(nonEmpty(x.Department, s.names.Record("process", x.Process)), " · ")
	view.Summary.Rows = append(view.Summary.Rows, accountable)
	if !a.Now() {
		now = latest(a)
	}
	for _, t := range x.Next(now) {
		task := web.Task{NL: t.NL, Who: domain.RoleNL(t.Role), Late: t.Overdue}
		if a.Now() && t.Role == u.Role {
			task.Href = recordPath(v) + "/_" + t.Command
		}
		view.Next = append(view.Next, task)
	}
	if x.State != register.StatusEnded {
		view.Missing = problemsNL(&domain.Refusal{Fields: register.Missing(x.Content)})
	}
	if x.Returned != "" {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Warning, Title: "Teruggestuurd om aan te vullen", NL: x.Returned})
	}
	if x.State == register.StatusRegistered {
		view.Alerts = append(view.Alerts, s.startAlert(r, v, x, a))
	}
	view.Alerts = append(view.Alerts, lapsedAlert(x)...)
	view.Links = append(view.Links, web.Link{Href: keepTime(r, recordPath(v)+startPath), NL: "Startvoorwaarden"})
	view.Deviation, view.Changes = deviationTable(x.Deviations), changes(x)
	if x.Public() && a.Now() {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Info, NL: "Deze verwerking staat in het openbare register.",
			Links: []web.Link{{Href: "/register/" + v.ID, NL: "Bekijk de openbare pagina"}}})
	}
	if x.Source != nil {
		l := s.sourceList(u, *x.Source)
		view.Source = &l
		if mayReadAs("sources", u.Role) {
			view.Persons = s.importedPersons(r, v.Stream)
		}
	}
}

func deviationTable(list []register.Deviation) *web.Table {
	if len(list) == 0 {
		return nil
	}
	t := web.Table{ID: "afwijkingen", Caption: "Afwijkingen", Columns: []web.Column{{NL: "Regel", RowHeader: true}, {NL: "Wat is vastgesteld"}, {NL: "Vastgesteld op"}, {NL: "Stand"}}}
	for _, d := range list {
		tag := web.Tag{Kind: web.Warning, NL: "open"}
		if d.Remedied {
			tag = web.Tag{Kind: web.OK, NL: "hersteld"}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: d.Rule}, {NL: d.What}, {Time: d.On}, {Tag: tag}}, Quiet: d.Remedied})
	}
	return &t
}

func changes(x register.Activity) *web.Table {
	if len(x.Changes) == 0 {
		return nil
	}
	t := web.Table{ID: "wijzigingen", Caption: "Aangeleverde wijzigingen die nog niet zijn verwerkt", Columns: []web.Column{{NL: "Wat", RowHeader: true}, {NL: "Waarom"}, {NL: "Aangeleverd op"}}}
	for _, c := range x.Changes {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: c.What}, {NL: c.Why}, {Time: c.On}}})
	}
	return &t
}

// sourceList shows what the source said that has no field of its own: nothing of it is lost.
func (s *Server) sourceList(u auth.User, src register.Source) web.SummaryList {
	file := web.Cell{NL: src.Name, Note: "rij " + strconv.Itoa(src.Row)}
	if mayReadAs("sources", u.Role) {
		file.Href = "/bestanden/" + src.File
	}
	l := web.SummaryList{Rows: []web.SummaryRow{{Key: "Bestand", Cell: file}, {Key: "Kenmerk in de bron", Cell: cell(src.Key)}}}
	for _, n := range src.Notes {
		l.Rows = append(l.Rows, web.SummaryRow{Key: "Opmerking", Cell: cell(n)})
	}
	for _, p := range src.Rest {
		l.Rows = append(l.Rows, web.SummaryRow{Key: p.Column, Cell: cell(p.Value)})
	}
	if len(src.Persons) > 0 {
		l.Rows = append(l.Rows, web.SummaryRow{Key: "Buiten het log bewaard", Cell: cell(strings.Join(src.Persons, "\n"))})
	}
	return l
}

func (s *Server) importedPersons(r *http.Request, stream string) *web.SummaryList {
	pairs, err := s.Staff.Imported().Get(r.Context(), stream)
	if err != nil || len(pairs) == 0 {
		if err != nil {
			s.Log.ErrorContext(r.Context(), "imported persons", "stream", stream, "error", err)
		}
		return nil
	}
	var l web.SummaryList
	for _, p := range pairs {
		l.Rows = append(l.Rows, web.SummaryRow{Key: p.Column, Cell: cell(p.Value)})
	}
	return &l
}

// accountable is who stays accountable for everything, whatever is mandated (R-3.1-03).
var accountable = web.SummaryRow{Key: "Eindverantwoordelijk", Cell: web.Cell{NL: domain.RoleNL(domain.COL), Note: "Dat blijft zo, ook bij een mandaat (§3.2)."}}

// processView adds the owner as it is now, the mandates, and who stays accountable (R-3.1-03, R-3.2-08).
func (s *Server) processView(r *http.Request, view *recordView, v *projections.Versions, x governance.Process) {
	owner := x.OwnerOn(calendar.On(s.now()))
	c := web.Cell{NL: s.names.Person(owner)}
	if !s.Gov.Holds(owner, domain.TM, s.now()) {
		c.Missing = "Eigenaar ontbreekt: de laatste eigenaar is geen teammanager meer"
	}
	rows := []web.SummaryRow{{Key: "Proceseigenaar nu", Cell: c}, accountable}
	for _, m := range sortedMandates(x.Mandates) {
		until := "tot het wordt ingetrokken"
		if !m.Until.IsZero() {
			until = "tot " + dayNL(m.Until)
		}
		state := fmt.Sprintf("vanaf %s %s", dayNL(m.From), until)
		if m.Withdrawn {
			state = "beëindigd"
		}
		var what []string
		for _, name := range m.Commands {
			what = append(what, s.Records.CommandNL(name))
		}
		rows = append(rows, web.SummaryRow{Key: "Mandaat", Cell: web.Cell{NL: s.names.Person(m.Person) + ", namens " + s.names.Person(m.Owner), Lines: what, Note: state}})
	}
	view.Summary.Rows = append(rows, view.Summary.Rows...)
	n := 0
	for _, y := range s.Records.OfType("activity") {
		if y.Last().State.(register.Activity).Process == v.ID {
			n++
		}
	}
	if n > 0 {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Info, NL: fmt.Sprintf("%d verwerking(en) horen bij dit proces.", n),
			Links: []web.Link{{Href: "/verwerkingen?proces=" + url.QueryEscape(v.ID), NL: "Bekijk de verwerkingen"}}})
	}
}

func sortedMandates(m map[string]domain.Mandate) []domain.Mandate {
	var list []domain.Mandate
	for _, x := range m {
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b domain.Mandate) int { return b.From.Compare(a.From) })
	return list
}

// roundTable shows which owners have not confirmed since the round began (R-B1-04).
func (s *Server) roundTable(x register.Round) *web.Table {
	t := web.Table{ID: "niet-bevestigd", Caption: "Nog niet bevestigd", Empty: "Alle proceseigenaren hebben bevestigd.",
		Columns: []web.Column{{NL: "Proceseigenaar", RowHeader: true}, {NL: "Verwerkingen"}}}
	until := s.now()
	if !x.Closed.IsZero() {
		until = x.Closed
	}
	for _, u := range s.Register.RoundOpen(x.Started, until) {
		c := web.Cell{NL: s.names.Person(u.Owner)}
		if u.Owner == "" {
			c = web.Cell{Missing: "Eigenaar ontbreekt"}
		}
		var links []web.Link
		for _, row := range u.Rows[:min(20, len(u.Rows))] {
			links = append(links, web.Link{Href: recordPath(row.Versions), NL: title(row.Record, row.Activity)})
		}
		note := ""
		if len(u.Rows) > 20 {
			note = fmt.Sprintf("en nog %d", len(u.Rows)-20)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{c, {NL: strconv.Itoa(len(u.Rows)), Links: links, Note: note}}})
	}
	return &t
}
