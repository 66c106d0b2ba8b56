package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// Limits of a request body, in bytes.
const (
	maxForm   = 2 << 20
	maxUpload = 110 << 20 // a little over intake.MaxFile: the frame of the upload
)

func (s *Server) limited(next http.Handler) http.Handler {
	return s.Auth.LimitBody(func(r *http.Request) int64 {
		if r.URL.Path == "/importeren" || r.URL.Path == selectionPath {
			return maxUpload
		}
		if uploadPath(r.URL.Path) {
			return maxDPIAUpload
		}
		if attachPath(r.URL.Path) {
			return maxAttachmentForm
		}
		return maxForm
	}, next)
}

// recovered turns a panic into an answer, and logs where it came from.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.Log.ErrorContext(r.Context(), "panic", "route", routeOnly(r), "panic", p, "stack", string(debug.Stack()))
				s.Fail(w, r, errors.New("panic"))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// routeOnly is the address as it stands in the table of addresses: what is filled in may be secret, or about a person.
func routeOnly(r *http.Request) string {
	return chi.RouteContext(r.Context()).RoutePattern() // "" while no address was found, and without a router
}

// wantsJSON tells whether a program is asking.
func wantsJSON(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/v1/") }

// page fills in the frame of a page.
func (s *Server) page(r *http.Request, title string) web.Page {
	p := web.Page{Title: title, Site: s.Site}
	if !secretAddress(r) {
		p.Permalink = s.Base + r.URL.RequestURI()
	}
	u, ok := auth.From(r.Context())
	p.Nav = s.nav(r, u, ok)
	if ok {
		p.User = &web.User{Name: s.Staff.Name(u.Person), Role: domain.RoleNL(u.Role), SignOut: "/uitloggen", Account: accountPath}
		if len(s.RoleChoices(u.Person)) > 1 {
			p.User.Roles = "/rol"
		}
		if f := s.Auth.PopFlash(r.Context()); f != "" {
			p.Flash = &web.Alert{Kind: web.OK, NL: f}
		}
	} else {
		p.Site.SignIn = "/inloggen"
	}
	return p
}

func (s *Server) nav(r *http.Request, u auth.User, signedIn bool) []web.Link {
	list := []web.Link{{Href: "/register", NL: "Openbaar register"}, {Href: "/privacyverklaringen", NL: "Privacyverklaringen"}, {Href: policyPath, NL: "Privacybeleid"}, {Href: "/controle", NL: "Controle"}}
	if signedIn {
		list = []web.Link{{Href: "/werk", NL: "Werk"}}
		for _, n := range []struct{ what, href, nl string }{
			{"records", "/verwerkingen", "Verwerkingen"}, {"records", "/processen", "Processen"}, {"records", retentionPath, "Bewaren"}, {"records", "/registers", "Registers"}, {"records", "/acties", "Acties"},
			{"records", "/rasci", "Rollen"}, {"import", "/importeren", "Inlezen"}, {"history", "/geschiedenis", "Geschiedenis"}, {"oversight", "/fg", "Toezicht"},
			{"records", "/zoeken", "Zoeken"}} {
			if mayReadAs(n.what, u.Role) {
				list = append(list, web.Link{Href: n.href, NL: n.nl})
			}
		}
		if u.Role == domain.EMP {
			list = append(list, web.Link{Href: "/adviezen/_request", NL: "Advies vragen"}) // RT-29
		}
		list = append(list, deskLink(u.Role)...)
		list = append(list, web.Link{Href: readingPath, NL: "Te lezen"})
		list = append(list, web.Link{Href: reportPath, NL: "Incident melden"}) // B1.4: every employee
		list = append(list, web.Link{Href: "/register", NL: "Openbaar register"}, web.Link{Href: "/controle", NL: "Controle"})
	}
	for i := range list {
		list[i].Current = r.URL.Path == list[i].Href || strings.HasPrefix(r.URL.Path, list[i].Href+"/")
	}
	return list
}

// render writes a page; a template that does not fit is a fault of ours.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name string, p web.Page) {
	if err := s.Pages.Render(w, status, name, p); err != nil {
		s.Fail(w, r, err)
	}
}

// Fail answers a request that failed through a fault of ours: the log sees everything, the user a plain sentence.
func (s *Server) Fail(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.ErrorContext(r.Context(), "request failed", "method", r.Method, "route", routeOnly(r), "error", err)
	s.answer(w, r, http.StatusInternalServerError, &domain.Refusal{Code: "internal", NL: "Er ging iets mis. Er is niets verloren gegaan. Probeer het opnieuw."})
}

