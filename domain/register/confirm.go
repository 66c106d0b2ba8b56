package register

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Confirm says that all fields are still right (B1.1-2).
type Confirm struct{}

// ActualityConfirmed says that all fields were right on that day.
type ActualityConfirmed struct{}

// Decide implements [domain.Command].
func (Confirm) Decide(_ Activity, _ domain.Stamp) ([]event, error) {
	return []event{ActualityConfirmed{}}, nil
}

// Evolve implements [domain.Event].
func (e ActualityConfirmed) Evolve(a Activity, by domain.Stamp) Activity {
	if by.Happened.After(a.LastConfirmed) {
		a.LastConfirmed = by.Happened
	}
	return a.counted()
}

// Mark is the FG's judgement on one aspect.
type Mark string

// Choices implements [domain.Chooser].
func (Mark) Choices() []domain.Choice {
	return []domain.Choice{{Value: "sufficient", NL: "voldoende"}, {Value: "insufficient", NL: "onvoldoende"}, {Value: "not-tested", NL: "niet getoetst"}}
}

// Test is the FG's test of an entry on four aspects, each with its own outcome (B1.1-5, R-B1-05).
type Test struct {
	Quality      Mark         `json:"quality" nl:"Kwaliteit"`
	Currency     Mark         `json:"currency" nl:"Actualiteit"`
	Correctness  Mark         `json:"correctness" nl:"Juistheid"`
	Completeness Mark         `json:"completeness" nl:"Volledigheid"`
	Findings     string       `json:"findings,omitempty" nl:"Bevindingen" form:"long" opt:"1" hint:"Verplicht bij een onvoldoende. Noem geen personen."`
	OwnWork      domain.YesNo `json:"own_work" nl:"Toetst u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd (T-11)."`
}

// RegisterEntryTested is the outcome.
type RegisterEntryTested struct {
	Quality      Mark   `json:"quality" nl:"Kwaliteit"`
	Currency     Mark   `json:"currency" nl:"Actualiteit"`
	Correctness  Mark   `json:"correctness" nl:"Juistheid"`
	Completeness Mark   `json:"completeness" nl:"Volledigheid"`
	Findings     string `json:"findings,omitempty" nl:"Bevindingen"`
	OwnWork      bool   `json:"own_work,omitempty" nl:"Eigen werk getoetst"`
}

// Decide implements [domain.Command].
func (c Test) Decide(_ Activity, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	low := false
	for _, m := range []struct {
		field string
		mark  Mark
	}{{"quality", c.Quality}, {"currency", c.Currency}, {"correctness", c.Correctness}, {"completeness", c.Completeness}} {
		if !domain.Chosen(m.mark.Choices(), string(m.mark)) {
			p.Add(m.field, "Kies een oordeel voor elk van de vier punten.")
		}
		low = low || m.mark == "insufficient"
	}
	if low {
		p.Need(c.Findings, "findings", "Beschrijf wat er onvoldoende is.")
	}
	if c.OwnWork == "" {
		p.Add("own_work", "Geef aan of u uw eigen werk toetst.")
	}
	if err := p.Refuse("activity.test"); err != nil {
		return nil, err
	}
	return []event{RegisterEntryTested{c.Quality, c.Currency, c.Correctness, c.Completeness, trim(c.Findings), c.OwnWork == domain.Yes}}, nil
}

// Evolve implements [domain.Event].
func (e RegisterEntryTested) Evolve(a Activity, by domain.Stamp) Activity {
	if by.Happened.After(a.LastTested) {
		a.LastTested = by.Happened
	}
	return a.counted()
}

// Assess records management's weighing of interests and risks (§3.1, R-3.1-09).
type Assess struct {
	Interests  string `json:"interests" nl:"Belangen" form:"long" hint:"Noem geen personen."`
	Risks      string `json:"risks" nl:"Risico’s" form:"long"`
	Conclusion string `json:"conclusion" nl:"Conclusie" form:"long"`
}

