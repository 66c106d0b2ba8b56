package governance_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/governance"
)

// planned is an activity of that kind.
func planned(k AwarenessKind) AwarenessTerms {
	return AwarenessTerms{Kind: k, Title: "Omgaan met datalekken", Audience: []Audience{"employees"}, Planned: "2026-12-01"}
}

func TestAwareness(t *testing.T) {
	record := func(t *testing.T, events ...any) *domaintest.Case {
		t.Helper()
		return domaintest.Given(t, AwarenessRecord, events...).Knowing(domaintest.Town())
	}
	held := map[AwarenessKind]any{Training: HoldTraining{"24 deelnemers", "Geslaagd."}, CleanUpDay: HoldCleanUp{"Alle teams", "Kasten leeg.", nil},
		Protocol: PublishMessage{"Intranet", "Protocol datalekken."}, Communication: PublishMessage{"Intranet", "Bericht."}}
	only := func(t *testing.T, c any, event string, allowed map[domain.Role]bool, events ...any) {
		t.Helper()
		for _, r := range domain.Roles {
			if x := record(t, events...).As(r.Role).When(c); allowed[r.Role] {
				x.ThenEvents(event)
			} else {
				x.ThenRefused(domain.Forbidden)
			}
		}
	}
	specialists := map[domain.Role]bool{domain.PB: true, domain.CISO: true, domain.FG: true}

	t.Run("R-B5-03 PB, CISO en FG plannen een activiteit en leggen haar vast; niemand anders", func(t *testing.T) {
		only(t, PlanAwareness{planned(Training)}, "AwarenessActivityPlanned", specialists)
		for kind, event := range map[AwarenessKind]string{Training: "TrainingHeld", CleanUpDay: "CleanUpDayHeld", Protocol: "AwarenessMessagePublished", Communication: "AwarenessMessagePublished"} {
			only(t, held[kind], event, specialists, AwarenessActivityPlanned{planned(kind)})
		}
	})
	t.Run("R-8.0-07 een activiteit is voor medewerkers, bestuur of externen", func(t *testing.T) {
		record(t).As(domain.PB).When(PlanAwareness{}).ThenRefused(domain.Invalid, "kind", "title", "audience", "planned")
		for _, a := range []Audience{"employees", "board", "externals"} {
			c := planned(Training)
			c.Audience = []Audience{a}
			record(t).As(domain.PB).When(PlanAwareness{c}).ThenStatus(AwarenessStatusPlanned)
		}
		c := planned(Training)
		c.Audience = []Audience{"inwoners"}
		record(t).As(domain.PB).When(PlanAwareness{c}).ThenRefused(domain.Invalid, "audience")
	})
	t.Run("R-8.0-04 een training heeft een datum, een doelgroep en een opkomst", func(t *testing.T) {
		x := record(t, AwarenessActivityPlanned{planned(Training)}).As(domain.PB).When(held[Training]).ThenStatus(AwarenessStatusHeld)
		if s := domaintest.State[Awareness](x); s.HeldOn != "2026-11-24" || s.Attendance != "24 deelnemers" || len(s.Audience) != 1 || s.By != "pb" {
			t.Errorf("%+v", s)
		}
		record(t, AwarenessActivityPlanned{planned(Training)}).As(domain.PB).When(HoldTraining{}).ThenRefused(domain.Invalid, "attendance", "result")
	})
	t.Run("R-8.0-05 een opschoondag kan verwijzen naar vernietigingen", func(t *testing.T) {
		c := HoldCleanUp{"Alle teams", "Kasten leeg.", []string{"retention/" + domaintest.Rule}}
		record(t, AwarenessActivityPlanned{planned(CleanUpDay)}).As(domain.CISO).When(c).Then(CleanUpDayHeld(c))
	})
	t.Run("R-B5-03 wat is gehouden, is van de soort die is gepland", func(t *testing.T) {
		for kind := range held {
			for other, c := range held {
				x := record(t, AwarenessActivityPlanned{planned(kind)}).As(domain.FG).When(c)
				info := AwarenessRecord.Info().Command(c)
				fits := kind == other || (kind == Protocol || kind == Communication) && (other == Protocol || other == Communication)
				if useful := (Awareness{AwarenessTerms: planned(kind)}).Useful(info.Name); useful != fits {
					t.Errorf("%s offers %s: %v", kind, info.Name, useful)
				}
				if fits {
					x.ThenStatus(AwarenessStatusHeld)
				} else {
					x.ThenRefused(domain.Conflict)
				}
			}
		}
	})
	t.Run("R-B5-04 alleen de eigenaar legt aandacht voor privacy op de afdeling vast, met de dag waarop dat was", func(t *testing.T) {
		c := PayAttention{"Burgerzaken", "Besproken in het teamoverleg."}
		only(t, c, "DepartmentAttentionRecorded", map[domain.Role]bool{domain.OWN: true})
		x := record(t).As(domain.OWN).When(c).Then(DepartmentAttentionRecorded(c)).ThenStatus(AwarenessStatusRecorded)
		if s := domaintest.State[Awareness](x); s.AttentionOf("Burgerzaken") != "2026-11-24" || s.AttentionOf("Wmo") != "" {
			t.Errorf("%+v", s)
		}
		record(t).As(domain.OWN).When(PayAttention{}).ThenRefused(domain.Invalid, "department", "what")
	})
}
