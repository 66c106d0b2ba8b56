package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/projections"
)

// A DPIA has pages of its own: the whole (this file), one section (dpiasection.go), the document (dpiadocument.go), the
// import of a file (dpiaimport.go) and the calendar (dpiacalendar.go). The page that every record has stays, as history.

// ofKind serves a page of every record at an address of one record type.
func ofKind(path string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		chi.RouteContext(r.Context()).URLParams.Add("path", path)
		next(w, r)
	}
}

// historyPath is where the timeline of a record stands.
func historyPath(v *projections.Versions) string {
	if v.Record == dpia.Record {
		return recordPath(v) + "/geschiedenis"
	}
	return recordPath(v)
}

// dpiaView is the page of a DPIA as a working document.
type dpiaView struct {
	Head     headView
	Alerts   []web.Alert
	Next     []web.Task
	Actions  []actionView
	Counts   []web.Card
	Sections web.Table
	Risks    web.Table
	Measures web.Table
	Opinions web.Table
	Advice   web.Table
	Summary  web.SummaryList
	Files    []web.Link
	Links    []web.Link
}

// withDPIA finds the DPIA of the address as of the moment asked for, and renders what show makes of it. A DPIA that did
// not exist then leads to its history, which says so.
func (s *Server) withDPIA(w http.ResponseWriter, r *http.Request, page string, show func(p *web.Page, v *projections.Versions, at projections.Version, d dpia.DPIA, a projections.AsOf)) {
	a, bar := asOfBar(r)
	p := s.page(r, "")
	found, then := false, false
	s.Live.View(func() {
		v := s.Records.Get("dpia", chi.URLParam(r, "id"))
		if found = v != nil; !found {
			return
		}
		var at projections.Version
		if at, then = v.At(a); !then {
			return
		}
		d := at.State.(dpia.DPIA)
		p.Title = title(v.Record, d)
		p.Breadcrumbs = []web.Link{{Href: keepTime(r, "/dpias"), NL: v.Record.Info().Plural}, {Href: keepTime(r, recordPath(v)), NL: p.Title}}
		p.AsOf = bar
		show(&p, v, at, d, a)
	})
	switch {
	case !found || p.Data == nil && then:
		s.notFound(w, r)
	case !then:
		ofKind("dpias", s.record)(w, r)
	default:
		s.render(w, r, http.StatusOK, page, p)
	}
}

func (s *Server) dpiaPage(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	s.withDPIA(w, r, "dpia", func(p *web.Page, v *projections.Versions, at projections.Version, d dpia.DPIA, a projections.AsOf) {
		p.Breadcrumbs = []web.Link{p.Breadcrumbs[0], {NL: p.Title}}
		p.Data = s.dpiaView(r, u, v, at, d, a)
	})
}

func (s *Server) dpiaView(r *http.Request, u auth.User, v *projections.Versions, at projections.Version, d dpia.DPIA, a projections.AsOf) dpiaView {
	info := v.Record.Info()
	view := dpiaView{Head: headView{Title: title(v.Record, d), Status: web.StatusTag(d.State, info.StatusNL(d.State)), Lead: s.dpiaLead(d)},
		Risks: risksOf(d), Measures: s.dpiaMeasures(d), Opinions: opinionsOf(d), Advice: adviceOf(d), Summary: s.dpiaSummary(d)}
	var changed int
	view.Sections, changed = s.sectionsOf(r, v, d, a)
	view.Counts = progressCards(d)
	view.Alerts = append(s.lapses(r, d, a), s.dpiaAlerts(d, changed)...)
	for _, x := range d.Next() {
		t := web.Task{NL: x.NL, Who: domain.RoleNL(x.Role)}
		if c := info.CommandNamed(x.Command); a.Now() && s.may(c, u) && c.AllowedIn(d.State) {
			t.Href = recordPath(v) + "/_" + x.Command
		}
		view.Next = append(view.Next, t)
	}
	if a.Now() {
		view.Actions = s.actions(v, at, u)
		if c := info.CommandNamed("import"); s.may(c, u) && c.AllowedIn(d.State) {
			view.Actions = append(view.Actions, actionView{c.NL, recordPath(v) + "/inlezen", c.Help})
		}
	}
	for i, hash := range d.Files {
		view.Files = append(view.Files, web.Link{Href: recordPath(v) + "/inlezen/" + hash, NL: fmt.Sprintf("Bestand %d: wat er is overgenomen, en wat geen plaats heeft", i+1)})
	}
	view.Links = dpiaLinks(r, v, at)
	return view
}

