package incidents

import "github.com/heemstede/grootboek/domain"

// FollowUp is what follows a first notification, but for a withdrawal.
type FollowUp string

// Choices implements [domain.Chooser].
func (FollowUp) Choices() []domain.Choice {
	return []domain.Choice{{Value: string(Supplement), NL: "aanvulling"}, {Value: string(Amendment), NL: "aanpassing"}}
}

// SupplementAp records what was sent to the AP after the first notification (article 33(4) AVG).
type SupplementAp struct {
	Phase FollowUp `json:"phase" nl:"Aanvulling of aanpassing?"`
	ApContent
	Reason string `json:"reason" nl:"Wat is er nieuw?" form:"long" hint:"Noem geen personen."`
}

// ApNotificationSupplemented is what was sent, in full, as it was sent.
type ApNotificationSupplemented struct {
	Number string   `json:"number" nl:"Nummer"`
	Phase  FollowUp `json:"phase" nl:"Wat"`
	ApContent
	Reason string `json:"reason" nl:"Wat er nieuw is"`
}

// notified refuses a follow-up of what was not sent, or was withdrawn.
func (i Incident) notified() error {
	if i.ApTold == "" || i.Withdrawn() {
		return conflict("incident.ap-unknown", "Er is nu geen melding bij de AP. Leg eerst de melding vast.")
	}
	return nil
}

// Decide implements [domain.Command].
func (c SupplementAp) Decide(i Incident, _ domain.Stamp) ([]event, error) {
	content := c.ApContent.clean()
	p := content.problems()
	p.Choose(c.Phase, string(c.Phase), "phase", "Kies aanvulling of aanpassing.")
	p.Need(c.Reason, "reason", "Zeg wat er nieuw is.")
	if err := p.Refuse("incident.ap-supplement"); err != nil {
		return nil, err
	}
	if err := i.notified(); err != nil {
		return nil, err
	}
	return []event{ApNotificationSupplemented{i.nextNotice(), c.Phase, content, trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ApNotificationSupplemented) Evolve(i Incident, by domain.Stamp) Incident {
	return i.noticed(Phase(e.Phase), e.ApContent, e.Reason, by)
}

// WithdrawAp records that the notification was withdrawn.
type WithdrawAp struct {
	Reason   string `json:"reason" nl:"Reden van intrekken" form:"long" hint:"Noem geen personen."`
	Document string `json:"document" nl:"Afschrift van wat is verstuurd" hint:"Het zaaknummer of de hash van het document."`
}

// ApNotificationWithdrawn ends the notification; the incident stays in the register.
type ApNotificationWithdrawn struct {
	Number   string `json:"number" nl:"Nummer"`
	Reason   string `json:"reason" nl:"Reden"`
	Document string `json:"document" nl:"Afschrift"`
}

// Decide implements [domain.Command].
func (c WithdrawAp) Decide(i Incident, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden.")
	p.Need(c.Document, "document", "Noem het afschrift van wat is verstuurd.")
	if err := p.Refuse("incident.ap-withdraw"); err != nil {
		return nil, err
	}
	if err := i.notified(); err != nil {
		return nil, err
	}
	return []event{ApNotificationWithdrawn{i.nextNotice(), trim(c.Reason), trim(c.Document)}}, nil
}

// Evolve implements [domain.Event].
func (e ApNotificationWithdrawn) Evolve(i Incident, by domain.Stamp) Incident {
	return i.noticed(Withdrawal, ApContent{Document: e.Document}, e.Reason, by)
}
