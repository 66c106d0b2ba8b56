package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// DraftDocument drafts the first version of a document (B1.8-1, B1.7-1). Who does it stands among its authors.
type DraftDocument struct {
	DocumentTerms
	DocumentContent
}

// DocumentDrafted is the first event of a document.
type DocumentDrafted struct {
	DocumentTerms
	DocumentContent
}

// clean trims what was typed.
func (c DocumentContent) clean() DocumentContent {
	for _, s := range []*string{&c.Version, &c.Document, &c.Place, &c.Scope, &c.Address} {
		*s = trim(*s)
	}
	return c
}

// problems lists what a version of this kind lacks.
func (c DocumentContent) problems(k DocumentKind) domain.Problems {
	var p domain.Problems
	p.Need(c.Version, "version", "Noem de versie.")
	p.Need(c.Document, "document", "Noem het document.")
	p.Need(c.Place, "place", "Zeg waar het document staat (B1.8-3).")
	if k.Policy() {
		p.Need(c.Scope, "scope", "Zeg waarvoor het beleid geldt (§1.3, §2.2).")
	}
	if k == PrivacyPolicy {
		p.Need(c.Address, "address", "Noem het vaste adres waar de laatste versie staat (§8.1).")
	}
	for _, t := range c.Themes {
		p.Choose(t, string(t), "themes", "Kies de thema’s.")
	}
	return p
}

// hung asks under what a document hangs: department policy under the general policy, a work process under either of them
// ("kapstok", §1.3).
func (t DocumentTerms) hung(p *domain.Problems, by domain.Stamp) {
	if t.Parent == "" {
		if t.Kind == DepartmentPolicy || t.Kind == WorkProcess {
			p.Add("parent", "Kies het beleid waar dit onder valt (§1.3).")
		}
		return
	}
	told, ok := by.Facts.Tell(domain.Streams("document", t.Parent)[0], 0)
	parent, is := told.Says.(Document)
	switch {
	case !ok || !is || parent.State == DocumentStatusArchived:
		p.Add("parent", "Kies een document dat niet is gearchiveerd.")
	case t.Kind == DepartmentPolicy && parent.Kind != PrivacyPolicy:
		p.Add("parent", "Beleid van een afdeling hangt onder het algemene privacybeleid (§1.3).")
	case t.Kind == WorkProcess && parent.Kind != PrivacyPolicy && parent.Kind != DepartmentPolicy:
		p.Add("parent", "Een werkproces hangt onder het privacybeleid of onder dat van een afdeling (§1.3).")
	}
}

// Decide implements [domain.Command].
func (c DraftDocument) Decide(_ Document, by domain.Stamp) ([]documentEvent, error) {
	t, content := c.DocumentTerms, c.DocumentContent.clean()
	t.Title = trim(t.Title)
	var p domain.Problems
	p.Choose(t.Kind, string(t.Kind), "kind", "Kies het soort document.")
	p.Need(t.Title, "title", "Geef het document een titel.")
	t.hung(&p, by)
	if err := append(p, content.problems(t.Kind)...).Refuse("document.incomplete"); err != nil {
		return nil, err
	}
	return []documentEvent{DocumentDrafted{t, content}}, nil
}

// Evolve implements [domain.Event].
func (e DocumentDrafted) Evolve(_ Document, by domain.Stamp) Document {
	return Document{DocumentTerms: e.DocumentTerms, Next: Drafting, Authors: []string{by.Actor},
		Versions: []DocumentVersion{{Number: 1, DocumentContent: e.DocumentContent}}}.settled()
}

// drafted puts a text in the draft of the next version, which it begins if there is none.
func (d Document) drafted(c DocumentContent, author string) Document {
	if d.Next == Drafting {
		d = d.version(d.latest(), func(v *DocumentVersion) { v.DocumentContent = c })
	} else {
		d.Versions = append(slices.Clone(d.Versions), DocumentVersion{Number: d.latest() + 1, DocumentContent: c})
		d.Next = Drafting
	}
	if !slices.Contains(d.Authors, author) {
		d.Authors = append(slices.Clone(d.Authors), author)
	}
	return d.settled()
}
