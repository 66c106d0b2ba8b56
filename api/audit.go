package api

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/heemstede/grootboek/api/auditfile"
	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/seal"
	"github.com/heemstede/grootboek/projections"
	"github.com/heemstede/grootboek/projections/audit"
)

// The pages of the accountant's desk follow the address of an audit.
const (
	populationPath = "/populatie"
	drawPath       = "/trekken"
	walkPath       = "/stuk"
	bundlePath     = "/bundel.zip"
)

// desk is an audit with its population, at the checkpoint of its sample, or else at the last one.
type desk struct {
	v     *projections.Versions
	audit control.Audit
	pop   audit.Population
	size  uint64
	root  string
}

// sampled tells whether the sample has been drawn.
func (d desk) sampled() bool { return d.audit.Sample.Size > 0 }

// sample is the sample as the ledger draws it now: with as many items as was recorded.
func (d desk) sample(n int) seal.Sample {
	return d.pop.Sample(d.audit.AuditScope, d.audit.Sample.Origin, d.size, d.root, n)
}

// deskOf is read under View, with the checkpoint up to which the population is counted while no sample was drawn. The models are at
// least as far: a record that they do not have yet would lack.
func (s *Server) deskOf(r *http.Request, c seal.Checkpoint) (d desk, ok bool) {
	if d.v = s.Records.Get("audit", chi.URLParam(r, "id")); d.v == nil {
		return d, false
	}
	d.audit = d.v.Last().State.(control.Audit)
	if d.size, d.root = d.audit.Sample.Size, d.audit.Sample.Root; !d.sampled() {
		d.audit.Sample.Origin, d.size, d.root = c.Origin, uint64(c.Size), c.Root.String()
	}
	d.pop = audit.Of(s.Records, d.audit.Control, d.audit.From, d.audit.Until, events.Position(d.size))
	return d, true
}

// atDesk runs f with the audit of the address, under View; it answers and returns false if there is none.
func (s *Server) atDesk(w http.ResponseWriter, r *http.Request, f func(desk)) (ok bool) {
	c := s.Seal.Checkpoint()
	if err := s.Live.Wait(r.Context(), events.Position(c.Size)); err != nil {
		s.failed(w, r, err)
		return false
	}
	s.Live.View(func() {
		var d desk
		if d, ok = s.deskOf(r, c); ok {
			f(d)
		}
	})
	if !ok {
		s.notFound(w, r)
	}
	return ok
}

// ours tells whether the checkpoint of the sample is one of this log.
func (s *Server) ours(d desk) bool {
	root, err := base64.StdEncoding.DecodeString(d.root)
	return err == nil && len(root) == tlog.HashSize && s.Seal.HadRoot(int64(d.size), tlog.Hash(root))
}

// population shows the definition, everything it is about, and the sample.
func (s *Server) population(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	var o overview
	var crumbs []web.Link
	if !s.atDesk(w, r, func(d desk) {
		crumbs = auditCrumbs(d, "Populatie en steekproef")
		o = s.populationView(r, d, u)
	}) {
		return
	}
	p := s.page(r, o.Head.Title)
	p.Breadcrumbs, p.Data = crumbs, o
	s.render(w, r, http.StatusOK, "overzicht", p)
}

func auditCrumbs(d desk, here string) []web.Link {
	info := control.AuditRecord.Info()
	return []web.Link{{Href: "/" + info.Path, NL: info.Plural}, {Href: recordPath(d.v), NL: title(d.v.Record, d.audit)}, {NL: here}}
}

