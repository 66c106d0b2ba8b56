package projections_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

var (
	pb = as("pb", domain.PB)
	fg = as("fg", domain.FG)
	tm = as("tm", domain.OWN)
)

// propose is a measure for the owner of a process.
func (w *town) propose(text, record, item string, due calendar.Date, by domain.Stamp) string {
	w.t.Helper()
	id := uuid.NewString()
	origin := control.FromElsewhere
	if by.Role == domain.PB && record != "" {
		origin = control.FromDPIA
	}
	w.do("measure", id, control.ProposeMeasure{MeasureTerms: control.MeasureTerms{Origin: origin, Record: record, Item: item, Text: text, Process: wmo, Owner: "tm", Due: due, Before: domain.Yes}}, by)
	return id
}

// assessed is a DPIA with two measures.
func (w *town) assessed() string {
	w.t.Helper()
	id := uuid.NewString()
	s := dpia.Screening{ScoringWhy: "a", AutomatedWhy: "a", MonitorWhy: "a", SensitiveWhy: "a", LargeWhy: "a", MatchingWhy: "a", VulnerWhy: "a", InnovWhy: "a", BlockingWhy: "a", OnListWhy: "a", OnList: domain.No}
	for _, x := range []*domain.YesNo{&s.Sensitive, &s.Large, &s.Scoring, &s.Automated, &s.Monitoring, &s.Matching, &s.Vulnerable, &s.Innovative, &s.Blocking} {
		*x = domain.Yes
	}
	w.do("dpia", id, dpia.Screen{Title: "DPIA Wmo", Subject: "activity/" + activity(9), Process: wmo, Screening: s, Outcome: dpia.Obligatory}, tm)
	w.do("dpia", id, dpia.Initiate{Beginning: dpia.Beginning{Kind: dpia.Full, Triggers: []dpia.Trigger{"never-assessed"}}}, tm)
	w.do("dpia", id, dpia.StartExecution{Model: "rijk-3.0"}, tm)
	for _, text := range []string{"Rechten per rol.", "Tweede beoordelaar."} {
		w.do("dpia", id, dpia.ProposeMeasure{Text: text, Kind: "technical", Owner: "emp", Due: w.after(60), Before: domain.No, Residual: dpia.Low}, tm)
	}
	return id
}

func (w *town) after(days int) calendar.Date { return calendar.On(w.now.AddDate(0, 0, days)) }

// texts are those of the list of actions.
func (w *town) texts(f projections.ActionFilter, a projections.AsOf, today calendar.Date) (list []string) {
	for _, x := range w.records.Actions(f, a, today) {
		list = append(list, x.Text)
	}
	return list
}

