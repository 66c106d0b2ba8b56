package audit_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
	"github.com/heemstede/grootboek/projections/audit"
)

// ledger is a log that tests write event by event: populations are about what was recorded, allowed or not.
type ledger struct {
	t       *testing.T
	records *projections.Records
	n       events.Position
}

func newLedger(t *testing.T) *ledger { return &ledger{t, projections.NewRecords(chapters.ByName()), 0} }

// add records a fact of a record, as it happened at noon of a day.
func (l *ledger) add(stream string, day calendar.Date, fact any) {
	l.t.Helper()
	l.at(stream, day.Start().Add(12*time.Hour), fact)
}

func (l *ledger) at(stream string, at time.Time, fact any) {
	l.t.Helper()
	kind, _ := events.Record(stream)
	info := chapters.ByName()[kind].Info().Event(fact)
	data, err := events.Payload(fact)
	if err != nil {
		l.t.Fatal(err)
	}
	version := uint64(1)
	if v := l.records.Stream(stream); v != nil {
		version = uint64(len(v.List)) + 1
	}
	l.n++
	e := events.Event{Position: l.n, Stream: stream, Version: version, Name: info.Name, Schema: info.Schema, Data: data, Recorded: at, Happened: at, Actor: "x", Role: domain.PB}
	if _, err := l.records.Apply(&e); err != nil {
		l.t.Fatal(err)
	}
}

// of is what a control says of each record over the year 2026: by its id, "" is in order.
func (l *ledger) of(c control.AuditControl) map[string]string {
	got := map[string]string{}
	for _, i := range audit.Of(l.records, c, "2026-01-01", "2026-12-31", l.n).Items {
		got[i.ID] = i.Exception
	}
	return got
}

// judged holds what a control says against what is expected: "" is in order, other words must stand in the exception; a record that
// is not named is left out.
func (l *ledger) judged(c control.AuditControl, want map[string]string) {
	l.t.Helper()
	got := l.of(c)
	for id, words := range want {
		if x, in := got[id]; !in || (words == "") != (x == "") || !strings.Contains(x, words) {
			l.t.Errorf("%s: %q (in the population: %v), want %q", id, x, in, words)
		}
	}
	for id := range got {
		if _, ok := want[id]; !ok {
			l.t.Errorf("%s is in the population", id)
		}
	}
}

