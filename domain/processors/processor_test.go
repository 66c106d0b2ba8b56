package processors_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/domain/calendar"
	"github.com/heemstede/grootboek/domain/domaintest"
	. "github.com/heemstede/grootboek/domain/processors"
)

func day(s string) calendar.Date { return calendar.Date(s) }

func TestPropose(t *testing.T) {
	t.Run("RT-11 de eigenaar stelt een verwerker voor", func(t *testing.T) {
		processor(t, nil).When(Propose{terms()}).Then(ProcessorProposed{terms()}).ThenStatus(ProcessorStatusProposed)
	})
	t.Run("RT-11 zonder de verplichte velden: geweigerd, alle tegelijk genoemd", func(t *testing.T) {
		processor(t, nil).When(Propose{ProcessorTerms{Process: domaintest.Process, Abroad: domain.Yes}}).ThenRefused(domain.Invalid,
			"name", "contact", "services", "activities", "building_access", "systems_access", "location", "abroad_how")
	})
	t.Run("R-3.2-05 voor een proces van een ander: geweigerd", func(t *testing.T) {
		town := domaintest.Town()
		town.Processes["ander"] = domain.ProcessFacts{Owner: "iemand"}
		x := terms()
		x.Process = "ander"
		given(t, ProcessorRecord, nil).Knowing(town).As(domain.OWN).When(Propose{x}).ThenRefused(domain.Forbidden)
	})
	t.Run("RT-11 een wijziging heeft een reden; dezelfde gegevens veranderen niets", func(t *testing.T) {
		x := terms()
		x.Number = "12345678"
		pb := func() *domaintest.Case { return processor(t, registered()).As(domain.PB) }
		pb().When(AmendProcessor{x, " Aangevuld. "}).Then(ProcessorAmended{x, "Aangevuld."})
		pb().When(AmendProcessor{x, ""}).ThenRefused(domain.Invalid, "reason")
		pb().When(AmendProcessor{terms(), "Niets."}).Then()
	})
}

