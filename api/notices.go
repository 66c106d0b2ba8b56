package api

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/transparency"
	"github.com/heemstede/grootboek/projections"
)

// What people are told of the use of their data (P2, P3, §4.2): the public pages with the texts in force and every older
// version, the page that answers "was a resident informed, with what text, on that day?", and drafts out of the register.

// noticeSections are the parts of a text in the order in which residents read it. The right to object stands apart (§5.2).
var noticeSections = []struct {
	NL string
	of func(projections.PublicText) string
}{
	{"Wie is verantwoordelijk voor uw gegevens?", func(t projections.PublicText) string { return t.Controller }},
	{"Functionaris gegevensbescherming", func(t projections.PublicText) string { return t.FG }},
	{"Waarvoor gebruikt de gemeente uw gegevens?", func(t projections.PublicText) string { return strings.Join(t.Purposes, "\n") }},
	{"Waarom mag dat?", func(t projections.PublicText) string { return t.Grounds }},
	{"Welk belang heeft de gemeente daarbij?", func(t projections.PublicText) string { return t.Interest }},
	{"Welke gegevens zijn het?", func(t projections.PublicText) string { return strings.Join(t.Categories, "\n") }},
	{"Van wie komen de gegevens?", func(t projections.PublicText) string { return t.Source }},
	{"Moet u uw gegevens geven?", func(t projections.PublicText) string { return t.Obligatory }},
	{"Wie krijgen uw gegevens nog meer?", func(t projections.PublicText) string { return strings.Join(t.Recipients, "\n") }},
	{"Gaan uw gegevens naar een land buiten de EU?", func(t projections.PublicText) string { return t.Transfers }},
	{"Hoe lang bewaart de gemeente uw gegevens?", func(t projections.PublicText) string { return t.Retention }},
	{"Beslist een computer over u?", func(t projections.PublicText) string { return t.Automated }},
	{"Hoe gaat de gemeente zorgvuldig met uw gegevens om?", func(t projections.PublicText) string { return t.Measures }},
	{"Hoe kunt u uw gegevens inzien?", func(t projections.PublicText) string { return t.Access }},
	{"Welke rechten hebt u?", func(t projections.PublicText) string { return t.Rights }},
	{"Hoe trekt u uw toestemming in?", func(t projections.PublicText) string { return t.Consent }},
	{"Waar kunt u klagen?", func(t projections.PublicText) string { return t.Complaint }},
	{"Cookies", func(t projections.PublicText) string { return t.Cookies }},
}

// noticeText is a text on a page.
type noticeText struct {
	Name, Kind, Period string
	Href               string // its permanent address
	Audience           string
	Summary            web.SummaryList
	Objection          []string
	Told               web.SummaryList // moment, channel, place: for whoever accounts for it
}

func noticeTextOf(t projections.PublicText) noticeText {
	v := noticeText{Name: t.Name, Kind: domain.ChoiceNL(t.Kind.Choices(), string(t.Kind)), Audience: t.Audience, Period: periodNL(t.Publication),
		Href: fmt.Sprintf("/privacyverklaringen/%s/versie/%d", t.ID, t.Number)}
	for _, s := range noticeSections {
		if text := s.of(t); text != "" {
			v.Summary.Rows = append(v.Summary.Rows, web.SummaryRow{Key: s.NL, Cell: cell(text)})
		}
	}
	if t.Objection != "" {
		v.Objection = strings.Split(t.Objection, "\n")
	}
	v.Told.Rows = []web.SummaryRow{{Key: "Wanneer krijgt iemand de tekst?", Cell: web.Cell{NL: domain.ChoiceNL(t.Moment.Choices(), string(t.Moment))}},
		{Key: "Hoe?", Cell: web.Cell{NL: t.Channel}}, {Key: "Waar staat de tekst?", Cell: web.Cell{NL: t.Address}}}
	return v
}

// periodNL is the period in which a version was in force.
func periodNL(p transparency.Publication) string {
	nl := fmt.Sprintf("versie %d, geldt vanaf %s", p.Number, p.From.NL())
	if p.Until != "" {
		nl = fmt.Sprintf("versie %d, gold van %s tot en met %s", p.Number, p.From.NL(), p.Until.NL())
	}
	return nl
}

