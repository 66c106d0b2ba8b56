package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/staff"
)

// formPage is a page that is one form.
type formPage struct {
	Lead string
	Form web.Form
}

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) {
	s.showSignIn(w, r, http.StatusOK, "", nil)
}

func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request, status int, email string, ref *domain.Refusal) {
	p := s.page(r, "Inloggen")
	to := auth.SafePath(r.FormValue(auth.ToParam))
	if to == "/" {
		to = "/werk"
	}
	p.Data = formPage{Form: web.Form{Action: "/inloggen", Hidden: []web.Field{hidden(auth.ToParam, to)}, Fields: []web.Field{
		{Kind: web.Email, Name: "email", Label: "E-mailadres", Value: email, Autocomplete: "username"},
		{Kind: web.Password, Name: "password", Label: "Wachtwoord", Autocomplete: "current-password"}},
		Buttons: []web.Button{{NL: "Inloggen"}}}}
	if ref != nil {
		p.Errors = []web.FieldError{{ID: "email", NL: ref.NL}}
	}
	s.render(w, r, status, "inloggen", p)
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	email := r.PostFormValue("email")
	err := s.Auth.SignIn(r.Context(), email, r.PostFormValue("password"), s.now())
	switch ref, refused := errors.AsType[*domain.Refusal](err); {
	case refused:
		status := http.StatusUnprocessableEntity
		if _, many := errors.AsType[*auth.TooMany](err); many {
			status = http.StatusTooManyRequests
		}
		s.showSignIn(w, r, status, email, ref)
	case err != nil:
		s.Fail(w, r, err)
	default:
		s.finishSetUp(r.Context(), email)
		http.Redirect(w, r, auth.SafePath(r.PostFormValue(auth.ToParam)), http.StatusSeeOther)
	}
}

// finishSetUp appoints the first person after all, if the first set-up was broken off after the account was made.
func (s *Server) finishSetUp(ctx context.Context, email string) {
	if len(s.Exec.Facts.Holders(domain.SEC, s.now())) > 0 {
		return
	}
	accounts, err := s.Staff.Accounts(ctx)
	if err != nil || len(accounts) != 1 || !strings.EqualFold(accounts[0].Person.Email, strings.TrimSpace(email)) {
		return
	}
	if err := s.firstRoles(ctx, accounts[0].Person.ID); err != nil {
		s.Log.ErrorContext(ctx, "first set-up not finished", "error", err)
	}
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.Auth.SignOut(r.Context()); err != nil {
		s.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
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
	email := inv.Person.Email
	if inv.Kind == staff.First {
		var p staff.Person
		if p, err = s.Auth.SetUp(r.Context(), token, typed, password, s.now()); err == nil {
			email = p.Email
			err = s.firstRoles(r.Context(), p.ID)
		}
	} else {
		err = s.Auth.SetPassword(r.Context(), token, password, s.now())
	}
	if ref, refused := errors.AsType[*domain.Refusal](err); refused {
		s.showWelcome(w, r, http.StatusUnprocessableEntity, typed, ref)
		return
	}
	if err == nil {
		err = s.Auth.SignIn(r.Context(), email, password, s.now())
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	http.Redirect(w, r, "/rol", http.StatusSeeOther)
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
	if len(s.Exec.Facts.Holders(domain.SEC, s.now())) == 0 {
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

// personsView is the staff directory: who can be appointed, and who has an account.
type personsView struct {
	Table web.Table
	Form  web.Form
	Link  string // a one-time link just made: shown once
	For   string
}

// linkValid is how long an invitation can be used.
const linkValid = 7 * 24 * time.Hour

func (s *Server) persons(w http.ResponseWriter, r *http.Request) {
	s.showPersons(w, r, http.StatusOK, personsView{}, staff.Person{}, nil)
}

func (s *Server) showPersons(w http.ResponseWriter, r *http.Request, status int, v personsView, typed staff.Person, ref *domain.Refusal) {
	list, err := s.Staff.Persons(r.Context())
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	accounts, err := s.Staff.Accounts(r.Context())
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	has := map[string]staff.Account{}
	for _, a := range accounts {
		has[a.Person.ID] = a
	}
	u, _ := auth.From(r.Context())
	v.Table = web.Table{Caption: "Personen", CaptionHidden: true, Empty: "De personenlijst is leeg.",
		Columns: []web.Column{{NL: "Naam", RowHeader: true}, {NL: "E-mailadres"}, {NL: "Rollen"}, {NL: "Account"}}}
	s.Live.View(func() {
		for _, p := range list {
			v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: p.Name}, {NL: p.Email}, cell(s.rolesNL(p.ID)), accountCell(p, has[p.ID], u)}})
		}
	})
	v.Form = web.Form{Action: "/personen", Fields: []web.Field{{Name: "name", Label: "Naam", Value: typed.Name, Autocomplete: "off"},
		{Kind: web.Email, Name: "email", Label: "E-mailadres van het werk", Value: typed.Email, Optional: true, Autocomplete: "off", Hint: "Nodig om te kunnen inloggen."}},
		Buttons: []web.Button{{NL: "Persoon toevoegen"}}}
	p := s.page(r, "Personen")
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
	s.render(w, r, status, "personen", p)
}

