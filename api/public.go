package api

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/projections"
)

// The public register (P1, §4.1): for everybody, without signing in. It shows what [projections.Register.Public] gives
// and nothing else.

type homeView struct{ Cards []web.Card }

func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	p := s.page(r, "Grootboek privacy")
	n := 0
	s.Live.View(func() { n = s.Register.CountPublic() })
	p.Data = homeView{[]web.Card{{Number: n, NL: "verwerkingen in het register", Href: "/register"},
		{Number: int(s.Seal.Checkpoint().Size), NL: "verzegelde gebeurtenissen", Href: "/controle"}}}
	s.render(w, r, http.StatusOK, "home", p)
}

// publicQuery is what the address of the public register asks.
type publicQuery struct {
	words, department string
	known             time.Time
	bar               *web.AsOf
	heads             bool // only what a list shows
}

func readPublicQuery(r *http.Request) publicQuery {
	a, bar := asOfBar(r)
	return publicQuery{words: strings.TrimSpace(r.URL.Query().Get("zoek")), department: r.URL.Query().Get("afdeling"), known: a.Recorded, bar: bar}
}

// public answers the query. Words are looked for in what residents see, not in the rest of the record.
func (s *Server) public(q publicQuery) (list []projections.PublicEntry, position int64) {
	terms := projections.Words(q.words)
	s.Live.View(func() {
		position = int64(s.Records.Len())
		if q.heads && len(terms) == 0 {
			list = s.Register.PublicHeads(q.known, q.department)
			return
		}
		for _, e := range s.Register.Public(q.known, s.now(), q.department, nil) {
			if len(terms) == 0 || e.Holds(terms) {
				list = append(list, e)
			}
		}
	})
	return list, position
}

type publicListView struct {
	Count   int
	Asked   bool
	Filters web.FilterForm
	Table   web.Table
	Pages   web.Pagination
	Exports []web.Link
}

const publicPage = 50

func (s *Server) publicList(w http.ResponseWriter, r *http.Request) {
	q := readPublicQuery(r)
	q.heads = true
	list, _ := s.public(q)
	v := publicListView{Count: len(list), Asked: q.words != "" || q.department != ""}
	v.Filters = s.publicFilters(q)
	v.Table = web.Table{Caption: "Verwerkingen", CaptionHidden: true, Empty: "Er zijn geen verwerkingen die hieraan voldoen.",
		Columns: []web.Column{{NL: "Verwerking", RowHeader: true}, {NL: "Afdeling"}, {NL: "Gewijzigd op"}}}
	v.Pages = web.Paginate(pageOf(r), publicPage, len(list), func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
	v.Pages.One, v.Pages.Many = "verwerking", "verwerkingen"
	for _, e := range list[max(v.Pages.First-1, 0):v.Pages.Last] {
		href := "/register/" + e.ID
		if !q.known.IsZero() {
			href = fmt.Sprintf("/register/%s/versie/%d", e.ID, e.Version)
		}
		v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: e.Name, Href: href}, {NL: e.Dept}, {Time: e.Changed}}})
	}
	v.Exports = []web.Link{{Href: exportOf(r.URL, "csv"), NL: "Download als CSV"}, {Href: exportOf(r.URL, "json"), NL: "Download als JSON"}}
	p := s.page(r, "Register van verwerkingen")
	p.AsOf, p.Data = onlyKnown(q.bar), v
	s.render(w, r, http.StatusOK, "openbaar", p)
}

// onlyKnown is the bar for looking back with one axis: residents ask what the register said on a day.
func onlyKnown(bar *web.AsOf) *web.AsOf {
	bar.KnownOnly = true
	return bar
}

func exportOf(u *url.URL, form string) string {
	x := *u
	x.Path = "/register." + form
	return withQuery(&x, "pagina", "")
}

func (s *Server) publicFilters(q publicQuery) web.FilterForm {
	dept := web.Field{Kind: web.Select, Name: "afdeling", Label: "Afdeling", Free: true, Options: []web.Option{{Value: "", NL: "Alle afdelingen"}}}
	seen := map[string]bool{}
	all, _ := s.public(publicQuery{known: q.known, heads: true})
	for _, e := range all {
		if e.Dept != "" && !seen[e.Dept] {
			seen[e.Dept] = true
			dept.Options = append(dept.Options, web.Option{Value: e.Dept, NL: e.Dept, Selected: e.Dept == q.department})
		}
	}
	sortOptions(dept.Options[1:])
	f := web.FilterForm{Action: "/register", Label: "Zoeken in het register", Fields: []web.Field{
		{Kind: web.Search, Name: "zoek", Label: "Zoek op woord", Value: q.words, Free: true}, dept}}
	if q.bar.Known != "" {
		f.Hidden = []web.Field{hidden(web.ParamKnown, q.bar.Known)}
	}
	if q.words != "" || q.department != "" {
		f.Clear = "/register"
	}
	return f
}

