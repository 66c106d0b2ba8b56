package projections_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/chapters"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/events/storetest"
	"github.com/heemstede/grootboek/projections"
)

func TestVerschilTussenTweeMomenten(t *testing.T) {
	w := newTown(t)
	w.on("2026-01-10")
	w.registered(1, complete("Oud", wmo))
	w.registered(2, complete("Blijft", wmo))
	w.on("2026-02-10")
	w.registered(3, complete("Nieuw", wmo))
	w.do("activity", activity(1), register.RecordRunning{Reason: "Bestond al."}, as("pb", "PB"))
	w.do("activity", activity(1), register.End{Reason: "Gestopt.", Data: "Vernietigd."}, as("tm", "OWN"))
	w.on("2026-04-10")
	w.registered(4, complete("Later", wmo))
	got := w.records.Differences(day("2026-02-01"), day("2026-04-01"), "")
	t.Run("R-LED-05 alleen wat in de periode is vastgelegd: nieuw en geëindigd, met de versies ervoor en erna", func(t *testing.T) {
		if len(got) != 2 || got[0].ID != activity(3) || got[0].Before != 0 || got[0].Ended || got[1].ID != activity(1) || got[1].Before != 3 || !got[1].Ended || got[1].After != len(w.get("activity", activity(1)).List) {
			t.Fatalf("%+v", got)
		}
	})
	t.Run("R-LED-05 de stand aan het einde is die van de dag voor de grens", func(t *testing.T) {
		list := w.records.Differences(day("2026-01-01"), day("2026-02-01"), "activity")
		if len(list) != 2 || list[1].State().(register.Activity).State != register.StatusRegistered {
			t.Errorf("%+v", list)
		}
		if n := len(w.records.Differences(day("2026-02-01"), day("2026-04-01"), "process")); n != 0 {
			t.Errorf("%d", n)
		}
	})
}

func TestAchterstandPerAfdeling(t *testing.T) {
	w := newTownOn(t, &storetest.Memory{})
	w.on("2026-01-10")
	id := w.registered(1, complete("Een", wmo))
	other := w.registered(2, complete("Twee", parking))
	late := func(id, on string, days int) {
		w.now = day("2026-01-01").AddDate(0, 0, days)
		by := as("fg", "FG")
		by.Happened = w.now.Add(-72 * time.Hour)
		w.do("activity", id, register.FindDeviation{Rule: "§4.9", What: on}, by)
	}
	for i := range 4 {
		late(id, "vlak voor 30 juni", 170+i) // 20 to 23 June
	}
	late(other, "elders", 174)
	late(id, "later", 330)
	list, clusters := w.records.DepartmentLags(day("2026-01-01"), day("2026-12-31"))
	t.Run("per afdeling: hoeveel, hoeveel te laat, hoeveel gemarkeerd als achteraf", func(t *testing.T) {
		i := slices.IndexFunc(list, func(l projections.DepartmentLag) bool { return l.Department == "IASZ" })
		if i != 0 || list[i].Over != 5 || list[i].Backdated != 5 || list[i].Largest != 72*time.Hour || list[i].Count < 8 {
			t.Errorf("%+v", list)
		}
		if p := list[1]; p.Department != "Publiekszaken" || p.Over != 1 {
			t.Errorf("%+v", p)
		}
	})
	t.Run("een piek vlak voor een rapportage valt op; één keer is geen piek", func(t *testing.T) {
		if len(clusters) != 1 || clusters[0].Department != "IASZ" || clusters[0].Reporting != "2026-06-30" || clusters[0].Late != 4 {
			t.Errorf("%+v", clusters)
		}
	})
}

// longLog is a log of a million events in half a million records, over five years.
func longLog(b *testing.B) *projections.Records {
	b.Helper()
	r := projections.NewRecords(chapters.ByName())
	begin := day("2021-01-01")
	for i := range 1_000_000 {
		at := begin.Add(time.Duration(i) * 157 * time.Second)
		e := events.Event{Position: events.Position(i + 1), Stream: "obligation/" + strconv.Itoa(i/2), Version: uint64(i%2 + 1), Schema: 1, Recorded: at, Happened: at.Add(-time.Duration(i%300) * time.Hour),
			Actor: "p" + strconv.Itoa(i%700), Role: domain.Roles[i%14].Role, Name: "ObligationCreated", Data: []byte(`{"row":1,"limit":"x","subject":"activity/1","source":"x","due":"2026-01-01","rule":"x"}`)}
		if i%2 == 1 {
			e.Name, e.Data = "ObligationMet", []byte(`{}`)
		}
		if i == 7 {
			e.Origin = domain.Afterwards
		}
		if _, err := r.Apply(&e); err != nil {
			b.Fatal(err)
		}
	}
	return r
}

// BenchmarkFGFilters measures the filters of the FG over a million events: each must answer within 50 ms.
func BenchmarkFGFilters(b *testing.B) {
	r := longLog(b)
	for name, f := range map[string]projections.HistoryFilter{"niets": {Event: "RoleEnded"}, "wie": {Actor: "p3"}, "rol en wie": {Role: "MAYOR", Actor: "p4"}, "record": {Kind: "obligation", Record: "77"},
		"alleen kenmerk": {Record: "77"}, "oude periode": {From: day("2021-02-01"), To: day("2021-02-03")}, "achteraf": {Late: true}, "soort": {Event: "ObligationMet", Role: "FG"}} {
		b.Run(name, func(b *testing.B) {
			f.Size = 50
			for b.Loop() {
				r.History(f)
			}
		})
	}
	b.Run("verschil over drie maanden", func(b *testing.B) {
		for b.Loop() {
			r.Differences(day("2024-01-01"), day("2024-04-01"), "")
		}
	})
	b.Run("achterstand over een jaar", func(b *testing.B) {
		for b.Loop() {
			r.DepartmentLags(day("2024-01-01"), day("2025-01-01"))
		}
	})
}
