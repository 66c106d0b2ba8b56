package sharing

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// CompleteCovenantDpia takes over the DPIA of the covenant, or of its collaboration (T-31; RT-18).
type CompleteCovenantDpia struct {
	Dpia        string        `json:"dpia" nl:"Kenmerk van de DPIA" form:"dpia"`
	CompletedOn calendar.Date `json:"completed_on" nl:"Afgerond op"`
}

// CovenantDpiaCompleted names the version of the text that the DPIA was about.
type CovenantDpiaCompleted struct {
	Dpia        string        `json:"dpia" nl:"DPIA"`
	CompletedOn calendar.Date `json:"completed_on" nl:"Afgerond op"`
	Version     uint64        `json:"version" nl:"Over versie"`
}

// Decide implements [domain.Command].
func (c CompleteCovenantDpia) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	var p domain.Problems
	s.DPIA.needDPIA(&p, c.Dpia, c.CompletedOn, by)
	if err := p.Refuse("covenant.dpia"); err != nil {
		return nil, err
	}
	return []covenantEvent{CovenantDpiaCompleted{trim(c.Dpia), c.CompletedOn, s.Text}}, nil
}

// Evolve implements [domain.Event].
func (e CovenantDpiaCompleted) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.DPIA = c.DPIA.renewed(e.Dpia, e.CompletedOn, e.Version)
	return c.counted()
}

// ArchiveCovenant puts the signed document in the archive.
type ArchiveCovenant struct {
	Document string `json:"document" nl:"Getekend document" ref:"file" hint:"Het kenmerk (hash) van het bestand."`
	Place    string `json:"place" nl:"Waar is het gearchiveerd?"`
}

// CovenantArchived says which document is where.
type CovenantArchived struct {
	Document string `json:"document" nl:"Document"`
	Place    string `json:"place" nl:"Plaats"`
}

// Decide implements [domain.Command].
func (c ArchiveCovenant) Decide(s Covenant, _ domain.Stamp) ([]covenantEvent, error) {
	var p domain.Problems
	needFile(&p, c.Document, "document", "Kies het getekende document.")
	p.Need(c.Place, "place", "Zeg waar het is gearchiveerd.")
	if err := p.Refuse("covenant.archive"); err != nil {
		return nil, err
	}
	if s.Document == c.Document {
		return nil, nil // saying it twice changes nothing
	}
	return []covenantEvent{CovenantArchived{c.Document, trim(c.Place)}}, nil
}

// Evolve implements [domain.Event].
func (e CovenantArchived) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.Document = e.Document
	return c.counted()
}

// TakeCovenantEffect: the clock says that the covenant begins.
type TakeCovenantEffect struct{}

// CovenantTookEffect says that it is in force.
type CovenantTookEffect struct{}

// Decide implements [domain.Command].
func (TakeCovenantEffect) Decide(s Covenant, by domain.Stamp) ([]covenantEvent, error) {
	var p domain.Problems
	if calendar.On(by.Happened) < s.From {
		p.Add("from", "Het convenant geldt pas vanaf "+s.From.NL()+".")
	}
	if s.needsDPIA() && !s.DPIA.Counts() { // R-7.1-16, T-31
		nl := "Rond eerst de DPIA af (§4.10)."
		if len(s.DPIA.Lapsed) > 0 {
			nl = "De DPIA is vervallen. Doe haar opnieuw. " + strings.Join(s.DPIA.Lapsed, "; ") + "."
		}
		p.Add("dpia", nl)
	}
	if s.Until != "" && calendar.On(by.Happened) > s.Until {
		p.Add("until", "Het convenant gold tot en met "+s.Until.NL()+".")
	}
	if len(s.BoundParties()) == len(s.PartiesBehind()) { // who agreed to an older draft has not agreed to this text
		p.Add("parties", "Er is nog geen andere partij die heeft besloten mee te doen met deze tekst.")
	}
	if len(p) > 0 {
		return nil, p.Unmet("covenant.effect", "Het convenant kan nog niet ingaan:")
	}
	return []covenantEvent{CovenantTookEffect{}}, nil
}

// Evolve implements [domain.Event].
func (e CovenantTookEffect) Evolve(c Covenant, _ domain.Stamp) Covenant {
	c.State, c.InEffect, c.HadData = CovenantIsInForce, true, c.HadData || c.PersonalData != domain.No
	return c.counted()
}
