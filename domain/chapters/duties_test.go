package chapters_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/domaintest"
	"github.com/heemstede/grootboek/domain/dpia"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/incidents"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/processors"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/domain/vaultrecord"
)

// limit is one period of one row of table 4.2.
type limit struct {
	row int
	key string
}

// request is one that was just received.
func request(right rights.Right) rights.Request {
	return rights.Request{ReceivedAt: domaintest.Now, Intake: rights.Intake{Right: right}}
}

// policyDocument is one that was adopted.
func policyDocument(kind governance.DocumentKind) governance.Document {
	return governance.Document{DocumentTerms: governance.DocumentTerms{Kind: kind}, Versions: []governance.DocumentVersion{{Number: 1, AdoptedOn: "2026-11-24", From: "2026-11-24", InForce: true}}}
}

// telling are, for each limit, a record that tells of it: its state just after the trigger.
var telling = map[limit]struct {
	record string
	state  domain.Obliged
}{
	{1, "answer"}:      {"request", request(rights.Access)},
	{2, "answer"}:      {"request", request(rights.Rectification)},
	{2, "avg"}:         {"request", request(rights.Rectification)},
	{3, "answer"}:      {"request", request(rights.Erasure)},
	{4, "answer"}:      {"request", request(rights.Restricting)},
	{5, "answer"}:      {"request", request(rights.Objection)},
	{6, "answer"}:      {"request", request(rights.Portability)},
	{7, "answer"}:      {"request", request(rights.HumanView)},
	{12, "answer"}:     {"request", rights.Request{ListAsked: domaintest.Now}},
	{22, "short"}:      {"dpia", dpia.DPIA{Completed: "2026-11-24", Subject: "activity/1"}},
	{26, "advice"}:     {"consultation", dpia.Consultation{State: dpia.ConsultationOpen, Received: "2026-11-24"}},
	{26, "extension"}:  {"consultation", dpia.Consultation{State: dpia.ConsultationOpen, Received: "2026-11-24", Extended: true, Longer: domaintest.Now}},
	{27, "destroy"}:    {"destruction", register.Destruction{State: register.DestructionPlannedState, Why: register.PeriodEnded, Due: "2026-11-24"}},
	{30, "check"}:      {"exchange-arrangement", sharing.ExchangeArrangement{Checks: sharing.Checks{NextCheck: "2027-11-24"}}},
	{31, "check"}:      {"covenant", sharing.Covenant{State: sharing.CovenantIsInForce, Checks: sharing.Checks{NextCheck: "2027-11-24"}}},
	{32, "check"}:      {"agreement", processors.Agreement{State: processors.AgreementStatusInForce, Due: "2027-11-24"}},
	{34, "return"}:     {"agreement", processors.Agreement{State: processors.AgreementStatusEnding, EndedOn: "2026-11-24", ReturnBy: "2026-12-24"}},
	{38, "notify"}:     {"incident", incidents.Incident{State: "reported", Aware: calendar.At(domaintest.Now)}},
	{43, "revise"}:     {"document", policyDocument(governance.StrategicSecurity)},
	{44, "evaluate"}:   {"document", policyDocument(governance.PrivacyPolicy)},
	{47, "plan"}:       {"awareness-plan", governance.AwarenessPlan{Year: 2026}},
	{48, "evaluation"}: {"awareness-plan", governance.AwarenessPlan{Year: 2026}},
	{54, "meeting"}:    {"meeting", governance.Meeting{Kind: governance.Consultation, HeldOn: "2026-11-24"}},
	{53, "confirm"}:    {"activity", register.Activity{State: register.StatusActive, StartedOn: "2026-11-24"}},
	{55, "answer"}:     {"complaint", rights.Complaint{State: rights.ComplaintIsReceived, Received: calendar.At(domaintest.Now)}},
	{55, "committee"}:  {"complaint", rights.Complaint{State: rights.ComplaintIsReceived, Received: calendar.At(domaintest.Now), ComplaintHandling: rights.ComplaintHandling{Committee: domain.Yes}}},
	{56, "decide"}:     {"objection", rights.Appeal{State: rights.AppealIsReceived, Received: calendar.At(domaintest.Now), LodgeBy: "2026-11-24"}},
	{56, "committee"}:  {"objection", rights.Appeal{State: rights.AppealIsReceived, Received: calendar.At(domaintest.Now), LodgeBy: "2026-11-24", Committee: domain.Yes}},
	{57, "implement"}:  {"measure", control.Measure{State: control.MeasureStatusAccepted, MeasureTerms: control.MeasureTerms{Due: "2026-12-24"}}},
}

