package api

import (
	"strconv"
	"strings"
	"time"

	"github.com/heemstede/grootboek/api/web"
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// incidentView adds the clock of the AP, what must be told to whom, and what the form of the AP asks beside what is known.
func (s *Server) incidentView(view *recordView, x incidents.Incident, a projections.AsOf) {
	now := s.now()
	if !a.Now() {
		now = latest(a)
	}
	view.Alerts = append(view.Alerts, apAlerts(x, now)...)
	if x.MustInform() {
		view.Alerts = append(view.Alerts, web.Alert{Kind: web.Warning, Title: "Betrokkenen", NL: "De betrokkenen moeten nog bericht krijgen, zonder onnodige vertraging (AVG art. 34)."})
	}
	view.Deviation = incidentDeviations(x)
	view.Asked = apForm(x)
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
func apForm(x incidents.Incident) *web.Table {
	if x.Breach == domain.No {
		return nil
	}
	t := web.Table{ID: "ap-formulier", Caption: "Wat het formulier van de AP vraagt, en wat bekend is", Columns: []web.Column{{NL: "Vraag", RowHeader: true}, {NL: "Bekend"}}}
	aspects := make([]string, 0, len(x.Aspects))
	for _, a := range x.Aspects {
		aspects = append(aspects, domain.ChoiceNL(a.Choices(), string(a)))
	}
	for _, q := range []struct{ nl, known string }{
		{"4.1 Begin en einde", strings.Join(nonEmpty(x.Occurred.NL(), x.Ended.NL()), "\n")},
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
