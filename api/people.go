package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/staff"
)

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
			v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: p.Name}, {NL: p.Email}, cell(s.rolesNL(p.ID)), s.accountCell(p, has[p.ID], u)}})
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

func (s *Server) accountCell(p staff.Person, a staff.Account, u auth.User) web.Cell {
	act := func(nl, what string) web.Button {
		return web.Button{NL: nl, Look: "subtle", Href: "/personen/" + p.ID + "/" + what}
	}
	invite, block := act("Uitnodigen", "uitnodigen"), act("Blokkeren", "blokkeren")
	switch {
	case a.Disabled:
		block.NL = "Blokkade opheffen"
		return web.Cell{NL: "geblokkeerd", Post: []web.Button{block}}
	case a.Person.ID != "":
		return web.Cell{NL: "heeft een account", Note: waysIn(a), Post: accountActs(a, u, act, block)}
	case p.Email == "":
		return web.Cell{NL: "geen e-mailadres"}
	case s.Auth.OIDCName() != "" && u.Role == domain.SEC: // who is in the list can come in by himself
		return web.Cell{NL: "nog geen account", Post: []web.Button{invite, block}}
	}
	return web.Cell{NL: "nog geen account", Post: []web.Button{invite}}
}

// waysIn says how somebody signs in.
func waysIn(a staff.Account) string {
	var list []string
	for _, w := range []struct {
		has bool
		nl  string
	}{{a.Password, "wachtwoord"}, {a.Second, "tweede stap"}, {a.Identity, "gemeenteaccount"}} {
		if w.has {
			list = append(list, w.nl)
		}
	}
	return strings.Join(list, ", ")
}

// accountActs is what whoever may see the list can do about an account. A new password and what else gives a way in is for
// the municipal secretary (see governance.ChangeAccess).
func accountActs(a staff.Account, u auth.User, act func(nl, what string) web.Button, block web.Button) (list []web.Button) {
	if u.Role == domain.SEC {
		list = append(list, act("Link voor nieuw wachtwoord", "uitnodigen"), block)
	}
	if u.Role == domain.SEC && a.Identity {
		list = append(list, act("Koppeling verbreken", "ontkoppelen"))
	}
	if a.Second && a.Person.ID != u.Person {
		list = append(list, act("Tweede stap wissen", "tweede-stap"))
	}
	return append(list, act("Overal uitloggen", "uitloggen"))
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
	if errors.Is(err, staff.ErrNoPerson) || err == nil && !has && s.Auth.OIDCName() == "" { // through a provider anybody may yet get one
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

// changing does one thing about somebody's account, after it is recorded.
func (s *Server) changing(change governance.AccessChange, do func(ctx context.Context, person string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := chi.URLParam(r, "id")
		has, _, err := s.account(r.Context(), id)
		if errors.Is(err, staff.ErrNoPerson) || err == nil && !has {
			s.notFound(w, r)
			return
		}
		if err == nil {
			err = s.changeAccess(r, id, change)
		}
		if err == nil {
			err = do(r.Context(), id)
		}
		if err != nil {
			s.failed(w, r, err)
			return
		}
		s.Auth.Flash(r.Context(), domain.ChoiceNL(change.Choices(), string(change))+": vastgelegd en gedaan.")
		http.Redirect(w, r, "/personen", http.StatusSeeOther)
	}
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