// waiting are the limits of which the record type does not exist yet. The list must shrink: as soon as there is a record type of that
// source, or with that name, the limit must be told.
var waiting = map[limit]string{
	{49, "report"}: "RT-33", {50, "account"}: "RT-33", {51, "owner"}: "RT-33", {51, "top"}: "RT-33", // reports
	{52, "dossier"}: "RT-34",
}

// byItself are the limits that are no duty of anybody at the municipality, and why.
var byItself = map[limit]string{{53, "publish"}: "R-4.1-14: the public register follows in the same append as the change",
	{56, "lodge"}: "it is the term of who objects: RT-24 counts it, and says whether he was in time"}

func TestTermijnenVanDeTabel(t *testing.T) {
	types := chapters.ByName()
	for _, d := range obligations.Table {
		for _, l := range d.Limits {
			key := limit{d.Nr, l.Key}
			name := "R-TIM-01 rij " + strconv.Itoa(d.Nr) + " (" + l.Key + "): "
			x, told := telling[key]
			waits, missing := waiting[key]
			_, itself := byItself[key]
			if n := len(slices.DeleteFunc([]bool{told, missing, itself}, func(b bool) bool { return !b })); n != 1 {
				t.Errorf("row %d (%s) stands in %d lists, not in one", d.Nr, l.Key, n)
			}
			switch {
			case told:
				t.Run(name+"een "+x.record+" vertelt de termijn, en die is te tellen", func(t *testing.T) {
					if types[x.record] == nil || fmt.Sprintf("%T", types[x.record].New()) != fmt.Sprintf("%T", x.state) {
						t.Fatalf("%T is not the state of %s", x.state, x.record)
					}
					list := x.state.Obligations()
					i := slices.IndexFunc(list, func(o domain.Obligation) bool { return o.Row == d.Nr && o.Limit == l.Key && !o.Over })
					if i < 0 {
						t.Fatalf("%+v", list)
					}
					start := list[i].From
					if list[i].On != "" {
						start = list[i].On.Start()
					}
					if end, ok := l.Due(start, false); !ok || end.Day == "" || end.Rule == "" {
						t.Errorf("from %s: %+v", start, end)
					}
				})
			case missing:
				t.Run(name+"wacht op een recordsoort die er nog niet is ("+waits+")", func(t *testing.T) {
					for _, rec := range chapters.All {
						if info := rec.Info(); info.Name == waits || strings.HasPrefix(info.Source, waits) {
							t.Errorf("%s is there now: let it tell of its term, and take the row out of this list", info.Name)
						}
					}
				})
			}
		}
	}
	for key := range telling {
		if _, _, ok := obligations.Find(key.row, key.key); !ok {
			t.Errorf("no such limit: %+v", key)
		}
	}
}

