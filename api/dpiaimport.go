package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/dpiafile"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// maxDPIAUpload is a little over dpiafile.MaxFile: the frame of the upload.
const maxDPIAUpload = dpiafile.MaxFile + 64<<10

// uploadPath tells whether the address takes the file of a DPIA.
func uploadPath(path string) bool {
	return strings.HasPrefix(path, "/dpias/") && strings.HasSuffix(path, "/inlezen")
}

// dpiaUploadView asks for a file.
type dpiaUploadView struct {
	Name string
	Form web.Form
}

// dpiaFileView is what is in a file: what becomes a section, what is kept beside it, and what has no place.
type dpiaFileView struct {
	Name     string
	Kind     string
	Notes    []web.Alert
	Sections []documentSection
	Comments []web.SummaryRow
	Rest     web.SummaryList
	Count    int
	Persons  *web.SummaryList
	Hidden   int // names that are not shown to this role
	Form     *web.Form
	Hash     string
}

func (s *Server) dpiaUploadPage(w http.ResponseWriter, r *http.Request) {
	s.showDPIAUpload(w, r, http.StatusOK, "")
}

// importable finds the DPIA of the address if the role chosen may import into it now; otherwise it answers.
func (s *Server) importable(w http.ResponseWriter, r *http.Request) (v *projections.Versions, ok bool) {
	u, _ := auth.From(r.Context())
	var d dpia.DPIA
	s.Live.View(func() {
		if v = s.Records.Get("dpia", chi.URLParam(r, "id")); v != nil {
			d = v.Last().State.(dpia.DPIA)
		}
	})
	c := dpia.Record.Info().CommandNamed("import")
	switch {
	case v == nil:
		s.notFound(w, r)
	case !s.may(c, u):
		s.refuse(w, r, http.StatusForbidden, &domain.Refusal{Kind: domain.Forbidden, Code: "dpia.import", NL: "Een DPIA inlezen doet de proceseigenaar of de privacybeheerder (bijlage 1, rij B1.6-2)."})
	case !c.AllowedIn(d.State):
		s.refuse(w, r, http.StatusConflict, &domain.Refusal{Kind: domain.Conflict, Code: "dpia.import.status", NL: "Inlezen kan alleen zolang de DPIA in uitvoering is. Begin eerst met de uitvoering, of heropen de DPIA."})
	default:
		return v, true
	}
	return nil, false
}

func (s *Server) showDPIAUpload(w http.ResponseWriter, r *http.Request, status int, wrong string) {
	v, ok := s.importable(w, r)
	if !ok {
		return
	}
	p := s.page(r, "DPIA inlezen uit bestand")
	view := dpiaUploadView{Form: web.Form{Action: recordPath(v) + "/inlezen", Upload: true, Fields: []web.Field{{Kind: web.File, Name: "bestand", Label: "Bestand met de DPIA", Accept: ".json", Error: wrong,
		Hint: fmt.Sprintf("De JSON-export van het invulformulier van het Rijk (Model DPIA Rijksdienst 3.0), of van de PIA van de CNIL. Hoogstens %d MB. U ziet eerst een voorbeeld; er wordt nog niets vastgelegd.", dpiafile.MaxFile>>20)}},
		Buttons: []web.Button{{NL: "Bestand lezen"}}}}
	s.Live.View(func() { view.Name = title(v.Record, v.Last().State) })
	p.Breadcrumbs = []web.Link{{Href: "/dpias", NL: dpia.Record.Plural}, {Href: recordPath(v), NL: view.Name}, {NL: "Inlezen"}}
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "bestand", NL: wrong}}
	}
	p.Data = view
	s.render(w, r, status, "dpia-inlezen", p)
}

