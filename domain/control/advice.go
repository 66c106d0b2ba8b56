package control

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an advice.
const (
	AdviceStatusAsked    domain.Status = "asked"
	AdviceStatusGiven    domain.Status = "given"
	AdviceStatusAnswered domain.Status = "answered"
	AdviceStatusReplaced domain.Status = "replaced"
)

// Advice is the state of RT-29: advice on a question of privacy, asked or unasked (B1.5-1).
type Advice struct {
	AdviceTopic
	State    domain.Status
	Number   string        `nl:"Nummer"`
	Asked    Asked         `nl:"Gevraagd of ongevraagd"`
	AskedBy  string        `nl:"Gevraagd door" form:"person"`
	AskedOn  calendar.Date `nl:"Gevraagd op"`
	Question string        `nl:"Vraag"`
	Text     string        `nl:"Advies"`
	Document string        `nl:"Document"`
	Giver    string        `nl:"Gegeven door" form:"person"`
	Role     domain.Role   `nl:"In de rol van"`
	GivenOn  calendar.Date `nl:"Gegeven op"`
	Replaces string        `nl:"Vervangt advies" form:"advice"`
	Follow   Follow        `nl:"Reactie"`
	Reason   string        `nl:"Reden"`
	Reacted  calendar.Date `nl:"Reactie op"`
	By       string        `nl:"Vervangen door advies" form:"advice"`
}

// AdviceTopic is what an advice is about and for whom.
type AdviceTopic struct {
	Subject  string   `json:"subject" nl:"Onderwerp" hint:"Noem geen personen."`
	Topic    Topic    `json:"topic" nl:"Soort onderwerp" hint:"Dit bepaalt wie mag adviseren."`
	Audience Audience `json:"to" nl:"Advies aan"`
	Receiver string   `json:"receiver,omitempty" nl:"Voor wie precies?" form:"person" opt:"1" hint:"Wie op het advies reageert. Leeg: wie erom vraagt."`
	Records  []string `json:"records,omitempty" nl:"Gaat over records" form:"records" opt:"1" hint:"Namen, één per regel, zoals ze in het register staan. Met de soort ervoor mag ook: DPIA: Wmo."`
}

// Asked tells whether somebody asked for it.
type Asked string

// Both ways.
const (
	WasAsked Asked = "asked"
	Unasked  Asked = "unasked"
)

// Choices implements [domain.Chooser].
func (Asked) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(WasAsked), NL: "gevraagd"}, {Value: string(Unasked), NL: "ongevraagd"}}
}

// Topic is what sort of question it is: the row of Annex 1 that says who advises follows from it.
type Topic string

// Topics.
const (
	OnPrivacy    Topic = "privacy"
	OnProcessors Topic = "processors"
	OnIncident   Topic = "incident"
	OnDPIA       Topic = "dpia"
)

// Choices implements [domain.Chooser].
func (Topic) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(OnPrivacy), NL: "privacy in het algemeen"}, {Value: string(OnProcessors), NL: "werken met verwerkers en overeenkomsten"},
		{Value: string(OnIncident), NL: "veiligheidsincident"}, {Value: string(OnDPIA), NL: "DPIA"}}
}

// row is the row of Annex 1 that says who advises on the topic.
func (t Topic) row() string {
	switch t {
	case OnProcessors:
		return "B1.2-3"
	case OnIncident:
		return "B1.4-3"
	case OnDPIA:
		return "B1.6-4"
	}
	return "B1.5-1"
}

// Audience is whom an advice is for (B1.5-1).
type Audience string

// Audiences.
const (
	Executive  Audience = "executive"
	Management Audience = "management"
	Employees  Audience = "employees"
)

// Choices implements [domain.Chooser].
func (Audience) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Executive), NL: "bestuur"}, {Value: string(Management), NL: "management"}, {Value: string(Employees), NL: "medewerkers"}}
}

// inOffice is everybody in the organisation but the clock, and but the accountant, who only reads (R-LED-15).
var inOffice = []domain.Role{domain.EMP, domain.OPL, domain.TM, domain.OWN, domain.DOM, domain.SEC, domain.COL, domain.MAYOR,
	domain.PB, domain.CISO, domain.FG, domain.JUR, domain.CTRL}

