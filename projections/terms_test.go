package projections_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// of are the obligations of a record by their row.
func (w *town) ofRow(stream string, row int) (list []obligations.Obligation) {
	for _, o := range w.obligations(stream) {
		if o.Row == row {
			list = append(list, o)
		}
	}
	return list
}

// implement reports that a measure was carried out.
func (w *town) implement(id string) {
	w.t.Helper()
	w.do("measure", id, control.ImplementMeasure{Evidence: "Z-1"}, tm)
}

// started is the stream of an activity that has run since 1 February 2026.
func (w *town) started() string {
	w.t.Helper()
	id := w.running(1, "2026-02-01")
	by := tm
	by.Happened, by.Origin = day("2026-02-01"), domain.Afterwards
	w.do("activity", id, register.RecordRunning{Reason: "Bestond al."}, by)
	return "activity/" + id
}

// incident was discovered now.
func (w *town) incident() string {
	w.t.Helper()
	id := uuid.NewString()
	w.do("incident", id, incidents.Report{Kind: "wrong-letter", Description: domain.VaultRef{Vault: id, Part: "description", Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}, Discovered: calendar.At(w.now), Process: wmo}, as("emp", domain.EMP))
	return id
}

func breach(aware calendar.Moment, why string) incidents.Classify {
	return incidents.Classify{Judgement: incidents.Judgement{Breach: domain.Yes, Reason: "Gelezen.", Risk: incidents.SomeRisk, Data: []string{"Gezondheid"}, People: []string{"Cliënten"},
		PersonsMin: "12", Consequences: "Schaamte.", Remedy: "Opgehaald."}, Aware: aware, AwareWhy: why}
}

