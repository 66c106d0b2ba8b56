package sharing

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// A ParticipationCondition is something that must be in order before the municipality takes part (§4.10).
type ParticipationCondition struct {
	Key, NL, Source string
	lacks           func(Collaboration) string        // what to do; "" if it is in order
	since           func(Collaboration) calendar.Date // the day it came in order
}

// ParticipationConditions are the conditions of RT-14.
var ParticipationConditions = []ParticipationCondition{
	{"dpia", "DPIA over deelname afgerond", "§4.10", func(c Collaboration) string { // R-4.10-01
		switch {
		case c.DPIA.Ref == "":
			return "Rond eerst de DPIA over deelname af."
		case !c.DPIA.Counts():
			return "De DPIA is vervallen. Doe haar opnieuw. " + strings.Join(c.DPIA.Lapsed, "; ") + "."
		}
		return ""
	}, func(c Collaboration) calendar.Date { return c.DPIA.On }},
	{"measures", "Maatregelen uit de DPIA uitgevoerd", "§4.10, B1.6-6", func(c Collaboration) string { // R-4.10-03
		if open := c.Unhandled(); len(open) > 0 {
			return "Voer de maatregelen uit, of geef de reden: " + strings.Join(open, "; ") + "."
		}
		return ""
	}, func(c Collaboration) (last calendar.Date) {
		for _, m := range c.Measures {
			last = max(last, m.On)
		}
		return last
	}},
	{"arrangements", "Afspraken voldoende bevonden door proceseigenaar en privacybeheerder", "§4.10", func(c Collaboration) string { // R-4.10-04
		if !c.arranged() {
			return "Laat de proceseigenaar en de privacybeheerder vastleggen dat de afspraken voldoende zijn."
		}
		return ""
	}, func(c Collaboration) calendar.Date {
		if c.PersonalData == domain.No {
			return "" // nothing to arrange
		}
		return c.Arrangements.On
	}},
}

// Lacks says what still has to be done for the condition; "" if it is met.
func (x ParticipationCondition) Lacks(c Collaboration) string { return x.lacks(c) }

// StartParticipation starts taking part, after the decision of the college.
type StartParticipation struct {
	From      calendar.Date `json:"from" nl:"Deelname vanaf"`
	Decision  string        `json:"decision" nl:"Kenmerk van het besluit van het college"`
	Unhandled string        `json:"unhandled,omitempty" nl:"Waarom starten met maatregelen die nog open staan?" form:"long" opt:"1" hint:"Alleen nodig als niet alle maatregelen zijn uitgevoerd. De FG ziet dit."`
}

// ParticipationStarted says that the municipality takes part.
type ParticipationStarted struct {
	From      calendar.Date `json:"from" nl:"Deelname vanaf"`
	Decision  string        `json:"decision,omitempty" nl:"Besluit van het college"`
	Unhandled string        `json:"unhandled,omitempty" nl:"Reden voor de start met open maatregelen"`
	Existing  bool          `json:"existing,omitempty" nl:"De deelname liep al"`
}

// Decide implements [domain.Command]. Each condition that is not met is named.
func (c StartParticipation) Decide(s Collaboration, by domain.Stamp) ([]collaborationEvent, error) {
	started := ParticipationStarted{From: c.From, Decision: trim(c.Decision)}
	var p, input domain.Problems
	list := []collaborationEvent{}
	for _, x := range ParticipationConditions {
		switch lack := x.lacks(s); {
		case lack == "" && c.From.Valid() && c.From < x.since(s): // before the start, not at some time
			input.Add("from", x.NL+" op "+x.since(s).NL()+": de deelname begint dan of later. Liep de deelname al, leg dat dan vast als bestaande deelname.")
		case lack == "":
		case x.Key == "measures" && trim(c.Unhandled) != "": // R-4.10-03: with a reason, which the FG sees
			started.Unhandled = trim(c.Unhandled)
			list = append(list, CollaborationNonComplianceFound{domain.Deviates(by, x.Key, x.rule(), "Open maatregelen: "+strings.Join(s.Unhandled(), "; ")+". Reden: "+started.Unhandled, calendar.On(by.Happened))})
		default:
			p.Add(x.Key, x.NL+": "+lack)
		}
	}
	needDay(&input, c.From, "from", "Vul de begindatum van de deelname in.")
	input.Need(c.Decision, "decision", "Noem het besluit van het college.")
	if len(p) > 0 {
		return nil, append(p, input...).Unmet("collaboration.conditions", "De deelname mag nog niet starten:")
	}
	if err := input.Refuse("collaboration.start"); err != nil {
		return nil, err
	}
	return append([]collaborationEvent{started}, list...), nil
}

func (x ParticipationCondition) rule() string { return x.Source + ", " + x.NL }

// RecordParticipation records that the municipality takes part already: a fact, with what is not in order (promise 7).
// The frameworks of the policy hold for collaborations that exist, too (§1.3).
type RecordParticipation struct {
	From     calendar.Date `json:"from" nl:"Deelname sinds"`
	Decision string        `json:"decision,omitempty" nl:"Kenmerk van het besluit van het college" opt:"1"`
}

// Decide implements [domain.Command].
func (c RecordParticipation) Decide(s Collaboration, by domain.Stamp) ([]collaborationEvent, error) {
	var p domain.Problems
	needPast(&p, c.From, "from", "Vul in sinds wanneer de gemeente deelneemt; die dag is voorbij of vandaag.", by)
	if err := p.Refuse("collaboration.participation"); err != nil {
		return nil, err
	}
	list := []collaborationEvent{ParticipationStarted{From: c.From, Decision: trim(c.Decision), Existing: true}}
	note := func(key, rule, what string) {
		list = append(list, CollaborationNonComplianceFound{domain.Deviates(by, key, rule, what, c.From)})
	}
	for _, x := range ParticipationConditions {
		if lack := x.lacks(s); lack != "" {
			note(x.Key, x.rule(), "De deelname liep al. "+lack)
		} else if c.From < x.since(s) {
			note(x.Key, x.rule(), "Dit was pas op "+x.since(s).NL()+" in orde, na het begin van de deelname.")
		}
	}
	if trim(c.Decision) == "" {
		note("decision", "Besluit van het college over deelname", "Er is geen besluit bekend.")
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e ParticipationStarted) Evolve(c Collaboration, _ domain.Stamp) Collaboration {
	c.From, c.HadData = e.From, c.PersonalData != domain.No
	return c.counted()
}
