package sharing

import (
	"reflect"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// States of an exchange arrangement.
const (
	ExchangeIsInForce domain.Status = "in-force"
	ExchangeIsEnded   domain.Status = "ended"
)

// ExchangeArrangement is the state of RT-16: cooperation with personal data that is no covenant and no processor
// agreement (T-47).
type ExchangeArrangement struct {
	ExchangeTerms
	Checks
	ID    string
	Ended bool              `nl:"Beëindigd"`
	Found domain.Deviations `nl:"Afwijkingen"`
}

// ExchangeTerms are the fields of an arrangement.
type ExchangeTerms struct {
	Party        string        `json:"party" nl:"Externe partij" hint:"Een organisatie. Noem geen personen."`
	Process      string        `json:"process" nl:"Proces" form:"process"`
	Activities   []string      `json:"activities" nl:"Verwerkingen" form:"activity" hint:"De naam zoals die in het register staat, of een deel daarvan. Eén per regel."`
	Requirements string        `json:"requirements" nl:"Eisen aan de uitwisseling" form:"long" hint:"Waar moet de uitwisseling aan voldoen? Noem geen personen."`
	Ground       domain.Ground `json:"ground" nl:"Grondslag"`
	WhyLawful    string        `json:"why_lawful" nl:"Waarom voldoet de afspraak aan de wet?" form:"long" hint:"Noem wet en artikel."`
	From         calendar.Date `json:"from" nl:"Geldt vanaf"`
	Until        calendar.Date `json:"until,omitempty" nl:"Geldt tot en met" opt:"1"`
	Document     string        `json:"document" nl:"Document" ref:"file" hint:"Het kenmerk (hash) van het bestand."`
}

// OpenDeviations are the deviations that still stand.
func (x ExchangeArrangement) OpenDeviations() []domain.Choice { return x.Found.Open() }

// ExchangeRecord is RT-16.
var ExchangeRecord = domain.Define(domain.Aggregate[ExchangeArrangement]{
	Name: "exchange-arrangement", Path: "uitwisselingsafspraken", NL: "Uitwisselingsafspraak", Plural: "Uitwisselingsafspraken", Source: "RT-16, §2.3, §2.2",
	Status: func(x ExchangeArrangement) domain.Status {
		switch {
		case x.Party == "":
			return ""
		case x.Ended:
			return ExchangeIsEnded
		}
		return ExchangeIsInForce
	},
	Statuses: []domain.StatusLabel{{Status: ExchangeIsInForce, NL: "van kracht"}, {Status: ExchangeIsEnded, NL: "beëindigd"}},
	Title:    func(x ExchangeArrangement) string { return x.Party },
	Process:  func(x ExchangeArrangement) string { return x.Process },
	Commands: []domain.CommandType[ExchangeArrangement]{
		{Name: "make", NL: "Afspraak maken", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: MakeExchangeArrangement{},
			Help: "Leg de afspraken vast over het uitwisselen van persoonsgegevens met een externe partij (§2.3). Is er een verwerkersovereenkomst of een convenant, dan is dit niet nodig."},
		{Name: "check-yearly", NL: "Jaarlijkse controle", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: CheckExchange{}, In: []domain.Status{ExchangeIsInForce},
			Help: "Controleer of de afspraak nog klopt (§2.3). Moet zij worden aangepast, dan blijft dat staan tot zij is gewijzigd."},
		{Name: "amend", NL: "Wijzigen", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: AmendExchange{}, In: []domain.Status{ExchangeIsInForce},
			Help: "Pas de afspraak aan. De oude afspraak blijft zichtbaar in de geschiedenis."},
		{Name: "end", NL: "Beëindigen", Roles: []domain.Role{domain.OWN}, Source: "[added] T-32", Own: true, Zero: EndExchange{}, In: []domain.Status{ExchangeIsInForce},
			Help: "Er worden op deze afspraak geen gegevens meer uitgewisseld."},
		{Name: "find-deviation", NL: "Afwijking vastleggen", Roles: domain.DeviationFinders, Source: "[added] G13", Zero: FindExchangeDeviation{}, Any: true,
			Help: "Leg vast dat iets in strijd met een regel is gebeurd. Een feit wordt nooit geweigerd."},
		{Name: "remedy-deviation", NL: "Afwijking opgelost", Roles: domain.DeviationRemediers, Source: "[added] G13", Zero: RemedyExchangeDeviation{}, Any: true,
			Help: "Zeg hoe de afwijking is hersteld."},
	},
	Events: []domain.EventType[ExchangeArrangement]{
		{Name: "ExchangeArrangementMade", NL: "Afspraak gemaakt", Zero: ExchangeArrangementMade{}},
		{Name: "ExchangeArrangementCheckedYearly", NL: "Jaarlijks gecontroleerd", Zero: ExchangeArrangementCheckedYearly{}},
		{Name: "ExchangeArrangementAmended", NL: "Gewijzigd", Zero: ExchangeArrangementAmended{}},
		{Name: "ExchangeArrangementEnded", NL: "Beëindigd", Zero: ExchangeArrangementEnded{}},
		{Name: "ExchangeArrangementNonComplianceFound", NL: "Afwijking vastgesteld", Zero: ExchangeArrangementNonComplianceFound{}},
		{Name: "ExchangeArrangementNonComplianceRemedied", NL: "Afwijking hersteld", Zero: ExchangeArrangementNonComplianceRemedied{}},
	},
})

type exchangeEvent = domain.Event[ExchangeArrangement]

// MakeExchangeArrangement makes an arrangement with a third party (§2.3).
type MakeExchangeArrangement struct{ ExchangeTerms }

// ExchangeArrangementMade is the first event of an arrangement, with its first due check.
type ExchangeArrangementMade struct {
	ExchangeTerms
	NextCheck calendar.Date `json:"next_check" nl:"Eerste controle vóór of op"`
	Rule      string        `json:"rule" nl:"Termijn volgens"`
}

// OwnedBy implements [domain.Owned].
func (c MakeExchangeArrangement) OwnedBy() string { return c.Process }

func (t ExchangeTerms) clean() ExchangeTerms {
	t.Party, t.Requirements, t.WhyLawful, t.Activities = trim(t.Party), trim(t.Requirements), trim(t.WhyLawful), domain.Lines(t.Activities)
	return t
}

func (t ExchangeTerms) problems(by domain.Stamp) domain.Problems {
	var p domain.Problems
	p.Need(t.Party, "party", "Noem de externe partij.")
	p.NeedProcess(t.Process, by)
	needLines(&p, t.Activities, "activities", "Noem de verwerkingen waar de afspraak over gaat.")
	p.Need(t.Requirements, "requirements", "Beschrijf de eisen aan de uitwisseling (§2.3).")
	p.Choose(t.Ground, string(t.Ground), "ground", "Kies de grondslag.")
	p.Need(t.WhyLawful, "why_lawful", "Zeg waarom de afspraak aan de wet voldoet (§2.3).") // R-2.3-11
	needDay(&p, t.From, "from", "Vul de begindatum in.")
	if t.Until != "" && (!t.Until.Valid() || t.Until < t.From) {
		p.Add("until", "De einddatum ligt vóór de begindatum.")
	}
	needFile(&p, t.Document, "document", "Kies het document met de afspraken.")
	return p
}

// Decide implements [domain.Command].
func (c MakeExchangeArrangement) Decide(_ ExchangeArrangement, by domain.Stamp) ([]exchangeEvent, error) {
	t := c.clean()
	if err := t.problems(by).Refuse("exchange.incomplete"); err != nil {
		return nil, err
	}
	return []exchangeEvent{ExchangeArrangementMade{t, t.From.AddYears(1), yearly("§2.3")}}, nil // table 4.2 row 30: from the start
}

// Evolve implements [domain.Event].
func (e ExchangeArrangementMade) Evolve(x ExchangeArrangement, by domain.Stamp) ExchangeArrangement {
	x.ID, x.ExchangeTerms, x.NextCheck = by.Record, e.ExchangeTerms, e.NextCheck
	return x
}

// AmendExchange changes an arrangement.
type AmendExchange struct {
	ExchangeTerms
	Reason string `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
}

// ExchangeArrangementAmended replaces the arrangement.
type ExchangeArrangementAmended struct {
	ExchangeTerms
	Reason string `json:"reason" nl:"Reden"`
}

// OwnedBy implements [domain.Owned].
func (c AmendExchange) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c AmendExchange) Decide(s ExchangeArrangement, by domain.Stamp) ([]exchangeEvent, error) {
	t := c.clean()
	p := t.problems(by)
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	if err := p.Refuse("exchange.incomplete"); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(t, s.ExchangeTerms) && s.ToAdapt == "" {
		return nil, nil // nothing changes
	}
	return []exchangeEvent{ExchangeArrangementAmended{t, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ExchangeArrangementAmended) Evolve(x ExchangeArrangement, _ domain.Stamp) ExchangeArrangement {
	x.ExchangeTerms, x.ToAdapt = e.ExchangeTerms, ""
	return x
}
