package register_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/register"
)

// earlier lets what follows be recorded at [domaintest.Now], but have happened on another day.
func earlier(c *domaintest.Case, day calendar.Date) *domaintest.Case { return c.Afterwards(noon(day)) }

func TestStartIsNotWalkedRound(t *testing.T) {
	approve := ApproveStart{motivated(untold...)}
	t.Run("§3.2 een start wordt niet met terugwerkende kracht goedgekeurd", func(t *testing.T) {
		c := activity(t, registered(complete())).Knowing(ready()).As(domain.OWN)
		earlier(c, "2026-11-23").When(approve).ThenRefused(domain.Invalid, "happened")
		earlier(c, "2026-11-24").When(approve).ThenStatus(StatusApproved)
	})
	t.Run("§3.2 een verwerking start niet vóór de dag van haar goedkeuring; wat eerder begon, is een feit", func(t *testing.T) {
		town := other(ready(), necessityID, func(n *Necessity) { n.AssessedOn = "2026-10-01" })
		for day, refused := range map[calendar.Date]bool{"2026-11-22": true, "2026-11-23": false} { // approved on the 23rd
			town := other(town, dpiaID, func(d *domain.DPIAFacts) { d.Completed = "2026-10-01" })
			c := earlier(activity(t, approved(complete())).Knowing(town).As(domain.OWN), day).When(Start{})
			if refused {
				c.ThenRefused(domain.Unmet, "happened")
			} else {
				c.ThenStatus(StatusActive)
			}
		}
		earlier(activity(t, approved(complete())).Knowing(town).As(domain.OWN), "2026-11-22").When(RecordRunning{"Begon te vroeg."}).ThenStatus(StatusActive)
	})
	deviations := func(t *testing.T, town domaintest.Facts, day calendar.Date) (list string) {
		done := earlier(activity(t, registered(complete())).Knowing(town).As(domain.OWN), day).When(RecordRunning{"Liep al."}).ThenStatus(StatusActive)
		for _, d := range stateOf(t, done).Deviations {
			list += d.Rule[len("startvoorwaarde "):][:1]
		}
		return list
	}
	t.Run("R-4.9-04, R-4.5-04 wat al liep voordat de DPIA en de noodzaakbeoordeling klaar waren, is een afwijking", func(t *testing.T) {
		// the DPIA was completed on the 20th, the assessment concluded on the 23rd
		for day, want := range map[calendar.Date]string{"2026-11-19": "deij", "2026-11-22": "dij", "2026-11-24": "ij"} {
			if got := deviations(t, ready(), day); got != want {
				t.Errorf("since %s: deviations for %s, want %s", day, got, want)
			}
		}
	})
	refused := func(t *testing.T, town domaintest.Facts, letters ...string) {
		t.Helper()
		activity(t, registered(complete())).Knowing(town).As(domain.OWN).When(ApproveStart{motivated(append(letters, untold...)...)}).ThenRefused(domain.Unmet, fields(letters)...)
	}
	elsewhere := []domain.Approved{{Record: "activity/andere", Version: 1}}
	t.Run("R-4.6-03, R-4.9-01, R-7.2-02 wat een andere verwerking noemt, of geen, keurt deze niet goed", func(t *testing.T) {
		for _, covers := range [][]domain.Approved{nil, elsewhere} {
			refused(t, other(ready(), necessityID, func(n *Necessity) { n.Covers = covers }), "c")
			refused(t, other(ready(), dpiaID, func(d *domain.DPIAFacts) { d.Covers = covers }), "e")
			refused(t, other(ready(), agreementID, func(a *domain.AgreementFacts) { a.Covers = covers }), "h")
		}
	})
	second := func(change func(*Necessity)) domaintest.Facts {
		town, n := ready(), assessed()
		change(&n)
		town.Others = append([]domaintest.Other{{Stream: "necessity/0", Links: []string{activityID}, Versions: []any{n}}}, town.Others...)
		return town
	}
	t.Run("R-2.3-18 de beoordeling die het laatst is afgerond telt, ook als zij eerder is begonnen", func(t *testing.T) {
		refused(t, second(func(n *Necessity) { n.Outcome, n.AssessedOn = NecessityNegative, "2026-11-24" }), "c")
		activity(t, registered(complete())).Knowing(second(func(n *Necessity) { n.Outcome, n.AssessedOn = NecessityNegative, "2026-11-01" })).As(domain.OWN).
			When(approve).ThenStatus(StatusApproved)
	})
	t.Run("R-2.3-18 een beoordeling die is heropend, houdt de start tegen, wat een andere ook zegt", func(t *testing.T) {
		refused(t, second(func(n *Necessity) { n.State, n.AssessedOn = NecessityStarted, "" }), "c")
	})
	t.Run("RT-03 (f) een maatregel die de AP vóór de start wil, houdt de start tegen", func(t *testing.T) {
		town := ready()
		town.Others = append(town.Others, domaintest.Other{Stream: "consultation/1", Links: []string{dpiaID}, Versions: []any{domain.ConsultationFacts{DPIA: dpiaID}}},
			domaintest.Other{Stream: "measure/1", Links: []string{"consultation/1"}, Versions: []any{domain.MeasureFacts{BeforeStart: true}}})
		refused(t, town, "f")
	})
	t.Run("R-4.3-01 verbeteren voegt geen doel toe; een tikfout in een doel is te verbeteren", func(t *testing.T) {
		more := with(func(c *Content) {
			c.Purposes = append(c.Purposes, Purpose{Text: "Reclame", Grounds: []Ground{"consent"}})
		})
		activity(t, active(complete())).As(domain.PB).When(Correct{Content: more, Corrects: 1, Reason: "Vergeten."}).ThenRefused(domain.Invalid, "purposes")
		activity(t, active(complete())).As(domain.PB).When(Correct{Content: with(func(c *Content) { c.Purposes[1].Text = "Nieuwsbrieven" }), Corrects: 1, Reason: "Tikfout."}).ThenStatus(StatusActive)
	})
}

