package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/projections"
)

// fieldTake fills the form of a section with what the register says now.
const fieldTake = "uit"

// sectionView is one section: its text and where that came from, remarks, advice, what the register says, and its form.
type sectionView struct {
	Title    string
	Progress web.Tag
	State    string
	Text     [][]string // paragraphs of lines
	ByHand   []string   // sources that somebody wrote himself
	Traces   web.Table
	Changed  []web.Diff
	Comments []web.SummaryRow
	Advice   web.Table
	Register web.SummaryList
	Of       web.Link
	Take     string // address of this page with the form filled from the register
	Form     *web.Form
	Taken    bool
	Actions  []web.Link
	Previous web.Link
	Next     web.Link
}

func (s *Server) dpiaSection(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	par := dpia.Paragraph(chi.URLParam(r, "paragraph"))
	s.withDPIA(w, r, "dpia-onderdeel", func(p *web.Page, v *projections.Versions, at projections.Version, d dpia.DPIA, a projections.AsOf) {
		i := slices.IndexFunc(par.Choices(), func(c domain.Choice) bool { return c.Value == string(par) })
		if i < 0 {
			return
		}
		nl := par.Choices()[i].NL
		p.Breadcrumbs = append(p.Breadcrumbs, web.Link{NL: nl})
		p.Title = nl + " – " + p.Title
		view := s.sectionView(v, d, par, a)
		view.Title = nl
		view.Previous, view.Next = neighbours(r, v, i)
		if a.Now() {
			s.sectionActs(r, u, &view, v, at, d, par)
		}
		p.Data = view
	})
}

// neighbours are the sections before and after.
func neighbours(r *http.Request, v *projections.Versions, i int) (before, after web.Link) {
	list := dpia.Paragraph("").Choices()
	link := func(c domain.Choice) web.Link {
		return web.Link{Href: keepTime(r, recordPath(v)+"/onderdelen/"+c.Value), NL: c.NL}
	}
	if i > 0 {
		before = link(list[i-1])
	}
	if i+1 < len(list) {
		after = link(list[i+1])
	}
	return before, after
}

func (s *Server) sectionView(v *projections.Versions, d dpia.DPIA, par dpia.Paragraph, a projections.AsOf) sectionView {
	section, written := d.SectionOf(par)
	view := sectionView{Progress: progressTag(d.Progress(par)), Text: paragraphs(section.Text)}
	if written {
		view.State = domain.ChoiceNL(section.State.Choices(), string(section.State))
	}
	_, view.ByHand = dpia.Sources(section.From)
	view.Traces, view.Changed = traceTable(s.traces(section, a))
	view.Comments = s.commentsOn(v, d, par, a.Now())
	view.Advice = sectionAdvice(d, par)
	if x, ok := s.proposed(d, par, a); ok {
		view.Register.Rows, view.Of = x.Rows, x.Of
		view.Take = recordPath(v) + "/onderdelen/" + string(par) + "?" + fieldTake + "=register#tekst"
	}
	return view
}

// paragraphs splits a text at empty lines, and each part into lines: nothing of it is markup.
func paragraphs(text string) (list [][]string) {
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, strings.Split(part, "\n"))
		}
	}
	return list
}

func traceTable(list []trace) (t web.Table, changed []web.Diff) {
	t = web.Table{ID: "herkomst", Caption: "Waar de tekst vandaan komt", Columns: []web.Column{{NL: "Veld van het register", RowHeader: true}, {NL: "Overgenomen uit"}, {NL: "Nu"}}}
	for _, x := range list {
		c := web.Cell{Tag: web.Tag{Kind: web.OK, NL: "ongewijzigd"}}
		switch {
		case x.Gone:
			c = web.Cell{Missing: "niet te vinden"}
		case x.changed():
			c = web.Cell{Tag: web.Tag{Kind: web.Warning, NL: "register gewijzigd"}}
			row := web.DiffRow{Field: x.Field, Old: x.Then, New: x.Now}
			row.OldParts, row.NewParts = web.Words(x.Then, x.Now)
			changed = append(changed, web.Diff{From: x.Of, To: "het register op dit moment", Rows: []web.DiffRow{row}})
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: x.Field}, {NL: x.Of, Href: x.Href}, c}})
	}
	return t, changed
}

