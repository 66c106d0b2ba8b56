package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events"
)

// addPath follows the address of a dossier: a document or a text is added to it.
const addPath = "/toevoegen"

var addCommand = vaultrecord.Record.Info().CommandNamed("add")

func attachPath(path string) bool {
	return strings.HasPrefix(path, "/"+vaultrecord.Record.Info().Path+"/") && strings.HasSuffix(path, addPath)
}

// isFile tells whether a part of a dossier is a document.
func isFile(part string) bool { return strings.HasPrefix(part, filePart+"-") }

// addPage asks for a document or a text.
func (s *Server) addPage(w http.ResponseWriter, r *http.Request) {
	s.askAddition(w, r, uuid.NewString(), http.StatusOK, nil)
}

func (s *Server) askAddition(w http.ResponseWriter, r *http.Request, key string, status int, ref *domain.Refusal) {
	d, _, back, ok := s.dossierOf(w, r)
	if !ok {
		return
	}
	if !d.Alive() {
		s.askReason(w, r, d, nil, back, "", http.StatusGone, nil)
		return
	}
	errs := fieldErrors(ref)
	u, _ := auth.From(r.Context())
	f := web.Form{Action: r.URL.Path, Upload: true, Buttons: []web.Button{{NL: "Toevoegen"}}, Hidden: []web.Field{hidden(fieldCommand, key), asRole(u)},
		Fields: []web.Field{
			{Kind: web.File, Name: "file", Label: "Bestand", Error: errs["file"], Hint: attachmentHint,
				Accept: ".pdf,.docx,.odt,.png,.jpg,.jpeg,.txt,.eml"},
			{Kind: web.Textarea, Name: "text", Label: "Of tekst", Optional: true, Value: r.PostFormValue("text"), Error: errs["text"]}}}
	p := s.page(r, "Persoonsgegevens toevoegen")
	p.Breadcrumbs, p.Data = []web.Link{back, {NL: p.Title}}, formView{Lead: "Een bestand of tekst bij " + back.NL + ". Het gaat versleuteld de kluis in; in het logboek staat alleen dat er iets bij kwam.", Form: f, Cancel: back.Href}
	if ref != nil {
		p.Errors = pageErrors(ref, f)
	}
	s.render(w, r, status, "formulier", p)
}

// add keeps a document or a text in a dossier, and records that it is there.
func (s *Server) add(w http.ResponseWriter, r *http.Request) {
	d, _, back, ok := s.dossierOf(w, r) // before the body is read
	if !ok {
		return
	}
	file, err := upload(r)
	if ref, large := auth.TooLarge(err); large {
		s.askAddition(w, r, uuid.NewString(), http.StatusRequestEntityTooLarge, fileRefused("too-large", ref.NL))
		return
	}
	if err != nil {
		s.badBody(w, r, err)
		return
	}
	key := keyOf(r.PostFormValue(fieldCommand))
	part, content, err := addition(key, file, strings.TrimSpace(oneLine(r.PostFormValue("text"))))
	if err == nil {
		err = s.keepAddition(r, d, key, part, content)
	}
	if ref, refused := errors.AsType[*domain.Refusal](err); refused {
		s.askAddition(w, r, key.String(), statusOf(ref), ref)
		return
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.Auth.Flash(r.Context(), "Toegevoegd aan de kluis, en vastgelegd.")
	http.Redirect(w, r, back.Href, http.StatusSeeOther)
}

// uploaded is a file of a form.
type uploaded struct {
	name string
	data []byte
}

// upload reads a form with one file, all of it in memory: what is uploaded here never stands in a file that is not encrypted.
func upload(r *http.Request) (f uploaded, err error) {
	in, err := r.MultipartReader()
	if err != nil {
		return f, err
	}
	values := url.Values{}
	for {
		p, err := in.NextPart()
		if errors.Is(err, io.EOF) {
			r.PostForm, r.Form = values, values
			return f, nil
		}
		if err != nil {
			return f, err
		}
		data, err := io.ReadAll(p) // the body is bounded
		if err != nil {
			return f, err
		}
		if p.FormName() == "file" {
			f = uploaded{p.FileName(), data}
		} else {
			values.Add(p.FormName(), string(data))
		}
	}
}

// addition is what is to be kept, and as which part: key names it, so that a form sent twice adds once.
func addition(key uuid.UUID, file uploaded, text string) (part string, content []byte, err error) {
	var p domain.Problems
	switch {
	case file.name == "" && text == "":
		p.Add("file", "Kies een bestand, of schrijf tekst.")
		return "", nil, p.Refuse("vault.nothing")
	case file.name != "" && text != "":
		p.Add("text", "Voeg één ding tegelijk toe: een bestand of tekst.")
		return "", nil, p.Refuse("vault.two")
	case len(text) > maxSecret:
		p.Add("text", "Deze tekst is te lang: hoogstens 20.000 tekens. Voeg een bestand toe, of verdeel hem.")
		return "", nil, p.Refuse("vault.too-long")
	case text != "":
		return textPart + "-" + key.String()[:8], []byte(text), nil
	}
	a, ref := newAttachment(file.name, file.data)
	if ref != nil {
		return "", nil, ref
	}
	content, err = a.sealedForm()
	return filePart + "-" + key.String()[:8], content, err
}

// keepAddition tries the command first, as for every text that goes into the vault.
func (s *Server) keepAddition(r *http.Request, d vaultrecord.Dossier, key uuid.UUID, part string, content []byte) error {
	u, err := s.actor(r)
	if err != nil {
		return err
	}
	id, ctx := chi.URLParam(r, "id"), r.Context()
	req := events.Request{Record: "vault", ID: id, By: domain.Stamp{Actor: u.Person, Role: u.Role, Mandate: u.Mandate},
		Command: vaultrecord.Add{Ref: placeholder(d, id, part, "x")}}
	if d.Present(part) == (domain.VaultRef{}) {
		if err := s.Exec.Try(ctx, req); err != nil {
			return err
		}
	}
	ref, err := s.Vault.Put(ctx, id, part, content, s.now()) // the same content again gives the same reference
	if err != nil {
		return err
	}
	req.Command = vaultrecord.Add{Ref: ref}
	req.CommandID = commandID(key, req, "")
	_, err = s.Do(ctx, req)
	return err
}

// giveFile gives out a document that was read from the vault: to be saved, never to be shown or run from our origin.
func (s *Server) giveFile(w http.ResponseWriter, r *http.Request, content []byte) {
	a, err := readAttachment(content)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Content-Disposition", a.disposition())
	h.Set("Content-Length", strconv.Itoa(len(a.data)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	if _, err := w.Write(a.data); err != nil {
		s.Log.InfoContext(context.WithoutCancel(r.Context()), "document not received", "bytes", len(a.data))
	}
}
