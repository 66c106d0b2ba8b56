package obligations_test

import (
	"strings"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/obligations"
)

func TestOpschorten(t *testing.T) {
	asked := obligations.SuspendObligation{Reason: "De AP vroeg om meer gegevens."}
	consulted := obligations.Terms{Row: 26, Limit: "advice", Subject: "consultation/1"} // until 19 January 2027
	t.Run("RT-35 een opgeschorte termijn loopt niet af en herinnert niet, en daarna komen de dagen erbij, met beide dagen zichtbaar", func(t *testing.T) {
		c := running(t, consulted).At(day("2026-12-01")).When(asked).ThenEvents("ObligationSuspended")
		c.At(day("2027-01-20")).When(obligations.PassObligation{}).ThenRefused(domain.Unmet)
		c.When(obligations.RemindObligation{}).ThenRefused(domain.Unmet)
		if o := state(c); o.ByClock(day("2027-01-20")) != nil || !o.Still() || !o.Wakes().IsZero() || o.Reason == "" {
			t.Errorf("%+v", o)
		}
		c.At(day("2026-12-11")).When(obligations.ResumeObligation{}).ThenEvents("ObligationResumed")
		if o := state(c); o.Due != "2027-01-29" || o.Unstopped != "2027-01-19" || o.Days != 10 || !strings.Contains(o.Rule, "waarvan 10 dagen opgeschort") || o.Still() {
			t.Errorf("%+v", o)
		}
		c.At(day("2027-01-29")).When(obligations.PassObligation{}).ThenRefused(domain.Unmet)
		c.At(day("2027-01-30")).When(obligations.PassObligation{}).ThenEvents("ObligationPassed")
	})
	t.Run("RT-35 twee keer opschorten telt op, en een verlenging houdt de dagen", func(t *testing.T) {
		c := running(t, consulted).At(day("2026-12-01")).When(asked).At(day("2026-12-04")).When(obligations.ResumeObligation{}).
			At(day("2026-12-08")).When(asked).At(day("2026-12-10")).When(obligations.ResumeObligation{})
		if o := state(c); o.Days != 5 || o.Due != "2027-01-25" || o.Unstopped != "2027-01-19" {
			t.Errorf("%+v", o)
		}
		c.When(obligations.ExtendObligation{Reason: "Zeer ingewikkeld."})
		if o := state(c); o.Due != "2027-03-08" { // fourteen weeks and five days after 24 November, a Sunday
			t.Errorf("%+v", o)
		}
	})
	t.Run("RT-35 wat voldaan is terwijl de termijn stilstond, is op tijd", func(t *testing.T) {
		running(t, consulted).At(day("2026-12-01")).When(asked).At(day("2027-02-01")).When(obligations.MeetObligation{}).ThenEvents("ObligationMet")
	})
	for _, x := range []struct {
		nl    string
		terms obligations.Terms
	}{{"een verzoek om inzage", access}, {"een bezwaarschrift", obligations.Terms{Row: 56, Limit: "decide", Subject: "objection/1"}}, {"de vier weken van het beleid", obligations.Terms{Row: 2, Limit: "answer", Subject: subject}}, {"de 72 uur", obligations.Terms{Row: 38, Limit: "notify", Subject: subject}},
		{"een klacht", obligations.Terms{Row: 55, Limit: "answer", Subject: subject}}, {"een jaarlijkse controle", obligations.Terms{Row: 32, Limit: "check", Subject: subject}}} {
		t.Run("RT-35 "+x.nl+" staat nooit stil", func(t *testing.T) {
			running(t, x.terms).At(day("2026-11-25")).When(asked).ThenRefused(domain.Unmet)
		})
	}
	t.Run("RT-35 niet zonder reden, niet na het einde, en niet hervatten wat loopt", func(t *testing.T) {
		running(t, consulted).When(obligations.SuspendObligation{Reason: " "}).ThenRefused(domain.Invalid)
		running(t, consulted).At(day("2027-01-20")).When(asked).ThenRefused(domain.Unmet)
		running(t, consulted).When(obligations.ResumeObligation{}).ThenRefused(domain.Unmet)
	})
	t.Run("RT-35 elke rij van de lijst van termijnen die kunnen stilstaan bestaat, en is een termijn van de wet", func(t *testing.T) {
		n := 0
		for _, d := range obligations.Table {
			for _, l := range d.Limits {
				if law := obligations.Stops(d.Nr, l.Key); law != "" {
					if n++; l.By == calendar.Own || !strings.Contains(law, "art.") {
						t.Errorf("row %d (%s): %s", d.Nr, l.Key, law)
					}
				}
			}
		}
		if n != 1 { // rows of which a record tells that they stood still
			t.Errorf("%d limits", n)
		}
	})
}

func TestOpnieuwTellen(t *testing.T) {
	terms := obligations.Terms{Row: 38, Limit: "notify", Subject: "incident/1"}
	t.Run("T-70 met een ander moment van kennisname telt het einde opnieuw, ook eerder, met de reden", func(t *testing.T) {
		c := running(t, terms)
		start := day("2026-11-23")
		c.When(obligations.RecountObligation{Start: calendar.At(start), Reason: "Eerder bekend."}).ThenEvents("ObligationRecounted")
		if o := state(c); !o.Deadline().Moment.Equal(start.Add(72*time.Hour)) || !o.Starts.Equal(start) || o.Reason != "Eerder bekend." {
			t.Errorf("%+v", o)
		}
	})
	t.Run("R-TIM-06 wat te laat is, wordt door opnieuw tellen niet op tijd", func(t *testing.T) {
		running(t, terms).At(day("2026-12-01")).When(obligations.PassObligation{}).
			When(obligations.RecountObligation{Start: calendar.At(day("2026-11-30")), Reason: "Later bekend."}).ThenRefused(domain.Conflict)
	})
	t.Run("niet zonder reden, en niet vanaf een moment dat er niet is", func(t *testing.T) {
		running(t, terms).When(obligations.RecountObligation{Start: "gisteren"}).ThenRefused(domain.Invalid)
	})
}

func TestWekken(t *testing.T) {
	t.Run("R-TIM-03 een termijn wekt de klok op de dag van de herinnering, en daarna aan het eind", func(t *testing.T) {
		c := running(t, access)
		if o := state(c); !o.Wakes().Equal(o.Warn()) || o.ByClock(o.Wakes()) == nil || o.ByClock(o.Wakes().Add(-time.Second)) != nil {
			t.Errorf("wakes at %s", o.Wakes())
		}
		c.At(day("2026-12-20")).When(obligations.RemindObligation{})
		if o := state(c); !o.Wakes().Equal(calendar.Date("2026-12-25").Start()) || o.ByClock(o.Wakes()) == nil {
			t.Errorf("wakes at %s", o.Wakes())
		}
		c.At(day("2026-12-25")).When(obligations.PassObligation{})
		if o := state(c); !o.Wakes().IsZero() {
			t.Errorf("wakes at %s", o.Wakes())
		}
	})
}
