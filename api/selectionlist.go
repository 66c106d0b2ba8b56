package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/intake"
	"github.com/heemstede/grootboek/api/intake/vnglist"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

const selectionPath = "/bewaren/selectielijst"

// selectionIDs is the namespace of the ids of selection lists: one year, one record, whoever reads it first.
var selectionIDs = uuid.MustParse("5d0a5f0c-6e1d-5a5e-9a0e-7c9b9f2d4b10")

// selectionView is the page where a selection list is read.
type selectionView struct {
	Form    web.Form
	Changes *web.Table // what reading the file would change
	Table   web.Table
}

func (s *Server) selectionPage(w http.ResponseWriter, r *http.Request) {
	s.showSelection(w, r, http.StatusOK, "", nil)
}

func (s *Server) showSelection(w http.ResponseWriter, r *http.Request, status int, wrong string, changes *web.Table) {
	v := selectionView{Changes: changes, Form: web.Form{Action: selectionPath, Upload: true, Fields: []web.Field{{Kind: web.File, Name: "bestand", Label: "Bestand met de selectielijst",
		Accept: ".json", Error: wrong, Hint: "Het JSON-bestand van de VNG (procestypen en resultaten). Hoogstens 20 MB."}},
		Buttons: []web.Button{{NL: "Alleen bekijken wat er verandert", Look: "secondary", Name: "doen", Value: "bekijken"}, {NL: "Selectielijst inlezen", Name: "doen", Value: "inlezen"}}}}
	v.Table = web.Table{Caption: "Ingelezen selectielijsten", Empty: "Er is nog geen selectielijst ingelezen.", Columns: []web.Column{{NL: "Lijst", RowHeader: true}, {NL: "Vermeldingen", Numeric: true}, {NL: "Laatst ingelezen"}}}
	s.Live.View(func() {
		for _, x := range slices.Backward(s.Records.OfType("selection-list")) {
			l := x.Last().State.(register.SelectionList)
			v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: l.Name, Href: selectionPath + "/" + x.ID, Note: l.FileName}, {NL: web.FormatNumber(len(l.Entries))}, {Time: x.Last().Recorded, Clock: true}}})
		}
	})
	p := s.page(r, "Selectielijst inlezen")
	p.Breadcrumbs = []web.Link{{Href: retentionPath, NL: "Bewaren en vernietigen"}, {NL: "Selectielijst inlezen"}}
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "bestand", NL: wrong}}
	}
	p.Data = v
	s.render(w, r, status, "selectielijst", p)
}

// selectionUpload reads the file; it records it, or only shows what would change.
func (s *Server) selectionUpload(w http.ResponseWriter, r *http.Request) {
	data, name, wrong := selectionFile(r)
	if wrong != "" {
		s.showSelection(w, r, http.StatusUnprocessableEntity, wrong, nil)
		return
	}
	list, err := vnglist.Read(bytes.NewReader(data))
	if bad, ok := errors.AsType[*intake.Error](err); ok {
		s.showSelection(w, r, http.StatusUnprocessableEntity, bad.NL, nil)
		return
	}
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	id := uuid.NewSHA1(selectionIDs, []byte(strconv.Itoa(list.Year))).String()
	if r.PostFormValue("doen") == "bekijken" {
		var t web.Table
		s.Live.View(func() {
			d := stateOf[register.SelectionList](s.Records.Get("selection-list", id)).Differences(list.Entries)
			t = differencesTable(d)
		})
		t.Caption = "Wat het inlezen van " + name + " verandert"
		s.showSelection(w, r, http.StatusOK, "", &t)
		return
	}
	if err := s.recordSelection(r.Context(), r, id, name, data, list); err != nil {
		s.failed(w, r, err)
		return
	}
	http.Redirect(w, r, selectionPath+"/"+id, http.StatusSeeOther)
}

func selectionFile(r *http.Request) (data []byte, name, wrong string) {
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		if ref, ok := auth.TooLarge(err); ok {
			return nil, "", ref.NL
		}
		return nil, "", "Kies een bestand."
	}
	defer r.MultipartForm.RemoveAll() //nolint:errcheck // temporary files of the request; the system removes what is left
	up, head, err := r.FormFile("bestand")
	if err != nil || head.Size == 0 {
		return nil, "", "Kies een bestand dat niet leeg is."
	}
	defer up.Close()
	if data, err = io.ReadAll(io.LimitReader(up, vnglist.MaxFile+1)); err != nil {
		return nil, "", "Het bestand kon niet worden gelezen. Probeer het opnieuw."
	}
	return data, head.Filename, ""
}

