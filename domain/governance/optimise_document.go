package governance

import (
	"reflect"

	"github.com/heemstede/grootboek/domain"
)

// OptimiseDocument improves the draft, or drafts the next version (B1.8-1, B1.7-5).
type OptimiseDocument struct {
	DocumentContent
	What string `json:"what" nl:"Wat is er anders, en waarom?" form:"long" hint:"Noem geen personen."`
}

// DocumentOptimised is a new text: of the draft there is, or of a next version.
type DocumentOptimised struct {
	DocumentContent
	What string `json:"what" nl:"Wat is er anders"`
}

// ReviseSecurityPolicy revises a security policy in force; the college adopts it again after that (§6.2).
type ReviseSecurityPolicy struct {
	DocumentContent
	What string `json:"what" nl:"Wat is er anders, en waarom?" form:"long" hint:"Noem geen personen."`
}

// SecurityPolicyRevised is the text of the next version.
type SecurityPolicyRevised struct {
	DocumentContent
	What string `json:"what" nl:"Wat is er anders"`
}

// newText refuses a text that is not whole, or while an adopted one waits for its day.
func (d Document) newText(c DocumentContent, what string) error {
	if d.Next == Adopted {
		return &domain.Refusal{Kind: domain.Conflict, Code: "document.adopted", NL: "De volgende versie is al vastgesteld en treedt nog in werking. Wacht daarop."}
	}
	p := c.problems(d.Kind)
	p.Need(what, "what", "Zeg wat er anders is.")
	return p.Refuse("document.incomplete")
}

// Decide implements [domain.Command].
func (c OptimiseDocument) Decide(d Document, _ domain.Stamp) ([]documentEvent, error) {
	if d.Kind.Security() && d.Next == "" {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "document.security", NL: "Een volgende versie van het beveiligingsbeleid begint met ‘Beveiligingsbeleid herzien’ (§6.2)."}
	}
	content := c.DocumentContent.clean()
	if err := d.newText(content, c.What); err != nil {
		return nil, err
	}
	if d.Next == Drafting && reflect.DeepEqual(content, d.Versions[d.latest()-1].DocumentContent) {
		return nil, nil // saying it twice changes nothing
	}
	return []documentEvent{DocumentOptimised{content, trim(c.What)}}, nil
}

// Decide implements [domain.Command].
func (c ReviseSecurityPolicy) Decide(d Document, _ domain.Stamp) ([]documentEvent, error) {
	if !d.Kind.Security() {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "document.not-security", NL: "Dit is geen beveiligingsbeleid. Gebruik ‘Nieuwe tekst opstellen’."}
	}
	content := c.DocumentContent.clean()
	if err := d.newText(content, c.What); err != nil {
		return nil, err
	}
	return []documentEvent{SecurityPolicyRevised{content, trim(c.What)}}, nil
}

// Evolve implements [domain.Event].
func (e DocumentOptimised) Evolve(d Document, by domain.Stamp) Document {
	return d.drafted(e.DocumentContent, by.Actor)
}

// Evolve implements [domain.Event].
func (e SecurityPolicyRevised) Evolve(d Document, by domain.Stamp) Document {
	return d.drafted(e.DocumentContent, by.Actor)
}
