package governance

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// SignDeclaration says that the declaration was signed (§6.1). The paper stands in the personnel file.
type SignDeclaration struct {
	Document string `json:"document" nl:"Waar is de getekende verklaring?" hint:"Het kenmerk in het personeelsdossier. Noem geen personen."`
}

// ConfidentialityDeclarationSigned is the declaration. The day is that on which it happened.
type ConfidentialityDeclarationSigned struct {
	Document string `json:"document" nl:"Getekende verklaring"`
}

// IssueConfidentialityDocument says that the separate document on confidentiality and careful handling was given (§6.1).
type IssueConfidentialityDocument struct {
	Document string `json:"document" nl:"Welk document?" form:"record:document"`
}

// ConfidentialityDocumentIssued is that it was given.
type ConfidentialityDocumentIssued struct {
	Document string `json:"document" nl:"Document" form:"record:document"`
}

// GiveFunctionNotice says that somebody was told of his duty for a special function (§6.1).
type GiveFunctionNotice struct {
	Function string `json:"function,omitempty" nl:"Voor welke functie?" form:"function" opt:"1"`
	Other    string `json:"other,omitempty" nl:"Of een andere functie" opt:"1" hint:"Als de functie niet in de lijst staat."`
}

// FunctionSpecificNoticeGiven is that he was told.
type FunctionSpecificNoticeGiven struct {
	Function string `json:"function" nl:"Functie"`
}

// Decide implements [domain.Command].
func (c SignDeclaration) Decide(e Engagement, by domain.Stamp) ([]engagementEvent, error) {
	var p domain.Problems
	p.Need(c.Document, "document", "Zeg waar de getekende verklaring is.")
	if err := p.Refuse("confidentiality.declaration"); err != nil {
		return nil, err
	}
	return e.judged(by, ConfidentialityDeclarationSigned{trim(c.Document)}), nil
}

// Decide implements [domain.Command].
func (c IssueConfidentialityDocument) Decide(e Engagement, by domain.Stamp) ([]engagementEvent, error) {
	told, _ := by.Facts.Tell(c.Document, 0)
	if d, ok := told.Says.(Document); !ok || d.Kind != ConfidentialityOf || !strings.HasPrefix(c.Document, "document/") {
		return nil, refused(domain.Invalid, "confidentiality.document", "document", "Kies het document over geheimhouding en zorgvuldige omgang (§6.1).")
	}
	return e.judged(by, ConfidentialityDocumentIssued{c.Document}), nil
}

// Decide implements [domain.Command].
func (c GiveFunctionNotice) Decide(e Engagement, by domain.Stamp) ([]engagementEvent, error) {
	name := trim(c.Function)
	if name == "" {
		name = trim(c.Other)
	}
	if name == "" {
		return nil, refused(domain.Invalid, "confidentiality.function", "function", "Noem de functie (§6.1).")
	}
	return e.judged(by, FunctionSpecificNoticeGiven{name}), nil
}

// Evolve implements [domain.Event].
func (x ConfidentialityDeclarationSigned) Evolve(e Engagement, by domain.Stamp) Engagement {
	e.SignedOn = calendar.On(by.Happened)
	return e
}

// Evolve implements [domain.Event].
func (x ConfidentialityDocumentIssued) Evolve(e Engagement, by domain.Stamp) Engagement {
	e.Issued, e.IssuedOn = x.Document, calendar.On(by.Happened)
	return e
}

// Evolve implements [domain.Event].
func (x FunctionSpecificNoticeGiven) Evolve(e Engagement, by domain.Stamp) Engagement {
	return e.assigned(x.Function, calendar.On(by.Happened))
}
