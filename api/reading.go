package api

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/projections"
)

// What an employee reads and signs (RT-31, §6.1, §8), in one click a document, whoever he is: the page stands open in every
// role (R-6.0-04, R-B4-23). Who signed, when and which version stands in the ledger.

const readingPath = "/lezen"

// signatures is the namespace of signatures: one person signs one version once, from however many screens.
var signatures = uuid.MustParse("0b6f1f6a-2b0e-5a55-8a0f-5f8b6c3f1d31")

func signatureID(document string, number uint64, person string) string {
	return uuid.NewSHA1(signatures, fmt.Appendf(nil, "%s/%d/%s", document, number, person)).String()
}

// readingView is what somebody must read and sign, and what else he can read.
type readingView struct {
	Sign []signView
	Help web.Alert
	All  web.Table
	Own  *web.Link // his own confidentiality file
}

// signView is one document to sign for.
type signView struct {
	ID, Title string
	About     web.SummaryList
	Late      bool
	Form      web.Form
}

func (s *Server) readingPage(w http.ResponseWriter, r *http.Request) {
	s.showReading(w, r, http.StatusOK, nil)
}

func (s *Server) showReading(w http.ResponseWriter, r *http.Request, status int, ref *domain.Refusal) {
	u, _ := auth.From(r.Context())
	v := readingView{Help: web.Alert{Kind: web.Info, Title: "Ziet u een incident of een datalek?", NL: "Meld het meteen. U hoeft niet alles te weten.",
		Links: []web.Link{{Href: reportPath, NL: "Incident melden"}}}}
	s.Live.View(func() {
		list := s.toRead(u)
		for _, x := range list {
			if x.Open() {
				v.Sign = append(v.Sign, s.signView(u, x))
			}
		}
		v.All = allToRead(list)
		for _, x := range s.Records.OfType(governance.EngagementRecord.Name) {
			if x.Last().State.(governance.Engagement).Person == u.Person {
				v.Own = &web.Link{Href: recordPath(x), NL: "Uw geheimhoudingsdossier"}
			}
		}
	})
	p := s.page(r, "Te lezen en te tekenen")
	p.Data = v
	if ref != nil {
		p.Errors = []web.FieldError{{NL: ref.Error()}}
		if len(v.Sign) > 0 {
			p.Errors[0].ID = v.Sign[0].ID
		}
	}
	s.render(w, r, status, "lezen", p)
}

// toRead is called under View.
func (s *Server) toRead(u auth.User) []projections.ToRead {
	now := s.now()
	return s.Records.Reading(u.Person, s.Records.Audiences(u.Person, s.Gov.RolesOf(u.Person, now), calendar.On(now)))
}

func (s *Server) signView(u auth.User, x projections.ToRead) signView {
	sign := governance.SignatureRecord.Info().CommandNamed("sign")
	v := signView{ID: "document-" + x.Record.ID, Title: x.Document.Title, About: aboutDocument(x), Late: x.Due < calendar.On(s.now())}
	if !s.may(sign, u) { // the accountant and the controller sign as employees (R-LED-15)
		v.About.Rows = append(v.About.Rows, web.SummaryRow{Key: "Tekenen", Cell: web.Cell{NL: "Kies eerst de rol " + domain.RoleNL(domain.EMP) + "."}})
		return v
	}
	v.Form = web.Form{Action: readingPath, Buttons: []web.Button{{NL: sign.NL + ": " + x.Document.Title}},
		Hidden: []web.Field{hidden(fieldCommand, uuid.NewString()), asRole(u),
			hidden("document", x.Record.ID), hidden("number", strconv.FormatUint(x.Current.Number, 10))}}
	return v
}

func aboutDocument(x projections.ToRead) web.SummaryList {
	rows := []web.SummaryRow{{Key: "Versie", Cell: web.Cell{NL: x.Current.Version}}, {Key: "Document", Cell: web.Cell{NL: x.Current.Document}}, {Key: "Waar te vinden", Cell: placeOf(x.Current)}}
	if x.Due != "" {
		rows = append(rows, web.SummaryRow{Key: "Tekenen vóór of op", Cell: web.Cell{Time: x.Due.Start()}})
	}
	return web.SummaryList{Rows: rows}
}

// placeOf is where a version is read: its place, and its address if it has one.
func placeOf(v governance.DocumentVersion) web.Cell {
	c := web.Cell{NL: v.Place}
	if strings.HasPrefix(v.Address, "https://") {
		c.Links = []web.Link{{Href: v.Address, NL: v.Address}}
	}
	return c
}

func allToRead(list []projections.ToRead) web.Table {
	t := web.Table{ID: "documenten", Caption: "Alle documenten die nu gelden", CaptionHidden: true, Empty: "Er zijn nog geen documenten in werking.",
		Columns: []web.Column{{NL: "Document", RowHeader: true}, {NL: "Soort"}, {NL: "Versie"}, {NL: "Waar te vinden"}, {NL: "Door u getekend"}}}
	for _, x := range list {
		signed := web.Cell{NL: "niet gevraagd"}
		switch {
		case x.SignedOn != "":
			signed = web.Cell{Time: x.SignedOn.Start()}
		case x.Asked:
			signed = web.Cell{Missing: "nog niet"}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: x.Document.Title, Note: x.Current.Document}, {NL: domain.ChoiceNL(x.Document.Kind.Choices(), string(x.Document.Kind))},
			{NL: x.Current.Version}, placeOf(x.Current), signed}})
	}
	return t
}

// sign records that whoever is signed in read a version.
func (s *Server) sign(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.badBody(w, r, err)
		return
	}
	c := governance.SignDocument{Document: r.PostFormValue("document")}
	c.Number, _ = strconv.ParseUint(r.PostFormValue("number"), 10, 64) // what is no number is no version: the rule says so
	u, err := s.actor(r)
	if err == nil {
		info := governance.SignatureRecord.Info().CommandNamed("sign")
		a := &act{rec: governance.SignatureRecord, info: info, value: reflect.ValueOf(c), id: signatureID(c.Document, c.Number, u.Person), command: r.PostFormValue(fieldCommand)}
		req, ref := s.request(a)
		if ref != nil {
			err = ref
		} else {
			_, err = s.do(r.Context(), u, req)
		}
	}
	ref, refused := errors.AsType[*domain.Refusal](err)
	switch {
	case refused && ref.Code == governance.SignatureRecord.Info().Name+".exists":
		s.signed(w, r, "U had deze versie al getekend.")
	case refused:
		s.showReading(w, r, statusOf(ref), ref)
	case storeRefusal(err) != nil:
		s.Log.ErrorContext(r.Context(), "store", "code", storeRefusal(err).Code, "error", err)
		s.showReading(w, r, http.StatusServiceUnavailable, storeRefusal(err))
	case err != nil:
		s.failed(w, r, err)
	default:
		s.signed(w, r, "Dank u. U hebt getekend dat u deze versie hebt gelezen.")
	}
}

func (s *Server) signed(w http.ResponseWriter, r *http.Request, nl string) {
	s.Auth.Flash(r.Context(), nl)
	http.Redirect(w, r, readingPath, http.StatusSeeOther)
}

// readingTasks are the documents that somebody still has to sign. Call it under View.
func (s *Server) readingTasks(u auth.User) (list []web.Task) {
	today := calendar.On(s.now())
	for _, x := range s.toRead(u) {
		if x.Open() {
			list = append(list, web.Task{NL: "Lezen en tekenen", Who: x.Document.Title, Href: readingPath, Late: x.Due < today})
		}
	}
	return list
}
