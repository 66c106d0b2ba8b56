package api

import (
	"strconv"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/projections"
)

// overview is a page of a few tables, each with its title.
type overview struct {
	Head     headView
	Alerts   []web.Alert
	Filters  web.FilterForm
	Sections []section
	Links    []web.Link
}

type section struct {
	Title, Intro string
	Table        web.Table
}

// add appends a table, if it has rows or says something when it has none.
func (o *overview) add(title, intro string, t web.Table) {
	if len(t.Rows) > 0 || t.Empty != "" {
		o.Sections = append(o.Sections, section{title, intro, t})
	}
}

// linkRows are records as rows of a table: what, which and its status.
func linkRows(list []projections.Link, href func(string) string) []web.Row {
	var rows []web.Row
	for _, l := range list {
		info := l.Record.Info()
		st := l.Record.StatusOf(l.At.State)
		rows = append(rows, web.Row{Cells: []web.Cell{{NL: title(l.Record, l.At.State), Href: href(recordPath(l.Versions))}, {NL: info.NL},
			{Tag: web.StatusTag(st, info.StatusNL(st))}}})
	}
	return rows
}

func linkTable(id, caption, empty string, rows []web.Row) web.Table {
	return web.Table{ID: id, Caption: caption, CaptionHidden: true, Empty: empty, Rows: rows,
		Columns: []web.Column{{NL: "Naam", RowHeader: true}, {NL: "Soort"}, {NL: "Status"}}}
}

// plural counts: "1 voorwaarde", "3 voorwaarden".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }
