package incidents_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/incidents"
)

func TestKennisname(t *testing.T) {
	t.Run("R-B4-13 de 72 uur zijn verstreken uren vanaf kennisname, door weekend, feestdag en klokwissel heen", func(t *testing.T) {
		for aware, due := range map[calendar.Moment]string{
			"27-03-2027 10:00": "30-03-2027 11:00", // summer time begins
			"24-10-2026 10:00": "27-10-2026 09:00", // summer time ends
			"18-12-2026 16:40": "21-12-2026 16:40", // a weekend
			"24-12-2026 12:00": "27-12-2026 12:00", // Christmas: ends on a Sunday
		} {
			at, _ := aware.Time()
			c := incident(t, nil).At(at).When(Report{Kind: "hack", Description: ref("description"), Discovered: aware})
			if got := stateOf(t, c).ApDue.NL(); got != due {
				t.Errorf("aware %s: due %s, want %s", aware, got, due)
			}
		}
	})
	t.Run("R-B4-13 T-70 een latere kennisname vraagt een reden, verschuift de termijn en blijft zichtbaar", func(t *testing.T) {
		c := Classify{Judgement: judgement(SomeRisk), Aware: "23-11-2026 15:00"}
		incident(t, reported()).When(c).ThenRefused(domain.Invalid, "aware_reason")
		c.AwareWhy = "Eerst onderzocht of er gegevens in zaten."
		s := stateOf(t, incident(t, reported()).When(c))
		if s.ApDue != "2026-11-26T14:00:00Z" || len(s.Shifts) != 1 || s.Shifts[0].From != "2026-11-23T11:00:00Z" || s.Shifts[0].Reason != c.AwareWhy {
			t.Errorf("due %s, shifts %+v", s.ApDue, s.Shifts)
		}
		c.Aware = "23-11-2026 11:00"
		incident(t, reported()).When(c).ThenRefused(domain.Invalid, "aware")
	})
	t.Run("R-B4-13 zonder eigen kennisname telt de ontdekking", func(t *testing.T) {
		s := stateOf(t, incident(t, reported()).When(Classify{Judgement: judgement(SomeRisk)}))
		if s.Aware != s.Discovered || s.ApDue != "2026-11-26T11:00:00Z" || len(s.Shifts) != 0 {
			t.Errorf("%+v", s)
		}
	})
	t.Run("OWN, PB en CISO beoordelen of het een datalek is, ook vóór de analyse", func(t *testing.T) {
		only(t, reported(), Classify{Judgement: judgement(SomeRisk)}, domain.OWN, domain.PB, domain.CISO)
	})
	t.Run("R-B4-22 een datalek zonder gegevens, betrokkenen, aantal, gevolgen, maatregelen of risico wordt geweigerd", func(t *testing.T) {
		incident(t, reported()).When(Classify{Judgement: Judgement{Breach: domain.Yes, Reason: "Gelezen."}}).
			ThenRefused(domain.Invalid, "risk", "data_categories", "people_categories", "persons_min", "consequences", "measures")
		c := judgement(SomeRisk)
		c.PersonsMin, c.PersonsMax, c.Records = "12", "11", "veel"
		incident(t, reported()).When(Classify{Judgement: c}).ThenRefused(domain.Invalid, "persons_max", "records")
	})
	t.Run("R-B4-21 geen datalek vraagt een reden, en dan loopt er geen termijn", func(t *testing.T) {
		incident(t, reported()).When(Classify{Judgement: Judgement{Breach: domain.No}}).ThenRefused(domain.Invalid, "reason")
		s := stateOf(t, incident(t, reported()).When(Classify{Judgement: Judgement{Breach: domain.No, Reason: "Ongeopend terug."}}))
		if s.ApOpen() || s.Reason != "Ongeopend terug." || s.State != StatusReported {
			t.Errorf("%+v", s)
		}
	})
}

func no() DecideAp {
	return DecideAp{Notify: domain.No, Reason: "Versleuteld.", Mandate: "Z-mandaat", Advice: "Niet melden."}
}

