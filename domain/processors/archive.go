package processors

import (
	"github.com/heemstede/grootboek/domain"
)

// ArchiveAgreement records where the signed agreement is kept (B1.2-4).
type ArchiveAgreement struct {
	Document string `json:"document" nl:"Document (kenmerk of hash)"`
	Place    string `json:"place" nl:"Archiefplaats"`
}

// AgreementArchived is where it is kept.
type AgreementArchived struct {
	Document string `json:"document" nl:"Document"`
	Place    string `json:"place" nl:"Archiefplaats"`
}

// Decide implements [domain.Command].
func (c ArchiveAgreement) Decide(_ Agreement, _ domain.Stamp) ([]agreementEvent, error) {
	var p domain.Problems
	p.Need(c.Document, "document", "Noem het document.")
	p.Need(c.Place, "place", "Zeg waar het is gearchiveerd.")
	if err := p.Refuse("agreement.archive"); err != nil {
		return nil, err
	}
	return []agreementEvent{AgreementArchived{trim(c.Document), trim(c.Place)}}, nil
}

// Evolve implements [domain.Event].
func (e AgreementArchived) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.Archived, s.Place = true, e.Place
	return s
}
