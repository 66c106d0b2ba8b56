package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/projections"
)

// incidentView adds the clock of the AP, what must be told to whom, what the form of the AP asks beside what is known, what was sent
// to it, what was known at each decision, and who read the personal data.
func (s *Server) incidentView(r *http.Request, view *recordView, v *projections.Versions, x incidents.Incident, a projections.AsOf) {
	now := s.now()
	if !a.Now() {
		now = latest(a)
	}
	view.Head.Lead = "Volgnummer " + s.Records.Serial(v)
	view.Alerts = append(view.Alerts, apAlerts(x, now)...)
	if x.MustInform() {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Warning, Title: "Betrokkenen", NL: "De betrokkenen moeten nog bericht krijgen, zonder onnodige vertraging (AVG art. 34)."})
	}
	view.Deviation = incidentDeviations(x)
	view.Asked = apForm(x, s.processorNL(x))
	sections := []*section{s.sent(v, x), s.decided(v, a)}
	if mayReadAs("history", s.eyes(r).u.Role) { // who reads what is for whoever tests; its reasons are free text
		sections = append(sections, s.vaultReadings(v, a))
	}
	for _, more := range sections {
		if more != nil {
			view.Sections = append(view.Sections, *more)
		}
	}
}

// sent is what was sent to the AP, each as it was sent; two of them can be compared.
func (s *Server) sent(v *projections.Versions, x incidents.Incident) *section {
	if len(x.Notices) == 0 {
		return nil
	}
	t := web.Table{ID: "ap-meldingen", Caption: "Wat aan de AP is gestuurd", CaptionHidden: true,
		Columns: []web.Column{{NL: "Nummer", RowHeader: true}, {NL: "Wat"}, {NL: "Verstuurd op"}, {NL: "Na kennisname"}, {NL: "Volledig"}, {NL: "Afschrift"}}}
	for _, n := range x.Notices {
		at, _ := n.At.Time()
		c := web.Cell{NL: strconv.Itoa(n.Number)}
		if n.Number > 1 {
			c.Href = fmt.Sprintf("%s%s?van=%d&naar=%d", recordPath(v), noticesPath, n.Number-1, n.Number)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{c, {NL: phaseNL(n)}, {Time: at, Clock: true}, {NL: afterNL(x.Aware, n.At)}, {NL: domain.ChoiceNL(n.Complete.Choices(), string(n.Complete))}, {NL: n.Document}}})
	}
	intro := "Elke melding staat vast zoals zij is verstuurd."
	if len(x.Notices) > 1 {
		intro += " Kies een nummer om te zien wat er ten opzichte van de vorige is veranderd."
	}
	return &section{"Meldingen bij de AP", intro, t}
}

func phaseNL(n incidents.Notice) string { return domain.ChoiceNL(n.Phase.Choices(), string(n.Phase)) }

// afterNL is the time between two moments in elapsed hours, whatever the clock did meanwhile (R-B4-13).
func afterNL(from, to calendar.Moment) string {
	a, ok1 := from.Time()
	b, ok2 := to.Time()
	if !ok1 || !ok2 || b.Before(a) {
		return ""
	}
	return plural(int(b.Sub(a)/time.Hour), "uur", "uur")
}

// decided lists the decisions and the notifications, each with the permanent address of the page as it was known then: so the
// decision not to notify can be looked at with what was known, and not with what came later.
func (s *Server) decided(v *projections.Versions, a projections.AsOf) *section {
	t := web.Table{ID: "besluiten", Caption: "Wat was bekend bij elk besluit", CaptionHidden: true, Columns: []web.Column{{NL: "Besluit", RowHeader: true}, {NL: "Vastgelegd"}, {NL: "Na kennisname"}, {NL: "Toen bekend"}}}
	for i, x := range v.List {
		if !a.Recorded.IsZero() && x.Recorded.After(a.Recorded) {
			break
		}
		nl := ""
		switch e := x.Fact.(type) {
		case incidents.ApNotificationDecided:
			nl = "Melden bij de AP: " + yesNoNL(e.Notify)
		case incidents.DataSubjectNotificationDecided:
			nl = "Betrokkenen informeren: " + yesNoNL(e.Inform)
		case incidents.BreachNotifiedToAp:
			nl = "Gemeld bij de AP"
		default:
			continue
		}
		aware := v.List[i].State.(incidents.Incident).Aware
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: nl}, {Time: x.Recorded, Clock: true}, {NL: afterNL(aware, calendar.At(x.Happened))},
			{NL: "Bekijk de pagina van toen", Href: recordPath(v) + "?" + web.ParamKnown + "=" + url.QueryEscape(x.Recorded.UTC().Format(time.RFC3339Nano))}}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return &section{"Wat was bekend bij elk besluit", "Het adres van de pagina van toen blijft hetzelfde tonen, ook als er later meer bekend wordt.", t}
}