// Refuse answers a refused request.
func (s *Server) Refuse(w http.ResponseWriter, r *http.Request, status int, ref *domain.Refusal) {
	s.answer(w, r, status, ref)
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, ref *domain.Refusal) {
	s.answer(w, r, status, ref)
}

// problem is an RFC 9457 problem document.
type problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Code   string         `json:"code"`
	Fields []problemField `json:"velden,omitempty"`
}

type problemField struct {
	Field string `json:"veld"`
	NL    string `json:"melding"`
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, status int, ref *domain.Refusal) {
	if wantsJSON(r) {
		p := problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: ref.NL, Code: ref.Code}
		for _, f := range ref.Fields {
			p.Fields = append(p.Fields, problemField{f.Field, f.NL})
		}
		w.Header().Set("API-Version", apiVersion)
		w.Header().Set("Content-Type", "application/problem+json")
		writeJSON(w, status, p)
		return
	}
	p := s.page(r, titleOf(status))
	p.Data = errorView{Text: ref.NL, Fields: problemsNL(ref)}
	if err := s.Pages.Render(w, status, "fout", p); err != nil {
		s.Log.ErrorContext(r.Context(), "error page failed", "error", err)
		http.Error(w, ref.NL, status)
	}
}

type errorView struct {
	Text   string
	Fields []string
}

func problemsNL(ref *domain.Refusal) []string {
	var list []string
	for _, f := range ref.Fields {
		list = append(list, f.NL)
	}
	return list
}

func titleOf(status int) string {
	switch status {
	case http.StatusNotFound:
		return "Deze pagina bestaat niet"
	case http.StatusForbidden:
		return "Dit mag u niet inzien of doen"
	case http.StatusConflict, http.StatusPreconditionFailed:
		return "Dit kan nu niet"
	case http.StatusInternalServerError:
		return "Er ging iets mis"
	}
	return "Dit lukt zo niet"
}

func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r, http.StatusNotFound, &domain.Refusal{Kind: domain.NotFound, Code: "not-found", NL: "Er is niets op dit adres. Controleer het adres, of zoek via het menu."})
}

func (s *Server) methodNotAllowed(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r, http.StatusMethodNotAllowed, &domain.Refusal{Code: "method", NL: "Dit kan niet op dit adres."})
}

// statusOf maps a refusal to an HTTP status. Rules not met are a conflict with the state of the record.
func statusOf(ref *domain.Refusal) int {
	switch ref.Kind {
	case domain.Invalid:
		return http.StatusUnprocessableEntity
	case domain.Forbidden:
		return http.StatusForbidden
	case domain.NotFound:
		return http.StatusNotFound
	}
	return http.StatusConflict
}

// failed answers an error of a command: a refusal, a conflict, or a fault of ours.
func (s *Server) failed(w http.ResponseWriter, r *http.Request, err error) {
	switch ref, refused := errors.AsType[*domain.Refusal](err); {
	case refused:
		status := statusOf(ref)
		if wantsJSON(r) && status == http.StatusUnprocessableEntity {
			status = http.StatusBadRequest // NLGov API Design Rules: 400, not 422
		}
		s.refuse(w, r, status, ref)
	case errors.Is(err, events.ErrConflict):
		s.refuse(w, r, http.StatusPreconditionFailed, conflict)
	case errors.Is(err, projections.ErrBehind):
		s.refuse(w, r, http.StatusServiceUnavailable, &domain.Refusal{Code: "behind", NL: "Het is vastgelegd, maar nog niet zichtbaar. Vernieuw de pagina over enkele seconden."})
	default:
		if ref := storeRefusal(err); ref != nil {
			s.Log.ErrorContext(r.Context(), "store", "code", ref.Code, "error", err)
			s.refuse(w, r, http.StatusServiceUnavailable, ref)
			return
		}
		s.Fail(w, r, err)
	}
}