func TestBesluitAP(t *testing.T) {
	t.Run("R-6.0-03 niet melden zonder reden, besluit van het college of advies van de FG wordt geweigerd", func(t *testing.T) {
		incident(t, breach(reported(), NotPlausible)).As(domain.FG).When(DecideAp{Notify: domain.No}).ThenRefused(domain.Invalid, "reason", "college_decision", "fg_advice")
		incident(t, breach(reported(), NotPlausible)).As(domain.FG).When(no()).Then(ApNotificationDecided{Notify: domain.No, Reason: "Versleuteld.", Mandate: "Z-mandaat", Advice: "Niet melden."})
	})
	t.Run("§6 bij een risico meldt het college: niet melden wordt geweigerd", func(t *testing.T) {
		for _, r := range []Risk{SomeRisk, HighRisk} {
			incident(t, breach(reported(), r)).As(domain.FG).When(no()).ThenRefused(domain.Unmet)
		}
	})
	t.Run("zonder oordeel over het datalek is er niets te besluiten", func(t *testing.T) {
		incident(t, reported()).As(domain.FG).When(DecideAp{Notify: domain.Yes}).ThenRefused(domain.Unmet)
		incident(t, noBreach(reported())).As(domain.FG).When(no()).ThenRefused(domain.Conflict)
	})
	t.Run("T-15 alleen de FG legt het besluit vast, namens het college", func(t *testing.T) {
		only(t, breach(reported(), SomeRisk), DecideAp{Notify: domain.Yes}, domain.FG)
	})
	t.Run("R-6.0-02 een datalek zonder besluit over de AP kan niet dicht", func(t *testing.T) {
		life := without[BreachNotifiedToAp](without[ApNotificationDecided](closable()))
		incident(t, life).When(closing).ThenRefused(domain.Unmet, "notify")
		incident(t, life, ApNotificationDecided{Notify: domain.Yes}).When(closing).ThenRefused(domain.Unmet, "notify")
		incident(t, life, ApNotificationDecided{Notify: domain.No, Reason: "Versleuteld."}).When(closing).ThenStatus(StatusClosed)
	})
}

func TestMeldingAP(t *testing.T) {
	notify := NotifyAp{ApContent: content()}
	t.Run("R-B4-12 alleen de FG legt de melding bij de AP vast", func(t *testing.T) {
		only(t, breach(reported(), SomeRisk), notify, domain.FG)
		only(t, notified(reported()), SupplementAp{Phase: "supplement", ApContent: content(), Reason: "Aantallen."}, domain.FG)
		only(t, notified(reported()), WithdrawAp{Reason: "Geen datalek.", Document: "Z-2"}, domain.FG)
	})
	t.Run("R-B4-14 de melding wacht niet op feiten, oordeel, analyse of rapportage, en is zelf het besluit te melden", func(t *testing.T) {
		for _, life := range [][]any{reported(), analysed(), breach(reported(), SomeRisk), sent(analysed()), append(closable(), IncidentClosed{})} {
			c := incident(t, without[ApNotificationDecided](without[BreachNotifiedToAp](life))).As(domain.FG).When(notify)
			c.ThenEvents("ApNotificationDecided", "BreachNotifiedToAp")
			if s := stateOf(t, c); s.ApDecision.Yes != domain.Yes || s.ApOpen() {
				t.Errorf("%+v", s.ApDecision)
			}
		}
	})
	t.Run("R-B4-15 na 72 uur is een reden nodig; met reden is het een feit, en een afwijking", func(t *testing.T) {
		incident(t, late()).As(domain.FG).When(notify).ThenRefused(domain.Invalid, "late_reason")
		n := notify
		n.Late = "De ernst bleek later."
		c := incident(t, late(), ApNotificationPeriodPassed{"2026-11-23T11:00:00Z"}).As(domain.FG).When(n)
		c.ThenEvents("ApNotificationDecided", "BreachNotifiedToAp", "IncidentNonComplianceFound")
		if s := stateOf(t, c); s.ApLate != n.Late || len(s.Deviations.Open()) != 1 || !s.ApPassed {
			t.Errorf("late %q, deviations %+v", s.ApLate, s.Deviations)
		}
	})
	t.Run("R-B4-15 precies 72 uur is op tijd, een seconde later niet", func(t *testing.T) {
		incident(t, reported()).As(domain.FG).At(moment("26-11-2026 12:00")).When(notify).ThenEvents("ApNotificationDecided", "BreachNotifiedToAp")
		incident(t, reported()).As(domain.FG).At(moment("2026-11-26T11:00:01Z")).When(notify).ThenRefused(domain.Invalid, "late_reason")
	})
	t.Run("R-B4-16 aanvullen, aanpassen en intrekken: genummerd, en wat eerder is verstuurd blijft zoals het was", func(t *testing.T) {
		c := incident(t, notified(breach(reported(), SomeRisk))).As(domain.FG)
		full := content()
		full.Complete = domain.Yes
		c.When(SupplementAp{Phase: "supplement", ApContent: full, Reason: "Aantallen."}).ThenRefused(domain.Invalid, "persons", "records", "consequences", "measures")
		full.Persons, full.Records, full.Consequences, full.Measures, full.Nature = "12", "12", "Schaamte.", "Opgehaald.", "Twaalf brieven."
		c.When(SupplementAp{Phase: "supplement", ApContent: full, Reason: "Aantallen."}).Then(ApNotificationSupplemented{Number: "2", Phase: "supplement", ApContent: full, Reason: "Aantallen."})
		c.When(SupplementAp{Phase: "amendment", ApContent: full, Reason: "Tikfout."}).ThenEvents("ApNotificationSupplemented")
		c.When(WithdrawAp{Reason: "Geen datalek.", Document: "Z-2"}).Then(ApNotificationWithdrawn{Number: "4", Reason: "Geen datalek.", Document: "Z-2"})
		s := stateOf(t, c)
		var phases []Phase
		for i, n := range s.Notices {
			if phases = append(phases, n.Phase); n.Number != i+1 {
				t.Errorf("number %d at %d", n.Number, i)
			}
		}
		if len(phases) != 4 || phases[0] != First || phases[1] != Supplement || phases[2] != Amendment || phases[3] != Withdrawal || s.Notices[0].Nature != "Brief bij een ander." {
			t.Errorf("%+v", s.Notices)
		}
	})
	t.Run("R-B4-16 wat niet is gemeld of is ingetrokken, wordt niet aangevuld; tweemaal melden kan niet", func(t *testing.T) {
		incident(t, reported()).As(domain.FG).When(SupplementAp{Phase: "supplement", ApContent: content(), Reason: "X."}).ThenRefused(domain.Conflict)
		withdrawn := append(notified(reported()), ApNotificationWithdrawn{Number: "2"})
		incident(t, withdrawn).As(domain.FG).When(WithdrawAp{Reason: "X.", Document: "Z."}).ThenRefused(domain.Conflict)
		incident(t, notified(reported())).As(domain.FG).When(notify).ThenRefused(domain.Conflict)
		incident(t, withdrawn).As(domain.FG).When(notify).ThenEvents("BreachNotifiedToAp")
	})
}

