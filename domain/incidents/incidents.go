// Package incidents is what the municipality does with a security incident (RT-25): reported by whoever sees it, its facts,
// analysis, advice and dilemmas, the report and its check, the notification of the AP, the information of the people
// concerned, and what was done with the advice. Source: §6, Annex 1.4, articles 33 and 34 AVG.
//
// It promises: three tracks run next to each other, the report, the AP and the people concerned; only closing needs all three.
// The 72 hours of the AP run from the moment the municipality knew, in elapsed hours, through weekends and changes of the
// clock; that they passed is an event of its own, and a late notification is recorded with its reason and as a deviation.
// What was sent to the AP is numbered and stays as it was sent. Not notifying is a decision with a reason. Every incident
// stays in the register, breach or not.
//
// What it does not do: it sends nothing to the AP, who has no way in but its own form: it records what was sent. It holds
// no personal data: people concerned are numbers and categories, who reported is a person of the directory or only a kind;
// what was told, names of people it touched and how to reach an outsider stand in the vault, in the dossier with the id of the
// incident. Who may read an incident is asked by [Incident.PutTo] and friends, and answered by the pages (requirements 1.5). Recommendations live in the one list of actions (RT-20) and
// name the incident as their origin.
package incidents

import (
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an incident: those of its report.
const (
	StatusReported    domain.Status = "reported"
	StatusInventoried domain.Status = "inventoried"
	StatusAnalysed    domain.Status = "analysed"
	StatusDrafted     domain.Status = "report-drafted"
	StatusChecked     domain.Status = "checked"
	StatusSent        domain.Status = "report-sent"
	StatusClosed      domain.Status = "closed"
)

var (
	open      = []domain.Status{StatusReported, StatusInventoried, StatusAnalysed, StatusDrafted, StatusChecked, StatusSent}
	judged    = []domain.Status{StatusAnalysed, StatusDrafted}
	inventory = []domain.Status{StatusInventoried, StatusAnalysed}
)

// APTerm is how long after it knew of a breach the municipality has to tell the AP (article 33(1) AVG; the policy names
// the article without the number, T-18). Elapsed hours: never shifted.
const APTerm = 72 * time.Hour

// APRule says how the end of the term was found; it stands in the event with it.
const APRule = "72 uur na kennisname, doorgeteld in het weekend en op feestdagen (AVG art. 33 lid 1)"

// Incident is the state of RT-25.
type Incident struct {
	State       domain.Status
	Number      string          `nl:"Nummer"`
	Reporter    Reporter        `nl:"Gemeld door een"`
	ReportedBy  string          `nl:"Melder" form:"person"`
	ReportedAt  calendar.Moment `nl:"Gemeld op"`
	Form        string          `nl:"Meldformulier"`
	Kind        Kind            `nl:"Soort"`
	What        string          `nl:"Wat is er gebeurd?"`
	Description domain.VaultRef `nl:"Wat er is gebeurd, in de kluis"`
	Contact     domain.VaultRef `nl:"Contact van de melder, in de kluis"`
	Persons     domain.VaultRef `nl:"Namen van geraakte personen, in de kluis"`
	Jurists     []string        `nl:"Toegewezen jurist" form:"person"`
	Circumstances
	Inventory  string          `nl:"Feiten en omstandigheden"`
	Report     string          `nl:"Verslag van feiten en omstandigheden"`
	Analysis   string          `nl:"Analyse"`
	Discovered calendar.Moment `nl:"Ontdekt op"`
	Judgement
	Aware      calendar.Moment   `nl:"Kennisname"`
	ApDue      calendar.Moment   `nl:"Uiterlijk melden bij de AP"`
	ApRule     string            `nl:"Zo geteld"`
	Shifts     []Shift           `nl:"Verschuivingen van de kennisname"`
	ApPassed   bool              `nl:"De 72 uur zijn verstreken"`
	Advice     []Advice          `nl:"Adviezen"`
	Dilemmas   []Dilemma         `nl:"Dilemma’s"`
	Drafts     []Draft           `nl:"Rapportages"`
	SentOn     calendar.Moment   `nl:"Rapportage verstuurd op"`
	SentTo     []Receiver        `nl:"Rapportage verstuurd aan"`
	Discussed  []Discussion      `nl:"Besproken met de gemeentesecretaris"`
	ApDecision Decision          `nl:"Besluit melding AP"`
	Notices    []Notice          `nl:"Meldingen bij de AP"`
	ApTold     calendar.Moment   `nl:"Voor het eerst gemeld bij de AP op"`
	ApLate     string            `nl:"Reden van te late melding"`
	Informing  Decision          `nl:"Besluit betrokkenen informeren"`
	Lead       string            `nl:"Trekker van het informeren" form:"person"`
	Informed   []Informed        `nl:"Betrokkenen geïnformeerd"`
	NoAdvice   string            `nl:"Waarom er geen aanbevelingen zijn"`
	Done       bool              `nl:"Adviezen uitgevoerd"`
	Tested     Outcome           `nl:"Toets op de uitvoering"`
	Deviations domain.Deviations `nl:"Afwijkingen"`
	ClosedOn   calendar.Date     `nl:"Gesloten op"`
	Parts      []Part            // who took part by which row of Annex 1 (G12)
}

// A Part is a row of Annex 1 that a role took part in.
type Part struct {
	Row  string
	Role domain.Role
}

// A Shift is a change of the moment of awareness (T-70): the FG sees each of them.
type Shift struct {
	From   calendar.Moment `nl:"Van"`
	To     calendar.Moment `nl:"Naar"`
	Reason string          `nl:"Reden"`
}

// A Decision is a yes or a no with its reason.
type Decision struct {
	Yes    domain.YesNo    `nl:"Besluit"`
	Reason string          `nl:"Reden"`
	At     calendar.Moment `nl:"Op"`
}

// Taken tells whether there is a decision.
func (d Decision) Taken() bool { return d.Yes != "" }

// Kind is what sort of incident it is: the examples of Annex 1.4 (R-B4-02).
type Kind string

// Choices implements [domain.Chooser].
func (Kind) Choices() []domain.Choice {
	return []domain.Choice{{Value: "hack", NL: "Hack of inbraak in een systeem"}, {Value: "fire", NL: "Brand of verlies van een server"},
		{Value: "lost-carrier", NL: "Verloren of gestolen usb-stick, telefoon, laptop of papier"},
		{Value: "wrong-letter", NL: "Brief of bericht bij de verkeerde persoon"}, {Value: "other", NL: "Iets anders"}} // opened or not: both are judged (T-17)
}

// Reporter is who reported, without a name.
type Reporter string

// Reporters.
const (
	Employee  Reporter = "employee"
	Processor Reporter = "processor"
	Outsider  Reporter = "outsider"
)

// Choices implements [domain.Chooser].
func (Reporter) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Employee), NL: "medewerker, inhuur of externe"}, {Value: string(Processor), NL: "verwerker"}, {Value: string(Outsider), NL: "iemand van buiten"}}
}

