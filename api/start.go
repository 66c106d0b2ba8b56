package api

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

const startPath = "/startvoorwaarden"

// stampAt is the moment a page is about, with what other records said then.
func (s *Server) stampAt(a projections.AsOf) domain.Stamp {
	by := domain.Stamp{Facts: s.Gov.At(a), Recorded: s.now(), Happened: s.now()}
	if !a.Now() {
		by.Recorded, by.Happened = latest(a), latest(a)
	}
	return by
}

// startConditions is the page that says exactly why an activity may or may not start, who must do what, and where; as of
// any moment.
func (s *Server) startConditions(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	u, _ := auth.From(r.Context())
	var view overview
	var crumbs []web.Link
	found := false
	s.Live.View(func() {
		v := s.find(r)
		if v == nil || v.Record.Info().Name != "activity" {
			return
		}
		found = true
		name := title(v.Record, v.Last().State)
		crumbs = []web.Link{{Href: keepTime(r, "/"+v.Record.Info().Path), NL: v.Record.Info().Plural}, {Href: keepTime(r, recordPath(v)), NL: name}, {NL: "Startvoorwaarden"}}
		at, ok := v.At(a)
		if !ok {
			view.Head = headView{Title: name}
			view.Alerts = []web.Alert{{Kind: web.Info, NL: "Op dit moment in de tijd bestond deze verwerking nog niet."}}
			return
		}
		view = s.startView(r, v, at, a, u)
	})
	if !found {
		s.notFound(w, r)
		return
	}
	p := s.page(r, view.Head.Title)
	p.AsOf, p.Breadcrumbs, p.Data = bar, crumbs, view
	s.render(w, r, http.StatusOK, "overzicht", p)
}

func (s *Server) startView(r *http.Request, v *projections.Versions, at projections.Version, a projections.AsOf, u auth.User) overview {
	x := at.State.(register.Activity)
	info := v.Record.Info()
	view := overview{Head: headView{Title: "Mag deze verwerking starten?", Status: web.StatusTag(x.State, info.StatusNL(x.State)), Lead: title(v.Record, x)}}
	found := s.findings(x, a)
	view.Alerts = append(view.Alerts, verdictAlert(x, found))
	if runs(x) {
		view.Head.Title = "Voldoet deze verwerking aan de startvoorwaarden?"
	}
	for _, alert := range lapsedAlert(x) {
		alert.Links = nil // they lead here
		view.Alerts = append(view.Alerts, alert)
	}
	view.add("Voorwaarden", "", s.conditionTable(r, v, x, found, a, u))
	if a.Now() {
		for _, act := range s.actions(v, at, u) {
			if strings.HasSuffix(act.Href, "/_approve-start") || strings.HasSuffix(act.Href, "/_start") || strings.HasSuffix(act.Href, "/_record-running") {
				view.Links = append(view.Links, web.Link{Href: act.Href, NL: act.NL})
			}
		}
	}
	view.Links = append(view.Links, web.Link{Href: "/wezenlijke-wijzigingen", NL: "Wat is een wezenlijke wijziging?"})
	return view
}

// findings is what can be said of each start condition at a moment, in the order of the conditions.
func (s *Server) findings(x register.Activity, a projections.AsOf) []register.Finding {
	by := s.stampAt(a)
	list := make([]register.Finding, len(register.Conditions))
	for i, c := range register.Conditions {
		list[i] = c.Check(x, by)
	}
	return list
}

// verdictAlert says in one sentence how it stands.
func verdictAlert(x register.Activity, found []register.Finding) web.Alert {
	not, untold := 0, 0
	for _, f := range found {
		switch f.Verdict {
		case register.NotMet:
			not++
		case register.CannotTell:
			untold++
		}
	}
	switch {
	case not > 0 && runs(x):
		return web.Alert{Kind: web.Warning, NL: "Deze verwerking loopt, maar voldoet niet aan " + plural(not, "voorwaarde", "voorwaarden") + "."}
	case not > 0:
		return web.Alert{Kind: web.Warning, NL: "Nee. Aan " + plural(not, "voorwaarde", "voorwaarden") + " is niet voldaan."}
	case x.State == register.StatusEnded:
		return web.Alert{Kind: web.Info, NL: "Deze verwerking is beëindigd."}
	case untold > 0:
		return web.Alert{Kind: web.Info, NL: "Ja, als de proceseigenaar " + plural(untold, "voorwaarde", "voorwaarden") + " motiveert die het grootboek niet kan nagaan. De FG ziet de motivering."}
	}
	return web.Alert{Kind: web.OK, NL: "Ja. Aan alle voorwaarden is voldaan."}
}

