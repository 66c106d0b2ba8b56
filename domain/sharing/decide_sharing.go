package sharing

import (
	"fmt"

	"github.com/heemstede/grootboek/domain"
)

// AssessSharing judges for one resident whether sharing is needed (§2.3). It takes a list of residents only to refuse more
// than one: there is no decision for all.
type AssessSharing struct {
	Residents  []VaultRef   `json:"residents" nl:"Inwoner" vault:"person" hint:"Precies één. De gegevens staan in de kluis; hier staat alleen de verwijzing."`
	Case       string       `json:"case" nl:"Zaaknummer" hint:"Geen naam en geen BSN."`
	Process    string       `json:"process" nl:"Proces" form:"process"`
	Interest   VaultRef     `json:"interest" nl:"Het belang van de inwoner" vault:"text"`
	Parts      []string     `json:"parts" nl:"Welke delen van de gegevens?" hint:"Alleen soorten gegevens, één per regel."`
	Inside     []string     `json:"inside,omitempty" nl:"Met wie binnen de organisatie?" opt:"1" hint:"Teams of functies, één per regel. Noem geen personen."`
	Outside    []string     `json:"outside,omitempty" nl:"Met wie buiten de organisatie?" opt:"1" hint:"Organisaties, één per regel. Noem geen personen."`
	Needed     domain.YesNo `json:"needed" nl:"Is delen nodig?"`
	Assessment VaultRef     `json:"assessment" nl:"De individuele beoordeling" vault:"text"`
}

// SharingAssessed is the judgement. What is about the resident stands in the vault.
type SharingAssessed struct {
	Resident   VaultRef     `json:"resident" nl:"Inwoner (kluis)"`
	Case       string       `json:"case" nl:"Zaak"`
	Process    string       `json:"process" nl:"Proces"`
	Interest   VaultRef     `json:"interest" nl:"Belang van de inwoner (kluis)"`
	Parts      []string     `json:"parts" nl:"Te delen gegevens"`
	Inside     []string     `json:"inside,omitempty" nl:"Ontvangers binnen de organisatie"`
	Outside    []string     `json:"outside,omitempty" nl:"Ontvangers buiten de organisatie"`
	Needed     domain.YesNo `json:"needed" nl:"Delen is nodig"`
	Assessment VaultRef     `json:"assessment" nl:"Individuele beoordeling (kluis)"`
}

// OwnedBy implements [domain.Owned].
func (c AssessSharing) OwnedBy() string { return c.Process }

// Decide implements [domain.Command].
func (c AssessSharing) Decide(_ SharingDecision, _ domain.Stamp) ([]sharingEvent, error) {
	c.Case, c.Parts, c.Inside, c.Outside = trim(c.Case), cleanLines(c.Parts), cleanLines(c.Inside), cleanLines(c.Outside)
	var p domain.Problems
	resident := c.resident(&p)
	p.Need(c.Case, "case", "Vul het zaaknummer in.")
	p.Need(c.Process, "process", "Kies het proces waar dit bij hoort.")
	needVault(&p, c.Interest, "interest", "Beschrijf het belang van de inwoner.")
	needLines(&p, c.Parts, "parts", "Noem welke delen van de gegevens worden gedeeld.")
	if len(c.Inside)+len(c.Outside) == 0 { // R-2.3-15
		p.Add("outside", "Noem met wie wordt gedeeld, binnen of buiten de organisatie.")
	}
	needChoice(&p, c.Needed, string(c.Needed), "needed", "Beantwoord of delen nodig is.") // R-2.3-14
	needVault(&p, c.Assessment, "assessment", "Beschrijf de individuele beoordeling.")
	if err := p.Refuse("sharing.incomplete"); err != nil {
		return nil, err
	}
	return []sharingEvent{SharingAssessed{resident, c.Case, c.Process, c.Interest, c.Parts, c.Inside, c.Outside, c.Needed, c.Assessment}}, nil
}

// resident is the one resident; none or several are noted (R-2.3-13).
func (c AssessSharing) resident(p *domain.Problems) VaultRef {
	if len(c.Residents) > 1 {
		p.Add("residents", fmt.Sprintf("Er zijn %d inwoners gekozen. Neem voor elke inwoner een eigen besluit: er is geen besluit voor allen.", len(c.Residents)))
		return ""
	}
	var one VaultRef
	if len(c.Residents) == 1 {
		one = c.Residents[0]
	}
	needVault(p, one, "residents", "Kies over welke inwoner dit gaat.")
	return one
}

// Evolve implements [domain.Event].
func (e SharingAssessed) Evolve(d SharingDecision, by domain.Stamp) SharingDecision {
	d.ID, d.State, d.Case, d.Process, d.Parts, d.Inside, d.Outside, d.Needed = by.Record, SharingIsAssessed, e.Case, e.Process, e.Parts, e.Inside, e.Outside, e.Needed
	return d
}

// ApproveSharing decides to share. That it is in the interest of the resident is no ground by itself (T-55).
type ApproveSharing struct {
	Motivation VaultRef `json:"motivation" nl:"De achterliggende motivatie" vault:"text"`
	Ground     Ground   `json:"ground" nl:"Grondslag"`
}

// SharingApproved is the decision to share.
type SharingApproved struct {
	Motivation VaultRef `json:"motivation" nl:"Motivering (kluis)"`
	Ground     Ground   `json:"ground" nl:"Grondslag"`
}

// RefuseSharing decides not to share. It asks no ground: that there is none may be why.
type RefuseSharing struct {
	Motivation VaultRef `json:"motivation" nl:"De achterliggende motivatie" vault:"text"`
}

// SharingRefused is the decision not to share.
type SharingRefused struct {
	Motivation VaultRef `json:"motivation" nl:"Motivering (kluis)"`
}

// Decide implements [domain.Command].
func (c ApproveSharing) Decide(s SharingDecision, _ domain.Stamp) ([]sharingEvent, error) {
	var p domain.Problems
	needVault(&p, c.Motivation, "motivation", "Geef de motivatie.")
	needChoice(&p, c.Ground, string(c.Ground), "ground", "Kies de grondslag: het belang van de inwoner is er zelf geen.")
	if err := p.Refuse("sharing.decision"); err != nil {
		return nil, err
	}
	if s.Needed != domain.Yes {
		return nil, unmet("sharing.not-needed", "Delen mag niet:", domain.Problems{{Field: "needed", NL: "De beoordeling zegt dat delen niet nodig is (§2.3)."}})
	}
	return []sharingEvent{SharingApproved{c.Motivation, c.Ground}}, nil
}

// Decide implements [domain.Command].
func (c RefuseSharing) Decide(_ SharingDecision, _ domain.Stamp) ([]sharingEvent, error) {
	var p domain.Problems
	needVault(&p, c.Motivation, "motivation", "Geef de motivatie.")
	if err := p.Refuse("sharing.decision"); err != nil {
		return nil, err
	}
	return []sharingEvent{SharingRefused{c.Motivation}}, nil
}

// Evolve implements [domain.Event].
func (e SharingApproved) Evolve(d SharingDecision, _ domain.Stamp) SharingDecision {
	d.State, d.Ground = SharingIsApproved, e.Ground
	return d
}

// Evolve implements [domain.Event].
func (e SharingRefused) Evolve(d SharingDecision, _ domain.Stamp) SharingDecision {
	d.State = SharingIsRefused
	return d
}
