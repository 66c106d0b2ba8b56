package api

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/rights"
)

// The counter: whoever works for the municipality takes in what a person asks, in one form that needs no mouse and no JavaScript
// (T-59: any employee may record the bare receipt).

const deskPath = "/balie"

func (s *Server) insider(r *http.Request) petition {
	u, _ := auth.From(r.Context())
	p := petition{atCounter: true, command: r.PostFormValue(fieldCommand), kind: r.PostFormValue("kind"), name: strings.TrimSpace(r.PostFormValue("name")), reach: strings.TrimSpace(oneLine(r.PostFormValue("reach"))),
		text: oneLine(r.PostFormValue("text")), channel: r.PostFormValue("channel"), department: strings.TrimSpace(r.PostFormValue("department")), when: r.PostFormValue(fieldHappened),
		path: deskPath, title: "Verzoek of klacht aannemen", press: "Vastleggen",
		lead: "Mondeling of schriftelijk: de termijn loopt vanaf de ontvangst. U hoeft alleen op te schrijven wie het vraagt en wat. De persoon krijgt een code om het te volgen."}
	if mayReadAs("records", u.Role) {
		p.activities = linesOf(r.PostFormValue("activities"))
	}
	return p
}

func (s *Server) deskPage(w http.ResponseWriter, r *http.Request) {
	p := s.insider(r)
	p.command, p.channel, p.department = uuid.NewString(), string(rights.Oral), counterDepartment
	s.petitionForm(w, r, "formulier", s.knowing(r, p), http.StatusOK, nil)
}

// knowing tells the form whether who fills it in may name activities of the register.
func (s *Server) knowing(r *http.Request, p petition) petition {
	u, _ := auth.From(r.Context())
	if p.activities == nil && mayReadAs("records", u.Role) {
		p.activities = []string{}
	}
	return p
}

// counterFields are what the counter knows besides.
func (s *Server) counterFields(p petition) []web.Field {
	dept := web.Field{Kind: web.Select, Name: "department", Label: "Waar komt het binnen?", Options: []web.Option{{Value: counterDepartment, NL: counterDepartment, Selected: p.department == counterDepartment}}}
	for _, d := range s.Register.Departments() {
		dept.Options = append(dept.Options, web.Option{Value: d, NL: d, Selected: p.department == d})
	}
	list := []web.Field{{Kind: web.Radios, Name: "channel", Label: "Hoe komt het binnen?", Options: options(rights.Channel("").Choices(), p.channel)}, dept,
		{Kind: web.DateTime, Name: fieldHappened, Label: "Wanneer ontvangen?", Optional: true, Value: p.when, Hint: "Leeg: nu. Bij een brief de dag waarop hij binnenkwam, bijvoorbeeld 24-11-2026."}}
	if p.activities != nil {
		list = append(list, web.Field{Kind: web.Lines, Rows: 2, Name: "activities", Label: "Verwerkingen", Optional: true, Values: p.activities, Hint: "De naam zoals die in het register staat, of een deel daarvan. Eén per regel. Weet u het niet? Laat het leeg."})
	}
	return list
}

func (s *Server) takeIn(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	p := s.knowing(r, s.insider(r))
	u, err := s.actor(r)
	var id string
	if err == nil {
		id, err = s.send(r, u, p)
	}
	if err != nil {
		s.notSent(w, r, "formulier", p, err)
		return
	}
	s.petitionReceived(w, r, p, id, deskPath)
}

// deskLink leads to the counter, for whoever may take in.
func deskLink(role domain.Role) []web.Link {
	if !mayReadAs("counter", role) {
		return nil
	}
	return []web.Link{{Href: deskPath, NL: "Balie"}}
}
