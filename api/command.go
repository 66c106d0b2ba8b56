package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

// Names of what every command form carries besides the fields of its command.
const (
	fieldVersion  = "versie"   // the stream version the user saw
	fieldCommand  = "opdracht" // id of the command: sending the form twice has one effect (R-LED-09)
	fieldRecord   = "record"   // id of a new record
	fieldHappened = "gebeurd"  // when it happened, if not now
	fieldMore     = "meer"     // adds an empty block to the form of an activity
	fieldRole     = "rol"      // the role the form was opened in: another tab may have changed it since (R-LED-21)
)

// act is a command form as it is shown and sent.
type act struct {
	who     auth.User
	rec     domain.Record
	info    *domain.CommandInfo
	id      string
	version string
	command string
	value   reflect.Value // of the command type
	texts   secrets       // what was typed for the vault
	when    string
	more    string
}

// formView is the page of a command.
type formView struct {
	Lead     string
	Form     web.Form
	Conflict *web.Diff // what changed meanwhile
	Who      string
	Cancel   string
}

// target finds the command of the address, or answers and returns nil.
func (s *Server) target(w http.ResponseWriter, r *http.Request) *act {
	rec := s.recordType(r)
	if rec == nil {
		s.notFound(w, r)
		return nil
	}
	info := rec.Info().CommandNamed(chi.URLParam(r, "command"))
	id := chi.URLParam(r, "id")
	if info == nil || info.New != (id == "") || hiddenCommand(*info) {
		s.notFound(w, r)
		return nil
	}
	return &act{who: s.eyes(r).u, rec: rec, info: info, id: id}
}

// form shows the empty form of a command, filled with what the record holds now.
func (s *Server) form(w http.ResponseWriter, r *http.Request) {
	a := s.target(w, r)
	if a == nil {
		return
	}
	if drafts(a) && !r.URL.Query().Has("verwerking") {
		s.chooseForNotice(w, r)
		return
	}
	a.command, a.value = uuid.NewString(), reflect.New(a.info.Type).Elem()
	if a.info.New {
		a.id = uuid.NewString()
		s.suggest(a.value)
	}
	found := true
	s.Live.View(func() {
		v := s.Records.Get(a.rec.Info().Name, a.id)
		if found = v != nil || a.info.New || a.info.Any && a.rec.StatusOf(a.rec.New()) != ""; !found {
			return
		}
		if v != nil {
			a.version = strconv.FormatUint(v.Last().Version, 10)
			prefill(a.value, v.Last().State)
		}
	})
	if !found {
		s.notFound(w, r)
		return
	}
	s.preset(a, r)
	if blind(r) {
		unnamed(a.value)
	}
	s.fromRegister(a, r)
	s.showForm(w, r, a, http.StatusOK, nil, nil)
}

// blind tells whether who asks may not read records (requirements 1.5): he does not learn of them by naming them either.
func blind(r *http.Request) bool {
	u, _ := auth.From(r.Context())
	return !mayReadAs("records", u.Role)
}

// unnamed empties the fields of a command that name records of any type.
func unnamed(cmd reflect.Value) {
	for i := range cmd.NumField() {
		t, f := cmd.Type().Field(i), cmd.Field(i)
		switch {
		case t.Anonymous && f.Kind() == reflect.Struct:
			unnamed(f)
		case namesStreams(t.Tag.Get("form")):
			f.SetZero()
		}
	}
}

// suggest fills in what a new record mostly has: the college is the controller, another body can be typed (R-3.2-10).
func (s *Server) suggest(cmd reflect.Value) {
	if c := cmd.FieldByName("Content"); c.IsValid() {
		c.Set(reflect.ValueOf(register.Content{Controller: "College van burgemeester en wethouders van " + s.Site.Name}))
	}
}

// preset fills fields that the address names: /toetsen/_record?subject=….
func (s *Server) preset(a *act, r *http.Request) {
	presetInto(a.value, r.URL.Query())
}

func presetInto(cmd reflect.Value, q url.Values) {
	for i := range cmd.NumField() {
		t, f := cmd.Type().Field(i), cmd.Field(i)
		v := q.Get(jsonName(t))
		switch {
		case t.Anonymous && f.Kind() == reflect.Struct:
			presetInto(f, q)
		case v == "":
		case f.Kind() == reflect.String:
			f.SetString(v)
		case f.Type() == reflect.TypeFor[[]string]():
			f.Set(reflect.ValueOf([]string{v}))
		}
	}
}

