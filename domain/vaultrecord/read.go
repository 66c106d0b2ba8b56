package vaultrecord

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Read says who wants to read what, and why. Who, and in which role, stands in the stamp.
type Read struct {
	Part    string                `json:"part" nl:"Onderdeel" form:"vault-part"`
	Version int                   `json:"version" nl:"Versie"`
	Why     string                `json:"why" nl:"Waarom bekijkt u dit?" form:"long" hint:"Noem geen personen."`
	Despite domain.VaultException `json:"despite,omitempty" nl:"Grond, als de gegevens beperkt zijn" opt:"1"`
}

// PersonalDataRead says that it was read, or at least given out (R-LED-13).
type PersonalDataRead struct{ Read }

// Decide implements [domain.Command].
func (c Read) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	if err := d.forFG(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	now, ok := d.present(c.Part)
	if !ok || c.Version < 1 || c.Version > now.Version {
		p.Add("part", "Kies een onderdeel dat in de kluis staat.")
	}
	c.Why = trim(c.Why)
	p.Need(c.Why, "why", "Zeg waarom u deze persoonsgegevens bekijkt: dat wordt vastgelegd.")
	if d.State == Restricted { // article 18(2) AVG
		p.Choose(c.Despite, string(c.Despite), "despite", "Deze gegevens zijn beperkt. Kies op welke grond u ze toch bekijkt.")
	}
	if err := p.Refuse("vault.read"); err != nil {
		return nil, err
	}
	if c.Version < now.Version && by.Role != domain.FG { // T-02
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "vault.old", NL: "Deze versie is verbeterd. Alleen de functionaris gegevensbescherming mag haar nog lezen."}
	}
	return []event{PersonalDataRead{c}}, nil
}

// Evolve implements [domain.Event]: who read what is for readers of the log; no rule rests on it.
func (PersonalDataRead) Evolve(d Dossier, _ domain.Stamp) Dossier { return d }

// Rectify says that a part was made better in the vault (article 16 AVG, §5.1).
type Rectify struct {
	Ref      domain.VaultRef `json:"ref" nl:"Nieuwe versie"`
	Reason   string          `json:"reason" nl:"Reden" hint:"Noem geen personen."`
	OldUntil calendar.Date   `json:"old_until,omitempty" nl:"Oude versie bewaren tot" opt:"1" hint:"Leeg: de oude versie is meteen weg."`
}

// PersonalDataRectified says so, without content (T-02).
type PersonalDataRectified struct{ Rectify }

// Decide implements [domain.Command].
func (c Rectify) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	if err := d.forFG(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.NeedDossier(c.Ref, "ref", by)
	if now, ok := d.present(c.Ref.Part); c.Ref.Valid() && (!ok || c.Ref.Version <= now.Version) {
		p.Add("ref", "Dit is geen nieuwere versie van een onderdeel.")
	}
	c.Reason = trim(c.Reason)
	p.Need(c.Reason, "reason", "Geef de reden van de verbetering.")
	if c.OldUntil != "" && !c.OldUntil.Valid() {
		p.Add("old_until", "Deze datum bestaat niet.")
	}
	if err := p.Refuse("vault.rectify"); err != nil {
		return nil, err
	}
	return []event{PersonalDataRectified{c}}, nil
}

// Evolve implements [domain.Event].
func (e PersonalDataRectified) Evolve(d Dossier, _ domain.Stamp) Dossier { return d.with(e.Ref) }

// Restrict says that the data are kept and no longer used (article 18 AVG, §5.3).
type Restrict struct {
	Reason string `json:"reason" nl:"Reden" hint:"Bijvoorbeeld het zaaknummer. Noem geen personen."`
}

// PersonalDataRestricted says so.
type PersonalDataRestricted struct{ Restrict }

// LiftRestriction says that it is over.
type LiftRestriction struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// PersonalDataRestrictionLifted says so.
type PersonalDataRestrictionLifted struct{ LiftRestriction }

func reasoned(reason string) (string, error) {
	var p domain.Problems
	p.Need(reason, "reason", "Geef de reden.")
	return trim(reason), p.Refuse("vault.reason")
}

// Decide implements [domain.Command].
func (c Restrict) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	if err := d.forFG(by); err != nil {
		return nil, err
	}
	reason, err := reasoned(c.Reason)
	if err != nil {
		return nil, err
	}
	return []event{PersonalDataRestricted{Restrict{reason}}}, nil
}

// Evolve implements [domain.Event]. A prepared erasure falls: restricted data are kept (R-4.8-07).
func (PersonalDataRestricted) Evolve(d Dossier, by domain.Stamp) Dossier {
	d = d.unprepared()
	d.State, d.Since = Restricted, calendar.On(by.Happened)
	return d
}

// Decide implements [domain.Command].
func (c LiftRestriction) Decide(Dossier, domain.Stamp) ([]event, error) {
	reason, err := reasoned(c.Reason)
	if err != nil {
		return nil, err
	}
	return []event{PersonalDataRestrictionLifted{LiftRestriction{reason}}}, nil
}

// Evolve implements [domain.Event].
func (PersonalDataRestrictionLifted) Evolve(d Dossier, _ domain.Stamp) Dossier {
	d.State, d.Since = Stored, ""
	return d
}
