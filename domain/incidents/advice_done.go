package incidents

import "github.com/heemstede/grootboek/domain"

// Outcome of the test on what was done with the advice.
type Outcome string

// Outcomes.
const (
	Sufficient   Outcome = "sufficient"
	Insufficient Outcome = "insufficient"
)

// Choices implements [domain.Chooser].
func (Outcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Sufficient), NL: "voldoende"}, {Value: string(Insufficient), NL: "onvoldoende"}}
}

// measures are the recommendations out of the incident in the list of actions (RT-20): how many there are, how many are
// neither carried out nor rejected, and how many still have to be tested.
func measures(by domain.Stamp) (all, waiting, untested int) {
	for _, t := range by.Facts.Linked("incident/"+by.Record, "measure") {
		if m, ok := t.Says.(domain.MeasureFacts); ok {
			all++
			if !m.Done {
				waiting++
			}
			if !m.Settled {
				untested++
			}
		}
	}
	return all, waiting, untested
}

// ImplementAdvice says that the advice of the report was carried out (B1.4-10).
type ImplementAdvice struct {
	How      string `json:"how" nl:"Wat is er gedaan?" form:"long" hint:"Noem geen personen."`
	Evidence string `json:"evidence" nl:"Bewijs" hint:"Het zaaknummer of de hash van het document."`
}

// IncidentAdviceImplemented says that the advice was carried out.
type IncidentAdviceImplemented struct {
	How      string `json:"how" nl:"Wat er is gedaan"`
	Evidence string `json:"evidence" nl:"Bewijs"`
}

// Decide implements [domain.Command].
func (c ImplementAdvice) Decide(_ Incident, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.How, "how", "Zeg wat er is gedaan.")
	p.Need(c.Evidence, "evidence", "Noem het bewijs.")
	if err := p.Refuse("incident.implement"); err != nil {
		return nil, err
	}
	if _, waiting, _ := measures(by); waiting > 0 {
		return nil, unmet("incident.measures-open", "Nog niet alle maatregelen uit dit incident zijn uitgevoerd of afgewezen. Werk eerst de actielijst bij.")
	}
	return []event{IncidentAdviceImplemented{trim(c.How), trim(c.Evidence)}}, nil
}

// Evolve implements [domain.Event].
func (e IncidentAdviceImplemented) Evolve(i Incident, _ domain.Stamp) Incident {
	i.Done, i.Tested = true, ""
	return i
}

// TestAdvice is the test of the FG on what was done (B1.4-11).
type TestAdvice struct {
	Outcome  Outcome `json:"outcome" nl:"Uitkomst"`
	Findings string  `json:"findings" nl:"Bevindingen" form:"long" hint:"Noem geen personen."`
}

// IncidentAdviceTested is the test.
type IncidentAdviceTested struct {
	Outcome  Outcome `json:"outcome" nl:"Uitkomst"`
	Findings string  `json:"findings" nl:"Bevindingen"`
}

// Decide implements [domain.Command].
func (c TestAdvice) Decide(i Incident, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen.")
	if err := p.Refuse("incident.test"); err != nil {
		return nil, err
	}
	if !i.Done {
		return nil, unmet("incident.not-implemented", "De eigenaar heeft de uitvoering nog niet vastgelegd.")
	}
	if _, _, untested := measures(by); c.Outcome == Sufficient && untested > 0 {
		return nil, unmet("incident.measures-untested", "Toets eerst elke maatregel uit dit incident in de actielijst.")
	}
	return []event{IncidentAdviceTested{c.Outcome, trim(c.Findings)}}, nil
}

// Evolve implements [domain.Event]. What was found insufficient is to be done again.
func (e IncidentAdviceTested) Evolve(i Incident, _ domain.Stamp) Incident {
	i.Tested, i.Done = e.Outcome, e.Outcome == Sufficient
	return i
}
