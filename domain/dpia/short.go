package dpia

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// AnswerShort answers the questions of the short DPIA (§4.9).
type AnswerShort struct {
	Met        domain.YesNo  `json:"conditions_met" nl:"Is nog aan alle voorwaarden voldaan?"`
	MetText    string        `json:"conditions_text" nl:"Toelichting op de voorwaarden" form:"long" hint:"Noem geen personen."`
	Extra      domain.YesNo  `json:"extra_security" nl:"Zijn er extra beveiligingsmaatregelen nodig?"`
	ExtraList  []string      `json:"extra_measures,omitempty" nl:"Welke extra maatregelen?" opt:"1" hint:"Eén per regel. Elke regel wordt een maatregel die wordt gevolgd."`
	ExtraKind  MeasureKind   `json:"extra_kind,omitempty" nl:"Soort extra maatregelen" opt:"1"`
	Owner      string        `json:"owner,omitempty" nl:"Wie voert de extra maatregelen uit?" form:"person" opt:"1"`
	Due        calendar.Date `json:"due,omitempty" nl:"Uitgevoerd vóór" opt:"1"`
	Greater    domain.YesNo  `json:"greater_risk" nl:"Heeft de verwerking een groter risico voor de privacy gekregen?"`
	GreaterWhy string        `json:"greater_why,omitempty" nl:"Toelichting op het grotere risico" form:"long" opt:"1"`
	Full       domain.YesNo  `json:"full_needed" nl:"Is een volledige DPIA nodig?"`
	FullWhy    string        `json:"full_why" nl:"Waarom wel of niet?" form:"long"`
}

// ShortDpiaAnswered holds the answers.
type ShortDpiaAnswered struct {
	Met     domain.YesNo `json:"conditions_met" nl:"Nog aan alle voorwaarden voldaan"`
	MetText string       `json:"conditions_text" nl:"Toelichting op de voorwaarden"`
	Extra   domain.YesNo `json:"extra_security" nl:"Extra beveiligingsmaatregelen nodig"`
	Greater domain.YesNo `json:"greater_risk" nl:"Groter risico"`
	Full    domain.YesNo `json:"full_needed" nl:"Volledige DPIA nodig"`
	FullWhy string       `json:"full_why" nl:"Waarom wel of niet"`
}

// Decide implements [domain.Command]. Extra measures are followed like any other, with owner and due date (R-4.9-11);
// a greater risk extends the DPIA, and the need of a full one is recorded, in the same append.
func (c AnswerShort) Decide(s DPIA, by domain.Stamp) ([]event, error) {
	if err := s.mustBeShort(); err != nil {
		return nil, err
	}
	extra := domain.Lines(c.ExtraList)
	if err := c.problems(extra, by).Refuse("dpia.short"); err != nil {
		return nil, err
	}
	list := []event{ShortDpiaAnswered{c.Met, trim(c.MetText), c.Extra, c.Greater, c.Full, trim(c.FullWhy)}}
	for i, text := range extra {
		list = append(list, DpiaMeasureProposed{Measure: numbered("M", len(s.Measures)+1+i), Text: text, Kind: c.ExtraKind, Owner: c.Owner,
			Due: c.Due, Before: domain.No})
	}
	if c.Greater == domain.Yes && s.Kind == Short {
		list = append(list, ShortDpiaExtended{trim(c.GreaterWhy)})
	}
	if c.Full == domain.Yes && !s.NeedsFull {
		list = append(list, FullDpiaRequired{trim(c.FullWhy)})
	}
	return list, nil
}

func (c AnswerShort) problems(extra []string, by domain.Stamp) domain.Problems {
	var p domain.Problems
	chosen(&p, c.Met, string(c.Met), "conditions_met", "Antwoord of nog aan alle voorwaarden is voldaan.") // R-4.9-07
	p.Need(c.MetText, "conditions_text", "Licht toe waarom wel of niet aan de voorwaarden is voldaan.")
	chosen(&p, c.Extra, string(c.Extra), "extra_security", "Antwoord of er extra beveiligingsmaatregelen nodig zijn.")
	switch {
	case c.Extra == domain.Yes && len(extra) == 0:
		p.Add("extra_measures", "Noem de extra maatregelen.")
	case c.Extra == domain.No && len(extra) > 0:
		p.Add("extra_measures", "Er zijn maatregelen ingevuld, maar het antwoord is dat ze niet nodig zijn.")
	case len(extra) > 0:
		needOwner(&p, c.Owner, c.Due, by)
		chosen(&p, c.ExtraKind, string(c.ExtraKind), "extra_kind", "Kies technisch of organisatorisch.")
	}
	chosen(&p, c.Greater, string(c.Greater), "greater_risk", "Antwoord of het risico groter is geworden.")
	if c.Greater == domain.Yes {
		p.Need(c.GreaterWhy, "greater_why", "Licht toe waarom het risico groter is.")
	}
	chosen(&p, c.Full, string(c.Full), "full_needed", "Antwoord of een volledige DPIA nodig is.")
	p.Need(c.FullWhy, "full_why", "Zeg waarom een volledige DPIA wel of niet nodig is.")
	return p
}

func (d DPIA) mustBeShort() error {
	if d.Kind.IsShort() {
		return nil
	}
	return &domain.Refusal{Kind: domain.Conflict, Code: "dpia.not-short", NL: "Dit is geen korte DPIA."}
}

// Evolve implements [domain.Event].
func (e ShortDpiaAnswered) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d = d.touched("antwoorden van de korte DPIA")
	d.Short = true
	return d
}