// storeRefusal says what somebody must do whose command the store has not answered; nil for any other error.
func storeRefusal(err error) *domain.Refusal {
	switch {
	case errors.Is(err, events.ErrHalted) && errors.Is(err, events.ErrUncertain):
		return &domain.Refusal{Kind: domain.Conflict, Code: "store.halted-uncertain",
			NL: "De opslag van het logboek klopt niet meer. Het is niet zeker of dit nog is vastgelegd; verder wordt er niets vastgelegd tot dit is onderzocht. Waarschuw de beheerder en de FG."}
	case errors.Is(err, events.ErrHalted):
		return &domain.Refusal{Kind: domain.Conflict, Code: "store.halted",
			NL: "De opslag van het logboek klopt niet meer. Er wordt niets vastgelegd tot dit is onderzocht. Waarschuw de beheerder en de FG."}
	case errors.Is(err, events.ErrUncertain):
		return &domain.Refusal{Kind: domain.Conflict, Code: "store.uncertain",
			NL: "De opslag van het logboek antwoordde niet op tijd. Het is niet zeker of dit is vastgelegd. Verstuur het over een minuut nog eens: is het al vastgelegd, dan komt het er geen tweede keer bij."}
	case errors.Is(err, events.ErrUnreachable):
		return &domain.Refusal{Kind: domain.Conflict, Code: "store.unreachable",
			NL: "De opslag van het logboek is nu niet bereikbaar. Er is niets vastgelegd. Probeer het over een minuut opnieuw."}
	}
	return nil
}

var conflict = &domain.Refusal{Kind: domain.Conflict, Code: "version", NL: "Het record is intussen gewijzigd door iemand anders. Bekijk de wijziging en probeer het opnieuw."}

func writeJSON(w http.ResponseWriter, status int, v any) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the connection is gone: nobody to tell
}

// asOf reads the two axes of time from an address. A day means its end: what was known when that day was over.
func asOf(q url.Values) (a projections.AsOf, bar *web.AsOf) {
	bar = &web.AsOf{Known: q.Get(web.ParamKnown), Was: q.Get(web.ParamWas)}
	a.Recorded, bar.KnownError = moment(bar.Known)
	a.Happened, bar.WasError = moment(bar.Was)
	bar.Past = !a.Now()
	return a, bar
}

// moment reads "24-11-2026", "24-11-2026 09:30", "2026-11-24" or an RFC 3339 moment.
func moment(text string) (time.Time, string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, ""
	}
	if d := dateOf(text); d.Valid() {
		return d.End().Add(-time.Millisecond), ""
	}
	for _, layout := range []string{"02-01-2006 15:04", "2-1-2006 15:04", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, text, calendar.Amsterdam); err == nil {
			return t.Add(time.Minute - time.Millisecond), ""
		}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, ""
	}
	return time.Time{}, "Schrijf de datum als dd-mm-jjjj, bijvoorbeeld 31-12-2025."
}

// began reads when something happened: a day is its beginning, today is now. Who says it to the second means it.
func began(text string, now time.Time) (time.Time, string) {
	if t, err := time.Parse(time.RFC3339, strings.TrimSpace(text)); err == nil {
		return t, ""
	}
	end, wrong := moment(text)
	switch d := dateOf(text); {
	case wrong != "" || end.IsZero():
		return end, wrong
	case d.Valid() && d == calendar.On(now):
		return time.Time{}, ""
	case d.Valid():
		return d.Start(), ""
	}
	if at := end.Truncate(time.Minute); at.Before(now.Truncate(time.Minute)) || at.After(now) {
		return at, ""
	}
	return time.Time{}, "" // this minute is now
}

// dateOf reads a day as people or programs write it; what is no day comes back as it was typed, and is not valid.
func dateOf(text string) calendar.Date {
	text = strings.TrimSpace(text)
	for _, layout := range []string{"02-01-2006", "2-1-2006", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return calendar.Date(t.Format(time.DateOnly))
		}
	}
	return calendar.Date(text)
}

// asOfBar completes the bar of a page: where it leads and what it keeps.
func asOfBar(r *http.Request) (projections.AsOf, *web.AsOf) {
	q := r.URL.Query()
	a, bar := asOf(q)
	bar.Action, bar.Now = r.URL.Path, withQuery(r.URL, web.ParamKnown, "", web.ParamWas, "")
	for name, values := range q {
		if name != web.ParamKnown && name != web.ParamWas && name != "pagina" && len(values) > 0 && values[0] != "" {
			bar.Hidden = append(bar.Hidden, web.Field{Kind: web.Hidden, Name: name, Value: values[0]})
		}
	}
	return a, bar
}

// withQuery returns the address with parameters set, or removed where the value is "".
func withQuery(u *url.URL, pairs ...string) string {
	q := u.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return u.Path
	}
	return u.Path + "?" + q.Encode()
}

// keepTime adds the moment asked for to an address, so that it is kept from page to page.
func keepTime(r *http.Request, href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return href
	}
	q := r.URL.Query()
	return withQuery(u, web.ParamKnown, q.Get(web.ParamKnown), web.ParamWas, q.Get(web.ParamWas))
}