// ManagementAssessmentRecorded is the weighing.
type ManagementAssessmentRecorded struct {
	Interests  string `json:"interests" nl:"Belangen"`
	Risks      string `json:"risks" nl:"Risico’s"`
	Conclusion string `json:"conclusion" nl:"Conclusie"`
}

// Decide implements [domain.Command].
func (c Assess) Decide(_ Activity, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Interests, "interests", "Beschrijf de belangen.")
	p.Need(c.Risks, "risks", "Beschrijf de risico’s.")
	p.Need(c.Conclusion, "conclusion", "Geef de conclusie.")
	if err := p.Refuse("activity.assess"); err != nil {
		return nil, err
	}
	return []event{ManagementAssessmentRecorded{trim(c.Interests), trim(c.Risks), trim(c.Conclusion)}}, nil
}

// Evolve implements [domain.Event].
func (e ManagementAssessmentRecorded) Evolve(a Activity, _ domain.Stamp) Activity { return a.counted() }

// FindDeviation records that a rule was not met: a fact is never refused (G13, R-LED-19).
type FindDeviation struct {
	Rule  string        `json:"rule" nl:"Welke regel?" hint:"Bijvoorbeeld: §4.9, geen DPIA."`
	What  string        `json:"what" nl:"Wat is er vastgesteld?" form:"long" hint:"Noem geen personen."`
	Since calendar.Date `json:"since,omitempty" nl:"Sinds" opt:"1"`
}

// NonComplianceFound is a rule not met. It stays visible until it is remedied.
type NonComplianceFound struct {
	Deviation string        `json:"deviation" nl:"Kenmerk"`
	Rule      string        `json:"rule" nl:"Regel"`
	What      string        `json:"what" nl:"Wat"`
	Since     calendar.Date `json:"since,omitempty" nl:"Sinds"`
}

// Decide implements [domain.Command].
func (c FindDeviation) Decide(_ Activity, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Rule, "rule", "Noem de regel.")
	p.Need(c.What, "what", "Beschrijf wat er is vastgesteld.")
	if c.Since != "" && !c.Since.Valid() {
		p.Add("since", "Deze datum bestaat niet.")
	}
	if err := p.Refuse("activity.deviation"); err != nil {
		return nil, err
	}
	return []event{NonComplianceFound{by.Command, trim(c.Rule), trim(c.What), c.Since}}, nil
}

// Evolve implements [domain.Event].
func (e NonComplianceFound) Evolve(a Activity, by domain.Stamp) Activity {
	a.Deviations = append(slices.Clone(a.Deviations), Deviation{ID: e.Deviation, Rule: e.Rule, What: e.What, On: by.Happened})
	return a.counted()
}

// RemedyDeviation says how a deviation was remedied.
type RemedyDeviation struct {
	Deviation string `json:"deviation" nl:"Afwijking" form:"deviation"`
	How       string `json:"how" nl:"Hoe is het hersteld?" form:"long" hint:"Noem geen personen."`
}

// NonComplianceRemedied ends the deviation; both stay in history.
type NonComplianceRemedied struct {
	Deviation string `json:"deviation" nl:"Kenmerk"`
	How       string `json:"how" nl:"Hersteld door"`
}

// Decide implements [domain.Command].
func (c RemedyDeviation) Decide(s Activity, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	i := slices.IndexFunc(s.Deviations, func(d Deviation) bool { return d.ID == c.Deviation })
	if i < 0 {
		p.Add("deviation", "Kies een afwijking van deze verwerking.")
	}
	p.Need(c.How, "how", "Zeg hoe het is hersteld.")
	if err := p.Refuse("activity.remedy"); err != nil {
		return nil, err
	}
	if s.Deviations[i].Remedied {
		return nil, nil
	}
	return []event{NonComplianceRemedied{c.Deviation, trim(c.How)}}, nil
}

// Evolve implements [domain.Event].
func (e NonComplianceRemedied) Evolve(a Activity, _ domain.Stamp) Activity {
	a.Deviations = slices.Clone(a.Deviations)
	for i := range a.Deviations {
		if a.Deviations[i].ID == e.Deviation {
			a.Deviations[i].Remedied = true
		}
	}
	return a.counted()
}