// publicNotices lists the texts in force, for everybody.
func (s *Server) publicNotices(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	day := calendar.On(s.now())
	if !a.Recorded.IsZero() {
		day = calendar.On(a.Recorded)
	}
	v := listView{Table: web.Table{Caption: "Privacyverklaringen", CaptionHidden: true, Empty: "Er staan nu geen teksten.",
		Columns: []web.Column{{NL: "Tekst", RowHeader: true}, {NL: "Voor wie"}, {NL: "Soort"}, {NL: "Geldt vanaf"}}}}
	v.Notes = []web.Alert{{Kind: web.Info, Title: "Wilt u weten welke gegevens de gemeente van u heeft?", NL: accessHowNL, Links: []web.Link{{Href: "/register", NL: "Bekijk het register van verwerkingen"}}}}
	var list []projections.PublicText
	s.Live.View(func() { list = s.info.Current(day, a.Recorded) })
	v.Pages = web.Paginate(pageOf(r), publicPage, len(list), func(n int) string { return withQuery(r.URL, "pagina", strconv.Itoa(n)) })
	v.Pages.One, v.Pages.Many = "tekst", "teksten"
	for _, t := range list[max(v.Pages.First-1, 0):v.Pages.Last] {
		x := noticeTextOf(t)
		href := "/privacyverklaringen/" + t.ID
		if !a.Recorded.IsZero() {
			href = x.Href
		}
		v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{NL: x.Name, Href: href}, {NL: x.Audience}, {NL: x.Kind}, {Time: t.From.Start()}}})
	}
	p := s.page(r, "Privacyverklaringen")
	p.AsOf, p.Data = onlyKnown(bar), v
	s.render(w, r, http.StatusOK, "lijst", p)
}

// accessHowNL is the easy way to get access (R-4.2-14).
const accessHowNL = "Vraag het aan de balie, per telefoon, per brief of per e-mail. U hoeft niet te zeggen waarom. U krijgt binnen een maand antwoord."

type publicNoticeView struct {
	noticeText
	Current    string // address of the text in force, if this is another one
	Ended      bool   // no text is in force any more
	Permanent  string
	Versions   web.Table
	Activities []web.Link
}

// publicNotice shows one version of a text, with every other one and its period (R-4.2-15).
func (s *Server) publicNotice(w http.ResponseWriter, r *http.Request) {
	id, number := chi.URLParam(r, "id"), 0
	if text := chi.URLParam(r, "version"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			s.notFound(w, r)
			return
		}
		number = n
	}
	today := calendar.On(s.now())
	var v publicNoticeView
	var ok bool
	s.Live.View(func() {
		var t, now projections.PublicText
		if t, ok = s.info.Text(id, number, today); !ok {
			return
		}
		v = publicNoticeView{noticeText: noticeTextOf(t)}
		v.Permanent = s.Base + v.Href
		var current bool
		if now, current = s.info.Text(id, 0, today); !current {
			v.Ended = true
		} else if now.Number != t.Number {
			v.Current = "/privacyverklaringen/" + id
		}
		v.Versions = s.noticeVersions(id, today)
		v.Activities = s.publicActivities(t.Covered)
	})
	if !ok {
		s.notFound(w, r)
		return
	}
	p := s.page(r, v.Name)
	p.Breadcrumbs = []web.Link{{Href: "/privacyverklaringen", NL: "Privacyverklaringen"}, {NL: v.Name}}
	p.Data = v
	s.render(w, r, http.StatusOK, "privacyverklaring", p)
}

func (s *Server) noticeVersions(id string, today calendar.Date) web.Table {
	t := web.Table{ID: "tekstversies", Caption: "Alle versies van deze tekst", Compact: true, Columns: []web.Column{{NL: "Versie", RowHeader: true}, {NL: "Gold vanaf"}, {NL: "Gold tot en met"}}}
	for _, x := range s.info.Versions(id, today) {
		until := "nu"
		if x.Until != "" {
			until = x.Until.NL()
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: fmt.Sprintf("versie %d", x.Number), Href: fmt.Sprintf("/privacyverklaringen/%s/versie/%d", id, x.Number)}, {NL: x.From.NL()}, {NL: until}}})
	}
	return t
}

