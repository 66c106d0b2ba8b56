package api

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/projections"
)

// ownReports shows an employee how it stands with the incidents that he reported himself, and nothing else of them (requirements
// 1.5). What is not his is not there.
func (s *Server) ownReports(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	t := web.Table{ID: "meldingen", Caption: "Mijn meldingen", CaptionHidden: true, Empty: "U hebt nog geen incident gemeld.",
		Columns: []web.Column{{NL: "Nummer", RowHeader: true}, {NL: "Soort"}, {NL: "Gemeld op"}, {NL: "Stand"}}}
	view := overview{Head: headView{Title: "Mijn meldingen", Lead: "U ziet hoe het staat met de incidenten die u zelf hebt gemeld."}, Links: []web.Link{{Href: reportPath, NL: "Incident melden"}}}
	s.Live.View(func() {
		list := s.eyes(r).ofType(incidents.Record.Name)
		if id != "" {
			list = nil
			if v := s.eyes(r).get(incidents.Record.Name, id); v != nil {
				list = []*projections.Versions{v}
			}
		}
		for i := len(list) - 1; i >= 0; i-- { // what was reported last comes first
			t.Rows = append(t.Rows, ownRow(list[i]))
		}
	})
	if id != "" && len(t.Rows) == 0 {
		s.notFound(w, r)
		return
	}
	if id != "" {
		view.Head.Title = t.Rows[0].Cells[0].NL
		view.Links = []web.Link{{Href: "/" + incidents.Record.Info().Path, NL: "Al mijn meldingen"}}
	}
	view.add("Stand", "", t)
	p := s.page(r, view.Head.Title)
	p.Data = view
	s.render(w, r, http.StatusOK, "overzicht", p)
}

func ownRow(v *projections.Versions) web.Row {
	x := v.Last().State.(incidents.Incident)
	at, _ := x.ReportedAt.Time()
	return web.Row{Cells: []web.Cell{{NL: x.Number, Href: recordPath(v)}, {NL: kindNL(x)}, {Time: at, Clock: true}, {Tag: web.StatusTag(x.State, v.Record.Info().StatusNL(x.State))}}}
}
