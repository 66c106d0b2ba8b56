package obligations_test

import (
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	"github.com/heemstede/grootboek/domain/obligations"
)

const subject = "request/55555555-5555-4555-8555-555555555555"

var access = obligations.Terms{Row: 1, Limit: "answer", Subject: subject, Process: domaintest.Process}

// day is a moment in the afternoon of a day.
func day(d calendar.Date) time.Time { return d.Start().Add(15 * time.Hour) }

// running is an obligation that began on Tuesday 24 November 2026.
func running(t *testing.T, terms obligations.Terms) *domaintest.Case {
	t.Helper()
	return domaintest.Given(t, obligations.Record).Knowing(domaintest.Town()).As(domain.SYS).When(obligations.CreateObligation{Terms: terms})
}

func state(c *domaintest.Case) obligations.Obligation {
	return domaintest.State[obligations.Obligation](c)
}

func TestVerplichting(t *testing.T) {
	t.Run("R-TIM-01 een verzoek om inzage op 24-11-2026 is uiterlijk 24-12-2026 beantwoord, met de regel erbij", func(t *testing.T) {
		running(t, access).Then(obligations.ObligationCreated{Terms: access, Source: "§5.1; AVG art. 12 lid 3",
			Count: obligations.Count{Due: "2026-12-24", Rule: "1 maand na 24-11-2026 (Verordening 1182/71)"}}).ThenStatus(obligations.StatusOpen)
	})
	t.Run("R-TIM-01 72 uur staan als moment in het record", func(t *testing.T) {
		c := running(t, obligations.Terms{Row: 38, Limit: "notify", Subject: "incident/1"})
		if o := state(c); o.DueAt != "2026-11-27T12:00:00+01:00" || o.Due != "2026-11-27" {
			t.Errorf("%+v", o.Count)
		}
		c.At(domaintest.Now.Add(72 * time.Hour)).When(obligations.PassObligation{}).ThenRefused(domain.Unmet)
		c.At(domaintest.Now.Add(72*time.Hour + time.Minute)).When(obligations.PassObligation{}).ThenEvents("ObligationPassed")
	})
	t.Run("R-TIM-01 een termijn kan vanaf een dag lopen die nog komt", func(t *testing.T) {
		c := domaintest.Given(t, obligations.Record).Knowing(domaintest.Town()).As(domain.SYS).
			When(obligations.CreateObligation{Terms: obligations.Terms{Row: 57, Limit: "implement", Subject: "measure/1"}, On: "2027-03-01"})
		if o := state(c); o.Due != "2027-03-01" || !o.Starts.Equal(calendar.Date("2027-03-01").Start()) {
			t.Errorf("%+v", o)
		}
	})
	t.Run("R-TIM-02 niemand dan het systeem laat een termijn ingaan, verlengt of sluit die", func(t *testing.T) {
		for _, r := range domain.Roles {
			if r.Role == domain.SYS {
				continue
			}
			domaintest.Given(t, obligations.Record).Knowing(domaintest.Town()).As(r.Role).When(obligations.CreateObligation{Terms: access}).ThenRefused(domain.Forbidden)
			for _, c := range []any{obligations.ExtendObligation{Reason: "Ingewikkeld"}, obligations.MeetObligation{}, obligations.PassObligation{}, obligations.RemindObligation{}} {
				running(t, access).As(r.Role).When(c).ThenRefused(domain.Forbidden)
			}
		}
	})
	t.Run("R-TIM-02 een termijn buiten de tabel, zonder record of vanaf een dag die niet bestaat: geweigerd", func(t *testing.T) {
		given := func() *domaintest.Case { return domaintest.Given(t, obligations.Record).As(domain.SYS) }
		given().When(obligations.CreateObligation{Terms: obligations.Terms{Row: 58, Limit: "answer"}}).ThenRefused(domain.Invalid, "limit", "subject")
		given().When(obligations.CreateObligation{Terms: access, On: "2026-02-30"}).ThenRefused(domain.Invalid, "on")
		soon := access
		soon.Lead = "een week"
		given().When(obligations.CreateObligation{Terms: soon}).ThenRefused(domain.Invalid, "warn_before")
	})
	t.Run("R-TIM-02 verlengen telt vanaf de ontvangst, met de reden, en maar één keer", func(t *testing.T) {
		c := running(t, access).At(day("2026-12-20")).When(obligations.ExtendObligation{Reason: "Veel dossiers"}).Then(obligations.ObligationExtended{
			Count: obligations.Count{Due: "2027-02-24", Rule: "3 maanden na 24-11-2026 (Verordening 1182/71)"}, Reason: "Veel dossiers"})
		c.When(obligations.ExtendObligation{Reason: "Nog meer"}).ThenRefused(domain.Unmet)
	})
	t.Run("R-TIM-02 verlengen na de eerste maand, zonder reden of naar een eigen datum: geweigerd", func(t *testing.T) {
		running(t, access).At(day("2026-12-25")).When(obligations.ExtendObligation{Reason: "Te laat bedacht"}).ThenRefused(domain.Unmet)
		running(t, access).When(obligations.ExtendObligation{}).ThenRefused(domain.Invalid, "reason")
		running(t, access).When(obligations.ExtendObligation{To: "2027-06-01", Reason: "Druk"}).ThenRefused(domain.Unmet)
	})
	t.Run("T-04 de vier weken van een rectificatie worden niet verlengd", func(t *testing.T) {
		running(t, obligations.Terms{Row: 2, Limit: "answer", Subject: subject}).When(obligations.ExtendObligation{Reason: "Druk"}).ThenRefused(domain.Unmet)
	})
	t.Run("rij 57: een afgesproken dag schuift naar een latere dag die het record noemt, niet naar een eerdere", func(t *testing.T) {
		agreed := func() *domaintest.Case {
			return domaintest.Given(t, obligations.Record).As(domain.SYS).When(obligations.CreateObligation{Terms: obligations.Terms{Row: 57, Limit: "implement", Subject: "measure/1"}, On: "2027-03-01"})
		}
		c := agreed().When(obligations.ExtendObligation{To: "2027-06-01", Reason: "De leverancier levert later."}).ThenEvents("ObligationExtended")
		if o := state(c); o.Due != "2027-06-01" {
			t.Errorf("%+v", o.Count)
		}
		agreed().When(obligations.ExtendObligation{To: "2027-02-01", Reason: "Eerder"}).ThenRefused(domain.Unmet)
	})
	t.Run("R-TIM-03 zeven dagen vooraf komt er één herinnering, en na verlenging nog een", func(t *testing.T) {
		c := running(t, access)
		c.At(day("2026-12-16")).When(obligations.RemindObligation{}).ThenRefused(domain.Unmet)
		c.At(day("2026-12-17")).When(obligations.RemindObligation{}).ThenEvents("ObligationReminderSent")
		c.At(day("2026-12-18")).When(obligations.RemindObligation{}).Then()
		c.When(obligations.ExtendObligation{Reason: "Veel dossiers"}).At(day("2027-02-17")).When(obligations.RemindObligation{}).ThenEvents("ObligationReminderSent")
	})
	t.Run("R-TIM-03 hoe lang vooraf is in te stellen", func(t *testing.T) {
		terms := access
		terms.Lead = "P2W"
		if w := state(running(t, terms)).Warn(); !w.Equal(calendar.Date("2026-12-10").Start()) {
			t.Errorf("%s", w)
		}
	})
	t.Run("R-TIM-03 van 72 uur komt de herinnering 24 uur vooraf, van een jaar dertig dagen", func(t *testing.T) {
		if w := state(running(t, obligations.Terms{Row: 38, Limit: "notify", Subject: "incident/1"})).Warn(); !w.Equal(domaintest.Now.Add(48 * time.Hour)) {
			t.Errorf("%s", w)
		}
		if w := state(running(t, obligations.Terms{Row: 32, Limit: "check", Subject: "agreement/1"})).Warn(); !w.Equal(calendar.Date("2027-10-25").Start()) {
			t.Errorf("%s", w)
		}
	})
	t.Run("R-TIM-03 voor een afgesproken dag komt de herinnering een week vooraf, niet op de dag zelf", func(t *testing.T) {
		o := state(domaintest.Given(t, obligations.Record).As(domain.SYS).When(obligations.CreateObligation{Terms: obligations.Terms{Row: 57, Limit: "implement", Subject: "measure/1"}, On: "2027-03-01"}))
		if w := o.Warn(); !w.Equal(calendar.Date("2027-02-22").Start()) {
			t.Errorf("%s", w)
		}
	})
	t.Run("R-TIM-04 R-TIM-05 de klok ziet op de dag zelf nog niets, en de dag erna dat de termijn voorbij is", func(t *testing.T) {
		o := state(running(t, access))
		for at, want := range map[time.Time]any{day("2026-12-16"): nil, day("2026-12-17"): obligations.RemindObligation{},
			calendar.Date("2026-12-24").End().Add(-time.Second): obligations.RemindObligation{}, calendar.Date("2026-12-24").End(): obligations.PassObligation{}} {
			if got := o.ByClock(at); got != want {
				t.Errorf("%s: %T, want %T", at, got, want)
			}
		}
	})
	t.Run("R-TIM-04 een termijn die nog loopt, is niet voorbij", func(t *testing.T) {
		running(t, access).At(day("2026-12-24")).When(obligations.PassObligation{}).ThenRefused(domain.Unmet)
	})
	t.Run("RT-35 op tijd voldaan is op tijd, ook op de laatste dag", func(t *testing.T) {
		c := running(t, access).At(day("2026-12-24")).When(obligations.MeetObligation{}).Then(obligations.ObligationMet{}).ThenStatus(obligations.StatusMet)
		if o := state(c); o.WasLate() || o.ByClock(day("2027-06-01")) != nil {
			t.Errorf("%+v", o)
		}
	})
	t.Run("R-TIM-06 wat na de termijn is gedaan, telt als te laat, ook als de klok nog niet langs was", func(t *testing.T) {
		c := running(t, access).At(day("2026-12-28")).When(obligations.MeetObligation{}).Then(obligations.ObligationPassed{}, obligations.ObligationMetLate{}).ThenStatus(obligations.StatusMetLate)
		if !state(c).WasLate() {
			t.Error("not late")
		}
	})
	t.Run("R-TIM-06 een termijn die voorbij ging, blijft te laat, ook als later blijkt dat het op tijd was", func(t *testing.T) {
		passed := func() *domaintest.Case {
			return running(t, access).At(day("2026-12-25")).When(obligations.PassObligation{})
		}
		c := passed().At(day("2026-12-23")).When(obligations.MeetObligation{}).Then(obligations.ObligationMetLate{InTime: true}).ThenStatus(obligations.StatusMetLate)
		if !state(c).WasLate() {
			t.Error("not late")
		}
		passed().At(day("2026-12-29")).When(obligations.MeetObligation{}).Then(obligations.ObligationMetLate{})
		passed().When(obligations.ExtendObligation{Reason: "Alsnog"}).ThenRefused(domain.Conflict)
	})
	t.Run("RT-35 alleen de secretaris laat een verplichting vervallen, met een reden; te laat blijft te laat", func(t *testing.T) {
		c := running(t, access).At(day("2026-12-25")).When(obligations.PassObligation{})
		c.As(domain.PB).When(obligations.WaiveObligation{Reason: "Ingetrokken"}).ThenRefused(domain.Forbidden)
		c.As(domain.SEC).When(obligations.WaiveObligation{Reason: " "}).ThenRefused(domain.Invalid, "reason")
		c.When(obligations.WaiveObligation{Reason: "Het verzoek is ingetrokken."}).Then(obligations.ObligationWaived{Reason: "Het verzoek is ingetrokken."}).ThenStatus(obligations.StatusWaived)
		if !state(c).WasLate() {
			t.Error("not late any more")
		}
	})
	t.Run("RT-35 een verplichting hangt aan haar record", func(t *testing.T) {
		if l := state(running(t, access)).Links(); len(l) != 1 || l[0] != subject {
			t.Errorf("%v", l)
		}
	})
}
