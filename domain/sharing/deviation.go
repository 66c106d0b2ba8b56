package sharing

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// A Deviation is a rule not met (promise 7). It stays visible until it is remedied, and in history after that.
type Deviation struct {
	ID       string
	Rule     string    `nl:"Regel"`
	What     string    `nl:"wat"`
	On       time.Time `nl:"vastgesteld"`
	Remedied bool      `nl:"hersteld"`
}

// Deviations are those of one record.
type Deviations []Deviation

// Finding is what the events of a deviation say. Event names are those of one record, so each record type of this
// chapter has its own two; what they hold is the same.
type Finding struct {
	Deviation string        `json:"deviation" nl:"Kenmerk"`
	Rule      string        `json:"rule" nl:"Regel"`
	What      string        `json:"what" nl:"Wat"`
	Since     calendar.Date `json:"since,omitempty" nl:"Sinds"`
}

// Remedy says how a deviation was remedied.
type Remedy struct {
	Deviation string `json:"deviation" nl:"Afwijking" form:"deviation"`
	How       string `json:"how" nl:"Hoe is het hersteld?" form:"long" hint:"Noem geen personen."`
}

// Find asks what was found: a fact is never refused (G13, R-LED-19).
type Find struct {
	Rule  string        `json:"rule" nl:"Welke regel?" hint:"Bijvoorbeeld: §4.10, geen DPIA."`
	What  string        `json:"what" nl:"Wat is er vastgesteld?" form:"long" hint:"Noem geen personen."`
	Since calendar.Date `json:"since,omitempty" nl:"Sinds" opt:"1"`
}

// finding is what somebody found. Its id is that of the command.
func (c Find) finding(code string, by domain.Stamp) (Finding, error) {
	var p domain.Problems
	p.Need(c.Rule, "rule", "Noem de regel.")
	p.Need(c.What, "what", "Beschrijf wat er is vastgesteld.")
	if c.Since != "" && !c.Since.Valid() {
		p.Add("since", "Deze datum bestaat niet.")
	}
	return Finding{by.Command, trim(c.Rule), trim(c.What), c.Since}, p.Refuse(code)
}

// found is a deviation that follows from what is being recorded.
func found(by domain.Stamp, key, rule, what string) Finding {
	return Finding{by.Command + "/" + key, rule, what, calendar.On(by.Happened)}
}

// remedy checks the wish; done tells that it was remedied before: saying it twice changes nothing.
func (d Deviations) remedy(c Remedy, code string) (r Remedy, done bool, err error) {
	var p domain.Problems
	i := slices.IndexFunc(d, func(x Deviation) bool { return x.ID == c.Deviation })
	if i < 0 {
		p.Add("deviation", "Kies een afwijking van dit record.")
	}
	p.Need(c.How, "how", "Zeg hoe het is hersteld.")
	if err := p.Refuse(code); err != nil {
		return Remedy{}, false, err
	}
	return Remedy{c.Deviation, trim(c.How)}, d[i].Remedied, nil
}

func (d Deviations) found(f Finding, by domain.Stamp) Deviations {
	return with(d, Deviation{ID: f.Deviation, Rule: f.Rule, What: f.What, On: by.Happened})
}

func (d Deviations) remedied(r Remedy) Deviations {
	d = slices.Clone(d)
	for i := range d {
		if d[i].ID == r.Deviation {
			d[i].Remedied = true
		}
	}
	return d
}

// Open are the deviations that still stand, to choose from.
func (d Deviations) Open() []domain.Choice {
	var list []domain.Choice
	for _, x := range d {
		if !x.Remedied {
			list = append(list, domain.Choice{Value: x.ID, NL: x.Rule + ": " + x.What})
		}
	}
	return list
}

// Whoever finds a deviation may record it; whoever did it wrong does not tick it off (R-LED-19).
var (
	finders   = []domain.Role{domain.FG, domain.PB, domain.OWN, domain.CISO}
	remediers = []domain.Role{domain.FG, domain.PB}
)
