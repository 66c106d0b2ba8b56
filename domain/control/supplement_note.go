package control

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// SupplementNote adds a text to a note.
type SupplementNote struct {
	Note domain.VaultRef `json:"note" nl:"Aanvulling" form:"vault:note+" hint:"Alleen u en wie u opvolgt kunnen dit lezen."`
}

// FgNoteSupplemented says that a text was added, and where it stands.
type FgNoteSupplemented struct{ SupplementNote }

// Decide implements [domain.Command].
func (c SupplementNote) Decide(_ Note, by domain.Stamp) ([]noteEvent, error) {
	var p domain.Problems
	p.NeedDossier(c.Note, "note", by)
	if err := p.Refuse("note.incomplete"); err != nil {
		return nil, err
	}
	return []noteEvent{FgNoteSupplemented{c}}, nil
}

// Evolve implements [domain.Event].
func (e FgNoteSupplemented) Evolve(n Note, _ domain.Stamp) Note {
	n.Texts = append(slices.Clone(n.Texts), e.Note)
	return n
}