func (s *Server) commentsOn(v *projections.Versions, d dpia.DPIA, par dpia.Paragraph, now bool) (list []web.SummaryRow) {
	for _, c := range d.Comments {
		if c.Paragraph != par {
			continue
		}
		row := web.SummaryRow{Key: c.ID + ", " + domain.RoleNL(c.Role), Cell: web.Cell{NL: c.Text}}
		if c.Answer != "" {
			row.Cell.Note = "Antwoord: " + c.Answer
		} else {
			row.Cell.Missing = "nog geen antwoord"
			if now {
				row.Action = &web.Link{Href: commandHref(v, "answer-comment", "comment", c.ID), NL: "Beantwoord " + c.ID}
			}
		}
		list = append(list, row)
	}
	return list
}

func sectionAdvice(d dpia.DPIA, par dpia.Paragraph) web.Table {
	t := web.Table{ID: "advies", Caption: "Advies van de FG bij dit onderdeel", CaptionHidden: true, Empty: "De FG heeft bij dit onderdeel geen advies gegeven.", Columns: []web.Column{{NL: "Op", RowHeader: true}, {NL: "Advies"}}}
	for _, x := range slices.Backward(d.AdviceOn(par)) {
		note := ""
		if x.Lapsed {
			note = "vervallen: de DPIA is daarna heropend"
		}
		t.Rows = append(t.Rows, web.Row{Quiet: x.Lapsed, Cells: []web.Cell{{NL: x.On.NL()}, {NL: x.Text, Note: note}}})
	}
	return t
}

// sectionActs adds what the role chosen can do with the section now.
func (s *Server) sectionActs(r *http.Request, u auth.User, view *sectionView, v *projections.Versions, at projections.Version, d dpia.DPIA, par dpia.Paragraph) {
	can := func(command string) bool {
		c := v.Record.Info().CommandNamed(command)
		return c.AllowedIn(d.State) && s.may(c, u)
	}
	if !can("answer-comment") {
		for i := range view.Comments {
			view.Comments[i].Action = nil
		}
	}
	if can("write-section") {
		view.Form = s.sectionForm(r, u, v, at, d, par, view)
	} else {
		view.Take = ""
	}
	if can("agree-section") && d.Progress(par) == dpia.Filled {
		view.Actions = append(view.Actions, web.Link{Href: commandHref(v, "agree-section", "paragraph", string(par)), NL: "Ga akkoord met dit onderdeel"})
	}
	if can("comment") {
		view.Actions = append(view.Actions, web.Link{Href: commandHref(v, "comment", "paragraph", string(par)), NL: "Plaats een opmerking"})
	}
	if can("advise") {
		view.Actions = append(view.Actions, web.Link{Href: recordPath(v) + "/_advise", NL: "Adviseer, met een regel die begint met " + nrOf(par) + ":"})
	}
}

// sectionForm writes the section; it posts to the command that every program uses. The trace goes with the text that was
// taken over, also when the text is changed before it is sent: it says where it was taken from.
func (s *Server) sectionForm(r *http.Request, u auth.User, v *projections.Versions, at projections.Version, d dpia.DPIA, par dpia.Paragraph, view *sectionView) *web.Form {
	section, _ := d.SectionOf(par)
	if r.URL.Query().Get(fieldTake) == "register" {
		if x, ok := s.proposed(d, par, projections.AsOf{}); ok {
			section.Text, section.From, view.Taken = x.Text, x.From, true
		}
	}
	if section.State == "" {
		section.State = dpia.Draft
	}
	return &web.Form{Action: recordPath(v) + "/_write-section",
		Hidden: []web.Field{hidden(fieldCommand, uuid.NewString()), hidden(fieldRole, string(u.Role)+"/"+u.Mandate), hidden(fieldVersion, strconv.FormatUint(at.Version, 10)),
			hidden("paragraph", string(par)), hidden("from", section.From)},
		Fields: []web.Field{{Kind: web.Textarea, ID: "tekst", Name: "text", Label: "Tekst", Rows: 12, Value: section.Text, Hint: "Is het onderdeel niet van toepassing, zeg dan waarom. Noem geen personen."},
			{Kind: web.Radios, Name: "state", Label: "Stand", Options: options(section.State.Choices(), string(section.State))}},
		Buttons: []web.Button{{NL: fmt.Sprintf("Leg onderdeel %s vast", nrOf(par))}}}
}

// nrOf is the number of a section: "B14".
func nrOf(p dpia.Paragraph) string {
	nr, _, _ := strings.Cut(domain.ChoiceNL(p.Choices(), string(p)), ".")
	return nr
}
