package register

import (
	"encoding/json"
	"slices"

	"github.com/heemstede/grootboek/domain"
)

// SubmitChange: the owner says what changes and why; PB records it (B1.1-2).
type SubmitChange struct {
	What string `json:"what" nl:"Wat verandert er?" form:"long" hint:"Noem geen personen."`
	Why  string `json:"why" nl:"Waarom?" form:"long"`
}

// ProcessingActivityChangeSubmitted asks PB for a change. Its id is that of the command.
type ProcessingActivityChangeSubmitted struct {
	Change string `json:"change" nl:"Kenmerk"`
	What   string `json:"what" nl:"Wat verandert er"`
	Why    string `json:"why" nl:"Waarom"`
}

// Decide implements [domain.Command].
func (c SubmitChange) Decide(_ Activity, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.What, "what", "Zeg wat er verandert.")
	p.Need(c.Why, "why", "Zeg waarom.")
	if err := p.Refuse("activity.change"); err != nil {
		return nil, err
	}
	return []event{ProcessingActivityChangeSubmitted{by.Command, trim(c.What), trim(c.Why)}}, nil
}

// Evolve implements [domain.Event].
func (e ProcessingActivityChangeSubmitted) Evolve(a Activity, by domain.Stamp) Activity {
	a.Changes = append(slices.Clone(a.Changes), ChangeRequest{e.Change, e.What, e.Why, by.Happened})
	return a.counted()
}

// Amend records a change: PB, with the content as it becomes.
type Amend struct {
	Content Content `json:"content" form:"activity"`
	Reason  string  `json:"reason" nl:"Reden van de wijziging" hint:"Noem geen personen."`
	Change  string  `json:"change,omitempty" nl:"Verwerkt de aangeleverde wijziging" form:"change" opt:"1"`
}

// ProcessingActivityAmended is one field changed: old value, new value, and why (R-4.1-18).
type ProcessingActivityAmended struct {
	Field  string          `json:"field" nl:"Veld"`
	Old    json.RawMessage `json:"old"` // shown as a diff, in the words of the field
	New    json.RawMessage `json:"new"`
	Reason string          `json:"reason,omitempty" nl:"Reden"`
	Change string          `json:"change,omitempty" nl:"Verwerkt de aangeleverde wijziging"`
}

// Decide implements [domain.Command].
func (c Amend) Decide(s Activity, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	p.Need(c.Reason, "reason", "Geef de reden van de wijziging.")
	if c.Change != "" && !slices.ContainsFunc(s.Changes, func(r ChangeRequest) bool { return r.ID == c.Change }) {
		p.Add("change", "Deze aangeleverde wijziging staat niet meer open.")
	}
	if err := p.Refuse("activity.amend"); err != nil {
		return nil, err
	}
	list, err := change(s, c.Content, c.Reason, c.Change, by)
	if err != nil {
		return nil, err
	}
	return lapsing(s, published(s, list), by), nil
}

// change makes one event per field that differs. After registration a new purpose is refused: only a purpose change
// (RT-05) adds one; and what was complete stays complete.
func change(s Activity, next Content, reason, request string, by domain.Stamp) ([]event, error) {
	next = next.Clean()
	p := Invalid(next)
	p.Need(next.Name, "name", "Geef de verwerking een naam.")
	if s.State != StatusSubmitted {
		if !s.mayHave(next.Purposes, by) {
			p.Add("purposes", "Een nieuw doel kan alleen na een beoordeling van de doelwijziging (§4.3). Laat het doel beoordelen en neem het over zoals het is goedgekeurd, of beschrijf het als nieuwe verwerking.")
		}
		p = append(p, Missing(next)...)
	}
	if err := p.Refuse("activity.invalid"); err != nil {
		return nil, err
	}
	var list []event
	for _, key := range differences(s.Content, next) {
		list = append(list, ProcessingActivityAmended{key, s.Content.Value(key), next.Value(key), trim(reason), request})
	}
	return list, nil
}