func yesNoNL(y domain.YesNo) string { return strings.ToLower(domain.ChoiceNL(y.Choices(), string(y))) }

// vaultReadings lists who read what stands in the vault about the incident, and why (R-LED-13); nil if it has no dossier.
func (s *Server) vaultReadings(v *projections.Versions, a projections.AsOf) *section {
	dossier := s.Records.Get(vaultrecord.Record.Name, v.ID)
	if dossier == nil {
		return nil
	}
	t := web.Table{ID: "ingezien", Caption: "Wie de persoonsgegevens heeft ingezien", CaptionHidden: true, Empty: "Niemand heeft de persoonsgegevens van dit incident ingezien.",
		Columns: []web.Column{{NL: "Wie", RowHeader: true}, {NL: "Rol"}, {NL: "Onderdeel"}, {NL: "Wanneer"}, {NL: "Waarom"}}}
	for _, x := range slices.Backward(dossier.List) {
		if e, is := x.Fact.(vaultrecord.PersonalDataRead); is && (a.Recorded.IsZero() || !x.Recorded.After(a.Recorded)) && len(t.Rows) < maxTimeline {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: s.names.Person(x.Actor)}, {NL: domain.RoleNL(x.Role)}, {NL: s.partNL(vaultrecord.OfIncident, e.Part)}, {Time: x.Recorded, Clock: true}, {NL: e.Why}}})
		}
	}
	return &section{"Wie las de persoonsgegevens?", "", t}
}

const noticesPath = "/ap-meldingen"

// apNotices compares two of the things that were sent to the AP, each as it was sent (article 33(4) AVG).
func (s *Server) apNotices(w http.ResponseWriter, r *http.Request) {
	var view compareView
	var name, back string
	s.Live.View(func() {
		if v := s.find(r); v != nil {
			if list := v.Last().State.(incidents.Incident).Notices; len(list) > 0 {
				name, back = title(v.Record, v.Last().State), recordPath(v)
				view = s.noticesView(r, back, list)
			}
		}
	})
	if name == "" {
		s.notFound(w, r)
		return
	}
	p := s.page(r, "Meldingen bij de AP vergelijken")
	p.Breadcrumbs = []web.Link{{Href: "/" + incidents.Record.Info().Path, NL: incidents.Record.Info().Plural}, {Href: back, NL: name}, {NL: "Meldingen bij de AP vergelijken"}}
	p.Data = view
	s.render(w, r, http.StatusOK, "vergelijken", p)
}

func (s *Server) noticesView(r *http.Request, back string, list []incidents.Notice) compareView {
	chosen := func(name string, other int) int {
		n, err := strconv.Atoi(r.URL.Query().Get(name))
		if err != nil || n < 1 || n > len(list) {
			return other
		}
		return n
	}
	from, to := chosen("van", max(1, len(list)-1)), chosen("naar", len(list))
	field := func(name, label string, n int) web.Field {
		f := web.Field{Kind: web.Select, Name: name, Label: label, Free: true}
		for _, x := range list {
			f.Options = append(f.Options, web.Option{Value: strconv.Itoa(x.Number), NL: noticeNL(x), Selected: x.Number == n})
		}
		return f
	}
	c := compareView{Action: back + noticesPath, From: field("van", "Van", from), To: field("naar", "Naar", to)}
	c.Diff = web.Diff{From: noticeNL(list[from-1]), To: noticeNL(list[to-1])}
	for _, x := range s.names.Diff(list[from-1].ApContent, list[to-1].ApContent) {
		row := web.DiffRow{Field: x.NL, Old: x.Old, New: x.New}
		row.OldParts, row.NewParts = web.Words(x.Old, x.New)
		c.Diff.Rows = append(c.Diff.Rows, row)
	}
	return c
}

func noticeNL(n incidents.Notice) string {
	return fmt.Sprintf("%d: %s, %s", n.Number, phaseNL(n), n.At.NL())
}

func incidentDeviations(x incidents.Incident) *web.Table {
	var list []register.Deviation
	for _, d := range x.Deviations {
		list = append(list, register.Deviation{ID: d.ID, Rule: d.Rule, What: d.What, On: d.On, Remedied: d.Remedied})
	}
	return deviationTable(list)
}

