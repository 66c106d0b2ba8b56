package sharing

import (
	"reflect"
	"slices"
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// A MaterialCovenantChange is a change after which the DPIA has to be done again.
type MaterialCovenantChange struct {
	NL   string
	what func(old Covenant, next AmendCovenant) []string
}

// MaterialCovenantChanges is what counts as material for a covenant, besides a party that accedes.
var MaterialCovenantChanges = []MaterialCovenantChange{
	{"Een ander beleidsdoel", func(o Covenant, n AmendCovenant) []string {
		return changed(o.PolicyGoal, n.PolicyGoal, "ander beleidsdoel")
	}},
	{"Voortaan ook persoonsgegevens", func(o Covenant, n AmendCovenant) []string {
		if o.PersonalData == domain.No && n.PersonalData == domain.Yes {
			return []string{"voortaan ook persoonsgegevens"}
		}
		return nil
	}},
	{"Een andere verwerking: onderwerp, aard, doel, duur, soorten gegevens of betrokkenen (C2)", func(o Covenant, n AmendCovenant) []string {
		return changed(o.Subject, n.Subject, "andere verwerking (C2)")
	}},
	{"Een andere manier van verwerken (C3)", func(o Covenant, n AmendCovenant) []string {
		return changed(o.WayOfProcessing, n.WayOfProcessing, "andere manier van verwerken (C3)")
	}},
	{"Andere doorgifte naar het buitenland (C11)", func(o Covenant, n AmendCovenant) []string {
		return changed(o.TransferAbroad, n.TransferAbroad, "andere doorgifte naar het buitenland (C11)")
	}},
	{"Een nieuwe verwerking", func(o Covenant, n AmendCovenant) []string {
		return added(o.Activities, n.Activities, "nieuwe verwerking")
	}},
}

// AmendCovenant changes the text: a draft freely, a covenant in force with a decision, and with its elements.
type AmendCovenant struct {
	CovenantTerms
	CovenantElements
	NewUntil calendar.Date `json:"new_until,omitempty" nl:"Nieuwe einddatum" opt:"1" hint:"Leeg: de einddatum blijft."`
	Decision string        `json:"decision,omitempty" nl:"Kenmerk van het besluit" opt:"1" hint:"Verplicht als het convenant van kracht is."`
	Reason   string        `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
}

// CovenantAmended replaces the text. What is material makes the DPIA lapse, and is named.
type CovenantAmended struct {
	CovenantTerms
	CovenantElements
	NewUntil calendar.Date `json:"new_until,omitempty" nl:"Nieuwe einddatum"`
	Decision string        `json:"decision,omitempty" nl:"Besluit"`
	Reason   string        `json:"reason" nl:"Reden"`
	Lapsed   []string      `json:"lapsed,omitempty" nl:"DPIA vervallen door"`
}

// OwnedBy implements [domain.Owned].
func (c AmendCovenant) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c AmendCovenant) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	c.CovenantTerms, c.CovenantElements = c.CovenantTerms.clean(), c.CovenantElements.clean()
	if err := c.problems(s, by).Refuse("covenant.amend"); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(c.CovenantTerms, s.CovenantTerms) && c.CovenantElements.same(s.CovenantElements) && c.NewUntil == "" && s.ToAdapt == "" {
		return nil, nil // nothing changes
	}
	next := s
	next.CovenantTerms, next.CovenantElements = c.CovenantTerms, c.CovenantElements
	if s.State == CovenantIsInForce {
		if lacks := next.lacksToConclude(); len(lacks) > 0 { // RT-15: elements still covered
			return nil, lacks.Unmet("covenant.elements", "Na deze wijziging is niet meer alles geregeld:")
		}
	}
	e := CovenantAmended{c.CovenantTerms, c.CovenantElements, c.NewUntil, trim(c.Decision), trim(c.Reason), nil}
	if s.DPIA.Ref != "" || s.State == CovenantIsInForce && next.needsDPIA() {
		for _, m := range MaterialCovenantChanges {
			e.Lapsed = append(e.Lapsed, m.what(s, c)...)
		}
	}
	return append([]covenantEvent{e}, s.lapsing(e.Lapsed, by)...), nil
}

func (c AmendCovenant) problems(s Covenant, by domain.Stamp) domain.Problems {
	p := c.CovenantTerms.problems(by)
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	if c.NewUntil != "" && (!c.NewUntil.Valid() || c.NewUntil < s.From) {
		p.Add("new_until", "Vul een einddatum in die na de begindatum ligt.")
	}
	if s.State != CovenantIsInForce {
		return p
	}
	p.Need(c.Decision, "decision", "Noem het besluit over de wijziging.")
	if !slices.Equal(c.Parties, s.Parties) {
		p.Add("parties", "Partijen veranderen met ‘toetreden’ en ‘uittreden’: elke partij beslist zelf.")
	}
	return p
}

// lapsing is the deviation of a covenant that goes on in force without a DPIA that counts (promise 7).
func (c Covenant) lapsing(why []string, by domain.Stamp) []covenantEvent {
	if len(why) == 0 || c.State != CovenantIsInForce {
		return nil
	}
	return []covenantEvent{CovenantNonComplianceFound{domain.Deviates(by, "lapsed", "§4.10, DPIA", "Het convenant blijft van kracht na een wijziging: "+
		strings.Join(why, "; ")+". Doe de DPIA opnieuw.", calendar.On(by.Happened))}}
}

// Evolve implements [domain.Event].
func (e CovenantAmended) Evolve(c Covenant, by domain.Stamp) Covenant {
	c.HadData = c.HadData || c.InEffect && e.PersonalData != domain.No
	c.CovenantTerms, c.CovenantElements, c.ToAdapt = e.CovenantTerms, e.CovenantElements, ""
	if c.State == CovenantIsDraft {
		c.Members = c.joined(e.Parties)
	}
	if e.NewUntil != "" {
		c.Until = e.NewUntil
	}
	c.DPIA = c.DPIA.lapse(e.Lapsed, by)
	return c.rewritten()
}