// recordSelection keeps the file and records what it changes.
func (s *Server) recordSelection(ctx context.Context, r *http.Request, id, name string, data []byte, list vnglist.List) error {
	u, err := s.actor(r)
	if err != nil {
		return err
	}
	hash, _, err := s.Files.Put(ctx, bytes.NewReader(data), vnglist.MaxFile+1)
	if err != nil {
		return err
	}
	src := register.SelectionSource{Name: list.Name, Year: list.Year, File: hash, FileName: name, Entries: list.Entries}
	req := events.Request{Record: "selection-list", ID: id, Command: register.ReadSelectionList{SelectionSource: src}, By: domain.Stamp{Origin: domain.Imported}}
	s.Live.View(func() {
		if s.Records.Get("selection-list", id) != nil {
			req.Command = register.ReadSelectionListAgain{SelectionSource: src}
		}
	})
	_, err = s.do(ctx, u, req)
	return err
}

// selectionList shows the entries of a list, or what changed when it was read last. The address holds what is asked for.
func (s *Server) selectionList(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	a, bar := asOfBar(r)
	var v listView
	var name string
	found := false
	s.Live.View(func() {
		x := s.Records.Get("selection-list", chi.URLParam(r, "id"))
		if x == nil {
			return
		}
		found, name = true, x.Last().State.(register.SelectionList).Name
		at, ok := x.At(a)
		if !ok {
			v.Notes = []web.Alert{{Kind: web.Info, NL: "Op dit moment in de tijd was deze lijst nog niet ingelezen. Dat gebeurde op " + dayNL(x.List[0].Recorded) + "."}}
			return
		}
		v = s.selectionEntries(r, u, x, at.State.(register.SelectionList), a)
	})
	if !found {
		s.notFound(w, r)
		return
	}
	p := s.page(r, name)
	p.Breadcrumbs = []web.Link{{Href: keepTime(r, retentionPath), NL: "Bewaren en vernietigen"}, {NL: name}}
	p.AsOf, p.Data = bar, v
	s.render(w, r, http.StatusOK, "lijst", p)
}

func (s *Server) selectionEntries(r *http.Request, u auth.User, x *projections.Versions, l register.SelectionList, a projections.AsOf) listView {
	q := r.URL.Query()
	words, valuation, unmapped, changes := strings.TrimSpace(q.Get("zoek")), q.Get("waardering"), q.Get("niet-om-te-zetten") != "", q.Get("verschil") != ""
	v := listView{Filters: web.FilterForm{Action: r.URL.Path, Fields: []web.Field{
		{Kind: web.Search, Name: "zoek", Label: "Zoek op nummer of woord", Value: words, Free: true},
		{Kind: web.Select, Name: "waardering", Label: "Waardering", Options: append([]web.Option{{Value: "", NL: "Alle"}}, options(register.Valuation("").Choices(), valuation)...), Free: true},
		{Kind: web.Checkbox, Name: "niet-om-te-zetten", Label: "Alleen wat niet om te zetten is in een termijn", Checked: unmapped, Free: true},
		{Kind: web.Checkbox, Name: "verschil", Label: "Wat er bij de laatste keer inlezen veranderde", Checked: changes, Free: true}}}}
	for _, p := range []string{web.ParamKnown, web.ParamWas} {
		if t := q.Get(p); t != "" {
			v.Filters.Hidden = append(v.Filters.Hidden, hidden(p, t))
		}
	}
	if changes {
		v.Table = differencesTable(lastRead(x, a).Differences(l.Entries))
	} else {
		may := a.Now() && s.may(register.RetentionRecord.Info().CommandNamed("set"), u)
		v.Table = entriesTable(l, func(e register.SelectionEntry, why string) bool {
			text := strings.ToLower(strings.Join([]string{e.Number, e.Process, e.Result, e.About, e.Note, e.Areas}, " "))
			return (words == "" || strings.Contains(text, strings.ToLower(words))) && (valuation == "" || string(e.Valuation) == valuation) && (!unmapped || why != "")
		}, may)
	}
	v.Pages = web.Paginate(pageOf(r), 100, len(v.Table.Rows), func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
	v.Pages.One, v.Pages.Many = "vermelding", "vermeldingen"
	v.Table.Rows = v.Table.Rows[max(v.Pages.First-1, 0):v.Pages.Last]
	return v
}

func entriesTable(l register.SelectionList, chooses func(register.SelectionEntry, string) bool, may bool) web.Table {
	t := web.Table{Caption: "Vermeldingen", CaptionHidden: true, Empty: "Er zijn geen vermeldingen die hieraan voldoen.",
		Columns: []web.Column{{NL: "Nummer", RowHeader: true}, {NL: "Procestype en resultaat"}, {NL: "Bewaartermijn"}, {NL: "Begint bij"}}}
	for _, e := range l.Entries {
		terms, why := e.Terms(l.Year)
		if !chooses(e, why) {
			continue
		}
		term := web.Cell{NL: e.TermNL(), Note: strings.Join(nonEmpty(e.Origin, e.Note, e.Kept), "\n")}
		starts := web.Cell{NL: terms.Starts}
		if why != "" {
			starts = web.Cell{Missing: why}
		}
		number := web.Cell{NL: e.Number}
		if may {
			number.Links = []web.Link{{Href: "/bewaarregels/_set?" + presetRule(terms), NL: "Bewaarregel maken van " + e.Number}}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{number, {NL: e.Process + ": " + strings.ToLower(e.Result), Note: e.About}, term, starts}})
	}
	return t
}