// AdviceRecord is RT-29.
var AdviceRecord = domain.Define(domain.Aggregate[Advice]{
	Name: "advice", Path: "adviezen", NL: "Advies", Plural: "Adviezen", Source: "RT-29, §3.1, bijlage 1.5",
	Status: func(a Advice) domain.Status { return a.State },
	Statuses: []domain.StatusLabel{{Status: AdviceStatusAsked, NL: "gevraagd"}, {Status: AdviceStatusGiven, NL: "gegeven, nog geen reactie"},
		{Status: AdviceStatusAnswered, NL: "beantwoord"}, {Status: AdviceStatusReplaced, NL: "vervangen"}},
	Title: func(a Advice) string { return short(a.Subject) },
	Commands: []domain.CommandType[Advice]{
		{Name: "request", NL: "Advies vragen", Roles: inOffice, Source: "RT-29: iedereen in de organisatie", Zero: RequestAdvice{},
			Help: "Stel een vraag over privacy aan de privacybeheerder, de CISO, de FG of de jurist."},
		{Name: "give", NL: "Advies geven", Row: "B1.5-1", Roles: []domain.Role{domain.JUR}, Source: "[added] §3.1", Zero: GiveAdvice{}, In: []domain.Status{AdviceStatusAsked},
			Help: "Geef het gevraagde advies. Daarna verandert het niet meer."},
		{Name: "give-unasked", NL: "Ongevraagd advies geven", Row: "B1.5-1", Roles: []domain.Role{domain.JUR}, Source: "[added] §3.1", Zero: GiveUnaskedAdvice{},
			Help: "Geef advies waar niemand om vroeg. Daarna verandert het niet meer."},
		{Name: "react", NL: "Reageren", Roles: inOffice, Source: "[added]", Zero: ReactToAdvice{}, In: []domain.Status{AdviceStatusGiven, AdviceStatusAnswered},
			Help: "Zeg of u het advies volgt. Volgt u het niet of maar deels, dan geeft u de reden."},
		{Name: "replace", NL: "Vervangen door een nieuw advies", Row: "B1.5-1", Roles: []domain.Role{domain.JUR}, Source: "[added] §3.1", Zero: ReplaceAdvice{}, In: []domain.Status{AdviceStatusGiven, AdviceStatusAnswered},
			Help: "Een later inzicht is een nieuw advies. Het oude blijft leesbaar en verwijst ernaar."},
	},
	Events: []domain.EventType[Advice]{
		{Name: "AdviceRequested", NL: "Advies gevraagd", Zero: AdviceRequested{}},
		{Name: "AdviceGiven", NL: "Advies gegeven", Zero: AdviceGiven{}},
		{Name: "UnaskedAdviceGiven", NL: "Ongevraagd advies gegeven", Zero: UnaskedAdviceGiven{}},
		{Name: "AdviceReactionRecorded", NL: "Reactie vastgelegd", Zero: AdviceReactionRecorded{}},
		{Name: "AdviceReplaced", NL: "Vervangen", Zero: AdviceReplaced{}},
	},
})

type adviceEvent = domain.Event[Advice]

// WaitsForReaction tells whether the advice was given and nobody has reacted (R-B5-05).
func (a Advice) WaitsForReaction() bool { return a.State == AdviceStatusGiven }

// Concerns tells whether the person asked for the advice or received it.
func (a Advice) Concerns(person string) bool { return a.AskedBy == person || a.Receiver == person }

// Given tells whether the advice was given, whatever came after.
func (a Advice) Given() bool { return a.State != "" && a.State != AdviceStatusAsked }

// numbered is the number of an advice: the year and the beginning of the record's id, because nobody counts across records.
func numbered(by domain.Stamp) string {
	id := by.Record
	if len(id) > 8 {
		id = id[:8]
	}
	year, _, _ := strings.Cut(string(calendar.On(by.Happened)), "-")
	return "A-" + year + "-" + id
}

func (t AdviceTopic) clean(receiver string) AdviceTopic {
	t.Subject, t.Records = trim(t.Subject), domain.Lines(t.Records)
	if t.Receiver == "" {
		t.Receiver = receiver
	}
	return t
}

func (t AdviceTopic) problems() domain.Problems {
	var p domain.Problems
	p.Need(t.Subject, "subject", "Noem het onderwerp.")
	p.Choose(t.Topic, string(t.Topic), "topic", "Kies het soort onderwerp.")
	p.Choose(t.Audience, string(t.Audience), "to", "Kies voor wie het advies is.")
	for _, r := range t.Records {
		if !isStream(r) {
			p.Add("records", "‘"+r+"’ is geen kenmerk van een record.")
		}
	}
	return p
}

// mayAdvise refuses an advice on a topic by a role that the row of that topic does not mark. The jurist supports in
// general (§3.1) and is not marked anywhere.
func mayAdvise(t Topic, by domain.Stamp) error {
	var besides []domain.Role
	if t == OnPrivacy {
		besides = []domain.Role{domain.JUR} // [added]
	}
	return marked(by, t.row(), "advice.not-adviser", "Over dit onderwerp adviseert een andere rol", besides...)
}
