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
			v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: p.Name, Href: "/personen/" + p.ID + impactPath}, {NL: p.Email}, cell(s.rolesNL(p.ID)), s.accountCell(p, has[p.ID], u)}})
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

// accountCell says whether somebody has an account, and offers what the user may do about it; call it under View. What may
// be done is decided by governance.ChangeAccess: here nothing is offered that it refuses.
func (s *Server) accountCell(p staff.Person, a staff.Account, u auth.User) web.Cell {
	by := domain.Stamp{Actor: u.Person, Role: u.Role, Record: p.ID, Recorded: s.now(), Facts: s.Gov}
	var list []web.Button
	act := func(change governance.AccessChange, nl, what string) {
		if _, err := (governance.ChangeAccess{Change: change}).Decide(governance.Access{}, by); err == nil {
			list = append(list, web.Button{NL: nl, Look: "subtle", Href: "/personen/" + p.ID + "/" + what})
		}
	}
	has := a.Person.ID != ""
	switch {
	case a.Disabled:
		act(governance.AccessUnblock, "Blokkade opheffen", "deblokkeren")
		return web.Cell{NL: "geblokkeerd", Post: list}
	case !has && p.Email == "":
		return web.Cell{NL: "geen e-mailadres"}
	case !has:
		act(governance.AccessSetup, "Uitnodigen", "uitnodigen")
		if s.Auth.OIDCName() != "" { // who is in the list can come in by himself
			act(governance.AccessBlock, "Blokkeren", "blokkeren")
		}
		return web.Cell{NL: "nog geen account", Post: list}
	}
	act(governance.AccessReset, "Link voor nieuw wachtwoord", "uitnodigen")
	act(governance.AccessBlock, "Blokkeren", "blokkeren")
	if a.Identity {
		act(governance.AccessUnlink, "Koppeling verbreken", "ontkoppelen")
	}
	if a.Second {
		act(governance.AccessSecond, "Tweede stap wissen", "tweede-stap")
	}
	act(governance.AccessSessions, "Overal uitloggen", "uitloggen")
	return web.Cell{NL: "heeft een account", Note: waysIn(a), Post: list}
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

// block closes an account, or opens it again: which of the two the address says, so that doing it twice changes nothing.
func (s *Server) block(change governance.AccessChange) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := chi.URLParam(r, "id")
		has, _, err := s.account(r.Context(), id)
		if errors.Is(err, staff.ErrNoPerson) || err == nil && !has && s.Auth.OIDCName() == "" { // through a provider anybody may yet get one
			s.notFound(w, r)
			return
		}
		if err == nil {
			err = s.changeAccess(r, id, change)
		}
		if err == nil {
			err = s.Staff.SetDisabled(r.Context(), id, change == governance.AccessBlock)
		}
		s.accessChanged(w, r, change, err)
	}
}

// accessChanged leads back to the list, with what was done.
func (s *Server) accessChanged(w http.ResponseWriter, r *http.Request, change governance.AccessChange, err error) {
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.Auth.Flash(r.Context(), domain.ChoiceNL(change.Choices(), string(change))+": vastgelegd en gedaan.")
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
		s.accessChanged(w, r, change, err)
	}
}

// invite makes a one-time link and shows it once, to be handed over. Until mail is set up, people do that themselves.
func (s *Server) invite(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	change, kind := governance.AccessSetup, staff.Setup
	has, blocked, err := s.account(r.Context(), id)
	if has {
		change, kind = governance.AccessReset, staff.Reset
	}
	if err == nil && blocked { // before it is recorded
		err = &domain.Refusal{Kind: domain.Conflict, Code: "account.disabled", NL: "Dit account is geblokkeerd. Hef eerst de blokkade op."}
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
