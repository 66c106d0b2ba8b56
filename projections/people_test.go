package projections_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/projections"
)

var (
	sec   = as("sec", domain.SEC)
	clock = as(domain.System, domain.SYS)
)

// consulted is a privacy consultation held on the day of the town.
func (w *town) consulted(name string) (stream string) {
	w.t.Helper()
	id := uuid.NewString()
	w.do("meeting", id, governance.ScheduleConsultation{MeetingTerms: governance.MeetingTerms{Subject: name, Date: calendar.On(w.now), Agenda: []string{"Datalekken"}}}, fg)
	w.do("meeting", id, governance.HoldConsultation{Chair: "fg", Present: []governance.Specialist{"PB", "FG"}, MeetingReport: governance.MeetingReport{Discussed: []string{"Mag dit?"}}}, fg)
	return "meeting/" + id
}

func TestOverleg(t *testing.T) {
	w := newTown(t)
	if v, held, next := w.records.LastConsultation(projections.AsOf{}); v != nil || held != "" || next != "" {
		t.Fatal("there is no consultation yet")
	}
	first := w.consulted("Eerste")
	w.ticks()
	t.Run("R-B3-05 na een privacyoverleg loopt de termijn voor het volgende; te laat is te laat", func(t *testing.T) {
		v, held, next := w.records.LastConsultation(projections.AsOf{})
		if v == nil || v.Stream != first || held != calendar.On(w.now) || next <= held {
			t.Errorf("%v %s %s", v, held, next)
		}
		o := w.only(first, obligations.StatusOpen)
		if o.Row != 54 || o.Due != next {
			t.Errorf("%+v", o)
		}
	})
	t.Run("R-B3-05 het volgende overleg is waarmee de termijn is nagekomen, op zijn eigen dag", func(t *testing.T) {
		w.now = w.now.AddDate(0, 1, 0)
		second := w.consulted("Tweede")
		w.ticks()
		w.only(first, obligations.StatusMet)
		w.only(second, obligations.StatusOpen)
		if _, held, _ := w.records.LastConsultation(projections.AsOf{}); held != calendar.On(w.now) {
			t.Errorf("held %s", held)
		}
	})
	t.Run("R-B3-05 zonder volgend overleg is het te laat", func(t *testing.T) {
		w.now = w.now.AddDate(0, 4, 0)
		w.ticks()
		v, _, next := w.records.LastConsultation(projections.AsOf{})
		w.only(v.Stream, obligations.StatusLate)
		if next >= calendar.On(w.now) {
			t.Errorf("next %s", next)
		}
	})
	t.Run("RT-28 RT-20 acties uit een overleg staan in de ene lijst met acties", func(t *testing.T) {
		id := w.consulted("Derde")[len("meeting/"):]
		w.do("meeting", id, governance.RecordMeetingAction{Text: "Lijst maken.", Who: "emp", Due: w.after(10)}, fg)
		if got := w.texts(projections.ActionFilter{Owner: "emp"}, projections.AsOf{}, calendar.On(w.now)); !slices.Equal(got, []string{"Lijst maken."}) {
			t.Errorf("open: %v", got)
		}
		if got := w.texts(projections.ActionFilter{State: projections.ActionsLate}, projections.AsOf{}, w.after(11)); !slices.Equal(got, []string{"Lijst maken."}) {
			t.Errorf("late: %v", got)
		}
		w.do("meeting", id, governance.FinishMeetingAction{Action: "A1", Result: "Gemaakt."}, fg)
		if got := w.texts(projections.ActionFilter{Owner: "emp"}, projections.AsOf{}, calendar.On(w.now)); len(got) != 0 {
			t.Errorf("done: %v", got)
		}
	})
}

