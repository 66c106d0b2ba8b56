package projections_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/events"
	"github.com/heemstede/grootboek/projections"
)

func names(list []*projections.Entry) (out []string) {
	for _, e := range list {
		out = append(out, e.Name)
	}
	return out
}

func TestDeGeschiedenis(t *testing.T) {
	w := busy(t)
	t.Run("R-LED-14 toont elke gebeurtenis van elk record, de nieuwste eerst, ook bladerend", func(t *testing.T) {
		var seen []events.Position
		f := projections.HistoryFilter{Size: 3}
		for range w.records.Len() {
			list, next := w.records.History(f)
			for _, e := range list {
				seen = append(seen, e.Position)
			}
			if next == 0 {
				break
			}
			f.Before = next
		}
		slices.Reverse(seen)
		var want []events.Position
		for p := range w.records.Len() {
			want = append(want, events.Position(p+1))
		}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("positions (+ seen):\n%s", diff)
		}
	})
	mandate := w.get("process", wmo).List[1].Command
	for _, c := range []struct {
		name   string
		filter projections.HistoryFilter
		want   []string
	}{
		{"R-LED-14 op record", projections.HistoryFilter{Record: activity(2)}, []string{"PublicationWithdrawn", "ProcessingEnded", "RegisterEntryPublished", "ProcessingActivityRegistered", "ProcessingActivitySubmitted"}},
		{"R-LED-14 op soort record", projections.HistoryFilter{Kind: "matrix"}, []string{"MatrixRowChanged"}},
		{"R-LED-14 op soort gebeurtenis", projections.HistoryFilter{Event: "ProcessingActivitySubmitted"}, []string{"ProcessingActivitySubmitted", "ProcessingActivitySubmitted", "ProcessingActivitySubmitted"}},
		{"R-LED-14 op wie", projections.HistoryFilter{Actor: "tm2"}, []string{"PublicationWithdrawn", "ProcessingEnded", "ProcessingActivitySubmitted"}},
		{"R-LED-14 op rol", projections.HistoryFilter{Role: "COL"}, []string{"RoleAppointed"}},
		{"R-LED-14 op wie en soort", projections.HistoryFilter{Actor: "tm", Kind: "process"}, []string{"MandateWithdrawn", "SubprocessOwnerMandated"}},
		{"R-LED-14 op periode", projections.HistoryFilter{From: day("2026-02-10"), To: day("2026-05-01")}, []string{"PublicationUpdated", "ProcessingActivityAmended", "RegisterEntryPublished", "ProcessingActivityRegistered"}},
		{"R-LED-18 alleen wat achteraf is vastgelegd", projections.HistoryFilter{Late: true}, []string{"PublicationUpdated", "ProcessingActivityAmended"}},
		{"wat er niet is", projections.HistoryFilter{Actor: "niemand"}, nil},
		{"wat niet samengaat", projections.HistoryFilter{Actor: "tm2", Role: "FG"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.filter.Size = projections.MaxPage
			list, next := w.records.History(c.filter)
			if diff := cmp.Diff(c.want, names(list)); diff != "" || next != 0 {
				t.Errorf("next %d, events (+ shown):\n%s", next, diff)
			}
		})
	}
	t.Run("R-LED-04 elke regel heeft wie, rol, wanneer en opdracht", func(t *testing.T) {
		list, _ := w.records.History(projections.HistoryFilter{Size: projections.MaxPage})
		for _, e := range list {
			if e.Actor == "" || e.Role == "" || e.Command == "" || e.Recorded.IsZero() || e.Happened.IsZero() || e.Happened.After(e.Recorded) {
				t.Errorf("%d %s: %q %q %q %s %s", e.Position, e.Name, e.Actor, e.Role, e.Command, e.Recorded, e.Happened)
			}
		}
	})
	t.Run("een bladzijde heeft een grens, en een plaats buiten het log geeft niets raars", func(t *testing.T) {
		if list, _ := w.records.History(projections.HistoryFilter{Size: 1 << 30}); len(list) > projections.MaxPage {
			t.Errorf("%d events", len(list))
		}
		if list, _ := w.records.History(projections.HistoryFilter{Size: 5, Before: 1 << 40}); len(list) != 5 || list[0].Position != events.Position(w.records.Len()) {
			t.Errorf("%d events", len(list))
		}
		if list, next := w.records.History(projections.HistoryFilter{Size: 5, Before: 1}); len(list) != 0 || next != 0 {
			t.Errorf("%d events, next %d", len(list), next)
		}
	})
	t.Run("elke gebeurtenis heeft een Nederlandse regel", func(t *testing.T) {
		for p := range w.records.Len() {
			e := w.records.Entry(events.Position(p + 1))
			if nl := projections.EventNL(w.records.Stream(e.Stream).Record, e); nl == "" || nl == e.Name {
				t.Errorf("%s is called %q", e.Name, nl)
			}
		}
	})
	t.Run("een mandaat is terug te vinden aan zijn opdracht", func(t *testing.T) {
		if m, ok := w.gov.Mandate(mandate); !ok || m.Person != "emp" || !m.Withdrawn {
			t.Errorf("%+v %v", m, ok)
		}
	})
}

