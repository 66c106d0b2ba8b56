package projections_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// full is a town with activities that differ in all that can be filtered on.
func full(t *testing.T) *town {
	w := newTown(t).on("2026-02-01")
	c := complete("Bijstand", wmo)
	c.Department, c.DataCategories = "Werk en inkomen", []register.DataCategory{{Name: "Strafblad", Kind: register.Criminal}}
	w.registered(1, c)
	w.do("activity", activity(1), register.RecordRunning{Reason: "Bestond al."}, as("tm", domain.OWN))
	c = complete("archief", parking)
	c.Department, c.OutsideEU, c.Transfers = "Publiekszaken", domain.Yes, []string{"VS, modelcontract"}
	c.Purposes[0].Grounds = []register.Ground{"consent", "legal-obligation"}
	c.Consent = "Via het formulier."
	w.on("2026-03-01").registered(2, c)
	w.on("2026-04-01").submitted(3, register.Content{Name: "Zwemlessen", Process: parking, Department: "Publiekszaken"})
	w.on("2027-05-01")
	return w
}

func (w *town) listed(f projections.Filter, a projections.AsOf) (out []string) {
	for _, row := range w.register.List(f, a, w.now, nil).Rows {
		out = append(out, row.Activity.Name)
	}
	return out
}

func TestDeLijstVanVerwerkingen(t *testing.T) {
	w := full(t)
	for _, c := range []struct {
		name   string
		filter projections.Filter
		want   []string
	}{
		{"zonder filter: alles, op naam, hoofdletters tellen niet", projections.Filter{}, []string{"archief", "Bijstand", "Zwemlessen"}},
		{"op status", projections.Filter{Status: "submitted"}, []string{"Zwemlessen"}},
		{"R-1.2-01 op afdeling", projections.Filter{Department: "Publiekszaken"}, []string{"archief", "Zwemlessen"}},
		{"op proces", projections.Filter{Process: wmo}, []string{"Bijstand"}},
		{"op eigenaar", projections.Filter{Owner: "tm2"}, []string{"archief", "Zwemlessen"}},
		{"op grondslag", projections.Filter{Ground: "consent"}, []string{"archief"}},
		{"op soort gegevens", projections.Filter{Kind: "criminal"}, []string{"Bijstand"}},
		{"op verstrekking buiten de EU", projections.Filter{OutsideEU: "yes"}, []string{"archief"}},
		{"alleen wat onvolledig is", projections.Filter{Incomplete: true}, []string{"Zwemlessen"}},
		{"alleen waarvan de bevestiging te laat is", projections.Filter{Overdue: true}, []string{"Bijstand"}},
		{"alleen met een open afwijking", projections.Filter{Deviations: true}, []string{"Bijstand"}},
		{"twee filters samen", projections.Filter{Department: "Publiekszaken", Status: "registered"}, []string{"archief"}},
		{"die niet samengaan", projections.Filter{Department: "Publiekszaken", Kind: "criminal"}, nil},
		{"andersom op naam", projections.Filter{Sort: "-name"}, []string{"Zwemlessen", "Bijstand", "archief"}},
		{"op afdeling gesorteerd, daarbinnen op naam", projections.Filter{Sort: "department"}, []string{"archief", "Zwemlessen", "Bijstand"}},
		{"op status gesorteerd, in de volgorde van het leven", projections.Filter{Sort: "status"}, []string{"Zwemlessen", "archief", "Bijstand"}},
		{"wat het laatst wijzigde vooraan", projections.Filter{Sort: "changed"}, []string{"Zwemlessen", "archief", "Bijstand"}},
		{"en achteraan", projections.Filter{Sort: "-changed"}, []string{"Bijstand", "archief", "Zwemlessen"}},
		{"een volgorde die niet bestaat is die op naam", projections.Filter{Sort: "onzin"}, []string{"archief", "Bijstand", "Zwemlessen"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, w.listed(c.filter, projections.AsOf{})); diff != "" {
				t.Errorf("(+ shown):\n%s", diff)
			}
		})
	}
	t.Run("R-LED-05 zoals bekend in maart stond er één in, zoals het was ook", func(t *testing.T) {
		for name, a := range map[string]projections.AsOf{"known": known("2026-02-01"), "was": was("2026-02-01")} {
			if diff := cmp.Diff([]string{"Bijstand"}, w.listed(projections.Filter{}, a)); diff != "" {
				t.Errorf("%s (+ shown):\n%s", name, diff)
			}
		}
	})
	t.Run("R-4.1-12 elke regel telt wat er ontbreekt", func(t *testing.T) {
		for _, row := range w.register.List(projections.Filter{}, projections.AsOf{}, w.now, nil).Rows {
			if want := len(register.Missing(row.Activity.Content)); row.Missing != want || (want > 0) != (row.Activity.Name == "Zwemlessen") {
				t.Errorf("%s lacks %d, counted %d", row.Activity.Name, want, row.Missing)
			}
		}
	})
	t.Run("alleen wat gevonden is", func(t *testing.T) {
		rows := w.register.List(projections.Filter{}, projections.AsOf{}, w.now, map[string]bool{"activity/" + activity(2): true}).Rows
		if len(rows) != 1 || rows[0].ID != activity(2) {
			t.Errorf("%d rows", len(rows))
		}
	})
	t.Run("R-1.2-01 de afdelingen zijn die van de verwerkingen, elk één keer", func(t *testing.T) {
		if diff := cmp.Diff([]string{"Publiekszaken", "Werk en inkomen"}, w.register.Departments()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestBladeren(t *testing.T) {
	w := newTown(t)
	const n = 23
	for i := range byte(n) {
		w.submitted(i+1, register.Content{Name: fmt.Sprintf("Verwerking %02d", i), Process: wmo})
	}
	t.Run("elke regel staat op precies één bladzijde", func(t *testing.T) {
		var seen []string
		for p := 1; ; p++ {
			page := w.register.List(projections.Filter{Page: p, Size: 10}, projections.AsOf{}, w.now, nil)
			if page.Total != n || page.Pages != 3 || page.From != (p-1)*10+1 {
				t.Fatalf("page %d: %d in total, %d pages, from %d", p, page.Total, page.Pages, page.From)
			}
			for _, row := range page.Rows {
				seen = append(seen, row.Activity.Name)
			}
			if p == page.Pages {
				break
			}
		}
		if !slices.IsSorted(seen) || len(seen) != n || len(slices.Compact(slices.Clone(seen))) != n {
			t.Errorf("seen %v", seen)
		}
	})
	for name, c := range map[string]struct{ page, size, rows, from int }{
		"voorbij het eind is de laatste":       {99, 10, 3, 21},
		"vóór het begin is de eerste":          {-1, 10, 10, 1},
		"zonder grootte is het vijftig":        {1, 0, n, 1},
		"een negatieve grootte ook":            {1, -5, n, 1},
		"meer dan het maximum wordt niet meer": {1, 1 << 40, n, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := w.register.List(projections.Filter{Page: c.page, Size: c.size}, projections.AsOf{}, w.now, nil)
			if len(p.Rows) != c.rows || p.From != c.from {
				t.Errorf("%d rows from %d", len(p.Rows), p.From)
			}
		})
	}
	t.Run("een lege lijst heeft één bladzijde", func(t *testing.T) {
		if p := w.register.List(projections.Filter{Status: "ended"}, projections.AsOf{}, w.now, nil); p.Pages != 1 || p.Total != 0 || len(p.Rows) != 0 {
			t.Errorf("%+v", p)
		}
	})
}

func TestActualisatieronde(t *testing.T) {
	w := full(t)
	began := w.now
	open := func() map[string][]string {
		out := map[string][]string{}
		for _, u := range w.register.RoundOpen(began, w.now) {
			for _, row := range u.Rows {
				out[u.Owner] = append(out[u.Owner], row.Activity.Name)
			}
		}
		return out
	}
	t.Run("R-B1-04 te zien is welke eigenaar wat nog niet heeft bevestigd; wat nog niet in het register staat telt niet mee", func(t *testing.T) {
		if diff := cmp.Diff(map[string][]string{"tm": {"Bijstand"}, "tm2": {"archief"}}, open()); diff != "" {
			t.Errorf("(+ open):\n%s", diff)
		}
	})
	t.Run("R-B1-04 een bevestiging van vóór de ronde telt niet", func(t *testing.T) {
		by := as("tm", domain.OWN)
		by.Happened = began.Add(-time.Hour)
		w.do("activity", activity(1), register.Confirm{}, by)
		if got := open(); len(got["tm"]) != 1 {
			t.Errorf("open: %v", got)
		}
	})
	t.Run("R-B1-04 wie bevestigt valt eraf", func(t *testing.T) {
		w.do("activity", activity(1), register.Confirm{}, as("tm", domain.OWN))
		if diff := cmp.Diff(map[string][]string{"tm2": {"archief"}}, open()); diff != "" {
			t.Errorf("(+ open):\n%s", diff)
		}
	})
	t.Run("R-B1-04 wat is beëindigd hoeft niet te worden bevestigd", func(t *testing.T) {
		w.do("activity", activity(2), register.End{Reason: "Gestopt.", Data: "Vernietigd."}, as("tm2", domain.OWN))
		if got := open(); len(got) != 0 {
			t.Errorf("open: %v", got)
		}
	})
}
