package sharing

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// ShareData says that the data were shared: a fact, whatever was decided (promise 7).
type ShareData struct{}

// DataShared says that the data were shared, on the day it happened.
type DataShared struct{}

// Decide implements [domain.Command].
func (ShareData) Decide(s SharingDecision, by domain.Stamp) ([]sharingEvent, error) {
	list := []sharingEvent{DataShared{}}
	if s.State != SharingIsApproved {
		list = append(list, SharingNonComplianceFound{found(by, "decision", "§2.3, integrale dienstverlening", "De gegevens zijn gedeeld zonder een besluit om te delen.")})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e DataShared) Evolve(d SharingDecision, by domain.Stamp) SharingDecision {
	d.State, d.SharedOn = SharingIsShared, calendar.On(by.Happened)
	return d
}

// InformResident says what the resident was told (§2.3).
type InformResident struct {
	How            string       `json:"how" nl:"Hoe is de inwoner geïnformeerd?" hint:"Bijvoorbeeld: in een gesprek, per brief. Noem geen personen."`
	ToldSharing    domain.YesNo `json:"told_sharing" nl:"Weet de inwoner dat er wordt gedeeld?"`
	ToldMotivation domain.YesNo `json:"told_motivation" nl:"Weet de inwoner waarom?"`
}

// ResidentInformedOfSharing says what the resident was told, when it happened.
type ResidentInformedOfSharing struct {
	How            string `json:"how" nl:"Hoe"`
	ToldSharing    bool   `json:"told_sharing,omitempty" nl:"Verteld dat er wordt gedeeld"`
	ToldMotivation bool   `json:"told_motivation,omitempty" nl:"Verteld waarom"`
}

// Decide implements [domain.Command]. One of both parts is recorded as such; closing waits for the other. Told after the
// day of sharing is a fact, and a deviation (table 4.2 row 16).
func (c InformResident) Decide(s SharingDecision, by domain.Stamp) ([]sharingEvent, error) {
	var p domain.Problems
	p.Need(c.How, "how", "Zeg hoe de inwoner is geïnformeerd.")
	needChoice(&p, c.ToldSharing, string(c.ToldSharing), "told_sharing", "Beantwoord of de inwoner weet dat er wordt gedeeld.")
	needChoice(&p, c.ToldMotivation, string(c.ToldMotivation), "told_motivation", "Beantwoord of de inwoner weet waarom.")
	if c.ToldSharing == domain.No && c.ToldMotivation == domain.No {
		p.Add("told_sharing", "Er is niets verteld: leg dit vast als de inwoner is geïnformeerd.")
	}
	if err := p.Refuse("sharing.inform"); err != nil {
		return nil, err
	}
	e := ResidentInformedOfSharing{trim(c.How), c.ToldSharing == domain.Yes, c.ToldMotivation == domain.Yes}
	list := []sharingEvent{e}
	if !s.Informed() && e.Evolve(s, by).Informed() && s.SharedOn != "" && calendar.On(by.Happened) > s.SharedOn {
		list = append(list, SharingNonComplianceFound{found(by, "late", "§2.3, inwoner op de hoogte", "De gegevens zijn gedeeld op "+s.SharedOn.NL()+"; de inwoner wist het pas later helemaal.")})
	}
	return list, nil
}

// Evolve implements [domain.Event].
func (e ResidentInformedOfSharing) Evolve(d SharingDecision, _ domain.Stamp) SharingDecision {
	d.ToldSharing, d.ToldMotivation = d.ToldSharing || e.ToldSharing, d.ToldMotivation || e.ToldMotivation
	return d
}

// CloseSharing closes the decision.
type CloseSharing struct{}

// SharingDecisionClosed closes it.
type SharingDecisionClosed struct{}

// Decide implements [domain.Command]. After a refusal nothing was shared: there is nothing to tell.
func (CloseSharing) Decide(s SharingDecision, _ domain.Stamp) ([]sharingEvent, error) {
	var p domain.Problems
	if s.ToInform() && !s.ToldSharing { // R-2.3-16
		p.Add("told_sharing", "Vertel de inwoner eerst dat er wordt gedeeld.")
	}
	if s.ToInform() && !s.ToldMotivation {
		p.Add("told_motivation", "Vertel de inwoner eerst waarom er wordt gedeeld.")
	}
	if len(p) > 0 {
		return nil, unmet("sharing.uninformed", "Het besluit kan nog niet worden afgesloten:", p)
	}
	return []sharingEvent{SharingDecisionClosed{}}, nil
}

// Evolve implements [domain.Event].
func (e SharingDecisionClosed) Evolve(d SharingDecision, _ domain.Stamp) SharingDecision {
	d.State = SharingIsClosed
	return d
}
