package control

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an audit.
const (
	AuditStatusStarted   domain.Status = "started"
	AuditStatusSampled   domain.Status = "sampled"
	AuditStatusConcluded domain.Status = "concluded"
)

var (
	// auditors are the accountant and the controller (§3.1). R-LED-15 lets the accountant issue no command on business records: an
	// audit is none. It is the auditor's own file about the ledger; no rule of another record rests on it, and it changes none.
	auditors = []domain.Role{domain.ACC, domain.CTRL}
	// management reacts: the college, the secretary, and who owns a process.
	management = []domain.Role{domain.COL, domain.SEC, domain.OWN}

	auditStarted = []domain.Status{AuditStatusStarted}
	auditSampled = []domain.Status{AuditStatusSampled}
)

// MaxSample bounds a sample: an event is at most 60,000 bytes.
const MaxSample = 400

// Audit is the state of an audit: one control tested over a period, on a sample that anyone can draw again.
type Audit struct {
	AuditScope
	State      domain.Status
	Auditor    string      `nl:"Controleur" form:"person"`
	Role       domain.Role `nl:"In de rol van"`
	Sample     AuditSample
	Papers     []WorkingPaper   `nl:"Werkpapieren"`
	Findings   []AuditFinding   `nl:"Bevindingen"`
	Opinion    AuditOpinion     `nl:"Conclusie"`
	Conclusion string           `nl:"Toelichting op de conclusie"`
	Unanswered string           `nl:"Waarom zonder reactie"`
	Concluded  calendar.Date    `nl:"Afgerond op"`
	Reactions  []ManagementWord `nl:"Reacties van het management"`
}

// AuditScope is what is audited, and the seed of its sample. The seed is published before the checkpoint is known that the
// sample is drawn at, and with both the items follow. What the auditor does choose is the moment of drawing, and with it the
// checkpoint, and the size of the sample. Both stand in [AuditSampleDrawn], and a file is drawn once: an auditor who starts
// another one to draw again leaves the first in the log.
type AuditScope struct {
	Control  AuditControl  `json:"control" nl:"Wat wordt gecontroleerd?"`
	From     calendar.Date `json:"period_from" nl:"Periode vanaf"`
	Until    calendar.Date `json:"period_until" nl:"Periode tot en met"`
	Question string        `json:"question" nl:"Vraag van de controle" form:"long" hint:"Noem geen personen."`
	Seed     string        `json:"seed" nl:"Startwaarde van de steekproef" hint:"Een woord of getal dat u zelf kiest. Het is openbaar, en ligt vast voordat de steekproef wordt getrokken."`
}

// AuditSample is a sample as it was drawn: with the seed and the checkpoint anyone draws the same (see seal.Draw).
type AuditSample struct {
	Origin     string   `json:"origin" nl:"Logboek"`
	Size       uint64   `json:"size" nl:"Getrokken bij controlepunt"` // events in the log
	Root       string   `json:"root" nl:"Wortelhash van het controlepunt"`
	Population int      `json:"population" nl:"Aantal in de populatie"`
	Items      []string `json:"items" nl:"Steekproef" form:"records"` // streams, in the order in which they were drawn
}

// WorkingPaper is what the auditor did on one item, and what he saw.
type WorkingPaper struct {
	Item      string   `json:"item" nl:"Onderdeel van de steekproef" form:"audit-item"`
	Result    Outcome  `json:"result" nl:"Voldoet het?"`
	Work      string   `json:"work" nl:"Wat is gedaan en gezien?" form:"long" hint:"Noem geen personen."`
	Documents []string `json:"documents,omitempty" nl:"Hashes van geziene documenten" opt:"1" hint:"Eén per regel: sha256: en 64 tekens."`
}

// AuditFinding is one finding of an audit.
type AuditFinding struct {
	ID       string   `nl:"Bevinding"`
	Item     string   `nl:"Over" form:"audit-item"`
	Text     string   `nl:"Tekst"`
	Severity Severity `nl:"Ernst"`
	Answered bool     `nl:"Beantwoord"`
}

// ManagementWord is a reaction of management on a finding.
type ManagementWord struct {
	Finding  string        `json:"finding" nl:"Bevinding" form:"audit-finding"`
	Agrees   domain.YesNo  `json:"agrees" nl:"Bent u het ermee eens?"`
	Reaction string        `json:"reaction" nl:"Reactie" form:"long" hint:"Wat gebeurt ermee? Noem geen personen."`
	Until    calendar.Date `json:"until,omitempty" nl:"Klaar uiterlijk op" opt:"1"`
}

// AuditOpinion is the conclusion of the auditor. It is his: the ledger gives evidence, never an opinion.
type AuditOpinion string

// Choices implements [domain.Chooser].
func (AuditOpinion) Choices() []domain.Choice {
	return []domain.Choice{{Value: "effective", NL: "de beheersing werkt"}, {Value: "exceptions", NL: "de beheersing werkt, op uitzonderingen na"},
		{Value: "not-effective", NL: "de beheersing werkt niet"}, {Value: "none", NL: "geen oordeel"}}
}