func accountCell(p staff.Person, a staff.Account, u auth.User) web.Cell {
	link := web.Button{NL: "Link voor nieuw wachtwoord", Look: "subtle", Href: "/personen/" + p.ID + "/uitnodigen"}
	block := web.Button{NL: "Blokkeren", Look: "subtle", Href: "/personen/" + p.ID + "/blokkeren"}
	switch {
	case a.Disabled:
		block.NL = "Blokkade opheffen"
		return web.Cell{NL: "geblokkeerd", Post: []web.Button{block}}
	case a.Person.ID != "" && u.Role == domain.SEC:
		return web.Cell{NL: "heeft een account", Post: []web.Button{link, block}}
	case a.Person.ID != "":
		return web.Cell{NL: "heeft een account"}
	case p.Email == "":
		return web.Cell{NL: "geen e-mailadres"}
	}
	return web.Cell{NL: "nog geen account", Post: []web.Button{{NL: "Uitnodigen", Look: "subtle", Href: "/personen/" + p.ID + "/uitnodigen"}}}
}

func (s *Server) rolesNL(person string) string {
	var list []string
	for _, r := range s.Gov.RolesOf(person, s.now()) {
		if r != domain.EMP {
			list = append(list, domain.RoleNL(r))
		}
	}
	return strings.Join(list, "\n")
}

func (s *Server) addPerson(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	typed := staff.Person{Name: strings.TrimSpace(r.PostFormValue("name")), Email: strings.TrimSpace(r.PostFormValue("email")), Created: s.now()}
	_, err := s.Staff.AddPerson(r.Context(), typed)
	switch ref, refused := errors.AsType[*domain.Refusal](err); {
	case refused:
		s.showPersons(w, r, http.StatusUnprocessableEntity, personsView{}, typed, ref)
	case err != nil:
		s.Fail(w, r, err)
	default:
		s.Auth.Flash(r.Context(), "Toegevoegd aan de personenlijst. Nodig de persoon uit om een account te maken, en wijs een rol aan.")
		http.Redirect(w, r, "/personen", http.StatusSeeOther)
	}
}

// account tells whether a person has an account, and whether it is blocked.
func (s *Server) account(ctx context.Context, person string) (has, blocked bool, err error) {
	if _, err := s.Staff.Person(ctx, person); err != nil {
		return false, false, err
	}
	list, err := s.Staff.Accounts(ctx)
	for _, a := range list {
		if a.Person.ID == person {
			return true, a.Disabled, err
		}
	}
	return false, false, err
}

// changeAccess records what is done about somebody's account before it is done: who can sign in as another can act as
// that other, so everybody can see that it happened.
func (s *Server) changeAccess(r *http.Request, person string, change governance.AccessChange) error {
	u, _ := auth.From(r.Context())
	_, err := s.do(r.Context(), u, events.Request{Record: "access", ID: person, Command: governance.ChangeAccess{Change: change}})
	return err
}

// block closes an account, or opens it again.
func (s *Server) block(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	has, blocked, err := s.account(r.Context(), id)
	if errors.Is(err, staff.ErrNoPerson) || err == nil && !has {
		s.notFound(w, r)
		return
	}
	change := governance.AccessBlock
	if blocked {
		change = governance.AccessUnblock
	}
	if err == nil {
		err = s.changeAccess(r, id, change)
	}
	if err == nil {
		err = s.Staff.SetDisabled(r.Context(), id, !blocked)
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.Auth.Flash(r.Context(), domain.ChoiceNL(change.Choices(), string(change))+": vastgelegd.")
	http.Redirect(w, r, "/personen", http.StatusSeeOther)
}

// invite makes a one-time link and shows it once, to be handed over. Until mail is set up, people do that themselves.
func (s *Server) invite(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	change, kind := governance.AccessSetup, staff.Setup
	has, _, err := s.account(r.Context(), id)
	if has {
		change, kind = governance.AccessReset, staff.Reset
	}
	if err == nil {
		err = s.changeAccess(r, id, change)
	}
	var token string
	if err == nil {
		token, err = s.Staff.Invite(r.Context(), id, kind, linkValid, s.now())
	}
	if errors.Is(err, staff.ErrNoPerson) {
		s.notFound(w, r)
		return
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.showPersons(w, r, http.StatusOK, personsView{Link: s.Base + "/welkom/" + token, For: s.Staff.Name(id)}, staff.Person{}, nil)
}
