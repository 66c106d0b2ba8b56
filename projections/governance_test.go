package projections_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/governance"
	"github.com/heemstede/grootboek/domain/register"
	"github.com/heemstede/grootboek/projections"
)

// successor makes fg2 the FG from 1 April: announced on 1 March, by the college. It returns the appointments.
func (w *town) successor() (old, next string) {
	w.t.Helper()
	for _, v := range w.records.OfType("role") {
		if v.Last().State.(governance.Appointment).Role == domain.FG {
			old = v.ID
		}
	}
	w.on("2026-03-01")
	next = activity(90)
	w.do("role", next, governance.AppointRole{Person: "fg2", Role: "FG", From: "2026-04-01", Email: "privacy@heemstede.example"}, as("col", domain.COL))
	w.do("role", old, governance.EndRole{Until: "2026-03-31", Reason: "Andere baan."}, as("col", domain.COL))
	return old, next
}

func TestWieHeeftWelkeRol(t *testing.T) {
	w := newTown(t)
	w.successor()
	for _, c := range []struct {
		name string
		role domain.Role
		at   projections.AsOf // Happened: the day asked; Recorded: what was known
		want []string
	}{
		{"R-3.1-01 op een dag vóór de wisseling", domain.FG, was("2026-03-31"), []string{"fg"}},
		{"R-3.1-01 op de dag van de wisseling", domain.FG, was("2026-04-01"), []string{"fg2"}},
		{"R-3.1-01 vóór de eerste aanwijzing", domain.FG, was("2026-01-04"), nil},
		{"R-3.1-01 wat men in februari van april wist", domain.FG, both("2026-02-01", "2026-04-02"), []string{"fg"}},
		{"R-3.1-01 een andere rol", domain.TM, was("2026-04-01"), []string{"tm", "tm2"}},
		{"R-3.1-01 een rol die niemand heeft", domain.CISO, was("2026-04-01"), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := w.gov.HoldersAsOf(c.role, c.at.Happened, projections.AsOf{Recorded: c.at.Recorded})
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(+ holds it):\n%s", diff)
			}
		})
	}
	t.Run("R-LED-21 iemand kan kiezen uit de rollen die hij nu heeft, en geen andere", func(t *testing.T) {
		for person, want := range map[string][]domain.Role{"tm": {domain.TM, domain.OWN, domain.EMP}, "fg": {domain.EMP}, "fg2": {domain.FG, domain.EMP}, "emp": {domain.EMP}, "onbekend": nil} {
			got := w.gov.RolesOf(person, day("2026-04-01"))
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (+ may choose):\n%s", person, diff)
			}
		}
	})
	t.Run("de klok is alleen de klok", func(t *testing.T) {
		if !w.gov.Holds(domain.System, domain.SYS, w.now) || w.gov.Holds("pb", domain.SYS, w.now) {
			t.Error("who is the clock")
		}
	})
	t.Run("R-3.1-02 van de burgemeester is te zien of hij portefeuillehouder was, ook vroeger", func(t *testing.T) {
		w := newTown(t)
		w.do("role", activity(91), governance.AppointRole{Person: "emp", Role: "MAYOR", From: "2026-01-05", Portfolio: domain.Yes}, as("sec", domain.SEC))
		w.on("2026-06-01").do("role", activity(91), governance.EndRole{Until: "2026-06-01", Reason: "Herverdeling."}, as("sec", domain.SEC))
		w.do("role", activity(92), governance.AppointRole{Person: "emp", Role: "MAYOR", From: "2026-06-02", Portfolio: domain.No}, as("sec", domain.SEC))
		a, _ := w.get("role", activity(91)).At(known("2026-03-01"))
		b := w.get("role", activity(92)).Last()
		if !a.State.(governance.Appointment).Portfolio || b.State.(governance.Appointment).Portfolio {
			t.Errorf("then %+v, now %+v", a.State, b.State)
		}
	})
}

