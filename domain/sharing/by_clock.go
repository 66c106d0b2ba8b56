package sharing

import (
	"time"

	"github.com/heemstede/grootboek/domain"
)

// ByClock returns what the clock must record now (role SYS): the day on which a covenant begins or ends has come, and nothing
// stands in its way. It is nil if there is nothing.
func (c Covenant) ByClock(at time.Time) any {
	by := domain.Stamp{Happened: at, Recorded: at}
	switch c.State {
	case CovenantIsConcluded:
		if _, err := (TakeCovenantEffect{}).Decide(c, by); err == nil {
			return TakeCovenantEffect{}
		}
	case CovenantIsInForce:
		if _, err := (ExpireCovenant{}).Decide(c, by); err == nil {
			return ExpireCovenant{}
		}
	}
	return nil
}
