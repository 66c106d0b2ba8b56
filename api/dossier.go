package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/vault"
	"github.com/heemstede/grootboek/projections"
)

// readPath follows the address of a dossier: reading the personal data in it, with a reason.
const readPath = "/inzien"

var readCommand = vaultrecord.Record.Info().CommandNamed("read")

// RecordReading makes a reading known to the log before anything is given out; who may read is decided there (R-LED-13).
func (l Ledger) RecordReading(ctx context.Context, r vault.Reading) error {
	_, err := l.Do(ctx, events.Request{Record: "vault", ID: r.Ref.Vault, By: domain.Stamp{Actor: r.Person, Role: r.Role, Mandate: r.Mandate},
		Command: vaultrecord.Read{Part: r.Ref.Part, Version: r.Ref.Version, Why: r.Why, Despite: r.Despite}})
	return err
}

// dossierView asks for a reason, or shows what was read.
type dossierView struct {
	Form  *web.Form
	Texts []dossierText
	Back  web.Link
}

// dossierText is one part that was read; of a document, the form that gives it out.
type dossierText struct {
	NL, Note, Text string
	File           *web.Form
}

// dossierOf is the dossier of the address, for who may read it; otherwise it answers as for one that does not exist, so that
// nobody learns whether it does.
func (s *Server) dossierOf(w http.ResponseWriter, r *http.Request) (d vaultrecord.Dossier, refs []domain.VaultRef, back web.Link, ok bool) {
	u, _ := auth.From(r.Context())
	s.Live.View(func() {
		v := s.eyes(r).get("vault", chi.URLParam(r, "id"))
		if v == nil {
			return
		}
		d = v.Last().State.(vaultrecord.Dossier)
		ok = s.mayOpen(u, d)
		for _, x := range v.List {
			refs = append(refs, domain.VaultRefs(x.Entry.Fact)...)
		}
		back = web.Link{Href: recordPath(v), NL: title(v.Record, d)}
		for _, stream := range d.About {
			if of := s.Records.Stream(stream); of != nil && of.ID == v.ID {
				back = web.Link{Href: recordPath(of), NL: title(of.Record, of.Last().State)}
			}
		}
	})
	if !ok {
		s.notFound(w, r)
		return d, nil, back, false
	}
	if u.Role != domain.FG { // T-02: older versions are for the FG
		refs = slices.Clone(d.Refs)
	}
	return d, refs, back, true
}

// mayOpen tells whether somebody may read what is in a dossier: the rules decide when he does.
func (s *Server) mayOpen(u auth.User, d vaultrecord.Dossier) bool {
	return s.may(readCommand, u) && d.Kind.OpenTo(u.Role) && (u.Role != domain.OWN || s.owns(u, d.Process))
}

// dossierPage asks why, and which parts.
func (s *Server) dossierPage(w http.ResponseWriter, r *http.Request) {
	d, refs, back, ok := s.dossierOf(w, r)
	if !ok {
		return
	}
	s.askReason(w, r, d, refs, back, "Behandeling van "+back.NL, http.StatusOK, nil)
}

func partKey(r domain.VaultRef) string { return r.Part + "/" + strconv.Itoa(r.Version) }

func (s *Server) askReason(w http.ResponseWriter, r *http.Request, d vaultrecord.Dossier, refs []domain.VaultRef, back web.Link, why string, status int, ref *domain.Refusal) {
	errs := fieldErrors(ref)
	p := s.page(r, "Persoonsgegevens inzien")
	view := dossierView{Back: back}
	if d.Alive() {
		parts := web.Field{Kind: web.Checkboxes, Name: "part", Label: "Wat wilt u inzien?", Error: errs["part"]}
		for _, x := range refs {
			nl := s.partNL(d.Kind, x.Part)
			if now := d.Present(x.Part); now.Version > x.Version {
				nl += fmt.Sprintf(" (versie %d, later verbeterd)", x.Version)
			}
			parts.Options = append(parts.Options, web.Option{Value: partKey(x), NL: nl, Selected: d.Present(x.Part) == x})
		}
		f := web.Form{Action: r.URL.Path, Buttons: []web.Button{{NL: "Inzien"}}, Fields: []web.Field{parts,
			{Name: "why", Label: "Waarom bekijkt u deze gegevens?", Value: why, Error: errs["why"], Hint: "Dit wordt vastgelegd, met uw naam en rol. Noem hier geen personen."}}}
		if d.State == vaultrecord.Restricted {
			f.Fields = append(f.Fields, web.Field{Kind: web.Radios, Name: "despite", Label: "De gegevens zijn beperkt (artikel 18 AVG). Op welke grond bekijkt u ze toch?",
				Options: options(domain.VaultException("").Choices(), r.PostFormValue("despite")), Error: errs["despite"]})
		}
		view.Form = &f
		if ref != nil {
			p.Errors = pageErrors(ref, f)
		}
	} else {
		status = http.StatusGone
	}
	p.Breadcrumbs, p.Data = []web.Link{back, {NL: p.Title}}, view
	s.render(w, r, status, "dossier", p)
}