// presetRule fills the form of a rule with the terms of an entry.
func presetRule(t register.RetentionTerms) string {
	q := url.Values{}
	for name, x := range map[string]string{"name": t.Name, "category": t.Category, "period": t.Period, "starts": t.Starts, "criteria": t.Criteria,
		"basis": string(t.Basis), "citation": t.Citation, "entry": t.Entry} {
		if x != "" {
			q.Set(name, x)
		}
	}
	return q.Encode()
}

// lastRead is the list as it was before it was read for the last time.
func lastRead(x *projections.Versions, a projections.AsOf) register.SelectionList {
	at, _ := x.At(a)
	for i := int(at.Version) - 1; i > 0; i-- {
		if x.List[i].Name == "SelectionListImported" {
			return x.List[i-1].State.(register.SelectionList)
		}
	}
	return register.SelectionList{}
}

func differencesTable(d register.SelectionDifferences) web.Table {
	t := web.Table{Caption: "Verschillen", CaptionHidden: true, Empty: "Er verandert niets.",
		Columns: []web.Column{{NL: "Nummer", RowHeader: true}, {NL: "Procestype en resultaat"}, {NL: "Wat"}, {NL: "Was"}, {NL: "Wordt"}}}
	add := func(e register.SelectionEntry, what, was, is string) {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: e.Number}, {NL: e.Process + ": " + strings.ToLower(e.Result), Note: e.About}, {NL: what}, cell(was), cell(is)}})
	}
	for _, c := range d.Changed {
		was, is := entryLines(c.Was, c.Now)
		add(c.Now, "gewijzigd", was, is)
	}
	for _, e := range d.Added {
		add(e, "nieuw", "", e.TermNL())
	}
	for _, e := range d.Withdrawn {
		add(e, "vervallen", e.TermNL(), "")
	}
	return t
}

// entryLines are the fields in which two versions of an entry differ, one a line.
func entryLines(a, b register.SelectionEntry) (was, is string) {
	fields := func(e register.SelectionEntry) [][2]string {
		return [][2]string{{"Termijn", e.TermNL()}, {"Procestermijn", strings.TrimSpace(domain.ChoiceNL(e.Trigger.Choices(), string(e.Trigger)) + " " + e.Remark)}, {"Procestype", e.Process},
			{"Resultaat", e.Result}, {"Omschrijving", e.About}, {"Herkomst", e.Origin}, {"Toelichting", e.Note}, {"Taakgebieden", e.Areas}, {"Niet omgezet", e.Kept}}
	}
	var old, next []string
	for i, f := range fields(a) {
		if g := fields(b)[i]; f != g {
			old, next = append(old, f[0]+": "+f[1]), append(next, g[0]+": "+g[1])
		}
	}
	return strings.Join(old, "\n"), strings.Join(next, "\n")
}

// entryChoices are the entries that a rule can cite, under View.
func (s *Server) entryChoices() []domain.Choice {
	var list []domain.Choice
	for _, x := range s.Records.OfType("selection-list") {
		l := x.Last().State.(register.SelectionList)
		for _, e := range l.Entries {
			nl := e.Number + " " + e.Process + ": " + strings.ToLower(e.Result)
			if e.About != "" {
				nl += ", " + e.About
			}
			list = append(list, domain.Choice{Value: e.Key(l.Year), NL: nl + " (" + e.TermNL() + ", lijst " + strconv.Itoa(l.Year) + ")"})
		}
	}
	return list
}