// publicActivities are the pages of the public register about the activities; what is not public is left out.
func (s *Server) publicActivities(covered []transparency.Covered) []web.Link {
	var list []web.Link
	for _, c := range covered {
		v := s.Records.Stream(c.Activity)
		if v == nil {
			continue
		}
		if a, ok := v.Last().State.(register.Activity); ok && a.Public() {
			list = append(list, web.Link{Href: "/register/" + v.ID, NL: a.Name})
		}
	}
	return list
}

// noticesAbout are the texts in force about an activity, for the public register. Call it under View.
func (s *Server) noticesAbout(stream string) []web.Link {
	var list []web.Link
	for _, t := range s.info.Current(calendar.On(s.now()), time.Time{}) {
		if !t.Covers(stream) {
			continue
		}
		list = append(list, web.Link{Href: "/privacyverklaringen/" + t.ID, NL: t.Name})
	}
	return list
}

// informedView answers: was a resident informed of this activity, with what text, on that day?
type informedView struct {
	Filters    web.FilterForm
	Asked      bool
	Answer     web.Alert
	Texts      []noticeText
	Moments    web.Table
	Exemptions web.Table
}

func (s *Server) informed(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	q := r.URL.Query()
	typed := q.Get("dag")
	day := dateOf(typed)
	if typed == "" {
		day = calendar.On(s.now())
	}
	id := q.Get("verwerking")
	v := informedView{Asked: id != "" && day.Valid()}
	s.Live.View(func() {
		v.Filters = s.informedFilters(id, typed)
		if v.Asked = v.Asked && s.Records.Get("activity", id) != nil; v.Asked {
			s.answerInformed(&v, "activity/"+id, day, a.Recorded)
		}
	})
	p := s.page(r, "Was een inwoner geïnformeerd?")
	p.Breadcrumbs = []web.Link{{Href: "/verklaringen", NL: transparency.NoticeRecord.Plural}, {NL: p.Title}}
	p.AsOf, p.Data = onlyKnown(bar), v
	if !day.Valid() {
		p.Errors = []web.FieldError{{ID: "dag", NL: "Schrijf de datum als dd-mm-jjjj."}}
	}
	s.render(w, r, http.StatusOK, "geinformeerd", p)
}

func (s *Server) informedFilters(id, typed string) web.FilterForm {
	var choices []domain.Choice
	for _, v := range s.Records.OfType("activity") {
		choices = append(choices, domain.Choice{Value: v.ID, NL: title(v.Record, v.Last().State)})
	}
	sortChoices(choices)
	return web.FilterForm{Action: "/geinformeerd", Label: "Kies een verwerking en een dag", Fields: []web.Field{
		{Kind: web.Select, Name: "verwerking", Label: "Verwerking", Free: true, Options: append([]web.Option{{NL: "Maak een keuze"}}, options(choices, id)...)},
		{Kind: web.Date, Name: "dag", Label: "Op welke dag?", Value: typed, Free: true}}}
}

