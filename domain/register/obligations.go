package register

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Obligations implements [domain.Obliged]: the owner confirms each year that the entry is still right (§4.1, B1.1-2, table 4.2 row 53),
// and what runs without a DPIA needs a short one three years after its start (§4.9, row 22). Publication (row 53) is no
// obligation of a person: it stands in the same append as the change.
func (a Activity) Obligations() []domain.Obligation {
	ended := a.State == StatusEnded
	if a.State != StatusActive && a.State != StatusSuspended && !ended {
		return nil
	}
	last := a.StartedOn
	if !a.LastConfirmed.IsZero() {
		last = calendar.On(a.LastConfirmed)
	}
	list := domain.Cycle(53, "confirm", last, ended)
	for _, o := range domain.Cycle(22, "short", a.StartedOn, ended) {
		o.Else = true // the last DPIA goes before the start
		list = append(list, o)
	}
	return list
}

// Obligations implements [domain.Obliged]: what must go is destroyed on its day (§4.8, table 4.2 row 27), or on the later day to which it
// was postponed with a reason from the list. For what is not needed any more and for surplus data the table has no
// period (rows 28 and 29).
func (d Destruction) Obligations() []domain.Obligation {
	switch {
	case d.State == "" || d.Why == Surplus || d.Why == NoLongerNeeded:
		return nil
	case d.State == DestructionIsWithdrawn:
		return []domain.Obligation{{Row: 27, Limit: "destroy", Over: true}}
	}
	o := domain.Obligation{Row: 27, Limit: "destroy", On: d.Due, To: d.Until, Met: d.On.Start()}
	if d.Until != "" {
		o.Reason = domain.ChoiceNL(d.Postponed.Choices(), string(d.Postponed)) + ": " + d.PostponeWhy
	}
	return []domain.Obligation{o}
}

// Wakes implements [domain.Waker].
func (d Destruction) Wakes() time.Time {
	if d.Open() {
		return d.Due.Start()
	}
	return time.Time{}
}