// notPrefilled are fields that always ask for something new: a reason, and who or when of another appointment.
var notPrefilled = []string{"Reason", "Person", "From", "Until"}

// prefill copies what the record holds into the fields of the command with the same names.
func prefill(cmd reflect.Value, state any) {
	st := reflect.ValueOf(state)
	for i := range cmd.NumField() {
		f := cmd.Type().Field(i)
		if slices.Contains(notPrefilled, f.Name) {
			continue
		}
		if from := st.FieldByName(f.Name); from.IsValid() && from.Type() == f.Type {
			cmd.Field(i).Set(from)
		}
	}
	if contact := st.FieldByName("Contact"); contact.IsValid() {
		for _, name := range []string{"Email", "Phone", "Post"} {
			if to := cmd.FieldByName(name); to.IsValid() {
				to.Set(contact.FieldByName(name))
			}
		}
	}
}

// showForm renders the form, with what was wrong and with what changed meanwhile, keeping what the user typed.
func (s *Server) showForm(w http.ResponseWriter, r *http.Request, a *act, status int, ref *domain.Refusal, meanwhile *web.Diff) {
	errs := fieldErrors(ref)
	view := formView{Lead: a.info.Help, Conflict: meanwhile}
	var crumbs []web.Link
	s.Live.View(func() {
		v := s.Records.Get(a.rec.Info().Name, a.id)
		view.Form = s.webForm(r, a, formContext{blind(r), s.eyes(r), v, errs, a.texts})
		crumbs = []web.Link{{Href: "/" + a.rec.Info().Path, NL: a.rec.Info().Plural}}
		view.Cancel = "/" + a.rec.Info().Path
		if v != nil {
			view.Cancel = recordPath(v)
			crumbs = append(crumbs, web.Link{Href: view.Cancel, NL: title(v.Record, v.Last().State)})
		}
	})
	p := s.page(r, a.info.NL)
	p.Breadcrumbs, p.Data = append(crumbs, web.Link{NL: a.info.NL}), view
	if ref != nil {
		p.Errors = pageErrors(ref, view.Form)
	}
	s.render(w, r, status, "formulier", p)
}

// fieldErrors says for each field what is wrong with it; a nil refusal says nothing.
func fieldErrors(ref *domain.Refusal) map[string]string {
	errs := map[string]string{}
	if ref != nil {
		for _, f := range ref.Fields {
			errs[f.Field] = strings.TrimSpace(errs[f.Field] + " " + f.NL)
		}
	}
	return errs
}

// pageErrors are the lines of the error summary: each leads to its field, if the form has it.
func pageErrors(ref *domain.Refusal, f web.Form) []web.FieldError {
	if len(ref.Fields) == 0 {
		return []web.FieldError{{NL: ref.NL}}
	}
	ids := map[string]bool{}
	note := func(list []web.Field) {
		for _, x := range list {
			ids[x.Name] = true
			if x.ID != "" {
				ids[x.ID] = true
			}
		}
	}
	note(f.Fields)
	for _, set := range f.Sets {
		note(set.Fields)
	}
	var list []web.FieldError
	for _, p := range ref.Fields {
		id := p.Field
		if !ids[id] {
			id = ""
		}
		list = append(list, web.FieldError{ID: id, NL: p.NL})
	}
	return list
}

func (s *Server) webForm(r *http.Request, a *act, f formContext) web.Form {
	u, _ := auth.From(r.Context())
	form := web.Form{Action: r.URL.Path, Hidden: []web.Field{hidden(fieldCommand, a.command), asRole(u)}}
	if a.info.New {
		form.Hidden = append(form.Hidden, hidden(fieldRecord, a.id))
	} else {
		form.Hidden = append(form.Hidden, hidden(fieldVersion, a.version))
	}
	if c := a.value.FieldByName("Content"); c.IsValid() {
		form.Sets = f.activitySets(c.Interface().(register.Content), a.more)
		form.Sets = append(form.Sets, web.Fieldset{Legend: "Vastleggen", Fields: append(f.fieldsOf(a.value), f.happened(a.when))})
		form.Buttons = []web.Button{{NL: a.info.NL}}
	} else {
		form.Fields = append(f.fieldsOf(a.value), f.happened(a.when))
		form.Buttons = []web.Button{{NL: a.info.NL}}
	}
	return form
}