func TestGeheimhouding(t *testing.T) {
	w := newTown(t)
	begin := func(person, team string, relation governance.Relation, special ...governance.SpecialFunction) string {
		id := uuid.NewString()
		w.do("confidentiality", id, governance.StartEngagement{EngagementTerms: governance.EngagementTerms{Person: person, Team: team, Relation: relation, From: w.after(-5), Special: special}}, sec)
		return id
	}
	a := begin("emp", "Zorg", governance.Permanent, governance.Suwinet)
	begin("tm", "Zorg", governance.Hired)
	begin("tm2", "Belastingen", governance.External)
	t.Run("R-6.1-01 R-6.1-02 R-6.1-03 R-6.1-05 R-6.1-06 wat ontbreekt, per team", func(t *testing.T) {
		want := []projections.TeamGap{{Team: "Zorg", People: 2, Gap: 2, NoOath: 1, NoDeclaration: 1, HiredNoDeclaration: 1, NoDocument: 2, NoDecision: 1, NoNotice: 1},
			{Team: "Belastingen", People: 1, Gap: 1, External: 1}}
		if got := w.records.TeamGaps(projections.AsOf{}, calendar.On(w.now)); !slices.Equal(got, want) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("R-6.1-01 de klok stelt het gat vast, en zegt het niet twee keer", func(t *testing.T) {
		due := func() (n int) {
			for _, d := range w.records.Due(w.live, w.now) {
				if d.Record == "confidentiality" {
					w.do(d.Record, d.ID, d.Command, clock)
					n++
				}
			}
			return n
		}
		if n := due(); n != 3 {
			t.Errorf("%d gaps", n)
		}
		if n := due(); n != 0 {
			t.Errorf("%d again", n)
		}
	})
	t.Run("R-6.1-01 terug in de tijd is te zien wat toen ontbrak; wie weg is, telt niet meer", func(t *testing.T) {
		before := projections.AsOf{Recorded: w.now}
		w.now = w.now.AddDate(0, 0, 1)
		w.do("confidentiality", a, governance.EndEngagement{}, sec)
		if got := w.records.TeamGaps(projections.AsOf{}, calendar.On(w.now)); got[0].People != 1 {
			t.Errorf("now %+v", got)
		}
		if got := w.records.TeamGaps(before, calendar.On(w.now)); got[0].People != 2 {
			t.Errorf("then %+v", got)
		}
	})
}

func TestTeLezen(t *testing.T) {
	w := newTown(t)
	inForce := func(k governance.DocumentKind, title string) string {
		id := uuid.NewString()
		w.do("document", id, governance.DraftDocument{DocumentTerms: governance.DocumentTerms{Kind: k, Title: title},
			DocumentContent: governance.DocumentContent{Version: "1.0", Document: "Z-1", Place: "Hoegle", Scope: "Alles", Address: "https://x.example"}}, pb)
		w.do("document", id, governance.AdoptDocument{From: calendar.On(w.now), Decision: "B-1"}, map[domain.Role]domain.Stamp{domain.SEC: sec, domain.COL: as("col", domain.COL)}[k.Body()])
		w.do("document", id, governance.BringDocumentIntoForce{}, clock)
		return id
	}
	manual, form := inForce(governance.BreachManual, "Handleiding"), inForce(governance.IncidentForm, "Formulier")
	w.do("document", manual, governance.AskReading{Audience: []governance.Audience{"employees"}, Due: w.after(30)}, pb)
	w.do("document", form, governance.AskReading{Audience: []governance.Audience{"externals"}, Due: w.after(20)}, pb)
	titles := func(person string, audiences ...governance.Audience) (open, all []string) {
		for _, x := range w.records.Reading(person, audiences) {
			all = append(all, x.Document.Title)
			if x.Open() {
				open = append(open, x.Document.Title)
			}
		}
		return open, all
	}
	t.Run("R-8.0-07 wie tekent, hangt af van de doelgroep; lezen kan iedereen alles", func(t *testing.T) {
		if open, all := titles("emp", "employees"); !slices.Equal(open, []string{"Handleiding"}) || !slices.Equal(all, []string{"Handleiding", "Formulier"}) {
			t.Errorf("%v %v", open, all)
		}
		if open, _ := titles("emp", "externals"); !slices.Equal(open, []string{"Formulier"}) {
			t.Errorf("%v", open)
		}
		if open, all := titles("col", "board"); len(open) != 0 || len(all) != 2 {
			t.Errorf("%v %v", open, all)
		}
	})
	t.Run("R-8.0-07 inhuur hoort bij de externen, het college bij het bestuur", func(t *testing.T) {
		day := calendar.On(w.now)
		if got := w.records.Audiences("emp", nil, day); !slices.Equal(got, []governance.Audience{"employees"}) {
			t.Errorf("%v", got)
		}
		w.do("confidentiality", uuid.NewString(), governance.StartEngagement{EngagementTerms: governance.EngagementTerms{Person: "emp", Team: "Zorg", Relation: governance.Hired, From: day}}, sec)
		if got := w.records.Audiences("emp", nil, day); !slices.Equal(got, []governance.Audience{"externals"}) {
			t.Errorf("%v", got)
		}
		if got := w.records.Audiences("col", []domain.Role{domain.COL}, day); !slices.Equal(got, []governance.Audience{"board"}) {
			t.Errorf("%v", got)
		}
	})
	t.Run("R-6.1-05 wie tekende hoeft niet meer, en is te noemen", func(t *testing.T) {
		w.do("signature", uuid.NewString(), governance.SignDocument{Document: manual, Number: 1}, as("emp", domain.EMP))
		if open, _ := titles("emp", "employees"); len(open) != 0 {
			t.Errorf("%v", open)
		}
		if open, _ := titles("tm", "employees"); len(open) != 1 {
			t.Errorf("%v", open)
		}
		if got := w.records.SignedBy(manual, 1, projections.AsOf{}); !slices.Equal(got, []string{"emp"}) {
			t.Errorf("%v", got)
		}
	})
	t.Run("R-B8-02 afdelingen zonder uitvoering van het privacybeleid", func(t *testing.T) {
		if got := w.records.NotCarriedOut([]string{"Zorg"}, projections.AsOf{}); len(got) != 0 {
			t.Errorf("no policy yet: %+v", got)
		}
		policy := inForce(governance.PrivacyPolicy, "Privacybeleid")
		w.do("document", policy, governance.CarryOutPolicy{Department: "Zorg", How: "Besproken."}, tm)
		if got := w.records.NotCarriedOut([]string{"Zorg", "Belastingen"}, projections.AsOf{}); len(got) != 1 || !slices.Equal(got[0].Departments, []string{"Belastingen"}) {
			t.Errorf("%+v", got)
		}
	})
}
