package control_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	. "github.com/heemstede/grootboek/domain/control"
	"github.com/heemstede/grootboek/domain/domaintest"
)

// under is a security measure under one or two norms.
func under(norms ...Norm) SecurityTerms {
	return SecurityTerms{Name: "Back-up", Description: "Elke nacht.", Kind: "technical", Norms: norms, Controls: []string{"12.3.1"},
		AppliesTo: []Protected{"activities"}, Public: domain.No}
}

func TestSecurityMeasures(t *testing.T) {
	recorded := []any{SecurityMeasureRecorded{under(BIO)}}
	inPlace := append(recorded, SecurityMeasureImplemented{})
	t.Run("RT-27 een maatregel is compleet, en geldt eerst als gepland", func(t *testing.T) {
		given(t, SecurityRecord, nil).As(domain.CISO).When(RecordSecurityMeasure{under(BIO)}).Then(SecurityMeasureRecorded{under(BIO)}).ThenStatus(SecurityStatusPlanned)
		given(t, SecurityRecord, nil).As(domain.CISO).When(RecordSecurityMeasure{}).
			ThenRefused(domain.Invalid, "name", "description", "kind", "norms", "controls", "applies_to", "public")
	})
	t.Run("RT-27 wie wat mag", func(t *testing.T) {
		onlyRoles(t, SecurityRecord, nil, RecordSecurityMeasure{under(BIO)}, "SecurityMeasureRecorded", domain.CISO, domain.OWN)
		onlyRoles(t, SecurityRecord, recorded, ImplementSecurityMeasure{}, "SecurityMeasureImplemented", domain.OWN)
		onlyRoles(t, SecurityRecord, inPlace, ChangeSecurityMeasure{under(BIG, BIO), "Overgang."}, "SecurityMeasureChanged", domain.CISO)
		onlyRoles(t, SecurityRecord, inPlace, TestSecurityMeasure{Sufficient, "geen", domain.No}, "SecurityMeasureTested", domain.CISO)
		onlyRoles(t, SecurityRecord, inPlace, EndSecurityMeasure{"Vervallen."}, "SecurityMeasureEnded", domain.CISO)
		onlyRoles(t, SecurityRecord, []any{SecurityMeasureRecorded{under(BIG)}}, ReplaceNorm{}, "NormReplaced", domain.SYS)
	})
	t.Run("R-6.0-01 een maatregel kan gelden voor medewerkers, verwerkers, subverwerkers en voor leveranciers van beveiliging, schoonmaak en apparatuur", func(t *testing.T) {
		for _, p := range []Protected{"activities", "employees", "processors", "sub-processors", "building-security", "cleaning", "hardware", "other-supplies"} {
			c := under(BIO)
			c.AppliesTo = []Protected{p}
			given(t, SecurityRecord, nil).As(domain.CISO).When(RecordSecurityMeasure{c}).ThenStatus(SecurityStatusPlanned)
		}
		c := under(BIO)
		c.AppliesTo = []Protected{"iedereen"}
		given(t, SecurityRecord, nil).As(domain.CISO).When(RecordSecurityMeasure{c}).ThenRefused(domain.Invalid, "applies_to")
	})
	flagged := func(on calendar.Date, norms ...Norm) bool {
		s := domaintest.State[SecurityMeasure](given(t, SecurityRecord, []any{SecurityMeasureRecorded{under(norms...)}, SecurityMeasureImplemented{}}))
		return len(s.Flags(on)) > 0
	}
	t.Run("R-6.2-01 vanaf 1 januari 2020 verwijst een maatregel naar de BIO; een verwijzing naar de BIG wordt vastgelegd en valt op", func(t *testing.T) {
		given(t, SecurityRecord, nil).As(domain.CISO).When(RecordSecurityMeasure{under(BIG)}).ThenStatus(SecurityStatusPlanned)
		if !flagged("2020-01-01", BIG) || flagged("2020-01-01", BIO) {
			t.Error("BIG from 2020 on, or BIO")
		}
	})
	t.Run("R-6.2-02 in 2019 kan een maatregel naar beide verwijzen", func(t *testing.T) {
		if flagged("2019-12-31", BIG) || flagged("2019-06-01", BIG, BIO) || flagged("2026-01-01", BIG, BIO) {
			t.Error("flagged")
		}
	})
	t.Run("§6.2 op 1 januari 2020 legt de klok één keer vast dat de norm is vervangen, niet eerder", func(t *testing.T) {
		old := []any{SecurityMeasureRecorded{under(BIG)}}
		s := domaintest.State[SecurityMeasure](given(t, SecurityRecord, old))
		if s.ByClock(calendar.Date("2019-12-31").Start()) != nil || s.ByClock(calendar.Date("2020-01-01").Start()) == nil {
			t.Error("not on the day")
		}
		given(t, SecurityRecord, old).As(domain.SYS).When(ReplaceNorm{}).Then(NormReplaced{BIG, BIO, "2020-01-01"})
		given(t, SecurityRecord, old, NormReplaced{BIG, BIO, "2020-01-01"}).As(domain.SYS).When(ReplaceNorm{}).Then()
		given(t, SecurityRecord, old).As(domain.SYS).At(calendar.Date("2019-12-31").Start()).When(ReplaceNorm{}).ThenRefused(domain.Unmet)
		if x := domaintest.State[SecurityMeasure](given(t, SecurityRecord, recorded)).ByClock(domaintest.Now); x != nil {
			t.Errorf("BIO: %v", x)
		}
	})
	t.Run("RT-27 wijzigen heeft een reden, en tweemaal hetzelfde verandert niets", func(t *testing.T) {
		given(t, SecurityRecord, inPlace).As(domain.CISO).When(ChangeSecurityMeasure{under(BIG), ""}).ThenRefused(domain.Invalid, "reason")
		given(t, SecurityRecord, inPlace).As(domain.CISO).When(ChangeSecurityMeasure{under(BIO), "Nog eens."}).Then()
	})
	t.Run("RT-27 een toets op eigen werk door de CISO is gevraagd, en onvoldoende valt op", func(t *testing.T) {
		given(t, SecurityRecord, inPlace).As(domain.CISO).When(TestSecurityMeasure{}).ThenRefused(domain.Invalid, "outcome", "findings", "own_work")
		c := given(t, SecurityRecord, inPlace).As(domain.CISO).When(TestSecurityMeasure{Insufficient, "Werkt niet.", domain.Yes})
		if s := domaintest.State[SecurityMeasure](c); len(s.Flags("2026-11-24")) != 1 {
			t.Errorf("%v", s.Flags("2026-11-24"))
		}
	})
	t.Run("T-37 alleen wat mag en ingevoerd is, wordt in het openbare register genoemd", func(t *testing.T) {
		public := under(BIO)
		public.Public = domain.Yes
		life := []any{SecurityMeasureRecorded{public}}
		if domaintest.State[SecurityMeasure](given(t, SecurityRecord, life)).MayBeNamed() ||
			!domaintest.State[SecurityMeasure](given(t, SecurityRecord, life, SecurityMeasureImplemented{})).MayBeNamed() ||
			domaintest.State[SecurityMeasure](given(t, SecurityRecord, inPlace)).MayBeNamed() {
			t.Error("planned, in place, or not public")
		}
	})
	t.Run("RT-27 een eigenaar meldt alleen maatregelen van zijn eigen proces ingevoerd", func(t *testing.T) {
		town := domaintest.Town()
		town.Processes["elders"] = domain.ProcessFacts{Owner: "buur"}
		c := under(BIO)
		c.Process = "elders"
		given(t, SecurityRecord, []any{SecurityMeasureRecorded{c}}).Knowing(town).As(domain.OWN).When(ImplementSecurityMeasure{}).ThenRefused(domain.Forbidden)
	})
	t.Run("RT-27 beëindigen heeft een reden, en daarna verandert er niets meer", func(t *testing.T) {
		given(t, SecurityRecord, inPlace).As(domain.CISO).When(EndSecurityMeasure{}).ThenRefused(domain.Invalid, "reason")
		given(t, SecurityRecord, inPlace, SecurityMeasureEnded{"Klaar."}).As(domain.CISO).When(ChangeSecurityMeasure{under(BIG), "Toch."}).ThenRefused(domain.Conflict)
	})
}
