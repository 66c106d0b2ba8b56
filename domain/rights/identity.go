package rights

import "github.com/heemstede/grootboek/domain"

// Identity is what is known of who asks (article 12(6) AVG [added]).
type Identity string

// Identity.
const (
	Verified Identity = "verified"
	Doubted  Identity = "doubted"
)

// Choices implements [domain.Chooser].
func (Identity) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Verified), NL: "Vastgesteld"}, {Value: string(Doubted), NL: "Twijfel: om extra informatie gevraagd"}}
}

// IdentityCheck is how it was found out, without a copy of a document.
type IdentityCheck string

// Choices implements [domain.Chooser].
func (IdentityCheck) Choices() []domain.Choice {
	return []domain.Choice{{Value: "digid", NL: "DigiD of eHerkenning"}, {Value: "counter", NL: "Identiteitsbewijs getoond aan de balie"}, {Value: "questions", NL: "Vragen die alleen de betrokkene kan beantwoorden"},
		{Value: "known", NL: "Bekend bij de afdeling, op het bekende adres"}, {Value: "authority", NL: "Machtiging of gezag van de vertegenwoordiger gezien"}}
}

// VerifyIdentity records that who asks is who he says he is, or may act for him.
type VerifyIdentity struct {
	How IdentityCheck `json:"how" nl:"Hoe is dat nagegaan?"`
}

// IdentityVerified says so; when is when it happened.
type IdentityVerified struct {
	How IdentityCheck `json:"how" nl:"Hoe nagegaan"`
}

// Decide implements [domain.Command].
func (c VerifyIdentity) Decide(_ Request, _ domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.Choose(c.How, string(c.How), "how", "Kies hoe de identiteit is vastgesteld.")
	if err := p.Refuse("request.identity"); err != nil {
		return nil, err
	}
	return []requestEvent{IdentityVerified(c)}, nil
}

// Evolve implements [domain.Event].
func (IdentityVerified) Evolve(r Request, _ domain.Stamp) Request {
	r.Identity = Verified
	return r
}

// DoubtIdentity records that more was asked of the person.
type DoubtIdentity struct {
	Asked domain.VaultRef `json:"asked" nl:"Wat is er gevraagd, en waarom?" form:"vault:identity"`
}

// IdentityDoubted says so.
type IdentityDoubted struct {
	Asked domain.VaultRef `json:"asked" nl:"Wat is gevraagd"`
}

// Decide implements [domain.Command].
func (c DoubtIdentity) Decide(_ Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.NeedDossier(c.Asked, "asked", by)
	if err := p.Refuse("request.identity"); err != nil {
		return nil, err
	}
	return []requestEvent{IdentityDoubted(c)}, nil
}

// Evolve implements [domain.Event].
func (IdentityDoubted) Evolve(r Request, _ domain.Stamp) Request {
	r.Identity = Doubted
	return r
}
