package projections

import (
	"fmt"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/incidents"
)

// BreachRegister is the register of article 33(5) AVG (P13, §6): every incident with facts, consequences and measures, told to
// the AP or not and why. What is no breach stays in it with the reason (R-B4-21).
var BreachRegister = Table{Path: "datalekken-register", NL: "Register van datalekken", One: "incident", Many: "incidenten",
	Lead:  "Elk veiligheidsincident, ook als het geen datalek is of niet is gemeld, met feiten, gevolgen en maatregelen (§6, AVG art. 33 lid 5).",
	Kinds: []string{"incident"}, First: "-ontdekt",
	Columns: []Column{
		columnName,
		{Key: "volgnummer", NL: "Volgnummer", Text: (*Item).serial, Order: func(i *Item) string { return fmt.Sprintf("%020d", i.Versions.List[0].Position) }},
		{Key: "ontdekt", NL: "Ontdekt op", Text: momentOf(func(x incidents.Incident) calendar.Moment { return x.Discovered }), Order: incident(func(x incidents.Incident) string { return string(x.Discovered) })},
		{Key: "kennisname", NL: "Kennisname", Text: momentOf(func(x incidents.Incident) calendar.Moment { return x.Aware }), Order: incident(func(x incidents.Incident) string { return string(x.Aware) })},
		{Key: "datalek", NL: "Datalek", Text: incident(func(x incidents.Incident) string { return stacked(nonEmpty(breachNL(x), x.Reason)) })},
		{Key: "feiten", NL: "Feiten", Text: incident(func(x incidents.Incident) string { return stacked(nonEmpty(x.What, x.Inventory)) }), Missing: lacking},
		{Key: "gegevens", NL: "Gegevens", Text: incident(func(x incidents.Incident) string { return stacked(x.Data) })},
		{Key: "betrokkenen", NL: "Betrokkenen", Text: incident(func(x incidents.Incident) string { return stacked(append(nonEmpty(personsNL(x)), x.People...)) })},
		{Key: "gevolgen", NL: "Gevolgen", Text: incident(func(x incidents.Incident) string { return x.Consequences }), Missing: lacking},
		{Key: "maatregelen", NL: "Maatregelen", Text: remedies, Missing: lacking},
		{Key: "risico", NL: "Risico", Text: incident(func(x incidents.Incident) string { return label(x.Risk, string(x.Risk)) })},
		{Key: "ap", NL: "Melding bij de AP", Text: apNL},
		{Key: "informeren", NL: "Betrokkenen informeren", Text: incident(informingNL)},
		columnStatus, columnChanged,
	},
	Choices: []Choice{
		choiceBreach, choiceRisk, choiceAP,
		{Key: "soort", NL: "Soort", Options: incidents.Kind("").Choices(), Of: incident(func(x incidents.Incident) []string { return []string{string(x.Kind)} })},
		{Key: "jaar", NL: "Jaar van ontdekking", Of: incident(func(x incidents.Incident) []string { return []string{yearOf(x.Discovered)} })},
		{Key: "informeren", NL: "Betrokkenen", Options: []domain.Choice{{Value: "geinformeerd", NL: "geïnformeerd"}, {Value: "niet", NL: "besloten niet te informeren"}, {Value: "open", NL: "nog te doen"}}, Of: incident(informing)},
		flag("open", "Nog niet gesloten", incident(func(x incidents.Incident) bool { return x.State != incidents.StatusClosed })),
		flag("afwijking", "Met open afwijking", incident(func(x incidents.Incident) bool { return len(x.Deviations.Open()) > 0 })),
		choiceProcess, choiceOwner,
	}}

var (
	choiceBreach = Choice{Key: "datalek", NL: "Datalek", Options: []domain.Choice{{Value: "ja", NL: "ja"}, {Value: "nee", NL: "nee"}, {Value: "open", NL: "nog niet beoordeeld"}}, Of: incident(breach)}
	choiceRisk   = Choice{Key: "risico", NL: "Risico", Options: incidents.Risk("").Choices(), Of: incident(func(x incidents.Incident) []string { return []string{string(x.Risk)} })}
	choiceAP     = Choice{Key: "ap", NL: "AP", Options: []domain.Choice{{Value: "gemeld", NL: "gemeld"}, {Value: "te-laat-gemeld", NL: "gemeld na 72 uur"}, {Value: "niet-gemeld", NL: "besloten niet te melden"},
		{Value: "ingetrokken", NL: "melding ingetrokken"}, {Value: "open", NL: "termijn loopt"}, {Value: "verstreken", NL: "termijn verstreken"}}, Of: apStands}
)

// lacking warns of what article 33(5) AVG wants of every breach and is not there (R-B4-22). What was told at first stands in the vault.
func lacking(i *Item) string {
	if i.State.(incidents.Incident).Breach == domain.Yes {
		return "ontbreekt"
	}
	return ""
}

