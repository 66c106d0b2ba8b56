package incidents

import (
	"slices"
	"strconv"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Phase is which of the four things was sent to the AP (article 33(4) AVG; form of the AP).
type Phase string

// Phases.
const (
	First      Phase = "first"
	Supplement Phase = "supplement"
	Amendment  Phase = "amendment"
	Withdrawal Phase = "withdrawal"
)

// Choices implements [domain.Chooser].
func (Phase) Choices() []domain.Choice {
	return append(FollowUp("").Choices(), domain.Choice{Value: string(First), NL: "eerste melding"}, domain.Choice{Value: string(Withdrawal), NL: "intrekking"})
}

// ApContent is what was sent to the AP (article 33(3) AVG). The contact is the office of the FG, never a name.
type ApContent struct {
	Reference    string       `json:"reference" nl:"Meldnummer van de AP"`
	Nature       string       `json:"nature" nl:"Aard van de inbreuk" form:"long" hint:"Noem geen personen."`
	Persons      Count        `json:"persons,omitempty" nl:"Aantal betrokkenen" opt:"1" hint:"Een getal. Een schatting mag."`
	Records      Count        `json:"records,omitempty" nl:"Aantal gegevensrecords" opt:"1" hint:"Een getal. Een schatting mag."`
	Consequences string       `json:"consequences,omitempty" nl:"Waarschijnlijke gevolgen" form:"long" opt:"1" hint:"Noem geen personen."`
	Measures     string       `json:"measures,omitempty" nl:"Maatregelen" form:"long" opt:"1" hint:"Noem geen personen."`
	Complete     domain.YesNo `json:"complete" nl:"Is de melding volledig?" hint:"Een eerste melding mag onvolledig zijn. Vul haar later aan."`
	Document     string       `json:"document" nl:"Afschrift van wat is verstuurd" hint:"Het zaaknummer of de hash van het document."`
}

// A Notice is one thing that was sent to the AP, numbered, as it was sent.
type Notice struct {
	Number int             `nl:"Nummer"`
	Phase  Phase           `nl:"Wat"`
	At     calendar.Moment `nl:"Verstuurd op"`
	ApContent
	Reason string `nl:"Reden"`
}

// NotifyAp records a notification that was sent by the form of the AP (B1.4-8). The moment of sending is when it happened.
type NotifyAp struct {
	ApContent
	Late string `json:"late_reason,omitempty" nl:"Reden als het later is dan 72 uur" form:"long" opt:"1" hint:"Verplicht na 72 uur. Noem geen personen."`
}

// BreachNotifiedToAp is the first notification.
type BreachNotifiedToAp struct {
	Number string `json:"number" nl:"Nummer"`
	ApContent
	Late string `json:"late_reason,omitempty" nl:"Reden van te late melding"`
}

// Decide implements [domain.Command]. It waits for nothing (R-B4-14). A late notification is a fact: it is recorded with its reason and
// as a deviation (article 33(1) AVG, R-B4-15).
func (c NotifyAp) Decide(i Incident, by domain.Stamp) ([]event, error) {
	late := after(by.Happened, i.ApDue)
	content := c.ApContent.clean()
	p := content.problems()
	if late {
		p.Need(c.Late, "late_reason", "De 72 uur waren om op "+i.ApDue.NL()+". Geef de reden van de vertraging.")
	}
	if err := p.Refuse("incident.ap-notification"); err != nil {
		return nil, err
	}
	if i.ApTold != "" && !i.Withdrawn() {
		return nil, conflict("incident.ap-known", "Dit incident is al gemeld bij de AP. Vul de melding aan of pas haar aan.")
	}
	var list []event
	if i.ApDecision.Yes != domain.Yes { // notifying is the decision to notify (R-6.0-02)
		list = append(list, ApNotificationDecided{Notify: domain.Yes, Reason: "Gemeld bij de AP."})
	}
	e := BreachNotifiedToAp{Number: i.nextNotice(), ApContent: content}
	if !late {
		return append(list, e), nil
	}
	e.Late = trim(c.Late)
	return append(list, e, IncidentNonComplianceFound{domain.Deviates(by, "ap-late", "AVG art. 33 lid 1, §6", "Gemeld bij de AP na de 72 uur, die om waren op "+i.ApDue.NL()+".", calendar.On(by.Happened))}), nil
}

func (i Incident) nextNotice() string { return strconv.Itoa(len(i.Notices) + 1) }

func (c ApContent) clean() ApContent {
	c.Reference, c.Nature, c.Consequences, c.Measures, c.Document = trim(c.Reference), trim(c.Nature), trim(c.Consequences), trim(c.Measures), trim(c.Document)
	c.Persons, c.Records = Count(trim(string(c.Persons))), Count(trim(string(c.Records)))
	return c
}

// problems: a first notification may be incomplete (article 33(4)); one that says it is complete holds what article 33(3) asks.
func (c ApContent) problems() (p domain.Problems) {
	p.Need(c.Reference, "reference", "Vul het meldnummer van de AP in.")
	p.Need(c.Nature, "nature", "Beschrijf de aard van de inbreuk.")
	p.Need(c.Document, "document", "Noem het afschrift van wat is verstuurd.")
	p.Choose(c.Complete, string(c.Complete), "complete", "Geef aan of de melding volledig is.")
	for _, x := range []struct {
		c     Count
		field string
	}{{c.Persons, "persons"}, {c.Records, "records"}} {
		if _, ok := x.c.Int(); x.c != "" && !ok {
			p.Add(x.field, "Vul een getal in.")
		}
	}
	if c.Complete == domain.Yes {
		p.Need(string(c.Persons), "persons", "Een volledige melding noemt het aantal betrokkenen.")
		p.Need(string(c.Records), "records", "Een volledige melding noemt het aantal gegevensrecords.")
		p.Need(c.Consequences, "consequences", "Een volledige melding noemt de gevolgen.")
		p.Need(c.Measures, "measures", "Een volledige melding noemt de maatregelen.")
	}
	return p
}

// Evolve implements [domain.Event].
func (e BreachNotifiedToAp) Evolve(i Incident, by domain.Stamp) Incident {
	if i.ApTold == "" {
		i.ApTold, i.ApLate = calendar.At(by.Happened), e.Late
	}
	return i.noticed(First, e.ApContent, "", by).took("B1.4-8", by)
}

func (i Incident) noticed(phase Phase, c ApContent, reason string, by domain.Stamp) Incident {
	i.Notices = append(slices.Clone(i.Notices), Notice{len(i.Notices) + 1, phase, calendar.At(by.Happened), c, reason})
	return i
}
