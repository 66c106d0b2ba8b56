package rights

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Keeping tells how long the dossier is kept: the results of process 6 of the selection list, granted, refused or broken off
// (R-LED-20, T-64).
func (r Request) Keeping() domain.Keeping {
	switch {
	case r.State != StatusClosed:
		return domain.Keeping{}
	case r.Decision.Gives():
		return domain.Keeping{Outcome: "granted", Closed: r.ClosedOn}
	case r.Decision == Refused:
		return domain.Keeping{Outcome: "refused", Closed: r.ClosedOn}
	}
	return domain.Keeping{Outcome: "aborted", Closed: r.ClosedOn} // not handled, or withdrawn before a decision
}

// Keeping tells how long the dossier of a restriction is kept: it was granted, and is over.
func (x Restriction) Keeping() domain.Keeping {
	if x.State != RestrictionLiftedStatus {
		return domain.Keeping{}
	}
	return domain.Keeping{Outcome: "granted", Closed: calendar.On(x.LiftedAt)}
}
