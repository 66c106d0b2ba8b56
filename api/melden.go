package api

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/events"
)

const reportPath = "/melden"

// reportFields are what whoever sees an incident is asked; the rest is found out later (B1.4).
var reportFields = []string{"kind", "what", "discovered"}

func reportAct() *act {
	info := incidents.Record.Info().CommandNamed("report")
	return &act{rec: incidents.Record, info: info, value: reflect.New(info.Type).Elem()}
}

// reportPage asks an employee what he saw, in three fields.
func (s *Server) reportPage(w http.ResponseWriter, r *http.Request) {
	a := reportAct()
	a.id, a.command = uuid.NewString(), uuid.NewString()
	s.showReport(w, r, a, http.StatusOK, nil)
}

func (s *Server) showReport(w http.ResponseWriter, r *http.Request, a *act, status int, ref *domain.Refusal) {
	errs := map[string]string{}
	if ref != nil {
		for _, f := range ref.Fields {
			errs[f.Field] = strings.TrimSpace(errs[f.Field] + " " + f.NL)
		}
	}
	view := formView{Lead: a.info.Help + " U hoeft niet alles te weten."}
	u, _ := auth.From(r.Context())
	s.Live.View(func() {
		f := formContext{blind(r), s, nil, errs, a.texts}
		view.Form = web.Form{Action: reportPath, Buttons: []web.Button{{NL: a.info.NL}},
			Hidden: []web.Field{hidden(fieldCommand, a.command), hidden(fieldRecord, a.id), hidden(fieldRole, string(u.Role)+"/"+u.Mandate)},
			Fields: slices.DeleteFunc(f.fieldsOf(a.value), func(x web.Field) bool { return !slices.Contains(reportFields, x.Name) })}
	})
	p := s.page(r, a.info.NL)
	p.Data = view
	if ref != nil {
		p.Errors = pageErrors(ref, view.Form)
	}
	s.render(w, r, status, "formulier", p)
}

// report records what was reported; whoever may not read incidents gets the number, and that is all he needs.
func (s *Server) report(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	a := reportAct()
	a.id, a.command = r.PostFormValue(fieldRecord), r.PostFormValue(fieldCommand)
	c := incidents.Report{Kind: incidents.Kind(r.PostFormValue("kind")), What: oneLine(r.PostFormValue("what")), Discovered: calendar.Moment(r.PostFormValue("discovered"))}
	a.value.Set(reflect.ValueOf(c))
	req, ref := s.request(a)
	u, err := s.actor(r)
	var res events.Result
	if err == nil && ref == nil {
		res, err = s.do(r.Context(), u, req)
	}
	if said, refused := errors.AsType[*domain.Refusal](err); refused {
		ref = said
	}
	switch {
	case ref != nil:
		s.showReport(w, r, a, statusOf(ref), ref)
	case storeRefusal(err) != nil:
		s.Log.ErrorContext(r.Context(), "store", "code", storeRefusal(err).Code, "error", err)
		s.showReport(w, r, a, http.StatusServiceUnavailable, storeRefusal(err))
	case err != nil:
		s.failed(w, r, err)
	default:
		s.reported(w, r, u, a.id, res)
	}
}

func (s *Server) reported(w http.ResponseWriter, r *http.Request, u auth.User, id string, res events.Result) {
	name, to := "", "/werk"
	s.Live.View(func() {
		if v := s.Records.Get("incident", id); v != nil {
			name = v.Last().State.(incidents.Incident).Number
			if mayReadAs("records", u.Role) {
				to = recordPath(v)
			}
		}
	})
	nl := "Dank u. Uw melding is vastgelegd onder nummer " + name + ". De privacybeheerder en de CISO handelen haar af."
	if res.Repeated {
		nl = "Deze melding stond al vast onder nummer " + name + "."
	}
	s.Auth.Flash(r.Context(), nl)
	http.Redirect(w, r, to, http.StatusSeeOther)
}
