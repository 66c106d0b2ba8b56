package control

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// CloseNote closes a note: the term of its text begins.
type CloseNote struct{}

// FgNoteClosed says so.
type FgNoteClosed struct{}

// Decide implements [domain.Command].
func (CloseNote) Decide(Note, domain.Stamp) ([]noteEvent, error) {
	return []noteEvent{FgNoteClosed{}}, nil
}

// Evolve implements [domain.Event].
func (FgNoteClosed) Evolve(n Note, by domain.Stamp) Note {
	n.State, n.Closed = NoteStatusClosed, calendar.On(by.Happened)
	return n
}