// dpiaUpload reads the file and keeps it, under its hash and outside the log; nothing is recorded yet. A file that cannot
// be read is not kept.
func (s *Server) dpiaUpload(w http.ResponseWriter, r *http.Request) {
	v, ok := s.importable(w, r)
	if !ok {
		return
	}
	if err := r.ParseMultipartForm(maxDPIAUpload); err != nil {
		if ref, tooLarge := auth.TooLarge(err); tooLarge {
			s.showDPIAUpload(w, r, http.StatusRequestEntityTooLarge, ref.NL)
			return
		}
		s.showDPIAUpload(w, r, http.StatusUnprocessableEntity, "Kies een bestand.")
		return
	}
	defer r.MultipartForm.RemoveAll() //nolint:errcheck // temporary files of the request; the system removes what is left
	up, head, err := r.FormFile("bestand")
	if err != nil || head.Size == 0 {
		s.showDPIAUpload(w, r, http.StatusUnprocessableEntity, "Kies een bestand dat niet leeg is.")
		return
	}
	defer up.Close()
	data, err := io.ReadAll(io.LimitReader(up, maxDPIAUpload))
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	if _, err := dpiafile.Read(data); err != nil {
		s.showDPIAUpload(w, r, http.StatusUnprocessableEntity, err.Error())
		return
	}
	hash, _, err := s.Files.Put(r.Context(), strings.NewReader(string(data)), maxDPIAUpload)
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, recordPath(v)+"/inlezen/"+hash, http.StatusSeeOther)
}

// keptFile reads a kept file; it answers if that cannot be done.
func (s *Server) keptFile(w http.ResponseWriter, r *http.Request, hash string) *dpiafile.Document {
	f, err := s.Files.Get(r.Context(), hash)
	if err != nil {
		s.failed(w, r, err)
		return nil
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxDPIAUpload))
	if err != nil {
		s.Fail(w, r, err)
		return nil
	}
	doc, err := dpiafile.Read(data)
	if own, ok := errors.AsType[*dpiafile.Error](err); ok {
		s.refuse(w, r, http.StatusUnprocessableEntity, &domain.Refusal{Kind: domain.Invalid, Code: "dpia.file", NL: own.NL})
		return nil
	}
	return doc
}

// dpiaFilePage shows what is in a file: before it is taken over, with the button to do so; and ever after, also what has
// no place in the DPIA. Who may see it: whoever may import, and, once it is imported, whoever may read source files.
func (s *Server) dpiaFilePage(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	hash := chi.URLParam(r, "hash")
	var v *projections.Versions
	var d dpia.DPIA
	s.Live.View(func() {
		if v = s.Records.Get("dpia", chi.URLParam(r, "id")); v != nil {
			d = v.Last().State.(dpia.DPIA)
		}
	})
	if v == nil {
		s.notFound(w, r)
		return
	}
	imported := slices.Contains(d.Files, hash)
	if !s.may(dpia.Record.Info().CommandNamed("import"), u) && !(imported && mayReadAs("sources", u.Role)) {
		s.refuse(w, r, http.StatusForbidden, &domain.Refusal{Kind: domain.Forbidden, Code: "read.forbidden", NL: "Dit bestand zien de proceseigenaar, de privacybeheerder en de FG."})
		return
	}
	s.showDPIAFile(w, r, http.StatusOK, v, hash, nil)
}

func (s *Server) showDPIAFile(w http.ResponseWriter, r *http.Request, status int, v *projections.Versions, hash string, ref *domain.Refusal) {
	u, _ := auth.From(r.Context())
	doc := s.keptFile(w, r, hash)
	if doc == nil {
		return
	}
	p := s.page(r, "Bestand van de DPIA")
	s.Live.View(func() {
		d := v.Last().State.(dpia.DPIA)
		name := title(v.Record, d)
		p.Breadcrumbs = []web.Link{{Href: "/dpias", NL: dpia.Record.Plural}, {Href: recordPath(v), NL: name}, {NL: "Bestand"}}
		p.Data = s.dpiaFileView(u, v, d, doc, hash)
	})
	if mayReadAs("sources", u.Role) && len(doc.Persons) > 0 {
		s.Log.InfoContext(r.Context(), "imported personal data read", "person", u.Person, "role", u.Role, "record", v.ID)
	}
	if ref != nil {
		p.Errors = []web.FieldError{{NL: ref.Error()}}
	}
	s.render(w, r, status, "dpia-bestand", p)
}

