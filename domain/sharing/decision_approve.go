package sharing

import "github.com/heemstede/grootboek/domain"

// ApproveSharing approves the sharing as it was assessed.
type ApproveSharing struct{}

// SharingApproved says that the data may be shared.
type SharingApproved struct{}

// Decide implements [domain.Command]. What is not needed to help the resident is not shared (§2.3).
func (ApproveSharing) Decide(s SharingDecision, _ domain.Stamp) ([]decisionEvent, error) {
	var p domain.Problems
	if s.Needed != domain.Yes {
		p.Add("needed", "Delen is voor deze inwoner niet nodig gevonden.")
	}
	if err := p.Unmet("sharing.not-needed", "Het delen kan niet worden goedgekeurd (§2.3):"); err != nil {
		return nil, err
	}
	return []decisionEvent{SharingApproved{}}, nil
}

// Evolve implements [domain.Event].
func (SharingApproved) Evolve(s SharingDecision, _ domain.Stamp) SharingDecision {
	s.State = DecisionIsApproved
	return s
}

// RefuseSharing decides that nothing is shared.
type RefuseSharing struct {
	Reason domain.VaultRef `json:"reason" nl:"Reden" form:"vault:refusal"`
}

// SharingRefused says that nothing is shared, and why.
type SharingRefused struct {
	Reason domain.VaultRef `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c RefuseSharing) Decide(_ SharingDecision, by domain.Stamp) ([]decisionEvent, error) {
	var p domain.Problems
	p.NeedDossier(c.Reason, "reason", by)
	if err := p.Refuse("sharing.reason"); err != nil {
		return nil, err
	}
	return []decisionEvent{SharingRefused(c)}, nil
}

// Evolve implements [domain.Event].
func (e SharingRefused) Evolve(s SharingDecision, _ domain.Stamp) SharingDecision {
	s.State, s.RefusedFor = DecisionIsRefused, e.Reason
	return s
}
