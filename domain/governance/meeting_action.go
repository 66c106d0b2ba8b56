package governance

import (
	"slices"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// RecordMeetingAction records what was agreed to do (RT-20, RT-28).
type RecordMeetingAction struct {
	Text string        `json:"text" nl:"Wat moet er gebeuren?" form:"long" hint:"Noem geen personen."`
	Who  string        `json:"who" nl:"Wie doet het?" form:"person"`
	Due  calendar.Date `json:"due" nl:"Vóór of op"`
}

// MeetingActionRecorded is an action.
type MeetingActionRecorded struct {
	Action string        `json:"action" nl:"Kenmerk"`
	Text   string        `json:"text" nl:"Wat"`
	Who    string        `json:"who" nl:"Wie" form:"person"`
	Due    calendar.Date `json:"due" nl:"Vóór of op"`
}

// FinishMeetingAction says that an action was done.
type FinishMeetingAction struct {
	Action string `json:"action" nl:"Actie" form:"meeting-action"`
	Result string `json:"result" nl:"Wat is er gedaan?" form:"long" hint:"Noem geen personen."`
}

// MeetingActionDone is that it was done, on the day that it happened.
type MeetingActionDone struct {
	Action string `json:"action" nl:"Actie"`
	Result string `json:"result" nl:"Gedaan"`
}

// mayAct refuses who did not take part ([added] RT-28); who holds an action may finish it too.
func (m Meeting) mayAct(by domain.Stamp) error {
	if m.participates(by) {
		return nil
	}
	return &domain.Refusal{Kind: domain.Forbidden, Code: "meeting.not-participant", NL: "Alleen wie aan het overleg deelnam, legt hier iets vast."}
}

// Decide implements [domain.Command].
func (c RecordMeetingAction) Decide(m Meeting, by domain.Stamp) ([]meetingEvent, error) {
	if err := m.mayAct(by); err != nil {
		return nil, err
	}
	var p domain.Problems
	p.Need(c.Text, "text", "Zeg wat er moet gebeuren.")
	p.NeedPerson(c.Who, "who", "Kies wie het doet.", by)
	if !c.Due.Valid() || c.Due < m.HeldOn {
		p.Add("due", "Kies een dag na het overleg.")
	}
	if err := p.Refuse("meeting.action"); err != nil {
		return nil, err
	}
	return []meetingEvent{MeetingActionRecorded{m.number(), trim(c.Text), c.Who, c.Due}}, nil
}

// Decide implements [domain.Command].
func (c FinishMeetingAction) Decide(m Meeting, by domain.Stamp) ([]meetingEvent, error) {
	i := slices.IndexFunc(m.Actions, func(a MeetingAction) bool { return a.ID == c.Action })
	var p domain.Problems
	if i < 0 {
		p.Add("action", "Kies een actie van dit overleg.")
	}
	p.Need(c.Result, "result", "Zeg wat er is gedaan.")
	if err := p.Refuse("meeting.done"); err != nil {
		return nil, err
	}
	if m.Actions[i].Who != by.Actor {
		if err := m.mayAct(by); err != nil {
			return nil, err
		}
	}
	if m.Actions[i].Done != "" {
		return nil, nil // saying it twice changes nothing
	}
	return []meetingEvent{MeetingActionDone{c.Action, trim(c.Result)}}, nil
}

// Evolve implements [domain.Event].
func (e MeetingActionRecorded) Evolve(m Meeting, _ domain.Stamp) Meeting {
	m.Actions = append(slices.Clone(m.Actions), MeetingAction{ID: e.Action, Text: e.Text, Who: e.Who, Due: e.Due})
	return m
}

// Evolve implements [domain.Event].
func (e MeetingActionDone) Evolve(m Meeting, by domain.Stamp) Meeting {
	m.Actions = slices.Clone(m.Actions)
	for i := range m.Actions {
		if m.Actions[i].ID == e.Action {
			m.Actions[i].Done = calendar.On(by.Happened)
		}
	}
	return m
}
