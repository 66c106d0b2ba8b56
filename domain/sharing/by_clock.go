package sharing

import (
	"slices"
	"time"

	"github.com/heemstede/grootboek/domain"
)

// ByClock returns what the clock must record now (role SYS): the day on which a covenant begins or ends has come, and nothing
// stands in its way. It is nil if there is nothing.
func (c Covenant) ByClock(at time.Time) any {
	by := domain.Stamp{Happened: at, Recorded: at}
	if !slices.Contains(covenantAgreed, c.State) {
		return nil
	}
	if _, err := (ExpireCovenant{}).Decide(c, by); err == nil { // also what never took effect
		return ExpireCovenant{}
	}
	if _, err := (TakeCovenantEffect{}).Decide(c, by); err == nil && c.State == CovenantIsConcluded {
		return TakeCovenantEffect{}
	}
	return nil
}
