package incidents

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// DecideAp decides whether the AP is told. The FG does it for the college (§6, T-15).
type DecideAp struct {
	Notify  domain.YesNo `json:"notify" nl:"Melden bij de AP?"`
	Reason  string       `json:"reason,omitempty" nl:"Waarom is een risico voor de privacy niet aannemelijk?" form:"long" opt:"1" hint:"Verplicht als u niet meldt. Noem geen personen."`
	Mandate string       `json:"college_decision,omitempty" nl:"Besluit of mandaat van het college" opt:"1" hint:"Het kenmerk. Verplicht als u niet meldt."`
	Advice  string       `json:"fg_advice,omitempty" nl:"Advies van de FG" form:"long" opt:"1" hint:"Verplicht als u niet meldt. Noem geen personen."`
}

// ApNotificationDecided is the decision. What was known then, the record of that moment shows.
type ApNotificationDecided struct {
	Notify  domain.YesNo `json:"notify" nl:"Melden bij de AP"`
	Reason  string       `json:"reason,omitempty" nl:"Reden"`
	Mandate string       `json:"college_decision,omitempty" nl:"Besluit of mandaat van het college"`
	Advice  string       `json:"fg_advice,omitempty" nl:"Advies van de FG"`
}

// Decide implements [domain.Command]. Notifying is the rule; not notifying is the reasoned exception, and only where a risk
// is not plausible (§6, article 33(1) AVG).
func (c DecideAp) Decide(i Incident, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Choose(c.Notify, string(c.Notify), "notify", "Kies of de AP bericht krijgt.")
	if c.Notify == domain.No {
		p.Need(c.Reason, "reason", "Leg uit waarom een risico voor de privacy niet aannemelijk is.") // R-6.0-03
		p.Need(c.Mandate, "college_decision", "Noem het besluit of het mandaat van het college.")    // T-15
		p.Need(c.Advice, "fg_advice", "Geef het advies van de FG.")
	}
	if err := p.Refuse("incident.ap-decision"); err != nil {
		return nil, err
	}
	if i.Breach == "" {
		return nil, unmet("incident.not-classified", "Beoordeel eerst of het een datalek is.")
	}
	if i.Breach == domain.No {
		return nil, conflict("incident.no-breach", "Dit incident is geen datalek: er is niets te besluiten over de AP.")
	}
	if c.Notify == domain.No && i.Risk != NotPlausible {
		return nil, unmet("incident.risk", "Het risico is beoordeeld als ‘"+domain.ChoiceNL(i.Risk.Choices(), string(i.Risk))+"’. Dan meldt het college het datalek (§6, AVG art. 33 lid 1).")
	}
	if c.Notify == domain.No && i.ApTold != "" && !i.Withdrawn() {
		return nil, conflict("incident.ap-told", "Het datalek is al gemeld. Trek de melding in als zij niet nodig was.")
	}
	return []event{ApNotificationDecided{c.Notify, trim(c.Reason), trim(c.Mandate), trim(c.Advice)}}, nil
}

// Evolve implements [domain.Event].
func (e ApNotificationDecided) Evolve(i Incident, by domain.Stamp) Incident {
	i.ApDecision = Decision{e.Notify, e.Reason, calendar.At(by.Happened)}
	return i
}
