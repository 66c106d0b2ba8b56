package api

import (
	"net/http"

	"github.com/heemstede/grootboek/api/auth"
	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/projections"
)

// The privacy policy for everybody, at one address that does not change (P4, §8.1): the version that holds, every earlier one
// with its period, and the announcements of changes. Where a document is filed inside the town hall is not public.

const policyPath = "/beleid"

func (s *Server) publicPolicy(w http.ResponseWriter, r *http.Request) {
	a, bar := asOfBar(r)
	a = projections.AsOf{Recorded: a.Recorded}
	o := overview{Head: headView{Title: "Privacybeleid", Lead: "Hier staat hoe de gemeente met persoonsgegevens omgaat. U vindt hier het beleid dat nu geldt, en wat eerder gold."}}
	s.Live.View(func() {
		for _, kind := range []governance.DocumentKind{governance.PrivacyPolicy, governance.DepartmentPolicy} {
			for _, v := range s.Records.OfType("document") {
				if at, ok := v.At(a); ok {
					if d := at.State.(governance.Document); d.Kind == kind {
						o.addPolicy(v.ID, d)
					}
				}
			}
		}
	})
	if len(o.Sections) == 0 {
		o.Alerts = []web.Alert{{Kind: web.Info, NL: "Er is nog geen beleid in werking getreden."}}
	}
	p := s.page(r, o.Head.Title)
	p.AsOf, p.Data = onlyKnown(bar), o
	s.render(w, r, http.StatusOK, "overzicht", p)
}

// addPolicy shows a policy with its versions; one that never held is not public.
func (o *overview) addPolicy(id string, d governance.Document) {
	t := web.Table{ID: "beleid-" + id, Caption: "Versies van " + d.Title, CaptionHidden: true,
		Columns: []web.Column{{NL: "Versie", RowHeader: true}, {NL: "Geldt"}, {NL: "Vastgesteld"}, {NL: "Wijziging aangekondigd"}, {NL: "Tekst"}}}
	for i := len(d.Versions) - 1; i >= 0; i-- {
		x := d.Versions[i]
		if !x.InForce && x.Until == "" {
			continue
		}
		t.Rows = append(t.Rows, web.Row{Quiet: !x.InForce, Cells: []web.Cell{{NL: x.Version}, heldCell(x),
			{NL: domain.RoleNL(x.AdoptedBy), Note: x.AdoptedOn.NL()}, announcedCell(x), textCell(x)}})
	}
	if len(t.Rows) > 0 {
		intro := "Dit beleid geldt niet meer."
		if x, ok := d.Current(); ok {
			intro = x.Scope
		}
		o.Sections = append(o.Sections, section{d.Title, intro, t})
	}
}

// heldCell is the period in which a version was in force (R-8.1-10).
func heldCell(v governance.DocumentVersion) web.Cell {
	if v.InForce {
		return web.Cell{NL: "vanaf " + v.From.NL(), Tag: web.Tag{Kind: web.OK, NL: "geldt nu"}}
	}
	return web.Cell{NL: "van " + v.From.NL() + " tot en met " + v.Until.NL()}
}

func announcedCell(v governance.DocumentVersion) web.Cell {
	switch {
	case v.AnnouncedOn != "":
		return web.Cell{NL: v.AnnouncedOn.NL(), Links: addressLink(v.AnnouncedAt)}
	case v.Number == 1:
		return web.Cell{NL: "eerste versie"}
	}
	return web.Cell{NL: "nog niet"}
}

func textCell(v governance.DocumentVersion) web.Cell {
	if v.InForce && v.Address != "" {
		return web.Cell{NL: "Lees de tekst", Links: addressLink(v.Address)}
	}
	return web.Cell{NL: "Op te vragen bij de gemeente."}
}

// addressLink links to an address on the web, and to nothing else.
func addressLink(address string) []web.Link {
	if len(address) > 8 && address[:8] == "https://" {
		return []web.Link{{Href: address, NL: address}}
	}
	return nil
}

