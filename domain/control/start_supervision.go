package control

import (
	"github.com/heemstede/grootboek/domain"
)

// StartTest begins a test.
type StartTest struct{ TestScope }

// TestStarted is the first event of a test. Who tests, in which role, stands in the stamp.
type TestStarted struct{ TestScope }

// Decide implements [domain.Command].
func (c StartTest) Decide(_ SupervisionTest, by domain.Stamp) ([]testEvent, error) {
	s := c.TestScope
	s.Records, s.Criteria = domain.Lines(s.Records), trim(s.Criteria)
	var p domain.Problems
	p.Choose(s.Subject, string(s.Subject), "subject", "Kies het onderwerp.")
	if len(s.Records) == 0 {
		p.Add("records", "Noem ten minste één record dat wordt getoetst.")
	}
	for _, r := range s.Records {
		if !isStream(r) {
			p.Add("records", "‘"+r+"’ is geen kenmerk van een record.")
		}
	}
	switch {
	case !s.From.Valid():
		p.Add("period_from", "Vul de eerste dag van de periode in.")
	case !s.Until.Valid():
		p.Add("period_until", "Vul de laatste dag van de periode in.")
	case s.Until < s.From:
		p.Add("period_until", "De periode eindigt voordat zij begint.")
	}
	p.Need(s.Criteria, "criteria", "Zeg waaraan wordt getoetst.")
	if err := p.Refuse("test.incomplete"); err != nil {
		return nil, err
	}
	if err := s.Subject.mayTest(by); err != nil {
		return nil, err
	}
	return []testEvent{TestStarted{s}}, nil
}

// mayTest: a subject with a row of Annex 1 is tested by who that row marks. Anything else the third line may check, but the
// CISO, who tests incident reports only (B1.4-7).
func (s TestSubject) mayTest(by domain.Stamp) error {
	if row := s.about().row; row != "" {
		return marked(by, row, "test.not-marked", "Dit onderwerp wordt door een andere rol getoetst")
	}
	if by.Role == domain.CISO {
		return refusal(domain.Forbidden, "test.not-marked", "", "De CISO toetst alleen de rapportage van een incident (bijlage 1, rij B1.4-7).")
	}
	return nil
}

// Evolve implements [domain.Event].
func (e TestStarted) Evolve(_ SupervisionTest, by domain.Stamp) SupervisionTest {
	return SupervisionTest{State: TestStatusStarted, TestScope: e.TestScope, Tester: by.Actor, Role: by.Role}
}