type event = domain.Event[Incident]

func trim(s string) string { return strings.TrimSpace(s) }

func unmet(code, nl string) error { return &domain.Refusal{Kind: domain.Unmet, Code: code, NL: nl} }

func conflict(code, nl string) error {
	return &domain.Refusal{Kind: domain.Conflict, Code: code, NL: nl}
}

// past reads a moment that must be past; "" is allowed if it may be missing.
func past(p *domain.Problems, m calendar.Moment, field, nl string, must bool, by domain.Stamp) calendar.Moment {
	if m == "" && !must {
		return ""
	}
	t, ok := m.Time()
	switch {
	case !ok:
		p.Add(field, nl+" Schrijf dag en tijd als dd-mm-jjjj uu:mm.")
	case t.After(by.Recorded):
		p.Add(field, "Dit moment ligt in de toekomst.")
	}
	return calendar.At(t)
}

// due is the end of the term of the AP.
func due(aware calendar.Moment) calendar.Moment {
	t, ok := aware.Time()
	if !ok {
		return ""
	}
	return calendar.At(t.Add(APTerm))
}

// after tells whether a moment has passed.
func after(at time.Time, m calendar.Moment) bool {
	t, ok := m.Time()
	return ok && at.After(t)
}

// took notes that a role took part in a row.
func (i Incident) took(row string, by domain.Stamp) Incident {
	if p := (Part{row, by.Role}); !slices.Contains(i.Parts, p) {
		i.Parts = append(slices.Clone(i.Parts), p)
	}
	return i
}

// Links implements [domain.Linker]: the processor and what other processes it touched.
func (i Incident) Links() []string {
	return append(domain.Streams("processor", i.Processor), domain.Streams("process", i.Processes...)...)
}

// IsBreach tells whether personal data were affected; settled is false while nobody has judged that.
func (i Incident) IsBreach() (breach, settled bool) { return i.Breach == domain.Yes, i.Breach != "" }

// ApOpen tells whether the AP still has to be told or a reasoned decision taken, so that the clock of 72 hours counts. Before
// anybody has judged whether it is a breach, it counts too.
func (i Incident) ApOpen() bool {
	return i.State != "" && i.Breach != domain.No && i.ApTold == "" && i.ApDecision.Yes != domain.No
}

// ApOverdue tells whether the 72 hours have passed with the AP neither told nor a reasoned decision taken.
func (i Incident) ApOverdue(at time.Time) bool { return i.ApOpen() && after(at, i.ApDue) }

// HoursLeft are the elapsed hours until the end of the term of the AP, rounded down; negative when it has passed. ok is false
// when no clock runs.
func (i Incident) HoursLeft(at time.Time) (hours int, ok bool) {
	t, valid := i.ApDue.Time()
	if !valid || !i.ApOpen() {
		return 0, false
	}
	left := t.Sub(at)
	if hours = int(left / time.Hour); left < 0 {
		hours--
	}
	return hours, true
}

// MustInform tells whether people must be told and were not: a high risk (article 34 AVG), or a decision to tell them.
func (i Incident) MustInform() bool {
	return i.Breach == domain.Yes && len(i.Informed) == 0 && (i.Informing.Yes == domain.Yes || i.Risk == HighRisk && !i.Informing.Taken())
}

// Withdrawn tells whether the last act towards the AP was to withdraw the notification.
func (i Incident) Withdrawn() bool {
	return len(i.Notices) > 0 && i.Notices[len(i.Notices)-1].Phase == Withdrawal
}

// Options are the choices of a form about this incident.
func (i Incident) Options(form string) (list []domain.Choice) {
	switch form {
	case "deviation":
		return i.Deviations.Open()
	case "dilemma":
		for _, d := range i.Dilemmas {
			if d.next() != "" {
				list = append(list, domain.Choice{Value: d.ID, NL: d.ID + ": " + d.Subject})
			}
		}
	}
	return list
}

// Useful tells whether a command that the status allows can do anything.
func (i Incident) Useful(command string) bool {
	switch command {
	case "settle-dilemma":
		return len(i.Options("dilemma")) > 0
	case "remedy-deviation":
		return len(i.Deviations.Open()) > 0
	case "supplement-ap", "withdraw-ap":
		return i.ApTold != "" && !i.Withdrawn()
	case "notify-ap":
		return i.ApTold == "" || i.Withdrawn()
	case "decide-ap", "decide-informing", "inform":
		return i.Breach == domain.Yes
	}
	return true
}