func runs(x register.Activity) bool {
	return x.State == register.StatusActive || x.State == register.StatusSuspended
}

// lapsedAlert says that the start approval has lapsed, by what, and what must be done again.
func lapsedAlert(x register.Activity) []web.Alert {
	if len(x.Lapsed) == 0 || x.Approved == nil {
		return nil
	}
	return []web.Alert{{Kind: web.Warning, Title: "De goedkeuring van de start is vervallen",
		NL:    "Goedgekeurd was versie " + number(x.Approved.Version) + ". Sindsdien is nieuw:",
		Lines: differenceLines(x.Lapsed), Links: []web.Link{{Href: "/verwerkingen/" + x.ID + startPath, NL: "Bekijk wat er opnieuw moet"}}}}
}

func differenceLines(list []domain.Difference) []string {
	var out []string
	for _, d := range list {
		out = append(out, d.NL+": "+d.Value)
	}
	return out
}

// conditionTable is each condition with its verdict, who can do something about it, what, and on which records it rests.
func (s *Server) conditionTable(r *http.Request, v *projections.Versions, x register.Activity, found []register.Finding, a projections.AsOf, u auth.User) web.Table {
	t := web.Table{ID: "startvoorwaarden", Caption: "Voorwaarden om te starten", CaptionHidden: true,
		Columns: []web.Column{{NL: "Voorwaarde", RowHeader: true}, {NL: "Oordeel"}, {NL: "Wie"}, {NL: "Wat kunt u doen"}, {NL: "Berust op"}}}
	for i, c := range register.Conditions {
		f := found[i]
		tag := web.Tag{Kind: web.OK, NL: "voldaan"}
		switch f.Verdict {
		case register.NotMet:
			tag = web.Tag{Kind: web.Error, NL: "niet voldaan"}
		case register.CannotTell:
			tag = web.Tag{Kind: web.Warning, NL: "niet na te gaan"}
		}
		do := web.Cell{}
		if a.Now() && f.Verdict != register.Met {
			do.Links = s.stepLinks(v, x, f.Do, u)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: "(" + c.Letter + ") " + c.NL, Note: c.SourceNL()}, {Tag: tag, Note: f.NL},
			{NL: rolesNL(f.Who)}, do, {Links: s.toldLinks(r, f.On)}}})
	}
	return t
}

func rolesNL(roles []domain.Role) string {
	var list []string
	for _, r := range roles {
		list = append(list, domain.RoleNL(r))
	}
	return strings.Join(list, ", ")
}

// toldLinks lead to the records that a condition rests on.
func (s *Server) toldLinks(r *http.Request, on []domain.Told) []web.Link {
	var list []web.Link
	for _, t := range on {
		if v := s.Records.Stream(t.Stream); v != nil {
			list = append(list, web.Link{Href: keepTime(r, recordPath(v)), NL: v.Record.Info().NL + ": " + t.Title})
		}
	}
	return list
}

// stepLinks lead to what would satisfy a condition: to a form where the role chosen may use it, and to the record otherwise.
func (s *Server) stepLinks(v *projections.Versions, x register.Activity, steps []register.Step, u auth.User) []web.Link {
	var list []web.Link
	for _, st := range steps {
		rec, on := v.Record, v
		if st.Record != "" {
			if rec = s.Records.Type(st.Record); rec == nil {
				continue
			}
			on = s.Records.Stream(st.Stream)
		}
		c := rec.Info().CommandNamed(st.Command)
		switch {
		case on != nil && (c == nil || !s.may(c, u) || !c.AllowedIn(rec.StatusOf(on.Last().State))):
			if on != v {
				list = append(list, web.Link{Href: recordPath(on), NL: "Open: " + title(rec, on.Last().State)})
			}
		case on != nil:
			list = append(list, web.Link{Href: recordPath(on) + "/_" + c.Name, NL: st.NL})
		case c != nil && s.may(c, u):
			list = append(list, web.Link{Href: "/" + rec.Info().Path + "/_" + c.Name + "?" + about(x), NL: st.NL})
		}
	}
	return list
}

// about fills the form of a new record with the activity it is about.
func about(x register.Activity) string {
	stream := "activity/" + x.ID
	return url.Values{"activity": {stream}, "subject": {stream}, "activities": {x.ID}, "process": {x.Process}, "name": {x.Name}, "title": {x.Name}}.Encode()
}

