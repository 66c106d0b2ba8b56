package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/projections"
)

// registers lists every register there is: from here each can be reached, also those that have no place in the menu.
func (s *Server) registers(w http.ResponseWriter, r *http.Request) {
	p := s.page(r, "Registers")
	var v listView
	s.Live.View(func() { v = s.registerList(r) })
	p.Data = v
	s.render(w, r, http.StatusOK, "lijst", p)
}

// registerList is called under View.
func (s *Server) registerList(r *http.Request) listView {
	v := listView{Buttons: []web.Button{{NL: "Wat hangt aan een wet?", Look: "secondary", Href: impactPath}, {NL: "Wezenlijke wijzigingen", Look: "secondary", Href: "/wezenlijke-wijzigingen"}}, Table: web.Table{Caption: "Registers", CaptionHidden: true, Columns: []web.Column{{NL: "Register", RowHeader: true}, {NL: "Aantal"}, {NL: "Bron"}}}}
	u, _ := auth.From(r.Context())
	for _, rec := range s.ordered() {
		info := rec.Info()
		if !mayReadAs(recordsOf(info.Path), u.Role) {
			continue
		}
		v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: info.Plural, Href: "/" + info.Path},
			{NL: strconv.Itoa(len(s.eyes(r).ofType(info.Name)))}, cell(strings.Join(domain.SourceNL(info.Source), "\n"))}})
	}
	for _, t := range projections.Overviews {
		v.Buttons = append(v.Buttons, web.Button{NL: t.NL, Look: "secondary", Href: "/" + t.Path})
	}
	n := len(v.Table.Rows)
	v.Pages = web.Paginate(1, n, n, func(int) string { return "/registers" })
	v.Pages.One, v.Pages.Many = "register", "registers"
	return v
}
