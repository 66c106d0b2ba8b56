package sharing

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// A MaterialCollaborationChange is a change after which what was approved has to be judged again.
type MaterialCollaborationChange struct {
	NL   string
	what func(old, next CollaborationTerms) []string
}

// MaterialCollaborationChanges is what counts as material for a collaboration (R-4.9-10, D3, D6).
var MaterialCollaborationChanges = []MaterialCollaborationChange{
	{"Een nieuwe partner", func(o, n CollaborationTerms) []string { return added(o.Partners, n.Partners, "nieuwe partner") }},
	{"Een ander beleidsdoel", func(o, n CollaborationTerms) []string {
		return changed(o.PolicyGoals, n.PolicyGoals, "ander beleidsdoel")
	}},
	{"Een nieuwe soort persoonsgegevens", func(o, n CollaborationTerms) []string {
		return added(o.DataCategories, n.DataCategories, "nieuwe soort persoonsgegevens")
	}},
}

// ReassessCollaboration: partners or purpose change (RT-14).
type ReassessCollaboration struct {
	CollaborationTerms
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// CollaborationReassessed replaces the description. What is material makes the DPIA and the judgement on the arrangements
// lapse, and is named.
type CollaborationReassessed struct {
	CollaborationTerms
	Reason string   `json:"reason" nl:"Reden"`
	Lapsed []string `json:"lapsed,omitempty" nl:"DPIA en oordeel over de afspraken vervallen door"`
}

// OwnedBy implements [domain.Owned].
func (c ReassessCollaboration) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c ReassessCollaboration) Decide(s Collaboration, by domain.Stamp) ([]collaborationEvent, error) {
	t := c.clean()
	p := t.problems(by)
	p.Need(c.Reason, "reason", "Geef de reden.")
	if err := p.Refuse("collaboration.incomplete"); err != nil {
		return nil, err
	}
	e := CollaborationReassessed{CollaborationTerms: t, Reason: trim(c.Reason)}
	for _, m := range MaterialCollaborationChanges {
		e.Lapsed = append(e.Lapsed, m.what(s.CollaborationTerms, t)...)
	}
	list := []collaborationEvent{e}
	if len(e.Lapsed) > 0 && s.status() == CollaborationIsParticipating {
		list = append(list, CollaborationNonComplianceFound{domain.Deviates(by, "lapsed", "§4.10, DPIA vóór deelname",
			"De deelname loopt door na een wijziging: "+strings.Join(e.Lapsed, "; ")+". Doe de DPIA opnieuw en beoordeel de afspraken opnieuw.", calendar.On(by.Happened))})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e CollaborationReassessed) Evolve(c Collaboration, by domain.Stamp) Collaboration {
	c.HadData = c.HadData || c.From != "" && e.PersonalData != domain.No
	c.CollaborationTerms = e.CollaborationTerms
	c.DPIA, c.Arrangements = c.DPIA.lapse(e.Lapsed, by), c.Arrangements.lapse(e.Lapsed, by)
	if len(e.Lapsed) > 0 {
		c.FoundBy, c.FoundWho = nil, nil
	}
	return c.counted()
}
