package register

import (
	"github.com/heemstede/grootboek/domain"
)

// Return sends a submitted activity back to its owner for completion.
type Return struct {
	Reason string `json:"reason" nl:"Wat moet er worden aangevuld?" form:"long" hint:"Noem geen personen."`
}

// ProcessingActivityReturnedForCompletion says what lacks.
type ProcessingActivityReturnedForCompletion struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c Return) Decide(_ Activity, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Zeg wat er moet worden aangevuld.")
	if err := p.Refuse("activity.reason"); err != nil {
		return nil, err
	}
	return []event{ProcessingActivityReturnedForCompletion{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessingActivityReturnedForCompletion) Evolve(a Activity, _ domain.Stamp) Activity {
	a.Returned = e.Reason
	return a.counted()
}

// Register enters a complete activity in the register, and makes it public (B1.1-4, §4.1).
type Register struct{}

// ProcessingActivityRegistered enters it in the register.
type ProcessingActivityRegistered struct{}

// RegisterEntryPublished shows it to residents.
type RegisterEntryPublished struct{}

// PublicationUpdated shows residents the changed entry.
type PublicationUpdated struct{}

// Decide implements [domain.Command]. Everything that lacks is named in one refusal (R-4.1-12).
func (Register) Decide(s Activity, by domain.Stamp) ([]event, error) {
	p := append(Invalid(s.Content), Missing(s.Content)...)
	if len(by.Facts.Holders(domain.FG, by.Recorded)) == 0 { // field 11; R-4.1-11
		p.Add("fg", "Er is geen FG in functie. Het college wijst eerst een FG aan (§4.1).")
	}
	if s.Content.Process != "" {
		if proc, ok := by.Facts.Process(s.Content.Process, by.Recorded); !ok || proc.Ended {
			p.Add("process", "Het gekozen proces bestaat niet of is beëindigd. Kies een lopend proces.")
		}
	}
	for _, r := range s.Retention {
		if r.Rule != "" && !by.Facts.RetentionRule(r.Rule) {
			p.Add("retention", "Een gekozen bewaarregel bestaat niet.")
		}
	}
	if err := p.Refuse("activity.incomplete"); err != nil {
		return nil, err
	}
	return []event{ProcessingActivityRegistered{}, RegisterEntryPublished{}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessingActivityRegistered) Evolve(a Activity, _ domain.Stamp) Activity {
	a.State, a.Returned = StatusRegistered, ""
	return a.counted()
}

// Evolve implements [domain.Event].
func (e RegisterEntryPublished) Evolve(a Activity, _ domain.Stamp) Activity {
	a.Published, a.Hidden = true, false
	return a.counted()
}

// Evolve implements [domain.Event].
func (e PublicationUpdated) Evolve(a Activity, _ domain.Stamp) Activity { return a.counted() }

// WithdrawPublication takes an entry out of the public register, with a reason the FG sees.
type WithdrawPublication struct {
	Reason string `json:"reason" nl:"Reden" hint:"Noem geen personen."`
}

// PublicationWithdrawn hides the entry from residents.
type PublicationWithdrawn struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c WithdrawPublication) Decide(s Activity, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden: het register hoort openbaar te zijn (§4.1).")
	if err := p.Refuse("activity.reason"); err != nil {
		return nil, err
	}
	if !s.Published {
		return nil, nil
	}
	return []event{PublicationWithdrawn{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e PublicationWithdrawn) Evolve(a Activity, _ domain.Stamp) Activity {
	a.Published, a.Hidden = false, a.State != StatusEnded
	return a.counted()
}

// Publish puts an entry back in the public register.
type Publish struct{}

// Decide implements [domain.Command].
func (Publish) Decide(s Activity, _ domain.Stamp) ([]event, error) {
	if s.Published {
		return nil, nil
	}
	return []event{RegisterEntryPublished{}}, nil
}
