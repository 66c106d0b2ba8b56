package control

import (
	"github.com/heemstede/grootboek/domain"
)

// RecordTest records a test on any record at once (R-3.3-03): the quick way, for a test with one outcome.
type RecordTest struct {
	Subject  string       `json:"subject" nl:"Getoetst record" form:"record"`
	Criteria string       `json:"criteria" nl:"Waaraan is getoetst?"`
	Outcome  Outcome      `json:"outcome" nl:"Uitkomst"`
	Findings string       `json:"findings" nl:"Bevindingen" form:"long" hint:"Noem geen personen."`
	OwnWork  domain.YesNo `json:"own_work" nl:"Toetst u (mede) uw eigen werk?" hint:"Dat mag, maar het wordt zichtbaar gemarkeerd (T-11)."`
}

// SupervisionTestConcluded is the test with its outcome.
type SupervisionTestConcluded struct {
	Subject  string  `json:"subject" nl:"Getoetst record"`
	Criteria string  `json:"criteria" nl:"Getoetst aan"`
	Outcome  Outcome `json:"outcome" nl:"Uitkomst"`
	Findings string  `json:"findings" nl:"Bevindingen"`
	OwnWork  bool    `json:"own_work,omitempty" nl:"Eigen werk getoetst"`
}

// Decide implements [domain.Command].
func (c RecordTest) Decide(_ SupervisionTest, _ domain.Stamp) ([]testEvent, error) {
	var p domain.Problems
	if !isStream(c.Subject) {
		p.Add("subject", "Kies welk record is getoetst.")
	}
	p.Need(c.Criteria, "criteria", "Zeg waaraan is getoetst.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	p.Choose(c.Outcome, string(c.Outcome), "outcome", "Kies de uitkomst.")
	p.Choose(c.OwnWork, string(c.OwnWork), "own_work", "Geef aan of u uw eigen werk toetst.")
	if err := p.Refuse("test.incomplete"); err != nil {
		return nil, err
	}
	return []testEvent{SupervisionTestConcluded{c.Subject, trim(c.Criteria), c.Outcome, trim(c.Findings), c.OwnWork == domain.Yes}}, nil
}

// Evolve implements [domain.Event].
func (e SupervisionTestConcluded) Evolve(_ SupervisionTest, by domain.Stamp) SupervisionTest {
	return SupervisionTest{State: TestStatusConcluded, TestScope: TestScope{Subject: OtherSubject, Records: []string{e.Subject}, Criteria: e.Criteria},
		Tester: by.Actor, Role: by.Role, Outcome: e.Outcome, OwnWork: e.OwnWork}
}
