package projections_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/obligations"
	"github.com/heemstede/grootboek/domain/sharing"
	"github.com/heemstede/grootboek/projections"
)

// clockDue is what the clock must do for the terms that records tell of.
func (w *town) clockDue() []projections.Due { return w.records.Obligations(w.live, w.now) }

// byItself is what the clock must do for obligations by the time alone.
func (w *town) byItself() (list []projections.Due) {
	for _, d := range w.records.Due(w.live, w.now) {
		if d.Record == "obligation" {
			list = append(list, d)
		}
	}
	return list
}

// ticks lets the clock come by until there is nothing more to do, in the order of the server.
func (w *town) ticks() {
	w.t.Helper()
	for range 6 {
		n := w.issue(w.clockDue())
		if n += w.issue(w.byItself()); n == 0 {
			return
		}
	}
	w.t.Fatalf("the clock does not come to rest: %+v", w.clockDue())
}

func (w *town) issue(list []projections.Due) int {
	w.t.Helper()
	for _, d := range list {
		w.do(d.Record, d.ID, d.Command, domain.Stamp{Actor: domain.System, Role: domain.SYS, Happened: d.Happened})
	}
	return len(list)
}

// obligations are those for a record, in the order in which they began.
func (w *town) obligations(stream string) (list []obligations.Obligation) {
	for _, v := range w.records.OfType("obligation") {
		if o := v.Last().State.(obligations.Obligation); o.Subject == stream {
			list = append(list, o)
		}
	}
	return list
}

// accepted is a measure that its owner took on.
func (w *town) accepted(due calendar.Date) string {
	w.t.Helper()
	id := w.propose("Rechten per rol.", "", "", due, pb)
	w.do("measure", id, control.AcceptMeasure{}, tm)
	return id
}

func (w *town) only(stream string, want domain.Status) obligations.Obligation {
	w.t.Helper()
	list := w.obligations(stream)
	if len(list) != 1 || list[0].State != want {
		w.t.Fatalf("obligations of %s: %+v, want one that is %s", stream, list, want)
	}
	return list[0]
}