func (f formContext) happened(typed string) web.Field {
	return web.Field{Kind: web.DateTime, Name: fieldHappened, Label: "Wanneer is dit gebeurd?", Optional: true, Value: typed, Error: f.errors["happened"],
		Hint: "Leeg: nu. Ligt het in het verleden, dan wordt het als achteraf vastgelegd gemarkeerd."}
}

// asRole keeps the role in which a form was opened: see [Server.actor].
func asRole(u auth.User) web.Field { return hidden(fieldRole, string(u.Role)+"/"+u.Mandate) }

func hidden(name, value string) web.Field {
	return web.Field{Kind: web.Hidden, Name: name, Value: value}
}

// submit takes a form: decode, execute, wait, answer.
func (s *Server) submit(w http.ResponseWriter, r *http.Request) {
	a := s.target(w, r)
	if a == nil {
		return
	}
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	a.version, a.command, a.when, a.more = r.PostFormValue(fieldVersion), r.PostFormValue(fieldCommand), r.PostFormValue(fieldHappened), r.PostFormValue(fieldMore)
	if a.info.New {
		a.id = r.PostFormValue(fieldRecord)
	}
	a.value = decode(r, a.info.Type)
	a.texts = typed(r, a.value)
	if blind(r) {
		unnamed(a.value)
	}
	s.traced(a.value)
	if a.more != "" {
		s.showForm(w, r, a, http.StatusOK, nil, nil)
		return
	}
	req, ref := s.request(a)
	if ref != nil {
		s.showForm(w, r, a, http.StatusUnprocessableEntity, ref, nil)
		return
	}
	u, err := s.actor(r)
	var res events.Result
	if err == nil {
		res, err = s.doKept(r.Context(), u, req, a.texts, a.command, a.when)
	}
	switch ref, refused := errors.AsType[*domain.Refusal](err); {
	case refused && ref.Kind != domain.NotFound:
		s.showForm(w, r, a, statusOf(ref), ref, nil)
	case errors.Is(err, events.ErrConflict):
		s.showConflict(w, r, a)
	case storeRefusal(err) != nil: // what was typed stays, with the same command id: sending it again does it once
		s.Log.ErrorContext(r.Context(), "store", "code", storeRefusal(err).Code, "error", err)
		s.showForm(w, r, a, http.StatusServiceUnavailable, storeRefusal(err), nil)
	case err != nil:
		s.failed(w, r, err)
	default:
		s.Auth.Flash(r.Context(), saidNL(a, res))
		http.Redirect(w, r, "/"+a.rec.Info().Path+"/"+a.id, http.StatusSeeOther)
	}
}

// actor is who is signed in, in the role in which the form was opened.
func (s *Server) actor(r *http.Request) (auth.User, error) {
	u, _ := auth.From(r.Context())
	role, mandate, sent := strings.Cut(r.PostFormValue(fieldRole), "/")
	if !sent || role == string(u.Role) && mandate == u.Mandate {
		return u, nil
	}
	return s.Auth.As(r.Context(), domain.Role(role), mandate)
}

func saidNL(a *act, res events.Result) string {
	if len(res.Events) == 0 {
		return "Er is niets gewijzigd: dit stond al zo vast."
	}
	return "Vastgelegd en verzegeld: " + a.info.NL + "."
}

func (s *Server) badBody(w http.ResponseWriter, r *http.Request, err error) {
	if ref, ok := auth.TooLarge(err); ok {
		s.refuse(w, r, http.StatusRequestEntityTooLarge, ref)
		return
	}
	s.refuse(w, r, http.StatusBadRequest, &domain.Refusal{Kind: domain.Invalid, Code: "body", NL: "Wat u verstuurde kan niet worden gelezen. Ga terug en probeer het opnieuw."})
}