type publicEntryView struct {
	Entry     projections.PublicEntry
	Summary   web.SummaryList
	Current   string // address of the present version, if this is an old one
	Permanent string
	Old       bool
	Notices   []web.Link // texts in force about it
}

func (s *Server) publicEntry(w http.ResponseWriter, r *http.Request) {
	var version uint64
	if text := chi.URLParam(r, "version"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil || n == 0 {
			s.notFound(w, r)
			return
		}
		version = n
	}
	id := chi.URLParam(r, "id")
	var e, current projections.PublicEntry
	var ok, now bool
	var notices []web.Link
	s.Live.View(func() {
		notices = s.noticesAbout("activity/" + id)
		e, ok = s.Register.PublicVersion(id, version, s.now())
		current, now = s.Register.PublicVersion(id, 0, s.now())
	})
	if !ok {
		s.notFound(w, r)
		return
	}
	v := publicEntryView{Entry: e, Notices: notices, Permanent: fmt.Sprintf("%s/register/%s/versie/%d", s.Base, e.ID, e.Version), Old: version > 0 && (!now || current.Version != e.Version)}
	if v.Old && now {
		v.Current = "/register/" + e.ID
	}
	for _, f := range e.Fields {
		v.Summary.Rows = append(v.Summary.Rows, web.SummaryRow{Key: f.NL, Cell: cell(f.Value)})
	}
	p := s.page(r, e.Name)
	p.Breadcrumbs = []web.Link{{Href: "/register", NL: "Register van verwerkingen"}, {NL: e.Name}}
	p.Data = v
	s.render(w, r, http.StatusOK, "openbare-verwerking", p)
}

// publicRegister is the register as data.
type publicRegister struct {
	Municipality string                    `json:"gemeente"`
	Source       string                    `json:"bron"`
	Known        *time.Time                `json:"zoalsBekendOp,omitempty"`
	Position     int64                     `json:"positie"` // of the last event it is made of
	Count        int                       `json:"aantal"`
	Entries      []projections.PublicEntry `json:"verwerkingen"`
}

func (s *Server) publicJSON(w http.ResponseWriter, r *http.Request) {
	q := readPublicQuery(r)
	if q.bar.KnownError != "" {
		http.Error(w, q.bar.KnownError, http.StatusBadRequest)
		return
	}
	list, pos := s.public(q)
	out := publicRegister{Municipality: s.Site.Name, Source: s.Base + "/register", Position: pos, Count: len(list), Entries: list}
	if !q.known.IsZero() {
		out.Known = &q.known
	}
	w.Header().Set("Access-Control-Allow-Origin", "*") // public data
	writeJSON(w, http.StatusOK, out)
}

func (s *Server) publicCSV(w http.ResponseWriter, r *http.Request) {
	q := readPublicQuery(r)
	if q.bar.KnownError != "" {
		http.Error(w, q.bar.KnownError, http.StatusBadRequest)
		return
	}
	list, _ := s.public(q)
	head := []string{"Id", "Versie", "Gewijzigd op"}
	var keys []string
	for _, f := range projections.PublicFields() {
		head, keys = append(head, f.NL), append(keys, f.Key)
	}
	rows := [][]string{head}
	for _, e := range list {
		row := []string{e.ID, strconv.FormatUint(e.Version, 10), dayNL(e.Changed)}
		for _, k := range keys {
			row = append(row, e.Value(k))
		}
		rows = append(rows, row)
	}
	sendCSV(w, "register-van-verwerkingen.csv", rows)
}

// sendCSV writes a table for Dutch spreadsheets: UTF-8 with BOM, semicolons, CRLF, and no cell that a spreadsheet would
// run as a formula.
func sendCSV(w http.ResponseWriter, name string, rows [][]string) {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return // the connection is gone: nobody to tell
	}
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = ';', true
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		if c.Write(row) != nil {
			return
		}
	}
	c.Flush()
}
