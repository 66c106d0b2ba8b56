package vaultrecord

import (
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Ground is why personal data are erased.
type Ground string

// The five grounds of §5.4.
const (
	NotNeeded        Ground = "no-longer-needed"
	ConsentWithdrawn Ground = "consent-withdrawn"
	ObjectionGranted Ground = "objection-granted"
	Unlawful         Ground = "unlawful"
	RetentionEnded   Ground = "retention-ended"
)

// Choices implements [domain.Chooser].
func (Ground) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(NotNeeded), NL: "Niet meer nodig voor het doel"}, {Value: string(ConsentWithdrawn), NL: "De toestemming is ingetrokken"},
		{Value: string(ObjectionGranted), NL: "Het bezwaar is toegekend"}, {Value: string(Unlawful), NL: "Onrechtmatig verwerkt"},
		{Value: string(RetentionEnded), NL: "De bewaartermijn is afgelopen"}}
}

// PrepareErasure is the first step to erase data before their term has ended.
type PrepareErasure struct {
	Ground Ground `json:"ground" nl:"Grond"`
	Reason string `json:"reason" nl:"Toelichting" form:"long" hint:"Waarom er geen plicht is om langer te bewaren (§5.4). Noem geen personen."`
}

// PersonalDataErasurePrepared says so, and until when somebody can still object.
type PersonalDataErasurePrepared struct {
	PrepareErasure
	NotBefore calendar.Date `json:"not_before" nl:"Te bevestigen vanaf"`
}

// Decide implements [domain.Command].
func (c PrepareErasure) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	if err := d.forFG(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.Choose(c.Ground, string(c.Ground), "ground", "Kies de grond (§5.4).")
	if c.Ground == RetentionEnded {
		p.Add("ground", "Aan het einde van de termijn wist het systeem zelf. Daar is geen opdracht voor nodig.")
	}
	c.Reason = trim(c.Reason)
	p.Need(c.Reason, "reason", "Licht toe waarom de gegevens niet bewaard hoeven te blijven.")
	if err := p.Refuse("vault.erasure"); err != nil {
		return nil, err
	}
	// recorded, not happened: nobody shortens it by a date in the past; the day after it has passed whole
	from := calendar.On(by.Recorded.Add(domain.VaultCoolingOff).AddDate(0, 0, 1))
	return []event{PersonalDataErasurePrepared{c, from}}, nil
}

// Evolve implements [domain.Event].
func (e PersonalDataErasurePrepared) Evolve(d Dossier, by domain.Stamp) Dossier {
	d.State, d.Ground, d.PreparedBy, d.PreparedAt, d.NotBefore = Prepared, e.Ground, by.Actor, by.Recorded, e.NotBefore
	return d
}

// CancelErasure says that the data stay.
type CancelErasure struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// PersonalDataErasureCancelled says that the data stay.
type PersonalDataErasureCancelled struct{ CancelErasure }

// Decide implements [domain.Command].
func (c CancelErasure) Decide(Dossier, domain.Stamp) ([]event, error) {
	reason, err := reasoned(c.Reason)
	if err != nil {
		return nil, err
	}
	return []event{PersonalDataErasureCancelled{CancelErasure{reason}}}, nil
}

// Evolve implements [domain.Event].
func (PersonalDataErasureCancelled) Evolve(d Dossier, _ domain.Stamp) Dossier {
	d = d.unprepared()
	d.State = Stored
	return d
}

func (d Dossier) unprepared() Dossier {
	d.Ground, d.PreparedBy, d.PreparedAt, d.NotBefore = "", "", time.Time{}, ""
	return d
}

// ConfirmErasure is the second step, by another person, after the cooling-off period.
type ConfirmErasure struct{}

// PersonalDataErasureConfirmed says that the vault must erase.
type PersonalDataErasureConfirmed struct{}

