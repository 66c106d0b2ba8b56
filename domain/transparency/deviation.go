package transparency

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// foundNow is a deviation that follows from what a command records.
func foundNow(by domain.Stamp, rule, what string) domain.DeviationFound {
	return domain.DeviationFound{Deviation: by.Command, Rule: rule, What: what, Since: calendar.On(by.Happened)}
}

// stands tells whether a deviation from the rule is open already: one rule, one open deviation.
func stands(list domain.Deviations, rule string) bool {
	return slices.ContainsFunc(list, func(d domain.Deviation) bool { return d.Open() && d.Rule == rule })
}
