package processors

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// ModelChange is a change the processor asks, by clause, with its outcome (§7.2, R-7.2-18).
type ModelChange struct {
	ID      string
	Clause  string        `nl:"Artikel"`
	Element ElementKey    `nl:"Element"`
	What    string        `nl:"Gevraagd"`
	Outcome ChangeOutcome `nl:"Uitkomst"`
	Why     string        `nl:"Toelichting"`
}

// ChangeOutcome of a change.
type ChangeOutcome string

// Choices implements [domain.Chooser].
func (ChangeOutcome) Choices() []domain.Choice {
	return []domain.Choice{{Value: "agreed", NL: "overeengekomen"}, {Value: "rejected", NL: "afgewezen"}}
}

// RequestModelChange records what the processor wants otherwise. Its id is that of the command.
type RequestModelChange struct {
	Clause  string     `json:"clause" nl:"Welk artikel?"`
	Element ElementKey `json:"element,omitempty" nl:"Gaat het over een verplicht element?" opt:"1"`
	What    string     `json:"what" nl:"Wat wil de verwerker anders?" form:"long" hint:"Noem geen personen."`
}

// ModelChangeRequestedByProcessor is what it wants.
type ModelChangeRequestedByProcessor struct {
	Change  string     `json:"change" nl:"Kenmerk"`
	Clause  string     `json:"clause" nl:"Artikel"`
	Element ElementKey `json:"element,omitempty" nl:"Element"`
	What    string     `json:"what" nl:"Gevraagd"`
}

// AgreeModelChange agrees, in good mutual consultation (§7.2).
type AgreeModelChange struct {
	Change  string       `json:"change" nl:"Wijziging" form:"model-change"`
	Element ElementKey   `json:"element,omitempty" nl:"Over welk verplicht element gaat het?" opt:"1" hint:"Leeg: het element dat bij de vraag is genoemd."`
	Clause  string       `json:"clause,omitempty" nl:"Artikel waar het element nu staat" opt:"1"`
	Text    string       `json:"text,omitempty" nl:"Tekst of bladzijde" form:"long" opt:"1"`
	Covered domain.YesNo `json:"covered" nl:"Blijft aan de eisen van de AVG voldaan?" hint:"Bij nee kan de overeenkomst niet worden gesloten."`
	Why     string       `json:"why" nl:"Toelichting" hint:"Noem geen personen."`
}

// ModelChangeAgreed is the outcome. An element that is not covered any more is gone from the checklist.
type ModelChangeAgreed struct {
	Change  string     `json:"change" nl:"Kenmerk"`
	Element ElementKey `json:"element,omitempty" nl:"Element"`
	Clause  string     `json:"clause,omitempty" nl:"Artikel"`
	Text    string     `json:"text,omitempty" nl:"Tekst of bladzijde"`
	Covered bool       `json:"covered" nl:"Aan de eisen van de AVG voldaan"`
	Why     string     `json:"why" nl:"Toelichting"`
}

// RejectModelChange says no.
type RejectModelChange struct {
	Change string `json:"change" nl:"Wijziging" form:"model-change"`
	Why    string `json:"why" nl:"Toelichting" hint:"Noem geen personen."`
}

// ModelChangeRejected is the outcome.
type ModelChangeRejected struct {
	Change string `json:"change" nl:"Kenmerk"`
	Why    string `json:"why" nl:"Toelichting"`
}

// Decide implements [domain.Command].
func (c RequestModelChange) Decide(_ Agreement, by domain.Stamp) ([]agreementEvent, error) {
	var p domain.Problems
	p.Need(c.Clause, "clause", "Noem het artikel.")
	p.Need(c.What, "what", "Zeg wat de verwerker anders wil.")
	if c.Element != "" {
		p.Choose(c.Element, string(c.Element), "element", "Kies een van de dertien elementen.")
	}
	if err := p.Refuse("agreement.change"); err != nil {
		return nil, err
	}
	return []agreementEvent{ModelChangeRequestedByProcessor{by.Command, trim(c.Clause), c.Element, trim(c.What)}}, nil
}

// change returns a change that still has no outcome, or notes that there is none.
func (s Agreement) change(id string, p *domain.Problems) (m ModelChange) {
	i := slices.IndexFunc(s.Changes, func(m ModelChange) bool { return m.ID == id && m.Outcome == "" })
	if i < 0 {
		p.Add("change", "Kies een wijziging die nog openstaat.")
		return m
	}
	return s.Changes[i]
}

// Decide implements [domain.Command].
func (c AgreeModelChange) Decide(s Agreement, _ domain.Stamp) ([]agreementEvent, error) {
	var p domain.Problems
	m := s.change(c.Change, &p)
	if c.Element != "" {
		p.Choose(c.Element, string(c.Element), "element", "Kies een van de dertien elementen.")
		m.Element = c.Element
	}
	p.Choose(c.Covered, string(c.Covered), "covered", "Geef aan of aan de eisen van de AVG voldaan blijft (§7.2).")
	switch {
	case m.Element == "" && c.Covered == domain.No:
		p.Add("element", "Kies welk element niet meer is geregeld.")
	case m.Element != "" && c.Covered == domain.Yes:
		p.Need(c.Clause, "clause", "Noem het artikel waar het element nu staat.")
		p.Need(c.Text, "text", "Geef de tekst of de bladzijde.")
	}
	p.Need(c.Why, "why", "Geef een toelichting.")
	if err := p.Refuse("agreement.change"); err != nil {
		return nil, err
	}
	list := []agreementEvent{ModelChangeAgreed{c.Change, m.Element, trim(c.Clause), trim(c.Text), c.Covered == domain.Yes, trim(c.Why)}}
	return append(list, s.lapsed("De overeenkomst is gewijzigd na de goedkeuring.")...), nil
}

// Decide implements [domain.Command].
func (c RejectModelChange) Decide(s Agreement, _ domain.Stamp) ([]agreementEvent, error) {
	var p domain.Problems
	s.change(c.Change, &p)
	p.Need(c.Why, "why", "Geef een toelichting.")
	if err := p.Refuse("agreement.change"); err != nil {
		return nil, err
	}
	return []agreementEvent{ModelChangeRejected{c.Change, trim(c.Why)}}, nil
}

// settled returns the agreement with the outcome of one change.
func (s Agreement) settled(id string, o ChangeOutcome, why string) Agreement {
	s.Changes = slices.Clone(s.Changes)
	for i := range s.Changes {
		if s.Changes[i].ID == id {
			s.Changes[i].Outcome, s.Changes[i].Why = o, why
		}
	}
	return s
}

// Evolve implements [domain.Event].
func (e ModelChangeRequestedByProcessor) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s.Changes = append(slices.Clone(s.Changes), ModelChange{ID: e.Change, Clause: e.Clause, Element: e.Element, What: e.What})
	s.State = AgreementStatusNegotiation
	return s
}

// Evolve implements [domain.Event].
func (e ModelChangeAgreed) Evolve(s Agreement, _ domain.Stamp) Agreement {
	s = s.settled(e.Change, "agreed", e.Why)
	s.Clauses = s.Clauses.with(e.Element, e.Clause, e.Text, e.Covered)
	return s
}

// Evolve implements [domain.Event].
func (e ModelChangeRejected) Evolve(s Agreement, _ domain.Stamp) Agreement {
	return s.settled(e.Change, "rejected", e.Why)
}