func TestDeAchterstand(t *testing.T) {
	w := newTown(t).on("2026-03-10")
	id := w.registered(1, complete("Wmo", wmo))
	for _, late := range []time.Duration{0, time.Hour, 49 * time.Hour} {
		by := as("fg", domain.FG)
		by.Happened = w.now.Add(-late)
		w.do("activity", id, register.FindDeviation{Rule: "§4.9", What: "Geen DPIA."}, by)
	}
	by := as("pb", domain.PB)
	by.Happened, by.Origin = w.now.AddDate(-3, 0, 0), domain.Imported
	w.do("activity", activity(2), register.TakeOver{Content: complete("Oud", wmo), Source: register.Source{File: "sha256:0", Name: "oud.csv", Key: "oud"}}, by)
	lag := w.records.Lag(time.Time{}, time.Time{})
	if l := lag[0]; l.Event != "NonComplianceFound" || l.Count != 3 || l.Median != time.Hour || l.Largest != 49*time.Hour || l.Over != 1 {
		t.Errorf("the largest lag is %+v", l)
	}
	t.Run("wat is ingelezen telt niet mee: dat is vanzelf laat, en draagt zijn merk", func(t *testing.T) {
		for _, l := range lag {
			if l.Largest > 49*time.Hour {
				t.Errorf("%+v", l)
			}
		}
	})
	t.Run("het langste wijst naar zijn gebeurtenis", func(t *testing.T) {
		if e := w.records.Entry(lag[0].Worst); e.Lag() != 49*time.Hour {
			t.Errorf("%s has a lag of %s", e.Name, e.Lag())
		}
	})
	t.Run("de periode gaat over het vastleggen", func(t *testing.T) {
		if got := w.records.Lag(w.now.Add(time.Second), time.Time{}); len(got) != 0 {
			t.Errorf("%+v", got)
		}
		if got := w.records.Lag(time.Time{}, w.now); len(got) == 0 || got[0].Largest != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestMeldingen(t *testing.T) {
	has := func(w *town, role domain.Role, stream string) bool {
		return slices.ContainsFunc(w.notices.For(role, 50), func(e *projections.Entry) bool { return e.Stream == stream })
	}
	t.Run("R-B1-01 een nieuwe verwerking wordt gemeld aan de privacybeheerder én de FG", func(t *testing.T) {
		w := newTown(t)
		id := w.submitted(1, complete("Wmo", wmo))
		for _, role := range []domain.Role{domain.PB, domain.FG} {
			if list := w.notices.For(role, 1); len(list) != 1 || list[0].Stream != "activity/"+id || list[0].Name != "ProcessingActivitySubmitted" {
				t.Errorf("%s is told %v", role, names(list))
			}
		}
	})
	t.Run("R-B1-01 aan anderen niet", func(t *testing.T) {
		w := newTown(t)
		id := w.submitted(1, complete("Wmo", wmo))
		for _, r := range domain.Roles {
			if r.Role != domain.PB && r.Role != domain.FG && has(w, r.Role, "activity/"+id) {
				t.Errorf("%s is told", r.Role)
			}
		}
	})
	t.Run("wat met een bestand meekomt wordt niet één voor één gemeld", func(t *testing.T) {
		w := newTown(t)
		by := as("pb", domain.PB)
		by.Origin = domain.Imported
		w.do("activity", activity(2), register.TakeOver{Content: complete("Oud", wmo), Source: register.Source{File: "sha256:0", Name: "oud.csv", Key: "oud"}}, by)
		if has(w, domain.FG, "activity/"+activity(2)) {
			t.Error("the FG is told of a row")
		}
		w.do("import", activity(3), register.RecordImport{ImportSummary: register.ImportSummary{File: "sha256:0", Name: "oud.csv", Kind: "csv", Rows: 1, Taken: 1}}, by)
		for _, role := range []domain.Role{domain.PB, domain.FG} {
			if !has(w, role, "import/"+activity(3)) {
				t.Errorf("%s is not told of the import", role)
			}
		}
	})
	t.Run("een afwijking en een gewijzigde bevoegdheid worden aan de FG gemeld, de nieuwste eerst", func(t *testing.T) {
		w := busy(t)
		w.do("activity", activity(1), register.FindDeviation{Rule: "§4.9", What: "Geen DPIA."}, as("pb", domain.PB))
		list := names(w.notices.For(domain.FG, 3))
		if diff := cmp.Diff([]string{"NonComplianceFound", "PublicationWithdrawn", "MatrixRowChanged"}, list); diff != "" {
			t.Errorf("(+ told):\n%s", diff)
		}
	})
}
