package vaultrecord

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// Store says that personal data are in the vault. They are put there first.
type Store struct {
	Kind    Kind              `json:"kind" nl:"Soort dossier"`
	Process string            `json:"process,omitempty" nl:"Proces" form:"process" opt:"1"`
	About   []string          `json:"linked_streams" nl:"Hoort bij"`
	Refs    []domain.VaultRef `json:"refs" nl:"Onderdelen" form:"rows"`
}

// PersonalDataStored says that personal data are in the vault.
type PersonalDataStored struct{ Store }

// Add says that a part came later.
type Add struct {
	Ref   domain.VaultRef `json:"ref" nl:"Onderdeel"`
	About []string        `json:"linked_streams,omitempty" nl:"Hoort ook bij" opt:"1"`
}

// PersonalDataAdded says that a part came later.
type PersonalDataAdded struct{ Add }

// Keep is the command that makes a reference known in a dossier, of the record with this stream; nil if it is known.
func Keep(d Dossier, kind Kind, stream string, ref domain.VaultRef) any {
	now, there := d.present(ref.Part)
	switch {
	case d.State == "":
		return Store{Kind: kind, About: []string{stream}, Refs: []domain.VaultRef{ref}}
	case !there:
		return Add{Ref: ref}
	case now != ref:
		return Rectify{Ref: ref, Reason: "Vastgelegd bij het record."}
	}
	return nil
}

// streams notes a problem if one of them is no record: it could be a name.
func streams(p *domain.Problems, list []string) {
	for _, s := range list {
		if kind, id, ok := strings.Cut(s, "/"); !ok || kind == "" || id == "" || strings.ContainsAny(s, " @") {
			p.Add("linked_streams", "Kies een record waar de gegevens bij horen.")
		}
	}
}

// Decide implements [domain.Command].
func (c Store) Decide(_ Dossier, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Choose(c.Kind, string(c.Kind), "kind", "Kies het soort dossier.")
	c.About = domain.Lines(c.About)
	if streams(&p, c.About); len(c.About) == 0 {
		p.Add("linked_streams", "Kies een record waar de gegevens bij horen.")
	}
	if c.Process != "" {
		p.NeedProcess(c.Process, by)
	}
	seen := map[string]bool{}
	for _, r := range c.Refs {
		if p.NeedDossier(r, "refs", by); seen[r.Part] { // not every version need be in the log: a command may have been refused after it was kept
			p.Add("refs", "Een onderdeel kan er maar één keer in staan.")
		}
		seen[r.Part] = true
	}
	if len(c.Refs) == 0 {
		p.NeedVaultRef(domain.VaultRef{}, "refs")
	}
	if err := p.Refuse("vault.incomplete"); err != nil {
		return nil, err
	}
	return []event{PersonalDataStored{c}}, nil
}

// OwnedBy implements [domain.Owned].
func (c Store) OwnedBy() string { return c.Process }

// Evolve implements [domain.Event].
func (e PersonalDataStored) Evolve(_ Dossier, _ domain.Stamp) Dossier {
	return Dossier{State: Stored, Kind: e.Kind, Process: e.Process, About: e.About}.with(e.Refs...)
}

// Decide implements [domain.Command].
func (c Add) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	if err := d.forFG(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.NeedDossier(c.Ref, "ref", by)
	if _, there := d.present(c.Ref.Part); there {
		p.Add("ref", "Dit onderdeel is er al. Leg een verbetering vast.")
	}
	c.About = domain.Lines(c.About)
	streams(&p, c.About)
	if err := p.Refuse("vault.incomplete"); err != nil {
		return nil, err
	}
	return []event{PersonalDataAdded{c}}, nil
}

// Evolve implements [domain.Event].
func (e PersonalDataAdded) Evolve(d Dossier, _ domain.Stamp) Dossier {
	d.About = domain.Lines(append(append([]string(nil), d.About...), e.About...))
	return d.with(e.Ref)
}

// Link says to which process the record belongs now: its owner may read (requirements 1.5).
type Link struct {
	Process string `json:"process" nl:"Proces" form:"process"`
}

// PersonalDataLinked says so.
type PersonalDataLinked struct{ Link }

// Decide implements [domain.Command].
func (c Link) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	if c.Process == d.Process {
		return nil, nil
	}
	var p domain.Problems
	p.NeedProcess(c.Process, by)
	if err := p.Refuse("vault.link"); err != nil {
		return nil, err
	}
	return []event{PersonalDataLinked{c}}, nil
}

// Evolve implements [domain.Event].
func (e PersonalDataLinked) Evolve(d Dossier, _ domain.Stamp) Dossier {
	d.Process = e.Process
	return d
}