func TestTermijnen(t *testing.T) {
	t.Run("R-TIM-01 rij 38: 72 uur vanaf de ontdekking, opnieuw geteld met een latere kennisname, te laat na het uur, en gemeld is te laat voldaan", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.incident()
		w.ticks()
		if o := w.only("incident/"+id, obligations.StatusOpen); !o.Deadline().Moment.Equal(w.now.Add(72 * time.Hour)) {
			t.Errorf("%+v", o)
		}
		aware := w.now.Add(5 * time.Hour)
		w.now = w.now.Add(10 * time.Hour)
		w.do("incident", id, breach(calendar.At(aware), "Eerst was niet duidelijk of het persoonsgegevens waren."), pb)
		w.ticks()
		if o := w.only("incident/"+id, obligations.StatusOpen); !o.Deadline().Moment.Equal(aware.Add(72*time.Hour)) || !strings.Contains(o.Reason, "niet duidelijk") {
			t.Errorf("%+v", o)
		}
		w.now = aware.Add(72*time.Hour + time.Minute)
		w.ticks()
		w.only("incident/"+id, obligations.StatusLate)
		w.do("incident", id, incidents.NotifyAp{ApContent: incidents.ApContent{Reference: "AP-1", Nature: "Brief.", Complete: domain.No, Document: "Z-AP"}, Late: "Weekend."}, fg)
		w.ticks()
		w.only("incident/"+id, obligations.StatusMetLate)
	})
	t.Run("R-TIM-01 rij 38: wat geen datalek is, hoeft niet te worden gemeld", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.incident()
		w.ticks()
		w.do("incident", id, incidents.Classify{Judgement: incidents.Judgement{Breach: domain.No, Reason: "Ongeopend terug."}}, pb)
		w.ticks()
		w.only("incident/"+id, obligations.StatusMet)
	})
	t.Run("R-4.9-05 rij 22: drie jaar na de laatste DPIA; de volgende DPIA van dezelfde verwerking sluit de termijn", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.started()
		w.oldDPIA(id, "2025-06-10")
		w.ticks()
		if list := w.ofRow(id, 22); len(list) != 1 || list[0].Due != "2028-06-10" || list[0].Terms.Process != wmo {
			t.Fatalf("%+v", list)
		}
		w.on("2028-06-11").ticks()
		w.oldDPIA(id, "2028-06-11")
		w.ticks()
		list := w.ofRow(id, 22)
		if len(list) != 2 || list[0].State != obligations.StatusMetLate || list[1].State != obligations.StatusOpen || list[1].Due != "2031-06-11" {
			t.Errorf("%+v", list)
		}
	})
	t.Run("R-4.9-06 rij 22: een verwerking zonder DPIA telt vanaf de start, tot er een DPIA is", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.started()
		w.ticks()
		if list := w.ofRow(id, 22); len(list) != 1 || list[0].Due != "2029-02-01" {
			t.Fatalf("%+v", list)
		}
		w.on("2026-09-01")
		w.oldDPIA(id, "2026-08-20")
		w.ticks()
		if list := w.ofRow(id, 22); len(list) != 2 || list[0].State != obligations.StatusMet || list[1].Due != "2029-08-20" {
			t.Errorf("%+v", list)
		}
		w.do("activity", strings.TrimPrefix(id, "activity/"), register.End{Reason: "Gestopt.", Data: "Vernietigd."}, tm)
		w.ticks()
		for _, o := range w.obligations(id) {
			if o.State != obligations.StatusMet {
				t.Errorf("after the end: %+v", o)
			}
		}
	})
	t.Run("R-TIM-01 rij 53: elk jaar bevestigen begint een nieuw jaar", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.started()
		w.ticks()
		w.on("2027-01-15").do("activity", strings.TrimPrefix(id, "activity/"), register.Confirm{}, tm)
		w.ticks()
		if list := w.ofRow(id, 53); len(list) != 2 || list[0].State != obligations.StatusMet || list[0].Due != "2027-02-01" || list[1].Due != "2028-01-15" {
			t.Errorf("%+v", list)
		}
	})
	t.Run("RT-35 rij 26: zolang de AP op gegevens wacht staat de termijn stil, nooit stilzwijgend, en verlengen telt zes weken bij", func(t *testing.T) {
		w := newTown(t).on("2026-10-06")
		id := w.started()
		d := w.oldDPIA(id, "2026-08-20")
		c := uuid.NewString()
		w.do("consultation", c, dpia.RequestConsultation{Title: "Raadpleging", DPIA: "dpia/" + d, Process: wmo, Risk: "Hoog.", NotReduced: "Kan niet.", Roles: "College.", Purposes: "Zorg.", Measures: "Geen.", Document: "Z-1"}, fg)
		w.ticks()
		w.only("consultation/"+c, obligations.StatusOpen)
		w.on("2026-10-20").do("consultation", c, dpia.AskInformation{What: "De lijst van ontvangers."}, fg)
		w.ticks()
		if o := w.only("consultation/"+c, obligations.StatusOpen); !o.Still() || o.Due != "2026-12-01" {
			t.Errorf("%+v", o)
		}
		w.on("2026-12-20").ticks() // long after the day it had
		w.only("consultation/"+c, obligations.StatusOpen)
		w.do("consultation", c, dpia.GiveInformation{What: "De lijst.", Document: "Z-2"}, fg)
		w.ticks()
		state := w.records.Get("consultation", c).Last().State.(dpia.Consultation)
		if o := w.only("consultation/"+c, obligations.StatusOpen); o.Still() || o.Days != 61 || o.Unstopped != "2026-12-01" || o.Due != state.Due {
			t.Errorf("%+v, the record says %s", o, state.Due)
		}
		w.do("consultation", c, dpia.ExtendTerm{Reason: "Ingewikkeld."}, fg)
		w.ticks()
		state = w.records.Get("consultation", c).Last().State.(dpia.Consultation)
		i := slices.IndexFunc(w.obligations("consultation/"+c), func(o obligations.Obligation) bool { return o.Limit == "advice" })
		if o := w.obligations("consultation/" + c)[i]; o.Due != state.Due || !o.Extended {
			t.Errorf("%+v, the record says %s", o, state.Due)
		}
		if o := w.obligations("consultation/" + c)[1]; o.Limit != "extension" || o.State != obligations.StatusMetLate { // told after more than a month
			t.Errorf("%+v", o)
		}
	})
	t.Run("R-TIM-03 hoe lang vooraf wordt herinnerd is per rij in te stellen", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		w.records.Leads = map[int]string{57: "P30D"}
		id := w.accepted("2026-06-01")
		w.ticks()
		if o := w.only("measure/"+id, obligations.StatusOpen); o.Lead != "P30D" || calendar.On(o.Warn()) != "2026-05-02" {
			t.Errorf("%+v", o)
		}
		w.on("2026-05-02").ticks()
		if o := w.only("measure/"+id, obligations.StatusOpen); o.Reminded.IsZero() {
			t.Errorf("%+v", o)
		}
	})
}