// apAlerts is the clock: hours since awareness and hours left, or that they are over. Passed stays passed.
func apAlerts(x incidents.Incident, now time.Time) (list []web.Alert) {
	aware, ok := x.Aware.Time()
	left, running := x.HoursLeft(now)
	switch {
	case running && ok && left >= 0:
		list = append(list, web.Alert{Kind: web.Warning, Title: "De 72 uur lopen", NL: "De gemeente weet dit " + plural(int(now.Sub(aware)/time.Hour), "uur", "uur") +
			". Melden bij de AP, of een besluit met reden, kan nog " + strconv.Itoa(left) + " uur: uiterlijk " + x.ApDue.NL() + "."})
	case running:
		list = append(list, web.Alert{Kind: web.Error, Title: "De 72 uur zijn om", NL: "De termijn eindigde op " + x.ApDue.NL() + ". Meld alsnog, met de reden van de vertraging."})
	case x.ApPassed:
		list = append(list, web.Alert{Kind: web.Warning, Title: "De 72 uur zijn verstreken", NL: "De termijn eindigde op " + x.ApDue.NL() + " zonder melding of besluit. Dat blijft staan, ook na een latere melding."})
	}
	return list
}

// apForm is what the form of the AP asks (list of August 2022) with what is known: to type over. The ledger sends nothing.
func apForm(x incidents.Incident, processor string) *web.Table {
	if x.Breach == domain.No {
		return nil
	}
	t := web.Table{ID: "ap-formulier", Caption: "Wat het formulier van de AP vraagt, en wat bekend is", Columns: []web.Column{{NL: "Vraag", RowHeader: true}, {NL: "Bekend"}}}
	aspects := make([]string, 0, len(x.Aspects))
	for _, a := range x.Aspects {
		aspects = append(aspects, domain.ChoiceNL(a.Choices(), string(a)))
	}
	for _, q := range []struct{ nl, known string }{
		{"3.3 Betrokken verwerker", strings.Join(nonEmpty(processor, x.ProcessorAt.NL()), ", wist het op ")}, {"4.1 Begin en einde", strings.Join(nonEmpty(x.Occurred.NL(), x.Ended.NL()), "\n")},
		{"4.2 Ontdekt", x.Discovered.NL()}, {"4.3 Hoe ontdekt", x.How}, {"4.5 Reden als het later is dan 72 uur", x.ApLate},
		{"5.1 Wat is geraakt", strings.Join(aspects, "\n")}, {"5.2 Aard van het incident", domain.ChoiceNL(x.Kind.Choices(), string(x.Kind))},
		{"5.3 Beschrijving", strings.Join(nonEmpty(x.What, x.Inventory), "\n")}, {"6 Persoonsgegevens", strings.Join(x.Data, "\n")}, {"6.3 Aantal gegevensrecords", string(x.Records)},
		{"7.1 Groepen betrokkenen", strings.Join(x.People, "\n")}, {"7.3 Aantal betrokkenen", strings.Join(nonEmpty(string(x.PersonsMin), string(x.PersonsMax)), " tot ")},
		{"8.1 Versleuteld of onleesbaar", domain.ChoiceNL(x.Unreadable.Choices(), string(x.Unreadable))}, {"9.2 Gevolgen", x.Consequences},
		{"9.3 Ernst", domain.ChoiceNL(x.Severity.Choices(), string(x.Severity))}, {"10.1 Betrokkenen geïnformeerd", informedNL(x)}, {"10.2 Maatregelen", x.Remedy},
	} {
		c := cell(q.known)
		if q.known == "" {
			c = web.Cell{Missing: "nog niet bekend"}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{NL: q.nl}, c}})
	}
	return &t
}

func informedNL(x incidents.Incident) string {
	var list []string
	for _, r := range x.Informed {
		list = append(list, string(r.Number)+" op "+r.On.NL())
	}
	if len(list) == 0 && x.Informing.Yes == domain.No {
		list = append(list, "nee: "+x.Informing.Reason)
	}
	return strings.Join(list, "\n")
}

func kindNL(x incidents.Incident) string { return domain.ChoiceNL(x.Kind.Choices(), string(x.Kind)) }

func (s *Server) processorNL(x incidents.Incident) string {
	switch {
	case x.Processor != "":
		return s.names.Record("processor", x.Processor)
	case x.Reporter == incidents.Processor:
		return "gemeld via de openbare pagina; welke verwerker, staat in de kluis"
	}
	return ""
}