func (s *Server) materialChanges(w http.ResponseWriter, r *http.Request) {
	t := web.Table{ID: "wezenlijk", Caption: "Wezenlijke wijzigingen", CaptionHidden: true, Columns: []web.Column{{NL: "Nieuw in een verwerking", RowHeader: true}, {NL: "Bron"}, {NL: "Vervalt"}}}
	for _, m := range register.Material {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: m.NL}, {NL: m.Source}, {Lines: s.approvalsNL(m.Lapses)}}})
	}
	view := overview{Head: headView{Title: "Wezenlijke wijzigingen", Lead: "Een goedkeuring noemt de versie die is goedgekeurd. Komt er iets wezenlijks bij, dan geldt zij niet meer voor de verwerking zoals die nu is. Wat alleen wegvalt, is nooit wezenlijk."}}
	view.add("Wat wezenlijk is", "", t)
	view.add("Wat er dan opnieuw moet", "", web.Table{ID: "opnieuw", Caption: "Wat opnieuw moet", CaptionHidden: true, Columns: []web.Column{{NL: "Vervallen", RowHeader: true}, {NL: "Opnieuw"}},
		Rows: []web.Row{{Cells: []web.Cell{{NL: "Goedkeuring van de start"}, {NL: "De proceseigenaar keurt de start opnieuw goed. Een lopende verwerking loopt intussen door, met een waarschuwing."}}},
			{Cells: []web.Cell{{NL: "DPIA of voortoets"}, {NL: "Een nieuwe voortoets, of een nieuwe DPIA als het risico hoog is."}}},
			{Cells: []web.Cell{{NL: "Verwerkersovereenkomst"}, {NL: "De overeenkomst wijzigen, zodat zij de verwerking weer dekt. Ook een andere plaats of doorgifte bij de verwerker zelf vraagt dit."}}},
			{Cells: []web.Cell{{NL: "Noodzaakbeoordeling"}, {NL: "De beoordeling heropenen en het nieuwe doel of de nieuwe gegevens beoordelen."}}}}})
	p := s.page(r, view.Head.Title)
	p.Data = view
	s.render(w, r, http.StatusOK, "overzicht", p)
}

// approvalsNL names the approvals of record types.
func (s *Server) approvalsNL(kinds []string) []string {
	var list []string
	for _, k := range kinds {
		switch {
		case k == "activity":
			list = append(list, "Goedkeuring van de start")
		case s.Records.Type(k) != nil:
			list = append(list, s.Records.Type(k).Info().NL)
		}
	}
	return list
}

// approvalAlerts says of an approval of another record (a DPIA, an agreement, a necessity assessment) that it has lapsed for
// what it covers, by what, and what must be done again.
func (s *Server) approvalAlerts(r *http.Request, kind string, covers []domain.Approved, again string, a projections.AsOf) []web.Alert {
	var list []web.Alert
	facts := s.Gov.At(a)
	for _, c := range covers {
		news := domain.Lapsed(facts, kind, []domain.Approved{c}, "")
		v := s.Records.Stream(c.Record)
		if len(news) == 0 || v == nil {
			continue
		}
		list = append(list, web.Alert{Kind: web.Warning, Title: "Vervallen voor " + title(v.Record, v.Last().State),
			NL: "Beoordeeld was versie " + number(c.Version) + ". " + again + " Nieuw is:", Lines: differenceLines(news),
			Links: []web.Link{{Href: keepTime(r, recordPath(v)), NL: "Open " + strings.ToLower(v.Record.Info().NL)}, {Href: "/wezenlijke-wijzigingen", NL: "Wat is wezenlijk?"}}})
	}
	return list
}

// startAlert says on the page of an activity whether it may start.
func (s *Server) startAlert(r *http.Request, v *projections.Versions, x register.Activity, a projections.AsOf) web.Alert {
	alert := verdictAlert(x, s.findings(x, a))
	alert.Title = "Mag deze verwerking starten?"
	alert.Links = []web.Link{{Href: keepTime(r, recordPath(v)+startPath), NL: "Bekijk de voorwaarden, wie wat moet doen en waar"}}
	return alert
}

// lapses are the approvals that a record holds and that no longer count for what they covered.
func (s *Server) lapses(r *http.Request, state any, a projections.AsOf) []web.Alert {
	t, ok := state.(domain.Teller)
	if !ok {
		return nil
	}
	switch x := t.Tells().(type) {
	case domain.DPIAFacts:
		return s.approvalAlerts(r, "dpia", x.Covers, "Doe een nieuwe voortoets, of een nieuwe DPIA.", a)
	case domain.AgreementFacts:
		return s.approvalAlerts(r, "agreement", x.Covers, "Wijzig de overeenkomst, zodat zij de verwerking weer dekt.", a)
	case register.Necessity:
		return s.approvalAlerts(r, "necessity", x.Covers, "Heropen de beoordeling.", a)
	}
	return nil
}

func latest(a projections.AsOf) time.Time {
	if a.Happened.IsZero() {
		return a.Recorded
	}
	return a.Happened
}