func TestEigenaarOntbreekt(t *testing.T) {
	unowned := func(w *town) (list []string) {
		for _, row := range w.register.List(projections.Filter{Unowned: true}, projections.AsOf{}, w.now, nil).Rows {
			list = append(list, row.Activity.Name)
		}
		return list
	}
	w := newTown(t)
	w.registered(1, complete("Wmo-aanvragen", wmo))
	w.registered(2, complete("Parkeervergunningen", parking))
	w.do("activity", activity(3), register.TakeOver{Content: register.Content{Name: "Zonder proces"}, Source: register.Source{File: "sha256:0", Name: "x.csv", Key: "x"}}, as("pb", domain.PB))
	t.Run("R-3.2-01 elke verwerking van een proces heeft precies één eigenaar; zonder proces staat zij in de lijst", func(t *testing.T) {
		if diff := cmp.Diff([]string{"Zonder proces"}, unowned(w)); diff != "" {
			t.Errorf("(+ without owner):\n%s", diff)
		}
	})
	t.Run("R-3.2-01 is de eigenaar geen teammanager meer, dan ontbreekt de eigenaar en staat het in de lijst", func(t *testing.T) {
		for _, v := range w.records.OfType("role") {
			if v.Last().State.(governance.Appointment).Person == "tm2" {
				w.do("role", v.ID, governance.EndRole{Until: "2026-01-31", Reason: "Vertrokken."}, as("sec", domain.SEC))
			}
		}
		w.on("2026-02-01")
		if diff := cmp.Diff([]string{"Parkeervergunningen", "Zonder proces"}, unowned(w)); diff != "" {
			t.Errorf("(+ without owner):\n%s", diff)
		}
		if p, ok := w.gov.Process(parking, w.now); !ok || p.Owner != "" {
			t.Errorf("%+v %v", p, ok)
		}
		if p, _ := w.gov.Process(parking, day("2026-01-31")); p.Owner != "tm2" {
			t.Errorf("on his last day the owner was %q", p.Owner)
		}
	})
	t.Run("R-3.2-01 een nieuwe eigenaar haalt het eruit", func(t *testing.T) {
		w.do("process", parking, governance.AssignOwner{Person: "tm", From: "2026-02-01", Reason: "Opvolging."}, as("sec", domain.SEC))
		if diff := cmp.Diff([]string{"Zonder proces"}, unowned(w)); diff != "" {
			t.Errorf("(+ without owner):\n%s", diff)
		}
	})
}