func (s *Server) populationView(r *http.Request, d desk, u auth.User) overview {
	n, wrong := len(d.pop.Items), d.pop.Exceptions()
	o := overview{Head: headView{Title: "Populatie en steekproef", Lead: title(d.v.Record, d.audit)}}
	o.Alerts = append(o.Alerts, web.Alert{Kind: web.Info, NL: fmt.Sprintf("%s, berekend uit de eerste %s gebeurtenissen van het logboek. Het grootboek ziet %s.",
		plural(n, "record in de populatie", "records in de populatie"), web.FormatNumber(int(d.size)), plural(len(wrong), "uitzondering", "uitzonderingen"))})
	o.Alerts = append(o.Alerts, s.sampleAlerts(d)...)
	o.add("Wat wordt gecontroleerd", "", definitionTable(d.pop.Control))
	if d.sampled() {
		o.add("Steekproef", "Dezelfde startwaarde en hetzelfde controlepunt geven dezelfde steekproef. De bundel bevat alles om dat zonder ons na te rekenen.", s.sampleTable(d))
		o.Links = append(o.Links, web.Link{Href: recordPath(d.v) + bundlePath, NL: "Download de controlebundel"})
	} else if s.may(control.AuditRecord.Info().CommandNamed("draw-sample"), u) && n > 0 {
		o.Links = append(o.Links, web.Link{Href: recordPath(d.v) + drawPath, NL: "Trek de steekproef"})
	}
	o.add("Uitzonderingen in de hele populatie", "Dit ziet het grootboek zelf. Het oordeel is aan de controleur.", itemTable("uitzonderingen", "Het grootboek ziet geen uitzonderingen.", first(wrong)))
	pages := web.Paginate(pageOf(r), 50, n, func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
	intro := fmt.Sprintf("Nummer %d tot en met %d van %d. Buiten de populatie: %s.", pages.First, pages.Last, n, plural(len(d.pop.LeftOut), "record", "records"))
	o.add("Populatie", intro, itemTable("populatie", "Er is in deze periode niets dat hieronder valt.", d.pop.Items[max(pages.First-1, 0):pages.Last]))
	for _, l := range []web.Link{{Href: pages.Previous, NL: "Vorige 50"}, {Href: pages.Next, NL: "Volgende 50"}} {
		if l.Href != "" {
			o.Links = append(o.Links, l)
		}
	}
	return o
}

// maxExceptions bounds a table on a page; the sheet in the bundle has all.
const maxExceptions = 200

func first(list []audit.Item) []audit.Item { return list[:min(len(list), maxExceptions)] }

// sampleAlerts say what does not fit: the checkpoint, or the items.
func (s *Server) sampleAlerts(d desk) []web.Alert {
	switch {
	case !d.sampled():
		return nil
	case !s.ours(d):
		return []web.Alert{{Kind: web.Warning, Title: "Niet na te rekenen", NL: "Het controlepunt van deze steekproef is er geen van dit logboek."}}
	case !slices.Equal(d.sample(len(d.audit.Sample.Items)).Items, d.audit.Sample.Items):
		return []web.Alert{{Kind: web.Error, Title: "Andere steekproef", NL: "Startwaarde en controlepunt geven andere onderdelen dan zijn vastgelegd."}}
	}
	return []web.Alert{{Kind: web.OK, NL: "Opnieuw getrokken: de startwaarde en het controlepunt geven precies deze steekproef."}}
}

func definitionTable(c control.ControlTest) web.Table {
	t := web.Table{ID: "definitie", Caption: "Definitie van de controle", CaptionHidden: true, Columns: []web.Column{{NL: "Onderdeel", RowHeader: true}, {NL: "Tekst"}}}
	for _, x := range [][2]string{{"Controle", c.NL}, {"Populatie", c.Population}, {"In orde als", c.Criterion}, {"Uitzondering", c.Exception}, {"Bron", c.Source}} {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: x[0]}, {NL: x[1]}}})
	}
	return t
}

// verdict is what the ledger sees of an item.
func verdict(i audit.Item) web.Cell {
	if i.Exception != "" {
		return web.Cell{Tag: web.Tag{Kind: web.Warning, NL: "uitzondering"}, Note: i.Exception}
	}
	return web.Cell{Tag: web.Tag{Kind: web.OK, NL: "in orde"}}
}

// itemRow is an item: which record, how many events, and where the last of them stands.
func itemRow(i audit.Item) []web.Cell {
	return []web.Cell{{NL: title(i.Record, i.At().State), Href: historyPath(i.Versions)}, {NL: strconv.Itoa(len(i.List))}, {NL: number(uint64(i.At().Position))}, verdict(i)}
}

var itemColumns = []web.Column{{NL: "Record", RowHeader: true}, {NL: "Gebeurtenissen", Numeric: true}, {NL: "Laatste in het logboek", Numeric: true}, {NL: "Het grootboek ziet"}}

func itemTable(id, empty string, list []audit.Item) web.Table {
	t := web.Table{ID: id, Caption: "Records van de controle", CaptionHidden: true, Empty: empty, Columns: itemColumns}
	for _, i := range list {
		t.Rows = append(t.Rows, web.Row{Cells: itemRow(i)})
	}
	return t
}

func (s *Server) sampleTable(d desk) web.Table {
	t := web.Table{ID: "steekproef", Caption: "Steekproef", CaptionHidden: true, Columns: slices.Concat([]web.Column{{NL: "Nummer"}}, itemColumns, []web.Column{{NL: "De controleur"}})}
	for n, stream := range d.audit.Sample.Items {
		i, ok := d.pop.Item(stream)
		row := []web.Cell{{NL: strconv.Itoa(n + 1), Href: recordPath(d.v) + walkPath + "/" + strconv.Itoa(n+1)}}
		if !ok {
			t.Rows = append(t.Rows, web.Row{Cells: append(row, web.Cell{NL: s.streamTitle(stream)}, web.Cell{}, web.Cell{}, web.Cell{Missing: "staat niet in de populatie"}, paperCell(d.audit, stream))})
			continue
		}
		t.Rows = append(t.Rows, web.Row{Cells: append(append(row, itemRow(i)...), paperCell(d.audit, stream))})
	}
	return t
}