func dpiaLinks(r *http.Request, v *projections.Versions, at projections.Version) []web.Link {
	n := strconv.FormatUint(at.Version, 10)
	list := []web.Link{{Href: keepTime(r, recordPath(v)+"/document"), NL: "Het hele document, om te lezen of af te drukken"},
		{Href: keepTime(r, recordPath(v)+"/document.json"), NL: "Download het document als JSON (versie " + n + ")"},
		{Href: keepTime(r, historyPath(v)), NL: "Geschiedenis: tijdlijn, versies en bewijs"}, {Href: keepTime(r, recordPath(v)+impactPath), NL: "Wat hangt hieraan?"}}
	if len(v.List) > 1 {
		list = append(list, web.Link{Href: recordPath(v) + "/vergelijken", NL: "Vergelijk twee versies"})
	}
	return list
}

func (s *Server) dpiaLead(d dpia.DPIA) string {
	kind := ""
	if d.Kind != "" {
		kind = domain.ChoiceNL(d.Kind.Choices(), string(d.Kind))
	}
	return strings.Join(nonEmpty(kind, s.names.Record("process", d.Process)), " · ")
}

// dpiaSummary is what the record holds besides what has a table of its own.
func (s *Server) dpiaSummary(d dpia.DPIA) web.SummaryList {
	own := []string{"Sections", "Agreed", "Files", "Comments", "Risks", "Measures", "Opinions", "Advice", "Changed", "Deviation"}
	var l web.SummaryList
	for _, x := range s.names.State(d) {
		if slices.Contains(own, x.Key) {
			continue
		}
		c := cell(x.Value)
		if x.Key == "Subject" {
			if v := s.Records.Stream(d.Subject); v != nil {
				c = web.Cell{NL: s.streamTitle(d.Subject), Href: recordPath(v)}
			}
		}
		l.Rows = append(l.Rows, web.SummaryRow{Key: x.NL, Cell: c})
	}
	return l
}

func (s *Server) dpiaAlerts(d dpia.DPIA, changed int) (list []web.Alert) {
	if d.Deviation != "" {
		list = append(list, web.Alert{Kind: web.Warning, Title: "Afwijking", NL: d.Deviation})
	}
	if changed > 0 {
		list = append(list, web.Alert{Kind: web.Warning, NL: fmt.Sprintf("Bij %d van de onderdelen is het register gewijzigd sinds de tekst daaruit is overgenomen. Open het onderdeel om het verschil te zien.", changed)})
	}
	if len(d.Changed) > 0 {
		list = append(list, web.Alert{Kind: web.Warning, Title: "Gewijzigd na het advies van de FG", Lines: slices.Compact(slices.Sorted(slices.Values(d.Changed)))})
	}
	if d.NeedsFull && d.Full == "" {
		list = append(list, web.Alert{Kind: web.Warning, NL: "Een volledige DPIA is nodig en nog niet gestart (§4.9)."})
	}
	return list
}

var progressKind = map[dpia.Progress]web.Kind{dpia.Open: web.Neutral, dpia.Filled: web.Info, dpia.Agreed: web.OK}

func progressTag(p dpia.Progress) web.Tag {
	return web.Tag{Kind: progressKind[p], NL: domain.ChoiceNL(p.Choices(), string(p))}
}

// progressCards count the sections by how far they are.
func progressCards(d dpia.DPIA) []web.Card {
	n := map[dpia.Progress]int{}
	for _, c := range dpia.Paragraph("").Choices() {
		n[d.Progress(dpia.Paragraph(c.Value))]++
	}
	return []web.Card{{Number: n[dpia.Open], NL: "onderdelen open"}, {Number: n[dpia.Filled], NL: "onderdelen ingevuld", Kind: web.Info}, {Number: n[dpia.Agreed], NL: "onderdelen akkoord", Kind: web.OK}}
}

// sectionsOf lists the 17 sections with how far each is, and counts those whose source in the register has changed.
func (s *Server) sectionsOf(r *http.Request, v *projections.Versions, d dpia.DPIA, a projections.AsOf) (t web.Table, changed int) {
	t = web.Table{ID: "onderdelen", Caption: "Onderdelen van het model", CaptionHidden: true, Columns: []web.Column{{NL: "Onderdeel", RowHeader: true}, {NL: "Stand"}, {NL: "Opmerkingen en advies"}, {NL: "Uit het register"}}}
	for _, c := range dpia.Paragraph("").Choices() {
		par := dpia.Paragraph(c.Value)
		section, written := d.SectionOf(par)
		stand := web.Cell{Tag: progressTag(d.Progress(par))}
		if written {
			stand.Note = domain.ChoiceNL(section.State.Choices(), string(section.State))
		}
		from := web.Cell{}
		if list := s.traces(section, a); len(list) > 0 {
			from.NL = plural(len(list), "veld", "velden")
			if slices.ContainsFunc(list, trace.changed) {
				from.Tag, changed = web.Tag{Kind: web.Warning, NL: "register gewijzigd"}, changed+1
			}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: c.NL, Href: keepTime(r, recordPath(v)+"/onderdelen/"+c.Value)}, stand, remarks(d, par), from}})
	}
	return t, changed
}

