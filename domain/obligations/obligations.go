// Package obligations is what must be done by when: table 4.2 of the requirements, every deadline and cycle of the policy by
// number ([Table]), and the obligation that follows from it for one record (RT-35).
//
// The promise: nobody types a due date. It is counted once, from the row and the start, under the law of that row, and
// stands in the event with the rule (R-TIM-02). What passes is an event, and what has passed stays late, also when it is met
// afterwards (G8, R-TIM-06).
//
// What it does not do: it does not know the records whose terms run. They tell what runs for them ([domain.Obliged]), and
// the clock turns that into obligations. It refuses nothing to those records: a term never stops the recording of a fact.
package obligations

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

func trim(s string) string { return strings.TrimSpace(s) }

func needReason(reason, code, nl string) error {
	var p domain.Problems
	p.Need(reason, "reason", nl)
	return p.Refuse(code)
}