func TestActies(t *testing.T) {
	w := newTown(t).on("2026-03-02")
	first := w.propose("Tweede", "", "", "2026-06-01", pb)
	second := w.propose("Eerste", "", "", "2026-05-01", fg)
	began := w.now
	d := w.on("2026-03-03").assessed()
	w.on("2026-03-10").do("measure", second, control.RejectMeasure{Reason: "Niet nodig."}, tm)
	now := projections.AsOf{}
	same := func(t *testing.T, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	t.Run("RT-20 één lijst over alle records, wat het eerst moet staat voorop", func(t *testing.T) {
		same(t, w.texts(projections.ActionFilter{}, now, "2026-03-10"), "Rechten per rol.", "Tweede beoordelaar.", "Tweede")
		x := w.records.Actions(projections.ActionFilter{}, now, "2026-03-10")[0]
		if x.Item != "M1" || x.Origin != "dpia/"+d || x.Owner != "emp" || x.Kind != control.FromDPIA || x.Before || !x.Open || x.Process != wmo {
			t.Errorf("%+v", x)
		}
	})
	t.Run("RT-20 een afgewezen maatregel staat niet bij de open acties, wel in de rapportage", func(t *testing.T) {
		same(t, w.texts(projections.ActionFilter{State: projections.ActionsRejected}, now, "2026-03-10"), "Eerste")
		same(t, w.texts(projections.ActionFilter{State: projections.ActionsAll}, now, "2026-03-10"), "Eerste", "Rechten per rol.", "Tweede beoordelaar.", "Tweede")
	})
	t.Run("RT-20 te laat is wat na de datum nog niet is uitgevoerd", func(t *testing.T) {
		same(t, w.texts(projections.ActionFilter{State: projections.ActionsLate}, now, "2026-06-01"), "Rechten per rol.", "Tweede beoordelaar.")
		same(t, w.texts(projections.ActionFilter{State: projections.ActionsLate}, now, "2026-06-02"), "Rechten per rol.", "Tweede beoordelaar.", "Tweede")
	})
	t.Run("RT-20 op eigenaar en herkomst", func(t *testing.T) {
		same(t, w.texts(projections.ActionFilter{Owner: "tm"}, now, "2026-03-10"), "Tweede")
		same(t, w.texts(projections.ActionFilter{Kind: control.FromDPIA}, now, "2026-03-10"), "Rechten per rol.", "Tweede beoordelaar.")
	})
	t.Run("R-LED-05 de lijst zoals hij toen was", func(t *testing.T) {
		for _, a := range []projections.AsOf{{Recorded: began}, {Happened: began}} {
			same(t, w.texts(projections.ActionFilter{}, a, "2026-03-02"), "Eerste", "Tweede")
		}
	})
	t.Run("RT-20 een maatregel van een DPIA die een eigen maatregel volgt, staat er één keer", func(t *testing.T) {
		w.propose("Rechten per rol, in het nieuwe systeem.", "dpia/"+d, "M1", "2026-04-01", pb)
		w.do("dpia", d, dpia.ProposeMeasure{Text: "Derde", Kind: "technical", Owner: "emp", Due: w.after(60), Before: domain.No, Residual: dpia.Low, Action: first}, tm)
		same(t, w.texts(projections.ActionFilter{}, now, "2026-03-10"), "Rechten per rol, in het nieuwe systeem.", "Tweede beoordelaar.", "Tweede")
		if got := w.records.MeasuresFrom("dpia/"+d, now); len(got) != 1 {
			t.Errorf("%d measures from the DPIA", len(got))
		}
		if got := w.records.MeasuresFrom("dpia/"+d, projections.AsOf{Recorded: began}); len(got) != 0 {
			t.Errorf("%d measures from the DPIA then", len(got))
		}
	})
}

func TestAdviezenZonderReactie(t *testing.T) {
	w := newTown(t).on("2026-03-02")
	text := control.AdviceText{Text: "Doe het niet."}
	topic := control.AdviceTopic{Subject: "Camera", Topic: control.OnPrivacy, Audience: control.Management, Receiver: "tm"}
	asked, unasked := uuid.NewString(), uuid.NewString()
	w.do("advice", asked, control.RequestAdvice{AdviceTopic: topic, Question: "Mag het?"}, as("emp", domain.EMP))
	if list, n := w.records.AdviceWithoutReaction(projections.AsOf{}); len(list) != 0 || n.Asked != 0 {
		t.Errorf("asked and not given: %v, %+v", list, n)
	}
	w.do("advice", asked, control.GiveAdvice{AdviceText: text}, pb)
	w.on("2026-03-09").do("advice", unasked, control.GiveUnaskedAdvice{AdviceTopic: topic, AdviceText: text}, fg)
	t.Run("R-B5-02 gevraagd en ongevraagd advies telt apart", func(t *testing.T) {
		if _, n := w.records.AdviceWithoutReaction(projections.AsOf{}); n != (projections.AdviceCount{Asked: 1, Unasked: 1}) {
			t.Errorf("%+v", n)
		}
	})
	t.Run("R-B5-05 advies zonder reactie staat in de lijst, het oudste eerst, tot er een reactie is", func(t *testing.T) {
		list, _ := w.records.AdviceWithoutReaction(projections.AsOf{})
		if len(list) != 2 || list[0].Record.ID != asked || list[0].Receiver != "tm" || list[1].Record.ID != unasked {
			t.Fatalf("%+v", list)
		}
		given := w.now
		w.on("2026-03-20").do("advice", asked, control.ReactToAdvice{Follow: control.Followed}, tm)
		if list, _ := w.records.AdviceWithoutReaction(projections.AsOf{}); len(list) != 1 || list[0].Record.ID != unasked {
			t.Errorf("%+v", list)
		}
		if list, _ := w.records.AdviceWithoutReaction(projections.AsOf{Recorded: given}); len(list) != 2 {
			t.Errorf("then: %+v", list)
		}
	})
	t.Run("R-B5-05 ook een advies van de FG bij een DPIA", func(t *testing.T) {
		d := w.assessed()
		w.do("dpia", d, dpia.AskAdvice{}, tm)
		w.do("dpia", d, dpia.Advise{View: dpia.Positive, Text: "Akkoord."}, fg)
		if list, n := w.records.AdviceWithoutReaction(projections.AsOf{}); len(list) != 2 || list[1].Record.ID != d || n.Asked != 2 {
			t.Errorf("%+v", list)
		}
		w.do("dpia", d, dpia.AnswerAdvice{Follow: "followed"}, tm)
		if list, _ := w.records.AdviceWithoutReaction(projections.AsOf{}); len(list) != 1 {
			t.Errorf("%+v", list)
		}
	})
}

func TestAfdelingenZonderAandacht(t *testing.T) {
	w := newTown(t).on("2026-03-02")
	w.do("awareness", uuid.NewString(), governance.PayAttention{Department: "IASZ", What: "Teamoverleg."}, tm)
	names := func(a projections.AsOf, today calendar.Date) (list []string) {
		for _, x := range w.records.Inattentive([]string{"Burgerzaken", "IASZ"}, a, today) {
			list = append(list, x.Department+" "+string(x.Last))
		}
		return list
	}
	t.Run("R-B5-04 een afdeling zonder aandacht voor privacy in een jaar staat in de lijst", func(t *testing.T) {
		if got := names(projections.AsOf{}, "2027-03-02"); !slices.Equal(got, []string{"Burgerzaken "}) {
			t.Errorf("%q", got)
		}
		if got := names(projections.AsOf{}, "2027-03-03"); !slices.Equal(got, []string{"Burgerzaken ", "IASZ 2026-03-02"}) {
			t.Errorf("a year and a day later: %q", got)
		}
	})
	t.Run("R-B5-04 wat later is vastgelegd, was toen nog niet bekend", func(t *testing.T) {
		if got := names(projections.AsOf{Recorded: day("2026-03-01")}, "2026-03-01"); len(got) != 2 {
			t.Errorf("%q", got)
		}
	})
}

func TestEigenWerk(t *testing.T) {
	w := newTown(t)
	id := w.registered(1, complete("Wmo", wmo))
	stream := "activity/" + id
	test := func() *projections.Entry {
		tid := uuid.NewString()
		w.do("test", tid, control.RecordTest{Subject: stream, Criteria: "§4.1", Outcome: control.Sufficient, Findings: "geen", OwnWork: domain.No}, fg)
		return w.get("test", tid).List[0].Entry
	}
	before := test()
	t.Run("T-11 toezicht en advies zijn geen eigen werk", func(t *testing.T) {
		w.do("activity", id, register.Test{Quality: "sufficient", Currency: "sufficient", Correctness: "sufficient", Completeness: "sufficient", OwnWork: domain.No}, fg)
		if w.records.OwnWork("fg", stream, test()) {
			t.Error("a test is taken for work")
		}
	})
	t.Run("T-11 wie aan het record werkte, in welke rol ook, toetst zijn eigen werk; wie er later aan werkt niet", func(t *testing.T) {
		w.do("role", uuid.NewString(), governance.AppointRole{Person: "fg2", Role: governance.OfficeRole(domain.PB), From: calendar.On(w.now), Email: "fg2@heemstede.example"}, as("sec", domain.SEC))
		w.do("activity", id, register.WithdrawPublication{Reason: "Nakijken."}, as("fg2", domain.PB))
		if !w.records.OwnWork("fg2", stream, test()) || w.records.OwnWork("fg2", stream, before) || w.records.OwnWork("fg", stream, test()) {
			t.Error("who worked on it before the test")
		}
		if w.records.OwnWork("fg2", "activity/elders", test()) {
			t.Error("a record that is not there")
		}
	})
	t.Run("T-11 elke gebeurtenis die als toezicht geldt, bestaat", func(t *testing.T) {
		known := 0
		for _, rec := range chapters.All {
			for _, e := range rec.Info().Events {
				if control.Supervisory(e.Name) {
					known++
				}
			}
		}
		if known != len(control.SupervisoryEvents()) {
			t.Errorf("%d of %d are in the tables", known, len(control.SupervisoryEvents()))
		}
	})
}

func BenchmarkActions(b *testing.B) {
	store := demoTown(b)
	records := projections.NewRecords(chapters.ByName())
	for e, err := range store.All(b.Context(), 0) {
		if err != nil {
			b.Fatal(err)
		}
		if _, err := records.Apply(&e); err != nil {
			b.Fatal(err)
		}
	}
	then := projections.AsOf{Happened: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}
	for b.Loop() {
		if len(records.Actions(projections.ActionFilter{State: projections.ActionsAll}, then, "2025-01-01")) == 0 {
			b.Fatal("no actions")
		}
	}
}
