// Package control is supervision: tests by the FG (RT-32). A test is a record of its own that names what was tested, so
// that the FG can test any record without that record knowing of tests.
package control

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// SupervisionTest is the state of RT-32.
type SupervisionTest struct {
	Subject  string  `nl:"Getoetst record"`
	Criteria string  `nl:"Getoetst aan"`
	Outcome  Outcome `nl:"Uitkomst"`
	OwnWork  bool    `nl:"Eigen werk getoetst"`
}

// Outcome of a test.
type Outcome string

// Choices implements [domain.Chooser].
func (Outcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: "sufficient", NL: "voldoende"}, {Value: "insufficient", NL: "onvoldoende"}}
}

// TestRecord is RT-32.
var TestRecord = domain.Define(domain.Aggregate[SupervisionTest]{
	Name: "test", Path: "toetsen", NL: "Toets", Plural: "Toetsen", Source: "RT-32, §3.3",
	Status: func(t SupervisionTest) domain.Status {
		if t.Subject == "" {
			return ""
		}
		return "concluded"
	},
	Statuses: []domain.StatusLabel{{Status: "concluded", NL: "afgerond"}},
	Title:    func(t SupervisionTest) string { return t.Criteria },
	Commands: []domain.CommandType[SupervisionTest]{
		{Name: "record", NL: "Toets vastleggen", Roles: []domain.Role{domain.FG}, Source: "§3.3", Zero: RecordTest{},
			Help: "De FG kan elk record toetsen. De toets verandert het record niet."},
	},
	Events: []domain.EventType[SupervisionTest]{{Name: "SupervisionTestConcluded", NL: "Toets afgerond", Zero: SupervisionTestConcluded{}}},
})

// RecordTest records a test on any record (R-3.3-03).
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
func (c RecordTest) Decide(_ SupervisionTest, _ domain.Stamp) ([]domain.Event[SupervisionTest], error) {
	var p domain.Problems
	if !strings.Contains(c.Subject, "/") {
		p.Add("subject", "Kies welk record is getoetst.")
	}
	p.Need(c.Criteria, "criteria", "Zeg waaraan is getoetst.")
	p.Need(c.Findings, "findings", "Beschrijf de bevindingen; schrijf ‘geen’ als er geen zijn.")
	if !domain.Chosen(c.Outcome.Choices(), string(c.Outcome)) {
		p.Add("outcome", "Kies de uitkomst.")
	}
	if c.OwnWork == "" {
		p.Add("own_work", "Geef aan of u uw eigen werk toetst.")
	}
	if err := p.Refuse("test.incomplete"); err != nil {
		return nil, err
	}
	return []domain.Event[SupervisionTest]{SupervisionTestConcluded{c.Subject, strings.TrimSpace(c.Criteria), c.Outcome,
		strings.TrimSpace(c.Findings), c.OwnWork == domain.Yes}}, nil
}

// Evolve implements [domain.Event].
func (e SupervisionTestConcluded) Evolve(_ SupervisionTest, _ domain.Stamp) SupervisionTest {
	return SupervisionTest{e.Subject, e.Criteria, e.Outcome, e.OwnWork}
}
