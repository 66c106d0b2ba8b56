package register

import "github.com/heemstede/grootboek/domain"

// Submit supplies a new activity to PB and FG (B1.1-1). It may lack fields: what lacks is named on its page.
type Submit struct {
	Content Content `json:"content" form:"activity"`
}

// ProcessingActivitySubmitted is the first event of an activity.
type ProcessingActivitySubmitted struct {
	Content Content `json:"content"`
	Source  *Source `json:"source,omitempty"` // where it was taken over from, if it was
}

// OwnedBy implements [domain.Owned].
func (c Submit) OwnedBy() string { return c.Content.Process }

// Decide implements [domain.Command].
func (c Submit) Decide(_ Activity, _ domain.Stamp) ([]event, error) {
	content := c.Content.Clean()
	p := Invalid(content)
	p.Need(content.Name, "name", "Geef de verwerking een naam.")
	if err := p.Refuse("activity.invalid"); err != nil {
		return nil, err
	}
	return []event{ProcessingActivitySubmitted{Content: content}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessingActivitySubmitted) Evolve(a Activity, by domain.Stamp) Activity {
	a.ID, a.Content, a.State, a.Source = by.Record, e.Content, StatusSubmitted, e.Source
	if e.Source != nil {
		c := e.Content
		a.SourceContent = &c
	}
	return a.counted()
}

// counted notes one more event: a correction names an event by its number in the stream.
func (a Activity) counted() Activity {
	a.Events++
	return a
}

// Supplement completes a submitted activity: OWN supplies, before PB registers (B1.1-1).
type Supplement struct {
	Content Content `json:"content" form:"activity"`
	Reason  string  `json:"reason,omitempty" nl:"Toelichting" opt:"1" hint:"Noem geen personen."`
}

// OwnedBy implements [domain.Owned]: an imported activity may have no process yet.
func (c Supplement) OwnedBy() string { return c.Content.Process }

// Decide implements [domain.Command].
func (c Supplement) Decide(s Activity, by domain.Stamp) ([]event, error) {
	reason := trim(c.Reason)
	if reason == "" {
		reason = "Aangevuld vóór registratie." // each change says why (R-4.1-18)
	}
	return change(s, c.Content, reason, "", by)
}