// Decide implements [domain.Command].
func (ConfirmErasure) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	switch {
	case by.Actor == d.PreparedBy || by.OnBehalfOf != "" && by.OnBehalfOf == d.PreparedBy: // G11
		return nil, &domain.Refusal{Kind: domain.Forbidden, Code: "vault.same-person", NL: "U heeft het wissen zelf voorbereid. Een ander moet het bevestigen."}
	case calendar.On(by.Recorded) < d.NotBefore:
		return nil, unmet("cooling-off", "De bedenktijd loopt nog, tot "+d.NotBefore.NL()+".")
	}
	return []event{PersonalDataErasureConfirmed{}}, nil
}

// Evolve implements [domain.Event].
func (PersonalDataErasureConfirmed) Evolve(d Dossier, by domain.Stamp) Dossier {
	d.State, d.ConfirmedBy, d.ConfirmedAt = Erasing, by.Actor, by.Recorded
	return d
}

// RecordDestruction says that the vault did it.
type RecordDestruction struct {
	KeyDestroyed calendar.Date `json:"key_destroyed_on" nl:"Sleutel vernietigd op"`
	Certificate  string        `json:"certificate" nl:"Verklaring van vernietiging" hint:"De hash."`
}

// PersonalDataErased says on which ground the data are gone, and when the key was destroyed.
type PersonalDataErased struct {
	Ground       Ground        `json:"ground" nl:"Grond"`
	KeyDestroyed calendar.Date `json:"key_destroyed_on" nl:"Sleutel vernietigd op"`
	Certificate  string        `json:"certificate" nl:"Verklaring van vernietiging"`
}

// Decide implements [domain.Command].
func (c RecordDestruction) Decide(d Dossier, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	if !c.KeyDestroyed.Valid() {
		p.Add("key_destroyed_on", "Vul in wanneer de sleutel is vernietigd.")
	}
	if !domain.IsHash(c.Certificate) {
		p.Add("certificate", "Geef de hash van de verklaring van vernietiging.")
	}
	if err := p.Refuse("vault.erase"); err != nil {
		return nil, err
	}
	return []event{PersonalDataErased{d.Ground, c.KeyDestroyed, c.Certificate}}, nil
}

// Evolve implements [domain.Event]. The references stay: what the log says does not change.
func (e PersonalDataErased) Evolve(d Dossier, _ domain.Stamp) Dossier {
	d.State, d.Ground, d.KeyDestroyed, d.Certificate = Erased, e.Ground, e.KeyDestroyed, e.Certificate
	return d
}

// RecordLoss says that the data are gone and nobody decided it: a lost key, a destroyed disk. A loss is a breach of
// availability (article 4(12) AVG): report the incident too.
type RecordLoss struct {
	What  string        `json:"what" nl:"Wat is er gebeurd?" form:"long" hint:"Noem geen personen."`
	Since calendar.Date `json:"since" nl:"Sinds"`
}

// PersonalDataLost says so.
type PersonalDataLost struct{ RecordLoss }

// Decide implements [domain.Command]: a fact is recorded, with its deviation (promise 7).
func (c RecordLoss) Decide(d Dossier, by domain.Stamp) ([]event, error) {
	if err := d.forFG(by); err != nil {
		return nil, err
	}
	c.What = trim(c.What)
	var p domain.Problems
	p.Need(c.What, "what", "Beschrijf wat er is gebeurd.")
	if !c.Since.Valid() {
		p.Add("since", "Vul in sinds wanneer, desnoods geschat.")
	}
	if err := p.Refuse("vault.loss"); err != nil {
		return nil, err
	}
	return []event{PersonalDataLost{c}, PersonalDataNonComplianceFound{domain.Deviates(by, "loss", "AVG art. 32, lid 1", "Persoonsgegevens zijn verloren gegaan: "+c.What, c.Since)}}, nil
}

// Evolve implements [domain.Event]. Nobody destroyed the key: a copy may turn up yet.
func (PersonalDataLost) Evolve(d Dossier, _ domain.Stamp) Dossier {
	d = d.unprepared()
	d.State = Erased
	return d
}