func TestDeKlok(t *testing.T) {
	at := func(s string, life []any) any { return stateOf(t, incident(t, life)).ByClock(moment(s)) }
	t.Run("G8 de 72 uur verstrijken als gebeurtenis, één keer, ook zolang niemand heeft geoordeeld", func(t *testing.T) {
		for _, life := range [][]any{reported(), breach(reported(), SomeRisk), append(breach(reported(), SomeRisk), ApNotificationDecided{Notify: domain.Yes})} {
			if at("2026-11-26T11:00:00Z", life) != nil || at("2026-11-26T11:00:01Z", life) != (PassApPeriod{}) {
				t.Errorf("at the end of the term of %+v", life)
			}
		}
		c := incident(t, late()).As(domain.SYS).When(PassApPeriod{})
		c.Then(ApNotificationPeriodPassed{"2026-11-23T11:00:00Z"})
		if stateOf(t, c).ByClock(domaintest.Now) != nil {
			t.Error("it passes again")
		}
		c.When(PassApPeriod{}).Then()
	})
	t.Run("wie meldde, met reden besloot, of geen datalek vond, ziet de termijn niet verstrijken", func(t *testing.T) {
		for _, life := range [][]any{notified(reported()), noBreach(reported()), append(breach(reported(), NotPlausible), ApNotificationDecided{Notify: domain.No, Reason: "Versleuteld."})} {
			if at("2027-01-01T00:00:00Z", life) != nil {
				t.Errorf("passes: %+v", life)
			}
		}
		incident(t, reported()).As(domain.SYS).When(PassApPeriod{}).ThenRefused(domain.Conflict)
	})
	t.Run("de uren die over zijn", func(t *testing.T) {
		s := stateOf(t, incident(t, reported()))
		for when, want := range map[string]int{"2026-11-23T11:00:00Z": 72, "2026-11-24T11:30:00Z": 47, "2026-11-26T11:00:00Z": 0, "2026-11-26T11:30:00Z": -1} {
			if got, ok := s.HoursLeft(moment(when)); !ok || got != want {
				t.Errorf("%s: %d, want %d", when, got, want)
			}
		}
		if _, ok := stateOf(t, incident(t, noBreach(reported()))).HoursLeft(domaintest.Now); ok {
			t.Error("a clock runs for what is no breach")
		}
	})
}
