package incidents

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Informed is one round of informing the people concerned.
type Informed struct {
	On      calendar.Date `nl:"Op"`
	Channel Channel       `nl:"Hoe"`
	Number  Count         `nl:"Aantal"`
	Text    string        `nl:"Bericht"`
}

// Exception is why people need not be told of a high risk: a closed list (article 34(3) AVG).
type Exception string

// Choices implements [domain.Chooser].
func (Exception) Choices() []domain.Choice {
	return []domain.Choice{{Value: "unintelligible", NL: "de gegevens waren vooraf onleesbaar gemaakt (art. 34 lid 3 a)"},
		{Value: "risk-removed", NL: "maatregelen achteraf namen het hoge risico weg (art. 34 lid 3 b)"},
		{Value: "disproportionate", NL: "te veel moeite: openbare mededeling (art. 34 lid 3 c)"}}
}

// Channel is how people were told.
type Channel string

// Choices implements [domain.Chooser].
func (Channel) Choices() []domain.Choice {
	return []domain.Choice{{Value: "letter", NL: "brief"}, {Value: "email", NL: "e-mail"}, {Value: "phone", NL: "telefoon"}, {Value: "visit", NL: "gesprek"}, {Value: "public", NL: "openbare mededeling"}}
}

// DecideInforming decides whether the people concerned are told (B1.4-9, article 34 AVG).
type DecideInforming struct {
	Inform    domain.YesNo `json:"inform" nl:"Betrokkenen informeren?"`
	Reason    string       `json:"reason" nl:"Reden" form:"long" hint:"Noem geen personen."`
	Exception Exception    `json:"exception,omitempty" nl:"Uitzondering van de wet" opt:"1" hint:"Verplicht als u bij een hoog risico niet informeert."`
	Lead      string       `json:"lead,omitempty" nl:"Wie trekt het informeren?" form:"person" opt:"1" hint:"Eén persoon, meestal de proceseigenaar. Verplicht als u informeert."`
}

// DataSubjectNotificationDecided is the decision.
type DataSubjectNotificationDecided struct {
	Inform    domain.YesNo `json:"inform" nl:"Betrokkenen informeren"`
	Reason    string       `json:"reason" nl:"Reden"`
	Exception Exception    `json:"exception,omitempty" nl:"Uitzondering van de wet"`
	Lead      string       `json:"lead,omitempty" nl:"Trekker" form:"person"`
}

// Decide implements [domain.Command].
func (c DecideInforming) Decide(i Incident, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Choose(c.Inform, string(c.Inform), "inform", "Kies of de betrokkenen bericht krijgen.")
	p.Need(c.Reason, "reason", "Geef de reden.") // R-B4-18
	if c.Exception != "" {
		p.Choose(c.Exception, string(c.Exception), "exception", "Kies een uitzondering uit de lijst.")
	}
	if c.Inform == domain.No && i.Risk == HighRisk && c.Exception == "" {
		p.Add("exception", "Bij een hoog risico krijgen de betrokkenen bericht, behalve bij een van deze uitzonderingen (AVG art. 34 lid 3).")
	}
	if c.Inform == domain.Yes || c.Lead != "" { // one lead a case (T-16)
		p.NeedPerson(c.Lead, "lead", "Kies wie het informeren trekt.", by)
	}
	if err := p.Refuse("incident.informing"); err != nil {
		return nil, err
	}
	if i.Breach != domain.Yes {
		return nil, unmet("incident.not-breach", "Beoordeel eerst of het een datalek is. Alleen dan zijn er betrokkenen om te informeren.")
	}
	return []event{DataSubjectNotificationDecided{c.Inform, trim(c.Reason), c.Exception, c.Lead}}, nil
}

// Evolve implements [domain.Event].
func (e DataSubjectNotificationDecided) Evolve(i Incident, by domain.Stamp) Incident {
	i.Informing, i.Lead = Decision{e.Inform, e.Reason, calendar.At(by.Happened)}, e.Lead
	return i
}

// Inform records that the people concerned were told (article 34(2) AVG): in plain words, with the contact, the consequences and
// the measures. Nobody is named, only counted.
type Inform struct {
	Lead     string        `json:"lead" nl:"Wie trekt het informeren?" form:"person"`
	On       calendar.Date `json:"on" nl:"Wanneer?"`
	Channel  Channel       `json:"channel" nl:"Hoe?"`
	Number   Count         `json:"number" nl:"Hoeveel mensen?" hint:"Een getal. Bij een openbare mededeling: een schatting."`
	Text     string        `json:"text" nl:"Bericht, in gewone woorden" form:"long" hint:"Met contact, gevolgen en maatregelen. Noem geen personen."`
	Document string        `json:"document" nl:"Afschrift" hint:"Het zaaknummer of de hash van het document."`
}

// DataSubjectsNotified is one round of informing.
type DataSubjectsNotified struct {
	Lead     string        `json:"lead" nl:"Trekker" form:"person"`
	On       calendar.Date `json:"on" nl:"Op"`
	Channel  Channel       `json:"channel" nl:"Hoe"`
	Number   Count         `json:"number" nl:"Aantal"`
	Text     string        `json:"text" nl:"Bericht"`
	Document string        `json:"document" nl:"Afschrift"`
}

// Decide implements [domain.Command]. It is a fact: it waits for no decision, but is one.
func (c Inform) Decide(i Incident, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.NeedPerson(c.Lead, "lead", "Kies wie het informeren trekt.", by) // R-B4-17, T-16
	if !c.On.Valid() || c.On > calendar.On(by.Recorded) {
		p.Add("on", "Vul een dag in die niet in de toekomst ligt.")
	}
	p.Choose(c.Channel, string(c.Channel), "channel", "Kies hoe.")
	if _, ok := c.Number.Int(); !ok {
		p.Add("number", "Vul een getal in.")
	}
	p.Need(c.Text, "text", "Neem het bericht over.")
	p.Need(c.Document, "document", "Noem het afschrift.")
	if err := p.Refuse("incident.inform"); err != nil {
		return nil, err
	}
	var list []event
	if i.Informing.Yes != domain.Yes {
		list = append(list, DataSubjectNotificationDecided{Inform: domain.Yes, Reason: "De betrokkenen zijn geïnformeerd.", Lead: c.Lead})
	}
	return append(list, DataSubjectsNotified{c.Lead, c.On, c.Channel, Count(trim(string(c.Number))), trim(c.Text), trim(c.Document)}), nil
}

// Evolve implements [domain.Event].
func (e DataSubjectsNotified) Evolve(i Incident, by domain.Stamp) Incident {
	i.Lead = e.Lead
	i.Informed = append(slices.Clone(i.Informed), Informed{e.On, e.Channel, e.Number, e.Text})
	return i.took("B1.4-9", by)
}
