package rights

import "github.com/heemstede/grootboek/domain"

// Keeping tells how long the dossier is kept: the results of process 6 of the selection list, granted, refused or broken off
// (R-LED-20, T-64).
func (r Request) Keeping() domain.Keeping {
	switch {
	case r.State != StatusClosed:
		return domain.Keeping{}
	case r.Withdrawn, r.Decision == NotHandled:
		return domain.Keeping{Outcome: "aborted", Closed: r.ClosedOn}
	case r.Decision.Gives():
		return domain.Keeping{Outcome: "granted", Closed: r.ClosedOn}
	}
	return domain.Keeping{Outcome: "refused", Closed: r.ClosedOn}
}

// Keeping tells how long the dossier of a restriction is kept: it was granted, and is over.
func (x Restriction) Keeping() domain.Keeping {
	if x.State != RestrictionLiftedStatus {
		return domain.Keeping{}
	}
	return domain.Keeping{Outcome: "granted", Closed: x.LiftedOn}
}
