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
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/projections"
)

// list shows all records of a type, by its table; processing activities have a list of their own.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	switch rec := s.recordType(r); {
	case rec == nil:
		s.notFound(w, r)
	case rec.Info().Name == "activity":
		s.activities(w, r)
	default:
		s.table(w, r, projections.TableOf(rec), rec)
	}
}

// overview shows a table over several record types.
func (s *Server) overview(t *projections.Table) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { s.table(w, r, t, nil) }
}

// readWish reads from an address what somebody asks of a table.
func readWish(t *projections.Table, q url.Values) projections.Wish {
	w := projections.Wish{Chosen: map[string]string{}, Sort: q.Get("sorteer")}
	for _, c := range t.Choices {
		if v := q.Get(c.Key); v != "" {
			w.Chosen[c.Key] = v
			if c.Flag { // ticked, whatever it says
				w.Chosen[c.Key] = "ja"
			}
		}
	}
	return w
}

// wish is what somebody asks of a table, of the records that he may see.
func (s *Server) wish(t *projections.Table, r *http.Request) projections.Wish {
	w, e := readWish(t, r.URL.Query()), s.eyes(r)
	if !e.all() {
		w.Sees = e.sees
	}
	return w
}

// table is the page of a table: filters, order, page and moment all stand in the address. Rec is the record type, if it is
// the list of one.
func (s *Server) table(w http.ResponseWriter, r *http.Request, t *projections.Table, rec domain.Record) {
	u, _ := auth.From(r.Context())
	a, bar := asOfBar(r)
	var v listView
	var err error
	s.Live.View(func() {
		var matches map[string]bool
		if matches, err = s.matches(r, r.URL.Query().Get("zoek"), a); err != nil {
			return
		}
		if u.Role == domain.EMP {
			matches = s.ownAdvice(u.Person, matches)
		}
		matches = s.visible(t, u, matches)
		list, labels := s.lists.Page(t, s.wish(t, r), a, s.now(), matches)
		v = listView{Lead: t.Lead, Filters: tableFilters(r, t, labels), Exports: tableExports(r.URL, t), Notes: s.listNotes(r, rec)}
		v.Pages = web.Paginate(pageOf(r), 50, len(list), func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
		v.Pages.One, v.Pages.Many = t.One, t.Many
		v.Table = s.itemTable(r, t, list[max(v.Pages.First-1, 0):v.Pages.Last])
		if rec != nil && a.Now() {
			v.Buttons = s.newButtons(rec.Info(), u)
		}
		for _, x := range beside[t.Path] {
			if x.Href != breachProofPath || mayReadAs("history", u.Role) {
				v.Buttons = append(v.Buttons, x)
			}
		}
	})
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	p := s.page(r, t.NL)
	p.AsOf, p.Data = bar, v
	s.render(w, r, http.StatusOK, "lijst", p)
}

// ownAdvice restricts what is found to the advice that an employee asked for or got: he reads his own (requirements 1.5).
func (s *Server) ownAdvice(person string, found map[string]bool) map[string]bool {
	own := map[string]bool{}
	for _, v := range s.Records.OfType("advice") {
		if (found == nil || found[v.Stream]) && v.Last().State.(control.Advice).Concerns(person) {
			own[v.Stream] = true
		}
	}
	return own
}

// beside leads from a list to the overview that shows more of the same.
var beside = map[string][]web.Button{
	"verwerkers":               {{NL: "Met subverwerkers", Look: "secondary", Href: "/subverwerkers"}},
	"subverwerkers":            {{NL: "Alle verwerkers", Look: "secondary", Href: "/verwerkers"}},
	"verwerkersovereenkomsten": {{NL: "Jaarlijkse controles", Look: "secondary", Href: "/jaarcontrole?soort=agreement"}},
	"convenanten":              {{NL: "Jaarlijkse controles", Look: "secondary", Href: "/jaarcontrole?soort=covenant"}},
	"uitwisselingsafspraken":   {{NL: "Jaarlijkse controles", Look: "secondary", Href: "/jaarcontrole?soort=exchange-arrangement"}},
	"incidenten":               {{NL: "Register van datalekken", Look: "secondary", Href: "/datalekken-register"}},
	"datalekken-register":      {{NL: "Alle incidenten", Look: "secondary", Href: "/incidenten"}, {NL: "Bewijs over een periode", Look: "secondary", Href: breachProofPath}, {NL: "Incident melden", Href: reportPath}},
	"jaarcontrole":             {{NL: "Controlerondes", Look: "secondary", Href: "/controlerondes"}},
	"termijnen":                {{NL: "Mijn werk", Look: "secondary", Href: "/werk"}},
	"verplichtingen":           {{NL: "Termijnen, met filters", Look: "secondary", Href: "/termijnen"}},
	"dpias":                    {{NL: "DPIA-kalender", Look: "secondary", Href: "/dpia-kalender"}},
	"documenten":               {{NL: "Te lezen en te tekenen", Look: "secondary", Href: readingPath}, {NL: "Ondertekeningen", Look: "secondary", Href: "/ondertekeningen"}, {NL: "Niet uitgevoerd", Look: "secondary", Href: "/acties/beleid"}},
	"overleggen":               {{NL: "Laatste privacyoverleg", Look: "secondary", Href: "/acties/privacyoverleg"}},
	"geheimhouding":            {{NL: "Per team", Look: "secondary", Href: "/acties/geheimhouding"}},
	"controlerondes":           {{NL: "Jaarlijkse controles", Look: "secondary", Href: "/jaarcontrole"}},
}

func (s *Server) listNotes(r *http.Request, rec domain.Record) []web.Alert {
	if rec != nil && rec.Info().Name == "notice" {
		return []web.Alert{{Kind: web.Info, NL: "De teksten die nu gelden, staan ook op de openbare pagina.",
			Links: []web.Link{{Href: "/privacyverklaringen", NL: "Bekijk de openbare pagina"}, {Href: "/geinformeerd", NL: "Was een inwoner geïnformeerd?"}}}}
	}
	if rec != nil && rec.Info().Name == governance.YearPlanRecord.Name {
		return s.missingPlan(r)
	}
	if rec == nil || rec.Info().Name != governance.ProcessRecord.Name || r.URL.Query().Get(projections.Unowned) == "" {
		return nil
	}
	return []web.Alert{{Kind: web.Warning, NL: "U ziet alleen de processen waar de eigenaar ontbreekt: de laatste eigenaar is geen teammanager meer.",
		Links: []web.Link{{Href: "/processen", NL: "Toon alle processen"}}}}
}

func (s *Server) itemTable(r *http.Request, t *projections.Table, list []*projections.Item) web.Table {
	v := web.Table{Caption: t.NL, CaptionHidden: true, Empty: "Er zijn geen " + t.Many + " die hieraan voldoen."}
	order := r.URL.Query().Get("sorteer")
	if order == "" {
		order = t.First
	}
	for n, c := range t.Columns {
		head := sorted(r, order, t.Columns[0].Key, c.Key, c.NL)
		head.RowHeader = n == 0
		v.Columns = append(v.Columns, head)
	}
	for _, i := range list {
		row := web.Row{Cells: make([]web.Cell, len(t.Columns))}
		for n := range t.Columns {
			row.Cells[n] = itemCell(i, &t.Columns[n])
		}
		first := &row.Cells[0]
		if first.NL == "" {
			first.NL = "(zonder naam)"
		}
		first.NL = strings.Repeat("– ", i.Depth()) + first.NL
		first.Href = keepTime(r, recordPath(i.Versions))
		if i.Record != governance.ProcessRecord { // it has a column of its own for that
			first.Note = s.subtitle(i.State)
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func itemCell(i *projections.Item, c *projections.Column) web.Cell {
	if c.Date != nil {
		x := web.Cell{Time: c.Date(i).Start()}
		if c.Late != nil && c.Late(i) {
			x.Tag = web.Tag{Kind: web.Error, NL: "te laat"}
		}
		return x
	}
	text := c.Text(i)
	if text == "" && c.Missing != nil {
		return web.Cell{Missing: c.Missing(i)}
	}
	if c.Key == "status" {
		return web.Cell{Tag: web.StatusTag(i.Record.StatusOf(i.At.State), text)}
	}
	return cell(text)
}

// tableFilters are the search box and the choices of a table, with their labels; two of them beside it, the rest behind
// "Meer filters".
func tableFilters(r *http.Request, t *projections.Table, labels map[string][]domain.Choice) web.FilterForm {
	q := r.URL.Query()
	form := web.FilterForm{Action: "/" + t.Path, Fields: []web.Field{{Kind: web.Search, Name: "zoek", Label: "Zoek op woord", Value: q.Get("zoek"), Free: true}}}
	if text := strings.TrimSpace(q.Get("zoek")); text != "" {
		form.Active = append(form.Active, web.Link{Href: withQuery(r.URL, "zoek", "", "pagina", ""), NL: "‘" + text + "’"})
	}
	for _, c := range t.Choices {
		chosen := q.Get(c.Key)
		f := web.Field{Kind: web.Checkbox, Name: c.Key, Label: c.NL, Checked: chosen != "", Free: true}
		nl := c.NL
		if !c.Flag {
			if len(labels[c.Key]) == 0 && chosen == "" {
				continue // nothing to choose from
			}
			f = web.Field{Kind: web.Select, Name: c.Key, Label: c.NL, Options: append([]web.Option{{NL: "Alle"}}, options(labels[c.Key], chosen)...), Free: true}
			nl += ": " + domain.ChoiceNL(labels[c.Key], chosen)
		}
		if chosen != "" {
			form.Active = append(form.Active, web.Link{Href: withQuery(r.URL, c.Key, "", "pagina", ""), NL: nl})
		}
		if len(form.Fields) < 3 && !c.Flag {
			form.Fields = append(form.Fields, f)
			continue
		}
		form.More, form.MoreOpen = append(form.More, f), form.MoreOpen || chosen != ""
	}
	for _, name := range []string{web.ParamKnown, web.ParamWas, "sorteer"} {
		if v := q.Get(name); v != "" {
			form.Hidden = append(form.Hidden, hidden(name, v))
		}
	}
	if len(form.Active) > 0 {
		form.Clear = keepTime(r, "/"+t.Path)
	}
	return form
}

func tableExports(u *url.URL, t *projections.Table) []web.Link {
	x := *u
	var list []web.Link
	for _, f := range []string{"csv", "json"} {
		x.Path = "/exporteren/" + t.Path + "." + f
		list = append(list, web.Link{Href: withQuery(&x, "pagina", ""), NL: "Download deze lijst als " + strings.ToUpper(f)})
	}
	return list
}

// tableNamed returns the table with an address: an overview, or the list of a record type; nil if there is none.
func (s *Server) tableNamed(path string) *projections.Table {
	if t := projections.Overview(path); t != nil {
		return t
	}
	for _, rec := range s.Exec.Records {
		if rec.Info().Path == path && rec.Info().Name != "activity" {
			return projections.TableOf(rec)
		}
	}
	return nil
}

// exportTableOf gives exactly the list that is shown, all pages, as CSV or JSON.
func (s *Server) exportTableOf(w http.ResponseWriter, r *http.Request) {
	t := s.tableNamed(chi.URLParam(r, "list"))
	if t == nil {
		s.notFound(w, r)
		return
	}
	u, _ := auth.From(r.Context())
	a, bar := asOf(r.URL.Query())
	if wrong := bar.KnownError + bar.WasError; wrong != "" {
		s.refuse(w, r, http.StatusBadRequest, &domain.Refusal{Kind: domain.Invalid, Code: "moment", NL: wrong})
		return
	}
	var rows [][]string
	var err error
	s.Live.View(func() {
		var matches map[string]bool
		if matches, err = s.matches(r, r.URL.Query().Get("zoek"), a); err == nil {
			rows = exportItems(t, s.lists.Items(t, s.wish(t, r), a, s.now(), s.visible(t, u, matches)))
		}
	})
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	switch chi.URLParam(r, "form") {
	case "csv":
		sendCSV(w, t.Path+".csv", rows)
	case "json":
		writeJSON(w, http.StatusOK, objects(rows))
	default:
		s.notFound(w, r)
	}
}

// exportItems is the table as rows of text, with its head. Id and version say which record a row is about.
func exportItems(t *projections.Table, list []*projections.Item) [][]string {
	head := []string{"Id", "Versie"}
	for _, c := range t.Columns {
		head = append(head, c.NL)
	}
	rows := [][]string{head}
	for _, i := range list {
		row := []string{i.ID, strconv.FormatUint(i.At.Version, 10)}
		for n := range t.Columns {
			row = append(row, t.Columns[n].Value(i))
		}
		rows = append(rows, row)
	}
	return rows
}
