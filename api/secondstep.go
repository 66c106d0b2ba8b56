package api

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
)

// The pages of the second step, between password and session.
const (
	codePath  = "/inloggen/code"
	enrolPath = "/inloggen/instellen"
)

// stepView asks for a code. Other leads to the same page for the other kind of code.
type stepView struct {
	Lead  string
	Form  web.Form
	Other web.Link
}

const maxCode = 40 // characters of a code, with whatever spaces and dashes people type

func (s *Server) codePage(w http.ResponseWriter, r *http.Request) {
	if _, step, err := s.Auth.Pending(r.Context()); err != nil || step != auth.Code {
		s.beginAgain(w, r, http.StatusOK, err)
		return
	}
	s.showCode(w, r, http.StatusOK, "")
}

// beginAgain shows the page to sign in on to whoever is not on his way in.
func (s *Server) beginAgain(w http.ResponseWriter, r *http.Request, status int, err error) {
	ref, refused := errors.AsType[*domain.Refusal](err)
	switch {
	case err != nil && !refused:
		s.Fail(w, r, err)
	case refused:
		s.showSignIn(w, r, status, r.FormValue(auth.ToParam), "", &web.FieldError{NL: ref.NL})
	default:
		s.showSignIn(w, r, status, r.FormValue(auth.ToParam), "", nil)
	}
}

func (s *Server) showCode(w http.ResponseWriter, r *http.Request, status int, wrong string) {
	w.Header().Set("Cache-Control", "no-store")
	to := auth.SafePath(r.FormValue(auth.ToParam))
	v := stepView{Lead: "Uw wachtwoord klopt. Open nu de app op uw telefoon waarmee u dit account heeft ingesteld, en neem de code over.",
		Other: web.Link{Href: codePath + "?" + url.Values{auth.ToParam: {to}, "herstel": {"ja"}}.Encode(), NL: "Ik heb mijn telefoon niet: gebruik een herstelcode"}}
	field := web.Field{Kind: web.Number, Name: "code", Label: "Code uit uw app", Hint: "Zes cijfers. Plakken mag.", Max: maxCode, Width: "s", Autocomplete: "one-time-code", Error: wrong}
	v.Form = web.Form{Action: codePath, Hidden: []web.Field{hidden(auth.ToParam, to)}, Buttons: []web.Button{{NL: "Inloggen"}}}
	if r.FormValue("herstel") != "" {
		v.Lead = "Uw wachtwoord klopt. Vul een van de herstelcodes in die u kreeg toen u de tweede stap instelde. Elke code werkt één keer."
		v.Other = web.Link{Href: withTo(codePath, to), NL: "Gebruik de code uit mijn app"}
		field = web.Field{Name: "code", Label: "Herstelcode", Hint: "Zestien letters en cijfers, met of zonder streepjes.", Max: maxCode, Width: "m", Autocomplete: "off", Error: wrong}
		v.Form.Hidden = append(v.Form.Hidden, hidden("herstel", "ja"))
	}
	v.Form.Fields = []web.Field{field}
	p := s.outside(r, "Tweede stap")
	p.Site.SignIn = ""
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "code", NL: wrong}}
	}
	p.Data = v
	s.render(w, r, status, "stap", p)
}

func (s *Server) secondStep(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	err := s.Auth.SecondStep(r.Context(), r.PostFormValue("code"), s.now())
	ref, refused := errors.AsType[*domain.Refusal](err)
	switch {
	case refused && ref.Code == "signin.again":
		s.beginAgain(w, r, http.StatusForbidden, err)
	case refused:
		s.showCode(w, r, signInStatus(err, ref), ref.NL)
	default:
		s.proceed(w, r, auth.Done, auth.SafePath(r.PostFormValue(auth.ToParam)), err)
	}
}

// enrolView is a second step that is being set up: the square that the app reads, the same as text, and the proof.
type enrolView struct {
	Size   int    // of the square, in modules
	Path   string // of an SVG
	Secret string
	URI    string
	Form   web.Form
}

func (s *Server) enrolPage(w http.ResponseWriter, r *http.Request) {
	s.showEnrol(w, r, http.StatusOK, "")
}

func (s *Server) showEnrol(w http.ResponseWriter, r *http.Request, status int, wrong string) {
	w.Header().Set("Cache-Control", "no-store")
	e, err := s.Auth.Enrolment(r.Context())
	if err != nil {
		s.notEnrolling(w, r, status, err)
		return
	}
	size, path, err := e.QR()
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	to := auth.SafePath(r.FormValue(auth.ToParam))
	v := enrolView{Size: size, Path: path, Secret: e.Secret, URI: e.URI, Form: web.Form{Action: enrolPath, Hidden: []web.Field{hidden(auth.ToParam, to)},
		Fields:  []web.Field{{Kind: web.Number, Name: "code", Label: "Code uit uw app", Hint: "Zes cijfers. Plakken mag.", Max: maxCode, Width: "s", Autocomplete: "one-time-code", Error: wrong}},
		Buttons: []web.Button{{NL: "Tweede stap aanzetten"}}}}
	p := s.halfway(r, "Tweede stap instellen")
	if wrong != "" {
		p.Errors = []web.FieldError{{ID: "code", NL: wrong}}
	}
	p.Data = v
	s.render(w, r, status, "instellen", p)
}

// halfway fills in the frame of a page for whoever sets up a second step, signed in or not yet.
func (s *Server) halfway(r *http.Request, title string) web.Page {
	p := s.outside(r, title)
	if _, ok := auth.From(r.Context()); ok {
		p = s.page(r, title)
	}
	p.Site.SignIn, p.Permalink = "", ""
	return p
}

func (s *Server) notEnrolling(w http.ResponseWriter, r *http.Request, status int, err error) {
	if _, ok := auth.From(r.Context()); ok {
		s.failed(w, r, err)
		return
	}
	s.beginAgain(w, r, status, err)
}

func (s *Server) enrol(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	recovery, err := s.Auth.Confirm(r.Context(), r.PostFormValue("code"), s.now())
	ref, refused := errors.AsType[*domain.Refusal](err)
	switch {
	case refused && (ref.Code == "signin.again" || ref.Code == "second.none"):
		s.notEnrolling(w, r, http.StatusForbidden, err)
	case refused:
		s.showEnrol(w, r, signInStatus(err, ref), ref.NL)
	case err != nil:
		s.Fail(w, r, err)
	default:
		s.finishSetUp(r.Context())
		s.showRecovery(w, r, recovery, auth.SafePath(r.PostFormValue(auth.ToParam)))
	}
}

// recoveryView shows recovery codes, once.
type recoveryView struct {
	Codes []string
	Next  web.Button
}

func (s *Server) showRecovery(w http.ResponseWriter, r *http.Request, codes []string, to string) {
	w.Header().Set("Cache-Control", "no-store")
	p := s.halfway(r, "Uw herstelcodes")
	p.Data = recoveryView{codes, web.Button{NL: "Ik heb ze bewaard, ga verder", Href: to}}
	s.render(w, r, http.StatusOK, "herstelcodes", p)
}