func TestDestructionIsNotWalkedRound(t *testing.T) {
	town := func(rule RetentionTerms) domaintest.Facts {
		f := domaintest.Town()
		f.Others = []domaintest.Other{{Stream: "retention/" + domaintest.Rule, Versions: []any{RetentionRule{RetentionTerms: rule, Set: true}}}}
		return f
	}
	t.Run("§4.8 een vernietiging volgt de termijn van de bewaarregel, en geen andere", func(t *testing.T) {
		destruction(t).Knowing(town(RetentionTerms{Period: "P7Y"})).When(batch("2021-11-24")).ThenRefused(domain.Invalid, "period")
		destruction(t).Knowing(town(RetentionTerms{Period: "P5Y"})).When(batch("2021-11-24")).Then(plannedFor("2026-11-24"))
		destruction(t).Knowing(town(RetentionTerms{Criteria: "Zolang het dossier loopt."})).When(batch("2021-11-24")).Then(plannedFor("2026-11-24"))
	})
	t.Run("R-4.8-06 de plicht om langer te bewaren die de regel noemt, verschuift de dag", func(t *testing.T) {
		longer := RetentionTerms{Period: "P5Y", KeepLonger: "AWR, art. 52", KeepUntil: "2028-01-01"}
		if d := destroyedState(t, destruction(t).Knowing(town(longer)).When(batch("2021-11-24"))); d.Due != "2028-01-01" || d.Citation != "AWR, art. 52" {
			t.Errorf("due %s (%s)", d.Due, d.Citation)
		}
	})
	t.Run("R-4.8-07 wat tijdens een beperking is vernietigd, is in strijd met de regel, ook als zij sindsdien is opgeheven", func(t *testing.T) {
		events := append(dueToday(), DestructionHoldPlaced{"h1", HoldRestriction, "Z-1"}) // on the 23rd
		c := destruction(t, events...).At(noon("2026-11-26")).When(LiftHold{"h1", "Voorbij."})
		earlier(c, "2026-11-25").When(shredded()).ThenRefused(domain.Unmet)
		earlier(c, "2026-11-26").When(shredded()).ThenStatus(DestructionDone)
	})
	t.Run("R-TIM-06 uitstel na de dag maakt niet ongedaan dat het te laat was", func(t *testing.T) {
		postpone := PostponeDestruction{Why: LegalDuty, Text: "Fiscaal.", Until: "2027-12-01", Citation: "AWR, art. 52"}
		for day, late := range map[calendar.Date]bool{"2026-11-24": false, "2026-11-25": true} {
			if d := destroyedState(t, destruction(t, dueToday()...).At(noon(day)).When(postpone)); d.Late != late {
				t.Errorf("postponed on %s: late %v", day, d.Late)
			}
		}
	})
	t.Run("R-LED-11 wie vernietigde is een persoon uit de lijst, geen naam", func(t *testing.T) {
		c := shredded()
		c.By = "J. Jansen"
		destruction(t, dueToday()...).When(c).ThenRefused(domain.Invalid, "by")
	})
}