func TestTermijnenVanRecords(t *testing.T) {
	only := func(t *testing.T, x domain.Obliged) domain.Obligation {
		t.Helper()
		list := x.Obligations()
		if len(list) != 1 {
			t.Fatalf("%+v", list)
		}
		return list[0]
	}
	aware := calendar.At(domaintest.Now)
	t.Run("R-B4-15 rij 38: de 72 uur lopen ook zolang niemand heeft beoordeeld of het een datalek is, en niet als het geen datalek is", func(t *testing.T) {
		if o := only(t, incidents.Incident{State: "reported", Aware: aware}); o.Over || !o.From.Equal(domaintest.Now.Truncate(time.Second)) || !o.Met.IsZero() {
			t.Errorf("%+v", o)
		}
		if o := only(t, incidents.Incident{State: "reported", Aware: aware, Judgement: incidents.Judgement{Breach: domain.No}}); !o.Over {
			t.Errorf("%+v", o)
		}
	})
	t.Run("R-6.0-02 rij 38: een besluit om niet te melden sluit de termijn, een melding ook; een besluit om te melden niet", func(t *testing.T) {
		i := incidents.Incident{State: "reported", Aware: aware, ApDecision: incidents.Decision{Yes: domain.Yes, At: aware}}
		if o := only(t, i); !o.Met.IsZero() {
			t.Errorf("a decision to notify is no notification: %+v", o)
		}
		i.ApDecision.Yes = domain.No
		if o := only(t, i); o.Met.IsZero() {
			t.Errorf("%+v", o)
		}
		i.ApDecision, i.ApTold = incidents.Decision{}, aware
		if o := only(t, i); o.Met.IsZero() {
			t.Errorf("%+v", o)
		}
	})
	t.Run("R-4.8-04 rij 27: uitstel schuift de dag op met de reden, en wat al weg is of wat geen termijn heeft loopt niet", func(t *testing.T) {
		d := register.Destruction{State: register.DestructionIsPostponed, Why: register.PeriodEnded, Due: "2027-03-01", Until: "2027-03-01", Postponed: register.LegalDuty, PostponeWhy: "Archiefwet"}
		if o := only(t, d); o.To != "2027-03-01" || !strings.Contains(o.Reason, "Archiefwet") || !o.Met.IsZero() {
			t.Errorf("%+v", o)
		}
		d.State, d.On = register.DestructionDone, "2027-02-01"
		if o := only(t, d); calendar.On(o.Met) != "2027-02-01" {
			t.Errorf("%+v", o)
		}
		for _, why := range []register.DestructionReason{register.Surplus, register.NoLongerNeeded} {
			if list := (register.Destruction{State: register.DestructionDue, Why: why, Due: "2026-11-24"}).Obligations(); len(list) > 0 {
				t.Errorf("rows 28 and 29 have no period: %+v", list)
			}
		}
	})
	t.Run("R-TIM-01 rij 53: een jaar na de start, of na de laatste bevestiging; niets voordat de verwerking loopt of nadat die is geëindigd", func(t *testing.T) {
		a := register.Activity{State: register.StatusActive, StartedOn: "2026-01-01", LastConfirmed: domaintest.Now}
		if list := a.Obligations(); list[0].Row != 53 || list[0].On != "2026-11-24" || list[1].Row != 22 || !list[1].Else {
			t.Errorf("%+v", list)
		}
		if list := (register.Activity{State: register.StatusApproved}).Obligations(); len(list) > 0 {
			t.Errorf("%+v", list)
		}
		for _, o := range (register.Activity{State: register.StatusEnded, StartedOn: "2026-01-01"}).Obligations() {
			if !o.Over {
				t.Errorf("%+v", o)
			}
		}
	})
	t.Run("R-4.9-05 rij 22: de termijn na een DPIA is die van de verwerking waar zij over gaat", func(t *testing.T) {
		if o := only(t, dpia.DPIA{Completed: "2026-11-24", Subject: "activity/1"}); o.For != "activity/1" || o.On != "2026-11-24" {
			t.Errorf("%+v", o)
		}
		if list := (dpia.DPIA{State: dpia.StatusExecuting}).Obligations(); len(list) > 0 {
			t.Errorf("%+v", list)
		}
	})
	t.Run("rij 26: zonder verlenging is er niets te berichten, en wie de AP laat zwijgen is klaar bij het sluiten", func(t *testing.T) {
		if o := only(t, dpia.Consultation{State: dpia.ConsultationOpen, Received: "2026-11-24"}); o.Limit != "advice" {
			t.Errorf("%+v", o)
		}
		if o := only(t, dpia.Consultation{State: dpia.ConsultationClosed, Received: "2026-11-24"}); !o.Over {
			t.Errorf("%+v", o)
		}
	})
}

// few are record types of which there are few enough to ask each at each turn of the clock.
var few = []string{"agreement", "awareness-plan", "covenant", "document", "model", "security-measure"}

// speaking are states for which the clock has something to record, of record types whose samples lead to none.
var speaking = map[string]any{"measure": control.Measure{State: control.MeasureStatusTested, TestedOn: "2026-11-24"},
	"vault": vaultrecord.Dossier{State: vaultrecord.Stored, Until: "2026-11-24"}}

func TestWekkers(t *testing.T) {
	type byClock interface{ ByClock(time.Time) any }
	for _, rec := range chapters.All {
		name := rec.Info().Name
		if _, is := rec.New().(byClock); !is {
			continue
		}
		if _, is := rec.New().(domain.Waker); !is {
			if !slices.Contains(few, name) {
				t.Errorf("%s has a ByClock and no Wakes: say from when the clock must ask it, so that a turn need not ask every one", name)
			}
			continue
		}
		facts := domaintest.Decoded(t, rec, samples(t, rec))
		t.Run("R-TIM-05 een "+name+" heeft vóór zijn wektijd niets vast te leggen", func(t *testing.T) {
			states, spoke := lives(rec, facts), 0
			if x, ours := speaking[name]; ours {
				states = append(states, x)
			}
			for _, state := range states {
				wakes := state.(domain.Waker).Wakes()
				for days := -1500; days <= 1500; days++ {
					at := domaintest.Now.AddDate(0, 0, days)
					if state.(byClock).ByClock(at) == nil {
						continue
					}
					if spoke++; wakes.IsZero() || at.Before(wakes) {
						t.Fatalf("%+v\nspeaks at %s, wakes at %s", state, at, wakes)
					}
				}
			}
			if spoke == 0 {
				t.Error("none of these states ever speaks: the test sees nothing")
			}
		})
	}
}
