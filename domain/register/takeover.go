package register

import (
	"reflect"

	"github.com/heemstede/grootboek/domain"
)

// TakeOver makes an activity from a row of another register. It is part of managing the register (B1.1-4): it records
// what already stood in a register, and is marked as an import (R-LED-18). Supplying new processing stays with OWN.
type TakeOver struct {
	Content Content `json:"content"`
	Source  Source  `json:"source"`
}

// TakeOverAgain brings what changed in the source since it was read last.
type TakeOverAgain struct {
	Content Content `json:"content"`
	Source  Source  `json:"source"`
}

// ProcessingActivitySourceChanged notes that the source now says something else; what of it was taken is in the
// amendments beside it.
type ProcessingActivitySourceChanged struct {
	Content  Content  `json:"content"`
	Source   Source   `json:"source"`
	NotTaken []string `json:"not_taken,omitempty" nl:"Niet overgenomen"`
}

// Decide implements [domain.Command].
func (c TakeOver) Decide(_ Activity, _ domain.Stamp) ([]event, error) {
	content := c.Content.Clean()
	p := Invalid(content)
	p.Need(content.Name, "name", "De rij heeft geen naam van een verwerking.")
	if err := p.Refuse("activity.invalid"); err != nil {
		return nil, err
	}
	return []event{ProcessingActivitySubmitted{Content: content, Source: &c.Source}}, nil
}

// Decide implements [domain.Command]. The source is compared with what the source said last time, not with the record:
// what people changed in the record since then stays.
func (c TakeOverAgain) Decide(s Activity, by domain.Stamp) ([]event, error) {
	content := c.Content.Clean()
	if err := Invalid(content).Refuse("activity.invalid"); err != nil {
		return nil, err
	}
	if s.SourceContent != nil && s.Source != nil && len(differences(*s.SourceContent, content)) == 0 &&
		reflect.DeepEqual(s.Source.Rest, c.Source.Rest) && reflect.DeepEqual(s.Source.Persons, c.Source.Persons) {
		return nil, nil // the same row again changes nothing
	}
	next := s.Content
	var notTaken []string
	for _, key := range differences(sourceOf(s), content) {
		if key == "purposes" && s.State != StatusSubmitted && !s.mayHave(content.Purposes, by) {
			notTaken = append(notTaken, key) // a new purpose only through a purpose change (RT-05)
			continue
		}
		var err error
		if next, err = next.With(key, content.Value(key)); err != nil {
			return nil, err
		}
	}
	list, err := change(s, next, "Gewijzigd in het bronbestand.", "", by)
	if err != nil {
		return nil, err
	}
	return append([]event{ProcessingActivitySourceChanged{content, c.Source, notTaken}}, lapsing(s, published(s, list), by)...), nil
}

func sourceOf(a Activity) Content {
	if a.SourceContent == nil {
		return Content{}
	}
	return *a.SourceContent
}

// Evolve implements [domain.Event].
func (e ProcessingActivitySourceChanged) Evolve(a Activity, _ domain.Stamp) Activity {
	a.Source, a.SourceContent = &e.Source, &e.Content
	return a.counted()
}