// remarks says how many remarks and advices a section has.
func remarks(d dpia.DPIA, p dpia.Paragraph) web.Cell {
	var c web.Cell
	open, all := 0, 0
	for _, x := range d.Comments {
		if x.Paragraph == p {
			all++
			if x.Answer == "" {
				open++
			}
		}
	}
	if all > 0 {
		c.NL = plural(all, "opmerking", "opmerkingen")
	}
	if open > 0 {
		c.Tag = web.Tag{Kind: web.Warning, NL: strconv.Itoa(open) + " onbeantwoord"}
	}
	if n := len(d.AdviceOn(p)); n > 0 {
		c.Note = plural(n, "advies van de FG", "adviezen van de FG")
	}
	return c
}

func levelTag(l dpia.Level) web.Tag {
	if l == "" {
		return web.Tag{}
	}
	return web.Tag{Kind: map[dpia.Level]web.Kind{dpia.Low: web.OK, dpia.Middle: web.Warning, dpia.High: web.Error}[l], NL: domain.ChoiceNL(l.Choices(), string(l))}
}

func risksOf(d dpia.DPIA) web.Table {
	t := web.Table{ID: "risicos", Caption: "Risico’s voor betrokkenen", CaptionHidden: true, Empty: "Er is nog geen risico vastgelegd.", Columns: []web.Column{{NL: "Risico", RowHeader: true}, {NL: "Wat kan er misgaan"}, {NL: "Niveau"}}}
	for _, x := range d.Risks {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: x.ID}, {NL: x.Description}, {Tag: levelTag(x.Level)}}})
	}
	return t
}

func (s *Server) dpiaMeasures(d dpia.DPIA) web.Table {
	t := web.Table{ID: "maatregelen", Caption: "Maatregelen", CaptionHidden: true, Empty: "Er is nog geen maatregel voorgesteld.",
		Columns: []web.Column{{NL: "Maatregel", RowHeader: true}, {NL: "Wat"}, {NL: "Uit te voeren door"}, {NL: "Vóór"}, {NL: "Stand"}}}
	for _, x := range d.Measures {
		stand := web.Cell{Tag: web.Tag{Kind: web.Info, NL: domain.ChoiceNL(x.State.Choices(), string(x.State))}}
		if x.Settled() {
			stand.Tag.Kind = web.OK
		}
		if x.Before {
			stand.Note = "nodig vóór de start"
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: x.ID}, {NL: x.Text}, {NL: s.names.Person(x.Owner)}, {NL: x.Due.NL()}, stand}})
	}
	return t
}

func verdictNL(v dpia.Verdict) string {
	if v == "" {
		return "—"
	}
	return domain.ChoiceNL(v.Choices(), string(v))
}

// opinionsOf shows the four voices apart, also those that have not spoken.
func opinionsOf(d dpia.DPIA) web.Table {
	t := web.Table{ID: "meningen", Caption: "Vier meningen, apart", CaptionHidden: true, Columns: []web.Column{{NL: "Van", RowHeader: true}, {NL: "Oordeel"}, {NL: "Tekst"}}}
	for _, c := range dpia.Voice("").Choices() {
		o, ok := d.OpinionOf(dpia.Voice(c.Value))
		if !ok {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: c.NL}, {NL: "—"}, {NL: "nog niet gegeven"}}, Quiet: true})
			continue
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: c.NL}, {NL: verdictNL(o.View)}, {NL: o.Text}}})
	}
	return t
}

func adviceOf(d dpia.DPIA) web.Table {
	t := web.Table{ID: "adviezen", Caption: "Adviezen van de FG", CaptionHidden: true, Empty: "De FG heeft nog niet geadviseerd.", Columns: []web.Column{{NL: "Op", RowHeader: true}, {NL: "Oordeel"}, {NL: "Advies"}, {NL: "Gevolgd"}}}
	for _, x := range slices.Backward(d.Advice) {
		follow := web.Cell{Missing: "nog geen reactie"}
		if x.Follow != "" {
			follow = web.Cell{NL: domain.ChoiceNL(x.Follow.Choices(), string(x.Follow)), Note: x.Because}
		}
		note := ""
		if x.Lapsed {
			note = "vervallen: de DPIA is daarna heropend"
		}
		t.Rows = append(t.Rows, web.Row{Quiet: x.Lapsed, Cells: []web.Cell{{NL: x.On.NL()}, {NL: verdictNL(x.View), Note: note}, {NL: x.Text}, follow}})
	}
	return t
}

// commandHref is the form of a command with a field filled in.
func commandHref(v *projections.Versions, command, field, value string) string {
	return recordPath(v) + "/_" + command + "?" + url.Values{field: {value}}.Encode()
}
