package transparency

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Deviation is a rule not met. It stays visible until it is remedied (promise 7, G13). Event names are unique in the
// ledger, so each record type has its own NonComplianceFound, with these fields.
type Deviation struct {
	ID       string        `nl:"Kenmerk"`
	Rule     string        `nl:"Regel"`
	What     string        `nl:"Wat"`
	Since    calendar.Date `nl:"Sinds"`
	On       time.Time     `nl:"Vastgesteld"`
	Remedied bool          `nl:"Hersteld"`
}

// Open tells whether the deviation still stands.
func (d Deviation) Open() bool { return !d.Remedied }

// Found is what was found.
type Found struct {
	Deviation string        `json:"deviation" nl:"Kenmerk"`
	Rule      string        `json:"rule" nl:"Regel"`
	What      string        `json:"what" nl:"Wat"`
	Since     calendar.Date `json:"since,omitempty" nl:"Sinds"`
}

// Remedied is how it was remedied.
type Remedied struct {
	Deviation string `json:"deviation" nl:"Kenmerk"`
	How       string `json:"how" nl:"Hersteld door"`
}

// Finding is a deviation that somebody comes across.
type Finding struct {
	Rule  string        `json:"rule" nl:"Welke regel?" hint:"Bijvoorbeeld: §4.2, informeren vóór het verstrekken."`
	What  string        `json:"what" nl:"Wat is er vastgesteld?" form:"long" hint:"Noem geen personen."`
	Since calendar.Date `json:"since,omitempty" nl:"Sinds" opt:"1"`
}

// Remedy says how a deviation was remedied.
type Remedy struct {
	Deviation string `json:"deviation" nl:"Afwijking" form:"deviation"`
	How       string `json:"how" nl:"Hoe is het hersteld?" form:"long" hint:"Noem geen personen."`
}

// foundNow is a deviation that follows from what a command records.
func foundNow(by domain.Stamp, rule, what string) Found {
	return Found{Deviation: by.Command, Rule: rule, What: what, Since: calendar.On(by.Happened)}
}

// found never refuses what was found, only what was not said (G13).
func (c Finding) found(by domain.Stamp) (Found, error) {
	var p domain.Problems
	p.Need(c.Rule, "rule", "Noem de regel.")
	p.Need(c.What, "what", "Beschrijf wat er is vastgesteld.")
	if c.Since != "" && !c.Since.Valid() {
		p.Add("since", "Deze datum bestaat niet.")
	}
	return Found{by.Command, trim(c.Rule), trim(c.What), c.Since}, p.Refuse("deviation.incomplete")
}

// remedied also tells whether it is news.
func (c Remedy) remedied(list []Deviation) (r Remedied, news bool, err error) {
	var p domain.Problems
	i := slices.IndexFunc(list, func(d Deviation) bool { return d.ID == c.Deviation })
	if i < 0 {
		p.Add("deviation", "Kies een afwijking van dit record.")
	}
	p.Need(c.How, "how", "Zeg hoe het is hersteld.")
	if err := p.Refuse("deviation.remedy"); err != nil {
		return r, false, err
	}
	return Remedied{c.Deviation, trim(c.How)}, list[i].Open(), nil
}

// added returns the deviations with one more.
func (e Found) added(list []Deviation, by domain.Stamp) []Deviation {
	return append(slices.Clone(list), Deviation{ID: e.Deviation, Rule: e.Rule, What: e.What, Since: e.Since, On: by.Happened})
}

// settled returns the deviations with this one remedied.
func (e Remedied) settled(list []Deviation) []Deviation {
	list = slices.Clone(list)
	for i := range list {
		list[i].Remedied = list[i].Remedied || list[i].ID == e.Deviation
	}
	return list
}

func openDeviations(list []Deviation) (choices []domain.Choice) {
	for _, d := range list {
		if d.Open() {
			choices = append(choices, domain.Choice{Value: d.ID, NL: d.Rule + ": " + d.What})
		}
	}
	return choices
}

// stands tells whether a deviation from the rule is open already: one rule, one open deviation.
func stands(list []Deviation, rule string) bool {
	return slices.ContainsFunc(list, func(d Deviation) bool { return d.Open() && d.Rule == rule })
}

// finders may record a deviation; remediers may tick it off: whoever did it wrong does not (as RT-03).
var (
	finders   = []domain.Role{domain.FG, domain.PB, domain.OWN, domain.CISO}
	remediers = []domain.Role{domain.FG, domain.PB}
)