func TestLijstVanTermijnen(t *testing.T) {
	w := newTown(t).on("2026-03-02")
	lists := projections.NewLists(w.records, w.gov, w.names)
	soon, late, met, later := w.accepted("2026-03-05"), w.accepted("2026-03-03"), w.accepted("2026-04-01"), w.accepted("2026-09-01")
	incident := w.incident()
	w.ticks()
	w.implement(met)
	w.on("2026-03-04").ticks()
	at := func(a projections.AsOf, choices ...string) (list []string) {
		wish := projections.Wish{Chosen: map[string]string{}}
		for i := 0; i+1 < len(choices); i += 2 {
			wish.Chosen[choices[i]] = choices[i+1]
		}
		w.live.View(func() {
			for _, i := range lists.Items(&projections.AllTerms, wish, a, w.now, nil) {
				list = append(list, i.ID)
			}
		})
		return list
	}
	t.Run("RT-35 wat nog te doen is staat voorop, op volgorde van de laatste dag; de regel gaat over het record zelf", func(t *testing.T) {
		if got := at(projections.AsOf{}); !slices.Equal(got, []string{late, soon, incident, later, met}) && !slices.Equal(got, []string{late, incident, soon, later, met}) {
			t.Errorf("%v", got)
		}
	})
	for _, x := range []struct {
		nl      string
		choices []string
		want    []string
	}{
		{"te laat", []string{"stand", "te-laat"}, []string{late}}, {"op tijd gedaan", []string{"stand", "op-tijd"}, []string{met}},
		{"loopt", []string{"stand", "loopt"}, []string{later}}, {"van de FG", []string{"wie", "FG"}, []string{incident}},
		{"van incidenten", []string{"soort", "incident"}, []string{incident}}, {"rij 38", []string{"rij", "38"}, []string{incident}},
		{"ooit te laat", []string{"stand", "ooit-te-laat"}, []string{late}},
	} {
		t.Run("RT-35 het filter ‘"+x.nl+"’ geeft precies die termijnen", func(t *testing.T) {
			if got := at(projections.AsOf{}, x.choices...); !slices.Equal(got, x.want) {
				t.Errorf("%v, want %v", got, x.want)
			}
		})
	}
	t.Run("RT-35 binnenkort is vanaf de dag van de herinnering", func(t *testing.T) {
		if got := at(projections.AsOf{}, "stand", "binnenkort"); !slices.Contains(got, soon) || slices.Contains(got, later) || slices.Contains(got, late) {
			t.Errorf("%v", got)
		}
	})
	t.Run("R-TIM-06 wat te laat was en is gedaan, staat er als te laat gedaan, en gisteren nog niet", func(t *testing.T) {
		before := w.now
		w.now = w.now.Add(time.Hour)
		w.implement(late)
		w.ticks()
		if got := at(projections.AsOf{}, "stand", "te-laat-gedaan"); !slices.Equal(got, []string{late}) {
			t.Errorf("%v", got)
		}
		if got := at(projections.AsOf{Recorded: before}, "stand", "te-laat"); !slices.Equal(got, []string{late}) {
			t.Errorf("as of before: %v", got)
		}
		if got := at(projections.AsOf{}, "stand", "ooit-te-laat"); !slices.Equal(got, []string{late}) {
			t.Errorf("late stays late: %v", got)
		}
	})
	t.Run("R-TIM-05 een termijn die voorbij is staat er als te laat, ook als de klok nog niet langs is geweest", func(t *testing.T) {
		w.on("2026-09-02")
		if got := at(projections.AsOf{}, "stand", "te-laat"); !slices.Contains(got, later) {
			t.Errorf("%v", got)
		}
	})
}

func TestLopendeTermijnen(t *testing.T) {
	w := newTown(t).on("2026-03-02")
	running := func() (list []string) {
		for term := range w.terms.All {
			list = append(list, term.Subject)
		}
		return list
	}
	a, b := w.accepted("2026-06-01"), w.accepted("2026-05-01")
	w.ticks()
	t.Run("wat nog moet staat op volgorde van het einde, en wat gedaan is niet meer", func(t *testing.T) {
		if got := running(); !slices.Equal(got, []string{"measure/" + b, "measure/" + a}) {
			t.Errorf("%v", got)
		}
		w.implement(b)
		w.ticks()
		if got := running(); !slices.Equal(got, []string{"measure/" + a}) {
			t.Errorf("%v", got)
		}
	})
	t.Run("R-TIM-03 R-TIM-04 wie wat moet horen staat in één functie: wie het moet doen vooraf, wie de tabel noemt achteraf", func(t *testing.T) {
		w.on("2026-06-02").ticks()
		v := w.records.OfType("obligation")[0]
		for _, x := range v.List {
			warning, ok := projections.WarningOf(projections.Change{Entry: x.Entry, Record: v, After: x.State})
			if ok != (x.Name == "ObligationReminderSent" || x.Name == "ObligationPassed") {
				t.Errorf("%s: %v", x.Name, ok)
			}
			if ok && (warning.Term.Subject != "measure/"+a || len(warning.Roles) == 0) {
				t.Errorf("%s: %+v", x.Name, warning)
			}
		}
	})
}
