package processors_test

import (
	"testing"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/processors"
)

// changed is the town in which the activity of the agreement got a new recipient after version 1.
func changed() domaintest.Facts {
	f := town("2015-01-01")
	told := func(values ...string) domain.ActivityFacts {
		return domain.ActivityFacts{Aspects: []domain.Aspect{{NL: "Ontvanger", Values: values, Lapses: []string{"agreement"}}}}
	}
	f.Others = append(f.Others, domaintest.Other{Stream: "activity/verwerking-1", Versions: []any{told("Zorgaanbieders"), told("Zorgaanbieders", "Politie")}})
	return f
}

// covering is an agreement in force that was concluded for version 1 of its activity.
func covering() []any {
	return append(offered(vng(), fullClauses()), AgreementConcluded{Signature: signature("2026-01-01"), Due: "2027-11-23",
		Covers: []domain.Approved{{Record: "activity/verwerking-1", Version: 1}}}, AgreementCameIntoForce{})
}

func TestEenOvereenkomstGeldtVoorWatIsGoedgekeurd(t *testing.T) {
	now := []domain.Approved{{Record: "processor/verwerker-1", Version: 1}, {Record: "activity/verwerking-1", Version: 2}}
	t.Run("sluiten noemt de versies van de verwerker en van elke verwerking", func(t *testing.T) {
		c := agreement(t, offered(vng(), fullClauses())).Knowing(changed()).As(domain.OWN).When(sign("2026-12-01"))
		if s := domaintest.State[Agreement](c); len(s.Covers) != 2 || s.Covers[0] != now[0] || s.Covers[1] != now[1] {
			t.Errorf("covers %+v", s.Covers)
		}
	})
	t.Run("R-7.2-20 actueel gevonden terwijl de verwerking wezenlijk is gewijzigd: vastgelegd, met de afwijking, en zij dekt de wijziging niet", func(t *testing.T) {
		c := agreement(t, covering()).Knowing(changed()).As(domain.OWN).When(CheckAgreement{Result: Current})
		c.ThenEvents("AgreementCheckedYearly", "AgreementNonComplianceFound")
		if s := domaintest.State[Agreement](c); len(s.Covers) != 1 || s.Covers[0] != (domain.Approved{Record: "activity/verwerking-1", Version: 1}) {
			t.Errorf("covers %+v", s.Covers)
		}
	})
	t.Run("R-7.2-20 actueel, en niets is gewijzigd: geen afwijking", func(t *testing.T) {
		f := changed()
		f.Others[1].Versions = f.Others[1].Versions[:1]
		agreement(t, covering()).Knowing(f).As(domain.OWN).When(CheckAgreement{Result: Current}).ThenEvents("AgreementCheckedYearly")
	})
	t.Run("wijzigen dekt de verwerking weer, ook als geen artikel verandert", func(t *testing.T) {
		c := agreement(t, covering()).Knowing(changed()).As(domain.OWN).When(AmendAgreement{Clauses: fullClauses(), AgreementPeriod: AgreementPeriod{InForceFrom: "2026-01-01"}, Reason: "Nieuwe ontvanger."})
		if s := domaintest.State[Agreement](c.ThenEvents("AgreementAmended")); s.Covers[1] != now[1] {
			t.Errorf("covers %+v", s.Covers)
		}
	})
	t.Run("wijzigen kan verwerkingen toevoegen", func(t *testing.T) {
		c := agreement(t, covering()).Knowing(changed()).As(domain.OWN).When(AmendAgreement{Clauses: fullClauses(), AgreementPeriod: AgreementPeriod{InForceFrom: "2026-01-01"},
			Activities: []string{"verwerking-1", "verwerking-2"}, Reason: "Nog een taak."})
		if s := domaintest.State[Agreement](c); len(s.Activities) != 2 {
			t.Errorf("activities %q", s.Activities)
		}
	})
}

func TestEenVerwerkerGaatPasWegAlsAllesIsAfgewikkeld(t *testing.T) {
	for name, c := range map[string]struct {
		agreement domain.AgreementFacts
		refused   bool
	}{
		"een overeenkomst die geldt":                                {domain.AgreementFacts{Concluded: true}, true},
		"een beëindigde overeenkomst, gegevens nog niet terug":      {domain.AgreementFacts{Concluded: true, Ended: "2026-10-01"}, true},
		"een beëindigde overeenkomst, gegevens terug of vernietigd": {domain.AgreementFacts{Concluded: true, Ended: "2026-10-01", Settled: true}, false},
		"een concept dat nooit is gesloten":                         {domain.AgreementFacts{}, false},
	} {
		t.Run("§7.2 uitschrijven met "+name, func(t *testing.T) {
			f := town("2015-01-01")
			f.Others = append(f.Others, domaintest.Other{Stream: "agreement/1", Links: []string{"processor/" + domaintest.ID}, Versions: []any{c.agreement}})
			for _, data := range []DataAtEnd{"returned", "never-had"} {
				x := processor(t, registered()).Knowing(f).As(domain.PB).When(Deregister{Data: data, Agreements: []string{"1"}, Reason: "Klaar."})
				if c.refused {
					x.ThenRefused(domain.Unmet, "agreements")
				} else {
					x.ThenEvents("ProcessorDeregistered")
				}
			}
		})
	}
}