// paperCell is what the auditor found of an item.
func paperCell(a control.Audit, stream string) web.Cell {
	switch a.Result(stream) {
	case control.Sufficient:
		return web.Cell{Tag: web.Tag{Kind: web.OK, NL: "voldoet"}}
	case control.Insufficient:
		return web.Cell{Tag: web.Tag{Kind: web.Error, NL: "voldoet niet"}}
	}
	return web.Cell{NL: "nog geen werkpapier"}
}

// drawPage asks how many; draw draws them.
func (s *Server) drawPage(w http.ResponseWriter, r *http.Request) {
	s.askSize(w, r, http.StatusOK, nil)
}

func (s *Server) askSize(w http.ResponseWriter, r *http.Request, status int, ref *domain.Refusal) {
	var d desk
	if !s.atDesk(w, r, func(x desk) { d = x }) {
		return
	}
	if d.sampled() {
		s.notFound(w, r)
		return
	}
	wrong := ""
	if ref != nil {
		wrong = ref.NL
	}
	f := web.Form{Action: r.URL.Path, Buttons: []web.Button{{NL: "Steekproef trekken"}}, Fields: []web.Field{{Kind: web.Number, Name: "aantal", Label: "Hoeveel records?", Width: "s", Value: r.PostFormValue("aantal"), Error: wrong,
		Hint: fmt.Sprintf("De populatie heeft er %d. Hoogstens %d.", len(d.pop.Items), control.MaxSample)}}}
	p := s.page(r, "Steekproef trekken")
	if ref != nil {
		p.Errors = []web.FieldError{{ID: "aantal", NL: ref.NL}}
	}
	p.Breadcrumbs = auditCrumbs(d, p.Title)
	p.Data = formView{Form: f, Cancel: recordPath(d.v) + populationPath,
		Lead: "De steekproef volgt uit de startwaarde ‘" + d.audit.Seed + "’, die al vastligt, en uit het controlepunt van dit moment. Niemand kiest de onderdelen."}
	s.render(w, r, status, "formulier", p)
}