// incidentTable is the list of incidents to work with: what runs and what is late.
func incidentTable(t *Table) {
	t.columns(
		Column{Key: "ontdekt", NL: "Ontdekt op", Text: momentOf(func(x incidents.Incident) calendar.Moment { return x.Discovered }), Order: incident(func(x incidents.Incident) string { return string(x.Discovered) })},
		Column{Key: "datalek", NL: "Datalek", Text: incident(breachNL)},
		Column{Key: "ap", NL: "Melding bij de AP", Text: apNL})
	t.choices(choiceBreach, choiceRisk, choiceAP)
	t.flags(incident(func(x incidents.Incident) []string { return openNL(x.Options("deviation")) }), incident(func(x incidents.Incident) bool { return len(x.Deviations.Open()) > 0 }))
}

// incident makes a function of the line out of one of the incident.
func incident[V any](f func(incidents.Incident) V) func(*Item) V { return of(f) }

func momentOf(f func(incidents.Incident) calendar.Moment) func(*Item) string {
	return incident(func(x incidents.Incident) string { return f(x).NL() })
}

func yearOf(m calendar.Moment) string {
	t, ok := m.Time()
	if !ok {
		return ""
	}
	return strconv.Itoa(t.In(calendar.Amsterdam).Year())
}

func breach(x incidents.Incident) []string {
	switch x.Breach {
	case domain.Yes:
		return []string{"ja"}
	case domain.No:
		return []string{"nee"}
	}
	return []string{"open"}
}

func breachNL(x incidents.Incident) string {
	return domain.ChoiceNL(choiceBreach.Options, breach(x)[0])
}

func personsNL(x incidents.Incident) string {
	switch {
	case x.PersonsMin == "":
		return ""
	case x.PersonsMax == "" || x.PersonsMax == x.PersonsMin:
		return string(x.PersonsMin)
	}
	return string(x.PersonsMin) + " tot " + string(x.PersonsMax)
}

// remedies are what was done at once, and the recommendations out of the incident in the list of actions.
func remedies(i *Item) string {
	list := nonEmpty(i.State.(incidents.Incident).Remedy)
	for _, m := range i.look.gov.linkedAt(i.Stream, "measure", i.look.a) {
		list = append(list, m.Title)
	}
	return stacked(list)
}

// Serials number the incidents of each year of recording: "2026/17". The number is the place of the report in the log, and given out by
// nobody: so none is skipped, and none is given twice.
func (r *Records) Serials() map[string]string {
	list := map[string]string{}
	n := map[int]int{}
	for _, v := range r.OfType(incidents.Record.Name) {
		year := v.List[0].Recorded.In(calendar.Amsterdam).Year()
		n[year]++
		list[v.Stream] = strconv.Itoa(year) + "/" + strconv.Itoa(n[year])
	}
	return list
}

// Serial is the number of one incident: see [Records.Serials].
func (r *Records) Serial(v *Versions) string { return r.Serials()[v.Stream] }

func (i *Item) serial() string {
	if i.look.serials == nil {
		i.look.serials = i.look.records.Serials()
	}
	return i.look.serials[i.Stream]
}

// moment is the moment that is looked at: the end of the day asked about, or now.
func (i *Item) moment() time.Time { return i.look.at }

// apStands are how it stands with the AP; what was told late is also told.
func apStands(i *Item) (list []string) {
	x := i.State.(incidents.Incident)
	switch {
	case x.Withdrawn():
		list = append(list, "ingetrokken")
	case x.ApTold != "":
		list = append(list, "gemeld")
	case x.ApOverdue(i.moment()):
		return []string{"verstreken"}
	case x.ApOpen():
		return []string{"open"}
	case x.ApDecision.Yes == domain.No:
		return []string{"niet-gemeld"}
	}
	if x.ApLate != "" {
		list = append(list, "te-laat-gemeld")
	}
	return list
}

// apNL is the notification with its numbers, the reasons, or the clock.
func apNL(i *Item) string {
	x := i.State.(incidents.Incident)
	var list []string
	if hours, running := x.HoursLeft(i.moment()); running {
		list = append(list, "uiterlijk "+x.ApDue.NL(), hoursNL(hours))
	}
	for _, n := range x.Notices {
		list = append(list, n.At.NL()+": "+label(n.Phase, string(n.Phase)))
	}
	if x.ApLate != "" {
		list = append(list, "te laat: "+x.ApLate)
	}
	if x.ApDecision.Yes == domain.No {
		list = append(list, "niet gemeld: "+x.ApDecision.Reason)
	}
	return stacked(list)
}

func hoursNL(hours int) string {
	if hours < 0 {
		return strconv.Itoa(-hours) + " uur te laat"
	}
	return "nog " + strconv.Itoa(hours) + " uur"
}

func informing(x incidents.Incident) []string {
	switch {
	case len(x.Informed) > 0:
		return []string{"geinformeerd"}
	case x.Informing.Yes == domain.No:
		return []string{"niet"}
	case x.Breach == domain.Yes:
		return []string{"open"}
	}
	return nil
}

func informingNL(x incidents.Incident) string {
	var list []string
	for _, r := range x.Informed {
		list = append(list, r.On.NL()+": "+string(r.Number)+" per "+label(r.Channel, string(r.Channel)))
	}
	if len(list) == 0 && x.Informing.Yes == domain.No {
		list = append(list, "niet geïnformeerd: "+x.Informing.Reason)
	}
	if len(list) == 0 && x.MustInform() {
		list = append(list, "nog te doen")
	}
	return stacked(list)
}
