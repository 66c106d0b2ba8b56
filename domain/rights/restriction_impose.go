package rights

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// ImposeRestriction restricts the use of data of one person in one activity (§5.3).
type ImposeRestriction struct {
	Process string `json:"process" nl:"Proces" form:"process" hint:"Dat van de verwerking."`
	RestrictionTerms
}

// OpenRestriction: the clock opens the restriction that a request brought by itself (R-5.2-02). The restriction is in force from the
// moment of the request, also before this record is there.
type OpenRestriction struct {
	Request  string `json:"request" nl:"Verzoek" form:"record:request"`
	Activity string `json:"activity" nl:"Verwerking" form:"record:activity"`
}

// RestrictionImposed is the first event of a restriction: from is when it happened.
type RestrictionImposed struct {
	Number  string `json:"number" nl:"Nummer"`
	Process string `json:"process,omitempty" nl:"Proces" form:"process"`
	RestrictionTerms
}

// OwnedBy implements [domain.Owned].
func (c ImposeRestriction) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c ImposeRestriction) Decide(_ Restriction, by domain.Stamp) ([]restrictionEvent, error) {
	var p domain.Problems
	r, ok := domain.Tell[domain.RequestFacts](by.Facts, c.Request)
	if !ok {
		p.Add("request", "Kies het verzoek waar de beperking bij hoort.")
	}
	a, known := domain.Tell[domain.ActivityFacts](by.Facts, c.Activity)
	if !known {
		p.Add("activity", "Kies de verwerking.")
	}
	p.NeedProcess(c.Process, by)
	if known && a.Process != c.Process {
		p.Add("process", "Kies het proces van de verwerking.")
	}
	needText(&p, c.Data, "data", "Zeg om welke soort gegevens het gaat.")
	p.Choose(c.Case, string(c.Case), "case", "Kies een van de vier gevallen van §5.3.") // R-5.3-01
	if c.Case == CaseObjection && ok && r.Right != string(Objection) {
		p.Add("case", "Dit geval hoort bij een bezwaar tegen verwerking.")
	}
	if err := p.Refuse("restriction.incomplete"); err != nil {
		return nil, err
	}
	c.Data = trim(c.Data)
	return []restrictionEvent{RestrictionImposed{by.Number("BEP"), c.Process, c.RestrictionTerms}}, nil
}

// allData is what a request restricts until somebody says which data it is about.
const allData = "Alle gegevens van de verzoeker in deze verwerking"

// Decide implements [domain.Command]: only what the request itself says it restricts.
func (c OpenRestriction) Decide(_ Restriction, by domain.Stamp) ([]restrictionEvent, error) {
	r, ok := domain.Tell[domain.RequestFacts](by.Facts, c.Request)
	if !ok || !slices.Contains(r.Restricts, c.Activity) {
		return nil, refusal(domain.Unmet, "restriction.not-pending", "request", "Dit verzoek beperkt het gebruik in deze verwerking niet.")
	}
	process := r.Process
	if a, ok := domain.Tell[domain.ActivityFacts](by.Facts, c.Activity); ok && a.Process != "" {
		process = a.Process
	}
	return []restrictionEvent{RestrictionImposed{by.Number("BEP"), process, RestrictionTerms{c.Request, c.Activity, allData, Case(r.Case)}}}, nil
}

// Evolve implements [domain.Event].
func (e RestrictionImposed) Evolve(_ Restriction, by domain.Stamp) Restriction {
	return Restriction{State: RestrictionActive, Name: e.Number, Process: e.Process, RestrictionTerms: e.RestrictionTerms, Since: by.Happened}
}
