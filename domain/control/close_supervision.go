package control

import "github.com/heemstede/grootboek/domain"

// CloseTest closes a test of which every finding was followed up.
type CloseTest struct{}

// TestClosed ends the test.
type TestClosed struct{}

// Decide implements [domain.Command].
func (CloseTest) Decide(t SupervisionTest, by domain.Stamp) ([]testEvent, error) {
	if err := t.byTester(by); err != nil {
		return nil, err
	}
	if t.OpenFindings() > 0 {
		return nil, refusal(domain.Unmet, "test.open-findings", "", "Er zijn nog bevindingen zonder opvolging. Leg die eerst vast.")
	}
	return []testEvent{TestClosed{}}, nil
}

// Evolve implements [domain.Event].
func (TestClosed) Evolve(t SupervisionTest, _ domain.Stamp) SupervisionTest {
	t.State = TestStatusClosed
	return t
}
