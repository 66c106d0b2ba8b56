package transparency

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// PublishNotice puts the approved text in force.
type PublishNotice struct {
	From  calendar.Date `json:"from" nl:"Gepubliceerd vanaf"`
	Until calendar.Date `json:"until,omitempty" nl:"Gepubliceerd tot en met" opt:"1"`
}

// NoticePublished puts one version in force.
type NoticePublished struct {
	Version int           `json:"version" nl:"Versie"`
	From    calendar.Date `json:"from" nl:"Gepubliceerd vanaf"`
	Until   calendar.Date `json:"until,omitempty" nl:"Gepubliceerd tot en met"`
}

// NoticeSuperseded ends the version before: it goes to the archive and stays readable (R-4.2-15).
type NoticeSuperseded struct {
	Version int           `json:"version" nl:"Versie"`
	By      int           `json:"by" nl:"Vervangen door versie"`
	Until   calendar.Date `json:"until" nl:"Gold tot en met"` // the first day of the next one: on that day both were read
}

// lateRule is the deviation of a text that people get too late (table 4.2, rows 14 and 15).
const lateRule = "§4.2, moment van informeren"

// objectionRule is the deviation of people who hear of the right to object too late (table 4.2, row 13).
const objectionRule = "§5.2, recht van bezwaar uiterlijk bij het eerste contact"

// Decide implements [domain.Command].
func (c PublishNotice) Decide(s Notice, by domain.Stamp) ([]noticeEvent, error) {
	if s.Next != Approved {
		return nil, &domain.Refusal{Kind: domain.Unmet, Code: "notice.not-approved", NL: "De tekst is nog niet goedgekeurd. Vraag de proceseigenaar."}
	}
	if err := s.Text.incomplete(); err != nil { // R-4.2-01 and -03 to -08
		return nil, err
	}
	if len(by.Facts.Holders(domain.FG, by.Recorded)) == 0 { // R-4.2-02: name and contact are those of the FG in office
		return nil, refusal(domain.Unmet, "notice.no-fg", "fg", "Er is geen functionaris gegevensbescherming in functie. De tekst moet zeggen hoe die te bereiken is (§4.2).")
	}
	if err := c.problems(s, by).Refuse("notice.period"); err != nil {
		return nil, err
	}
	list := []noticeEvent{NoticePublished{s.Number, c.From, c.Until}}
	if n := len(s.Published); n > 0 {
		list = append(list, NoticeSuperseded{s.Published[n-1].Number, s.Number, c.From})
	}
	if s.Text.late() && !stands(s.Deviations, lateRule) { // R-4.2-10: flagged
		list = append(list, NoticeNonComplianceFound{foundNow(by, lateRule, "Mensen krijgen deze tekst later dan het beleid vraagt.")})
	}
	if s.Text.objectsLate(s.Text.Moment) && !stands(s.Deviations, objectionRule) { // R-5.2-07: flagged
		list = append(list, NoticeNonComplianceFound{domain.Deviates(by, "objection", objectionRule, "Mensen lezen pas na het eerste contact dat zij bezwaar kunnen maken.", calendar.On(by.Happened))})
	}
	return list, nil
}

func (c PublishNotice) problems(s Notice, by domain.Stamp) domain.Problems {
	var p domain.Problems
	switch {
	case !c.From.Valid():
		p.Add("from", "Vul in vanaf welke dag de tekst is gepubliceerd.")
	case c.From < calendar.On(by.Happened):
		p.Add("from", "Deze dag is al voorbij. Stond de tekst toen al op de website? Vul dan in wanneer dit is gebeurd.")
	case len(s.Published) > 0 && c.From < s.Published[len(s.Published)-1].From:
		p.Add("from", "De vorige versie begint later. Kies een latere dag.")
	}
	if c.Until != "" && (!c.Until.Valid() || c.Until < c.From) {
		p.Add("until", "De laatste dag ligt niet vóór de eerste.")
	}
	return p
}

// Evolve implements [domain.Event]. What the register has changed and the new text does not hold yet stays to be revised.
func (e NoticePublished) Evolve(s Notice, _ domain.Stamp) Notice {
	s.Published = append(slices.Clone(s.Published), Publication{s.Text, e.Version, e.From, e.Until})
	s.Next, s.State = "", NoticeStatusPublished
	s.Revisions = slices.DeleteFunc(slices.Clone(s.Revisions), func(r Revision) bool { return !s.Text.older(r) })
	if len(s.Revisions) > 0 {
		s.State = NoticeStatusRevise
	}
	return s
}

// older tells whether the text was written from an older version of the register than the one that asks for revision.
func (t Text) older(r Revision) bool {
	return t.any(func(c Covered) bool { return c.Activity == r.Activity && c.Version < r.Version })
}

// Evolve implements [domain.Event].
func (e NoticeSuperseded) Evolve(s Notice, _ domain.Stamp) Notice {
	s.Published = slices.Clone(s.Published)
	for i, p := range s.Published {
		if p.Number == e.Version && (p.Until == "" || e.Until < p.Until) {
			s.Published[i].Until = e.Until
		}
	}
	return s
}