func TestVerplichtingen(t *testing.T) {
	t.Run("R-TIM-01 rij 57: een maatregel die is aanvaard, is een verplichting tot de afgesproken dag; een voorgestelde nog niet", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		w.propose("Alleen voorgesteld.", "", "", "2026-06-01", pb)
		id := w.accepted("2026-06-01")
		w.ticks()
		if o := w.only("measure/"+id, obligations.StatusOpen); o.Due != "2026-06-01" || o.Terms.Process != wmo || len(w.records.OfType("obligation")) != 1 {
			t.Errorf("%+v of %d", o, len(w.records.OfType("obligation")))
		}
	})
	t.Run("R-TIM-03 R-TIM-04 R-TIM-05 met een andere klok volgen herinnering en ‘te laat’ vanzelf, en horen wie het aangaat ervan", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.accepted("2026-06-01")
		w.ticks()
		heard := func(role domain.Role, name string) bool {
			return slices.ContainsFunc(w.notices.For(role, 50), func(e *projections.Entry) bool { return e.Name == name })
		}
		w.on("2026-05-24").ticks()
		if o := w.only("measure/"+id, obligations.StatusOpen); !o.Reminded.IsZero() {
			t.Error("reminded too soon")
		}
		w.on("2026-05-25").ticks()
		if !heard(domain.OWN, "ObligationReminderSent") || heard(domain.FG, "ObligationReminderSent") {
			t.Error("the reminder is for whoever must do it")
		}
		w.on("2026-06-01").ticks()
		w.only("measure/"+id, obligations.StatusOpen)
		w.on("2026-06-02").ticks()
		w.only("measure/"+id, obligations.StatusLate)
		for _, r := range []domain.Role{domain.OWN, domain.PB, domain.FG} {
			if !heard(r, "ObligationPassed") {
				t.Errorf("%s did not hear that it passed", r)
			}
		}
	})
	t.Run("R-TIM-06 een maatregel die te laat is uitgevoerd, blijft te laat", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.accepted("2026-06-01")
		w.ticks()
		w.on("2026-06-10").ticks()
		w.do("measure", id, control.ImplementMeasure{Evidence: "Z-1"}, tm)
		w.on("2026-06-11").ticks()
		if o := w.only("measure/"+id, obligations.StatusMetLate); !o.WasLate() || calendar.On(o.MetOn) != "2026-06-10" {
			t.Errorf("%+v", o)
		}
	})
	t.Run("RT-35 een maatregel die op tijd is uitgevoerd, is op tijd, ook als de klok later komt", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.accepted("2026-06-01")
		w.ticks()
		w.on("2026-06-01").do("measure", id, control.ImplementMeasure{Evidence: "Z-1"}, tm)
		w.on("2026-06-03").ticks()
		w.only("measure/"+id, obligations.StatusMet)
	})
	t.Run("R-TIM-02 uitstel van een maatregel schuift de verplichting op, met de reden", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.accepted("2026-06-01")
		w.ticks()
		w.do("measure", id, control.PostponeMeasure{Until: "2026-09-01", Reason: "De leverancier levert later."}, tm)
		w.ticks()
		if o := w.only("measure/"+id, obligations.StatusOpen); o.Due != "2026-09-01" || o.Reason == "" {
			t.Errorf("%+v", o)
		}
	})
	t.Run("R-TIM-02 uitstel na de afgesproken dag maakt een late verplichting niet op tijd", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := w.accepted("2026-06-01")
		w.ticks()
		w.on("2026-06-05").ticks()
		w.do("measure", id, control.PostponeMeasure{Until: "2026-09-01", Reason: "De leverancier levert later."}, tm)
		w.ticks()
		w.only("measure/"+id, obligations.StatusLate)
	})
	t.Run("R-TIM-01 rij 30, T-33: elke controle van een afspraak begint een nieuwe ronde van een jaar", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		id := uuid.NewString()
		w.do("exchange-arrangement", id, sharing.MakeExchangeArrangement{ExchangeTerms: sharing.ExchangeTerms{Party: "Waterschap", Process: wmo, Activities: []string{"Zorg"},
			Requirements: "Versleuteld.", Ground: "legal-obligation", WhyLawful: "Waterschapswet art. 1", From: "2026-03-02", Document: "sha256:5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"}}, tm)
		w.ticks()
		stream := "exchange-arrangement/" + id
		if o := w.only(stream, obligations.StatusOpen); o.Due != "2027-03-02" {
			t.Errorf("%+v", o)
		}
		w.on("2027-02-15").do("exchange-arrangement", id, sharing.CheckExchange{YearlyCheck: sharing.YearlyCheck{Result: "current"}}, tm)
		w.ticks()
		list := w.obligations(stream)
		if len(list) != 2 || list[0].State != obligations.StatusMet || list[1].State != obligations.StatusOpen || list[1].Due != "2028-02-15" {
			t.Fatalf("%+v", list)
		}
		w.on("2028-02-16").ticks()
		if list = w.obligations(stream); list[1].State != obligations.StatusLate {
			t.Errorf("%+v", list[1])
		}
		w.do("exchange-arrangement", id, sharing.EndExchange{Reason: "Niet meer nodig."}, tm)
		w.ticks()
		if list = w.obligations(stream); len(list) != 2 || list[1].State != obligations.StatusMetLate {
			t.Errorf("after the end: %+v", list)
		}
	})
	t.Run("D meer knooppunten zien dezelfde verplichting als hetzelfde record, en wat gedaan is niet nog eens", func(t *testing.T) {
		w := newTown(t).on("2026-03-02")
		w.accepted("2026-06-01")
		one, two := w.clockDue(), w.clockDue()
		if len(one) != 1 || len(two) != 1 || one[0].ID != two[0].ID || one[0].Version != two[0].Version {
			t.Fatalf("%+v and %+v", one, two)
		}
		w.ticks()
		if list := w.clockDue(); len(list) != 0 {
			t.Errorf("again: %+v", list)
		}
	})
}

func BenchmarkVerplichtingen(b *testing.B) {
	w := newTown(b).on("2026-03-02")
	for range 2000 {
		w.accepted("2026-06-01")
	}
	w.ticks()
	b.ResetTimer()
	for b.Loop() {
		if list := w.records.Obligations(w.live, w.now.Add(time.Hour)); len(list) > 0 {
			b.Fatal(list)
		}
	}
}
