package rights

import (
	"slices"
	"strconv"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
)

// Question is a search task for a department (B1.7-2, R-B7-03).
type Question struct {
	ID         string        `nl:"Vraag"`
	Process    string        `nl:"Proces" form:"process"`
	Text       string        `nl:"Wat is gevraagd"`
	Due        calendar.Date `nl:"Antwoord gevraagd uiterlijk op"`
	AnsweredAt time.Time     `nl:"Beantwoord op"`
	Found      domain.YesNo  `nl:"Gegevens gevonden"`
	Where      string        `nl:"Waar"`
}

// AskDepartment puts a question to the department of a process (B1.7-2).
type AskDepartment struct {
	Process string        `json:"process" nl:"Aan de eigenaar van welk proces?" form:"process"`
	Text    string        `json:"text" nl:"Vraag" form:"long" hint:"Om wie het gaat, staat in de kluis. Noem geen personen."`
	Due     calendar.Date `json:"due" nl:"Antwoord uiterlijk op" hint:"Ruim vóór de dag waarop de verzoeker antwoord krijgt."`
}

// QuestionPutToDepartment is the question, numbered within the request.
type QuestionPutToDepartment struct {
	Question string        `json:"question" nl:"Vraag"`
	Process  string        `json:"process" nl:"Proces" form:"process"`
	Text     string        `json:"text" nl:"Wat is gevraagd"`
	Due      calendar.Date `json:"due" nl:"Antwoord uiterlijk op"`
}

// Decide implements [domain.Command].
func (c AskDepartment) Decide(s Request, by domain.Stamp) ([]requestEvent, error) {
	var p domain.Problems
	p.NeedProcess(c.Process, by)
	needText(&p, c.Text, "text", "Schrijf op wat u wilt weten.")
	if !c.Due.Valid() || c.Due < calendar.On(by.Happened) {
		p.Add("due", "Kies een dag vanaf vandaag.")
	}
	if err := p.Refuse("request.question"); err != nil {
		return nil, err
	}
	return []requestEvent{QuestionPutToDepartment{"V" + strconv.Itoa(len(s.Questions)+1), c.Process, trim(c.Text), c.Due}}, nil
}

// Evolve implements [domain.Event].
func (e QuestionPutToDepartment) Evolve(r Request, _ domain.Stamp) Request {
	r.Questions = append(slices.Clone(r.Questions), Question{ID: e.Question, Process: e.Process, Text: e.Text, Due: e.Due})
	return r
}