func (s *Server) dpiaFileView(u auth.User, v *projections.Versions, d dpia.DPIA, doc *dpiafile.Document, hash string) dpiaFileView {
	view := dpiaFileView{Name: doc.Title, Kind: domain.ChoiceNL(doc.Format.Choices(), string(doc.Format)), Rest: entries(doc.Rest), Count: dpiafile.Count(doc.Rest), Hash: hash}
	imported := slices.Contains(d.Files, hash)
	for _, x := range doc.Sections {
		row := documentSection{ID: "onderdeel-" + string(x.Paragraph), NL: domain.ChoiceNL(x.Paragraph.Choices(), string(x.Paragraph)), Text: paragraphs(x.Text), Progress: web.Tag{Kind: web.Info, NL: "wordt overgenomen als concept"}}
		section, written := d.SectionOf(x.Paragraph)
		switch {
		case written && section.From == dpia.FileSource(hash):
			row.Progress = web.Tag{Kind: web.OK, NL: "overgenomen"}
		case written || imported:
			row.Progress = web.Tag{Kind: web.Warning, NL: "niet overgenomen, of daarna gewijzigd"}
		}
		view.Sections = append(view.Sections, row)
	}
	for _, c := range doc.Comments {
		view.Comments = append(view.Comments, web.SummaryRow{Key: domain.ChoiceNL(c.Paragraph.Choices(), string(c.Paragraph)), Cell: web.Cell{NL: c.Text}})
	}
	if mayReadAs("sources", u.Role) {
		l := entries(doc.Persons)
		view.Persons = &l
	} else {
		view.Hidden = dpiafile.Count(doc.Persons)
	}
	if c := v.Record.Info().CommandNamed("import"); !imported && s.may(c, u) && c.AllowedIn(d.State) {
		view.Form = &web.Form{Action: recordPath(v) + "/inlezen/" + hash, Hidden: []web.Field{hidden(fieldCommand, uuid.NewString()), hidden(fieldRole, string(u.Role)+"/"+u.Mandate),
			hidden(fieldVersion, strconv.FormatUint(v.Last().Version, 10))}, Buttons: []web.Button{{NL: "Neem over in de DPIA"}}}
		view.Notes = []web.Alert{{Kind: web.Warning, Title: "Er is nog niets vastgelegd. Lees de teksten eerst na.", NL: "Wat is vastgelegd, blijft in het logboek staan. Staan er namen van personen in de teksten? Haal die dan in het bestand weg en lees het opnieuw in. E-mailadressen zijn er al uitgehaald."}}
	}
	return view
}

func entries(list []dpiafile.Entry) (l web.SummaryList) {
	for _, e := range list {
		l.Rows = append(l.Rows, web.SummaryRow{Key: e.Label, Cell: cell(strings.Join(e.Lines, "\n"))})
	}
	return l
}

// dpiaImport takes the file over: one command, all or nothing.
func (s *Server) dpiaImport(w http.ResponseWriter, r *http.Request) {
	v, ok := s.importable(w, r)
	if !ok {
		return
	}
	hash := chi.URLParam(r, "hash")
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	doc := s.keptFile(w, r, hash)
	if doc == nil {
		return
	}
	req, ref := s.importRequest(r, v, doc, hash)
	if ref != nil {
		s.refuse(w, r, http.StatusUnprocessableEntity, ref)
		return
	}
	u, err := s.actor(r)
	if err == nil {
		_, err = s.do(r.Context(), u, req)
	}
	switch ref, refused := errors.AsType[*domain.Refusal](err); {
	case refused:
		s.showDPIAFile(w, r, statusOf(ref), v, hash, ref)
	case errors.Is(err, events.ErrConflict):
		s.showDPIAFile(w, r, http.StatusPreconditionFailed, v, hash, conflict)
	case err != nil:
		s.failed(w, r, err)
	default:
		s.Auth.Flash(r.Context(), "Overgenomen en verzegeld. De onderdelen staan als concept: lees ze na.")
		http.Redirect(w, r, recordPath(v), http.StatusSeeOther)
	}
}

func (s *Server) importRequest(r *http.Request, v *projections.Versions, doc *dpiafile.Document, hash string) (events.Request, *domain.Refusal) {
	version, err := strconv.ParseUint(r.PostFormValue(fieldVersion), 10, 64)
	if err != nil {
		return events.Request{}, &domain.Refusal{Kind: domain.Invalid, Code: "version", NL: "Het formulier is niet compleet verstuurd. Open het opnieuw."}
	}
	req := events.Request{Record: "dpia", ID: v.ID, Version: events.Version(version),
		Command: dpia.ImportDocument{File: hash, Format: doc.Format, Sections: doc.Sections, Comments: doc.Comments, Rest: dpiafile.Count(doc.Rest)}}
	req.By.Origin = domain.Imported
	if key, err := uuid.Parse(r.PostFormValue(fieldCommand)); err == nil {
		req.CommandID = commandID(key, req, "")
	}
	return req, nil
}
