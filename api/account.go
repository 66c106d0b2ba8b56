package api

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/staff"
)

const accountPath = "/account"

// accountView is somebody's own account: how he signs in, where he is signed in, and his scripts.
type accountView struct {
	About    web.SummaryList
	Second   *web.Form // nil: without a local password there is nothing to set here
	Sessions web.Table
	Tokens   web.Table
	Token    string // just made: shown once
	Again    string // without a local password: where he shows the provider again that it is he
	New      web.Form
	Feed     feedView
}

// shown is a secret that was just made, and is shown once.
type shown struct{ token, feed string }

// mistake is what was wrong in one of the forms of the page.
type mistake struct {
	form string // "tweede" or "code"
	ref  *domain.Refusal
}

func (s *Server) accountPage(w http.ResponseWriter, r *http.Request) {
	s.showAccount(w, r, http.StatusOK, shown{}, nil)
}

func (s *Server) showAccount(w http.ResponseWriter, r *http.Request, status int, made shown, wrong *mistake) {
	v, err := s.accountOf(r)
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	v.Token, v.Feed.Address = made.token, made.feed
	p := s.page(r, "Mijn account")
	p.Permalink = ""
	if wrong != nil {
		p.Errors = v.mark(wrong)
	}
	p.Data = v
	s.render(w, r, status, "account", p)
}

func (s *Server) accountOf(r *http.Request) (v accountView, err error) {
	ctx := r.Context()
	u, _ := auth.From(ctx)
	accounts, err := s.Staff.Accounts(ctx)
	if err != nil {
		return v, err
	}
	var a staff.Account
	for _, other := range accounts {
		if other.Person.ID == u.Person {
			a = other
		}
	}
	second, err := s.Staff.Second(ctx, u.Person)
	if err != nil {
		return v, err
	}
	open, err := s.Auth.Sessions(ctx)
	if err != nil {
		return v, err
	}
	tokens, err := s.Staff.Tokens(ctx, u.Person, s.now())
	if err != nil {
		return v, err
	}
	feed, has, err := s.Staff.Feed(ctx, u.Person)
	if err != nil {
		return v, err
	}
	v.Feed = feedOf(feed, has)
	v.About = aboutAccount(a, second, s.rolesNL(u.Person))
	if a.Password {
		v.Second = secondForm(second)
	}
	if !a.Password && s.Auth.OIDCName() != "" {
		v.Again = withTo(auth.OIDCPath, accountPath) + "&" + auth.AgainParam + "=ja"
	}
	v.Sessions, v.Tokens, v.New = sessionTable(open), tokenTable(tokens), tokenForm(a.Password, r)
	return v, nil
}

func aboutAccount(a staff.Account, second staff.Second, roles string) web.SummaryList {
	state := web.Cell{NL: "uit"}
	if second.Active() {
		state = web.Cell{NL: "aan", Note: "nog " + strconv.Itoa(second.Recovery) + " herstelcodes"}
	}
	rows := []web.SummaryRow{{Key: "Naam", Cell: web.Cell{NL: a.Person.Name}}, {Key: "E-mailadres", Cell: web.Cell{NL: a.Person.Email}},
		{Key: "Rollen", Cell: cell(roles)}, {Key: "Inloggen met", Cell: web.Cell{NL: waysIn(a)}}}
	if a.Password {
		rows = append(rows, web.SummaryRow{Key: "Tweede stap", Cell: state})
	}
	return web.SummaryList{Rows: rows}
}

func passwordField(id string) web.Field {
	return web.Field{Kind: web.Password, ID: id, Name: "password", Label: "Uw wachtwoord", Hint: "Om zeker te weten dat u het bent.", Autocomplete: "current-password", Width: "m"}
}

func secondForm(second staff.Second) *web.Form {
	f := &web.Form{Action: accountPath + "/tweede-stap", Fields: []web.Field{passwordField("wachtwoord-tweede")}}
	if !second.Active() {
		f.Buttons = []web.Button{{NL: "Tweede stap instellen", Name: "doe", Value: "instellen"}}
		return f
	}
	f.Buttons = []web.Button{{NL: "Nieuwe herstelcodes maken", Look: "secondary", Name: "doe", Value: "herstelcodes"},
		{NL: "Tweede stap uitzetten", Look: "danger", Name: "doe", Value: "uitzetten"}}
	return f
}

func sessionTable(list []auth.OpenSession) web.Table {
	t := web.Table{ID: "sessies", Caption: "Waar u bent ingelogd", CaptionHidden: true, Columns: []web.Column{{NL: "Ingelogd op", RowHeader: true}, {NL: "Laatst gebruikt"}, {NL: "Welke"}}}
	for _, o := range list {
		which := web.Cell{NL: "een andere browser"}
		if o.This {
			which = web.Cell{Tag: web.Tag{Kind: web.Info, NL: "deze browser"}}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Time: o.Began, Clock: true}, {Time: o.Seen, Clock: true}, which}})
	}
	return t
}

