package projections_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/domain/rights"
	"github.com/heemstede/grootboek/domain/vaultrecord"
	"github.com/heemstede/grootboek/projections"
)

func secret(record, part string) domain.VaultRef {
	return domain.VaultRef{Vault: record, Part: part, Version: 1, Commitment: "hmac-sha256:" + strings.Repeat("0a", 32)}
}

// asks is a request received at the counter, about an activity of tm on a public task.
func (w *town) asks(right rights.Right, activities ...string) string {
	w.t.Helper()
	id := uuid.NewString()
	w.do("request", id, rights.Receive{Intake: rights.Intake{Right: right, Channel: rights.Oral, Contact: secret(id, "contact"), Text: secret(id, "text"), Department: "Balie",
		Scope: rights.Scope{Process: wmo, Activities: activities}}}, as("emp", domain.EMP))
	return id
}

func (w *town) publicTask(n byte) string {
	w.t.Helper()
	c := complete("Hulp in huis", wmo)
	c.Purposes[0].Grounds = []register.Ground{"public-task"}
	w.do("activity", activity(n), register.Submit{Content: c}, as("tm", domain.OWN))
	return activity(n)
}

func TestVerzoeken(t *testing.T) {
	t.Run("R-5.2-02 de klok opent de beperking die een bezwaar meebrengt, één keer, vanaf het bezwaar", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		a := w.publicTask(1)
		id := w.asks(rights.Objection, a)
		received := w.now
		if got := domain.Restricted(w.gov, "activity/"+a); len(got) != 1 || got[0] != "request/"+id {
			t.Errorf("restricted by %v before the clock came by", got)
		}
		w.on("2026-03-03")
		due := w.records.Restrictions(w.live)
		if len(due) != 1 || due[0].ID != projections.RestrictionID("request/"+id, "activity/"+a, received) || !due[0].Happened.Equal(received) {
			t.Fatalf("%+v", due)
		}
		w.issue(due)
		if again := w.records.Restrictions(w.live); len(again) != 0 {
			t.Errorf("again: %+v", again)
		}
		x := w.records.OfType("restriction")[0].Last().State.(rights.Restriction)
		if x.State != rights.RestrictionActive || !x.Since.Equal(received) || x.Process != wmo {
			t.Errorf("%+v", x)
		}
		if got := domain.Restricted(w.gov, "activity/"+a); len(got) != 1 || !strings.HasPrefix(got[0], "restriction/") {
			t.Errorf("restricted by %v", got)
		}
	})
	t.Run("R-5.2-02 een heropend bezwaar krijgt een nieuwe beperking, als de vorige is opgeheven", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		a := w.publicTask(1)
		id := w.asks(rights.Objection, a)
		w.issue(w.records.Restrictions(w.live))
		x := w.records.OfType("restriction")[0].ID
		w.on("2026-03-09")
		w.do("restriction", x, rights.AskRecipients{None: "Aan niemand verstrekt."}, as("tm", domain.OWN))
		w.do("restriction", x, rights.WeighInterests{Result: "municipality", Weighing: secret(x, "weighing")}, as("tm", domain.OWN))
		w.do("restriction", x, rights.LiftRestriction{ToldOn: "2026-03-09", Why: "Afgewogen."}, as("tm", domain.OWN))
		w.do("request", id, rights.Withdraw{Channel: rights.Oral}, as("emp", domain.EMP))
		w.on("2026-03-16").do("request", id, rights.Reopen{Cause: "complaint", Reason: "Nieuw feit."}, as("pb", domain.PB))
		if got := domain.Restricted(w.gov, "activity/"+a); len(got) != 1 || got[0] != "request/"+id {
			t.Errorf("restricted by %v", got)
		}
		due := w.records.Restrictions(w.live)
		if len(due) != 1 || due[0].ID == x || !due[0].Happened.Equal(w.now) {
			t.Fatalf("%+v", due)
		}
		w.issue(due)
		if again := w.records.Restrictions(w.live); len(again) != 0 {
			t.Errorf("again: %+v", again)
		}
	})
	t.Run("T-01 alleen van een gewist dossier zegt het verzoek dat de persoon weg is; een verloren dossier is niet gewist", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		closed := func(ends ...any) string {
			id := w.asks(rights.Access)
			w.do("request", id, rights.Withdraw{Channel: rights.Oral}, as("emp", domain.EMP))
			w.do("vault", id, vaultrecord.Store{Kind: vaultrecord.OfRequest, About: []string{"request/" + id}, Refs: []domain.VaultRef{secret(id, "contact")}}, clock)
			for _, c := range ends {
				w.do("vault", id, c, clock)
			}
			return id
		}
		erased := closed(vaultrecord.SetTerm{Outcome: vaultrecord.Aborted, Closed: "2020-01-01"}, vaultrecord.EndTerm{}, vaultrecord.RecordDestruction{KeyDestroyed: "2026-03-02", Certificate: "sha256:" + strings.Repeat("0a", 32)})
		w.do("vault", closed(), vaultrecord.RecordLoss{What: "Schijf stuk.", Since: "2026-03-01"}, as("pb", domain.PB))
		due := w.records.ErasedRequesters(w.live)
		if len(due) != 1 || due[0].ID != erased || due[0].Command != (rights.RecordErased{On: "2026-03-02"}) {
			t.Errorf("%+v", due)
		}
	})
	t.Run("T-01 is het dossier gewist, dan zegt het gesloten verzoek dat één keer; een dossier van iets anders niet", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id, other := w.asks(rights.Access, w.publicTask(1)), uuid.NewString()
		sys := domain.Stamp{Actor: domain.System, Role: domain.SYS}
		for _, dossier := range []string{id, other} {
			w.do("vault", dossier, vaultrecord.Store{Kind: vaultrecord.OfRequest, About: []string{"request/" + dossier}, Refs: []domain.VaultRef{secret(dossier, "contact")}}, sys)
			w.do("vault", dossier, vaultrecord.SetTerm{Outcome: vaultrecord.Aborted, Closed: "2020-01-01"}, sys)
			w.do("vault", dossier, vaultrecord.EndTerm{}, sys)
			w.do("vault", dossier, vaultrecord.RecordDestruction{KeyDestroyed: "2026-03-02", Certificate: "sha256:" + strings.Repeat("0a", 32)}, sys)
		}
		if due := w.records.ErasedRequesters(w.live); len(due) != 0 {
			t.Errorf("while it runs: %+v", due)
		}
		w.do("request", id, rights.Withdraw{Channel: rights.Oral}, as("emp", domain.EMP))
		fresh := newModels(t, w.log)
		if err := fresh.live.CatchUp(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if again, now := fresh.records.ErasedRequesters(fresh.live), w.records.ErasedRequesters(w.live); len(now) != 1 || now[0].ID != id || !reflect.DeepEqual(again, now) {
			t.Fatalf("%+v, built anew %+v", now, again)
		}
		w.issue(w.records.ErasedRequesters(w.live))
		if on := w.get("request", id).Last().State.(rights.Request).ErasedOn; on != "2026-03-02" || len(w.records.ErasedRequesters(w.live)) != 0 {
			t.Errorf("erased on %q, and again", on)
		}
	})
	t.Run("R-5.3-08 de lopende beperkingen staan per verwerking in een lijst, met begin en geval", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		a := w.publicTask(1)
		w.asks(rights.Objection, a)
		w.issue(w.records.Restrictions(w.live))
		table := tableOf("restriction")
		for key, want := range map[string]string{"verwerking": "Hulp in huis", "sinds": "02-03-2026", "geval": "Bezwaar gemaakt; de afweging loopt nog"} {
			for _, got := range w.column(table, key, "loopt=ja", "verwerking=activity/"+a) {
				if got != want {
					t.Errorf("%s is %q", key, got)
				}
			}
		}
		if n := len(w.lines(table, projections.AsOf{}, "loopt=ja", "verwerking=activity/"+a)); n != 1 {
			t.Errorf("%d lines", n)
		}
	})
	t.Run("R-TIM-01 de klok begint de termijn van elk recht, en een te laat antwoord blijft te laat", func(t *testing.T) {
		w := newTown(t).on("2026-03-05")
		a := w.publicTask(1)
		for _, c := range rights.Right("").Choices() {
			id := w.asks(rights.Right(c.Value), a)
			w.ticks()
			list := w.obligations("request/" + id)
			r := w.records.Get("request", id).Last().State.(rights.Request)
			list = slices.DeleteFunc(list, func(o obligations.Obligation) bool { return o.Limit != "answer" }) // rectification has the month of the AVG besides
			if len(list) != 1 || list[0].Due != r.Due || list[0].Terms.Process != wmo {
				t.Errorf("%s is due %s, its obligations are %+v", c.Value, r.Due, list)
			}
		}
		w.on("2026-04-08").ticks()
		table := tableOf("request")
		if n := len(w.lines(table, projections.AsOf{}, "termijn=te-laat")); n != 8 {
			t.Errorf("%d late", n)
		}
		if n := len(w.lines(table, projections.AsOf{}, "recht=access")); n != 1 {
			t.Errorf("%d of access", n)
		}
	})
	t.Run("R-B7-03 R-5.1-19 de lijst noemt wat een afdeling nog moet antwoorden en een eerder verzoek", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		a := w.publicTask(1)
		before := w.asks(rights.Access, a)
		w.on("2026-03-12")
		id := w.asks(rights.Access, a)
		w.do("request", id, rights.Assign{Scope: rights.Scope{Process: wmo, Cross: domain.Yes, Activities: []string{a}, Previous: []string{"request/" + before}}}, as("pb", domain.PB))
		w.do("request", id, rights.AskDepartment{Process: parking, Text: "Welke dossiers?", Due: calendar.Date("2026-03-20")}, as("pb", domain.PB))
		table := tableOf("request")
		number := w.records.Get("request", id).Last().State.(rights.Request).Number
		if got := w.column(table, "let-op", "vraag-open=ja")[number]; !strings.Contains(got, "V1") || !strings.Contains(got, "20-03-2026") || !strings.Contains(got, "10 dagen") {
			t.Errorf("%q", got)
		}
		w.do("request", id, rights.AnswerQuestion{Question: "V1", Found: domain.No, Others: domain.No}, as("tm2", domain.OWN))
		if n := len(w.lines(table, projections.AsOf{}, "vraag-open=ja")); n != 0 {
			t.Errorf("%d wait", n)
		}
	})
}