func TestMandaten(t *testing.T) {
	mandated := func(t *testing.T) (*town, domain.Stamp) {
		w := newTown(t)
		w.submitted(1, register.Content{Name: "Wmo-aanvragen", Process: wmo})
		res := w.do("process", wmo, governance.MandateSubprocessOwner{Person: "emp", Commands: []string{"activity/supplement", "activity/submit"}, From: "2026-01-05", Until: "2026-06-30", Reason: "Drukte."}, as("tm", domain.OWN))
		return w, domain.Stamp{Actor: "emp", Role: domain.OWN, Mandate: res.Events[0].Command}
	}
	supplement := func(w *town, by domain.Stamp, dept string) error {
		_, err := w.try("activity", activity(1), register.Supplement{Content: w.changed(activity(1), func(c *register.Content) { c.Department = dept })}, by)
		return err
	}
	refused := func(t *testing.T, err error, code string) {
		t.Helper()
		if r, ok := errors.AsType[*domain.Refusal](err); !ok || r.Code != code {
			t.Errorf("got %v, want a refusal %s", err, code)
		}
	}
	t.Run("R-3.2-04 de medewerker kan de taken van het mandaat doen, R-3.2-06 en de gebeurtenis toont wie, namens wie en welk mandaat", func(t *testing.T) {
		w, by := mandated(t)
		if err := supplement(w, by, "IASZ"); err != nil {
			t.Fatal(err)
		}
		if e := w.get("activity", activity(1)).Last(); e.Actor != "emp" || e.OnBehalfOf != "tm" || e.Mandate != by.Mandate || e.Role != domain.OWN {
			t.Errorf("%+v", e.Entry)
		}
	})
	t.Run("R-3.2-04 en geen andere taken, ook niet het doorgeven van het mandaat", func(t *testing.T) {
		w, by := mandated(t)
		_, err := w.try("activity", activity(1), register.End{Reason: "x", Data: "x"}, by)
		refused(t, err, "mandate.not-covered")
		_, err = w.try("process", wmo, governance.MandateSubprocessOwner{Person: "acc", Commands: []string{"activity/submit"}, From: "2026-01-05", Reason: "x"}, by)
		refused(t, err, "mandate.not-covered")
	})
	t.Run("R-3.2-05 niet voor een ander proces", func(t *testing.T) {
		w, by := mandated(t)
		_, err := w.try("activity", activity(2), register.Submit{Content: complete("Parkeren", parking)}, by)
		refused(t, err, "mandate.not-covered")
	})
	t.Run("R-3.2-05 tot en met de laatste dag, en daarna niet", func(t *testing.T) {
		w, by := mandated(t)
		w.now = calendar.Date("2026-06-30").End().Add(-time.Millisecond)
		if err := supplement(w, by, "IASZ"); err != nil {
			t.Errorf("on the last day: %v", err)
		}
		w.on("2026-07-01")
		refused(t, supplement(w, by, "Zorg"), "mandate.not-covered")
		if list := w.gov.Mandates("emp", w.now); len(list) != 0 {
			t.Errorf("can still be chosen: %+v", list)
		}
		if list := w.gov.Expired(w.live, w.now); len(list) != 1 || list[0].ID != by.Mandate {
			t.Errorf("the clock has to say %+v", list)
		}
	})
	t.Run("R-3.2-07 de eerste opdracht na het intrekken wordt geweigerd", func(t *testing.T) {
		w, by := mandated(t)
		w.do("process", wmo, governance.WithdrawMandate{Mandate: by.Mandate, Reason: "Klaar."}, as("tm", domain.OWN))
		refused(t, supplement(w, by, "IASZ"), "mandate.not-covered")
	})
	t.Run("R-3.2-08 het mandaat blijft te zien bij het proces, met wie het gaf, ook na het einde", func(t *testing.T) {
		w, by := mandated(t)
		w.do("process", wmo, governance.WithdrawMandate{Mandate: by.Mandate, Reason: "Klaar."}, as("tm", domain.OWN))
		if m, ok := w.get("process", wmo).Last().State.(governance.Process).Mandates[by.Mandate]; !ok || m.Owner != "tm" || m.Person != "emp" || !m.Withdrawn {
			t.Errorf("%+v %v", m, ok)
		}
	})
	t.Run("R-3.3-02 wat de bevoegdhedentabel zegt geldt meteen, en voor een moment in het verleden zoals het toen was", func(t *testing.T) {
		w := newTown(t).on("2026-02-01")
		id := w.submitted(1, complete("Wmo", wmo))
		_, err := w.try("activity", id, register.Register{}, as("fg", domain.FG))
		refused(t, err, "role.not-marked")
		w.do("matrix", governance.MatrixID, governance.ChangeRow{Row: "B1.1-4", Roles: []governance.Column{"PB", "FG"}, Reason: "Besluit 1."}, as("sec", domain.SEC))
		if _, err := w.try("activity", id, register.Register{}, as("fg", domain.FG)); err != nil {
			t.Error(err)
		}
		if got := w.gov.Matrix(known("2026-01-31")).RolesOf("B1.1-4"); !slices.Equal(got, []domain.Role{domain.PB}) {
			t.Errorf("before the change it was %v", got)
		}
	})
}