func (s *Server) answerInformed(v *informedView, activity string, day calendar.Date, known time.Time) {
	for _, t := range s.info.InForce(day, known, activity) {
		v.Texts = append(v.Texts, noticeTextOf(t))
	}
	v.Moments = web.Table{ID: "momenten", Caption: "Informeren dat is vastgelegd tot en met deze dag", Empty: "Er is tot en met deze dag niet apart vastgelegd dat mensen zijn geïnformeerd.",
		Columns: []web.Column{{NL: "Tekst", RowHeader: true}, {NL: "Wanneer"}, {NL: "Moment"}, {NL: "Hoe"}}}
	for _, m := range s.info.Moments(activity, day, known) {
		v.Moments.Rows = append(v.Moments.Rows, web.Row{Cells: []web.Cell{
			{NL: title(m.Notice.Record, m.Notice.Last().State), Href: fmt.Sprintf("/privacyverklaringen/%s/versie/%d", m.Notice.ID, m.InformationMomentRecorded.Version), Note: fmt.Sprintf("versie %d", m.InformationMomentRecorded.Version)},
			{Time: m.Happened}, {NL: domain.ChoiceNL(m.Moment.Choices(), string(m.Moment))}, {NL: m.Channel}}})
	}
	for _, x := range s.info.Exemptions(activity, day, known) {
		v.Exemptions.Rows = append(v.Exemptions.Rows, web.Row{Cells: []web.Cell{{NL: title(x.Record, x.Last().State), Href: recordPath(x.Versions)},
			{NL: domain.ChoiceNL(x.Ground.Choices(), string(x.Ground))}, {NL: x.Reason}}})
	}
	v.Exemptions.ID, v.Exemptions.Caption = "vrijstellingen", "Vrijstellingen"
	v.Exemptions.Columns = []web.Column{{NL: "Vrijstelling", RowHeader: true}, {NL: "Uitzondering"}, {NL: "Reden"}}
	v.Answer = answerOf(day, len(v.Texts), len(v.Exemptions.Rows))
}

func answerOf(day calendar.Date, texts, exemptions int) web.Alert {
	switch {
	case texts > 0:
		return web.Alert{Kind: web.OK, Title: "Ja, er gold een tekst", NL: "Op " + day.NL() + " konden mensen deze tekst over de verwerking lezen."}
	case exemptions > 0:
		return web.Alert{Kind: web.Info, Title: "Nee, en dat hoefde niet", NL: "Op " + day.NL() + " gold er een vrijstelling voor de verwerking."}
	}
	return web.Alert{Kind: web.Warning, Title: "Nee, er gold geen tekst", NL: "Op " + day.NL() + " was er geen gepubliceerde tekst over de verwerking, en geen vrijstelling."}
}

// chooseForNotice asks what a new text is about: first the kind and the process, then the activities.
func (s *Server) chooseForNotice(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	kind := web.Field{Kind: web.Select, Name: "soort", Label: "Soort informatie", Free: true, Options: options(transparency.Kind("").Choices(), q.Get("soort"))}
	process := web.Field{Kind: web.Select, Name: "proces", Label: "Proces", Free: true}
	form := web.FilterForm{Action: r.URL.Path, Label: "Tekst opstellen uit het register"}
	s.Live.View(func() {
		process.Options = append([]web.Option{{NL: "Alle processen"}}, options(s.processChoices(), q.Get("proces"))...)
		form.Fields = []web.Field{kind, {Name: "doelgroep", Label: "Voor wie is de tekst?", Value: q.Get("doelgroep"), Free: true}, process}
		if q.Has("proces") {
			form.Fields = append(form.Fields, s.activityBoxes(q.Get("proces")))
		}
	})
	p := s.page(r, "Tekst opstellen uit het register")
	p.Breadcrumbs = []web.Link{{Href: "/verklaringen", NL: transparency.NoticeRecord.Plural}, {NL: p.Title}}
	p.Data = form
	s.render(w, r, http.StatusOK, "verklaring-opstellen", p)
}

func (s *Server) activityBoxes(process string) web.Field {
	f := web.Field{Kind: web.Checkboxes, Name: "verwerking", Label: "Over welke verwerkingen gaat de tekst?", Hint: "Kies er een of meer, ten hoogste 200, en druk weer op ‘Toon’.", Free: true}
	for _, v := range s.Records.OfType("activity") {
		a := v.Last().State.(register.Activity)
		if a.State != register.StatusEnded && (process == "" || a.Process == process) {
			f.Options = append(f.Options, web.Option{Value: v.ID, NL: a.Name})
		}
	}
	sortOptions(f.Options)
	return f
}

// drafts tells whether the command writes a text that begins in the register.
func drafts(a *act) bool { return a.rec.Info().Name == "notice" && a.info.Name == "draft" }