func TestElkeControle(t *testing.T) {
	t.Run("elke regel van de tabel met controles gaat over een recordsoort", func(t *testing.T) {
		for _, c := range control.ControlTests {
			l := newLedger(t)
			if pop := audit.Of(l.records, c.Control, "2026-01-01", "2026-12-31", 1); pop.Control != c || chapters.ByName()[c.Kind] == nil {
				t.Errorf("%s", c.Control)
			}
		}
	})
	t.Run("§4 een start zonder goedkeuring, of met een latere, is een uitzondering", func(t *testing.T) {
		l := newLedger(t)
		for _, id := range []string{"goed", "zonder", "later", "oud", "nooit"} {
			l.add("activity/"+id, "2024-01-01", register.ProcessingActivitySubmitted{Content: register.Content{Name: id}})
			l.add("activity/"+id, "2024-01-02", register.ProcessingActivityRegistered{})
		}
		l.add("activity/goed", "2026-02-01", register.ProcessingActivityStartApproved{})
		l.add("activity/goed", "2026-02-02", register.ProcessingStarted{})
		l.add("activity/zonder", "2025-02-02", register.ProcessingStarted{})
		l.add("activity/later", "2026-02-02", register.ProcessingStarted{})
		l.add("activity/later", "2026-02-03", register.ProcessingActivityStartApproved{})
		l.add("activity/oud", "2025-02-02", register.ProcessingStarted{})
		l.add("activity/oud", "2025-12-31", register.ProcessingEnded{})
		l.judged(control.StartsApproved, map[string]string{"goed": "", "zonder": "geen goedkeuring", "later": "Goedgekeurd op 03-02-2026"})
	})
	t.Run("§7.2 een jaarlijkse controle die te laat of niet is gedaan, is een uitzondering", func(t *testing.T) {
		l := newLedger(t)
		for _, id := range []string{"optijd", "telaat", "niet", "voor", "na", "eindigde"} {
			l.add("agreement/"+id, "2025-01-01", processors.AgreementDrafted{})
			due := calendar.Date("2026-06-01")
			if id == "voor" {
				due = "2025-12-31"
			}
			if id == "na" {
				due = "2027-01-01"
			}
			l.add("agreement/"+id, "2025-06-01", processors.AgreementConcluded{Signature: processors.Signature{AgreementPeriod: processors.AgreementPeriod{InForceFrom: "2025-06-01"}}, Due: due})
		}
		l.add("agreement/optijd", "2026-06-01", processors.AgreementCheckedYearly{Due: "2027-06-01"})
		l.add("agreement/telaat", "2026-06-02", processors.AgreementCheckedYearly{Due: "2027-06-02"})
		l.add("agreement/eindigde", "2026-05-31", processors.AgreementTerminated{})
		l.judged(control.AgreementsChecked, map[string]string{"optijd": "", "telaat": "gedaan op 02-06-2026", "niet": "is niet gedaan"})
	})
	t.Run("§7.1 dat geldt ook voor een convenant", func(t *testing.T) {
		l := newLedger(t)
		for _, id := range []string{"optijd", "niet"} {
			l.add("covenant/"+id, "2025-01-01", sharing.CovenantDrafted{})
			l.add("covenant/"+id, "2025-06-01", sharing.CovenantConcluded{NextCheck: "2026-06-01"})
		}
		l.add("covenant/optijd", "2026-05-01", sharing.CovenantCheckedYearly{YearlyCheckDone: sharing.YearlyCheckDone{NextCheck: "2027-05-01"}})
		l.judged(control.CovenantsChecked, map[string]string{"optijd": "", "niet": "is niet gedaan"})
	})
	t.Run("B1.6-7 een uitgevoerde maatregel die niet is getoetst, of alleen door wie er zelf aan werkte, is een uitzondering", func(t *testing.T) {
		l := newLedger(t)
		for _, id := range []string{"getoetst", "niet", "eerder", "eigen", "later-nog"} {
			l.add("dpia/"+id, "2025-01-01", dpia.DpiaScreeningRecorded{})
			l.add("dpia/"+id, "2025-01-02", dpia.DpiaMeasureProposed{Measure: "M1"})
			day := calendar.Date("2026-03-01")
			if id == "eerder" {
				day = "2025-03-01"
			}
			l.add("dpia/"+id, day, dpia.DpiaMeasureImplemented{Measure: "M1"})
		}
		l.add("dpia/getoetst", "2026-12-31", dpia.DpiaMeasureTested{Measure: "M1", Outcome: "sufficient"})
		for _, id := range []string{"eigen", "later-nog"} {
			l.add("dpia/"+id, "2026-04-01", dpia.DpiaMeasureTested{Measure: "M1", Outcome: "sufficient", OwnWork: true})
		}
		l.add("dpia/later-nog", "2026-05-01", dpia.DpiaMeasureTested{Measure: "M1", Outcome: "sufficient"})
		l.add("dpia/niet", "2027-01-01", dpia.DpiaMeasureTested{Measure: "M1", Outcome: "sufficient"})
		l.judged(control.DPIAMeasuresTested, map[string]string{"getoetst": "", "niet": "M1", "eigen": "door wie er zelf aan werkte", "later-nog": ""})
	})
	t.Run("AVG art. 33 een besluit na 72 uur, of geen besluit, is een uitzondering", func(t *testing.T) {
		l := newLedger(t)
		for _, id := range []string{"optijd", "telaat", "niet", "geen-datalek"} {
			l.add("incident/"+id, "2026-03-01", incidents.SecurityIncidentReported{})
			if id == "geen-datalek" {
				continue
			}
			l.add("incident/"+id, "2026-03-02", incidents.IncidentClassified{Judgement: incidents.Judgement{Breach: domain.Yes}, Aware: "2026-03-02T09:00:00Z", ApDue: "2026-03-05T09:00:00Z"})
		}
		l.at("incident/optijd", time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC), incidents.ApNotificationDecided{Notify: domain.Yes})
		l.at("incident/telaat", time.Date(2026, 3, 5, 9, 0, 1, 0, time.UTC), incidents.ApNotificationDecided{Notify: domain.Yes})
		l.judged(control.IncidentsDecided, map[string]string{"optijd": "", "telaat": "Besloten op 05-03-2026", "niet": "geen besluit"})
	})
	t.Run("R-TIM-06 een termijn die te laat is gehaald, blijft een uitzondering, ook als zij daarna vervalt; een termijn die eerder verviel, hoort er niet bij", func(t *testing.T) {
		l := newLedger(t)
		for _, id := range []string{"gehaald", "telaat", "vervallen", "toch-vervallen", "niet"} {
			l.add("obligation/"+id, "2026-01-01", obligations.ObligationCreated{Count: obligations.Count{Due: "2026-02-01"}})
		}
		l.add("obligation/verzoek", "2026-01-01", obligations.ObligationCreated{Terms: obligations.Terms{Subject: "request/1"}, Count: obligations.Count{Due: "2026-02-01"}})
		l.add("obligation/verzoek", "2026-02-02", obligations.ObligationPassed{})
		l.add("obligation/gehaald", "2026-02-01", obligations.ObligationMet{})
		l.add("obligation/telaat", "2026-02-02", obligations.ObligationPassed{})
		l.add("obligation/telaat", "2026-02-03", obligations.ObligationMetLate{})
		l.add("obligation/vervallen", "2026-01-05", obligations.ObligationWaived{})
		l.add("obligation/niet", "2026-02-02", obligations.ObligationPassed{})
		l.add("obligation/toch-vervallen", "2026-02-02", obligations.ObligationPassed{})
		l.add("obligation/toch-vervallen", "2026-02-03", obligations.ObligationWaived{})
		l.judged(control.TermsMet, map[string]string{"gehaald": "", "telaat": "Gedaan op 03-02-2026", "niet": "Niet gedaan", "toch-vervallen": "Niet gedaan", "verzoek": "Niet gedaan"})
		l.judged(control.RequestsAnswered, map[string]string{"verzoek": "Niet gedaan"})
	})
}