// policyDocumentView adds to the page of a document what is not as it should be, its versions, and who signed.
func (s *Server) policyDocumentView(view *recordView, v *projections.Versions, d governance.Document, a projections.AsOf) {
	if flags := d.Flags(s.dayOf(a)); len(flags) > 0 {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Warning, Title: "Let op", Lines: flags})
	}
	if d.Kind == governance.PrivacyPolicy {
		view.Links = append(view.Links, web.Link{Href: policyPath, NL: "Bekijk de openbare pagina"})
	}
	if current, ok := d.Current(); ok {
		signed := s.Records.SignedBy(v.ID, current.Number, a)
		_, asked := d.ToSign("employees")
		for _, audience := range []governance.Audience{"board", "externals"} {
			_, too := d.ToSign(audience)
			asked = asked || too
		}
		if asked || len(signed) > 0 {
			view.Alerts = append(view.Alerts, web.Alert{Kind: web.Info, NL: plural(len(signed), "persoon tekende", "personen tekenden") + " voor de versie die geldt.",
				Links: []web.Link{{Href: "/ondertekeningen?document=" + v.ID, NL: "Bekijk wie"}}})
		}
	}
	t := web.Table{ID: "tekstversies", Caption: "Alle versies", Compact: true, Columns: []web.Column{{NL: "Versie", RowHeader: true}, {NL: "Gold vanaf"}, {NL: "Gold tot en met"}, {NL: "Document"}, {NL: "Archiefplaats"}}}
	for _, x := range d.Versions {
		place := x.Place
		if x.ArchivedAt != "" {
			place = x.ArchivedAt
		}
		t.Rows = append(t.Rows, web.Row{Quiet: !x.InForce, Cells: []web.Cell{{NL: x.Version}, {NL: x.From.NL()}, {NL: x.Until.NL()}, {NL: x.Document}, {NL: place}}})
	}
	view.Published = &t
}

// engagementView adds to the page of a file what lacks.
func (s *Server) engagementView(view *recordView, e governance.Engagement, a projections.AsOf) {
	if gap := e.Gap(s.dayOf(a)); len(gap) > 0 {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Warning, Title: "Er ontbreekt iets (§6.1)", NL: "Nog niet geregeld: " + governance.DutiesNL(gap) + "."})
	}
}

// meetingView adds to the page of a meeting who was not there.
func meetingView(view *recordView, m governance.Meeting) {
	var list []string
	for _, x := range m.Absent() {
		list = append(list, domain.ChoiceNL(x.Choices(), string(x)))
	}
	if len(list) > 0 {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Warning, Title: "Afwezig (bijlage 1, rij B1.3-2)", Lines: list})
	}
}

// teamGaps lists per team to whom something of §6.1 lacks (R-6.1-01 to -06).
func (s *Server) teamGaps(r *http.Request, a projections.AsOf) total {
	o := total{title: "Geheimhouding per team", file: "geheimhouding-per-team.csv", one: "team", many: "teams",
		notes: []web.Alert{{Kind: web.Info, NL: "U ziet bij hoeveel mensen iets ontbreekt van wat §6.1 van het beleid vraagt.", Links: []web.Link{{Href: keepTime(r, "/geheimhouding?gat=ja"), NL: "Wie het zijn"}}}},
		table: web.Table{Caption: "Teams", CaptionHidden: true, Empty: "Er zijn geen geheimhoudingsdossiers.",
			Columns: []web.Column{{NL: "Team", RowHeader: true}, {NL: "Mensen", Numeric: true}, {NL: "Met iets dat ontbreekt", Numeric: true}, {NL: "Zonder eed of belofte", Numeric: true},
				{NL: "Vaste dienst zonder verklaring", Numeric: true}, {NL: "Inhuur zonder verklaring", Numeric: true}, {NL: "Inhuur zonder besluit over de eed", Numeric: true},
				{NL: "Zonder document over geheimhouding", Numeric: true}, {NL: "Suwinet, BRP of andere functie zonder wijzing", Numeric: true}, {NL: "Extern zonder contract", Numeric: true}}}}
	for _, t := range s.Records.TeamGaps(a, s.dayOf(a)) {
		row := web.Row{Cells: []web.Cell{{NL: t.Team}}}
		for _, n := range []int{t.People, t.Gap, t.NoOath, t.NoDeclaration, t.HiredNoDeclaration, t.NoDecision, t.NoDocument, t.NoNotice, t.External} {
			row.Cells = append(row.Cells, web.Cell{NL: web.FormatNumber(n)})
		}
		o.table.Rows = append(o.table.Rows, row)
	}
	return o
}