// ExtendShort extends a short DPIA because the risk is greater (§4.9, R-4.9-08).
type ExtendShort struct {
	Reason string `json:"reason" nl:"Waarom is het risico groter?" form:"long" hint:"Noem geen personen."`
}

// ShortDpiaExtended extends a short DPIA.
type ShortDpiaExtended struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c ExtendShort) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	if err := s.mustBeShort(); err != nil {
		return nil, err
	}
	if err := need(c.Reason, "reason", "dpia.short", "Zeg waarom het risico groter is."); err != nil {
		return nil, err
	}
	if s.Kind == ShortExtended {
		return nil, nil // saying it twice changes nothing
	}
	return []event{ShortDpiaExtended{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e ShortDpiaExtended) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.Kind = ShortExtended
	return d
}

// RequireFull says that a full DPIA is needed (§4.9, R-4.9-09).
type RequireFull struct {
	Reason string `json:"reason" nl:"Waarom is een volledige DPIA nodig?" form:"long" hint:"Noem geen personen."`
}

// FullDpiaRequired says that a full DPIA is needed. It is a record of its own, that refers to this one.
type FullDpiaRequired struct {
	Reason string `json:"reason" nl:"Reden"`
}

// Decide implements [domain.Command].
func (c RequireFull) Decide(s DPIA, _ domain.Stamp) ([]event, error) {
	if err := s.mustBeShort(); err != nil {
		return nil, err
	}
	if err := need(c.Reason, "reason", "dpia.short", "Zeg waarom een volledige DPIA nodig is."); err != nil {
		return nil, err
	}
	if s.NeedsFull {
		return nil, nil
	}
	return []event{FullDpiaRequired{trim(c.Reason)}}, nil
}

// Evolve implements [domain.Event].
func (e FullDpiaRequired) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.NeedsFull = true
	return d
}

// LinkFull names the full DPIA that was initiated.
type LinkFull struct {
	DPIA string `json:"dpia" nl:"Volledige DPIA" form:"record:dpia" hint:"De DPIA die is gestart."`
}

// FullDpiaLinked names the full DPIA.
type FullDpiaLinked struct {
	DPIA string `json:"dpia" nl:"Volledige DPIA"`
}

// Decide implements [domain.Command].
func (c LinkFull) Decide(s DPIA, by domain.Stamp) ([]event, error) {
	var p domain.Problems
	if !refersTo(c.DPIA, "dpia/") || c.DPIA == "dpia/"+by.Record {
		p.Add("dpia", "Kies de volledige DPIA die is gestart.")
	}
	if err := p.Refuse("dpia.full"); err != nil {
		return nil, err
	}
	if !s.NeedsFull {
		return nil, &domain.Refusal{Kind: domain.Conflict, Code: "dpia.full", NL: "Er is niet vastgelegd dat een volledige DPIA nodig is. Leg dat eerst vast."}
	}
	if s.Full == c.DPIA {
		return nil, nil
	}
	if !slices.ContainsFunc(by.Facts.Linked("dpia/"+by.Record, "dpia"), func(t domain.Told) bool { // R-4.9-09: the full one refers to it
		full, ok := t.Says.(domain.DPIAFacts)
		return ok && t.Stream == c.DPIA && full.Full && full.Initiated && !full.Cancelled
	}) {
		return nil, unmet("dpia.full", "Deze DPIA is geen volledige DPIA die is gestart en naar deze korte DPIA verwijst.",
			domain.Problem{Field: "dpia", NL: "Start eerst de volledige DPIA, met deze korte DPIA bij ‘volgt op’."})
	}
	return []event{FullDpiaLinked(c)}, nil
}

// Evolve implements [domain.Event].
func (e FullDpiaLinked) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d.Full = e.DPIA
	return d
}

// fullOpen tells whether a full DPIA is needed and not initiated yet: until then the short one cannot close (R-4.9-09).
func (d DPIA) fullOpen() bool { return d.NeedsFull && d.Full == "" }

// AnswerPurpose answers whether a new purpose is "not incompatible" with the original one (§4.3, R-4.3-07).
type AnswerPurpose struct {
	Compatible domain.YesNo `json:"compatible" nl:"Is het nieuwe doel niet onverenigbaar met het oorspronkelijke doel?"`
	Answer     string       `json:"answer" nl:"Toelichting" form:"long" hint:"Noem geen personen."`
}

// DpiaPurposeQuestionAnswered is the answer.
type DpiaPurposeQuestionAnswered struct {
	Compatible domain.YesNo `json:"compatible" nl:"Niet onverenigbaar"`
	Answer     string       `json:"answer" nl:"Toelichting"`
}

// Decide implements [domain.Command].
func (c AnswerPurpose) Decide(_ DPIA, _ domain.Stamp) ([]event, error) {
	var p domain.Problems
	chosen(&p, c.Compatible, string(c.Compatible), "compatible", "Antwoord of het nieuwe doel niet onverenigbaar is.")
	p.Need(c.Answer, "answer", "Licht het antwoord toe.")
	if err := p.Refuse("dpia.purpose"); err != nil {
		return nil, err
	}
	return []event{DpiaPurposeQuestionAnswered{c.Compatible, trim(c.Answer)}}, nil
}

// Evolve implements [domain.Event].
func (e DpiaPurposeQuestionAnswered) Evolve(d DPIA, _ domain.Stamp) DPIA {
	d = d.touched("antwoord over het doel")
	d.Purpose = domain.ChoiceNL(e.Compatible.Choices(), string(e.Compatible)) + ". " + e.Answer
	return d
}
