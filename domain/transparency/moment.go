package transparency

import (
	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RecordInformationMoment records that people were told of an activity with the text that was in force. It is a fact: when
// it was too late, it is recorded with its deviation (R-4.2-10, promise 7).
type RecordInformationMoment struct {
	Activity string `json:"activity" nl:"Verwerking" form:"record:activity"`
	Moment   Moment `json:"moment" nl:"Op welk moment?"`
	Channel  string `json:"channel" nl:"Hoe?" hint:"Bijvoorbeeld: folder bij de brief, of het formulier op de website. Noem geen personen."`
}

// InformationMomentRecorded says how and when people were told, with which version.
type InformationMomentRecorded struct {
	Activity string `json:"activity" nl:"Verwerking"`
	Moment   Moment `json:"moment" nl:"Moment"`
	Channel  string `json:"channel" nl:"Hoe"`
	Version  int    `json:"version" nl:"Versie van de tekst"`
}

// Decide implements [domain.Command].
func (c RecordInformationMoment) Decide(s Notice, by domain.Stamp) ([]noticeEvent, error) {
	var p domain.Problems
	text, version := s.toldBy(c.Activity, calendar.On(by.Happened))
	switch {
	case !isRef(c.Activity, "activity"):
		p.Add("activity", "Kies de verwerking.")
	case version == 0:
		p.Add("activity", "Op die dag gold er geen versie van deze tekst die over de verwerking gaat.")
	}
	p.Choose(c.Moment, string(c.Moment), "moment", "Kies op welk moment mensen zijn geïnformeerd.")
	p.Need(c.Channel, "channel", "Zeg hoe mensen zijn geïnformeerd.")
	if err := p.Refuse("notice.moment"); err != nil {
		return nil, err
	}
	list := []noticeEvent{InformationMomentRecorded{c.Activity, c.Moment, trim(c.Channel), version}}
	if text.Kind != ObjectionNotice && c.Moment.after(text.of(c.Activity).Due()) {
		list = append(list, NoticeNonComplianceFound{foundNow(by, lateRule, "Mensen zijn later geïnformeerd dan het beleid vraagt.")})
	}
	if text.objectsLate(c.Moment) { // R-5.2-07
		list = append(list, NoticeNonComplianceFound{domain.Deviates(by, "objection", objectionRule, "Mensen hoorden pas na het eerste contact dat zij bezwaar kunnen maken.", calendar.On(by.Happened))})
	}
	return list, nil
}

// toldBy returns the newest version in force on a day that covers the activity; version 0 is none.
func (s Notice) toldBy(activity string, day calendar.Date) (text Text, version int) {
	for _, p := range s.InForce(day) {
		if p.Covers(activity) {
			text, version = p.Text, p.Number
		}
	}
	return text, version
}

// of returns what the text knows of an activity that it covers.
func (t Text) of(activity string) Covered {
	for _, c := range t.Covered {
		if c.Activity == activity {
			return c
		}
	}
	return Covered{}
}

// Evolve implements [domain.Event]. No rule rests on it: readers read the events.
func (e InformationMomentRecorded) Evolve(s Notice, _ domain.Stamp) Notice { return s }
