package control

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// WriteNote writes a note.
type WriteNote struct {
	Note  domain.VaultRef `json:"note" nl:"Aantekening" form:"vault:note+" hint:"Alleen u en wie u opvolgt kunnen dit lezen."`
	About []string        `json:"about,omitempty" nl:"Over welke records?" form:"records" opt:"1" hint:"Namen, één per regel. Let op: dit is zichtbaar voor wie records mag lezen."`
}

// FgNoteWritten says that a note was written, and where it stands.
type FgNoteWritten struct{ WriteNote }

// Decide implements [domain.Command].
func (c WriteNote) Decide(_ Note, by domain.Stamp) ([]noteEvent, error) {
	c.About = domain.Lines(c.About)
	var p domain.Problems
	p.NeedDossier(c.Note, "note", by)
	if slices.ContainsFunc(c.About, func(s string) bool { return !isStream(s) }) {
		p.Add("about", "Kies records uit het grootboek.")
	}
	if err := p.Refuse("note.incomplete"); err != nil {
		return nil, err
	}
	return []noteEvent{FgNoteWritten{c}}, nil
}

// Evolve implements [domain.Event].
func (e FgNoteWritten) Evolve(_ Note, by domain.Stamp) Note {
	return Note{State: NoteStatusOpen, Day: calendar.On(by.Happened), About: e.About, Texts: []domain.VaultRef{e.Note}}
}