// request turns a form into a request.
func (s *Server) request(a *act) (events.Request, *domain.Refusal) {
	req := events.Request{Record: a.rec.Info().Name, ID: a.id}
	when, wrong := began(a.when, s.now())
	if wrong != "" {
		return req, &domain.Refusal{Kind: domain.Invalid, Code: "happened", NL: wrong, Fields: []domain.Problem{{Field: "happened", NL: wrong}}}
	}
	req.By.Happened = when
	if !a.info.New {
		v, err := strconv.ParseUint(a.version, 10, 64)
		if err != nil && a.version != "" {
			return req, &domain.Refusal{Kind: domain.Invalid, Code: "version", NL: "Het formulier is niet compleet verstuurd. Open het opnieuw."}
		}
		req.Version = events.Version(v)
	}
	var unnamed domain.Problems
	s.Live.View(func() { unnamed = eyes{s, a.who}.resolve(a.value) })
	if err := unnamed.Refuse("reference"); err != nil {
		ref, _ := errors.AsType[*domain.Refusal](err)
		return req, ref
	}
	if c := a.value.FieldByName("Content"); c.IsValid() && !a.info.New {
		s.Live.View(func() {
			if v := s.Records.Get(req.Record, a.id); v != nil {
				c.Set(reflect.ValueOf(inOrderOf(v.Last().State.(register.Activity).Content, c.Interface().(register.Content))))
			}
		})
	}
	req.Command = eyes{s, a.who}.masked(a.value).Interface()
	if key, err := uuid.Parse(a.command); err == nil {
		req.CommandID = commandID(key, req, a.when)
	}
	return req, nil
}

// commandID is the same for the same key with the same body: sending it twice has one effect (R-LED-09). The same key with
// another body is another command, which then meets the version that was seen.
func commandID(key uuid.UUID, r events.Request, happened string) uuid.UUID {
	body, err := json.Marshal(r.Command)
	if err != nil {
		return uuid.New() // cannot be: commands are plain data
	}
	return uuid.NewSHA1(key, fmt.Appendf(nil, "%s/%s\x00%T\x00%s\x00%s", r.Record, r.ID, r.Command, happened, body))
}

// showConflict shows the form again with what somebody else changed meanwhile; what the user typed is kept.
func (s *Server) showConflict(w http.ResponseWriter, r *http.Request, a *act) {
	seen, _ := strconv.ParseUint(a.version, 10, 64)
	var d *web.Diff
	var who string
	s.Live.View(func() {
		v := s.Records.Get(a.rec.Info().Name, a.id)
		if v == nil {
			return
		}
		last := v.Last()
		a.version = strconv.FormatUint(last.Version, 10)
		if seen < 1 || seen > uint64(len(v.List)) {
			return
		}
		who = s.who(last.Entry)
		d = s.diff(v, v.List[seen-1], last)
		adopt(a.value, v.List[seen-1].State, last.State)
	})
	nl := conflict.NL
	if who != "" {
		nl = "Intussen heeft " + who + " dit record gewijzigd. Uw invoer staat hieronder nog. Kijk wat er is veranderd, pas uw invoer zo nodig aan en verstuur opnieuw."
	}
	a.command = uuid.NewString()
	s.showForm(w, r, a, http.StatusPreconditionFailed, &domain.Refusal{Kind: domain.Conflict, Code: "version", NL: nl}, d)
}

// adopt takes over what somebody else changed in the fields that the user left as he saw them, so that sending his form
// again does not undo it.
func adopt(cmd reflect.Value, seen, now any) {
	f := cmd.FieldByName("Content")
	base, ok := seen.(register.Activity)
	if !f.IsValid() || !ok {
		return
	}
	typed, theirs := inOrderOf(base.Content, f.Interface().(register.Content)), now.(register.Activity).Content
	for _, x := range register.Fields {
		if x.Key != "" && bytes.Equal(typed.Value(x.Key), base.Content.Value(x.Key)) {
			if c, err := typed.With(x.Key, theirs.Value(x.Key)); err == nil { // it is a value that a field held: it fits
				typed = c
			}
		}
	}
	f.Set(reflect.ValueOf(typed))
}

func (s *Server) diff(v *projections.Versions, from, to projections.Version) *web.Diff {
	d := &web.Diff{From: versionNL(from), To: versionNL(to)}
	for _, x := range s.names.Diff(from.State, to.State) {
		row := web.DiffRow{Field: x.NL, Old: x.Old, New: x.New}
		row.OldParts, row.NewParts = web.Words(x.Old, x.New)
		d.Rows = append(d.Rows, row)
	}
	if a, b := v.Record.StatusOf(from.State), v.Record.StatusOf(to.State); a != b {
		d.Rows = append(d.Rows, web.DiffRow{Field: "Status", Old: v.Record.Info().StatusNL(a), New: v.Record.Info().StatusNL(b)})
	}
	return d
}
