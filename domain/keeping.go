package domain

import "github.com/heemstede/grootboek/domain/calendar"

// A Keeping says how a case ended, and when: how long its personal data are kept in the vault follows from it (R-LED-20).
// The zero Keeping is a case that still runs.
type Keeping struct {
	Outcome string        // in the words of RT-36: "granted", "refused", "aborted", "handled", "financial", "ombudsman"
	Closed  calendar.Date // the day on which the case was closed
}

// A Kept is the state of a record that has a dossier in the vault.
type Kept interface{ Keeping() Keeping }
