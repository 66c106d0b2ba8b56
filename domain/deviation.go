package domain

import (
	"slices"
	"strings"
	"time"

	"github.com/heemstede/grootboek/domain/calendar"
)

// Deviation is a rule not met (promise 7, G13). It stays visible until it is remedied, and in history after that.
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

// Deviations are those of one record.
type Deviations []Deviation

// Open are the deviations that still stand, to choose from.
func (d Deviations) Open() (list []Choice) {
	for _, x := range d {
		if x.Open() {
			list = append(list, Choice{Value: x.ID, NL: x.Rule + ": " + x.What})
		}
	}
	return list
}

// Whoever finds a deviation may record it; whoever did it wrong does not tick it off (R-LED-19).
var (
	DeviationFinders   = []Role{FG, PB, OWN, CISO}
	DeviationRemediers = []Role{FG, PB}
)

// FindDeviation asks what somebody came across. It is embedded in the command of a record type: event and command names
// are those of one record, what they hold is the same.
type FindDeviation struct {
	Rule  string        `json:"rule" nl:"Welke regel?" hint:"De paragraaf van het beleid, en wat er mis is."`
	What  string        `json:"what" nl:"Wat is er vastgesteld?" form:"long" hint:"Noem geen personen."`
	Since calendar.Date `json:"since,omitempty" nl:"Sinds" opt:"1"`
}

// DeviationFound is what was found, in the event.
type DeviationFound struct {
	Deviation string        `json:"deviation" nl:"Kenmerk"`
	Rule      string        `json:"rule" nl:"Regel"`
	What      string        `json:"what" nl:"Wat"`
	Since     calendar.Date `json:"since,omitempty" nl:"Sinds"`
}

// RemedyDeviation asks how a deviation was remedied.
type RemedyDeviation struct {
	Deviation string `json:"deviation" nl:"Afwijking" form:"deviation"`
	How       string `json:"how" nl:"Hoe is het hersteld?" form:"long" hint:"Noem geen personen."`
}

// DeviationRemedied is how it was remedied, in the event.
type DeviationRemedied struct {
	Deviation string `json:"deviation" nl:"Kenmerk"`
	How       string `json:"how" nl:"Hersteld door"`
}

// Found never refuses what was found, only what was not said (G13). The id is that of the command.
func (c FindDeviation) Found(by Stamp) (DeviationFound, error) {
	var p Problems
	p.Need(c.Rule, "rule", "Noem de regel.")
	p.Need(c.What, "what", "Beschrijf wat er is vastgesteld.")
	if c.Since != "" && !c.Since.Valid() {
		p.Add("since", "Deze datum bestaat niet.")
	}
	return DeviationFound{by.Command, strings.TrimSpace(c.Rule), strings.TrimSpace(c.What), c.Since}, p.Refuse("deviation.incomplete")
}

// Deviates is a deviation that follows from what is being recorded; key tells it from others of the same command.
func Deviates(by Stamp, key, rule, what string, since calendar.Date) DeviationFound {
	return DeviationFound{by.Command + "/" + key, rule, what, since}
}

// Remedied also tells whether it is news: saying it twice changes nothing.
func (c RemedyDeviation) Remedied(list Deviations) (r DeviationRemedied, news bool, err error) {
	var p Problems
	i := slices.IndexFunc(list, func(d Deviation) bool { return d.ID == c.Deviation })
	if i < 0 {
		p.Add("deviation", "Kies een afwijking van dit record.")
	}
	p.Need(c.How, "how", "Zeg hoe het is hersteld.")
	if err := p.Refuse("deviation.remedy"); err != nil {
		return r, false, err
	}
	return DeviationRemedied{c.Deviation, strings.TrimSpace(c.How)}, list[i].Open(), nil
}

// With returns the deviations with one more, sharing nothing.
func (d Deviations) With(e DeviationFound, by Stamp) Deviations {
	return append(slices.Clone(d), Deviation{ID: e.Deviation, Rule: e.Rule, What: e.What, Since: e.Since, On: by.Happened})
}

// Settled returns the deviations with this one remedied, sharing nothing.
func (d Deviations) Settled(e DeviationRemedied) Deviations {
	d = slices.Clone(d)
	for i := range d {
		d[i].Remedied = d[i].Remedied || d[i].ID == e.Deviation
	}
	return d
}