// readDossier gives out what was asked for, once the reading stands in the log.
func (s *Server) readDossier(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	d, refs, back, ok := s.dossierOf(w, r)
	if !ok {
		return
	}
	u, _ := auth.From(r.Context())
	why := strings.TrimSpace(r.PostFormValue("why"))
	view := dossierView{Back: back}
	var err error
	var p domain.Problems
	p.Need(why, "why", "Zeg waarom u deze gegevens bekijkt: dat wordt vastgelegd.")
	chosen := func(x domain.VaultRef) bool { return slices.Contains(r.PostForm["part"], partKey(x)) }
	if !slices.ContainsFunc(refs, chosen) {
		p.Add("part", "Kies wat u wilt inzien. Is het net verbeterd, kies dan de nieuwe versie.")
	}
	err = p.Refuse("vault.read")
	for _, x := range refs {
		if err != nil || !chosen(x) {
			continue
		}
		if isFile(x.Part) && len(r.PostForm["part"]) > 1 { // each is a download of its own, and is recorded then
			view.Texts = append(view.Texts, dossierText{NL: s.partNL(d.Kind, x.Part), File: fileForm(r, x)})
			continue
		}
		var text []byte
		text, err = s.Vault.Read(r.Context(), vault.Reading{Ref: x, Person: u.Person, Role: u.Role, Mandate: u.Mandate, Why: why,
			Despite: domain.VaultException(r.PostFormValue("despite")), At: s.now()})
		if isFile(x.Part) && err == nil {
			s.giveFile(w, r, text)
			return
		}
		t := dossierText{NL: s.partNL(d.Kind, x.Part), Text: string(text)}
		if now := d.Present(x.Part); now != x {
			t.Note = fmt.Sprintf("versie %d, later verbeterd", x.Version)
		}
		view.Texts = append(view.Texts, t)
	}
	ref, refused := errors.AsType[*domain.Refusal](err)
	switch {
	case refused:
		s.askReason(w, r, d, refs, back, why, statusOf(ref), ref)
		return
	case errors.Is(err, vault.ErrErased):
		s.askReason(w, r, vaultrecord.Dossier{}, nil, back, "", http.StatusGone, nil)
		return
	case err != nil:
		s.failed(w, r, err)
		return
	}
	page := s.page(r, "Persoonsgegevens inzien")
	page.Breadcrumbs, page.Data = []web.Link{back, {NL: page.Title}}, view
	w.Header().Set("Cache-Control", "no-store")
	s.render(w, r, http.StatusOK, "dossier", page)
}

// fileForm gives out a document for the reason that was given.
func fileForm(r *http.Request, x domain.VaultRef) *web.Form {
	return &web.Form{Action: r.URL.Path, Buttons: []web.Button{{NL: "Bestand opslaan", Look: "secondary"}},
		Hidden: []web.Field{hidden("part", partKey(x)), hidden("why", r.PostFormValue("why")), hidden("despite", r.PostFormValue("despite"))}}
}

// rectifyPath follows the address of a dossier: a better version of a part (article 16 AVG).
const rectifyPath = "/verbeteren"

var rectifyCommand = vaultrecord.Record.Info().CommandNamed("rectify")

// rectifyPage asks for the better text. The old one is not shown: reading it is recorded.
func (s *Server) rectifyPage(w http.ResponseWriter, r *http.Request) {
	s.askText(w, r, uuid.NewString(), http.StatusOK, nil)
}

func (s *Server) askText(w http.ResponseWriter, r *http.Request, key string, status int, ref *domain.Refusal) {
	d, _, back, ok := s.dossierOf(w, r)
	if !ok {
		return
	}
	errs := fieldErrors(ref)
	part := web.Field{Kind: web.Radios, Name: "part", Label: "Wat wilt u verbeteren?", Error: errs["ref"]}
	for _, x := range d.Refs {
		if !isFile(x.Part) { // a better document is added beside it
			part.Options = append(part.Options, web.Option{Value: x.Part, NL: s.partNL(d.Kind, x.Part), Selected: r.PostFormValue("part") == x.Part})
		}
	}
	u, _ := auth.From(r.Context())
	f := web.Form{Action: r.URL.Path, Buttons: []web.Button{{NL: rectifyCommand.NL}}, Hidden: []web.Field{hidden(fieldCommand, key), asRole(u)},
		Fields: []web.Field{part,
			{Kind: web.Textarea, Name: "text", Label: "De hele tekst zoals hij hoort te zijn", Value: r.PostFormValue("text"), Error: errs["text"], Hint: "Dit vervangt de oude tekst, en gaat versleuteld de kluis in."},
			{Name: "reason", Label: "Reden", Value: r.PostFormValue("reason"), Error: errs["reason"], Hint: "Noem hier geen personen."},
			{Kind: web.Date, Name: "old_until", Label: "Oude tekst bewaren tot", Optional: true, Value: r.PostFormValue("old_until"), Error: errs["old_until"],
				Hint: "Leeg: de oude tekst wordt meteen gewist. Alleen de functionaris gegevensbescherming kan een oude tekst nog lezen."}}}
	p := s.page(r, "Persoonsgegevens verbeteren")
	p.Breadcrumbs, p.Data = []web.Link{back, {NL: p.Title}}, formView{Lead: rectifyCommand.Help, Form: f, Cancel: back.Href}
	if ref != nil {
		p.Errors = pageErrors(ref, f)
	}
	s.render(w, r, status, "formulier", p)
}

