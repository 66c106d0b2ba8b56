package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/events"
)

const reportPath = "/melden"

// reportFields are what whoever sees an incident is asked; the rest is found out later (B1.4).
var reportFields = []string{"kind", "description_ref", "discovered"}

// telling is a report as it was typed: texts stand in the vault, and in no event (T-56).
type telling struct {
	command           string // id of the form: sending it twice has one effect (R-LED-09)
	kind, when        string
	description       string
	contact           string // of an outside reporter
	fromInside        bool
	fields            []string
	path, lead, title string
}

// id is that of the incident: it follows from the form, so that nobody can try whether an incident of some id exists.
func (t telling) id() (uuid.UUID, bool) {
	key, err := uuid.Parse(t.command)
	if err != nil {
		return uuid.Nil, false
	}
	return uuid.NewSHA1(key, []byte("incident")), true
}

func inside(r *http.Request) telling {
	info := incidents.Record.Info().CommandNamed("report")
	return telling{command: r.PostFormValue(fieldCommand), kind: r.PostFormValue("kind"), when: r.PostFormValue("discovered"), description: oneLine(r.PostFormValue("description_ref")),
		fromInside: true, fields: reportFields, path: reportPath, title: info.NL, lead: info.Help + " U hoeft niet alles te weten."}
}

// reportPage asks an employee what he saw, in three fields.
func (s *Server) reportPage(w http.ResponseWriter, r *http.Request) {
	t := inside(r)
	t.command = uuid.NewString()
	s.showReport(w, r, t, http.StatusOK, nil)
}

func (s *Server) showReport(w http.ResponseWriter, r *http.Request, t telling, status int, ref *domain.Refusal) {
	errs := fieldErrors(ref)
	view := formView{Lead: t.lead}
	view.Form = web.Form{Action: t.path, Buttons: []web.Button{{NL: "Melding versturen"}}, Hidden: []web.Field{hidden(fieldCommand, t.command)}}
	if t.fromInside {
		u := s.eyes(r).u
		view.Form.Hidden = append(view.Form.Hidden, asRole(u))
		view.Form.Buttons[0].NL = t.title
	}
	for _, name := range t.fields {
		f := t.field(name)
		f.Error = errs[name]
		view.Form.Fields = append(view.Form.Fields, f)
	}
	p := s.page(r, t.title)
	p.Data = view
	if ref != nil {
		p.Errors = pageErrors(ref, view.Form)
	}
	s.render(w, r, status, "formulier", p)
}

func (t telling) field(name string) web.Field {
	switch name {
	case "kind":
		return web.Field{Kind: web.Radios, Name: name, Label: "Soort incident", Options: options(incidents.Kind("").Choices(), t.kind)}
	case "description_ref":
		return web.Field{Kind: web.Textarea, Name: name, Label: "Wat is er gebeurd?", Value: t.description, Hint: "Noem geen namen als dat niet nodig is. Wat u hier schrijft, staat in de kluis."}
	case "contact":
		return web.Field{Kind: web.Textarea, Rows: 3, Name: name, Label: "Uw organisatie, naam, telefoonnummer en e-mailadres", Value: t.contact, Hint: "Zodat wij u kunnen bellen. Dit staat in de kluis."}
	}
	f := web.Field{Kind: web.DateTime, Name: name, Label: "Wanneer is het ontdekt?", Value: t.when, Hint: "Bijvoorbeeld 24-11-2026 10:30. Bij een melding van een verwerker: wanneer de verwerker het ons vertelde."}
	if !t.fromInside {
		f.Label, f.Hint = "Wanneer hebt u het ontdekt?", "Bijvoorbeeld 24-11-2026 10:30."
	}
	return f
}

// report records what was reported; whoever may not read the incident gets the number, and that is all he needs.
func (s *Server) report(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	t := inside(r)
	u, err := s.actor(r)
	var id string
	var res events.Result
	if err == nil {
		id, res, err = s.tell(r.Context(), u, t)
	}
	if err != nil {
		s.notReported(w, r, t, err)
		return
	}
	s.reported(w, r, u, id, res)
}

// notReported shows the form again with what was wrong, keeping what was typed.
func (s *Server) notReported(w http.ResponseWriter, r *http.Request, t telling, err error) {
	switch ref, refused := errors.AsType[*domain.Refusal](err); {
	case refused:
		s.showReport(w, r, t, statusOf(ref), ref)
	case storeRefusal(err) != nil:
		s.Log.ErrorContext(r.Context(), "store", "code", storeRefusal(err).Code, "error", err)
		s.showReport(w, r, t, http.StatusServiceUnavailable, storeRefusal(err))
	default:
		s.failed(w, r, err)
	}
}

// tell records a report; its texts go into the vault first.
func (s *Server) tell(ctx context.Context, u auth.User, t telling) (string, events.Result, error) {
	id, ok := t.id()
	if !ok {
		return "", events.Result{}, &domain.Refusal{Kind: domain.Invalid, Code: "form", NL: "Het formulier is niet compleet verstuurd. Open het opnieuw."}
	}
	req := events.Request{Record: incidents.Record.Name, ID: id.String(), Command: t.asCommand(domain.VaultRef{}, domain.VaultRef{})}
	res, err := s.doKept(ctx, u, req, secrets{"description_ref": t.description, "contact": t.contact}, t.command, "")
	return req.ID, res, err
}

func (t telling) asCommand(description, contact domain.VaultRef) any {
	kind, when := incidents.Kind(t.kind), calendar.Moment(strings.TrimSpace(t.when))
	if t.fromInside {
		return incidents.Report{Kind: kind, Description: description, Discovered: when}
	}
	return incidents.Receive{Kind: kind, Description: description, Contact: contact, ProcessorAt: when}
}

func (s *Server) reported(w http.ResponseWriter, r *http.Request, u auth.User, id string, res events.Result) {
	name, to := "", "/werk"
	s.Live.View(func() {
		if v := s.Records.Get("incident", id); v != nil {
			name = v.Last().State.(incidents.Incident).Number
			if s.eyes(r).sees(v) {
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

// complete tells whether a report lacks nothing.
func (t telling) complete(record string, now time.Time) bool {
	ref := func(part, text string) domain.VaultRef { return placeholder(vaultrecord.Dossier{}, record, part, text) }
	_, err := incidents.Record.Decide(incidents.Record.New(), t.asCommand(ref("description", t.description), ref("contact", t.contact)), domain.Stamp{Record: record, Happened: now, Recorded: now})
	return err == nil
}