func tokenTable(list []staff.Token) web.Table {
	t := web.Table{ID: "codes", Caption: "Codes voor programma’s", CaptionHidden: true, Empty: "U heeft geen codes voor programma’s.",
		Columns: []web.Column{{NL: "Naam", RowHeader: true}, {NL: "Gemaakt"}, {NL: "Geldig tot"}, {NL: "Laatst gebruikt"}, {NL: "Intrekken"}}}
	for _, x := range list {
		used := web.Cell{NL: "nooit"}
		if !x.Used.IsZero() {
			used = web.Cell{Time: x.Used, Clock: true}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: x.Name}, {Time: x.Created, Clock: true}, {Time: x.Expires, Clock: true}, used,
			{Post: []web.Button{{NL: "Code intrekken", Look: "subtle", Href: accountPath + "/codes/" + x.ID + "/intrekken"}}}}})
	}
	return t
}

func tokenForm(password bool, r *http.Request) web.Form {
	f := web.Form{Action: accountPath + "/codes", Buttons: []web.Button{{NL: "Code maken", Look: "secondary"}}, Fields: []web.Field{
		{ID: "codenaam", Name: "name", Label: "Naam van het programma", Hint: "Zo herkent u de code later.", Value: r.PostFormValue("name"), Max: 60, Width: "m", Autocomplete: "off"},
		{Kind: web.Select, ID: "codedagen", Name: "days", Label: "Geldig", Width: "m"}}}
	for _, o := range []struct{ days, nl string }{{"30", "30 dagen"}, {"90", "90 dagen"}, {"365", "een jaar"}} {
		f.Fields[1].Options = append(f.Fields[1].Options, web.Option{Value: o.days, NL: o.nl, Selected: o.days == r.PostFormValue("days")})
	}
	if password {
		f.Fields = append(f.Fields, passwordField("wachtwoord-code"))
	}
	return f
}

// mark shows a mistake at its field, and in the summary.
func (v *accountView) mark(m *mistake) []web.FieldError {
	f := &v.New
	if m.form == "tweede" && v.Second != nil {
		f = v.Second
	}
	said := map[string]string{}
	for _, x := range m.ref.Fields {
		said[x.Field] = x.NL
	}
	if len(said) == 0 && strings.HasPrefix(m.ref.Code, "signin.") {
		said["password"] = m.ref.NL
	}
	var list []web.FieldError
	for i := range f.Fields {
		if nl := said[f.Fields[i].Name]; nl != "" {
			f.Fields[i].Error = nl
			list = append(list, web.FieldError{ID: f.Fields[i].ID, NL: nl})
		}
	}
	if len(list) == 0 {
		list = []web.FieldError{{NL: m.ref.NL}}
	}
	return list
}

// changeSecond is what somebody does about his own second step. It leaves no event: it gives nobody else a way in.
func (s *Server) changeSecond(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	password := r.PostFormValue("password")
	switch r.PostFormValue("doe") {
	case "herstelcodes":
		codes, err := s.Auth.RenewRecovery(r.Context(), password, s.now())
		if err == nil {
			s.showRecovery(w, r, codes, accountPath)
			return
		}
		s.accountDone(w, r, "", "tweede", err)
	case "uitzetten":
		err := s.Auth.RemoveSecond(r.Context(), password, s.now())
		if err == nil {
			s.Auth.Flash(r.Context(), "De tweede stap staat uit.")
		}
		s.accountDone(w, r, accountPath, "tweede", err)
	default:
		s.accountDone(w, r, withTo(enrolPath, accountPath), "tweede", s.Auth.StartSecond(r.Context(), password, s.now()))
	}
}

// accountDone leads on to the next page, or shows what was wrong in the form.
func (s *Server) accountDone(w http.ResponseWriter, r *http.Request, to, form string, err error) {
	ref, refused := errors.AsType[*domain.Refusal](err)
	switch {
	case refused:
		s.showAccount(w, r, signInStatus(err, ref), shown{}, &mistake{form, ref})
	case err != nil:
		s.Fail(w, r, err)
	default:
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

func (s *Server) signOutEverywhere(w http.ResponseWriter, r *http.Request) {
	s.accountDone(w, r, "/inloggen", "", s.Auth.SignOutEverywhere(r.Context()))
}

func (s *Server) addToken(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	days, _ := strconv.Atoi(r.PostFormValue("days")) // 0 is refused
	expires := s.now().Add(time.Duration(min(days, 1000)) * 24 * time.Hour)
	token, err := s.Auth.NewToken(r.Context(), r.PostFormValue("password"), r.PostFormValue("name"), expires, s.now())
	if err != nil {
		s.accountDone(w, r, "", "code", err)
		return
	}
	s.showAccount(w, r, http.StatusOK, shown{token: token}, nil)
}

func (s *Server) removeToken(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	err := s.Staff.RemoveToken(r.Context(), u.Person, chi.URLParam(r, "id"))
	if err == nil {
		s.Auth.Flash(r.Context(), "De code is ingetrokken. Programma’s die hem gebruiken komen er niet meer in.")
	}
	s.accountDone(w, r, accountPath, "code", err)
}