// rectify keeps the better text, and records that it is there. It is tried first: the old text must not go for nothing.
func (s *Server) rectify(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	d, _, back, ok := s.dossierOf(w, r)
	if !ok {
		return
	}
	key := keyOf(r.PostFormValue(fieldCommand))
	id, part, text := chi.URLParam(r, "id"), r.PostFormValue("part"), strings.TrimSpace(oneLine(r.PostFormValue("text")))
	c := vaultrecord.Rectify{Reason: r.PostFormValue("reason"), OldUntil: dateOf(r.PostFormValue("old_until"))}
	c.Ref = placeholder(d, id, part, "x")
	u, err := s.actor(r)
	req := events.Request{Record: "vault", ID: id, Command: c, By: domain.Stamp{Actor: u.Person, Role: u.Role, Mandate: u.Mandate}}
	var p domain.Problems
	p.Need(text, "text", "Schrijf de tekst zoals hij hoort te zijn.")
	if isFile(part) {
		p.Add("ref", "Een bestand kunt u niet als tekst verbeteren. Voeg het betere bestand toe.")
	}
	if len(text) > maxSecret {
		p.Add("text", "Deze tekst is te lang: hoogstens 20.000 tekens.")
	}
	if err = errors.Join(err, p.Refuse("vault.text")); err == nil {
		err = s.Exec.Try(r.Context(), req)
	}
	if err == nil {
		if c.Ref, err = s.Vault.Rectify(r.Context(), id, part, []byte(text), c.OldUntil, s.now()); err == nil && c.Ref != d.Present(part) {
			req.Command, req.CommandID = c, commandID(key, req, "")
			_, err = s.Do(r.Context(), req)
		}
	}
	if ref, refused := errors.AsType[*domain.Refusal](err); refused {
		s.askText(w, r, key.String(), statusOf(ref), ref)
		return
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.Auth.Flash(r.Context(), "De gegevens in de kluis zijn verbeterd.")
	http.Redirect(w, r, back.Href, http.StatusSeeOther)
}

// partNL names a part of a dossier: as the field of the command says that it came with.
func (s *Server) partNL(kind vaultrecord.Kind, part string) string {
	for prefix, nl := range map[string]string{filePart: "Bestand ", textPart: "Toegevoegde tekst "} {
		if which, is := strings.CutPrefix(part, prefix+"-"); is {
			return nl + which
		}
	}
	rec := s.Exec.Records[string(kind)]
	if rec == nil {
		return part
	}
	for _, c := range rec.Info().Commands {
		for _, f := range secretFields(reflect.New(c.Type).Elem(), [16]byte{}) {
			if many, is := strings.CutSuffix(f.part, "-00000000"); f.part == part || is && strings.HasPrefix(part, many+"-") {
				return f.nl
			}
		}
	}
	return part
}

// dossierLink leads to the personal data of a record, for who may read them.
func (s *Server) dossierLink(v *projections.Versions, u auth.User) []web.Link {
	d := s.Records.Get("vault", v.ID)
	if d == nil || s.Vault == nil || !s.mayOpen(u, d.Last().State.(vaultrecord.Dossier)) {
		return nil
	}
	at := "/" + vaultrecord.Record.Info().Path + "/" + v.ID
	var list []web.Link
	for _, x := range []struct {
		path, nl string
		command  *domain.CommandInfo
	}{{readPath, "Persoonsgegevens inzien", readCommand}, {addPath, "Persoonsgegevens toevoegen", addCommand}, {rectifyPath, "Persoonsgegevens verbeteren", rectifyCommand}} {
		if s.may(x.command, u) && d.Last().State.(vaultrecord.Dossier).Alive() { // what is gone is not offered
			list = append(list, web.Link{Href: at + x.path, NL: x.nl})
		}
	}
	if v.Record.Info().Name != "vault" {
		list = append(list, web.Link{Href: at, NL: "Het dossier in de kluis"})
	}
	return list
}