func TestGuarantees(t *testing.T) {
	yes := AssessGuarantees{Result: Sufficient, Evidence: "ISO 27001"}
	t.Run("R-7.2-01 registreren zonder beoordeling van de garanties: geweigerd", func(t *testing.T) {
		processor(t, proposed()).As(domain.PB).When(RegisterProcessor{}).ThenRefused(domain.Unmet, "guarantees")
	})
	t.Run("R-7.2-01 registreren met een negatieve beoordeling: geweigerd", func(t *testing.T) {
		c := processor(t, proposed()).When(AssessGuarantees{Result: Insufficient, Evidence: "Geen."}).ThenStatus(ProcessorStatusRejected)
		c.As(domain.PB).When(RegisterProcessor{}).ThenRefused(domain.Unmet, "guarantees")
	})
	t.Run("R-7.2-01 met een positieve beoordeling mag de verwerker worden ingezet", func(t *testing.T) {
		c := processor(t, proposed()).When(yes).ThenStatus(ProcessorStatusAccepted)
		c.As(domain.PB).When(RegisterProcessor{}).Then(ProcessorRegistered{}).ThenStatus(ProcessorStatusRegistered)
		if s := domaintest.State[Processor](c); !s.Usable() || s.GuaranteesOn != "2026-11-24" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("R-7.2-01 wie zijn garanties verliest, blijft geregistreerd maar mag niet worden ingezet en is gemarkeerd", func(t *testing.T) {
		c := processor(t, registered()).When(AssessGuarantees{Result: Insufficient, Evidence: "Verlopen."}).ThenStatus(ProcessorStatusRegistered)
		if s := domaintest.State[Processor](c); s.Usable() || len(s.Flags()) != 1 {
			t.Errorf("%v", s.Flags())
		}
	})
	t.Run("§7.2 een beoordeling zonder uitkomst of bewijs: geweigerd", func(t *testing.T) {
		processor(t, proposed()).When(AssessGuarantees{}).ThenRefused(domain.Invalid, "result", "evidence")
	})
	t.Run("RT-11 de eigenaar of de CISO beoordeelt", func(t *testing.T) {
		onlyRoles(t, ProcessorRecord, proposed(), yes, domain.OWN, domain.CISO)
	})
	t.Run("R-B2-11 de privacybeheerder registreert, en niemand anders", func(t *testing.T) {
		onlyRoles(t, ProcessorRecord, accepted(), RegisterProcessor{}, domain.PB)
	})
}

var sub = SubprocessorTerms{Name: "Getij Hosting BV", Services: "Hosting.", Country: "Nederland", Abroad: domain.No}

func TestSubprocessors(t *testing.T) {
	requested := append(registered(), SubprocessorConsentRequested{"s1", sub})
	consented := append(slices.Clone(requested), SubprocessorConsentGiven{"s1", "Z-1"})
	engaged := append(slices.Clone(consented), SubprocessorEngaged{"s1"})
	engage := EngageSubprocessor{"s1"}
	pb := func(t *testing.T, life []any, more ...any) *domaintest.Case {
		return processor(t, life, more...).As(domain.PB)
	}
	t.Run("RT-11 een aanvraag krijgt het kenmerk van de opdracht", func(t *testing.T) {
		processor(t, registered()).When(RequestSubprocessor{sub}).Then(SubprocessorConsentRequested{domaintest.Command, sub})
	})
	t.Run("R-B2-03 zonder toestemming inschakelen: geweigerd", func(t *testing.T) {
		pb(t, requested).When(engage).ThenRefused(domain.Unmet, "subprocessor")
	})
	t.Run("R-B2-03 na weigering of intrekking inschakelen: geweigerd", func(t *testing.T) {
		pb(t, requested, SubprocessorConsentRefused{"s1", "Nee."}).When(engage).ThenRefused(domain.Unmet, "subprocessor")
		pb(t, consented, SubprocessorConsentWithdrawn{"s1", "Nee."}).When(engage).ThenRefused(domain.Unmet, "subprocessor")
	})
	t.Run("R-B2-03 toestemming die niet schriftelijk is: geweigerd", func(t *testing.T) {
		processor(t, requested).When(GiveConsent{"s1", " "}).ThenRefused(domain.Invalid, "document")
	})
	t.Run("R-B2-03 inschakelen op een dag van vóór de toestemming: geweigerd", func(t *testing.T) {
		pb(t, consented).At(at("2026-11-20")).When(engage).ThenRefused(domain.Unmet, "subprocessor")
	})
	t.Run("R-B2-03 met schriftelijke toestemming vooraf: ingeschakeld", func(t *testing.T) {
		c := processor(t, requested).When(GiveConsent{"s1", "Z-1"}).Then(SubprocessorConsentGiven{"s1", "Z-1"})
		x := domaintest.State[Processor](c).Subprocessors[0]
		if x.ConsentBy != "own" || !x.ConsentAt.Equal(domaintest.Now) || x.Document != "Z-1" {
			t.Errorf("%+v", x)
		}
		c.As(domain.PB).When(engage).Then(SubprocessorEngaged{"s1"})
		c.When(engage).Then() // saying it twice changes nothing
	})
	t.Run("R-B2-03 alleen de eigenaar geeft toestemming; alleen de privacybeheerder registreert", func(t *testing.T) {
		onlyRoles(t, ProcessorRecord, requested, GiveConsent{"s1", "Z-1"}, domain.OWN)
		onlyRoles(t, ProcessorRecord, consented, engage, domain.PB)
	})
	t.Run("promise 7 wie zonder toestemming blijkt te werken, wordt vastgelegd met de afwijking", func(t *testing.T) {
		c := processor(t, registered()).As(domain.FG).When(FindSubprocessor{sub, "2026-05-01"}).ThenEvents("SubprocessorFound", "ProcessorNonComplianceFound")
		s := domaintest.State[Processor](c)
		if !s.Subprocessors[0].Working() || s.Deviations[0].Since != "2026-05-01" || len(s.Flags()) != 2 {
			t.Errorf("%+v, %v", s.Subprocessors, s.Flags())
		}
	})
	t.Run("promise 7 intrekken terwijl hij werkt is ook een afwijking; wie nog niet werkt niet", func(t *testing.T) {
		processor(t, engaged).When(WithdrawConsent{"s1", "Certificaat weg."}).ThenEvents("SubprocessorConsentWithdrawn", "ProcessorNonComplianceFound")
		processor(t, consented).When(WithdrawConsent{"s1", "Niet nodig."}).ThenEvents("SubprocessorConsentWithdrawn")
	})
	t.Run("RT-11 toestemming geven, weigeren of intrekken wat niet aan de orde is: geweigerd", func(t *testing.T) {
		processor(t, consented).When(GiveConsent{"s1", "Z-2"}).ThenRefused(domain.Conflict)
		processor(t, consented).When(RefuseConsent{"s1", "Nee."}).ThenRefused(domain.Conflict)
		processor(t, requested).When(WithdrawConsent{"s1", "Nee."}).ThenRefused(domain.Conflict)
		processor(t, requested).When(GiveConsent{"s9", "Z-2"}).ThenRefused(domain.Invalid, "subprocessor")
		processor(t, requested).When(RefuseConsent{"s1", " "}).ThenRefused(domain.Invalid, "reason")
	})
	t.Run("RT-11 een verwerker die niet is geregistreerd heeft geen subverwerkers", func(t *testing.T) {
		processor(t, accepted()).When(RequestSubprocessor{sub}).ThenRefused(domain.Conflict)
	})
	t.Run("RT-11 de velden van een subverwerker zijn verplicht", func(t *testing.T) {
		processor(t, registered()).When(RequestSubprocessor{}).ThenRefused(domain.Invalid, "name", "services", "country", "abroad")
		processor(t, registered()).When(RequestSubprocessor{SubprocessorTerms{Name: "x", Services: "x", Country: "x", Abroad: domain.Yes, Under: "s9"}}).ThenRefused(domain.Invalid, "abroad_how", "under")
	})
}

func TestTree(t *testing.T) {
	under := func(name, above string) SubprocessorTerms {
		x := sub
		x.Name, x.Under = name, above
		return x
	}
	consent := func(id, name, above string) []any {
		return []any{SubprocessorConsentRequested{id, under(name, above)}, SubprocessorConsentGiven{id, "Z"}}
	}
	life := slices.Concat(registered(), consent("a", "A", ""), consent("b", "B", "a"), consent("c", "C", "b"), consent("d", "D", ""))
	t.Run("RT-11 subverwerkers vormen een boom: onder wie elk werkt", func(t *testing.T) {
		var got []string
		for _, b := range domaintest.State[Processor](processor(t, life)).Tree() {
			got = append(got, fmt.Sprint(b.Depth, b.Name))
		}
		if diff := cmp.Diff([]string{"0A", "1B", "2C", "0D"}, got); diff != "" {
			t.Errorf("tree (-want +got):\n%s", diff)
		}
	})
	t.Run("R-B2-03 ook onder een subverwerker is toestemming nodig, en wie boven hem staat werkt eerst", func(t *testing.T) {
		pb := processor(t, life).As(domain.PB)
		pb.When(EngageSubprocessor{"b"}).ThenRefused(domain.Unmet, "subprocessor")
		pb.When(EngageSubprocessor{"a"}).Then(SubprocessorEngaged{"a"})
		pb.When(EngageSubprocessor{"b"}).Then(SubprocessorEngaged{"b"})
	})
	t.Run("RT-11 wie stopt, neemt mee wie onder hem werkt", func(t *testing.T) {
		c := processor(t, life, SubprocessorEngaged{"a"}, SubprocessorEngaged{"b"}).As(domain.PB).When(EndSubprocessor{"a", "Klaar."})
		c.ThenEvents("SubprocessorEnded", "SubprocessorEnded", "SubprocessorEnded")
		for _, x := range domaintest.State[Processor](c).Subprocessors {
			if (x.EndedOn != "") != (x.ID != "d") {
				t.Errorf("%+v", x)
			}
		}
		c.When(EndSubprocessor{"a", "Klaar."}).Then()
		c.When(EngageSubprocessor{"b"}).ThenRefused(domain.Conflict)
	})
}

func TestProcessorAtWork(t *testing.T) {
	t.Run("RT-11 een audit heeft een uitkomst en bevindingen", func(t *testing.T) {
		c := processor(t, registered()).When(Audit{Result: "sufficient", Findings: " geen "}).Then(ProcessorAudited{Result: "sufficient", Findings: "geen"})
		if got := domaintest.State[Processor](c).LastAudit; got != "2026-11-24" {
			t.Errorf("audited on %s", got)
		}
		processor(t, registered()).When(Audit{}).ThenRefused(domain.Invalid, "result", "findings")
	})
	t.Run("R-B2-12 de FG legt toezicht op de registratie van een verwerker vast, en niemand anders", func(t *testing.T) {
		x := Supervision{Result: "insufficient", Findings: "Onvolledig.", OwnWork: domain.No}
		processor(t, registered()).As(domain.FG).When(SuperviseProcessor{x}).Then(ProcessorRegistrationSupervised{x})
		processor(t, registered()).As(domain.FG).When(SuperviseProcessor{}).ThenRefused(domain.Invalid, "result", "findings", "own_work")
		onlyRoles(t, ProcessorRecord, registered(), SuperviseProcessor{x}, domain.FG)
	})
	t.Run("RT-11 uitschrijven zegt wat er met de gegevens is gebeurd en welke overeenkomst is beëindigd", func(t *testing.T) {
		pb := func() *domaintest.Case { return processor(t, registered()).As(domain.PB) }
		pb().When(Deregister{}).ThenRefused(domain.Invalid, "data", "agreements", "reason")
		pb().When(Deregister{Data: "returned", Reason: "Klaar."}).ThenRefused(domain.Invalid, "agreements")
		pb().When(Deregister{Data: "returned", Agreements: []string{"o1"}, Reason: "Klaar."}).ThenStatus(ProcessorStatusEnded)
		pb().When(Deregister{Data: "never-had", Reason: "Nooit begonnen."}).ThenStatus(ProcessorStatusEnded)
	})
	t.Run("RT-11 uitschrijven terwijl een subverwerker werkt: geweigerd", func(t *testing.T) {
		processor(t, registered(), SubprocessorFound{"s1", sub, "2026-01-01"}).As(domain.PB).
			When(Deregister{Data: "never-had", Reason: "Klaar."}).ThenRefused(domain.Unmet, "subprocessors")
	})
	t.Run("G13 een afwijking wordt gevonden en hersteld; herstellen kan alleen wie er over gaat", func(t *testing.T) {
		find := FindProcessorDeviation{domain.FindDeviation{Rule: "§7.2", What: "Geen overeenkomst.", Since: "2026-01-01"}}
		c := processor(t, proposed()).As(domain.CISO).When(find).Then(ProcessorNonComplianceFound{domain.DeviationFound{Deviation: domaintest.Command, Rule: "§7.2", What: "Geen overeenkomst.", Since: "2026-01-01"}})
		if s := domaintest.State[Processor](c); len(s.Options("deviation")) != 1 {
			t.Errorf("%v", s.Options("deviation"))
		}
		remedy := RemedyProcessorDeviation{domain.RemedyDeviation{Deviation: domaintest.Command, How: "Gesloten."}}
		c.When(remedy).ThenRefused(domain.Forbidden)
		c.As(domain.PB).When(RemedyProcessorDeviation{domain.RemedyDeviation{Deviation: "x", How: ""}}).ThenRefused(domain.Invalid, "deviation", "how")
		c.When(remedy).Then(ProcessorNonComplianceRemedied{domain.DeviationRemedied{Deviation: domaintest.Command, How: "Gesloten."}})
		c.When(remedy).Then()
		c.As(domain.FG).When(FindProcessorDeviation{}).ThenRefused(domain.Invalid, "rule", "what")
		c.When(FindProcessorDeviation{domain.FindDeviation{Rule: "r", What: "w", Since: "2026-02-30"}}).ThenRefused(domain.Invalid, "since")
	})
}