// mayHave tells whether every purpose that is new was assessed, approved and is covered by the notice (RT-05, R-4.3-01).
func (s Activity) mayHave(next []Purpose, by domain.Stamp) bool {
	allowed := slices.Clone(s.Purposes)
	changes, _ := toldOf[PurposeChange](s, by, "purpose")
	for _, c := range changes {
		if c.MayAdd() {
			allowed = append(allowed, Purpose{Text: c.Purpose})
		}
	}
	return !newPurpose(allowed, next)
}

// newPurpose tells whether next names a purpose that old does not.
func newPurpose(old, next []Purpose) bool {
	return slices.ContainsFunc(next, func(n Purpose) bool {
		return !slices.ContainsFunc(old, func(o Purpose) bool { return o.Text == n.Text })
	})
}

// Evolve implements [domain.Event].
func (e ProcessingActivityAmended) Evolve(a Activity, _ domain.Stamp) Activity {
	a = a.set(e.Field, e.New)
	a.Changes = slices.DeleteFunc(slices.Clone(a.Changes), func(r ChangeRequest) bool { return r.ID == e.Change })
	a.Returned = ""
	return a.counted()
}

// set puts a decided value in its field. The value was made by [Content.Value], so it fits; one that does not, written by
// nobody, leaves the field as it was.
func (a Activity) set(field string, value json.RawMessage) Activity {
	if c, err := a.Content.With(field, value); err == nil {
		a.Content = c
	}
	return a
}

// Correct mends a mistake in an earlier recording: the event that was wrong is named, and both stay visible (R-LED-07).
type Correct struct {
	Content  Content `json:"content" form:"activity"`
	Corrects uint64  `json:"corrects" nl:"Welke vastlegging was fout?" form:"version"`
	Reason   string  `json:"reason" nl:"Reden van de verbetering" hint:"Noem geen personen."`
}

// ProcessingActivityCorrected is one field corrected. The right value holds from when the wrong one was said to hold.
type ProcessingActivityCorrected struct {
	Field    string          `json:"field" nl:"Veld"`
	Old      json.RawMessage `json:"old"`
	New      json.RawMessage `json:"new"`
	Corrects uint64          `json:"corrects" nl:"Verbetert vastlegging"` // number of the wrong event in the stream
	Reason   string          `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c Correct) Decide(s Activity, by domain.Stamp) ([]event, error) {
	next := c.Content.Clean()
	p := Invalid(next)
	p.Need(next.Name, "name", "Geef de verwerking een naam.")
	p.Need(c.Reason, "reason", "Geef de reden van de verbetering.")
	if c.Corrects < 1 || c.Corrects > s.Events {
		p.Add("corrects", "Kies welke eerdere vastlegging fout was.")
	}
	if s.State != StatusSubmitted {
		if len(next.Purposes) > len(s.Purposes) && !s.mayHave(next.Purposes, by) { // rule 4, R-4.3-01: words are corrected, purposes are not added
			p.Add("purposes", "Verbeteren voegt geen doel toe. Laat een nieuw doel beoordelen (§4.3).")
		}
		p = append(p, Missing(next)...)
	}
	if err := p.Refuse("activity.correct"); err != nil {
		return nil, err
	}
	var list []event
	for _, key := range differences(s.Content, next) {
		list = append(list, ProcessingActivityCorrected{key, s.Content.Value(key), next.Value(key), c.Corrects, trim(c.Reason)})
	}
	return lapsing(s, published(s, list), by), nil
}

// Evolve implements [domain.Event].
func (e ProcessingActivityCorrected) Evolve(a Activity, _ domain.Stamp) Activity {
	return a.set(e.Field, e.New).counted()
}

// CorrectedVersion says which event of the stream it corrects: on the axis of what happened, the right value holds from
// that event on.
func (e ProcessingActivityCorrected) CorrectedVersion() uint64 { return e.Corrects }