func (s *Server) draw(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	var d desk
	if !s.atDesk(w, r, func(x desk) { d = x }) {
		return
	}
	n, err := strconv.Atoi(r.PostFormValue("aantal"))
	if err != nil || n < 1 || n > min(len(d.pop.Items), control.MaxSample) {
		s.askSize(w, r, http.StatusUnprocessableEntity, &domain.Refusal{NL: fmt.Sprintf("Vul een getal in van 1 tot en met %d.", min(len(d.pop.Items), control.MaxSample))})
		return
	}
	u, _ := auth.From(r.Context())
	x := d.sample(n)
	_, err = s.do(r.Context(), u, events.Request{Record: "audit", ID: d.v.ID, CommandID: uuid.New(),
		Command: control.DrawSample{AuditSample: control.AuditSample{Origin: x.Origin, Size: x.Size, Root: x.Root, Population: len(x.Population), Items: x.Items}}})
	if ref, refused := errors.AsType[*domain.Refusal](err); refused {
		s.refuse(w, r, statusOf(ref), ref)
		return
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	http.Redirect(w, r, recordPath(d.v)+populationPath, http.StatusSeeOther)
}

// walkView is the walk-through of one item: every event up to the checkpoint.
type walkView struct {
	Head     headView
	Summary  web.SummaryList
	Timeline web.Timeline
	Links    []web.Link
}

// walk shows one item of the sample from its first event to the checkpoint, oldest first, each with its proof.
func (s *Server) walk(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(chi.URLParam(r, "n"))
	var view walkView
	var crumbs []web.Link
	found := false
	if !s.atDesk(w, r, func(d desk) {
		if !d.sampled() || err != nil || n < 1 || n > len(d.audit.Sample.Items) {
			return
		}
		i, ok := d.pop.Item(d.audit.Sample.Items[n-1])
		if found = ok; ok {
			view, crumbs = s.walkView(d, i, n), auditCrumbs(d, "Nummer "+strconv.Itoa(n))
		}
	}) {
		return
	}
	if !found {
		s.notFound(w, r)
		return
	}
	p := s.page(r, view.Head.Title)
	p.Breadcrumbs, p.Data = crumbs, view
	s.render(w, r, http.StatusOK, "controlestuk", p)
}

func (s *Server) walkView(d desk, i audit.Item, n int) walkView {
	view := walkView{Head: headView{Title: fmt.Sprintf("Nummer %d: %s", n, title(i.Record, i.At().State)),
		Lead: fmt.Sprintf("Alle %d gebeurtenissen van dit record, tot en met het controlepunt van %s gebeurtenissen.", len(i.List), web.FormatNumber(int(d.size)))}}
	view.Summary.Rows = []web.SummaryRow{{Key: "In orde als", Cell: web.Cell{NL: d.pop.Control.Criterion}}, {Key: "Het grootboek ziet", Cell: verdict(i)}, {Key: "De controleur", Cell: paperCell(d.audit, i.Stream)}}
	for _, v := range i.List {
		x := s.entry(i.Versions, v.Entry)
		x.Details = append(x.Details, provenance(v.Entry)...)
		view.Timeline.Entries = append(view.Timeline.Entries, x)
	}
	at := recordPath(d.v)
	view.Links = []web.Link{{Href: recordPath(i.Versions), NL: "Het record zoals het nu is"}, {Href: at + populationPath, NL: "Terug naar de steekproef"}}
	if n < len(d.audit.Sample.Items) {
		view.Links = append(view.Links, web.Link{Href: at + walkPath + "/" + strconv.Itoa(n+1), NL: "Volgende"})
	}
	return view
}

// provenance is what stands in the log besides what happened.
func provenance(e *projections.Entry) (rows []web.SummaryRow) {
	for _, x := range [][2]string{{"Plaats in het logboek", number(uint64(e.Position))}, {"Kenmerk", e.ID.String()}, {"Mandaat", e.Mandate}, {"Opdracht", e.Command}, {"Beleid", e.Policy}} {
		if x[1] != "" {
			rows = append(rows, web.SummaryRow{Key: x[0], Cell: web.Cell{NL: x[1], Mono: x[0] != "Plaats in het logboek"}})
		}
	}
	return rows
}

// bundle is the sample with everything that it rests on, as a file that proves itself.
func (s *Server) bundle(w http.ResponseWriter, r *http.Request) {
	var d desk
	var rows [][]string
	if !s.atDesk(w, r, func(x desk) { d, rows = x, s.sampleRows(x) }) {
		return
	}
	if !d.sampled() {
		s.notFound(w, r)
		return
	}
	if !s.ours(d) {
		s.refuse(w, r, http.StatusConflict, &domain.Refusal{Kind: domain.Conflict, Code: "audit.other-log", NL: "Het controlepunt van deze steekproef is er geen van dit logboek. Er is niets te bewijzen."})
		return
	}
	root, err := base64.StdEncoding.DecodeString(d.root)
	var part, file bytes.Buffer
	if err == nil {
		err = seal.WritePart(r.Context(), &part, s.Exec.Store, s.Seal, d.cited(), int64(d.size), tlog.Hash(root))
	}
	x := d.sample(len(d.audit.Sample.Items))
	x.Items = d.audit.Sample.Items // as recorded: if it is another, grootboek-verify says so
	sample, err2 := x.File()
	if err = errors.Join(err, err2); err == nil {
		err = auditfile.Write(&file, part.Bytes(), sample, rows)
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="controlebundel-`+d.v.ID[:8]+`.zip"`)
	http.ServeContent(w, r, "", s.now(), bytes.NewReader(file.Bytes()))
}

// cited are the events that a bundle holds: those of the items up to the checkpoint, and those of the audit itself.
func (d desk) cited() (list []events.Position) {
	for _, stream := range d.audit.Sample.Items {
		i, _ := d.pop.Item(stream)
		for _, v := range i.List {
			list = append(list, v.Position)
		}
	}
	for _, v := range d.v.List {
		list = append(list, v.Position)
	}
	return list
}

// sampleRows are the rows of the sheet, heads first.
func (s *Server) sampleRows(d desk) [][]string {
	rows := [][]string{{"Nummer", "Record", "Kenmerk", "Gebeurtenissen", "Laatste plaats in het logboek", "Het grootboek ziet", "De controleur", "Werkpapier"}}
	for n, stream := range d.audit.Sample.Items {
		i, ok := d.pop.Item(stream)
		if !ok {
			continue
		}
		seen := i.Exception
		if seen == "" {
			seen = "in orde"
		}
		work := ""
		for _, p := range d.audit.Papers {
			if p.Item == stream {
				work = p.Work
			}
		}
		rows = append(rows, []string{strconv.Itoa(n + 1), title(i.Record, i.At().State), stream, strconv.Itoa(len(i.List)), number(uint64(i.At().Position)), seen,
			domain.ChoiceNL(control.Outcome("").Choices(), string(d.audit.Result(stream))), work})
	}
	return rows
}