// notCarriedOut lists the departments that did not record carrying out the privacy policy (R-B8-02).
func (s *Server) notCarriedOut(r *http.Request, a projections.AsOf) total {
	o := total{title: "Afdelingen zonder uitvoering van het privacybeleid", file: "beleid-niet-uitgevoerd.csv", one: "afdeling", many: "afdelingen",
		notes: []web.Alert{{Kind: web.Info, NL: "Dit zijn de afdelingen uit het register waarvan de eigenaar niet vastlegde dat zij het privacybeleid uitvoert (bijlage 1, rij B1.8-2).",
			Links: []web.Link{{Href: keepTime(r, "/documenten?soort=privacy-policy"), NL: "Het privacybeleid"}}}},
		table: web.Table{Caption: "Afdelingen", CaptionHidden: true, Empty: "Elke afdeling voert het beleid uit, of er geldt nog geen beleid.",
			Columns: []web.Column{{NL: "Afdeling", RowHeader: true}, {NL: "Beleid"}}}}
	for _, x := range s.Records.NotCarriedOut(s.Register.Departments(), a) {
		for _, d := range x.Departments {
			o.table.Rows = append(o.table.Rows, web.Row{Cells: []web.Cell{{NL: d}, {NL: title(x.Policy.Record, x.Policy.Last().State), Href: keepTime(r, recordPath(x.Policy))}}})
		}
	}
	return o
}

// consultations lists the privacy consultations that were held, and warns when the last was too long ago (R-B3-05).
func (s *Server) consultations(r *http.Request, a projections.AsOf) total {
	o := total{title: "Privacyoverleg", file: "privacyoverleg.csv", one: "overleg", many: "overleggen", notes: []web.Alert{s.consultationNote(a)},
		table: web.Table{Caption: "Gehouden privacyoverleg", CaptionHidden: true, Empty: "Er is nog geen privacyoverleg gehouden.",
			Columns: []web.Column{{NL: "Overleg", RowHeader: true}, {NL: "Gehouden op"}, {NL: "Voorzitter"}, {NL: "Afwezig"}}}}
	list := s.Records.OfType("meeting")
	for i := len(list) - 1; i >= 0; i-- {
		at, ok := list[i].At(a)
		if !ok {
			continue
		}
		m := at.State.(governance.Meeting)
		if m.Kind != governance.Consultation || m.HeldOn == "" {
			continue
		}
		absent := web.Cell{NL: "niemand"}
		if missed := m.Absent(); len(missed) > 0 {
			absent = web.Cell{}
			for _, x := range missed {
				absent.Lines = append(absent.Lines, domain.ChoiceNL(x.Choices(), string(x)))
			}
		}
		o.table.Rows = append(o.table.Rows, web.Row{Cells: []web.Cell{{NL: m.Subject, Href: keepTime(r, recordPath(list[i]))}, {Time: m.HeldOn.Start()}, {NL: s.names.Person(m.Chair), Note: m.ChairReason}, absent}})
	}
	return o
}

// consultationNote says when the last privacy consultation was, and whether that is too long ago. Call it under View.
func (s *Server) consultationNote(a projections.AsOf) web.Alert {
	_, held, next := s.Records.LastConsultation(a)
	switch {
	case held == "":
		return web.Alert{Kind: web.Warning, NL: "Er is nog geen privacyoverleg gehouden."}
	case next < s.dayOf(a):
		return web.Alert{Kind: web.Warning, Title: "Het volgende privacyoverleg is te laat", NL: "Het laatste was op " + held.NL() + ". Het volgende had uiterlijk op " + next.NL() + " moeten zijn."}
	}
	return web.Alert{Kind: web.Info, NL: "Het laatste privacyoverleg was op " + held.NL() + ". Het volgende is uiterlijk op " + next.NL() + "."}
}

// consultationTasks tell the FG that the next privacy consultation is due. Call it under View.
func (s *Server) consultationTasks(u auth.User) []web.Task {
	_, held, next := s.Records.LastConsultation(projections.AsOf{})
	if u.Role != domain.FG || held == "" || next >= calendar.On(s.now()) {
		return nil
	}
	return []web.Task{{NL: "Privacyoverleg plannen", Who: "Het laatste was op " + held.NL(), Href: "/overleggen/_schedule", Late: true}}
}

// missingPlan warns that this year has no awareness plan in force (R-8.0-01). Call it under View.
func (s *Server) missingPlan(r *http.Request) []web.Alert {
	a, _ := asOf(r.URL.Query())
	day := s.dayOf(a)
	if !s.Records.MissingPlan(day, a) {
		return nil
	}
	return []web.Alert{{Kind: web.Warning, NL: "Voor " + string(day[:4]) + " is er nog geen awarenessplan vastgesteld (§8)."}}
}