// AuditRecord is the auditor's file on one control: [added], from §3.1 (the third line checks) and P22.
var AuditRecord = domain.Define(domain.Aggregate[Audit]{
	Name: "audit", Path: "controles", NL: "Controle", Plural: "Controles", Source: "[added], §3.1, P22",
	Status: func(a Audit) domain.Status { return a.State },
	Statuses: []domain.StatusLabel{{Status: AuditStatusStarted, NL: "gestart"}, {Status: AuditStatusSampled, NL: "steekproef getrokken"},
		{Status: AuditStatusConcluded, NL: "afgerond"}},
	Title: func(a Audit) string {
		if a.Control == "" {
			return ""
		}
		return domain.ChoiceNL(a.Control.Choices(), string(a.Control)) + ", " + a.From.NL() + " tot en met " + a.Until.NL()
	},
	Commands: []domain.CommandType[Audit]{
		{Name: "start", NL: "Controle starten", Roles: auditors, Source: "[added] §3.1", Zero: StartAudit{},
			Help: "Kies wat u controleert en over welke periode. U legt hier ook de startwaarde van de steekproef vast."},
		{Name: "draw-sample", NL: "Steekproef trekken", Roles: auditors, Source: "[added] §3.1", Zero: DrawSample{}, In: auditStarted,
			Help: "De steekproef volgt uit de startwaarde en het controlepunt. Een ander trekt dezelfde."},
		{Name: "record-paper", NL: "Werkpapier vastleggen", Roles: auditors, Source: "[added] §3.1", Zero: RecordWorkingPaper{}, In: auditSampled,
			Help: "Leg bij één onderdeel van de steekproef vast wat u deed en zag."},
		{Name: "record-finding", NL: "Bevinding vastleggen", Roles: auditors, Source: "[added] §3.1", Zero: RecordAuditFinding{}, In: auditSampled,
			Help: "Leg één bevinding vast, met de ernst. Het management reageert erop."},
		{Name: "react", NL: "Reageren als management", Roles: management, Source: "[added] §3.1", Zero: ReactToAudit{}, In: []domain.Status{AuditStatusSampled, AuditStatusConcluded},
			Help: "Geef uw reactie op een bevinding."},
		{Name: "conclude", NL: "Controle afronden", Roles: auditors, Source: "[added] §3.1", Zero: ConcludeAudit{}, In: auditSampled,
			Help: "Geef uw conclusie. Dit kan als elk onderdeel van de steekproef een werkpapier heeft."},
	},
	Events: []domain.EventType[Audit]{
		{Name: "AuditStarted", NL: "Controle gestart", Zero: AuditStarted{}},
		{Name: "AuditSampleDrawn", NL: "Steekproef getrokken", Zero: AuditSampleDrawn{}},
		{Name: "WorkingPaperRecorded", NL: "Werkpapier vastgelegd", Zero: WorkingPaperRecorded{}},
		{Name: "AuditFindingRecorded", NL: "Bevinding van de controle vastgelegd", Zero: AuditFindingRecorded{}},
		{Name: "ManagementReacted", NL: "Reactie van het management", Zero: ManagementReacted{}},
		{Name: "AuditConcluded", NL: "Controle afgerond", Zero: AuditConcluded{}},
	},
})

type auditEvent = domain.Event[Audit]

// byAuditor refuses who is not the auditor. One who left office is followed by whoever holds the role now.
func (a Audit) byAuditor(by domain.Stamp) error {
	if by.Actor == a.Auditor || by.Role == a.Role && !by.Facts.Holds(a.Auditor, a.Role, by.Recorded) {
		return nil
	}
	return refusal(domain.Forbidden, "audit.not-auditor", "", "Alleen wie de controle doet, legt hier iets vast.")
}

// paper is the last working paper of an item.
func (a Audit) paper(item string) (WorkingPaper, bool) {
	for _, p := range slices.Backward(a.Papers) {
		if p.Item == item {
			return p, true
		}
	}
	return WorkingPaper{}, false
}

// Unpapered are the items that have no working paper yet.
func (a Audit) Unpapered() []string {
	return slices.DeleteFunc(slices.Clone(a.Sample.Items), func(item string) bool { _, ok := a.paper(item); return ok })
}

// Result is what the auditor found of an item; "" if it has no working paper.
func (a Audit) Result(item string) Outcome {
	p, _ := a.paper(item)
	return p.Result
}

// Links implements [domain.Linker]: the records that were looked at.
func (a Audit) Links() []string { return slices.Clone(a.Sample.Items) }

// Options are the choices of a form about this audit.
func (a Audit) Options(form string) []domain.Choice {
	list := []domain.Choice{}
	switch form {
	case "audit-item":
		for i, item := range a.Sample.Items {
			list = append(list, domain.Choice{Value: item, NL: "Nummer " + strconv.Itoa(i+1)})
		}
	case "audit-finding":
		for _, f := range a.Findings {
			list = append(list, domain.Choice{Value: f.ID, NL: f.ID + ": " + short(f.Text)})
		}
	}
	return list
}

// Useful tells whether a command can do anything here.
func (a Audit) Useful(command string) bool { return command != "react" || len(a.Findings) > 0 }

// clean trims what was typed; a hash of a document is a hash, so that nothing else can stand in its place.
func (w WorkingPaper) clean() WorkingPaper {
	w.Work, w.Documents = trim(w.Work), domain.Lines(w.Documents)
	return w
}
