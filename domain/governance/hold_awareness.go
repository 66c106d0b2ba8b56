package governance

import (
	"strings"

	"github.com/heemstede/grootboek/domain"
)

// HoldTraining says that a training was held (R-8.0-04).
type HoldTraining struct {
	Attendance string `json:"attendance" nl:"Opkomst" hint:"Hoeveel deelnemers, van welke teams. Noem geen personen."`
	Result     string `json:"result" nl:"Resultaat" form:"long" hint:"Noem geen personen."`
}

// TrainingHeld is the training.
type TrainingHeld struct {
	Attendance string `json:"attendance" nl:"Opkomst"`
	Result     string `json:"result" nl:"Resultaat"`
}

// HoldCleanUp says that a clean-up day was held; it can refer to destructions (R-8.0-05).
type HoldCleanUp struct {
	Attendance  string   `json:"attendance" nl:"Opkomst" hint:"Welke teams. Noem geen personen."`
	Result      string   `json:"result" nl:"Resultaat" form:"long" hint:"Noem geen personen."`
	Destruction []string `json:"destructions,omitempty" nl:"Vernietigingen" form:"destruction" opt:"1" hint:"Namen, één per regel, zoals ze in het register staan."`
}

// CleanUpDayHeld is the clean-up day.
type CleanUpDayHeld struct {
	Attendance  string   `json:"attendance" nl:"Opkomst"`
	Result      string   `json:"result" nl:"Resultaat"`
	Destruction []string `json:"destructions,omitempty" nl:"Vernietigingen"`
}

// PublishMessage says that a message or a protocol was published to staff (R-8.0-06).
type PublishMessage struct {
	Where  string `json:"where" nl:"Waar is het gepubliceerd?"`
	Result string `json:"result" nl:"Inhoud in het kort" form:"long" hint:"Noem geen personen."`
}

// AwarenessMessagePublished is the message.
type AwarenessMessagePublished struct {
	Where  string `json:"where" nl:"Gepubliceerd in"`
	Result string `json:"result" nl:"Inhoud"`
}

// told asks what was held and for whom it worked.
func told(attendance, result string) error {
	var p domain.Problems
	p.Need(attendance, "attendance", "Zeg wie er waren, in aantallen of teams.")
	p.Need(result, "result", "Beschrijf het resultaat.")
	return p.Refuse("awareness.held")
}

// Decide implements [domain.Command].
func (c HoldTraining) Decide(a Awareness, _ domain.Stamp) ([]awarenessEvent, error) {
	if err := a.ofKind(Training); err != nil {
		return nil, err
	}
	if err := told(c.Attendance, c.Result); err != nil {
		return nil, err
	}
	return []awarenessEvent{TrainingHeld{strings.TrimSpace(c.Attendance), strings.TrimSpace(c.Result)}}, nil
}

// Decide implements [domain.Command].
func (c HoldCleanUp) Decide(a Awareness, _ domain.Stamp) ([]awarenessEvent, error) {
	if err := a.ofKind(CleanUpDay); err != nil {
		return nil, err
	}
	if err := told(c.Attendance, c.Result); err != nil {
		return nil, err
	}
	return []awarenessEvent{CleanUpDayHeld{strings.TrimSpace(c.Attendance), strings.TrimSpace(c.Result), domain.Lines(c.Destruction)}}, nil
}

// Decide implements [domain.Command].
func (c PublishMessage) Decide(a Awareness, _ domain.Stamp) ([]awarenessEvent, error) {
	if err := a.ofKind(Protocol, Communication); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.Need(c.Where, "where", "Zeg waar het is gepubliceerd.")
	p.Need(c.Result, "result", "Vat de inhoud samen.")
	if err := p.Refuse("awareness.published"); err != nil {
		return nil, err
	}
	return []awarenessEvent{AwarenessMessagePublished{strings.TrimSpace(c.Where), strings.TrimSpace(c.Result)}}, nil
}

// Evolve implements [domain.Event].
func (e TrainingHeld) Evolve(a Awareness, by domain.Stamp) Awareness {
	return a.held(e.Attendance, e.Result, by)
}

// Evolve implements [domain.Event].
func (e CleanUpDayHeld) Evolve(a Awareness, by domain.Stamp) Awareness {
	return a.held(e.Attendance, e.Result, by)
}

// Evolve implements [domain.Event].
func (e AwarenessMessagePublished) Evolve(a Awareness, by domain.Stamp) Awareness {
	return a.held(e.Where, e.Result, by)
}