func TestPopulatie(t *testing.T) {
	l := newLedger(t)
	for _, id := range []string{"b", "a", "c"} {
		l.add("activity/"+id, "2026-01-01", register.ProcessingActivitySubmitted{})
		l.add("activity/"+id, "2026-01-02", register.ProcessingActivityRegistered{})
		l.add("activity/"+id, "2026-01-03", register.ProcessingStarted{})
	}
	l.add("activity/d", "2026-01-01", register.ProcessingActivitySubmitted{})
	of := func(size events.Position) audit.Population {
		return audit.Of(l.records, control.StartsApproved, "2026-01-01", "2026-12-31", size)
	}
	t.Run("P22 een later vastgelegde gebeurtenis verandert de populatie bij een controlepunt niet", func(t *testing.T) {
		before := of(7)
		l.add("activity/a", "2026-02-01", register.ProcessingEnded{})
		l.add("activity/e", "2026-02-01", register.ProcessingActivitySubmitted{})
		after := of(7)
		if len(before.Items) != 2 || len(after.Items) != 2 || !slices.Equal(before.LeftOut, after.LeftOut) || len(after.Items[0].List) != 3 {
			t.Errorf("%+v", after)
		}
	})
	t.Run("P22 populatie en rest zijn samen alle records van de soort bij het controlepunt, op volgorde", func(t *testing.T) {
		pop := of(l.n)
		all := slices.Clone(pop.LeftOut)
		for _, i := range pop.Items {
			all = append(all, i.Stream)
		}
		slices.Sort(all)
		if !slices.Equal(all, []string{"activity/a", "activity/b", "activity/c", "activity/d", "activity/e"}) || !slices.IsSortedFunc(pop.Items, func(a, b audit.Item) int { return strings.Compare(a.Stream, b.Stream) }) {
			t.Errorf("%v", all)
		}
	})
}
