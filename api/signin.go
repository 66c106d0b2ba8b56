package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/projections"
)

// formPage is a page that is one form.
type formPage struct {
	Lead string
	Form web.Form
}

// signInView is the page to sign in on. Provider is "" without a provider of identities.
type signInView struct {
	Provider web.Button
	Form     web.Form
}

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) {
	s.showSignIn(w, r, http.StatusOK, r.FormValue(auth.ToParam), "", nil)
}

func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request, status int, to, email string, wrong *web.FieldError) {
	if to = auth.SafePath(to); to == "/" {
		to = "/werk"
	}
	v := signInView{Form: web.Form{Action: "/inloggen", Hidden: []web.Field{hidden(auth.ToParam, to)}, Fields: []web.Field{
		{Kind: web.Email, Name: "email", Label: "E-mailadres", Value: email, Autocomplete: "username"},
		{Kind: web.Password, Name: "password", Label: "Wachtwoord", Autocomplete: "current-password"}},
		Buttons: []web.Button{{NL: "Inloggen"}}}}
	if name := s.Auth.OIDCName(); name != "" {
		v.Provider = web.Button{NL: name, Href: withTo(auth.OIDCPath, to)}
		v.Form.Buttons[0].Look = "secondary"
	}
	p := s.outside(r, "Inloggen")
	if wrong != nil {
		p.Errors = []web.FieldError{*wrong}
	}
	p.Data = v
	s.render(w, r, status, "inloggen", p)
}

func withTo(path, to string) string { return path + "?" + url.Values{auth.ToParam: {to}}.Encode() }

// outside fills in the frame of a page for whoever is not (or no longer, or not quite) signed in. Its address may hold what
// others must not have, so it is not printed.
func (s *Server) outside(r *http.Request, title string) web.Page {
	p := web.Page{Title: title, Site: s.Site, Nav: s.nav(r, auth.User{}, false)}
	p.Site.SignIn = "/inloggen"
	return p
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	s.enterWith(w, r, r.PostFormValue("email"), r.PostFormValue("password"), r.PostFormValue(auth.ToParam))
}

// enterWith signs in with a password and leads on, or shows why not.
func (s *Server) enterWith(w http.ResponseWriter, r *http.Request, email, password, to string) {
	step, err := s.Auth.SignIn(r.Context(), email, password, s.now())
	if ref, refused := errors.AsType[*domain.Refusal](err); refused {
		s.showSignIn(w, r, signInStatus(err, ref), to, email, &web.FieldError{ID: "email", NL: ref.NL})
		return
	}
	s.proceed(w, r, step, auth.SafePath(to), err)
}

// signInStatus is what a refused sign-in answers.
func signInStatus(err error, ref *domain.Refusal) int {
	switch _, many := errors.AsType[*auth.TooMany](err); {
	case many:
		return http.StatusTooManyRequests
	case ref.Code == "oidc.down", ref.Code == "signin.busy":
		return http.StatusServiceUnavailable
	case strings.HasPrefix(ref.Code, "oidc."), strings.HasPrefix(ref.Code, "identity."), strings.HasPrefix(ref.Code, "account."):
		return http.StatusForbidden
	}
	return http.StatusUnprocessableEntity
}

