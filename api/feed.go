package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/ical"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/events/staff"
	"github.com/heemstede/grootboek/projections"
)

const (
	feedPath        = "/agenda/"
	accountFeedPath = accountPath + "/agenda"
	maxFeed         = 1000 // events: what ends first
)

// feed is the calendar of one person: what he must do in any of his roles. Who has the address may not be he, so it tells only what
// must be done, for which kind of record with which number, and by when: no names, no titles, no texts.
func (s *Server) feed(w http.ResponseWriter, r *http.Request) {
	person, err := s.Auth.Feed(r.Context(), chi.URLParam(r, "token"))
	ref, refused := errors.AsType[*domain.Refusal](err)
	switch {
	case refused:
		s.refuse(w, r, signInStatus(err, ref), ref)
		return
	case err != nil:
		s.Fail(w, r, err)
		return
	case person == "":
		s.notFound(w, r)
		return
	}
	c := ical.Calendar{Name: "Termijnen " + s.Site.Name}
	s.Live.View(func() { c.Events = s.feedEvents(person) })
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="termijnen.ics"`)
	_, _ = c.WriteTo(w) // whoever went away does not read it
}

// feedEvents is called under View.
func (s *Server) feedEvents(person string) (list []ical.Event) {
	roles := s.RoleChoices(person)
	owns := make([]func(string) bool, len(roles))
	for i, c := range roles {
		owns[i] = s.owning(auth.User{Person: person, Role: c.Role, Mandate: c.Mandate})
	}
	for t := range s.Terms.All {
		for i, c := range roles {
			if t.Mine(c.Role, owns[i]) {
				list = append(list, s.feedEvent(t))
				break
			}
		}
		if len(list) == maxFeed {
			break
		}
	}
	return list
}

func (s *Server) feedEvent(t *projections.Term) ical.Event {
	last := t.Record.Last()
	o := last.State.(obligations.Obligation)
	e := ical.Event{ID: t.Record.ID + "@grootboek", Sequence: last.Version - 1, Changed: last.Recorded, Day: string(t.Due), Title: t.NL + ": " + s.numberOf(t.Subject),
		Text: "Geteld als: " + o.Rule, URL: s.Base + recordPath(t.Record)}
	if m := o.Deadline().Moment; !m.IsZero() {
		e.Day, e.Moment = "", m
	}
	switch {
	case t.LateAt(s.now()):
		e.Title = "Te laat: " + e.Title
	case t.Still:
		e.Title = "Opgeschort: " + e.Title
	}
	return e
}

// numberOf names a record by its kind and its number; without one by the first characters of its id.
func (s *Server) numberOf(stream string) string { return numberIn(s.Records, stream) }

func numberIn(records *projections.Records, stream string) string {
	v := records.Stream(stream)
	if v == nil {
		return stream
	}
	number, _, _ := strings.Cut(v.ID, "-")
	if i, is := v.Last().State.(incidents.Incident); is && i.Number != "" {
		number = i.Number
	}
	return v.Record.Info().NL + " " + number
}

// feedView is what the account page says of somebody's calendar.
type feedView struct {
	Address string // just made: shown once
	About   *web.SummaryList
	Make    web.Form
	Remove  *web.Form
}

func feedOf(f staff.Feed, has bool) feedView {
	v := feedView{Make: web.Form{Action: accountFeedPath, Buttons: []web.Button{{NL: "Adres maken", Look: "secondary"}}}}
	if !has {
		return v
	}
	used := web.Cell{NL: "nog nooit"}
	if !f.Used.IsZero() {
		used = web.Cell{Time: f.Used, Clock: true}
	}
	v.About = &web.SummaryList{Rows: []web.SummaryRow{{Key: "Adres gemaakt", Cell: web.Cell{Time: f.Created, Clock: true}}, {Key: "Laatst opgehaald", Cell: used}}}
	v.Make.Buttons[0].NL = "Nieuw adres maken"
	v.Remove = &web.Form{Action: accountFeedPath + "/intrekken", Buttons: []web.Button{{NL: "Adres intrekken", Look: "danger"}}}
	return v
}

func (s *Server) makeFeed(w http.ResponseWriter, r *http.Request) {
	token, err := s.Auth.NewFeed(r.Context())
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	s.showAccount(w, r, http.StatusOK, shown{feed: s.Base + feedPath + token + ".ics"}, nil)
}

func (s *Server) removeFeed(w http.ResponseWriter, r *http.Request) {
	u, _ := auth.From(r.Context())
	err := s.Staff.RemoveFeed(r.Context(), u.Person)
	if err == nil {
		s.Auth.Flash(r.Context(), "Het adres van uw agenda is ingetrokken. Agenda’s die het gebruiken, krijgen niets meer.")
	}
	s.accountDone(w, r, accountPath, "", err)
}
