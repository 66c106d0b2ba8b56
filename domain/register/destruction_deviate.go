package register

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// WithdrawDestruction takes back a recording that was a mistake. The privacy administrator does it, not the owner: an owner who
// wants more time postpones, with a reason of the list.
type WithdrawDestruction struct {
	Reason string `json:"reason" nl:"Waarom was dit een vergissing?" form:"long" hint:"Noem geen personen."`
}

// DestructionWithdrawn says why it was a mistake.
type DestructionWithdrawn struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c WithdrawDestruction) Decide(_ Destruction, _ domain.Stamp) ([]destructionEvent, error) {
	if err := reasonFor(c.Reason, "destruction.reason"); err != nil {
		return nil, err
	}
	return []destructionEvent{DestructionWithdrawn{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e DestructionWithdrawn) Evolve(d Destruction, _ domain.Stamp) Destruction {
	d.State, d.Withdrawn = DestructionIsWithdrawn, e.Reason
	return d
}

// FindDestructionDeviation records that a rule was not met: a fact is never refused (G13).
type FindDestructionDeviation struct {
	Rule  string        `json:"rule" nl:"Welke regel?" hint:"Bijvoorbeeld: §4.8, te lang bewaard."`
	What  string        `json:"what" nl:"Wat is er vastgesteld?" form:"long" hint:"Noem geen personen."`
	Since calendar.Date `json:"since,omitempty" nl:"Sinds" opt:"1"`
}

// DestructionNonComplianceFound is a rule not met.
type DestructionNonComplianceFound struct {
	Deviation string        `json:"deviation" nl:"Kenmerk"`
	Rule      string        `json:"rule" nl:"Regel"`
	What      string        `json:"what" nl:"Wat"`
	Since     calendar.Date `json:"since,omitempty" nl:"Sinds"`
}

// Decide implements [domain.Command].
func (c FindDestructionDeviation) Decide(_ Destruction, by domain.Stamp) ([]destructionEvent, error) {
	var p domain.Problems
	p.Need(c.Rule, "rule", "Noem de regel.")
	p.Need(c.What, "what", "Beschrijf wat er is vastgesteld.")
	if c.Since != "" && !c.Since.Valid() {
		p.Add("since", "Deze datum bestaat niet.")
	}
	if err := p.Refuse("destruction.deviation"); err != nil {
		return nil, err
	}
	return []destructionEvent{DestructionNonComplianceFound{by.Command, trim(c.Rule), trim(c.What), c.Since}}, nil
}

// Evolve implements [domain.Event].
func (e DestructionNonComplianceFound) Evolve(d Destruction, by domain.Stamp) Destruction {
	d.Deviations = append(slices.Clone(d.Deviations), Deviation{ID: e.Deviation, Rule: e.Rule, What: e.What, On: by.Happened})
	return d
}

// RemedyDestructionDeviation says how a deviation was remedied.
type RemedyDestructionDeviation struct {
	Deviation string `json:"deviation" nl:"Afwijking" form:"deviation"`
	How       string `json:"how" nl:"Hoe is het hersteld?" form:"long" hint:"Noem geen personen."`
}

// DestructionNonComplianceRemedied ends the deviation; both stay in history.
type DestructionNonComplianceRemedied struct {
	Deviation string `json:"deviation" nl:"Kenmerk"`
	How       string `json:"how" nl:"Hersteld door"`
}

// Decide implements [domain.Command].
func (c RemedyDestructionDeviation) Decide(s Destruction, _ domain.Stamp) ([]destructionEvent, error) {
	var p domain.Problems
	i := slices.IndexFunc(s.Deviations, func(d Deviation) bool { return d.ID == c.Deviation })
	if i < 0 {
		p.Add("deviation", "Kies een afwijking van deze vernietiging.")
	}
	p.Need(c.How, "how", "Zeg hoe het is hersteld.")
	if err := p.Refuse("destruction.remedy"); err != nil {
		return nil, err
	}
	if s.Deviations[i].Remedied {
		return nil, nil
	}
	return []destructionEvent{DestructionNonComplianceRemedied{c.Deviation, trim(c.How)}}, nil
}

// Evolve implements [domain.Event].
func (e DestructionNonComplianceRemedied) Evolve(d Destruction, _ domain.Stamp) Destruction {
	d.Deviations = slices.Clone(d.Deviations)
	for i := range d.Deviations {
		if d.Deviations[i].ID == e.Deviation {
			d.Deviations[i].Remedied = true
		}
	}
	return d
}