// proceed leads whoever gave a password on: to where he wanted to go, or first to the second step.
func (s *Server) proceed(w http.ResponseWriter, r *http.Request, step auth.Step, to string, err error) {
	switch {
	case err != nil:
		s.Fail(w, r, err)
		return
	case step == auth.Code:
		to = withTo(codePath, to)
	case step == auth.Enrol:
		to = withTo(enrolPath, to)
	default:
		s.finishSetUp(r.Context())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// finishSetUp appoints the first person after all, if the first set-up was broken off after the account was made: as long
// as there is one account, who has signed in is he.
func (s *Server) finishSetUp(ctx context.Context) {
	if s.hadSecretary() {
		return
	}
	accounts, err := s.Staff.Accounts(ctx)
	if err != nil || len(accounts) != 1 {
		return
	}
	if err := s.firstRoles(ctx, accounts[0].Person.ID); err != nil {
		s.Log.ErrorContext(ctx, "first set-up not finished", "error", err)
	}
}

// signOut ends the session. Whoever came in through the provider is told how to sign out there too: many do not want that,
// because it signs them out of everything, so it is a link.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	end := s.Auth.ProviderSignOut(r.Context(), s.Base+"/")
	if err := s.Auth.SignOut(r.Context()); err != nil {
		s.Fail(w, r, err)
		return
	}
	if end == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	p := s.outside(r, "U bent uitgelogd")
	p.Data = signedOutView{end}
	s.render(w, r, http.StatusOK, "uitgelogd", p)
}

type signedOutView struct{ Provider string }

// toProvider leads to the provider of identities. It is a link and not a form: form-action in the
// Content-Security-Policy would stop a browser on its way there.
func (s *Server) toProvider(w http.ResponseWriter, r *http.Request) {
	address, err := s.Auth.StartOIDC(w, r)
	if err != nil {
		s.providerFailed(w, r, r.FormValue(auth.ToParam), err)
		return
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// fromProvider is where the provider leads people back to.
func (s *Server) fromProvider(w http.ResponseWriter, r *http.Request) {
	to, err := s.Auth.FinishOIDC(w, r)
	if err != nil {
		s.providerFailed(w, r, to, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Server) providerFailed(w http.ResponseWriter, r *http.Request, to string, err error) {
	ref, refused := errors.AsType[*domain.Refusal](err)
	if !refused {
		s.failed(w, r, err)
		return
	}
	s.showSignIn(w, r, signInStatus(err, ref), to, "", &web.FieldError{NL: ref.NL})
}

// IdentityLinked records that a person gets a way in through the provider of identities, before he has it: who can sign in
// as another can act as that other, so everybody can see that it happened. It is for [auth.Options].Link.
func (s *Server) IdentityLinked(ctx context.Context, person string) error {
	_, err := s.Do(ctx, events.Request{Record: "access", ID: person, By: domain.Stamp{Actor: domain.System, Role: domain.SYS},
		Command: governance.ChangeAccess{Change: governance.AccessLink}})
	return err
}

// welcomePage is where a one-time link leads: the first set-up, a first password, or a new one.
func (s *Server) welcomePage(w http.ResponseWriter, r *http.Request) {
	s.showWelcome(w, r, http.StatusOK, staff.Person{}, nil)
}

func (s *Server) showWelcome(w http.ResponseWriter, r *http.Request, status int, typed staff.Person, ref *domain.Refusal) {
	inv, err := s.Staff.Link(r.Context(), chi.URLParam(r, "token"), s.now())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v := formPage{Lead: "Welkom, " + inv.Person.Name + ". Kies een wachtwoord voor uw account."}
	title := "Wachtwoord kiezen"
	password := web.Field{Kind: web.Password, Name: "password", Label: "Wachtwoord", Autocomplete: "new-password", Hint: "Ten minste 12 tekens. Een zin van enkele woorden is goed te onthouden."}
	v.Form = web.Form{Action: r.URL.Path, Fields: []web.Field{password}, Buttons: []web.Button{{NL: "Wachtwoord vastleggen"}}}
	if inv.Kind == staff.First {
		title, v.Lead = "Grootboek inrichten", "U bent de eerste. U krijgt de rol van gemeentesecretaris en van privacybeheerder, om anderen te kunnen aanwijzen. Dat wordt als gebeurtenis vastgelegd, en u kunt het later overdragen."
		v.Form.Fields = []web.Field{{Name: "name", Label: "Uw naam", Value: typed.Name, Autocomplete: "name"},
			{Kind: web.Email, Name: "email", Label: "Uw e-mailadres", Value: typed.Email, Autocomplete: "username"}, password}
		v.Form.Buttons = []web.Button{{NL: "Account maken en beginnen"}}
	}
	p := s.page(r, title)
	p.Permalink = "" // the address holds the secret of the link
	if ref != nil {
		for i, f := range v.Form.Fields {
			for _, x := range ref.Fields {
				if x.Field == f.Name {
					v.Form.Fields[i].Error = x.NL
				}
			}
		}
		p.Errors = pageErrors(ref, v.Form)
	}
	p.Data = v
	s.render(w, r, status, "welkom", p)
}

func (s *Server) welcome(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	token, password := chi.URLParam(r, "token"), r.PostFormValue("password")
	typed := staff.Person{Name: strings.TrimSpace(r.PostFormValue("name")), Email: strings.TrimSpace(r.PostFormValue("email"))}
	inv, err := s.Staff.Link(r.Context(), token, s.now())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	email, err := s.redeem(r, inv, token, typed, password)
	switch ref, refused := errors.AsType[*domain.Refusal](err); {
	case refused && ref.Code == "link.invalid": // of two who use it at once, or the account changed meanwhile
		s.failed(w, r, err)
	case refused:
		s.showWelcome(w, r, signInStatus(err, ref), typed, ref)
	case err != nil:
		s.failed(w, r, err)
	default:
		s.enterWith(w, r, email, password, "/rol")
	}
}

// redeem sets the password by the link, and returns the address of the account.
func (s *Server) redeem(r *http.Request, inv staff.Invitation, token string, typed staff.Person, password string) (email string, err error) {
	if inv.Kind != staff.First {
		return inv.Person.Email, s.Auth.SetPassword(r.Context(), token, password, s.now())
	}
	p, err := s.Auth.SetUp(r.Context(), token, typed, password, s.now())
	if err == nil {
		err = s.firstRoles(r.Context(), p.ID)
	}
	return p.Email, err
}

// hadSecretary tells whether anybody was ever appointed municipal secretary: then the first set-up is over for good, also
// when nobody holds the role any more.
func (s *Server) hadSecretary() (had bool) {
	s.Live.View(func() {
		had = slices.ContainsFunc(s.Records.OfType("role"), func(v *projections.Versions) bool {
			a, ok := v.Last().State.(governance.Appointment)
			return ok && a.Role == domain.SEC
		})
	})
	return had
}

// secretAddress tells whether the address of a page holds what others must not have: the secret of a link, or what the
// provider of identities gave along.
func secretAddress(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/welkom/") || r.URL.Path == auth.OIDCReturnPath
}

// unkept lets nobody keep an answer at such an address, also if it is an error.
func unkept(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if secretAddress(r) {
			w.Header().Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// firstRoles appoints the first person as municipal secretary (by the system, once) and, as secretary, himself as
// privacybeheerder: together they can set everything else up. Both are events that everybody can see.
func (s *Server) firstRoles(ctx context.Context, person string) error {
	today := calendar.On(s.now())
	appoint := func(actor string, as, role domain.Role) error {
		_, err := s.Do(ctx, events.Request{Record: "role", ID: uuid.NewString(), By: domain.Stamp{Actor: actor, Role: as},
			Command: governance.AppointRole{Person: person, Role: governance.OfficeRole(role), From: today, Decision: "eerste inrichting"}})
		return err
	}
	if !s.hadSecretary() {
		if err := appoint(domain.System, domain.SYS, domain.SEC); err != nil {
			return err
		}
	}
	holders := slices.DeleteFunc(s.Exec.Facts.Holders(domain.PB, s.now()), func(p string) bool { return p == governance.CommandLine })
	if s.Exec.Facts.Holds(person, domain.SEC, s.now()) && len(holders) == 0 {
		return appoint(person, domain.SEC, domain.PB)
	}
	return nil
}