// fromRegister fills the form of a text out of the register: a new one about the activities of the address, or the
// present one anew when the address asks for it. What only people know of it is kept. Call it without the lock.
func (s *Server) fromRegister(a *act, r *http.Request) {
	f := a.value.FieldByName("Text")
	if !f.IsValid() || f.Type() != reflect.TypeFor[transparency.Text]() {
		return
	}
	q := r.URL.Query()
	var streams []string
	for _, id := range q["verwerking"] {
		streams = append(streams, "activity/"+id)
	}
	old := f.Interface().(transparency.Text)
	if !drafts(a) {
		if q.Get("opnieuw") == "" {
			return
		}
		for _, c := range old.Covered {
			streams = append(streams, c.Activity)
		}
	}
	kind, audience := transparency.Kind(q.Get("soort")), q.Get("doelgroep")
	if !drafts(a) {
		kind, audience = old.Kind, old.Audience
	}
	s.Live.View(func() {
		t := s.info.Draft(kind, audience, streams)
		if !drafts(a) {
			t.Name, t.Process, t.Channel, t.Address, t.Obligatory, t.Automated = old.Name, old.Process, old.Channel, old.Address, old.Obligatory, old.Automated
		}
		f.Set(reflect.ValueOf(t))
	})
}

// traced reads from the register what a text rests on: a form or a program names activities and versions only, and what
// the register says of them is not for them to say.
func (s *Server) traced(cmd reflect.Value) {
	f := cmd.FieldByName("Covered")
	if !f.IsValid() || f.Type() != reflect.TypeFor[[]transparency.Covered]() {
		return
	}
	list := slices.Clone(f.Interface().([]transparency.Covered))
	s.Live.View(func() {
		for i, c := range list {
			list[i], _ = s.info.Covered(c.Activity, c.Version) // what is not there becomes empty: the rule refuses it
		}
	})
	f.Set(reflect.ValueOf(list))
}

// covered is the field of the activities of a text, each with the version of the register it was written from.
func (f formContext) covered(x web.Field, list []transparency.Covered) web.Field {
	x.Kind, x.Hint = web.Checkboxes, "De tekst is geschreven uit deze versie van het register."
	for _, c := range list {
		x.Options = append(x.Options, web.Option{Value: fmt.Sprintf("%s@%d", c.Activity, c.Version), NL: fmt.Sprintf("%s (versie %d)", f.s.streamTitle(c.Activity), c.Version), Selected: true})
	}
	return x
}

func decodeCovered(values []string) []transparency.Covered {
	var list []transparency.Covered
	for _, v := range values {
		stream, version, _ := strings.Cut(v, "@")
		n, _ := strconv.ParseUint(version, 10, 64) // what is no number is the present version
		list = append(list, transparency.Covered{Activity: stream, Version: n})
	}
	return list
}

// noticeView adds what only texts have: what is not as it should be, its public page, and every version with its period.
func (s *Server) noticeView(view *recordView, v *projections.Versions, x transparency.Notice, a projections.AsOf) {
	if flags := x.Flags(); len(flags) > 0 {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Warning, Title: "Let op", Lines: flags})
	}
	if x.Next != "" && a.Now() {
		view.Missing = problemsNL(&domain.Refusal{Fields: x.Text.Missing()})
	}
	if !a.Now() || len(x.Published) == 0 {
		return
	}
	links := []web.Link{{Href: "/privacyverklaringen/" + v.ID, NL: "Bekijk de openbare pagina"}}
	if x.State != transparency.NoticeStatusArchived {
		links = append(links, web.Link{Href: recordPath(v) + "/_redraft?opnieuw=ja", NL: "Stel de tekst opnieuw op uit het register"})
	}
	if _, ok := x.Current(calendar.On(s.now())); !ok {
		links = links[1:]
	}
	view.Alerts = append(view.Alerts, web.Alert{Kind: web.Info, NL: "Van deze tekst " + countNL(len(x.Published)) + " gepubliceerd.", Links: links})
	t := s.noticeVersions(v.ID, calendar.On(s.now()))
	view.Published = &t
}

func countNL(n int) string {
	if n == 1 {
		return "is 1 versie"
	}
	return fmt.Sprintf("zijn %d versies", n)
}

// websiteView adds what is not as it should be.
func websiteView(view *recordView, x transparency.Website) {
	if flags := x.Flags(); len(flags) > 0 {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Warning, Title: "Let op", Lines: flags})
	}
}
